"""Trouble looks as it looked when a real Squid had it, begins and ends on time, and strikes whom it names."""

import re
from datetime import UTC, datetime

import pytest

from streams.domain.outcomes import Outcome
from streams.domain.outcomes.squid import SquidEvidence, of_squid
from streams.simulation import Disturbance, disturbance
from streams.simulation.answers import ANSWERS
from streams.simulation.web import spin
from tests.simulated_logs import TUESDAY_AT_NINE, morning, written

BEGIN_MS = round(TUESDAY_AT_NINE.timestamp() * 1000)
WHOLE = (BEGIN_MS - 3_600_000, BEGIN_MS + 3_600_000)

RECORDED = {
    ("refused", "GET"): "0 TCP_MISS/503 3425 GET http://twitter.com/ - HIER_DIRECT/127.0.0.4 text/html",
    ("refused", "CONNECT"): "0 NONE_NONE/503 0 CONNECT twitter.com:443 - HIER_DIRECT/127.0.0.4 -",
    ("dns", "GET"): "9952 TCP_MISS/502 3399 GET http://nodns.example/ - HIER_NONE/- text/html",
    ("dns", "CONNECT"): "9934 NONE_NONE/500 0 CONNECT www.instagram.com:443 - HIER_NONE/- -",
    ("5xx", "GET"): "3 TCP_MISS/500 204 GET http://www.facebook.com/500 - HIER_DIRECT/127.0.0.2 -",
    ("5xx", "CONNECT"): "215 TCP_TUNNEL/200 339 CONNECT www.facebook.com:443 - HIER_DIRECT/127.0.0.2 -",
    ("filter", "GET"): "0 TCP_DENIED/403 3414 GET http://www.youtube.com/ - HIER_NONE/- text/html",
    ("filter", "CONNECT"): "0 TCP_DENIED/403 3418 CONNECT www.youtube.com:443 - HIER_NONE/- text/html",
}  # fmt: skip
"""What Squid 5.7 wrote on loopback, without time and client. Inside a tunnel a platform's 500 cannot be seen:
it is an ordinary short tunnel.
"""


def shape(line: str) -> str:
    """A line without what differs from request to request; seconds of waiting and sizes keep their order."""
    elapsed, result, size, method, url, _, route, mime = line.split()
    waited = "waits for DNS" if 9_900 <= int(elapsed) <= 10_000 else "answers at once"
    page = "no bytes" if size == "0" else "an error page" if 3_000 <= int(size) < 4_000 else "other bytes"
    target = (
        "host:443" if re.fullmatch(r"[a-z0-9.-]+:443", url) else "http" if url.startswith("http://") else url
    )
    return " ".join((waited, result, page, method, target, re.sub(r"/[0-9.]+$", "/address", route), mime))


@pytest.mark.parametrize(("kind", "method"), RECORDED)
def test_a_failure_is_written_as_a_real_squid_wrote_it(kind: str, method: str) -> None:
    log, _ = written(
        morning(people=300, plain_share=0.3, disturbances=(Disturbance(kind, "facebook", *WHOLE),))
    )
    struck = [
        line
        for line in log.decode().splitlines()
        if " www.facebook.com:443 " in line or "//www.facebook.com/" in line
    ]
    shapes = {shape(re.sub(r"^(\S+) +(\S+) \S+", r"\2", line)) for line in struck if f" {method} " in line}
    assert shapes == {shape(RECORDED[kind, method])}


def test_a_slow_platform_takes_ten_seconds_and_more_for_a_page_and_longer_tunnels() -> None:
    log, truth = written(
        morning(people=300, plain_share=0.3, disturbances=(Disturbance("slow", "facebook", *WHOLE),))
    )
    lines = [line.split() for line in log.decode().splitlines() if re.search(r"www\.facebook\.com[:/]", line)]
    assert all(
        int(fields[1]) >= 11_000 for fields in lines if fields[3] in {"TCP_MISS/200", "TCP_TUNNEL/200"}
    )
    shown = {(cell.outcome, cell.happened) for cell in truth.requests if cell.platform == "facebook"}
    assert {("slow", "slow"), ("ok", "slow")} <= shown  # a page shows it, a tunnel does not


def test_our_filter_on_one_host_leaves_the_other_hosts_of_the_platform_alone() -> None:
    log, truth = written(
        morning(people=300, disturbances=(Disturbance("filter", "www.youtube.com", *WHOLE),))
    )
    denied = {line.split()[6] for line in log.decode().splitlines() if "TCP_DENIED/403" in line}
    assert "www.youtube.com:443" in denied
    assert not any("googlevideo" in target or "googleapis" in target for target in denied)
    assert truth.disturbances[0].platforms == ["youtube"]


def test_trouble_begins_and_ends_for_requests_that_begin_then_however_late_they_are_written() -> None:
    begin, end = BEGIN_MS + 600_000, BEGIN_MS + 1_200_000
    log, truth = written(morning(people=300, disturbances=(Disturbance("dns", "facebook", begin, end),)))
    failed = [
        line.split() for line in log.decode().splitlines() if "NONE_NONE/500" in line and "facebook" in line
    ]
    started = [round(float(fields[0]) * 1000) - int(fields[1]) for fields in failed]
    strays = [ms for ms in started if not begin <= ms < end]
    assert len(strays) <= 0.02 * len(failed)  # a name fails now and then on any day
    assert truth.disturbances[0].requests > 0
    assert max(round(float(fields[0]) * 1000) for fields in failed) >= end  # ten seconds of waiting


@pytest.mark.parametrize("name", ANSWERS)
def test_what_an_answer_shows_is_the_outcome_that_the_rules_for_squid_give_its_line(name: str) -> None:
    answer = ANSWERS[name]
    route = "HIER_DIRECT" if answer.direct else "HIER_NONE"
    tunnel = name == "tunnel" or name.endswith("-tunnel")
    decided = of_squid(SquidEvidence(answer.result, answer.status, route, tunnel))
    assert decided == (Outcome.OK if answer.shown == Outcome.SLOW else answer.shown)


def test_times_are_read_as_seconds_after_the_beginning_or_as_rfc_3339() -> None:
    begin = datetime(2026, 11, 24, 14, tzinfo=UTC)
    expected = Disturbance("dns", "facebook", BEGIN_MS + 600_000, BEGIN_MS + 900_000)
    assert disturbance("dns:facebook@600+300", begin) == expected
    assert disturbance("dns:facebook@2026-11-24T14:10:00Z+300", begin) == expected
    assert disturbance("dns:facebook@2026-11-24T09:10:00-05:00+300", begin) == expected
    assert disturbance("filter:www.youtube.com@0+0.5", begin).to_ms == BEGIN_MS + 500
    assert expected.name == "dns:facebook"
    partial = disturbance("5xx:facebook/media+x@600+900*0.3", begin)
    assert partial == Disturbance("5xx", "facebook/media+x", BEGIN_MS + 600_000, BEGIN_MS + 1_500_000, 0.3)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("facebook", "for example dns:facebook@600"),
        ("dns:facebook", "for example dns:facebook@600"),
        ("dns:facebook@600", "for example dns:facebook@600"),
        ("flood:facebook@600+300", "no kind of trouble; there is dns"),
        ("dns:facebook@noon+300", "write seconds"),
        ("dns:facebook@600+soon", "write seconds"),
        ("dns:facebook@600+0", "lasts no time"),
        ("dns:facebook@600+inf", "write seconds"),
        ("5xx:facebook@600+300*many", "perhaps a share"),
    ],
)
def test_a_disturbance_that_cannot_be_read_says_what_to_write(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        disturbance(text, TUESDAY_AT_NINE)


def test_a_kind_that_does_not_exist_is_refused_however_it_was_made() -> None:
    with pytest.raises(ValueError, match="'flood' is no kind of trouble; there is dns"):
        morning(disturbances=(Disturbance("flood", "facebook", *WHOLE),))


def test_trouble_with_a_host_that_is_no_platforms_is_nobodys_incident() -> None:
    (said,) = morning(disturbances=(Disturbance("dns", "notfacebook.com", *WHOLE),)).disturbances
    assert said.cause(spin(1)) == "none"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("dns:facebook/video@0+1", "neither a host of the simulation"),
        ("dns:wikipedia/login@0+1", "wikipedia has no host in the surface group login"),
        ("refused:facebook~North@0+1", "strikes everybody"),
        ("account:facebook@0+1", "account:facebook~Digital Engagement"),
        ("account:facebook~Marketing@0+1", "neither a site nor a unit"),
        ("network:South@0+1", "neither a site nor a unit"),
        ("egress:5xx@0+1", "write egress:dns or egress:refused"),
        ("egress:5xx@0+1*0.5", "write egress:dns or egress:refused"),
        ("timeout:all@0+1", "write egress:timeout"),
        ("slow:all@0+1", "write egress:refused"),
        ("silent:North@0+1", "write silent:all or silent:central"),
        ("holiday:facebook@0+1", "write holiday:all"),
        ("holiday:all@0+1*0.5", "takes no share"),
        ("surge:facebook@0+1*0.5", "write a number above 1"),
        ("dns:facebook@0+1*1.5", "above 0 and at most 1"),
    ],
)
def test_a_disturbance_that_cannot_happen_says_why(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        morning(disturbances=(disturbance(text, TUESDAY_AT_NINE),))
