"""What a Squid line came to: the cases that are easily mistaken, and what holds for every line."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.outcomes import Outcome
from streams.domain.outcomes.squid import RULES, SquidEvidence, of_squid
from streams.domain.outcomes.squid_errors import ERRORS
from streams.domain.outcomes.squid_evidence import Line


class Case(NamedTuple):
    """A sentence, what it comes to, and the line: method, tag/status, route[, code/detail[, %<Hs]]."""

    sentence: str
    outcome: Outcome
    line: str

    @property
    def evidence(self) -> SquidEvidence:
        method, result, route, *fields = self.line.split()
        tag, _, status = result.partition("/")
        error, detail, origin = None, "", None
        if fields and fields[0] != "?":
            error, detail = (word.removeprefix("-") for word in fields[0].split("/"))
        if len(fields) > 1:
            origin = int(fields[1].replace("-", "0"))
        return SquidEvidence(tag, int(status), route, method == "CONNECT", error, detail, origin)


RECORDED = (
    ("an origin answers", Outcome.OK, "GET TCP_MISS/200 HIER_DIRECT"),
    ("a tunnel works", Outcome.OK, "CONNECT TCP_TUNNEL/200 HIER_DIRECT"),
    ("refused", Outcome.FAIL_TCP, "GET TCP_MISS/503 HIER_DIRECT ERR_CONNECT_FAIL/WITH_SERVER"),
    (
        "refused, or a 503 of the platform: native cannot say",
        Outcome.FAIL_5XX,
        "GET TCP_MISS/503 HIER_DIRECT",
    ),
    ("refused tunnel", Outcome.FAIL_TCP, "CONNECT NONE_NONE/503 HIER_DIRECT ERR_CONNECT_FAIL/errno=111"),
    ("a tunnel's 503 is never a platform's", Outcome.FAIL_TCP, "CONNECT NONE_NONE/503 HIER_DIRECT"),
    ("no DNS answer", Outcome.FAIL_DNS, "GET TCP_MISS/502 HIER_NONE ERR_READ_ERROR/WITH_SERVER"),
    ("no DNS answer, native", Outcome.FAIL_DNS, "GET TCP_MISS/502 HIER_NONE"),
    ("no DNS answer, tunnel", Outcome.FAIL_DNS, "CONNECT NONE_NONE/500 HIER_NONE ERR_CANNOT_FORWARD/-"),
    ("no DNS answer, tunnel, native", Outcome.FAIL_DNS, "CONNECT NONE_NONE/500 HIER_NONE"),
    ("origin says 500", Outcome.FAIL_5XX, "GET TCP_MISS/500 HIER_DIRECT -/- 500"),
    ("origin says 500, native", Outcome.FAIL_5XX, "GET TCP_MISS/500 HIER_DIRECT"),
    ("reset", Outcome.FAIL_TCP, "GET TCP_MISS/502 HIER_DIRECT ERR_ZERO_SIZE_OBJECT/WITH_SERVER -"),
    ("read time-out", Outcome.FAIL_TIMEOUT, "GET TCP_MISS/504 HIER_DIRECT ERR_READ_TIMEOUT/- -"),
    ("read time-out, native", Outcome.FAIL_TIMEOUT, "GET TCP_MISS/504 HIER_DIRECT"),
    ("client gives up", Outcome.CLIENT_GONE, "GET TCP_MISS_ABORTED/000 HIER_DIRECT ERR_CLIENT_GONE/-"),
    ("client gives up, native", Outcome.CLIENT_GONE, "GET TCP_MISS_ABORTED/000 HIER_DIRECT"),
    ("our filter", Outcome.OUR_POLICY, "GET TCP_DENIED/403 HIER_NONE ERR_ACCESS_DENIED/-"),
    ("our filter, tunnel", Outcome.OUR_POLICY, "CONNECT TCP_DENIED/403 HIER_NONE"),
    ("IPv6, refused", Outcome.FAIL_TCP, "CONNECT NONE_NONE/503 HIER_DIRECT ERR_CONNECT_FAIL/errno=111"),
)

OURS = (
    ("the first leg of a sign-on", Outcome.OUR_AUTH, "GET TCP_DENIED/407 HIER_NONE"),
    ("the first leg, tunnel", Outcome.OUR_AUTH, "CONNECT TCP_DENIED/407 HIER_NONE ERR_CACHE_ACCESS_DENIED/-"),
    (
        "no sign-on inside inspected TLS",
        Outcome.OUR_AUTH,
        "GET TCP_DENIED/403 HIER_NONE ERR_CACHE_ACCESS_DENIED/-",
    ),
    ("an accelerator's sign-on", Outcome.OUR_AUTH, "GET TCP_DENIED/401 HIER_NONE"),
    ("a 407 from a parent", Outcome.OUR_AUTH, "GET TCP_MISS/407 FIRSTUP_PARENT"),
    ("the client left during a sign-on", Outcome.OUR_AUTH, "GET TCP_DENIED_ABORTED/407 HIER_NONE"),
    ("denied, the reply", Outcome.OUR_POLICY, "GET TCP_DENIED_REPLY/403 HIER_DIRECT ERR_ACCESS_DENIED/- 200"),
    ("denied with a redirect to a block page", Outcome.OUR_POLICY, "GET TCP_DENIED/302 HIER_NONE"),
    ("denied with a block page sent as 200", Outcome.OUR_POLICY, "GET TCP_DENIED/200 HIER_NONE"),
    ("denied with a 503 is no DNS failure", Outcome.OUR_POLICY, "GET TCP_DENIED/503 HIER_NONE"),
    ("denied by reset", Outcome.OUR_POLICY, "GET TCP_DENIED/000 HIER_NONE TCP_RESET/-"),
    ("denied for want of a length", Outcome.OUR_POLICY, "GET TCP_DENIED/411 HIER_NONE"),
    ("denied, while the client left", Outcome.OUR_POLICY, "GET TCP_DENIED_ABORTED/403 HIER_NONE"),
    ("a rewriter's redirect", Outcome.OUR_POLICY, "GET TCP_REDIRECT/302 HIER_NONE"),
    ("a rewriter's redirect in Squid 2", Outcome.OUR_POLICY, "GET TCP_MISS/302 NONE"),
    ("a 403 by content adaptation", Outcome.OUR_POLICY, "GET NONE_NONE/403 HIER_NONE"),
    ("a good reply replaced by a 403", Outcome.OUR_POLICY, "GET TCP_MISS/403 HIER_DIRECT -/- 200"),
    ("a parent's filter refuses a tunnel", Outcome.OUR_POLICY, "CONNECT TCP_TUNNEL/403 FIRSTUP_PARENT"),
    ("ICAP is down", Outcome.OUR_PROXY, "GET TCP_MISS/500 HIER_DIRECT ERR_ICAP_FAILURE/-"),
    (
        "ICAP is down before a server is chosen",
        Outcome.OUR_PROXY,
        "GET NONE_NONE/500 HIER_NONE ERR_ICAP_FAILURE/-",
    ),
    ("shutting down", Outcome.OUR_PROXY, "CONNECT NONE_NONE/503 HIER_NONE ERR_SHUTTING_DOWN/-"),
    ("no parent may be used", Outcome.OUR_PROXY, "GET TCP_MISS/503 HIER_NONE ERR_FORWARDING_DENIED/-"),
    ("no local port left", Outcome.OUR_PROXY, "GET TCP_MISS/503 HIER_DIRECT ERR_CONNECT_FAIL/errno=99"),
    ("no descriptor left", Outcome.OUR_PROXY, "GET TCP_MISS/503 HIER_DIRECT ERR_SOCKET_FAILURE/errno=24"),
    ("no socket, no reason", Outcome.OUR_PROXY, "GET TCP_MISS/500 HIER_DIRECT ERR_SOCKET_FAILURE/-"),
    ("the parent is dead", Outcome.OUR_PROXY, "GET TCP_MISS/503 FIRSTUP_PARENT ERR_CONNECT_FAIL/errno=111"),
    (
        "a sign-on page of another tag",
        Outcome.OUR_AUTH,
        "GET TCP_MISS/403 HIER_NONE ERR_CACHE_ACCESS_DENIED/-",
    ),
    ("a 401 to a tunnel", Outcome.OUR_AUTH, "CONNECT TCP_TUNNEL/401 FIRSTUP_PARENT"),
    ("a body above our limit", Outcome.OUR_POLICY, "GET TCP_MISS/413 HIER_NONE ERR_TOO_BIG/-"),
    (
        "no TLS with the client",
        Outcome.OUR_PROXY,
        "GET NONE/503 HIER_NONE ERR_SECURE_CONNECT_FAIL/WITH_CLIENT",
    ),
    ("a page of a site's own", Outcome.OUR_PROXY, "GET NONE_NONE/503 HIER_NONE ERR_HELPERS_BUSY/-"),
)

THEIRS = (
    ("the platform forbids", Outcome.REFUSED, "GET TCP_MISS/403 HIER_DIRECT"),
    ("the platform forbids, with fields", Outcome.REFUSED, "GET TCP_MISS/403 HIER_DIRECT -/- 403"),
    ("the platform asks for a login", Outcome.REFUSED, "GET TCP_MISS/401 HIER_DIRECT"),
    ("too many requests", Outcome.REFUSED, "GET TCP_MISS/429 HIER_DIRECT"),
    ("not in this country", Outcome.REFUSED, "GET TCP_MISS/451 HIER_DIRECT"),
    ("a stored 403 of the platform", Outcome.REFUSED, "GET TCP_NEGATIVE_HIT/403 HIER_NONE"),
    ("not found is an answer", Outcome.PLAT_4XX, "GET TCP_MISS/404 HIER_DIRECT"),
    (
        "a refused origin is not the client",
        Outcome.FAIL_TCP,
        "GET TCP_MISS_ABORTED/503 HIER_DIRECT ERR_CONNECT_FAIL/-",
    ),
    ("an aborted 503 is still a failure", Outcome.FAIL_5XX, "GET TCP_MISS_ABORTED/503 HIER_DIRECT"),
    ("a dead origin behind a parent", Outcome.FAIL_5XX, "GET TCP_MISS/503 FIRSTUP_PARENT -/-"),
    (
        "a dead origin behind a parent",
        Outcome.FAIL_TCP,
        "CONNECT TCP_TUNNEL/503 FIRSTUP_PARENT ERR_RELAY_REMOTE/-",
    ),
    ("a tunnel's 503", Outcome.FAIL_TCP, "CONNECT TCP_TUNNEL/503 HIER_DIRECT"),
    ("a tunnel's 504", Outcome.FAIL_TIMEOUT, "CONNECT TCP_TUNNEL/504 HIER_DIRECT"),
    ("the platform's own 502", Outcome.FAIL_5XX, "GET TCP_MISS/502 HIER_DIRECT -/- 502"),
    ("the platform's own 504", Outcome.FAIL_5XX, "GET TCP_MISS/504 HIER_DIRECT -/- 504"),
    ("Squid's own 502, said by %<Hs alone", Outcome.FAIL_TCP, "GET TCP_MISS/502 HIER_DIRECT ? -"),
    (
        "unreachable",
        Outcome.FAIL_TCP,
        "GET TCP_MISS/503 HIER_DIRECT ERR_SOCKET_FAILURE/WITH_SERVER+errno=101",
    ),
    ("no route to the host", Outcome.FAIL_TCP, "GET TCP_MISS/503 HIER_DIRECT ERR_SOCKET_FAILURE/errno=113"),
    (
        "TLS fails",
        Outcome.FAIL_TLS,
        "CONNECT NONE_NONE/503 HIER_DIRECT ERR_SECURE_CONNECT_FAIL/SQUID_TLS_ERR_CONNECT",
    ),
    ("DNS, said plainly", Outcome.FAIL_DNS, "GET NONE/503 NONE ERR_DNS_FAIL/-"),
    ("tried every address", Outcome.FAIL_TCP, "CONNECT NONE_NONE/500 HIER_DIRECT ERR_CANNOT_FORWARD/-"),
    (
        "half a body, then nothing",
        Outcome.FAIL_TIMEOUT,
        "GET TCP_MISS_ABORTED/200 HIER_DIRECT ERR_READ_TIMEOUT/WITH_SERVER",
    ),
    ("nonsense instead of HTTP", Outcome.FAIL_5XX, "GET TCP_MISS/502 HIER_DIRECT ERR_INVALID_RESP/-"),
    ("a time-out in the tag", Outcome.FAIL_TIMEOUT, "GET TCP_MISS_TIMEDOUT/200 HIER_DIRECT"),
    ("a time-out in the tag of Squid 3", Outcome.FAIL_TIMEOUT, "GET TCP_MISS_TIMEOUT/000 HIER_DIRECT"),
)

NEITHER = (
    ("the client left in a good answer", Outcome.CLIENT_GONE, "GET TCP_MISS_ABORTED/200 HIER_DIRECT"),
    ("the client left the tunnel", Outcome.CLIENT_GONE, "CONNECT TCP_TUNNEL_ABORTED/200 HIER_DIRECT"),
    (
        "the client's own connection broke",
        Outcome.CLIENT_GONE,
        "GET TCP_MISS/200 HIER_DIRECT ERR_WRITE_ERROR/WITH_CLIENT",
    ),
    ("a slow asker", Outcome.CLIENT_GONE, "GET NONE_NONE/408 HIER_NONE ERR_REQUEST_PARSE_TIMEOUT/-"),
    ("a slow asker, native", Outcome.CLIENT_GONE, "GET NONE_NONE/408 HIER_NONE"),
    ("nothing was sent and nobody left", Outcome.UNKNOWN, "GET TCP_MISS/000 HIER_DIRECT"),
    ("a connection without a request", Outcome.UNKNOWN, "GET NONE_NONE/000 HIER_NONE -/-"),
    ("a broken request", Outcome.UNKNOWN, "GET NONE/400 HIER_NONE ERR_INVALID_REQ/-"),
    ("a broken request is no answer of a platform", Outcome.UNKNOWN, "GET NONE_NONE/400 HIER_NONE"),
    (
        "a 504 that the client asked for",
        Outcome.UNKNOWN,
        "GET TCP_MISS/504 HIER_NONE ERR_ONLY_IF_CACHED_MISS/-",
    ),
    ("an inspected tunnel's opening says nothing", Outcome.UNKNOWN, "CONNECT NONE/200 HIER_NONE"),
    ("the same in Squid 5", Outcome.UNKNOWN, "CONNECT NONE_NONE/200 HIER_DIRECT"),
    ("the same in Squid 4", Outcome.UNKNOWN, "CONNECT TAG_NONE/200 HIER_NONE"),
    ("an old copy, as the platform failed", Outcome.UNKNOWN, "GET TCP_REFRESH_FAIL_OLD/200 HIER_DIRECT"),
    ("the same in Squid 2", Outcome.UNKNOWN, "GET TCP_REF_FAIL_HIT/200 DIRECT"),
    ("caches talking", Outcome.UNKNOWN, "GET UDP_MISS/000 HIER_NONE"),
    ("a made-up status", Outcome.UNKNOWN, "GET TCP_MISS/999 HIER_DIRECT"),
)

WELL = (
    ("from memory", Outcome.OK, "GET TCP_MEM_HIT/200 HIER_NONE"),
    ("from disk, Squid 2", Outcome.OK, "GET TCP_HIT/200 NONE"),
    ("not modified", Outcome.OK, "GET TCP_IMS_HIT/304 HIER_NONE"),
    ("a stored redirect", Outcome.OK, "GET TCP_MEM_HIT/301 HIER_NONE"),
    ("revalidated", Outcome.OK, "GET TCP_REFRESH_UNMODIFIED/304 HIER_DIRECT"),
    ("renewed", Outcome.OK, "GET TCP_REFRESH_MODIFIED/200 HIER_DIRECT"),
    ("shared fetch", Outcome.OK, "GET TCP_CF_MISS/200 HIER_DIRECT"),
    ("switching protocols", Outcome.OK, "GET TCP_MISS/101 HIER_DIRECT"),
    ("a redirect of the platform", Outcome.OK, "GET TCP_MISS/302 HIER_DIRECT"),
    ("through a parent", Outcome.OK, "GET TCP_MISS/200 DEFAULT_PARENT"),
    ("a tunnel in Squid 2", Outcome.OK, "CONNECT TCP_MISS/200 DIRECT"),
    ("an idle tunnel's end", Outcome.OK, "CONNECT TCP_TUNNEL/200 HIER_DIRECT ERR_READ_TIMEOUT/WITH_SERVER"),
    (
        "a tunnel closed by reset",
        Outcome.OK,
        "CONNECT TCP_TUNNEL_ABORTED/200 HIER_DIRECT ERR_READ_ERROR/errno=104",
    ),
    ("a tunnel's idle end in the tag", Outcome.OK, "CONNECT TCP_TUNNEL_TIMEDOUT/200 HIER_DIRECT"),
)

CASES = [Case(*row) for row in (*RECORDED, *OURS, *THEIRS, *NEITHER, *WELL)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.sentence} ({case.line})")
def test_a_line_comes_to(case: Case) -> None:
    assert of_squid(case.evidence).word == case.outcome.word


@pytest.mark.parametrize("spelling", ["NONE", "TAG_NONE", "NONE_NONE", "TCP_MISS"])
@pytest.mark.parametrize("nobody", ["NONE", "HIER_NONE"])
def test_every_version_spells_an_unresolved_name_its_own_way(spelling: str, nobody: str) -> None:
    for status in (500, 502, 503, 504):
        for tunnel in (True, False):
            assert of_squid(SquidEvidence(spelling, status, nobody, tunnel)) is Outcome.FAIL_DNS


TAGS = st.sampled_from(sorted({case.evidence.result for case in CASES})) | st.text(max_size=30)
STATUSES = st.integers() | st.sampled_from(sorted({case.evidence.status for case in CASES}))
ROUTES = st.sampled_from(
    ["", "-", "HIER_NONE", "NONE", "HIER_DIRECT", "DIRECT", "FIRSTUP_PARENT", "SIBLING_HIT", "PINNED"]
) | st.text(max_size=20)
CODES = st.none() | st.just("") | st.sampled_from(sorted(ERRORS)) | st.text(max_size=30)
DETAILS = st.sampled_from(["", "WITH_CLIENT", "WITH_SERVER+errno=111", "errno=99", "110"]) | st.text(
    max_size=40
)
LINES = st.builds(
    SquidEvidence, TAGS, STATUSES, ROUTES, st.booleans(), CODES, DETAILS, st.none() | st.integers()
)


@given(LINES)
def test_every_line_has_one_outcome_and_never_slow(evidence: SquidEvidence) -> None:
    outcome = of_squid(evidence)
    assert isinstance(outcome, Outcome)
    assert outcome is not Outcome.SLOW


@given(
    LINES, st.sampled_from(["TCP_DENIED", "TCP_DENIED_REPLY", "TCP_DENIED_ABORTED", "TCP_DENIED_TIMEDOUT"])
)
def test_a_denial_is_ours_whatever_else_the_line_says(evidence: SquidEvidence, tag: str) -> None:
    assert of_squid(evidence._replace(result=tag)) in {Outcome.OUR_POLICY, Outcome.OUR_AUTH}


@given(
    LINES, st.sampled_from(sorted(code for code, outcome in ERRORS.items() if outcome is Outcome.OUR_PROXY))
)
def test_a_failure_of_our_own_proxy_is_never_a_vote(evidence: SquidEvidence, code: str) -> None:
    ours = {Outcome.OUR_POLICY, Outcome.OUR_AUTH, Outcome.OUR_PROXY}
    assert of_squid(evidence._replace(error=code)) in ours


@given(LINES)
def test_refused_is_only_ever_said_of_a_platform(evidence: SquidEvidence) -> None:
    if of_squid(evidence) is Outcome.REFUSED and evidence.error != "ERR_FTP_FORBIDDEN":
        assert evidence.status in {401, 403, 429, 451}
        assert not evidence.connect


@given(LINES.filter(lambda line: not line.error or line.error not in ERRORS))
def test_a_time_out_or_abort_never_turns_a_failure_into_a_success(evidence: SquidEvidence) -> None:
    aborted = evidence._replace(result=evidence.result + "_ABORTED", connect=False)
    assert aborted.status // 100 == 1 or of_squid(aborted) is not Outcome.OK


def test_every_rule_of_the_table_decides_some_case() -> None:
    used = {
        next(rule.why for rule in RULES if rule.holds(line))
        for line in (Line(case.evidence) for case in CASES)
    }
    assert {rule.why for rule in RULES} - used == set()
