"""`holdfast snapshot` over a morning on which Facebook's names stop resolving for ten minutes."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.commands.snapshot import app
from infra.words import LANGUAGES, REASONS, Lang, label
from streams.domain.surfaces import SurfaceGroup
from streams.simulation import disturbance
from tests import html_reading as html
from tests.simulated_logs import TUESDAY_AT_NINE, morning, written

LAST_SPRING = TUESDAY_AT_NINE.replace(year=2025, month=4, day=15)
PEOPLE = 300
K = 10
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log, its directory and units."""
    folder = tmp_path_factory.mktemp("trouble")
    simulation = morning(
        begins_at=LAST_SPRING,
        people=PEOPLE,
        hours=1,
        disturbances=(disturbance("dns:facebook@1500+600", LAST_SPRING),),
    )
    log, truth = written(simulation)
    (folder / "access.log").write_bytes(log)
    (folder / "truth.json").write_bytes(truth.json())
    simulation.organisation.write_directory(folder / "directory.csv")
    simulation.organisation.write_units(folder / "units.csv")
    return folder


@pytest.fixture(scope="module")
def trouble(folder: Path) -> dict[str, Any]:
    """What really happened."""
    [trouble] = json.loads((folder / "truth.json").read_bytes())["disturbances"]
    found: dict[str, Any] = trouble
    return found


def snapshot(folder: Path, lang: Lang) -> tuple[dict[str, Any], str, str]:
    """The document, the page and the summary."""
    result = CliRunner().invoke(
        app,
        [
            str(folder / "access.log"), "--directory", str(folder / "directory.csv"),
            "--units", str(folder / "units.csv"), "--lang", lang,
            "--json", str(folder / f"{lang}.json"), "--html", str(folder / f"{lang}.html"),
        ],
        env={"XDG_CACHE_HOME": str(folder / "cache"), "COLUMNS": "120"},
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    document: dict[str, Any] = json.loads((folder / f"{lang}.json").read_bytes())
    return document, (folder / f"{lang}.html").read_text("utf-8"), " ".join(result.stdout.split())


@pytest.fixture(scope="module")
def english(folder: Path) -> tuple[dict[str, Any], str, str]:
    return snapshot(folder, "en")


@pytest.fixture
def incident(english: tuple[dict[str, Any], str, str]) -> dict[str, Any]:
    """The one thing that broke."""
    [found] = english[0]["incidents"]
    told: dict[str, Any] = found
    return told


def moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).astimezone(UTC)


def nullable(rule: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or rule(value)


def text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(text, value))


def share(value: Any) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 1


def count(value: Any) -> bool:
    return type(value) is int and value >= 0


def instant(value: Any) -> bool:
    return isinstance(value, str) and INSTANT.fullmatch(value) is not None


def reason(value: Any) -> bool:
    return (
        list(value) == ["code", "figures", "text"] and value["code"] in REASONS["en"] and text(value["text"])
    )


RULES: dict[str, Callable[[Any], bool]] = {
    "id": text,
    "cause": lambda value: value in {
        "platform", "egress", "policy", "unit-network", "shared-provider", "account", "blind", "unknown",
    },
    "cause_confidence": share,
    "platform": nullable(text),
    "platforms": texts,
    "surfaces": lambda value: set(value) <= set(SurfaceGroup),
    "units": texts,
    "state": lambda value: value in {"confirmed", "recovering", "resolved", "false-alarm"},
    "suspected_at": nullable(instant),
    "started_at": nullable(instant),
    "detected_at": instant,
    "ended_at": nullable(instant),
    "peak_failed_share": nullable(share),
    "requests_failed": nullable(count),
    "people_failed": nullable(lambda value: count(value) and value % 5 == 0 and value >= K),
    "reasons": lambda value: bool(value) and all(map(reason, value)),
    "explanation": text,
}  # fmt: skip
"""Field -> what holds for it, as in the contract."""


def test_every_field_of_an_incident_is_there_and_as_promised(incident: dict[str, Any]) -> None:
    assert list(incident) == list(RULES)
    assert [field for field, rule in RULES.items() if not rule(incident[field])] == []


def test_one_incident_is_found_and_it_is_the_platforms(incident: dict[str, Any]) -> None:
    assert (incident["cause"], incident["platform"], incident["platforms"]) == (
        "platform",
        "facebook",
        ["facebook"],
    )
    assert incident["state"] == "resolved"
    assert incident["peak_failed_share"] > 0.9


def test_its_times_are_those_of_the_truth(incident: dict[str, Any], trouble: dict[str, Any]) -> None:
    seconds = timedelta(seconds=1)
    first, last = moment(trouble["first_seen_at"]), moment(trouble["last_seen_at"])

    assert moment(trouble["from"]) <= moment(incident["started_at"]) <= first
    assert first <= moment(incident["detected_at"]) <= first + 60 * seconds
    assert abs(moment(incident["ended_at"]) - last) <= 60 * seconds


def test_its_units_are_those_who_were_hit(incident: dict[str, Any], trouble: dict[str, Any]) -> None:
    assert incident["units"]
    assert set(incident["units"]) <= set(trouble["units"])
    assert "!exclude" not in incident["units"]


def test_it_hit_as_many_as_it_did(incident: dict[str, Any], trouble: dict[str, Any]) -> None:
    if incident["people_failed"] is None:
        assert incident["requests_failed"] is None
    else:
        assert 0 < incident["requests_failed"] <= trouble["requests"]


def test_the_page_and_the_summary_say_so_first(english: tuple[dict[str, Any], str, str]) -> None:
    document, page, summary = english
    [incident] = document["incidents"]
    section = html.section(html.read(page), "incidents")

    assert section is not None
    assert "Facebook failed" in html.words(section)
    assert " ".join(incident["explanation"].split()) in html.words(section)
    assert summary.index("Facebook failed") < summary.index("consumer platforms are in use here")


def test_french_says_the_same_in_french(
    folder: Path, english: tuple[dict[str, Any], str, str], incident: dict[str, Any]
) -> None:
    document, page, summary = snapshot(folder, "fr")
    [told] = document["incidents"]
    worded = ("reasons", "explanation")

    assert {k: v for k, v in told.items() if k not in worded} == {
        k: v for k, v in incident.items() if k not in worded
    }
    assert [one["code"] for one in told["reasons"]] == [one["code"] for one in incident["reasons"]]
    assert "tentatives ont échoué" in told["explanation"]
    assert "Panne de Facebook" in summary
    assert label("section.incidents", "fr") in page
    assert english[1] != page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_morning_without_trouble_says_that_nothing_broke(tmp_path: Path, lang: Lang) -> None:
    simulation = morning(begins_at=LAST_SPRING, people=150, hours=0.5)
    (tmp_path / "access.log").write_bytes(written(simulation)[0])
    simulation.organisation.write_directory(tmp_path / "directory.csv")
    simulation.organisation.write_units(tmp_path / "units.csv")

    document, page, summary = snapshot(tmp_path, lang)

    assert document["incidents"] == []
    told = label("incidents.none.minutes", lang, lasted=30)
    assert told in page
    assert " ".join(told.split()) in " ".join(summary.split())
