"""What a worker of the monitors knows beside the evidence, from the files that its settings name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
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
from streams.adapters.key_file import KeyFileError, read_keys
from streams.contracts.topics import USAGE
from streams.domain.units import Unit
from streams.settings import SettingsError


@dataclass(frozen=True)
class Known:
    """What is known beside the evidence: platforms' operators and names, who there is, and rules on tools.

    `posts_keys` are all keys under which posts were ever numbered.
    """

    operators: Mapping[str, str]
    names: Mapping[str, str]
    organisation: Organisation
    tools: Tools
    units: tuple[Unit, ...]
    catalogue: str
    posts_keys: tuple[bytes, ...] = field(default=(), repr=False)

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
            () if told.posts_key is None else _keys_in(told.posts_key),
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


def _keys_in(file: Path) -> tuple[bytes, ...]:
    """Every key in a file that `holdfast key new` made. Raises SettingsError."""
    try:
        return tuple(each.key for each in read_keys(file))
    except FileNotFoundError as error:
        raise SettingsError(
            f"posts_key names {file}, which is not there; `holdfast key new {file}` makes one, and the hub "
            "needs the same"
        ) from error
    except KeyFileError as error:
        raise SettingsError(str(error)) from error
