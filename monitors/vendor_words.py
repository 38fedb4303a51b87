"""What vendors' status pages say, taken down beside what we see ourselves."""

from monitors.context_events import messages_of, vendor_told
from monitors.context_rows import ContextRows
from monitors.domain.vendors.lag import THEIRS
from monitors.outside import Moment
from monitors.store import Work
from streams.contracts.signals import Event, VendorStatus

_Key = tuple[str, str, int, str]


class VendorWords:
    """The part of `VendorStatus`; `rows` is asked for what stands. The judge hears of them by itself."""

    def __init__(self, rows: ContextRows) -> None:
        self._rows = rows
        self._taken: dict[_Key, tuple[int, VendorStatus]] = {}

    def restore(self) -> None:
        """See the port."""
        self._taken = {}

    def take(self, offset: int, event: Event) -> None:
        """See the port."""
        if isinstance(event, VendorStatus):
            self._taken.setdefault(_key(event), (offset, event))

    def work(self, moment: Moment) -> Work:
        """See the port."""
        taken, self._taken = self._taken, {}
        if not taken:
            return Work()
        first_ms: dict[str, int] = {}
        for _, status in taken.values():
            first_ms[status.platform] = min(first_ms.get(status.platform, status.at_ms), status.at_ms)
        known = {
            _key(word)
            for platform, from_ms in first_ms.items()
            for word in self._rows.vendor_words(platform, from_ms)
        }
        new = [each for key, each in taken.items() if key not in known]
        said = [vendor_told(offset, status, self._seen(moment, status.platform)) for offset, status in new]
        return Work(vendor_words=tuple(status for _, status in new), messages=messages_of(moment, said))

    @staticmethod
    def _seen(moment: Moment, platform: str) -> list[str]:
        """The incidents that go on and that the vendor could speak of."""
        theirs = (each for each in moment.incidents if each.cause in THEIRS and platform in each.platforms)
        return sorted(each.id for each in theirs)


def _key(status: VendorStatus) -> _Key:
    """What tells one word of a vendor from another."""
    return status.platform, status.source, status.at_ms, status.state
