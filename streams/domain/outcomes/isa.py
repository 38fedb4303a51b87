"""What one line of Microsoft ISA Server or Forefront TMG came to.

`sc-status` holds an HTTP status *or* a Windows error number (Winsock 10000 to 11999, WinINet and ISA 12000 to
12399, SSPI as 0x8009xxxx). Sources: Microsoft, "ISA Server: Result codes" and "Windows Sockets error codes".
"""

from typing import Final, NamedTuple

from streams.domain.outcomes import Outcome
from streams.domain.outcomes.gateway import of_status

RESULTS: Final[dict[int, Outcome]] = {
    5: Outcome.OUR_POLICY,  # access is denied
    13: Outcome.CLIENT_GONE,  # the data is invalid: a malformed request
    64: Outcome.CLIENT_GONE,  # the network name is gone: the client closed
    995: Outcome.CLIENT_GONE,  # aborted by the client
    1236: Outcome.CLIENT_GONE,
    121: Outcome.FAIL_TIMEOUT,
    1460: Outcome.FAIL_TIMEOUT,
    10051: Outcome.FAIL_TCP,  # network unreachable
    10053: Outcome.CLIENT_GONE,  # aborted by this side's peer, the client
    10054: Outcome.FAIL_TCP,  # reset by the server
    10055: Outcome.OUR_PROXY,  # no buffer space
    10048: Outcome.OUR_PROXY,  # no free port
    10060: Outcome.FAIL_TIMEOUT,
    10061: Outcome.FAIL_TCP,  # refused
    10065: Outcome.FAIL_TCP,  # host unreachable
    11001: Outcome.FAIL_DNS,
    11002: Outcome.FAIL_DNS,
    11003: Outcome.FAIL_DNS,
    11004: Outcome.FAIL_DNS,
    12002: Outcome.FAIL_TIMEOUT,
    12007: Outcome.FAIL_DNS,
    12029: Outcome.FAIL_TCP,
    12030: Outcome.FAIL_TCP,
    12031: Outcome.FAIL_TCP,
    12152: Outcome.FAIL_5XX,  # the server's answer was invalid
    12157: Outcome.FAIL_TLS,
    12175: Outcome.FAIL_TLS,
    12202: Outcome.OUR_POLICY,  # denied by a rule
    12204: Outcome.OUR_POLICY,  # the port is not allowed for a tunnel
    12206: Outcome.OUR_PROXY,  # a chain of proxies that loops
    12209: Outcome.OUR_AUTH,  # the proxy asks who it is: the usual anonymous first try
    12210: Outcome.OUR_POLICY,  # a web filter turned it away
    12213: Outcome.OUR_AUTH,
    12215: Outcome.CLIENT_GONE,
    12217: Outcome.OUR_POLICY,
    12227: Outcome.FAIL_TLS,  # the server's certificate has another name
    12228: Outcome.FAIL_TLS,  # ... is expired
    12229: Outcome.OUR_AUTH,  # a client certificate is asked for
    12230: Outcome.FAIL_TLS,
    12231: Outcome.OUR_POLICY,
    12239: Outcome.OUR_AUTH,
}
"""Windows error numbers that say what happened."""


class IsaEvidence(NamedTuple):
    """The fields of one line that bear on its outcome.

    `status` is `sc-status` as a number (0 where absent); `action` is `Action` (`Allowed`, `Denied`, `Failed`;
    empty where it is not logged), `connect` whether the method was CONNECT.
    """

    status: int
    action: str = ""
    connect: bool = False


def of_isa(evidence: IsaEvidence) -> Outcome:
    """The one outcome of an ISA or TMG line, whatever its fields hold; never raises, never `slow`."""
    known = RESULTS.get(evidence.status)
    if known is Outcome.OUR_AUTH or (evidence.status in {401, 407} and _denied(evidence)):
        return Outcome.OUR_AUTH
    if _denied(evidence):
        return Outcome.OUR_POLICY
    if known is not None:
        return known
    if 0x80090000 <= evidence.status <= 0x8009FFFF:
        return Outcome.FAIL_TLS
    if 10_000 <= evidence.status < 12_000:
        return Outcome.FAIL_TCP
    if evidence.status == 0:
        # Allowed connections that end without a status are tunnels and cached answers that came through.
        return Outcome.OK if evidence.connect and evidence.action.lower() == "allowed" else Outcome.UNKNOWN
    return of_status(evidence.status, connect=evidence.connect)


def _denied(evidence: IsaEvidence) -> bool:
    """Whether the firewall says that it turned the request away."""
    return evidence.action.strip().lower() == "denied"
