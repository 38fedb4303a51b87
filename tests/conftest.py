"""Shared by every test: the real parts, and what happens where one is missing.

A test marked `kafka`, `postgresql`, `squid` or `browser` is skipped, with a sentence that says what to
install, where that part is absent; with the environment variable CI set it fails instead, so nothing goes
unproven unnoticed.
"""

import os
import secrets
from collections.abc import Generator, Iterator

import pytest
import structlog
from hypothesis import settings

from infra.broker.address import stated_address
from infra.broker.faults import BrokerFault
from infra.broker.jars import fetch_jars
from infra.broker.java import find_java
from tests.kafka_node import KafkaNode
from tests.postgresql_server import PostgresqlMissingError, PostgresqlServer

settings.register_profile("holdfast", deadline=None)
settings.load_profile("holdfast")  # how long an example takes is for `make bench` to say

REAL_PARTS = ("kafka", "postgresql", "squid", "browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI is set, a test of a real part that was skipped has failed."""
    report = yield
    marked = [part for part in REAL_PARTS if item.get_closest_marker(part)]
    if report.skipped and marked and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{marked[0]} is required where CI is set, but the test was skipped: {reason}"
    return report


@pytest.fixture(autouse=True)
def _log_of_its_own() -> Iterator[None]:
    """A command that runs in a test's own process logs to a standard error that is gone with the test."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def kafka_programs() -> None:
    """Java and Kafka's jars are here; skips the test, saying what to install, where they are not."""
    try:
        find_java()
        fetch_jars()
    except BrokerFault as fault:
        pytest.skip(str(fault))


@pytest.fixture(scope="session")
def kafka(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The bootstrap address of one real broker that all tests share: `HOLDFAST_KAFKA`, or one started here.

    Do not kill it; a test that does starts its own `KafkaNode`. Keep apart with `topic_prefix`.
    """
    stated = stated_address()
    if stated is not None:
        yield stated
        return
    request.getfixturevalue("kafka_programs")
    with KafkaNode(tmp_path_factory.mktemp("kafka") / "node") as node:
        node.wait_for("answering")
        yield node.bootstrap


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """One real server that all tests share. Do not kill it; a test that does starts its own."""
    try:
        with PostgresqlServer() as server:
            yield server
    except PostgresqlMissingError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def postgresql_url(postgresql: PostgresqlServer) -> str:
    """The URL of an empty database that no other test has."""
    return postgresql.create_database(f"test_{secrets.token_hex(4)}")


@pytest.fixture
def topic_prefix() -> str:
    """A prefix for topics and writers that no other test has."""
    return f"test-{secrets.token_hex(4)}."
