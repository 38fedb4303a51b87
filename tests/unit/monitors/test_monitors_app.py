"""The Faust application hands every message on as it is; it needs neither broker nor loop to be made."""

import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError, KafkaError, MessageSizeTooLargeError
from faust.exceptions import ProducerSendError
from faust.types import TP

from monitors.adapters.transport import SeekingTransport, send_acknowledged
from monitors.app import EXPIRE_SECONDS, WATCH_SECONDS, MonitorsApp, create_app, hand_on
from monitors.settings import MonitorSettings


class Noting:
    """Hands that note what is put into them."""

    def __init__(self) -> None:
        self.taken: list[bytes | None] = []

    async def places(self, extents: Any, /) -> dict[TP, int]:
        return dict.fromkeys(extents, 0)

    async def take(self, event: Any) -> None:
        self.taken.append(event.value)

    async def leave(self, partitions: set[TP]) -> None:
        raise AssertionError(partitions)

    async def watch(self) -> None:
        raise AssertionError("no time passes here")

    async def expire(self) -> None:
        raise AssertionError("no time passes here")


@pytest.fixture
def hands() -> Noting:
    return Noting()


@pytest.fixture
def app(hands: Noting) -> MonitorsApp:
    settings = MonitorSettings(broker="127.0.0.1:9092,127.0.0.1:9093", topic_prefix="x.")
    return create_app(settings, hands)


def test_it_belongs_to_one_group_of_the_installation_and_serves_nothing(app: MonitorsApp) -> None:
    assert app.conf.id == "x.monitors"
    assert app.conf.web_enabled is False
    assert app.conf.topic_disable_leader is True
    assert (app.conf.broker_session_timeout, app.conf.broker_heartbeat_interval) == (10.0, 3.0)
    assert [url.port for url in app.conf.broker] == [9092, 9093]


class Refusing:
    """A producer of Faust's whose client refuses."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def send_and_wait(self, *_message: object) -> None:
        raise ProducerSendError("Error while sending") from self._error


@pytest.mark.parametrize("refusal", [MessageSizeTooLargeError(), KafkaConnectionError()])
async def test_why_the_client_did_not_send_is_not_hidden_behind_an_error_of_faust(
    refusal: KafkaError,
) -> None:
    app: Any = SimpleNamespace(producer=Refusing(refusal))

    with pytest.raises(type(refusal)):
        await send_acknowledged(app, "x.hub.changes", b"key", b"value")


def test_it_reads_through_our_transport(app: MonitorsApp) -> None:
    assert isinstance(app._new_transport(), SeekingTransport)


def test_its_agents_read_the_topics_of_evidence_of_actions_and_of_the_audit_log(app: MonitorsApp) -> None:
    topics = {name: agent.channel.topics for name, agent in app.agents.items()}
    assert sorted(topics.values()) == [
        ("x.evidence.signals",),
        ("x.evidence.usage",),
        ("x.hub.actions",),
        ("x.hub.audit",),
    ]
    assert (WATCH_SECONDS, EXPIRE_SECONDS) == (5.0, 3600.0)


async def test_messages_are_handed_on_unchanged_and_in_order(hands: Noting) -> None:
    values = [b"\x00\xff no text", b"", b"{}"]
    await hand_on(_Stream(values), hands.take)
    assert hands.taken == values


class _Stream:
    """A Faust stream as far as an agent needs one; it must be asked not to acknowledge by itself."""

    def __init__(self, values: list[bytes]) -> None:
        self._values = values
        self._is_noack = False

    def noack(self) -> "_Stream":
        self._is_noack = True
        return self

    async def events(self) -> Any:
        assert self._is_noack
        for value in self._values:
            yield SimpleNamespace(value=value)


def test_making_it_needs_no_event_loop() -> None:
    program = """
from monitors.app import create_app
from monitors.settings import MonitorSettings
class Hands:
    places = take = leave = watch = expire = None
app = create_app(MonitorSettings(broker="127.0.0.1:9092"), Hands())
assert getattr(app, "_loop", None) is None
print("made")
"""
    made = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    )
    assert made.stdout == "made\n"
