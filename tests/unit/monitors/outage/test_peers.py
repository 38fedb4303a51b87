"""What other organisations say is evidence for the cause of what we see, and never opens anything."""

from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.outage.judge import Judge
from monitors.domain.outage.peers import Peers, Tally
from monitors.domain.outage.quorum import verdict
from monitors.domain.outage.records import Incident
from monitors.domain.outage.rules import Rules
from streams.contracts.evidence import CONTROL_NAME
from streams.contracts.signals import PeerWord
from tests.timelines import Story, moment

State = Literal["failing", "fine", "not-used"]

PEERS = ("riverton", "lakeside", "hillview", "marsh", "ridge", "bay")


def day() -> Story:
    return Story("09:45", "10:40").usual("facebook", "linkedin", tries=4).usual(CONTROL_NAME, tries=8)


def word(peer: str, at: str, state: State, platform: str = "facebook") -> PeerWord:
    return PeerWord(
        source="aid",
        at_ms=moment(at),
        id=f"{peer} {platform} {at}",
        peer=peer,
        platform=platform,
        state=state,
        until_ms=moment(at) + 900_000,
    )


def say(story: Story, at: str, **states: State) -> Story:
    for peer, state in states.items():
        story.happens(at, word(peer, at, state))
    return story


def broken() -> Story:
    return day().breaks("facebook", at="10:00", until="10:20")


def one(story: Story) -> Incident:
    [incident] = story.tell().confirmed()
    return incident


def codes(incident: Incident) -> list[str]:
    return [reason.code for reason in incident.reasons]


def test_a_quorum_of_others_raises_the_confidence_in_the_platform() -> None:
    story = say(broken(), "10:02", riverton="failing", lakeside="failing", hillview="failing", marsh="fine")
    alone, agreed = one(broken()), one(story)

    assert "peers-agree" in codes(agreed)
    assert agreed.reasons[-1].figures == {"peers_failing": 3, "peers_using": 4}
    assert agreed.cause_confidence == pytest.approx(min(alone.cause_confidence + 0.15, 0.99))
    assert (agreed.id, agreed.detected_at_ms) == (alone.id, alone.detected_at_ms)


def test_two_others_are_no_quorum_whatever_they_say() -> None:
    story = say(broken(), "10:02", riverton="failing", lakeside="failing")

    assert one(story) == one(broken())


def test_whoever_does_not_use_the_platform_has_no_voice() -> None:
    story = say(broken(), "10:02", riverton="failing", lakeside="failing", hillview="not-used")

    assert one(story) == one(broken())


def test_where_others_are_well_the_platform_is_doubted() -> None:
    story = say(broken(), "10:08", riverton="fine", lakeside="fine", hillview="fine")
    doubted = one(story)

    assert "peers-are-well" in codes(doubted)
    assert doubted.cause_confidence == pytest.approx(one(broken()).cause_confidence - 0.20)


def test_who_said_fine_before_they_could_have_noticed_is_not_well_yet() -> None:
    story = say(broken(), "10:02", riverton="fine", lakeside="fine", hillview="fine")

    assert one(story) == one(broken())


def test_a_fault_of_our_own_way_out_is_surer_where_others_are_well() -> None:
    def dark() -> Story:
        return day().breaks(at="10:00", until="10:20")

    told = one(say(dark(), "10:08", riverton="fine", lakeside="fine", hillview="fine"))

    assert told.cause == "egress"
    assert told.cause_confidence > one(dark()).cause_confidence
    assert "peers-are-well" in codes(told)


def test_others_turn_from_well_to_failing_and_the_reason_turns_with_them() -> None:
    story = say(broken(), "10:08", riverton="fine", lakeside="fine", hillview="fine")
    say(story, "10:11", riverton="failing", lakeside="failing", hillview="failing")
    told = one(story)

    assert [code for code in codes(told) if code.startswith("peers")] == ["peers-agree"]


def test_of_two_minds_they_say_nothing() -> None:
    story = say(broken(), "10:02", riverton="failing", lakeside="failing", hillview="failing")
    say(story, "10:09", riverton="failing", lakeside="failing", marsh="fine", ridge="fine", bay="fine")
    say(story, "10:10", hillview="not-used")
    told = one(story)

    assert [code for code in codes(told) if code.startswith("peers")] == []


def test_others_never_open_an_incident() -> None:
    story = day()
    everybody: dict[str, State] = dict.fromkeys(PEERS, "failing")
    for minute in range(0, 30, 3):
        say(story, f"10:{minute:02}", **everybody)

    assert story.tell().changes == day().tell().changes


def test_old_words_count_no_more() -> None:
    story = Story("09:45", "11:00").usual("facebook", tries=4).usual(CONTROL_NAME, tries=8)
    story.breaks("facebook", at="10:30", until="10:40")
    alone = one(story)
    told = one(say(story, "10:10", riverton="failing", lakeside="failing", hillview="failing"))

    assert told == alone


def test_a_judge_goes_on_from_its_state_with_what_others_said() -> None:
    story = say(broken(), "10:02", riverton="failing", lakeside="failing", hillview="failing")
    judge, changes = Judge(Rules(), story.operators), []
    for number, signal in enumerate(story.signals()):
        if number % 40 == 0:
            judge = Judge(Rules(), story.operators, judge.state())
        changes += judge.take(signal)

    assert changes == story.tell().changes


words = st.builds(
    lambda peer, second, state: word(peer, f"10:00:{second:02}", state),
    st.sampled_from(PEERS),
    st.integers(0, 59),
    st.sampled_from(["failing", "fine", "not-used"]),
)


@given(st.lists(words, unique_by=lambda one: (one.peer, one.at_ms)), st.randoms(use_true_random=False))
def test_it_does_not_matter_in_which_order_words_come(said: list[PeerWord], luck: object) -> None:
    shuffled = list(said)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    one_way, other_way = Peers(), Peers()
    for each in said:
        one_way.hear(each)
    for each in shuffled:
        other_way.hear(each)

    assert one_way == other_way


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_a_verdict_needs_three_who_use_it_and_never_says_both(failing: int, fine: int, settled: int) -> None:
    tally = Tally(failing, fine, min(settled, fine))
    said = verdict(tally, Rules())

    if tally.using < 3:
        assert said is None
    if said is not None and said.code == "peers-agree":
        assert failing * 2 >= tally.using
    if said is not None and said.code == "peers-are-well":
        assert tally.settled >= 3
        assert failing * 4 <= tally.using


def test_more_who_fail_never_turn_agreement_away() -> None:
    agreed = [verdict(Tally(failing, 6 - failing, 6 - failing), Rules()) for failing in range(7)]
    said = [reason is not None and reason.code == "peers-agree" for reason in agreed]

    assert all(later or not earlier for earlier, later in pairwise(said))
    assert said[3]
    assert not said[2]
