"""Options of every command that reads finished logs, with the same words everywhere."""

import os
from pathlib import Path
from typing import Annotated, Final

import typer

from infra.words import Lang
from monitors.domain.withholding import LOWEST_K

MOST_PROCESSES: Final = 3
"""With more, the one that takes in what the others read has no time for it."""

USUAL_PROCESSES: Final = min(MOST_PROCESSES, os.cpu_count() or 1)

DirectoryFile = Annotated[
    Path | None, typer.Option(help="CSV with user, cidr, unit, network, site, from, to: who belongs where.")
]
UnitsFile = Annotated[Path | None, typer.Option(help="CSV unit,parent,people: the tree of units.")]
LogFormat = Annotated[str, typer.Option("--format", help="The logs' format; auto looks at them.")]
Logformat = Annotated[str | None, typer.Option(help="Squid's logformat string, for squid-logformat.")]
FieldsFile = Annotated[Path | None, typer.Option(help="TOML that describes a jsonl or delimited log.")]
CatalogueFiles = Annotated[list[Path] | None, typer.Option(help="TOML of your own hosts and tools.")]
FewestPeople = Annotated[
    int, typer.Option("--k", min=LOWEST_K, help="Fewest people of whom figures are shown.")
]
Language = Annotated[Lang, typer.Option(help="Language of the summary and the page: en or fr.")]
JsonOutput = Annotated[str | None, typer.Option("--json", help="Write JSON here; - is standard output.")]
HtmlOutput = Annotated[str | None, typer.Option("--html", help="Write the page here; - is standard output.")]
Processes = Annotated[int, typer.Option(min=1, help="Processes, this one counted.")]
