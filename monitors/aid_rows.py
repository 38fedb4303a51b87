"""What other organisations said is read from and written to: the part of the store that is about it."""

from typing import Protocol

from monitors.domain.aid.records import OtherWord


class AidRows(Protocol):
    """Questions to a store; each raises StoreUnavailable or StoreUnusable."""

    def peer_words(self) -> list[OtherWord]:
        """The last word of each organisation of each platform, by platform and peer, old ones too."""
        ...
