"""What one line of a Squid access log came to, decided by a table that is read from the top.

The order is policy, authentication, our own proxy, Squid's error code, the status, the tag: a denial is never
taken for an outage, and `_ABORTED` never hides a refused connection. Sources: Squid's tags
(https://wiki.squid-cache.org/SquidFaq/SquidLogs), its error codes (`src/error/forward.h`), and lines
recorded from a Squid 5.7 whose origins failed on purpose (`tests/squid_session.py`).

What the formats can tell apart:

| happened                            | native, common, combined       | with `%err_code`              |
| ----------------------------------- | ------------------------------ | ----------------------------- |
| our filter; our sign-on             | our_policy; our_auth           | our_policy; our_auth          |
| our proxy (ICAP, ports)             | fail_dns or fail_5xx           | our_proxy                     |
| our parent proxy is dead            | fail_dns, fail_5xx or fail_tcp | our_proxy; fail_dns once known |
| name not resolved                   | fail_dns                       | fail_dns                      |
| refused or unreachable, CONNECT     | fail_tcp                       | fail_tcp                      |
| refused, reset or closed, GET       | fail_5xx                       | fail_tcp                      |
| TLS failed                          | fail_dns, fail_5xx or fail_tcp | fail_tls                      |
| no answer in time                   | fail_timeout                   | fail_timeout                  |
| the platform's own 504              | fail_timeout                   | fail_5xx                      |
| any other 5xx of the platform       | fail_5xx                       | fail_5xx                      |
| cut off in the middle of a 2xx body | ok or client_gone              | fail_tcp or fail_timeout      |
| the client left                     | client_gone                    | client_gone                   |

`slow` needs the duration and the bytes, and is decided by whoever has them.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from streams.domain.outcomes import Outcome
from streams.domain.outcomes.squid_errors import NETWORK_ERRNOS, OUR_ERRNOS
from streams.domain.outcomes.squid_evidence import Line, SquidEvidence

__all__ = ["RULES", "Rule", "SquidEvidence", "of_squid"]

REFUSALS: Final = frozenset({401, 403, 429, 451})
"""A platform's own answers that say "not you", "not now" or "not here"."""

CONNECTION_ERRORS: Final = frozenset({"ERR_READ_ERROR", "ERR_READ_TIMEOUT", "ERR_WRITE_ERROR"})
"""May befall either side of the proxy; the detail says which."""

UNRESOLVED: Final = frozenset({"", "ERR_CANNOT_FORWARD", "ERR_READ_ERROR"})
"""What Squid writes where it found no address to go to, besides ERR_DNS_FAIL."""

OURS_TO_THE_PARENT: Final = frozenset({"ERR_CONNECT_FAIL", "ERR_SOCKET_FAILURE"})


class Rule(NamedTuple):
    """One row of the table: if it holds, this is the outcome, for this reason."""

    holds: Callable[[Line], bool]
    outcome: Outcome | Callable[[Line], Outcome]
    why: str


def _of_code(line: Line) -> Outcome:
    return Outcome.UNKNOWN if line.code is None else line.code


def _own_5xx(line: Line) -> Outcome:
    """What a proxy means by a 5xx of its own (Squid's `FwdState`, `TunnelStateData`)."""
    if line.status == 504:
        return Outcome.FAIL_TIMEOUT
    if line.status in {502, 503}:
        return Outcome.FAIL_TCP
    return Outcome.FAIL_5XX if line.by_peer else Outcome.OUR_PROXY


_POLICY: Final = (
    Rule(
        lambda line: "DENIED" in line.tag and (line.status in {401, 407} or line.code is Outcome.OUR_AUTH),
        Outcome.OUR_AUTH,
        "a denial that asks for a name; inside inspected TLS it is sent as 403, an accelerator sends 401",
    ),
    Rule(
        lambda line: "DENIED" in line.tag,
        Outcome.OUR_POLICY,
        "our access list, on the request or the reply; deny_info may choose any status, 302 and 200 too",
    ),
    Rule(
        lambda line: line.code is Outcome.OUR_POLICY,
        Outcome.OUR_POLICY,
        "the error code names our own rule",
    ),
    Rule(
        lambda line: "REDIRECT" in line.tag,
        Outcome.OUR_POLICY,
        "our own rewriter sent the client elsewhere, mostly to a page of the filter",
    ),
    Rule(
        lambda line: line.nobody_asked and line.status in {301, 302, 303, 307, 308},
        Outcome.OUR_POLICY,
        "a redirect although no server was asked: the rewriter, before Squid had a tag for it",
    ),
    Rule(
        lambda line: (
            line.status in {403, 451}
            and not line.by_peer
            and line.code is None
            and (line.nobody_asked or line.own_word or line.replaced)
        ),
        Outcome.OUR_POLICY,
        "a refusal that no platform spoke: content adaptation (ICAP, eCAP)",
    ),
    Rule(
        lambda line: line.connect and line.status in {403, 451} and line.by_peer,
        Outcome.OUR_POLICY,
        "no platform can refuse a CONNECT: it is the parent proxy's filter",
    ),
)

_AUTHENTICATION: Final = (
    Rule(
        lambda line: line.code is Outcome.OUR_AUTH,
        Outcome.OUR_AUTH,
        "the error code names our own sign-on",
    ),
    Rule(
        lambda line: line.status == 407,
        Outcome.OUR_AUTH,
        "only a proxy may ask so (RFC 9110, 15.5.8): ours, or our parent",
    ),
    Rule(
        lambda line: line.status == 401 and (line.connect or line.nobody_asked),
        Outcome.OUR_AUTH,
        "a 401 that no platform spoke",
    ),
)

_OUR_PROXY: Final = (
    Rule(
        lambda line: line.code is Outcome.OUR_PROXY,
        Outcome.OUR_PROXY,
        "the error code names our proxy or its adaptation",
    ),
    Rule(
        lambda line: line.code is Outcome.FAIL_TCP and not line.with_client and line.errno in OUR_ERRNOS,
        Outcome.OUR_PROXY,
        "the proxy's machine had no port, descriptor, memory or permission left",
    ),
    Rule(
        lambda line: line.error == "ERR_SOCKET_FAILURE" and line.errno not in NETWORK_ERRNOS,
        Outcome.OUR_PROXY,
        "Squid could not open a socket, mostly under load; with a network's errno it is the network",
    ),
    Rule(
        lambda line: line.by_peer and line.error in OURS_TO_THE_PARENT,
        Outcome.OUR_PROXY,
        "it is the parent proxy that could not be reached; the platform was never tried",
    ),
    Rule(
        lambda line: line.error == "ERR_SECURE_CONNECT_FAIL" and line.with_client,
        Outcome.OUR_PROXY,
        "our inspection and the client could not agree on TLS",
    ),
)

_ERROR_CODE: Final = (
    Rule(
        lambda line: line.error in CONNECTION_ERRORS and line.with_client,
        Outcome.CLIENT_GONE,
        "the connection to the client broke",
    ),
    Rule(
        lambda line: line.tunnel and line.error in CONNECTION_ERRORS | {"ERR_LIFETIME_EXP"},
        Outcome.OK,
        "the tunnel stood; idle tunnels end by time-out, and servers often close by reset",
    ),
    Rule(
        lambda line: line.nobody_asked and line.error in UNRESOLVED - {""},
        Outcome.FAIL_DNS,
        "no address to go to: so Squid 5 writes a name that could not be resolved",
    ),
    Rule(
        lambda line: line.code is not None,
        _of_code,
        "Squid knows best; `_ABORTED` with ERR_CONNECT_FAIL is a refused origin, not the client",
    ),
)

_STATUS: Final = (
    Rule(
        lambda line: line.tag.intersection({"UDP", "ICP"}) != frozenset(),
        Outcome.UNKNOWN,
        "one cache asked another; no platform and no person took part",
    ),
    Rule(
        lambda line: (
            500 <= line.status < 600
            and "NONE" in line.route
            and not line.evidence.origin_status
            and line.error in UNRESOLVED
        ),
        Outcome.FAIL_DNS,
        "nobody was asked and nothing denied: the name could not be resolved",
    ),
    Rule(
        lambda line: 500 <= line.status < 600 and line.nobody_asked and line.error != "",
        Outcome.OUR_PROXY,
        "nobody was asked, for a reason that only our proxy's own page names",
    ),
    Rule(
        lambda line: 500 <= line.status < 600 and line.own_word,
        _own_5xx,
        "a proxy's own 5xx: 502 and 503 for a connection, 504 for a wait",
    ),
    Rule(
        lambda line: (
            line.status == 504 and line.evidence.error is None and line.evidence.origin_status is None
        ),
        Outcome.FAIL_TIMEOUT,
        "a gateway waited in vain (RFC 9110, 15.6.5); this format does not say whose gateway",
    ),
    Rule(
        lambda line: 500 <= line.status < 600,
        Outcome.FAIL_5XX,
        "the platform said so; without error fields it may also be Squid's page for a broken connection",
    ),
    Rule(
        lambda line: line.status == 408 and line.nobody_asked,
        Outcome.CLIENT_GONE,
        "the client did not finish its request in time",
    ),
    Rule(
        lambda line: 400 <= line.status < 500 and (line.connect or line.nobody_asked),
        Outcome.UNKNOWN,
        "our proxy found fault with the request; the platform was not asked",
    ),
    Rule(
        lambda line: line.status in REFUSALS,
        Outcome.REFUSED,
        "the platform's own word: sign in, not allowed, too many, not in your country",
    ),
    Rule(
        lambda line: 400 <= line.status < 500,
        Outcome.PLAT_4XX,
        "the platform answered",
    ),
)

_TAG: Final = (
    Rule(
        lambda line: line.tunnel and line.timed_out,
        Outcome.OK,
        "the tunnel stood, and ended when nobody used it any more",
    ),
    Rule(
        lambda line: line.timed_out and not line.nobody_asked,
        Outcome.FAIL_TIMEOUT,
        "the answer, or its rest, did not come in time",
    ),
    Rule(
        lambda line: line.aborted or line.timed_out,
        Outcome.CLIENT_GONE,
        "nothing speaks of a failure, so it was the client who left",
    ),
    Rule(
        lambda line: not {"REFRESH", "FAIL"} - line.tag or not {"REF", "FAIL"} - line.tag,
        Outcome.UNKNOWN,
        "an old copy was served because the platform failed: neither a success nor a failed request",
    ),
    Rule(
        lambda line: line.untagged and 200 <= line.status < 300,
        Outcome.UNKNOWN,
        "Squid's own 200 (an inspected CONNECT): as a success it would hide the failures inside the tunnel",
    ),
    Rule(
        lambda line: 100 <= line.status < 400,
        Outcome.OK,
        "answered, from the platform or from a fresh copy",
    ),
    Rule(lambda _: True, Outcome.UNKNOWN, "no status: it did not come to anything that can be named"),
)

RULES: Final = _POLICY + _AUTHENTICATION + _OUR_PROXY + _ERROR_CODE + _STATUS + _TAG
"""The whole table; the first row that holds decides, and the last always holds."""


def of_squid(evidence: SquidEvidence) -> Outcome:
    """The one outcome of a Squid line, whatever its fields hold; never raises, never `slow`."""
    line = Line(evidence)
    rule = next(rule for rule in RULES if rule.holds(line))
    return rule.outcome if isinstance(rule.outcome, Outcome) else rule.outcome(line)
