"""Opens everything that a hub needs, as its settings and the environment say."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext, suppress
from pathlib import Path
from secrets import token_urlsafe
from types import MappingProxyType
from typing import Final

from sqlalchemy import URL

from api.actions import ActionDoor
from api.auditing import AuditDoor, Auditing
from api.background import Background
from api.domain.privacy import Privacy
from api.domain.rights import Grant, UnitTree
from api.entrances import Entrance
from api.hub import Hub
from api.hub_metrics import HubMetrics
from api.live.answers import Answers
from api.live.board import Board
from api.live.changes import ChangesFeed
from api.live.stream import Stream
from api.live.unread import Unread
from api.people.store import People, opened_people
from api.reading.register_shelf import RegisterShelf
from api.records.opening import opened_records
from api.settings import HubSettings
from api.telling import Voice
from infra.folders import data_folder
from monitors.adapters.database import reading_engine
from monitors.adapters.tool_rules_file import read_tool_rules
from streams.adapters.catalogue_files import load_catalogue
from streams.adapters.directory_files import load_directory
from streams.adapters.key_file import read_or_create_keys
from streams.doors.domain.numbers import Numbers
from streams.doors.entrance import Doors
from streams.doors.sending import SignalsDoor
from streams.doors.settings import opened_hooks

POSTS_KEY: Final = "posts.key"

NO_ENTRANCES: Final[Mapping[str, Entrance]] = MappingProxyType({})


def wall_clock_ms() -> int:
    """Unix milliseconds."""
    return time.time_ns() // 1_000_000


def beside(people: URL) -> Path:
    """Where the doors' key is kept unless the settings say: beside a SQLite file, else in the data folder."""
    is_file = people.get_backend_name() == "sqlite"
    return (Path(str(people.database)).parent if is_file else data_folder()) / POSTS_KEY


def _let_in(people: People, entrances: Mapping[str, Entrance]) -> None:
    """Make the accounts of a demonstration; nobody knows a password of theirs."""
    for each in entrances.values():
        if people.accounts.by_login(each.login) is None:
            person = people.add(each.login, each.name, token_urlsafe(32))
            people.accounts.grant(person.number, Grant(each.role, each.unit))


@asynccontextmanager
async def opened_hub(
    settings: HubSettings,
    judged: URL,
    people: URL,
    entrances: Mapping[str, Entrance] = NO_ENTRANCES,
    records: URL | None = None,
) -> AsyncIterator[Hub]:
    """The hub, listening. Raises what its files and databases raise.

    `records` is where records of own accounts are kept, where the settings switch that on.
    """
    catalogue = load_catalogue(settings.catalogue)
    rules = read_tool_rules(settings.tool_rules, catalogue.platforms) if settings.tool_rules else ()
    tree = UnitTree(load_directory(None, settings.units, settings.zone).units)
    voice = Voice.of(settings.aid, catalogue.platforms)
    engine, stream, answers, metrics = reading_engine(judged), Stream(), Answers(), HubMetrics()
    register = RegisterShelf(
        engine, catalogue, Privacy(settings.fewest_people), lambda: settings.day_at(wall_clock_ms())
    )
    board = Board(
        engine, catalogue, register, stream, answers, k=settings.fewest_people, now_ms=wall_clock_ms
    )
    feed = ChangesFeed(settings.broker, settings.topic_prefix, board)
    unread = Unread(settings.broker, settings.topic_prefix)
    hooks = opened_hooks(settings.webhooks, catalogue.platforms)
    numbers = Numbers(read_or_create_keys(settings.posts_key or beside(people))[-1].key)
    async with (
        ActionDoor(settings.broker, settings.topic_prefix) as actions,
        AuditDoor(settings.broker, settings.topic_prefix) as door,
        SignalsDoor(settings.broker, settings.topic_prefix) as signals,
    ):
        audit = Auditing(door, wall_clock_ms)
        kept = (
            opened_records(
                settings.records,
                records,
                now_ms=wall_clock_ms,
                unit_named=tree.named,
                counted=metrics.recorded,
            )
            if settings.records is not None and records is not None
            else nullcontext()
        )
        with opened_people(people, now_ms=wall_clock_ms) as accounts, kept as keeper:
            _let_in(accounts, entrances)
            works = [
                Background("board", board.run),
                Background("changes", feed.run),
                Background("positions", unread.run),
            ]
            hub = Hub(
                settings=settings,
                catalogue=catalogue,
                tree=tree,
                judged=engine,
                people=accounts,
                actions=actions,
                audit=audit,
                doors=Doors(hooks, numbers, signals, accounts.hook_deliveries, catalogue.platforms, keeper),
                board=board,
                register=register,
                stream=stream,
                answers=answers,
                now_ms=wall_clock_ms,
                is_hearing=lambda: feed.is_live and all(each.is_going for each in works),
                unread_share=lambda: unread.share,
                entrances=entrances,
                rules=rules,
                voice=voice,
                metrics=metrics,
                records=keeper,
            )
            await board.look()
            tasks = [asyncio.create_task(each.run()) for each in works]
            try:
                async with audit.running():
                    yield hub
            finally:
                for task in tasks:
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task
                engine.dispose()
