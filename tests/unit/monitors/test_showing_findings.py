"""A finding tells no more of people than the usage table does, and shares only in steps."""

import pytest

from monitors.domain.findings.records import Finding
from monitors.domain.outage.records import Figure, Reason
from monitors.domain.showing_findings import shown_finding

K = 10


def shown(code: str, *, cells_shown: bool = True, **figures: Figure) -> dict[str, Figure] | None:
    exact = Finding(
        kind="course",
        unit="Roads",
        platforms=("facebook",),
        addressed_to="unit",
        reason=Reason(code, figures),
        value=(Reason("value-reaching", {"share": 0.613}),),
    )
    told = shown_finding(exact, K, "login", cells_shown=cells_shown)
    assert told is None or told.value[0].figures["share"] == 0.6
    return None if told is None else told.reason.figures


def test_people_are_rounded_to_five_and_shares_to_steps() -> None:
    told = shown("course-mixed", people=32, share=0.284)

    assert told == {"people": 30, "share": 0.3, "k": K, "identity": "login"}


def test_few_people_are_withheld_whatever_the_cell() -> None:
    told = shown("exposed-talk", strand_people=6, share=0.437)

    assert told == {"strand_people": None, "share": 0.45, "k": K, "identity": "login"}


def test_where_the_cell_is_withheld_nobody_is_counted() -> None:
    told = shown("course-mixed", cells_shown=False, people=32, share=0.284)

    assert told is not None
    assert told["people"] is None


@pytest.mark.parametrize("code", ["off-hours", "by-network"])
def test_parts_of_requests_are_left_out_where_the_cell_is_withheld(code: str) -> None:
    assert shown(code, cells_shown=False, off_share=0.333, elsewhere_share=0.333) is None
    assert shown(code, off_share=0.333, elsewhere_share=0.333) == {"off_share": 0.35, "elsewhere_share": 0.35}


def test_days_and_names_are_told_as_they_are() -> None:
    figures: dict[str, Figure] = {"platform": "x", "until": "2026-05-31", "days": 61, "notice": 90}

    assert shown("ends", cells_shown=False, **figures) == figures


def test_requests_turned_away_are_told_as_the_table_tells_them() -> None:
    assert shown("turned-away", requests=77) == {"requests": 77}
    assert shown("turned-away", cells_shown=False, requests=77) == {"requests": None}
