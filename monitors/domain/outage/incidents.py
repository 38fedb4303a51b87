"""From findings to incidents: one fault is one incident, whatever it touches and whatever we learn of it.

suspected -> confirmed -> recovering -> resolved, or false-alarm for a suspicion that dies out. A case takes
its id when it is first suspected and keeps it when its cause or scope turns out to be another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from monitors.domain.outage import impact, recovery
from monitors.domain.outage.board import Board
from monitors.domain.outage.cases import Case, opened
from monitors.domain.outage.explanations import explanation
from monitors.domain.outage.findings import LASTING, SAID_BESIDE, Finding
from monitors.domain.outage.joining import THEIRS, Joining
from monitors.domain.outage.quorum import weigh
from monitors.domain.outage.records import Change, Reason, State
from monitors.domain.outage.series import Kind
from monitors.domain.outage.spans import MINUTES, WINDOWS_A_MINUTE
from monitors.domain.outage.voices import Voices
from monitors.domain.outage.windows import WINDOW_MS, Window


@dataclass(slots=True)
class Incidents:
    """All cases that are open or were until a while ago."""

    board: Board
    operators: Mapping[str, str]
    cases: list[Case] = field(default_factory=list)
    _joining: Joining = field(init=False)

    def __post_init__(self) -> None:
        """Know what belongs together."""
        self._joining = Joining(self.board, self.operators)

    def step(self, window: Window, findings: list[Finding], voices: Voices, *, held: bool) -> list[Change]:
        """One window. `held`: the control is raised, so no fault of a platform may open or be confirmed."""
        changes: list[Change] = []
        for finding in self._joining.grouped(findings):
            changes += self._take(finding, window, held=held)
        going = sorted((case for case in self.cases if case.is_open), key=lambda case: case.id)
        lost = impact.losses(window) if going else impact.NOTHING
        for case in going:
            self._listen(case, voices, window)
            changes += self._follow(case, window, lost)
        horizon = window.number - self.board.rules.reopened_minutes * 6
        self.cases = [case for case in self.cases if case.is_open or (case.closed_at or 0) >= horizon]
        return changes

    def scopes(self) -> list[tuple[frozenset[str], frozenset[str]]]:
        """Sites and units of the open cases of one site or unit, sure ones only."""
        mine = [case for case in self.cases if case.is_sure and case.cause == "unit-network"]
        return [(frozenset(case.scope_sites), frozenset(case.scope_units)) for case in mine]

    def broken(self) -> set[str]:
        """Platforms with a confirmed case."""
        return {platform for case in self.cases if case.is_sure for platform in case.platforms}

    def learn_again(self, incident: str) -> list[Change]:
        """A person says that an open incident is none: what it shows is usual from now on."""
        mine = [case for case in self.cases if case.id == incident and case.is_open and case.watched]
        end_ms = (self.board.spans.number + 1) * WINDOW_MS
        return [self._learn(case, self.board.spans.number, end_ms, "learn-again") for case in mine]

    def _listen(self, case: Case, voices: Voices, window: Window) -> None:
        """What probes, people, vendors and other organisations say of an open case."""
        weigh(case, voices.peers, window.end_ms, self.board.rules)
        rules, theirs = self.board.rules, sorted(case.platforms) if case.cause in THEIRS else []
        wrong = [v.wrong_since_ms for p in theirs if (v := voices.vendors.get(p)) and v.wrong_since_ms]
        if wrong and case.vendor_said_at_ms is None:
            case.vendor_said_at_ms, case.changed = min(wrong), True
            case.evidence.add("vendor-agrees")
        said = [at for platform in theirs if (at := voices.first_report_ms(platform)) is not None]
        if said and case.people_said_at_ms is None:
            case.people_said_at_ms, case.changed = min(said), True
        failing = any(voices.probes_failing(platform, window.end_ms, rules) for platform in theirs)
        if failing:
            case.evidence.add("probe-agrees")
        if failing and case.evidence & {"probe-agrees", "probes-alone"}:
            case.bad_at, case.good_from, case.good_votes = window.number, None, 0.0
        elif "probes-alone" in case.evidence and all(
            voices.probes_good(platform, window.end_ms, rules) for platform in theirs
        ):
            case.good_from = window.number if case.good_from is None else case.good_from
            case.good_votes += 1

    # Findings become cases.

    def _take(self, finding: Finding, window: Window, *, held: bool) -> list[Change]:
        """Open, confirm, widen or reopen what a finding belongs to."""
        case = self._match(finding)
        if held and finding.cause in THEIRS and (case is None or not case.is_sure):
            return []
        if case is None:
            lately = self._lately(finding)
            if lately is not None:
                return self._reopen(lately, finding, window)
            case = opened(finding, self._groups(finding.places), window.end_ms, window.number)
            impact.add_before(case, window.number, self.board)
            self.cases.append(case)
            if finding.met is None:
                return [case.turn("suspected", window.end_ms, finding.suspicion)]
        if not case.watched:
            case.bad_at, case.good_from = window.number, None
        if finding.met is None:
            return []
        changes = self._absorb(case, finding, window)
        return [*changes, *self._confirm(case, finding, window)]

    def _match(self, finding: Finding) -> Case | None:
        """The open case that a finding belongs to: the sure ones first, then the oldest."""
        mine = [case for case in self.cases if case.is_open and self._joining.belongs(finding, case)]
        return min(mine, key=lambda case: (not case.is_sure, case.since, case.id), default=None)

    def _lately(self, finding: Finding) -> Case | None:
        """The case that ended a while ago and that this finding goes on with."""
        ended = [
            case for case in self.cases if case.state == "resolved" and self._joining.belongs(finding, case)
        ]
        return max(ended, key=lambda case: (case.closed_at or 0, case.id), default=None)

    def _reopen(self, case: Case, finding: Finding, window: Window) -> list[Change]:
        """What fails again within ten minutes is the same incident; a mere suspicion of it says nothing."""
        if finding.met is None:
            return []
        case.watched |= set(finding.watched)
        case.closed_at, case.ended_at_ms = None, None
        case.bad_at, case.good_from, case.good_votes = window.number, None, 0.0
        return [case.turn("confirmed", window.end_ms, Reason("reopened", dict(finding.met.figures)))]

    def _absorb(self, case: Case, finding: Finding, window: Window) -> list[Change]:
        """Other open cases of the same fault end as part of this one."""
        changes = []
        for other in [other for other in self.cases if other is not case and other.is_open]:
            if not self._joining.belongs(finding, other) or (other.is_sure and finding.cause in THEIRS):
                continue
            case.units |= other.units
            case.sites |= other.sites
            case.people |= other.people
            case.requests_failed += other.requests_failed
            reason = Reason("part-of-another", {"incident": case.id})
            other.closed_at = window.number - self.board.rules.reopened_minutes * 6
            after: State = "resolved" if other.is_sure else "false-alarm"
            other.ended_at_ms = window.end_ms
            changes.append(other.turn(after, window.end_ms, reason))
        return changes

    def _confirm(self, case: Case, finding: Finding, window: Window) -> list[Change]:
        """Take a gate that is met into its case: confirm it, or widen and correct it."""
        met = finding.met or finding.suspicion
        before = (case.cause, frozenset(case.platforms), frozenset(case.scope_sites | case.scope_units))
        if case.state == "suspected":  # what was suspected before may have been something else
            case.watched, case.places, case.started_at_ms = set(), set(), None
        self._widen(case, finding, window.number)
        if case.state == "suspected":
            case.detected_at_ms = window.end_ms
            case.reasons = [met, case.explanation]
            case.usual = float(met.figures.get("usual") or 0.0)
            span = self.board.together(sorted(case.watched), self.board.rules.long_seconds)
            case.votes = float(met.figures.get("votes") or span.votes)
            case.failed = float(met.figures.get("failed") or span.failed)
            case.peak = max(case.peak or 0.0, float(met.figures.get("share") or 0.0)) or None
            case.bad_at, case.good_from, case.good_votes = window.number, None, 0.0
            case.explanation = explanation(case, met, self.board, self.operators)
            return [case.turn("confirmed", window.end_ms, met)]
        after = (case.cause, frozenset(case.platforms), frozenset(case.scope_sites | case.scope_units))
        if after == before:
            return []
        case.reasons = [*case.reasons, _correction(before[0], case)]
        case.explanation = explanation(case, met, self.board, self.operators)
        return [case.update(window.end_ms)]

    def _widen(self, case: Case, finding: Finding, number: int) -> None:
        """Scope and cause as the finding has them; where the scope is new, whom it hurts is counted anew.

        What spoke for another cause speaks for this one no more.
        """
        cause, scope = case.cause, (case.scope_sites, case.scope_units)
        case.watched |= set(finding.watched)
        case.started_at_ms = min(case.started_at_ms or finding.onset_ms, finding.onset_ms)
        case.since, case.after = min(case.since, finding.since), min(case.after, finding.after)
        everywhere = finding.cause in ("egress", "unit-network") and not finding.platforms
        case.platforms = set() if everywhere else case.platforms | set(finding.platforms)
        case.places = set() if everywhere else case.places | set(finding.places)
        case.groups = self._groups(tuple(case.places))
        if everywhere:
            case.watched = set(finding.watched)
        case.cause = finding.cause
        if case.cause == "platform" and len(case.platforms) > 1:
            case.cause = "shared-provider"
        case.scope_sites, case.scope_units = set(finding.sites), set(finding.units)
        is_new = (case.scope_sites, case.scope_units) != scope
        case.evidence &= SAID_BESIDE if is_new or case.cause != cause else LASTING
        case.evidence |= finding.evidence
        if is_new:
            case.people, case.requests_failed = set(), 0
            case.units, case.sites = set(finding.units), set(finding.sites)
            impact.add_before(case, number, self.board)

    def _groups(self, places: tuple[int, ...]) -> set[str]:
        """The surface groups of places."""
        return {self.board.book.group_of(place) for place in places}

    # Cases go on and end.

    def _follow(self, case: Case, window: Window, lost: impact.Losses) -> list[Change]:
        """What one window means for an open case."""
        if case.source is not None:
            return []
        impact.add_window(case, lost, self.board)
        if case.state == "suspected":
            return self._doubt(case, window)
        trend = recovery.follow(case, self.board, window.number)
        figures = {"share": round(trend.share, 4), "votes": int(trend.votes)}
        if trend.is_bad and self._is_new_normal(case, window):
            return [self._learn(case, window.number, window.end_ms, "new-normal")]
        if case.state == "confirmed" and trend.is_good and case.good_from is not None:
            return [case.turn("recovering", window.end_ms, Reason("failing-less", dict(figures)))]
        if case.state == "recovering" and trend.is_bad:
            return [case.turn("confirmed", window.end_ms, Reason("failing-again", dict(figures)))]
        if case.state == "recovering" and trend.is_good and recovery.is_over(case, self.board, window.end_ms):
            return [self._resolve(case, window, Reason("good-again", dict(figures)))]
        due = window.end_ms - case.said_at_ms >= self.board.rules.update_seconds * 1000
        return [case.update(window.end_ms)] if case.changed and due else []

    def _doubt(self, case: Case, window: Window) -> list[Change]:
        """A suspicion that dies out was a false alarm, and so is one of which nothing more is heard."""
        series = self.series_of(case)
        if case.watched and self._is_new_normal(case, window):
            return [self._learn(case, window.number, window.end_ms, "new-normal")]
        silent = window.number - int(self.board.cusum.failed_at[series].max(initial=case.bad_at))
        forgotten = silent > self.board.rules.forgotten_after_minutes * 6
        alive = bool((self.board.cusum.score[series] > 0).any()) or case.bad_at == window.number
        if alive and not forgotten:
            return []
        self.board.cusum.clear(series)
        case.closed_at, case.ended_at_ms = window.number, window.end_ms
        return [
            case.turn("false-alarm", window.end_ms, Reason("not-heard-of-again" if forgotten else "died-out"))
        ]

    def _resolve(self, case: Case, window: Window, reason: Reason) -> Change:
        """It is over, since the first good vote; what failed before is not counted again."""
        good_from = window.number if case.good_from is None else case.good_from
        case.ended_at_ms, case.closed_at = good_from * WINDOW_MS, window.number
        self._forget(case)
        return case.turn("resolved", window.end_ms, reason)

    def _forget(self, case: Case) -> None:
        """The evidence of this case is used up, and that of all that it hid."""
        board = self.board
        if case.places:
            kinds = [kind for kind in Kind if kind < Kind.TRIED]
            mine = [board.series(kind, place) for kind in kinds for place in sorted(case.places)]
            board.forget_some(np.array([*mine, *self.series_of(case).tolist()], np.intp))
            return
        others = [other for other in self.cases if other.is_sure and other is not case and other.places]
        keep = [series for other in others for series in self.series_of(other).tolist()]
        board.forget(np.array(keep, np.intp), hidden_since=case.since)

    def _is_new_normal(self, case: Case, window: Window) -> bool:
        """Whether it has lasted so long that it is what is usual now."""
        began = case.started_at_ms or window.end_ms
        return window.end_ms - began >= self.board.rules.new_normal_hours * 3_600_000

    def _learn(self, case: Case, number: int, end_ms: int, code: str) -> Change:
        """What a case shows is usual from now on."""
        series = self.series_of(case)
        minutes = int(np.clip((number - case.since) // WINDOWS_A_MINUTE + 1, 1, MINUTES - 1))
        n, x = self.board.spans.over(series, minutes)
        self.board.rates.learn_at_once(series, n, x)
        self._forget(case)
        after: State = "resolved" if case.is_sure and code == "new-normal" else "false-alarm"
        case.closed_at, case.ended_at_ms = number, end_ms
        return case.turn(after, end_ms, Reason(code))

    def series_of(self, case: Case) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
        """The series that a case watches."""
        watched = [self.board.series(Kind(kind), number) for kind, number in sorted(case.watched)]
        return np.array(watched, np.intp)


def _correction(before: str, case: Case) -> Reason:
    """Why a case's cause or scope is another one now."""
    if before == case.cause:
        return Reason("scope-grew", {"platforms": ", ".join(sorted(case.platforms)) or None})
    codes = {
        "egress": "control-follows",
        "shared-provider": "others-joined",
        "unit-network": "others-are-well",
        "platform": "others-fail-too",
    }
    return Reason(
        codes.get(case.cause, "scope-grew"), {"platforms": ", ".join(sorted(case.platforms)) or None}
    )
