"""`make bench`: speed and memory beside GoAccess and SARG, on one log, on two cores, in one run.

    python -m tests.benchmarks [--write] [--full]

Everything happens in a temporary folder that is removed at the end (6 GB). Ends with status 1 where a promise
is not kept, and where a figure of Holdfast's is not the simulation's.
"""

import argparse
import compileall
import shutil
import statistics
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from string import Template

import msgspec

from api.demo.children import ChildFault
from infra.broker.faults import BrokerFault
from streams.simulation import Truth
from tests.benchmarks import contenders, hub, telling
from tests.benchmarks.collecting import collect
from tests.benchmarks.figures import Figures, Row, table, verdicts
from tests.benchmarks.judging import Judged, judge
from tests.benchmarks.machine import machine
from tests.benchmarks.make_log import FEW_PEOPLE, LINES, PEOPLE, make_log
from tests.benchmarks.measuring import Failed, peak_mb, seconds, use_two_cores

RUNS, TURNS = 3, 3
HERE = Path(__file__).parent
INSTALLED = ("api", "infra", "monitors", "streams")
LARGE_TIMES = 10
SUSTAINED_SECONDS, SUSTAINED_FULL_SECONDS = 60.0, 300.0
LIVE_SECONDS = 60.0


def measure(folder: Path, lines: int, *, full: bool) -> Figures:
    """Everything, one after the other, so that nothing disturbs anything. Raises Failed."""
    log = folder / "access.log"
    say(f"Writing a log of {lines:,} lines")
    truth = make_log(log, lines=lines)
    say("`holdfast --help`")
    help_seconds = seconds([*contenders.HOLDFAST, "--help"], runs=11, said=folder / "said.txt")
    say("holdfast snapshot and goaccess, in turn")
    ours, goaccess = _side_by_side(log, folder, truth)
    say("holdfast snapshot on a log of fewer people")
    sparse = _sparse(folder, lines)
    say("holdfast collect, to Kafka")
    collected, at_work = _collect(log, folder, truth)
    sustained = SUSTAINED_FULL_SECONDS if full else SUSTAINED_SECONDS
    say(f"holdfast collect and monitors, for {sustained:.0f} s and {LIVE_SECONDS:.0f} s")
    judged = _judge(folder, sustained)
    say(f"A day of {telling.UNITS} units on {telling.PLATFORMS} platforms, {telling.DAYS} days behind them")
    told = telling.measure(folder / "town.db")
    say("sarg")
    sarg = _sarg(log, folder, lines)
    large = large_collected = None
    if full:
        say(f"holdfast snapshot and collect on {LARGE_TIMES} times as many lines")
        truth = make_log(log, lines=lines, times=LARGE_TIMES)
        large = _snapshot(log, folder, truth, _time(contenders.snapshot(log, folder), folder, runs=1))
        large_collected, _ = _collect(log, folder, truth)
    return Figures(
        ours,
        collected,
        at_work,
        goaccess,
        sarg,
        large,
        large_collected,
        help_seconds,
        sparse,
        judged,
        told,
    )


def _side_by_side(log: Path, folder: Path, truth: Truth) -> tuple[Row, Row | None]:
    """A snapshot and GoAccess in turn, for a machine's pace changes from minute to minute: the medians."""
    command = contenders.goaccess(log, folder)
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(TURNS):
        ours += [_time(contenders.snapshot(log, folder), folder, runs=1) for _ in range(RUNS)]
        if command is not None:
            theirs.append(_time(command, folder, runs=1))
    row = _snapshot(log, folder, truth, statistics.median(ours))
    if command is None:
        return row, None
    peak, _ = peak_mb(command, said=folder / "said.txt")
    return row, Row("goaccess", truth.lines, statistics.median(theirs), peak)


def _time(command: list[str], folder: Path, *, runs: int) -> float:
    """The median wall time of some runs."""
    return seconds(command, runs=runs, said=folder / "said.txt")


def _snapshot(log: Path, folder: Path, truth: Truth, took: float) -> Row:
    """A snapshot that took so many seconds: its memory, and its figures, which must be the simulation's."""
    command = contenders.snapshot(log, folder)
    peak, _ = peak_mb(command, said=folder / "said.txt")
    shown = msgspec.json.decode((folder / "snapshot.json").read_bytes())
    read, requests = shown["input"]["lines"], sum(row["requests"] for row in shown["platforms"])
    if (read, requests) != (truth.lines, truth.requests_counted):
        raise Failed(
            f"the snapshot says {read:,} lines and {requests:,} requests; "
            f"the simulation wrote {truth.lines:,} and {truth.requests_counted:,}"
        )
    return Row("holdfast snapshot", truth.lines, took, peak)


def _sparse(folder: Path, lines: int) -> Row:
    """A snapshot of as many lines that fewer people wrote in more hours, beside which nothing else is run."""
    log = folder / "sparse.log"
    truth = make_log(log, people=FEW_PEOPLE, lines=lines)
    row = _snapshot(log, folder, truth, _time(contenders.snapshot(log, folder), folder, runs=RUNS))
    log.unlink()
    return replace(row, program=f"holdfast snapshot, {FEW_PEOPLE:,} people", compared=False)


def _collect(log: Path, folder: Path, truth: Truth) -> tuple[Row | None, Row | None]:
    """The collector from its start, and at work, without its start; None where no Kafka can run."""
    try:
        collected = collect(log, folder, truth.requests_counted)
    except BrokerFault as fault:
        say(f"  left out: {fault}")
        return None, None
    finally:
        shutil.rmtree(folder / "broker", ignore_errors=True)
    if collected.requests != truth.requests_counted:
        raise Failed(f"Kafka holds {collected.requests:,} requests, not {truth.requests_counted:,}")
    whole = Row("holdfast collect", truth.lines, collected.seconds, collected.peak_mb)
    lines = round(truth.lines * collected.at_work_share)
    return whole, Row("holdfast collect, at work", lines, collected.at_work_seconds, None)


def _judge(folder: Path, sustained_seconds: float) -> Judged | None:
    """How much is judged, and how soon; None where no Kafka can run."""
    place = folder / "judging"
    place.mkdir()
    try:
        return judge(place, sustained_seconds=sustained_seconds, live_seconds=LIVE_SECONDS)
    except BrokerFault as fault:
        say(f"  left out: {fault}")
        return None
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _sarg(log: Path, folder: Path, lines: int) -> Row | None:
    """SARG on the first part of the log."""
    some = min(lines, contenders.SARG_LINES)
    part = folder / "part.log"
    with log.open("rb") as source, part.open("wb") as out:
        for _, line in zip(range(some), source, strict=False):
            out.write(line)
    command = contenders.sarg(part, folder)
    took = None if command is None else _time(command, folder, runs=1)
    shutil.rmtree(folder / "sarg", ignore_errors=True)
    return None if took is None else Row("sarg", some, took, None, scaled=some < lines)


def write(figures: Figures) -> None:
    """Put the figures and the machine into the README of this folder."""
    text = Template((HERE / "README.template.md").read_text(encoding="utf-8")).substitute(
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        machine="\n".join(f"- {line}" for line in machine()),
        table=table(figures),
        verdicts=verdicts(figures.promises()),
        people=f"{PEOPLE:,}",
        few_people=f"{FEW_PEOPLE:,}",
        sarg_lines=f"{contenders.SARG_LINES:,}",
    )
    (HERE / "README.md").write_text(text, encoding="utf-8")


def say(sentence: str) -> None:
    """Progress, apart from the figures."""
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 (this is a program)


def main() -> None:
    """The program."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Measure Holdfast.")
    parser.add_argument(
        "--write", action="store_true", help="put the figures into tests/benchmarks/README.md"
    )
    parser.add_argument("--full", action="store_true", help="measure at ten times as many lines too")
    parser.add_argument("--lines", type=int, default=LINES)
    asked = parser.parse_args()
    use_two_cores()
    for package in INSTALLED:  # as pip does; an editable install leaves it to the first run
        compileall.compile_dir(HERE.parents[1] / package, quiet=2)
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as name:
        folder = Path(name)
        try:
            figures = measure(folder, asked.lines, full=asked.full)
            say("The hub's pages, and a thousand browsers that listen")
            shown = hub.measure(folder, folder / "town.db")
        except (Failed, ChildFault) as failed:
            raise SystemExit(f"bench: {failed}") from None
    print("\n".join((*machine(), "", table(figures), "", verdicts(figures.promises()))))  # noqa: T201
    hub.tell(shown)
    if asked.write:
        write(figures)
        hub.write(shown)
    if any(promise.kept is False for promise in (*figures.promises(), *hub.promises(shown))):
        raise SystemExit("bench: a promise is not kept")


if __name__ == "__main__":
    main()
