"""The same as `squid_lines.lines_of`, three times as fast, where the C file beside this one was compiled.

It also finds the lines of known hosts on its way, for which there is a search of its own otherwise.
"""

import ctypes
import sys
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.domain.lines import Block
from streams.domain.texts import SALT, SEED, Spans
from streams.formats import squid_lines
from streams.formats.squid_library import library_file
from streams.formats.squid_lines import CUT, Lines

LONGEST_END = 8
"""Bytes of a name's end that are looked for: as many as one comparison takes. What has the same end by chance
falls out when hosts are looked up."""
FACTOR = 0x9E3779B97F4A7C15
"""As in the C file."""
_WORD = (1 << 64) - 1


def _loaded() -> ctypes.CDLL | None:
    """The compiled pass; None where it was not compiled, or for another machine."""
    if sys.byteorder != "little":
        return None
    try:
        library = ctypes.CDLL(str(library_file()))
    except OSError:
        return None
    library.holdfast_squid_lines.restype = ctypes.c_int64
    return library


_LIBRARY = _loaded()
HOW = (
    "in one compiled pass" if _LIBRARY else "with NumPy: no C compiler (cc) was found when this was installed"
)


class HostNames(NamedTuple):
    """Names of hosts as the compiled pass looks for them: by their last bytes, eight or fewer.

    `table` is open addressed, of a power of two of places, 0 where none is; bit n of `lengths` says that some
    name has n bytes in it.
    """

    table: NDArray[np.uint64]
    lengths: int


def host_names(suffixes: Sequence[str]) -> HostNames | None:
    """Hosts below these names, to be looked for; None where nothing was compiled."""
    if _LIBRARY is None or not suffixes:
        return None
    ends = {bytes(byte | 0x20 for byte in suffix.encode()[-LONGEST_END:]) for suffix in suffixes}
    places = 1 << (2 * len(ends)).bit_length()
    table, lengths = [0] * places, 0
    for end in ends:
        key = int.from_bytes(end, "little")
        place = ((key * FACTOR & _WORD) >> 32) % places
        while table[place]:
            place = (place + 1) % places
        table[place] = key
        lengths |= 1 << len(end)
    return HostNames(np.array(table, np.uint64), lengths)


def lines_of(block: Block, wanted: NDArray[np.bool_], names: HostNames | None = None) -> Lines:
    """The lines of a block: the wanted ones, and with `names` every one that may have gone to such a host."""
    if _LIBRARY is None:
        return squid_lines.lines_of(block, wanted)
    count, padded = len(block), block.padded
    most = int(np.count_nonzero(wanted)) if names is None else count
    wanted = np.ascontiguousarray(wanted, bool)
    verdicts, seen_ms = np.empty(count, np.uint8), np.empty(count, np.int64)
    numbers = np.empty((3, most), np.int64)
    places = np.empty((2, len(CUT), most), np.int64)
    hashes = np.empty((len(CUT), most), np.uint64)
    columns = (padded.bytes, block.newlines, wanted, verdicts, seen_ms, numbers, places, hashes)
    good = _LIBRARY.holdfast_squid_lines(
        *(ctypes.c_void_p(column.ctypes.data) for column in columns),
        ctypes.c_void_p(names and names.table.ctypes.data),
        ctypes.c_int64(count),
        ctypes.c_int64(most),
        ctypes.c_uint64(int(SEED)),
        ctypes.c_uint64(int(SALT)),
        ctypes.c_uint64(len(names.table) - 1 if names else 0),
        ctypes.c_uint64(names.lengths if names else 0),
    )
    starts, lengths = places[:, :, :good]
    fields = {
        field: Spans(padded, starts[place], lengths[place], hashes[place, :good])
        for place, field in enumerate(CUT)
    }
    rows, elapsed_ms, bytes_down = numbers[:, :good]
    return Lines(verdicts, seen_ms, rows, elapsed_ms, bytes_down, fields)
