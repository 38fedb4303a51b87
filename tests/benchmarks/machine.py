"""On what was measured: processor, memory and versions; no names and no paths."""

import os
import platform
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psutil

from infra.broker.faults import BrokerFault
from infra.broker.jars import kafka_version
from infra.broker.java import find_java
from tests.benchmarks.measuring import CORES


def machine() -> list[str]:
    """A line for each thing that matters."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = psutil.virtual_memory().total / 2**30
    return [
        f"{CORES} of {os.cpu_count()} cores, {model[1].strip() if model else platform.machine()}",
        f"{memory:.0f} GB of memory",
        f"{platform.freedesktop_os_release()['PRETTY_NAME']}, Linux {platform.release().split('-')[0]}",
        f"Python {platform.python_version()}, Apache Kafka {kafka_version()} on {_java()}",
        ", ".join((_said(["goaccess", "--version"], "GoAccess"), _said(["sarg", "-V"], "SARG"))),
    ]


def _java() -> str:
    """The Java that Kafka runs on."""
    try:
        return _said([str(find_java()), "-version"], "Java")
    except BrokerFault:
        return "no Java"


def _said(command: Sequence[str], name: str) -> str:
    """A program's name and the first version number that it states."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except OSError:
        return f"no {name}"
    found = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return f"{name} {found[0]}" if found else name
