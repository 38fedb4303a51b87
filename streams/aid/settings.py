"""The settings of mutual aid: one TOML file, read by the hub that says our words and by the exchange."""

import ipaddress
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import msgspec

from infra.broker.address import VARIABLE, checked_address
from streams.aid.keys import AidKeyError, public_bytes
from streams.contracts.topics import DEFAULT_PREFIX
from streams.domain.aid.hearing import KnownPeer
from streams.domain.aid.words import LONGEST_VALID_SECONDS, NAME, USUAL_VALID_SECONDS, is_name
from streams.settings import SettingsError

USUAL_SECONDS: Final = 60
WORDS_PATH: Final = "/aid/v1/words"
"""Where a hub says its words."""

_TOPIC: Final = re.compile(r"[A-Za-z0-9._-]{1,249}")


class _PeerTable(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    name: str
    public_key: str
    url: str = ""
    api_key_file: str = ""
    ca_file: str = ""
    revoked: bool = False


class _TopicTable(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    broker: str
    name: str
    hub: str = ""
    api_key_file: str = ""
    tls: bool = False
    ca_file: str = ""
    certificate_file: str = ""
    certificate_key_file: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    name: str
    key_file: str = ""
    platforms: list[str] = []
    not_used: list[str] = []
    valid_for_seconds: Annotated[int, msgspec.Meta(ge=120, le=LONGEST_VALID_SECONDS)] = USUAL_VALID_SECONDS
    broker: str = ""
    topic_prefix: str = DEFAULT_PREFIX
    every_seconds: Annotated[int, msgspec.Meta(ge=15, le=600)] = USUAL_SECONDS
    metrics_port: int | None = None
    metrics_host: str = "127.0.0.1"
    peer: list[_PeerTable] = []
    topic: _TopicTable | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A hub that says words: its address, and the file with the API key that opens it to us."""

    url: str
    api_key_file: Path
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Peer:
    """Another organisation; `place` is None for one that is heard on the shared topic only."""

    known: KnownPeer
    place: Place | None


@dataclass(frozen=True, slots=True)
class SharedTopic:
    """A topic that peers share, on a broker of its own. `ours` is our own hub, whose words are put there."""

    broker: str
    name: str
    ours: Place | None = None
    tls: bool = False
    ca_file: Path | None = None
    certificate_file: Path | None = None
    certificate_key_file: Path | None = None


@dataclass(frozen=True)
class AidSettings:
    """What an organisation says, and whom it hears.

    `name` is what peers call us. Only of `platforms` it is told that they fail or work, and only of
    `not_used` that nobody uses them. `key_file` signs; only the hub needs it. `broker` is our own Kafka.
    """

    name: str
    key_file: Path | None = None
    platforms: tuple[str, ...] = ()
    not_used: tuple[str, ...] = ()
    valid_for_seconds: int = USUAL_VALID_SECONDS
    broker: str = ""
    topic_prefix: str = DEFAULT_PREFIX
    every_seconds: int = USUAL_SECONDS
    metrics_port: int | None = None
    metrics_host: str = "127.0.0.1"
    peers: tuple[Peer, ...] = ()
    topic: SharedTopic | None = None


def read_settings(file: Path) -> AidSettings:
    """The settings in a file; paths in it are relative to its folder. Raises SettingsError, OSError."""
    try:
        stated = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8-sig")), _File)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is no TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise SettingsError(f"{file}: {error}; there are {', '.join(_File.__struct_fields__)}") from error
    folder = file.resolve().parent
    try:
        return _settings(stated, folder)
    except SettingsError as error:
        raise SettingsError(f"{file}: {error}") from error


def checked(settings: AidSettings, broker: str | None) -> AidSettings:
    """The settings with the broker of the environment, if any. Raises SettingsError, BrokerFault."""
    settings = replace(settings, broker=broker or settings.broker)
    if not settings.broker:
        raise SettingsError(
            f"No broker is named: write broker in the settings, or set {VARIABLE}. It is your own Kafka, to"
            " which the words of others go."
        )
    if not settings.peers:
        raise SettingsError("no peer is named, so nobody is heard; write one [[peer]] table for each")
    return replace(settings, broker=checked_address(settings.broker, "broker"))


def _settings(stated: _File, folder: Path) -> AidSettings:
    for name in (stated.name, *(each.name for each in stated.peer), *stated.platforms, *stated.not_used):
        if not is_name(name):
            raise SettingsError(
                f"{name!r} is no name; a peer or platform is called {NAME}, as city-of-riverton"
            )
    both = sorted({*stated.platforms} & {*stated.not_used})
    if both:
        raise SettingsError(f"{', '.join(both)} stands in platforms and in not_used; choose one")
    names = [stated.name, *(each.name for each in stated.peer)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SettingsError(f"{', '.join(twice)} is the name of two; each peer has its own, and so have you")
    return AidSettings(
        name=stated.name,
        key_file=_path(stated.key_file, folder),
        platforms=tuple(stated.platforms),
        not_used=tuple(stated.not_used),
        valid_for_seconds=stated.valid_for_seconds,
        broker=stated.broker,
        topic_prefix=stated.topic_prefix,
        every_seconds=stated.every_seconds,
        metrics_port=stated.metrics_port,
        metrics_host=stated.metrics_host,
        peers=tuple(_peer(each, folder) for each in stated.peer),
        topic=None if stated.topic is None else _topic(stated.topic, folder),
    )


def _peer(table: _PeerTable, folder: Path) -> Peer:
    try:
        key = public_bytes(table.public_key)
    except AidKeyError as error:
        raise SettingsError(f"peer {table.name}: {error}") from error
    place = _place(table.url, table.api_key_file, folder, f"peer {table.name}")
    if place is not None:
        place = replace(place, ca_file=_path(table.ca_file, folder))
    return Peer(KnownPeer(table.name, key, table.revoked), place)


def _topic(table: _TopicTable, folder: Path) -> SharedTopic:
    if _TOPIC.fullmatch(table.name) is None:
        raise SettingsError(f"topic: {table.name!r} is no name of a topic on Kafka")
    return SharedTopic(
        broker=table.broker,
        name=table.name,
        ours=_place(table.hub, table.api_key_file, folder, "topic"),
        tls=table.tls,
        ca_file=_path(table.ca_file, folder),
        certificate_file=_path(table.certificate_file, folder),
        certificate_key_file=_path(table.certificate_key_file, folder),
    )


def _place(url: str, api_key_file: str, folder: Path, whose: str) -> Place | None:
    """A hub's address. Raises SettingsError where its API key would travel in the clear."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError(f"{whose}: {url!r} is no address such as https://holdfast.riverton.example")
    if parts.scheme == "http" and not _is_this_machine(parts.hostname):
        raise SettingsError(
            f"{whose}: {url} would send the API key in the clear; use https, http only on this machine"
        )
    key = _path(api_key_file, folder)
    if key is None:
        raise SettingsError(f"{whose}: api_key_file is missing; it holds the key that the hub there gave you")
    return Place(url.rstrip("/"), key)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _path(text: str, folder: Path) -> Path | None:
    return folder / Path(text).expanduser() if text else None
