"""Settings of `holdfast watch`: one TOML file, read once, with messages that say what to write instead."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from infra.broker.address import VARIABLE, checked_address
from streams.adapters.catalogue_files import load_catalogue
from streams.contracts.signals import CONTROL_TARGET
from streams.domain.catalogue import Catalogue
from streams.domain.hosts import fault_of_host, normalise_host
from streams.domain.surfaces import SurfaceGroup
from streams.settings import SOURCE_NAME, SettingsError
from streams.watch.domain.targets import Target, by_platform
from streams.watch.page_readers import READERS
from streams.watch.shipped import StatusPage, shipped_pages, shipped_probes
from streams.watch.watch_file import HostTable, ProbeTable, WatchFile, in_words

LEAST_SECONDS: Final = 30.0
"""No page and no platform is asked more often than this."""

CONTROL_APART_SECONDS: Final = 10.0
"""Control sites are tried no more often than this, however many platforms fail and wait for them."""

FEWEST_HOSTS: Final = 2
"""Probes alone confirm an outage out of hours only where so many hosts of a platform fail."""


@dataclass(frozen=True)
class PageSettings:
    """Which status pages are read, and how politely."""

    pages: tuple[StatusPage, ...] = ()
    every_seconds: float = 120.0
    at_once: int = 4
    timeout_seconds: float = 20.0


@dataclass(frozen=True)
class ProbeSettings:
    """What is probed, how often, and by which way; `resolvers` empty means the system's."""

    targets: Mapping[str, tuple[Target, ...]]
    control: tuple[Target, ...] = ()
    every_seconds: float = 60.0
    timeout_seconds: float = 10.0
    resolvers: tuple[tuple[str, int], ...] = ()
    through_proxy: bool = False


@dataclass(frozen=True)
class Proxy:
    """The proxy on our way out; `login` is user:password for Basic, empty for none."""

    host: str
    port: int
    login: str = ""


@dataclass(frozen=True)
class WatchSettings:
    """Everything that a watch is told. `contact` is told to whoever is asked."""

    contact: str
    name: str
    broker: str
    topic_prefix: str
    pages: PageSettings
    probes: ProbeSettings
    proxy: Proxy | None = None
    ca_file: Path | None = None
    metrics_port: int | None = None
    metrics_host: str = "127.0.0.1"


@dataclass(frozen=True)
class Stated:
    """What the command line and the environment say; it wins over the file, where it says anything."""

    broker: str = ""
    topic_prefix: str | None = None
    catalogue: Sequence[Path] = ()
    metrics_port: int | None = None


def read_watch_settings(file: Path, stated: Stated) -> WatchSettings:
    """The settings in a file, checked; paths in it are relative to its folder.

    Raises SettingsError, BrokerFault, `AdditionsError`, and OSError where a file that it names is not there.
    """
    try:
        told = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8-sig")), WatchFile)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} is no TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise SettingsError(f"{file}: {in_words(str(error))}") from error
    folder = file.resolve().parent
    own = stated.catalogue or [folder / Path(each).expanduser() for each in told.catalogue]
    catalogue = load_catalogue(tuple(own))
    try:
        return _checked(told, stated, folder, catalogue)
    except SettingsError as error:
        raise SettingsError(f"{file}: {error}") from error


def _checked(told: WatchFile, stated: Stated, folder: Path, catalogue: Catalogue) -> WatchSettings:
    """Every value that only its meaning shows to be wrong."""
    if not re.search(r"\w[@.:]\w|://\w", told.contact) or not told.contact.isascii():
        raise SettingsError(
            'contact is told to everybody who is asked: write contact = "it@city.example" or the address '
            "of a page about you"
        )
    if SOURCE_NAME.fullmatch(told.name) is None:
        raise SettingsError(f"{told.name!r} is no name; use letters, digits, dot, dash and underscore")
    broker = stated.broker or told.broker
    if not broker:
        raise SettingsError(
            f"no broker is named: give --broker host:port, write broker here, or set {VARIABLE}"
        )
    proxy = _proxy(told, folder)
    port = told.metrics_port if stated.metrics_port is None else stated.metrics_port
    if port is not None and not 0 <= port < 65_536:
        raise SettingsError(f"metrics_port is {port}; a port is a number below 65536")
    return WatchSettings(
        contact=told.contact,
        name=told.name,
        broker=checked_address(broker, "broker"),
        topic_prefix=told.topic_prefix if stated.topic_prefix is None else stated.topic_prefix,
        pages=_pages(told, catalogue),
        probes=_probes(told, catalogue, has_proxy=proxy is not None),
        proxy=proxy,
        ca_file=folder / Path(told.ca_file).expanduser() if told.ca_file else None,
        metrics_port=port,
        metrics_host=told.metrics_host,
    )


def _pages(told: WatchFile, catalogue: Catalogue) -> PageSettings:
    """The shipped pages that were asked for, with the organisation's own over them."""
    asked = told.status_pages
    _polite("status_pages", asked.every_seconds, asked.timeout_seconds)
    if asked.at_once < 1:
        raise SettingsError("at_once in [status_pages] is how many are asked at the same time: 1 or more")
    pages = {page.platform: page for page in shipped_pages()}
    if asked.platforms is not None:
        for name in asked.platforms:
            _known(name, catalogue, "[status_pages]")
            if name not in pages and all(own.platform != name for own in told.status_page):
                raise SettingsError(
                    f"no status page of {name} is known; write a [[status_page]] with its platform, url "
                    f"and kind ({', '.join(READERS)})"
                )
        pages = {name: page for name, page in pages.items() if name in asked.platforms}
    for own in told.status_page:
        _known(own.platform, catalogue, "[[status_page]]")
        if own.kind not in READERS:
            raise SettingsError(f"kind {own.kind!r} in [[status_page]] is none of {', '.join(READERS)}")
        if urlsplit(own.url).scheme not in ("http", "https") or not urlsplit(own.url).hostname:
            raise SettingsError(f"url {own.url!r} in [[status_page]] is no http or https address")
        pages[own.platform] = StatusPage(own.platform, own.kind, own.url, own.part)
    return PageSettings(tuple(pages.values()), asked.every_seconds, asked.at_once, asked.timeout_seconds)


def _probes(told: WatchFile, catalogue: Catalogue, *, has_proxy: bool) -> ProbeSettings:
    """The hosts of the platforms that were asked for, and the control sites; within the budget."""
    asked = told.probes
    _polite("probes", asked.every_seconds, asked.timeout_seconds)
    if asked.through == "proxy" and not has_proxy:
        raise SettingsError('through = "proxy" in [probes] needs a line proxy = "http://host:port" above it')
    shipped = by_platform(shipped_probes(catalogue))
    targets = [_own_probe(own, catalogue) for own in told.probe]
    own_platforms = {target.platform for target in targets}
    for name in asked.platforms:
        _known(name, catalogue, "[probes]")
        targets += shipped.get(name, ())
        if name not in shipped and name not in own_platforms:
            raise SettingsError(
                f"no hosts to probe of {name} are known; write a [[probe]] for two of them at least"
            )
    for name, hosts in by_platform(targets).items():
        if len({target.key for target in hosts}) < FEWEST_HOSTS:
            raise SettingsError(
                f"only one host of {name} would be probed, and one alone never confirms an outage; "
                "write a [[probe]] for another"
            )
    control = tuple(_target(own, CONTROL_TARGET, SurfaceGroup.OTHER) for own in told.control)
    control = (control or shipped[CONTROL_TARGET]) if targets else ()
    wanted = len(targets) * 60 / asked.every_seconds + len(control) * 60 / CONTROL_APART_SECONDS
    if wanted > asked.tries_a_minute:
        raise SettingsError(
            f"[probes] would try hosts {wanted:.0f} times a minute, above tries_a_minute = "
            f"{asked.tries_a_minute}; probe fewer platforms, or less often with every_seconds"
        )
    return ProbeSettings(
        targets=by_platform(targets),
        control=control,
        every_seconds=asked.every_seconds,
        timeout_seconds=asked.timeout_seconds,
        resolvers=tuple(_resolver(each) for each in asked.resolvers),
        through_proxy=has_proxy and asked.through != "direct",
    )


def _own_probe(own: ProbeTable, catalogue: Catalogue) -> Target:
    """One host of the organisation's choice; its group is the catalogue's where none is written."""
    _known(own.platform, catalogue, "[[probe]]")
    entry = catalogue.find(own.host)
    group = entry.group if entry is not None else SurfaceGroup.CORE
    return _target(own, own.platform, SurfaceGroup(own.group) if own.group else group)


def _target(own: HostTable, platform: str, group: SurfaceGroup) -> Target:
    """A host with its port; a bad name is refused."""
    host = normalise_host(own.host)
    if fault := "its port stands on a line of its own" if ":" in own.host else fault_of_host(host):
        raise SettingsError(f"host {own.host!r} is no host name: {fault}")
    port = (443 if own.tls else 80) if own.port is None else own.port
    if not 0 < port < 65_536 or re.fullmatch(r"/[\x21-\x7e]*", own.path) is None:
        raise SettingsError(f"{own.host}: a port is a number from 1 to 65535, and a path begins with /")
    return Target(platform, host, group, port, own.tls, own.path)


def _known(name: str, catalogue: Catalogue, where: str) -> None:
    """A platform of the catalogue."""
    if name not in catalogue.platforms:
        raise SettingsError(
            f"{where} names {name!r}, which the catalogue lacks; `holdfast catalogue list` has all"
        )


def _polite(table: str, every_seconds: float, timeout_seconds: float) -> None:
    """Not too often, and not waiting for longer than that."""
    if not LEAST_SECONDS <= every_seconds <= 86_400:
        raise SettingsError(f"every_seconds in [{table}] is {every_seconds:g}; {LEAST_SECONDS:g} at least")
    if not 1 <= timeout_seconds <= every_seconds / 2:
        raise SettingsError(
            f"timeout_seconds in [{table}] is {timeout_seconds:g}; write 1 to {every_seconds / 2:g}, half "
            "of every_seconds"
        )


def _resolver(text: str) -> tuple[str, int]:
    """`192.0.2.53`, `192.0.2.53:5353` or `[2001:db8::53]:5353`."""
    found = re.fullmatch(r"\[?([0-9a-fA-F.:]+?)\]?(?::(\d{1,5}))?", text)
    bracketed = text.startswith("[") or text.count(":") < 2
    address, port = (found[1], int(found[2] or 53)) if found and bracketed else (text, 53)
    try:
        return str(ip_address(address)), port
    except ValueError as error:
        raise SettingsError(
            f"resolver {text!r} is no address; write 192.0.2.53 or 192.0.2.53:5353"
        ) from error


def _proxy(told: WatchFile, folder: Path) -> Proxy | None:
    """The proxy, with its login from a file of its own."""
    if not told.proxy:
        return None
    parts = urlsplit(told.proxy)
    if parts.scheme != "http" or not parts.hostname or parts.username:
        raise SettingsError(
            f'proxy is {told.proxy!r}; write "http://host:port", and a login of user:password in a file that '
            "proxy_login_file names"
        )
    login = ""
    if told.proxy_login_file:
        login = (folder / Path(told.proxy_login_file).expanduser()).read_text(encoding="utf-8").strip()
        if ":" not in login:
            raise SettingsError(f"{told.proxy_login_file} holds no user:password")
    return Proxy(parts.hostname, parts.port or 3128, login)
