"""`monitors.notice_routes.Route`: every way to people keeps the same promises."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitors.adapters.notice_routes.opening import close_routes, opened_routes
from monitors.adapters.notice_routes.tickets import MemoryTickets
from monitors.notice_routes import Permanent, Route, Temporary
from monitors.notice_writing import CannotBeWritten, Written
from monitors.route_settings import AlertmanagerTable, AppriseTable, DeskTable, MailTable, RouteTable
from monitors.store import StoreUnavailable
from tests.http_receiver import Answer, Receiver, receiving
from tests.mail_server import MailServer
from tests.notices_told import all_clear, notice, plainly

pytestmark = pytest.mark.filterwarnings(
    "ignore:'imghdr' is deprecated:DeprecationWarning"  # a library behind one of Apprise's plugins
)

KINDS = ("mail", "apprise", "alertmanager", "service-desk")
CODE = re.compile(r"[a-z0-9-]{3,40}")


@dataclass
class Way:
    """One kind of route, what it goes to, and how to make that refuse."""

    kind: str
    folder: Path
    mail: MailServer
    http: Receiver
    away_port: int

    def table(self, *, port: int | None = None, mailbox: str = "oncall@secret.example") -> RouteTable:
        """Settings of a route to the receiver, or to another port."""
        url = self.http.url if port is None else f"http://127.0.0.1:{port}"
        match self.kind:
            case "mail":
                return MailTable(
                    name="way",
                    needs=("lan", "mail"),
                    host="127.0.0.1",
                    port=port or self.mail.port,
                    security="none",
                    sender="holdfast@secret.example",
                    recipients=(mailbox,),
                    timeout_seconds=5.0,
                )
            case "apprise":
                file = self._file("urls", url.replace("http://", "json://") + "/token-of-ours")
                return AppriseTable(name="way", needs=("lan", "mail"), urls_file=file, timeout_seconds=5.0)
            case "alertmanager":
                return AlertmanagerTable(name="way", needs=("lan", "mail"), url=url, timeout_seconds=5.0)
        body = self._file("body.j2", '{"text": {{ text|tojson }}, "key": {{ key|tojson }}}')
        return DeskTable(name="way", needs=("lan", "mail"), url=url, body_file=body, timeout_seconds=5.0)

    def answers(self, status: int) -> None:
        """What the receiver says from now on; Alertmanager lists alerts."""
        self.http.usual = Answer(status, body=[] if self.kind == "alertmanager" else {})

    def took(self) -> int:
        """How many messages arrived."""
        posted = [each for each in self.http.got if each.method == "POST"]
        return len(self.mail.taken()) if self.kind == "mail" else len(posted)

    def _file(self, name: str, text: str) -> str:
        file = self.folder / name
        file.write_text(text)
        file.chmod(0o600)
        return str(file)


@pytest.fixture(params=KINDS)
async def way(request: pytest.FixtureRequest, tmp_path: Path, unused_tcp_port: int) -> AsyncIterator[Way]:
    async with receiving() as http:
        with MailServer(tmp_path / "mail") as mail:
            found = Way(request.param, tmp_path, mail, http, unused_tcp_port)
            found.answers(200)
            yield found


@pytest.fixture
async def opened() -> AsyncIterator[Callable[..., Route]]:
    """Opens one route of a table, and closes it behind the test."""
    async with AsyncExitStack() as until_the_end:

        def one(table: RouteTable, write: Callable[..., Written] = plainly) -> Route:
            routes = opened_routes([table], write, MemoryTickets(), lambda: 1_772_452_900_000)
            until_the_end.push_async_callback(close_routes, routes)
            return routes[0]

        yield one


async def test_it_has_the_name_and_needs_of_its_settings(way: Way, opened: Callable[..., Route]) -> None:
    route = opened(way.table())

    assert (route.name, route.needs) == ("way", frozenset({"lan", "mail"}))


async def test_it_returns_once_the_receiver_has_the_notice(way: Way, opened: Callable[..., Route]) -> None:
    await opened(way.table()).send(notice())

    assert way.took() == 1


async def test_a_receiver_that_is_away_is_for_now(way: Way, opened: Callable[..., Route]) -> None:
    with pytest.raises(Temporary) as told:
        await opened(way.table(port=way.away_port)).send(notice())

    assert CODE.fullmatch(told.value.reason)


async def test_what_is_refused_for_now_may_be_sent_again_and_arrives(
    way: Way, opened: Callable[..., Route]
) -> None:
    way.answers(503)
    route = opened(way.table(mailbox="later@secret.example"))
    with pytest.raises(Temporary) as told:
        await route.send(notice())
    assert CODE.fullmatch(told.value.reason)

    way.answers(200)
    before = way.took()
    await route.send(notice())
    assert way.took() == before + 1


async def test_what_is_refused_for_good_is_told_by_a_code_without_any_address(
    way: Way, opened: Callable[..., Route]
) -> None:
    way.answers(403)
    with pytest.raises(Permanent) as told:
        await opened(way.table(mailbox="gone@secret.example")).send(notice())

    assert CODE.fullmatch(told.value.reason)


async def test_what_follows_goes_the_same_way(way: Way, opened: Callable[..., Route]) -> None:
    route = opened(way.table())
    await route.send(notice())
    await route.send(all_clear())

    assert way.took() == (1 if way.kind == "alertmanager" else 2), "this one knows of no alert to end"


@pytest.mark.parametrize(
    ("fault", "told"), [(StoreUnavailable("away"), Temporary), (CannotBeWritten(), Permanent)]
)
async def test_words_that_cannot_be_had_are_told_apart_too(
    way: Way, opened: Callable[..., Route], fault: Exception, told: type[Temporary | Permanent]
) -> None:
    def write(_notice: object) -> Written:
        raise fault

    with pytest.raises(told):
        await opened(way.table(), write).send(notice())
    assert way.took() == 0
