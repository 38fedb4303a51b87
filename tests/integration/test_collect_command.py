"""`holdfast collect` as people call it: what it asks for, and how it ends."""

import asyncio
import json
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.collector import SourceCollector
from streams.commands import collect as command
from tests.evidence_sums import read_truth, truth_sums, usage_sums
from tests.simulated_logs import morning, written

LINE = b"1795521600.000 120 10.1.2.3 TCP_TUNNEL/200 5120 CONNECT www.facebook.com:443 anna HIER_NONE/- -\n"
NOWHERE = "127.0.0.1:1"


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("HOLDFAST_KAFKA", raising=False)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "access.log"
    file.write_bytes(LINE * 10)
    return file


def run(*words: object) -> Result:
    try:
        return CliRunner().invoke(command.app, [str(word) for word in words])
    finally:
        structlog.reset_defaults()


def test_a_log_needs_a_name_and_a_broker(log: Path) -> None:
    nameless, brokerless = run(log), run(log, "--source", "north")
    assert (nameless.exit_code, brokerless.exit_code) == (2, 2)
    assert "Give the log a name with --source" in nameless.stderr
    assert "give --broker host:port, write broker in the settings, or set HOLDFAST_KAFKA" in brokerless.stderr


def test_a_log_is_named_here_or_in_the_settings_but_not_twice(log: Path, tmp_path: Path) -> None:
    settings = tmp_path / "collector.toml"
    settings.write_text(f'broker = "{NOWHERE}"\n[[source]]\nname = "north"\npath = "access.log"\n')
    result = run(log, "--settings", settings)
    assert result.exit_code == 65
    assert "not in both" in result.stderr


def test_bad_settings_and_missing_files_have_their_own_exit_codes(log: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("sources = 1")
    assert run("--settings", bad).exit_code == 65
    assert run("--settings", tmp_path / "none.toml").exit_code == 66
    missing = run(log, "--source", "north", "--broker", NOWHERE, "--directory", tmp_path / "none.csv")
    assert missing.exit_code == 66
    assert "There is no file" in missing.stderr


@pytest.mark.parametrize("option", ["--key", "--directory", "--units", "--catalogue", "--fields"])
def test_a_folder_where_a_file_is_asked_for_gets_a_sentence(log: Path, tmp_path: Path, option: str) -> None:
    words = [log, "--source", "north", "--broker", NOWHERE, option, tmp_path]
    result = run(*words) if option != "--fields" else run(*words, "--format", "jsonl")
    assert result.exit_code in {2, 65, 66}
    assert str(tmp_path) in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_a_logformat_that_is_empty_is_not_taken_for_none(log: Path) -> None:
    result = run(log, "--source", "north", "--broker", NOWHERE, "--logformat", "")
    assert result.exit_code == 2
    assert "--logformat is empty" in result.stderr


def test_a_path_through_a_file_and_a_folder_of_settings_get_a_sentence(log: Path, tmp_path: Path) -> None:
    below = run(log, "--source", "north", "--broker", NOWHERE, "--key", log / "k")
    folder = run("--settings", tmp_path)
    assert (below.exit_code, folder.exit_code) == (66, 66)
    assert f"{log} cannot be used" in below.stderr
    assert f"{tmp_path} cannot be used" in folder.stderr


@pytest.mark.parametrize("broker", ["foo:", "foo", ":9092", "foo:0", "foo:99999", "a:1,b:"])
def test_a_broker_that_is_no_address_gets_a_sentence(log: Path, broker: str) -> None:
    result = run(log, "--source", "north", "--broker", broker)
    assert result.exit_code == 2
    assert f"broker is '{broker}'; it must be host:port" in result.stderr


def test_a_fault_of_our_own_in_one_source_ends_all_in_order_and_says_where(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ended = []

    async def no_topics(*_: object, **__: object) -> None:
        return None

    async def run_or_break(collector: SourceCollector) -> str:
        if collector.source.name == "south":
            raise KeyError(LINE.decode())
        await collector._with.stopping.wait()
        ended.append(collector.source.name)
        return "done"

    monkeypatch.setattr(command, "_topics", no_topics)
    monkeypatch.setattr(SourceCollector, "run", run_or_break)
    settings = tmp_path / "collector.toml"
    names = "".join(f'[[source]]\nname = "{name}"\npath = "{name}.log"\n' for name in ("north", "south"))
    settings.write_text(f'broker = "{NOWHERE}"\n{names}')
    result = run("--settings", settings)
    said = result.stderr + capsys.readouterr().err
    assert (result.exit_code, ended) == (70, ["north"])
    assert "south" in said
    assert "KeyError" in said
    assert "in run_or_break" in said
    assert "anna" not in said


def test_a_key_that_others_can_read_is_refused(log: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("1 " + "00" * 32 + "\n")
    key.chmod(0o644)
    result = run(log, "--source", "north", "--broker", NOWHERE, "--key", key)
    assert result.exit_code == 65
    assert "chmod 600" in result.stderr


def test_without_kafka_it_gives_up_once_and_says_to_try_again(
    log: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(command, "PATIENCE_SECONDS", 0.0)
    result = run(log, "--source", "north", "--broker", NOWHERE, "--once")
    assert result.exit_code == 75
    assert (tmp_path / "data/holdfast/pseudonyms.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.kafka
def test_a_whole_log_is_collected_with_worker_processes(
    kafka: str, topic_prefix: str, tmp_path: Path
) -> None:
    simulation = morning(lines=180_000, hours=None, malformed_share=0.001)
    text, truth = written(simulation)
    log = tmp_path / "access.log"
    log.write_bytes(text)
    simulation.organisation.write_directory(tmp_path / "directory.csv")
    words = [log, "--source", "north", "--broker", kafka, "--prefix", topic_prefix, "--processes", "2"]
    words += ["--directory", tmp_path / "directory.csv", "--once", "--log-level", "debug"]

    first, second = run(*words), run(*words)

    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    events = [json.loads(line) for line in first.stderr.splitlines()]
    assert sum(event["lines"] for event in events if event["event"] == "committed") == truth.lines
    assert not [
        event for event in map(json.loads, second.stderr.splitlines()) if event["event"] == "committed"
    ]
    assert asyncio.run(sums_on(kafka, topic_prefix)) == truth_sums(read_truth(truth.json()))


@pytest.mark.kafka
def test_a_missing_log_is_missing(kafka: str, topic_prefix: str, tmp_path: Path) -> None:
    result = run(
        tmp_path / "none.log", "--source", "n", "--broker", kafka, "--prefix", topic_prefix, "--once"
    )
    assert result.exit_code == 66
    assert "There is no readable log" in result.stderr


@pytest.mark.kafka
def test_a_log_in_another_format_is_bad_data(kafka: str, topic_prefix: str, log: Path) -> None:
    log.write_bytes(b"no line of squid\n" * 2_000)
    words = [log, "--source", "n", "--broker", kafka, "--prefix", topic_prefix, "--format", "squid", "--once"]
    result = run(*words)
    assert result.exit_code == 65
    assert "Run `holdfast parse` on it to see why" in result.stderr


async def sums_on(bootstrap: str, prefix: str) -> object:
    reader = KafkaEvidenceLog(bootstrap, "reader", prefix=prefix)
    try:
        return await usage_sums(reader)
    finally:
        await reader.close()
