"""The long storms over judgement, for `make examine`."""

from pathlib import Path

import pytest

from tests.judgement_storm import Storm, ride_out, troubled_morning
from tests.postgresql_server import PostgresqlMissingError, PostgresqlServer

pytestmark = [
    pytest.mark.storm,
    pytest.mark.kafka,
    pytest.mark.timeout(2400),
    pytest.mark.usefixtures("kafka_programs"),
]

TROUBLES = (
    "dns:facebook@600+600",
    "refused:linkedin@3000+600",
    "egress:refused@6000+300",
    "filter:facebook@9000+1200",
    "timeout:x@12000+600",
    "silent:all@15000+400",
    "dns:youtube@18000+600",
)
"""One thing after the other, over the whole of the log, so that every kill may meet an open incident."""


@pytest.mark.postgresql
async def test_thirty_kills_of_worker_broker_and_database_change_no_row_and_no_incident(
    tmp_path: Path,
) -> None:
    storm = Storm(worker_kills=10, broker_kills=8, database_kills=12, seed=17, longest_life_seconds=6.0)
    try:
        with PostgresqlServer() as server:
            await ride_out(storm, troubled_morning(120_000, TROUBLES), tmp_path, server)
    except PostgresqlMissingError as missing:
        pytest.skip(str(missing))


async def test_twelve_kills_of_worker_and_broker_change_nothing_in_sqlite(tmp_path: Path) -> None:
    storm = Storm(worker_kills=9, broker_kills=3, database_kills=0, seed=23, longest_life_seconds=4.0)
    await ride_out(storm, troubled_morning(60_000, TROUBLES[:3]), tmp_path, None)
