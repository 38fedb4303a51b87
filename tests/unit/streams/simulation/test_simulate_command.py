"""`holdfast simulate`: all files of a simulation with one command, and clear words for what cannot be."""

import json
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from streams.commands.simulate import app
from streams.commands.simulate_inputs import last_tuesday
from streams.simulation import SCRIPTS
from streams.simulation.kinds import KINDS


def run(folder: Path, *arguments: str) -> Result:
    files = ("--out", str(folder / "access.log"), "--truth", str(folder / "truth.json"))
    return CliRunner().invoke(app, [*files, *arguments])


def test_one_command_writes_log_truth_directory_and_units(tmp_path: Path) -> None:
    papers = ("--directory", str(tmp_path / "d.csv"), "--units", str(tmp_path / "u.csv"))
    result = run(tmp_path, "--lines", "3000", *papers, "--disturb", "dns:facebook@60+600")
    assert result.exit_code == 0
    truth = json.loads((tmp_path / "truth.json").read_bytes())
    assert (tmp_path / "access.log").read_bytes().count(b"\n") == truth["lines"] == 3000
    assert truth["disturbances"][0]["name"] == "dns:facebook"
    begins = datetime.fromisoformat(truth["from"]).astimezone(ZoneInfo("America/Toronto"))
    assert (begins.weekday(), begins.hour) == (1, 8)
    assert timedelta(hours=16) <= datetime.now(UTC) - begins <= timedelta(days=8)
    assert (tmp_path / "d.csv").read_text().startswith("user,cidr,unit,network,site,from,to\n")
    assert (tmp_path / "u.csv").read_text().startswith("unit,parent,people\n")
    assert "3,000 lines" in result.stderr


@pytest.mark.parametrize(
    ("now", "day"),
    [("2026-11-24T23:59", 17), ("2026-11-25T00:00", 24), ("2026-11-30T12:00", 24), ("2026-12-01T07:00", 24)],
)
def test_a_simulated_log_begins_on_the_last_tuesday_that_is_over(now: str, day: int) -> None:
    begins = last_tuesday(datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("America/Toronto")))
    assert begins == datetime(2026, 11, day, 8, tzinfo=ZoneInfo("America/Toronto"))


def test_a_log_that_exists_is_not_replaced_unless_told_so(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_text("precious\n")
    refused = run(tmp_path, "--lines", "10")
    assert refused.exit_code == 2
    assert (tmp_path / "access.log").read_text() == "precious\n"
    assert run(tmp_path, "--lines", "10", "--overwrite").exit_code == 0
    assert (tmp_path / "access.log").read_bytes().count(b"\n") == 10


@pytest.mark.parametrize("precious", ["truth.json", "d.csv", "u.csv"])
def test_no_other_file_is_replaced_unless_told_so(tmp_path: Path, precious: str) -> None:
    words = ("--lines", "10", "--directory", str(tmp_path / "d.csv"), "--units", str(tmp_path / "u.csv"))
    (tmp_path / precious).write_text("precious\n")
    assert run(tmp_path, *words).exit_code == 2
    assert [path.read_text() for path in tmp_path.iterdir()] == ["precious\n"]
    assert run(tmp_path, *words, "--overwrite").exit_code == 0
    assert (tmp_path / precious).read_text() != "precious\n"


def test_two_files_under_one_name_are_refused(tmp_path: Path) -> None:
    result = run(tmp_path, "--lines", "10", "--overwrite", "--directory", str(tmp_path / "access.log"))
    assert result.exit_code == 2
    assert "--out and --directory name one file" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--lines", "10", "--people", "3"),
        ("--lines", "10", "--malformed", "2"),
        ("--lines", "10", "--catalogued-share", "0"),
        ("--lines", "10", "--format", "leef"),
        ("--lines", "10", "--disturb", "dns:facebook"),
        ("--lines", "10", "--disturb", "dns:myspace@0+10"),
        ("--lines", "10", "--timezone", "Atlantis"),
        ("--lines", "10", "--from", "yesterday"),
        ("--lines", "10", "--as-if", "lunchtime"),
        ("--lines", "10", "--directory", "/no/such/folder/d.csv"),
        ("--script", "facebook-1999"),
        ("--lines", "10", "--holidays", "Christmas"),
        ("--lines", "10", "--noise-rho", "1"),
        ("--lines", "10", "--site", "North"),
        ("--lines", "10", "--site", "North=-"),
        ("--lines", "10", "--site", "South=south.log"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_written(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    result = run(tmp_path, *arguments)
    assert result.exit_code == 2
    assert "Invalid value" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_help_tells_every_kind_of_trouble_and_names_every_script() -> None:
    told = " ".join(
        CliRunner(env={"COLUMNS": "200"}).invoke(app, ["--help"]).stdout.replace("│", " ").split()
    )
    assert [kind for kind, sort in KINDS.items() if f"{kind}: {sort.sentence}" not in told] == []
    assert [name for name in SCRIPTS if name not in told] == []


def test_a_real_outage_is_played_on_its_own_day(tmp_path: Path) -> None:
    assert run(tmp_path, "--script", "facebook-2021-10-04", "--hours", "2", "--people", "100").exit_code == 0
    truth = json.loads((tmp_path / "truth.json").read_bytes())
    assert truth["from"].startswith("2021-10-04T14:00")
    gone, _ = truth["disturbances"]
    assert gone["from"] == "2021-10-04T15:39:00.000Z" <= gone["first_shown_at"]
    assert (gone["cause"], gone["platforms"]) == ("shared-provider", ["facebook", "instagram", "whatsapp"])


def test_a_script_is_moved_to_another_time_with_trouble_of_ones_own_on_top(tmp_path: Path) -> None:
    words = ("--script", "names-gone", "--from", "2026-11-22T03:00:00Z", "--hours", "1.2", "--people", "60")
    assert run(tmp_path, *words, "--disturb", "refused:x@60+600").exit_code == 0
    truth = json.loads((tmp_path / "truth.json").read_bytes())
    assert [trouble["from"] for trouble in truth["disturbances"]] == [
        "2026-11-22T04:00:00.000Z",
        "2026-11-22T03:01:00.000Z",
    ]
    assert truth["people"] == 60
    assert all(trouble["requests"] for trouble in truth["disturbances"])


def test_a_site_gets_a_log_of_its_own(tmp_path: Path) -> None:
    north = tmp_path / "north.log"
    assert run(tmp_path, "--lines", "2000", "--site", f"North={north}").exit_code == 0
    truth = json.loads((tmp_path / "truth.json").read_bytes())
    assert {source["name"]: source["lines"] for source in truth["sources"]} == {
        "central": (tmp_path / "access.log").read_bytes().count(b"\n"),
        "North": north.read_bytes().count(b"\n"),
    }
    assert (
        run(tmp_path, "--lines", "10", "--overwrite", "--site", f"North={tmp_path / 'access.log'}").exit_code
        == 2
    )


def test_holidays_seasons_and_noise_can_be_asked_for(tmp_path: Path) -> None:
    words = ("--from", "2026-12-25T10:00:00-05:00", "--hours", "0.5", "--people", "100")
    sizes = []
    for more in ((), ("--seasons",), ("--seasons", "--holidays", "province"), ("--holidays", "2026-12-25")):
        assert run(tmp_path, *words, "--overwrite", *more).exit_code == 0
        sizes.append(json.loads((tmp_path / "truth.json").read_bytes())["lines"])
    assert sizes[0] > sizes[1] > sizes[2] > 0
    assert sizes[0] > sizes[3] > sizes[2]
    noisy = ("--failure-share", "0.2", "--noise-rho", "0.1", "--noise-seconds", "30")
    assert run(tmp_path, *words, "--overwrite", *noisy).exit_code == 0
    assert (tmp_path / "access.log").read_bytes().count(b" NONE_NONE/503 ") > 0.1 * sizes[0]


def test_live_stops_in_good_order_when_asked_to(tmp_path: Path) -> None:
    words = ("simulate", "--out", "-", "--truth", str(tmp_path / "truth.json"), "--live", "--rate", "200")
    program = "import sys; from infra.cli import app; app(sys.argv[1:])"
    with subprocess.Popen([sys.executable, "-c", program, *words], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        lines = [running.stdout.readline() for _ in range(20)]
        running.send_signal(signal.SIGTERM)
        lines += running.stdout.readlines()
        assert running.wait(30) == 0
    truth = json.loads((tmp_path / "truth.json").read_bytes())
    assert len(lines) == truth["lines"] >= 20
    assert all(line.endswith(b"\n") for line in lines)
