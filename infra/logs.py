"""Logs of long-running commands: one line an event, JSON for machines, coloured text on a terminal."""

import logging
import sys
from typing import TextIO

import structlog

QUIET = ("aiokafka", "asyncio")
"""Libraries that report every attempt while Kafka is away; their errors reach us as exceptions instead."""


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
