"""The whole register in memory, for the pages and answers that many ask for; read anew when anything changed.

What it was read from is told by few rows, which are looked at each time: how far each unit is told, and how
many actions and questions there were. So whoever acted reads what became of it.
"""

import time
from collections.abc import Collection, Hashable, Mapping
from dataclasses import replace
from datetime import date
from threading import Lock
from typing import Final, NamedTuple

from sqlalchemy import Engine, func, select

from api.domain.privacy import Privacy
from api.domain.register import changed_on
from api.reading.now import QUESTIONS, STANDINGS
from api.reading.register import CHANGES, standing
from api.reading.rows import Rows, looked_into
from monitors.domain.register.contradictions import Facts
from monitors.register_lines import Pair, RegisterLine, Standing, register_lines

MOST_SECONDS: Final = 60.0
"""In any case it is read anew after so long."""


class RegisterRead(NamedTuple):
    """The register as it stood: what it is read from, its lines, and when observed levels changed."""

    standing: Standing
    lines: list[RegisterLine]
    changed: Mapping[Pair, date]

    def standing_of(self, units: Collection[str] | None, platform: str | None = None) -> Standing:
        """What it is read from, of these units (None: of all), on one platform or on every one."""

        def is_wanted(unit: str, on: str) -> bool:
            return (units is None or unit in units) and platform in {None, on}

        whole = self.standing
        return replace(
            whole,
            entries=[each for each in whole.entries if is_wanted(each.unit, each.platform)],
            dependencies=[each for each in whole.dependencies or () if is_wanted(each.unit, each.platform)],
            questions=[each for each in whole.questions if is_wanted(each.unit, each.platform)],
        )


class RegisterShelf:
    """Keeps the last reading. May be asked by several threads."""

    def __init__(self) -> None:
        self._kept: tuple[Hashable, float, RegisterRead] | None = None
        self._one_at_a_time = Lock()

    def read(self, judged: Engine, facts: Facts, privacy: Privacy, today: date) -> RegisterRead:
        """The register of all units. Raises StoreUnavailable, StoreUnusable."""
        with self._one_at_a_time, looked_into(judged) as rows:
            marks = (today, privacy, _marks(rows))
            if self._kept is not None:
                known, read_at, found = self._kept
                if known == marks and time.monotonic() - read_at < MOST_SECONDS:
                    return found
            whole = standing(rows, facts, None)
            lines = register_lines(whole, privacy.k, today)
            found = RegisterRead(whole, lines, changed_on(whole, privacy))
            self._kept = marks, time.monotonic(), found
            return found


def _marks(rows: Rows) -> Hashable:
    """What changes whenever the register does."""
    told = select(STANDINGS.c.unit, STANDINGS.c.folded_day, STANDINGS.c.people, STANDINGS.c.again)
    counts = [rows.all(select(func.count()).select_from(table))[0][0] for table in (CHANGES, QUESTIONS)]
    return tuple(map(tuple, rows.all(told.order_by(STANDINGS.c.unit)))), *counts
