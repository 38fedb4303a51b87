"""Writes docs/evaluation.md, so that the figures in the documents are those of a run."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from string import Template

from api.report import evaluation_words as words
from monitors.evaluation.evaluation import Evaluation, Run

CHECKOUT = Path(__file__).parent.parent
PAGE = CHECKOUT / "docs/evaluation.md"
TEMPLATE = Path(__file__).with_name("evaluation.template.md")


def write_page(evaluation: Evaluation) -> None:
    """Replace the page by one with these figures."""
    PAGE.write_text(page_of(evaluation), encoding="utf-8")


def page_of(evaluation: Evaluation) -> str:
    """The page with these figures."""
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(runs="\n\n".join(_run(run) for run in evaluation.runs))


def _run(run: Run) -> str:
    """One rate and noise: targets, troubles, causes, and the rules of others."""
    ours = run.detectors[0]
    said, confusion = words.confusion_rows(ours)
    asked = "" if run.asked else " Reported; the targets are not asked here."
    parts = [
        f"## {words.run_title(run)}\n\nOf {words.observed(run)}.{asked}",
        _table(words.TARGET_COLUMNS, words.target_rows(run)),
        _table(words.SCRIPT_COLUMNS, words.script_rows(ours)),
        _table(("right cause \\ said first", *said), confusion),
        _table(words.DETECTOR_COLUMNS, words.detector_rows(run)),
        "\n".join(f"- {words.comparison(each)}" for each in run.comparisons),
        "\n".join(f"- False alarm: {words.false_alarm(each)}" for each in run.false_alarms),
    ]
    return "\n\n".join(part for part in parts if part)


def _table(columns: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, figures to the right."""
    head = list(columns)
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
