"""The report in Debian's Chromium, as people see it: light, dark, on a telephone, deaf to hostile names."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from api.report.exercise import render_exercise
from api.report.page import render_page
from api.report.sentences import Words
from api.report.views import Edition
from infra.words import LANGUAGES, Lang
from tests import exercise_documents as exercises
from tests import html_reading as html
from tests.snapshot_documents import ATTACK, empty, from_addresses_only, organisation, relying, troubled

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: apt-get install chromium"),
]

NARROW = 360
"""CSS pixels: a small telephone, upright."""

PROBE = """
<!DOCTYPE html><title>probe</title><body style="margin:0">
<iframe id="page" src="report.html" style="width:WIDTHpx;height:900px;border:0"></iframe>
<pre id="measured"></pre>
<script>
document.getElementById("page").addEventListener("load", event => {
  const seen = event.target.contentDocument, view = event.target.contentWindow;
  const ownWay = ".scroll, caption, thead, svg";
  const wide = [...seen.querySelectorAll("main *")].filter(element =>
    !element.closest(ownWay) && element.getBoundingClientRect().right > WIDTH + 0.5);
  document.getElementById("measured").textContent = JSON.stringify({
    title: seen.title,
    width: seen.documentElement.scrollWidth,
    wide: wide.map(element => element.tagName + "." + element.className),
    background: view.getComputedStyle(seen.body).backgroundColor,
    ink: view.getComputedStyle(seen.body).color,
    fetched: view.performance.getEntriesByType("resource").map(entry => entry.name),
    scripts: seen.scripts.length,
    tables: seen.querySelectorAll("table").length,
  });
});
</script>
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for a page and a browser profile; the profile, some megabytes, goes at once."""
    yield tmp_path
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)


def chromium(folder: Path, address: str, *options: str) -> str:
    """Open a page in a browser that can reach no host at all, and return its document as it then stands."""
    assert CHROMIUM is not None
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--no-first-run", "--hide-scrollbars", "--allow-file-access-from-files",
        f"--user-data-dir={folder / 'profile'}", "--host-resolver-rules=MAP * ~NOTFOUND",
        "--virtual-time-budget=5000", "--dump-dom", *options, address,
    ]  # fmt: skip
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def measure(folder: Path, page: str, *options: str, width: int = 1280) -> dict[str, object]:
    """What the browser makes of a page in a frame of some width."""
    (folder / "report.html").write_text(page, encoding="utf-8")
    (folder / "probe.html").write_text(PROBE.replace("WIDTH", str(width)), encoding="utf-8")
    tree = html.read(chromium(folder, (folder / "probe.html").as_uri(), *options))
    found = next(e for e in tree.iter("pre") if e.get("id") == "measured")
    measured: dict[str, object] = json.loads("".join(found.itertext()))
    return measured


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_fits_a_telephone_and_fetches_nothing(folder: Path, lang: Lang) -> None:
    seen = measure(folder, render_page(organisation(), lang), width=NARROW)

    assert seen["width"] == NARROW
    assert seen["wide"] == []
    assert seen["fetched"] == []
    assert seen["tables"] != 0


def test_bare_empty_and_troubled_pages_fit_a_telephone_too(folder: Path) -> None:
    for snapshot in (from_addresses_only(), empty(), troubled(), relying()):
        seen = measure(folder, render_page(snapshot, "fr"), width=NARROW)

        assert (seen["width"], seen["wide"]) == (NARROW, [])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_an_exercise_fits_a_telephone_and_fetches_nothing(folder: Path, lang: Lang) -> None:
    told = exercises.document(exercises.stop(), exercises.WITHHELD)
    page = render_exercise(told, Words(lang, Edition(), None, {"facebook": "Facebook"}))

    seen = measure(folder, page, width=NARROW)

    assert (seen["width"], seen["wide"], seen["fetched"]) == (NARROW, [], [])
    assert seen["scripts"] == 0


def test_a_page_follows_the_readers_wish_for_light_or_dark(folder: Path) -> None:
    page = render_page(organisation(), "en")

    light = measure(folder, page, "--blink-settings=preferredColorScheme=1")
    dark = measure(folder, page, "--blink-settings=preferredColorScheme=0")

    assert (light["background"], light["ink"]) == ("rgb(245, 247, 249)", "rgb(23, 32, 44)")
    assert (dark["background"], dark["ink"]) == ("rgb(15, 21, 27)", "rgb(232, 237, 242)")


def test_a_hostile_unit_name_is_shown_and_does_nothing(folder: Path) -> None:
    page = render_page(organisation(hostile=True), "en")

    seen = measure(folder, page, width=NARROW)

    assert seen["title"] == "How we use consumer platforms · Holdfast"
    assert seen["scripts"] == 0
    assert seen["fetched"] == []
    assert seen["wide"] == []
    (folder / "report.html").write_text(page, encoding="utf-8")
    assert ATTACK in html.words(_units(chromium(folder, (folder / "report.html").as_uri())))


def _units(document: str) -> Element:
    """The part about units of a document that a browser has read and written out again."""
    found = html.section(html.read(document), "units")
    assert found is not None
    return found


def test_what_we_rely_on_stands_open_on_screen_and_on_paper(folder: Path) -> None:
    (folder / "report.html").write_text(render_page(relying(), "en"), encoding="utf-8")

    shown = html.section(html.read(chromium(folder, (folder / "report.html").as_uri())), "dependencies")

    assert shown is not None
    assert "5 + 12 + 13 + 50 + 0 + 0 + 5 + 0 = 85 of 100" in html.words(shown)
    assert "likely mission-critical, not confirmed" in html.words(shown)
    cards = [element for element in shown.iter("article") if not list(element.iter("details"))]
    assert len(cards) == 3


def test_the_browser_reads_the_page_as_we_wrote_it(folder: Path) -> None:
    page = render_page(relying(), "fr")
    (folder / "report.html").write_text(page, encoding="utf-8")

    browser = html.read(chromium(folder, (folder / "report.html").as_uri()))

    written = [html.rows(table) for table in html.read(page).iter("table")]
    assert [html.rows(table) for table in browser.iter("table")] == written


def test_a_page_prints(folder: Path) -> None:
    (folder / "report.html").write_text(render_page(organisation(), "en"), encoding="utf-8")
    paper = folder / "report.pdf"

    chromium(folder, (folder / "report.html").as_uri(), f"--print-to-pdf={paper}", "--no-pdf-header-footer")

    assert paper.read_bytes().startswith(b"%PDF-")
