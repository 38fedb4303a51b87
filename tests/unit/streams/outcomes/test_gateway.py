"""Gateways that name their own decision: that word first, then a known reason, then the status."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.outcomes import Outcome
from streams.domain.outcomes.gateway import BLOCKED, GatewayEvidence, of_gateway, of_status


@pytest.mark.parametrize(
    ("evidence", "outcome"),
    [
        (GatewayEvidence(200, "Allowed"), Outcome.OK),
        (GatewayEvidence(200, "Blocked", "Not allowed to browse this category"), Outcome.OUR_POLICY),
        (GatewayEvidence(0, "block-url"), Outcome.OUR_POLICY),
        (GatewayEvidence(403, "Blocked", "Access denied due to bad server certificate"), Outcome.FAIL_TLS),
        (GatewayEvidence(403, "Blocked", "Authentication required"), Outcome.OUR_AUTH),
        (GatewayEvidence(407, "Allowed"), Outcome.OUR_AUTH),
        (GatewayEvidence(200, "coached"), Outcome.OUR_AUTH),
        (GatewayEvidence(403, "Allowed"), Outcome.REFUSED),
        (GatewayEvidence(503, "Allowed"), Outcome.FAIL_5XX),
        (GatewayEvidence(503, "", "upstream_reset_before_response"), Outcome.FAIL_TCP),
        (GatewayEvidence(503, "", "DNS resolution failure"), Outcome.FAIL_DNS),
        (GatewayEvidence(504, "", "response_timeout"), Outcome.FAIL_TIMEOUT),
        (GatewayEvidence(503, "", "TLS error: certificate expired"), Outcome.FAIL_TLS),
        (GatewayEvidence(500, "", "ICAP server is gone"), Outcome.OUR_PROXY),
        (GatewayEvidence(200, "", "via_upstream"), Outcome.OK),
        (GatewayEvidence(200, "Gesperrt", "", blocked_words=frozenset({"gesperrt"})), Outcome.OUR_POLICY),
        (GatewayEvidence(404, "", "", connect=True), Outcome.UNKNOWN),
        (GatewayEvidence(499), Outcome.CLIENT_GONE),
        (GatewayEvidence(0), Outcome.UNKNOWN),
    ],
)
def test_what_happened_is_named(evidence: GatewayEvidence, outcome: Outcome) -> None:
    assert of_gateway(evidence) is outcome


@given(
    st.builds(
        GatewayEvidence, st.integers(0, 2**33), st.text(max_size=12), st.text(max_size=30), st.booleans()
    )
)
def test_every_row_has_an_outcome_that_is_never_slow(evidence: GatewayEvidence) -> None:
    assert of_gateway(evidence) is not Outcome.SLOW


@given(st.integers(0, 2**33))
def test_a_status_alone_is_never_taken_for_our_filter(status: int) -> None:
    assert of_status(status, connect=False) is not Outcome.OUR_POLICY


@pytest.mark.parametrize("word", ["allowed", "observed", "unblocked", "passthrough", "alert", "none"])
def test_words_that_let_pass_are_no_blocks(word: str) -> None:
    assert not BLOCKED.match(word)
