"""What one action of people comes to: applied whole or refused with a reason, and noted exactly once."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Generic, NamedTuple, Protocol, TypeVar

from monitors.domain.outage.records import Figure, Reason


class Refused(Exception):  # noqa: N818 (a refusal is an answer and no error of ours)
    """The action cannot be applied, and why."""

    def __init__(self, code: str, **figures: Figure) -> None:
        super().__init__(code)
        self.reason = Reason(code, figures)


class TakenIn(NamedTuple):
    """When Kafka took an action in, and the organisation's day then."""

    at_ms: int
    today: date


class Reasoned(Protocol):
    """Whatever an action can come to says why."""

    @property
    def reason(self) -> Reason:
        """In a code with figures."""
        ...


ChangeT = TypeVar("ChangeT")
OutcomeT = TypeVar("OutcomeT", bound=Reasoned)


class Settled(NamedTuple, Generic[ChangeT, OutcomeT]):
    """What is kept of an action, and what it came to (None: it was refused)."""

    change: ChangeT
    outcome: OutcomeT | None


def settled(
    decide: Callable[[], OutcomeT], note: Callable[[Reason, bool], ChangeT]
) -> Settled[ChangeT, OutcomeT]:
    """What rules decide, or refuse by raising Refused; `note` is told the reason, and whether it was."""
    try:
        outcome = decide()
    except Refused as refused:
        return Settled(note(refused.reason, True), None)
    return Settled(note(outcome.reason, False), outcome)


def check_role(role: str, allowed: Collection[str]) -> None:
    """Raise Refused unless whoever acts is in a role that may."""
    if role not in allowed:
        raise Refused("not-for-this-role", role=role)
