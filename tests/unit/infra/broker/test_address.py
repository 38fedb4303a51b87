"""Which broker to use."""

import pytest

from infra.broker.address import answers, stated_address
from infra.broker.faults import BrokerFault


@pytest.mark.parametrize("environment", [{}, {"HOLDFAST_KAFKA": ""}, {"HOLDFAST_KAFKA": "  "}])
def test_nothing_stated_means_an_own_broker(environment: dict[str, str]) -> None:
    assert stated_address(environment) is None


@pytest.mark.parametrize("address", ["kafka.example:9092", "127.0.0.1:1", "[::1]:9092"])
def test_a_stated_broker_is_used(address: str) -> None:
    assert stated_address({"HOLDFAST_KAFKA": address}) == address


def test_several_addresses_of_one_cluster_are_used() -> None:
    assert stated_address({"HOLDFAST_KAFKA": "a:1, b:2"}) == "a:1,b:2"


@pytest.mark.parametrize("address", ["kafka", "kafka:", ":9092", "kafka:none", "kafka:70000", "a:1,b"])
def test_what_is_no_address_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(BrokerFault, match=r"host:port, for example 127\.0\.0\.1:9092"):
        stated_address({"HOLDFAST_KAFKA": address})


async def test_nobody_answers_at_a_closed_port() -> None:
    assert not await answers("127.0.0.1:1")
