"""The one privacy policy: whatever is told, to whomever, of whatever units, nothing of few people is told."""

import ast
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

import api
from api.domain.known_now import Known as KnownNow
from api.domain.now import now_of
from api.domain.privacy import NAMING, Privacy, Sight
from api.domain.rights import RIGHTS, ROLES, Grant, Right, UnitTree, Viewer
from api.domain.room import Known, room_of
from monitors.domain.outage.records import Figure, Incident, Reason, Transition
from monitors.domain.register.actions import Role
from monitors.domain.register.asking import Question
from monitors.domain.register.records import Declaration, Entry
from monitors.domain.rooms.records import Room
from streams.domain.units import Unit
from tests.stored_work import NOON_MS, incident

K: Final = 10
TODAY: Final = date(2026, 3, 16)
TREE: Final = UnitTree((Unit("Port"), Unit("Office", 0), Unit("Lighthouse", 0), Unit("Dredging", 0)))
UNITS: Final = ("Office", "Lighthouse", "Dredging")

viewers = st.builds(
    lambda grants, only: Viewer(grants=tuple(grants), only=only, tree=TREE),
    st.lists(st.builds(Grant, st.sampled_from(ROLES), st.sampled_from([None, "Port", *UNITS])), max_size=3),
    st.none() | st.frozensets(st.sampled_from(list(Right))),
)
sizes = st.none() | st.integers(0, 40)
ks = st.integers(5, 20)
due = st.dates(TODAY - timedelta(days=30), TODAY + timedelta(days=30))
questions = st.none() | st.builds(
    lambda on: Question(
        unit="Office", platform="x", why="candidate", asked_on=on - timedelta(days=14), due_on=on
    ),
    due,
)
ENTRY: Final = Entry(
    unit="Office",
    platform="x",
    declaration=Declaration(activity="answering"),
    declared_on=TODAY,
    review_due=TODAY + timedelta(days=365),
)
declared = st.sampled_from([(), (ENTRY,)])


@given(viewers, ks, st.sampled_from(UNITS), sizes, declared, questions, st.booleans())
def test_a_small_unit_is_named_to_itself_by_its_word_and_to_risk_alone(  # noqa: PLR0917 (what it depends on)
    viewer: Viewer,
    k: int,
    unit: str,
    people: int | None,
    entries: tuple[Entry, ...],
    question: Question | None,
    is_hurt: bool,  # noqa: FBT001 (a case)
) -> None:
    extent = Sight(viewer, Privacy(k), TODAY).extent(unit, people, entries, question, is_hurt=is_hurt)
    if not viewer.may(Right.SEE_RELIANCE, unit):
        assert extent == "nothing"
    elif people is None or people < k:
        is_own = viewer.may(Right.SEE_SMALL_UNIT, unit)
        assert (extent == "whole") == is_own
        if extent == "level" and not entries:
            assert viewer.may(Right.DECIDE, unit)
            assert is_hurt or (question is not None and question.due_on < TODAY)
    else:
        assert extent == "whole"


@given(viewers, ks, st.sampled_from(UNITS), st.integers(0, 40), declared, questions)
def test_whoever_sees_more_of_a_unit_may_name_it(  # noqa: PLR0917 (as above)
    viewer: Viewer, k: int, unit: str, people: int, entries: tuple[Entry, ...], question: Question | None
) -> None:
    sight = Sight(viewer, Privacy(k), TODAY)
    extent = sight.extent(unit, people, entries, question)
    if sight.unit(unit) and sight.sees_whole(unit, people):
        assert extent in NAMING
    for goes_on in (True, False):
        if sight.sees_hurt(unit, "unit", goes_on=goes_on):
            assert sight.extent(unit, people, (), None, is_hurt=goes_on) in NAMING


@given(ks, st.floats(0, 200, allow_nan=False))
def test_people_are_told_in_steps_and_never_fewer_than_k(k: int, people: float) -> None:
    told = Privacy(k).people(people)
    assert (told is None) == (round(people) < k)
    assert told is None or (told % 5 == 0 and abs(told - people) <= 3)


@given(ks, st.dictionaries(st.sampled_from(["yes", "no", "some"]), st.integers(0, 20)))
def test_answers_of_few_are_not_counted(k: int, answers: dict[str, int]) -> None:
    assert (Privacy(k).answers(answers) is None) == (sum(answers.values()) < k)


COUNTS: Final = ("votes", "failed", "requests", "people", "failed_people", "units")


@given(ks, st.integers(0, 40), st.dictionaries(st.sampled_from(COUNTS), st.integers(1, 500)))
def test_an_incident_of_few_tells_no_count(k: int, people: int, figures: dict[str, Figure]) -> None:
    exact = hit(people, figures)
    told = Privacy(k).incident(exact)
    of_people = {name for name in COUNTS if name.endswith("people")}
    for name, value in told.explanation.figures.items():
        if name in of_people:
            assert value is None or (isinstance(value, int) and value % 5 == 0 and value >= k - 2)
        elif name in COUNTS and people < k:
            assert value is None
    if people < k:
        assert (told.people_failed, told.requests_failed) == (None, None)


def hit(people: int, figures: dict[str, Figure]) -> Incident:
    """An incident that hit so many people, explained with these figures."""
    return incident(
        "i", "confirmed", people_failed=people, requests_failed=3, explanation=Reason("most-fail", figures)
    )


def nothing_but(exact: Incident) -> KnownNow:
    """The first page's tables with this incident in them."""
    return KnownNow([exact], [], [], frozenset(), {}, {}, {}, {}, [], {}, {})


def test_a_room_tells_no_count_of_an_incident_of_few_people_step_by_step_either() -> None:
    exact = incident("i", "confirmed", started_at_ms=NOON_MS, people_failed=4, peak_failed_share=0.7143)
    step = Transition(
        incident="i",
        number=1,
        at_ms=NOON_MS,
        before="suspected",
        after="confirmed",
        reason=Reason("volume-dropped", {"requests": 17, "share": 0.7143, "seconds": 30}),
    )
    shown = now_of(nothing_but(exact), NOON_MS, Privacy(K)).incidents[0]
    viewer = Viewer(grants=(Grant("operations"),), tree=TREE)
    room = room_of(Known(exact, shown, [step], Room(incident="i"), (), ()), Sight(viewer, Privacy(K), TODAY))
    assert shown.people_failed is None
    [moment] = room.story
    assert moment.reason is not None
    assert moment.reason.figures == {"requests": None, "share": 0.7, "seconds": 30}


DECIDING: Final = {
    "monitors.domain.withholding",
    "monitors.domain.showing",
    "monitors.domain.showing_findings",
    "monitors.domain.showing_reliance",
}
"""The rules of the monitors that say which figures may be told."""

OUTSIDE: Final = ("report", "commands", "demo")
"""Snapshots and commands, which have no viewers: they are told the k for which they were made."""


def modules() -> list[Path]:
    """Every module of the hub."""
    root = Path(api.__file__).parent
    return [path for path in sorted(root.rglob("*.py")) if path.relative_to(root).parts[0] not in OUTSIDE]


@pytest.mark.parametrize("module", modules(), ids=lambda path: path.stem)
def test_nobody_but_the_policy_decides_what_few_people_are(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    asked = {
        f"{node.module}.{name.name}" if node.module == "monitors.domain" else str(node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    allowed = {
        "privacy": DECIDING,
        "settings": {"monitors.domain.withholding"},  # the lowest k there may be
        "usage": {"monitors.domain.withholding"},  # where the tree of units begins
        "unit": {"monitors.domain.showing_reliance"},  # which evidence tells of the log alone
    }
    assert asked & DECIDING <= allowed.get(module.stem, set())


@pytest.mark.parametrize("role", ROLES)
def test_only_units_speak_for_themselves_and_only_risk_is_told_of_the_silent(role: Role) -> None:
    sight = Sight(Viewer(grants=(Grant(role),), tree=TREE), Privacy(K), TODAY)
    assert sight.speaks_for("Office") == (role == "unit")
    assert sight.is_risk_for("Office") == (role == "risk")
    assert sight.finds("Office") == (Right.SEE_FINDINGS in RIGHTS[role])
