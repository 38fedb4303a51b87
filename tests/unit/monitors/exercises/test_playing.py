"""An exercise from its plan to its end, as a story; each action has one outcome and one reason."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json
from msgspec.structs import replace

from monitors.domain.actions import decode_action, encode_action
from monitors.domain.exercises.actions import (
    MAY,
    AddInject,
    AgreeTask,
    AnswerInject,
    AnyExerciseAction,
    CallOffExercise,
    ChangePlan,
    CloseExercise,
    FallbackSaid,
    Inject,
    PlanExercise,
    ReleaseInject,
    SettleTask,
    StartExercise,
)
from monitors.domain.exercises.rules import MOST_INJECTS, RULES
from monitors.domain.register.actions import Declare
from monitors.domain.register.records import Declaration, Fallback
from streams.contracts.evidence import UnreadableMessageError
from streams.contracts.topics import AUDIT, CHANGES, SIGNALS
from tests.played_exercises import EXERCISE, MINUTE_MS, Table, do, plan
from tests.room_actions import Hub
from tests.stored_work import NOON_MS

TODAY = datetime.fromtimestamp(NOON_MS / 1000, UTC).date()
LATER = date(TODAY.year + 1, 10, 9)
ACTIVITY = "answering citizens' messages"
UNIT = "Citizen Services"


def planned() -> PlanExercise:
    made: PlanExercise = do(PlanExercise, id=EXERCISE, plan=plan(TODAY))
    return made


def answers(inject: str = "1", unit: str = UNIT, **said: Any) -> AnswerInject:
    made: AnswerInject = do(AnswerInject, "unit", unit=unit, inject=inject, **({"affected": "yes"} | said))
    return made


def says(word: str, because: str = "") -> dict[str, Any]:
    fallback = FallbackSaid(platform="facebook", activity=ACTIVITY, word=word, because=because)  # type: ignore[arg-type]  # one of its words
    return {"fallbacks": (fallback,)}


def at_table(*actions: AnyExerciseAction) -> Table:
    table = Table(NOON_MS, TODAY)
    for action in actions:
        table.does(action)
    return table


def begun() -> Table:
    return at_table(planned(), do(StartExercise), do(ReleaseInject, inject="1"))


def test_every_kind_of_action_has_its_roles_and_its_rule() -> None:
    assert set(MAY) == set(AnyExerciseAction.__args__) == set(RULES)


def test_an_action_reads_as_it_was_written_and_a_time_that_is_none_is_a_dead_letter() -> None:
    for action in (planned(), answers(**says("fails", "la file est pleine")), do(StartExercise)):
        assert decode_action(encode_action(action)) == action
    wrong = json.encode(json.decode(encode_action(do(AddInject, at="10:00", text="x"))) | {"at": "25:00"})
    with pytest.raises(UnreadableMessageError):
        decode_action(wrong)


def test_a_day_is_planned_played_agreed_on_and_closed() -> None:
    table = Table(NOON_MS, TODAY)
    assert table.does(planned()) == "exercise-planned"
    assert table.does(do(StartExercise), MINUTE_MS) == "exercise-started"
    assert table.does(do(ReleaseInject, inject="1"), MINUTE_MS) == "inject-released"
    assert table.does(answers(bears_hours=4.0), 3 * MINUTE_MS) == "inject-answered"
    assert table.does(answers(affected="no"), MINUTE_MS) == "inject-answered-anew"
    assert table.does(do(AddInject, id="added-inject", at="10:10", text="Rain")) == "inject-added"
    assert table.does(do(ReleaseInject, inject="added-inject"), MINUTE_MS) == "inject-released"
    task = do(AgreeTask, text="Print numbers", owner_role="Duty manager", due_on=LATER)
    assert table.does(task) == "task-agreed"
    assert table.does(do(CloseExercise, next_on=LATER, learnt="Print them"), MINUTE_MS) == "exercise-closed"
    assert table.does(do(SettleTask, task=task.id)) == "task-settled"

    exercise = table.exercise
    assert exercise.state == "over"
    assert exercise.next_on == LATER
    assert [each.id for each in exercise.given_out] == ["1", "added-inject"]
    [answer] = table.answers.values()
    assert (answer.affected, answer.bears_hours) == ("no", None)
    assert answer.first_at_ms - exercise.released["1"] == 3 * MINUTE_MS
    assert answer.at_ms - answer.first_at_ms == MINUTE_MS
    assert exercise.tasks[0].settled_at_ms == table.now_ms


@pytest.mark.parametrize(
    ("table", "action", "code"),
    [
        (begun, lambda: do(ReleaseInject, inject="1"), "inject-released-already"),
        (begun, lambda: do(ReleaseInject, inject="9"), "no-such-inject"),
        (begun, lambda: do(ReleaseInject, "unit", inject="2"), "not-for-this-role"),
        (begun, lambda: do(StartExercise), "exercise-began-already"),
        (begun, lambda: do(ChangePlan, plan=plan(TODAY)), "exercise-began-already"),
        (begun, lambda: answers("3"), "inject-not-released"),
        (begun, lambda: answers(unit="Roads"), "unit-takes-no-part"),
        (begun, lambda: answers("2", unit="Parks"), "inject-for-others"),
        (begun, lambda: answers(**says("fails", " ")), "trial-without-why"),
        (
            begun,
            lambda: answers(fallbacks=(FallbackSaid(platform="x", word="works"),)),
            "platform-not-in-exercise",
        ),
        (begun, lambda: replace(answers(), role="risk"), "not-for-this-role"),
        (begun, lambda: do(AddInject, at="10:00", text="x", unit="Roads"), "unit-takes-no-part"),
        (begun, lambda: do(AddInject, at="10:00", text="  "), "inject-empty"),
        (
            begun,
            lambda: do(AgreeTask, text="x", owner_role="marie@example.org", due_on=LATER),
            "owner-is-no-role",
        ),
        (begun, lambda: do(AgreeTask, text="x", owner_role="Boss", due_on=date(2001, 1, 1)), "day-is-over"),
        (begun, lambda: do(SettleTask, task="no-such-task"), "no-such-task"),
        (begun, lambda: do(CloseExercise, next_on=TODAY), "day-is-over"),
        (begun, lambda: do(StartExercise, exercise="another"), "no-such-exercise"),
        (lambda: at_table(planned()), lambda: do(ReleaseInject, inject="1"), "exercise-not-begun"),
        (lambda: at_table(planned()), lambda: do(CloseExercise, next_on=LATER), "exercise-not-begun"),
        (
            at_table,
            lambda: do(PlanExercise, plan=plan(date(2001, 1, 1))),
            "day-is-over",
        ),
        (
            at_table,
            lambda: do(PlanExercise, plan=plan(TODAY, injects=(Inject(id="1", at="08:00"),))),
            "inject-empty",
        ),
        (
            at_table,
            lambda: do(PlanExercise, plan=plan(TODAY, injects=(Inject(id="1", at="08:00", text="x"),) * 2)),
            "inject-twice",
        ),
    ],
)
def test_what_cannot_be_applied_is_refused_with_its_reason_and_changes_nothing(
    table: Callable[[], Table], action: Callable[[], AnyExerciseAction], code: str
) -> None:
    at = table()
    before = dict(at.exercises), dict(at.answers)
    assert at.does(action()) == code
    assert at.changes[-1].refused
    assert (at.exercises, at.answers) == before


@pytest.mark.parametrize(
    "ending", [lambda: do(CloseExercise, next_on=LATER), lambda: do(CallOffExercise, reason="A real outage")]
)
def test_behind_its_end_nothing_is_given_out_or_answered(ending: Callable[[], AnyExerciseAction]) -> None:
    table = begun()
    table.does(ending())
    for action in (do(ReleaseInject, inject="2"), answers(), do(AddInject, at="10:00", text="x"), ending()):
        assert table.does(action) == "exercise-is-over"


def test_injects_and_tasks_have_an_end() -> None:
    table = begun()
    codes = [table.does(do(AddInject, at="10:00", text="x")) for _ in range(MOST_INJECTS)]
    assert codes[-1] == "injects-too-many"
    assert len(table.exercise.plan.injects) == MOST_INJECTS


ACTS = st.lists(
    st.sampled_from(
        [
            lambda: do(StartExercise),
            lambda: do(ReleaseInject, inject="1"),
            lambda: do(ReleaseInject, inject="2"),
            lambda: do(ReleaseInject, inject="3"),
            lambda: answers("1"),
            lambda: answers("1", unit="Parks", affected="no"),
            lambda: answers("2", **says("works")),
            lambda: answers("3", **says("fails", "full")),
            lambda: do(CloseExercise, next_on=LATER),
            lambda: do(CallOffExercise, reason="real"),
        ]
    ),
    max_size=12,
)


def the_city() -> Hub:
    """A worker; Citizen Services has a fallback that nobody has tried."""
    hub = Hub()
    declaration = Declaration(activity=ACTIVITY, fallback=Fallback(name="phone queue 4"))
    who = {"id": "declared-activity", "at_ms": 0, "role": "unit", "by": "account-7"}
    hub.takes(Declare(**who, unit=UNIT, platform="facebook", declaration=declaration))  # type: ignore[arg-type]  # a role
    return hub


def last_tested(hub: Hub) -> date | None:
    [entry] = hub.store.register.entries({UNIT})
    assert entry.declaration.fallback is not None
    return entry.declaration.fallback.tested_on


@given(acts=ACTS, cuts=st.lists(st.booleans(), min_size=12, max_size=12), again=st.integers(0, 12))
def test_one_by_one_or_together_once_or_again_the_same_actions_come_to_the_same(
    acts: list[Callable[[], Any]], cuts: list[bool], again: int
) -> None:
    actions = [planned(), *(act() for act in acts)]
    together, apart = the_city(), the_city()
    together.takes(*actions, *actions[:again])
    for action, is_cut in zip(actions, [*cuts, False], strict=False):
        apart.takes(action)
        if is_cut:
            apart.begins_anew()
            apart.takes(action)

    one, other = together.store.exercises, apart.store.exercises
    assert one.exercises() == other.exercises()
    assert one.answers([EXERCISE]) == other.answers([EXERCISE])
    assert len(one.changes(EXERCISE)) == len(other.changes(EXERCISE)) == len(actions)
    words = [said.word for each in one.answers([EXERCISE]).values() for said in each.fallbacks]
    assert last_tested(together) == last_tested(apart) == (TODAY if "works" in words else None)


def test_a_fallback_that_was_tried_is_tested_in_the_register_once_and_one_that_failed_is_not() -> None:
    hub = the_city()
    hub.takes(planned(), do(StartExercise), *(do(ReleaseInject, inject=each) for each in "123"))
    hub.takes(answers("1", **says("covers")))
    assert last_tested(hub) is None
    hub.takes(answers("1", **says("fails", "the queue is full")))
    assert last_tested(hub) is None
    hub.takes(answers("2", **says("works")), answers("3", **says("works")))
    assert last_tested(hub) == TODAY

    told = [each["data"] for each in hub.told(CHANGES.name) if each["type"] == "holdfast.register.changed"]
    assert [each["reason"]["code"] for each in told] == [
        "entry-declared",
        "fallback-failed",
        "fallback-tested",
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["fails", "works", "fails"], ["fallback-failed", "fallback-tested", "fallback-failed"]),
        (["works", "fails", "works"], ["fallback-tested", "fallback-failed", "fallback-tested"]),
        (["works", "works", "works"], ["fallback-tested"]),
    ],
)
def test_the_register_hears_of_every_turn_of_a_trial(words: list[str], told: list[str]) -> None:
    hub = the_city()
    hub.takes(planned(), do(StartExercise), *(do(ReleaseInject, inject=each) for each in "123"))
    for inject, word in zip("123", words, strict=True):
        hub.takes(answers(inject, **says(word, "the queue is full")))

    assert trials_told(hub) == told


def test_a_trial_that_is_taken_back_makes_the_one_before_it_count_again_in_the_register() -> None:
    hub = the_city()
    hub.takes(planned(), do(StartExercise), *(do(ReleaseInject, inject=each) for each in "123"))
    hub.takes(answers("1", **says("works")), answers("2", **says("fails", "the queue is full")))
    hub.takes(answers("2", fallbacks=()))

    assert trials_told(hub) == ["fallback-tested", "fallback-failed", "fallback-tested"]


def trials_told(hub: Hub) -> list[str]:
    """What the register heard of trials, in that order."""
    told = [each["data"] for each in hub.told(CHANGES.name) if each["type"] == "holdfast.register.changed"]
    codes = [each["reason"]["code"] for each in told]
    return [each for each in codes if each.startswith("fallback-")]


def test_who_tried_it_stands_in_the_audit_log_and_every_message_has_its_own_number() -> None:
    hub = the_city()
    hub.takes(planned(), do(StartExercise), do(ReleaseInject, inject="1"), answers(**says("works")))
    entered = [json.decode(each.value) for each in hub.messages if each.topic == AUDIT.name]
    assert sorted(each["figures"]["action"] for each in entered[-2:]) == ["answer-inject", "test-fallback"]
    assert {each["account"] for each in entered} == {"account-7"}
    places = [(each.offset, each.n) for each in hub.messages]
    assert len(places) == len(set(places))


def test_nothing_of_an_exercise_goes_to_the_judge_and_events_name_no_unit_and_no_words() -> None:
    hub = the_city()
    hub.takes(
        planned(),
        do(StartExercise),
        do(ReleaseInject, inject="1"),
        answers(doing="planted words", **says("works")),
        do(CallOffExercise, reason="planted words"),
    )
    assert not [each for each in hub.messages if each.topic == SIGNALS.name]
    events = [each for each in hub.told(CHANGES.name) if each["type"] == "holdfast.exercise.changed"]
    assert len(events) == 5
    said = json.encode(events).decode()
    assert not [word for word in ("planted", UNIT, "account-7", ACTIVITY) if word in said]
    assert all(each["data"]["is_exercise"] for each in events)
