"""Opens the routes of the settings: the literal list of which module serves which kind."""

from collections.abc import Callable, Sequence

from monitors.adapters.notice_routes.alertmanager import AlertmanagerRoute
from monitors.adapters.notice_routes.mail import MailRoute
from monitors.adapters.notice_routes.service_desk import DeskRoute
from monitors.adapters.notice_routes.tickets import Tickets
from monitors.adapters.notice_routes.wording import Write
from monitors.notice_routes import Route
from monitors.route_settings import AlertmanagerTable, AppriseTable, DeskTable, MailTable, RouteTable
from streams.settings import SettingsError


def opened_routes(
    tables: Sequence[RouteTable], write: Write, tickets: Tickets, clock_ms: Callable[[], int]
) -> tuple[Route, ...]:
    """The routes in the order of the settings, with their secrets read; nothing is connected to yet.

    Call it in the event loop that sends. `write` says a notice in words, `tickets` keeps the numbers of
    service desks, `clock_ms` is wall time in Unix ms. Raises SettingsError, naming the route and the field.
    """
    return tuple(_named(table, write, tickets, clock_ms) for table in tables)


async def close_routes(routes: Sequence[Route]) -> None:
    """Close what routes keep open; they are used no more."""
    for route in routes:
        if isinstance(route, AlertmanagerRoute | DeskRoute):
            await route.close()


def _named(table: RouteTable, write: Write, tickets: Tickets, clock_ms: Callable[[], int]) -> Route:
    """One route; what it complains of is told with its name."""
    try:
        return _opened(table, write, tickets, clock_ms)
    except SettingsError as error:
        raise SettingsError(f"[[route]] {table.name}: {error}") from error


def _opened(table: RouteTable, write: Write, tickets: Tickets, clock_ms: Callable[[], int]) -> Route:
    """One route."""
    match table:
        case MailTable():
            return MailRoute(table, write)
        case AlertmanagerTable():
            return AlertmanagerRoute(table, write, clock_ms)
        case DeskTable():
            return DeskRoute(table, write, tickets)
        case AppriseTable():
            # Its plugins take half a second and 40 MB to import; who has no such route does not pay that.
            from monitors.adapters.notice_routes.apprise_targets import AppriseRoute  # noqa: PLC0415 (above)

            return AppriseRoute(table, write)
