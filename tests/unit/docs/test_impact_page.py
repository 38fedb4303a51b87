"""What the page on outages' cost says how to write can be read as it stands."""

import re
from pathlib import Path

from monitors.adapters.register_files import load_register
from monitors.domain.register.levels import declared_of
from tests.collecting import the_catalogue

PAGE = Path(__file__).parents[3] / "docs" / "impact.md"


def test_the_register_on_the_page_is_one_that_is_taken(tmp_path: Path) -> None:
    [toml] = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "register.toml").write_text(toml, encoding="utf-8")

    entries = load_register(tmp_path / "register.toml", the_catalogue().platforms)

    assert [(entry.unit, entry.platform) for entry in entries] == [("Citizen Services", "facebook")]
    assert declared_of(entries) == "mission-critical"
