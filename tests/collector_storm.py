"""A storm over a real collector and a real broker: kill -9 of both, a rotation, and then an audit.

The sums on Kafka are held against the simulation's truth.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from infra.broker import leash
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import create_topics
from streams.contracts.topics import POSITIONS, SIGNALS
from streams.simulation import Simulation, Truth, simulate
from tests.evidence_sums import lines_sent, truth_sums, usage_sums
from tests.kafka_node import KafkaNode

SOURCE = "north"


@dataclass
class Child:
    """`holdfast collect` in a process of its own, that ends with this one."""

    process: subprocess.Popen[bytes]
    said: Path

    @staticmethod
    def start(folder: Path, bootstrap: str, *arguments: str) -> "Child":
        """Begin to collect `access.log` of this folder."""
        command = [sys.executable, "-c", "from infra.cli import main; main()", "collect"]
        command += [str(folder / "access.log"), "--source", SOURCE, "--broker", bootstrap]
        command += ["--directory", str(folder / "directory.csv"), "--units", str(folder / "units.csv")]
        command += ["--key", str(folder / "key"), "--log-level", "debug", *arguments]
        said = folder / "collector.txt"
        with said.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), *command],
                stdout=out,
                stderr=out,
                env={name: value for name, value in os.environ.items() if name != "HOLDFAST_KAFKA"},
            )
        return Child(process, said)

    def kill(self) -> None:
        """End it with kill -9."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def ended(self, within_seconds: float) -> int:
        """Wait for its own end; the exit status."""
        return self.process.wait(within_seconds)


@dataclass(frozen=True)
class Storm:
    """How hard it is: kills of the collector and of the broker, all at moments from `seed`."""

    collector_kills: int
    broker_kills: int
    seed: int
    longest_life_seconds: float = 3.0


def write_log(simulation: Simulation, folder: Path) -> Truth:
    """The whole log as `whole.log`, with its directory; the storm lets it grow from there."""
    with (folder / "whole.log").open("wb") as out:
        truth = simulate(simulation, out)
    simulation.organisation.write_directory(folder / "directory.csv")
    simulation.organisation.write_units(folder / "units.csv")
    return truth


class GrowingLog:
    """Writes a log in pieces of whole and half lines, and rotates it once, as logrotate does."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._whole = (folder / "whole.log").open("rb")
        self._path = folder / "access.log"
        self._size = (folder / "whole.log").stat().st_size
        self._chance = chance
        self._path.touch()

    @property
    def share(self) -> float:
        """How much of it is written."""
        return self._whole.tell() / self._size

    def grow(self, share: float) -> None:
        """Write so much more of it, ending anywhere in a line."""
        with self._path.open("ab") as out:
            out.write(self._whole.read(int(self._size * share * self._chance.uniform(0.5, 1.5))))

    def rotate(self) -> None:
        """Rename the file; its last line is finished in the old one, as a proxy does until it is told."""
        older = sorted(
            self._path.parent.glob("access.log.*"), key=lambda path: int(path.suffix[1:]), reverse=True
        )
        with self._path.open("ab") as old:
            for path in older:
                path.rename(path.with_suffix(f".{int(path.suffix[1:]) + 1}"))
            self._path.rename(self._path.with_name("access.log.1"))
            old.write(self._whole.readline())
        self._path.touch()

    def finish(self) -> None:
        """Write the rest."""
        with self._path.open("ab") as out:
            while piece := self._whole.read(1 << 24):
                out.write(piece)
        self._whole.close()


async def ride_out(storm: Storm, simulation: Simulation, folder: Path) -> None:
    """Let the storm pass over collector and broker; AssertionError where a sum is not exact."""
    truth = await asyncio.to_thread(write_log, simulation, folder)
    chance = random.Random(storm.seed)
    with KafkaNode(folder / "node") as node:
        await asyncio.to_thread(node.wait_for, "answering")
        await create_topics(node.bootstrap)
        await asyncio.to_thread(_kill_and_kill, storm, node, GrowingLog(folder, chance), folder, chance)
        log = KafkaEvidenceLog(node.bootstrap, "reader")
        try:
            sums = await usage_sums(log)
            lines = lines_sent(await log.read_all(SIGNALS.name))
            positions = len(await log.read_all(POSITIONS.name))
        finally:
            await log.close()
    wrong = _differences(sums, truth_sums(truth))
    assert not wrong, f"{len(wrong)} sums differ: {wrong[:10]}"
    assert lines == truth.lines
    assert positions > 2


def _differences(
    sums: Counter[tuple[str, str, str]], truth: Counter[tuple[str, str, str]]
) -> list[tuple[tuple[str, str, str], int, int]]:
    """(which, found, true) for every sum that is wrong."""
    return [(key, sums[key], truth[key]) for key in sorted(sums | truth) if sums[key] != truth[key]]


def _kill_and_kill(
    storm: Storm, node: KafkaNode, log: GrowingLog, folder: Path, chance: random.Random
) -> None:
    """Collectors live for random times while the log grows; some die alone, some see the broker die."""
    fates = ["collector"] * storm.collector_kills + ["broker"] * storm.broker_kills
    chance.shuffle(fates)
    rotate_at = chance.randrange(1, len(fates))
    growth = 1.2 / len(fates)
    child = Child.start(folder, node.bootstrap)
    try:
        for number, fate in enumerate(fates):
            log.grow(growth)
            if number == rotate_at:
                log.rotate()
            # A life has to be real time: what is killed is another process, at a moment nobody chose.
            time.sleep(chance.uniform(0.05, storm.longest_life_seconds))
            if fate == "broker":
                node.kill_kafka()
                node.wait_for("answering")
            else:
                child.kill()
                child = Child.start(folder, node.bootstrap)
        log.finish()
        # Asked before it is up, Python itself ends it; both are ends without harm.
        assert child.stop() in {0, -signal.SIGTERM}, child.said.read_text()[-3000:]
    finally:
        child.kill()
    last = Child.start(folder, node.bootstrap, "--once")
    try:
        assert last.ended(300) == 0, last.said.read_text()[-3000:]
    finally:
        last.kill()
