"""Hub, worker and Kafka die with kill -9 while people act: each action is done once, or told as not done."""

from pathlib import Path

import pytest

from tests.action_storm import Storm, ride_out

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(300), pytest.mark.usefixtures("kafka_programs")]


def test_a_few_kills_lose_no_action_and_double_none(tmp_path: Path) -> None:
    ride_out(Storm(hub_kills=2, worker_kills=1, broker_kills=1, seed=5), tmp_path)
