"""What somebody may do to the register, and as what: rights of the hub beside the roles of the monitors."""

from collections.abc import Mapping
from typing import Final, Literal

from api.domain.rights import Right, Viewer
from monitors.domain.register.actions import (
    AcceptRisk,
    Action,
    Approve,
    Confirm,
    DecideDispute,
    Declare,
    RaiseDispute,
    Reply,
    Role,
    TryFallback,
    Withdraw,
)
from monitors.domain.register.applying import MAY
from monitors.domain.register.records import Entry

Deed = Literal["reply", "decide-dispute", "approve", "accept-risk", "test-fallback", "withdraw"]

DEEDS: Final[Mapping[Deed, type[Action]]] = {
    "reply": Reply,
    "decide-dispute": DecideDispute,
    "approve": Approve,
    "accept-risk": AcceptRisk,
    "test-fallback": TryFallback,
    "withdraw": Withdraw,
}
"""What a row of the register offers beside an activity, in the order in which it does."""

RIGHT_TO: Final[Mapping[type[Action], Right]] = {
    Declare: Right.DECLARE,
    Confirm: Right.CONFIRM,
    RaiseDispute: Right.CONFIRM,
    Reply: Right.DECIDE,
    DecideDispute: Right.DECIDE,
    Approve: Right.DECIDE,
    AcceptRisk: Right.DECIDE,
    Withdraw: Right.DECLARE,
    TryFallback: Right.TEST_FALLBACKS,
}
"""Kind of action -> the right that it takes, for the unit that it is about."""


def role_to(viewer: Viewer, kind: type[Action], unit: str) -> Role | None:
    """As what somebody does this for a unit; None where they may not."""
    role = viewer.role_for(RIGHT_TO[kind], unit)
    return role if role in MAY[kind] else None


def offered(viewer: Viewer, entry: Entry) -> list[Deed]:
    """What somebody may do about an entry as it stands, in the order in which a page offers it."""
    return [deed for deed, kind in DEEDS.items() if _fits(deed, entry) and role_to(viewer, kind, entry.unit)]


def _fits(deed: Deed, entry: Entry) -> bool:
    """Whether there is anything in the entry for this."""
    dispute = entry.dispute if entry.dispute is not None and entry.dispute.outcome == "open" else None
    match deed:
        case "reply":
            return dispute is not None
        case "decide-dispute":
            return dispute is not None and bool(dispute.reply)
        case "approve":
            return dispute is None
        case "test-fallback":
            return entry.declaration.fallback is not None
        case "accept-risk" | "withdraw":
            return True
