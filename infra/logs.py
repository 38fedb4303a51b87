"""Logs of long-running commands: one line an event, JSON for machines, coloured text on a terminal."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import structlog

QUIET = ("aiokafka", "asyncio")
"""Libraries that report every attempt while Kafka is away; their errors reach us as exceptions instead."""

AWAY_KIND = "KafkaConnectionError"
AWAY_WORDS = "Unable to bootstrap"
"""How libraries say that Kafka is away."""

LONGEST_SAID = 500
"""Characters of what a library says."""


class _IntoEvents(logging.Handler):
    """What a library warns of becomes an event like our own; of an exception only its kind is told.

    Only its errors are for people; that Kafka is away, and what follows from it, our own events say better.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """One event; the message of an exception could quote what was being worked on."""
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        said = str(record.msg if kind else record.getMessage())
        is_away = kind == AWAY_KIND or AWAY_WORDS in said
        is_for_people = record.levelno >= logging.ERROR and not is_away
        structlog.get_logger().log(
            record.levelno if is_for_people else logging.DEBUG,
            "library",
            library=record.name,
            said=said[:LONGEST_SAID],
            error=kind,
        )


def hear_libraries(names: tuple[str, ...]) -> None:
    """Let what these libraries say stand among our own events, one line each."""
    for name in names:
        library = logging.getLogger(name)
        library.handlers = [_IntoEvents(logging.WARNING)]
        library.propagate = False


def configure(level: str = "info", stream: TextIO | None = None) -> None:
    """Send events to `stream` (standard error by default) from `level` on.

    Call it once, in a command. Whoever logs gives names and numbers; what stands in a proxy's log is never
    among them.
    """
    out = stream or sys.stderr
    render: structlog.typing.Processor = structlog.processors.JSONRenderer(sort_keys=False)
    if out.isatty():
        render = structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.format_exc_info,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)


@contextmanager
def libraries_into(file: Path) -> Iterator[None]:
    """Send what libraries say into a file, for a command that tells its story on the terminal.

    The file is opened at once: it can be written even if somebody removes its folder meanwhile.
    """
    into = logging.FileHandler(file, encoding="utf-8")
    loggers = [logging.getLogger(name) for name in QUIET]
    before = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.addHandler(into)
        logger.propagate = False
    try:
        yield
    finally:
        for logger, propagate in zip(loggers, before, strict=True):
            logger.removeHandler(into)
            logger.propagate = propagate
        into.close()
