"""An evaluation of reliance as tables of short texts: the terminal and the page say them alike."""

from collections.abc import Sequence
from typing import NamedTuple

from api.report.evaluation_words import NOTHING, number, share
from monitors.domain.reliance.levels import ORDER
from monitors.reliance_evaluation.evaluation import RelianceEvaluation
from monitors.reliance_evaluation.scoring import Look


class Table(NamedTuple):
    """A caption, columns, and rows of as many texts; the first of each names the row."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def summary(evaluation: RelianceEvaluation) -> str:
    """What was run."""
    seeds = evaluation.seeds
    return (
        f"seeds {seeds.first} to {seeds.last} ({seeds.purpose}), {evaluation.days} days each: "
        f"{evaluation.units} units, {evaluation.pairs:,} pairs of a unit and a platform"
    )


def tables(evaluation: RelianceEvaluation) -> list[Table]:
    """Everything that was found."""
    return [
        Table(
            "Targets",
            ("target", "wanted", "reached", ""),
            [
                (each.name, each.wanted, _reached(each.reached), "met" if each.met else "missed")
                for each in evaluation.targets
            ],
        ),
        Table(
            "Mission-critical, by the days that were seen",
            ("after", "pairs", "said", "rightly", "are", "found", "precision", "recall", "asked", "in vain"),
            [_look(each) for each in evaluation.looks],
        ),
        Table(
            "Rank: chance that a mission-critical pair is put above another one",
            ("after", "by score", "by requests", "by people", "all levels by score", "same level", "one off"),
            [_rank(each) for each in evaluation.looks],
        ),
        Table(
            "Calibration: what pairs of a score really are",
            ("score", "pairs", "mission-critical", "important or more"),
            [
                (
                    f"{each.from_score} to {min(each.to_score - 1, 100)}",
                    number(each.pairs),
                    share(each.critical / each.pairs),
                    share(each.important_or_more / each.pairs),
                )
                for each in evaluation.calibration
            ],
        ),
        Table(
            "Cases: what each was called",
            ("case", "really", "pairs", *ORDER, "asked"),
            [
                (
                    each.case,
                    each.truth,
                    number(each.pairs),
                    *(number(each.levels[level]) if level in each.levels else NOTHING for level in ORDER),
                    number(each.asked),
                )
                for each in evaluation.cases
            ],
        ),
        Table(
            "Changes of level while nothing changed",
            ("pair-quarters", "changes", "most of one pair in a quarter"),
            [
                (
                    number(evaluation.changes.pair_quarters),
                    number(evaluation.changes.changes),
                    number(evaluation.changes.most_in_a_quarter),
                )
            ],
        ),
    ]


def _reached(value: float | None) -> str:
    """A share or a count, to three digits."""
    return NOTHING if value is None else f"{value:.3g}"


def _look(look: Look) -> tuple[str, ...]:
    """One look at mission-critical pairs."""
    return (
        f"{look.after_days} days",
        number(look.pairs),
        number(look.claimed),
        number(look.right),
        number(look.critical),
        number(look.found),
        share(look.precision),
        share(look.recall),
        number(look.asked),
        number(look.asked_in_vain),
    )


def _rank(look: Look) -> tuple[str, ...]:
    """One look at the order of all pairs."""
    rank = look.rank
    ranked = (rank.score, rank.requests, rank.people, rank.all_levels)
    return (
        f"{look.after_days} days",
        *(_reached(value) for value in ranked),
        share(look.same_level),
        share(look.within_one),
    )
