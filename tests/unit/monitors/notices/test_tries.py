"""How a delivery goes on behind a try: what is tried again, when, and by which way."""

from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.notices.delivering import (
    DeliveryRules,
    delayed,
    given_up,
    refused,
    taken,
    unrouted,
)
from monitors.domain.notices.records import Audience, Delivery, Notice
from monitors.domain.outage.records import Reason

RULES = DeliveryRules()
NOW_MS = 1_760_011_200_000


def delivery(*routes: str) -> Delivery:
    notice = Notice(
        "i/on-call", "first", Reason("notice-first"), None, (), Audience("on-call", "operations"), "en",
        NOW_MS, 1, "/incidents/i", "major",
    )  # fmt: skip
    return Delivery(notice=notice, subject="i", routes=routes or ("mail", "sms"), next_try_at_ms=NOW_MS)


def late(one: Delivery, route: str = "mail", after: float | None = None, chance: float = 0.5) -> Delivery:
    return delayed(one, route, "busy", NOW_MS, retry_after_seconds=after, chance=chance, rules=RULES)


def test_what_was_taken_is_done_and_says_by_which_way() -> None:
    done = taken(delivery(), "mail", NOW_MS + 5)

    assert (done.state, done.route, done.sent_at_ms, done.tries) == ("sent", "mail", NOW_MS + 5, 1)


def test_a_refusal_goes_to_the_next_way_at_once_and_the_last_one_is_a_failure() -> None:
    once = refused(delivery(), "mail", "no-such-mailbox", NOW_MS)
    assert (once.state, once.routes, once.next_try_at_ms) == ("waiting", ("sms",), NOW_MS)

    twice = refused(once, "sms", "blocked", NOW_MS)
    assert (twice.state, twice.last_error, twice.tries) == ("failed", "blocked", 2)


def test_pauses_double_and_then_the_next_way_has_its_turn_and_this_one_again_behind_it() -> None:
    one, pauses = delivery(), []
    for _ in range(2):
        one = late(one)
        pauses.append(one.next_try_at_ms - NOW_MS)
    assert (pauses, one.routes[0]) == ([2_000, 4_000], "mail")

    one = late(one)
    assert (one.routes, one.next_try_at_ms, one.tries_here) == (("sms", "mail"), NOW_MS, 0)


def test_the_only_way_there_is_is_tried_on_with_ever_longer_pauses() -> None:
    one = delivery("mail")
    for _ in range(20):
        one = late(one)

    assert one.state == "waiting"
    assert one.next_try_at_ms - NOW_MS == 300_000


def test_what_a_receiver_asks_for_is_the_least_but_nobody_waits_for_ever() -> None:
    assert late(delivery(), after=90.0).next_try_at_ms - NOW_MS == 90_000
    assert late(delivery(), after=0.0).next_try_at_ms - NOW_MS == 2_000
    assert late(delivery(), after=1e9).next_try_at_ms - NOW_MS == 3_600_000


@given(st.floats(0, 1), st.integers(0, 30))
def test_jitter_keeps_pauses_between_half_and_one_and_a_half(chance: float, before: int) -> None:
    one = delivery("mail")
    for _ in range(before):
        one = late(one)
    pause = late(one, chance=chance).next_try_at_ms - NOW_MS
    middle = min(2_000 * 2**before, 300_000)

    assert 0.5 * middle <= pause <= 1.5 * middle


def test_what_nobody_took_for_a_day_is_no_news() -> None:
    assert given_up(delivery(), NOW_MS + 24 * 3_600_000, RULES) is None
    over = given_up(late(delivery()), NOW_MS + 24 * 3_600_000 + 1, RULES)
    assert over is not None
    assert (over.state, over.last_error) == ("failed", "busy")


def test_ways_that_are_set_up_no_more_are_a_failure_that_says_so() -> None:
    assert unrouted(delivery()).last_error == "no-such-route"
