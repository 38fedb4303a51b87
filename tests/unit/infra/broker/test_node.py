"""The data folder of a broker."""

import json
import socket
from pathlib import Path

import pytest

from infra.broker.configuration import LOG_FOLDER
from infra.broker.faults import InUse, Unusable
from infra.broker.node import HIGHEST_PORT, LOWEST_PORT, Node


def test_a_new_folder_gets_an_identity_and_two_free_ports(tmp_path: Path) -> None:
    with Node.open(tmp_path / "node") as node:
        ports = node.identity.ports
    assert ports.clients != ports.controller
    assert LOWEST_PORT <= ports.clients <= HIGHEST_PORT
    assert len(node.identity.cluster) == 22
    assert not node.identity.cluster.startswith("-")


def test_identity_and_ports_stay(tmp_path: Path) -> None:
    with Node.open(tmp_path) as first:
        pass
    with Node.open(tmp_path) as second:
        assert second.identity == first.identity


def test_a_stored_port_that_is_taken_is_replaced(tmp_path: Path) -> None:
    with Node.open(tmp_path) as first:
        pass
    with socket.create_server(("127.0.0.1", first.identity.ports.clients)), Node.open(tmp_path) as second:
        assert second.identity.ports.clients != first.identity.ports.clients
        assert second.identity.cluster == first.identity.cluster


def test_a_pinned_port_that_is_taken_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InUse, match=f"Port {port}"):
            Node.open(tmp_path, port)
    with Node.open(tmp_path, port) as node:  # refusing has let go of the folder
        assert node.bootstrap == f"127.0.0.1:{port}"


def test_a_folder_serves_one_broker_at_a_time(tmp_path: Path) -> None:
    with (
        Node.open(tmp_path),
        pytest.raises(InUse, match="Another broker uses"),
    ):
        Node.open(tmp_path, patience_seconds=0.0)


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("years of work")
    with pytest.raises(Unusable, match=r"thesis\.odt"):
        Node.open(tmp_path)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"schema": "holdfast.broker/1"}'])
def test_a_damaged_identity_is_said(tmp_path: Path, damage: str) -> None:
    (tmp_path / "node.json").write_text(damage)
    with pytest.raises(Unusable, match="damaged"):
        Node.open(tmp_path)


def test_a_folder_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "node.json").write_text(json.dumps({"schema": "holdfast.broker/2"}))
    with pytest.raises(Unusable, match="another version"):
        Node.open(tmp_path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unusable, match="cannot be written"):
        Node.open(tmp_path / "file" / "node")


@pytest.mark.parametrize("meta", [None, "", "cluster.id=AAAAAAAAAAAAAAAAAAAAAA\nnode.id=1\n"])
def test_storage_without_its_own_identity_is_damaged_and_not_overwritten(
    tmp_path: Path, meta: str | None
) -> None:
    with Node.open(tmp_path) as node:
        assert not node.is_formatted()
        (tmp_path / LOG_FOLDER).mkdir()
        if meta is not None:
            (tmp_path / LOG_FOLDER / "meta.properties").write_text(meta)
        with pytest.raises(Unusable, match=r"meta\.properties is missing or belongs to another"):
            node.is_formatted()


def test_the_configuration_binds_to_loopback_and_creates_no_topics_by_itself(tmp_path: Path) -> None:
    with Node.open(tmp_path) as node:
        written = dict(
            line.split("=", 1) for line in (tmp_path / "server.properties").read_text().splitlines()
        )
        clients, controller = node.identity.ports.clients, node.identity.ports.controller
    assert written["listeners"] == f"PLAINTEXT://127.0.0.1:{clients},CONTROLLER://127.0.0.1:{controller}"
    assert written["advertised.listeners"] == f"PLAINTEXT://127.0.0.1:{clients}"
    assert written["auto.create.topics.enable"] == "false"
    assert written["log.message.timestamp.type"] == "LogAppendTime"
    assert str(tmp_path) not in "".join(written.values())
