"""Takes the README's pictures from a real report: a simulated organisation, a snapshot, a browser.

`make pictures` runs it. `report.png` is the top of the HTML report, `terminal.png` the summary as rich prints
it; both are drawn by Debian's Chromium, which can reach no host while it does.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from streams.simulation import Simulation, disturbance, simulate
from tests.hub_pictures import take_hub_pictures

PICTURES: Final = Path(__file__).parents[1] / "docs" / "images"
BEGINS_AT: Final = datetime(2026, 11, 2, 13, tzinfo=UTC)
"""A Monday, eight in the morning where the simulated organisation works."""

DAYS: Final = 14
PEOPLE: Final = 1500
RATE: Final = 9.0
COLUMNS: Final = 100

TROUBLES: Final = ("dns:facebook@176400+14400", "filter:tiktok@432000+600000", "slow:linkedin@270000+3600")
"""Facebook gone on a Wednesday morning, TikTok filtered from Saturday on, an hour of slow LinkedIn."""

ARGUMENTS: Final = (
    *("access.log", "--directory", "directory.csv", "--units", "units.csv"),
    *("--timezone", "America/Toronto", "--html", "report.html"),
)
PAGE: Final = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ margin: 0; background: #10171f; width: {width}px }}
img {{ display: block; width: 100% }}
</style><img src="terminal.svg">"""


def main() -> None:
    """Make the log, the report, and both pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("pictures: needs Chromium, for example `apt-get install chromium fonts-dejavu-core`")
    with tempfile.TemporaryDirectory(prefix="holdfast-pictures-") as name:
        folder = Path(name)
        simulation = Simulation(
            begins_at=BEGINS_AT,
            people=PEOPLE,
            hours=24 * DAYS,
            busy_lines_a_second=RATE,
            disturbances=tuple(disturbance(trouble, BEGINS_AT) for trouble in TROUBLES),
        )
        with (folder / "access.log").open("wb") as log:
            simulate(simulation, log)
        simulation.organisation.write_directory(folder / "directory.csv")
        simulation.organisation.write_units(folder / "units.csv")
        said = _snapshot(folder)
        (folder / "terminal.html").write_text(PAGE.format(width=980), encoding="utf-8")
        height = _drawn(said, folder / "terminal.svg", width=980)
        _take(chromium, folder, "report.html", PICTURES / "report.png", (1180, 1394))
        _take(chromium, folder, "terminal.html", PICTURES / "terminal.png", (980, height))
    take_hub_pictures(PICTURES)


def _snapshot(folder: Path) -> str:
    """Run `holdfast snapshot` as on a colour terminal; what it prints."""
    command = [sys.executable, "-c", "from infra.cli import main; main()", "snapshot", *ARGUMENTS]
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def _drawn(said: str, path: Path, *, width: int) -> int:
    """Draw what a terminal shows as SVG; the height of the picture at this width."""
    from rich.console import Console  # noqa: PLC0415 (only here)
    from rich.text import Text  # noqa: PLC0415

    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere)
        console.print(f"[bold green]$[/] holdfast snapshot {' '.join(ARGUMENTS)}")
        console.print(Text.from_ansi(said.rstrip()))
        svg = console.export_svg(title="holdfast snapshot")
    path.write_text(svg, encoding="utf-8")
    _, _, across, down = svg.split('viewBox="')[1].split('"')[0].split()
    return round(float(down) * width / float(across))


def _take(chromium: str, folder: Path, page: str, picture: Path, size: tuple[int, int]) -> None:
    """Photograph a page in a window of this size."""
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]
    command += ["--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND"]
    command += [f"--user-data-dir={folder / 'profile'}", "--force-device-scale-factor=1.5"]
    command += [f"--window-size={size[0]},{size[1]}", f"--screenshot={picture}", (folder / page).as_uri()]
    subprocess.run(command, capture_output=True, timeout=120, check=True)


if __name__ == "__main__":
    main()
