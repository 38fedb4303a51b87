"""The exchange: what peers say is asked for or read, checked, and passed on to `evidence.signals`.

Each peer has a task of its own, so that one who does not answer holds up nobody. Whatever fails is said once
and tried again, less and less often; nothing that a peer can send ends the exchange.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from typing import Final, Protocol

import structlog
from aiokafka.errors import KafkaError

from streams.adapters.evidence_log import LogRefused, LogUnavailable
from streams.aid.aid_metrics import AidMetrics
from streams.aid.asking import Asking, HubUnheardError
from streams.aid.keys import verify
from streams.aid.settings import AidSettings, Place, SharedTopic
from streams.aid.shared_topic import TopicUnheardError, heard_on, told_on
from streams.contracts.signals import PeerWord, encode_signal
from streams.domain.aid.hearing import Hearing, Refusal
from streams.domain.aid.pacing import wait_seconds
from streams.domain.aid.words import SAY_EVERY_SECONDS, UnreadableWordError, Word, read_word

SOURCE: Final = "aid"
SHARED: Final = "shared-topic"
"""What the shared topic is called among those that are heard."""

Pause = Callable[[float], Awaitable[None]]


class Way(Protocol):
    """The way onto `evidence.signals` (`streams.adapters.topic_door.TopicDoor`)."""

    async def hand_over_all(self, messages: Sequence[tuple[bytes, bytes]]) -> None:
        """Returns once Kafka has every message. Raises LogUnavailable, LogRefused."""
        ...


def passed_on(word: Word, now_ms: int) -> PeerWord:
    """A word as it goes to judgement, dated by our clock where the peer's runs ahead."""
    return PeerWord(
        source=SOURCE,
        at_ms=min(word.issued_ms, now_ms),
        id=f"{word.peer}/{word.platform}/{word.sequence}/{word.state}",
        peer=word.peer,
        platform=word.platform,
        state=word.state,
        until_ms=word.until_ms,
        since_ms=word.since_ms,
    )


@dataclass(slots=True)
class Exchange:
    """All peers. `chance` draws from 0 to 1, `pause` waits and returns early when all is to stop."""

    settings: AidSettings
    door: Way
    metrics: AidMetrics
    now_ms: Callable[[], int]
    chance: Callable[[], float]
    pause: Pause
    stopping: asyncio.Event
    hearing: Hearing = field(init=False)
    _said: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Nobody has said anything yet."""
        self.hearing = Hearing({each.known.name: each.known for each in self.settings.peers}, verify)

    async def run(self) -> None:
        """Hear everybody until asked to stop. Raises OSError for a key or certificate that is not there."""
        async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
            tasks = []
            for peer in self.settings.peers:
                if peer.place is not None and not peer.known.is_revoked:
                    asking = await stack.enter_async_context(Asking(peer.place))
                    tasks.append(group.create_task(self._ask(peer.known.name, asking)))
            if self.settings.topic is not None:
                tasks.append(group.create_task(self._follow(self.settings.topic)))
                if self.settings.topic.ours is not None:
                    tasks.append(group.create_task(self._tell(self.settings.topic, self.settings.topic.ours)))
            await self.stopping.wait()
            for task in tasks:
                task.cancel()

    async def hear(self, whom: str, lines: Iterable[bytes]) -> None:
        """Take what somebody said, and pass on what is new. Raises LogUnavailable, LogRefused."""
        for line in lines:
            taken = self.hearing.take(line, self.now_ms())
            self.metrics.word(whom, taken)
            if isinstance(taken, Refusal) and taken is not Refusal.NOT_NEWER:
                self._say("word-refused", whom, taken.value)
        now_ms = self.now_ms()
        due = self.hearing.to_pass_on(now_ms)
        if due:
            messages = [(SOURCE.encode(), encode_signal(passed_on(word, now_ms))) for word in due]
            await self.door.hand_over_all(messages)
            self.hearing.passed_on(due)

    async def _ask(self, name: str, asking: Asking) -> None:
        """Ask one peer's hub, again and again."""
        failures, asked_for = 0, None
        while True:
            try:
                await self.hear(name, await asking.lines())
            except HubUnheardError as error:
                failures, asked_for = failures + 1, error.retry_after
                self._failed(name, str(error))
            except (LogUnavailable, LogRefused) as error:
                failures = failures + 1
                self._failed(name, f"our own Kafka did not take its words: {error}")
            else:
                failures, asked_for = 0, None
                self._well(name)
            every = self.settings.every_seconds
            await self.pause(wait_seconds(every, failures, self.chance(), asked_for))

    async def _follow(self, topic: SharedTopic) -> None:
        """Hear the shared topic, and go on when it was away."""
        failures = 0
        while True:
            try:
                async with aclosing(heard_on(topic)) as heard:
                    async for lines in heard:
                        await self.hear(SHARED, lines)
                        failures = 0
                        self._well(SHARED)
            except (TopicUnheardError, LogUnavailable, LogRefused) as error:
                failures += 1
                self._failed(SHARED, str(error))
            await self.pause(wait_seconds(self.settings.every_seconds, failures, self.chance()))

    async def _tell(self, topic: SharedTopic, ours: Place) -> None:
        """Put what our own hub says onto the shared topic, as often as it says it."""
        failures, name = 0, f"{SHARED}, ours"
        while True:
            try:
                async with Asking(ours) as asking, told_on(topic) as teller:
                    while True:
                        await teller.tell(self._own(await asking.lines()))
                        failures = 0
                        self._well(name)
                        await self.pause(wait_seconds(SAY_EVERY_SECONDS, 0, self.chance()))
            except (HubUnheardError, TopicUnheardError, KafkaError, OSError) as error:
                failures += 1
                self._failed(name, str(error))
            await self.pause(wait_seconds(SAY_EVERY_SECONDS, failures, self.chance()))

    def _own(self, lines: Sequence[bytes]) -> list[Word]:
        """The words of ours among them, for nothing else is put onto the topic in our name."""
        words = []
        for line in lines:
            try:
                word = read_word(line)
            except UnreadableWordError:
                continue
            words += [word] if word.peer == self.settings.name and word.signature else []
        return words

    def _failed(self, name: str, why: str) -> None:
        """Somebody was not heard; said once, until they are heard again."""
        self.metrics.asked(name, heard=False)
        self._say("peer-unheard", name, why)

    def _well(self, name: str) -> None:
        """Somebody was heard."""
        self.metrics.asked(name, heard=True, at_ms=self.now_ms())
        if ("peer-unheard", name) in self._said:
            self._said.discard(("peer-unheard", name))
            structlog.get_logger().info("peer-heard-again", peer=name)

    def _say(self, event: str, name: str, why: str) -> None:
        """Into the log, once for each."""
        said = (event, f"{name} {why}" if event == "word-refused" else name)
        if said not in self._said:
            self._said.add(said)
            structlog.get_logger().warning(event, peer=name, why=why)
