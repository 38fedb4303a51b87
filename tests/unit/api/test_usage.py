"""Usage by closed weeks and months: which are told, and how what was published becomes a document."""

from datetime import date

from api.domain.usage import chosen, suppressed_in, usage_period, usage_row, why_not
from monitors.domain.published.periods import Grain, Period, span_at
from monitors.domain.published.records import METHOD, PublishedCell, PublishedPeriod, PublishedPlatform
from tests.stored_work import NOON_MS

MONTH = Period("month", date(2025, 9, 1))


def published(first_day: date, k: int = 10, grain: Grain = "month") -> PublishedPeriod:
    """A period that was told."""
    span = span_at(grain, first_day)
    return PublishedPeriod(
        Period(grain, first_day), span.after, NOON_MS, k, METHOD, "catalogue-1", 0.75, None, platforms=1
    )


FACEBOOK = PublishedPlatform(
    period=MONTH,
    platform="facebook",
    k=10,
    requests=3_700,
    people=35,
    units=3,
    bytes_down=9,
    bytes_up=8,
    outcomes={"ok": 3_600, "our_policy": 100},
    seen_as_embed=7,
    background=0,
    surfaces=(),
    shades={},
    cells=(),
)


def test_a_closed_period_is_told_once_it_is_published_with_as_many_people_as_the_hub_shows() -> None:
    spans = [span_at("month", date(2025, month, 1)) for month in (6, 7, 8, 9)]
    known = {each.period: each for each in (published(date(2025, 7, 1)), published(date(2025, 8, 1), k=5))}

    told, untold = chosen("month", spans, known, 10, date(2025, 7, 1))

    assert told == [known[Period("month", date(2025, 7, 1))]]
    assert [(each.from_, each.to, each.reason.code) for each in untold] == [
        (date(2025, 6, 1), date(2025, 7, 1), "period-without-evidence"),
        (date(2025, 8, 1), date(2025, 9, 1), "period-of-fewer"),
        (date(2025, 9, 1), date(2025, 10, 1), "period-not-told-yet"),
    ]


def test_a_hub_that_shows_fewer_people_tells_what_was_published_with_more() -> None:
    assert why_not(published(MONTH.first_day, k=10), 5) is None
    assert why_not(published(MONTH.first_day, k=10), 10) is None
    assert why_not(published(MONTH.first_day, k=10), 15) is not None


def test_a_document_says_what_was_published() -> None:
    cells = [
        PublishedCell("Roads", "unit", "all", 3_000, 30, 1, 2, {"ok": 3_000}),
        PublishedCell("Roads", "unit", "feed", 2_000, 30, 1, 2, {"ok": 2_000}),
        PublishedCell("Parks", "withheld"),
        PublishedCell("Archive", "withheld"),
        PublishedCell("City", "other-units", requests=700, bytes_down=8, bytes_up=6, children=2),
    ]

    rows = [usage_row("facebook", each) for each in cells]
    period = usage_period(published(MONTH.first_day), [FACEBOOK], rows)

    assert (period.from_, period.to, period.k) == (date(2025, 9, 1), date(2025, 10, 1), 10)
    assert (period.told_at, period.joined_share) == ("2025-10-09T12:00:00.000Z", 0.75)
    [platform] = period.platforms
    assert (platform.requests, platform.people, platform.units, platform.blocked) == (3_700, 35, 3, 100)
    assert [(row.unit, row.surface, row.requests) for row in period.usage] == [
        ("Roads", None, 3_000),
        ("Roads", "feed", 2_000),
        ("Parks", None, None),
        ("Archive", None, None),
        ("City", None, 700),
    ]
    assert [row.withheld is True for row in period.usage] == [False, False, True, True, False]
    assert (period.usage[-1].other_units, period.usage[-1].children) == (True, 2)
    assert suppressed_in(period) == 2
