"""A fault takes ways to people along: which are in doubt, and which is tried first."""

import pytest

from monitors.domain.notices.ranking import in_doubt, ranked
from monitors.domain.outage.records import Cause
from tests.stored_work import incident
from tests.told_notices import OPERATORS

NEEDS = {
    "chat": frozenset({"internet", "platform:slack"}),
    "mail": frozenset({"lan", "mail"}),
    "sms": frozenset({"phone"}),
    "facebook": frozenset({"internet", "platform:instagram"}),
    "bare-chat": frozenset({"platform:slack"}),
}


def order(cause: Cause, *platforms: str) -> list[str]:
    doubts = in_doubt([incident("i", "confirmed", cause=cause, platforms=list(platforms))], OPERATORS)
    return ranked(list(NEEDS), NEEDS, doubts)


@pytest.mark.parametrize(
    ("cause", "platforms", "tried"),
    [
        ("egress", ["x"], ["mail", "sms", "chat", "facebook", "bare-chat"]),
        ("platform", ["slack"], ["mail", "sms", "facebook", "chat", "bare-chat"]),
        ("platform", ["facebook"], ["chat", "mail", "sms", "bare-chat", "facebook"]),
        ("policy", ["facebook"], ["chat", "mail", "sms", "facebook", "bare-chat"]),
        ("unit-network", ["x"], ["chat", "sms", "facebook", "bare-chat", "mail"]),
        ("policy", [], ["mail", "sms", "chat", "facebook", "bare-chat"]),
        ("blind", [], ["chat", "mail", "sms", "facebook", "bare-chat"]),
    ],
    ids=[
        "without a way out nothing beyond it is sure, platforms included",
        "a platform takes what goes over it",
        "and what its operator runs",
        "our own filter does not reach the operator's other houses",
        "a site's network takes the local one",
        "a filter that turns all of the web away takes the internet",
        "a silent log takes nothing",
    ],
)
def test_what_the_fault_leaves_alive_is_tried_first(
    cause: Cause, platforms: list[str], tried: list[str]
) -> None:
    assert order(cause, *platforms) == tried


def test_what_is_only_suspected_or_over_leaves_no_doubt() -> None:
    some = [incident("a", "suspected", cause="egress"), incident("b", "resolved", cause="egress")]

    assert in_doubt(some, OPERATORS) == frozenset()


def test_a_way_of_which_nothing_is_known_keeps_its_place() -> None:
    assert ranked(["other", "mail"], NEEDS, ["internet"]) == ["other", "mail"]
