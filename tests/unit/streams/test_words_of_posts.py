"""An issued text meets its approved draft, and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.words_of_posts import words_of

KEY = b"sixteen bytes at least, to be a key"
DRAFT = "The office on King Street\nis closed on Monday 3 March."

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.mark.parametrize(
    "issued",
    [
        "the office on king street is closed on monday 3 march.",
        "  The office on King Street\r\n\r\nis closed\u00a0on Monday 3 March.  ",
        "THE OFFICE ON KING STREET IS CLOSED ON MONDAY 3 MARCH.",
    ],
)
def test_white_space_and_letter_case_do_not_count(issued: str) -> None:
    assert words_of(issued, KEY) == words_of(DRAFT, KEY)


@pytest.mark.parametrize("issued", [DRAFT.replace("3", "4"), DRAFT.replace("is", "is not"), DRAFT + "!"])
def test_another_word_figure_or_sign_is_another_text(issued: str) -> None:
    assert words_of(issued, KEY) != words_of(DRAFT, KEY)


def test_an_accent_is_the_same_however_it_was_typed() -> None:
    assert words_of("Fermé à Noël", KEY) == words_of("FERME\u0301 A\u0300 NOE\u0308L", KEY)


def test_a_text_without_words_has_no_number() -> None:
    assert words_of(" \n\t", KEY) is None


def test_without_the_key_nobody_can_try_texts() -> None:
    assert words_of(DRAFT, KEY) != words_of(DRAFT, KEY[::-1])


@given(text=texts)
def test_a_number_fits_an_unsigned_64_bit_field(text: str) -> None:
    number = words_of(text, KEY)
    assert number is None or 1 <= number < 2**64


@given(
    words=st.lists(texts, max_size=6),
    gaps=st.lists(st.sampled_from([" ", "\n", "\t ", "\u2003"]), min_size=5),
)
def test_however_it_is_wrapped_it_is_one_text(words: list[str], gaps: list[str]) -> None:
    wrapped = "".join(f"{word}{gap}" for word, gap in zip(words, [*gaps, ""] * 2, strict=False))
    assert words_of(wrapped, KEY) == words_of("".join(words[: len([*gaps, ""] * 2)]), KEY)
