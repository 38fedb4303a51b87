"""What is said of an incident that was open when its judge's memory could not be carried over.

The evidence of the last 48 hours is then judged again (`monitors.store.Store.rebuild`). An incident that the
evidence still shows comes out again under its own id; one that began before all evidence, or that the rules
would not call one any more, would otherwise stay open for ever.
"""

from msgspec.structs import replace

from monitors.domain.outage.records import Change, Incident, Reason, State, Transition


def close(incident: Incident, transitions: int, at_ms: int) -> Change:
    """End an incident that was not judged again; `transitions` is how many it has had.

    When it really ended is not known, so `ended_at_ms` stays None. One that was only suspected was never
    said aloud and is a false alarm; any other counts as resolved.
    """
    after: State = "false-alarm" if incident.state == "suspected" else "resolved"
    reason = Reason("not-judged-again", {"state": incident.state})
    return Change(
        incident=replace(incident, state=after),
        transition=Transition(
            incident=incident.id,
            number=transitions + 1,
            at_ms=at_ms,
            before=incident.state,
            after=after,
            reason=reason,
        ),
    )
