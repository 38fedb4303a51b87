"""What a worker of the monitors knows beside the evidence, from the files that its settings name."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from monitors.adapters.tool_rules_file import read_tool_rules
from monitors.domain.calendar import Calendar
from monitors.domain.published.telling import Terms, Tree
from monitors.publishing import Publisher
from monitors.settings import MonitorSettings
from monitors.unit_findings import Tools
from monitors.unit_turns import Organisation
from streams.adapters.catalogue_files import load_catalogue
from streams.adapters.directory_files import load_directory
from streams.contracts.topics import USAGE
from streams.domain.units import Unit
from streams.settings import SettingsError


@dataclass(frozen=True)
class Known:
    """What is known beside the evidence: platforms' operators and names, who there is, and rules on tools."""

    operators: Mapping[str, str]
    names: Mapping[str, str]
    organisation: Organisation
    tools: Tools
    units: tuple[Unit, ...]
    catalogue: str

    @staticmethod
    def of(told: MonitorSettings) -> "Known":
        """From the files of the settings. Raises what the readers of these files raise."""
        catalogue = load_catalogue(told.catalogue)
        platforms = catalogue.platforms
        if unknown := sorted(told.impact.objectives.keys() - platforms.keys()):
            raise SettingsError(
                f"objectives names {', '.join(unknown)}, which the catalogue has not; "
                "`holdfast catalogue list` has all ids"
            )
        rules = () if told.tool_rules is None else read_tool_rules(told.tool_rules, platforms)
        listed = load_directory(None, told.units, ZoneInfo(told.timezone)).units
        return Known(
            {name: platform.operator for name, platform in platforms.items()},
            {name: platform.name for name, platform in platforms.items()},
            Organisation.of(listed),
            Tools(platforms, rules),
            tuple(listed),
            catalogue.version,
        )


def publisher_of(told: MonitorSettings, known: Known, calendar: Calendar) -> Publisher:
    """Under which terms weeks and months are published."""
    return Publisher(
        Terms(Tree.of(known.units), told.fewest_people),
        calendar,
        known.catalogue,
        min(told.retention.hours_days, told.retention.days_days),
        USAGE.partitions,
    )
