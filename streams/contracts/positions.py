"""How far a source has been read, and what could not be taken: the small messages of a collector."""

import msgspec

VERSION = 1


class FilePlace(msgspec.Struct, frozen=True, kw_only=True):
    """One file and how far it was read: `offset` counts (decompressed) bytes, `line` the next line from 1.

    A file is known by its beginning: the hash of its first `head_bytes` bytes. Names and inodes change when a
    log is rotated or compressed; what was written first does not.
    """

    name: str
    inode: int
    head: str
    head_bytes: int
    offset: int = 0
    line: int = 1


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where a source goes on, and everything that reading on depends on; committed with every delta.

    `current` is the file read last; `done` are the files before it, the latest last, so that none is read
    twice. `state` is the format's (such as the `#Fields` in force); `parsed`, `one_in`, `control` and
    `control_hours` (one hour at most) settle the control sample (see `streams.domain.sampling`). `seen_ms` is
    the latest end of a request, `rhythm` how densely the source writes (see `streams.domain.watermarks`).
    `stopped` names why a source reads no further, and is empty while it does.
    """

    version: int = VERSION
    source: str
    format: str
    current: FilePlace | None = None
    done: list[FilePlace] = []
    state: str = ""
    parsed: int = 0
    rejected: int = 0
    one_in: int | None = None
    control: list[tuple[int, int]] = []
    control_hours: list[tuple[int, int, int]] = []
    seen_ms: int | None = None
    watermark_ms: int | None = None
    rhythm: list[tuple[int, int, int]] = []
    catalogue: str = ""
    directory: str = ""
    key_version: int = 0
    stopped: str = ""

    def encode(self) -> bytes:
        """The message's bytes (JSON, for whoever looks at the topic)."""
        return msgspec.json.encode(self)


class UnreadablePositionError(ValueError):
    """A stored position that this version cannot read; reading on from elsewhere would lose or double."""


def decode_position(data: bytes) -> Position:
    """Read a position. Raises UnreadablePositionError."""
    try:
        position = msgspec.json.decode(data, type=Position)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise UnreadablePositionError(f"a stored position cannot be read: {error}") from error
    if position.version != VERSION:
        raise UnreadablePositionError(
            f"a stored position has version {position.version}, and this Holdfast reads {VERSION}; "
            "run the version that wrote it, or remove the source's position to start again"
        )
    return position


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A line that was not taken: why and where, and its shape; never a byte of it.

    `shape` is the line by classes of characters: `9` digits, `a` letters, `_` blanks, `~` bytes that are not
    printable ASCII, other signs as themselves only where they are common in logs; runs are written once.
    `more` counts further lines behind this one that were not taken either and have no letter of their own.
    """

    version: int = VERSION
    source: str
    file: str
    line: int
    offset: int
    length: int
    reason: str
    shape: str
    more: int = 0

    def encode(self) -> bytes:
        """The message's bytes (JSON)."""
        return msgspec.json.encode(self)
