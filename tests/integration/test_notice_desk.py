"""Notices into service desks, by the templates that the documents show, and what desks answer."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import URL

from monitors.adapters.database import engine_for
from monitors.adapters.migrations import bring_up_to_date
from monitors.adapters.notice_routes.service_desk import DeskRoute
from monitors.adapters.notice_routes.tickets import MemoryTickets, SqlTickets, Tickets
from monitors.adapters.sql_store import opened_store
from monitors.domain.notices.records import Delivery
from monitors.notice_routes import Permanent, Temporary
from monitors.notice_rows import NoticeWork
from monitors.route_settings import DeskTable
from monitors.store import Retention, StoreUnavailable, Work
from streams.settings import SettingsError
from tests.http_receiver import Answer, Receiver, receiving
from tests.notices_told import all_clear, notice, plainly
from tests.stored_work import SIGNALS

EXAMPLES = Path(__file__).parents[2] / "docs/examples/service-desk"


@pytest.fixture
async def desk() -> AsyncIterator[Receiver]:
    async with receiving() as started:
        yield started


def table(url: str, **changed: Any) -> DeskTable:
    told: dict[str, Any] = {"name": "desk", "needs": ("lan",), "url": url, "timeout_seconds": 5.0}
    return DeskTable(**(told | changed))


@asynccontextmanager
async def route_of(stated: DeskTable, tickets: Tickets | None = None) -> AsyncIterator[DeskRoute]:
    route = DeskRoute(stated, plainly, tickets or MemoryTickets())
    try:
        yield route
    finally:
        await route.close()


def servicenow(url: str, folder: Path) -> DeskTable:
    secret = folder / "desk.headers"
    secret.write_text("# a service account\nAuthorization: Basic aG9sZGZhc3Q6dGVzdA==\n")
    secret.chmod(0o600)
    return table(
        f"{url}/api/now/table/incident",
        body_file=str(EXAMPLES / "servicenow-open.json.j2"),
        headers_file=str(secret),
        ticket_field="result.sys_id",
        update_url=f"{url}/api/now/table/incident/{{{{ ticket }}}}",
        update_method="PATCH",
        update_body_file=str(EXAMPLES / "servicenow-update.json.j2"),
    )


async def test_an_incident_is_one_ticket_of_servicenow_from_open_to_resolved(
    desk: Receiver, tmp_path: Path
) -> None:
    desk.answers = [Answer(201, {"result": {"sys_id": "9d385017c611228701d22104cc95c371", "number": "INC7"}})]
    tickets = MemoryTickets()
    async with route_of(servicenow(desk.url, tmp_path), tickets) as route:
        await route.send(notice())
    async with route_of(servicenow(desk.url, tmp_path), tickets) as after_a_restart:
        await after_a_restart.send(all_clear(severity="minor"))

    opened, closed = desk.got
    assert (opened.method, opened.path) == ("POST", "/api/now/table/incident")
    assert opened.headers["Authorization"].startswith("Basic ")
    assert opened.json == {
        "short_description": "first 1 of 3f2a/operations",
        "description": "first 1 of 3f2a/operations\n",
        "correlation_id": "3f2a/operations",
        "correlation_display": "Holdfast",
        "category": "network",
        "impact": "1",
        "urgency": "1",
    }
    assert closed.method == "PATCH"
    assert closed.path == "/api/now/table/incident/9d385017c611228701d22104cc95c371"
    assert (closed.json["state"], closed.json["impact"]) == ("6", "2")


async def test_an_incident_is_one_issue_of_jira_with_its_comments(desk: Receiver) -> None:
    desk.answers = [Answer(201, {"id": "10000", "key": "OPS-24"})]
    stated = table(
        f"{desk.url}/rest/api/2/issue",
        body_file=str(EXAMPLES / "jira-open.json.j2"),
        ticket_field="key",
        update_url=f"{desk.url}/rest/api/2/issue/{{{{ ticket }}}}/comment",
        update_body_file=str(EXAMPLES / "jira-update.json.j2"),
    )
    async with route_of(stated) as route:
        await route.send(notice(severity="critical"))
        await route.send(all_clear())

    opened, commented = desk.got
    assert opened.json["fields"]["priority"] == {"name": "Highest"}
    assert commented.path == "/rest/api/2/issue/OPS-24/comment"
    assert commented.json == {"body": "all-clear 2 of 3f2a/operations\n"}


async def test_a_ticket_number_cannot_leave_the_place_it_has_in_an_address(
    desk: Receiver, tmp_path: Path
) -> None:
    desk.answers = [Answer(201, {"result": {"sys_id": "../../users?x=1"}})]
    async with route_of(servicenow(desk.url, tmp_path)) as route:
        await route.send(notice())
        await route.send(all_clear())

    assert desk.got[1].path == "/api/now/table/incident/..%2F..%2Fusers%3Fx=1" or (
        desk.got[1].path == "/api/now/table/incident/..%2F..%2Fusers%3Fx%3D1"
    )


def test_tickets_are_kept_in_the_database(tmp_path: Path) -> None:
    engine = engine_for(URL.create("sqlite", database=str(tmp_path / "judged.db")))
    bring_up_to_date(engine)
    tickets = SqlTickets(engine)
    assert tickets.ticket("desk", "3f2a/operations") is None

    tickets.keep("desk", "3f2a/operations", "OPS-24")
    tickets.keep("desk", "3f2a/operations", "OPS-25")
    tickets.keep("other", "3f2a/operations", "7")

    assert tickets.ticket("desk", "3f2a/operations") == "OPS-25"
    engine.dispose()


class Away(MemoryTickets):
    """A database that is gone once it has been asked."""

    def keep(self, route: str, notice: str, ticket: str) -> None:
        raise StoreUnavailable(f"away: {route} keeps no {ticket} of {notice}")


async def test_a_ticket_that_cannot_be_kept_is_known_as_long_as_the_worker_lives(
    desk: Receiver, tmp_path: Path
) -> None:
    desk.answers = [Answer(201, {"result": {"sys_id": "abc"}})]
    async with route_of(servicenow(desk.url, tmp_path), Away()) as route:
        with structlog.testing.capture_logs() as said:
            await route.send(notice())
        await route.send(all_clear())

    assert [each["event"] for each in said] == ["ticket-not-kept"]
    assert desk.got[1].path.endswith("/abc")


async def test_an_answer_without_a_ticket_is_told_and_the_notice_is_not_sent_again(
    desk: Receiver, tmp_path: Path
) -> None:
    async with route_of(servicenow(desk.url, tmp_path)) as route:
        with structlog.testing.capture_logs() as said:
            await route.send(notice())

    assert [each["event"] for each in said] == ["no-ticket"]


@pytest.mark.parametrize(
    ("answer", "fault", "reason"),
    [
        (Answer(503), Temporary, "http-503"),
        (Answer(408), Temporary, "http-408"),
        (Answer(400), Permanent, "http-400"),
        (Answer(307, headers={"Location": "http://127.0.0.1:1/"}), Permanent, "http-307"),
    ],
)
async def test_what_a_desk_refuses_for_now_is_told_from_what_it_never_takes(
    desk: Receiver, tmp_path: Path, answer: Answer, fault: type[Temporary | Permanent], reason: str
) -> None:
    desk.answers = [answer]
    async with route_of(servicenow(desk.url, tmp_path)) as route:
        with pytest.raises(fault, match=f"^{reason}$"):
            await route.send(notice())


def template(folder: Path, text: str) -> str:
    file = folder / "body.j2"
    file.write_text(text)
    return str(file)


@pytest.mark.parametrize(
    "text",
    [
        '{"x": {{ misspelt|tojson }}}',
        "{{ subject.__class__.__mro__ }}",
        "{{ 1 // 0 }}",
    ],
)
async def test_a_template_that_fails_or_reaches_out_of_its_sandbox_sends_nothing(
    desk: Receiver, tmp_path: Path, text: str
) -> None:
    async with route_of(table(desk.url, body_file=template(tmp_path, text))) as route:
        with pytest.raises(Permanent, match="template-fault"):
            await route.send(notice())
    assert desk.got == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"body_file": "{{ open"}, "body_file is no template"),
        ({"headers_file": "no colon"}, "header 1: write Name: value"),
        ({"headers_file": "X: é"}, "in ASCII"),
    ],
)
def test_files_that_cannot_be_used_are_told_by_their_field(
    tmp_path: Path, changed: dict[str, str], said: str, make_secret: Callable[[str], str]
) -> None:
    body = template(tmp_path, changed.get("body_file", "{}"))
    headers = make_secret(changed["headers_file"]) if "headers_file" in changed else ""

    with pytest.raises(SettingsError, match=said):
        DeskRoute(table("http://127.0.0.1:1", body_file=body, headers_file=headers), plainly, MemoryTickets())


@pytest.fixture
def make_secret(tmp_path: Path) -> Callable[[str], str]:
    def made(text: str) -> str:
        file = tmp_path / "secret"
        file.write_text(text, encoding="utf-8")
        file.chmod(0o600)
        return str(file)

    return made


def test_a_ticket_is_forgotten_with_the_last_notice_of_its_key(tmp_path: Path) -> None:
    database = URL.create("sqlite", database=str(tmp_path / "judged.db"))
    with opened_store(database) as store:
        tickets = SqlTickets(store.engine)
        tickets.keep("desk", "outage/on-call", "INC-17")
        told = Delivery(notice=notice(id="outage/on-call"), subject="outage", routes=("desk",))
        store.commit(SIGNALS, None, 1, Work(notices=NoticeWork(deliveries=[told])))

        store.expire(told.notice.at_ms, Retention())
        assert tickets.ticket("desk", "outage/on-call") == "INC-17"
        store.expire(told.notice.at_ms + 401 * 86_400_000, Retention())
        assert tickets.ticket("desk", "outage/on-call") is None
