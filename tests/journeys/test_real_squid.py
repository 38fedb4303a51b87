"""What a real Squid wrote is read for what really happened, as far as its format can show it."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from streams.domain.lines import Block, Verdict
from streams.domain.outcomes import Outcome
from streams.domain.outcomes.squid import SquidEvidence, of_squid
from streams.formats.interface import Format
from streams.formats.logformat import COMBINED, SquidLogformat
from streams.formats.squid import SquidNative
from tests.squid_session import Played, Truth

pytestmark = pytest.mark.squid

_REQUEST: Final = re.compile(r"(GET|POST|CONNECT) (\S+)")


def _log(session: Played, name: str) -> Path:
    return {"native": session.native, "fields": session.fields, "combined": session.combined}[name]


def _shows(truth: Truth, name: str) -> frozenset[Outcome]:
    """What this log may show of a request."""
    shows = {"native": truth.native, "fields": truth.with_fields, "combined": truth.without_duration}
    return shows[name]


def _truths(session: Played) -> Mapping[tuple[str, ...], Truth]:
    return {(truth.method, truth.url): truth for truth in session.truth}


def _truth_of(session: Played, line: str) -> Truth:
    found = _REQUEST.search(line)
    assert found is not None, line
    return _truths(session)[found.groups()]


def _native_evidence(line: str) -> SquidEvidence:
    fields = line.split()
    tag, status = fields[3].split("/")
    return SquidEvidence(tag, int(status), fields[8].partition("/")[0], fields[5] == "CONNECT")


def _fields_evidence(line: str) -> SquidEvidence:
    error, _, detail = line.split()[10].rpartition("/")
    origin = line.split()[12].replace("-", "0")
    return _native_evidence(line)._replace(
        error=error.removeprefix("-"), detail=detail.removeprefix("-"), origin_status=int(origin)
    )


def _combined_evidence(line: str) -> SquidEvidence:
    tag, _, hierarchy = line.rsplit(maxsplit=1)[-1].partition(":")
    status = int(line.split('"')[2].split(maxsplit=1)[0])
    return SquidEvidence(tag, status, hierarchy, '"CONNECT ' in line)


EVIDENCE: Final[Mapping[str, Callable[[str], SquidEvidence]]] = {
    "native": _native_evidence,
    "fields": _fields_evidence,
    "combined": _combined_evidence,
}

FORMATS: Final[Mapping[str, Callable[[Played], Format]]] = {
    "native": lambda _: SquidNative(),
    "fields": lambda session: SquidLogformat(session.fields_format),
    "combined": lambda _: SquidLogformat(COMBINED),
}


@pytest.mark.parametrize("name", EVIDENCE)
def test_every_request_left_exactly_one_line(squid_session: Played, name: str) -> None:
    lines = _log(squid_session, name).read_text().splitlines()
    assert Counter(_truth_of(squid_session, line).happened for line in lines) == Counter(
        truth.happened for truth in squid_session.truth
    )


@pytest.mark.parametrize("name", EVIDENCE)
def test_the_table_of_outcomes_says_what_really_happened(squid_session: Played, name: str) -> None:
    wrong = []
    for line in _log(squid_session, name).read_text().splitlines():
        truth = _truth_of(squid_session, line)
        outcome = of_squid(EVIDENCE[name](line))
        # The table is not shown the duration: what is slow is an answer to it.
        expected = _shows(truth, name) | ({Outcome.OK} if Outcome.SLOW in truth.native else set())
        if outcome not in expected:
            wrong.append(f"{truth.happened}: {outcome.word} in {line}")
    assert wrong == []


@pytest.mark.parametrize("name", ["native", "fields", "combined"])
def test_the_format_reads_every_line_as_it_happened(squid_session: Played, name: str) -> None:
    block = Block(_log(squid_session, name).read_bytes())
    cut = FORMATS[name](squid_session).cut(block, "")
    assert [Verdict(verdict).word for verdict in cut.verdicts] == ["parsed"] * len(block)
    wrong = []
    for row, line in enumerate(map(bytes.decode, map(block.line, range(len(block))))):
        truth = _truth_of(squid_session, line)
        outcome = Outcome(int(cut.requests.outcome[row]))
        read = (cut.requests.host.row(row).strip(b"[]"), cut.requests.user.row(row))
        if outcome not in _shows(truth, name) or read != (truth.host.encode(), truth.logged_user.encode()):
            wrong.append(f"{truth.happened}: {outcome.word}, {read} in {line}")
    assert wrong == []


def test_error_fields_tell_apart_what_the_native_format_cannot(squid_session: Played) -> None:
    """The refused and the reset GET look like a platform's own 5xx until `%err_code` is logged."""
    fields = squid_session.fields.read_text().splitlines()
    native = {_truth_of(squid_session, line).happened: of_squid(_native_evidence(line)) for line in fields}
    richer = {_truth_of(squid_session, line).happened: of_squid(_fields_evidence(line)) for line in fields}
    assert native["refused"] is native["reset"] is native["the origin says 503"] is Outcome.FAIL_5XX
    assert richer["refused"] is richer["reset"] is Outcome.FAIL_TCP
    assert richer["the origin says 503"] is Outcome.FAIL_5XX
