"""In which line of a register file a key of an entry stands, so that a fault is found where it is.

TOML can be written in many ways, and its reader keeps no lines. What is found here is the usual one: a line
begins with the key, or a header names it; else the line of what the key belongs to stands for it.
"""

import re
from collections.abc import Sequence
from typing import Final

Place = tuple[str | int, ...]
"""Keys, and numbers of elements from 0, that lead to a value: `("impact_over_time", 1, "level")`."""

_HEADER: Final = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY: Final = re.compile(r"\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*[=.]")


class Places:
    """The lines of one file, whose entries begin with headers `[[section]]`."""

    def __init__(self, lines: Sequence[str], section: str) -> None:
        self._lines = lines
        self._section = section
        self._begins = [number for number, line in enumerate(lines) if _header(line) == section]

    def line(self, index: int, place: Place) -> int | None:
        """The line, from 1, of a value of the index-th entry; None where no header begins that entry."""
        if index >= len(self._begins):
            return None
        first = self._begins[index]
        end = self._begins[index + 1] if index + 1 < len(self._begins) else len(self._lines)
        found = first
        if place:
            key, *deeper = place
            begins = [number for number in range(first, end) if self._begins_with(number, str(key))]
            if begins:
                found = self._deeper(begins, deeper, end)
        return found + 1

    def _begins_with(self, number: int, key: str) -> bool:
        """Whether a key, or the header of its table, begins in a line."""
        if (header := _header(self._lines[number])) is not None:
            return header == f"{self._section}.{key}"
        match = _KEY.match(self._lines[number])
        return match is not None and match[1] == key

    def _deeper(self, begins: list[int], place: Sequence[str | int], end: int) -> int:
        """The line of what stands within a value that begins in the first of these lines, or in each."""
        first, rest = begins[0], list(place)
        if rest and isinstance(rest[0], int):
            number = rest.pop(0)
            if len(begins) > 1:
                first = begins[min(int(number), len(begins) - 1)]
            elif rest:  # an element that is a table; of plain ones the line is that of their list
                first = self._table(first, int(number), end)
        if not rest:
            return first
        is_header = _header(self._lines[first]) is not None
        within = re.compile(rf"(^|[\s{{,.]){re.escape(str(rest[0]))}[\"']?\s*=")
        for number in range(first, end):
            if number > first and self._is_next(number, is_header=is_header):
                break
            if within.search(self._lines[number]):
                return number
        return first

    def _table(self, first: int, number: int, end: int) -> int:
        """The line in which the number-th `{` from a line on stands; that line where there are fewer."""
        left = number
        for line in range(first, end):
            if (opened := self._lines[line].count("{")) > left:
                return line
            left -= opened
        return first

    def _is_next(self, number: int, *, is_header: bool) -> bool:
        """Whether a line begins something else than what stands under a header, or behind a key."""
        line = self._lines[number]
        return _header(line) is not None or (not is_header and _KEY.match(line) is not None)


def _header(line: str) -> str | None:
    """The name in a header, without blanks and quotes; None where a line is none."""
    match = _HEADER.match(line)
    return None if match is None else re.sub(r"[\s\"']", "", match[1])
