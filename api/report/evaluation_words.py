"""Figures of an evaluation as short texts: the terminal, the page and the written figures say them alike."""

from datetime import UTC, datetime

from monitors.evaluation.evaluation import Detector, Example, Run
from monitors.evaluation.figures import Delay, Rate, ScriptFigures
from monitors.evaluation.targets import PARTIAL_SCRIPT, TOTAL_SCRIPTS, Comparison, Target

NOTHING = "\N{EN DASH}"

TARGET_COLUMNS = ("target", "wanted", "reached", "")
SCRIPT_COLUMNS = ("trouble", "found", "cause right", "wait", "from onset", "to clear", "alarms each")
DETECTOR_COLUMNS = (
    "rule",
    "total outage",
    "30 % failing",
    "found",
    "cause right",
    "false pages a month",
    "false alarms a platform-quarter",
    "alarms each",
)
"""Delays read median / p95, in seconds from the first line that shows the trouble."""


def number(value: float | None) -> str:
    """A figure with as many digits as it deserves."""
    if value is None:
        return NOTHING
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.2f}"


def share(value: float | None) -> str:
    """A share in per cent; 100 % only where it is all."""
    if value is None:
        return NOTHING
    return "100 %" if value == 1 else f"{min(100 * value, 99.9):.1f} %"


def delay(value: Delay) -> str:
    """Median and p95."""
    return NOTHING if value.median is None else f"{number(value.median)} / {number(value.p95)}"


def rate(value: Rate) -> str:
    """Events per unit of exposure, and how many there may be at most."""
    return f"{number(value.count / value.observed)} (≤ {number(value.upper_bound)})"


def run_title(run: Run) -> str:
    """What a run is of."""
    return f"{run.votes:g} votes in ten seconds, noise of rho {run.rho:g}"


def observed(run: Run) -> str:
    """Which seeds a run had, what for, and how long each: what its figures rest on."""
    named = run.seeds
    months = number(run.organisation_months)
    return (
        f"seeds {named.first} to {named.last} ({named.purpose}), {run.days} days each: "
        f"{months} organisation-months"
    )


def target_rows(run: Run) -> list[tuple[str, ...]]:
    """The targets of a run, as TARGET_COLUMNS."""
    return [(each.name, each.wanted, number(each.reached), _verdict(each)) for each in run.targets]


def _verdict(target: Target) -> str:
    """What became of a target."""
    if not target.measured:
        return "not measured"
    return "met" if target.met else "missed"


def script_rows(detector: Detector) -> list[tuple[str, ...]]:
    """Every kind of trouble, as SCRIPT_COLUMNS."""
    return [_script(figures) for figures in detector.figures.scripts]


def detector_rows(run: Run) -> list[tuple[str, ...]]:
    """Every rule, ours first, as DETECTOR_COLUMNS."""
    return [_detector(each) for each in run.detectors]


def _script(figures: ScriptFigures) -> tuple[str, ...]:
    """One kind of trouble."""
    return (
        figures.script,
        f"{figures.found} of {figures.faults}",
        f"{figures.right_cause} of {figures.found}",
        delay(figures.wait),
        delay(figures.wait_from_onset),
        delay(figures.clear),
        number(figures.alarms_per_incident),
    )


def _detector(detector: Detector) -> tuple[str, ...]:
    """One rule."""
    figures = detector.figures
    waits = {each.script: delay(each.wait) for each in figures.scripts}
    found = sum(each.found for each in figures.scripts)
    return (
        detector.name,
        waits.get(TOTAL_SCRIPTS[0], NOTHING),
        waits.get(PARTIAL_SCRIPT, NOTHING),
        f"{found} of {sum(each.faults for each in figures.scripts)}",
        share(figures.cause_right_share),
        rate(figures.false_pages_a_month),
        rate(figures.false_alarms_a_platform_quarter),
        number(figures.alarms_per_incident),
    )


def comparison(each: Comparison) -> str:
    """In what a baseline is worse, and in what it is not."""
    worse = ", ".join(each.worse) or "nothing"
    rest = f"; not worse: {', '.join(each.not_worse)}" if each.not_worse else ""
    return f"{each.baseline}: worse in {worse}{rest}"


def confusion_rows(detector: Detector) -> tuple[list[str], list[list[str]]]:
    """Causes said (columns), and for each right cause how often each was said."""
    table = detector.figures.confusion
    said = sorted({cause for row in table.values() for cause in row})
    return said, [[right, *(str(row.get(cause, 0)) for cause in said)] for right, row in table.items()]


def false_alarm(example: Example) -> str:
    """A false alarm and the seed that shows it again."""
    alarm = example.alarm
    at = datetime.fromtimestamp(alarm.opened_ms / 1_000, UTC).strftime("%d %B %H:%M:%S")
    about = ", ".join(alarm.platforms) or "everything"
    during = f", during: {alarm.during}" if alarm.during else ""
    pages = ", would page" if alarm.pages else ""
    return f"seed {example.seed}, {at} UTC: {alarm.cause}, {about}{during}{pages}"
