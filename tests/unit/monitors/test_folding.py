"""What a worker's settings say is what its folds do: of fewer than `fewest_people` nobody is told."""

import json
from pathlib import Path

import msgspec
import pytest

from monitors.adapters.monitor_metrics import MonitorMetrics
from monitors.commands.folding import Folding
from monitors.commands.known import Known
from monitors.settings import read_settings
from streams.contracts.signals import Tick, encode_signal
from streams.contracts.topics import CHANGES, SIGNALS
from streams.domain.units import Unit
from tests import stored_work
from tests.timelines import Story
from tests.working_days import MONDAY, SETTLED, World, at

MOST_TICKS = 60


def a_month_of_two_units() -> World:
    """Twelve people of Roads and twenty of Parks publish on every working day; two of each manage pages."""
    world = World(Unit("Roads", -1, 12), Unit("Parks", -1, 20))
    for unit, people in (("Roads", range(1, 13)), ("Parks", range(21, 41))):
        world.weekdays(unit, MONDAY, SETTLED, people)
        for day in range(MONDAY, SETTLED + 1):
            if (day - MONDAY) % 7 < 5:
                world.works(unit, day, people[:2], platform="facebook")
    return world


def complete_until(at_ms: int) -> bytes:
    """A log in which nobody did anything, as far as this moment."""
    quiet = Story("10:00", "10:01").usual("facebook").nobody("10:00", "10:01")
    [message] = quiet.signals()
    return encode_signal(msgspec.structs.replace(message, watermark_ms=at_ms))


def said(world: World, folder: Path, settings: str) -> set[tuple[str, str]]:
    """The units of which a worker with these settings tells on hub.changes, each with the kind of event."""
    (folder / "units.csv").write_text("unit,parent,people\nRoads,,12\nParks,,20\n", encoding="utf-8")
    (folder / "monitors.toml").write_text(f'units = "units.csv"\n{settings}\n', encoding="utf-8")
    told = read_settings(folder / "monitors.toml")
    folding = Folding(told, Known.of(told), world.store, MonitorMetrics(), lambda: 0)
    fold = folding.fold_for(SIGNALS)
    fold.restore(world.store.resume(stored_work.SIGNALS))
    over_ms = at(SETTLED + 1, 1)
    values = [complete_until(over_ms), *[encode_signal(Tick(source="!clock", at_ms=over_ms))] * MOST_TICKS]
    messages = []
    for value in values:
        fold.take(world.store.resume(stored_work.SIGNALS).next_offset or 0, value)
        work = fold.work(stored_work.SIGNALS)
        world.commit(work)
        messages += [each for each in work.messages if each.topic == CHANGES.name]
    assert world.told_until == {"Roads": SETTLED, "Parks": SETTLED}
    events = [json.loads(each.value) for each in messages]
    return {(event["data"]["unit"], event["type"]) for event in events}


@pytest.mark.parametrize(
    ("settings", "told"), [("", {"Roads", "Parks"}), ("fewest_people = 15", {"Parks"})], ids=["usual", "15"]
)
def test_events_name_no_unit_of_fewer_than_the_fewest_people(
    tmp_path: Path, settings: str, told: set[str]
) -> None:
    kinds = {"holdfast.dependency.changed", "holdfast.findings.changed"}
    assert said(a_month_of_two_units(), tmp_path, settings) == {
        (unit, kind) for unit in told for kind in kinds
    }
