"""By when all use that Kafka took in is committed: nothing is published of a period before that."""

from collections.abc import Mapping
from typing import NamedTuple


class Reached(NamedTuple):
    """Whether a partition is read to its end and committed, and when Kafka took in the last such message.

    That is in Unix ms, and None where none was committed since the start.
    """

    is_done: bool
    appended_ms: int | None


class ReadMarks:
    """Watches the partitions of use that a worker owns."""

    def __init__(self) -> None:
        self._done_ms: dict[int, int] = {}

    def seen(self, at_ms: int, partitions: Mapping[int, Reached]) -> dict[int, int]:
        """Of each partition by when everything is committed, Unix ms; without those of which it is not known.

        `at_ms` is from before the look. Where a partition was at its end this time and the time before, it
        was so then: what was still on its way through Faust then has been committed by now. Where messages
        never rest, the last one that is committed tells, for there is no earlier one behind it.
        """
        before, self._done_ms = (
            self._done_ms,
            {partition: at_ms for partition, each in partitions.items() if each.is_done},
        )
        known = {
            partition: [
                moment
                for moment in (before.get(partition) if each.is_done else None, each.appended_ms)
                if moment is not None
            ]
            for partition, each in partitions.items()
        }
        return {partition: max(moments) for partition, moments in known.items() if moments}
