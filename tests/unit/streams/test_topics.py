"""The topics, as the design promises them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.contracts.topics import DEFAULT_PREFIX, POSITIONS, SIGNALS, TOPICS, USAGE, Topic

HOUR_MS = 3_600_000


def test_the_topics_of_the_design_are_all_there() -> None:
    assert {topic.name for topic in TOPICS} == {
        "evidence.usage",
        "evidence.signals",
        "hub.actions",
        "hub.changes",
        "hub.audit",
        "collector.positions",
        "dead.letters",
        "monitors.dead.letters",
    }


def test_only_usage_is_spread_over_partitions() -> None:
    assert [topic.name for topic in TOPICS if topic.partitions > 1] == ["evidence.usage"]


@pytest.mark.parametrize("topic", [USAGE, SIGNALS])
def test_pseudonyms_are_gone_from_kafka_after_48_hours(topic: Topic) -> None:
    """The oldest message of a segment waits for the youngest, then for Kafka's rounds (5 min, then 1 min)."""
    assert topic.retention_ms is not None
    assert topic.retention_ms + topic.segment_ms + HOUR_MS / 10 <= 48 * HOUR_MS


def test_positions_are_compacted_and_never_expire() -> None:
    assert POSITIONS.settings()["cleanup.policy"] == "compact"
    assert "retention.ms" not in POSITIONS.settings()


def test_a_message_of_the_size_that_writers_split_at_fits_everywhere() -> None:
    assert all(topic.takes(bytes(200), bytes(900_000)) for topic in TOPICS)


@given(st.text(min_size=0, max_size=260))
def test_a_prefix_gives_a_name_that_kafka_takes_or_is_refused(prefix: str) -> None:
    try:
        name = USAGE.named(prefix)
    except ValueError as refusal:
        assert "topic prefix" in str(refusal)  # noqa: PT017 (either outcome is right, and both are looked at)
    else:
        assert name == prefix + USAGE.name
        assert re.fullmatch(r"[A-Za-z0-9._-]{1,249}", name)


def test_the_default_prefix_is_good_for_every_topic() -> None:
    assert len({topic.named(DEFAULT_PREFIX) for topic in TOPICS}) == len(TOPICS)
