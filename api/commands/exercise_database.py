"""An exercise on what the monitors stored, as HOLDFAST_DATABASE names it; this part needs a database."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import URL

from api.commands.exercise_sources import Source, operators
from api.commands.opened_logs import LogsAsked, reading_faults_said
from infra.exits import BAD_DATA, NO_INPUT, TRY_AGAIN_LATER, stop
from monitors.adapters.database import engine_for, place_of, stated_url
from monitors.adapters.sql_reliance import SqlRelianceRows
from monitors.domain.calendar import Calendar, date_of
from monitors.exercise import Around
from monitors.exercise_evidence import Evidence, evidence_of_rows, newest_day
from monitors.reliance_rows import RelianceRows
from monitors.store import StoreUnavailable, StoreUnusable
from streams.adapters.directory_files import load_directory
from streams.domain.catalogue import Catalogue
from streams.formats.options import FormatOptions

T = TypeVar("T")


def from_database(asked: LogsAsked, known: Catalogue, k: int) -> Source:
    """What the monitors stored; ends the command where nothing is there."""
    with reading_faults_said():
        zone = ZoneInfo(FormatOptions(asked.timezone or "UTC").timezone)
        listed = load_directory(None, asked.units, zone).units
    try:
        url = stated_url()
    except StoreUnusable as error:
        stop(BAD_DATA, str(error))
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        stop(
            NO_INPUT,
            f"There is no database {url.database}: name finished logs, run `holdfast monitors`, "
            "or let HOLDFAST_DATABASE name the database that it writes to.",
        )
    parents = {unit.name: listed[unit.parent_index].name for unit in listed if unit.parent_index >= 0}
    names = [unit.name for unit in listed] if asked.units is not None else None
    around = Around(Calendar(zone), operators(known), (), k, round(time.time() * 1000), listed=names)

    def evidence(last_day: int) -> Evidence:
        return _asked_of(url, lambda rows: evidence_of_rows(rows, parents, around, last_day))

    newest = _asked_of(url, newest_day)
    if newest is None:
        stop(
            BAD_DATA,
            f"The database {place_of(url)} knows of no unit's day yet: `holdfast monitors` tells a day "
            "when it is over.",
        )
    return Source(evidence, newest, date_of(around.calendar.day_at(around.until_ms)), zone)


def _asked_of(url: URL, question: Callable[[RelianceRows], T]) -> T:
    """An answer from the database; ends the command where it gives none."""
    engine = engine_for(url)
    try:
        return question(SqlRelianceRows(engine))
    except StoreUnavailable as error:
        stop(TRY_AGAIN_LATER, str(error))
    except StoreUnusable as error:
        stop(BAD_DATA, str(error))
    finally:
        engine.dispose()
