"""The long storm over notices, for `make examine`."""

from pathlib import Path

import pytest

from tests.notice_storm import Storm, ride_out


@pytest.mark.storm
@pytest.mark.kafka
@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("kafka_programs")
def test_thirty_kills_lose_no_notice_and_repeat_at_most_one_each(tmp_path: Path) -> None:
    ride_out(Storm(kills=30, seed=29), tmp_path)
