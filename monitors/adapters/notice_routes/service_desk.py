"""Notices into a service desk, or whatever else takes JSON by HTTP: addresses and bodies are templates.

Templates are Jinja in a sandbox (https://jinja.palletsprojects.com/en/stable/sandbox/), and a name that they
misspell is an error and not an empty place. `docs/notices.md` has tried examples for ServiceNow, Jira and
PagerDuty, which are settings and nothing else. Where the answer names a ticket, what follows goes to it.
"""

import asyncio
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
import structlog
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from infra.words.figures import listed
from monitors.adapters.notice_routes.http_answers import check, client_for, told
from monitors.adapters.notice_routes.secret_files import read_headers
from monitors.adapters.notice_routes.tickets import Tickets
from monitors.adapters.notice_routes.wording import Write, written
from monitors.domain.notices.crosswalk import JIRA, PAGERDUTY, SERVICENOW
from monitors.notice_routes import Notice, Permanent, Temporary
from monitors.notice_writing import Written
from monitors.route_settings import DeskTable
from monitors.store import StoreFault
from streams.settings import SettingsError

LARGEST_ANSWER_BYTES: Final = 1_000_000
LARGEST_TEMPLATE_BYTES: Final = 65_536
LONGEST_TICKET: Final = 200


class DeskRoute:
    """`monitors.notice_routes.Route` to a service desk."""

    def __init__(self, settings: DeskTable, write: Write, tickets: Tickets) -> None:
        """Reads templates and the secret. Raises SettingsError."""
        self.name = settings.name
        self.needs = frozenset(settings.needs)
        self._settings = settings
        self._write = write
        self._tickets = tickets
        self._not_kept: dict[str, str] = {}
        jinja = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
        jinja.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
        self._url = _template(jinja, "url", settings.url)
        self._body = _template(jinja, "body_file", _read("body_file", settings.body_file))
        self._update_url = _template(jinja, "update_url", settings.update_url)
        self._update_body = self._body
        if settings.update_body_file:
            text = _read("update_body_file", settings.update_body_file)
            self._update_body = _template(jinja, "update_body_file", text)
        headers = read_headers("headers_file", settings.headers_file)
        self._client = client_for(settings.ca_file, settings.timeout_seconds, headers)

    async def send(self, notice: Notice) -> None:
        """See the port. An all-clear of which no ticket is known is sent as any other."""
        words = await written(self._write, notice)
        ticket = await self._known(notice.id)
        figures = figures_of(notice, words, ticket)
        if ticket is None:
            answer = await self._request(self._settings.method, self._url, self._body, figures)
            await self._keep(notice.id, answer)
        else:
            method = self._settings.update_method
            await self._request(method, self._update_url, self._update_body, figures)

    async def close(self) -> None:
        """Close connections."""
        await self._client.aclose()

    async def _request(
        self, method: str, url: Template, body: Template, figures: dict[str, Any]
    ) -> httpx.Response:
        """Raises Temporary and Permanent."""
        try:
            address = url.render({**figures, "ticket": quote(str(figures["ticket"] or ""), safe="")})
            content = body.render(figures)
        except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
            raise Permanent("template-fault") from error
        try:
            answer = await self._client.request(
                method, address, content=content.encode(), headers={"Content-Type": "application/json"}
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise (
                told(error) if isinstance(error, httpx.HTTPError) else Permanent("address-impossible")
            ) from error
        check(answer)
        return answer

    async def _known(self, notice: str) -> str | None:
        """The ticket there is, where any are kept. Raises Temporary."""
        if not self._settings.ticket_field:
            return None
        if notice in self._not_kept:
            return self._not_kept[notice]
        try:
            return await asyncio.to_thread(self._tickets.ticket, self.name, notice)
        except StoreFault as fault:
            raise Temporary("database-away") from fault

    async def _keep(self, notice: str, answer: httpx.Response) -> None:
        """Keep the ticket that an answer names. The desk has the notice, whatever becomes of that."""
        if not self._settings.ticket_field:
            return
        log = structlog.get_logger()
        ticket = ticket_in(answer, self._settings.ticket_field)
        if ticket is None:
            log.warning("no-ticket", route=self.name, advice="its answer has no such field; see ticket_field")
            return
        try:
            await asyncio.to_thread(self._tickets.keep, self.name, notice, ticket)
        except StoreFault:
            self._not_kept[notice] = ticket
            log.warning("ticket-not-kept", route=self.name, advice="after a restart a new one is opened")


def figures_of(notice: Notice, words: Written, ticket: str | None) -> dict[str, Any]:
    """What templates may name; `docs/notices.md` lists them."""
    incident = notice.incident
    return {
        "key": notice.id,
        "number": notice.number,
        "kind": notice.kind,
        "is_over": notice.kind == "all-clear",
        "severity": notice.severity,
        "cause": None if incident is None else incident.cause,
        "state": None if incident is None else incident.state,
        "platforms": listed(notice.platforms, notice.language),
        "audience": notice.audience.name,
        "unit": notice.audience.unit,
        "language": notice.language,
        "subject": words.subject,
        "short": words.short,
        "summary": words.summary,
        "text": words.text,
        "html": words.html,
        "link": words.link,
        "ticket": ticket,
        "pagerduty_action": "resolve" if notice.kind == "all-clear" else "trigger",
        "pagerduty_severity": PAGERDUTY[notice.severity],
        "servicenow_impact": SERVICENOW[notice.severity],
        "jira_priority": JIRA[notice.severity],
    }


def ticket_in(answer: httpx.Response, field: str) -> str | None:
    """The number or name under a dotted path such as `result.sys_id`; None where there is none."""
    if len(answer.content) > LARGEST_ANSWER_BYTES:
        return None
    try:
        found = answer.json()
    except ValueError:
        return None
    for name in field.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    if isinstance(found, bool) or not isinstance(found, str | int):
        return None
    ticket = str(found).strip()
    return ticket if 0 < len(ticket) <= LONGEST_TICKET else None


def _template(jinja: ImmutableSandboxedEnvironment, field: str, text: str) -> Template:
    """Raises SettingsError."""
    try:
        return jinja.from_string(text)
    except TemplateError as error:
        raise SettingsError(f"{field} is no template in Jinja: {error}") from error


def _read(field: str, file: str) -> str:
    """A template's text. Raises SettingsError."""
    try:
        data = Path(file).read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{field}: {file} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{field}: {file} is no text in UTF-8") from error
    if len(data) > LARGEST_TEMPLATE_BYTES:
        raise SettingsError(f"{field}: {file} has more than {LARGEST_TEMPLATE_BYTES} bytes")
    return text
