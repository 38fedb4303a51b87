"""Which findings are one fault, and of which open case a finding is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from monitors.domain.outage.board import Board
from monitors.domain.outage.cases import Case
from monitors.domain.outage.findings import Finding
from monitors.domain.outage.readings import reading
from monitors.domain.outage.rules import windows_of
from monitors.domain.outage.series import Kind

THEIRS = ("platform", "shared-provider")

_VOTES = (Kind.FAILED, Kind.REFUSED)


@dataclass(frozen=True, slots=True)
class Joining:
    """Puts together what began together. `operators` says who operates each platform."""

    board: Board
    operators: Mapping[str, str]

    def grouped(self, findings: list[Finding]) -> list[Finding]:
        """Platforms that began to fail together, as one finding: they share a provider.

        Filters that began to refuse together are one change of policy in the same way. To a platform that is
        confirmed belong those that are only suspected, where they are of its operator or are several.
        """
        joined: list[Finding] = []
        ready = [f for f in findings if f.met is not None and f.cause in ("platform", "policy")]
        for finding in sorted(ready, key=lambda finding: (finding.since, finding.platforms)):
            last = next((f for f in joined if self._together(f, finding)), None)
            if last is None:
                joined.append(finding)
            else:
                joined[joined.index(last)] = self._both(last, finding)
        rest = [finding for finding in findings if finding not in ready]
        joined = [self._with_others(f, rest) if f.cause in THEIRS else f for f in joined]
        told = {platform for finding in joined for platform in finding.platforms}
        ours = [f for f in rest if f.cause not in THEIRS]
        theirs = [f for f in rest if f.cause in THEIRS and (f.met is not None or not told & {*f.platforms})]
        return [*ours, *joined, *theirs]

    def _with_others(self, finding: Finding, rest: list[Finding]) -> Finding:
        """A platform's fault with what is suspected of others, where that is no coincidence.

        One other platform of the same operator will do, and its suspicion may still be weak; of any others it
        takes two.
        """
        operators = {self.operators.get(platform) for platform in finding.platforms} - {None}
        suspected = [one for one in rest if one.met is None and one.cause == "platform"]
        suspected = [one for one in suspected if any(kind in _VOTES for kind, _ in one.watched)]
        sisters = sorted(name for name, operator in self.operators.items() if operator in operators)
        told = {platform for one in suspected for platform in one.platforms} | {*finding.platforms}
        leaning = [one for name in sisters if name not in told for one in self._leaning(name)]
        near = [one for one in (*suspected, *leaning) if self._together(finding, one)]
        several = sum(one in suspected for one in near) >= self.board.rules.suspected_together
        for other in near:
            if several or other.platforms[0] in sisters:
                finding = self._both(finding, other)
        return finding

    def _leaning(self, platform: str) -> list[Finding]:
        """What speaks against a platform, where that is still too little to suspect it."""
        board, rules = self.board, self.board.rules
        if board.book.platforms.find(platform) is None:
            return []
        watched = [(kind, place) for kind in _VOTES for place in board.book.places_of(platform)]
        signs = [
            (kind, place)
            for kind, place in watched
            if board.cusum.score[board.series(kind, place)] > rules.passive_sign
        ]
        span = board.together([(int(kind), place) for kind, place in signs], rules.short_seconds)
        if span.failed < rules.failed_votes or span.share < rules.outage_rate:
            return []
        return [replace(reading(board, *sign, set()), platforms=(platform,)) for sign in signs]

    def belongs(self, finding: Finding, case: Case) -> bool:
        """Whether a finding is of the same fault as a case."""
        shared = case.platforms & set(finding.platforms)
        near = self._near((finding.after, finding.since), (case.after, case.since))
        same_scope = case.scope_sites == set(finding.sites) and case.scope_units == set(finding.units)
        match finding.cause:
            case "egress":
                narrower = case.cause in (*THEIRS, "unit-network")
                followed = finding.met is not None and near and narrower
                return case.cause == "egress" or followed
            case "unit-network":
                young = case.cause in THEIRS and near and bool(shared or not finding.platforms)
                return (case.cause == "unit-network" and same_scope) or (young and finding.met is not None)
            case "policy":
                joins = near and case.is_sure and finding.met is not None
                return case.cause == "policy" and bool(shared or joins or not finding.platforms)
            case "platform" | "shared-provider":
                joins = near and case.is_sure and finding.met is not None and case.cause in THEIRS
                return (case.cause in (*THEIRS, "unit-network") and bool(shared)) or joins
            case _:
                return case.cause == finding.cause and bool(shared)

    def _together(self, one: Finding, other: Finding) -> bool:
        """Whether two faults of a kind began within so short a time that they are one."""
        theirs = one.cause in THEIRS and other.cause in THEIRS
        return (theirs or one.cause == other.cause) and self._near(
            (one.after, one.since), (other.after, other.since)
        )

    def _near(self, one: tuple[int, int], other: tuple[int, int]) -> bool:
        """Whether two beginnings, each known to lie between two windows, may be one."""
        near = windows_of(self.board.rules.together_seconds)
        return one[0] <= other[1] + near and other[0] <= one[1] + near

    def _both(self, one: Finding, other: Finding) -> Finding:
        """Two findings as one, confirmed as the first is."""
        platforms = tuple(sorted({*one.platforms, *other.platforms}))
        cause = "shared-provider" if one.cause in THEIRS and len(platforms) > 1 else one.cause
        operators = {self.operators.get(platform) for platform in platforms}
        evidence = one.evidence | other.evidence
        if cause == "shared-provider" and len(operators) == 1 and None not in operators:
            evidence |= {"one-operator"}
        return replace(
            one,
            cause=cause,
            platforms=platforms,
            places=tuple(sorted({*one.places, *other.places})),
            watched=tuple(sorted({*one.watched, *other.watched})),
            since=min(one.since, other.since),
            after=min(one.after, other.after),
            onset_ms=min(one.onset_ms, other.onset_ms),
            evidence=evidence,
        )
