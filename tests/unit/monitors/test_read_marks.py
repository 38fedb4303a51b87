"""By when all use is committed, whatever was still on its way while somebody looked."""

from monitors.read_marks import Reached, ReadMarks

ENDED, BUSY = Reached(True, None), Reached(False, None)


def test_a_partition_without_messages_is_read_as_of_the_look_before() -> None:
    marks = ReadMarks()

    assert marks.seen(1_000, {0: ENDED}) == {}
    assert marks.seen(6_000, {0: ENDED}) == {0: 1_000}
    assert marks.seen(11_000, {0: ENDED}) == {0: 6_000}


def test_a_partition_that_was_busy_between_two_looks_starts_anew() -> None:
    marks = ReadMarks()
    marks.seen(1_000, {0: ENDED})

    assert marks.seen(6_000, {0: BUSY}) == {}
    assert marks.seen(11_000, {0: ENDED}) == {}
    assert marks.seen(16_000, {0: ENDED}) == {0: 11_000}


def test_where_messages_never_rest_the_last_that_is_committed_tells() -> None:
    marks = ReadMarks()

    assert marks.seen(1_000, {0: Reached(False, 400), 1: BUSY}) == {0: 400}
    assert marks.seen(6_000, {0: Reached(True, 5_900), 1: ENDED}) == {0: 5_900}
    assert marks.seen(11_000, {0: Reached(True, 5_900), 1: ENDED}) == {0: 6_000, 1: 6_000}


def test_a_partition_that_went_to_another_worker_and_came_back_is_looked_at_anew() -> None:
    marks = ReadMarks()
    marks.seen(1_000, {0: ENDED, 1: ENDED})

    assert marks.seen(6_000, {1: ENDED}) == {1: 1_000}
    assert marks.seen(11_000, {0: ENDED, 1: ENDED}) == {1: 6_000}
