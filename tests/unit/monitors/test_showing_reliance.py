"""What telemetry says of reliance, as it may be shown: bands always, figures only where k allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.outage.records import Figure, Reason
from monitors.domain.reliance.records import PEOPLE_FIGURES, Assessment, Factor, Kind
from monitors.domain.showing_reliance import HARMLESS, shown_assessment, shown_reason

K = 10


def assessment(**changes: object) -> Assessment:
    """Two people publish all day in a unit of forty, thirty of whom look in."""
    figures: dict[str, dict[str, Figure]] = {
        "reach": {"people_share": 0.776, "people_a_day": 31.04, "unit_people": 41},
        "rhythm": {"even_lift": 0.914, "working_share": 0.9431},
        "depth": {"hours_share": 0.613, "pace": 14.26, "strand_people": 2.3},
    }
    managing = Reason("kind-managing", {"share": 0.613, "requests": 900, "strand_people": 2})
    fields: dict[str, object] = {
        "score": 80, "level": "mission-critical", "candidate": False, "question": None, "confidence": "high",
        "factors": [
            Factor(name=name, band="most", points=5, most=5, figures=own) for name, own in figures.items()
        ],
        "kinds": [Kind("external", [managing])],
        "identity": "professional", "people": 31,
        "evidence": [
            Reason("used-on-days", {"people": 31, "days": 14, "observed": 14}),
            Reason("in-working-hours", {"share": 0.943, "general": 0.88}),
            Reason("few-days", {"days": 13, "wanted": 14}),
        ],
        "findings": [Reason("turned-away", {"requests": 77})],
    }  # fmt: skip
    return Assessment(**(fields | changes))  # type: ignore[arg-type]  # each field by its name


def figures(told: Assessment, factor: str) -> dict[str, Figure]:
    return next(each.figures for each in told.factors if each.name == factor)


def test_bands_points_and_level_stand_for_large_and_small_alike() -> None:
    for cell_shown in (True, False):
        told = shown_assessment(assessment(), K, "login", cell_shown=cell_shown)

        assert [(f.band, f.points) for f in told.factors] == [("most", 5)] * 3
        assert (told.score, told.level, told.confidence) == (80, "mission-critical", "high")


def test_figures_of_enough_people_stand_people_to_base_five() -> None:
    told = shown_assessment(assessment(), K, "login", cell_shown=True)

    assert told.people == 30
    assert figures(told, "reach") == {"people_share": 0.78, "people_a_day": 30, "unit_people": 40}
    assert figures(told, "rhythm") == {"even_lift": 0.9, "working_share": 0.95}
    assert told.findings == [Reason("turned-away", {"requests": 77})]


def test_two_people_who_work_there_show_in_the_band_and_in_no_number() -> None:
    told = shown_assessment(assessment(), K, "login", cell_shown=True)

    assert figures(told, "depth") == {"hours_share": 0.6, "pace": None, "strand_people": None}
    [kind] = told.kinds
    assert kind.evidence == [
        Reason(
            "kind-managing",
            {"share": 0.6, "requests": None, "strand_people": None, "k": K, "identity": "login"},
        )
    ]


def test_of_a_withheld_cell_nothing_is_told_that_counts_requests_or_people() -> None:
    told = shown_assessment(assessment(), K, None, cell_shown=False)

    assert told.people == 0
    assert figures(told, "reach") == {"people_share": None, "people_a_day": None, "unit_people": 40}
    assert figures(told, "rhythm") == {"even_lift": None, "working_share": None}
    assert told.findings == [Reason("turned-away", {"requests": None})]
    assert [reason.code for reason in told.evidence] == ["used-on-days", "few-days"]
    assert told.evidence[0].figures == {
        "people": None, "days": 14, "observed": 14, "k": K, "identity": "login"
    }  # fmt: skip
    assert told.evidence[1] == Reason("few-days", {"days": 13, "wanted": 14})


NAMES = [*sorted(PEOPLE_FIGURES), "requests", "pace", "share", "working_share", "anything"]


@given(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 60) | st.floats(0, 60)), st.booleans())
def test_no_reason_tells_a_number_of_requests_or_of_few_people(
    exact: dict[str, Figure],
    cell_shown: bool,  # noqa: FBT001 (a case)
) -> None:
    told = shown_reason(Reason("hours-managing", exact), K, "login", cell_shown=cell_shown).figures

    assert told.get("requests") is None
    for name in PEOPLE_FIGURES & exact.keys():
        people = told[name]
        assert people is None or (isinstance(people, int) and people >= K and people % 5 == 0)
    if not cell_shown:
        allowed = HARMLESS | {"share", "unit_people", "k", "identity"}
        assert all(value is None for name, value in told.items() if name not in allowed)


@pytest.mark.parametrize("code", ["hours-managing", "same-people", "embeds-only", "used-on-days"])
def test_only_what_the_usage_table_tells_too_is_a_number_of_requests(code: str) -> None:
    assert shown_reason(Reason(code, {"requests": 70}), K, None, cell_shown=True).figures["requests"] is None
