"""A small storm over notices: kill -9 of the worker, and a receiver that gets every one."""

from pathlib import Path

import pytest

from tests.notice_storm import Storm, ride_out


@pytest.mark.kafka
@pytest.mark.timeout(300)
@pytest.mark.usefixtures("kafka_programs")
def test_four_kills_lose_no_notice_and_repeat_at_most_one_each(tmp_path: Path) -> None:
    ride_out(Storm(kills=4, seed=7), tmp_path)
