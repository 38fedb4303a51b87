"""The hub goes on while Kafka is away, and keeps asking for it."""

import asyncio

import pytest

from api.live.changes import ChangesFeed, Event


class Deaf:
    """Hears nothing, for nothing comes."""

    def begin(self, number: int) -> None:
        """As `Ears` says."""

    def hear(self, number: int, event: Event) -> None:
        """As `Ears` says."""


async def test_a_feed_without_kafka_tries_again_and_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.live.changes.RETRY_SECONDS", (0.01,))
    feed = ChangesFeed("127.0.0.1:9", "holdfast.", Deaf())
    following = asyncio.create_task(feed.run())
    done, _ = await asyncio.wait([following], timeout=1.0)
    following.cancel()
    assert not done
    assert not feed.is_live
