"""A table as Parquet: typed columns, and its header as the file's metadata."""

import io
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import polars as pl

from api.exports.table import ExportTable, ExportTerms, Kind, header_of

TYPES: Final[Mapping[Kind, pl.DataType]] = {
    "text": pl.String(),
    "count": pl.Int64(),
    "number": pl.Float64(),
    "day": pl.Date(),
    "moment": pl.Datetime("ms", "UTC"),
    "flag": pl.Boolean(),
}


def parquet_file(table: ExportTable, terms: ExportTerms) -> bytes:
    """The table as Parquet. What was not said is null, in texts too."""
    data = {
        name: pl.Series(name, [_value(row.get(name), kind) for row in table.rows], TYPES[kind])
        for name, kind in table.columns.items()
    }
    file = io.BytesIO()
    pl.DataFrame(data).write_parquet(file, metadata=header_of(table, terms))
    return file.getvalue()


def _value(value: Any, kind: Kind) -> Any:
    """A value as the column's kind has it."""
    if value is None or value == "":
        return None
    return _AS[kind](value)


_AS: Final[Mapping[Kind, Callable[[Any], Any]]] = {
    "text": str,
    "count": int,
    "number": float,
    "day": lambda day: day,
    "moment": datetime.fromisoformat,
    "flag": bool,
}
