"""The page of the audit log: who reads it, what it shows, and that it tells when the log was changed."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from sqlalchemy import create_engine, text

from api.exports.offers import Kind
from infra.words import Lang, label
from monitors.domain.actions import AnyAction
from monitors.domain.audit.chain import chained
from monitors.domain.audit.entries import AuditEntry, What, Why
from monitors.store import Work
from tests.html_reading import read
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


FIGURES: list[tuple[str, str]] = [
    *(("action", kind.__struct_config__.tag) for kind in get_args(AnyAction)),
    *(("why", why) for why in get_args(Why)),
    ("outcome", "refused"),
]
"""Every code that may stand beside an entry."""


def told(number: int, what: What, of: str = "", **figures: int | str | bool | None) -> AuditEntry:
    return msgspec.structs.replace(entry(number, what, of=of), figures=figures)


@pytest.fixture
def hub_of_all_kinds(tmp_path: Path) -> Iterator[HubAtHand]:
    """One entry of each kind, of each detail, and of each export."""
    every = [
        *(told(number, what) for number, what in enumerate(get_args(What))),
        *(told(100 + number, "changed", **{name: code}) for number, (name, code) in enumerate(FIGURES)),
        *(told(200 + number, "exported", of=kind) for number, kind in enumerate(get_args(Kind))),
    ]
    with hub_in(tmp_path, [Work(audit=chained(None, every))]) as at_hand:
        yield at_hand


@pytest.mark.parametrize("lang", get_args(Lang))
def test_whatever_stands_there_is_told_in_words(hub_of_all_kinds: HubAtHand, lang: Lang) -> None:
    named = {
        **{what: f"audit.{what}" for what in get_args(What)},
        **{code: f"audit-page.{name}.{code}" for name, code in FIGURES},
        **{kind: f"exports.{kind}" for kind in get_args(Kind)},
    }
    words = {label(key, lang) for key in named.values()}
    browser = hub_of_all_kinds.browser("auditor")
    said: set[str] = set()
    address: str | None = "/audit"
    while address is not None:
        page = read(browser.get(address, headers={"accept-language": lang}).text)
        said |= {text.strip() for table in page.iter("tbody") for text in table.itertext()}
        address = next((link.get("href") for link in page.iter("a") if link.get("rel") == "next"), None)
    assert words <= said
    assert not said & (named.keys() - words)


def test_what_a_newer_worker_wrote_is_shown_as_it_stands(tmp_path: Path) -> None:
    newer = [told(0, "changed", action="what-comes-next")]
    with hub_in(tmp_path, [Work(audit=chained(None, newer))]) as hub:
        assert "what-comes-next" in hub.browser("auditor").get("/audit").text


def test_it_is_read_in_french(hub: HubAtHand) -> None:
    page = hub.browser("auditor").get("/audit", headers={"accept-language": "fr"}).text
    assert "La chaîne tient" in page
