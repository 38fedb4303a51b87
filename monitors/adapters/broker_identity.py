"""Which broker and which topic this really is: Kafka's cluster id and topic ids.

An offset means something only on the topic that it was counted on. A topic that was deleted and made again
under the same name, or a broker that was set up anew at the same address, has another id (KIP-516, "Topic
Identifiers").
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError, NoError, UnknownTopicOrPartitionError, for_code
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    AbstractType,
    Boolean,
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)

from streams.adapters.evidence_log import LogRefused, LogUnavailable
from streams.adapters.kafka_words import in_words

PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class BrokerIdentity:
    """The id of the cluster, and of each topic by its full name; a topic that is missing is not in it."""

    cluster: str
    topics: dict[str, str]


class _Uuid(AbstractType[UUID]):  # type: ignore[misc]  # aiokafka ships no types
    """A UUID in Kafka's protocol: sixteen bytes."""

    @classmethod
    def encode(cls, value: UUID) -> bytes:
        return value.bytes

    @classmethod
    def decode(cls, data: BytesIO) -> UUID:
        return UUID(bytes=data.read(16))


_PARTITION = (
    ("error_code", Int16),
    ("partition", Int32),
    ("leader", Int32),
    ("leader_epoch", Int32),
    ("replicas", CompactArray(Int32)),
    ("isr", CompactArray(Int32)),
    ("offline_replicas", CompactArray(Int32)),
    ("tags", TaggedFields),
)


class _MetadataResponse(Response):  # type: ignore[misc]  # aiokafka ships no types
    """Metadata, version 12 (Kafka's MetadataResponse.json); aiokafka knows only up to 5, without ids."""

    API_KEY = 3
    API_VERSION = 12
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            CompactArray(
                ("node_id", Int32),
                ("host", CompactString()),
                ("port", Int32),
                ("rack", CompactString()),
                ("tags", TaggedFields),
            ),
        ),
        ("cluster_id", CompactString()),
        ("controller_id", Int32),
        (
            "topics",
            CompactArray(
                ("error_code", Int16),
                ("topic", CompactString()),
                ("topic_id", _Uuid),
                ("is_internal", Boolean),
                ("partitions", CompactArray(*_PARTITION)),
                ("authorized_operations", Int32),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class _MetadataRequestStruct(RequestStruct):  # type: ignore[misc]  # aiokafka ships no types
    """Metadata, version 12: Kafka has had it since 3.0."""

    API_KEY = 3
    API_VERSION = 12
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _MetadataResponse
    SCHEMA = Schema(
        (
            "topics",
            CompactArray(("topic_id", _Uuid), ("topic", CompactString()), ("tags", TaggedFields)),
        ),
        ("allow_auto_topic_creation", Boolean),
        ("include_topic_authorized_operations", Boolean),
        ("tags", TaggedFields),
    )


class _MetadataRequest(Request[_MetadataRequestStruct]):  # type: ignore[misc]  # aiokafka ships no types
    """Asks for some topics by name, and creates none."""

    API_KEY = 3

    def __init__(self, topics: Sequence[str]) -> None:
        self._topics = topics

    def build(self, request_struct_class: type[_MetadataRequestStruct]) -> Any:
        asked: list[tuple[UUID, str, dict[int, bytes]]] = [(UUID(int=0), topic, {}) for topic in self._topics]
        return request_struct_class(asked, False, False, {})


async def identify(bootstrap: str, topics: Sequence[str]) -> BrokerIdentity:
    """Ask the broker at `bootstrap` who it is and which topics these are (full names).

    Raises LogUnavailable if it does not answer, LogRefused if it is too old to know or does not show them.
    """
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await _identify(bootstrap, topics)
    except NotImplementedError as error:
        raise LogRefused(
            f"Kafka at {bootstrap} knows no topic ids; Holdfast needs Kafka 3.1 or newer"
        ) from error
    except (KafkaError, OSError, TimeoutError) as error:
        raise LogUnavailable(f"Kafka at {bootstrap} does not answer: {in_words(error)}") from error


async def _identify(bootstrap: str, topics: Sequence[str]) -> BrokerIdentity:
    """As `identify`, with the client's own errors."""
    client = AIOKafkaClient(bootstrap_servers=bootstrap, request_timeout_ms=5_000)
    try:
        await client.bootstrap()
        answer = await client.send(client.get_random_node(), _MetadataRequest(topics))
    finally:
        await client.close()
    ids: dict[str, str] = {}
    for code, name, topic_id, *_ in answer.topics:
        error = for_code(code)
        if error is NoError:
            ids[name] = str(topic_id)
        elif error is not UnknownTopicOrPartitionError:
            if error.retriable:  # such as a topic whose partitions are just being given a leader
                raise LogUnavailable(f"Kafka does not show the topic {name} yet: {error.__name__}")
            raise LogRefused(f"Kafka does not show the topic {name}: {error.__name__}")
    return BrokerIdentity(answer.cluster_id, ids)
