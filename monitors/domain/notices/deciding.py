"""Whether an audience is told of an incident now, always with a named reason: a pure fold over what was said.

The steps, in their order, each of which may end it:

1. It is over: an all-clear for those who were told, nothing for the others.
2. Nobody is paged: it is only suspected (for no longer than a critical window tolerates, where one is on), or
   history, or explained by a wider fault.
3. Nobody is to hear of it: maintenance, a silence, or nobody who at least importantly relies is within reach.
4. It can wait: below what the audience asked for, in its quiet hours, or one of too many.
5. Something is new: the first word, it is graver, nobody answered, it is otherwise than was told, or long.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final, NamedTuple

from msgspec.structs import replace

from monitors.domain.accounts.records import CriticalWindow
from monitors.domain.notices.explaining import OURS
from monitors.domain.notices.records import (
    SEVERITIES,
    Decision,
    NoticeKind,
    NoticeSeverity,
    Standing,
)
from monitors.domain.notices.rules import HOUR_MS, MINUTE_MS, AudienceRules, NoticeRules
from monitors.domain.outage.records import Figure, Incident, Reason
from monitors.domain.rooms.records import Silenced

OVER: Final = frozenset({"resolved", "false-alarm"})

THEIRS: Final = frozenset({"platform", "shared-provider", "unknown"})
"""Causes that a vendor's maintenance may have."""

WITHOUT_LOGS: Final = frozenset({"account", "blind"})
"""Causes that are told of and not judged from logs: known all the same where no log comes any more."""

ANSWERING: Final = frozenset({"operations", "admin"})
"""Who may acknowledge, and so who is reminded."""

Pair = tuple[str, str]
"""A unit and a platform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that is known of an incident at a moment, beside what was said.

    `pairs` are the units and platforms within its reach that at least importantly rely, or whose critical
    window is on; `windows` are these. `lag_ms` is how far judgement is behind wall time. `maintained` are
    platforms whose vendors work on them, `own_change` is that something of our own was changed just before.
    `part_of` is the wider incident that it turned out to be part of, and ended as.
    """

    incident: Incident
    severity: NoticeSeverity
    pairs: frozenset[Pair] = frozenset()
    windows: Sequence[CriticalWindow] = ()
    is_acknowledged: bool = False
    explained_by: Incident | None = None
    silences: Sequence[Silenced] = ()
    maintained: frozenset[str] = frozenset()
    own_change: bool = False
    lag_ms: int = 0
    part_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Whoever may be told, and what they and the others were told of the same incident.

    `firsts_lately` is how many firsts they had within an hour.
    """

    rules: AudienceRules
    standing: Standing
    others: Sequence[tuple[AudienceRules, Standing]] = ()
    firsts_lately: int = 0


class Verdict(NamedTuple):
    """What is said, None for nothing, and why."""

    kind: NoticeKind | None
    reason: Reason


def decide(
    situation: Situation, listener: Listener, rules: NoticeRules, now_ms: int, zone: tzinfo
) -> Verdict:
    """Whether and what this listener is told now, in local time of `zone`."""
    standing = listener.standing
    if situation.incident.state in OVER:
        told_quietly = _is_quiet(standing.severity, listener.rules, now_ms, zone)
        return _over(situation, standing, is_quiet=told_quietly)
    is_quiet = _is_quiet(situation.severity, listener.rules, now_ms, zone)
    if held := _not_to_be_paged(situation, standing, rules, now_ms) or _not_to_be_heard(situation, listener):
        return _held(*held)
    if due := _unanswered(situation, listener, now_ms):
        return due
    if not standing.was_told:
        return _first(situation, listener, rules, now_ms, is_quiet=is_quiet)
    news = _news(situation, listener, rules, now_ms)
    waits = is_quiet and news.kind not in {None, "escalated"}
    return _held("notice-quiet-hours", {}) if waits else news


def noted(
    before: Standing, verdict: Verdict, severity: NoticeSeverity, now_ms: int, incident: Incident | None
) -> tuple[Standing, Decision | None]:
    """What stands behind a verdict, and the decision to keep; None where nothing is new.

    `incident` is None for what is about none.
    """
    if verdict.kind is None and verdict.reason.code == before.because:
        return before, None
    standing = replace(
        before, decisions=before.decisions + 1, decided_at_ms=now_ms, because=verdict.reason.code
    )
    is_back = verdict.reason.code == "notice-again"
    if verdict.kind is not None:
        standing = replace(
            standing,
            messages=before.messages + 1,
            first_at_ms=now_ms if before.first_at_ms is None else before.first_at_ms,
            is_once=incident is None,
            last_at_ms=now_ms,
            severity=severity,
            cause=incident.cause if incident else before.cause,
            platforms=tuple(incident.platforms) if incident else (),
            reminders=before.reminders + (verdict.kind == "reminder"),
            taken_over=_taken_over(before, verdict),
            is_suspected=incident is not None and incident.detected_at_ms is None,
            is_cleared=verdict.kind == "all-clear",
            returns=before.returns + is_back,
            again_at_ms=now_ms if is_back else before.again_at_ms,
        )
    decision = Decision(
        subject=before.subject,
        audience=before.audience,
        number=standing.decisions,
        at_ms=now_ms,
        kind=verdict.kind,
        message=standing.messages if verdict.kind is not None else None,
        reason=verdict.reason,
        severity=severity,
    )
    return standing, decision


def _over(situation: Situation, standing: Standing, *, is_quiet: bool) -> Verdict:
    """It is over: those who were told wait for the word; the others are spared all of it."""
    incident = situation.incident
    if not standing.was_told:
        if incident.detected_at_ms is None:
            return _held("notice-suspected", {})
        return _held("notice-over-untold", {})
    if standing.is_cleared:
        return _held("notice-already-said", {})
    if is_quiet:
        return _held("notice-quiet-hours", {})
    if situation.part_of is not None:
        return Verdict("all-clear", Reason("notice-part-of-another", {"incident": situation.part_of}))
    code = "notice-no-outage" if incident.state == "false-alarm" else "notice-over"
    return Verdict("all-clear", Reason(code, {"minutes": _lasted_minutes(incident)}))


def _not_to_be_paged(
    situation: Situation, standing: Standing, rules: NoticeRules, now_ms: int
) -> tuple[str, dict[str, Figure]] | None:
    """Why nobody at all is told, whoever relies; None where somebody may be."""
    incident = situation.incident
    if incident.detected_at_ms is None and _strained(situation, now_ms) is None:
        return "notice-suspected", {}
    if situation.lag_ms > rules.too_old_minutes * MINUTE_MS and incident.cause not in WITHOUT_LOGS:
        return "notice-too-old", {"minutes": situation.lag_ms // MINUTE_MS}
    age_ms = now_ms - (incident.detected_at_ms or incident.suspected_at_ms or now_ms)
    is_new = standing.because in {"", "notice-too-old"}
    if is_new and age_ms > rules.too_long_ago_hours * HOUR_MS:
        return "notice-too-old", {"minutes": age_ms // MINUTE_MS}
    if situation.explained_by is not None:
        wider = situation.explained_by
        return "notice-inhibited", {"cause": wider.cause, "incident": wider.id}
    if incident.state == "recovering" and not standing.was_told:
        return "notice-recovering", {}
    return None


def _not_to_be_heard(situation: Situation, listener: Listener) -> tuple[str, dict[str, Figure]] | None:
    """Why this listener is not told of what befell these units and platforms; None where it is."""
    unit = listener.rules.audience.unit
    mine = {pair for pair in situation.pairs if unit is None or pair[0] == unit}
    if not mine:
        return None if listener.standing.was_told else ("notice-nobody-relies", {})
    incident = situation.incident
    if situation.own_change and incident.cause in OURS:
        return "notice-maintenance", {}
    vendors = situation.maintained if incident.cause in THEIRS else frozenset()
    worked_on = {pair for pair in mine if pair[1] in vendors or _why(pair, situation) == "planned"}
    if worked_on == mine:
        return "notice-maintenance", {}
    if all(pair in worked_on or _why(pair, situation) for pair in mine):
        return "notice-silenced", {}
    return None


def _why(pair: Pair, situation: Situation) -> str | None:
    """Why nobody is to be told of a pair, by the silences that hold: planned work before a known fault."""
    unit, platform = pair
    why = {each.why for each in situation.silences if each.platform == platform and each.unit in {"", unit}}
    return max(why, default=None)


def _unanswered(situation: Situation, listener: Listener, now_ms: int) -> Verdict | None:
    """Whether another audience that was told kept silent for so long that this one has to know."""
    if situation.is_acknowledged or situation.incident.state in {"suspected", "recovering"}:
        return None
    for rules, standing in listener.others:
        after, name = rules.escalate_after_minutes, rules.audience.name
        if rules.escalate_to != listener.rules.audience.name or after is None:
            continue
        if standing.first_at_ms is None or standing.is_cleared or name in listener.standing.taken_over:
            continue
        minutes = (now_ms - (standing.again_at_ms or standing.first_at_ms)) // MINUTE_MS
        if minutes >= after:
            return Verdict("escalated", Reason("notice-unanswered", {"audience": name, "minutes": minutes}))
    return None


def _first(
    situation: Situation, listener: Listener, rules: NoticeRules, now_ms: int, *, is_quiet: bool
) -> Verdict:
    """The first word, where nothing lets it wait."""
    if _place(situation.severity) < _place(listener.rules.least):
        return _held("notice-below-threshold", {"severity": situation.severity})
    if is_quiet:
        return _held("notice-quiet-hours", {})
    if listener.firsts_lately >= rules.most_firsts_an_hour:
        return _held("notice-storm", {"most": rules.most_firsts_an_hour})
    if situation.incident.detected_at_ms is None:
        return _first_suspicion(situation, now_ms)
    if window := next(iter(situation.windows), None):
        return Verdict("first", Reason("notice-first-in-window", {"window": window.title}))
    return Verdict("first", Reason("notice-first"))


def _first_suspicion(situation: Situation, now_ms: int) -> Verdict:
    """The word of a suspicion that has lasted for longer than a critical window tolerates."""
    window = _strained(situation, now_ms)
    title = window.title if window is not None else ""
    minutes = (now_ms - (situation.incident.suspected_at_ms or now_ms)) // MINUTE_MS
    return Verdict("first", Reason("notice-first-suspected", {"window": title, "minutes": minutes}))


def _strained(situation: Situation, now_ms: int) -> CriticalWindow | None:
    """The critical window within reach of a suspicion that tolerates no more of it, if any."""
    suspected_ms = now_ms - (situation.incident.suspected_at_ms or now_ms)
    return next((w for w in situation.windows if suspected_ms >= w.tolerance_minutes * MINUTE_MS), None)


def _news(situation: Situation, listener: Listener, rules: NoticeRules, now_ms: int) -> Verdict:
    """What there is to say to somebody who was told."""
    standing, incident = listener.standing, situation.incident
    silent_ms = now_ms - (standing.last_at_ms or now_ms)
    is_time = silent_ms >= rules.change_after_minutes * MINUTE_MS
    if standing.is_cleared:
        if standing.returns == 0 or is_time:
            return Verdict("repeat", Reason("notice-again"))
        return _held("notice-already-said", {})
    if incident.detected_at_ms is None:
        return _held("notice-already-said", {})
    if standing.is_suspected:
        return Verdict("repeat", Reason("notice-confirmed"))
    if _place(situation.severity) > _place(standing.severity):
        return Verdict("escalated", Reason("notice-graver", {"before": standing.severity}))
    if incident.cause != standing.cause and is_time:
        return Verdict("repeat", Reason("notice-other-cause", {"before": standing.cause}))
    if not set(incident.platforms) <= set(standing.platforms) and is_time:
        return Verdict("repeat", Reason("notice-spread"))
    minutes = silent_ms // MINUTE_MS
    if (
        listener.rules.audience.role in ANSWERING
        and not situation.is_acknowledged
        and standing.reminders < rules.most_reminders
        and minutes >= rules.remind_after_minutes
    ):
        return Verdict("reminder", Reason("notice-nobody-answered", {"minutes": minutes}))
    if minutes >= rules.repeat_after_minutes:
        return Verdict("repeat", Reason("notice-goes-on", {"minutes": _since(incident, now_ms)}))
    return _held("notice-already-said", {})


def _is_quiet(severity: NoticeSeverity, rules: AudienceRules, now_ms: int, zone: tzinfo) -> bool:
    """Whether it is so quiet there that this can wait."""
    quiet = rules.quiet
    return quiet is not None and _place(severity) < _place(quiet.wakes) and quiet.hold(now_ms, zone)


def _taken_over(before: Standing, verdict: Verdict) -> tuple[str, ...]:
    """The audiences whose silence was told, with the one of this verdict."""
    if verdict.reason.code != "notice-unanswered":
        return before.taken_over
    return (*before.taken_over, str(verdict.reason.figures["audience"]))


def _held(code: str, figures: Mapping[str, Figure]) -> Verdict:
    """Nothing is said, for this reason."""
    return Verdict(None, Reason(code, dict(figures)))


def _place(severity: NoticeSeverity) -> int:
    """How grave, as a number."""
    return SEVERITIES.index(severity)


def _since(incident: Incident, now_ms: int) -> int:
    """Minutes since it began."""
    return max(0, now_ms - (incident.started_at_ms or incident.detected_at_ms or now_ms)) // MINUTE_MS


def _lasted_minutes(incident: Incident) -> int | None:
    """How long it lasted, where both ends are known; rounded, as the time from when to when is told."""
    if incident.started_at_ms is None or incident.ended_at_ms is None:
        return None
    return round(max(0, incident.ended_at_ms - incident.started_at_ms) / MINUTE_MS)
