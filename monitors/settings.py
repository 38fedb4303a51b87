"""The monitors' settings: one TOML file that may be left out, read once, and the environment."""

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from infra.broker.address import VARIABLE, checked_address
from monitors.domain.impact.rules import ImpactRules
from monitors.domain.notices.rules import NoticeRules
from monitors.domain.register.concentration import USUAL_LIMIT
from monitors.domain.withholding import LOWEST_K, USUAL_K
from monitors.notice_settings import NoticeTable
from monitors.route_settings import RouteTable, routes_of
from monitors.store import Retention
from streams.contracts.topics import DEFAULT_PREFIX
from streams.settings import SettingsError

_KEPT = Retention()
_IMPACT = ImpactRules()
LONGEST_CATCH_UP_HOURS = 72
"""Three days behind an outage, what is on top of the usual has other reasons."""


class _Retention(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The `[retention]` table as it stands in the file."""

    minutes_hours: int = _KEPT.minutes_hours
    hours_days: int = _KEPT.hours_days
    days_days: int = _KEPT.days_days


class _Register(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The `[register]` table as it stands in the file."""

    operator_limit: int = USUAL_LIMIT


class _Impact(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The `[impact]` table as it stands in the file."""

    objective: float = _IMPACT.objective
    objectives: dict[str, float] = {}
    catch_up_hours: int = _IMPACT.catch_up_hours


class _File(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The settings file."""

    broker: str = ""
    topic_prefix: str = DEFAULT_PREFIX
    catalogue: list[str] = []
    timezone: str = "UTC"
    units: str | None = None
    fewest_people: int = USUAL_K
    tool_rules: str | None = None
    posts_key: str | None = None
    metrics_port: int | None = None
    metrics_host: str = "127.0.0.1"
    retention: _Retention = msgspec.field(default_factory=_Retention)
    register: _Register = msgspec.field(default_factory=_Register)
    impact: _Impact = msgspec.field(default_factory=_Impact)
    hub_url: str = ""
    route: list[dict[str, Any]] = []
    notices: NoticeTable = msgspec.field(default_factory=NoticeTable)


@dataclass(frozen=True)
class MonitorSettings:
    """Everything that a worker is told, but for the database, which HOLDFAST_DATABASE names.

    `catalogue` are files with the organisation's own platforms, for their operators; `timezone` is where its
    days begin, and `units` its units, with how many people each has (None: as many as are seen).
    Of fewer than `fewest_people` no figures are published, nor said on `hub.changes` or in the log.
    `tool_rules` are its own rules, which tool for what. `posts_key` is the key file that the hub's doors
    have, too: by it outgoing posts are compared with approved drafts; without it none is.
    `metrics_port` None shows no figures. More units than `operator_limit` that rely on one operator for work
    that matters are told to risk. `hub_url` is where people reach the hub, for the links in notices, and
    `routes` are the ways that notices take to people, `notices` says who is told by which, and when.
    """

    broker: str = ""
    topic_prefix: str = DEFAULT_PREFIX
    catalogue: tuple[Path, ...] = ()
    timezone: str = "UTC"
    units: Path | None = None
    fewest_people: int = USUAL_K
    tool_rules: Path | None = None
    posts_key: Path | None = None
    metrics_port: int | None = None
    metrics_host: str = "127.0.0.1"
    retention: Retention = field(default_factory=Retention)
    operator_limit: int = USUAL_LIMIT
    impact: ImpactRules = field(default_factory=ImpactRules)
    hub_url: str = ""
    routes: tuple[RouteTable, ...] = ()
    notices: NoticeRules = field(default_factory=NoticeRules)


def read_settings(file: Path) -> MonitorSettings:
    """The settings in a file; paths in it are relative to its folder. Raises SettingsError, OSError."""
    try:
        stated = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8-sig")), _File)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is no TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise SettingsError(f"{file}: {error}; there are {', '.join(_File.__struct_fields__)}") from error
    folder = file.resolve().parent
    routes = routes_of(stated.route, file)
    return MonitorSettings(
        broker=stated.broker,
        topic_prefix=stated.topic_prefix,
        catalogue=tuple(folder / Path(each).expanduser() for each in stated.catalogue),
        timezone=stated.timezone,
        units=_beside(folder, stated.units),
        fewest_people=stated.fewest_people,
        tool_rules=_beside(folder, stated.tool_rules),
        posts_key=_beside(folder, stated.posts_key),
        metrics_port=stated.metrics_port,
        metrics_host=stated.metrics_host,
        retention=Retention(**msgspec.structs.asdict(stated.retention)),
        operator_limit=stated.register.operator_limit,
        impact=ImpactRules(**msgspec.structs.asdict(stated.impact)),
        hub_url=stated.hub_url.rstrip("/"),
        routes=routes,
        notices=stated.notices.rules([each.name for each in routes], file),
    )


def _beside(folder: Path, stated: str | None) -> Path | None:
    """A file that may be named."""
    return None if stated is None else folder / Path(stated).expanduser()


def checked(settings: MonitorSettings, broker: str | None) -> MonitorSettings:
    """The settings with the broker of the environment, if any. Raises SettingsError, BrokerFault."""
    settings = replace(settings, broker=broker or settings.broker)
    if not settings.broker:
        raise SettingsError(
            f"No broker is named: give --broker host:port, write broker in the settings, or set {VARIABLE}. "
            "`holdfast broker` runs one on this machine."
        )
    settings = replace(settings, broker=checked_address(settings.broker, "broker"))
    if settings.metrics_port is not None and not 0 <= settings.metrics_port < 65_536:
        raise SettingsError(f"metrics_port is {settings.metrics_port}; a port is a number below 65536")
    kept = settings.retention
    if min(kept.minutes_hours, kept.hours_days, kept.days_days) < 1:
        raise SettingsError("what [retention] names is how long rows are kept, so each must be 1 or more")
    _check_limits(settings)
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(
            f"no time zone is called {settings.timezone!r}; use an IANA name such as America/Toronto or UTC"
        ) from error
    return settings


def _check_limits(settings: MonitorSettings) -> None:
    """Raise SettingsError for what cannot be expected of platforms or operators, or would tell of few."""
    if settings.fewest_people < LOWEST_K:
        raise SettingsError(
            f"fewest_people is {settings.fewest_people}; figures of fewer than {LOWEST_K} people are never "
            f"told, so write {LOWEST_K} or more"
        )
    if settings.operator_limit < 1:
        raise SettingsError(
            f"operator_limit is {settings.operator_limit}; write how many units may rely on one operator, "
            "1 or more"
        )
    impact = settings.impact
    if not 0 <= impact.catch_up_hours <= LONGEST_CATCH_UP_HOURS:
        raise SettingsError(
            f"catch_up_hours is {impact.catch_up_hours}; write hours from 0 to {LONGEST_CATCH_UP_HOURS}"
        )
    for name, share in {"objective": impact.objective, **impact.objectives}.items():
        if not 0 < share <= 1:
            raise SettingsError(f"the objective {name} is {share}; write a share above 0, as in 0.995")
