"""Small drawings of the hub's pages as inline SVG: pure functions, coloured by the style sheet.

They say what a script would draw larger. Built as elements, never as text, so no name can become markup.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

WIDTH: Final = 200
HEIGHT: Final = 34
LEAST: Final = 0.05
"""A share below this fills no more of the height than its part: a calm line must not look like a storm."""


def line(shares: Sequence[float | None], kind: str, title: str, height: int = HEIGHT) -> Markup:
    """Shares over time as a line from 0 up; where nobody tried there is a gap."""
    svg = Element("svg", {"class": f"spark {kind}", "viewBox": f"0 0 {WIDTH} {height}", "role": "img"})
    svg.set("preserveAspectRatio", "none")
    SubElement(svg, "title").text = title
    SubElement(svg, "line", {"x1": "0", "x2": str(WIDTH), "y1": str(height - 1), "y2": str(height - 1)})
    top = max([LEAST, *(share for share in shares if share is not None)])
    step = WIDTH / max(len(shares) - 1, 1)
    path, is_drawing = "", False
    for place, share in enumerate(shares):
        if share is not None:
            y = height - 2 - (height - 4) * share / top
            path += f"{'L' if is_drawing else 'M'}{place * step:.1f} {y:.1f}"
            path += "" if is_drawing else "h.1"  # a single point is seen as well
        is_drawing = share is not None
    if path:
        SubElement(svg, "path", {"d": path})
    return _markup(svg)


def gone(part: float) -> Markup:
    """How much of a tolerance is gone, 0 to 1; an ornament beside the words that say it."""
    return _gone(f"{100 * min(max(part, 0), 1):.1f}")


@cache  # of a thousand widths
def _gone(width: str) -> Markup:
    svg = Element("svg", {"class": "left", "viewBox": "0 0 100 6", "aria-hidden": "true"})
    svg.set("preserveAspectRatio", "none")
    SubElement(svg, "rect", {"width": "100", "height": "6", "rx": "3"})
    SubElement(svg, "rect", {"class": "gone", "width": width, "height": "6"})
    return _markup(svg)


def _markup(svg: Element) -> Markup:
    return Markup(tostring(svg, encoding="unicode"))  # noqa: S704 (built as elements, so it is escaped)
