"""What a line came to whose gateway says "allowed" or "blocked" and a status: CEF, JSON, delimited, IIS.

These products name their own decision, so it stands first; what they do not blame on themselves is read from
the HTTP status (RFC 9110). None of them tells a refused connection from an unresolved name, so a gateway's
own 502 to 504 cannot be told from the platform's either: see the table in `streams/formats/README.md`.
"""

import re
from typing import Final, NamedTuple

from streams.domain.outcomes import Outcome

REFUSALS: Final = frozenset({401, 403, 429, 451})
"""A platform's own answers that say "not you", "not now" or "not here"."""

BLOCKED: Final = re.compile(
    r"^(?:block|blocked|block-.*|blocked-.*|deny|denied|drop|dropped|drop-.*|reject|rejected|prevent|"
    r"prevented|reset|reset-.*|quarantine|quarantined|isolate|isolated|redirect|forbidden|refused)$"
)
"""Words (lower-case) with which products say that they turned a request away."""

ASKED: Final = re.compile(r"auth|coach|warn|justif|challenge|login|log-in|407")
"""A decision that only asks the person something first."""

TLS: Final = re.compile(r"\bssl\b|\btls\b|certificate|handshake")
DNS: Final = re.compile(r"\bdns\b|resolv|nxdomain|no such host|unknown host")
TIMEOUT: Final = re.compile(r"time[d ]?-?out|timeout")
TCP: Final = re.compile(r"connect\w* (?:fail|refus|reset)|econnre|connection_termination|upstream_reset")
ICAP: Final = re.compile(r"\bicap\b|\bdlp (?:fail|error)|internal[ _]error|configuration[ _]error")


class GatewayEvidence(NamedTuple):
    """The fields of one line that bear on its outcome; each is empty (status 0) where the format lacks it."""

    status: int
    action: str = ""
    reason: str = ""
    connect: bool = False
    blocked_words: frozenset[str] = frozenset()
    """Further words (lower-case) for "turned away", told by whoever described the format."""


def of_gateway(evidence: GatewayEvidence) -> Outcome:
    """The one outcome of a gateway's line, whatever its fields hold; never raises, never `slow`."""
    action, reason = evidence.action.strip().lower(), evidence.reason.strip().lower()
    if evidence.status == 407 or (ASKED.search(action) and not BLOCKED.match(action)):
        return Outcome.OUR_AUTH
    if action and (BLOCKED.match(action) or action in evidence.blocked_words):
        return _of_block(reason)
    return _of_reason(reason) or of_status(evidence.status, connect=evidence.connect)


def _of_block(reason: str) -> Outcome:
    """A block is our policy, unless its reason is a broken connection that the gateway would not pass on.

    A bad server certificate is written as a block, but no rule of ours turned the person away.
    """
    if reason.startswith(("auth", "not authenticated")):
        return Outcome.OUR_AUTH
    if "server certificate" in reason or "handshake" in reason:
        return Outcome.FAIL_TLS
    return Outcome.OUR_POLICY


def _of_reason(reason: str) -> Outcome | None:
    """What an error text says by itself; None where it says nothing known."""
    if not reason or reason in {"allowed", "none", "-"}:
        return None
    for pattern, outcome in (
        (ICAP, Outcome.OUR_PROXY),
        (DNS, Outcome.FAIL_DNS),
        (TIMEOUT, Outcome.FAIL_TIMEOUT),
        (TCP, Outcome.FAIL_TCP),
    ):
        if pattern.search(reason):
            return outcome
    if TLS.search(reason) and re.search(r"fail|error|bad|invalid|expired|unknown", reason):
        return Outcome.FAIL_TLS
    return None


def of_status(status: int, *, connect: bool) -> Outcome:
    """What a status alone says (RFC 9110); 0 stands for none."""
    if status == 407:
        return Outcome.OUR_AUTH
    if status == 504:
        return Outcome.FAIL_TIMEOUT
    if 500 <= status < 600:
        return Outcome.FAIL_5XX
    if status == 499:  # nginx's and Envoy's habit: the client closed first
        return Outcome.CLIENT_GONE
    if 400 <= status < 500 and connect:
        return Outcome.UNKNOWN  # no platform answers a CONNECT; what our gateway meant is not written
    if status in REFUSALS:
        return Outcome.REFUSED
    if 400 <= status < 500:
        return Outcome.PLAT_4XX
    return Outcome.OK if 100 <= status < 400 else Outcome.UNKNOWN
