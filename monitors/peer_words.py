"""What other organisations say, taken down for pages. The judge hears of them by itself."""

from typing import Final

from monitors.aid_rows import AidRows
from monitors.context_events import Said, messages_of
from monitors.domain.aid.records import OtherWord, others_of
from monitors.outside import Moment
from monitors.store import Work
from streams.contracts.signals import Event, PeerWord

PEERS_SAID: Final = "holdfast.peers.said"
"""The CloudEvents type: what others say of a platform has changed."""

_Key = tuple[str, str]


class PeerWords:
    """The part of `PeerWord`: the newest of each organisation and platform stands, in whichever order."""

    def __init__(self, rows: AidRows) -> None:
        self._rows = rows
        self._known: dict[_Key, OtherWord] | None = None
        self._taken: dict[_Key, tuple[int, OtherWord]] = {}

    def restore(self) -> None:
        """See the port."""
        self._known, self._taken = None, {}

    def take(self, offset: int, event: Event) -> None:
        """See the port."""
        if isinstance(event, PeerWord):
            key = (event.platform, event.peer)
            before = self._taken.get(key)
            if before is None or before[1].said_at_ms < event.at_ms:
                self._taken[key] = offset, _word(event)

    def work(self, moment: Moment) -> Work:
        """See the port."""
        taken, self._taken = self._taken, {}
        if not taken:
            return Work()
        if self._known is None:
            self._known = {(word.platform, word.peer): word for word in self._rows.peer_words()}
        known = self._known
        new = [(offset, word) for key, (offset, word) in taken.items() if _is_newer(word, known.get(key))]
        said: list[Said] = []
        for offset, word in new:
            before = others_of(known.values(), {word.platform}, word.said_at_ms)
            known[word.platform, word.peer] = word
            after = others_of(known.values(), {word.platform}, word.said_at_ms)
            if after != before:
                data = {"platform": word.platform, "others": after}
                said.append(Said(offset, PEERS_SAID, word.platform, word.said_at_ms, data))
        return Work(peer_words=tuple(word for _, word in new), messages=messages_of(moment, said))


def _is_newer(word: OtherWord, before: OtherWord | None) -> bool:
    return before is None or before.said_at_ms < word.said_at_ms


def _word(event: PeerWord) -> OtherWord:
    return OtherWord(event.platform, event.peer, event.state, event.since_ms, event.at_ms, event.until_ms)
