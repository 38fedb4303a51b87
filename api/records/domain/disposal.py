"""Holds and disposal: what must stay in spite of its class, and how what is due is destroyed.

Somebody proposes what is due; somebody else approves or refuses. What is destroyed leaves a certificate and,
of each record, all but its content.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec
from msgspec import Struct

State = Literal["proposed", "destroyed", "refused"]


class Hold(Struct, frozen=True, kw_only=True):
    """Records that nobody may destroy, whatever their class: of an account, of a time, or one record.

    Empty and None stand for any. `reason` is in people's words, `role` and `by` say who laid it, and
    `review_on` when somebody has to look whether it is still needed; it holds until somebody ends it.
    """

    number: int
    account: str
    platform: str
    from_ms: int | None
    until_ms: int | None
    record: int | None
    reason: str
    role: str
    by: str
    laid_at_ms: int
    review_on: date
    ended_at_ms: int | None
    ended_by: str
    end_reason: str


class Certificate(Struct, frozen=True, kw_only=True):
    """What a disposal destroyed: how many records of which classes, and which, by their place in the chain.

    `hashes` is SHA-256 over the hashes of all links in their order, so that anybody who has the chain can
    tell that it were exactly these.
    """

    disposal: int
    records: int
    classes: Mapping[str, int]
    first: int
    last: int
    first_hash: str
    last_hash: str
    hashes: str

    @property
    def id(self) -> str:
        """The same for the same certificate: said twice, it stands in the audit log once."""
        return hashlib.blake2b(msgspec.json.encode(self, order="sorted"), digest_size=16).hexdigest()


class Doomed(Struct, frozen=True):
    """A record that a disposal destroys."""

    number: int
    class_name: str
    hash: str


class Disposal(Struct, frozen=True, kw_only=True):
    """Records that somebody proposed to destroy, and what became of that; `held` are those held since."""

    number: int
    state: State
    proposed_by: str
    proposed_at_ms: int
    records: int
    held: int
    decided_by: str
    decided_at_ms: int | None
    certificate: Certificate | None


def certified(disposal: int, doomed: Sequence[Doomed]) -> Certificate:
    """The certificate of destroying these, which are in the order of their numbers; ValueError for none."""
    if not doomed:
        raise ValueError("a certificate of nothing")
    classes: dict[str, int] = {}
    for each in doomed:
        classes[each.class_name] = classes.get(each.class_name, 0) + 1
    return Certificate(
        disposal=disposal,
        records=len(doomed),
        classes=dict(sorted(classes.items())),
        first=doomed[0].number,
        last=doomed[-1].number,
        first_hash=doomed[0].hash,
        last_hash=doomed[-1].hash,
        hashes=hashlib.sha256("".join(each.hash for each in doomed).encode()).hexdigest(),
    )
