"""The long storm over the collector, for `make examine`."""

from pathlib import Path

import pytest

from tests.collector_storm import Storm, ride_out
from tests.simulated_logs import morning


@pytest.mark.storm
@pytest.mark.kafka
@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("kafka_programs")
async def test_fifty_kills_of_the_collector_and_ten_of_the_broker_leave_two_million_lines_exact(
    tmp_path: Path,
) -> None:
    storm = Storm(collector_kills=50, broker_kills=10, seed=11, longest_life_seconds=5.0)
    simulation = morning(lines=2_000_000, hours=None, people=2000, malformed_share=0.001)
    assert simulation.long_tunnel_share == 0.03
    await ride_out(storm, simulation, tmp_path)
