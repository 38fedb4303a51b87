"""`holdfast exercise` on a finished log: the terminal, the page and the document, and clear errors."""

from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from api.commands.exercise import app
from monitors.exercise_schema import Exercise
from tests.simulated_logs import morning, written

REGISTER = """
[[entries]]
unit = "Digital Engagement"
platform = "facebook"
activity = "answering citizens' messages"
declared_on = 2026-01-14
rto_hours = 1
mtpd_hours = 8
fallback = { name = "the WhatsApp channel", platform = "whatsapp" }
"""


@dataclass(frozen=True)
class Log:
    """A morning and an early afternoon of a Tuesday, and who belongs where."""

    folder: Path

    @property
    def words(self) -> tuple[str, ...]:
        names = ("access.log", "--directory", "directory.csv", "--units", "units.csv")
        files = (name if name.startswith("--") else str(self.folder / name) for name in names)
        return (*files, "--timezone", "America/Toronto", "--platform", "facebook")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    folder = tmp_path_factory.mktemp("tuesday")
    made = morning(people=200, hours=4.0, busy_lines_a_second=2.0, catalogued_share=0.6)
    made.organisation.write_directory(folder / "directory.csv")
    made.organisation.write_units(folder / "units.csv")
    (folder / "access.log").write_bytes(written(made)[0])
    (folder / "register.toml").write_text(REGISTER, encoding="utf-8")
    return Log(folder)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def document(log: Log, *words: str) -> Exercise:
    out = log.folder / "exercise.json"
    ran = run(*log.words, *words, "--json", str(out))
    assert ran.exit_code == 0, ran.output
    return msgspec.json.decode(out.read_bytes(), type=Exercise)


def test_a_morning_without_facebook_is_told_everywhere(log: Log) -> None:
    page = log.folder / "exercise.html"
    register = ("--register", str(log.folder / "register.toml"))
    hours = ("--day", "last-tuesday", "--from", "09:00", "--to", "12:00")

    told = document(log, *hours, *register, "--html", str(page))

    assert (told.gone.day, told.gone.timezone) == ("2026-11-24", "America/Toronto")
    assert (told.gone.from_, told.gone.to) == ("2026-11-24T14:00:00.000Z", "2026-11-24T17:00:00.000Z")
    assert [each.code for each in told.warnings] == ["exercise-few-days"]
    engaged = next(line for line in told.units if line.unit == "Digital Engagement")
    [activity] = engaged.activities
    assert (engaged.withheld, engaged.slots, engaged.people) == (True, None, None)
    assert (activity.fallback_covers, activity.reasons[0].code) == (False, "fallback-same-operator")
    assert activity.rto_passed_at == "2026-11-24T15:00:00.000Z"
    shown = [line for line in told.units if line.slots is not None]
    assert shown
    assert all(line.people is not None and line.people >= 10 for line in shown)
    assert told.summary.slots.high == sum(line.slots.high for line in shown if line.slots)
    assert "Digital Engagement" in page.read_text(encoding="utf-8")


def test_small_units_are_counted_and_never_named_without_a_declaration(log: Log) -> None:
    told = document(log, "--from", "09:00", "--to", "12:00")

    names = {line.unit for line in told.units}
    assert "Digital Engagement" not in names
    assert "Road Reports" not in names
    assert sum(each.small_units for each in told.small) >= 1


def test_what_was_done_then_is_what_would_have_been_lost(log: Log) -> None:
    """With one day of evidence nothing is usual, so the whole of a longer time is that of its parts."""
    parts = [
        document(log, "--from", begin, "--to", end) for begin, end in (("09:00", "11:00"), ("11:00", "13:00"))
    ]
    whole = document(log, "--from", "09:00", "--to", "13:00")

    def slots(told: Exercise, unit: str) -> tuple[int, int]:
        line = next(line for line in told.units if line.unit == unit)
        return (line.slots.low, line.slots.high) if line.slots else (0, 0)

    shown_thrice = [
        line.unit
        for line in whole.units
        if line.slots
        and all(any(own.unit == line.unit and own.slots for own in part.units) for part in parts)
    ]
    assert shown_thrice
    for unit in shown_thrice:
        lows, highs = zip(*(slots(part, unit) for part in parts), strict=True)
        low, high = slots(whole, unit)
        assert sum(lows) <= high
        assert low <= sum(highs)


@pytest.mark.parametrize(
    ("words", "status", "hint"),
    [
        (("--day", "2026-11-20"), 65, "no evidence of Friday, 2026-11-20. There is evidence of 2026-11-24."),
        (("--day", "soon"), 2, "write a date as 2026-03-02, yesterday, or a weekday"),
        (("--from", "9"), 2, "--from 9: write a time of the day as 09:00"),
        (("--platform", "facebok"), 2, "Did you mean facebook?"),
        (("--platform", "Facebook", "--day", "today"), 2, "--day today"),
        (("--register", "no.toml"), 66, "There is no file no.toml"),
        (("--html", "no/such/folder/e.html"), 2, "no such folder"),
    ],
)
def test_what_cannot_be_exercised_is_said_with_what_to_do(
    log: Log, words: tuple[str, ...], status: int, hint: str
) -> None:
    ran = run(*log.words, *words)

    assert (ran.exit_code, hint in ran.stderr) == (status, True), ran.stderr


def test_a_register_with_faults_is_refused_before_the_log_is_read(log: Log) -> None:
    bad = log.folder / "bad.toml"
    bad.write_text('[[entries]]\nunit = "Roads"\nplatform = "facebok"\n', encoding="utf-8")

    ran = run(*log.words, "--register", str(bad))

    assert ran.exit_code == 65
    assert "bad.toml" in ran.stderr


def test_without_a_platform_a_directory_or_a_database_it_says_what_to_name(
    log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(log.folder / "access.log")
    monkeypatch.setenv("HOLDFAST_DATABASE", f"sqlite:///{tmp_path}/none.db")

    assert "--platform facebook" in run(path).stderr
    assert "--directory" in run(path, "--platform", "facebook").stderr
    ran = run("--platform", "facebook")
    assert (ran.exit_code, "There is no database" in ran.stderr) == (66, True)
