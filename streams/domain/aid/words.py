"""A word: how a platform does in one organisation, signed by it. This is all that ever leaves the house.

It is one line of JSON in one spelling, so that whoever signs and whoever checks mean the same bytes: the
fields below in their order, no blanks, ASCII only. The signature is Ed25519 (RFC 8032) over a mark and the
line without it. There is no field for a unit, a person, a count, a host or a text, and unknown ones are
refused.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

import msgspec
from msgspec.structs import replace

VERSION: Final = 1
MARK: Final = b"holdfast.word/1\n"
"""What is signed begins so: no signature over something else can be passed off as one over a word."""

LARGEST_BYTES: Final = 600
"""No word is longer; what is longer is not looked at."""

SAY_EVERY_SECONDS: Final = 30
"""A word is said anew so often. Its `sequence` counts these since 1970, so that several hubs of one
organisation say the same, and none must remember what it said last."""

SINCE_SECONDS: Final = 300
"""`since` is told in such steps: one's own logs are not to be recognised by the second."""

USUAL_VALID_SECONDS: Final = 900
LONGEST_VALID_SECONDS: Final = 3600

NAME: Final = r"[a-z0-9][a-z0-9-]{0,63}"
"""What a peer and a platform may be called."""

State = Literal["failing", "fine", "not-used"]
Name = Annotated[str, msgspec.Meta(pattern=rf"\A{NAME}\Z")]
Stamp = Annotated[
    str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.000Z\Z")
]
Signature = Annotated[str, msgspec.Meta(pattern=r"\A([0-9a-f]{128})?\Z")]


class UnreadableWordError(ValueError):
    """Bytes that are no word in its one spelling."""


class Word(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line. `since` is told of what fails only. It counts until `valid_for_seconds` after `issued_at`."""

    version: Literal[1] = VERSION
    peer: Name
    platform: Name
    state: State
    since: Stamp | None
    issued_at: Stamp
    sequence: Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]
    valid_for_seconds: Annotated[int, msgspec.Meta(ge=SAY_EVERY_SECONDS, le=LONGEST_VALID_SECONDS)]
    signature: Signature = ""

    @property
    def issued_ms(self) -> int:
        """When it was said."""
        return milliseconds(self.issued_at)

    @property
    def until_ms(self) -> int:
        """When it counts no more."""
        return self.issued_ms + self.valid_for_seconds * 1000

    @property
    def since_ms(self) -> int | None:
        """Since when it fails."""
        return None if self.since is None else milliseconds(self.since)

    @property
    def signed(self) -> bytes:
        """What the signature is made over."""
        return MARK + msgspec.json.encode(replace(self, signature=""))

    @property
    def line(self) -> bytes:
        """The word as it travels."""
        return msgspec.json.encode(self)


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be said of a platform, before it is dated and signed."""

    platform: str
    state: State
    since_ms: int | None = None


def worded(peer: str, said: Statement, now_ms: int, valid_for_seconds: int = USUAL_VALID_SECONDS) -> Word:
    """A statement as a word, not signed yet. Raises UnreadableWordError where names are none."""
    sequence = now_ms // (SAY_EVERY_SECONDS * 1000)
    issued_ms, step_ms = sequence * SAY_EVERY_SECONDS * 1000, SINCE_SECONDS * 1000
    since = None
    if said.state == "failing" and said.since_ms is not None:
        began_ms = min(said.since_ms, issued_ms)  # the clock of a log may be ahead of ours
        since = stamp(began_ms // step_ms * step_ms)
    word = Word(
        peer=peer,
        platform=said.platform,
        state=said.state,
        since=since,
        issued_at=stamp(issued_ms),
        sequence=sequence,
        valid_for_seconds=valid_for_seconds,
    )
    return read_word(word.line)


def read_word(line: bytes) -> Word:
    """A word of its line. Raises UnreadableWordError for any other spelling, and for what cannot be."""
    if len(line) > LARGEST_BYTES:
        raise UnreadableWordError(f"{len(line)} bytes are no word")
    try:
        word = msgspec.json.decode(line, type=Word)
        if word.line != line:
            raise UnreadableWordError("not in the one spelling")
        since_ms, issued_ms = word.since_ms, word.issued_ms
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise UnreadableWordError("not a word") from error
    except (ValueError, OverflowError) as error:
        raise UnreadableWordError("a time that there is not") from error
    if since_ms is not None and (word.state != "failing" or since_ms > issued_ms):
        raise UnreadableWordError("since when does not fit")
    return word


def stamp(at_ms: int) -> str:
    """Unix milliseconds as RFC 3339, in whole seconds."""
    return f"{datetime.fromtimestamp(at_ms // 1000, UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def milliseconds(text: str) -> int:
    """And back. Raises ValueError for a day or an hour that there is not."""
    return int(datetime.fromisoformat(text).timestamp()) * 1000


def is_name(text: str) -> bool:
    """Whether a peer or a platform may be called so."""
    return re.fullmatch(NAME, text, re.ASCII) is not None
