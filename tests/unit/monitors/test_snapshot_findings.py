"""Which findings a snapshot tells: none of small units, none that would count the few."""

from datetime import UTC

import pytest

from monitors.domain.calendar import Calendar
from monitors.domain.findings.records import UnitEvidence
from monitors.snapshot_dependencies import Pair, Showing, UnitJudged, UnitSeen
from monitors.snapshot_findings import findings
from monitors.snapshot_schema import Finding
from monitors.snapshot_unit_rows import Known, UnitRows
from streams.domain.units import UNASSIGNED, Unit
from tests.found_units import CATALOGUE, MONDAY, Stay, Story, workdays

PLATFORMS = ["facebook", "whatsapp"]
ROADS, FACEBOOK, WHATSAPP = 1, 0, 1
EVERYWHERE = Showing("login", {(ROADS, FACEBOOK), (ROADS, WHATSAPP)}, ())
TALK = Stay("talking", workdays(0, 56), range(12))


def judged(evidence: UnitEvidence) -> UnitJudged:
    """A unit as a snapshot has judged it."""
    uses = evidence.uses
    return UnitJudged(
        evidence.people,
        {PLATFORMS.index(platform): use.assessment for platform, use in uses.items()},
        UnitSeen(
            UnitRows(),
            evidence.work,
            {platform: use.days for platform, use in uses.items()},
            {platform: use.figures for platform, use in uses.items()},
        ),
    )


def told(showing: Showing = EVERYWHERE, people: int = 40) -> dict[Pair, list[Finding]]:
    """What is told of Roads, who talk on WhatsApp all through the day."""
    known = Known(
        (Unit(UNASSIGNED), Unit("Roads", -1, people)), PLATFORMS, Calendar(UTC), {}, 10, MONDAY + 55
    )
    found = {ROADS: judged(Story(56, people=people).told({"whatsapp": [TALK]}))}
    return findings(found, known, showing, CATALOGUE, ())


def test_a_finding_stands_under_its_pair_with_its_treatments_and_its_gain() -> None:
    [(pair, [one])] = told().items()

    assert pair == (ROADS, WHATSAPP)
    assert (one.code, one.kind, one.unit, one.platforms) == (
        "exposed-talk",
        "exposure",
        "Roads",
        ["whatsapp"],
    )
    assert one.figures["strand_people"] == 10
    assert len(one.treatments) == 4
    assert [each.code for each in one.value] == ["value-conversations"]


@pytest.mark.parametrize(
    ("showing", "people"),
    [(EVERYWHERE, 9), (Showing("login", (), {WHATSAPP}), 40)],
    ids=["of a small unit", "on a platform with too few requests"],
)
def test_nothing_is_told_where_a_unit_may_not_be_named(showing: Showing, people: int) -> None:
    assert told(showing, people) == {}


def test_where_the_cell_is_withheld_people_are_too() -> None:
    [[one]] = told(Showing("login", (), ())).values()

    assert one.figures["strand_people"] is None


def test_without_what_was_seen_nothing_is_found() -> None:
    known = Known((Unit(UNASSIGNED), Unit("Roads", -1, 40)), PLATFORMS, Calendar(UTC), {}, 10, MONDAY)

    assert findings({ROADS: UnitJudged(40, {})}, known, EVERYWHERE, CATALOGUE, ()) == {}
