"""A request whose head does not end is ended by the hub, and fills no memory."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from api.commands.hub import MOST_HEAD_BYTES
from tests.hub_process import HubChild


@pytest.mark.parametrize("piece", [b"a" * 1000, b"X-A: b\r\n" * 125], ids=["one header", "many"])
def test_a_head_without_end_is_refused(tmp_path: Path, piece: bytes) -> None:
    hub = HubChild("127.0.0.1:9", "holdfast.", tmp_path, "--port", "0")  # it needs no Kafka for that
    try:
        address = urlsplit(hub.showing())
        with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=20) as sent:
            sent.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-First: ")
            for _ in range(MOST_HEAD_BYTES // len(piece) + 2):
                sent.sendall(piece)
            assert sent.recv(100).startswith(b"HTTP/1.1 400 ")
    finally:
        hub.kill()
