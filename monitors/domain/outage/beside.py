"""What speaks of a platform beside the gate of its votes: probes, reports, and that nobody comes any more."""

from dataclasses import dataclass

import numpy as np

from monitors.domain.outage import gates
from monitors.domain.outage.board import Board, Watch
from monitors.domain.outage.chances import overdispersion_over, upper_tail
from monitors.domain.outage.findings import Evidence, Finding
from monitors.domain.outage.records import Reason
from monitors.domain.outage.series import Kind
from monitors.domain.outage.voices import Voices
from monitors.domain.outage.volume import Drop
from monitors.domain.outage.windows import WINDOW_MS

_SIGN_SECONDS = 360
_QUIET_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Beside:
    """One platform in one window."""

    board: Board
    voices: Voices
    drops: list[Drop]
    platform: str
    now_ms: int

    def find(self) -> Finding | None:
        """The first of: a probe that agrees, people who report, probes alone, a volume that is gone."""
        return self._with_probe() or self._with_reports() or self._probes_alone() or self._quiet()

    def _with_probe(self) -> Finding | None:
        """Route B at any of its places."""
        rules = self.board.rules
        failing = self.voices.probes_failing(self.platform, self.now_ms, rules)
        if not failing or not self.voices.control_good(self.now_ms, rules):
            return None
        for place in self.board.book.places_of(self.platform):
            series = self.board.series(Kind.FAILED, place)
            usual = self.board.usual(series)
            met = gates.with_probe(
                series,
                self.board.spans,
                usual,
                self.board.failed_of(Kind.FAILED, place),
                rules,
                probes_failing=failing,
            )
            if met is not None:
                return self._finding(met, ((int(Kind.FAILED), place),), {"probe-agrees"})
        return None

    def _with_reports(self) -> Finding | None:
        """Route C, where anything in the logs agrees."""
        rules = self.board.rules
        people = self.voices.reporting(self.platform, self.now_ms, rules)
        if people < rules.report_people:
            return None
        signs = [watch for watch in self._kinds() if self._is_sign(watch)]
        leaning = len(signs) + bool(self.voices.probes_failing(self.platform, self.now_ms, rules))
        leaning += any(self._is_mine(drop) for drop in self.drops)
        met = gates.with_reports(people, self.voices.usual_reports(self.platform, rules), leaning, rules)
        if met is None:
            return None
        watched = tuple(watch for watch in signs if watch[0] in (Kind.FAILED, Kind.REFUSED)) or self._own()
        return self._finding(met, watched, {"reports-agree"})

    def _kinds(self) -> list[Watch]:
        """Every series of the platform that may bear a sign."""
        kinds = (Kind.FAILED, Kind.REFUSED, Kind.SHORT, Kind.EMBED)
        return [(int(kind), place) for kind in kinds for place in self.board.book.places_of(self.platform)]

    def _is_sign(self, watch: Watch) -> bool:
        """Whether a series shows that something is unusual, however little."""
        rules, series = self.board.rules, self.board.series(Kind(watch[0]), watch[1])
        if self.board.cusum.score[series] > rules.passive_sign:
            return True
        span, usual = self.board.spans.last(series, _SIGN_SECONDS), self.board.usual(series)
        if span.share < 2 * usual.rate or watch[0] not in (Kind.FAILED, Kind.REFUSED):
            return False
        rho = overdispersion_over(span.blocks, usual.rho)
        return upper_tail(span.failed, span.votes, usual.rate, rho) <= rules.passive_sign_chance

    def _probes_alone(self) -> Finding | None:
        """Route D, where nobody succeeds, because next to nobody is there."""
        if self.platform not in self.voices.probes:
            return None
        good = 0.0
        for kind, place in self._own():
            n, x = self.board.spans.by_minute(self.board.series(Kind(kind), place), _QUIET_MINUTES)
            recent = slice(0, self.board.rules.probe_fresh_seconds // 60)
            good += float((n[recent] - x[recent]).sum())
        met = self.voices.alone(self.platform, good, self.now_ms, self.board.rules)
        return None if met is None else self._finding(met, self._own(), {"probes-alone"})

    def _quiet(self) -> Finding | None:
        """Nobody comes any more."""
        mine = next((drop for drop in self.drops if self._is_mine(drop)), None)
        if mine is None:
            return None
        return self._finding(mine.reason if mine.is_sure else None, (), {"volume-only"}, mine.reason)

    def _is_mine(self, drop: Drop) -> bool:
        return self.board.book.platforms.names[drop.platform] == self.platform

    def _own(self) -> tuple[Watch, ...]:
        """The votes at all places of the platform."""
        return tuple((int(Kind.FAILED), place) for place in self.board.book.places_of(self.platform))

    def _finding(
        self,
        met: Reason | None,
        watched: tuple[Watch, ...],
        evidence: set[Evidence],
        suspicion: Reason | None = None,
    ) -> Finding:
        """A finding about this platform; it began with the earliest failure of its span."""
        number = self.board.spans.number
        places = tuple(sorted({place for _, place in watched})) or tuple(
            self.board.book.places_of(self.platform)
        )
        seconds = met.figures.get("seconds") if met is not None else None
        first = number - (int(seconds) // 10 if seconds else 1) + 1
        scene = self.board.witnesses.votes(first, self.board.places(list(places))).failing()
        since = int(np.min(scene.window)) if len(scene.bad) else first
        reason = suspicion or met
        assert reason is not None  # noqa: S101 (each caller gives one of them)
        return Finding(
            cause="platform",
            platforms=(self.platform,),
            places=places,
            watched=watched,
            since=since,
            onset_ms=since * WINDOW_MS,
            after=since - 1,
            suspicion=reason,
            met=met,
            evidence=frozenset(evidence),
        )
