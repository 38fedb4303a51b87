"""Up to when windows are complete, by how far the sources are: whom to wait for is decided here alone."""

from monitors.domain.outage.rules import Rules
from monitors.domain.outage.sources import Source


def furthest_ms(sources: list[Source], rules: Rules, ceiling_ms: int | None) -> int | None:
    """How far the source is complete that is furthest; None where none is."""
    marks = [source.complete_ms(rules, ceiling_ms) for source in sources]
    return max((mark for mark in marks if mark is not None), default=None)


def frontier_ms(sources: list[Source], rules: Rules, ceiling_ms: int | None = None) -> int | None:
    """Up to when windows are complete: behind the slowest source that is not blind, in patience.

    Sources that come in batches are waited for only where there is no other, and then as long as they take.
    """
    furthest = furthest_ms(sources, rules, ceiling_ms)
    if furthest is None:
        return None
    seeing = [source for source in sources if not source.blind]
    awaited = [source for source in seeing if not source.in_batches(rules)] or seeing
    patience_ms = rules.patience_ms + max(
        (source.deliveries.usual_wait_ms() for source in awaited if source.in_batches(rules)), default=0
    )
    marks = [source.complete_ms(rules, ceiling_ms) for source in awaited]
    slowest = min((mark for mark in marks if mark is not None), default=furthest)
    if any(mark is None for mark in marks):
        slowest = furthest - patience_ms
    return max(slowest, furthest - patience_ms) - rules.lateness_ms
