"""What broke stands in the log as it happens; what is past is counted, and few people stay unknown."""

from typing import Any

import pytest
import structlog
from structlog.testing import LogCapture

from monitors.domain.outage.records import Reason, State
from monitors.domain.withholding import USUAL_K
from monitors.incident_lines import HISTORY_MS, QUIET_SECONDS, IncidentLines
from tests.stored_work import NOON_MS, change, incident

FAILED = Reason(
    "cause-platform",
    {
        "platform": "facebook",
        "groups": "core",
        "share": 0.8125,
        "usual": 0.01,
        "failed_people": 41,
        "control_share": 0.0,
    },
)


@pytest.fixture
def said() -> LogCapture:
    capture = LogCapture()
    structlog.configure(processors=[capture], wrapper_class=structlog.BoundLogger)
    return capture


class Now:
    """Both clocks, moved by hand."""

    def __init__(self) -> None:
        self.wall_ms = NOON_MS
        self.seconds = 100.0

    def lines(self, k: int = USUAL_K) -> IncidentLines:
        return IncidentLines({"facebook": "Facebook"}, lambda: self.wall_ms, lambda: self.seconds, k)


def broke(id_: str, state: State, **fields: Any) -> Any:
    told = {"explanation": FAILED, "people_failed": 41, **fields}
    return change(incident(id_, state, **told), 1, "suspected")


def events(said: LogCapture) -> list[tuple[str, str]]:
    return [(str(entry["log_level"]), str(entry["event"])) for entry in said.entries]


def test_an_outage_is_told_step_by_step_as_loud_as_each_matters(said: LogCapture) -> None:
    lines = Now().lines()
    states: tuple[State, ...] = ("suspected", "confirmed", "recovering", "resolved", "false-alarm")
    for state in states:
        lines.landed([broke("inc-1", state)])
    assert events(said) == [
        ("debug", "incident-suspected"),
        ("warning", "incident-confirmed"),
        ("info", "incident-recovering"),
        ("info", "incident-resolved"),
        ("info", "incident-false-alarm"),
    ]


def test_a_line_names_whose_fault_it_is_since_when_and_why(said: LogCapture) -> None:
    Now().lines().landed([broke("inc-1", "confirmed")])
    [entry] = said.entries
    assert entry["platforms"] == ["Facebook"]
    assert (entry["cause"], entry["confidence"], entry["units"]) == ("platform", 0.75, 2)
    assert str(entry["since"]).endswith("Z")
    assert str(entry["words"]).startswith("On Facebook (pages and messages) 81")
    assert "about 40 people" in str(entry["words"])


def test_how_few_people_it_hit_is_not_said_to_whoever_reads_the_log(said: LogCapture) -> None:
    few = Reason(FAILED.code, {**FAILED.figures, "failed_people": 4})
    Now().lines().landed([broke("inc-1", "confirmed", explanation=few, people_failed=4)])
    [entry] = said.entries
    assert "fewer than 10 people" in str(entry["words"])
    assert "81" not in str(entry["words"])


def test_of_whom_the_usual_k_tells_a_larger_one_does_not(said: LogCapture) -> None:
    twelve = Reason(FAILED.code, {**FAILED.figures, "failed_people": 12})
    broken = broke("inc-1", "confirmed", explanation=twelve, people_failed=12)
    for k in (USUAL_K, 15):
        Now().lines(k).landed([broken])
    usual, larger = (str(entry["words"]) for entry in said.entries)
    assert "about 10 people" in usual
    assert "81" in usual
    assert "fewer than 15 people" in larger
    assert "81" not in larger


def test_a_change_that_is_no_step_is_not_told(said: LogCapture) -> None:
    Now().lines().landed([change(incident("inc-1", "confirmed", explanation=FAILED))])
    assert said.entries == []


def test_what_is_long_past_is_counted_once_and_only_what_goes_on_is_told(said: LogCapture) -> None:
    now = Now()
    now.wall_ms += 3 * HISTORY_MS
    lines = now.lines()
    lines.landed([broke("over", "confirmed"), broke("lasts", "confirmed"), broke("none", "suspected")])
    lines.landed([broke("over", "resolved"), broke("none", "false-alarm")])
    assert said.entries == []

    now.seconds += QUIET_SECONDS
    lines.landed([])
    lines.landed([])

    assert events(said) == [("info", "caught-up"), ("warning", "incident-confirmed")]
    assert (said.entries[0]["incidents"], said.entries[0]["still_open"]) == (2, 1)
    assert said.entries[1]["incident"] == "lasts"


def test_an_old_outage_that_ends_now_is_told_as_over(said: LogCapture) -> None:
    now = Now()
    now.wall_ms += HISTORY_MS + 2
    lines = now.lines()
    lines.landed([broke("inc-1", "confirmed")])
    now.wall_ms = NOON_MS
    lines.landed([broke("inc-1", "resolved")])
    now.seconds += QUIET_SECONDS
    lines.landed([])
    assert events(said) == [("info", "incident-resolved")]
