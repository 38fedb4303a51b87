"""A site with a proxy of its own has a log of its own; the truth covers both, and tells them apart."""

import io
import json
from pathlib import Path

import pytest

from streams.simulation import Disturbance, RotatedFile, Simulation, Truth, play, simulate
from streams.simulation.places import CENTRAL
from tests.simulated_logs import (
    TUESDAY_AT_NINE,
    counted_by_hand,
    lines_of,
    morning,
    units_by_login,
    written,
)

BEGIN_MS = round(TUESDAY_AT_NINE.timestamp() * 1000)
TWO = morning(people=200, proxies=("North",))


def both(simulation: Simulation) -> tuple[bytes, bytes, Truth]:
    central, north = io.BytesIO(), io.BytesIO()
    truth = simulate(simulation, central, {"North": north})
    return central.getvalue(), north.getvalue(), truth


def test_the_people_of_a_site_pass_through_its_proxy_and_all_others_through_the_central() -> None:
    central, north, truth = both(TWO)
    assert {line.address[:6] for line in lines_of(north)} == {"10.20."}
    assert "10.20." not in {line.address[:6] for line in lines_of(central)}
    whole, _ = written(morning(people=200))
    assert sorted(whole.splitlines()) == sorted((central + north).splitlines())
    assert [(s.name, s.lines) for s in truth.sources] == [
        (CENTRAL, central.count(b"\n")),
        ("North", north.count(b"\n")),
    ]


def test_the_truth_is_that_of_both_logs_together(tmp_path: Path) -> None:
    central, north, truth = both(morning(people=200, proxies=("North",), malformed_share=0.02))
    counts = counted_by_hand((central + north).split(b"\n"), units_by_login(TWO, tmp_path))
    assert counts == truth.counts()
    assert truth.lines == sum(source.lines for source in truth.sources)
    assert truth.malformed_lines == sum(source.malformed_lines for source in truth.sources) > 0
    assert all(source.malformed_lines for source in truth.sources)


def test_one_of_two_logs_falls_silent_while_the_other_goes_on() -> None:
    quiet = Disturbance("silent", "North", BEGIN_MS + 600_000, BEGIN_MS + 1_200_000)
    central, north, truth = both(morning(people=200, proxies=("North",), disturbances=(quiet,)))
    undisturbed = both(TWO)
    gone = [line for line in lines_of(undisturbed[1]) if quiet.from_ms <= line.seen_ms < quiet.to_ms]
    assert central == undisturbed[0]
    assert len(lines_of(north)) == len(lines_of(undisturbed[1])) - len(gone)
    assert (truth.disturbances[0].lines_lost, truth.disturbances[0].cause) == (len(gone), "blind")


def test_every_log_of_a_format_with_a_header_has_one() -> None:
    central, north, truth = both(morning(people=100, proxies=("North",), form="w3c"))
    assert central.startswith(b"#Software")
    assert north.startswith(b"#Software")
    assert truth.header_lines == 6 == sum(source.header_lines for source in truth.sources)
    assert truth.lines == (central + north).count(b"\n")


def test_live_each_line_goes_to_the_log_of_its_site(tmp_path: Path) -> None:
    short = morning(people=60, hours=0.05, proxies=("North", "Coast"))
    now = [TUESDAY_AT_NINE.timestamp()]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    with (
        RotatedFile(tmp_path / "central") as central,
        RotatedFile(tmp_path / "North") as north,
        RotatedFile(tmp_path / "Coast") as coast,
    ):
        truth = play(short, central, {"North": north, "Coast": coast}, clock=lambda: now[0], sleep=sleep)
    outs = {name: io.BytesIO() for name in ("central", "North", "Coast")}
    assert simulate(short, outs["central"], {"North": outs["North"], "Coast": outs["Coast"]}) == truth
    assert {name: (tmp_path / name).read_bytes() for name in outs} == {
        n: o.getvalue() for n, o in outs.items()
    }


def test_the_truth_file_names_its_sources() -> None:
    told = json.loads(both(TWO)[2].json())
    assert [source["name"] for source in told["sources"]] == [CENTRAL, "North"]
    assert all(source["from"] < source["to"] for source in told["sources"])


@pytest.mark.parametrize(("proxies", "sites"), [(("North",), ()), ((), ("North",)), (("North",), ("Coast",))])
def test_logs_that_are_not_those_of_the_sites_are_refused(
    proxies: tuple[str, ...], sites: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="a log is needed for each site"):
        simulate(morning(proxies=proxies), io.BytesIO(), {site: io.BytesIO() for site in sites})


@pytest.mark.parametrize("proxies", [("South",), ("North", "North")])
def test_a_proxy_stands_at_a_site_that_exists_and_once(proxies: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="Capital, North, Coast, once"):
        morning(proxies=proxies)
