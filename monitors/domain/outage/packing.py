"""Arrays inside a stored state: only what is not zero, as narrow as it can be, so that saving stays quick."""

from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray


class Packed(Struct, array_like=True):
    """An array: its kind and shape, a bit for each element that is not zero, and those elements."""

    kind: str
    shape: tuple[int, ...]
    marks: bytes
    narrow: str
    values: bytes


def pack(array: NDArray[Any]) -> Packed:
    """Pack an array of numbers or flags."""
    flat = array.ravel()
    marks = flat != 0
    values = flat[marks]
    if np.issubdtype(values.dtype, np.signedinteger) and len(values) and int(values.min()) > 0:
        values = values.astype(np.min_scalar_type(int(values.max())))
    return Packed(
        array.dtype.str, array.shape, np.packbits(marks).tobytes(), values.dtype.str, values.tobytes()
    )


def unpack(packed: Packed) -> NDArray[Any]:
    """The array again, to be written to."""
    size = int(np.prod(packed.shape))
    flat = np.zeros(size, np.dtype(packed.kind))
    marks = np.unpackbits(np.frombuffer(packed.marks, np.uint8), count=size).view(bool)
    flat[marks] = np.frombuffer(packed.values, np.dtype(packed.narrow))
    return flat.reshape(packed.shape)
