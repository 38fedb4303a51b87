"""When a page began to say what it says, and which part of a platform it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.surfaces import SurfaceGroup
from streams.watch.domain.components import group_of
from streams.watch.domain.said import Said, Trouble, changed_at_ms, said_of


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("News Feed", SurfaceGroup.CORE),
        ("Direct messages", SurfaceGroup.CORE),
        ("", SurfaceGroup.CORE),
        ("Log in", SurfaceGroup.LOGIN),
        ("OAuth2 & SSO", SurfaceGroup.LOGIN),
        ("Graph API", SurfaceGroup.LOGIN),
        ("Video uploads", SurfaceGroup.MEDIA),
        ("Image CDN", SurfaceGroup.MEDIA),
        ("Embedded posts", SurfaceGroup.OTHER),
        ("Billing API", SurfaceGroup.OTHER),
        ("Authoring", SurfaceGroup.CORE),
    ],
)
def test_the_words_of_a_name_tell_its_group(name: str, group: SurfaceGroup) -> None:
    assert group_of(name) is group


def test_where_any_trouble_names_no_part_all_parts_are_meant() -> None:
    assert said_of([Trouble("degraded", ("Video",)), Trouble("degraded")]).groups == ()


def test_the_vendors_time_is_believed_between_our_last_look_and_now() -> None:
    said = Said("outage", since_ms=500)

    assert changed_at_ms(said, looked_before_ms=400, now_ms=600) == 500
    assert changed_at_ms(said, looked_before_ms=None, now_ms=600) == 500
    assert changed_at_ms(said, looked_before_ms=550, now_ms=600) == 550, "it did not say so when we looked"
    assert changed_at_ms(said, looked_before_ms=400, now_ms=450) == 450, "no vendor tells of the future"


def test_an_end_is_dated_when_it_is_seen() -> None:
    assert changed_at_ms(Said(), looked_before_ms=400, now_ms=600) == 600


@given(since=st.none() | st.integers(0, 2**42), looked=st.integers(0, 2**41), passed=st.integers(0, 2**40))
def test_a_change_never_lies_before_our_last_look_or_after_now(
    since: int | None, looked: int, passed: int
) -> None:
    at = changed_at_ms(Said("degraded", since_ms=since), looked, looked + passed)

    assert looked <= at <= looked + passed


_TROUBLES = st.lists(
    st.builds(
        Trouble,
        st.sampled_from(["degraded", "outage", "maintenance"]),
        st.lists(st.sampled_from(["API", "Video", "Billing", "Feed"]), max_size=3).map(tuple),
        st.none() | st.integers(0, 100),
    ),
    max_size=5,
)


@given(troubles=_TROUBLES, more=_TROUBLES)
def test_more_trouble_never_makes_it_better(troubles: list[Trouble], more: list[Trouble]) -> None:
    order = ["operational", "maintenance", "degraded", "outage"]

    alone, together = said_of(troubles), said_of([*troubles, *more])

    assert order.index(together.state) >= order.index(alone.state)


@given(troubles=_TROUBLES)
def test_the_order_of_troubles_is_no_matter(troubles: list[Trouble]) -> None:
    assert said_of(troubles) == said_of(reversed(troubles))
