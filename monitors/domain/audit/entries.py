"""What the hub says about what people did there, as messages for `hub.audit`.

An entry names a role and the pseudonym of an account. `of` says what it is about by ids and names of units,
platforms, incidents, files; `figures` hold counts and short codes. Neither ever holds words of people, a
login, an address or a query.
"""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from streams.contracts.evidence import UnreadableMessageError

VERSION: Final = 1

What = Literal[
    "viewed-register",
    "viewed-incident",
    "viewed-unit",
    "viewed-exercise",
    "viewed-withheld",
    "viewed-audit",
    "viewed-people",
    "changed",
    "exported",
    "logged-in",
    "log-in-failed",
    "logged-out",
    "people-changed",
    "keys-changed",
    "settings-changed",
    "searched-records",
    "opened-record",
    "exported-records",
    "records-changed",
    "records-destroyed",
]
"""What somebody did."""

Why = Literal["held-back", "provider"]
"""Why somebody could not log in, where it is not their password: too many tries, or the identity provider."""

Name = Annotated[str, Meta(max_length=500)]
Id = Annotated[str, Meta(min_length=8, max_length=64)]
Moment = Annotated[int, Meta(ge=0, lt=1 << 43)]
"""Unix milliseconds."""


class AuditEntry(Struct, frozen=True, kw_only=True):
    """One thing that somebody did. `role` and `account` are empty where nobody is logged in.

    `id` is made once by whoever sends the entry (a UUID): sent twice it stands in the log once.
    """

    version: int = VERSION
    id: Id
    at_ms: Moment
    role: Name = ""
    account: Name = ""
    what: What
    of: Name = ""
    figures: dict[str, int | str | bool | None] = {}


def encode_entry(entry: AuditEntry) -> bytes:
    """The message's bytes (JSON, for whoever looks at the topic)."""
    return msgspec.json.encode(entry)


def decode_entry(data: bytes) -> AuditEntry:
    """Read an entry; unknown fields are ignored. Raises UnreadableMessageError."""
    try:
        entry = msgspec.json.decode(data, type=AuditEntry)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise UnreadableMessageError(f"not an audit entry: {error}") from error
    if entry.version != VERSION:
        raise UnreadableMessageError(f"version {entry.version} of an entry; this Holdfast reads {VERSION}")
    return entry
