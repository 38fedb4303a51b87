"""What became of an action, in one form for every kind of it."""

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct, convert

from monitors.snapshot_schema import Reason

State = Literal["applied", "refused", "on-its-way"]


class ActionOutcome(Struct, frozen=True, kw_only=True):
    """One action by its id. `reason` and `faults` say what it came to; null and none while on its way."""

    action: str
    kind: str
    state: State
    reason: Reason | None = None
    faults: list[Reason] = []


class _Told(Struct, frozen=True):
    """What an event on `hub.changes` says of an action; whatever else it says is left out."""

    action: str
    kind: str
    refused: bool
    reason: Reason
    faults: list[Reason] = []


def outcome_of(told: Mapping[str, Any]) -> ActionOutcome:
    """From the data of the event that tells of it, or from a row that holds the same fields."""
    known = convert(told, _Told)
    return ActionOutcome(
        action=known.action,
        kind=known.kind,
        state="refused" if known.refused else "applied",
        reason=known.reason,
        faults=known.faults,
    )
