"""The case that Holdfast exists for, from a real Squid to a row that says what is broken and whom it hurts.

Five mornings in the same small town, side by side, each with a Squid, a collector, a worker and a database of
its own: Facebook's names stop resolving, its servers refuse, they answer 503; our own way out is cut; our own
filter denies it. Everything is real but the people.
"""

import math
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from monitors.domain.outage.records import Incident
from streams.simulation import simulate
from streams.simulation.aftermath import Trouble
from streams.simulation.scripts import SCRIPTS
from tests import squid_proxy
from tests.live_stack import LiveStack
from tests.postgresql_server import PostgresqlServer
from tests.squid_town import UNITS, Town, lines_since, townspeople

pytestmark = [pytest.mark.kafka, pytest.mark.postgresql, pytest.mark.squid, pytest.mark.timeout(900)]

CALM_SECONDS: Final = 30.0
"""How long the town lives before something breaks; a calm hour is written before it."""

LOOK_SECONDS: Final = 1.0

FOUND_WITHIN_SECONDS: Final = 60.0
CLEAR_WITHIN_SECONDS: Final = 300.0

FACEBOOK: Final = ("facebook.com",)
EVERYBODY: Final = {unit for unit, _ in UNITS}


@dataclass(frozen=True)
class Fault:
    """One morning: what breaks, how it looks in Squid's log, and what Holdfast has to say of it."""

    breaks: Callable[[Town], float]
    shows: tuple[str, ...]
    where: tuple[str, ...]
    cause: str
    platforms: list[str]
    tunnel_share: float = 0.4
    """How many of the requests are tunnels, inside which nobody sees an answer of 503."""


FAULTS: Final = {
    "names": Fault(
        lambda town: town.lose_names(*FACEBOOK),
        ("TCP_MISS/502", "TCP_MISS/503", "NONE_NONE/500", "NONE_NONE/503"),
        FACEBOOK,
        "platform",
        ["facebook"],
    ),
    "refused": Fault(
        lambda town: town.refuse(*FACEBOOK),
        ("TCP_MISS/503", "NONE_NONE/503"),
        FACEBOOK,
        "platform",
        ["facebook"],
    ),
    "503": Fault(
        lambda town: town.answer_503(*FACEBOOK), ("TCP_MISS/503",), FACEBOOK, "platform", ["facebook"], 0.05
    ),
    "way-out": Fault(lambda town: town.cut_off(), ("TCP_MISS/503", "NONE_NONE/503"), (".",), "egress", []),
    "filter": Fault(
        lambda town: town.filter(*FACEBOOK), ("TCP_DENIED/403",), FACEBOOK, "policy", ["facebook"]
    ),
}


@dataclass(frozen=True)
class Outreach:
    """What was scripted for the unit called Outreach, and what was found of it."""

    truth: Trouble
    confirmed: list[Incident]


@dataclass
class Morning:
    """What became of one fault: times in Unix seconds, and what was told at the end."""

    broke_at: float = 0.0
    shown_at: float = 0.0
    confirmed_at: float = 0.0
    mended_at: float = 0.0
    cleared_at: float = 0.0
    told: list[Incident] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def confirmed(self) -> Incident:
        """The one incident that was confirmed."""
        sure = [told for told in self.told if told.detected_at_ms is not None]
        assert len(sure) == 1, "\n".join(map(str, [self.broke_at, self.mended_at, *sure]))
        return sure[0]


def moment_of(condition: Callable[[], object], within_seconds: float) -> float:
    """When a condition came to hold, in Unix time; infinite if it did not, so that the story can go on."""
    deadline = time.time() + within_seconds
    while time.time() < deadline:
        if condition():
            return time.time()
        time.sleep(LOOK_SECONDS)
    return math.inf


def live_through(fault: Fault, folder: Path, stack: LiveStack) -> Morning:
    """A calm beginning, the fault until it is confirmed, and the time until the all-clear."""
    morning = Morning()
    town = Town(folder, townspeople(), tunnel_share=fault.tunnel_share)
    with town, stack.following(town.log, town.directory, town.units):
        time.sleep(CALM_SECONDS)  # the town lives in real time; this is how long the calm lasts
        morning.broke_at = fault.breaks(town)
        morning.confirmed_at = moment_of(stack.confirmed, 120)
        morning.mended_at = town.recover()
        morning.cleared_at = moment_of(lambda: not stack.still_open(), 360)
        morning.told = stack.incidents()
        morning.faults = town.faults
        morning.shown_at = min(lines_since(town.log, morning.broke_at, fault.shows, fault.where))
    return morning


@pytest.fixture(scope="module")
def mornings(kafka: str, postgresql: PostgresqlServer) -> Iterator[dict[str, Morning]]:
    """All five mornings, lived at the same time."""
    if squid_proxy.PROGRAM is None:
        pytest.skip("Squid is not installed; `apt-get install squid` lets this run")
    with ExitStack() as open_until_the_end:
        futures = {}
        pool = open_until_the_end.enter_context(ThreadPoolExecutor(len(FAULTS)))
        for name, fault in FAULTS.items():
            # Not pytest's own folder: its parents are closed to the user that Squid runs as.
            made = open_until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="holdfast-town-"))
            Path(made).chmod(0o755)
            database = postgresql.create_database(f"town_{secrets.token_hex(4)}")
            stack = LiveStack(kafka, f"town-{secrets.token_hex(4)}.", database, Path(made))
            futures[name] = pool.submit(live_through, fault, Path(made), stack)
        yield {name: future.result() for name, future in futures.items()}


@pytest.mark.parametrize("name", FAULTS)
def test_it_is_found_within_a_minute_of_the_first_line_that_shows_it(
    mornings: dict[str, Morning], name: str
) -> None:
    morning = mornings[name]

    assert morning.shown_at <= morning.confirmed_at <= morning.shown_at + FOUND_WITHIN_SECONDS


@pytest.mark.parametrize("name", FAULTS)
def test_it_says_whose_fault_it_is_and_says_nothing_of_anything_else(
    mornings: dict[str, Morning], name: str
) -> None:
    fault, morning = FAULTS[name], mornings[name]

    assert morning.confirmed.cause == fault.cause
    assert morning.confirmed.platforms == fault.platforms
    assert [told.id for told in morning.told] == [morning.confirmed.id]


@pytest.mark.parametrize("name", ["names", "refused", "503"])
def test_it_names_the_units_that_it_hurts(mornings: dict[str, Morning], name: str) -> None:
    assert set(mornings[name].confirmed.units) == EVERYBODY


@pytest.mark.parametrize("name", FAULTS)
def test_the_all_clear_comes_within_five_minutes(mornings: dict[str, Morning], name: str) -> None:
    morning = mornings[name]

    assert morning.confirmed.state == "resolved"
    assert morning.cleared_at <= morning.mended_at + CLEAR_WITHIN_SECONDS
    assert morning.confirmed.ended_at_ms is not None
    assert morning.mended_at - 10 <= morning.confirmed.ended_at_ms / 1000 <= morning.cleared_at


@pytest.mark.parametrize("name", FAULTS)
def test_it_began_when_the_first_harmed_request_did(mornings: dict[str, Morning], name: str) -> None:
    morning = mornings[name]

    assert morning.confirmed.started_at_ms is not None
    began = morning.confirmed.started_at_ms / 1000
    # The first lines may share their window with so many good ones that they are not yet counted to it.
    assert morning.broke_at - 10 <= began <= morning.shown_at + 10


@pytest.mark.parametrize("name", FAULTS)
def test_the_town_was_alive_all_the_time(mornings: dict[str, Morning], name: str) -> None:
    assert mornings[name].faults == []


@pytest.fixture(scope="module")
def outreach(kafka: str, postgresql: PostgresqlServer, tmp_path_factory: pytest.TempPathFactory) -> Outreach:
    """The case as it really was, written as Squid would write it, and read through all of Holdfast."""
    folder = tmp_path_factory.mktemp("canada")
    simulation = SCRIPTS["canada-2009"].simulation(hours=6.0)
    simulation.organisation.write_directory(folder / "directory.csv")
    simulation.organisation.write_units(folder / "units.csv")
    log = folder / "access.log"
    with log.open("wb") as out:
        truth = simulate(simulation, out)
    database = postgresql.create_database(f"canada_{secrets.token_hex(4)}")
    stack = LiveStack(kafka, f"canada-{secrets.token_hex(4)}.", database, folder)
    with stack.following(log, folder / "directory.csv", folder / "units.csv"):
        moment_of(stack.confirmed, 120)
    return Outreach(truth.disturbances[0], stack.confirmed())


def test_four_people_of_one_unit_are_found_within_half_an_hour(outreach: Outreach) -> None:
    """One try each every five to fifteen minutes, CONNECT to plain www.facebook.com, beside 150 others."""
    [incident] = outreach.confirmed
    assert outreach.truth.first_shown_at is not None
    shown_ms = datetime.fromisoformat(outreach.truth.first_shown_at).timestamp() * 1000

    assert (incident.cause, incident.platforms, incident.units) == ("platform", ["facebook"], ["Outreach"])
    assert incident.detected_at_ms is not None
    assert 0 < incident.detected_at_ms - shown_ms <= 30 * 60_000
