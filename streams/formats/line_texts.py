"""A block's lines as one column of text, and the parts that patterns find in them."""

import codecs
import itertools

import numpy as np
import polars as pl
from numpy.typing import NDArray

from streams.domain.lines import LONGEST_LINE, Block, Verdict


def _latin1(error: UnicodeError) -> tuple[str, int]:
    """From the first byte that is not UTF-8 to the end of its line, bytes are read as Latin-1 characters."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    end = error.object.find(b"\n", error.start)
    end = len(error.object) if end < 0 else end
    return error.object[error.start : end].decode("latin-1"), end


codecs.register_error("holdfast-latin1", _latin1)


def decoded(data: bytes) -> str:
    """Bytes as text: UTF-8, and Latin-1 from the first byte that is none to the end of its line."""
    return data.decode("utf-8", "holdfast-latin1")


def lines_of(block: Block, comment: str = "") -> tuple[pl.Series, NDArray[np.uint8]]:
    """The lines as text and a first verdict each: blank and comment lines are SKIPPED, noise is rejected.

    A line that is already judged is empty in the column, so that no expression ever works on it.
    """
    data, verdicts = block.data, np.zeros(len(block), np.uint8)
    long = np.flatnonzero(block.ends - block.starts > LONGEST_LINE)
    if len(long):
        verdicts[long] = Verdict.TOO_LONG
        edges = [0, *itertools.chain.from_iterable((block.starts[i], block.ends[i]) for i in long), len(data)]
        data = b"".join(data[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    text = decoded(data)
    if block.first_line == 1:
        text = text.removeprefix("\ufeff")
    lines = pl.Series("line", [text], dtype=pl.String).str.split("\n").explode()
    lines = lines.head(len(block))
    if "\r" in text:
        lines = lines.str.strip_suffix("\r")
    if "\0" in text:
        noise = lines.str.contains("\0", literal=True)
        verdicts[noise.to_numpy() & (verdicts == 0)] = Verdict.NOT_THIS_FORMAT
        lines = lines.set(noise, "")
    skipped = lines.str.contains(r"^\s*$")
    if comment:
        skipped |= lines.str.starts_with(comment)
    verdicts[skipped.to_numpy() & (verdicts == 0)] = Verdict.SKIPPED
    return lines, verdicts


def judged_away(lines: pl.Series, verdicts: NDArray[np.uint8]) -> pl.Series:
    """The lines, null where a verdict already stands."""
    judged = verdicts != Verdict.PARSED
    return lines if not judged.any() else lines.set(pl.Series(judged), None)


def extract(lines: pl.Series, patterns: tuple[str, ...]) -> pl.DataFrame:
    """The named groups of the first pattern that fits each line; all null where none does."""
    found = lines.str.extract_groups(patterns[0]).struct.unnest()
    for pattern in patterns[1:]:
        missed = (found.to_series(0).is_null() & lines.is_not_null()).arg_true()
        if not len(missed):
            break
        more = lines.gather(missed).str.extract_groups(pattern).struct.unnest()
        found = found.with_columns(
            found[name].scatter(missed, more[name]) for name in found.columns if name in more.columns
        )
    return found
