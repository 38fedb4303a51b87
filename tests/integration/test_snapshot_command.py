"""`holdfast snapshot` as people and scripts call it: what it says is true, and what goes wrong is said."""

import bz2
import gzip
import io
import json
import lzma
import os
import re
import stat
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import zstandard
from typer.testing import CliRunner, Result

from api.commands.snapshot import app
from infra.words import LANGUAGES, REASONS
from monitors.snapshot_schema import from_json
from streams.domain.lines import Verdict
from streams.domain.outcomes import Outcome
from streams.domain.surfaces import Surface
from streams.simulation import Disturbance, Truth
from tests.html_reading import addresses, read
from tests.simulated_logs import TUESDAY_AT_NINE, morning, written
from tests.squid_lines import Asked, log_of

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
ALWAYS = (0, 4_000_000_000_000)
LAST_SPRING = TUESDAY_AT_NINE.replace(year=2025, month=4, day=15)
K = 10


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A morning with a few troubles: the log, the directory, the units, and the truth beside them."""
    folder = tmp_path_factory.mktemp("morning")
    simulation = morning(
        begins_at=LAST_SPRING,
        people=300,
        hours=1,
        malformed_share=0.01,
        disturbances=(Disturbance("filter", "youtube", *ALWAYS), Disturbance("refused", "x", *ALWAYS)),
    )
    log, truth = written(simulation)
    (folder / "access.log").write_bytes(log)
    (folder / "truth.json").write_bytes(truth.json())
    simulation.organisation.write_directory(folder / "directory.csv")
    simulation.organisation.write_units(folder / "units.csv")
    return folder


@pytest.fixture(scope="module")
def truth(folder: Path) -> Truth:
    import msgspec  # noqa: PLC0415 (only here)

    return msgspec.json.decode((folder / "truth.json").read_bytes(), type=Truth)


def run(*words: object, typed: bytes | None = None) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], input=typed)


def told(*words: object, code: int = 0, typed: bytes | None = None) -> dict[str, Any]:
    """The JSON of a run, which must be all that is on standard output."""
    result = run(*words, "--json", "-", typed=typed)
    assert result.exit_code == code, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


@pytest.fixture(scope="module")
def document(folder: Path) -> dict[str, Any]:
    return told(
        folder / "access.log", "--directory", folder / "directory.csv", "--units", folder / "units.csv"
    )


def codes(document: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in document["warnings"]]


def count(value: Any) -> bool:
    return type(value) is int and value >= 0


def share(value: Any) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 1


def people(value: Any) -> bool:
    return value is None or (count(value) and value % 5 == 0 and value >= K)


def nullable(rule: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or rule(value)


def text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def instant(value: Any) -> bool:
    return isinstance(value, str) and INSTANT.fullmatch(value) is not None


def outcomes(value: Any) -> bool:
    return set(value) <= {outcome.word for outcome in Outcome} and all(map(count, value.values()))


RULES: dict[str, dict[str, Callable[[Any], bool]]] = {
    "input": {
        "files": lambda value: all(map(text, value)),
        "lines": count,
        "parsed": count,
        "rejected": count,
        "skipped": count,
        "format": nullable(text),
        "rejected_by_reason": lambda value: set(value) <= {verdict.word for verdict in Verdict},
    },
    "period": {"from": nullable(instant), "to": nullable(instant)},
    "coverage": {
        "joined_share": nullable(share),
        "identity": lambda value: value in {"login", "address", None},
        "excluded": nullable(count),
        "gaps": lambda value: all(instant(gap["from"]) and instant(gap["to"]) for gap in value),
        "control_one_in": nullable(count),
    },
    "warnings": {"code": REASONS["en"].__contains__, "figures": lambda v: isinstance(v, dict), "text": text},
    "platforms": {
        "platform": text,
        "name": text,
        "operator": nullable(text),
        "requests": count,
        "people": people,
        "units": nullable(count),
        "bytes_down": nullable(count),
        "bytes_up": nullable(count),
        "failed_share": nullable(share),
        "blocked": count,
        "seen_as_embed": count,
    },
    "usage": {
        "unit": text,
        "platform": text,
        "surface": lambda value: value is None or value in set(Surface),
        "requests": nullable(count),
        "people": people,
        "bytes_down": nullable(count),
        "bytes_up": nullable(count),
        "outcomes": nullable(outcomes),
    },
    "hours": {"platform": text, "hour_of_week": lambda value: value in range(168), "requests": count},
    "unknown_hosts": {
        "host": text,
        "requests": count,
        "people": lambda value: value is not None and people(value),
    },
}
"""Part -> field -> what holds for it, as in the contract."""

FLAGS = {"withheld", "other_units", "children"}
LISTS = ("incidents", "suspected", "dependencies", "findings", "operators")
"""The first two are held to their promise in `test_snapshot_incidents`."""


def test_every_field_is_there_and_as_promised(document: dict[str, Any]) -> None:
    assert list(document) == ["schema", *RULES, *LISTS]
    assert document["schema"] == "holdfast.snapshot/1"
    for part, rules in RULES.items():
        rows = document[part] if isinstance(document[part], list) else [document[part]]
        assert rows, part
        for row in rows:
            assert list(dict.fromkeys(row))[: len(rules)] == list(rules), part
            assert set(row) - set(rules) <= (FLAGS if part == "usage" else set())
            assert [field for field, rule in rules.items() if not rule(row[field])] == [], (part, row)
    assert from_json(json.dumps(document).encode()).input.files == ["access.log"]


def test_lines_are_parsed_rejected_or_skipped(document: dict[str, Any], truth: Truth) -> None:
    told_input = document["input"]

    assert (
        told_input["lines"]
        == truth.lines
        == sum(told_input[name] for name in ("parsed", "rejected", "skipped"))
    )
    assert (told_input["parsed"], told_input["rejected"]) == (truth.request_lines, truth.malformed_lines)
    assert sum(told_input["rejected_by_reason"].values()) == told_input["rejected"] > 0
    assert (told_input["files"], told_input["format"]) == (["access.log"], "squid")


def test_the_period_is_from_the_first_line_to_the_last(document: dict[str, Any], truth: Truth) -> None:
    def moment(stamp: str | None) -> datetime:
        assert stamp is not None
        return datetime.fromisoformat(stamp)

    assert moment(document["period"]["from"]) == moment(truth.from_)
    assert moment(document["period"]["to"]) == moment(truth.to)


def test_requests_and_blocks_are_exactly_the_truth(document: dict[str, Any], truth: Truth) -> None:
    requests: Counter[str] = Counter()
    blocked: Counter[str] = Counter()
    for (platform, outcome, unit), number in truth.counts().items():
        if unit != "!exclude":
            requests[platform] += number
            blocked[platform] += number if outcome == "our_policy" else 0

    rows = document["platforms"]
    assert {row["platform"]: row["requests"] for row in rows if row["requests"]} == requests
    assert {row["platform"]: row["blocked"] for row in rows if row["blocked"]} == +blocked
    assert blocked["youtube"] > 0
    assert next(row["failed_share"] for row in rows if row["platform"] == "x") > 0.9
    assert document["coverage"]["excluded"] > 0


def test_units_and_hours_add_up_to_their_platform(document: dict[str, Any], truth: Truth) -> None:
    for row in document["platforms"]:
        cells = [cell for cell in document["usage"] if cell["platform"] == row["platform"]]
        hours = [hour["requests"] for hour in document["hours"] if hour["platform"] == row["platform"]]
        if row["people"] is None:
            assert (cells, hours) == ([], [])
            continue
        assert sum(hours) == row["requests"]
        sums = [cell for cell in cells if cell["surface"] is None and not cell.get("withheld")]
        assert sum(cell["requests"] for cell in sums) == row["requests"]
        assert sum(cell["bytes_down"] for cell in sums) == row["bytes_down"]
    assert truth.requests_counted > 0


def test_the_three_shapes_of_usage_rows_are_kept(document: dict[str, Any]) -> None:
    figures = ("requests", "people", "bytes_down", "bytes_up", "outcomes")
    withheld = [row for row in document["usage"] if row.get("withheld")]
    others = [row for row in document["usage"] if row.get("other_units")]
    shown = [row for row in document["usage"] if not FLAGS & set(row)]

    assert withheld
    assert others
    assert shown
    assert all(row[name] is None for row in withheld for name in (*figures, "surface"))
    assert all(row["children"] >= 2 and row["people"] is None and count(row["requests"]) for row in others)
    assert sum(row["children"] for row in others) == len(withheld)
    assert all(sum(row["outcomes"].values()) == row["requests"] > 0 and row["people"] >= K for row in shown)
    cells = {(row["unit"], row["platform"]) for row in shown}
    assert not cells & {(row["unit"], row["platform"]) for row in withheld}


def test_squid_says_nothing_of_uploads(document: dict[str, Any]) -> None:
    assert {row["bytes_up"] for row in document["platforms"]} == {None}
    assert "no-upload-bytes" in codes(document)


def test_what_a_reader_must_know_is_said_once(document: dict[str, Any]) -> None:
    assert codes(document) == [
        "rejected-lines", "short-period", "excluded-people", "small-units-withheld", "no-upload-bytes",
    ]  # fmt: skip
    assert [w["figures"] for w in document["warnings"] if w["code"] == "small-units-withheld"] == [
        {"cells": sum(bool(row.get("withheld")) for row in document["usage"])}
    ]


def test_k_may_be_lowered_to_five(folder: Path, document: dict[str, Any]) -> None:
    lower = told(folder / "access.log", "--directory", folder / "directory.csv", "--k", 5)

    shown = [row for row in lower["platforms"] if row["people"] is not None]
    assert len(shown) >= sum(row["people"] is not None for row in document["platforms"])
    assert min(row["people"] for row in shown) >= 5
    assert run(folder / "access.log", "--k", 4).exit_code == 2


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_rotated_and_compressed_parts_are_one_log(
    folder: Path, tmp_path: Path, document: dict[str, Any], pack: Callable[[bytes], bytes]
) -> None:
    lines = (folder / "access.log").read_bytes().splitlines(keepends=True)
    parts = {"a.log": lines[20_000:], "a.log.1": lines[9_000:20_000], "a.log.2.gz": lines[:9_000]}
    for name, part in parts.items():
        data = b"".join(part)
        (tmp_path / name).write_bytes(pack(data) if name.endswith("gz") else data)

    rotated = told(
        *(tmp_path / name for name in parts),
        "--directory", folder / "directory.csv", "--units", folder / "units.csv",
    )  # fmt: skip

    assert rotated["input"]["files"] == ["a.log.2.gz", "a.log.1", "a.log"]
    same = [name for name in document if name != "input"]
    assert {name: rotated[name] for name in same} == {name: document[name] for name in same}


def test_standard_input_is_a_log_too(folder: Path) -> None:
    log = (folder / "access.log").read_bytes()
    from_file, typed = told(folder / "access.log"), told("-", typed=log)

    assert typed["input"]["files"] == ["-"]
    assert typed["platforms"] == from_file["platforms"]
    assert codes(typed)[:3] == ["rejected-lines", "short-period", "no-directory"]


def test_the_same_file_twice_counts_once(folder: Path, tmp_path: Path, document: dict[str, Any]) -> None:
    (tmp_path / "copy.log.gz").write_bytes(gzip.compress((folder / "access.log").read_bytes()))

    twice = told(folder / "access.log", tmp_path / "copy.log.gz")

    assert twice["input"]["lines"] == document["input"]["lines"]
    assert {"code": "duplicate-file", "figures": {"file": "copy.log.gz"}}.items() <= twice["warnings"][
        0
    ].items()


def test_a_truncated_archive_is_read_as_far_as_it_goes(folder: Path, tmp_path: Path) -> None:
    packed = gzip.compress((folder / "access.log").read_bytes())
    (tmp_path / "cut.gz").write_bytes(packed[: len(packed) // 2])

    document = told(tmp_path / "cut.gz")

    assert "truncated-input" in codes(document)
    assert document["input"]["parsed"] > 1_000


def test_a_damaged_archive_is_not_called_empty_and_gives_no_false_line(folder: Path, tmp_path: Path) -> None:
    lines = (folder / "access.log").read_bytes().splitlines(keepends=True)
    packed = bytearray(gzip.compress(b"".join(line for line in lines if line[:1].isdigit())))
    middle = len(packed) // 2
    packed[middle : middle + 16] = bytes(16)
    (tmp_path / "harmed.gz").write_bytes(packed)

    document = told(tmp_path / "harmed.gz")

    assert "damaged-input" in codes(document)
    assert not {"truncated-input", "empty-log"} & {*codes(document)}
    assert document["input"]["parsed"] > 300
    assert document["input"]["rejected"] == 0


def test_a_log_that_is_damaged_from_its_beginning_is_not_called_empty(folder: Path, tmp_path: Path) -> None:
    packed = bytearray(gzip.compress((folder / "access.log").read_bytes()))
    packed[20:60] = b"\xff" * 40
    (tmp_path / "harmed.gz").write_bytes(packed)

    assert codes(told(tmp_path / "harmed.gz", code=65))[0] == "damaged-input"


def test_a_log_without_any_line_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")

    document = told(tmp_path / "empty", code=65)

    assert (document["input"]["lines"], document["input"]["format"]) == (0, None)
    assert document["period"] == {"from": None, "to": None}
    assert document["platforms"] == document["usage"] == []
    assert codes(document) == ["empty-log", "no-directory"]


def test_a_log_that_is_mostly_noise_says_so_and_ends_with_65(tmp_path: Path) -> None:
    (tmp_path / "odd").write_bytes(log_of([Asked()]) + b"noise\n" * 3)

    result = run(tmp_path / "odd", "--json", tmp_path / "odd.json")

    assert result.exit_code == 65
    assert "holdfast parse" in result.stderr
    assert "mostly-rejected" in codes(json.loads((tmp_path / "odd.json").read_bytes()))
    assert told(tmp_path / "odd", code=65)["input"]["rejected"] == 3


USAGE_ERRORS: dict[str, list[str]] = {
    "--k": ["--k", "2"],
    "--format": ["--format", "squidd"],
    "--logformat": ["--format", "squid", "--logformat", "%ts"],
    "--logformat is empty": ["--logformat", ""],
    "--lang": ["--lang", "de"],
    "Mars": ["--timezone", "Mars/Olympus"],
    "no such folder": ["--json", "{folder}/nowhere/out.json"],
    "there is no such folder": ["--html", "{folder}/nowhere/out.html"],
}


@pytest.mark.parametrize("said", USAGE_ERRORS)
def test_a_command_that_cannot_be_meant_ends_with_2_and_names_what_is_wrong(folder: Path, said: str) -> None:
    words = [word.format(folder=folder) for word in USAGE_ERRORS[said]]

    result = run(folder / "access.log", *words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("option", ["", "--directory", "--units", "--catalogue", "--key", "--fields"])
@pytest.mark.parametrize("what", ["missing", "a folder"])
def test_a_file_that_is_not_there_ends_with_66_and_is_named(
    folder: Path, tmp_path: Path, option: str, what: str
) -> None:
    path = tmp_path / "this-one"
    if what == "a folder":
        path.mkdir()

    result = run(folder / "access.log", *([option] if option else []), path)

    assert (result.exit_code, result.stdout) == (66, "")
    assert "this-one" in result.stderr


@pytest.mark.parametrize(
    ("option", "content"),
    [
        ("--directory", "user,unit\nanna,Revenue\nanna,Roads\n"),
        ("--directory", "nothing,of,use\n1,2,3\n"),
        ("--directory", ""),
        ("--units", "unit,parent\nA,B\nB,A\n"),
        ("--catalogue", "this is no TOML"),
        ("--key", "no key"),
    ],
)
def test_a_file_that_cannot_be_used_ends_with_65_and_is_named(
    folder: Path, tmp_path: Path, option: str, content: str
) -> None:
    path = tmp_path / "this-one"
    path.write_text(content)
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)

    result = run(folder / "access.log", option, path)

    assert (result.exit_code, result.stdout) == (65, "")
    assert "this-one" in result.stderr


def test_an_own_catalogue_adds_hosts(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(log_of([Asked(host="tool.example.org", user=f"u{n}") for n in range(12)]))
    (tmp_path / "own.toml").write_text(
        '[platforms.our-tool]\nname = "Our Tool"\noperator = "Us"\nkind = "collaboration"\n\n'
        '[[hosts]]\nhost = "tool.example.org"\nplatform = "our-tool"\n'
        'surface = "feed"\ncounts_as_use = "yes"\n'
    )

    [unknown] = told(tmp_path / "log")["unknown_hosts"]
    assert unknown == {"host": "tool.example.org", "requests": 12, "people": 10}
    document = told(tmp_path / "log", "--catalogue", tmp_path / "own.toml")
    assert [(row["platform"], row["requests"], row["people"]) for row in document["platforms"]] == [
        ("our-tool", 12, 10)
    ]
    assert document["unknown_hosts"] == []


def test_a_stated_key_is_used_and_none_is_ever_written(folder: Path, tmp_path: Path) -> None:
    key = tmp_path / "people.key"
    key.write_text(f"1 {'ab' * 32}\n")
    key.chmod(0o600)
    before = key.read_bytes()

    assert told(folder / "access.log", "--key", key)["platforms"] == told(folder / "access.log")["platforms"]
    assert key.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["people.key"]


def test_whoever_names_a_key_file_that_is_not_there_is_told_how_to_make_it(
    folder: Path, tmp_path: Path
) -> None:
    key = tmp_path / "people.key"

    result = run(folder / "access.log", "--key", key)

    assert result.exit_code == 66
    assert f"`holdfast key new {key}` makes it" in result.stderr


def test_the_directorys_own_doubts_are_passed_on(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes("user,unit,shoe size\nanna,Équipe,38\n".encode("latin-1"))
    (tmp_path / "units.csv").write_text("unit,parent,people\nRevenue,,12\n")
    command = ["--directory", tmp_path / "people.csv", "--units", tmp_path / "units.csv"]

    warnings = {w["code"]: w["figures"] for w in told(folder / "access.log", *command)["warnings"]}

    assert warnings["directory-columns-ignored"] == {"files": "people.csv", "columns": "shoe size"}
    assert warnings["directory-not-utf8"] == {"files": "people.csv"}
    assert warnings["units-only-in-directory"] == {"units": 1, "names": "Équipe"}


def test_clocks_zones_and_missing_figures_are_doubts(tmp_path: Path) -> None:
    ahead = tmp_path / "ahead.log"
    ahead.write_bytes(log_of([Asked(at_ms=0), Asked(at_ms=40 * 365 * 86_400_000)]))
    assert {"clock-ahead", "log-gap"} <= set(codes(told(ahead)))
    common = tmp_path / "common.log"
    common.write_text(
        '10.1.2.3 - anna [10/Oct/2025:12:00:00 +0200] "GET http://www.facebook.com/ HTTP/1.1" 200 709 '
        "TCP_MISS:HIER_DIRECT\n"
    )
    assert {"no-durations", "no-upload-bytes"} <= set(codes(told(common)))
    fields = tmp_path / "fields.toml"
    fields.write_text(
        'separator = ";"\nheader = true\n[columns]\ntime = "When"\nhost = "Site"\nuser = "Who"\n'
    )
    local = tmp_path / "local.log"
    rows = [f"2025-10-10 10:00:00;user{number};www.facebook.com" for number in range(K)]
    local.write_text("\n".join(["When;Who;Site", *rows]))
    assert "timezone-assumed" in codes(told(local, "--fields", fields))
    stated = told(local, "--fields", fields, "--timezone", "America/Toronto")
    assert "timezone-assumed" not in codes(stated)
    assert stated["period"]["from"] == "2025-10-10T14:00:00.000Z"
    assert [row["hour_of_week"] for row in stated["hours"]] == [4 * 24 + 10]


def test_files_in_the_wrong_order_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "new.log").write_bytes(log_of([Asked(at_ms=86_400_000 + row) for row in range(50)]))
    (tmp_path / "old.log").write_bytes(log_of([Asked(at_ms=row) for row in range(30)]))

    document = told(tmp_path / "new.log", tmp_path / "old.log")

    assert [w["figures"] for w in document["warnings"] if w["code"] == "not-in-order"] == [{"lines": 30}]


def test_addresses_alone_are_devices(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(log_of([Asked(user="", client=f"10.1.2.{n}") for n in range(12)]))

    document = told(tmp_path / "log")

    assert document["coverage"]["identity"] == "address"
    assert "addresses-only" in codes(document)


def test_french_is_spoken_throughout(folder: Path, tmp_path: Path) -> None:
    page, out = tmp_path / "page.html", tmp_path / "out.json"

    result = run(folder / "access.log", "--lang", "fr", "--html", page, "--json", out)

    assert result.exit_code == 0
    assert "Réseau" in result.stdout or "personnes" in result.stdout
    assert read(page.read_text(encoding="utf-8")).find("html").get("lang") == "fr-CA"  # type: ignore[union-attr]
    texts = {w["code"]: w["text"] for w in json.loads(out.read_bytes())["warnings"]}
    assert "annuaire" in texts["no-directory"]


def test_the_page_needs_nothing_from_anywhere(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert run(folder / "access.log", "--html", page).exit_code == 0

    tree = read(page.read_text(encoding="utf-8"))

    assert [address for address in addresses(tree) if not address.startswith(("#", "data:"))] == []
    assert not list(tree.iter("script"))
    assert "url(http" not in page.read_text(encoding="utf-8")


def test_without_outputs_a_summary_is_all_there_is(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    result = run(folder / "access.log")

    assert result.exit_code == 0
    assert "YouTube" in result.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_ends_with_75(folder: Path) -> None:
    result = run(folder / "access.log", "--json", "/dev/full")

    assert result.exit_code == 75
    assert "cannot be written" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows' shell has no process substitution")
def test_a_shells_pipe_is_a_log(folder: Path, document: dict[str, Any]) -> None:
    read_end, write_end = os.pipe()
    snapshot = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from infra.cli import main; main()",
            "snapshot",
            f"/dev/fd/{read_end}",
            "--json",
            "-",
        ],
        pass_fds=[read_end],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    os.close(read_end)
    with os.fdopen(write_end, "wb") as pipe:
        pipe.write((folder / "access.log").read_bytes())
    out, _ = snapshot.communicate(timeout=60)

    assert snapshot.returncode == 0
    assert json.loads(out)["input"]["lines"] == document["input"]["lines"]


def test_every_warning_that_is_ever_given_has_words_in_every_language() -> None:
    sources = ["monitors/snapshot_warnings.py", "api/commands/snapshot.py", "streams/adapters/log_files.py"]
    sources += ["streams/adapters/directory_files.py", "streams/domain/directory_table.py"]
    root = Path(__file__).parents[2]
    given = {
        code
        for source in sources
        for code in re.findall(
            r'(?:Reason|Note|DirectoryWarning)\(\s*"([a-z0-9-]+)"', (root / source).read_text()
        )
    } | {"overlapping-file", "duplicate-file"}

    assert len(given) > 15
    assert all(given <= set(REASONS[lang]) for lang in LANGUAGES)


@pytest.mark.parametrize("option", ["--html", "--json"])
@pytest.mark.parametrize("read", ["access.log", "directory.csv", "units.csv", "link.log"])
def test_a_result_never_replaces_what_is_read(tmp_path: Path, folder: Path, option: str, read: str) -> None:
    for name in ("access.log", "directory.csv", "units.csv"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "link.log").symlink_to("access.log")
    before = (tmp_path / read).read_bytes()
    files = (tmp_path / "access.log", "--directory", tmp_path / "directory.csv")

    result = run(*files, "--units", tmp_path / "units.csv", option, tmp_path / "." / read)

    assert result.exit_code == 2
    assert "would replace a file that is read" in result.stderr
    assert (tmp_path / read).read_bytes() == before


def test_two_results_under_one_name_are_refused(tmp_path: Path, folder: Path) -> None:
    result = run(folder / "access.log", "--html", tmp_path / "same", "--json", tmp_path / "same")

    assert result.exit_code == 2
    assert "--json and --html name one file" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_page_can_go_to_standard_output_too(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    result = run(folder / "access.log", "--html", "-")

    assert result.exit_code == 0
    assert result.stdout.startswith("<!DOCTYPE html>")
    assert result.stdout.rstrip().endswith("</html>")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        (("--json", "-", "--html", "-"), "--json and --html cannot both be standard output"),
        (("--json", ""), "--json is given an empty name"),
        (("--html", ""), "--html is given an empty name"),
    ],
)
def test_an_output_that_cannot_be_is_refused_before_anything_is_read(
    folder: Path, outputs: tuple[str, ...], said: str
) -> None:
    result = run(folder / "access.log", *outputs)

    assert result.exit_code == 2
    assert said in result.stderr


def test_a_report_is_made_again_over_the_last_one(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "report.html").write_text("last week's", encoding="utf-8")

    assert run(folder / "access.log", "--html", tmp_path / "report.html").exit_code == 0
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_files_of_two_formats_are_refused_by_name(folder: Path, tmp_path: Path) -> None:
    common = tmp_path / "web.log"
    common.write_text(
        '10.1.2.3 - anna [10/Oct/2025:12:00:00 +0200] "GET http://x.com/ HTTP/1.1" 200 9 TCP_MISS:HIER_NONE\n'
    )

    result = run(folder / "access.log", common)

    assert result.exit_code == 2
    assert "web.log is squid-common, and the first file squid" in result.stderr


def test_a_file_that_shows_no_format_is_read_as_the_others(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "noise.log").write_bytes(b"restarted\n")
    lines = told(folder / "access.log")["input"]

    document = told(folder / "access.log", tmp_path / "noise.log")

    assert document["input"]["rejected"] == lines["rejected"] + 1


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress], ids=["plain", "gzip", "zstd"])
def test_a_tar_archive_is_no_log(folder: Path, tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.add(folder / "access.log", "access.log")
    (tmp_path / "logs.tar").write_bytes(pack(packed.getvalue()))

    result = run(tmp_path / "logs.tar")
    assert result.exit_code == 65
    assert "logs.tar is a tar archive. Unpack it first" in result.stderr
    assert run("-", typed=pack(packed.getvalue())).exit_code == 65


@pytest.mark.parametrize(
    ("packed", "said"),
    [
        (lzma.compress(b"x" * 99), "packed with xz. Unpack it first (xz -d)"),
        (bz2.compress(b"x" * 99), "packed with bzip2. Unpack it first (bzip2 -d)"),
        (b"PK\x03\x04" + bytes(range(200)), "a zip archive. Unpack it first (unzip)"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(range(99)), "a 7z archive. Unpack it first (7z x)"),
        (bytes(range(256)) * 20, "no text. Name the log itself"),
    ],
    ids=["xz", "bzip2", "zip", "7z", "binary"],
)
@pytest.mark.parametrize("behind_another", [False, True])
def test_what_is_no_text_is_named_with_what_to_do(
    folder: Path, tmp_path: Path, packed: bytes, said: str, *, behind_another: bool
) -> None:
    (tmp_path / "given").write_bytes(packed)
    logs = [folder / "access.log"] * behind_another

    result = run(*logs, tmp_path / "given")

    assert result.exit_code == 65
    assert f"given is {said}" in result.stderr


def test_zeros_that_a_crash_left_before_a_log_make_it_no_archive(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "access.log").write_bytes(bytes(5_000) + b"\n" + (folder / "access.log").read_bytes())

    assert told(tmp_path / "access.log")["input"]["parsed"] > 1_000


@pytest.mark.parametrize("options", [(), ("--format", "squid")])
def test_a_file_of_which_no_line_would_be_understood_is_refused_by_name(
    folder: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    web = '192.0.2.1 - - [10/Oct/2025:12:00:00 +0200] "GET /index.html HTTP/1.1" 200 9\n'
    (tmp_path / "apache.log").write_text(web * 200, encoding="ascii")

    result = run(folder / "access.log", tmp_path / "apache.log", *options)

    assert result.exit_code == 2
    assert "apache.log" in result.stderr


def test_a_log_of_headers_only_is_empty_too(tmp_path: Path) -> None:
    (tmp_path / "headers.log").write_bytes(b"#Version: 1.0\n#Fields: date time cs-host sc-status\n\n")
    page = tmp_path / "page.html"

    assert "empty-log" in codes(told(tmp_path / "headers.log", "--html", page, code=65))
    text = page.read_text(encoding="utf-8")
    assert "No request could be read from this log" in text
    assert "every line counted" not in text


def test_a_directory_that_places_nobody_says_so(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("user,unit,network\n")
    assert "directory-empty" in codes(told(folder / "access.log", "--directory", tmp_path / "people.csv"))
    (tmp_path / "people.csv").write_text("user,unit,network\nanna,,\nbob,,vpn\ncleo,Revenue,\n")
    warnings = {
        w["code"]: w["figures"]
        for w in told(folder / "access.log", "--directory", tmp_path / "people.csv")["warnings"]
    }
    assert warnings["directory-rows-say-nothing"] == {"files": "people.csv", "rows": 1}
    assert "directory-empty" not in warnings


def test_the_unassigned_are_no_unit(folder: Path, document: dict[str, Any]) -> None:
    assert {row["units"] for row in told(folder / "access.log")["platforms"]} <= {0, None}
    units = {row["unit"] for row in document["usage"]} - {"unassigned"}
    assert 0 < max(row["units"] or 0 for row in document["platforms"]) <= len(units)


def test_a_result_that_cannot_be_written_is_wrong_usage(folder: Path, tmp_path: Path) -> None:
    result = run(folder / "access.log", "--json", tmp_path)

    assert result.exit_code == 2
    assert "it is a folder" in result.stderr


def test_a_directory_is_no_log(folder: Path) -> None:
    result = run(folder)

    assert result.exit_code == 66
    assert "is a directory. Name the files in it" in result.stderr


def test_rules_on_tools_are_taken_and_their_faults_end_the_command(folder: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rule = (
        'name = "Talk"\npurpose = "internal"\naudience = "all"\nsensitivity = "any"\nnot_allowed = ["{}"]\n'
    )

    rules.write_text("[[rules]]\n" + rule.format("whatsapp"), encoding="utf-8")
    assert "findings" in told(folder / "access.log", "--tool-rules", rules)
    rules.write_text("[[rules]]\n" + rule.format("whatsap"), encoding="utf-8")
    result = run(folder / "access.log", "--tool-rules", rules)

    assert result.exit_code == 65
    assert 'unknown platform in not_allowed "whatsap"; did you mean "whatsapp"?' in result.stderr
    assert run(folder / "access.log", "--tool-rules", tmp_path / "none.toml").exit_code == 66
