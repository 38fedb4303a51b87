"""The monitors' figures, by partition, and of judgement as a whole."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from infra import metrics
from infra.figures import Figures
from monitors.domain.outage.records import Incident, SourceRow, State

OPEN: Final[tuple[State, ...]] = ("suspected", "confirmed", "recovering")

LONGEST_SECONDS: Final = 3600.0
"""A window that is judged later than this was caught up with, and says nothing of how fast judgement is."""


class MonitorMetrics(Figures):
    """One set of figures. A partition is given as `topic/partition`."""

    def __init__(self) -> None:
        super().__init__(metrics.MONITORS)

    def committed(self, partition: str, messages: int, seconds: float) -> None:
        """A commit landed."""
        self.count(metrics.JUDGED_COMMITS, 1, *_labels(partition))
        self.count(metrics.MESSAGES_JUDGED, messages, *_labels(partition))
        self.observe(metrics.JUDGED_SECONDS, seconds, *_labels(partition))

    def repeated(self, partition: str) -> None:
        """A message came again."""
        self.count(metrics.MESSAGES_REPEATED, 1, *_labels(partition))

    def dead(self, partition: str, letters: int) -> None:
        """Messages were laid aside."""
        self.count(metrics.MESSAGES_DEAD, letters, *_labels(partition))

    def gone(self, partition: str, messages: int) -> None:
        """Kafka no longer had messages that were to be judged."""
        self.count(metrics.MESSAGES_GONE, messages, *_labels(partition))

    def store_failed(self, partition: str) -> None:
        """The database did not take a commit."""
        self.count(metrics.STORE_FAILURES, 1, *_labels(partition))

    def owned(self, partition: str, *, is_ours: bool) -> None:
        """A partition was taken or left; one that was left has no lag of ours."""
        self.set(metrics.OWNED, float(is_ours), *_labels(partition))
        if not is_ours:
            self.lag(partition, 0)

    def lag(self, partition: str, messages: int) -> None:
        """How far behind the topic's end judgement is."""
        self.set(metrics.LAG_MESSAGES, messages, *_labels(partition))

    def late(self, votes: int) -> None:
        """Votes came after their window was judged."""
        self.count(metrics.VOTES_LATE, votes)

    def forgotten(self, source: str) -> None:
        """A message's people were left out."""
        self.count(metrics.MESSAGES_NAMELESS, 1, source)

    def source(self, row: SourceRow) -> None:
        """A source as it now stands; one that is gone misleads nobody any more."""
        seconds = {reason.code: reason.figures.get("seconds", 0) for reason in row.findings}
        is_blind = row.blind_since_ms is not None and "source-gone" not in seconds
        self.set(metrics.SOURCE_BLIND, float(is_blind), row.source)
        for metric, code in (
            (metrics.SOURCE_AHEAD, "source-clock-ahead"),
            (metrics.SOURCE_LATE, "source-late"),
        ):
            self.set(metric, float(seconds.get(code) or 0), row.source)

    def relayed(self, topic: str) -> None:
        """A message was sent."""
        self.count(metrics.RELAYED, 1, topic)

    def judged(self, seconds: float) -> None:
        """A window was judged so long after its end."""
        if seconds <= LONGEST_SECONDS:
            self.observe(metrics.JUDGEMENT_SECONDS, seconds)

    def alert_decided(self, reason: str) -> None:
        """An audience is told of something, or is not, for this reason."""
        self.count(metrics.ALERTS_DECIDED, 1, reason)

    def alert_sent(self, route: str, outcome: str, seconds: float | None) -> None:
        """A route was tried; `seconds` is how long the notice took, where it was taken."""
        self.count(metrics.ALERTS_SENT, 1, route, outcome)
        if seconds is not None:
            self.observe(metrics.ALERTS_DELIVERY_SECONDS, max(0.0, seconds))

    def incidents(self, open_ones: Iterable[Incident]) -> None:
        """These are open now."""
        states = Counter(incident.state for incident in open_ones)
        for state in OPEN:
            self.set(metrics.INCIDENTS_OPEN, states[state], state)


def _labels(partition: str) -> tuple[str, str]:
    """Topic and number of a partition."""
    topic, _, number = partition.rpartition("/")
    return topic, number
