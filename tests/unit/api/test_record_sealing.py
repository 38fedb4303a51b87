"""What is sealed opens again with its key and for its record, and with nothing else."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from api.records.domain.chain import Facts, commitment_to
from api.records.domain.content import Content, has_words, text_of
from api.records.key_file import RecordKey
from api.records.sealing import Sealed, Sealer, SealError

KEY = RecordKey(1, bytes(range(32)), "2026-03-02T00:00:00.000+00:00")
NEXT = RecordKey(2, bytes(range(1, 33)), "2026-04-02T00:00:00.000+00:00")

FACTS = Facts(
    number=7,
    account="City on Facebook",
    platform="facebook",
    direction="in",
    form="direct-message",
    unit="City",
    at_ms=1_780_000_000_000,
    kept_at_ms=1_780_000_000_500,
    size=3,
)


@dataclass(frozen=True)
class Told:
    """Something to seal, and how it was sealed."""

    content: Content
    sealed: Sealed


def told(body: bytes, sealer: Sealer | None = None) -> Told:
    sealer = sealer or Sealer([KEY])
    content = sealer.content("mid.1", "text/plain", body)
    return Told(content, sealer.seal(FACTS, content))


@given(st.binary(max_size=5000))
def test_what_is_sealed_opens_as_it_was(body: bytes) -> None:
    one = told(body)
    assert Sealer([KEY, NEXT]).open(FACTS, one.sealed) == one.content


@given(st.binary(min_size=1, max_size=300), st.integers(0), st.integers(0, 7))
def test_one_flipped_bit_is_refused(body: bytes, place: int, bit: int) -> None:
    one = told(body)
    data = bytearray(one.sealed.data)
    data[place % len(data)] ^= 1 << bit
    with pytest.raises(SealError, match="record 7"):
        Sealer([KEY]).open(FACTS, Sealed(1, bytes(data)))


@given(st.binary(max_size=30))
def test_what_is_cut_short_or_was_never_sealed_is_refused(data: bytes) -> None:
    with pytest.raises(SealError):
        Sealer([KEY]).open(FACTS, Sealed(1, data))


@pytest.mark.parametrize(
    "other",
    [
        {"number": 8},
        {"account": "City on LinkedIn"},
        {"at_ms": 0},
        {"unit": "Parks"},
        {"direction": "out"},
    ],
)
def test_a_content_opens_for_its_own_record_only(other: dict[str, object]) -> None:
    with pytest.raises(SealError):
        Sealer([KEY]).open(replace(FACTS, **other), told(b"abc").sealed)


def test_another_key_opens_nothing_and_a_missing_one_is_named() -> None:
    one = told(b"abc")
    with pytest.raises(SealError, match="another key"):
        Sealer([RecordKey(1, NEXT.key, "")]).open(FACTS, one.sealed)
    with pytest.raises(SealError, match="key version 1"):
        Sealer([NEXT]).open(FACTS, one.sealed)


def test_the_newest_key_seals_and_the_same_content_never_looks_the_same() -> None:
    sealer = Sealer([KEY, NEXT])
    one, other = told(b"yes", sealer), told(b"yes", sealer)
    assert {one.sealed.key_version, other.sealed.key_version} == {2}
    assert one.sealed.data != other.sealed.data
    assert commitment_to(one.content.salt, b"yes") != commitment_to(other.content.salt, b"yes")


def test_no_fault_and_no_repr_tells_a_key_or_a_content() -> None:
    assert KEY.key.hex() not in repr(KEY)
    with pytest.raises(SealError) as error:
        Sealer([KEY]).open(replace(FACTS, number=8), told(b"private words").sealed)
    assert "private" not in str(error.value)


@given(st.binary(max_size=2000))
def test_every_content_has_a_text_that_a_page_can_hold(body: bytes) -> None:
    text_of(body).encode()


def test_json_is_read_as_people_write() -> None:
    assert text_of(rb'{"text": "\u00e9t\u00e9"}') == '{\n "text": "été"\n}'
    assert text_of(b"[" * 100_000) == "[" * 100_000
    text_of(rb'"\ud800"').encode()


def test_words_are_found_in_any_order_and_whatever_their_capitals() -> None:
    assert has_words("The FERRY is late", "late ferry")
    assert not has_words("The ferry is late", "ferry early")


@pytest.mark.parametrize(
    ("kind", "is_text"),
    [("text/plain; charset=utf-8", True), ("application/cloudevents+json", True), ("image/png", False)],
)
def test_pictures_are_no_texts(kind: str, is_text: bool) -> None:  # noqa: FBT001 (a case of the table)
    content = Sealer([KEY]).content("1", kind, b"abc")
    assert (content.is_text, content.text) == (is_text, "abc" if is_text else "")
