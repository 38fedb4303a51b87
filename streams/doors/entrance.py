"""All doors of one hub: each delivery is verified, then read, then handed on, and only then answered.

What is refused is refused in this order: an unknown hook, too many at once, a body that is not read at all,
a wrong signature, a stale time, a repeat, a body that cannot be read. Nothing is parsed before it is
verified.
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

import msgspec

from streams.adapters.evidence_log import LogRefused, LogUnavailable
from streams.contracts.signals import AccountActivity, Demand, OwnChange
from streams.doors.bodies import check_head
from streams.doors.domain.deliveries import Answer, Delivery, Hook, Outcome, Outside, RefusedError, Told
from streams.doors.domain.numbers import Numbers
from streams.doors.kinds import KINDS
from streams.doors.pace import Pace
from streams.doors.records_port import RecordKeeper, RecordsRefusedError, RecordsUnavailableError
from streams.doors.sending import Sending

AHEAD_MS: Final = 5 * 60_000
"""A sender's clock may be ahead by so much; what lies further ahead is taken as of now."""

AGAIN_SECONDS: Final = "30"

UNPROVED: Final[frozenset[Outcome]] = frozenset(
    {"unknown", "unsigned", "wrong-signature", "truncated", "too-large", "encoded", "wrong-type", "slow"}
)
"""Whoever sent this knew no secret, or nobody can tell; the rest is between a vendor and us."""

MOST_BODIES: Final = 64
"""So many bodies of one network are read at the same time; a megabyte of memory may go to each."""


class Remembered(Protocol):
    """What was taken, for as long as it could come again; kept where a restart does not forget it."""

    def has(self, digest: bytes, now_ms: int, /) -> bool:
        """Whether this was taken before, and its time is not over. May block."""
        ...

    def add(self, digest: bytes, now_ms: int, until_ms: int, /) -> None:
        """It was taken; it may be forgotten after `until_ms`. May block."""
        ...


@dataclass(frozen=True)
class Doors:
    """The doors. `platforms` are those of the catalogue; `keeper` is a store of records, where one is on.

    Raises whatever `remembered` raises, where its database is away.
    """

    hooks: Mapping[str, Hook]
    numbers: Numbers
    sending: Sending
    remembered: Remembered
    platforms: Collection[str]
    keeper: RecordKeeper | None = None
    refusals: Pace = field(default_factory=lambda: Pace(60, 60))
    deliveries: Pace = field(default_factory=lambda: Pace(6000, 60))
    _reading: Counter[str] = field(default_factory=Counter, init=False, repr=False)

    def knock(self, name: str, sender: str, now_ms: int) -> Hook:
        """The hook of this name, for a sender who was not refused too often. Raises RefusedError.

        `sender` is the network that it comes from; one that sends wrong signatures holds up nobody else.
        """
        hook = self.hooks.get(name)
        if hook is None:
            raise RefusedError("unknown", "There is no such hook.")
        wait = self.refusals.wait_seconds(sender, now_ms) or self.deliveries.wait_seconds(name, now_ms)
        if wait:
            raise RefusedError(
                "too-many", "Too many at once; send it again later.", {"Retry-After": str(wait)}
            )
        return hook

    def refused(self, refusal: RefusedError, sender: str, now_ms: int) -> None:
        """Remember who was refused, where they may be a stranger who guesses."""
        if refusal.outcome in UNPROVED:
            self.refusals.count(sender, now_ms)

    @contextmanager
    def reading(self, sender: str) -> Iterator[None]:
        """While a body of this network is read. Raises RefusedError where too many are."""
        if self._reading[sender] >= MOST_BODIES:
            raise RefusedError("too-many", "Too many at once; send it again later.", {"Retry-After": "5"})
        self._reading[sender] += 1
        try:
            yield
        finally:
            self._reading[sender] -= 1
            if not self._reading[sender]:
                del self._reading[sender]

    def greet(self, hook: Hook, query: Mapping[str, str]) -> Answer:
        """The answer to a vendor's GET. Raises RefusedError."""
        return KINDS[hook.kind].greet(hook, query)

    def check_head(self, hook: Hook, headers: Mapping[str, str]) -> None:
        """Return where the body of such a delivery is read. Raises RefusedError."""
        check_head(headers, KINDS[hook.kind].media_types)

    async def receive(self, hook: Hook, delivery: Delivery, now_ms: int) -> Answer:
        """Take a POST; returns once Kafka has what it tells. Raises RefusedError.

        A repeat with a signed time is refused: its sender would have signed anew. Without one it may be the
        sender's own second try after a lost answer, so it is answered as the first one was, and nothing is
        sent: no sender is punished, and a replay comes to nothing. An older one than the sender would try
        again is stale by the times that stand in its signed body.
        """
        scheme = KINDS[hook.kind]
        proof = scheme.prove(hook, delivery, now_ms)
        self.deliveries.count(hook.name, now_ms)
        if await asyncio.to_thread(self.remembered.has, proof.digest, now_ms):
            if proof.is_timed:
                raise RefusedError("replayed", "This was taken before; sign it anew to send it again.")
            return Answer("repeated")
        reading = scheme.read(hook, delivery.body, self.numbers)
        if isinstance(reading, Answer):
            return reading
        if reading.latest_ms is not None and reading.latest_ms < now_ms - proof.window_ms:
            raise RefusedError("stale", "It tells of what is long over; nothing so old is sent again.")
        told = self._checked([_timely(each, now_ms) for each in reading.told])
        await self._hand_on(told)
        until_ms = now_ms + proof.window_ms
        await asyncio.to_thread(self.remembered.add, proof.digest, now_ms, until_ms)
        return Answer("taken" if told else "nothing")

    async def tell(self, told: Sequence[Told], now_ms: int) -> None:
        """Take what somebody with a key tells; returns once Kafka has it. Raises RefusedError."""
        await self._hand_on(self._checked([_timely(each, now_ms) for each in told]))

    def _checked(self, told: Sequence[Told]) -> Sequence[Told]:
        """The same, where every platform is known. Raises RefusedError."""
        for each in told:
            named = each.event.platforms if isinstance(each.event, OwnChange) else [each.event.platform]
            if any(name is not None and name not in self.platforms for name in named):
                raise RefusedError(
                    "not-taken", "A platform is not in the catalogue; `holdfast catalogue list` shows them."
                )
        return told

    async def _hand_on(self, told: Sequence[Told]) -> None:
        """To the store of records first, where there is one, then to Kafka. Raises RefusedError."""
        try:
            for each in told:
                if self.keeper is not None and each.is_record:
                    await _keep(self.keeper, each)
            if told:
                await self.sending.send([each.event for each in told])
        except (LogUnavailable, RecordsUnavailableError) as error:
            raise RefusedError(
                "unsent", "It cannot be kept just now; send it again.", {"Retry-After": AGAIN_SECONDS}
            ) from error
        except (LogRefused, RecordsRefusedError) as error:
            raise RefusedError("not-taken", "It is too long, or holds what cannot be kept.") from error


async def _keep(keeper: RecordKeeper, told: Told) -> None:
    event = told.event
    assert isinstance(event, AccountActivity)  # noqa: S101 (nothing else is a record)
    await keeper.keep(
        account=event.account,
        platform=event.platform,
        direction="in" if event.direction == "inbound" else "out",
        form=event.form,
        at_ms=event.at_ms,
        id=event.id,
        body=msgspec.json.encode(told.content),
        content_type="application/json",
    )


def _timely(told: Told, now_ms: int) -> Told:
    """With the door's own time where there is none, and none that lies ahead.

    Own changes may be planned, and demand may be expected; the rest tells of what was.
    """
    event: Outside = told.event
    may_be_ahead = isinstance(event, OwnChange | Demand)
    if not event.at_ms or (event.at_ms > now_ms + AHEAD_MS and not may_be_ahead):
        return replace(told, event=msgspec.structs.replace(event, at_ms=now_ms))
    return told
