"""Masking takes out what identifies people, once and for all, and never breaks on a text."""

import re
import time
from collections.abc import Sequence
from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.records.domain.masking import FILTERS, MASKED, USUAL, WITHHELD, masked
from api.records.settings import own_filter
from streams.settings import SettingsError

ALL = tuple(FILTERS.values())
USUAL_ONES = tuple(FILTERS[name] for name in USUAL)

TEXTS = st.text() | st.text(alphabet="0123456789 ()+-./@abz⟦⟧:\n", max_size=200)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("write to zoe.quill+news@mail.example.org!", "write to ⟦email⟧"),
        ("Élodie : élodie@exemple.qc.ca", "Élodie : ⟦email⟧"),
        ("call 613-555-0123 or (613) 555-0123", "call ⟦phone⟧ or ⟦phone⟧"),
        ("+33 1 99 00 12 34", "⟦phone⟧"),
        ("card 4111 1111 1111 1111, thanks", "card ⟦card⟧, thanks"),
        ("5555-5555-5555-4444", "⟦card⟧"),
        ("my number is 046 454 286", "my number is ⟦sin⟧"),
        ("12 4111111111111111 046454286 0", "12 ⟦card⟧ ⟦sin⟧ 0"),
        ("GB29 NWBK 6016 1331 9268 19", "⟦iban⟧"),
        ("FR1420041010050500013M02606", "⟦iban⟧"),
        ("room 12, at 9:30, 2026", "room 12, at 9:30, 2026"),
        ("@holdfast was here", "@holdfast was here"),
    ],
)
def test_what_identifies_people_becomes_the_name_of_its_filter(text: str, shown: str) -> None:
    assert masked(text, USUAL_ONES) == shown


def test_network_addresses_and_names_of_accounts_are_masked_where_that_is_asked() -> None:
    text = "from 192.0.2.17 and 2001:db8::17 at 09:30:12, says @zoe.quill"
    assert masked(text, ALL) == "from ⟦address⟧ and ⟦address⟧ at 09:30:12, says ⟦handle⟧"


def test_a_long_number_without_a_right_check_digit_is_no_card() -> None:
    assert masked("4111111111111112", [FILTERS["card"]]) == "4111111111111112"


@given(TEXTS)
def test_to_mask_twice_is_to_mask_once(text: str) -> None:
    once = masked(text, ALL)
    assert masked(once, ALL) == once


@given(TEXTS, st.sampled_from(["zoe@example.org", "613-555-0123", "4111111111111111"]), TEXTS)
def test_nothing_around_it_brings_an_address_back(before: str, secret: str, after: str) -> None:
    text = f"{before} {secret} {after}"
    assert secret not in masked(text, ALL).split()


@given(st.text(alphabet="⟦⟧emailphone-", max_size=60))
def test_a_text_that_looks_like_masks_stays_one_text(text: str) -> None:
    assert MASKED.sub("", masked(text, ALL)) == MASKED.sub("", text) or "⟦" in text


def test_a_filter_of_ones_own_runs_with_the_others() -> None:
    case = own_filter("case-number", "CS-[0-9]{6}")
    assert masked("about CS-123456 and CS-12", [*ALL, case]) == "about ⟦case-number⟧ and CS-12"


def test_a_pattern_that_makes_python_run_for_ever_takes_no_time() -> None:
    patient = own_filter("patient", "(a+)+b")
    assert masked("a" * 100_000, [patient]) == "a" * 100_000


@pytest.mark.parametrize("text", ["1 " * 9_000, "a@" * 9_000, "1." * 9_000, "AB12 " * 9_000, "a:" * 9_000])
def test_no_text_makes_the_built_in_filters_run_for_ever(text: str) -> None:
    assert masked(text, ALL)


@pytest.mark.parametrize("text", ["1 " * 100_000, "a@b " * 50_000], ids=["digits", "masks"])
def test_a_long_text_written_to_keep_filters_busy_is_masked_in_seconds(text: str) -> None:
    case = own_filter("case-number", "CS-[0-9]{6}")
    began = time.process_time()
    assert masked(text, [*ALL, case])
    assert time.process_time() - began < 4  # it took ten and more; a fifth of it is usual


@given(st.text(alphabet="0123456789", min_size=1, max_size=19), st.text(alphabet=" -", max_size=18))
def test_a_number_is_a_card_where_its_check_digit_is_right_however_it_is_grouped(
    digits: str, gaps: str
) -> None:
    doubled = [int(each) * 2 for each in digits[-2::-2]]
    total = sum(map(int, digits[::-2])) + sum(each // 10 + each % 10 for each in doubled)
    grouped = "".join(
        digit + gap for digit, gap in zip_longest(digits, gaps[: len(digits) - 1], fillvalue="")
    )
    shown = masked(grouped, [FILTERS["card"]])
    if len(digits) >= 13 and total % 10 == 0 and not gaps:
        assert shown == "⟦card⟧"
    if "⟦card⟧" not in shown:
        assert shown == grouped
        assert not (len(digits) >= 13 and total % 10 == 0)


def test_filters_that_never_settle_withhold_the_whole_text() -> None:
    def restless(texts: Sequence[str]) -> Sequence[str]:
        return [text + "x" for text in texts]

    assert masked("anything", [restless]) == WITHHELD


@pytest.mark.parametrize(
    ("name", "pattern", "why"),
    [
        ("mine", "(", "none"),
        ("mine", "(?=x)y", "look-around"),
        ("mine", "x*", "empty text"),
        ("email", "x", "built-in"),
    ],
)
def test_a_filter_that_is_none_is_refused_by_its_name(name: str, pattern: str, why: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(f"{name!r}") + f".*{why}"):
        own_filter(name, pattern)
