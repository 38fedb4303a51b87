"""The `[[route]]` tables of the monitors' settings: each is one way by which notices reach people.

A secret never stands in the settings: it has a file of its own, which nobody else may read.
"""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, Literal
from urllib.parse import SplitResult, urlsplit

import msgspec
from msgspec import Struct

from streams.settings import SettingsError

NEEDS: Final = ("internet", "lan", "dns", "mail", "phone")
"""What a route may need beside `platform:<id>`."""

PLATFORM: Final = "platform:"
NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
ADDRESS: Final = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")
LONGEST_TIMEOUT_SECONDS: Final = 55.0
"""Whoever sends gives a route up after a minute."""


class _Table(Struct, tag_field="kind", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What every route has."""

    FILES: ClassVar[tuple[str, ...]] = ()
    """Fields that name a file, relative to the settings'."""

    name: str
    needs: tuple[str, ...]
    timeout_seconds: float = 20.0


class MailTable(_Table, tag="mail", frozen=True, kw_only=True):
    """Mail by SMTP. `login_file` holds `user:password`; `security` none is for this machine alone.

    `port` 0 is the usual one: 465 for tls, 587 for starttls, 25 for none.
    """

    FILES = ("login_file", "ca_file")

    host: str
    sender: str
    recipients: tuple[str, ...]
    port: int = 0
    security: Literal["tls", "starttls", "none"] = "starttls"
    login_file: str = ""
    ca_file: str = ""


class AppriseTable(_Table, tag="apprise", frozen=True, kw_only=True):
    """Chat, SMS and over a hundred more by Apprise. `urls_file` holds one of its URLs in each line.

    `length` short is one sentence of at most 160 characters, for SMS.
    """

    FILES = ("urls_file",)

    urls_file: str
    length: Literal["short", "long"] = "long"


class AlertmanagerTable(_Table, tag="alertmanager", frozen=True, kw_only=True):
    """An Alertmanager, by its address without a path such as `/api/v2`.

    `headers_file` holds `Name: value` lines, as an Authorization in front of it asks for. `lasts_hours` is
    when an alert ends that was not heard of again.
    """

    FILES = ("headers_file", "ca_file")

    url: str
    headers_file: str = ""
    ca_file: str = ""
    runbook_url: str = ""
    service: str = "holdfast"
    lasts_hours: float = 12.0
    refresh_seconds: float = 60.0


class DeskTable(_Table, tag="service-desk", frozen=True, kw_only=True):
    """A service desk, or anything else that takes JSON by HTTP, by templates in Jinja.

    `url` and `body_file` are of what opens a ticket. Where `ticket_field` names the field of the answer with
    the ticket's number (`result.sys_id`), what follows goes to `update_url` with `update_body_file`, where
    `{{ ticket }}` is that number; without them everything goes the first way.
    """

    FILES = ("headers_file", "ca_file", "body_file", "update_body_file")

    url: str
    body_file: str
    method: Literal["POST", "PUT", "PATCH"] = "POST"
    headers_file: str = ""
    ca_file: str = ""
    ticket_field: str = ""
    update_url: str = ""
    update_method: Literal["POST", "PUT", "PATCH"] = "POST"
    update_body_file: str = ""


RouteTable = MailTable | AppriseTable | AlertmanagerTable | DeskTable

KINDS: Final[dict[str, type[_Table]]] = {
    "mail": MailTable,
    "apprise": AppriseTable,
    "alertmanager": AlertmanagerTable,
    "service-desk": DeskTable,
}
"""What may stand as `kind`."""


def routes_of(stated: Sequence[Mapping[str, Any]], file: Path) -> tuple[RouteTable, ...]:
    """The routes as the settings `file` states them, with files beside it. Raises SettingsError, by field."""
    folder = file.resolve().parent
    routes = [_route(number, each, file, folder) for number, each in enumerate(stated, start=1)]
    names = [each.name for each in routes]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise SettingsError(
            f"{file}: two [[route]] are called {', '.join(twice)}; give each a name of its own"
        )
    return tuple(routes)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _route(number: int, stated: Mapping[str, Any], file: Path, folder: Path) -> RouteTable:
    """One route."""
    name = stated.get("name")
    called = f"{file}, [[route]] {name if isinstance(name, str) and name else f'number {number}'}"
    kind = stated.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise SettingsError(f"{called}: kind is {kind!r}; write one of {', '.join(KINDS)}")
    try:
        route: RouteTable = msgspec.convert(stated, RouteTable)
    except msgspec.ValidationError as error:
        fields = ", ".join(KINDS[kind].__struct_fields__)
        raise SettingsError(f"{called}: {error}; a route of kind {kind} has {fields}") from error
    if fault := _fault(route):
        raise SettingsError(f"{called}: {fault}")
    files = {
        each: str(folder / Path(getattr(route, each)).expanduser())
        for each in route.FILES
        if getattr(route, each)
    }
    return msgspec.structs.replace(route, **files)


def _fault(route: RouteTable) -> str | None:
    """What is wrong with a route, and what to write instead; None where nothing is."""
    if not NAME.fullmatch(route.name):
        return "name is to be small letters, digits, dots and hyphens, 60 at most, as in mail-operations"
    if not route.needs:
        return (
            "needs is empty; write what must be alive for it, as in needs = ['lan', 'mail'], so that another "
            "route is taken when that fails"
        )
    for need in route.needs:
        if need not in NEEDS and not (need.startswith(PLATFORM) and len(need) > len(PLATFORM)):
            return f"needs has {need!r}; there are {', '.join(NEEDS)} and platform:<id of the catalogue>"
    if not 1 <= route.timeout_seconds <= LONGEST_TIMEOUT_SECONDS:
        return f"timeout_seconds is {route.timeout_seconds}; write 1 to {LONGEST_TIMEOUT_SECONDS:g}"
    match route:
        case MailTable():
            return _fault_of_mail(route)
        case AppriseTable():
            return None if route.urls_file else "urls_file is empty; name the file with its URLs"
        case AlertmanagerTable():
            return _fault_of_alertmanager(route)
        case DeskTable():
            return _fault_of_desk(route)


def _fault_of_mail(route: MailTable) -> str | None:
    """What is wrong with a mail route; no address is repeated."""
    if not route.host:
        return "host is empty; name the mail server"
    if not 0 <= route.port < 65_536:
        return f"port is {route.port}; a port is a number below 65536"
    if not ADDRESS.fullmatch(route.sender):
        return "sender is no bare mail address such as holdfast@example.org"
    if not route.recipients:
        return "recipients is empty; write the mailbox of a role, as in recipients = ['oncall@example.org']"
    wrong = [number for number, each in enumerate(route.recipients, 1) if not ADDRESS.fullmatch(each)]
    if wrong:
        return f"recipients, number {wrong[0]}, is no bare mail address such as oncall@example.org"
    if route.security == "none" and not is_loopback(route.host):
        return "security none is for a mail server on this machine alone; write starttls or tls"
    return None


def _fault_of_alertmanager(route: AlertmanagerTable) -> str | None:
    """What is wrong with a route to an Alertmanager."""
    if not 1 <= route.lasts_hours <= 168:
        return f"lasts_hours is {route.lasts_hours}; write 1 to 168"
    if not 5 <= route.refresh_seconds <= 3600:
        return f"refresh_seconds is {route.refresh_seconds}; write 5 to 3600"
    return _fault_of_url("url", route.url, is_secret=bool(route.headers_file))


def _fault_of_desk(route: DeskTable) -> str | None:
    """What is wrong with a route to a service desk."""
    if not route.body_file:
        return "body_file is empty; name the template of what is sent"
    if bool(route.update_url) != bool(route.ticket_field):
        return "update_url and ticket_field belong together: the ticket's number is what an update goes to"
    if route.update_body_file and not route.update_url:
        return "update_body_file stands without update_url; write where updates go"
    urls = {"url": route.url} | ({"update_url": route.update_url} if route.update_url else {})
    faults = (_fault_of_url(field, url, is_secret=bool(route.headers_file)) for field, url in urls.items())
    return next((fault for fault in faults if fault), None)


def _fault_of_url(field: str, url: str, *, is_secret: bool) -> str | None:
    """What is wrong with an address by HTTP; the address is not repeated, for it may be a secret."""
    try:
        parts: SplitResult = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return f"{field} is no address such as https://desk.example.org/api"
    if parts.scheme not in {"http", "https"} or not host:
        return f"{field} is no address such as https://desk.example.org/api"
    if parts.username or parts.password:
        return f"{field} has a login in it; put an Authorization line into headers_file"
    if "{" in host or "}" in host:
        return f"{field} has a template in its host; only what follows the host may be one"
    if is_secret and parts.scheme == "http" and not is_loopback(host):
        return f"{field} would carry what headers_file holds in the clear; write https"
    return None
