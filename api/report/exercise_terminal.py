"""An exercise in the terminal: who stops and when, then whose time would have run out."""

from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.report.exercise import Told, tell
from api.report.exercise_tasks import Task
from api.report.sentences import Words
from api.report.terminal import LEVEL_STYLES, inert
from monitors.exercise_schema import Exercise

MOST_LINES: Final = 20
SEVERITY_STYLES: Final = {"critical": "bold red", "high": "bold red", "medium": "yellow"}


def show_exercise(exercise: Exercise, console: Console, words: Words) -> None:
    """Print the whole exercise, the gravest first."""
    told = tell(exercise, words)
    console.print(Text(told.headline, style="bold"))
    console.print(Text(f"{told.when} · {words.say('times-in', zone=words.zone)}", style="dim"))
    console.print(Text(told.severity, style=SEVERITY_STYLES.get(exercise.summary.severity, "")))
    for sentence in told.sentences:
        console.print(inert(sentence))
    for warning in told.warnings:
        console.print(Text.assemble(("! ", "yellow"), inert(warning)))
    if told.lines:
        console.print(Padding(_stops(told, words), (1, 0, 0, 0)))
    console.print(Padding(Text(words.say("section.exercise.clocks"), style="bold underline"), (1, 0, 0, 0)))
    if told.tasks:
        console.print(_tasks(told.tasks, words))
    else:
        console.print(words.say("exercise.clocks.none"))
    for line in told.small:
        console.print(Text.assemble(("· ", "dim"), inert(line)))


def _stops(told: Told, words: Words) -> Table:
    """Units with their times and figures."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column(words.say("column.unit"), overflow="fold")
    table.add_column(words.say("column.platform"), overflow="fold")
    table.add_column(words.say("column.level"), overflow="fold")
    table.add_column(words.say("column.exercise.stops"))
    table.add_column(words.say("column.exercise.people"), justify="right")
    table.add_column(words.say("column.exercise.slots"), justify="right")
    for line in told.lines[:MOST_LINES]:
        style = LEVEL_STYLES.get(line.stop.level or "none", "")
        level = Text(f"{line.mark} {line.level}", style=style)
        table.add_row(inert(line.unit), inert(line.platform), level, line.stops, line.people, line.slots)
    return table


def _tasks(tasks: list[Task], words: Words) -> Table:
    """Declared activities with their clocks."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for column in ("activity", "rto", "mtpd", "fallback"):
        table.add_column(words.say(f"column.exercise.{column}"), overflow="fold")
    for task in tasks:
        table.add_row(
            Text.assemble(inert(task.activity), "\n", (f"{inert(task.unit)} · {task.platform}", "dim")),
            _tolerance(task.rto, task.rto_told, is_passed=task.rto_passed),
            _tolerance(task.mtpd, task.mtpd_told, is_passed=task.mtpd_passed),
            Text("\n").join(
                [inert(task.fallback), *(inert(each) for each in task.fallback_told + task.notes)]
            ),
        )
    return table


def _tolerance(hours: str, told: str, *, is_passed: bool) -> Text:
    """A tolerance, and what became of it."""
    return Text.assemble(hours, "\n" if told else "", (told, "bold red" if is_passed else "dim"))
