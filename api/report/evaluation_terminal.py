"""An evaluation in the terminal: targets first, then every trouble, then the rules of others beside ours."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.report import evaluation_words as words
from api.report import reliance_evaluation_words as reliance_words
from monitors.evaluation.evaluation import Evaluation, Run
from monitors.reliance_evaluation.evaluation import RelianceEvaluation


def show_evaluation(evaluation: Evaluation, console: Console) -> None:
    """Print the whole document."""
    console.print(Text(f"{evaluation.platforms} platforms, {evaluation.relied_on} relied upon"))
    for run in evaluation.runs:
        _show_run(run, console)


def show_reliance_evaluation(evaluation: RelianceEvaluation, console: Console) -> None:
    """Print a whole evaluation of reliance."""
    console.print(Text(reliance_words.summary(evaluation)))
    for table in reliance_words.tables(evaluation):
        console.print(Text(f"\n{table.caption}", style="bold underline"))
        console.print(_table(table.columns, table.rows))


def _show_run(run: Run, console: Console) -> None:
    """One rate and noise."""
    console.print(Text(f"\n{words.run_title(run)}", style="bold underline"))
    console.print(Text(words.observed(run)))
    if not run.asked:
        console.print("Reported; the targets are not asked here.", style="dim")
    console.print(_table(words.TARGET_COLUMNS, words.target_rows(run)))
    ours = run.detectors[0]
    console.print(_table(words.SCRIPT_COLUMNS, words.script_rows(ours)))
    said, confusion = words.confusion_rows(ours)
    console.print(_table(("right cause", *said), confusion))
    console.print(_table(words.DETECTOR_COLUMNS, words.detector_rows(run)))
    for each in run.comparisons:
        console.print(Text(words.comparison(each), style="dim"))
    for example in run.false_alarms:
        console.print(Text(f"false alarm: {words.false_alarm(example)}", style="dim"))


def _table(columns: Iterable[str], rows: Iterable[Sequence[str]]) -> Table:
    """A plain table: the first column names, the others are figures."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    return table


_STYLES = {"met": "green", "missed": "bold red"}
