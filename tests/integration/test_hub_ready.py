"""Whether a hub is ready, on a real Kafka: not while its work in the background faults, and soon after."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import URL

from api import background
from api.live import board as boards
from api.live.board import Board
from api.main import create_app
from api.opening import opened_hub
from api.settings import HubSettings
from monitors.adapters.sql_store import opened_store
from tests.monitoring import eventually

pytestmark = pytest.mark.kafka


def at(folder: Path, name: str) -> URL:
    return URL.create("sqlite", database=str(folder / name))


def test_a_hub_whose_work_ends_by_a_fault_is_not_ready_until_it_has_come_back(
    kafka: str,
    topic_prefix: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with opened_store(at(tmp_path, "judged.db")):
        pass
    monkeypatch.setattr(background, "AGAIN_SECONDS", (0.05,))
    monkeypatch.setattr(background, "HOLDS_SECONDS", 0.2)
    monkeypatch.setattr(boards, "EVERY_SECONDS", 0.05)
    faulty = {"is": False}
    look: Callable[[Board], object] = Board._looked_up

    def looked_up(board: Board) -> object:
        if faulty["is"]:
            raise ZeroDivisionError
        return look(board)

    monkeypatch.setattr(Board, "_looked_up", looked_up)
    settings = HubSettings(broker=kafka, topic_prefix=topic_prefix)
    app = create_app(lambda: opened_hub(settings, at(tmp_path, "judged.db"), at(tmp_path, "hub.db")))
    with TestClient(app, base_url="http://127.0.0.1") as client:

        def is_ready() -> bool:
            return client.get("/readyz").status_code == 200

        eventually(is_ready, "the hub is ready")
        faulty["is"] = True
        eventually(lambda: not is_ready(), "the board faults")
        assert client.get("/readyz").json()["parts"] == {"database": True, "changes": False}
        assert client.get("/healthz").status_code == 200
        faulty["is"] = False
        eventually(is_ready, "the board has come back")
    said = capsys.readouterr().out
    assert "ZeroDivisionError" in said
    assert "hub-work-back" in said
