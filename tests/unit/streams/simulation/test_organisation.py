"""Who is simulated: a tree of units, people without names, and the papers that describe them."""

import csv
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from streams.adapters.directory_files import load_directory
from streams.simulation.activities import Schedule
from streams.simulation.organisation import organise
from streams.simulation.platforms import PLATFORMS
from streams.simulation.province import ACTIVITIES, ALL, NETWORKS, PURPOSES, RHYTHMS, ROOT, UNITS
from streams.simulation.web import spin

TUESDAY_MINUTE = 24 * 60


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_unit_hangs_on_the_tree_and_excluded_ones_are_not_in_it(tmp_path: Path) -> None:
    organise(3, 400).write_units(tmp_path / "units.csv")
    parents = {row["unit"]: row["parent"] for row in rows(tmp_path / "units.csv")}
    assert parents[ROOT] == ""
    assert all(parent in parents for unit, parent in parents.items() if unit != ROOT)
    assert "Internal Audit" not in parents


def test_units_reach_from_one_person_to_a_large_share_of_everybody(tmp_path: Path) -> None:
    organise(3, 1000).write_units(tmp_path / "units.csv")
    people = {row["unit"]: int(row["people"] or 0) for row in rows(tmp_path / "units.csv")}
    assert people["Protocol"] == 1
    assert people["Digital Engagement"] == 4
    assert people["Highways"] >= 200
    assert sum(people.values()) == 1000 - 3  # Internal Audit is excluded


def test_the_directory_names_each_login_once_excludes_the_auditors_and_misses_a_few(tmp_path: Path) -> None:
    organise(3, 1000).write_directory(tmp_path / "directory.csv")
    written = rows(tmp_path / "directory.csv")
    people = [row for row in written if row["user"]]
    assert len({row["user"] for row in people}) == len(people)
    assert 950 <= len(people) < 1000
    assert sum(row["unit"] == "!exclude" for row in people) == 3
    assert [row["cidr"] for row in written if row["cidr"]] == [network.cidr for network in NETWORKS]
    assert all(bool(row["user"]) != bool(row["cidr"]) for row in written)


def test_the_papers_are_read_by_holdfast_without_a_complaint(tmp_path: Path) -> None:
    organisation = organise(3, 100)
    organisation.write_directory(tmp_path / "directory.csv")
    organisation.write_units(tmp_path / "units.csv")
    directory = load_directory(tmp_path / "directory.csv", tmp_path / "units.csv", ZoneInfo("UTC"))
    assert directory.warnings == ()
    assert {unit.name for unit in directory.units} - {"unassigned"} == {
        u.name for u in UNITS if not u.excluded
    } | {
        ROOT,
        "Visitors",
    }


def test_every_device_has_an_address_of_its_own_inside_a_network_of_the_directory() -> None:
    organisation = organise(3, 1000)
    assert len(set(organisation.addresses)) == len(organisation.addresses)
    prefixes = tuple(network.cidr.split(".0.0/")[0] + "." for network in NETWORKS)
    assert all(address.startswith(prefixes) for address in organisation.addresses)


@pytest.mark.parametrize("people", [0, 59, 60_001])
def test_an_organisation_too_small_for_its_units_or_too_large_for_its_networks_is_refused(
    people: int,
) -> None:
    with pytest.raises(ValueError, match="60 to 60,000 people"):
        organise(1, people)


@pytest.mark.parametrize("people", [60, 60_000])
def test_the_smallest_and_the_largest_organisation_can_be_founded(people: int) -> None:
    organisation = organise(1, people)
    assert len(organisation.people) == people + people // 10
    assert np.bincount(organisation.people.unit).min() >= 1


def test_shifts_keep_their_hours() -> None:
    presence = organise(1, 100).presence
    office, early, day, evening, night = presence
    assert office[TUESDAY_MINUTE + 10 * 60] == 1
    assert office[TUESDAY_MINUTE + 22 * 60] == 0
    assert office[5 * 24 * 60 :].max() == 0  # the weekend
    assert early[TUESDAY_MINUTE + 6 * 60 + 30] == 1
    assert early[TUESDAY_MINUTE + 16 * 60] == 0
    assert np.all(day + evening + night >= 0.99)  # somebody is always there
    assert night[TUESDAY_MINUTE + 2 * 60] == 1


def test_every_activity_belongs_to_a_unit_a_platform_and_a_purpose_that_exist() -> None:
    units = {unit.name for unit in UNITS} | {ALL}
    assert all(a.unit in units and a.platform in PLATFORMS and a.purpose in PURPOSES for a in ACTIVITIES)
    assert all(purpose.rhythm in RHYTHMS for purpose in PURPOSES.values())
    organisation, web = organise(1, 60), spin(1)
    schedule = Schedule(
        1, organisation, web, ACTIVITIES, catalogued_share=0.08
    )  # raises where a platform has no host for it
    assert len(schedule.front) == len(ACTIVITIES) + 1
