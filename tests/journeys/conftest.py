"""What the journeys have in common: a real proxy's logs, made once a run."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import squid_proxy
from tests.squid_session import Played, play


@pytest.fixture(scope="session")
def squid_session() -> Iterator[Played]:
    """The logs of a real Squid that met every failure, and the truth of each request."""
    if squid_proxy.PROGRAM is None:
        pytest.skip("Squid is not installed; `apt-get install squid` lets this run")
    # Not pytest's own folder: its parents are closed to the user that Squid runs as.
    with tempfile.TemporaryDirectory(prefix="holdfast-squid-") as folder:
        yield play(Path(folder))
