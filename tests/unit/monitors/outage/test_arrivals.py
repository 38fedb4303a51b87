"""How a source's lines arrive: what is learnt of batches, and when a source is said to be late."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.outage.arrivals import KNOWN_AFTER, ONE_DELIVERY_MS, Deliveries, Lateness, delivered
from tests.timelines import moment

NOON = moment("12:00")
FIVE_MINUTES = 300_000

spans = st.integers(0, 40_000_000)


def after(*arrivals: tuple[int, int]) -> Deliveries:
    """What is known after commits that arrived so many ms after noon, each with its oldest line so old."""
    known = Deliveries()
    for at_ms, age_ms in arrivals:
        known = delivered(known, NOON + at_ms, NOON + at_ms - age_ms)
    return known


def uploads(times: int, every_ms: int = FIVE_MINUTES) -> list[tuple[int, int]]:
    """A log that is uploaded so often, each time with what was written since."""
    return [(number * every_ms, every_ms) for number in range(times)]


def test_the_interval_of_uploads_is_learnt_after_the_fourth_that_followed_one() -> None:
    assert after(*uploads(KNOWN_AFTER)).usual_wait_ms() == 0
    assert after(*uploads(KNOWN_AFTER + 1)).usual_wait_ms() == FIVE_MINUTES


def test_one_upload_that_comes_hours_late_teaches_nothing() -> None:
    late = [(at_ms + 7_200_000, age_ms) for at_ms, age_ms in uploads(9)[5:]]
    late[0] = (late[0][0], 7_500_000)

    assert after(*uploads(5), *late).usual_wait_ms() == FIVE_MINUTES


def test_an_upload_that_is_read_in_many_commits_is_one_delivery() -> None:
    read = [(at_ms + second * 1000, age_ms) for at_ms, age_ms in uploads(8) for second in range(50)]

    assert after(*read).usual_wait_ms() == FIVE_MINUTES - 49_000


@given(st.lists(st.tuples(spans, st.integers(0, 2_000)), max_size=60))
def test_where_lines_come_as_they_are_written_no_gap_is_an_interval(fresh: list[tuple[int, int]]) -> None:
    """However seldom they come: a quiet night is no batch."""
    times = accumulate(gap for gap, _ in fresh)

    assert after(*((at, age) for at, (_, age) in zip(times, fresh, strict=True))).usual_wait_ms() <= 2_000


@given(st.lists(st.tuples(st.integers(0, 2_000), spans), max_size=60))
def test_an_old_log_that_is_read_without_a_pause_has_no_interval(old: list[tuple[int, int]]) -> None:
    times = accumulate(gap for gap, _ in old)

    assert after(*((at, age) for at, (_, age) in zip(times, old, strict=True))).usual_wait_ms() <= 2_000


@given(st.lists(st.tuples(spans, spans), max_size=60))
def test_nothing_longer_is_learnt_than_was_ever_waited_for(arrivals: list[tuple[int, int]]) -> None:
    times = accumulate(gap for gap, _ in arrivals)
    known = after(*((at, age) for at, (_, age) in zip(times, arrivals, strict=True)))

    assert 0 <= known.usual_wait_ms() <= max((gap for gap, _ in arrivals), default=0)
    assert len(known.waits_ms) <= 16


@given(st.integers(ONE_DELIVERY_MS, 3_600_000), st.integers(17, 40), spans)
def test_any_regular_interval_is_learnt_whatever_came_before(
    every_ms: int, times: int, other_ms: int
) -> None:
    before = uploads(20, max(other_ms, ONE_DELIVERY_MS))
    behind = [(before[-1][0] + at_ms + every_ms, age_ms) for at_ms, age_ms in uploads(times, every_ms)]

    assert after(*before, *behind).usual_wait_ms() == every_ms


def test_a_source_is_late_while_most_of_it_is_late_and_until_hardly_any_is() -> None:
    known = Lateness()
    for _ in range(20):
        known = known.counted(10, 0, 0)
    known = known.counted(10, 10, 40_000)
    assert not known.is_late, "one message among many"
    for _ in range(10):
        known = known.counted(10, 10, 40_000)
    assert (known.is_late, known.behind_ms) == (True, 40_000)
    known = known.counted(10, 0, 0)
    assert known.is_late
    for _ in range(30):
        known = known.counted(10, 0, 0)
    assert not known.is_late


def test_what_says_nothing_of_anybody_says_nothing_of_lateness() -> None:
    known = Lateness().counted(10, 10, 40_000)

    assert known.counted(0, 0, 0) == known


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000), spans), max_size=50))
def test_only_late_votes_make_a_source_late(told: list[tuple[int, int, int]]) -> None:
    known = Lateness()
    for good, late, behind_ms in told:
        known = known.counted(good + late, late, behind_ms)

    assert known.late <= known.votes
    if not any(late for _, late, _ in told):
        assert known.behind_ms == 0
        assert not known.is_late
