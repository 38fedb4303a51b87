"""People name a change of our own as the cause: it stands beside the judge's cause, and in the review."""

import json

from monitors.domain.rooms.actions import Acknowledge, NameCause
from monitors.domain.rooms.records import NamedCause
from monitors.store import Work
from streams.contracts.topics import CHANGES
from tests.room_actions import OUTAGE, Hub, do
from tests.stored_work import NOON_MS, SIGNALS
from tests.told_context import we_change

IN_IT = {"incident": OUTAGE.id}
PUSHED = we_change("CHG-1", NOON_MS - 240_000, "filter", title="Category list of Monday")
RENEWED = we_change("CHG-2", NOON_MS - 60_000, "certificate")


def hub_that_changed() -> Hub:
    """The change feed has told of two changes."""
    hub = Hub()
    at = hub.store.resume(SIGNALS).next_offset
    hub.store.commit(SIGNALS, at, (at or 0) + 1, Work(own_changes=[PUSHED, RENEWED]))
    return hub


def named(hub: Hub) -> NamedCause | None:
    """What stands in the room."""
    return hub.store.rooms.rooms()[OUTAGE.id].named_cause


def test_operations_name_a_change_and_the_judges_cause_stays_as_it_is() -> None:
    hub = hub_that_changed()

    assert hub.takes(do(NameCause, source="feed", change="CHG-1", **IN_IT)) == ["cause-named"]

    assert named(hub) == NamedCause(
        source="feed",
        change="CHG-1",
        system="filter",
        title="Category list of Monday",
        changed_at_ms=NOON_MS - 240_000,
        role="operations",
        named_at_ms=NOON_MS,
    )
    assert hub.store.rooms.incidents([OUTAGE.id])[OUTAGE.id].cause == "platform"
    [event] = hub.told(CHANGES.name)
    assert event["data"]["stands"]["named_cause"] == "filter"
    assert "Monday" not in json.dumps(event["data"]["stands"]), "what it was called stays in the database"


def test_another_change_takes_its_place_and_none_takes_it_back() -> None:
    hub = hub_that_changed()
    first, other = (do(NameCause, source="feed", change=change, **IN_IT) for change in ("CHG-1", "CHG-2"))
    again = do(NameCause, source="feed", change="CHG-2", **IN_IT)
    back, back_again = do(NameCause, **IN_IT), do(NameCause, **IN_IT)

    assert hub.takes(first, other, again) == ["cause-named", "cause-named", "cause-named-already"]
    now = named(hub)
    assert now is not None
    assert now.change == "CHG-2"
    assert hub.takes(back, back_again) == ["cause-taken-back", "no-cause-named"]
    assert named(hub) is None


def test_a_change_that_nobody_told_of_and_a_role_that_may_not_are_refused() -> None:
    hub = hub_that_changed()

    assert hub.takes(
        do(NameCause, source="feed", change="CHG-9", **IN_IT),
        do(NameCause, source="elsewhere", change="CHG-1", **IN_IT),
        do(NameCause, "unit", source="feed", change="CHG-1", **IN_IT),
    ) == ["no-such-change", "no-such-change", "not-for-this-role"]
    assert hub.store.rooms.rooms() == {}


def test_the_room_keeps_it_through_other_actions_and_a_new_worker() -> None:
    hub = hub_that_changed()
    hub.takes(do(NameCause, source="feed", change="CHG-1", **IN_IT))
    hub.begins_anew()
    hub.takes(do(Acknowledge, **IN_IT))

    assert named(hub) is not None
