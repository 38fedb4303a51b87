"""Every unit that a directory may name has its own page behind its own link."""

import html
import re
from pathlib import Path
from typing import Final

import pytest
from fastapi.routing import APIRoute

from api.main import ROUTERS
from streams.domain.units import PAGES_OF_UNITS, Unit, name_problem
from tests.hubs import hub_in

NAMES: Final = (
    "Clinics",
    "Clinics/North",
    "Clinics/Print",
    "print",
    "A & B #1, 100%?",
    "<b>&\"'",
    "{unit}",
)


def test_no_page_of_a_unit_can_be_taken_for_a_unit() -> None:
    paths = [
        route.path
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    ]
    behind = [path.rpartition("/")[2] for path in paths if path.startswith("/units/{unit:path}/")]
    assert {*behind} == PAGES_OF_UNITS


@pytest.mark.parametrize("name", NAMES)
def test_the_link_to_a_unit_opens_its_own_page(tmp_path: Path, name: str) -> None:
    assert not name_problem(name)
    units = (Unit("unassigned"), *(Unit(each, people=20) for each in NAMES))
    with hub_in(tmp_path, units=units) as hub:
        risk = hub.browser("risk")
        links = re.findall(r'<a href="(/units/[^"]*)">([^<]*)</a>', risk.get("/units").text)
        address = {html.unescape(said): html.unescape(link) for link, said in links}[name]
        page = risk.get(address)
        assert page.status_code == 200
        title = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
        assert title is not None
        assert html.unescape(title[1]).strip() == f"What {name} relies on"
