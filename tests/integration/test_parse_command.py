"""`holdfast parse`: JSON lines out, a summary on standard error, and exit codes that scripts can trust."""

import gzip
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from streams.commands.parse import EXAMPLE, app
from tests.log_samples import SAMPLES, Sample

FIRST, SECOND = SAMPLES[0].log.splitlines(keepends=True)
FIELDS = [
    "line", "at", "started_at", "user", "client_ip", "host", "port", "method", "status", "bytes_down",
    "bytes_up", "duration_ms", "outcome", "blocked", "format",
]  # fmt: skip


def parse(*arguments: str | Path, text: bytes | None = None) -> Result:
    """The command, run in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=text)


def rows(result: Result) -> list[dict[str, object]]:
    """The JSON lines on standard output."""
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("sample", SAMPLES[:3] + SAMPLES[4:7], ids=lambda sample: sample.name)
def test_each_format_prints_the_same_fields(tmp_path: Path, sample: Sample) -> None:
    log = tmp_path / "some.log"
    log.write_bytes(sample.log)
    result = parse(log)
    assert result.exit_code == 0
    assert [list(row) for row in rows(result)] == [FIELDS] * sample.requests
    assert rows(result)[0]["format"] == sample.name
    assert f"{sample.requests} parsed + 0 rejected" in result.stderr


def test_rejected_lines_stand_in_their_place_and_the_summary_says_what_they_mean(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(b"half a line\n" + FIRST + b"\n" + SECOND + SECOND[:40] + b"\n")
    result = parse(log)
    assert [(row["line"], row.get("rejected")) for row in rows(result)] == [
        (1, "not-this-format"),
        (2, None),
        (4, None),
        (5, "too-few-fields"),
    ]
    assert "5 lines = 2 parsed + 2 rejected + 1 skipped" in result.stderr
    assert "1 too-few-fields (first: line 5): cut short" in result.stderr
    assert result.exit_code == 0


def test_more_rejected_than_parsed_is_bad_data(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(FIRST + b"x\ny\n")
    assert parse(log).exit_code == 65


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere.log"], 66, "There is no file nowhere.log"),
        (["."], 66, ". is a directory. Name the files in it"),
        (["--format", "squids", "LOG"], 2, "known are auto"),
        (["--timezone", "Mars/Base", "LOG"], 2, "IANA"),
        (["--logformat", "%ts %zz", "LOG"], 2, "'%zz' (character 5) is not known"),
        (["--format", "w3c", "--logformat", "%ts %ru", "LOG"], 2, "belongs to"),
        (["--logformat", "", "LOG"], 2, "--logformat is empty"),
        (["--format", "squid", "--logformat", " ", "LOG"], 2, "--logformat is empty"),
        ([], 2, "Missing argument"),
    ],
)
def test_mistakes_are_answered_with_what_to_do(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(FIRST)
    result = parse(*[str(log) if argument == "LOG" else argument for argument in arguments])
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""


def test_an_unknown_log_is_a_question_of_settings(tmp_path: Path) -> None:
    log = tmp_path / "letters"
    log.write_bytes(b"Dear all,\nregards\n")
    result = parse(log)
    assert result.exit_code == 2
    assert "--fields FILE.toml" in result.stderr


def test_standard_input_is_read_and_compressed_logs_are_unpacked() -> None:
    assert [row["line"] for row in rows(parse("-", text=gzip.compress(FIRST + SECOND)))] == [1, 2]


def test_an_empty_log_has_no_lines(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_bytes(b"")
    result = parse(tmp_path / "access.log")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "0 lines" in result.stderr


def test_a_truncated_archive_gives_what_was_readable_and_says_so(tmp_path: Path) -> None:
    log = tmp_path / "access.log.gz"
    packed = gzip.compress(
        b"".join(FIRST.replace(b"10.1.2.3", b"10.1.2.%d" % (n % 250)) for n in range(5000))
    )
    log.write_bytes(packed[: len(packed) // 2])
    result = parse(log)
    assert result.exit_code == 0
    assert len(rows(result)) > 1000
    assert "ends early" in result.stderr


def test_several_files_are_summed_up_one_by_one_and_rotated_sets_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "sg.log.1").write_bytes(SAMPLES[4].log)
    (tmp_path / "sg.log").write_bytes(SAMPLES[4].log.splitlines(keepends=True)[-1])
    (tmp_path / "squid.log").write_bytes(FIRST + b"x\n")
    result = parse(tmp_path / "sg.log", tmp_path / "squid.log", tmp_path / "sg.log.1")
    assert [(row["line"], row.get("format")) for row in rows(result)] == [
        (3, "w3c"),
        (5, "w3c"),
        (1, "w3c"),
        (1, "squid"),
        (2, None),
    ]
    assert "sg.log.1: w3c, 5 lines = 2 parsed" in result.stderr
    assert "squid.log: squid, 2 lines = 1 parsed + 1 rejected" in result.stderr
    assert "all: 8 lines = 4 parsed + 1 rejected + 3 skipped" in result.stderr


def test_a_tar_archive_is_refused_before_a_line_is_read(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_bytes(FIRST * 100)
    with tarfile.open(tmp_path / "logs.tgz", "w:gz") as archive:
        archive.add(tmp_path / "access.log", "access.log")
    result = parse(tmp_path / "logs.tgz")
    assert (result.exit_code, result.stdout) == (65, "")
    assert "logs.tgz is a tar archive" in result.stderr


def test_a_described_log_is_read_with_its_toml(tmp_path: Path) -> None:
    (tmp_path / "fields.toml").write_text(
        'separator = ";"\n[columns]\ntime = 1\nhost = 2\n', encoding="utf-8"
    )
    result = parse("--fields", tmp_path / "fields.toml", "-", text=b"1760090400;A.example\n")
    assert rows(result)[0]["host"] == "a.example"
    assert parse("--fields", tmp_path / "none.toml", "-", text=b"x\n").exit_code == 66


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_has_had_enough_ends_it_quietly(tmp_path: Path, unbuffered: str) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(FIRST * 50_000)
    command = [sys.executable, "-c", "from streams.commands.parse import EXAMPLE, app; app()", str(log)]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["line"] == 1
        process.stdout.close()
        complaint = process.stderr.read()
        assert process.wait(timeout=60) == 0
    assert complaint == b""


def test_the_example_in_the_help_can_be_used_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "fields.toml").write_text(EXAMPLE, encoding="utf-8")
    line = b"10.10.2025;12:00:00;10.1.2.3;anna;http://a.example/;403;gesperrt\n"

    [row] = rows(parse("--fields", tmp_path / "fields.toml", "-", text=line))

    assert (row["at"], row["host"], row["outcome"]) == ("2025-10-10T12:00:00.000Z", "a.example", "our_policy")
    shown = parse("--help").stdout
    assert all(one in shown for one in EXAMPLE.splitlines())


HOLDFAST = [sys.executable, "-c", "from infra.cli import main; main()"]


def test_a_closed_standard_input_is_named(tmp_path: Path) -> None:
    script = 'exec "$@" <&-'
    for command in ("parse", "snapshot"):
        told = subprocess.run(
            ["/bin/sh", "-c", script, "sh", *HOLDFAST, command, "-"],
            capture_output=True, text=True, check=False, env=os.environ | {"XDG_CACHE_HOME": str(tmp_path)},
        )  # fmt: skip
        assert (told.returncode, told.stdout) == (66, "")
        assert told.stderr.strip().endswith("name a file.")
        assert "standard input cannot be read: it is closed" in told.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which Linux has")
def test_an_output_without_room_is_not_blamed_on_the_log(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(FIRST + SECOND)
    for command in ("parse", "snapshot"):
        with Path("/dev/full").open("wb") as full:
            told = subprocess.run(
                [*HOLDFAST, command, str(log)], stdout=full, stderr=subprocess.PIPE, text=True, check=False,
                env=os.environ | {"XDG_CACHE_HOME": str(tmp_path)},
            )  # fmt: skip
        assert told.returncode == 75
        assert told.stderr.strip().endswith("cannot be written: No space left on device.")


def test_a_log_that_begins_with_an_endless_line_is_read_behind_it(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(b"x" * 5_000_000 + b"\n" + FIRST + SECOND)
    result = parse(log)
    assert [row.get("rejected") for row in rows(result)] == ["too-long", None, None]
