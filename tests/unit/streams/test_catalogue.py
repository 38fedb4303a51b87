"""Which platform a host belongs to: whole labels, families of hosts, paths, and the day of the log."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.adapters.catalogue_files import load_catalogue, read_shipped
from streams.domain.catalogue import Catalogue, Entry, HostRow, PathRule, Platform, Surface, SurfaceGroup, Use
from streams.domain.catalogue_rows import fixed_end
from streams.domain.lifecycles import Lifecycle, lifecycle_of

SHIPPED = read_shipped()
CATALOGUE = load_catalogue()
LITERALS = sorted(host for host, row in SHIPPED.hosts.items() if not row.is_family)
FAMILIES = sorted(host for host, row in SHIPPED.hosts.items() if row.is_family)

labels = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=20)
suffixes = st.sampled_from(LITERALS)
moments = st.datetimes(datetime(2001, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (Hypothesis adds the zone)


def answer(host: str, on: date | None = None) -> tuple[str, str, str] | None:
    entry = CATALOGUE.find(host, on)
    return None if entry is None else (entry.platform, entry.surface, entry.use.word)


def with_path(host: str, path: str) -> tuple[str, str]:
    entry = CATALOGUE.find(host)
    assert entry is not None
    refined = CATALOGUE.find_path(entry, path)
    return refined.surface, refined.use.word


def naive(host: str) -> str | None:
    """The row that decides, found the slow and obvious way."""
    ends = [row for row in LITERALS if host == row or host.endswith("." + row)]
    if not ends:
        return None
    longest = max(ends, key=len)
    before = host[: -len(longest)].rstrip(".").split(".")
    members = []
    for family in FAMILIES:
        if fixed_end(family) == longest:
            signs = family.removesuffix("." + longest).split(".")
            tail = before[-len(signs) :]
            if len(tail) == len(signs) and all(map(fits, tail, signs)):
                members.append(family)
    return max(members, key=lambda family: (family.count("."), len(family)), default=longest)


def fits(label: str, signs: str) -> bool:
    """Whether a label is a member of a pattern, one sign after the other."""
    if not signs:
        return not label
    if signs[0] not in "*#":
        return label[:1] == signs[0] and fits(label[1:], signs[1:])
    return any(
        fits(label[taken:], signs[1:])
        for taken in range(1, len(label) + 1)
        if signs[0] == "*" or label[:taken].isdigit()
    )


def member(family: str) -> str:
    return family.replace("#", "7").replace("*", "yyz1-1")


class TestWholeLabels:
    @pytest.mark.parametrize(
        "host",
        [
            "notfacebook.com",
            "facebook.com.evil.example",
            "netflix.com",
            "microsoft.co",
            "reddit.co",
            "facebook",
            "com",
            "facebook-com.example",
            "www-x.com",
        ],
    )
    def test_a_look_alike_is_no_hit(self, host: str) -> None:
        assert CATALOGUE.find(host) is None

    def test_the_longest_suffix_decides(self) -> None:
        assert answer("www.facebook.com") == ("facebook", "feed", "yes")
        assert answer("graph.facebook.com") == ("facebook", "api", "weak")
        assert answer("any.graph.facebook.com") == ("facebook", "api", "weak")

    @pytest.mark.parametrize(
        "spelling", ["FACEBOOK.com", "facebook.com.", "facebook.com:443", " facebook.com\n", "*.facebook.com"]
    )
    def test_another_spelling_of_a_host_is_the_same_host(self, spelling: str) -> None:
        assert answer(spelling) == answer("facebook.com")

    @given(suffix=suffixes, label=labels)
    def test_a_label_in_front_still_matches_the_suffix_or_a_longer_one(self, suffix: str, label: str) -> None:
        entry = CATALOGUE.find(f"{label}.{suffix}")

        assert entry is not None
        assert entry.matched == suffix or entry.matched.endswith("." + suffix)

    @given(suffix=suffixes, glue=labels)
    def test_letters_glued_in_front_never_match_through_the_suffix(self, suffix: str, glue: str) -> None:
        entry = CATALOGUE.find(glue + suffix)

        assert entry is None or entry.matched == glue + suffix or not entry.matched.endswith(suffix)

    @given(suffix=suffixes, label=labels)
    def test_a_suffix_in_front_of_another_name_is_no_hit(self, suffix: str, label: str) -> None:
        assert CATALOGUE.find(f"{suffix}.{label}.example") is None

    @given(st.lists(labels, max_size=3), st.sampled_from([*LITERALS, *map(member, FAMILIES)]))
    def test_the_answer_is_that_of_the_naive_search(self, front: list[str], known: str) -> None:
        host = ".".join([*front, known])
        entry, decided = CATALOGUE.find(host), naive(host)

        assert entry is not None
        assert decided is not None
        assert (entry.platform, entry.surface, entry.use) == (
            SHIPPED.hosts[decided].platform,
            SHIPPED.hosts[decided].surface,
            SHIPPED.hosts[decided].use,
        )

    @given(st.text(max_size=400))
    def test_no_text_raises(self, text: str) -> None:
        CATALOGUE.find(text)

    @pytest.mark.parametrize(
        "host",
        ["", ".", "..", "10.1.2.3", "[::1]:443", "::1", "-", "a" * 300, "a." * 150, "\x00", "%2e", "xn--"],
    )
    def test_what_is_no_name_is_no_hit(self, host: str) -> None:
        assert CATALOGUE.find(host) is None

    def test_an_international_name_is_compared_as_it_travels(self) -> None:
        rows = [HostRow("xn--bcher-kva.example", "books", Surface.FEED, Use.YES)]
        catalogue = Catalogue([Platform("books", "Books", "Books", "blog")], rows)

        assert catalogue.find("www.BÜCHER.example") == catalogue.find("xn--bcher-kva.example")
        assert catalogue.find("bücher.example") is not None


class TestNumberedRegionalAndCdnHosts:
    @pytest.mark.parametrize(
        ("host", "platform", "surface", "use"),
        [
            ("scontent-yyz1-1.xx.fbcdn.net", "facebook", "media-cdn", "weak"),
            ("video.fyyz1-1.fna.fbcdn.net", "facebook", "media-cdn", "weak"),
            ("external-yyz1-1.xx.fbcdn.net", "facebook", "media-cdn", "no"),
            ("external.fyyz1-1.fna.fbcdn.net", "facebook", "media-cdn", "no"),
            ("edge-chat.facebook.com", "facebook", "messaging", "yes"),
            ("3-edge-chat.facebook.com", "facebook", "messaging", "yes"),
            ("0.140.channel.facebook.com", "facebook", "messaging", "yes"),
            ("r3---sn-xyz.googlevideo.com", "youtube", "video", "weak"),
            ("v12.lscache3.c.youtube.com", "youtube", "video", "weak"),
            ("i3.ytimg.com", "youtube", "media-cdn", "no"),
            ("e17.whatsapp.net", "whatsapp", "messaging", "weak"),
            ("media-yyz1-1.cdn.whatsapp.net", "whatsapp", "media-cdn", "weak"),
            ("pbs-0.twimg.com", "x", "media-cdn", "weak"),
            ("abs-1.twimg.com", "x", "media-cdn", "no"),
            ("farm4.static.flickr.com", "flickr", "media-cdn", "no"),
            ("i123.photobucket.com", "photobucket", "media-cdn", "no"),
            ("s123.photobucket.com", "photobucket", "feed", "yes"),
            ("us04st2.zoom.us", "zoom", "media-cdn", "no"),
            ("us02web.zoom.us", "zoom", "messaging", "yes"),
            ("youtube.co.jp", "youtube", "video", "yes"),
            ("www.pinterest.com.au", "pinterest", "feed", "yes"),
        ],
    )
    def test_each_gets_the_answer_of_its_kind(self, host: str, platform: str, surface: str, use: str) -> None:
        assert answer(host) == (platform, surface, use)

    def test_an_edge_that_several_apps_share_is_media_and_carries_no_use_alone(self) -> None:
        for edge in ("fna-whatsapp-shv-01-yyz1.fbcdn.net", "fna-instagram-shv-01-yyz1.fbcdn.net"):
            entry = CATALOGUE.find(edge)

            assert entry is not None
            assert (entry.group, entry.use) == (SurfaceGroup.MEDIA, Use.WEAK)

    @pytest.mark.parametrize("family", FAMILIES)
    def test_a_member_of_a_family_is_matched_whole(self, family: str) -> None:
        entry = CATALOGUE.find("front." + member(family))

        assert entry is not None
        assert entry.matched == member(family)

    def test_a_number_is_a_number(self) -> None:
        assert answer("i123.photobucket.com") != answer("ideas.photobucket.com")


class TestPaths:
    @pytest.mark.parametrize(
        ("host", "path", "surface", "use"),
        [
            ("www.facebook.com", "/plugins/like.php", "embed", "no"),
            ("m.facebook.com", "/v2.8/plugins/like.php", "embed", "no"),
            ("www.facebook.com", "/tr", "embed", "no"),
            ("www.facebook.com", "/tr/?id=1", "embed", "no"),
            ("www.facebook.com", "/TR/", "embed", "no"),
            ("www.facebook.com", "/trending", "feed", "yes"),
            ("www.facebook.com", "/", "feed", "yes"),
            ("www.facebook.com", "", "feed", "yes"),
            ("www.facebook.com", "/v12.0/dialog/oauth", "auth", "weak"),
            ("www.facebook.com", "/pages/Somebody/1234", "feed", "yes"),
            ("www.facebook.com", "/pages/create", "business", "yes"),
            ("www.instagram.com", "/p/AbC/embed/", "embed", "no"),
            ("www.instagram.com", "/p/AbC/", "feed", "yes"),
            ("twitter.com", "/intent/tweet?text=a", "publishing", "yes"),
            ("mobile.x.com", "/messages/1", "messaging", "yes"),
            ("www.youtube.de", "/embed/abc", "embed", "no"),
            ("www.linkedin.com", "/company/4711/admin/feed", "business", "yes"),
            ("www.linkedin.com", "/sharearticle", "publishing", "yes"),
            ("mastodon.nl", "/api/v1/timelines/home", "feed", "yes"),
        ],
    )
    def test_a_path_refines_its_host_and_its_twins(
        self, host: str, path: str, surface: str, use: str
    ) -> None:
        assert with_path(host, path) == (surface, use)

    def test_a_path_says_nothing_of_other_surfaces_of_the_platform(self) -> None:
        assert with_path("graph.facebook.com", "/messages") == ("api", "weak")

    def test_a_path_never_raises_what_counts(self) -> None:
        assert with_path("about.facebook.com", "/messages") == ("messaging", "weak")

    def test_the_most_specific_rule_decides_and_a_later_one_replaces_an_earlier(self) -> None:
        platforms = [Platform("wiki", "Wiki", "Us", "collaboration")]
        hosts = [HostRow("wiki.example", "wiki", Surface.FEED, Use.YES)]
        rules = [
            PathRule("wiki.example", "/api", Surface.API, Use.WEAK),
            PathRule("wiki.example", "/api/*/edit", Surface.PUBLISHING, Use.YES),
            PathRule("wiki.example", "/api/", Surface.API, Use.NO),
        ]
        catalogue = Catalogue(platforms, hosts, rules)
        entry = catalogue.find("wiki.example")

        assert entry is not None
        assert catalogue.find_path(entry, "/api/v1/edit").surface is Surface.PUBLISHING
        assert catalogue.find_path(entry, "/api/v1").use is Use.NO

    @given(suffixes, st.text(max_size=60))
    def test_no_path_raises_or_changes_the_platform(self, host: str, path: str) -> None:
        entry = CATALOGUE.find(host)
        assert entry is not None

        refined = CATALOGUE.find_path(entry, path)

        assert (refined.platform, refined.matched) == (entry.platform, entry.matched)
        assert refined.use <= entry.use


class TestLifeCycle:
    def test_a_name_is_no_hit_before_it_was_the_platforms(self) -> None:
        assert answer("x.com", date(2023, 7, 22)) is None
        assert answer("x.com", date(2023, 7, 23)) == ("x", "feed", "yes")

    def test_no_name_is_older_than_the_name_above_it(self) -> None:
        assert answer("api.x.com", date(2012, 1, 1)) is None
        assert answer("api.x.com", date(2024, 1, 1)) == ("x", "api", "weak")

    def test_a_retired_platform_counts_in_its_time_and_not_after(self) -> None:
        assert answer("friendfeed.com", date(2009, 6, 30)) == ("friendfeed", "feed", "yes")
        assert answer("friendfeed.com", date(2015, 4, 10)) == ("friendfeed", "feed", "yes")
        assert answer("friendfeed.com", date(2015, 4, 11)) == ("friendfeed", "feed", "no")

    def test_without_a_day_nothing_is_weighed(self) -> None:
        assert answer("friendfeed.com") == ("friendfeed", "feed", "yes")
        assert answer("x.com") == ("x", "feed", "yes")

    def test_a_path_does_not_bring_a_retired_platform_back(self) -> None:
        entry = CATALOGUE.find("friendfeed.com", date(2020, 1, 1))

        assert entry is not None
        assert CATALOGUE.find_path(entry, "/api/feed").use is Use.NO

    def test_a_living_platform_on_a_retired_ones_name_lives_on(self) -> None:
        assert answer("skype.com", date(2026, 1, 1)) == ("skype", "messaging", "no")
        assert answer("teams.skype.com", date(2026, 1, 1)) == ("microsoft-teams", "messaging", "weak")

    def test_the_shorter_name_decides_before_the_longer_one_began(self) -> None:
        platforms = [Platform("old", "Old", "A", "blog"), Platform("new", "New", "B", "blog")]
        hosts = [
            HostRow("name.example", "old", Surface.FEED, Use.YES),
            HostRow("new.name.example", "new", Surface.FEED, Use.YES, Lifecycle(since=date(2020, 1, 1))),
        ]
        catalogue = Catalogue(platforms, hosts)

        assert [entry and entry.platform for entry in asked(catalogue, "new.name.example", 2019, 2020)] == [
            "old",
            "new",
        ]

    @given(st.sampled_from(sorted(SHIPPED.hosts)), moments)
    def test_an_era_answers_as_its_days_do(self, row: str, moment: datetime) -> None:
        host, at_ms = member(row), int(moment.timestamp() * 1000)
        era = CATALOGUE.era(at_ms)

        assert era == np.searchsorted(CATALOGUE.boundaries_ms, at_ms, side="right")
        assert CATALOGUE.find_in_era(host, era) == CATALOGUE.find(host, moment.date())

    @pytest.mark.parametrize(
        "host", ["x.com", "chat.com", "friendfeed.com", "plus.google.com", "facebook.com"]
    )
    def test_an_answer_changes_at_boundaries_only(self, host: str) -> None:
        first, last = date(2000, 1, 1), date(2027, 1, 1)
        boundaries = {datetime.fromtimestamp(moment / 1000, UTC).date() for moment in CATALOGUE.boundaries_ms}
        days = [first + timedelta(days=count) for count in range((last - first).days)]
        changes = {day for before, day in pairwise(days) if answer(host, before) != answer(host, day)}

        assert changes
        assert changes <= boundaries


def asked(catalogue: Catalogue, host: str, *years: int) -> list[Entry | None]:
    return [catalogue.find(host, date(year, 6, 1)) for year in years]


class TestVersion:
    def test_the_order_of_rows_is_no_matter(self) -> None:
        rows, platforms = list(SHIPPED.hosts.values()), SHIPPED.platforms.values()

        turned = Catalogue(list(platforms)[::-1], rows[::-1], SHIPPED.paths)

        assert turned.version == CATALOGUE.version

    def test_one_answer_more_or_less_is_another_version(self) -> None:
        platforms, rows = SHIPPED.platforms.values(), list(SHIPPED.hosts.values())
        versions = {
            CATALOGUE.version,
            Catalogue(platforms, rows, SHIPPED.paths[:-1]).version,
            Catalogue(platforms, rows, SHIPPED.paths, {"doubleclick.net"}).version,
            Catalogue(platforms, [*rows[:-1], replace(rows[-1], use=Use.WEAK)], SHIPPED.paths).version,
        }

        assert len(versions) == 4


def test_an_ignored_host_is_no_hit_though_a_shorter_name_is_known() -> None:
    platforms, rows = SHIPPED.platforms.values(), list(SHIPPED.hosts.values())
    catalogue = Catalogue(platforms, rows, SHIPPED.paths, {"ours.tumblr.com"})

    assert catalogue.find("www.ours.tumblr.com") is None
    assert catalogue.find("theirs.tumblr.com") is not None


@pytest.mark.parametrize(
    ("since", "until", "life"),
    [
        ("2013", "2013", Lifecycle(date(2013, 1, 1), date(2013, 12, 31))),
        ("2012-02", "2012-02", Lifecycle(date(2012, 2, 1), date(2012, 2, 29))),
        ("", "2015-04-10", Lifecycle(None, date(2015, 4, 10))),
    ],
)
def test_a_coarse_day_is_generous(since: str, until: str, life: Lifecycle) -> None:
    assert lifecycle_of(since, until) == life


@pytest.mark.parametrize(
    ("since", "until", "says"),
    [
        ("July 2013", "", "write a year, a month or a day"),
        ("2013-13", "", "months are 01 to 12"),
        ("2013-02-30", "", "days 01 to 28"),
        ("", "20133", "write a year"),
        ("0001", "", "outside the years"),
        ("2014", "2013", "ends (2013) before it begins (2014)"),
    ],
)
def test_a_day_that_is_none_is_said_so(since: str, until: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        lifecycle_of(since, until)
