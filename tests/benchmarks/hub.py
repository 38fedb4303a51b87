"""How the hub answers, measured by itself: its pages asked for in an open loop, and browsers that listen.

    python -m tests.benchmarks.hub [--write]

`make bench` measures it too, behind everything else; both write `hub.md` beside this.
"""

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import Final

from api.demo.children import ChildFault
from infra.broker.faults import BrokerFault
from tests.benchmarks import asking, telling, town
from tests.benchmarks.asking import Shown
from tests.benchmarks.figures import Promise, verdicts
from tests.benchmarks.machine import machine
from tests.benchmarks.measuring import Failed, use_two_cores

HERE: Final = Path(__file__).parent
PAGE_SECONDS: Final = 0.150
LIVE_SECONDS: Final = 1.0


def measure(folder: Path, database: Path) -> Shown | None:
    """How it answers of a town whose dependencies are told already; None where no Kafka can run.

    Raises Failed, ChildFault.
    """
    place = folder / "showing"
    place.mkdir()
    town.furnish(database)
    try:
        return asking.show(place, database)
    except BrokerFault:
        return None
    finally:
        shutil.rmtree(place, ignore_errors=True)


def promises(shown: Shown | None) -> Iterator[Promise]:
    """What was promised of pages and of changes, held against the figures."""
    slowest = None if shown is None else max(shown.pages, key=lambda one: one.p99)
    yield Promise(
        f"each page answers in less than {PAGE_SECONDS * 1000:.0f} ms (99 of 100) where it is asked for "
        f"{asking.A_SECOND} times a second",
        "no Kafka" if slowest is None else f"{slowest.page}: {slowest.p99 * 1000:.0f} ms",
        None if slowest is None else slowest.p99 < PAGE_SECONDS,
    )
    live = None if shown is None else shown.live
    yield Promise(
        f"a change is with {asking.LISTENERS:,} browsers in less than {LIVE_SECONDS:.0f} s (all)",
        "no Kafka" if live is None else f"{live.longest:.2f} s; half of them in {live.median:.2f} s",
        None if live is None else live.longest < LIVE_SECONDS,
    )


def table(shown: Shown | None) -> str:
    """How each page answered, as a Markdown table."""
    if shown is None:
        return "No Kafka could be started, so no page was asked for."
    lines = ["| page | the first time | half | 99 of 100 | kB |", "| --- | ---: | ---: | ---: | ---: |"]
    for one in shown.pages:
        times = (f"{1000 * seconds:.0f} ms" for seconds in (one.first, one.median, one.p99))
        lines.append(f"| {one.page} | {' | '.join(times)} | {one.kilobytes:.0f} |")
    return "\n".join(lines)


def tell(shown: Shown | None) -> None:
    """The figures, for whoever waits for them."""
    print(f"\n{table(shown)}\n\n{verdicts(promises(shown))}")  # noqa: T201 (this is a program)


def write(shown: Shown | None) -> None:
    """Put the figures and the machine into `hub.md`."""
    text = Template((HERE / "hub.template.md").read_text(encoding="utf-8")).substitute(
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        machine="\n".join(f"- {line}" for line in machine()),
        pages=table(shown),
        verdicts=verdicts(promises(shown)),
        a_second=asking.A_SECOND,
        seconds=asking.REQUESTS // asking.A_SECOND,
        listeners=f"{asking.LISTENERS:,}",
    )
    (HERE / "hub.md").write_text(text, encoding="utf-8")


def main() -> None:
    """The program."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.hub", description="Measure the hub.")
    parser.add_argument("--write", action="store_true", help="put the figures into tests/benchmarks/hub.md")
    asked = parser.parse_args()
    use_two_cores()
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as name:
        folder = Path(name)
        try:
            telling.measure(folder / "town.db")
            shown = measure(folder, folder / "town.db")
        except (Failed, ChildFault) as failed:
            raise SystemExit(f"bench: {failed}") from None
    tell(shown)
    if asked.write:
        write(shown)
    if any(promise.kept is False for promise in promises(shown)):
        raise SystemExit("bench: a promise is not kept")


if __name__ == "__main__":
    main()
