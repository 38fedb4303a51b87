"""Whose fault it is: all that one window shows, judged together, in one order.

1. The control fails: our own way out (*egress*), or that of one site or unit (*unit-network*).
2. Our own proxy spoils requests: the same.
3. Everything fails from one site or unit while it works for the others: *unit-network*.
4. Our own policy refuses far more than usual: *policy*.
5. What is left is a *platform*, unless it fails from one site or unit only.

While the control is raised, alarms of platforms are held, not lost: if the platform still fails when the
control is good again, it opens, started when it really started. That several platforms that begin to fail
together share a provider is found where incidents are opened.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from monitors.domain.outage import gates
from monitors.domain.outage.beside import Beside
from monitors.domain.outage.board import Board, Watch
from monitors.domain.outage.book import CONTROL_PLACE
from monitors.domain.outage.control import Control
from monitors.domain.outage.findings import Evidence, Finding
from monitors.domain.outage.readings import laid_to, reading
from monitors.domain.outage.records import Reason
from monitors.domain.outage.scopes import Hit, Scope, Scopes
from monitors.domain.outage.series import Kind
from monitors.domain.outage.voices import Voices
from monitors.domain.outage.volume import Drop
from monitors.domain.outage.witnesses import Scene

_JUDGED = (Kind.FAILED, Kind.REFUSED)
_SUSPECTED_ONLY = (Kind.SHORT, Kind.EMBED)


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One window's evidence, and the questions that are put to it."""

    board: Board
    control: Control
    hot: list[Watch]
    voices: Voices
    drops: list[Drop]
    known: list[Hit]
    """Sites and units of the open cases of one site or unit."""
    broken: set[str]
    """Platforms with a confirmed case: the only ones to be looked at while the control is raised."""
    now_ms: int

    @property
    def scopes(self) -> Scopes:
        """Sites and units."""
        return Scopes(self.board)

    def find(self) -> list[Finding]:
        """All faults of this window, in the order of the module."""
        if not self.hot and not self.drops and not self.voices.heard and not self.voices.probes:
            return []
        ours = [*self._control(), *self._proxy()]
        if any(finding.cause == "egress" for finding in ours):
            return [*ours, *self._policy(), *self._platforms([])]
        scoped = [*ours, *self._scoped(ours)]
        return [*scoped, *self._policy(), *self._platforms(scoped)]

    # 1 and 2: our own way out.

    def _control(self) -> list[Finding]:
        """The control fails."""
        if (Kind.FAILED, CONTROL_PLACE) not in self.hot:
            return []
        series = self.board.series(Kind.FAILED, CONTROL_PLACE)
        since = int(self.board.cusum.since[series])
        scene = self.board.scene(Kind.FAILED, CONTROL_PLACE, since)
        if self.scopes.explain(scene.failing(), self.known):
            return []
        local = self.scopes.only_from(scene)
        evidence: set[Evidence] = {"control-fails"}
        if local is None or not local.is_sure:
            unsure: set[Evidence] = {"others-unsure"} if local else set()
            finding = reading(self.board, Kind.FAILED, CONTROL_PLACE, evidence | unsure)
            return [laid_to(finding, "egress", places=(), platforms=())]
        scope = local.scope
        kind, number = (Kind.FAILED, CONTROL_PLACE)
        if (scope.kind, scope.number) in self.hot:
            kind, number = scope.kind, scope.number
        finding = reading(self.board, kind, number, {*evidence, "others-good"})
        return [laid_to(finding, "unit-network", places=(), platforms=(), scope=scope)]

    def _proxy(self) -> list[Finding]:
        """Our own proxy answers with faults of its own, at all sites or at one."""
        bad = [number for kind, number in self.hot if kind == Kind.PROXY]
        if not bad:
            return []
        board = self.board
        parts = {number: board.series(Kind.PROXY, number) for number in range(len(board.book.sites))}
        busy = [number for number, series in parts.items() if board.spans.last(series, 180).votes > 0]
        findings = []
        for number in bad:
            series = parts[number]
            met = gates.blocked(
                series, board.spans, board.usual(series), self._windows_of(series), board.rules
            )
            met = None if met is None else Reason("proxy-faults", met.figures)
            finding = reading(self.board, Kind.PROXY, number, {"our-own-answer"}, met=met)
            if len(bad) < len(busy):
                scope = Scope(Kind.SITE, number, board.book.sites.names[number])
                findings.append(laid_to(finding, "unit-network", places=(), platforms=(), scope=scope))
            else:
                findings.append(laid_to(finding, "egress", places=(), platforms=()))
        return findings

    def _windows_of(self, series: int) -> Callable[[int], int]:
        """How many windows since one had something bad in this series."""
        spans = self.board.spans
        return lambda since: int(np.count_nonzero(spans.recent(series, spans.number - since + 1)[1]))

    # 3: one site or unit.

    def _scoped(self, known: list[Finding]) -> list[Finding]:
        """Everything fails from one site or unit, and the others are well. A site explains its units."""
        findings: list[Finding] = []
        for kind, number in sorted(self.hot):
            if kind not in (Kind.SITE, Kind.UNIT):
                continue
            names = self.board.book.sites if kind == Kind.SITE else self.board.book.units
            scope = Scope(Kind(kind), number, names.names[number])
            if not self.scopes.is_apart(scope):
                continue
            if self.scopes.explain(self.scopes.failing(scope), self._hits([*known, *findings])):
                continue
            finding = reading(self.board, Kind(kind), number, {"others-good"})
            findings.append(laid_to(finding, "unit-network", places=(), platforms=(), scope=scope))
        return findings

    # 4: our own policy.

    def _policy(self) -> list[Finding]:
        """Our own filter turns away what it let through before."""
        board, findings = self.board, []
        for platform, places in self._by_platform((Kind.BLOCKED,)).items():
            mets = []
            for place in places:
                series = board.series(Kind.BLOCKED, place)
                usual = board.usual(series)
                mets.append(gates.blocked(series, board.spans, usual, self._cells(place), board.rules))
            met = next((met for met in mets if met is not None), None)
            finding = reading(self.board, Kind.BLOCKED, places[0], {"our-own-answer"}, met=met)
            watched = tuple((int(Kind.BLOCKED), place) for place in places)
            named = () if platform == board.book.platforms.names[0] else (platform,)
            findings.append(
                laid_to(finding, "policy", places=tuple(places), platforms=named, watched=watched)
            )
        return findings

    def _cells(self, place: int) -> Callable[[int], int]:
        """How many units times windows since one had requests of a place turned away."""

        def count(since: int) -> int:
            window, counts = self.board.witnesses.counts(since, self.board.places([place]))
            bad = counts.blocked > 0
            return len(np.unique(window[bad] * (len(self.board.book.units) + 1) + counts.unit[bad]))

        return count

    # 5: platforms.

    def _platforms(self, known: list[Finding]) -> list[Finding]:
        """Platforms that fail and are not explained by what was found before."""
        hot = self._by_platform((*_JUDGED, *_SUSPECTED_ONLY))
        speaking = self.voices.speaking(self.now_ms, self.board.rules, self.board.book)
        names = self.board.book.platforms
        quiet = {names.names[drop.platform] for drop in self.drops}
        findings = []
        hits = [hit for hit in self._hits(known) if any(hit)]
        told = {*hot, *speaking, *quiet} - {names.names[0]}
        for platform in sorted(told & self.broken if self.control.raised else told):
            finding = self._platform(platform, hot.get(platform, []))
            if finding is None or (hits and self.scopes.explain(self._scene_of(finding).failing(), hits)):
                continue
            findings.append(finding)
        return findings

    def _platform(self, platform: str, places: list[int]) -> Finding | None:
        """What is found of a platform: by its votes, and where they do not suffice with what else speaks."""
        finding = self._by_votes(platform, places) if places else None
        if finding is not None and finding.met is not None:
            return finding
        beside = Beside(self.board, self.voices, self.drops, platform, self.now_ms).find()
        if finding is None or beside is None:
            return finding or (beside and replace(beside, evidence=beside.evidence | self._control_says()))
        return replace(
            finding,
            met=beside.met,
            since=min(finding.since, beside.since),
            places=tuple(sorted({*finding.places, *beside.places})),
            watched=tuple(sorted({*finding.watched, *beside.watched})),
            evidence=finding.evidence | beside.evidence,
        )

    def _by_votes(self, platform: str, places: list[int]) -> Finding:
        """What a platform's own series show: the gates that are met, or all that is suspected."""
        watched = [watch for watch in self.hot if watch[1] in places and watch[0] <= Kind.EMBED]
        judged = [watch for watch in watched if watch[0] in _JUDGED]
        parts = [reading(self.board, Kind(kind), place, set()) for kind, place in judged or watched]
        told = [part for part in parts if part.met is not None] or parts
        first = min(told, key=lambda part: part.since)
        finding = Finding(
            cause="platform",
            platforms=(platform,),
            places=tuple(sorted({place for part in told for place in part.places})),
            watched=tuple(watch for part in told for watch in part.watched),
            since=first.since,
            onset_ms=min(part.onset_ms for part in told),
            after=min(part.after for part in told),
            suspicion=max(parts, key=lambda part: float(part.suspicion.figures["cusum"] or 0)).suspicion,
            met=told[0].met,
            evidence=first.evidence | self._control_says(),
        )
        local = self.scopes.only_from(self._scene_of(finding)) if finding.met is not None else None
        if local is None:
            return finding
        if not local.is_sure:
            return replace(finding, evidence=finding.evidence | {"others-unsure"})
        return laid_to(
            replace(finding, evidence=finding.evidence | {"others-good"}),
            "unit-network",
            places=finding.places,
            platforms=finding.platforms,
            scope=local.scope,
        )

    def _scene_of(self, finding: Finding) -> Scene:
        """The votes behind a platform's finding."""
        refused = bool(finding.watched) and all(kind == Kind.REFUSED for kind, _ in finding.watched)
        mask = self.board.places(list(finding.places))
        return self.board.witnesses.votes(finding.since, mask, refused=refused)

    def _hits(self, found: list[Finding]) -> list[Hit]:
        """The sites and units that are known, or were found just now, to fail by themselves."""
        return [*self.known, *((frozenset(one.sites), frozenset(one.units)) for one in found)]

    def _control_says(self) -> frozenset[Evidence]:
        """What the control adds to the confidence."""
        if self.control.votes < self.board.rules.control_votes:
            return frozenset({"no-control"})
        return frozenset({"control-good"}) if self.control.good else frozenset()

    def _by_platform(self, kinds: tuple[Kind, ...]) -> dict[str, list[int]]:
        """The suspected places of each platform, by name."""
        found: dict[str, set[int]] = {}
        for kind, place in self.hot:
            if kind in kinds:
                found.setdefault(self.board.book.platform_of(place), set()).add(place)
        return {platform: sorted(found[platform]) for platform in sorted(found)}
