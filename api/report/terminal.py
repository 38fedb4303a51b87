"""A snapshot in the terminal: a summary that fits 80 columns."""

import io
from pathlib import Path
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.report import dependencies, findings, stories, views
from api.report.sentences import Words, headline, in_order_of_gravity
from infra.words import Lang
from infra.words.figures import NARROW, NO_BREAK
from monitors.snapshot_schema import PlatformRow, Snapshot

MOST_PLATFORMS: Final = 10
MOST_CELLS: Final = 8
MOST_WARNINGS: Final = 12
MOST_INCIDENTS: Final = 5
MOST_DEPENDENCIES: Final = 8

CAUSE_STYLES: Final = {
    "platform": "red",
    "shared-provider": "yellow",
    "policy": "magenta",
    "blind": "dim",
    "unknown": "default",
}
"""What is not here is ours: our network, our account."""

LEVEL_STYLES: Final = {"mission-critical": "bold red", "important": "yellow", "habitual": "blue"}


def inert(text: str) -> Text:
    """A text from logs or CSV files that can neither style nor steer the terminal."""
    kept = (c if c.isprintable() or c in {NARROW, NO_BREAK} else "\N{REPLACEMENT CHARACTER}" for c in text)
    return Text("".join(kept))


def meter(value: float, most: float, width: int) -> str:
    """A line from zero to `value`, `width` characters for `most`; never empty above zero."""
    if value <= 0 or most <= 0:
        return ""
    halves = max(1, round(2 * width * min(1.0, value / most)))
    return "━" * (halves // 2) + "╸" * (halves % 2)


def _facts(snapshot: Snapshot, words: Words) -> Table:
    """What was read, from when to when, and how much of the organisation that shows."""
    given, coverage = snapshot.input, snapshot.coverage
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(style="dim")
    facts.add_column(overflow="fold")
    files = ", ".join(given.files) + (f" ({given.format})" if given.format else "")
    facts.add_row(words.say("terminal.read"), inert(files))
    counts = {
        "lines": given.lines,
        "parsed": given.parsed,
        "rejected": given.rejected,
        "skipped": given.skipped,
    }
    facts.add_row("", words.say("terminal.read.text", **counts))
    zone = words.say("times-in", zone=words.zone)
    facts.add_row(words.say("period"), f"{words.period(snapshot)} · {zone}")
    joined = (
        words.say("coverage.joined.none")
        if coverage.joined_share is None
        else f"{words.percent(coverage.joined_share)} {words.say('tile.joined')}"
    )
    facts.add_row(words.say("terminal.coverage"), joined)
    return facts


def _platforms(rows: list[PlatformRow], words: Words, width: int) -> Table:
    """The most used platforms, each with its figures; a narrow terminal goes without two of them."""
    narrow = width < 100
    bar_width = 6 if narrow else 10 if width < 116 else 20
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
    table.add_column(
        words.say("column.platform"),
        no_wrap=True,
        overflow="ellipsis",
        style="bold",
        max_width=16 if narrow else 28,
    )
    table.add_column("", no_wrap=True, style="blue", min_width=bar_width)
    wide_only = [] if narrow else ["units", "bytes"]
    for key in ("requests", words.people_column, "failed", "blocked", *wide_only):
        table.add_column(words.say(f"column.{key}"), justify="right", no_wrap=True)
    most = rows[0].requests if rows else 0
    for row in rows[:MOST_PLATFORMS]:
        table.add_row(
            inert(row.name),
            meter(row.requests, most, bar_width),
            words.number(row.requests),
            words.rounded(row.people),
            words.known_share(row.failed_share),
            words.number(row.blocked),
            *([] if narrow else [words.known(row.units), words.traffic(row)]),
        )
    return table


def _incidents(snapshot: Snapshot, words: Words) -> Group | None:
    """What broke, one after the other: when, whose fault, and why; None where nothing did."""
    told, suspected = stories.stories(snapshot, words), stories.suspicions(snapshot, words)
    if not told and not suspected:
        return None
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column()
    table.add_column(overflow="fold")
    for story in told[:MOST_INCIDENTS]:
        style = CAUSE_STYLES.get(story.incident.cause, "cyan")
        head = Text.assemble(
            (inert(story.title).plain, "bold"), f"  {story.briefly} ({story.lasted}), {story.state}"
        )
        table.add_row(Text(story.mark, style=style), head)
        table.add_row("", Text(story.fault(words), style=style))
        if story.sentence:
            table.add_row("", inert(story.sentence))
    more = len(told) - MOST_INCIDENTS
    if more > 0:
        table.add_row("", Text(words.say("terminal.incidents.more", incidents=more), style="dim"))
    if suspected:
        table.add_row("", Text(words.say("terminal.suspected", incidents=len(suspected)), style="dim"))
    return Group(_heading(words.say("section.incidents")), table)


def _cells(snapshot: Snapshot, words: Words, width: int) -> Table:
    """The units and platforms with most requests."""
    wide_only = [] if width < 100 else ["blocked"]
    names = {row.platform: row.name for row in snapshot.platforms}
    rows = views.busiest_cells(snapshot, MOST_CELLS)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column(words.say("column.unit"), overflow="ellipsis", no_wrap=True, style="bold")
    table.add_column(words.say("column.platform"), overflow="ellipsis", no_wrap=True)
    for key in ("requests", words.people_column, "failed-requests", *wide_only):
        table.add_column(words.say(f"column.{key}"), justify="right", no_wrap=True)
    for row in rows:
        split = row.outcomes or {}
        failed = sum(split.get(outcome, 0) for outcome in views.OUTCOME_GROUPS["failed"])
        table.add_row(
            inert(words.unit(row.unit)),
            inert(names.get(row.platform, row.platform)),
            words.number(row.requests or 0),
            words.rounded(row.people),
            words.percent(failed / row.requests) if row.requests else "",
            *([words.number(split.get("our_policy", 0))] if wide_only else []),
        )
    return table


def _dependencies(snapshot: Snapshot, words: Words) -> Group | None:
    """What units rely on most, and how many small units do; None where no unit is known."""
    if not views.has_units(snapshot):
        return None
    told = dependencies.reliances(snapshot, words)
    parts: list[RenderableType] = [_heading(words.say("section.dependencies"))]
    parts.append(Text(told.summary or words.say("dependencies.none")))
    if told.rows:
        parts.append(_reliances(told.rows[:MOST_DEPENDENCIES], words))
    more = len(told.rows) - MOST_DEPENDENCIES
    if more > 0:
        parts.append(Text(words.say("terminal.dependencies.more", dependencies=more), style="dim"))
    parts += _declared(told.declared)
    beside = findings.found(snapshot, words)
    if beside is not None:
        parts.append(Text(words.say("terminal.findings", summary=beside.summary), style="dim"))
    parts += [Text(inert(line).plain, style="dim") for line in told.small]
    return Group(*parts)


def _declared(rows: list[dependencies.Reliance]) -> list[RenderableType]:
    """A line for each activity of the weightiest that are declared."""
    lines = [(row.title, each.line) for row in rows[:MOST_DEPENDENCIES] for each in row.declared]
    return [Text.assemble(("· ", "dim"), inert(title), ": ", inert(line)) for title, line in lines]


def _reliances(rows: list[dependencies.Reliance], words: Words) -> Table:
    """Dependencies, highest score first; levels keep their own words, so these may take a second line."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("", no_wrap=True)
    table.add_column(words.say("column.unit"), overflow="ellipsis", no_wrap=True, style="bold")
    table.add_column(words.say("column.platform"), overflow="ellipsis", no_wrap=True, max_width=16)
    table.add_column(words.say("column.level"))
    table.add_column(words.say("column.score"), justify="right", no_wrap=True)
    table.add_column(words.say("column.confidence"), no_wrap=True)
    for row in rows:
        style = LEVEL_STYLES.get(row.code, "dim")
        asked = f" ({words.say('dependency.candidate')})" if row.question else ""
        beside = f"\n{row.beside}" if row.beside else ""
        table.add_row(
            Text(row.mark, style=style),
            inert(row.unit),
            inert(row.platform),
            Text.assemble((f"{row.level}{asked}", style), (beside, "dim")),
            words.say("withheld") if row.score is None else words.number(row.score),
            row.confidence,
        )
    return table


def _heading(text: str) -> Text:
    """A line that opens a part."""
    return Text(f"\n{text}", style="bold underline")


def _units(snapshot: Snapshot, words: Words, width: int) -> Group:
    """Units and platforms, and how many cells are withheld."""
    withheld = views.withheld_cells(snapshot)
    if not views.busiest_cells(snapshot, 1):
        note = (
            words.say("terminal.cells-withheld", k=words.edition.k, cells=withheld)
            if withheld
            else words.say("terminal.no-units")
        )
        return Group(_heading(words.say("section.units")), Text(note, style="dim"))
    parts: list[RenderableType] = [_heading(words.say("terminal.top-cells")), _cells(snapshot, words, width)]
    if withheld:
        parts.append(
            Text(words.say("terminal.cells-withheld", k=words.edition.k, cells=withheld), style="dim")
        )
    return Group(*parts)


def _doubts(snapshot: Snapshot, words: Words) -> Table:
    """The warnings in words, gravest first."""
    grave, others = in_order_of_gravity(snapshot.warnings)
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column()
    table.add_column(overflow="fold")
    for warning in [*grave, *others][:MOST_WARNINGS]:
        style = "bold yellow" if warning in grave else "yellow"
        table.add_row(Text("▲", style=style), inert(words.reason(warning)))
    left = len(snapshot.warnings) - MOST_WARNINGS
    if left > 0:
        table.add_row("", words.say("more-warnings", warnings=left))
    return table


def show(
    snapshot: Snapshot,
    console: Console,
    lang: Lang,
    edition: views.Edition | None = None,
    *,
    html: Path | None = None,
    json: Path | None = None,
) -> None:
    """Print the summary; `html` and `json` are where the report and the document went, if anywhere."""
    if isinstance(console.file, io.TextIOWrapper) and not console.encoding.startswith("utf"):
        console.file.reconfigure(errors="replace")  # a bar or a thin space must not stop the summary
    words = Words.of(snapshot, lang, edition or views.Edition())
    ranked = views.used(snapshot)
    first, *rest = headline(snapshot, words)
    title = Text.assemble(("Holdfast", "bold"), f"  {words.say('snapshot')}\n")
    parts: list[RenderableType] = [title, _facts(snapshot, words)]
    broke = _incidents(snapshot, words)
    if broke is not None:
        parts.append(broke)
    parts += [Text(f"\n{first}", style="bold"), *(inert(sentence) for sentence in rest)]
    relied = _dependencies(snapshot, words) if ranked else None
    if relied is not None:
        parts.append(relied)
    if ranked:
        parts += [_heading(words.say("section.platforms")), _platforms(ranked, words, console.width)]
        if len(ranked) > MOST_PLATFORMS:
            more = words.say("other-platforms", platforms=len(ranked) - MOST_PLATFORMS)
            parts.append(Text(more, style="dim"))
        if any(row.people is None for row in ranked[:MOST_PLATFORMS]):
            parts.append(Text(words.withheld(), style="dim"))
        parts.append(_units(snapshot, words, console.width))
    if snapshot.warnings:
        parts += [_heading(words.say("coverage.warnings")), _doubts(snapshot, words)]
    if not snapshot.incidents:
        parts.append(Text(f"\n{stories.nothing_broke(snapshot, words)}"))
    not_judged = words.not_judged(snapshot)
    if not_judged is not None:
        parts.append(Text(f"\n{not_judged}", style="dim"))
    written = {"terminal.report": html, "terminal.json": json}
    width = max(len(words.say(key)) for key in written)
    for key, path in written.items():
        if path is not None:
            parts.append(Text.assemble((f"{words.say(key):{width}}  ", "dim"), inert(str(path))))
    console.print(Padding(Group(*parts), (1, 2)), soft_wrap=False, highlight=False)
