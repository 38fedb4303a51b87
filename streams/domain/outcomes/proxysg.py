"""What one line of a Blue Coat (Symantec, Broadcom) ProxySG came to.

`x-exception-id` decides where it is logged: `sc-filter-result=DENIED` says that *an exception was raised*,
not that a rule turned the person away (Chaabane et al., Censorship in the Wild, IMC 2014: `tcp_error` rows
are DENIED too). Exceptions: Broadcom, SGOS Visual Policy Manager Reference, "Built-in exceptions".
"""

from typing import Final, NamedTuple

from streams.domain.outcomes import Outcome
from streams.domain.outcomes.gateway import of_status

EXCEPTIONS: Final[dict[str, Outcome]] = {
    "dns_unresolved_hostname": Outcome.FAIL_DNS,
    "dns_server_failure": Outcome.OUR_PROXY,
    "tcp_error": Outcome.FAIL_TCP,
    "gateway_error": Outcome.FAIL_TCP,
    "invalid_response": Outcome.FAIL_5XX,
    "invalid_request": Outcome.CLIENT_GONE,
    "unsupported_protocol": Outcome.UNKNOWN,
    "unsupported_encoding": Outcome.UNKNOWN,
    "not_implemented": Outcome.UNKNOWN,
    "notify": Outcome.OUR_POLICY,
    "notify_missing_cookie": Outcome.OUR_POLICY,
    "internal_error": Outcome.OUR_PROXY,
    "configuration_error": Outcome.OUR_PROXY,
    "transformation_error": Outcome.OUR_PROXY,
    "content_filter_unavailable": Outcome.OUR_PROXY,
    "client_failure_limit_exceeded": Outcome.OUR_PROXY,
    "server_request_limit_exceeded": Outcome.OUR_PROXY,
    "policy_denied": Outcome.OUR_POLICY,
    "policy_redirect": Outcome.OUR_POLICY,
    "silent_denied": Outcome.OUR_POLICY,
    "method_denied": Outcome.OUR_POLICY,
    "connect_method_denied": Outcome.OUR_POLICY,
    "virus_detected": Outcome.OUR_POLICY,
    "bad_credentials": Outcome.OUR_AUTH,
    "invalid_auth_form": Outcome.OUR_AUTH,
    "server_authentication_error": Outcome.REFUSED,
}
"""Exception ids with one meaning each; families with endless members are told by their first letters."""

FAMILIES: Final[tuple[tuple[str, Outcome], ...]] = (
    ("authentication_", Outcome.OUR_AUTH),
    ("authorization_", Outcome.OUR_POLICY),
    ("user_defined.", Outcome.OUR_POLICY),
    ("user-defined.", Outcome.OUR_POLICY),
    ("content_filter", Outcome.OUR_POLICY),
    ("icap_", Outcome.OUR_PROXY),
    ("license_", Outcome.OUR_PROXY),
    ("spoof_", Outcome.OUR_AUTH),
    ("ssl_client_cert", Outcome.OUR_AUTH),
    ("ssl_", Outcome.FAIL_TLS),
    ("tcp_", Outcome.FAIL_TCP),
)


class ProxySgEvidence(NamedTuple):
    """The fields of one line that bear on its outcome; None where `#Fields` does not declare one.

    `exception` is `x-exception-id` (empty where it said `-`), `verdict` is `sc-filter-result`, `action` is
    `s-action`, `connect` whether the row is a tunnel rather than a request.
    """

    status: int
    exception: str | None = None
    verdict: str | None = None
    action: str | None = None
    connect: bool = False


def of_proxysg(evidence: ProxySgEvidence) -> Outcome:
    """The one outcome of a ProxySG line, whatever its fields hold; never raises, never `slow`."""
    exception = (evidence.exception or "").strip().lower()
    action = (evidence.action or "").upper()
    if exception:
        return _of_exception(exception, evidence.status)
    if evidence.status == 407:
        return Outcome.OUR_AUTH
    denied = (evidence.verdict or "").upper() == "DENIED"
    if denied and evidence.exception is None:
        return _of_unexplained_denial(evidence.status, action)
    if denied or "DENIED" in action:
        return Outcome.OUR_AUTH if evidence.status == 401 else Outcome.OUR_POLICY
    if action.endswith("_RST"):
        return Outcome.CLIENT_GONE
    if evidence.connect and evidence.status == 0:
        return Outcome.OK  # `unknown ssl` TUNNELED rows of a tunnel that stood carry no status
    if action == "TCP_ERR_MISS" and evidence.status in {0, 502, 503}:
        return Outcome.FAIL_TCP
    return of_status(evidence.status, connect=evidence.connect)


def _of_exception(exception: str, status: int) -> Outcome:
    """What an exception id says."""
    if exception in EXCEPTIONS:
        return EXCEPTIONS[exception]
    for first, outcome in FAMILIES:
        if exception.startswith(first):
            return outcome
    # An id that is not built in is a page that the organisation wrote, mostly for its own rules.
    return Outcome.OUR_POLICY if status in {0, 302, 403} else of_status(status, connect=False)


def _of_unexplained_denial(status: int, action: str) -> Outcome:
    """DENIED without a logged exception: only the status and the action can tell a rule from a failure."""
    if status in {401, 407}:
        return Outcome.OUR_AUTH
    if 500 <= status < 600 and "DENIED" not in action:
        return of_status(status, connect=False)
    return Outcome.OUR_POLICY
