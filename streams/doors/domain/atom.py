"""The entries of an Atom document (RFC 4287), read with nothing that XML could be made to do.

A document type, and with it every entity of its own, is refused: there is none in a feed.
"""

from typing import Final
from xml.parsers import expat

from streams.doors.domain.deliveries import RefusedError

Entry = dict[str, str]
"""The texts of an entry's own elements, by their local names."""

MOST_ENTRIES: Final = 1000
_DEEPEST: Final = 50


class _Entries:
    """What expat tells, gathered."""

    def __init__(self) -> None:
        self.found: list[Entry] = []
        self._path: list[str] = []
        self._text: list[str] = []

    def begins(self, name: str, _attributes: dict[str, str]) -> None:
        """An element begins."""
        if len(self._path) >= _DEEPEST or len(self.found) > MOST_ENTRIES:
            raise _malformed()
        self._path.append(name.rpartition(" ")[2])
        self._text = []
        if self._path == ["feed", "entry"]:
            self.found.append({})

    def says(self, text: str) -> None:
        """A piece of text."""
        self._text.append(text)

    def ends(self, _name: str) -> None:
        """An element ends; one right below an entry is kept."""
        name = self._path.pop()
        if self._path == ["feed", "entry"]:
            self.found[-1].setdefault(name, "".join(self._text).strip())

    def refuses(self, *_: object) -> None:
        """A document type."""
        raise _malformed()


def entries_of(body: bytes) -> list[Entry]:
    """Every entry of a verified feed. Raises RefusedError."""
    entries = _Entries()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = entries.begins
    parser.CharacterDataHandler = entries.says
    parser.EndElementHandler = entries.ends
    parser.StartDoctypeDeclHandler = entries.refuses
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # an encoding is looked up by its name
        raise _malformed() from error
    return entries.found


def _malformed() -> RefusedError:
    return RefusedError("malformed", "The body is no Atom feed; was it cut short?")
