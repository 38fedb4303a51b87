"""What a snapshot says in order: nothing estimated, nothing withheld told."""

import msgspec

from api.report import views
from monitors.snapshot_schema import HourRow, PlatformRow, Snapshot, UsageRow
from streams.domain.outcomes import Outcome
from tests.snapshot_documents import PARENT, empty, from_addresses_only, organisation


def platform(name: str, **figures: object) -> PlatformRow:
    plain = PlatformRow(
        platform=name, name=name.title(), operator=None, requests=100, people=20, units=2, bytes_down=1,
        bytes_up=1,
        failed_share=0.0, blocked=0, seen_as_embed=0,
    )  # fmt: skip
    return msgspec.structs.replace(plain, **figures)


def document(
    platforms: list[PlatformRow], usage: list[UsageRow], hours: list[HourRow] | None = None
) -> Snapshot:
    return msgspec.structs.replace(empty(), platforms=platforms, usage=usage, hours=hours or [])


def cell(unit: str, name: str, requests: int, **more: object) -> UsageRow:
    row = UsageRow(unit=unit, platform=name, requests=requests, people=10, outcomes={"ok": requests})
    return msgspec.structs.replace(row, **more)


def test_every_outcome_belongs_to_exactly_one_group() -> None:
    grouped = [outcome for names in views.OUTCOME_GROUPS.values() for outcome in names]

    assert sorted(grouped) == sorted(outcome.word for outcome in Outcome)


def test_platforms_stand_in_order_of_requests_and_embeds_stand_apart() -> None:
    rows = [platform("a", requests=5), platform("b", requests=9), platform("c", requests=0, seen_as_embed=7)]
    snapshot = document(rows, [])

    assert [row.platform for row in views.used(snapshot)] == ["b", "a"]
    assert [row.platform for row in views.only_embedded(snapshot)] == ["c"]


def test_too_few_people_never_make_a_platform_the_least_reliable() -> None:
    rows = [platform("few", people=None, failed_share=0.9), platform("many", failed_share=0.1)]

    failing = views.least_reliable(document(rows, []))

    assert failing is not None
    assert failing.platform == "many"
    assert views.least_reliable(document([platform("fine")], [])) is None


def test_the_matrix_tells_figures_withheld_no_use_and_other_units_apart() -> None:
    usage = [
        cell("Highways", "a", 50),
        cell("Highways", "a", 30, surface="feed"),
        UsageRow(unit="Libraries", platform="a", withheld=True),
        UsageRow(unit="Tourism", platform="a", withheld=True),
        UsageRow(unit="Culture", platform="a", other_units=True, children=2, requests=11),
        cell("Highways", "b", 5),
        cell("unassigned", "b", 900),
    ]

    matrix = views.matrix(document([platform("a"), platform("b", requests=90)], usage), 8)

    kinds = {(row.unit, row.others): [c.kind for c in row.cells] for row in matrix.rows}
    assert kinds == {
        ("Highways", False): ["figures", "figures"],
        ("Libraries", False): ["withheld", "no-use"],
        ("Tourism", False): ["withheld", "no-use"],
        ("unassigned", False): ["no-use", "figures"],
        ("Culture", True): ["others", "no-use"],
    }
    assert [row.unit for row in matrix.rows] == ["Highways", "Libraries", "Tourism", "unassigned", "Culture"]
    assert matrix.rows[0].cells[0].requests == 50
    assert matrix.rows[4].cells[0].children == 2
    assert matrix.rows[1].cells[0].requests is None


def test_platforms_with_too_few_people_have_no_column_and_are_named() -> None:
    rows = [platform("a"), platform("few", people=None, requests=900)]

    matrix = views.matrix(document(rows, [cell("Highways", "a", 5)]), 8)

    assert [row.platform for row in matrix.platforms] == ["a"]
    assert [row.platform for row in matrix.left_out] == ["few"]


def test_without_a_directory_there_is_no_matrix() -> None:
    matrix = views.matrix(from_addresses_only(), 8)

    assert (matrix.rows, matrix.left_out) == ([], [])


def test_outcomes_are_split_where_shown_and_the_rest_is_named_hidden() -> None:
    usage = [
        cell("Highways", "a", 60, outcomes={"ok": 40, "fail_tcp": 5, "slow": 10, "our_policy": 5}),
        UsageRow(unit="Libraries", platform="a", withheld=True),
    ]

    (row,) = views.outcomes(document([platform("a", requests=100)], usage))

    assert row.groups == {"fine": 40, "failed": 15, "refused": 0, "policy": 5, "ours": 0, "unclear": 0}
    assert row.hidden == 40
    assert row.worst == "slow"
    assert row.share("failed") == 0.25


def test_outcomes_and_withheld_cells_add_up_for_a_whole_organisation() -> None:
    snapshot = organisation()

    for row in views.outcomes(snapshot):
        assert sum(row.groups.values()) + row.hidden == row.platform.requests


def test_a_week_knows_its_busiest_hour_and_its_office_hours() -> None:
    hours = [HourRow("a", 9, 30), HourRow("a", 17, 10), HourRow("a", 18, 20), HourRow("a", 5 * 24 + 9, 40)]

    (week,) = views.rhythms(document([platform("a"), platform("b")], [], hours), 6)

    assert week.busiest == 5 * 24 + 9
    assert week.office_share == 0.4
    assert sum(week.hours) == 100


def test_the_busiest_cells_leave_withheld_and_summed_ones_aside() -> None:
    cells = views.busiest_cells(organisation(), 1000)

    assert all(row.people is not None and row.surface is None for row in cells)
    assert PARENT not in {row.unit for row in cells}
    assert [row.requests for row in cells] == sorted((row.requests or 0 for row in cells), reverse=True)
