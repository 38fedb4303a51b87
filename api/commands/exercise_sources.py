"""What an exercise is told from: finished logs, what the monitors stored, or a message that says why not."""

import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from api.commands.opened_logs import LogsAsked, opened_logs, reading_faults_said
from infra.exits import BAD_DATA, NO_INPUT, TRY_AGAIN_LATER, USAGE, stop
from infra.words import Lang
from monitors.domain.calendar import Calendar, date_of
from monitors.exercise import Around, observed_days
from monitors.exercise_evidence import Evidence, evidence_of_log, evidence_of_rows
from streams.adapters.catalogue_files import load_catalogue
from streams.adapters.directory_files import load_directory
from streams.domain.catalogue import Catalogue
from streams.formats.options import FormatOptions


class Told(NamedTuple):
    """Evidence, and what is known beside it: the zone, the catalogue, and as whom people are known."""

    evidence: Evidence
    zone: ZoneInfo
    catalogue: Catalogue
    today: date


def from_logs(asked: LogsAsked, k: int, lang: Lang) -> Told:
    """Evidence of finished logs; ends the command where they tell nothing of units."""
    if asked.directory is None:
        stop(USAGE, "Say with --directory who belongs to which unit: without it no unit can be told of.")
    from api.commands import snapshot_report as report  # noqa: PLC0415 (it draws; the database needs it not)

    with reading_faults_said(), opened_logs(asked) as log:
        terms = report.terms(log.recipe, log.zone, k, (), has_directory=True)
        parts = log.reader.parts(log.files.blocks())
        fold = report.folded(parts, terms, log.files, lang, with_page=False)
        judged = fold.judged_log()
    if judged is None:
        stop(BAD_DATA, "The log holds no request, so there is nothing to take away.")
    evidence = evidence_of_log(judged, _operators(log.recipe.catalogue))
    behind = date_of(judged.known.last_day + 1)
    return Told(evidence, log.zone, log.recipe.catalogue, behind)


def from_database(asked: LogsAsked, k: int) -> Told:
    """Evidence that the monitors stored."""
    from monitors.adapters.database import (  # noqa: PLC0415 (finished logs need no database)
        engine_for,
        place_of,
        stated_url,
    )
    from monitors.adapters.sql_reliance import SqlRelianceRows  # noqa: PLC0415
    from monitors.store import StoreUnavailable, StoreUnusable  # noqa: PLC0415

    with reading_faults_said():
        zone = ZoneInfo(FormatOptions(asked.timezone or "UTC").timezone)
        catalogue = load_catalogue(asked.catalogue)
        listed = load_directory(None, asked.units, zone).units
    parents = {unit.name: listed[unit.parent_index].name for unit in listed if unit.parent_index >= 0}
    now_ms = round(time.time() * 1000)
    around = Around(Calendar(zone), _operators(catalogue), (), k, now_ms)
    try:
        url = stated_url()
        if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
            stop(
                NO_INPUT,
                f"There is no database {place_of(url)}: name finished logs, run `holdfast monitors`, "
                "or let HOLDFAST_DATABASE name the database that it writes to.",
            )
        engine = engine_for(url)
        try:
            evidence = evidence_of_rows(SqlRelianceRows(engine), parents, around)
        finally:
            engine.dispose()
    except StoreUnavailable as error:
        stop(TRY_AGAIN_LATER, str(error))
    except StoreUnusable as error:
        stop(BAD_DATA, str(error))
    if not observed_days(evidence.units):
        stop(
            BAD_DATA,
            f"The database {place_of(url)} knows of no unit's day yet: `holdfast monitors` sums a day up "
            "when it is over.",
        )
    return Told(evidence, zone, catalogue, date_of(around.calendar.day_at(now_ms)))


def _operators(catalogue: Catalogue) -> Mapping[str, str]:
    """Who operates each platform."""
    return {name: each.operator for name, each in catalogue.platforms.items() if each.operator}
