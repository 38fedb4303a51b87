"""What stands in the audit log of what people do in the hub, and what happens while Kafka is away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitors.domain.outage.records import Reason
from monitors.reliance_rows import RelianceWork, UnitStanding
from monitors.store import Work
from streams.adapters.evidence_log import LogRefused, LogUnavailable
from tests.hubs import PASSWORD, HubAtHand, hub_in
from tests.stored_reliance import dependency
from tests.stored_work import NOON_MS, change, incident

QUIET = Reason("not-heard-of-again")
DOWN = incident("i-1", "confirmed", started_at_ms=NOON_MS, explanation=QUIET, reasons=[])
WORK = Work(
    changes=[change(DOWN)],
    reliance=RelianceWork(
        standings=[UnitStanding("Parks", None, 40, again=False)],
        dependencies=[dependency("Parks", "facebook", 20_000, 75)],
    ),
)


class Clock:
    """Unix milliseconds that only the test moves."""

    def __init__(self) -> None:
        self.now_ms = NOON_MS + 60_000

    def __call__(self) -> int:
        return self.now_ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hub(tmp_path: Path, clock: Clock) -> Iterator[HubAtHand]:
    with hub_in(tmp_path, [WORK], now_ms=clock) as at_hand:
        yield at_hand


def told(hub: HubAtHand) -> list[tuple[Any, ...]]:
    """What stands in the log: as what, what was done, to what."""
    return [(each.role, each.what, each.of) for each in hub.audit.entries]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/register", ("risk", "viewed-register", "")),
        ("/register/print", ("risk", "viewed-register", "")),
        ("/units/parks", ("risk", "viewed-unit", "Parks")),
        ("/incidents/i-1", ("risk", "viewed-incident", "i-1")),
        ("/api/v1/register", ("risk", "viewed-register", "")),
        ("/api/v1/dependencies?unit=Parks", ("risk", "viewed-unit", "Parks")),
        ("/api/v1/incidents/i-1", ("risk", "viewed-incident", "i-1")),
    ],
)
def test_whoever_looks_stands_in_the_log_as_a_role_and_a_pseudonym(
    tmp_path: Path, path: str, expected: tuple[str, str, str]
) -> None:
    with hub_in(tmp_path, [WORK]) as hub:
        assert hub.browser("risk").get(path).status_code == 200
        person = hub.hub.people.accounts.by_login("risk-all")
    assert told(hub) == [expected]
    assert person is not None
    (entry,) = hub.audit.entries
    assert entry.account == person.pseudonym
    assert "risk-all" not in str(entry)


def test_a_page_that_stays_open_is_one_view_in_a_quarter_of_an_hour(hub: HubAtHand, clock: Clock) -> None:
    browser, other = hub.browser("risk"), hub.browser("auditor")
    for _ in range(3):
        browser.get("/register")
        clock.now_ms += 60_000
    other.get("/register")
    assert [what for _, what, _ in told(hub)] == ["viewed-register"] * 2
    clock.now_ms += 15 * 60_000
    browser.get("/register")
    assert len(hub.audit.entries) == 3


def test_whoever_is_not_let_in_has_seen_nothing(hub: HubAtHand) -> None:
    assert hub.browser().get("/register").status_code == 303
    assert hub.browser("unit", "Parks").get("/units/Parks").status_code == 200
    assert hub.browser("unit", "Parks").get("/units/City").status_code == 403
    assert told(hub) == [("unit", "viewed-unit", "Parks")]


@pytest.mark.parametrize("path", ["/register", "/units/Parks", "/people", "/api/v1/register"])
def test_while_kafka_is_away_nobody_looks_unseen(hub: HubAtHand, path: str) -> None:
    hub.audit.fails = LogUnavailable("away")
    answer = hub.browser("admin").get(path, headers={"accept": "text/html"})
    assert answer.status_code == 503
    assert "Kafka is away, so it cannot be written down that you look at this" in answer.text


@pytest.mark.parametrize("name", ["%00", "i-1%00", "i%091", "%1b[2J"])
@pytest.mark.parametrize(
    "path",
    [
        "/exercises/",
        "/units/",
        "/incidents/",
        "/api/v1/incidents/",
        "/api/v1/exercises/",
        "/api/v1/register?unit=",
    ],
)
def test_a_name_that_nothing_can_have_is_refused_and_written_down_nowhere(
    hub: HubAtHand, path: str, name: str
) -> None:
    assert hub.browser("admin").get(path + name).status_code == 422
    assert (hub.audit.entries, hub.hub.audit.waiting) == ([], 0)


@pytest.mark.parametrize("path", ["/exercises/", "/units/", "/incidents/", "/api/v1/exercises/"])
def test_a_name_made_up_at_length_is_refused_and_fills_no_audit_log(hub: HubAtHand, path: str) -> None:
    assert hub.browser("admin").get(path + "x" * 400).status_code == 422
    assert (hub.audit.entries, hub.hub.audit.waiting) == ([], 0)


def test_an_entry_that_the_audit_log_refuses_is_not_said_to_be_kafkas_absence(hub: HubAtHand) -> None:
    hub.audit.fails = LogRefused("too long")
    answer = hub.browser("admin").get("/units/Parks", headers={"accept": "text/html"})
    assert answer.status_code == 422
    assert "The audit log takes no entry of this name" in answer.text


@pytest.mark.parametrize("path", ["/", "/incidents/i-1", "/sources", "/status", "/kept"])
def test_what_an_outage_takes_to_be_handled_opens_all_the_same(hub: HubAtHand, path: str) -> None:
    hub.audit.fails = LogUnavailable("away")
    assert hub.browser("operations").get(path).status_code == 200


def test_log_ins_their_failures_and_log_outs_stand_there_without_a_name_or_an_address(
    tmp_path: Path,
) -> None:
    with hub_in(tmp_path) as hub:
        hub.account("marie")
        browser = hub.browser()
        browser.post("/login", data={"login": "planted-name", "password": "planted-password"})
        browser.post("/login", data={"login": "marie", "password": PASSWORD})
        browser.post("/logout", data={"csrf": hub.csrf(browser)})
    assert [each.what for each in hub.audit.entries] == ["log-in-failed", "logged-in", "logged-out"]
    for planted in ("planted", "marie", "testclient"):
        assert planted not in str(hub.audit.entries)


def test_an_entry_that_kafka_never_took_is_said_to_be_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.auditing.AGAIN_SECONDS", 0.0)
    monkeypatch.setattr("api.auditing.LAST_SECONDS", 0.1)
    with hub_in(tmp_path) as hub:
        hub.audit.fails = LogUnavailable("away")
        hub.browser().post("/login", data={"login": "nobody", "password": "x"})
    assert hub.audit.entries == []
    assert "audit-entries-lost" in capsys.readouterr().out
