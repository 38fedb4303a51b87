"""What other organisations say, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from monitors.domain.aid.records import OtherWord


@dataclass(slots=True)
class KeptAid:
    """What a database would hold of it."""

    words: dict[tuple[str, str], OtherWord] = field(default_factory=dict)

    def write(self, words: Sequence[OtherWord]) -> None:
        """Each replaces what the same organisation said of the platform before."""
        self.words |= {(word.platform, word.peer): word for word in words}

    def expire(self, before_ms: int) -> int:
        """Remove words that have not counted since before a moment; how many."""
        old = [key for key, word in self.words.items() if word.until_ms < before_ms]
        for key in old:
            del self.words[key]
        return len(old)


@dataclass(frozen=True, slots=True)
class MemoryAidRows:
    """`monitors.aid_rows.AidRows` on what a store in memory holds, under its lock."""

    kept: KeptAid
    lock: Lock

    def peer_words(self) -> list[OtherWord]:
        """See the port."""
        with self.lock:
            return sorted(self.kept.words.values())
