"""Whatever is killed while a log grows, and whenever: what is judged is as if nothing had happened."""

from pathlib import Path

import pytest

from tests.judgement_storm import Storm, ride_out, troubled_morning
from tests.postgresql_server import PostgresqlMissingError, PostgresqlServer

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(300), pytest.mark.usefixtures("kafka_programs")]


@pytest.mark.postgresql
async def test_six_kills_of_worker_broker_and_database_change_no_row_and_no_incident(tmp_path: Path) -> None:
    storm = Storm(worker_kills=2, broker_kills=2, database_kills=2, seed=5)
    try:
        with PostgresqlServer() as server:
            await ride_out(storm, troubled_morning(lines=24_000), tmp_path, server)
    except PostgresqlMissingError as missing:
        pytest.skip(str(missing))
