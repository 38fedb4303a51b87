"""A closed week of the organisation on a platform, as its page says it."""

from dataclasses import replace
from datetime import date

from api.domain.weeks import WEEK_HOURS, week_told
from monitors.domain.published.periods import Period
from monitors.domain.published.records import PublishedPlatform, PublishedSurface

WEEK = PublishedPlatform(
    period=Period("week", date(2026, 3, 2)),
    platform="facebook",
    k=10,
    requests=157,
    people=20,
    units=2,
    bytes_down=0,
    bytes_up=0,
    outcomes={"ok": 147, "our_policy": 7, "fail_dns": 2, "slow": 1},
    seen_as_embed=900,
    background=50,
    surfaces=(PublishedSurface("ads", 40, 15), PublishedSurface("feed", 100, 20)),
    shades={9: 5, 33: 1},
    cells=(),
)


def test_a_week_says_what_was_published_its_most_used_surface_first() -> None:
    told = week_told(WEEK)

    assert (told.first_day, told.last_day) == (date(2026, 3, 2), date(2026, 3, 8))
    assert (told.requests, told.background, told.embedded) == (157, 50, 900)
    assert (told.blocked, told.failed, told.people) == (7, 3, 20)
    assert [(each.surface, each.requests) for each in told.surfaces] == [("feed", 100), ("ads", 40)]
    assert told.summed == 17
    assert told.shades is not None
    assert (len(told.shades), told.shades[9], told.shades[33], sum(told.shades)) == (WEEK_HOURS, 5, 1, 6)


def test_of_few_people_there_are_neither_surfaces_nor_hours() -> None:
    told = week_told(replace(WEEK, people=None, background=None, surfaces=(), shades={}))

    assert (told.people, told.background, told.surfaces, told.shades) == (None, None, [], None)
    assert (told.requests, told.summed) == (157, 157)
