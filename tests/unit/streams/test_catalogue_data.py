"""The catalogue's own files: every row is valid, reachable, and says what its neighbours allow."""

import csv
from collections import Counter

import pytest

from streams.adapters.catalogue_files import SHIPPED, load_catalogue, read_shipped
from streams.domain.catalogue_rows import KINDS, HostRow, PathRule, fixed_end
from streams.domain.hosts import fault_of_host, normalise_host
from streams.domain.surfaces import GROUP_OF, Surface, Use
from streams.domain.terms import ASKED

ROWS = read_shipped()
CATALOGUE = load_catalogue()
JUDGED: list[HostRow | PathRule] = [*ROWS.hosts.values(), *ROWS.paths]
FILES = ("platforms.csv", "hosts.csv", "paths.csv", "terms.csv")


def cells(name: str) -> list[dict[str, str]]:
    with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_catalogue_never_shrinks() -> None:
    assert len(ROWS.platforms) >= 270
    assert len(CATALOGUE.suffixes) >= 1_746


@pytest.mark.parametrize("name", FILES)
def test_every_row_has_every_cell_without_stray_blanks(name: str) -> None:
    for row in cells(name):
        assert None not in row
        assert all(value == value.strip() for value in row.values()), row


@pytest.mark.parametrize(
    ("name", "key"), [("platforms.csv", ["platform"]), ("hosts.csv", ["host"]), ("terms.csv", ["platform"])]
)
def test_nothing_is_said_twice(name: str, key: list[str]) -> None:
    counts = Counter(tuple(row[column] for column in key) for row in cells(name))

    assert [said for said, times in counts.items() if times > 1] == []


def test_no_two_path_rules_meet() -> None:
    rules = Counter(
        (ROWS.hosts[rule.host].platform, ROWS.hosts[rule.host].surface, rule.path.lower().rstrip("/"))
        for rule in ROWS.paths
        if ROWS.hosts[rule.host].use is Use.YES
    )

    assert max(rules.values()) == 1


def test_every_platform_has_a_name_an_operator_a_kind_and_a_host() -> None:
    used = {row.platform for row in ROWS.hosts.values()}

    for platform in ROWS.platforms.values():
        assert platform.name
        assert platform.operator
        assert platform.kind in KINDS
        assert platform.id in used


def test_every_host_is_a_name_that_somebody_owns() -> None:
    faults = {
        host: fault
        for host, row in ROWS.hosts.items()
        if (fault := fault_of_host(host, pattern=row.is_family)) is not None or normalise_host(host) != host
    }

    assert faults == {}


def test_every_row_is_reached_by_its_own_host() -> None:
    for host, row in ROWS.hosts.items():
        asked = host.replace("#", "7").replace("*", "yyz1-1")
        entry = CATALOGUE.find(asked)

        assert entry is not None
        assert entry.matched == asked
        assert (entry.platform, entry.surface, entry.use) == (row.platform, row.surface, row.use)
        assert entry.group is GROUP_OF[row.surface]


def test_every_family_refines_a_row_that_a_byte_matcher_knows() -> None:
    assert all(fixed_end(row.host) in CATALOGUE.suffixes for row in ROWS.hosts.values() if row.is_family)


def test_every_row_names_its_source() -> None:
    assert [row["host"] for row in cells("hosts.csv") if not row["source"]] == []


def test_embeds_and_status_pages_are_never_use() -> None:
    for row in JUDGED:
        if row.surface in {Surface.EMBED, Surface.STATUS}:
            assert row.use is Use.NO


def test_media_and_sign_in_alone_are_never_certain_use() -> None:
    for row in JUDGED:
        if row.surface in {Surface.MEDIA_CDN, Surface.AUTH, Surface.API}:
            assert row.use is not Use.YES


def test_every_path_rule_is_reached_by_its_own_path() -> None:
    for rule in ROWS.paths:
        entry = CATALOGUE.find(rule.host)
        assert entry is not None

        refined = CATALOGUE.find_path(entry, rule.path.replace("*", "x"))

        assert (refined.surface, refined.use) == (rule.surface, min(rule.use, entry.use)), rule


def test_terms_of_use_are_those_of_a_platform_and_say_where_and_when_they_were_read() -> None:
    rows = cells("terms.csv")

    assert len(rows) >= 17
    for row in rows:
        terms = ROWS.platforms[row["platform"]].terms
        assert terms is not None
        assert terms.source.startswith("https://"), row
        assert terms.looked_on.isoformat() >= terms.dated, row
        assert any(getattr(terms, fact) != "unknown" for fact in ASKED), row
        assert terms.least_age is None or 13 <= terms.least_age <= 18, row


def test_a_platform_whose_terms_nobody_read_has_none() -> None:
    read = {row["platform"] for row in cells("terms.csv")}

    assert {each.id for each in ROWS.platforms.values() if each.terms is not None} == read


def test_every_surface_has_a_group() -> None:
    assert set(GROUP_OF) == set(Surface)


def test_the_readme_explains_every_column_and_source() -> None:
    readme = (SHIPPED / "README.md").read_text(encoding="utf-8")
    columns = {column for name in FILES for column in cells(name)[0]}
    sources = {
        word
        for row in cells("hosts.csv")
        for source in row["source"].split()
        for word in (source.split(":")[:-1] or [source])
    }

    assert [word for word in sorted(columns | sources) if f"`{word}`" not in readme] == []
