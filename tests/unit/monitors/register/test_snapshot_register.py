"""What units declare stands beside what a log shows; what differs is a finding; small units stay unnamed."""

from datetime import date

from msgspec.structs import replace

from monitors.domain.register.records import Entry, Fallback, Impact
from monitors.domain.reliance.records import Level
from monitors.snapshot_register import Register
from monitors.snapshot_schema import Dependency, Factor, Reason, Snapshot
from streams.domain.units import UNASSIGNED, Unit
from tests.collecting import the_catalogue
from tests.register_actions import SAID, entry
from tests.snapshot_documents import empty

TODAY = date(2026, 6, 1)
UNITS = (Unit(UNASSIGNED), Unit("Roads", -1, 40), Unit("Parks", -1, None), Unit("Signs", 1, 4))
HABIT = (Impact(at_hours=24, category="operational", level=1),)


def seen(unit: str, platform: str, level: Level, band: str = "often") -> Dependency:
    depth = Factor(name="depth", band=band, points=28, most=50, figures={})
    return Dependency(
        unit=unit, platform=platform, score=28, level=level, candidate=False, confidence="high",
        confirmation="unasked", factors=[depth],
    )  # fmt: skip


def beside(entries: list[Entry], *listed: Dependency, limit: int = 3) -> Snapshot:
    register = Register.of(entries, UNITS, 10, the_catalogue(), TODAY)
    return register.beside(replace(known(), dependencies=list(listed)), limit)


def known() -> Snapshot:
    """A snapshot with a directory."""
    return replace(empty(), warnings=[], coverage=replace(empty().coverage, joined_share=1.0))


def codes(dependency: Dependency) -> list[tuple[str, str, str]]:
    return [(one.kind, one.code, one.addressed_to) for one in dependency.findings]


def test_declared_and_observed_stand_side_by_side_and_the_unit_has_the_last_word() -> None:
    said = replace(SAID, impact_over_time=HABIT, fallback=None)
    [roads] = beside([entry(declaration=said)], seen("Roads", "facebook", "important")).dependencies

    assert (roads.level, roads.declared_level, roads.register_level) == ("important", "habitual", "habitual")
    assert roads.confirmation == "asked"
    assert codes(roads) == [("contradiction", "declared-below-observed", "risk")]
    [declared] = roads.declared
    assert (declared.activity, declared.owner_role, declared.rto_hours) == (
        "answering citizens' messages", "Duty manager", 2
    )  # fmt: skip


def test_what_is_used_all_day_and_declared_incidental_is_asked_about() -> None:
    said = replace(SAID, impact_over_time=HABIT)
    [roads] = beside(
        [entry(declaration=said)], seen("Roads", "facebook", "mission-critical", "all-day")
    ).dependencies

    assert codes(roads)[0] == ("contradiction", "declared-incidental-but-used-every-hour", "risk")


def test_where_nothing_is_declared_traffic_speaks() -> None:
    [parks] = beside([], seen("Parks", "x", "important")).dependencies

    assert (parks.declared_level, parks.register_level, parks.confirmation) == (None, "important", "unasked")
    assert (parks.declared, parks.findings) == ([], [])


def test_what_is_declared_and_was_not_seen_is_listed_by_what_is_declared() -> None:
    small = Dependency(unit="Roads", platform="x", small_units=2)
    told = beside([entry("roads", "x", evidence="confirmed")], seen("Parks", "x", "important"), small)

    roads, parks, counted = told.dependencies
    assert [(each.unit, each.score) for each in (roads, parks)] == [("Roads", 0), ("Parks", 28)]
    assert (roads.confirmation, roads.register_level) == ("confirmed", "mission-critical")
    assert codes(roads) == [
        ("contradiction", "declared-but-unused", "risk"),
        ("register", "fallback-never-tested", "unit"),
    ]
    assert counted == small
    assert told.warnings == []


def test_what_matters_most_by_the_register_comes_first_and_of_that_the_confirmed() -> None:
    listed = (
        seen("Roads", "x", "important"), seen("Roads", "facebook", "habitual"),
        seen("Parks", "facebook", "habitual"),
    )  # fmt: skip
    told = beside([entry(evidence="declared"), entry("Parks", evidence="confirmed")], *listed)

    assert [(each.unit, each.platform) for each in told.dependencies] == [
        ("Parks", "facebook"),
        ("Roads", "facebook"),
        ("Roads", "x"),
    ]


def test_a_small_unit_is_told_of_with_what_it_declared_and_nothing_else() -> None:
    told = beside([entry("signs", evidence="confirmed")], seen("Roads", "instagram", "important"))

    signs = told.dependencies[0]
    assert (signs.unit, signs.score, signs.level, signs.people) == ("Signs", None, None, None)
    assert (signs.declared_level, signs.register_level) == ("mission-critical", "mission-critical")
    assert [each.activity for each in signs.declared] == [SAID.activity]
    assert codes(signs) == [("register", "fallback-never-tested", "unit")]
    [meta] = told.operators
    assert (meta.units, meta.activities, meta.mission_critical) == (["Roads", "Signs"], 1, 1)


def test_of_a_unit_that_may_be_small_nobody_says_that_it_hardly_uses_it() -> None:
    [parks] = beside([entry("Parks")]).dependencies

    assert (parks.unit, parks.level) == ("Parks", None)
    assert codes(parks) == [("register", "fallback-never-tested", "unit")]


def test_entries_of_units_that_nobody_knows_are_named_in_a_warning() -> None:
    told = beside([entry("Nowhere  Unit"), entry("Nowhere Unit", "x"), entry("Roads")])

    [warning] = told.warnings
    assert (warning.code, warning.figures) == (
        "register-units-unknown", {"entries": 2, "names": "Nowhere Unit"}
    )  # fmt: skip
    assert [each.unit for each in told.dependencies] == ["Roads"]


def test_without_a_directory_the_register_is_said_to_be_held_against_nothing() -> None:
    told = Register.of([entry(), entry("Parks")], UNITS[:1], 10, the_catalogue(), TODAY).beside(empty())

    assert told.warnings[-1] == Reason("register-without-directory", {"entries": 2})
    assert (told.dependencies, told.operators) == ([], [])


def test_a_fallback_with_the_same_operator_is_found_by_the_catalogue() -> None:
    said = replace(SAID, fallback=Fallback(name="WhatsApp", platform="whatsapp", tested_on=TODAY))
    [roads] = beside([entry(declaration=said)], seen("Roads", "facebook", "mission-critical")).dependencies

    assert codes(roads) == [("register", "fallback-of-same-operator", "unit")]


def test_what_hangs_on_one_operator_is_counted_and_above_the_limit_a_finding() -> None:
    told = beside(
        [],
        seen("Roads", "facebook", "mission-critical"),
        seen("Parks", "instagram", "important"),
        seen("Parks", "x", "habitual"),
        limit=1,
    )

    [meta] = told.operators
    assert (meta.operator, meta.platforms, meta.units) == (
        "Meta",
        ["facebook", "instagram"],
        ["Parks", "Roads"],
    )
    [found] = told.findings
    assert (found.kind, found.unit, found.platforms) == (
        "concentration", "organisation", ["facebook", "instagram"]
    )  # fmt: skip
    assert beside([], seen("Roads", "facebook", "important"), limit=1).findings == []


def test_what_terms_of_use_do_not_allow_is_a_finding_for_whoever_can_act() -> None:
    said = replace(
        SAID,
        impact_over_time=HABIT,
        contract="click-through",
        capabilities=("publish",),
        shared_account="yes",
    )
    [roads] = beside(
        [entry(platform="pinterest", declaration=said)], seen("Roads", "pinterest", "habitual")
    ).dependencies

    assert [each for each in codes(roads) if each[1].startswith("terms")] == [
        ("register", "terms-conflict-business-use", "risk"),
        ("register", "terms-conflict-shared-account", "unit"),
    ]
