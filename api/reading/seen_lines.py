"""The register's lines of which somebody may be told, by what they may see and by what is broken now."""

from collections.abc import Sequence

from api.domain.register import told_to, within
from api.domain.rights import Right, Viewer
from api.hub import Hub
from api.reading.register_shelf import RegisterRead
from api.reading.units import broken_platforms
from monitors.register_lines import RegisterLine


def register_for(hub: Hub, viewer: Viewer, right: Right, read: RegisterRead) -> list[RegisterLine]:
    """The whole register as somebody may be told it; made once for everybody who may be told the same."""
    about, told_from = ("register", right, hub.sight(viewer).scope), (read.number, broken_platforms(hub))
    return hub.told.told(about, told_from, lambda: lines_for(hub, viewer, right, read.lines))


def lines_for(hub: Hub, viewer: Viewer, right: Right, lines: Sequence[RegisterLine]) -> list[RegisterLine]:
    """Those of the units for which somebody has the right, without what only others may be told."""
    return told_to(hub.sight(viewer), within(lines, viewer.units(right)), broken_platforms(hub))
