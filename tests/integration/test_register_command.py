"""`holdfast register` as people call it, on a file and on the monitors' database."""

import csv
import hashlib
import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner, Result

from api.commands.register import app
from infra.database_address import VARIABLE
from monitors.adapters.database import stated_url
from monitors.adapters.sql_store import opened_store
from monitors.domain.calendar import day_of
from monitors.domain.outage.records import Reason
from monitors.domain.register.actions import Confirm
from monitors.domain.register.applying import applied
from monitors.domain.register.asking import Question
from monitors.domain.reliance.alerts import Alert
from monitors.domain.reliance.daily import LevelChange
from monitors.register_rows import RegisterWork
from monitors.reliance_rows import RelianceWork, UnitStanding
from monitors.store import Place, Work
from tests.register_actions import act, entry
from tests.stored_reliance import dependency

PLACE = Place("cluster-a", "topic-1", "holdfast.evidence.signals", 0)
TODAY = datetime.now(UTC).astimezone().date()

FILE = """
[[entries]]
unit = "Roads"
platform = "facebook"
activity = "closures of roads"
declared_on = 2026-01-14
review_due = 2199-01-01
owner_role = "Duty manager"
rto_hours = 2
impact_over_time = [{ at_hours = 24, category = "safety", level = 4 }]
fallback = { name = "Messenger", platform = "messenger", tested_on = TODAY }
""".replace("TODAY", TODAY.isoformat())


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "register.toml"
    path.write_text(FILE, "utf-8")
    return path


@pytest.fixture
def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database in which Roads has declared Facebook, and a small unit is asked about X."""
    url = f"sqlite:///{tmp_path}/judged.db"
    monkeypatch.setenv(VARIABLE, url)
    seen = [dependency("Roads", "facebook", 20_000, 75), dependency("Desk", "x", 20_000, 80)]
    seen = [replace(each, state=replace(each.state, level="mission-critical")) for each in seen]
    asked = Question(
        unit="Desk", platform="x", why="likely-critical", asked_on=TODAY, due_on=TODAY + timedelta(days=14)
    )
    rose = LevelChange(
        unit="Roads", platform="x", number=1, day=day_of(TODAY), before=None, after="habitual", score=31,
        reason=Reason("level-first", {"score": 31}), alert=Alert("weekly", Reason("digest-not-critical")),
    )  # fmt: skip
    now_ms = int(datetime.now(UTC).timestamp() * 1000)
    confirmed = applied(entry(), act(Confirm, at_ms=now_ms), TODAY)
    assert confirmed.entry is not None
    with opened_store(stated_url()) as store:
        work = Work(
            reliance=RelianceWork(
                standings=[UnitStanding("Roads", 20_000, 40, False), UnitStanding("Desk", 20_000, 4, False)],
                dependencies=seen,
                questions=[asked],
                changes=[rose],
            ),
            register=RegisterWork({confirmed.entry.key: confirmed.entry}, [confirmed.change]),
        )
        store.commit(PLACE, None, 1, work)


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200"})


def test_a_sound_file_is_checked_and_what_stands_at_odds_in_it_is_said(file: Path) -> None:
    ran = run("check", file)

    assert ran.exit_code == 0, ran.output
    assert "Messenger belongs to Meta as well" in ran.stdout
    assert ran.stdout.endswith("1 entry is sound.\n")


def test_a_file_with_faults_ends_with_65_and_says_them_all(file: Path) -> None:
    file.write_text(FILE.replace('"facebook"', '"facebok"').replace("= 2\n", "= -2\n"), "utf-8")
    ran = run("check", file)

    assert ran.exit_code == 65
    assert 'unknown platform "facebok"; did you mean "facebook"?' in ran.stderr
    assert "rto_hours is -2" in ran.stderr


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    assert run("check", tmp_path / "none.toml").exit_code == 66
    ran = run("list")
    assert ran.exit_code == 66
    assert "or name a register file with --register" in ran.stderr
    declared = run("declare", tmp_path / "none.toml", "--account", "a")
    assert declared.exit_code == 66


def test_a_file_is_listed_without_saying_what_no_log_was_read_for(file: Path) -> None:
    [line] = [json.loads(line) for line in run("list", "--register", file, "--json").stdout.splitlines()]

    assert (line["level"], line["observed"], line["confirmation"]) == ("mission-critical", None, "asked")
    assert [finding["code"] for finding in line["findings"]] == ["fallback-of-same-operator"]


@pytest.mark.usefixtures("judged")
def test_the_live_register_is_listed_and_a_small_unit_is_not_named() -> None:
    ran = run("list")

    assert ran.exit_code == 0, ran.output
    assert "Roads" in ran.stdout
    assert "mission-critical" in ran.stdout
    assert "The fallback phone queue 4 was never tested" in ran.stdout
    assert "Desk" not in ran.stdout
    assert run("list", "--only", "contradictions", "--json").stdout == ""
    assert run("list", "--only", "no-fallback", "--json").stdout.count("\n") == 1


def test_half_an_hour_has_a_comma_in_french(file: Path) -> None:
    file.write_text(FILE.replace("rto_hours = 2", "rto_hours = 0.5"), "utf-8")

    assert "0.5 h" in run("list", "--register", file).stdout
    assert "0,5 h" in run("list", "--register", file, "--lang", "fr").stdout


@pytest.mark.usefixtures("judged")
def test_a_unit_is_asked_in_its_language() -> None:
    assert "Desk: what is X (Twitter) worth to you?" in run("ask").stdout
    assert "Its terms of use, as read on 2026-11-22: a personal account may be used" in run("ask").stdout
    french = run("ask", "--unit", "Desk", "--lang", "fr").stdout
    assert "utilisation, lues le" in french
    assert "Desk\u00a0: que vaut X (Twitter) pour vous" in french
    assert run("ask", "--unit", "Roads").stdout == ""


@pytest.mark.usefixtures("judged")
def test_the_digest_tells_the_week() -> None:
    ran = run("digest")

    assert ran.exit_code == 0, ran.output
    assert f"{TODAY}  Roads  x: habitual · Seen for the first time" in ran.stdout
    assert "The unit confirmed it." in ran.stdout
    assert run("digest", "--unit", "Desk").stdout == "Nothing happened that a digest would tell.\n"


@pytest.mark.usefixtures("judged")
def test_an_export_counts_what_it_does_not_name(tmp_path: Path) -> None:
    out = tmp_path / "register.csv"
    ran = run("export", out, "--purpose", "analysis", "--prepared-by-role", "Head of Risk")

    assert ran.exit_code == 0, ran.output
    lines = out.read_text("utf-8").splitlines()
    assert "# suppressed_cells: 1" in lines
    [row] = csv.DictReader(line for line in lines if not line.startswith(("#", '"#')))
    assert (row["unit_name"], row["evidence_level"], row["observed_score"]) == ("Roads", "confirmed", "75")


def exported(out: Path | str, role: str, *others: object) -> Result:
    return run("export", out, "--purpose", "analysis", "--prepared-by-role", role, *others)


def test_an_export_names_no_person_and_replaces_nothing_that_it_reads(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "register.csv"
    for person in ("someone@example.org", "some.one", ""):
        refused = exported(out, person, "--register", file)
        assert (refused.exit_code, out.exists()) == (2, False)
        assert "--prepared-by-role" in refused.stderr
        assert not person or person not in refused.stderr
    before = file.read_bytes()
    clash = exported(file, "Head of Risk", "--register", file)
    assert (clash.exit_code, file.read_bytes()) == (2, before)
    assert "would replace a file that is read" in clash.stderr


def test_an_export_is_checked_with_its_header_alone(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "register.csv"
    out.write_text("the one before", "utf-8")
    assert exported(out, "Head of Risk", "--register", file).exit_code == 0

    head, _, body = out.read_bytes().partition(b"# previous_sha256: \n")
    assert f"# sha256: {hashlib.sha256(body).hexdigest()}\n".encode() in head
    assert list(tmp_path.glob(".register.csv.*")) == []


def test_what_nobody_has_answered_is_not_told_as_no_reliance(file: Path, tmp_path: Path) -> None:
    impact = next(line for line in FILE.splitlines() if line.startswith("impact_over_time"))
    file.write_text(FILE.replace(impact, ""), "utf-8")
    out = tmp_path / "register.csv"

    listed = run("list", "--register", file).stdout
    assert ("not answered" in listed, "no reliance" in listed) == (True, False)
    [line] = run("list", "--register", file, "--only", "unanswered", "--json").stdout.splitlines()
    assert (json.loads(line)["level"], json.loads(line)["confirmation"]) == (None, "asked")
    assert exported(out, "Head of Risk", "--register", file).exit_code == 0
    [row] = csv.DictReader(
        each for each in out.read_text("utf-8").splitlines() if not each.startswith(("#", '"#'))
    )
    assert (row["register_level"], row["declared_level"], row["observed_level"]) == ("unknown", "", "")


def test_nothing_is_frozen_of_an_empty_register(file: Path, tmp_path: Path) -> None:
    file.write_text("", "utf-8")

    assert run("check", file).exit_code == 65
    refused = run("edition", "freeze", tmp_path / "2026.json", "--register", file)
    assert (refused.exit_code, (tmp_path / "2026.json").exists()) == (65, False)
    assert "begin one with a line [[entries]]" in refused.stderr


def test_what_reads_no_file_sends_nobody_to_one() -> None:
    for words in (["ask"], ["digest"]):
        ran = run(*words)
        assert (ran.exit_code, "--register" in ran.stderr) == (66, False)
        assert f"Let {VARIABLE} name the one that the monitors write" in ran.stderr


def test_an_edition_that_somebody_made_does_not_steer_the_terminal(file: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.json"
    assert run("edition", "freeze", made, "--register", file).exit_code == 0
    made.write_text(made.read_text("utf-8").replace("closures of roads", "closures\\u001b[2J"), "utf-8")

    shown = run("edition", "show", made)
    assert ("\x1b" in shown.output, "closures\N{REPLACEMENT CHARACTER}[2J" in shown.output) == (False, True)


def test_an_edition_is_frozen_shown_and_compared(file: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "2025.json", tmp_path / "2026.json"
    assert run("edition", "freeze", first, "--register", file, "--name", "2025").exit_code == 0
    file.write_text(FILE.replace("rto_hours = 2", 'rto_hours = 4\ndeputy_role = "Shift lead"'), "utf-8")
    frozen = run("edition", "freeze", second, "--register", file, "--previous", first)
    assert frozen.exit_code == 0, frozen.output
    assert date.fromisoformat(json.loads(second.read_text("utf-8"))["edition"]["frozen_on"]) == TODAY

    shown = run("edition", "show", second, "--previous", first)
    assert "as it was frozen by the holder of the key" in shown.stdout
    assert run("edition", "diff", first, second).stdout == (
        "changed  Roads  facebook  closures of roads\n"
        '  deputy_role: not answered -> "Shift lead"\n'
        "  rto_hours: 2 -> 4\n"
    )
    assert run("edition", "diff", second, "--register", file).stdout == "Nothing changed.\n"
    assert run("edition", "freeze", second, "--register", file).exit_code == 2
    first.write_text(first.read_text("utf-8").replace("Duty manager", "Nobody"), "utf-8")
    altered = run("edition", "show", first)
    assert altered.exit_code == 65
    assert "It is not as it was frozen" in altered.stderr


def test_an_earlier_edition_that_was_edited_is_said_and_nothing_is_frozen_behind_it(
    file: Path, tmp_path: Path
) -> None:
    first, second, third = (tmp_path / name for name in ("2024.json", "2025.json", "2026.json"))
    assert run("edition", "freeze", first, "--register", file).exit_code == 0
    assert run("edition", "freeze", second, "--register", file, "--previous", first).exit_code == 0
    first.write_text(first.read_text("utf-8").replace("Duty manager", "Nobody"), "utf-8")

    shown = run("edition", "show", second, "--previous", first)
    assert (shown.exit_code, "hold" in shown.stdout) == (65, False)
    assert f"{first}: It is not as it was frozen" in shown.stderr
    frozen = run("edition", "freeze", third, "--register", file, "--previous", first)
    assert (frozen.exit_code, third.exists()) == (65, False)
    assert frozen.stderr.endswith("Nothing was frozen.\n")
    for other in ([second], ["--register", file]):
        compared = run("edition", "diff", first, *other)
        assert (compared.exit_code, compared.stdout) == (65, "")
        assert f"{first}: It is not as it was frozen" in compared.stderr
    assert run("edition", "diff", second, first).exit_code == 65


def test_editions_sealed_with_different_keys_are_checked_with_both(file: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "2025.json", tmp_path / "2026.json"
    old, new = tmp_path / "old.key", tmp_path / "new.key"
    assert run("edition", "freeze", first, "--register", file, "--key", old).exit_code == 0
    behind = ("edition", "freeze", second, "--register", file, "--key", new, "--previous", first)
    refused = run(*behind)
    assert (refused.exit_code, "sealed with another key" in refused.stderr) == (65, True)
    both = ("--public-key", tmp_path / "old.public.pem", "--public-key", tmp_path / "new.public.pem")
    assert run(*behind, *both[:2]).exit_code == 0

    shown = run("edition", "show", second, "--previous", first, *both)
    assert (shown.exit_code, "hash and seal hold" in shown.stdout) == (0, True)
    assert run("edition", "show", second, "--previous", first, *both[2:]).exit_code == 65


def test_whoever_has_the_public_key_checks_an_edition_without_any_secret(file: Path, tmp_path: Path) -> None:
    edition, key, given = tmp_path / "2026.json", tmp_path / "ours.key", tmp_path / "given.pem"
    frozen = run("edition", "freeze", edition, "--register", file, "--key", key)
    assert frozen.exit_code == 0, frozen.output
    pem = (tmp_path / "ours.public.pem").read_text("ascii")
    assert pem in frozen.stdout
    given.write_text(pem, "ascii")
    key.unlink()

    assert "the seal was not looked at" in run("edition", "show", edition).stdout
    shown = run("edition", "show", edition, "--public-key", given)
    assert (shown.exit_code, "hash and seal hold" in shown.stdout) == (0, True)
    given.write_text("no key", "ascii")
    assert run("edition", "show", edition, "--public-key", given).exit_code == 65
    assert run("edition", "show", edition, "--public-key", tmp_path / "none.pem").exit_code == 66


def test_without_what_seals_need_an_edition_is_shown_and_none_is_frozen(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = tmp_path / "2026.json"
    assert run("edition", "freeze", edition, "--register", file, "--key", tmp_path / "k").exit_code == 0
    monkeypatch.setitem(sys.modules, "monitors.adapters.edition_keys", None)

    assert run("edition", "show", edition).exit_code == 0
    refused = run("edition", "freeze", tmp_path / "other.json", "--register", file)
    assert refused.exit_code == 66
    assert "pip install 'holdfast[live]'" in refused.stderr
    assert not (tmp_path / "other.json").exists()
