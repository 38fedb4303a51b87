"""What the demonstration reads from the monitors' database while they write to it."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import URL

from api.demo.judgements import Judgements, Relied
from api.demo.telling import Telling
from monitors.adapters.sql_store import opened_store
from monitors.domain.outage.records import Change, Incident, Reason, State, Transition
from monitors.store import Place, Work

PLACE = Place("cluster", "topic", "evidence.signals", 0)
WHY = Reason("cause-platform", {
    "platform": "facebook", "groups": "core", "share": 1.0, "usual": 0.005, "failed_people": 21,
    "control_share": 0.0,
})  # fmt: skip
AT_MS = 1_790_000_000_000

FACEBOOK = Incident(
    id="f",
    cause="platform",
    cause_confidence=0.9,
    platforms=["facebook"],
    groups=["core"],
    units=["Communications"],
    sites=[],
    state="confirmed",
    suspected_at_ms=AT_MS,
    started_at_ms=AT_MS,
    detected_at_ms=AT_MS + 30_000,
    ended_at_ms=None,
    peak_failed_share=1.0,
    requests_failed=40,
    people_failed=21,
    reasons=[],
    explanation=WHY,
)


def turn(incident: Incident, number: int, before: State | None, reason: Reason) -> Change:
    """A change of state as the judge says it."""
    at_ms = AT_MS + 1000 * number
    return Change(
        incident=incident,
        transition=Transition(
            incident=incident.id,
            number=number,
            at_ms=at_ms,
            before=before,
            after=incident.state,
            reason=reason,
        ),
    )


def judged(file: Path, *changes: Change) -> Judgements:
    """The reader of a database into which a worker wrote these changes."""
    with opened_store(URL.create("sqlite", database=str(file))) as store:
        store.commit(PLACE, None, 1, Work(changes=changes))
    return Judgements(file)


def test_before_the_monitors_have_made_their_tables_nothing_is_judged_and_no_file_is_made(
    tmp_path: Path,
) -> None:
    judgements = Judgements(tmp_path / "judged.db")

    found: tuple[Any, ...] = (judgements.incidents(), judgements.requests(), judgements.complete_until_ms())

    assert found == ([], 0, 0)
    assert list(tmp_path.iterdir()) == []


def test_an_incident_is_read_with_its_turns_and_told_with_what_speaks_for_it(tmp_path: Path) -> None:
    most_fail = Reason("failing-less", {"share": 0.1})
    recovering = replace(FACEBOOK, state="recovering")
    judgements = judged(
        tmp_path / "judged.db",
        turn(FACEBOOK, 1, None, most_fail),
        turn(recovering, 2, "confirmed", most_fail),
    )

    [found] = judgements.incidents()

    assert found.incident == recovering
    assert [one.after for one in found.transitions] == ["confirmed", "recovering"]
    telling = Telling({"facebook": "Facebook"}, "UTC")
    confirmed, less = (list(telling.turn(found, one)) for one in found.transitions)
    assert confirmed[0] == "▲ Confirmed: Facebook failed"
    assert "about 20 people" in confirmed[1]
    assert any(
        line.endswith("sure 30\u00a0s after the first request that failed began") for line in confirmed
    )
    assert "Units: Communications" in confirmed
    assert less == ["◒ Recovering: Facebook", "It is getting better: 10\u00a0% of attempts still fail."]


def test_what_turned_out_to_be_part_of_another_incident_is_told_by_that_one(tmp_path: Path) -> None:
    other = replace(FACEBOOK, id="other", state="resolved")
    judgements = judged(
        tmp_path / "judged.db",
        turn(FACEBOOK, 1, None, WHY),
        turn(other, 1, "confirmed", Reason("part-of-another", {})),
    )

    assert [found.incident.id for found in judgements.incidents()] == ["f"]


def test_a_database_that_is_removed_while_it_is_in_use_is_named(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "judged.db"
    judgements = judged(file, turn(FACEBOOK, 1, None, WHY))
    assert judgements.incidents()

    file.parent.rename(tmp_path / "moved")

    with pytest.raises(FileNotFoundError, match=r"judged\.db"):
        judgements.incidents()


def test_a_dependency_is_told_as_telemetry_sees_it_whatever_the_hub_has_confirmed_since() -> None:
    said = Telling({"facebook": "Facebook"}, "UTC").relies(
        Relied("Communications", "facebook", "mission-critical", 80, candidate=False)
    )
    assert said == "Communications on Facebook, as telemetry sees it: mission-critical, 80 of 100"
