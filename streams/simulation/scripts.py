"""Every script that can be played by its name: real outages, and everyday scenes."""

from typing import Final

from streams.simulation.outages import OUTAGES
from streams.simulation.scenes import SCENES
from streams.simulation.script import Script

SCRIPTS: Final[dict[str, Script]] = {**OUTAGES, **SCENES}
"""Name -> script; the name of a real one ends in its date."""
