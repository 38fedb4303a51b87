"""Columns of numbers inside a message: as narrow as their largest number, in little-endian order."""

from typing import Literal, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

Kind = Literal["u1", "u2", "u4", "u8", "i8"]


class Column(msgspec.Struct, frozen=True, array_like=True):
    """Whole numbers of one width: `kind` is NumPy's name of it, `data` the numbers one behind the other."""

    kind: Kind
    data: bytes

    @staticmethod
    def of(numbers: NDArray[np.generic]) -> "Column":
        """Pack a column; negative numbers take eight bytes each."""
        if numbers.dtype == np.uint64:
            return Column("u8", numbers.astype("<u8").tobytes())
        whole = numbers.astype(np.int64)
        most = int(whole.max(initial=0))
        if int(whole.min(initial=0)) < 0:
            return Column("i8", whole.astype("<i8").tobytes())
        kind: Kind = "u1" if most < 1 << 8 else "u2" if most < 1 << 16 else "u4" if most < 1 << 32 else "u8"
        return Column(kind, whole.astype("<" + kind).tobytes())

    def numbers(self) -> NDArray[np.int64]:
        """The column again, as signed integers."""
        return self._raw().astype(np.int64)

    def pseudonyms(self) -> NDArray[np.uint64]:
        """The column again, as 64-bit pseudonyms."""
        return self._raw().astype(np.uint64)

    def _raw(self) -> NDArray[np.generic]:
        """As it was packed. Raises ValueError where the bytes do not make whole numbers."""
        if self.kind not in get_args(Kind):
            raise ValueError(f"no column is of the kind {self.kind!r}")
        return np.frombuffer(self.data, "<" + self.kind)
