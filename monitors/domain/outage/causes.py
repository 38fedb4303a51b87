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
from monitors.domain.outage.book import CONTROL_PLACE, GROUPS
from monitors.domain.outage.control import Control
from monitors.domain.outage.findings import Evidence, Finding
from monitors.domain.outage.records import Cause, Reason
from monitors.domain.outage.series import Kind
from monitors.domain.outage.spans import Span
from monitors.domain.outage.voices import Voices
from monitors.domain.outage.volume import Drop
from monitors.domain.outage.witnesses import Scene

_JUDGED = (Kind.FAILED, Kind.REFUSED)
_SUSPECTED_ONLY = (Kind.SHORT, Kind.EMBED)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where alone it fails: a site or a unit."""

    kind: Kind
    number: int
    name: str

    def holds(self, scene: Scene) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """Which votes are from there."""
        column = scene.votes.site if self.kind is Kind.SITE else scene.votes.unit
        mask: np.ndarray[tuple[int], np.dtype[np.bool_]] = column == self.number
        return mask


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One window's evidence, and the questions that are put to it."""

    board: Board
    control: Control
    hot: list[Watch]
    voices: Voices
    drops: list[Drop]
    known: list[tuple[frozenset[str], frozenset[str]]]
    """Sites and units of the open cases of one site or unit."""
    broken: set[str]
    """Platforms with a confirmed case: the only ones to be looked at while the control is raised."""
    now_ms: int

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
        if self._is_explained(scene.failing(), []):
            return []
        scope = self._only_from(scene)
        evidence: set[Evidence] = {"control-fails"}
        if scope is None:
            finding = self._finding(Kind.FAILED, CONTROL_PLACE, evidence)
            return [_as(finding, "egress", places=(), platforms=())]
        kind, number = (Kind.FAILED, CONTROL_PLACE)
        if (scope.kind, scope.number) in self.hot:
            kind, number = scope.kind, scope.number
        finding = self._finding(kind, number, {*evidence, "others-good"})
        return [_as(finding, "unit-network", places=(), platforms=(), scope=scope)]

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
            finding = self._finding(Kind.PROXY, number, {"our-own-answer"}, met=met)
            if len(bad) < len(busy):
                scope = Scope(Kind.SITE, number, board.book.sites.names[number])
                findings.append(_as(finding, "unit-network", places=(), platforms=(), scope=scope))
            else:
                findings.append(_as(finding, "egress", places=(), platforms=()))
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
            failing = self._failing(scope)
            if self._is_explained(failing, [*known, *findings]) or not self._is_apart(scope):
                continue
            finding = self._finding(Kind(kind), number, {"others-good"})
            findings.append(_as(finding, "unit-network", places=(), platforms=(), scope=scope))
        return findings

    def _failing(self, scope: Scope) -> Scene:
        """The failed votes of one site or unit since it is suspected."""
        series = self.board.series(scope.kind, scope.number)
        return self.board.scene(scope.kind, scope.number, int(self.board.cusum.since[series])).failing()

    def _is_apart(self, scope: Scope) -> bool:
        """Whether a scope fails on all that it tries, while the other sites or units are well."""
        board, rules = self.board, self.board.rules
        names = board.book.sites if scope.kind is Kind.SITE else board.book.units
        others = [(int(scope.kind), number) for number in range(len(names)) if number != scope.number]
        rest = board.together(others, rules.long_seconds)
        if rest.votes < rules.others_votes or rest.share > rules.others_share:
            return False
        series = board.series(scope.kind, scope.number)
        scene = board.scene(scope.kind, scope.number, int(board.cusum.since[series]))
        if scene.share < rules.scope_share:
            return False
        platforms = scene.votes.place // len(GROUPS)
        tried = np.bincount(platforms)
        failed = np.bincount(platforms[scene.bad], minlength=len(tried))
        told = tried >= 2
        broken = int(np.count_nonzero(failed[told] / tried[told] >= rules.scope_share))
        return broken >= 2 and broken >= rules.explained_share * int(np.count_nonzero(told))

    def _only_from(self, scene: Scene) -> Scope | None:
        """The one site or unit that these votes fail from, where everybody else's are good.

        Only the later half of the failures is looked at: good votes from before the fault speak for nobody.
        """
        if not scene.bad.any():
            return None
        scene = scene.where(scene.window >= np.median(scene.window[scene.bad]))
        book = self.board.book
        sides = ((Kind.SITE, scene.votes.site, book.sites), (Kind.UNIT, scene.votes.unit, book.units))
        for kind, column, names in sides:
            for number in np.unique(column[scene.bad]).tolist():
                scope = Scope(kind, number, names.names[number])
                if self._fails_alone(scene, scope):
                    return scope
        return None

    def _fails_alone(self, scene: Scene, scope: Scope) -> bool:
        """Whether the votes fail from this scope and are good from elsewhere."""
        rules, inside = self.board.rules, scope.holds(scene)
        rest = scene.where(~inside)
        if len(rest.bad) < rules.others_votes or rest.people() < rules.others_people:
            return False
        return scene.where(inside).share >= rules.scope_share and rest.share <= rules.others_share

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
            finding = self._finding(Kind.BLOCKED, places[0], {"our-own-answer"}, met=met)
            watched = tuple((int(Kind.BLOCKED), place) for place in places)
            named = () if platform == board.book.platforms.names[0] else (platform,)
            findings.append(_as(finding, "policy", places=tuple(places), platforms=named, watched=watched))
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
        doubt = bool(self.known) or any(one.sites or one.units for one in known)
        told = {*hot, *speaking, *quiet} - {names.names[0]}
        for platform in sorted(told & self.broken if self.control.raised else told):
            finding = self._platform(platform, hot.get(platform, []))
            if finding is None or (doubt and self._is_explained(self._scene_of(finding).failing(), known)):
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
            return finding or (beside and _with(beside, beside.evidence | self._control_says()))
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
        parts = [self._finding(Kind(kind), place, set()) for kind, place in judged or watched]
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
        scope = self._only_from(self._scene_of(finding)) if finding.met is not None else None
        if scope is None:
            return finding
        return _as(
            _with(finding, finding.evidence | {"others-good"}),
            "unit-network",
            places=finding.places,
            platforms=finding.platforms,
            scope=scope,
        )

    def _scene_of(self, finding: Finding) -> Scene:
        """The votes behind a platform's finding."""
        refused = bool(finding.watched) and all(kind == Kind.REFUSED for kind, _ in finding.watched)
        mask = self.board.places(list(finding.places))
        return self.board.witnesses.votes(finding.since, mask, refused=refused)

    def _is_explained(self, failing: Scene, found: list[Finding]) -> bool:
        """Whether most of what fails lies within one site or unit that is found, or known, to fail."""
        scopes = [*self.known, *((frozenset(one.sites), frozenset(one.units)) for one in found)]
        return any(self._lies_within(failing, sites, units) for sites, units in scopes if sites or units)

    def _lies_within(self, failing: Scene, sites: frozenset[str], units: frozenset[str]) -> bool:
        """Whether most of what fails is from there."""
        if not len(failing.bad):
            return False
        book = self.board.book
        inside = np.isin(failing.votes.site, [book.sites.of(name) for name in sorted(sites)])
        inside |= np.isin(failing.votes.unit, [book.units.of(name) for name in sorted(units)])
        return float(inside.mean()) >= self.board.rules.explained_share

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

    def _finding(
        self, kind: Kind, number: int, evidence: set[Evidence], met: Reason | None = None
    ) -> Finding:
        """What one series shows by itself."""
        board = self.board
        series = board.series(kind, number)
        usual, (since, onset) = board.usual(series), board.began(series)
        if kind in (Kind.FAILED, Kind.REFUSED, Kind.SITE, Kind.UNIT):
            met = gates.graded(series, board.spans, usual, board.failed_of(kind, number), board.rules)
        span = board.spans.last(series, board.rules.long_seconds)
        people = board.scene(kind, number, since).failing().people() if met is not None else 0
        told: set[Evidence] = {"many-people"} if people >= 10 else {"some-people"} if people >= 3 else set()
        if board.rates.votes[series] < board.rules.prior_votes:
            told.add("new-here")
        if board.rules.people_are_addresses:
            told.add("addresses-only")
        return Finding(
            cause="platform",
            platforms=(),
            places=(number,),
            watched=((int(kind), number),),
            since=since,
            onset_ms=onset,
            after=board.spans.last_heard(series, since),
            suspicion=_suspicion(kind, span, usual),
            met=met,
            evidence=frozenset(evidence | told),
        )


_SUSPICIONS = {
    Kind.FAILED: "failures-rise",
    Kind.REFUSED: "refusals-rise",
    Kind.BLOCKED: "blocks-rise",
    Kind.SHORT: "short-tunnels-rise",
    Kind.EMBED: "embeds-fail",
    Kind.SITE: "failures-rise",
    Kind.PROXY: "proxy-faults-rise",
    Kind.UNIT: "failures-rise",
}


def _suspicion(kind: Kind, span: Span, usual: gates.Usual) -> Reason:
    """Why something is suspected."""
    figures = {"share": round(span.share, 4), "usual": round(usual.rate, 4), "cusum": round(usual.score, 1)}
    return Reason(_SUSPICIONS[kind], dict(figures))


def _as(
    finding: Finding,
    cause: Cause,
    *,
    places: tuple[int, ...],
    platforms: tuple[str, ...],
    watched: tuple[Watch, ...] | None = None,
    scope: Scope | None = None,
) -> Finding:
    """The same evidence, laid to a cause."""
    return replace(
        finding,
        cause=cause,
        places=places,
        platforms=platforms,
        watched=finding.watched if watched is None else watched,
        sites=(scope.name,) if scope is not None and scope.kind is Kind.SITE else (),
        units=(scope.name,) if scope is not None and scope.kind is Kind.UNIT else (),
    )


def _with(finding: Finding, evidence: frozenset[Evidence]) -> Finding:
    """The same finding with other evidence."""
    return replace(finding, evidence=evidence)
