"""What is measured, with the options under which each program reads a native Squid log."""

import os
import shutil
import sys
from pathlib import Path
from typing import Final

HOLDFAST: Final = (sys.executable, "-c", "from infra.cli import main; main()")

SARG_LINES: Final = 50_000
"""SARG writes a page for each person and each site, and takes minutes for more; its time is scaled."""


def snapshot(log: Path, folder: Path) -> list[str]:
    """`holdfast snapshot`, with everything it can write."""
    out = ["--json", str(folder / "snapshot.json"), "--html", str(folder / "snapshot.html")]
    return [*HOLDFAST, "snapshot", str(log), *out]


def goaccess(log: Path, folder: Path) -> list[str] | None:
    """GoAccess writing JSON, its fastest report; None where it is not installed.

    Its own `--log-format=SQUID` expects a syslog header before the line, so the native format is spelt out
    with the same signs.
    """
    program = shutil.which("goaccess")
    if program is None:
        return None
    line = "%x.%^ %~%L %h %^/%s %b %m %U"
    times = ["--datetime-format=%s", "--date-format=%s", "--time-format=%s"]
    options = ["--no-global-config", "--no-progress", "--no-query-string", f"--log-format={line}", *times]
    return [program, str(log), *options, "-o", str(folder / "goaccess.json")]


def sarg(log: Path, folder: Path) -> list[str] | None:
    """SARG with its default reports, without looking names up; None where it is not installed."""
    program = shutil.which("sarg", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
    if program is None:
        return None
    settings = folder / "sarg.conf"
    settings.write_text("resolve_ip no\n", encoding="ascii")
    pages = folder / "sarg"
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir()
    return [program, "-f", str(settings), "-l", str(log), "-o", str(pages)]
