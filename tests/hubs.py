"""A hub for tests: real databases in a folder, no Kafka, and a door that remembers what goes through it."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import URL

from api.auditing import Auditing
from api.domain.privacy import Privacy
from api.domain.rights import Grant, UnitTree
from api.hub import Hub
from api.hub_metrics import HubMetrics
from api.live.answers import Answers
from api.live.board import Board
from api.live.stream import Stream
from api.main import create_app
from api.people.passwords import Passwords
from api.people.store import opened_people
from api.reading.register_shelf import RegisterShelf
from api.records.opening import opened_records
from api.settings import HubSettings
from api.telling import Voice
from monitors.adapters.database import reading_engine
from monitors.adapters.sql_store import opened_store
from monitors.domain.actions import AnyAction
from monitors.domain.audit.entries import AuditEntry
from monitors.domain.findings.records import ToolRule
from monitors.domain.register.actions import Role
from monitors.store import Place, Work
from streams.adapters.catalogue_files import load_catalogue
from streams.domain.units import Unit
from streams.doors.domain.deliveries import Hook, Outside
from streams.doors.domain.numbers import Numbers
from streams.doors.entrance import Doors
from tests.published_use import House, touching
from tests.stored_work import NOON_MS

PASSWORD = "a long enough pass phrase"  # noqa: S105 (of nobody)

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""As weak as may be: tests sign in often."""

DOOR_NUMBERS = Numbers(b"a key that only tests know of")

SIGNALS = Place("cluster", "topic", "holdfast.evidence.signals", 0)

UNITS = (Unit("unassigned"), Unit("City"), Unit("Citizen Services", 1, 40), Unit("Parks", 1, 30))


@dataclass
class RememberingDoor:
    """Takes actions as the real door does, and keeps them; whoever waits for an answer gets `answer`."""

    sent: list[AnyAction] = field(default_factory=list)
    then: Callable[[AnyAction], None] = lambda _action: None

    async def send(self, action: AnyAction) -> None:
        """As the door to Kafka."""
        self.sent.append(action)
        self.then(action)


@dataclass
class RememberingAudit:
    """Takes audit entries as the real door does, and keeps them; `fails` is what it raises instead."""

    entries: list[AuditEntry] = field(default_factory=list)
    fails: Exception | None = None

    async def accepted(self, entry: AuditEntry) -> None:
        """As the door to Kafka."""
        if self.fails is not None:
            raise self.fails
        self.entries.append(entry)


@dataclass
class RememberingSignals:
    """Takes what doors were told as Kafka does, and keeps it; `fails` is what it raises instead."""

    sent: list[Outside] = field(default_factory=list)
    fails: Exception | None = None

    async def send(self, events: Sequence[Outside]) -> None:
        """As the door to Kafka."""
        if self.fails is not None:
            raise self.fails
        self.sent.extend(events)


@dataclass(frozen=True)
class HubAtHand:
    """A running hub, a browser for each who needs one, and what was sent."""

    hub: Hub
    client: TestClient
    door: RememberingDoor
    audit: RememberingAudit
    signals: RememberingSignals

    @property
    def app(self) -> FastAPI:
        """The application itself."""
        app = self.client.app
        assert isinstance(app, FastAPI)
        return app

    def account(self, login: str, *grants: Grant) -> None:
        """Make an account with these grants; its password is PASSWORD."""
        person = self.hub.people.add(login, login.title(), PASSWORD)
        for grant in grants:
            self.hub.people.accounts.grant(person.number, grant)

    def browser(self, role: Role | None = None, unit: str | None = None) -> TestClient:
        """A browser, signed in with one role where one is named."""
        client = TestClient(self.client.app, base_url="http://127.0.0.1", follow_redirects=False)
        if role is not None:
            login = f"{role}-{unit or 'all'}".replace(" ", "-").casefold()
            if self.hub.people.accounts.by_login(login) is None:
                self.account(login, Grant(role, unit))
            token = self.hub.people.sessions.begin(self._number(login))
            client.cookies.set("holdfast", token)
        return client

    def csrf(self, client: TestClient) -> str:
        """What a form of this browser carries."""
        viewer = self.hub.people.viewer_of_session(client.cookies["holdfast"], self.hub.tree)
        assert viewer is not None
        return viewer.csrf

    def _number(self, login: str) -> int:
        person = self.hub.people.accounts.by_login(login)
        assert person is not None
        return person.number


@contextmanager
def hub_in(
    folder: Path,
    works: Sequence[Work] = (),
    *,
    units: Sequence[Unit] = UNITS,
    now_ms: Callable[[], int] = lambda: NOON_MS + 3_600_000,
    settings: HubSettings | None = None,
    rules: tuple[ToolRule, ...] = (),
    hooks: Mapping[str, Hook] | None = None,
    voice: Voice | None = None,
) -> Iterator[HubAtHand]:
    """A hub on databases in a folder, the monitors' with this work, and with what they publish of it.

    Its records store, where the settings switch one on, stands beside them.
    """
    judged = URL.create("sqlite", database=str(folder / "judged.db"))
    told = settings or HubSettings(broker="127.0.0.1:1")
    with opened_store(judged) as store:
        for number, work in enumerate(works):
            store.commit(SIGNALS, number or None, number + 1, touching(work))
        sources = {row.source: row for work in works for row in work.sources}
        if sources:
            house = House(units, k=told.fewest_people, zone=told.zone, store=store)
            house.passes(now_ms(), *sources.values())
    catalogue, stream, answers, door = load_catalogue([]), Stream(), Answers(), RememberingDoor()
    taken, signals = RememberingAudit(), RememberingSignals()

    @asynccontextmanager
    async def opened() -> AsyncIterator[Hub]:
        engine = reading_engine(judged)
        privacy = Privacy(told.fewest_people)
        register = RegisterShelf(engine, catalogue, privacy, lambda: told.day_at(now_ms()))
        board = Board(engine, catalogue, register, stream, answers, k=told.fewest_people, now_ms=now_ms)
        people = URL.create("sqlite", database=str(folder / "hub.db"))
        tree, metrics = UnitTree(units), HubMetrics()
        kept = (
            nullcontext()
            if told.records is None
            else opened_records(
                told.records,
                URL.create("sqlite", database=str(folder / "records.db")),
                now_ms=now_ms,
                unit_named=tree.named,
                counted=metrics.recorded,
            )
        )
        with opened_people(people, now_ms=now_ms, passwords=QUICK) as accounts, kept as keeper:
            await board.look()
            audit = Auditing(taken, now_ms)
            hub = Hub(
                settings=told,
                catalogue=catalogue,
                tree=tree,
                judged=engine,
                people=accounts,
                actions=door,
                audit=audit,
                doors=Doors(
                    hooks or {},
                    DOOR_NUMBERS,
                    signals,
                    accounts.hook_deliveries,
                    catalogue.platforms,
                    keeper,
                ),
                metrics=metrics,
                records=keeper,
                rules=rules,
                voice=voice,
                board=board,
                register=register,
                stream=stream,
                answers=answers,
                now_ms=now_ms,
                is_hearing=lambda: True,
            )
            async with audit.running():
                yield hub
        engine.dispose()

    app = create_app(opened, with_records=told.records is not None)
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield HubAtHand(app.state.hub, client, door, taken, signals)
