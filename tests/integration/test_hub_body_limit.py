"""A stranger's long request fills no memory: bodies are read before anybody is asked who they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.body_limit import MOST_BYTES
from tests.hubs import HubAtHand, hub_in


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubAtHand]:
    folder: Path = tmp_path_factory.mktemp("bodies")
    with hub_in(folder) as at_hand:
        yield at_hand


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/api/v1/people", "application/json"),
        ("/api/v1/actions", "application/json"),
        ("/login", "application/x-www-form-urlencoded"),
    ],
)
def test_no_endpoint_takes_more_than_the_limit(hub: HubAtHand, path: str, media_type: str) -> None:
    client = hub.browser("admin")
    headers = {"Content-Type": media_type, "X-CSRF-Token": hub.csrf(client)}
    chunks = (b"[" * 100_000 for _ in range(MOST_BYTES // 100_000 + 1))
    answer = client.post(path, content=chunks, headers=headers)
    assert answer.status_code == 413


def test_a_strangers_json_is_refused_at_the_limit_too(hub: HubAtHand) -> None:
    body = b'"' + b"a" * MOST_BYTES + b'"'
    answer = hub.client.post("/api/v1/people", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert "2,000,000 bytes" in answer.json()["detail"]
