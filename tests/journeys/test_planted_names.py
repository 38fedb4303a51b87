"""Names planted in logs and a directory leave by no road: topics, tables, pages, exports, figures, reports.

On every road the search also finds something that is to be there, so that finding nothing says something.
What few people did is searched for as well, by a number that nothing else has.
"""

import base64
import json
import os
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from streams.domain.deltas import OUTCOMES
from tests.planted import FIGURE, LARGE, PEOPLE, PLANTED, SMALL, UNMISTAKABLE, found_in
from tests.planted_roads import (
    Answers,
    everything_answered,
    everything_in_tables,
    everything_on_kafka,
    kept_files,
)
from tests.planted_town import CLI, NOBODY, SAID, Town, at_work, incidents

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(580)]


@pytest.fixture(scope="module")
def town(kafka: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """All parts at work."""
    with at_work(kafka, tmp_path_factory.mktemp("town")) as made:
        yield made


@pytest.fixture(scope="module")
def answers(town: Town) -> Answers:
    """All that the hub answers."""
    return everything_answered(town)


@pytest.mark.parametrize("name", PLANTED)
def test_the_search_finds_what_is_planted(name: str) -> None:
    for form in (name, name.upper(), name.title(), quote(name.upper(), safe=""), name.encode().hex()):
        assert found_in(f"before {form} behind".encode()) == [name], form
    for text_before in ("", "x", "xy"):
        assert name in found_in(base64.b64encode(f"{text_before}{name} and more".encode()))


def test_the_logs_are_full_of_them(town: Town) -> None:
    given = b"".join(path.read_bytes() for path in town.logs[:3])
    assert found_in(given) == list(PLANTED)


def test_no_planted_name_is_on_any_topic(town: Town) -> None:
    topics = everything_on_kafka(town)
    assert {"evidence.usage", "evidence.signals", "hub.actions", "hub.changes", "hub.audit"} <= set(topics)
    assert {"collector.positions", "dead.letters"} <= set(topics)
    assert {name: found_in(content) for name, content in topics.items() if found_in(content)} == {}
    for name in ("evidence.usage", "evidence.signals"):
        assert found_in(topics[name], [LARGE.lower()]), "the search would find a name there"
    assert found_in(topics["hub.actions"], [SAID])
    of_people = [name for name, content in topics.items() if found_in(content, ["periwinkle"])]
    assert of_people == []


@pytest.mark.parametrize("database", ["judged.db", "hub.db"])
def test_no_planted_name_is_in_any_table(town: Town, database: str) -> None:
    tables = everything_in_tables(town, database)
    assert {name: found_in(content) for name, content in tables.items() if found_in(content)} == {}
    if database == "judged.db":
        assert found_in(tables["usage_hours"], [SMALL.lower()]), "the search would find a name there"
        assert [name for name, content in tables.items() if found_in(content, ["periwinkle"])] == []
    else:
        assert found_in(tables["hub_accounts"], ["ops-periwinkle"])
        assert [name for name, content in tables.items() if found_in(content, [SAID])] == []


def test_no_planted_name_is_in_any_file_that_is_kept(town: Town) -> None:
    files = kept_files(town)
    assert "judged.db" in files
    assert any(name.endswith("-wal") for name in files)
    assert {name: found_in(content) for name, content in files.items() if found_in(content)} == {}
    assert found_in(files["judged.db"] + files.get("judged.db-wal", b""), [LARGE.lower()])


@pytest.mark.parametrize(
    ("part", "canary"),
    [("collect", "squid-proxy"), ("monitors", "squid-proxy"), ("hub", "/units/{unit:path}")],
)
def test_neither_names_nor_units_are_on_metrics(town: Town, answers: Answers, part: str, canary: str) -> None:
    with urllib.request.urlopen(town.metrics[part], timeout=30) as answer:  # noqa: S310 (a part of ours)
        shown = answer.read()
    assert answers
    assert canary.encode() in shown
    assert found_in(shown, [*PLANTED, *(unit.lower() for unit in PEOPLE), SAID, "periwinkle"]) == []
    assert not FIGURE.search(shown.decode())


@pytest.mark.parametrize("part", ["collect", "monitors", "hub"])
def test_neither_names_nor_people_are_in_what_a_part_says(town: Town, answers: Answers, part: str) -> None:
    [said] = [each.said.read_bytes() for each in town.parts if each.name == part]
    assert answers
    assert b'"event"' in said
    assert found_in(said, [*PLANTED, SAID, "periwinkle"]) == []


def test_every_address_is_asked_for_and_answers(answers: Answers, town: Town) -> None:
    assert len(answers) > 500
    assert town.parts[-1].events("hub-fault") == []
    assert {key: status for key, (status, _) in answers.items() if status >= 500} == {}
    opened = {address.partition("?")[0] for (_, address), (status, _) in answers.items() if status == 200}
    assert len(opened) > 40


def test_no_planted_name_is_on_any_page_or_document(answers: Answers) -> None:
    assert {key: found_in(content) for key, (_, content) in answers.items() if found_in(content)} == {}
    for address in ("/units", "/register", "/api/v1/register", "/api/v1/exports/register"):
        assert found_in(answers["key-operations", address][1], [LARGE.lower()]), address
    assert found_in(answers["key-operations", "/api/v1/live"][1], ["facebook"])
    parquets = [key for key in answers if key[0] == "key-operations" and "usage?form=parquet" in key[1]]
    assert any(found_in(answers[key][1], [LARGE.lower()]) for key in parquets)


def test_what_a_small_unit_did_is_told_to_nobody(answers: Answers, town: Town) -> None:
    counts = " + ".join(OUTCOMES)
    [(requests,)] = town.rows(
        f"SELECT sum({counts}) FROM usage_hours WHERE unit = '{SMALL}' AND platform = 'youtube'"  # noqa: S608 (ours)
    )
    assert requests == UNMISTAKABLE
    assert [key for key, (_, content) in answers.items() if FIGURE.search(content.decode("latin-1"))] == []
    usage = json.loads(
        next(
            content.partition(b"[(b'")[0]
            for (who, address), (_, content) in answers.items()
            if who == "key-operations" and address.startswith("/api/v1/usage?grain=month")
        )
    )
    assert usage["periods"][0]["usage"]
    assert SMALL not in {row["unit"] for row in usage["periods"][0]["usage"]}


def test_others_learn_nothing_of_a_small_units_reliance(answers: Answers) -> None:
    for who in ("key-operations", "key-auditor", "key-admin", "key-large", "key-roads"):
        for address in ("/register", "/api/v1/register", "/api/v1/questions", "/api/v1/findings", "/units"):
            assert not found_in(answers[who, address][1], [SMALL.lower()]), (who, address)
    assert found_in(answers["key-small", "/units"][1], [SMALL.lower()])


def test_what_people_write_stays_where_its_readers_are(answers: Answers, town: Town) -> None:
    [incident] = incidents(town)[:1]
    assert found_in(answers["key-operations", f"/incidents/{incident}"][1], [SAID])
    told = {address for (who, address), (_, content) in answers.items() if found_in(content, [SAID])}
    assert {each for each in told if not each.startswith("/incidents/")} == set()
    seen = {who for (who, _), (_, content) in answers.items() if found_in(content, [SAID])}
    assert NOBODY not in seen


def test_the_figures_and_names_of_a_snapshot_are_as_withheld(town: Town, tmp_path: Path) -> None:
    arguments = [
        str(town.logs.squid),
        "--directory",
        str(town.logs.directory),
        "--units",
        str(town.logs.units),
    ]
    arguments += ["--json", str(tmp_path / "out.json"), "--html", str(tmp_path / "out.html")]
    done = subprocess.run(
        [*CLI, "snapshot", *arguments],
        capture_output=True,
        check=False,
        timeout=120,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "COLUMNS": "200"},
    )
    assert done.returncode == 0, done.stderr.decode()
    roads = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    roads |= {"stdout": done.stdout, "stderr": done.stderr}
    assert {name: found_in(content) for name, content in roads.items() if found_in(content)} == {}
    assert {name for name, content in roads.items() if FIGURE.search(content.decode("latin-1"))} == set()
    for name in ("out.json", "out.html", "stdout"):
        assert found_in(roads[name], [LARGE.lower()]), name
