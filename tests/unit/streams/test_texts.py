"""Columns of texts give what plain Python gives, one text at a time."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.digits import all_digits, as_digits, eight_digits, integers
from streams.domain.texts import (
    Answers,
    Numbering,
    Padded,
    Spans,
    Vocabulary,
    Words,
    mix,
)

SHORT = st.binary(max_size=12)
LONG = st.integers(0, 200).flatmap(lambda size: st.binary(min_size=size, max_size=size))
TEXTS = st.lists(st.one_of(SHORT, LONG), max_size=20)


def column(texts: Sequence[bytes], gap: bytes = b"") -> Spans:
    """Texts one after another in a block, the first at its very start and the last at its very end."""
    lengths = np.array([len(text) for text in texts], np.int64)
    steps = lengths + len(gap)
    return Spans(Padded.of(gap.join(texts)), np.cumsum(steps) - steps, lengths)


def read(words: Words) -> list[bytes]:
    return [words.row(index) for index in range(len(words))]


@given(TEXTS, SHORT)
def test_words_are_the_texts_again_wherever_they_lie_in_the_block(texts: list[bytes], gap: bytes) -> None:
    words = column(texts, gap).words()

    assert read(words) == texts
    assert len(words.values) == len(set(texts))


@given(TEXTS)
def test_hashes_are_equal_for_equal_texts_and_only_for_them(texts: list[bytes]) -> None:
    hashes = column(texts, b"|").hashes().tolist()

    assert len(set(hashes)) == len(set(texts))
    assert dict(zip(hashes, texts, strict=True)) == {h: t for t, h in zip(texts, hashes, strict=True)}
    assert 0 not in hashes


@given(st.binary(max_size=80), SHORT, SHORT)
def test_a_hash_depends_on_the_text_and_not_on_its_neighbours(
    text: bytes, before: bytes, behind: bytes
) -> None:
    alone = Spans(Padded.of(text), np.array([0]), np.array([len(text)]))
    inside = Spans(Padded.of(before + text + behind), np.array([len(before)]), np.array([len(text)]))

    assert alone.hashes().tolist() == inside.hashes().tolist()


@given(st.integers(0, 70), st.integers(1, 8))
def test_texts_of_zeros_that_differ_in_length_only_are_different(size: int, more: int) -> None:
    assert len(set(column([bytes(size), bytes(size + more)]).hashes().tolist())) == 2


@given(TEXTS, st.data())
def test_taking_rows_is_taking_texts(texts: list[bytes], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.integers(0, max(len(texts) - 1, 0)), max_size=10) if texts else st.just([]))
    taken = column(texts).take(np.array(rows, np.intp))

    assert read(taken.words()) == [texts[row] for row in rows]
    assert read(column(texts).words().take(np.array(rows, np.intp))) == [texts[row] for row in rows]


@given(st.lists(TEXTS, max_size=6), st.integers(1, 8))
def test_a_vocabulary_spells_each_text_once_and_keeps_what_it_handed_out(
    columns: list[list[bytes]], most: int
) -> None:
    spelt: list[bytes] = []

    def spell(text: bytes) -> bytes:
        spelt.append(text)
        return text.upper()

    vocabulary = Vocabulary(spell, most)
    handed_out = [column(texts).words(vocabulary) for texts in columns]

    assert [read(words) for words in handed_out] == [[t.upper() for t in texts] for texts in columns]
    if len(spelt) <= most:
        assert len(spelt) == len(set(spelt))


def test_a_full_vocabulary_begins_again_with_a_list_of_its_own() -> None:
    vocabulary = Vocabulary(most=2)
    first = column([b"a", b"b", b"c"]).words(vocabulary)
    second = column([b"d", b"a"]).words(vocabulary)

    assert second.values == [b"d", b"a"]
    assert first.values == [b"a", b"b", b"c"]


def test_a_vocabulary_of_long_texts_begins_again_before_it_fills_the_memory() -> None:
    vocabulary = Vocabulary(most_bytes=10)
    first = column([b"a" * 6]).words(vocabulary)
    second = column([b"b" * 6]).words(vocabulary)
    third = column([b"c", b"a" * 6]).words(vocabulary)

    assert second.values is first.values
    assert first.values == [b"a" * 6, b"b" * 6]
    assert third.values == [b"c", b"a" * 6]


@given(st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=40), max_size=6))
def test_numbers_are_given_in_the_order_in_which_keys_are_met(calls: list[list[int]]) -> None:
    numbering = Numbering(room=4)
    known: dict[int, int] = {}
    for keys in calls:
        mixed = mix(np.array(keys, np.uint64))
        met = [key for key in dict.fromkeys(mixed.tolist()) if key not in known]
        known |= {key: len(known) + place for place, key in enumerate(met)}

        codes, new = numbering.encode(mixed)

        assert codes.tolist() == [known[key] for key in mixed.tolist()]
        assert mixed[new].tolist() == met
        assert len(numbering) == len(known)


def test_numbering_grows_far_beyond_its_first_room() -> None:
    numbering = Numbering(room=4)
    keys = mix(np.arange(50_000, dtype=np.uint64))

    assert numbering.encode(keys)[0].tolist() == list(range(50_000))
    assert numbering.encode(keys[::-1])[0].tolist() == list(range(49_999, -1, -1))


@given(st.lists(TEXTS.filter(bool), min_size=1, max_size=5))
def test_answers_are_asked_for_once_for_each_value_of_a_vocabulary(columns: list[list[bytes]]) -> None:
    asked: list[bytes] = []

    def ask(value: bytes) -> tuple[int, int]:
        asked.append(value)
        return len(value), sum(value)

    answers, vocabulary = Answers(ask, 2), Vocabulary()
    for texts in columns:
        found = answers.of(column(texts).words(vocabulary))
        assert found.tolist() == [[len(text), sum(text)] for text in texts]
    assert len(asked) == len(set(asked))


def test_answers_forget_a_column_with_other_values() -> None:
    answers = Answers(lambda value: (len(value),), 1)

    assert answers.of(Words.constant(b"abc", 2)).tolist() == [[3], [3]]
    assert answers.of(Words.constant(b"a", 1)).tolist() == [[1]]
    assert answers.of(Words(np.zeros(0, np.int32), [])).tolist() == []


@given(st.lists(st.integers(0, 10**16 - 1), min_size=1), SHORT.filter(lambda gap: not gap[-1:].isdigit()))
def test_integers_of_up_to_sixteen_digits_are_read(numbers: list[int], gap: bytes) -> None:
    spans = column([str(number).encode() for number in numbers], gap)
    values, good = integers(spans.block, spans.starts, spans.lengths)

    assert values.tolist() == numbers
    assert good.all()


@given(st.lists(st.one_of(SHORT, st.text("0123456789", max_size=18).map(str.encode)), min_size=1))
def test_only_one_to_sixteen_digits_are_a_number(texts: list[bytes]) -> None:
    spans = column(texts)
    values, good = integers(spans.block, spans.starts, spans.lengths)

    are = [1 <= len(text) <= 16 and all(0x30 <= byte <= 0x39 for byte in text) for text in texts]
    assert good.tolist() == are
    assert [int(text) for text, is_one in zip(texts, are, strict=True) if is_one] == values[good].tolist()


@given(st.binary(min_size=8, max_size=8))
def test_eight_bytes_are_judged_and_read_together(eight: bytes) -> None:
    word = as_digits(np.array([int.from_bytes(eight, "little")], np.uint64))
    digits = all(0x30 <= byte <= 0x39 for byte in eight)

    assert all_digits(word).tolist() == [digits]
    if digits:
        assert eight_digits(word).tolist() == [int(eight)]


@given(st.integers(0, 99_999_999))
def test_eight_digits_are_read_most_significant_first(number: int) -> None:
    word = as_digits(np.frombuffer(b"%08d" % number, "<u8"))

    assert all_digits(word).all()
    assert eight_digits(word).tolist() == [number]


@given(st.binary(max_size=40), st.integers(1, 64))
def test_a_padded_block_reads_as_zeros_outside(data: bytes, width: int) -> None:
    block = Padded.of(data)
    places = np.arange(-56, len(data) + 1)
    around = bytes(64) + data + bytes(64)

    words = block.word(places).tolist()
    windows = block.window(places, width)

    assert words == [int.from_bytes(around[64 + at : 72 + at], "little") for at in places.tolist()]
    assert [row.tobytes() for row in windows] == [around[64 + at : 64 + at + width] for at in places.tolist()]


@pytest.mark.parametrize("width", [1, 15, 64])
def test_no_place_gives_no_window(width: int) -> None:
    assert Padded.of(b"abc").window(np.zeros(0, np.int64), width).shape == (0, width)


@given(
    st.lists(st.text("ab/\x00\x80\xaf0.", max_size=60).map(lambda text: text.encode("latin-1"))),
    st.integers(1, 40),
)
def test_a_text_reaches_until_a_sign(texts: list[bytes], most: int) -> None:
    expected = [min(len(text.partition(b"/")[0]), most) for text in texts]

    assert column(texts, b"/").until(0x2F, most).tolist() == expected
