"""Whatever incidents do and whenever a worker dies, each audience hears one story, told once."""

import itertools
from collections import defaultdict
from datetime import time

from hypothesis import given, settings
from hypothesis import strategies as st

from monitors.domain.notices.records import Notice
from monitors.domain.notices.rules import NoticeRules, QuietHours
from tests.told_notices import ToldHouse, audience

NIGHT = QuietHours(time(22), time(7))
AUDIENCES = (
    audience("on-call", quiet=NIGHT, escalate_after_minutes=20, escalate_to="duty"),
    audience("duty", least="critical"),
    audience("roads", "unit", "Roads"),
)

STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["breaks", "sees more", "mends", "ends", "is none", "wider", "restarts", "answers", "lost"]
        ),
        st.sampled_from(["a", "b"]),
        st.sampled_from([0, 1, 7, 45, 300]),
    ),
    max_size=25,
)


def lived(steps: list[tuple[str, str, int]]) -> list[Notice]:
    """Everything that is sent in a house that lives through this."""
    house = ToldHouse(NoticeRules(AUDIENCES))
    house.relies("Roads", "x")
    house.relies("Parks", "x", "mission-critical")
    said = house.passes()
    for what, name, minutes in steps:
        stands = house.incidents.get(name)
        is_open = stands is not None and stands.state not in {"resolved", "false-alarm"}
        if what == "breaks":
            house.breaks("Roads", id_=name)
        elif what == "wider" and is_open:
            house.breaks("Parks", id_=name, platforms=["facebook", "x"])
        elif what == "sees more" and is_open:
            house.sees_more(name)
        elif what == "mends" and is_open:
            house.breaks(id_=name, state="recovering")
        elif what in {"ends", "is none"} and is_open:
            house.ends(name, "resolved" if what == "ends" else "false-alarm")
        elif what == "answers":
            house.acknowledges(name)
        elif what == "restarts":
            house.restart()
        elif what == "lost":
            changes = list(house.pending)
            house.is_database_away = True
            house.passes(minutes)
            house.is_database_away = False
            house.restart()
            house.pending = changes  # Kafka still has them
        said += house.passes(minutes)
    return said


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_of_one_incident_nobody_hears_two_firsts_and_an_all_clear_only_behind_a_word(
    steps: list[tuple[str, str, int]],
) -> None:
    told: dict[str, list[Notice]] = defaultdict(list)
    for notice in lived(steps):
        told[notice.id].append(notice)

    for messages in told.values():
        kinds = [each.kind for each in messages]
        assert [each.number for each in messages] == list(range(1, len(messages) + 1))
        assert kinds.count("first") <= 1
        assert kinds[0] in {"first", "escalated", "letter"}
        for before, after in itertools.pairwise(kinds):
            assert (before, after) != ("all-clear", "all-clear")


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 60), st.integers(0, 3))
def test_repeats_of_evidence_say_nothing_again(times: int, restarts: int) -> None:
    house = ToldHouse(NoticeRules([audience("on-call")]))
    house.relies("Roads", "x")
    house.breaks("Roads")
    said = house.passes()
    for number in range(times):
        if number < restarts:
            house.restart()
        house.sees_more()
        said += house.passes(0.5)

    assert [each.kind for each in said] == ["first"]
    assert [each.reason.code for each in house.decisions()] == ["notice-first", "notice-already-said"]
