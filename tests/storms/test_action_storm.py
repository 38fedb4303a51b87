"""The long storm over people's actions, for `make examine`."""

from pathlib import Path

import pytest

from tests.action_storm import Storm, ride_out

pytestmark = [
    pytest.mark.storm,
    pytest.mark.kafka,
    pytest.mark.timeout(1200),
    pytest.mark.usefixtures("kafka_programs"),
]


def test_thirty_kills_of_hub_worker_and_broker_lose_no_action_and_double_none(tmp_path: Path) -> None:
    storm = Storm(hub_kills=16, worker_kills=10, broker_kills=4, seed=31, longest_life_seconds=5.0)
    ride_out(storm, tmp_path)
