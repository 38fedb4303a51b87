"""Which broker to use, and whether it answers."""

import asyncio
import contextlib
import os
import re
from collections.abc import Mapping

from infra.broker.faults import BrokerFault

VARIABLE = "HOLDFAST_KAFKA"
"""The environment variable that names a broker which exists: `host:port`, or several with commas."""


def stated_address(environment: Mapping[str, str] = os.environ) -> str | None:
    """The bootstrap address in `HOLDFAST_KAFKA`; None where it is unset or empty.

    Raises BrokerFault if it is not `host:port` (several are separated by commas).
    """
    stated = environment.get(VARIABLE, "").strip()
    return checked_address(stated, VARIABLE) if stated else None


def checked_address(stated: str, named: str) -> str:
    """The address without blanks. Raises BrokerFault, which says where it was `named`, as above."""
    for address in stated.split(","):
        host, _, port = address.strip().rpartition(":")
        if not host or not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65_536:
            raise BrokerFault(f"{named} is {stated!r}; it must be host:port, for example 127.0.0.1:9092.")
    return ",".join(address.strip() for address in stated.split(","))


async def answers(bootstrap: str, *, within_seconds: float = 5.0) -> bool:
    """Whether the cluster there has a controller and a broker that takes requests."""
    from aiokafka.admin import AIOKafkaAdminClient  # noqa: PLC0415 (the command line must list itself fast)
    from aiokafka.errors import KafkaError  # noqa: PLC0415

    try:
        async with asyncio.timeout(within_seconds):
            if not await _someone_listens(
                bootstrap
            ):  # before the client, which logs each refusal as an error
                return False
            admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=3000)
            try:
                await admin.start()
                cluster = await admin.describe_cluster()
            finally:
                await admin.close()
    except (KafkaError, OSError, TimeoutError):
        return False
    return bool(cluster["brokers"]) and cluster["controller_id"] >= 0


async def _someone_listens(bootstrap: str) -> bool:
    """Whether one of the addresses takes a connection."""
    for address in bootstrap.split(","):
        host, _, port = address.rpartition(":")
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(host.strip("[]"), int(port))
            writer.close()
            await writer.wait_closed()
            return True
    return False
