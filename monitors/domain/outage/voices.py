"""What speaks beside the logs: our own probes, people's reports, vendors' status pages, and others."""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct, field

from monitors.domain.outage.book import Book
from monitors.domain.outage.gates import probes_alone
from monitors.domain.outage.peers import Peers
from monitors.domain.outage.records import Reason
from monitors.domain.outage.rules import Rules
from monitors.domain.outage.windows import WindowEvent
from streams.contracts.signals import CONTROL_TARGET, PeerWord, Probe, Report, VendorStatus

_DAY_MS = 86_400_000


class _Key(NamedTuple):
    """Which host a watch tried by which method, as it stands in `Voices.probes`."""

    source: str
    host: str
    method: str

    @staticmethod
    def of(key: str) -> "_Key":
        """Read it. No host and no method has a space; a source may."""
        return _Key(*key.rsplit(" ", 2))


class Tried(Struct):
    """The last try of one host by one method: when, and how many in a row had failed by then."""

    at_ms: int
    failed: int


class Vendor(Struct):
    """What a status page says, and since when it has said that anything is wrong (None: nothing is)."""

    at_ms: int
    wrong_since_ms: int | None


class Heard(Struct, kw_only=True):
    """Reports about one platform: when each person last reported, and how many reports are usual.

    `usual` is the decayed number of reports of the last weeks, `counted_ms` when it was last decayed.
    """

    people: dict[int, int] = field(default_factory=dict)
    usual: float = 0.0
    counted_ms: int = 0


class Voices(Struct, kw_only=True):
    """All that was heard, by platform; probes by host and method beneath it."""

    probes: dict[str, dict[str, Tried]] = field(default_factory=dict)
    heard: dict[str, Heard] = field(default_factory=dict)
    vendors: dict[str, Vendor] = field(default_factory=dict)
    peers: Peers = field(default_factory=Peers)

    def hear(self, events: Iterable[WindowEvent]) -> None:
        """Take in the events of one window."""
        for event in events:
            match event:
                case Probe():
                    self._probed(event)
                case Report():
                    self.heard.setdefault(event.platform, Heard()).people[event.person] = event.at_ms
                case VendorStatus():
                    self._vendor_said(event)
                case PeerWord():
                    self.peers.hear(event)
                case _:
                    pass

    def _probed(self, probe: Probe) -> None:
        """One try of our own."""
        tried = self.probes.setdefault(probe.platform, {})
        key = f"{probe.source} {probe.host} {probe.method}"  # read again by _Key
        before = tried.get(key)
        failed = 0 if probe.good else 1 + (before.failed if before else 0)
        tried[key] = Tried(probe.at_ms, failed)

    def _vendor_said(self, status: VendorStatus) -> None:
        """A status page changed."""
        before = self.vendors.get(status.platform)
        since = before.wrong_since_ms if before else None
        wrong = status.state in ("degraded", "outage")
        self.vendors[status.platform] = Vendor(status.at_ms, (since or status.at_ms) if wrong else None)

    def forget(self, now_ms: int, learning: set[str], rules: Rules) -> None:
        """What is no longer recent; old reports of platforms in `learning` count as usual."""
        self.peers.forget(now_ms)
        for platform, heard in self.heard.items():
            old = [
                person for person, at in heard.people.items() if now_ms - at > rules.report_minutes * 60_000
            ]
            for person in old:
                del heard.people[person]
            keep = 0.5 ** ((now_ms - heard.counted_ms) / (rules.half_life_days * _DAY_MS))
            heard.usual = heard.usual * keep + (len(old) if platform in learning else 0)
            heard.counted_ms = now_ms

    def reporting(self, platform: str, now_ms: int, rules: Rules) -> int:
        """Different people who reported lately."""
        heard = self.heard.get(platform)
        if heard is None:
            return 0
        return sum(now_ms - at <= rules.report_minutes * 60_000 for at in heard.people.values())

    def usual_reports(self, platform: str, rules: Rules) -> float:
        """How many people report in such a time usually (the mean of an exponentially weighted count)."""
        heard = self.heard.get(platform)
        if heard is None:
            return 0.0
        per_ms = heard.usual * 0.6931 / (rules.half_life_days * _DAY_MS)
        return per_ms * rules.report_minutes * 60_000

    def first_report_ms(self, platform: str) -> int | None:
        """When the earliest of the recent reports came."""
        heard = self.heard.get(platform)
        return min(heard.people.values(), default=None) if heard else None

    def probes_failing(self, platform: str, now_ms: int, rules: Rules) -> int:
        """Fresh probes that fail: twice in a row, or together with another."""
        believed = self._believed(platform, now_ms, rules).values()
        failing = [tried.failed for tried in believed if tried.failed]
        return len(failing) if len(failing) > 1 or max(failing, default=0) > 1 else 0

    def probes_good(self, platform: str, now_ms: int, rules: Rules) -> bool:
        """Whether there are fresh probes, and all are good."""
        believed = self._believed(platform, now_ms, rules).values()
        return bool(believed) and not any(tried.failed for tried in believed)

    def control_good(self, now_ms: int, rules: Rules) -> bool:
        """Whether sites that are known to be good answer any of our watches."""
        return any(self._controls(now_ms, rules).values())

    def alone(self, platform: str, good_votes: float, now_ms: int, rules: Rules) -> Reason | None:
        """Route D for one platform, from the hosts that failed twice in a row."""
        believed = self._believed(platform, now_ms, rules)
        hosts = {_Key.of(key).host for key, one in believed.items() if one.failed > 1}
        return probes_alone(len(hosts), good_votes, rules, control_answers=self.control_good(now_ms, rules))

    def speaking(self, now_ms: int, rules: Rules, book: Book) -> set[str]:
        """Platforms in the logs of which a probe fails, or of which enough people complain."""
        if not self.probes and not self.heard:
            return set()
        tried = {p for p, probes in self.probes.items() for one in probes.values() if one.failed}
        probed = {p for p in tried - {CONTROL_TARGET} if self.probes_failing(p, now_ms, rules)}
        heard = {p for p, heard in self.heard.items() if len(heard.people) >= rules.report_people}
        told = {p for p in heard if self.reporting(p, now_ms, rules) >= rules.report_people}
        return {platform for platform in probed | told if book.platforms.find(platform) is not None}

    def forget_probes(self) -> None:
        """Whatever our own probes met while our own way out failed says nothing of anybody else."""
        for tried in self.probes.values():
            for one in tried.values():
                one.failed = 0

    def _believed(self, platform: str, now_ms: int, rules: Rules) -> dict[str, Tried]:
        """The fresh probes of a platform by watches whose own control sites answer.

        One site may be cut where others are not: what its watch meets says nothing, and silences no other. A
        watch that has no control of its own is believed while all others' answer.
        """
        controls = self._controls(now_ms, rules)
        others = all(controls.values())
        fresh = self._fresh(platform, now_ms, rules)
        return {key: one for key, one in fresh.items() if controls.get(_Key.of(key).source, others)}

    def _controls(self, now_ms: int, rules: Rules) -> dict[str, bool]:
        """Whether all sites that are known to be good answer, by the source of a watch."""
        answers: dict[str, bool] = {}
        for key, one in self._fresh(CONTROL_TARGET, now_ms, rules).items():
            source = _Key.of(key).source
            answers[source] = answers.get(source, True) and not one.failed
        return answers

    def _fresh(self, platform: str, now_ms: int, rules: Rules) -> dict[str, Tried]:
        """The probes of a platform that still say something."""
        tried = self.probes.get(platform, {})
        return {key: one for key, one in tried.items() if self._is_fresh(one, now_ms, rules)}

    @staticmethod
    def _is_fresh(tried: Tried, now_ms: int, rules: Rules) -> bool:
        return now_ms - tried.at_ms <= rules.probe_fresh_seconds * 1000
