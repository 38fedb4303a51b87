"""One id is one action's, of whatever kinds the others are that come with it; the audit log has that one."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from monitors.audit_fold import AuditFold
from monitors.domain.actions import decode_action, encode_action
from monitors.domain.exercises.actions import AnswerInject, FallbackSaid, PlanExercise
from monitors.domain.exercises.records import Answer
from monitors.domain.exercises.trials import trials_of
from monitors.domain.register.actions import Declare
from monitors.domain.rooms.actions import Acknowledge
from streams.contracts.evidence import UnreadableMessageError
from streams.contracts.topics import AUDIT
from tests.played_exercises import plan
from tests.register_actions import SAID
from tests.room_actions import ACTIONS, OUTAGE, Hub, do

ID = "one-id-for-all"

OF_EACH_KIND: tuple[Any, ...] = (
    do(Declare, "auditor", id=ID, by="account-1", unit="Roads", platform="facebook", declaration=SAID),
    do(Acknowledge, id=ID, by="account-2", incident=OUTAGE.id),
    do(PlanExercise, id=ID, by="account-3", plan=plan(date(2026, 5, 4))),
)
"""On the register (where auditors are refused), in a room, and in an exercise; of three accounts."""


def come_to(hub: Hub) -> list[tuple[str, str, bool]]:
    """Of which account and kind each action in the tables is, and whether it was refused."""
    register = [(each.by, each.kind, each.refused) for each in hub.store.register.changes(0)]
    rooms = [(each.account, each.kind, each.refused) for each in hub.story()]
    exercises = [(each.account, each.kind, each.refused) for each in hub.store.exercises.changes(ID)]
    return register + rooms + exercises


def entered(hub: Hub) -> list[tuple[str, Any, bool]]:
    """The same as the audit log has it, once its entries are chained."""
    fold = AuditFold(hub.store.audit)
    for message in hub.messages:
        if message.topic == AUDIT.name:
            fold.take(message.offset, message.value)
    entries = [link.entry for link in fold.work(ACTIONS).audit]
    return [(each.account, each.figures["action"], "outcome" in each.figures) for each in entries]


@pytest.mark.parametrize("order", list(permutations(OF_EACH_KIND)))
@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "one after the other"])
def test_an_id_that_was_any_other_actions_is_applied_no_second_time(
    order: tuple[Any, ...], *, at_once: bool
) -> None:
    hub = Hub()
    for batch in [order] if at_once else [(each,) for each in order]:
        hub.takes(*batch)
    first = order[0]
    kind = type(first).__struct_config__.tag
    assert come_to(hub) == [(first.by, kind, first.role == "auditor")]
    assert entered(hub) == come_to(hub)


def test_nobody_can_take_the_id_of_a_trial_before_it_is_tried() -> None:
    tried = FallbackSaid(platform="facebook", activity="calls", word="works")
    said: dict[str, Any] = {"inject": "1", "unit": "Roads", "affected": "yes", "fallbacks": (tried,)}
    stood: dict[str, Any] = {"first_at_ms": 0, "at_ms": 0, "bears_hours": None, "doing": ""}
    answer = Answer(exercise=ID, role="unit", **said, **stood)
    action = do(AnswerInject, "unit", exercise=ID, **said)
    [trial] = trials_of(action, [], answer, lambda _: date(2026, 5, 4))
    with pytest.raises(UnreadableMessageError, match="length <= 64"):
        decode_action(encode_action(do(Acknowledge, id=trial.id, incident=OUTAGE.id)))
