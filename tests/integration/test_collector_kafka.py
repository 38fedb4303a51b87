"""The collector as people run it, on a real broker: killed with -9, it loses and doubles nothing."""

from pathlib import Path

import pytest

from tests.collector_storm import Storm, ride_out
from tests.simulated_logs import morning


@pytest.mark.kafka
@pytest.mark.usefixtures("kafka_programs")
async def test_ten_kills_of_the_collector_and_three_of_the_broker_leave_the_sums_exact(
    tmp_path: Path,
) -> None:
    storm = Storm(collector_kills=10, broker_kills=3, seed=3)
    simulation = morning(lines=400_000, hours=None, people=400, malformed_share=0.002)
    await ride_out(storm, simulation, tmp_path)
