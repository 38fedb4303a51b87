"""The ways by which the worker's notices take to people, opened as the settings say."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from zoneinfo import ZoneInfo

from monitors.adapters.notice_routes.opening import close_routes, opened_routes
from monitors.adapters.notice_routes.tickets import SqlTickets
from monitors.adapters.sql_digest import level_changes
from monitors.adapters.sql_store import SqlStore
from monitors.commands.known import Known
from monitors.domain.register.contradictions import PlatformFacts
from monitors.notice_routes import Route
from monitors.notice_words import NoticeWords
from monitors.settings import MonitorSettings
from monitors.week_words import WeekWords
from monitors.weeks import Rows, Weeks


@asynccontextmanager
async def ways_to_people(
    told: MonitorSettings, known: Known, store: SqlStore, clock_ms: Callable[[], int]
) -> AsyncIterator[Sequence[Route]]:
    """The routes of the settings, closed behind. Raises SettingsError, naming the route and the field."""
    zone = ZoneInfo(told.timezone)
    facts = {name: PlatformFacts(name, operator) for name, operator in known.operators.items()}
    rows = Rows(
        store.reliance, store.register, store.findings, store.notices, partial(level_changes, store.engine)
    )
    weeks = WeekWords(Weeks(rows, facts, zone, told.fewest_people), known.names, zone, told.hub_url)
    words = NoticeWords(known.names, zone, told.fewest_people, told.hub_url, weeks.told)
    routes = opened_routes(told.routes, words.written, SqlTickets(store.engine), clock_ms)
    try:
        yield routes
    finally:
        await close_routes(routes)
