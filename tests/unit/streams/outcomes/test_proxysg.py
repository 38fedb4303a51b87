"""ProxySG: an exception says what happened; DENIED alone only says that there was one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.outcomes import Outcome
from streams.domain.outcomes.proxysg import EXCEPTIONS, ProxySgEvidence, of_proxysg


@pytest.mark.parametrize(
    ("evidence", "outcome"),
    [
        (ProxySgEvidence(200, "", "OBSERVED", "TCP_HIT"), Outcome.OK),
        (ProxySgEvidence(503, "tcp_error", "DENIED", "TCP_ERR_MISS"), Outcome.FAIL_TCP),
        (ProxySgEvidence(503, "dns_unresolved_hostname", "DENIED"), Outcome.FAIL_DNS),
        (ProxySgEvidence(503, "dns_server_failure", "DENIED"), Outcome.OUR_PROXY),
        (ProxySgEvidence(403, "policy_denied", "DENIED", "TCP_DENIED"), Outcome.OUR_POLICY),
        (ProxySgEvidence(302, "authentication_redirect_off_box", "DENIED"), Outcome.OUR_AUTH),
        (ProxySgEvidence(403, "user_defined.our_page", "DENIED"), Outcome.OUR_POLICY),
        (ProxySgEvidence(403, "a_page_of_our_own", "DENIED"), Outcome.OUR_POLICY),
        (ProxySgEvidence(503, "ssl_server_cert_expired", "DENIED"), Outcome.FAIL_TLS),
        (ProxySgEvidence(400, "invalid_request", "DENIED"), Outcome.CLIENT_GONE),
        (ProxySgEvidence(502, "invalid_response", "DENIED"), Outcome.FAIL_5XX),
        (ProxySgEvidence(407, "", "DENIED"), Outcome.OUR_AUTH),
        (ProxySgEvidence(200, "", "DENIED"), Outcome.OUR_POLICY),
        (ProxySgEvidence(503, None, "DENIED", "TCP_ERR_MISS"), Outcome.FAIL_5XX),
        (ProxySgEvidence(503, None, "DENIED", "TCP_DENIED"), Outcome.OUR_POLICY),
        (ProxySgEvidence(403, None, None, None), Outcome.REFUSED),
        (ProxySgEvidence(0, "", "OBSERVED", "TCP_TUNNELED", connect=True), Outcome.OK),
        (ProxySgEvidence(0, "", "OBSERVED", "TCP_ERR_MISS"), Outcome.FAIL_TCP),
        (ProxySgEvidence(504, "", "OBSERVED"), Outcome.FAIL_TIMEOUT),
        (ProxySgEvidence(200, "", "OBSERVED", "TCP_NC_MISS_RST"), Outcome.CLIENT_GONE),
        (ProxySgEvidence(0, "", "OBSERVED", ""), Outcome.UNKNOWN),
    ],
)
def test_what_happened_is_named(evidence: ProxySgEvidence, outcome: Outcome) -> None:
    assert of_proxysg(evidence) is outcome


@given(
    st.builds(ProxySgEvidence, st.integers(0, 2**32), *[st.none() | st.text(max_size=12)] * 3, st.booleans())
)
def test_every_row_has_an_outcome_that_is_never_slow(evidence: ProxySgEvidence) -> None:
    assert of_proxysg(evidence) is not Outcome.SLOW


@given(st.sampled_from(sorted(EXCEPTIONS)), st.integers(0, 999))
def test_a_known_exception_means_one_thing_whatever_the_status(exception: str, status: int) -> None:
    assert of_proxysg(ProxySgEvidence(status, exception.upper(), "DENIED")) is EXCEPTIONS[exception]
