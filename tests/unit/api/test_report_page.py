"""The HTML report, read as a tree: complete, bilingual, self-contained, and inert whatever its names are."""

import re
from importlib.resources import files
from pathlib import Path
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

import jinja2
import msgspec
import pytest

from api.report.page import MOST_PLATFORMS, CompiledTemplates, render_page
from api.report.views import Edition
from infra.words import LANGUAGES, Lang, label
from monitors.snapshot_schema import PlatformRow, Snapshot
from tests import html_reading as html
from tests.snapshot_documents import (
    ATTACK,
    ATTACK_ATTRIBUTE,
    empty,
    from_addresses_only,
    organisation,
    relying,
    troubled,
)

DOCUMENTS = {
    "organisation": organisation(),
    "hostile": organisation(hostile=True),
    "troubled": troubled(),
    "hostile and troubled": troubled(hostile=True),
    "relying": relying(),
    "hostile and relying": relying(hostile=True),
    "addresses": from_addresses_only(),
    "empty": empty(),
}
EVERY_DOCUMENT = pytest.mark.parametrize("snapshot", DOCUMENTS.values(), ids=DOCUMENTS)
EVERY_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)


def page(snapshot: Snapshot, lang: Lang = "en", edition: Edition | None = None) -> Element:
    return html.read(render_page(snapshot, lang, edition))


def part(tree: Element, name: str) -> Element:
    found = html.section(tree, name)
    assert found is not None
    return found


@EVERY_LANGUAGE
@EVERY_DOCUMENT
def test_a_page_asks_no_host_and_runs_no_script(snapshot: Snapshot, lang: Lang) -> None:
    tree = page(snapshot, lang)

    assert set(html.addresses(tree)) <= {"data:,", "#coverage", "#incidents", "#dependencies"}
    assert not [e.tag for e in tree.iter() if e.tag in {"script", "iframe", "object", "img", "form", "base"}]
    assert not [name for e in tree.iter() for name in e.attrib if name.startswith("on") or name == "style"]
    policy = next(e for e in tree.iter("meta") if e.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy.attrib["content"]


def test_its_style_sheet_fetches_nothing() -> None:
    css = files("api.report").joinpath("templates/snapshot.css").read_text(encoding="utf-8")

    assert not re.search(r"url\(|@import|@font-face|image-set", css)


@EVERY_LANGUAGE
@EVERY_DOCUMENT
def test_a_page_can_be_read_aloud(snapshot: Snapshot, lang: Lang) -> None:
    tree = page(snapshot, lang)
    identities = [e.attrib["id"] for e in tree.iter() if "id" in e.attrib]

    assert next(tree.iter("html")).get("lang") == f"{lang}-CA"
    assert len(list(tree.iter("h1"))) == 1
    assert len(identities) == len(set(identities))
    for table in tree.iter("table"):
        assert html.words(next(table.iter("caption")))
        assert all(cell.get("scope") in {"col", "row"} for cell in table.iter("th"))
    for element in tree.iter():
        for name in element.get("aria-labelledby", "").split():
            assert name in identities
    for drawing in tree.iter("svg"):
        assert drawing.get("aria-hidden") == "true" or drawing.get("role") == "img"


@EVERY_LANGUAGE
def test_no_word_of_the_other_language_strays_into_a_page(lang: Lang) -> None:
    other: Lang = "fr" if lang == "en" else "en"
    text = html.words(page(organisation(), lang))

    for key in ("section.platforms", "section.blindness", "method.failed.text", "withheld", "footer"):
        assert " ".join(label(key, lang).split()) in text
        assert " ".join(label(key, other).split()) not in text


def test_platforms_show_the_figures_of_the_document() -> None:
    snapshot = organisation()

    shown = html.rows(next(part(page(snapshot), "platforms").iter("table")))

    ranked = sorted((r for r in snapshot.platforms if r.requests), key=lambda r: -r.requests)
    assert [row[0].split("  ")[0].startswith(r.name) for row, r in zip(shown[1:], ranked, strict=True)]
    assert [row[1] for row in shown[1:]] == [f"{r.requests:,}" for r in ranked]
    assert [row[2] for row in shown[1:]] == [
        "withheld" if r.people is None else f"about {r.people}" for r in ranked
    ]


def test_the_matrix_shows_withheld_cells_as_withheld_and_never_as_nothing() -> None:
    snapshot = organisation()

    tree = part(page(snapshot), "units")
    names, *units = html.rows(next(tree.iter("table")))

    by_name = {row.platform: row.name for row in snapshot.platforms}
    shown = {(row[0], names[at]): text for row in units for at, text in enumerate(row) if at}
    for row in snapshot.usage:
        key = (row.unit.replace("unassigned", "Unassigned"), by_name[row.platform])
        if row.surface is None and row.other_units is not True and key in shown:
            expected = "withheld" if row.withheld is True else f"{row.requests:,}about {row.people}"
            assert shown[key] == expected
    assert "Fewer than 10 people: figure withheld." in html.words(tree)


def test_figures_that_are_withheld_name_the_k_of_the_edition() -> None:
    text = html.words(page(organisation(), "fr", Edition(k=7)))

    assert "Moins de 7 personnes : chiffre non divulgué." in text
    assert "Moins de 10" not in text


def test_addresses_speak_of_devices() -> None:
    text = html.words(part(page(from_addresses_only()), "platforms"))

    assert "Devices" in text
    assert "People" not in text


def test_grave_warnings_stand_before_the_figures_and_all_stand_in_the_coverage() -> None:
    tree = page(from_addresses_only())

    assert "No directory was given" in html.words(part(tree, "headline"))
    assert "The log covers 1 day" not in html.words(part(tree, "headline"))
    assert len(list(part(tree, "coverage").iter("li"))) == len(from_addresses_only().warnings)


@EVERY_DOCUMENT
def test_reliance_has_its_part_wherever_units_are_known_and_one_calm_line_elsewhere(
    snapshot: Snapshot,
) -> None:
    tree = page(snapshot)

    known = snapshot.coverage.joined_share is not None
    assert (html.section(tree, "dependencies") is not None) == known
    assert ("Reliance is not judged here, because no directory" in html.words(tree)) != known


def test_an_empty_log_says_so_and_draws_no_empty_parts() -> None:
    tree = page(empty())

    assert html.words(next(tree.iter("h1"))) == "No request could be read from this log"
    assert not list(tree.iter("table"))


def test_hostile_names_are_shown_and_stay_text() -> None:
    tree = page(organisation(hostile=True))

    assert ATTACK in html.words(part(tree, "units"))
    assert ATTACK_ATTRIBUTE in html.words(part(tree, "unknown"))
    assert ATTACK_ATTRIBUTE in html.words(part(tree, "coverage"))
    assert ATTACK in html.words(part(tree, "headline"))


def test_many_platforms_fold_away_and_none_is_lost() -> None:
    row = organisation().platforms[0]
    platforms: list[PlatformRow] = [
        msgspec.structs.replace(row, platform=f"p{n}", name=f"Platform {n}", requests=1000 - n)
        for n in range(40)
    ]

    tree = part(page(msgspec.structs.replace(organisation(), platforms=platforms)), "platforms")

    first, folded = (html.rows(table)[1:] for table in tree.iter("table"))
    assert (len(first), len(folded)) == (MOST_PLATFORMS, 40 - MOST_PLATFORMS)
    assert html.words(next(tree.iter("summary"))) == "25 more platforms"


def test_hours_and_times_are_in_the_zone_of_the_edition_and_say_so() -> None:
    text = html.words(page(organisation(), "en", Edition(zone=ZoneInfo("America/Toronto"))))

    assert "2 March 2026 to 15 March 2026 · times in America/Toronto" in text
    assert "6 March 2026, 21:00 to 6 March 2026, 21:43" in text


@EVERY_LANGUAGE
def test_equal_documents_give_equal_pages(lang: Lang) -> None:
    assert render_page(organisation(), lang) == render_page(organisation(), lang)


# --- Contrast, WCAG 2.1 AA (success criteria 1.4.3 and 1.4.11) -------------------------------------------


def colours() -> dict[str, dict[str, str]]:
    """The palettes of the style sheet: light, dark, print."""
    css = files("api.report").joinpath("templates/snapshot.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    light, dark, paper = (dict(re.findall(r"--([\w-]+): ([^;]+);", block)) for block in blocks)
    return {"light": light, "dark": dark, "print": paper}


def rgb(colour: str) -> tuple[float, ...]:
    if not colour.startswith("#"):
        return tuple(float(part) for part in colour.split(","))
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    return tuple(float(int(digits[i : i + 2], 16)) for i in (0, 2, 4))


def luminance(colour: tuple[float, ...]) -> float:
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[float, ...], two: tuple[float, ...]) -> float:
    darker, lighter = sorted((luminance(one), luminance(two)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_text_and_drawings_stand_out_enough_from_what_is_behind_them(theme: str) -> None:
    palette = {name: rgb(value) for name, value in colours()[theme].items()}
    strongest = tuple(0.42 * s + 0.58 * c for s, c in zip(palette["shade"], palette["card"], strict=True))

    texts = [
        ("ink", "card"), ("soft", "card"), ("soft", "page"), ("ink", "page"), ("accent", "card"),
        ("warn", "warn-page"), ("ink", "warn-page"), ("hidden-ink", "card"), ("warn", "card"),
        ("ink", "none"), ("bad", "card"), ("good", "card"),
    ]  # fmt: skip
    faint = [pair for pair in texts if contrast(palette[pair[0]], palette[pair[1]]) < 4.5]
    assert faint == []
    assert contrast(palette["ink"], strongest) >= 4.5
    drawings = ("accent", "bad", "refused", "policy", "ours", "place", "hidden-ink")
    assert [name for name in drawings if contrast(palette[name], palette["card"]) < 3] == []


def compiled_in(folder: Path, template: str) -> jinja2.Environment:
    """An environment of one template, with this cache."""
    loader = jinja2.DictLoader({"page": template})
    return jinja2.Environment(loader=loader, autoescape=True, bytecode_cache=CompiledTemplates(folder))


def test_a_template_is_compiled_once_and_again_when_it_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    assert compiled_in(folder, "now").get_template("page").render() == "now"

    monkeypatch.setattr(jinja2.Environment, "compile", None)  # nothing can be compiled now
    assert compiled_in(folder, "now").get_template("page").render() == "now"

    monkeypatch.undo()
    assert compiled_in(folder, "then").get_template("page").render() == "then"


@pytest.mark.parametrize("kept", [b"", b"x", b"cut off"])
def test_a_template_whose_kept_form_is_damaged_is_compiled_anew(tmp_path: Path, kept: bytes) -> None:
    compiled_in(tmp_path, "whole").get_template("page")
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:20] if kept == b"cut off" else kept)

    assert compiled_in(tmp_path, "whole").get_template("page").render() == "whole"


def test_a_cache_that_cannot_be_written_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert compiled_in(tmp_path / "file" / "in it", "page").get_template("page").render() == "page"
