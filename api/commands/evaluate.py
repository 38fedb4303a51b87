"""`holdfast evaluate`: how fast and how rightly the rules judge simulated months, beside those of others."""

import os
import re
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.report.evaluation_page import render_evaluation
from api.report.evaluation_terminal import show_evaluation
from infra.exits import USAGE, stop
from infra.outputs import cannot_write, drop_standard_output, refuse_clashes
from monitors.domain.outage.rules import Rules
from monitors.evaluation.evaluation import JUDGING_SEEDS_FROM, Condition, Evaluation, evaluate, to_json

app = typer.Typer(add_completion=False)

STANDARD_OUTPUT = "-"
MISSED = 1
"""The exit status where a target was missed."""
MOST_PROCESSES = 2
MOST_DAYS = 400
_SEEDS = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")


@app.command("evaluate")
def evaluate_command(
    *,
    seeds: Annotated[
        str, typer.Option(help="From-to. 1-9 are for tuning, 101 and on for judging.")
    ] = f"{JUDGING_SEEDS_FROM}-{JUDGING_SEEDS_FROM + 2}",
    days: Annotated[int, typer.Option(min=2, max=MOST_DAYS, help="Simulated days of each seed.")] = 7,
    votes: Annotated[
        str, typer.Option(help="Votes in ten seconds of a busy hour on each platform; commas between.")
    ] = "5,1,0.2",
    rho: Annotated[
        str, typer.Option(help="Correlation of failure noise that is held for a minute; commas between.")
    ] = ".02,.03,.05",
    json_out: Annotated[
        str | None, typer.Option("--json", help="Write JSON here; - is standard output.")
    ] = None,
    html_out: Annotated[Path | None, typer.Option("--html", help="Write a page here.")] = None,
    processes: Annotated[int, typer.Option(min=1, help="Replays at the same time.")] = min(
        MOST_PROCESSES, os.cpu_count() or 1
    ),
) -> None:
    """Replay simulated months with truth through the rules of judgement, and through those of others.

    Everything is seeded, so figures can be repeated. Targets hold at 5 votes and a rho of at most .03; the
    status is 1 where one of them is missed. Needs no services.
    """
    for written in (json_out, html_out):
        if written not in (None, STANDARD_OUTPUT) and not Path(written).absolute().parent.is_dir():
            stop(USAGE, f"{written} cannot be written: there is no such folder. Make it, or name another.")
    refuse_clashes({"--json": json_out, "--html": html_out})
    chosen = _seeds(seeds)
    rates, rhos = _numbers(votes, "--votes", 1_000), _numbers(rho, "--rho", 0.5)
    conditions = [Condition(rate, correlation) for rate in rates for correlation in rhos]
    progress = Progress(
        TextColumn("replaying"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with progress:
        task = progress.add_task("", total=len(chosen) * len(conditions))
        document = evaluate(
            chosen,
            days,
            conditions,
            rules=Rules(),
            processes=processes,
            done=lambda _: progress.advance(task),
        )
    try:
        _write(document, json_out, html_out)
        out = Console(stderr=json_out == STANDARD_OUTPUT)
        show_evaluation(document, out)
        out.file.flush()
    except BrokenPipeError:
        drop_standard_output()
    except OSError as error:
        cannot_write(error, "The result")
    if not all(run.met for run in document.runs):
        raise typer.Exit(MISSED)


def _seeds(text: str) -> range:
    """The seeds that `A-B` or `A` names."""
    found = _SEEDS.fullmatch(text.strip())
    if found is None or (found[2] is not None and int(found[2]) < int(found[1])):
        stop(USAGE, f"--seeds {text}: write two numbers, the smaller one first, as in 101-120.")
    return range(int(found[1]), int(found[2] or found[1]) + 1)


def _numbers(text: str, option: str, most: float) -> tuple[float, ...]:
    """Distinct numbers above 0 and up to `most`, from a list with commas."""
    try:
        numbers = tuple(dict.fromkeys(float(part) for part in text.split(",")))
    except ValueError:
        stop(USAGE, f"{option} {text}: write numbers with commas between them, as in 5,1,0.2.")
    if not all(0 < number <= most for number in numbers):
        stop(USAGE, f"{option} {text}: every number must lie above 0 and be at most {most:g}.")
    return numbers


def _write(document: Evaluation, json_out: str | None, html_out: Path | None) -> None:
    """Write the files that were asked for."""
    if json_out == STANDARD_OUTPUT:
        sys.stdout.buffer.write(to_json(document))
        sys.stdout.flush()
    elif json_out is not None:
        Path(json_out).write_bytes(to_json(document))
    if html_out is not None:
        html_out.write_text(render_evaluation(document), encoding="utf-8")
