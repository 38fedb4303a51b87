"""What libraries say: their errors are for people, their worries about a Kafka that is away are not."""

import logging
from collections.abc import Iterator

import pytest
import structlog
from structlog.testing import LogCapture

from infra import logs

LIBRARY = "tests.library"


@pytest.fixture
def said() -> Iterator[LogCapture]:
    capture = LogCapture()
    structlog.configure(
        processors=[capture], wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG)
    )
    library = logging.getLogger(LIBRARY)
    before = (library.handlers, library.propagate)
    logs.hear_libraries((LIBRARY,))
    yield capture
    library.handlers, library.propagate = before


@pytest.mark.parametrize(
    ("level", "sentence", "heard"),
    [
        (logging.ERROR, "the worker crashed", "error"),
        (logging.WARNING, "Timer commit is overlapping (interval=2.8 runtime=9.9)", "debug"),
        (logging.ERROR, "Unable to bootstrap from [('127.0.0.1', 9092)]", "debug"),
    ],
)
def test_only_what_a_person_can_use_is_said_at_a_normal_level(
    said: LogCapture, level: int, sentence: str, heard: str
) -> None:
    logging.getLogger(LIBRARY).log(level, sentence)
    [entry] = said.entries
    assert (entry["log_level"], entry["said"]) == (heard, sentence)


def test_of_an_exception_only_its_kind_is_told(said: LogCapture) -> None:
    try:
        raise ValueError("anna")  # noqa: TRY301 (what is logged is a caught exception)
    except ValueError:
        logging.getLogger(LIBRARY).exception("it failed")
    [entry] = said.entries
    assert entry["error"] == "ValueError"
    assert "anna" not in str(entry)
