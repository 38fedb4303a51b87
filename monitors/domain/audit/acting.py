"""What stands in the audit log of an action: who, as what, about what, and whether it was refused.

Never in which words. A report "it fails for me" is nobody's, and stands there so.
"""

from hashlib import blake2b
from typing import Final

from monitors.domain.actions import AnyAction, kind_of
from monitors.domain.audit.entries import AuditEntry
from monitors.domain.rooms.actions import ReportFailure

_ABOUT: Final = ("incident", "exercise", "unit", "platform")
"""Fields of actions that say what they are about."""

_MOST: Final = 500


def entry_id(kind: str, action: str) -> str:
    """The id of the entry of an action of this kind and id."""
    return blake2b(f"action\0{kind}\0{action}".encode(), digest_size=16).hexdigest()


def entry_of(action: AnyAction, at_ms: int, *, refused: bool) -> AuditEntry:
    """The entry of an action that Kafka took in at `at_ms`; made twice, it stands in the log once."""
    is_report = isinstance(action, ReportFailure)
    about = [str(getattr(action, name, "") or "") for name in (("platform",) if is_report else _ABOUT)]
    kind = kind_of(action)
    return AuditEntry(
        id=entry_id(kind, action.id),
        at_ms=at_ms,
        role="" if is_report else action.role,
        account="" if is_report else action.by,
        what="changed",
        of=", ".join(each for each in about if each)[:_MOST],
        figures={"action": kind, "outcome": "refused"} if refused else {"action": kind},
    )
