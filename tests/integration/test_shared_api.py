"""Lessons, practices and the audit log by program: as OpenAPI has them, and to whom."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.domain.rights import ROLES
from monitors.domain.audit.chain import chained, hash_of
from monitors.domain.audit.entries import AuditEntry
from monitors.domain.register.actions import Role
from monitors.room_rows import RoomWork
from monitors.store import Work
from tests.api_schemas import faults
from tests.hubs import HubAtHand, hub_in
from tests.stored_shared import LESSON, QUESTION
from tests.stored_work import NOON_MS

ENTRIES = [AuditEntry(id=f"entry-{n:04}", at_ms=NOON_MS + n, what="viewed-register") for n in range(7)]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    work = Work(rooms=RoomWork(lessons=[LESSON], practices=[QUESTION]), audit=chained(None, ENTRIES))
    with hub_in(tmp_path, [work]) as at_hand:
        yield at_hand


@pytest.mark.parametrize("path", ["/api/v1/lessons", "/api/v1/practices"])
@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_what_units_share_as_openapi_has_it(hub: HubAtHand, path: str, role: Role) -> None:
    client = hub.browser(role)
    answer = client.get(path).json()
    assert len(answer["items"]) == 1
    assert faults(client, path, answer) == []
    assert client.get(path, params={"platform": "tiktok"}).json()["items"] == []
    assert "account-1" not in str(answer)


def test_the_audit_log_is_read_page_by_page_and_its_chain_can_be_checked_from_outside(
    hub: HubAtHand,
) -> None:
    client = hub.browser("auditor")
    numbers, cursor = [], None
    while True:
        asked = {"limit": "3"} | ({"cursor": cursor} if cursor else {})
        answer = client.get("/api/v1/audit", params=asked).json()
        assert faults(client, "/api/v1/audit", answer) == []
        numbers += [each["number"] for each in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert numbers == [7, 6, 5, 4, 3, 2, 1]
    newest = client.get("/api/v1/audit", params={"limit": "1"}).json()["items"][0]
    assert newest["hash"] == hash_of(7, newest["previous_hash"], ENTRIES[-1])


def test_nobody_reads_the_audit_log_by_program_but_auditors_and_administrators_of_all(
    hub: HubAtHand,
) -> None:
    may = {role: hub.browser(role).get("/api/v1/audit").status_code for role in ROLES}
    assert {role for role, status in may.items() if status == 200} == {"auditor", "admin"}
    assert {status for status in may.values() if status != 200} == {403}
    assert hub.browser("auditor", "Parks").get("/api/v1/audit").status_code == 403
