"""Create the topics of the contracts on a broker, and see that existing ones are as the contracts say."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, NoError, TopicAlreadyExistsError, for_code

from streams.adapters.evidence_log import LogRefused, LogUnavailable
from streams.adapters.kafka_words import in_words
from streams.contracts.topics import DEFAULT_PREFIX, TOPICS, Topic

PATIENCE_SECONDS = 30.0

_TOPIC_ITSELF = 1
"""config_source of a setting made on the topic (Kafka's protocol, DescribeConfigs)."""


class TopicMismatch(Exception):  # noqa: N818 (it names what is the matter)
    """Topics exist that are not as the contracts say; `differences` has one sentence each."""

    def __init__(self, differences: Sequence[str]) -> None:
        super().__init__(
            "Topics on the broker are not as Holdfast needs them:\n  " + "\n  ".join(differences)
        )
        self.differences = tuple(differences)


@dataclass(frozen=True, slots=True)
class _Setting:
    """One setting of a topic, and whether it was made on the topic itself."""

    value: str
    is_own: bool


async def create_topics(
    bootstrap: str,
    prefix: str = DEFAULT_PREFIX,
    topics: Sequence[Topic] = TOPICS,
    *,
    correct: bool = False,
) -> None:
    """Create every topic that is missing, with the broker's default replication; safe to repeat.

    Existing ones are compared. A different number of partitions or clean-up policy always raises
    TopicMismatch, since changing them would reorder or delete what is there. Other settings are set right if
    `correct` is true (for a broker that serves nobody but Holdfast), and raise TopicMismatch otherwise.
    Raises LogUnavailable if the broker is away, LogRefused if it does not let us.
    """
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), _admin(bootstrap) as admin:
            existing = await _create_missing(admin, prefix, topics)
            await _until_shown(admin, [topic.named(prefix) for topic in topics])
            if existing:
                await _compare(admin, existing, correct=correct)
    except (KafkaError, OSError, TimeoutError) as error:
        raise LogUnavailable(f"Kafka at {bootstrap} does not answer: {in_words(error)}") from error


@asynccontextmanager
async def _admin(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    """An admin client that is closed again."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=10_000)
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()


async def _create_missing(
    admin: AIOKafkaAdminClient, prefix: str, topics: Sequence[Topic]
) -> dict[str, Topic]:
    """Create what is missing, and return what was there before: name on the broker -> topic."""
    wanted = {topic.named(prefix): topic for topic in topics}
    answer = await admin.create_topics([_new_topic(name, topic) for name, topic in wanted.items()])
    existing: dict[str, Topic] = {}
    for name, code, sentence in answer.topic_errors:
        error = for_code(code)
        if error is TopicAlreadyExistsError:
            existing[name] = wanted[name]
        elif error is not NoError:
            raise LogRefused(f"Kafka did not create the topic {name}: {sentence or error.__name__}")
    return existing


async def _until_shown(admin: AIOKafkaAdminClient, names: Sequence[str]) -> None:
    """Return once the broker shows the topics: its controller creates them, and it hears of that later."""
    while True:
        shown = await admin.describe_topics(list(names))
        if all(for_code(topic["error_code"]) is NoError for topic in shown):
            return
        await asyncio.sleep(0.05)


def _new_topic(name: str, topic: Topic) -> NewTopic:
    """The request for one topic, with the replication that the broker has as its default."""
    request = NewTopic(name, topic.partitions, 1, topic_configs=topic.settings())
    request.replication_factor = -1  # Kafka's "use the default", which the constructor does not take
    return request


async def _compare(admin: AIOKafkaAdminClient, existing: Mapping[str, Topic], *, correct: bool) -> None:
    """Hold existing topics against their contracts; sets settings right where allowed."""
    differences: list[str] = []
    for described in await admin.describe_topics(list(existing)):
        name, found = described["topic"], len(described["partitions"])
        if found != existing[name].partitions:
            wanted = existing[name].partitions
            differences.append(
                f"{name} has {found} partitions and needs {wanted}: remove it, or use another topic prefix."
            )
    for name, settings in (await _settings(admin, list(existing))).items():
        wrong = _wrong(existing[name], settings)
        if wrong and correct and "cleanup.policy" not in wrong:
            await _set(admin, name, settings, wrong)
            await _until_set(admin, name, existing[name])
        else:
            differences += [_advice(name, setting, settings, value) for setting, value in wrong.items()]
    if differences:
        raise TopicMismatch(differences)


def _wrong(topic: Topic, settings: Mapping[str, _Setting]) -> dict[str, str]:
    """The settings that are not as the contract says, with the value they should have."""
    return {
        name: value
        for name, value in topic.settings().items()
        if name not in settings or settings[name].value != value
    }


def _advice(name: str, setting: str, settings: Mapping[str, _Setting], wanted: str) -> str:
    """What is different, and the command of Kafka that mends it."""
    found = settings[setting].value if setting in settings else "nothing"
    return (
        f"{name} has {setting}={found} and needs {wanted}: kafka-configs.sh --alter --entity-type topics "
        f"--entity-name {name} --add-config {setting}={wanted}"
    )


async def _settings(admin: AIOKafkaAdminClient, names: Sequence[str]) -> dict[str, dict[str, _Setting]]:
    """All settings of some topics as they stand."""
    asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    found: dict[str, dict[str, _Setting]] = {}
    for answer in await admin.describe_configs(asked):
        for code, sentence, _, name, entries in answer.resources:
            if for_code(code) is not NoError:
                raise LogRefused(f"Kafka does not show the settings of {name}: {sentence or code}")
            found[name] = {entry[0]: _Setting(entry[1] or "", entry[3] == _TOPIC_ITSELF) for entry in entries}
    return found


async def _set(
    admin: AIOKafkaAdminClient, name: str, settings: Mapping[str, _Setting], wrong: Mapping[str, str]
) -> None:
    """Set what is wrong; the request replaces all of a topic's own settings, so the others go with it."""
    own = {setting: found.value for setting, found in settings.items() if found.is_own}
    request = ConfigResource(ConfigResourceType.TOPIC, name, {**own, **wrong})
    for answer in await admin.alter_configs([request]):
        for code, sentence, *_ in answer.resources:
            if for_code(code) is not NoError:
                raise LogRefused(f"Kafka did not set {', '.join(wrong)} of {name}: {sentence or code}")


async def _until_set(admin: AIOKafkaAdminClient, name: str, topic: Topic) -> None:
    """Return once the broker goes by what was set: its controller takes it, and it hears of that later."""
    while True:
        settings = await _settings(admin, [name])
        if not _wrong(topic, settings[name]):
            return
        await asyncio.sleep(0.05)
