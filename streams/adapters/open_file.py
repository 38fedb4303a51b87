"""One file of a followed log while it is read: cut into whole lines, with the place behind each piece."""

from collections import deque

import numpy as np

from streams.adapters.blocks import TruncatedInputError
from streams.adapters.followed_files import HEAD_BYTES, Sighting, Text, fingerprint
from streams.contracts.positions import FilePlace
from streams.domain.lines import LONGEST_LINE, Block

_UTF8_MARK = b"\xef\xbb\xbf"


class OpenFile:
    """Where we are in one file, and the half line that waits for its rest."""

    def __init__(self, sighting: Sighting, place: FilePlace | None, head: bytes, size: int) -> None:
        self.sighting = sighting
        self.text = Text(sighting, size)
        self.ready: deque[tuple[Block, FilePlace]] = deque()
        self.damaged = False
        self._head = head
        self._offset = place.offset if place else 0
        self._line = place.line if place else 1
        self.read_to = self._offset
        """How many bytes of it were read, those of the half line included."""
        self._held = b""
        self._dropped = 0

    @property
    def held(self) -> int:
        """The bytes of the half line at the end."""
        return len(self._held) + self._dropped

    def goes_on(self) -> bool:
        """Go to where it was left; whether there is anything behind that place."""
        try:
            return self.text.skip(self._offset) == self._offset and not self.text.is_at_end()
        except TruncatedInputError:
            return False

    def place(self) -> FilePlace:
        """Where the file goes on behind the lines handed out."""
        return FilePlace(
            name=self.sighting.path.name,
            inode=self.sighting.inode,
            head=fingerprint(self._head),
            head_bytes=len(self._head),
            offset=self._offset,
            line=self._line,
        )

    def changed_ms(self) -> int:
        """When the file was last written to."""
        return self.text.stat().st_mtime_ns // 1_000_000

    def bytes_behind(self) -> int:
        """What is still to be read of a plain file; of a compressed one, nothing is known."""
        return max(0, self.text.stat().st_size - self.read_to) if self.text.grows else 0

    def is_unchanged(self) -> bool:
        """Whether a plain file still has the bytes that were read from it."""
        if not self.text.grows:
            return True
        return self.text.stat().st_size >= self.read_to and self.text.begins_with(self._head)

    def read_on(self) -> bool:
        """Read a piece into `ready`; False at the end of what is there."""
        try:
            fresh = self.text.read()
        except TruncatedInputError:
            self.damaged, fresh = True, b""
        if not fresh:
            return False
        if self.read_to <= len(self._head) < HEAD_BYTES:
            self._head = (self._head[: self.read_to] + fresh)[:HEAD_BYTES]
        self.read_to += len(fresh)
        if not self._offset and not self._held and fresh.startswith(_UTF8_MARK):
            self._offset, fresh = len(_UTF8_MARK), fresh[len(_UTF8_MARK) :]
        self._cut(fresh)
        return True

    def end_line(self) -> None:
        """Take the half line that is held as a line."""
        if self._held:
            self._hand_out(self._held, self._dropped)
            self._held, self._dropped = b"", 0

    def _cut(self, fresh: bytes) -> None:
        """Hand out whole lines and hold the rest; of a line that is too long only the beginning is held."""
        if self._dropped:
            end = fresh.find(b"\n")
            if end < 0:
                self._dropped += len(fresh)
                return
            self._hand_out(self._held + b"\n", self._dropped + end)
            self._held, self._dropped, fresh = b"", 0, fresh[end + 1 :]
        end = fresh.rfind(b"\n") + 1
        if end:
            self._hand_out(self._held + fresh[:end], 0)
            self._held = fresh[end:]
        else:
            self._held += fresh
        if len(self._held) > LONGEST_LINE + 1:
            self._dropped = len(self._held) - LONGEST_LINE - 1
            self._held = self._held[: LONGEST_LINE + 1]

    def _hand_out(self, lines: bytes, beyond: int) -> None:
        """Make a block of these lines; `beyond` are bytes of the file that were left out of it."""
        block = Block(lines, self._line, self._offset)
        ends = np.count_nonzero(np.frombuffer(lines, np.uint8) == 0x0A)
        self._line += int(ends) + (not lines.endswith(b"\n"))
        self._offset += len(lines) + beyond
        self.ready.append((block, self.place()))
