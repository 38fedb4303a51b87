"""When a case is over: separate rules for closing, and quiet is unknown, not good.

Recovering when less than half way between what is usual and what has failed fails over a minute or two (half
way to the peak would call every calm minute of a partial fault its end), and so few by chance are improbable
while it goes on; resolved after three minutes
of good votes that are enough votes, which takes longer where people seldom try. It ended with the first good
vote, however much later enough of them came.
"""

from dataclasses import dataclass
from math import log

import numpy as np

from monitors.domain.outage.board import Board
from monitors.domain.outage.cases import Case
from monitors.domain.outage.chances import Floats, upper_tail
from monitors.domain.outage.rules import Rules
from monitors.domain.outage.series import Kind
from monitors.domain.outage.windows import WINDOW_MS

_SURE_SHARE = 0.999
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Trend:
    """How a case does: `votes` of the last time that has enough of them, and the `share` that fails.

    `is_bad` and `is_good` are both False where too few votes tell anything.
    """

    votes: float
    share: float
    is_good: bool
    is_bad: bool


def follow(case: Case, board: Board, number: int) -> Trend:
    """Take one window into a case's memory of good and bad, and say how it does."""
    if not case.watched:
        return _by_silence(case, board, number)
    level = case.failed / case.votes if case.votes else _SURE_SHARE
    middle = (case.usual + level) / 2
    telling = _telling(case, board)
    n, x = _recent(telling, board, 1)
    votes, failed = _enough(telling, board, level)
    share = failed / votes if votes else 0.0
    enough = votes >= board.rules.good_votes
    is_bad = share >= middle and votes > 0
    if case.state == "confirmed" and is_bad:
        case.votes, case.failed = case.votes + float(n[0]), case.failed + float(x[0])
    if x[0] > 0 and x[0] / max(n[0], 1) >= middle and is_bad:
        case.bad_at, case.good_from, case.good_votes = number, None, 0.0
    elif n[0] > 0 and x[0] / n[0] < middle:
        case.good_from = number if case.good_from is None else case.good_from
        case.good_votes += float(n[0])
    good = enough and not is_bad and _is_convincing(votes, failed, level, board.rules)
    if "probes-alone" in case.evidence and not enough:
        good = case.good_from is not None
    return Trend(votes, share, good, enough and is_bad)


def _by_silence(case: Case, board: Board, number: int) -> Trend:
    """A case that no series tells of is over when whatever opened it has not said so for a while."""
    quiet = number - case.bad_at
    if quiet > 0 and case.good_from is None:
        case.good_from, case.good_votes = case.bad_at + 1, board.rules.good_votes
    return Trend(0.0, 0.0, quiet >= board.rules.recovering_seconds // 10, quiet == 0)


def is_over(case: Case, board: Board, end_ms: int) -> bool:
    """Whether enough good votes have come for long enough."""
    if case.good_from is None or case.good_votes < board.rules.good_votes:
        return False
    return end_ms - case.good_from * WINDOW_MS >= board.rules.good_seconds * 1000


def _is_convincing(votes: float, failed: float, level: float, rules: Rules) -> bool:
    """Whether so many good votes would be improbable if it went on as before."""
    return upper_tail(votes - failed, votes, 1 - min(level, 0.95), 0.0) <= rules.recovery_chance


def _enough(telling: list[int], board: Board, level: float) -> tuple[float, float]:
    """Votes and failed votes of the last minute or two, or of as many minutes as hold enough votes.

    Enough are as many as would, if all were good, hardly be so by chance while the fault goes on.
    """
    rules = board.rules
    enough = max(rules.good_votes, log(rules.recovery_chance) / log(1 - min(max(level, 0.05), 0.95)))
    partly = level < _MOST
    n, x = _recent(
        telling, board, (rules.partly_recovering_seconds if partly else rules.recovering_seconds) // 10
    )
    recent = float(n.sum())
    if recent >= enough:
        return recent, float(x.sum())
    votes, failed = np.zeros(rules.widest_minutes), np.zeros(rules.widest_minutes)
    for series in telling:
        n, x = board.spans.by_minute(series, rules.widest_minutes)
        votes, failed = votes + n, failed + x
    votes, failed = votes.cumsum(), failed.cumsum()
    last = min(int(votes.searchsorted(enough)), len(votes) - 1)
    return float(votes[last]), float(failed[last])


def _recent(telling: list[int], board: Board, windows: int) -> tuple[Floats, Floats]:
    """(n, x) of the last windows of all that tells of a case, newest first."""
    n, x = np.zeros(windows), np.zeros(windows)
    for series in telling:
        votes, failed = board.spans.recent(series, windows)
        n, x = n + votes, x + failed
    return n, x


def _telling(case: Case, board: Board) -> list[int]:
    """The series that tell of a case; embeds help where people's own votes are too few."""
    watched = sorted(case.watched)
    own = board.together(watched, board.rules.long_seconds)
    if own.votes < board.rules.good_votes:
        watched += [(int(Kind.EMBED), place) for kind, place in watched if kind == Kind.FAILED]
    return [board.series(Kind(kind), place) for kind, place in watched]
