"""What an exercise is told from: finished logs here, what the monitors stored in `exercise_database`."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from api.commands.opened_logs import LogsAsked, opened_logs, reading_faults_said
from infra.exits import BAD_DATA, USAGE, stop
from infra.words import Lang
from monitors.domain.calendar import date_of
from monitors.exercise_evidence import Evidence, evidence_of_log
from streams.domain.catalogue import Catalogue


class Source(NamedTuple):
    """Where evidence comes from.

    `evidence` is that of the quarter up to a local day, counted from 1970 (a log has but one), and `newest`
    the last day that has any. `today` is what days are counted back from.
    """

    evidence: Callable[[int], Evidence]
    newest: int
    today: date
    zone: ZoneInfo


def from_logs(asked: LogsAsked, k: int, lang: Lang) -> Source:
    """Finished logs, read; ends the command where they tell nothing of units."""
    if asked.directory is None:
        stop(USAGE, "Say with --directory who belongs to which unit: without it no unit can be told of.")
    from api.commands import snapshot_report as report  # noqa: PLC0415 (it draws; the database needs it not)

    with reading_faults_said(), opened_logs(asked) as log:
        terms = report.terms(log.recipe, log.zone, k, (), has_directory=True)
        parts = log.reader.parts(log.files.blocks())
        judged = report.folded(parts, terms, log.files, lang, with_page=False).judged_log()
    if judged is None:
        stop(BAD_DATA, "The log holds no request, so there is nothing to take away.")
    evidence = evidence_of_log(judged, operators(log.recipe.catalogue))
    newest = judged.known.last_day
    return Source(lambda _: evidence, newest, date_of(newest + 1), log.zone)


def operators(catalogue: Catalogue) -> dict[str, str]:
    """Who operates each platform."""
    return {name: each.operator for name, each in catalogue.platforms.items() if each.operator}
