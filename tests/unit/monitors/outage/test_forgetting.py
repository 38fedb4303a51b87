"""When a key is deleted the judge forgets whom it made pseudonyms of, and goes on judging."""

from monitors.domain.outage.forgetting import without_people
from monitors.domain.outage.judge import Judge
from monitors.domain.outage.rules import Rules
from tests.remembered_people import PEOPLE, people_in, signals, state_amid_an_outage
from tests.timelines import Told


def test_no_pseudonym_is_left_in_what_the_judge_remembers() -> None:
    state = state_amid_an_outage()

    nameless, people = without_people(state)

    assert people_in(state) == PEOPLE
    assert people_in(nameless) == set()
    assert people == len(PEOPLE)


def test_an_outage_goes_on_with_as_many_people_and_ends_when_it_would_have() -> None:
    state, rest = state_amid_an_outage(), signals("10:20")[len(signals("10:03")) :]
    knowing, forgetful = Judge(Rules(), {}, state), Judge(Rules(), {}, without_people(state)[0])

    assert [one.people_failed for one in forgetful.incidents()] == [
        one.people_failed for one in knowing.incidents()
    ]
    told = [
        Told([change for signal in rest for change in judge.take(signal)]) for judge in (knowing, forgetful)
    ]
    assert told[0].lines() == told[1].lines()
    assert told[0].said("resolved")


def test_a_state_that_cannot_be_read_is_emptied() -> None:
    assert without_people(b"something else") == (b"", 0)
