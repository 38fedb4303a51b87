"""What is new and what is gone of units' findings, as CloudEvents for `hub.changes`, withheld."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from monitors.domain.calendar import date_of
from monitors.domain.findings.records import Finding
from monitors.domain.findings.standing import FindingsChange
from monitors.domain.showing_findings import shown_finding
from monitors.events import identity_of
from monitors.reliance_rows import RelianceWork
from monitors.store import Message, Place
from streams.contracts.topics import CHANGES

FINDINGS_CHANGED: Final = "holdfast.findings.changed"
"""The CloudEvents type."""


def findings_announced(
    place: Place, offset: int, before: Sequence[Message], work: RelianceWork, k: int
) -> list[Message]:
    """Messages about units' findings that a tick at `offset` came to, numbered behind those `before`.

    One for each unit. A unit of fewer than `k` people is not named where anybody may read along: its findings
    stand in the database alone.
    """
    first = 1 + max((message.n for message in before if message.offset == offset), default=-1)
    people = {standing.unit: standing.people for standing in work.standings}
    said = [
        (change.unit, data)
        for change in work.findings.changes
        if people[change.unit] >= k and (data := _data(change, k)) is not None
    ]
    return [
        Message(offset, n, CHANGES.name, unit.encode(), _event(identity_of(place, offset, n), unit, data))
        for n, (unit, data) in enumerate(said, first)
    ]


def _event(identity: str, unit: str, data: Mapping[str, Any]) -> bytes:
    """A CloudEvent in structured JSON (CloudEvents 1.0.2)."""
    return msgspec.json.encode(
        {
            "specversion": "1.0",
            "id": identity,
            "source": "/holdfast/monitors",
            "type": FINDINGS_CHANGED,
            "subject": unit,
            "datacontenttype": "application/json",
            "data": data,
        }
    )


def _data(change: FindingsChange, k: int) -> dict[str, Any] | None:
    """What may be said of a change; None where nothing may be."""
    new, gone = _shown(change.new, k), _shown(change.gone, k)
    if not new and not gone:
        return None
    return {
        "unit": change.unit,
        "day": date_of(change.day).isoformat(),
        "new": [_said(each) | {"figures": each.reason.figures} for each in new],
        "gone": [_said(each) for each in gone],
    }


def _shown(findings: Sequence[Finding], k: int) -> list[Finding]:
    """As they may be shown. No table of usage is published with them, so each cell counts as withheld."""
    told = (shown_finding(each, k, None, cells_shown=False) for each in findings)
    return [each for each in told if each is not None]


def _said(finding: Finding) -> dict[str, Any]:
    """What a finding is, without its figures: those of one that is gone are old."""
    return {
        "kind": finding.kind,
        "code": finding.reason.code,
        "platforms": finding.platforms,
        "addressed_to": finding.addressed_to,
    }
