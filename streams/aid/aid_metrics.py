"""The exchange's figures, by peer."""

from infra import metrics
from infra.figures import Figures
from streams.domain.aid.hearing import Refusal
from streams.domain.aid.words import Word


class AidMetrics(Figures):
    """One set of figures. Labels are names of the settings, never what somebody sent."""

    def __init__(self) -> None:
        super().__init__(metrics.AID)

    def word(self, whom: str, taken: Word | Refusal) -> None:
        """A word was taken or refused."""
        outcome = taken.value if isinstance(taken, Refusal) else "taken"
        self.count(metrics.AID_WORDS, 1, whom, outcome)

    def asked(self, whom: str, *, heard: bool, at_ms: int = 0) -> None:
        """Somebody was asked, or a part of the topic read."""
        self.count(metrics.AID_ASKED, 1, whom, "heard" if heard else "unheard")
        if heard:
            self.set(metrics.AID_HEARD_AT, at_ms / 1000, whom)
