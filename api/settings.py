"""The hub's settings: one TOML file that may be left out, read once, and the environment."""

import ipaddress
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from api.people.provider_settings import OidcTable, ProviderSettings, provider_of
from api.records.settings import RecordsSettings, RecordsTable, records_of
from infra.broker.address import VARIABLE, checked_address
from monitors.domain.withholding import LOWEST_K, USUAL_K
from monitors.settings import MonitorSettings
from monitors.settings import read_settings as read_monitors
from monitors.store import Retention
from streams.aid.settings import AidSettings
from streams.aid.settings import read_settings as read_aid
from streams.contracts.topics import DEFAULT_PREFIX
from streams.doors.settings import StatedHook, WebhookTable, stated_hooks
from streams.settings import SettingsError

USUAL_PORT: Final = 8321

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class _File(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The settings file."""

    broker: str = ""
    topic_prefix: str = DEFAULT_PREFIX
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, lt=65_536)] = USUAL_PORT
    public_url: str = ""
    organisation: str = ""
    purpose: str = ""
    catalogue: list[str] = []
    timezone: str = "UTC"
    units: str | None = None
    fewest_people: Annotated[int, msgspec.Meta(ge=LOWEST_K)] | None = None
    inside_networks: list[str] = []
    metrics_from: list[str] = []
    trusted_proxies: tuple[str, ...] = ("127.0.0.1/32",)
    monitors: str | None = None
    tool_rules: str | None = None
    oidc: OidcTable | None = None
    records: RecordsTable | None = None
    posts_key: str | None = None
    webhook: list[WebhookTable] = []
    aid: str | None = None


@dataclass(frozen=True)
class HubSettings:
    """Everything that the hub is told, but for its databases, which the environment names.

    `public_url` is where browsers reach it, for links in what leaves the house; empty: where it listens.
    `organisation` and `purpose` stand on the pages that tell employees what is kept and why.
    From `inside_networks` people without an account may say "it fails for me", and from `metrics_from` the
    hub's own figures are read without a key. Web servers at `trusted_proxies` say whom they ask for.
    `fewest_people` is the k of the design, `retention` how long the monitors keep rows, which employees are
    told, and `tool_rules` are the organisation's rules, which tool for what: all three are those of the
    monitors' settings, where the hub's name their file and say nothing else. `oidc` is the identity provider
    that people may sign in by. `webhooks` are those of own accounts; with the key in the file `posts_key`
    their conversations and texts become numbers. `records` is the store that keeps what they tell; None:
    there is none. `aid` is what is told to others; None: nothing.
    """

    broker: str = ""
    topic_prefix: str = DEFAULT_PREFIX
    host: str = "127.0.0.1"
    port: int = USUAL_PORT
    public_url: str = ""
    organisation: str = ""
    purpose: str = ""
    catalogue: tuple[Path, ...] = ()
    timezone: str = "UTC"
    units: Path | None = None
    fewest_people: int = USUAL_K
    inside_networks: tuple[Network, ...] = ()
    metrics_from: tuple[Network, ...] = ()
    trusted_proxies: tuple[Network, ...] = (ipaddress.IPv4Network("127.0.0.1/32"),)
    retention: Retention = field(default_factory=Retention)
    tool_rules: Path | None = None
    oidc: ProviderSettings | None = None
    records: RecordsSettings | None = None
    aid: AidSettings | None = None
    posts_key: Path | None = None
    webhooks: tuple[StatedHook, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """Where the organisation's days begin."""
        return ZoneInfo(self.timezone)

    def day_at(self, at_ms: int) -> date:
        """The organisation's day at a moment."""
        return datetime.fromtimestamp(at_ms / 1000, self.zone).date()

    @property
    def is_secure(self) -> bool:
        """Whether browsers come by https, so that cookies may be kept to it."""
        return self.public_url.startswith("https://")


def read_settings(file: Path) -> HubSettings:
    """The settings in a file; paths in it are relative to its folder. Raises SettingsError, OSError."""
    try:
        stated = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8-sig")), _File)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is no TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise SettingsError(f"{file}: {error}; there are {', '.join(_File.__struct_fields__)}") from error
    folder = file.resolve().parent
    monitors = _monitors(stated.monitors, folder)
    return HubSettings(
        broker=stated.broker,
        topic_prefix=stated.topic_prefix,
        host=stated.host,
        port=stated.port,
        public_url=stated.public_url.rstrip("/"),
        organisation=stated.organisation,
        purpose=stated.purpose,
        catalogue=tuple(folder / Path(each).expanduser() for each in stated.catalogue),
        timezone=stated.timezone,
        units=None if stated.units is None else folder / Path(stated.units).expanduser(),
        fewest_people=monitors.fewest_people if stated.fewest_people is None else stated.fewest_people,
        inside_networks=_networks(stated.inside_networks, file, "inside_networks"),
        metrics_from=_networks(stated.metrics_from, file, "metrics_from"),
        trusted_proxies=_networks(stated.trusted_proxies, file, "trusted_proxies"),
        retention=monitors.retention,
        tool_rules=folder / Path(stated.tool_rules).expanduser()
        if stated.tool_rules
        else monitors.tool_rules,
        aid=read_aid(folder / Path(stated.aid).expanduser()) if stated.aid else None,
        oidc=None if stated.oidc is None else provider_of(stated.oidc, folder, stated.public_url),
        records=None if stated.records is None else records_of(stated.records, folder),
        posts_key=None if stated.posts_key is None else folder / Path(stated.posts_key).expanduser(),
        webhooks=stated_hooks(stated.webhook, folder),
    )


def _monitors(stated: str | None, folder: Path) -> MonitorSettings:
    """What the monitors are told; the usual where no file is named. Raises SettingsError, OSError."""
    return MonitorSettings() if stated is None else read_monitors(folder / Path(stated).expanduser())


def checked(settings: HubSettings, broker: str | None) -> HubSettings:
    """The settings with the broker of the environment, if any. Raises SettingsError, BrokerFault."""
    settings = replace(settings, broker=broker or settings.broker)
    if not settings.broker:
        raise SettingsError(
            f"No broker is named: give --broker host:port, write broker in the settings, or set {VARIABLE}. "
            "`holdfast broker` runs one on this machine."
        )
    if settings.public_url and not settings.public_url.startswith(("http://", "https://")):
        raise SettingsError(
            f"public_url is {settings.public_url!r}; it is where browsers reach the hub, such as "
            "https://holdfast.example.org"
        )
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(
            f"no time zone is called {settings.timezone!r}; use an IANA name such as America/Toronto or UTC"
        ) from error
    return replace(settings, broker=checked_address(settings.broker, "broker"))


def _networks(stated: Iterable[str], file: Path, setting: str) -> tuple[Network, ...]:
    """Address ranges. Raises SettingsError."""
    return tuple(_network(each, file, setting) for each in stated)


def _network(stated: str, file: Path, setting: str) -> Network:
    """An address range. Raises SettingsError."""
    try:
        return ipaddress.ip_network(stated)
    except ValueError as error:
        raise SettingsError(
            f"{file}: {setting} has {stated!r}, which is no address range such as 10.0.0.0/8 ({error})"
        ) from error
