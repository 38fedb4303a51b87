"""What the judge says of incidents is shown without saying how many of few people did what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.outage.records import Figure, Reason
from monitors.domain.showing import HARMLESS, SHARES, shown_reason

K = 10
GATE: dict[str, Figure] = {
    "failed": 38, "votes": 39, "people": 31, "share": 0.974, "usual": 0.014, "minutes": None, "seconds": 30,
}  # fmt: skip


def test_people_are_rounded_and_counts_stand_beside_many_people() -> None:
    told = shown_reason(Reason("most-fail", GATE), K, "login", counted=True)

    assert told == Reason("most-fail", GATE | {"people": 30, "k": K, "identity": "login"})


@pytest.mark.parametrize(("people", "counted"), [(4, True), (31, False), (9, True)])
def test_counts_go_with_few_people_of_a_reason_or_of_its_incident(people: int, counted: bool) -> None:  # noqa: FBT001 (a table's column)
    told = shown_reason(Reason("most-fail", GATE | {"people": people}), K, None, counted=counted).figures

    assert (told["failed"], told["votes"]) == (None, None)
    assert (told["share"], told["usual"], told["seconds"]) == (0.95, 0.014, 30)
    assert told["people"] == (30 if people == 31 else None)


def test_where_nobody_counted_people_no_terms_are_named() -> None:
    told = shown_reason(Reason("proxy-faults", {"share": 0.9, "people": None}), K, "login", counted=False)

    assert told.figures == {"share": 0.9, "people": None}


names = st.sampled_from(
    ["people", "failed_people", "votes", "requests", "tries", "seconds", "hosts", "share"]
)
values = st.one_of(st.none(), st.integers(0, 10**6), st.floats(0, 1), st.just("facebook"))


@given(st.dictionaries(names, values), st.integers(5, 20), st.booleans())
def test_no_exact_number_of_people_and_no_count_of_few_is_ever_shown(
    figures: dict[str, Figure],
    k: int,
    counted: bool,  # noqa: FBT001 (Hypothesis gives it)
) -> None:
    told = shown_reason(Reason("any", figures), k, "login", counted=counted).figures

    for name, value in told.items():
        if name == "people" or name.endswith("_people"):
            assert not isinstance(value, int) or (value % 5 == 0 and value >= k - 2)
        elif isinstance(value, int | float) and name not in HARMLESS | SHARES | {"k"}:
            assert counted


@given(st.integers(1, 9), st.integers(1, 9))
def test_a_share_of_few_tries_does_not_say_how_many_they_were(failed: int, more: int) -> None:
    share = failed / (failed + more)

    told = shown_reason(Reason("few-tries-fail", {"share": share, "people": 4}), K, None, counted=True)
    assert told.figures["share"] in [step / 20 for step in range(21)]


def test_fewer_tries_than_k_are_not_counted_out_even_where_nobody_counted_people() -> None:
    told = shown_reason(Reason("good-again", {"share": 0.25, "votes": 4}), K, None, counted=True)

    assert told.figures == {"share": 0.25, "votes": None}
