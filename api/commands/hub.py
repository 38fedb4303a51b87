"""`holdfast hub`: pages and API for operations, risk and units, until asked to stop."""

import errno
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from signal import SIGTERM, signal
from socket import AI_PASSIVE, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, getaddrinfo, socket
from typing import Annotated, Literal, NoReturn

import structlog
import typer
import uvicorn

from api.entrances import read_entrances
from api.hub import Hub
from api.main import create_app
from api.opening import opened_hub
from api.people.store import hub_url
from api.records.key_file import RecordKeyError, read_record_keys
from api.records.opening import demand_apart
from api.records.store import records_url
from api.settings import HubSettings, checked, read_settings
from api.telling import Voice
from infra import logs
from infra.broker.address import stated_address
from infra.broker.faults import BrokerFault
from infra.exits import BAD_DATA, NO_INPUT, TRY_AGAIN_LATER, USAGE, stop
from infra.service_options import Broker, OwnCatalogue, Prefix, Timezone
from monitors.adapters.database import stated_url
from monitors.adapters.tool_rules_file import ToolRulesError, read_tool_rules
from monitors.domain.withholding import LOWEST_K
from monitors.store import StoreFault, StoreUnusable
from streams.adapters.catalogue_additions import AdditionsError
from streams.adapters.catalogue_files import load_catalogue
from streams.adapters.directory_files import DirectoryError, load_directory
from streams.adapters.key_file import KeyFileError
from streams.aid.keys import AidKeyError
from streams.doors.settings import opened_hooks
from streams.settings import SettingsError

app = typer.Typer(add_completion=False)

COLLECT_AFTER = (100_000, 50, 1_000)
"""A hub keeps records by the hundred thousand. Python's collector, set as usual, looks through all of them
again and again, while everybody waits; what a page leaves behind is young, and found among the young.
"""

GRACE_SECONDS = 5
"""How long open requests may take once the hub is asked to stop; browsers that listen come again."""

MOST_HEAD_BYTES = 65_536
"""Of a request before its body; browsers and vendors send a few thousand."""


@app.command()
def hub(
    *,
    settings: Annotated[
        Path | None, typer.Option(metavar="TOML", help="Settings; see infra/hub.example.toml.")
    ] = None,
    broker: Broker = "",
    prefix: Prefix = None,
    catalogue: OwnCatalogue = None,
    timezone: Timezone = None,
    units: Annotated[
        Path | None, typer.Option(metavar="CSV", help="The tree of units: unit,parent,people.")
    ] = None,
    fewest_people: Annotated[
        int | None, typer.Option(min=LOWEST_K, help="Figures of fewer are never shown; else 10.")
    ] = None,
    host: Annotated[str, typer.Option(help="Where to listen; else 127.0.0.1.")] = "",
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="Else 8321; 0 takes a free one.")
    ] = None,
    demonstration: Annotated[
        Path | None, typer.Option(hidden=True, help="Whom to let in without a password; of `holdfast demo`.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="See that settings and files are right, then stop.")
    ] = False,
    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        typer.Option("--log-level", help="What to say on standard error."),
    ] = "info",
) -> None:
    """Show what the monitors decide, live, and take people's actions.

    HOLDFAST_DATABASE names the monitors' database, HOLDFAST_HUB_DATABASE the one for accounts, and
    HOLDFAST_RECORDS_DATABASE that of records, where the settings switch a records store on.
    """
    try:
        stated = read_settings(settings) if settings else HubSettings()
        told = checked(
            replace(
                stated,
                broker=broker or stated.broker,
                topic_prefix=stated.topic_prefix if prefix is None else prefix,
                catalogue=tuple(catalogue or stated.catalogue),
                timezone=timezone or stated.timezone,
                units=units or stated.units,
                fewest_people=fewest_people or stated.fewest_people,
                host=host or stated.host,
                port=stated.port if port is None else port,
            ),
            stated_address(),
        )
        platforms = load_catalogue(told.catalogue).platforms
        opened_hooks(told.webhooks, platforms)
        Voice.of(told.aid, platforms)
        if told.tool_rules:
            read_tool_rules(told.tool_rules, platforms)
        load_directory(None, told.units, told.zone)
        judged, people, records = stated_url(), hub_url(), None
        if told.records is not None:
            read_record_keys(told.records.key_file)
            records = records_url()
            demand_apart(records, judged, people)
        entrances = read_entrances(demonstration) if demonstration else {}
    except (SettingsError, BrokerFault) as error:
        stop(USAGE if settings is None else BAD_DATA, str(error))
    except (
        AdditionsError,
        AidKeyError,
        DirectoryError,
        RecordKeyError,
        ToolRulesError,
        StoreUnusable,
    ) as error:
        stop(BAD_DATA, str(error))
    except FileNotFoundError as error:
        stop(NO_INPUT, f"There is no file {error.filename}. Check the name.")
    except OSError as error:
        stop(NO_INPUT, f"{error.filename} cannot be used ({error.strerror}). Name a file this user may read.")
    if check:
        return
    listening = _listening(told.host, told.port)
    gc.set_threshold(*COLLECT_AFTER)
    logs.configure(level)
    logging.getLogger("uvicorn.error").disabled = True  # whatever it has to say, we say with more care
    faults: list[Exception] = []
    server = _Server(
        uvicorn.Config(
            create_app(
                lambda: _remembered(opened_hub(told, judged, people, entrances, records), faults),
                with_records=records is not None,
            ),
            host=told.host,
            port=told.port,
            log_config=None,
            access_log=False,  # addresses and paths are nobody's business here
            server_header=False,
            http="h11",  # the other one that uvicorn knows takes headers without end into memory
            h11_max_incomplete_event_size=MOST_HEAD_BYTES,
            timeout_graceful_shutdown=GRACE_SECONDS,
            forwarded_allow_ips=[str(each) for each in told.trusted_proxies],
        )
    )
    signal(SIGTERM, lambda *_: None)  # uvicorn sends itself what stopped it once more; by then all is done
    with listening, suppress(SystemExit):  # it is how uvicorn says that it could not start
        server.run(sockets=[listening])
    for fault in faults:
        _give_up(fault)
    if not server.started:
        stop(TRY_AGAIN_LATER, "The hub could not start; what it said before says why.")


def _listening(host: str, port: int) -> socket:
    """The socket that browsers come to; ends the command where there can be none."""
    try:
        family, _, _, _, place = getaddrinfo(host, port, type=SOCK_STREAM, flags=AI_PASSIVE)[0]
        opened = socket(family, SOCK_STREAM)
        opened.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        opened.bind(place)
        opened.listen()
    except OSError as error:
        match error.errno:
            case errno.EADDRINUSE:
                why = "something listens there, another hub perhaps: stop that, or choose another --port"
                stop(TRY_AGAIN_LATER, f"The hub cannot listen on {host}:{port}; {why}.")
            case errno.EACCES | errno.EPERM:
                why = "this user may not: take a --port from 1024 on, and let a web server stand before it"
            case _:
                why = f"--host is an address of this machine, such as 127.0.0.1 or 0.0.0.0 ({error.strerror})"
        stop(USAGE, f"The hub cannot listen on {host}:{port}; {why}.")
    return opened


@asynccontextmanager
async def _remembered(
    opening: AbstractAsyncContextManager[Hub], faults: list[Exception]
) -> AsyncIterator[Hub]:
    """The hub as it is opened; what keeps it from that is kept, for uvicorn only says that it was so."""
    try:
        hub = await opening.__aenter__()
    except Exception as fault:
        faults.append(fault)
        raise
    try:
        yield hub
    finally:
        await opening.__aexit__(None, None, None)


def _give_up(fault: Exception) -> NoReturn:
    """Say why the hub could not be opened, with the status that a supervisor goes by."""
    match fault:
        case StoreUnusable() | KeyFileError() | RecordKeyError() | SettingsError():
            stop(BAD_DATA, str(fault))
        case StoreFault():
            stop(TRY_AGAIN_LATER, str(fault))
        case _:
            raise fault


class _Server(uvicorn.Server):
    """Says where the pages are once they are there."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """As uvicorn's own."""
        await super().startup(sockets)
        for server in self.servers:
            for each in server.sockets:
                host, port, *_ = each.getsockname()
                structlog.get_logger().info("showing", address=f"http://{host}:{port}/")
