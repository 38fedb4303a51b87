"""The report's small drawings: true to their figures, well-formed, and deaf to hostile names."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.report.charts import SHORTEST_BAND, STEPS, Band, axis, bar, heat_map, lane, stacked, step

WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
figures = st.floats(0, 1e12)


def drawing(svg: str) -> ET.Element:
    """A drawing as a tree; raises where it is not well-formed."""
    return ET.fromstring(svg)  # noqa: S314 (we drew it)


def widths(svg: str) -> list[float]:
    """The widths of a drawing's rectangles, from the left."""
    return [float(rect.attrib["width"]) for rect in drawing(svg).iter("rect")]


@given(figures, st.floats(1, 1e12))
def test_a_bar_is_as_long_as_its_share_and_never_leaves_its_track(value: float, most: float) -> None:
    track, *fill = widths(bar(value, most))

    assert track == 100
    if value == 0:
        assert fill == []
    else:
        assert fill == pytest.approx([min(100, max(1, 100 * value / most))], rel=1e-4)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_a_stacked_bar_draws_each_part_where_the_last_one_ended(shares: list[float]) -> None:
    total = sum(shares) or 1.0
    parts = [("fine", share / total) for share in shares]

    drawn = [(float(r.attrib["x"]), float(r.attrib["width"])) for r in drawing(stacked(parts)).iter("rect")]

    ends = [x + width for x, width in drawn]
    assert [x for x, _ in drawn[1:]] == pytest.approx(ends[:-1], abs=1e-3)
    assert ends == [] or ends[-1] == pytest.approx(100, abs=1e-3)


@given(figures, figures, st.floats(1, 1e12))
def test_shades_grow_with_the_figure_and_only_nothing_has_none(one: float, two: float, most: float) -> None:
    less, more = sorted((min(one, most), min(two, most)))

    assert 0 <= step(less, most) <= step(more, most) <= STEPS
    assert (step(less, most) == 0) == (less == 0)
    assert step(most, most) == STEPS


def test_a_heat_map_has_a_cell_for_every_hour_and_says_what_it_shows() -> None:
    hours = [0] * 168
    hours[24 + 9] = 40
    hours[6] = 1

    svg = drawing(heat_map(hours, title="X", description="Busiest on Tuesday", weekdays=WEEK, key="a"))

    cells = {
        cell: path.attrib["class"]
        for path in svg.iter("path")
        for cell in re.findall(r"M(\d+) (\d+)h", path.attrib["d"])
    }
    assert len(cells) == 168
    kinds = [cells[cell] for cell in sorted(cells, key=lambda cell: (int(cell[1]), int(cell[0])))]
    assert {hour: kind for hour, kind in enumerate(kinds) if kind != "heat-0"} == {6: "heat-1", 33: "heat-5"}
    assert svg.attrib["role"] == "img"
    named = [
        next(e for e in svg.iter() if e.get("id") == name) for name in svg.attrib["aria-labelledby"].split()
    ]
    assert [element.text for element in named] == ["X", "Busiest on Tuesday"]


def shares(element: ET.Element, *names: str) -> list[float]:
    """Attributes in per cent, as shares."""
    return [float(element.attrib[name].rstrip("%")) / 100 for name in names]


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted), max_size=5))
def test_a_lane_shows_every_band_where_it_was_and_none_outside(stretches: list[list[float]]) -> None:
    bands = [Band(f"cause-{number}", *stretch) for number, stretch in enumerate(stretches)]

    drawn = list(drawing(lane(bands, [])).iter("rect"))[1:]

    assert [rect.attrib["class"] for rect in drawn] == [band.kind for band in bands]
    for rect, band in zip(drawn, bands, strict=True):
        start, width = shares(rect, "x", "width")
        assert 0 <= start <= start + width <= 1.0001
        assert width >= SHORTEST_BAND - 1e-5
        assert start <= band.start + 1e-5
        assert start + width >= band.end - 1e-5


def test_an_axis_keeps_its_words_inside() -> None:
    texts = list(drawing(axis([(0.0, "first"), (0.5, "middle"), (1.0, "last")])).iter("text"))

    assert [text.text for text in texts] == ["first", "middle", "last"]
    assert [text.attrib["text-anchor"] for text in texts] == ["start", "middle", "end"]


def test_a_hostile_name_stays_text() -> None:
    attack = '</title><script>alert("&")</script>'

    svg = drawing(heat_map([1] * 168, title=attack, description=attack, weekdays=WEEK, key="a"))

    assert svg.findtext("title") == attack
    assert not list(svg.iter("script"))
