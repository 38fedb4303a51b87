"""The register's lines of which somebody may be told, by what they may see and by what is broken now."""

from collections.abc import Sequence

from api.domain.register import told_to, within
from api.domain.rights import Right, Viewer
from api.hub import Hub
from api.reading.units import broken_platforms
from monitors.register_lines import RegisterLine


def lines_for(hub: Hub, viewer: Viewer, right: Right, lines: Sequence[RegisterLine]) -> list[RegisterLine]:
    """Those of the units for which somebody has the right, without what only others may be told."""
    return told_to(hub.sight(viewer), within(lines, viewer.units(right)), broken_platforms(hub))
