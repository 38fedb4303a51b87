"""`holdfast broker` with a real Kafka: it stays, comes back, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from infra.broker.address import answers
from streams.adapters.evidence_log import LogUnavailable, Outgoing
from streams.adapters.evidence_log.kafka import KafkaEvidenceLog
from streams.adapters.topics import create_topics
from streams.contracts.topics import POSITIONS, SIGNALS
from tests.kafka_node import KafkaNode

pytestmark = [pytest.mark.kafka, pytest.mark.usefixtures("kafka_programs")]


async def test_acknowledged_commits_survive_kill_9_of_the_broker(tmp_path: Path, topic_prefix: str) -> None:
    """Steps are written while Kafka is killed twice; none that was acknowledged is lost, none lands twice."""
    with KafkaNode(tmp_path / "node") as node:
        node.wait_for("answering")
        address = node.bootstrap
        await create_topics(address, topic_prefix)
        log = KafkaEvidenceLog(address, "collector-1", prefix=topic_prefix)
        acknowledged = int((await log.recover()).get("north", b"0"))
        for round_ in range(3):
            while acknowledged < 10 * (round_ + 1):
                step = b"%d" % (acknowledged + 1)
                try:
                    await log.commit(
                        [Outgoing(SIGNALS.name, b"north", step), Outgoing(POSITIONS.name, b"north", step)]
                    )
                    acknowledged += 1
                except LogUnavailable:
                    recovered = int((await log.recover()).get("north", b"0"))
                    assert recovered >= acknowledged
                    acknowledged = recovered
            if round_ < 2:
                node.kill_kafka()
                assert "signal 9" in node.wait_for("restarting")
                node.wait_for("answering")
                assert node.bootstrap == address
        assert await log.recover() == {"north": b"30"}
        steps = [int(message.value) for message in await log.read_all(SIGNALS.name)]
        await log.close()
    assert steps == list(range(1, 31))


def listening(pid: int) -> list[str]:
    """The addresses on which a process takes connections."""
    places = psutil.Process(pid).net_connections("tcp")
    return [place.laddr.ip.removeprefix("::ffff:") for place in places if place.status == psutil.CONN_LISTEN]


async def test_a_clean_stop_and_start_keeps_address_and_data(tmp_path: Path, topic_prefix: str) -> None:
    with KafkaNode(tmp_path / "node") as node:
        node.wait_for("answering")
        address = node.bootstrap
        assert listening(node.kafka_pid) == ["127.0.0.1"] * 2
        await create_topics(address, topic_prefix)
        log = KafkaEvidenceLog(address, "collector-1", prefix=topic_prefix)
        await log.recover()
        await log.commit([Outgoing(POSITIONS.name, b"north", b"1")])
        await log.close()
    assert node.ended() == 0
    assert not psutil.pid_exists(node.kafka_pid)
    assert not await answers(address)

    with KafkaNode(tmp_path / "node") as again:
        again.wait_for("answering")
        log = KafkaEvidenceLog(again.bootstrap, "collector-1", prefix=topic_prefix)
        assert (again.bootstrap, await log.recover()) == (address, {"north": b"1"})
        await log.close()


def test_kafka_dies_with_its_supervisor_and_the_folder_is_free_again(tmp_path: Path) -> None:
    with KafkaNode(tmp_path / "node") as node:
        node.wait_for("answering")
        kafka = psutil.Process(node.kafka_pid)
        node.process.send_signal(signal.SIGKILL)
        assert node.ended() == -signal.SIGKILL
        psutil.wait_procs([kafka], timeout=30)
        assert not kafka.is_running()
    with KafkaNode(tmp_path / "node") as again:
        again.wait_for("answering")
        assert again.bootstrap == node.bootstrap


def test_a_folder_in_use_and_a_stranger_on_the_port_are_said_in_one_sentence(tmp_path: Path) -> None:
    with KafkaNode(tmp_path / "node") as node:
        node.wait_for("answering")
        with KafkaNode(tmp_path / "node") as second:
            assert second.ended() == 75
        port = node.bootstrap.rpartition(":")[2]
        with KafkaNode(tmp_path / "other", "--port", port) as third:
            assert third.ended() == 75
    assert f"Another broker uses {tmp_path / 'node'}" in "".join(second.lines)
    assert f"Port {port} on 127.0.0.1 is taken" in "".join(third.lines)


def test_storage_whose_formatting_was_cut_short_is_formatted_again(tmp_path: Path) -> None:
    half = tmp_path / "node" / "log.formatting"
    with KafkaNode(tmp_path / "node") as node:
        node.wait_for("starting")  # formatted, and stopped before it ran
    (tmp_path / "node" / "log").rename(half)
    (half / "meta.properties").unlink()
    with KafkaNode(tmp_path / "node") as again:
        again.wait_for("answering")
    assert not half.exists()


def test_a_broker_that_is_named_is_used_and_none_is_started(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from infra.cli import main; main()", "broker", "--data", str(tmp_path / "n")],
        env={**os.environ, "HOLDFAST_KAFKA": "127.0.0.1:9"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "127.0.0.1:9, so none is started here" in done.stdout
    assert not (tmp_path / "n").exists()


def test_a_folder_that_vanishes_ends_the_broker_with_one_sentence(tmp_path: Path) -> None:
    with KafkaNode(tmp_path / "node") as node:
        node.wait_for("answering")
        (tmp_path / "node").rename(tmp_path / "moved")
        node.kill_kafka()

        assert node.ended() == 75

    assert f"broker: The broker's folder {tmp_path / 'node'} is gone." in "".join(node.lines)
    assert "Traceback" not in "".join(node.lines)
