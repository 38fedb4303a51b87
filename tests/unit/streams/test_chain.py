"""From the bytes of a log to a delta: every request counted once, where and when it belongs."""

from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.adapters.directory_files import load_directory
from streams.attribution import GROUPS, SURFACES
from streams.domain.cells import ADDRESS, CONTROL, FAILED, OK, REFUSED, USAGE_KEY, VOTE_KEY, WINDOW_MS
from streams.domain.deltas import ONSET_KEY, ONSET_KINDS, OUTCOMES, USAGE_COUNTS, Delta, merge_deltas
from streams.domain.histogram import BINS
from streams.domain.lines import Block
from streams.domain.unknown_hosts import HostTally
from tests.chains import PSEUDONYMS, blocks_of, catalogue, chain, directory, parts_of, same
from tests.simulated_logs import counted_by_hand, morning, units_by_login, written
from tests.squid_lines import NINE_O_CLOCK_MS, Asked, log_of

HOSTS = {
    "www.facebook.com": ("facebook", "core", 2),
    "graph.facebook.com": ("facebook", "login", 1),
    "scontent-yyz1-1.xx.fbcdn.net": ("facebook", "media", 1),
    "connect.facebook.net": ("facebook", "other", 0),
    "x.com": ("x", "core", 2),
}
"""Host -> platform, surface group and use, as the catalogue has them."""

shared = {
    "host": st.sampled_from([*HOSTS, "www.example.org", "notfacebook.com", "intranet"]),
    "user": st.sampled_from(["anna", "ANNA", "DOM%5canna", "bela", ""]),
    "at_ms": st.integers(0, 45_000),
    "elapsed_ms": st.sampled_from([-3, 0, 1_999, 2_000, 9_999, 10_000, 29_999, 30_000, 30_001, 400_000]),
    "client": st.sampled_from(["10.1.2.3", "10.1.2.4"]),
}
DENIED = ["TCP_DENIED/403", "TCP_DENIED/407"]
tunnels = st.builds(Asked, result=st.sampled_from(["TCP_TUNNEL/200", "NONE_NONE/503", *DENIED]), **shared)
pages = st.builds(
    Asked,
    result=st.sampled_from([
        "TCP_MISS/200", "TCP_MISS/404", "TCP_MISS/403", "TCP_MISS/503", "TCP_MISS/504", *DENIED,
        "TCP_MISS_ABORTED/000",
    ]),
    method=st.sampled_from(["GET", "POST"]),
    size=st.sampled_from([0, 4_000, 4_999_999, 5_000_000]),
    **shared,
)  # fmt: skip
requests = st.one_of(tunnels, pages)
logs = st.lists(requests, max_size=25).map(log_of)


def delta(*asked: Asked, one_in: int = 1) -> Delta:
    """The delta of a few requests."""
    return chain().delta(Block(log_of(list(asked))), "", one_in)


def usage(found: Delta) -> Counter[tuple[str, str, int]]:
    """Requests by platform, surface and use."""
    columns = USAGE_KEY.unpack(found.usage.keys)
    names, counts = list(catalogue().platforms), found.usage.counts[:, : len(OUTCOMES)].sum(axis=1)
    cells: Counter[tuple[str, str, int]] = Counter()
    for platform, surface, use, count in zip(
        *(columns[name].tolist() for name in ("platform", "surface", "use")), counts.tolist(), strict=True
    ):
        cells[names[platform], str(SURFACES[surface]), use] += count
    return cells


def count(found: Delta, name: str) -> int:
    """One of the USAGE_COUNTS over all cells."""
    return int(found.usage.counts[:, USAGE_COUNTS.index(name)].sum())


@given(logs, st.lists(st.integers(0, 30), max_size=5), st.sampled_from([1, 3]))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_the_delta_of_a_log_is_the_merged_deltas_of_its_parts(
    log: bytes, cuts: list[int], one_in: int
) -> None:
    one, many = HostTally(), HostTally()
    whole = chain(hosts=one).delta(Block(log), "", one_in)
    parts = [chain(hosts=many).delta(block, "", one_in) for block in blocks_of(log, cuts)]

    assert same(merge_deltas(parts), whole)
    assert same(merge_deltas(parts[::-1]), whole)
    assert many.hosts() == one.hosts()
    one.merge(many.seen())
    assert [(row[0], row[2]) for row in one.hosts()] == [(row[0], row[2]) for row in many.hosts()]


@given(st.lists(requests, max_size=25))
@settings(deadline=None)
def test_votes_are_one_a_person_group_and_window(asked: list[Asked]) -> None:
    expected: dict[tuple[str, str, bool, int, int], int] = {}
    for request in asked:
        if request.result == "TCP_DENIED/407":
            continue
        platform, group, use = HOSTS.get(request.host, ("control", "core", 1))
        flag = flag_of(request)
        if flag:
            flag |= 0 if request.user else ADDRESS
            kind, who = ("login", request.user) if request.user else ("address", request.client)
            login = "anna" if "anna" in who.lower() else who
            person = PSEUDONYMS.of("login" if kind == "login" else "address", login)
            key = (
                platform,
                group if platform != "control" else "core",
                use == 0,
                request.seen_ms // WINDOW_MS,
                person,
            )
            expected[key] = expected.get(key, 0) | flag

    found = delta(*asked).votes
    columns = VOTE_KEY.unpack(found.member_keys)
    names = list(catalogue().platforms)
    got = {
        (
            "control" if platform == CONTROL else names[platform],
            str(GROUPS[group]),
            bool(embed),
            window,
            person,
        ): flags
        for platform, group, embed, window, person, flags in zip(
            *(columns[name].tolist() for name in ("platform", "group", "embed", "window")),
            found.members.tolist(),
            found.flags.tolist(),
            strict=True,
        )
    }
    assert got == expected


def flag_of(request: Asked) -> int:
    """What one request says in a vote, worked out by hand from the contract."""
    direct, status = request.peer.startswith("HIER_DIRECT"), int(request.result[-3:])
    elapsed = max(request.elapsed_ms, 0)
    if request.result.startswith(("TCP_DENIED", "TCP_MISS_ABORTED")):
        return 0
    if status in {503, 504} and direct:
        return FAILED
    if status == 403:
        return REFUSED
    slow = status == 200 and request.method != "CONNECT" and elapsed >= 10_000 and request.size < 5_000_000
    if slow:
        return FAILED
    return OK if elapsed <= 30_000 else 0


def test_requests_and_outcomes_are_what_a_plain_count_finds(tmp_path: Path) -> None:
    simulation = morning(people=150)
    log, _ = written(simulation)
    simulation.organisation.write_directory(tmp_path / "directory.csv")
    people = load_directory(tmp_path / "directory.csv", None, ZoneInfo("UTC"))

    found = merge_deltas(
        [part.delta for part in parts_of(chain(people), blocks_of(log, [7, 500, 501, 9_000]))]
    )

    columns = USAGE_KEY.unpack(found.usage.keys)
    names = list(catalogue().platforms)
    counts: Counter[tuple[str, str, str]] = Counter()
    for row in np.flatnonzero(columns["use"] > 0).tolist():
        where = (names[columns["platform"][row]], people.units[columns["unit"][row]].name)
        for outcome, requests_so in zip(OUTCOMES, found.usage.counts[row].tolist(), strict=False):
            if requests_so:
                counts[where[0], outcome, where[1]] += requests_so
    by_hand = counted_by_hand(log.splitlines(), units_by_login(simulation, tmp_path))
    assert counts == Counter({key: n for key, n in by_hand.items() if key[2] != "!exclude"})
    assert found.tally("excluded") >= sum(n for key, n in by_hand.items() if key[2] == "!exclude") > 0


@given(st.lists(st.integers(0, 800), max_size=6))
@settings(deadline=None, max_examples=15)
def test_the_control_settles_at_the_same_line_however_the_log_is_cut(cuts: list[int]) -> None:
    busy = [Asked(host=f"h{row % 7}.example.org", at_ms=row, user=f"u{row % 50}") for row in range(800)]
    lines = log_of(busy).splitlines(keepends=True)
    log = b"".join([b"noise\n", *lines[:300], b"\n", *lines[300:]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("streams.settling.SETTLES_AFTER", 500)
        parts = parts_of(chain(), blocks_of(log, cuts))

    settled = next(part for part in parts if part.after.one_in is not None)
    assert settled.line == 503  # one behind the five hundredth request: a blank and a bad line are none
    assert (settled.after.parsed, settled.after.one_in, settled.one_in, settled.after.control) == (
        500,
        2,
        1,
        (),
    )
    assert settled.offset == len(b"".join(log.splitlines(keepends=True)[:502]))
    assert parts[-1].after.parsed == 800
    whole = merge_deltas([part.delta for part in parts])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("streams.settling.SETTLES_AFTER", 500)
        assert same(whole, merge_deltas([part.delta for part in parts_of(chain(), [Block(log)])]))


def test_after_settling_catalogued_lines_are_all_kept_and_others_one_in_n() -> None:
    asked = [Asked(host="x.com" if row % 10 == 0 else "www.example.org", at_ms=row) for row in range(100)]

    found = delta(*asked, one_in=4)

    assert usage(found)["x", "feed", 2] == 10
    control = VOTE_KEY.unpack(found.votes.keys)["platform"] == CONTROL
    kept = sum(1 for row in range(100) if row % 10 and (row + 1) % 4 == 0)
    assert int(found.votes.counts[control, : len(OUTCOMES)].sum()) == kept
    assert found.tally("weighed") == 10 + 4 * kept


def test_excluded_people_leave_nothing_but_their_number() -> None:
    people = directory(("bela", "!exclude"), ("anna", "Revenue"), ("10.9.0.0/16", "!exclude"))
    asked = [
        Asked(user="bela"),
        Asked(user="bela", host="www.example.org"),
        Asked(user="", client="10.9.1.1"),
        Asked(user="anna", client="10.9.1.1"),
    ]

    tally = HostTally()
    found = chain(people, tally).delta(Block(log_of(asked)), "", 1)

    assert found.tally("excluded") == 3
    assert count(found, "ok") == 1
    assert set(found.usage.members.tolist()) == {PSEUDONYMS.of("login", "anna")}
    assert tally.hosts() == []
    assert (found.tally("weighed"), found.tally("joined")) == (1, 1)


def test_nobody_stands_behind_the_first_leg_of_an_authentication() -> None:
    leg = Asked(user="", result="TCP_DENIED/407", peer="HIER_NONE/-")
    found = delta(leg, leg.but(at_ms=5), Asked(at_ms=20))

    assert count(found, "our_auth") == 2
    assert found.usage.members.tolist() == [PSEUDONYMS.of("login", "anna")]
    assert (found.tally("by_address"), found.tally("by_login"), found.tally("weighed")) == (0, 1, 1)


def test_embeds_are_counted_apart_and_are_nobodys_use() -> None:
    found = delta(Asked(host="connect.facebook.net"), Asked(host="www.facebook.com"))

    assert usage(found) == {("facebook", "embed", 0): 1, ("facebook", "feed", 2): 1}
    embeds = USAGE_KEY.unpack(found.usage.member_keys)["use"] == 0
    assert not embeds.any()
    assert VOTE_KEY.unpack(found.votes.keys)["embed"].tolist().count(1) == 1


def test_a_logged_path_may_say_more_than_its_host() -> None:
    page = Asked(method="GET", result="TCP_MISS/200")
    plugin = page.but(path="/plugins/like.php?href=http://example.org/")
    tunnel = Asked(path="/plugins/like.php")

    found = usage(delta(page, plugin, tunnel))

    assert found["facebook", "feed", 2] == 2
    assert found.total() == 3
    assert sum(n for (_, _, use), n in found.items() if use == 0) == 1


def test_a_platform_is_weighed_by_the_day_of_the_log() -> None:
    before_the_name = 1_650_000_000_000 - NINE_O_CLOCK_MS  # April 2022: x.com was not yet Twitter

    assert usage(delta(Asked(host="x.com"))) == {("x", "feed", 2): 1}
    assert usage(delta(Asked(host="x.com", at_ms=before_the_name))) == {}
    assert usage(delta(Asked(host="twitter.com", at_ms=before_the_name))).total() == 1


def test_the_first_line_of_a_day_may_have_started_on_the_day_before() -> None:
    found = delta(Asked(elapsed_ms=600_000, at_ms=0))

    assert (USAGE_KEY.unpack(found.usage.keys)["slot"] * 300_000).tolist() == [NINE_O_CLOCK_MS - 600_000]
    assert (VOTE_KEY.unpack(found.votes.keys)["window"] * WINDOW_MS).tolist() == [NINE_O_CLOCK_MS]
    assert count(found, "long_tunnels") == 1


def test_a_line_that_claims_to_have_lasted_for_ages_counts_when_it_ended() -> None:
    found = delta(Asked(elapsed_ms=NINE_O_CLOCK_MS), Asked(elapsed_ms=9_999_999_999_999_999))

    assert count(found, "ok") == 2
    assert USAGE_KEY.unpack(found.usage.keys)["slot"].tolist() == [NINE_O_CLOCK_MS // 300_000]
    assert found.tally("timed") == 0


def test_latency_is_that_of_answers_and_not_of_tunnels() -> None:
    page = Asked(method="GET", result="TCP_MISS/200")
    found = delta(Asked(), page, page.but(host="www.example.org"), page.but(result="TCP_DENIED/403"))

    assert found.latency.counts.shape == (1, BINS)
    assert int(found.latency.counts.sum()) == 1


def test_an_outage_begins_with_the_first_request_that_it_harmed_not_with_the_first_that_ended() -> None:
    failed = Asked(result="NONE_NONE/503", at_ms=20_000)
    found = delta(
        failed.but(elapsed_ms=100),
        failed.but(elapsed_ms=15_000, at_ms=21_000),
        failed.but(host="www.example.org", elapsed_ms=1_999),
        Asked(result="TCP_DENIED/403", at_ms=22_000, elapsed_ms=0),
        Asked(host="connect.facebook.net", result="NONE_NONE/503", at_ms=20_000),
        Asked(at_ms=20_000),
    )

    columns = ONSET_KEY.unpack(found.onsets[:, 0])
    kinds = [ONSET_KINDS[kind] for kind in columns["kind"].tolist()]
    control = (columns["platform"] == CONTROL).tolist()
    began = (found.onsets[:, 1] - NINE_O_CLOCK_MS).tolist()
    assert list(zip(kinds, control, began, strict=True)) == [
        ("failed", False, 6_000),
        ("failed", True, 18_001),
        ("blocked", False, 22_000),
    ]


def test_hosts_worth_a_look_are_named_with_the_people_behind_them() -> None:
    asked = [
        *(Asked(host="tool.example.org", user=user) for user in ("anna", "bela", "bela")),
        *(Asked(host=host) for host in ("10.9.8.7", "printer", "b%61d.example", "a..b", "-x.example.org")),
    ]
    tally = HostTally()
    chain(hosts=tally).delta(Block(log_of(asked)), "", 1)

    assert tally.hosts() == [("tool.example.org", 3, 2, 2)]


def test_nothing_is_read_as_nothing() -> None:
    found = chain().delta(Block(b""), "", 1)

    assert same(found, Delta.none())
    assert parts_of(chain(), [Block(b"")])[0].after.parsed == 0
