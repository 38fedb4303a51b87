"""An organisation's own part of the catalogue: what it may say, and how faults are put into words."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from streams.adapters.catalogue_additions import AdditionsError
from streams.adapters.catalogue_files import SHIPPED, load_catalogue
from streams.domain.catalogue import Use
from streams.domain.cells import CONTROL

WIKI = """
[platforms.our-wiki]
name = "Our wiki"
operator = "The organisation"

[[hosts]]
host = "wiki.example.org"
platform = "our-wiki"
surface = "feed"
counts_as_use = "yes"
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str, name: str = "own.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def faults(write: Write) -> Callable[[str], list[str]]:
    def said(text: str) -> list[str]:
        with pytest.raises(AdditionsError) as caught:
            load_catalogue([write(text)])
        return caught.value.faults

    return said


def row(host: str, platform: str = "facebook", surface: str = "feed", use: str = "yes") -> str:
    answer = f'platform = "{platform}"\nsurface = "{surface}"\ncounts_as_use = "{use}"\n'
    return f'[[hosts]]\nhost = "{host}"\n{answer}'


def test_a_platform_of_ones_own_is_found_like_any_other(write: Write) -> None:
    entry = load_catalogue([write(WIKI)]).find("www.wiki.example.org")

    assert entry is not None
    assert (entry.platform, entry.name, entry.operator, entry.use) == (
        "our-wiki",
        "Our wiki",
        "The organisation",
        Use.YES,
    )


def test_a_known_host_keeps_what_the_file_leaves_out(write: Write) -> None:
    catalogue = load_catalogue([write('[[hosts]]\nhost = "LinkedIn.com."\ncounts_as_use = "weak"\n')])
    entry, below = catalogue.find("www.linkedin.com"), catalogue.find("m.linkedin.com")

    assert entry is not None
    assert below is not None
    assert (entry.platform, entry.surface, entry.use) == ("linkedin", "feed", Use.WEAK)
    assert below.use is Use.YES


def test_path_rules_still_hold_on_a_host_that_is_overridden(write: Write) -> None:
    catalogue = load_catalogue([write('[[hosts]]\nhost = "facebook.com"\ncounts_as_use = "weak"\n')])
    entry = catalogue.find("www.facebook.com")

    assert entry is not None
    assert catalogue.find_path(entry, "/plugins/like.php").surface == "embed"
    assert catalogue.find_path(entry, "/messages").use is Use.WEAK


def test_a_path_rule_of_ones_own_comes_after_those_that_ship(write: Write) -> None:
    rule = (
        '[[paths]]\nhost = "facebook.com"\npath = "/GROUPS/"\nsurface = "messaging"\ncounts_as_use = "yes"\n'
    )
    catalogue = load_catalogue([write(rule)])
    entry = catalogue.find("facebook.com")

    assert entry is not None
    assert catalogue.find_path(entry, "/groups/1").surface == "messaging"


def test_sanctioned_platforms_are_marked_and_nothing_else(write: Write) -> None:
    own = WIKI.replace('"The organisation"', '"The organisation"\nsanctioned = true')
    platforms = load_catalogue([write('sanctioned = ["microsoft-teams"]\n' + own)]).platforms

    assert {name for name, platform in platforms.items() if platform.sanctioned} == {
        "microsoft-teams",
        "our-wiki",
    }


def test_an_ignored_host_is_no_hit(write: Write) -> None:
    catalogue = load_catalogue([write('ignore = ["doubleclick.net", "ours.tumblr.com"]')])

    assert catalogue.find("stats.g.doubleclick.net") is None
    assert catalogue.find("ours.tumblr.com") is None
    assert catalogue.find("tumblr.com") is not None


def test_a_family_and_a_life_cycle_may_be_added(write: Write) -> None:
    rows = WIKI + "since = 2020-05-01\n" + row("n#.wiki.example.org", "our-wiki", "media-cdn", "no")
    catalogue = load_catalogue([write(rows)])
    entry = catalogue.find("n12.wiki.example.org")

    assert entry is not None
    assert entry.surface == "media-cdn"
    assert catalogue.find_in_era("n12.wiki.example.org", 0) is None


def test_of_several_files_a_later_one_has_the_last_word(write: Write) -> None:
    first = write('ignore = ["doubleclick.net"]\n' + WIKI)
    second = first.with_name("second.toml")
    second.write_text(
        '[[hosts]]\nhost = "wiki.example.org"\ncounts_as_use = "weak"\n' + row("doubleclick.net")
    )
    catalogue = load_catalogue([first, second])

    assert [
        entry and entry.use for entry in map(catalogue.find, ["wiki.example.org", "doubleclick.net"])
    ] == [
        Use.WEAK,
        Use.YES,
    ]


def test_additions_make_another_version_and_a_comment_does_not(write: Write) -> None:
    shipped, own = load_catalogue().version, load_catalogue([write(WIKI)]).version

    assert own != shipped
    assert load_catalogue([write("# ours\n" + WIKI)]).version == own
    assert load_catalogue([write("")]).version == shipped


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (row("a.example", surface="feeds"), 'unknown surface "feeds"; did you mean "feed"?'),
        (row("a.example", use="maybe"), 'unknown counts_as_use "maybe"; write one of no, weak, yes'),
        (row("a.example", "facebok"), 'unknown platform "facebok"; did you mean "facebook"?'),
        (row("a.example", "zzz"), "a new one needs its [platforms.ID]"),
        (row("com"), "it would match every host that ends in .com"),
        (row("co.uk"), "it is a shelf for many owners; write the name below it too, as in example.co.uk"),
        (row("cloudfront.net"), "write your own full host, as in yours.cloudfront.net"),
        (row("*.a.example"), "leave the *. out: a.example already stands for every host below it"),
        (row("n#.a.example"), '"a.example" has no row yet'),
        (row("a.example/b"), "it holds a path"),
        (row("10.1.2.3"), "it is an address"),
        (row("a b.example"), '"a b" is no part of a host name'),
        (row("-a.example"), '"-a" is no part of a host name'),
        (row("a." * 127 + "example"), "no host has more than 253"),
        (row(""), "host is ''; write a text in quotes"),
        (row("a.example") + 'since = "soon"', '"soon" is no day'),
        (row("a.example") + "since = 2014\nuntil = 2013", "it ends (2013) before it begins (2014)"),
        (
            row("a.example") + row("a.example", use="no"),
            "an earlier row of this file says facebook, feed, yes",
        ),
        (row("a.example") + "colour = 1", 'unknown key "colour"'),
        ('[[hosts]]\nhost = "a.example"', 'platform is missing; add a line platform = "..."'),
        ('host = "a.example"', 'the file: unknown key "host"; did you mean "hosts"?'),
        ("hosts = 3", "hosts: start each entry with a line [[hosts]]"),
        ("hosts = [3]", "[[hosts]] no. 1: it is 3, not a table"),
        ("ignore = 3", "ignore: write a list of texts"),
        ('ignore = ["com"]', 'ignore, "com": it would match every host'),
        ('ignore = ["a.example"]\n' + row("a.example"), "this file gives it a row as well"),
        ('sanctioned = ["slak"]', 'unknown platform "slak"; did you mean "slack"?'),
        ('[platforms."Our Wiki"]\nname = "W"\noperator = "O"', "an id has small letters, digits"),
        ('[platforms.w]\nname = "W"\noperator = "O"\nkind = "wiki"', 'unknown kind "wiki"'),
        (
            '[platforms.w]\nname = "W"\noperator = "O"\nsanctioned = "yes"',
            "write true or false, without quotes",
        ),
        ("[platforms.w]\nname = 3", "name is 3; write a text in quotes"),
        (
            '[[paths]]\nhost = "a.example"\npath = "b"\nsurface = "api"\ncounts_as_use = "no"',
            "a.example is no host of the catalogue; give it a row under [[hosts]]",
        ),
        (
            '[[paths]]\nhost = "x.com"\npath = "b?c"\nsurface = "api"\ncounts_as_use = "no"',
            "write it from its first slash and without a query",
        ),
        ("x = [", "not TOML"),
    ],
)
def test_a_fault_says_what_to_write_instead(faults: Callable[[str], list[str]], text: str, says: str) -> None:
    assert any(says in fault for fault in faults(text)), faults(text)


def test_every_fault_is_said_at_once_and_with_its_line(faults: Callable[[str], list[str]]) -> None:
    first, second = faults("\n" + row("com") + "\n" + row("a.example", surface="feeds"))

    assert first.startswith("[[hosts]] no. 1 (line 2), com: ")
    assert second.startswith("[[hosts]] no. 2 (line 8), a.example: ")


def test_the_same_answer_twice_is_no_fault(write: Write) -> None:
    assert load_catalogue([write(row("a.example") + row("A.example."))]).find("a.example") is not None


def test_a_file_that_is_no_text_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"# \xff\n")

    with pytest.raises(AdditionsError, match="byte 3 is not UTF-8; save the file as UTF-8 text"):
        load_catalogue([path])


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xef\xbb\xbf" + WIKI.encode())

    assert "our-wiki" in load_catalogue([path]).platforms


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_catalogue([tmp_path / "none.toml"])


def test_the_example_in_the_readme_is_good(write: Write) -> None:
    readme = (SHIPPED / "README.md").read_text(encoding="utf-8")
    example = readme.partition("```toml\n")[2].partition("```")[0]

    assert load_catalogue([write(example)]).find("wiki.example.org") is not None


def platforms(count: int) -> str:
    return "".join(f'[platforms.p{n}]\nname = "P"\noperator = "O"\n' for n in range(count))


def test_more_platforms_than_there_are_numbers_for_are_refused(
    write: Write, faults: Callable[[str], list[str]]
) -> None:
    room = CONTROL - len(load_catalogue().platforms)

    assert len(load_catalogue([write(platforms(room))]).platforms) == CONTROL
    assert faults(platforms(room + 1)) == [
        (
            "with these there are 4,096 platforms; at most 4,095 can be told apart, so put hosts that belong "
            "together under one platform"
        )
    ]


def test_each_of_many_hosts_is_named_with_its_own_line(faults: Callable[[str], list[str]]) -> None:
    text = "".join(row(f"h{n}.example.org", platform="nowhere") for n in range(1_500))
    said = faults(text)

    assert [fault.partition(",")[0] for fault in said[-2:]] == [
        "[[hosts]] no. 1499 (line 7491)",
        "[[hosts]] no. 1500 (line 7496)",
    ]


def test_what_an_organisation_read_in_terms_of_use_is_laid_over_what_was_known(write: Write) -> None:
    stated = """
[platforms.facebook.terms]
source = "https://contracts.example.org/meta"
looked_on = 2026-09-01
business_use = "yes"
dated = "2026-01"
"""
    terms = load_catalogue([write(stated)]).platforms["facebook"].terms

    assert terms is not None
    assert (terms.business_use, terms.source) == ("yes", "https://contracts.example.org/meta")
    assert terms.looked_on == date(2026, 9, 1)
    assert (terms.shared_account, terms.least_age) == ("no", 13)


def test_a_platform_of_ones_own_may_state_its_terms_on_one_line(write: Write) -> None:
    line = 'terms = { source = "https://x.example", looked_on = 2026-09-01, shared_account = "yes" }'
    stated = WIKI.replace('operator = "The organisation"', f'operator = "The organisation"\n{line}')

    terms = load_catalogue([write(stated)]).platforms["our-wiki"].terms

    assert terms is not None
    assert (terms.shared_account, terms.business_use) == ("yes", "unknown")


def test_terms_say_who_read_them_when_and_in_words_that_are_known(
    faults: Callable[[str], list[str]],
) -> None:
    said = faults('[platforms.facebook.terms]\nbusiness_use = "maybe"\nleast_age = "16"\nleast_ages = 3\n')

    assert said == [
        '[platforms.facebook.terms] (line 1): unknown key "least_ages"; did you mean "least_age"?',
        '[platforms.facebook.terms] (line 1): source is missing; add a line source = "..."',
        ("[platforms.facebook.terms] (line 1): looked_on is no date; write it as in looked_on = 2026-01-14"),
        '[platforms.facebook.terms] (line 1): unknown business_use "maybe"; write one of yes, no, unknown',
        "[platforms.facebook.terms] (line 1): least_age is '16'; write whole years, as in 16",
    ]
