"""The fields of a Squid line that bear on its outcome, and the words in which the table speaks of them."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from streams.domain.outcomes import Outcome
from streams.domain.outcomes.squid_errors import ERRORS

_ERRNO: Final = re.compile(r"(?:^|[+/ ])(?:errno=)?(\d{1,4})(?![^+/ ])")


class SquidEvidence(NamedTuple):
    """The fields of one line that bear on its outcome.

    `result` is the tag without the status (`TCP_MISS_ABORTED`), `status` what the client was sent (0 for
    none), `hierarchy` the code without the address (`HIER_DIRECT`; empty if the format lacks it), `connect`
    whether the method was CONNECT. `error` is `%err_code`: None if the format lacks it, empty if it said `-`;
    `detail` is `%err_detail`. `origin_status` is `%<Hs`: None if the format lacks it, 0 if it said `-`.
    """

    result: str
    status: int
    hierarchy: str
    connect: bool
    error: str | None = None
    detail: str = ""
    origin_status: int | None = None


@dataclass(frozen=True)
class Line:
    """One line's evidence in the words that the table uses."""

    evidence: SquidEvidence

    @cached_property
    def tag(self) -> frozenset[str]:
        """The tag's parts: order and spelling differ between versions (`NONE`, `TAG_NONE`, `NONE_NONE`)."""
        return frozenset(self.evidence.result.upper().split("_"))

    @cached_property
    def route(self) -> frozenset[str]:
        """The hierarchy's parts, so that `DIRECT` (Squid 2) and `HIER_DIRECT` (since 3.2) are one."""
        return frozenset(self.evidence.hierarchy.upper().split("_"))

    @property
    def status(self) -> int:
        """What the client was sent, 0 for nothing."""
        return self.evidence.status

    @property
    def connect(self) -> bool:
        """A tunnel was asked for."""
        return self.evidence.connect

    @cached_property
    def error(self) -> str:
        """The error code, empty where there is none to read."""
        error = (self.evidence.error or "").strip().upper()
        return "" if error in {"-", "ERR_NONE"} else error

    @cached_property
    def code(self) -> Outcome | None:
        """What the error code alone says."""
        return ERRORS.get(self.error)

    @cached_property
    def errno(self) -> int:
        """The error number in the detail (`errno=111`, `WITH_SERVER+errno=111`, `111`), 0 if none."""
        found = _ERRNO.search(self.evidence.detail)
        return int(found.group(1)) if found else 0

    @property
    def with_client(self) -> bool:
        """The error was met while talking with the client, not with the platform."""
        return "WITH_CLIENT" in self.evidence.detail.upper()

    @property
    def aborted(self) -> bool:
        """Somebody left before the end; the tag does not say who."""
        return "ABORTED" in self.tag

    @property
    def timed_out(self) -> bool:
        """Squid 3 writes `_TIMEOUT`, later ones `_TIMEDOUT`."""
        return not self.tag.isdisjoint({"TIMEDOUT", "TIMEOUT"})

    @property
    def untagged(self) -> bool:
        """Squid had no word for it: `NONE`, `TAG_NONE`, `NONE_NONE`."""
        return "NONE" in self.tag

    @property
    def hit(self) -> bool:
        """A stored answer of the platform was used."""
        return not self.tag.isdisjoint({"HIT", "UNMODIFIED"})

    @property
    def nobody_asked(self) -> bool:
        """No server was chosen and no stored answer used: whatever the client got is our proxy's own word."""
        return "NONE" in self.route and not self.hit

    @property
    def by_peer(self) -> bool:
        """Went to another proxy, a parent or sibling, which is on our side of the platform."""
        return not self.route.isdisjoint({"PARENT", "SIBLING", "CARP"})

    @property
    def own_word(self) -> bool:
        """The status is a proxy's own: no platform can answer a CONNECT, and `%<Hs` may say that none did."""
        return self.connect or (self.evidence.origin_status == 0 and not self.hit)

    @property
    def tunnel(self) -> bool:
        """A tunnel was made; how it ended much later says little."""
        return self.connect and 200 <= self.status < 300 and not self.untagged

    @property
    def replaced(self) -> bool:
        """The platform answered well, and the client was sent a refusal instead."""
        origin = self.evidence.origin_status
        return origin is not None and 100 <= origin < 400
