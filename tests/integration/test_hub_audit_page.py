"""The page of the audit log: who reads it, what it shows, and that it tells when the log was changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from monitors.domain.audit.chain import chained
from monitors.domain.audit.entries import AuditEntry, What
from monitors.store import Work
from tests.hubs import HubAtHand, hub_in
from tests.stored_work import NOON_MS

DAY_MS = 24 * 3_600_000


def entry(number: int, what: What = "viewed-register", role: str = "risk", of: str = "") -> AuditEntry:
    """The entry with this number, ten of them a day."""
    return AuditEntry(
        id=f"entry-{number:05}",
        at_ms=NOON_MS - (70 - number) // 10 * DAY_MS,
        role=role,
        account=f"account-{number}",
        what=what,
        of=of,
    )


ENTRIES = [
    *(entry(number) for number in range(69)),
    entry(69, "exported", "auditor", "register"),
]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubAtHand]:
    with hub_in(tmp_path, [Work(audit=chained(None, ENTRIES))]) as at_hand:
        yield at_hand


def test_auditors_and_administrators_of_all_read_it_and_nobody_else(hub: HubAtHand) -> None:
    may = {role: hub.browser(role).get("/audit").status_code for role in ("auditor", "admin")}
    may_not = [hub.browser(role).get("/audit").status_code for role in ("operations", "risk")]
    assert set(may.values()) == {200}
    assert [*may_not, hub.browser("auditor", "Parks").get("/audit").status_code] == [403] * 3


def test_it_shows_the_newest_first_and_goes_on_to_the_oldest(hub: HubAtHand) -> None:
    browser = hub.browser("auditor")
    first = browser.get("/audit").text
    assert "The chain holds: the last 70 entries are as they were written." in first
    assert "account-69" in first
    assert "account-19<" not in first
    assert "/audit?before=21" in first
    second = browser.get("/audit?before=21").text
    assert "account-19<" in second
    assert "account-0<" in second
    assert 'rel="next"' not in second


def test_entries_are_found_by_what_by_role_and_by_day(hub: HubAtHand) -> None:
    browser = hub.browser("auditor")
    exported = browser.get("/audit?what=exported&role=auditor").text
    assert "account-69" in exported
    assert "account-68" not in exported
    earlier = browser.get("/audit?on=2025-10-08").text
    assert "account-55" in earlier
    assert "account-69" not in earlier
    assert "Nothing of that kind stands in the log." in browser.get("/audit?role=admin").text


def test_a_log_that_somebody_changed_is_told_with_the_entry(hub: HubAtHand, tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'judged.db'}")
    with engine.begin() as connection:
        connection.execute(text("update audit_entries set account = 'somebody-else' where number = 40"))
    engine.dispose()
    page = hub.browser("auditor").get("/audit").text
    assert "The chain does not hold: entry 40 is not as it was written." in page


def test_looking_at_the_log_stands_in_it(hub: HubAtHand) -> None:
    hub.browser("auditor").get("/audit")
    assert [each.what for each in hub.audit.entries] == ["viewed-audit"]


def test_it_is_read_in_french(hub: HubAtHand) -> None:
    page = hub.browser("auditor").get("/audit", headers={"accept-language": "fr"}).text
    assert "La chaîne tient" in page
