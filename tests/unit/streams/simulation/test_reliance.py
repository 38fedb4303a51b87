"""The truth says how each unit relies on each platform, and where no log can tell."""

from streams.simulation.outages import CANADA_2009
from streams.simulation.platforms import PLATFORMS
from streams.simulation.province import ACTIVITIES, ALL, PURPOSES, UNITS, VISITORS
from streams.simulation.reliance import HABITS, LEVELS, RELIANCES
from tests.simulated_logs import morning, written

CASUAL = {"scrolling", "embedded", "background", "reading"}


def test_every_use_that_belongs_to_a_unit_is_in_the_table_and_nothing_else() -> None:
    own = {(a.unit, a.platform) for a in ACTIVITIES if a.unit != ALL}
    assert {(row.unit, row.platform) for row in RELIANCES} == own
    assert len(RELIANCES) == len(own)


def test_rows_speak_of_units_platforms_and_levels_that_exist() -> None:
    for row in (*RELIANCES, *CANADA_2009.reliances):
        assert row.unit in {unit.name for unit in UNITS}
        assert row.platform in PLATFORMS
        assert row.reliance in LEVELS
        assert row.purposes
        assert row.why
    used = {word for row in RELIANCES for word in row.purposes}
    assert used == {"publish", "advertise", "listen", "answer", "read"}


def test_what_matters_most_is_never_what_everybody_does() -> None:
    for row in RELIANCES:
        purposes = {a.purpose for a in ACTIVITIES if (a.unit, a.platform) == (row.unit, row.platform)}
        assert row.reliance not in {"important", "mission-critical"} or not purposes <= CASUAL


def test_a_log_can_be_silent_on_the_most_important_of_all() -> None:
    hidden = {(row.unit, row.platform) for row in RELIANCES if row.log_cannot_tell}
    assert {("Protocol", "facebook"), ("Public Safety", "facebook"), ("Internal Audit", "linkedin")} == hidden
    plain = {a.unit for a in ACTIVITIES if not PURPOSES[a.purpose].surfaces}
    assert plain <= {unit for unit, _ in hidden}


def test_the_truth_names_every_unit_and_platform_in_use_once() -> None:
    _, truth = written(morning(lines=10))
    pairs = [(row.unit, row.platform) for row in truth.reliances]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) >= {(row.unit, row.platform) for row in RELIANCES}
    scrolling = {
        row.unit for row in truth.reliances if (row.platform, row.reliance) == ("facebook", "incidental")
    }
    assert {VISITORS, "Highways", "Revenue"} <= scrolling
    assert truth.reliances == HABITS.truth()


def test_whoever_is_only_shown_a_platform_does_not_rely_on_it() -> None:
    facebook = [row for row in CANADA_2009.truth() if row.platform == "facebook"]
    assert [(row.unit, row.reliance, row.log_cannot_tell) for row in facebook] == [
        ("Outreach", "mission-critical", True)
    ]
