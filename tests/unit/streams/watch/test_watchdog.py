"""When a failed probe accuses a platform, told as evenings of a prober."""

from hypothesis import given
from hypothesis import strategies as st

from streams.contracts.signals import CONTROL_TARGET
from streams.domain.outcomes import Outcome
from streams.watch.domain.targets import Step, Target, Try
from streams.watch.domain.watchdog import Watchdog, Word

CONTROLS = ("www.one.example", "www.two.example", "www.three.example")


def one_try(platform: str, outcome: Outcome, host: str = "www") -> Try:
    return Try(Target(platform, f"{host}.{platform.strip('!')}.example"), 0, (Step("http", outcome, 5),))


def good(platform: str, host: str = "www") -> Try:
    return one_try(platform, Outcome.OK, host)


def bad(platform: str, host: str = "www") -> Try:
    return one_try(platform, Outcome.FAIL_TCP, host)


def control(*answers: bool) -> list[Try]:
    return [
        Try(Target(CONTROL_TARGET, host), 0, (Step("http", Outcome.OK if well else Outcome.FAIL_TCP, 5),))
        for host, well in zip(CONTROLS, answers, strict=False)
    ]


def evening(*platforms: str) -> Watchdog:
    """All was well so far."""
    watchdog = Watchdog()
    watchdog.control_tried(control(True, True, True), 0.0)
    for platform in platforms:
        watchdog.tried(platform, [good(platform)], 0.0)
    return watchdog


def test_a_host_that_goes_away_while_control_sites_answer_is_told_of() -> None:
    watchdog = evening("wiki")
    watchdog.tried("wiki", [bad("wiki")], 60.0)

    assert watchdog.word_of(bad("wiki"), 0.0, 60.0) is Word.SENT


def test_a_host_that_never_answered_accuses_nobody() -> None:
    watchdog = evening("wiki")
    watchdog.tried("wiki", [bad("wiki", "typo")], 60.0)

    assert watchdog.word_of(bad("wiki", "typo"), 0.0, 60.0) is Word.NEVER_ANSWERED


def test_a_machine_that_was_late_accuses_nobody() -> None:
    watchdog = evening("wiki")

    assert watchdog.word_of(bad("wiki"), 3.0, 60.0) is Word.LATE


def test_before_any_control_site_has_answered_nobody_is_accused() -> None:
    watchdog = Watchdog()
    assert watchdog.control_tried(control(False, False, False), 0.0) == []
    watchdog.tried("wiki", [good("wiki")], 0.0)

    assert watchdog.word_of(bad("wiki"), 0.0, 60.0) is Word.NO_CONTROL


def test_while_control_sites_fail_nobody_is_accused_and_their_failure_is_told() -> None:
    watchdog = evening("wiki")
    told = watchdog.control_tried(control(False, False, True), 0.0)

    assert [one.good for one in told] == [False, False]
    assert watchdog.word_of(bad("wiki"), 0.0, 60.0) is Word.CONTROL_FAILS


def test_one_control_site_with_a_fault_of_its_own_is_left_out() -> None:
    watchdog = evening("wiki")
    told = watchdog.control_tried(control(True, False, True), 0.0)

    assert [one.good for one in told] == [True, True]
    assert watchdog.word_of(bad("wiki"), 0.0, 60.0) is Word.SENT


def test_all_platforms_at_once_are_not_accused_until_one_of_them_answers() -> None:
    watchdog = evening("wiki", "mail", "chat")
    for platform in ("wiki", "mail", "chat"):
        watchdog.tried(platform, [bad(platform)], 60.0)
    assert watchdog.word_of(bad("chat"), 0.0, 60.0) is Word.ALL_FAIL

    watchdog.tried("mail", [good("mail")], 90.0)

    assert watchdog.word_of(bad("chat"), 0.0, 90.0) is Word.SENT


def test_two_platforms_that_fail_at_once_may_share_a_provider() -> None:
    watchdog = evening("wiki", "mail")
    for platform in ("wiki", "mail"):
        watchdog.tried(platform, [bad(platform)], 60.0)

    assert watchdog.word_of(bad("mail"), 0.0, 60.0) is Word.SENT


def test_our_own_proxys_refusal_is_no_failure_of_theirs() -> None:
    assert not one_try("wiki", Outcome.OUR_POLICY).failed
    assert not one_try("wiki", Outcome.OUR_POLICY).good


_LISTS = st.lists(st.booleans(), min_size=3, max_size=3)


@given(rounds=st.lists(st.tuples(_LISTS, st.floats(0, 5)), max_size=12))
def test_the_controls_that_are_sent_all_say_the_same(rounds: list[tuple[list[bool], float]]) -> None:
    watchdog = Watchdog()
    for answers, late in rounds:
        sent = watchdog.control_tried(control(*answers), late)

        assert len({one.good for one in sent}) <= 1
        assert (watchdog.control is Word.SENT) == any(one.good for one in sent)
