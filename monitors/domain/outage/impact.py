"""Whom an open case hurts: units, sites, different people, failed requests, and the peak over 30 s."""

import numpy as np
from numpy.typing import NDArray

from monitors.domain.outage.board import Board
from monitors.domain.outage.book import CONTROL_PLACE, GROUPS
from monitors.domain.outage.cases import MOST_PEOPLE, Case
from monitors.domain.outage.series import Kind
from monitors.domain.outage.windows import FAILED, OK, REFUSED, Counts, Votes, Window

Mask = NDArray[np.bool_]


def add_window(case: Case, window: Window, board: Board) -> None:
    """What one window adds to a case that is open."""
    add_rows(case, window.votes.take(np.flatnonzero(~window.votes.embed)), window.counts, board)
    if case.watched:
        span = board.together(sorted(case.watched), board.rules.short_seconds)
        if span.votes >= board.rules.failed_votes and span.share > (case.peak or 0.0):
            case.peak, case.changed = round(span.share, 4), True


def add_before(case: Case, number: int, board: Board) -> None:
    """What the witnesses tell of the time from its beginning up to the window before `number`."""
    places = np.ones(board.layout.places, bool)
    votes = board.witnesses.votes(case.since, places, refused=True)
    cells_window, cells = board.witnesses.counts(case.since, places)
    earlier = np.flatnonzero(votes.window < number)
    add_rows(case, votes.votes.take(earlier), cells.take(np.flatnonzero(cells_window < number)), board)


def add_rows(case: Case, votes: Votes, counts: Counts, board: Board) -> None:
    """Add votes and counts that fall under the case."""
    refused = any(kind == Kind.REFUSED for kind, _ in case.watched)
    failed = (votes.flags & (OK | FAILED)) == FAILED
    if refused:
        failed |= (votes.flags & (OK | REFUSED)) == REFUSED
    hurt = np.flatnonzero(failed & _within(case, votes.place, votes.unit, votes.site, board))
    lost = counts.blocked if case.cause == "policy" else counts.failed
    within = _within(case, counts.place, counts.unit, counts.site, board) & (lost > 0)
    cells = np.flatnonzero(within & (counts.place >= len(GROUPS)))
    if not len(hurt) and not len(cells):
        return
    case.changed = True
    case.requests_failed += int(lost[cells].sum())
    if len(case.people) < MOST_PEOPLE:
        case.people.update(votes.person[hurt].tolist())
    where = (counts.unit[cells], counts.site[cells])
    if case.cause != "policy":
        where = (votes.unit[hurt], votes.site[hurt])
    case.units.update(board.book.units.names[unit] for unit in np.unique(where[0]).tolist())
    case.sites.update(board.book.sites.names[site] for site in np.unique(where[1]).tolist())


def _within(
    case: Case,
    place: NDArray[np.int64],
    unit: NDArray[np.int64],
    site: NDArray[np.int64],
    board: Board,
) -> Mask:
    """Which rows fall under the case."""
    rows = np.ones(len(place), bool)
    if case.places:
        rows = np.isin(place, sorted(case.places))
    elif case.platforms:
        rows = place != CONTROL_PLACE
    book = board.book
    for names, column, numbers in (
        (case.scope_sites, site, book.sites),
        (case.scope_units, unit, book.units),
    ):
        if names:
            rows &= np.isin(column, [numbers.of(name) for name in sorted(names)])
    return rows
