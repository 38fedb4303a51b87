"""The control group: how the rest of the web does, which tells a platform's fault from our own."""

from dataclasses import dataclass

from monitors.domain.outage.board import Board
from monitors.domain.outage.book import CONTROL_PLACE
from monitors.domain.outage.chances import overdispersion_over, upper_tail
from monitors.domain.outage.gates import Usual
from monitors.domain.outage.series import Kind
from monitors.domain.outage.spans import Span

_LEAST_FAILED = 3


@dataclass(frozen=True, slots=True)
class Control:
    """The control now: `votes` of three minutes, `share` that failed in the last of them.

    While it is `raised` alarms of platforms are held, not lost; `good` needs votes, so silence is neither.
    """

    votes: int
    share: float
    raised: bool
    good: bool

    @staticmethod
    def of(board: Board) -> "Control":
        """Read it off the board."""
        rules, series = board.rules, board.series(Kind.FAILED, CONTROL_PLACE)
        recent = board.spans.last(series, rules.long_seconds)
        minute = board.spans.last(series, 60)
        usual = board.usual(series)
        shortest = board.spans.last(series, rules.short_seconds)
        raised = usual.score > rules.suspected_from or any(
            _is_raised(span, usual, board) for span in (shortest, minute)
        )
        enough = recent.votes >= rules.control_votes
        good = enough and not raised and minute.share < max(rules.control_good_share, 2 * usual.rate)
        return Control(int(recent.votes), minute.share, raised, good)


def _is_raised(span: Span, usual: Usual, board: Board) -> bool:
    """Whether clearly more of the control fails than is usual."""
    rules = board.rules
    if span.failed < _LEAST_FAILED or span.share < max(rules.raised_share, 2 * usual.rate):
        return False
    rho = overdispersion_over(span.blocks, usual.rho)
    return upper_tail(span.failed, span.votes, usual.rate, rho) <= rules.raised_chance
