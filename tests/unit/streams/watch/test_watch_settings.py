"""What may stand in watch.toml, and what is said of anything else."""

from pathlib import Path

import pytest

import infra
from streams.adapters.catalogue_files import load_catalogue
from streams.contracts.signals import CONTROL_TARGET
from streams.domain.surfaces import SurfaceGroup
from streams.settings import SettingsError
from streams.watch.domain.targets import Target, by_platform
from streams.watch.page_readers import READERS
from streams.watch.settings import FEWEST_HOSTS, Proxy, Stated, WatchSettings, read_watch_settings
from streams.watch.shipped import shipped_pages, shipped_probes

CATALOGUE = load_catalogue()


def settings(folder: Path, text: str, *, contact: str = "it@city.example") -> WatchSettings:
    file = folder / "watch.toml"
    file.write_text(f'contact = "{contact}"\nbroker = "127.0.0.1:9092"\n{text}', encoding="utf-8")
    return read_watch_settings(file, Stated())


def test_without_more_than_a_contact_all_known_pages_are_read_and_nothing_is_probed(tmp_path: Path) -> None:
    told = settings(tmp_path, "")

    assert set(told.pages.pages) == set(shipped_pages())
    assert told.probes.targets == {}
    assert told.probes.control == ()


def test_platforms_that_are_named_are_probed_with_the_control_sites_that_ship(tmp_path: Path) -> None:
    told = settings(tmp_path, '[probes]\nplatforms = ["facebook"]\n')

    assert [target.host for target in told.probes.targets["facebook"]] == [
        "www.facebook.com",
        "m.facebook.com",
        "graph.facebook.com",
    ]
    assert len(told.probes.control) >= 3


def test_the_organisations_own_hosts_pages_and_control_sites_win(tmp_path: Path) -> None:
    told = settings(
        tmp_path,
        """
[status_pages]
platforms = ["slack"]
[[status_page]]
platform = "slack"
kind = "feed"
url = "https://slack-status.com/feed/rss"
[[probe]]
platform = "facebook"
host = "upload.facebook.com"
port = 8443
[[probe]]
platform = "facebook"
host = "business.facebook.com"
group = "other"
[[control]]
host = "www.city.example"
tls = false
""",
    )

    assert [(page.platform, page.kind) for page in told.pages.pages] == [("slack", "feed")]
    group = CATALOGUE.find("upload.facebook.com")
    assert group is not None
    assert told.probes.targets == {
        "facebook": (
            Target("facebook", "upload.facebook.com", group.group, 8443),
            Target("facebook", "business.facebook.com", SurfaceGroup.OTHER),
        )
    }
    assert told.probes.control == (
        Target(CONTROL_TARGET, "www.city.example", SurfaceGroup.OTHER, 80, tls=False),
    )


def test_proxy_login_resolvers_and_way_are_read(tmp_path: Path) -> None:
    (tmp_path / "proxy.login").write_text("watch:secret\n", encoding="utf-8")
    told = settings(
        tmp_path,
        """
proxy = "http://proxy.city.example:8080"
proxy_login_file = "proxy.login"
[probes]
platforms = ["slack"]
resolvers = ["192.0.2.53", "192.0.2.54:5353", "[2001:db8::53]:5353", "2001:db8::54"]
through = "direct"
""",
    )

    assert told.proxy == Proxy("proxy.city.example", 8080, "watch:secret")
    assert not told.probes.through_proxy
    assert told.probes.resolvers == (
        ("192.0.2.53", 53), ("192.0.2.54", 5353), ("2001:db8::53", 5353), ("2001:db8::54", 53),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("colour = 1", "there is no setting called colour"),
        ('[probes]\nplatforms = ["facebok"]', "which the catalogue lacks"),
        ('[probes]\nplatforms = ["line"]', "write a \\[\\[probe\\]\\] for two of them"),
        ('[status_pages]\nplatforms = ["whatsapp", "tumblr"]', "no status page of tumblr is known"),
        ("[probes]\nevery_seconds = 5", "30 at least"),
        ("[probes]\ntimeout_seconds = 59", "half of every_seconds"),
        ("[status_pages]\nat_once = 0", "1 or more"),
        ('[probes]\nplatforms = ["facebook"]\ntries_a_minute = 4', "above tries_a_minute = 4"),
        ('[probes]\nresolvers = ["dns.city.example"]', "is no address"),
        ('[probes]\nthrough = "proxy"', "needs a line proxy"),
        ('[[probe]]\nplatform = "facebook"\nhost = "www.facebook.com:8080"', "a line of its own"),
        ('[[probe]]\nplatform = "facebook"\nhost = "www.facebook.com"\npath = "a b"', "begins with /"),
        ('[[probe]]\nplatform = "facebook"', "host is missing in probe"),
        ('[[probe]]\nplatform = "line"\nhost = "line.me"', "only one host of line"),
        ('[[status_page]]\nplatform = "slack"\nkind = "html"\nurl = "https://a.example"', "is none of"),
        ('[[status_page]]\nplatform = "slack"\nkind = "feed"\nurl = "ftp://a.example"', "no http or https"),
        ('proxy = "http://me:secret@proxy.example"', "proxy_login_file"),
        ("metrics_port = 70000", "below 65536"),
        ('name = "a b"', "is no name"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_write(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        settings(tmp_path, text)


def test_nobody_is_asked_without_saying_who_asks(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="contact is told to everybody"):
        settings(tmp_path, "", contact="us")


def test_the_example_is_taken_and_holds_every_setting(tmp_path: Path) -> None:
    text = (Path(infra.__file__).parent / "watch.example.toml").read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text("", encoding="utf-8")
    (tmp_path / "proxy.login").write_text("watch:secret", encoding="utf-8")
    (tmp_path / "watch.toml").write_text(text, encoding="utf-8")

    told = read_watch_settings(tmp_path / "watch.toml", Stated())

    assert told.proxy is not None
    assert {page.platform for page in told.pages.pages} == {"slack", "zoom", "linkedin"}
    assert len(told.probes.targets["facebook"]) == 4
    assert len(told.probes.control) == 2


def test_shipped_pages_are_of_known_platforms_once_each_over_https_and_readable() -> None:
    pages = shipped_pages()

    assert len({page.platform for page in pages}) == len(pages) >= 50
    assert {page.platform for page in pages} <= set(CATALOGUE.platforms)
    assert {page.kind for page in pages} == set(READERS)
    assert all(page.url.startswith("https://") for page in pages)


def test_shipped_probes_are_hosts_that_the_catalogue_gives_to_their_platform() -> None:
    targets = by_platform(shipped_probes(CATALOGUE))
    control = targets.pop(CONTROL_TARGET)

    for platform, hosts in targets.items():
        assert len({target.host for target in hosts}) == len(hosts) >= FEWEST_HOSTS, platform
        for target in hosts:
            entry = CATALOGUE.find(target.host)
            assert entry is not None
            assert (entry.platform, entry.group) == (platform, target.group)
    assert [CATALOGUE.find(target.host) for target in control] == [None] * len(control)
