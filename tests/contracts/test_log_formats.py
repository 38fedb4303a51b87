"""What every log format promises, whatever it is fed: the contract of `streams.formats.interface.Format`."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.domain.lines import LONGEST_LINE
from streams.formats.registry import FORMATS
from tests.log_samples import SAMPLES, Sample
from tests.parsed_lines import accounted, in_blocks, told, verdicts

ANY_BYTES = st.binary(max_size=400)
LINE_LIKE = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(bytes([character]) for character in b' \t\n"\\|=;{}[]-0%\0\xff\xe9'),
                *(b"  ", b"\r\n", b"#Fields: ", b"#Date: ", b"1760090400.123", b"CEF:0|", b"cs-host"),
            ]
        ),
        st.binary(max_size=8),
    ),
    max_size=60,
).map(b"".join)  # fmt: skip

every_format = pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
unhurried = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # the first example compiles patterns


def test_every_format_of_the_registry_is_held_to_this_contract() -> None:
    assert [sample.name for sample in SAMPLES] == list(FORMATS)


@every_format
def test_a_log_of_its_own_is_read_to_the_last_line(sample: Sample) -> None:
    rows = told(sample.format(), sample.log)
    assert [row.get("rejected") for row in rows] == [None] * sample.requests
    assert [row["host"] for row in rows] == ["www.example.com", "example.org"]
    assert [row["client_ip"] for row in rows] == (
        ["10.1.2.3", "10.1.2.4"] if sample.name != "delimited" else [None, None]
    )
    assert rows[0]["at"].startswith("2025-10-10T10:00:00.")
    assert {row["format"] for row in rows} == {sample.name}


@every_format
@given(data=st.one_of(ANY_BYTES, LINE_LIKE))
@unhurried
def test_any_bytes_are_accounted_for_line_by_line(sample: Sample, data: bytes) -> None:
    accounted(sample.format(), data)
    accounted(sample.format(), sample.log + data)


@every_format
@given(
    edits=st.lists(
        st.tuples(
            st.integers(0, 10_000),
            st.sampled_from(["drop", "double", "swap", "noise"]),
            st.binary(max_size=3),
        ),
        min_size=1,
        max_size=6,
    )
)
@unhurried
def test_damaged_lines_never_raise_and_are_never_lost(
    sample: Sample, edits: list[tuple[int, str, bytes]]
) -> None:
    data = bytearray(sample.log)
    for place, edit, noise in edits:
        at = place % len(data)
        if edit == "drop":
            del data[at : at + 1 + len(noise)]
        elif edit == "double":
            data[at:at] = data[at : at + 1 + len(noise)]
        elif edit == "swap":
            data[at] ^= 1 + len(noise)
        else:
            data[at:at] = noise
        if not data:
            data = bytearray(b"\n")
    accounted(sample.format(), bytes(data))


@every_format
@given(
    cuts=st.lists(st.integers(0, 40), max_size=8),
    junk=st.lists(st.sampled_from([b"\n", b"half a line\n", b"#comment\n", b"\0\n", b'"\n']), max_size=4),
)
@unhurried
def test_where_blocks_are_cut_does_not_matter(sample: Sample, cuts: list[int], junk: list[bytes]) -> None:
    data = sample.log + b"".join(junk) + sample.log[sample.log.index(b"\n") + 1 :] + sample.log
    assert in_blocks(sample.format(), data, cuts) == told(sample.format(), data)


@every_format
def test_blank_lines_are_skipped_and_carriage_returns_change_nothing(sample: Sample) -> None:
    windows = sample.log.replace(b"\n", b"\r\n")
    assert told(sample.format(), windows) == told(sample.format(), sample.log)
    assert verdicts(sample.format(), b"\n  \n\r\n\t\n") == ["skipped"] * 4


@every_format
def test_a_last_line_without_newline_is_read(sample: Sample) -> None:
    assert told(sample.format(), sample.log.rstrip(b"\n")) == told(sample.format(), sample.log)


@every_format
def test_an_endless_line_is_rejected_and_its_neighbours_are_not(sample: Sample) -> None:
    long = b"x" * (LONGEST_LINE + 1) + b"\n"
    found = verdicts(sample.format(), sample.log + long + sample.log)
    usual = verdicts(sample.format(), sample.log)
    assert found[: len(usual)] == usual
    assert found[len(usual)] == "too-long"
    assert found.count("parsed") == 2 * sample.requests


@every_format
def test_zero_bytes_are_no_text_and_harm_only_their_line(sample: Sample) -> None:
    found = verdicts(sample.format(), sample.log + b"a\0b c\n" + sample.log)
    assert found.count("parsed") == 2 * sample.requests
    assert "parsed" not in verdicts(sample.format(), b"a\0b c\n")


@every_format
def test_other_encodings_are_read_as_latin_1_and_harm_only_their_line(sample: Sample) -> None:
    accented = sample.log.replace(b"anna", b"\xe9lo\xefse")
    rows = told(sample.format(), accented)
    assert [row.get("rejected") for row in rows] == [None] * sample.requests
    if b"\xe9" in accented:
        assert "éloïse" in [row["user"] for row in rows]


@every_format
def test_nothing_at_all_is_read_as_nothing(sample: Sample) -> None:
    assert told(sample.format(), b"") == []


@every_format
def test_a_format_is_made_anew_for_each_caller(sample: Sample) -> None:
    assert sample.format() is not sample.format()
