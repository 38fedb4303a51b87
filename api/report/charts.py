"""Small drawings for the report, as inline SVG: pure functions, coloured by the page's style sheet.

Built as elements, never as text, so that no name from a log can become markup. A bar beside its figure is an
ornament and hidden from screen readers; a chart that says more has a title and a description.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

STEPS = 5
"""Shades of a heat map besides "none"."""

CELL, GAP = 12, 2
SQUARE = f"h{CELL}v{CELL}h-{CELL}z"
LEFT, BOTTOM = 34, 16
HEAT_WIDTH, HEAT_HEIGHT = LEFT + 24 * (CELL + GAP), 7 * (CELL + GAP) + BOTTOM

SHORTEST_BAND = 0.008
"""Ten minutes in a fortnight would be half a pixel wide, and are what the reader looks for."""

EDGE = 0.06
"""Words so near an end of an axis are turned inwards."""


@dataclass(frozen=True)
class Band:
    """Something that lasted from `start` to `end`, as shares of a lane; `kind` is its style class."""

    kind: str
    start: float
    end: float


def _markup(svg: Element) -> Markup:
    """An element as text that a template takes as it is."""
    text = tostring(svg, encoding="unicode", short_empty_elements=False)
    return Markup(text)  # noqa: S704 (ElementTree has escaped it)


def _rect(parent: Element, kind: str, **box: float) -> None:
    """A rectangle whose colour comes from its class; `box` holds x, y, width, height and perhaps rx."""
    SubElement(parent, "rect", {"class": kind} | {name: f"{value:g}" for name, value in box.items()})


def _strip(label: str) -> Element:
    """The empty drawing of a bar, as wide as its place."""
    stretched = {"viewBox": "0 0 100 6", "preserveAspectRatio": "none"}
    return Element("svg", {"class": label, "aria-hidden": "true"} | stretched)


@lru_cache(maxsize=2_000)  # points of a few dozen bands are drawn again and again
def bar(value: float, most: float, kind: str = "bar-fill") -> Markup:
    """A bar from zero to `value` on a track to `most`; something shows of every value above 0."""
    svg = _strip("bar")
    _rect(svg, "bar-track", x=0, y=0, width=100, height=6)
    if value > 0 and most > 0:
        _rect(svg, kind, x=0, y=0, width=min(100.0, max(1.0, 100 * value / most)), height=6)
    return _markup(svg)


def stacked(parts: Sequence[tuple[str, float]]) -> Markup:
    """One bar for a whole: each part is a style class and its share, drawn from left to right."""
    svg, x = _strip("bar"), 0.0
    for kind, share in parts:
        if share > 0:
            _rect(svg, kind, x=x, y=0, width=100 * share, height=6)
            x += 100 * share
    return _markup(svg)


def lane(bands: Sequence[Band], ticks: Sequence[float]) -> Markup:
    """A stretch of time from left to right, with thin lines at its ticks and a band for whatever lasted.

    Places are shares of the whole stretch. It has no view box: it grows with its place in the page while
    lines and corners keep their size, and something shows of every band, however short.
    """
    svg = Element("svg", {"class": "lane", "aria-hidden": "true"})
    SubElement(svg, "rect", {"class": "lane-ground", "x": "0", "y": "3", "width": "100%", "height": "16"})
    for at in ticks:
        place = f"{100 * at:.3f}%"
        SubElement(svg, "line", {"class": "lane-tick", "x1": place, "x2": place, "y1": "0", "y2": "22"})
    for band in bands:
        width = max(SHORTEST_BAND, band.end - band.start)
        start = min(band.start, 1 - width)
        box = {"x": f"{100 * start:.3f}%", "width": f"{100 * width:.3f}%", "y": "4", "height": "14"}
        SubElement(svg, "rect", {"class": band.kind, "rx": "2"} | box)
    return _markup(svg)


def axis(ticks: Sequence[tuple[float, str]]) -> Markup:
    """The words under or over lanes: each at its place, the outermost kept inside."""
    svg = Element("svg", {"class": "lane-axis", "aria-hidden": "true"})
    for at, words in ticks:
        anchor = "start" if at < EDGE else "end" if at > 1 - EDGE else "middle"
        text = {"class": "axis", "x": f"{100 * at:.3f}%", "y": "12", "text-anchor": anchor}
        SubElement(svg, "text", text).text = words
    return _markup(svg)


def step(value: float, most: float) -> int:
    """The shade of a value: 0 for none, else 1 to `STEPS` in equal parts up to `most`."""
    if value <= 0 or most <= 0:
        return 0
    return min(STEPS, max(1, -int(-STEPS * value // most)))


def heat_map(
    hours: Sequence[int], *, title: str, description: str, weekdays: Sequence[str], key: str
) -> Markup:
    """Seven rows of 24 hours, Monday first; `hours` holds 168 figures, `key` makes ids unique in the page."""
    svg = Element(
        "svg",
        {
            "class": "heat",
            "id": key,
            "viewBox": f"0 0 {HEAT_WIDTH} {HEAT_HEIGHT}",
            "role": "img",
            "aria-labelledby": f"{key}-title {key}-text",
        },
    )
    SubElement(svg, "title", {"id": f"{key}-title"}).text = title
    SubElement(svg, "desc", {"id": f"{key}-text"}).text = description
    most = max(hours)
    cells: dict[int, list[str]] = defaultdict(list)
    for weekday, name in enumerate(weekdays):
        y = weekday * (CELL + GAP)
        text = {"class": "axis", "x": f"{LEFT - 6}", "y": f"{y + CELL - 2}", "text-anchor": "end"}
        SubElement(svg, "text", text).text = name
        for hour in range(24):
            cells[step(hours[weekday * 24 + hour], most)].append(f"M{LEFT + hour * (CELL + GAP)} {y}{SQUARE}")
    for shade, squares in sorted(cells.items()):  # one path for each, for a page has many of these drawings
        SubElement(svg, "path", {"class": f"heat-{shade}", "d": "".join(squares)})
    for hour in range(0, 24, 6):
        text = {"class": "axis", "x": f"{LEFT + hour * (CELL + GAP)}", "y": f"{HEAT_HEIGHT - 3}"}
        SubElement(svg, "text", text).text = f"{hour:02d}"
    return _markup(svg)


def heat_map_again(key: str, title: str) -> Markup:
    """A heat map that stands in the page already, drawn once more without its hundreds of cells."""
    svg = Element("svg", {"class": "heat", "viewBox": f"0 0 {HEAT_WIDTH} {HEAT_HEIGHT}", "role": "img"})
    svg.set("aria-label", title)
    SubElement(svg, "use", {"href": f"#{key}"})
    return _markup(svg)
