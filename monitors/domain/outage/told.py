"""Incidents that need no judgement, as somebody says that they are: blind sources, and our own accounts."""

from monitors.domain.outage.cases import Case, identity
from monitors.domain.outage.records import Change, Reason
from monitors.domain.outage.sources import Silence
from monitors.domain.outage.windows import WINDOW_MS
from streams.contracts.signals import AccountEvent


def silence_told(silence: Silence, cases: list[Case]) -> list[Change]:
    """A source is blind, heard again, or gone for good: an incident of its own, and never an outage."""
    mine = [
        case for case in cases if case.is_open and case.cause == "blind" and case.source == silence.source
    ]
    changes = []
    if not mine:
        case = _blind(silence)
        cases.append(case)
        mine = [case]
        changes.append(case.turn("confirmed", silence.known_ms, case.explanation))
    if silence.until_ms is not None:
        for case in mine:
            case.ended_at_ms, case.closed_at = silence.until_ms, silence.until_ms // WINDOW_MS
            reason = Reason("heard-again", {"source": silence.source})
            if silence.gone_hours is not None:
                reason = Reason("source-gone", {"source": silence.source, "hours": silence.gone_hours})
            changes.append(case.turn("resolved", silence.until_ms, reason))
    return changes


def _blind(silence: Silence) -> Case:
    """The case of a blind source."""
    window = silence.since_ms // WINDOW_MS
    reason = Reason("cause-blind", {"source": silence.source, "site": silence.site})
    return Case(
        id=identity("blind", [silence.source], window),
        cause="blind",
        state="confirmed",
        platforms=set(),
        groups=set(),
        sites={silence.site},
        units=set(),
        suspected_at_ms=None,
        started_at_ms=silence.since_ms,
        detected_at_ms=silence.known_ms,
        reasons=[reason],
        explanation=reason,
        evidence={"our-own-answer"},
        places=set(),
        watched=set(),
        since=window,
        after=window,
        bad_at=window,
        source=silence.source,
    )


def account_told(event: AccountEvent, at_ms: int, cases: list[Case]) -> list[Change]:
    """One of our own accounts is not well, or is well again."""
    name = f"{event.platform} {event.account}"
    mine = [case for case in cases if case.is_open and case.cause == "account" and case.source == name]
    if event.event == "restored":
        changes = []
        for case in mine:
            case.ended_at_ms, case.closed_at = event.at_ms, at_ms // WINDOW_MS
            changes.append(
                case.turn("resolved", at_ms, Reason("account-restored", {"platform": event.platform}))
            )
        return changes
    if mine:
        return []
    case = _account(event, name, at_ms)
    cases.append(case)
    return [case.turn("confirmed", at_ms, case.explanation)]


def _account(event: AccountEvent, name: str, at_ms: int) -> Case:
    """The case of an account that is not well."""
    window = event.at_ms // WINDOW_MS
    reason = Reason(f"account-{event.event}", {"platform": event.platform, "account": event.account})
    return Case(
        id=identity("account", [name], window),
        cause="account",
        state="confirmed",
        platforms={event.platform},
        groups=set(),
        sites=set(),
        units=set(),
        suspected_at_ms=None,
        started_at_ms=event.at_ms,
        detected_at_ms=at_ms,
        reasons=[reason],
        explanation=reason,
        evidence={"our-own-answer"},
        places=set(),
        watched=set(),
        since=window,
        after=window,
        bad_at=window,
        source=name,
    )
