"""A seeded organisation that writes the bytes a real proxy would, with the truth beside them.

    truth = simulate(Simulation(begins_at=..., lines=100_000), out)

Read `province.py` for who is simulated, `behaviour.py` for what they do, `answers.py` for what a proxy then
writes, `kinds.py` for what can go wrong, `outages.py` for days on which it did. The truth comes from the
simulation's own tables and intentions; it never reads the log, and knows nothing of the catalogue or the
parsers that it serves to check.
"""

from streams.simulation.disturbances import Disturbance, disturbance
from streams.simulation.log import Log, RotatedFile, Stream
from streams.simulation.plan import Simulation
from streams.simulation.run import play, simulate
from streams.simulation.script import Script
from streams.simulation.scripts import SCRIPTS
from streams.simulation.truth import Truth

__all__ = [
    "SCRIPTS",
    "Disturbance",
    "Log",
    "RotatedFile",
    "Script",
    "Simulation",
    "Stream",
    "Truth",
    "disturbance",
    "play",
    "simulate",
]
