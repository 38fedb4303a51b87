"""ISA and TMG: Windows error numbers stand where other proxies write a status."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.outcomes import Outcome
from streams.domain.outcomes.isa import IsaEvidence, of_isa


@pytest.mark.parametrize(
    ("evidence", "outcome"),
    [
        (IsaEvidence(200, "Allowed"), Outcome.OK),
        (IsaEvidence(12209, "Denied"), Outcome.OUR_AUTH),
        (IsaEvidence(12202, "Denied"), Outcome.OUR_POLICY),
        (IsaEvidence(12202), Outcome.OUR_POLICY),
        (IsaEvidence(200, "DENIED"), Outcome.OUR_POLICY),
        (IsaEvidence(407, "Denied"), Outcome.OUR_AUTH),
        (IsaEvidence(407, "Allowed"), Outcome.OUR_AUTH),
        (IsaEvidence(10061, "Failed"), Outcome.FAIL_TCP),
        (IsaEvidence(10064, "Failed"), Outcome.FAIL_TCP),
        (IsaEvidence(10060, "Failed"), Outcome.FAIL_TIMEOUT),
        (IsaEvidence(10048, "Failed"), Outcome.OUR_PROXY),
        (IsaEvidence(11004, "Failed"), Outcome.FAIL_DNS),
        (IsaEvidence(0x80090326, "Failed"), Outcome.FAIL_TLS),
        (IsaEvidence(64, "Allowed"), Outcome.CLIENT_GONE),
        (IsaEvidence(0, "Allowed", connect=True), Outcome.OK),
        (IsaEvidence(0, "Failed", connect=True), Outcome.UNKNOWN),
        (IsaEvidence(503, "Allowed"), Outcome.FAIL_5XX),
        (IsaEvidence(403, "Allowed"), Outcome.REFUSED),
        (IsaEvidence(12345, "Failed"), Outcome.UNKNOWN),
    ],
)
def test_what_happened_is_named(evidence: IsaEvidence, outcome: Outcome) -> None:
    assert of_isa(evidence) is outcome


@given(st.builds(IsaEvidence, st.integers(0, 2**33), st.text(max_size=12), st.booleans()))
def test_every_row_has_an_outcome_that_is_never_slow(evidence: IsaEvidence) -> None:
    assert of_isa(evidence) is not Outcome.SLOW
