"""Messages survive the journey whole, keep their bytes between versions, and refuse what they are not."""

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from streams.contracts.columns import Column
from streams.contracts.evidence import (
    LAST_MS,
    Head,
    Names,
    SignalsDelta,
    UnreadableMessageError,
    UsageDelta,
    table_of,
)
from streams.contracts.positions import (
    DeadLetter,
    FilePlace,
    Position,
    UnreadablePositionError,
    decode_position,
)
from streams.contracts.topics import USAGE
from streams.domain.cells import CONTROL, SLOT_MS, USAGE_KEY, VOTE_KEY, Cells
from streams.domain.deltas import LATENCY_KEY, ONSET_KEY, USAGE_COUNTS, VOTE_COUNTS, Delta
from streams.domain.histogram import BINS
from streams.domain.surfaces import Surface, SurfaceGroup
from streams.envelopes import (
    LARGEST_SIGNALS_BYTES,
    LARGEST_USAGE_BYTES,
    Book,
    partition_of,
    signals_messages,
    usage_messages,
)

HEAD = Head(
    source="north",
    site="North",
    file="access.log",
    first_line=1,
    next_line=11,
    catalogue="c0ffee",
    directory="d1c",
    key_version=2,
    control_one_in=3,
)
BOOK = Book([f"unit {number}" for number in range(40)], [f"platform-{number}" for number in range(30)])


@given(st.lists(st.integers(-(2**62), 2**62)))
def test_a_column_of_numbers_comes_back(numbers: list[int]) -> None:
    assert Column.of(np.array(numbers, np.int64)).numbers().tolist() == numbers


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_a_column_of_pseudonyms_comes_back(members: list[int]) -> None:
    assert Column.of(np.array(members, np.uint64)).pseudonyms().tolist() == members


@pytest.mark.parametrize(("most", "width"), [(0, 1), (255, 1), (256, 2), (65_536, 4), (2**32, 8)])
def test_a_column_is_as_narrow_as_its_largest_number(most: int, width: int) -> None:
    assert len(Column.of(np.array([0, most])).data) == 2 * width


def usage_cells(rows: list[tuple[int, int, int, int]], people: list[int]) -> Cells:
    """Cells from (unit, platform, slot, requests), with people in each."""
    columns = np.array(rows, np.int64).reshape(-1, 4)
    zeros = np.zeros(len(rows), np.int64)
    keys = USAGE_KEY.pack(
        unit=columns[:, 0], platform=columns[:, 1], surface=zeros, use=zeros + 2, slot=columns[:, 2]
    )
    counts = np.zeros((len(rows), len(USAGE_COUNTS)), np.int64)
    counts[:, 0] = columns[:, 3]
    members = np.tile(np.array(people, np.uint64), len(rows))
    member_keys = np.repeat(keys, len(people))
    return Cells.gather(keys, counts, member_keys, members, np.zeros(len(members), np.uint8))


def vote_cells(rows: list[tuple[int, int, int]], flags: list[int]) -> Cells:
    """Cells from (unit, platform, window), with a person for each flag."""
    columns = np.array(rows, np.int64).reshape(-1, 3)
    zeros = np.zeros(len(rows), np.int64)
    keys = VOTE_KEY.pack(
        unit=columns[:, 0], platform=columns[:, 1], group=zeros, embed=zeros, window=columns[:, 2]
    )
    counts = np.ones((len(rows), len(VOTE_COUNTS)), np.int64)
    members = np.tile(np.arange(1, len(flags) + 1, dtype=np.uint64), len(rows))
    return Cells.gather(
        keys, counts, np.repeat(keys, len(flags)), members, np.tile(np.array(flags, np.uint8), len(rows))
    )


def delta_of(usage: Cells | None = None, votes: Cells | None = None) -> Delta:
    return replace(Delta.none(), usage=usage or Delta.none().usage, votes=votes or Delta.none().votes)


def named(cells: Cells, names: Names) -> dict[tuple[str, str, int], tuple[list[int], list[int]]]:
    """Usage cells by names instead of places: counts and members of each."""
    columns = USAGE_KEY.unpack(cells.keys)
    return {
        (names.units[unit], names.platforms[platform], slot): (
            counts.tolist(),
            cells.members[cells.member_keys == key].tolist(),
        )
        for key, unit, platform, slot, counts in zip(
            cells.keys,
            columns["unit"].tolist(),
            columns["platform"].tolist(),
            columns["slot"].tolist(),
            cells.counts,
            strict=True,
        )
    }


usage_rows = st.lists(
    st.tuples(st.integers(0, 39), st.integers(0, 29), st.integers(0, 100), st.integers(1, 10**9)), max_size=60
)


@given(usage_rows, st.lists(st.integers(1, 2**64 - 1), max_size=5, unique=True))
def test_usage_comes_back_whole_over_all_partitions(
    rows: list[tuple[int, int, int, int]], people: list[int]
) -> None:
    cells = usage_cells(rows, people)
    received: dict[tuple[str, str, int], tuple[list[int], list[int]]] = {}
    for partition, message in usage_messages(delta_of(cells), HEAD, BOOK, USAGE.partitions):
        read = UsageDelta.decode(message.encode())
        assert read.head == HEAD
        assert {partition_of(unit, USAGE.partitions) for unit in read.names.units} == {partition}
        received |= named(read.cells(), read.names)
    everybody = Names(BOOK.units, BOOK.platforms, [], [])
    assert received == named(cells, everybody)


@given(
    st.lists(
        st.tuples(st.integers(0, 39), st.sampled_from([0, 7, 29, CONTROL]), st.integers(0, 500)), max_size=40
    ),
    st.lists(st.sampled_from([1, 2, 3, 4, 6]), max_size=4),
)
def test_votes_come_back_with_the_control_and_the_watermark(
    rows: list[tuple[int, int, int]], flags: list[int]
) -> None:
    cells = vote_cells(rows, flags)
    [message] = signals_messages(delta_of(votes=cells), HEAD, BOOK, 1_795_521_600_000)
    read = SignalsDelta.decode(message.encode())
    assert read.watermark_ms == 1_795_521_600_000
    back = read.cells()
    assert np.array_equal(np.sort(back.members), np.sort(cells.members))
    assert sorted(back.flags.tolist()) == sorted(cells.flags.tolist())
    assert _platforms(back, read.names) == _platforms(cells, Names(BOOK.units, BOOK.platforms, [], []))


def test_onsets_go_with_the_votes_of_their_place_by_the_names_of_the_message() -> None:
    votes = vote_cells([(0, 7, 179_552_160), (0, CONTROL, 179_552_160)], [2, 2])
    keys = ONSET_KEY.pack(
        kind=np.array([0, 0]), platform=np.array([7, CONTROL]), group=np.array([0, 0]),
        window=np.array([179_552_160, 179_552_160]),
    )  # fmt: skip
    delta = replace(
        delta_of(votes=votes), onsets=np.column_stack((keys, [1_795_521_599_000, 1_795_521_598_000]))
    )

    [message] = signals_messages(delta, HEAD, BOOK, 5)
    onsets = SignalsDelta.decode(message.encode()).onsets

    assert onsets is not None
    told = zip(onsets.platform.numbers().tolist(), onsets.started_ms.numbers().tolist(), strict=True)
    names = message.names.platforms
    assert [("control" if place == CONTROL else names[place], at) for place, at in told] == [
        (BOOK.platforms[7], 1_795_521_599_000),
        ("control", 1_795_521_598_000),
    ]


def _platforms(cells: Cells, names: Names) -> list[tuple[str, str, int]]:
    """(unit, platform, window) of all cells, in order."""
    columns = VOTE_KEY.unpack(cells.keys)
    return sorted(
        (names.units[unit], "control" if platform == CONTROL else names.platforms[platform], window)
        for unit, platform, window in zip(
            columns["unit"].tolist(), columns["platform"].tolist(), columns["window"].tolist(), strict=True
        )
    )


def test_what_is_too_large_for_a_message_is_split() -> None:
    people: NDArray[np.uint64] = np.arange(1, 400, dtype=np.uint64)
    votes = vote_cells([(unit, platform, 1) for unit in range(40) for platform in range(30)], [1] * 100)
    usage = usage_cells(
        [(0, platform, slot, 1) for platform in range(30) for slot in range(20)], people.tolist()
    )
    delta = delta_of(usage, votes)
    signals = list(signals_messages(delta, HEAD, BOOK, 5))
    assert len(signals) > 1
    assert all(len(message.encode()) <= LARGEST_SIGNALS_BYTES for message in signals)
    assert [message.watermark_ms for message in signals] == [None] * (len(signals) - 1) + [5]
    messages = [message for _, message in usage_messages(delta, HEAD, BOOK, USAGE.partitions)]
    assert len(messages) > 1
    assert all(len(message.encode()) <= LARGEST_USAGE_BYTES for message in messages)
    assert sum(len(message.cells().members) for message in messages) == len(usage.members)


def small_usage() -> UsageDelta:
    cells = usage_cells([(0, 0, 7, 3), (1, 0, 7, 300)], [5, 2**63])
    columns = USAGE_KEY.unpack(cells.keys)
    names = Names(["Finance", "Roads"], ["facebook"], [str(surface) for surface in Surface], [])
    return UsageDelta(head=HEAD, names=names, usage=table_of(cells, columns, USAGE_COUNTS))


def small_signals() -> SignalsDelta:
    votes = vote_cells([(0, 0, 179_552_160)], [1, 3])
    counts = np.zeros((1, BINS), np.int64)
    counts[0, 9] = 4
    nobody = Cells.none(BINS)
    latency = Cells.gather(
        LATENCY_KEY.pack(platform=np.array([0]), group=np.array([0])),
        counts,
        nobody.member_keys,
        nobody.members,
        nobody.flags,
    )
    return SignalsDelta(
        head=HEAD,
        names=Names(["Finance"], ["facebook"], [], [str(group) for group in SurfaceGroup]),
        votes=table_of(votes, VOTE_KEY.unpack(votes.keys), VOTE_COUNTS),
        latency=table_of(latency, LATENCY_KEY.unpack(latency.keys), tuple(str(n) for n in range(BINS))),
        watermark_ms=1_795_521_600_000,
    )


PLACE = FilePlace(name="access.log", inode=7, head="ab" * 16, head_bytes=4096, offset=9000, line=71)
POSITION = Position(
    source="north",
    format="squid",
    current=PLACE,
    done=[msgspec.structs.replace(PLACE, name="access.log.1", inode=6)],
    state="",
    parsed=70,
    rejected=1,
    control=[(179_552_160, 12)],
    control_hours=[(498_755, 40, 9)],
    seen_ms=1_795_521_600_000,
    watermark_ms=1_795_521_600_000,
    rhythm=[(12, 70, 3)],
    catalogue="c0ffee",
    directory="d1c",
    key_version=2,
)
LETTER = DeadLetter(
    source="north", file="access.log", line=9, offset=800, length=20, reason="bad-time", shape="9_a", more=2
)

GOLDEN = Path(__file__).parent / "golden"


def golden(name: str) -> bytes:
    """A message as version 1 wrote it."""
    return (GOLDEN / name).read_bytes()


def test_version_1_keeps_its_bytes() -> None:
    """What collectors of this version wrote must be read by every later one: never change, only add."""
    assert small_usage().encode() == golden("usage-1.msgpack")
    assert small_signals().encode() == golden("signals-1.msgpack")
    assert POSITION.encode() == golden("position-1.json")
    assert LETTER.encode() == golden("dead-letter-1.json")


def test_the_golden_bytes_are_read() -> None:
    usage = UsageDelta.decode(golden("usage-1.msgpack"))
    assert usage == small_usage()
    assert usage.cells().members.tolist() == [5, 2**63, 5, 2**63]
    signals = SignalsDelta.decode(golden("signals-1.msgpack"))
    assert signals.latencies().counts[0, 9] == 4
    assert signals.cells().flags.tolist() == [1, 3]
    assert decode_position(golden("position-1.json")) == POSITION


def test_sizes_that_would_take_all_memory_are_refused() -> None:
    sizes = Column.of(np.array([2**40, 2**40], np.uint64))
    table = msgspec.structs.replace(small_usage().usage, sizes=sizes)
    message = msgspec.structs.replace(small_usage(), usage=table)
    with pytest.raises(UnreadableMessageError, match="do not fit together"):
        UsageDelta.decode(message.encode()).cells()


def changed(message: UsageDelta, **fields: object) -> bytes:
    """The message with other fields at its top, as another version might write it."""
    told = msgspec.msgpack.decode(message.encode())
    return msgspec.msgpack.encode({**told, **fields})


def test_unknown_fields_are_ignored() -> None:
    assert UsageDelta.decode(changed(small_usage(), colour="blue")) == small_usage()
    told = msgspec.json.decode(POSITION.encode())
    assert decode_position(msgspec.json.encode({**told, "colour": "blue"})) == POSITION


def test_an_unknown_version_is_refused_with_both_versions_named() -> None:
    head = msgspec.to_builtins(HEAD) | {"version": 9}
    with pytest.raises(UnreadableMessageError, match="version 9 of UsageDelta; this Holdfast reads 1"):
        UsageDelta.decode(changed(small_usage(), head=head))
    told = msgspec.json.decode(POSITION.encode())
    with pytest.raises(UnreadablePositionError, match="has version 9, and this Holdfast reads 1"):
        decode_position(msgspec.json.encode({**told, "version": 9}))


@given(st.binary(max_size=200))
def test_noise_is_refused_and_nothing_else_happens(noise: bytes) -> None:
    for read in (UsageDelta.decode, SignalsDelta.decode):
        with pytest.raises(UnreadableMessageError):
            read(noise)
    with pytest.raises(UnreadablePositionError):
        decode_position(noise)


@given(st.data())
def test_damaged_columns_are_refused_or_read_but_never_crash(data: st.DataObject) -> None:
    table = small_usage().usage
    which = data.draw(st.sampled_from(["sizes", "members"]))
    column = Column(data.draw(st.sampled_from(["u1", "u2", "u8", "i8"])), data.draw(st.binary(max_size=40)))
    broken = msgspec.structs.replace(table, **{which: column})
    message = msgspec.structs.replace(small_usage(), usage=broken)
    try:
        UsageDelta.decode(message.encode()).cells()
    except UnreadableMessageError as error:
        assert "do not fit together" in str(error)  # noqa: PT017 (either end is right, but no third)


@pytest.mark.parametrize(
    ("field", "column"),
    [
        ("counts", {"ok": Column.of(np.array([-1]))}),
        ("counts", {"bytes_down": Column.of(np.array([-1]))}),
        ("counts", {"ok": Column.of(np.array([2**62]))}),
        ("flags", Column.of(np.array([16, 1]))),
        ("flags", Column.of(np.array([1] * 40))),
    ],
)
def test_a_cell_that_no_log_can_make_is_refused(field: str, column: object) -> None:
    message = small_signals()
    votes = msgspec.structs.replace(message.votes, **{field: column})
    with pytest.raises(UnreadableMessageError, match="do not fit together"):
        msgspec.structs.replace(message, votes=votes).cells()


def test_usage_of_a_time_that_no_window_has_is_refused() -> None:
    message = small_usage()
    cells = len(message.usage.keys["slot"].numbers())
    slots = Column.of(np.full(cells, LAST_MS // SLOT_MS + 1))
    late = msgspec.structs.replace(message.usage, keys={**message.usage.keys, "slot": slots})
    with pytest.raises(UnreadableMessageError, match="behind the last window"):
        msgspec.structs.replace(message, usage=late).cells()


def test_a_cell_may_claim_any_bytes() -> None:
    message = small_signals()
    votes = msgspec.structs.replace(message.votes, counts={"bytes_down": Column.of(np.array([2**62]))})
    assert msgspec.structs.replace(message, votes=votes).cells().counts.max() == 2**62


@pytest.mark.parametrize("watermark_ms", [-1, LAST_MS, 2**63])
def test_a_watermark_beyond_all_windows_is_refused(watermark_ms: int) -> None:
    message = msgspec.structs.replace(small_signals(), watermark_ms=watermark_ms)
    with pytest.raises(UnreadableMessageError, match="watermark_ms"):
        SignalsDelta.decode(message.encode())


@pytest.mark.parametrize(
    "head", [{"control_one_in": 2**64 - 1}, {"control_one_in": -1}, {"key_version": 2**31}]
)
def test_a_head_whose_numbers_fit_nowhere_is_refused(head: dict[str, int]) -> None:
    message = small_usage()
    stated = msgspec.structs.replace(message, head=msgspec.structs.replace(HEAD, **head))
    with pytest.raises(UnreadableMessageError, match="head"):
        UsageDelta.decode(stated.encode())
