"""What the monitors would lay aside unseen does not leave the hub: whoever sends it is told."""

from typing import Any

import pytest

from api.actions import ActionDoor
from api.auditing import AuditDoor
from monitors.domain.audit.entries import AuditEntry
from monitors.domain.rooms.actions import Acknowledge, Comment, ReportFailure
from streams.adapters.evidence_log import LogRefused
from tests.room_actions import do

NOWHERE = "127.0.0.1:9"
"""Nothing listens there: a message that got so far would be unavailable, not refused."""


@pytest.mark.parametrize(
    "action",
    [
        do(Comment, incident="i-1", text="a" * 2001),
        do(Comment, incident="i-1", text=""),
        do(Comment, incident="i-1", text="a\x00b"),
        do(Comment, incident="i-1", text="\ud800"),
        do(ReportFailure, platform="x", by="somebody"),
        do(Acknowledge, "boss", incident="i-1"),
    ],
)
async def test_an_action_that_nobody_would_take_is_refused_at_the_door(action: Any) -> None:
    async with ActionDoor(NOWHERE, "holdfast.") as door:
        with pytest.raises(LogRefused):
            await door.send(action)


@pytest.mark.parametrize(
    "said", [{"id": ""}, {"at_ms": -1}, {"of": "a" * 501}, {"of": "a\x00"}, {"what": "gossiped"}]
)
async def test_an_audit_entry_that_nobody_would_take_is_refused_at_the_door(said: dict[str, Any]) -> None:
    known: dict[str, Any] = {"id": "entry-one", "at_ms": 1, "what": "logged-in"}
    async with AuditDoor(NOWHERE, "holdfast.") as door:
        with pytest.raises(LogRefused):
            await door.accepted(AuditEntry(**(known | said)))
