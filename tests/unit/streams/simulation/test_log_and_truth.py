"""The log: the same bytes for a seed, in a proxy's order, with a truth that a plain count meets."""

import csv
import io
import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.simulation import Disturbance, Simulation, simulate
from streams.simulation.run import Run
from streams.simulation.writers import WRITERS
from tests.simulated_logs import COUNTED, TUESDAY_AT_NINE, counted_by_hand, morning, units_by_login, written

ALWAYS = (0, 4_000_000_000_000)
TROUBLES = (
    Disturbance("dns", "facebook", *ALWAYS),
    Disturbance("refused", "instagram", *ALWAYS),
    Disturbance("5xx", "x", *ALWAYS),
    Disturbance("filter", "youtube", *ALWAYS),
    Disturbance("slow", "reddit", *ALWAYS),
)


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(form: str) -> None:
    once, again, other = (
        written(morning(form=form, seed=seed, lines=2000, malformed_share=0.01)) for seed in (5, 5, 6)
    )
    assert once == again
    assert once[0] != other[0]


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32), minutes=st.integers(1, 20))
def test_lines_stand_in_the_order_in_which_requests_ended_and_inside_the_wanted_time(
    seed: int, minutes: int
) -> None:
    log, truth = written(morning(seed=seed, hours=minutes / 60, people=60))
    ends = [line.split()[0] for line in log.splitlines()]
    assert ends == sorted(ends)
    begin = TUESDAY_AT_NINE.timestamp()
    assert all(begin <= float(end) < begin + minutes * 60 for end in ends)
    assert len(ends) == truth.lines == truth.request_lines


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_truth_is_what_a_plain_reader_counts_by_platform_outcome_and_unit(
    seed: int, tmp_path: Path
) -> None:
    simulation = morning(seed=seed, people=150, hours=2, malformed_share=0.01, disturbances=TROUBLES)
    log, truth = written(simulation)
    lines = log.split(b"\n")[:-1]
    counts = counted_by_hand(lines, units_by_login(simulation, tmp_path))
    assert counts == truth.counts()
    assert counts.total() == truth.requests_counted > 500
    assert {"ok", "fail_dns", "fail_tcp", "our_policy"} <= {outcome for _, outcome, _ in counts}
    assert {"Visitors", "unassigned", "!exclude"} <= {unit for _, _, unit in counts}
    assert len(lines) == truth.lines
    assert truth.malformed_lines == sum(len(line.split()) != 10 for line in lines)
    assert 0.005 < truth.malformed_lines / truth.lines < 0.02


def test_bytes_in_the_truth_are_those_in_the_log() -> None:
    log, truth = written(morning(people=150))
    sums: Counter[str] = Counter()
    for line in log.decode().splitlines():
        fields = line.split()
        host = fields[6].split("/")[2] if "//" in fields[6] else fields[6].rpartition(":")[0]
        sums[COUNTED.get(host, "")] += int(fields[4])
    del sums[""]
    told: Counter[str] = Counter()
    for cell in truth.requests:
        told[cell.platform] += cell.bytes_down
    assert told == sums


@pytest.mark.parametrize("lines", [1, 999, 5000])
def test_a_log_of_so_many_lines_has_exactly_so_many(lines: int) -> None:
    log, truth = written(morning(hours=None, lines=lines, malformed_share=0.02))
    assert log.count(b"\n") == truth.lines == lines


def test_the_log_of_half_the_time_is_the_beginning_of_the_whole() -> None:
    whole, half = written(morning(hours=0.5))[0], written(morning(hours=0.25))[0]
    assert whole.startswith(half)
    assert half


def test_what_breaks_in_one_minute_changes_nothing_before_it() -> None:
    later = round(TUESDAY_AT_NINE.timestamp() * 1000) + 900_000
    usual, _ = written(morning())
    broken, truth = written(morning(disturbances=(Disturbance("dns", "facebook", later, later + 300_000),)))
    before = [line for line in usual.splitlines() if float(line.split()[0]) * 1000 < later]
    assert broken.splitlines()[: len(before)] == before
    (trouble,) = truth.disturbances
    assert trouble.platforms == ["facebook"]
    assert trouble.requests > 0
    assert trouble.first_seen_at is not None
    assert "2026-11-24T14:15:00.000Z" == trouble.from_ <= trouble.first_seen_at


def test_an_organisation_with_no_platform_lines_but_them_can_be_asked_for() -> None:
    _, truth = written(morning(catalogued_share=1.0))
    assert truth.catalogued_lines == truth.request_lines > 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"form": "leef"}, "the simulation writes squid"),
        ({"malformed_share": 2}, "share from 0 to 1"),
        ({"catalogued_share": 0}, "above 0"),
        ({"begins_at": datetime(2026, 11, 24)}, "time zone"),  # noqa: DTZ001 (that is the mistake)
        ({"hours": None}, "needs an end"),
        ({"disturbances": (Disturbance("dns", "myspace", 0, 1),)}, "neither a host"),
    ],
)
def test_what_cannot_be_simulated_is_refused_with_a_sentence(
    changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        simulate(morning(**changes), io.BytesIO())


def test_lines_that_wait_for_their_end_are_few_however_long_the_run() -> None:
    run = Run(Simulation(begins_at=TUESDAY_AT_NINE, people=80, hours=5))
    sizes = [len(batch.lines) for batch in run.minutes()]
    assert max(sizes) < 20 * (sum(sizes) / len(sizes))


def test_combined_tells_the_same_requests_in_local_time_with_result_and_hierarchy() -> None:
    native, truth = written(morning())
    combined, _ = written(morning(form="squid-combined"))
    for plain, rich in zip(native.decode().splitlines(), combined.decode().splitlines(), strict=True):
        fields, parts = plain.split(), rich.split('"')
        address, _, user, day, zone = parts[0].split()
        assert (address, user) == (fields[2], fields[7])
        assert parts[1] == f"{fields[5]} {fields[6]} HTTP/1.1"
        assert datetime.strptime(f"{day}{zone}", "[%d/%b/%Y:%H:%M:%S%z]").timestamp() == int(float(fields[0]))
        assert parts[-1].strip() == f"{fields[3].partition('/')[0]}:{fields[8].partition('/')[0]}"
    assert "slow" not in {cell.outcome for cell in written(morning(form="squid-combined"))[1].requests}
    assert truth.request_lines == combined.count(b"\n")


def test_a_combined_log_has_platforms_as_referrers_which_are_no_use_of_them() -> None:
    log, _ = written(morning(form="squid-combined"))
    assert any(b'"http://www.facebook.com/"' in line for line in log.splitlines())


def test_w3c_rows_have_exactly_the_fields_of_their_header() -> None:
    log, truth = written(morning(form="w3c", disturbances=TROUBLES))
    lines = log.decode().splitlines()
    (fields,) = [line.split()[1:] for line in lines if line.startswith("#Fields:")]
    rows = [
        dict(zip(fields, row, strict=True))
        for row in csv.reader([line for line in lines if not line.startswith("#")], delimiter=" ")
    ]
    assert truth.lines == len(lines) == truth.header_lines + len(rows)
    told = {row["x-exception-id"] for row in rows}
    assert {"-", "tcp_error", "dns_unresolved_hostname", "policy_denied", "authentication_failed"} <= told
    assert sum(row["cs-host"] in COUNTED for row in rows) == truth.requests_counted
    assert {row["cs-username"][:5] for row in rows} == {"CORP\\", "-"}
    assert any(int(row["cs-bytes"]) > 5000 for row in rows)


def test_json_lines_are_json_with_every_value_a_text() -> None:
    log, truth = written(morning(form="jsonl", disturbances=TROUBLES))
    rows = [json.loads(line) for line in log.splitlines()]
    assert all(isinstance(value, str) for row in rows for value in row.values())
    assert sum(row["cs-host"] in COUNTED for row in rows) == truth.requests_counted
    assert {row["cs-username"] for row in rows if row["sc-status"] == "407"} == {"-"}
    assert {row["sc-status"] for row in rows if row["x-policy-action"] == "block"} == {"403"}


def test_the_organisation_works_by_the_clock_of_its_time_zone() -> None:
    asleep, awake = (
        written(morning(timezone=zone))[1].request_lines for zone in ("Asia/Tokyo", "America/Halifax")
    )
    assert asleep * 2 < awake
    assert TUESDAY_AT_NINE.astimezone(ZoneInfo("Asia/Tokyo")).hour == 23


def test_the_truth_file_is_json_whose_cells_add_up() -> None:
    _, truth = written(morning())
    told = json.loads(truth.json())
    assert told["schema"] == "holdfast.simulation/1"
    assert sum(cell["requests"] for cell in told["requests"]) == told["requests_counted"]
    assert told["from"] < told["to"]
