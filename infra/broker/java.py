"""Find a Java runtime that can run Kafka."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from infra.broker.faults import PartMissing

OLDEST = 17
"""Kafka 4 brokers need Java 17 (kafka.apache.org, "Compatibility": Java versions)."""

_VERSION = re.compile(r'version "(\d+)(?:\.(\d+))?')


def major_version(banner: str) -> int | None:
    """The major version in what `java -version` prints (8 for the old `1.8`); None if it is not there."""
    found = _VERSION.search(banner)
    if found is None:
        return None
    first, second = int(found[1]), found[2]
    return int(second) if first == 1 and second else first


def find_java(environment: Mapping[str, str] = os.environ) -> Path:
    """The `java` to run: from `JAVA_HOME` if it is new enough, else from `PATH`.

    Raises PartMissing, naming what was found and what to install, if there is none of version 17 or newer.
    """
    found: list[str] = []
    for java in _candidates(environment):
        version = major_version(_banner(java))
        if version is not None and version >= OLDEST:
            return java
        found.append(f"{java} (version {version or 'unknown'})")
    seen = f" Found only {', '.join(found)}." if found else ""
    raise PartMissing(
        f"Kafka needs Java {OLDEST} or newer.{seen} Install it, for example with "
        "`apt-get install openjdk-17-jre-headless maven`, or let JAVA_HOME point to it."
    )


def _candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    """Every `java` worth asking, best first."""
    if home := environment.get("JAVA_HOME"):
        java = Path(home) / "bin" / "java"
        if java.is_file():
            yield java
    if on_path := shutil.which("java", path=environment.get("PATH", os.defpath)):
        yield Path(on_path)


def _banner(java: Path) -> str:
    """What `java -version` prints (on standard error); empty if it does not run."""
    try:
        answer = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stderr + answer.stdout
