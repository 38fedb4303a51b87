"""`holdfast catalogue` as people and scripts call it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from streams.commands.catalogue import app

COLUMNS = ["host", "platform", "surface", "counts_as_use", "matched"]


def run(*words: str, typed: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_each_host_is_answered_in_order_with_exactly_the_agreed_fields() -> None:
    [known, unknown] = lines(run("lookup", "WWW.Facebook.com.", "notfacebook.com"))

    assert list(known) == list(unknown) == COLUMNS
    assert known == dict(
        zip(COLUMNS, ["www.facebook.com", "facebook", "feed", "yes", "facebook.com"], strict=True)
    )
    assert unknown == dict.fromkeys(COLUMNS) | {"host": "notfacebook.com"}


def test_hosts_come_from_standard_input_in_the_place_of_a_dash() -> None:
    answers = lines(run("lookup", "x.com", "-", "t.co", typed=b"netflix.com\r\n\n\xff\n"))

    assert [answer["platform"] for answer in answers] == ["x", None, None, "x"]
    assert [answer["host"] for answer in answers][:2] == ["x.com", "netflix.com"]


@pytest.mark.parametrize(
    "page",
    [
        "https://www.facebook.com/plugins/like.php?href=https://example.org",
        "www.facebook.com/plugins/like.php",
        "http://anna@www.facebook.com:80/plugins/",
    ],
)
def test_a_path_refines_the_answer(page: str) -> None:
    [answer] = lines(run("lookup", page))

    assert list(answer.values()) == ["www.facebook.com", "facebook", "embed", "no", "facebook.com"]


@pytest.mark.parametrize(
    ("day", "use"), [("2009-06-30", "yes"), ("2020-01-01", "no"), ("2015-04-11T01:00:00+02:00", "yes")]
)
def test_a_retired_platform_is_weighed_by_the_day(day: str, use: str) -> None:
    [answer] = lines(run("lookup", "friendfeed.com", "--at", day))

    assert (answer["platform"], answer["counts_as_use"]) == ("friendfeed", use)


def test_a_day_that_is_none_is_a_usage_error() -> None:
    result = run("lookup", "x.com", "--at", "soon")

    assert result.exit_code == 2
    assert "write it as 2009-06-30" in result.stderr


def test_own_additions_are_asked_listed_and_checked(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'sanctioned = ["slack"]\nignore = ["doubleclick.net"]\n'
        '[platforms.our-wiki]\nname = "Our wiki"\noperator = "Us"\n'
        '[[hosts]]\nhost = "wiki.example.org"\nplatform = "our-wiki"\n'
        'surface = "feed"\ncounts_as_use = "yes"\n'
        '[[hosts]]\nhost = "x.com"\ncounts_as_use = "weak"\n'
    )

    [answer] = lines(run("lookup", "wiki.example.org", "--catalogue", str(own)))
    listed = lines(run("list", "--catalogue", str(own)))
    checked = run("check", str(own))

    assert answer["platform"] == "our-wiki"
    assert {line["platform"] for line in listed if line["sanctioned"]} == {"slack"}
    assert len(listed) == len(lines(run("list"))) + 1
    assert checked.exit_code == 0
    assert "adds      wiki.example.org: our-wiki, feed, yes" in checked.stdout
    assert "overrides x.com: x, feed, yes -> x, feed, weak" in checked.stdout
    assert "ignores   doubleclick.net" in checked.stdout


@pytest.mark.parametrize("words", [["check"], ["lookup", "x.com", "--catalogue"], ["list", "--catalogue"]])
def test_bad_additions_and_a_missing_file_have_their_own_exit_codes(words: list[str], tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('ignore = ["com"]')

    refused, missing = run(*words, str(bad)), run(*words, str(tmp_path / "none.toml"))

    assert (refused.exit_code, missing.exit_code) == (65, 66)
    assert "it would match every host that ends in .com" in refused.stderr
    assert "give the path of a readable TOML file" in missing.stderr
    assert refused.stdout == missing.stdout == ""


@pytest.mark.parametrize(
    "text", ["", "10.1.2.3", "anna@facebook.com", "//", "http://", "a" * 300, "\u212a.\ud7ff"]
)
def test_whatever_is_no_host_is_a_line_without_an_answer(text: str) -> None:
    [answer] = lines(run("lookup", text))

    assert [answer[column] for column in COLUMNS[1:]] == [None] * 4


def test_no_host_at_all_is_a_usage_error() -> None:
    assert run("lookup").exit_code == 2


def test_additions_that_add_nothing_are_not_called_good(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("# nothing yet\n", encoding="utf-8")

    checked = run("check", str(tmp_path / "own.toml"))

    assert checked.exit_code == 0
    assert "changes nothing" in checked.stdout


def test_the_list_says_what_terms_of_use_allow_where_somebody_read_them() -> None:
    listed = {line["platform"]: line["terms"] for line in lines(run("list"))}

    assert (listed["pinterest"]["business_use"], listed["pinterest"]["looked_on"]) == ("no", "2026-11-22")
    assert listed["pinterest"]["source"].startswith("https://")
    assert listed["mastodon"] is None
