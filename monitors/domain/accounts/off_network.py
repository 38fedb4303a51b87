"""How much of an account's answering is seen from nowhere in our network.

An approximation, and named as such: an hour in which the account replied and nobody of its unit used the
platform through our proxy. Somebody else of the unit on the platform in that hour hides it, and so does the
unit's own use for other ends; an hour of which there is no evidence at all says nothing.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from monitors.domain.accounts.records import AccountDay


class OffNetwork(NamedTuple):
    """Replies in hours of which there is evidence, and those of them that were sent from elsewhere."""

    replies: int
    elsewhere: int

    @property
    def share(self) -> float | None:
        """The share sent from elsewhere; None where there is nothing to say."""
        return self.elsewhere / self.replies if self.replies else None


def off_network(
    days: Iterable[AccountDay], hours_of_unit: Collection[int], hours_seen: Collection[int]
) -> OffNetwork:
    """By hours since 1970: those in which the unit used the platform, and those in which anybody was seen."""
    replies = elsewhere = 0
    for day in days:
        for hour, count in day.replies_by_hour.items():
            if hour in hours_seen:
                replies += count
                elsewhere += 0 if hour in hours_of_unit else count
    return OffNetwork(replies, elsewhere)
