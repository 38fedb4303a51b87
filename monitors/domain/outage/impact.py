"""Whom an open case hurts: units, sites, different people, failed requests, and the peak over 30 s."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.board import Board
from monitors.domain.outage.book import CONTROL_PLACE, GROUPS
from monitors.domain.outage.cases import MOST_PEOPLE, Case
from monitors.domain.outage.series import Kind
from monitors.domain.outage.windows import FAILED, OK, REFUSED, AnyTable, Counts, Votes, Window

Losses = tuple[Votes, Counts]
"""Votes without any success, and counts with requests that did not pass."""

NOTHING: Final[Losses] = Votes.none(), Counts.none()


def losses(window: Window) -> Losses:
    """What went wrong in a window, found once for all cases."""
    votes, counts = window.votes, window.counts
    wrong = counts.failed + counts.refused + counts.blocked + counts.proxy
    return votes.where((votes.flags & OK) == 0), counts.where(wrong > 0)


def add_window(case: Case, lost: Losses, board: Board) -> None:
    """What the losses of one window add to a case that is open."""
    add_rows(case, *lost, board)
    if case.watched:
        span = board.together(sorted(case.watched), board.rules.short_seconds)
        if span.votes >= board.rules.failed_votes and span.share > (case.peak or 0.0):
            case.peak, case.changed = round(span.share, 4), True


def add_before(case: Case, number: int, board: Board) -> None:
    """What the witnesses tell of the time from its beginning up to the window before `number`."""
    places = np.ones(board.layout.places, bool)
    votes = board.witnesses.votes(case.since, places, refused=True)
    cells_window, cells = board.witnesses.counts(case.since, places)
    add_rows(case, votes.votes.where(votes.window < number), cells.where(cells_window < number), board)


def add_rows(case: Case, votes: Votes, counts: Counts, board: Board) -> None:
    """Add votes and counts that fall under the case."""
    failed = (votes.flags & (OK | FAILED)) == FAILED
    if any(kind == Kind.REFUSED for kind, _ in case.watched):
        failed |= (votes.flags & (OK | REFUSED)) == REFUSED
    hurt = _within(case, votes.where(failed & ~votes.embed), board)
    cells = _within(case, counts.where((_lost(case, counts) > 0) & (counts.place >= len(GROUPS))), board)
    if not len(hurt) and not len(cells):
        return
    case.changed = True
    case.requests_failed += int(_lost(case, cells).sum())
    if not case.is_of_requests and len(case.people) < MOST_PEOPLE:
        case.people.update(hurt.person.tolist())
    where = cells if case.is_of_requests else hurt
    case.units.update(board.book.units.names[unit] for unit in set(where.unit.tolist()))
    case.sites.update(board.book.sites.names[site] for site in set(where.site.tolist()))


def _lost(case: Case, counts: Counts) -> NDArray[np.int64]:
    """The requests of each row that the case cost: of every kind that its votes, or its gate, count."""
    if case.cause == "policy":
        return counts.blocked
    kinds = {kind for kind, _ in case.watched}
    lost = counts.failed
    lost = lost + counts.refused if Kind.REFUSED in kinds else lost
    return lost + counts.proxy if Kind.PROXY in kinds else lost


def _within(case: Case, rows: AnyTable, board: Board) -> AnyTable:
    """Those of some rows that fall under the case."""
    if not len(rows):
        return rows
    within = np.ones(len(rows), bool)
    if case.places:
        within = board.places(sorted(case.places))[rows.place]
    elif case.platforms:
        within = rows.place != CONTROL_PLACE
    book = board.book
    for names, column, numbers in (
        (case.scope_sites, rows.site, book.sites),
        (case.scope_units, rows.unit, book.units),
    ):
        if names:
            within &= np.isin(column, [numbers.of(name) for name in sorted(names)])
    return rows.where(within)
