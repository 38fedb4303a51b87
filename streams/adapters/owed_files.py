"""Files of a log that could not be read when it was their turn: remembered, and read once they can be."""

from collections.abc import Iterable, Sequence

from streams.adapters.followed_files import Sighting
from streams.contracts.positions import FilePlace

MOST_OWED = 10
"""So many are remembered from one start to the next, the newest of them."""


class OwedFiles:
    """What a log still has to be read of, by inode: nothing else is known of a file that cannot be opened.

    A file is owed by its place, which knows no beginning (`head_bytes` is 0), so that it is stored with all
    other places.
    """

    def __init__(self, places: Iterable[FilePlace]) -> None:
        self._places = {place.inode: place for place in places if not place.head_bytes}
        self._told: set[int] = set()
        self.names: tuple[str, ...] = ()
        """Those that could not be read at the last look."""

    def __bool__(self) -> bool:
        return bool(self._places)

    def places(self) -> list[FilePlace]:
        """To be stored."""
        return list(self._places.values())[-MOST_OWED:]

    def add(self, sightings: Iterable[Sighting]) -> None:
        """It is the turn of these, and those of them that cannot be read are owed from now on."""
        for sighting in sightings:
            if sighting.fault is not None and sighting.inode not in self._places:
                self._places[sighting.inode] = FilePlace(
                    name=sighting.path.name, inode=sighting.inode, head="", head_bytes=0
                )

    def look(self, sightings: Sequence[Sighting]) -> tuple[list[str], list[str]]:
        """The names of those that cannot be read and were not told of, and of those that are gone unread."""
        by_inode = {sighting.inode: sighting for sighting in sightings}
        gone = [place.name for inode, place in self._places.items() if inode not in by_inode]
        self._places = {inode: place for inode, place in self._places.items() if inode in by_inode}
        shut = [by_inode[inode] for inode in self._places if by_inode[inode].fault is not None]
        self.names = tuple(sighting.path.name for sighting in shut)
        fresh = [sighting.path.name for sighting in shut if sighting.inode not in self._told]
        self._told = {sighting.inode for sighting in shut}
        return fresh, gone

    def readable(self, sightings: Iterable[Sighting]) -> list[Sighting]:
        """Those that can be read by now, the oldest first."""
        return [s for s in sightings if s.fault is None and s.inode in self._places]

    def settle(self, sighting: Sighting) -> None:
        """This one is read now."""
        self._places.pop(sighting.inode, None)
