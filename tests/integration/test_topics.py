"""Creating topics on a real broker, and meeting topics that are not as they should be."""

import dataclasses

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from streams.adapters.evidence_log import LogUnavailable
from streams.adapters.topics import TopicMismatch, create_topics
from streams.contracts.topics import DEAD_LETTERS, TOPICS, USAGE

pytestmark = pytest.mark.kafka


async def settings(bootstrap: str, name: str) -> dict[str, str]:
    """All settings of a topic, as the broker has them."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        await admin.start()
        asked = [ConfigResource(ConfigResourceType.TOPIC, name)]
        (answer,) = await admin.describe_configs(asked)
    finally:
        await admin.close()
    return {entry[0]: entry[1] for entry in answer.resources[0][4]}


async def test_topics_are_created_as_their_contracts_say_and_again_without_complaint(
    kafka: str, topic_prefix: str
) -> None:
    await create_topics(kafka, topic_prefix)
    await create_topics(kafka, topic_prefix)
    for topic in TOPICS:
        found = await settings(kafka, topic.named(topic_prefix))
        assert topic.settings().items() <= found.items()


async def test_another_number_of_partitions_is_never_taken(kafka: str, topic_prefix: str) -> None:
    await create_topics(kafka, topic_prefix, [dataclasses.replace(USAGE, partitions=2)])
    with pytest.raises(TopicMismatch, match="has 2 partitions and needs 6"):
        await create_topics(kafka, topic_prefix, correct=True)


async def test_another_cleanup_policy_is_never_changed(kafka: str, topic_prefix: str) -> None:
    await create_topics(kafka, topic_prefix, [dataclasses.replace(DEAD_LETTERS, cleanup="compact")])
    with pytest.raises(TopicMismatch, match=r"cleanup\.policy=compact and needs delete"):
        await create_topics(kafka, topic_prefix, correct=True)
    assert (await settings(kafka, DEAD_LETTERS.named(topic_prefix)))["cleanup.policy"] == "compact"


async def test_another_retention_is_said_with_the_command_that_mends_it(
    kafka: str, topic_prefix: str
) -> None:
    longer = dataclasses.replace(USAGE, retention_ms=1_000_000_000)
    await create_topics(kafka, topic_prefix, [longer])
    with pytest.raises(TopicMismatch, match=r"kafka-configs\.sh --alter") as mismatch:
        await create_topics(kafka, topic_prefix, [USAGE])
    assert len(mismatch.value.differences) == 1
    assert (await settings(kafka, USAGE.named(topic_prefix)))["retention.ms"] == "1000000000"


async def test_another_retention_is_set_right_where_the_broker_is_ours(kafka: str, topic_prefix: str) -> None:
    longer = dataclasses.replace(USAGE, retention_ms=1_000_000_000)
    await create_topics(kafka, topic_prefix, [longer])
    await create_topics(kafka, topic_prefix, [USAGE], correct=True)
    found = await settings(kafka, USAGE.named(topic_prefix))
    assert USAGE.settings().items() <= found.items()


async def test_an_absent_broker_is_unavailable() -> None:
    with pytest.raises(LogUnavailable, match="does not answer"):
        await create_topics("127.0.0.1:1", "x.")
