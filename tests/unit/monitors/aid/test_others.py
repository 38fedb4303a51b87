"""How many others see it too: each organisation once, by what it said last and while that counts."""

from hypothesis import given
from hypothesis import strategies as st

from monitors.domain.aid.records import Others, OtherWord, others_of

NOW = 1_760_011_200_000


def word(peer: str, state: str, platform: str = "facebook", minutes: int = 5) -> OtherWord:
    return OtherWord(platform, peer, state, None, NOW - 60_000, NOW + minutes * 60_000)  # type: ignore[arg-type]  # one of its words


def test_four_of_six_others_see_it_too() -> None:
    words = [word(peer, "failing") for peer in "abcd"] + [word(peer, "fine") for peer in "ef"]

    assert others_of(words, ["facebook"], NOW) == Others(failing=4, using=6)


def test_who_does_not_use_it_and_who_said_so_long_ago_is_not_counted() -> None:
    words = [word("a", "failing"), word("b", "not-used"), word("c", "failing", minutes=-1)]

    assert others_of(words, ["facebook"], NOW) == Others(failing=1, using=1)
    assert others_of(words[1:], ["facebook"], NOW) is None


def test_of_several_platforms_each_organisation_is_counted_once() -> None:
    words = [
        word("a", "failing"),
        word("a", "fine", "x"),
        word("b", "fine", "x"),
        word("c", "fine", "signal"),
    ]

    assert others_of(words, ["facebook", "x"], NOW) == Others(failing=1, using=2)
    assert others_of(words, [], NOW) is None


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["failing", "fine", "not-used"]))))
def test_it_does_not_matter_in_which_order_words_stand(said: list[tuple[str, str]]) -> None:
    words = [word(*each) for each in said]

    assert others_of(words, ["facebook"], NOW) == others_of(words[::-1], ["facebook"], NOW)
