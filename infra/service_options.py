"""Options that every part of Holdfast that runs for long has alike."""

from pathlib import Path
from typing import Annotated

import typer

Broker = Annotated[str, typer.Option(metavar="HOST:PORT", help="Kafka; HOLDFAST_KAFKA wins.")]
Prefix = Annotated[str | None, typer.Option(help="Begins the names of all topics.")]
OwnCatalogue = Annotated[list[Path] | None, typer.Option(metavar="TOML", help="Your own hosts and tools.")]
Timezone = Annotated[str | None, typer.Option(metavar="IANA", help="Where the organisation's days begin.")]
MetricsPort = Annotated[int | None, typer.Option(min=0, max=65_535, help="Show /metrics on 127.0.0.1.")]
