"""The ways by which the worker's notices take to people, opened as the settings say."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

from monitors.adapters.notice_routes.opening import close_routes, opened_routes
from monitors.adapters.notice_routes.tickets import SqlTickets
from monitors.adapters.sql_store import SqlStore
from monitors.commands.known import Known
from monitors.notice_routes import Route
from monitors.notice_words import NoticeWords
from monitors.settings import MonitorSettings


@asynccontextmanager
async def ways_to_people(
    told: MonitorSettings, known: Known, store: SqlStore, clock_ms: Callable[[], int]
) -> AsyncIterator[Sequence[Route]]:
    """The routes of the settings, closed behind. Raises SettingsError, naming the route and the field."""
    words = NoticeWords(known.names, ZoneInfo(told.timezone), told.fewest_people, told.hub_url)
    routes = opened_routes(told.routes, words.written, SqlTickets(store.engine), clock_ms)
    try:
        yield routes
    finally:
        await close_routes(routes)
