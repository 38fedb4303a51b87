"""A unit's closed months, as its page says them."""

from datetime import date

from api.domain.months import MonthCell, months_told
from api.domain.usage import PlatformUsage, UsagePeriod
from monitors.snapshot_schema import UsageRow


def period(month: int, *rows: UsageRow) -> UsagePeriod:
    """A month in which somebody used Facebook."""
    facebook = PlatformUsage(
        platform="facebook", requests=1, people=None, units=None, bytes_down=0, bytes_up=0, blocked=0,
        seen_as_embed=0, outcomes={},
    )  # fmt: skip
    return UsagePeriod(
        grain="month",
        from_=date(2026, month, 1),
        to=date(2026, month + 1, 1),
        told_at="2026-06-01T00:00:00.000Z",
        k=10,
        joined_share=None,
        by_address_share=None,
        platforms=[facebook],
        usage=list(rows),
    )


def test_a_unit_has_its_own_cells_and_neither_sums_of_others_nor_surfaces() -> None:
    told = months_told(
        "Parks",
        [
            period(
                1,
                UsageRow(unit="Parks", platform="facebook", requests=90, people=15),
                UsageRow(unit="Parks", platform="facebook", surface="feed", requests=80, people=15),
                UsageRow(unit="Parks", platform="x", other_units=True, children=2, requests=70),
                UsageRow(unit="Roads", platform="facebook", requests=60, people=10),
            ),
            period(2, UsageRow(unit="Parks", platform="facebook", withheld=True)),
        ],
        {"facebook": "Facebook"},
    )

    [row] = told.rows
    assert (row.name, told.months) == ("Facebook", [date(2026, 1, 1), date(2026, 2, 1)])
    assert row.cells == [MonthCell(requests=90, people=15), MonthCell(requests=None, people=None)]


def test_a_month_in_which_nothing_was_watched_is_no_month_without_use() -> None:
    unwatched = period(1)
    unwatched.platforms.clear()

    assert months_told("Parks", [unwatched, period(2)], {}).months == [date(2026, 2, 1)]
