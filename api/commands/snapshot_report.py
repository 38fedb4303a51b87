"""What becomes of the parts of a log that `holdfast snapshot` reads: folded, said, written and shown.

It brings everything along that draws and writes, so the command imports it when reading has begun.
"""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.console import Console

from api.report.page import prepare_page, render_page
from api.report.progress import ReadingProgress
from api.report.sentences import with_sentences
from api.report.terminal import show
from api.report.views import Edition
from infra.exits import BAD_DATA, stop
from infra.outputs import STANDARD_STREAM, cannot_write, drop_standard_output, write_output
from infra.version import VERSION
from infra.words import Lang, label
from monitors.domain.calendar import Calendar, date_of
from monitors.snapshot import SnapshotFold
from monitors.snapshot_schema import Reason, Snapshot, to_json
from monitors.snapshot_sums import Terms
from streams.adapters.log_files import LogFiles
from streams.chain import Part
from streams.domain.directory import DirectoryWarning
from streams.domain.unknown_hosts import HostTally
from streams.reading import Recipe

if TYPE_CHECKING:
    from monitors.domain.findings.records import ToolRule
    from monitors.domain.register.records import Entry

MOST_NAMED = 5
"""Units or columns that a warning names."""


def terms(
    recipe: Recipe, zone: ZoneInfo, k: int, tool_rules: "Sequence[ToolRule]", *, has_directory: bool
) -> Terms:
    """The terms of a snapshot that is made now."""
    read_at_ms = round(time.time() * 1_000)
    calendar = Calendar(zone)
    return Terms(recipe.catalogue, recipe.directory, calendar, k, has_directory, read_at_ms, tool_rules)


def folded(
    parts: Iterable[Part], terms: Terms, files: LogFiles, lang: Lang, *, with_page: bool
) -> SnapshotFold:
    """All parts, taken in as they come, with their progress on a terminal. Raises as `LogReader.parts`."""
    if with_page:
        prepare_page()  # before the first part is asked for: others may be reading it
    fold = SnapshotFold(terms)
    with ReadingProgress(Console(stderr=True), files.total_bytes, lang) as progress:
        for part in parts:
            fold.add(part)
            progress.advance(files.read_bytes, part.delta.tally("lines"))
    return fold


def document(
    fold: SnapshotFold, files: LogFiles, format_name: str, hosts: HostTally, assumed_zone: str | None
) -> Snapshot:
    """What was read, with what is to be known of the files, the directory and the time zone."""
    notes = [_of_the_directory(warning) for warning in fold.terms.directory.warnings]
    if assumed_zone is not None:
        notes.append(Reason("timezone-assumed", {"timezone": assumed_zone}))
    notes += [Reason(note.code, {"file": note.file}) for note in files.notes]
    return fold.document(files.names, format_name, hosts, notes)


def beside_register(document: Snapshot, entries: "Sequence[Entry]", terms: Terms) -> Snapshot:
    """A snapshot with what units declare, as of the log's last day; as it is where nothing was seen."""
    if document.period.to is None:
        return document
    from monitors.snapshot_register import Register  # noqa: PLC0415 (most runs have none; a start is quick)

    last_ms = round(datetime.fromisoformat(document.period.to).timestamp() * 1000)
    today = date_of(terms.calendar.day_at(last_ms))
    return Register.of(entries, terms.directory.units, terms.k, terms.catalogue, today).beside(document)


def publish(shown: Snapshot, terms: Terms, lang: Lang, json_out: str | None, html_out: str | None) -> None:
    """Write the files that were asked for, and show the summary. Ends the command where either fails."""
    out = Console(stderr=STANDARD_STREAM in {json_out, html_out})
    edition = Edition(terms.k, terms.calendar.zone, terms.catalogue.version, VERSION)
    shown = with_sentences(shown, lang, terms.calendar.zone)
    try:
        _write(shown, json_out, html_out, lang, edition)
        show(shown, out, lang, edition, html=_file(html_out), json=_file(json_out))
        out.file.flush()  # what waits in a buffer may still find no room
    except BrokenPipeError:
        drop_standard_output()  # the reader (`| head`) has had enough
    except OSError as error:
        cannot_write(error, "The result")
    _judge(shown)


def _judge(document: Snapshot) -> None:
    """End with 65 where the figures mean nothing."""
    told = document.input
    if told.rejected > told.parsed:
        reason = max(told.rejected_by_reason, key=lambda code: told.rejected_by_reason[code])
        stop(
            BAD_DATA,
            f"Most lines were not understood (mostly: {label(f'rejected.{reason}', 'en')}), so do not rely "
            "on these figures. Run `holdfast parse` on the log: it names the lines and says what to do.",
        )
    if told.parsed + told.rejected == 0:
        stop(BAD_DATA, "No request could be read from the log, so there is nothing to see.")


def _of_the_directory(warning: DirectoryWarning) -> Reason:
    """A directory's warning, its names as one text."""
    figures: dict[str, int | float | str | None] = {}
    for name, value in warning.figures.items():
        if isinstance(value, tuple):
            more = ["…"] if len(value) > MOST_NAMED else []
            figures[name] = ", ".join([*value[:MOST_NAMED], *more])
        else:
            figures[name] = value
    return Reason(warning.code, figures)


def _write(
    document: Snapshot, json_out: str | None, html_out: str | None, lang: Lang, edition: Edition
) -> None:
    """Write the files that were asked for."""
    if json_out is not None:
        write_output(json_out, to_json(document))
    if html_out is not None:
        write_output(html_out, render_page(document, lang, edition).encode())


def _file(named: str | None) -> Path | None:
    """The file that an option names; None where it names none, or standard output."""
    return Path(named) if named not in (None, STANDARD_STREAM) else None
