"""The one sentence that says why: as a code with figures, rendered in a language at the edge."""

from collections.abc import Mapping

from monitors.domain.outage.board import Board
from monitors.domain.outage.cases import Case
from monitors.domain.outage.control import Control
from monitors.domain.outage.records import Figure, Reason


def explanation(case: Case, met: Reason, board: Board, operators: Mapping[str, str]) -> Reason:
    """Why a case is what it is: what failed, how much is usual, and what speaks for the cause."""
    control = Control.of(board)
    platforms = sorted(case.platforms)
    names = {operators.get(platform) for platform in platforms}
    operator = names.pop() if len(names) == 1 else None
    figures: dict[str, Figure] = {
        "platform": ", ".join(platforms) or None,
        "operator": operator,
        "groups": ", ".join(sorted(case.groups)) or None,
        "where": ", ".join(sorted(case.scope_sites | case.scope_units)) or None,
        "share": met.figures.get("share"),
        "usual": met.figures.get("usual"),
        "seconds": met.figures.get("seconds"),
        "failed_people": met.figures.get("people"),
        "control_share": round(control.share, 4) if control.votes else None,
    }
    return Reason(f"cause-{case.cause}{_variant(case, operator, met, control)}", figures)


def _variant(case: Case, operator: str | None, met: Reason, control: Control) -> str:
    """Which of a cause's sentences fits the evidence."""
    if case.cause == "shared-provider":
        return "-operator" if operator is not None else ""
    if case.cause == "platform" and met.figures.get("share") is None:
        return "-unseen"
    if case.cause == "platform" and not control.votes:
        return "-no-control"
    if case.cause == "unit-network":
        return "-platform" if case.platforms else ""
    return "-own" if case.cause == "egress" and met.code == "proxy-faults" else ""
