"""Kafka's jars: fetched once with Maven into the user's cache folder, and complete or absent."""

import hashlib
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from infra.broker.faults import PartMissing
from infra.folders import cache_folder

POM = Path(__file__).parent.parent / "kafka" / "pom.xml"
"""Names Kafka's version and everything it needs to run."""

FETCH_SECONDS = 900
"""44 MB; a slow line gets a quarter of an hour."""

_PART = ".part-"


def kafka_version(pom: Path = POM) -> str:
    """The Kafka version that the pom asks for, for example `4.2.2`."""
    found = re.search(r"<kafka\.version>([\w.-]+)</kafka\.version>", pom.read_text(encoding="utf-8"))
    if found is None:
        raise PartMissing(f"{pom} names no kafka.version; reinstall Holdfast.")
    return found[1]


def jar_folder(cache: Path | None = None, pom: Path = POM) -> Path:
    """Where the jars belong: one folder for each content of the pom, so an upgrade never mixes two."""
    digest = hashlib.sha256(pom.read_bytes()).hexdigest()[:8]
    return (cache or cache_folder()) / f"kafka-{kafka_version(pom)}-{digest}"


def fetch_jars(cache: Path | None = None, pom: Path = POM) -> Path:
    """The folder with all jars, fetching them first where it is not there yet (needs `mvn` and a network).

    They are fetched beside their place and moved into it in one step, so a folder of this name is complete;
    of two processes that fetch at the same time one wins and the other uses its folder.
    Raises PartMissing if Maven is absent or cannot fetch.
    """
    folder = jar_folder(cache, pom)
    if folder.is_dir():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise PartMissing(
            "Kafka's jars are fetched once with Maven, which is not installed. "
            "Install it, for example with `apt-get install maven`."
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder.parent)
        part = Path(tempfile.mkdtemp(prefix=_PART, dir=folder.parent))
        try:
            _copy(maven, pom, part)
            part.chmod(0o755)
            _move(part, folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise PartMissing(f"Kafka's jars cannot be kept in {folder.parent}: {error.strerror}.") from error
    return folder


def _copy(maven: str, pom: Path, part: Path) -> None:
    """Let Maven resolve the pom and copy every jar into `part`, with checksums that must fit."""
    command = [maven, "-B", "-q", "--strict-checksums", "-f", str(pom)]
    command += ["dependency:copy-dependencies", f"-DoutputDirectory={part}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise PartMissing(f"Maven did not fetch Kafka's jars within {FETCH_SECONDS} s; try again.") from error
    if done.returncode != 0 or not any(part.glob("kafka_*.jar")):
        said = [line for line in (done.stdout + done.stderr).splitlines() if "ERROR" in line]
        first = re.sub(r"^.*?ERROR\]?\s*", "", said[0]) if said else f"exit status {done.returncode}"
        raise PartMissing(f"Maven could not fetch Kafka's jars (is there a network?): {first}")


def _move(part: Path, folder: Path) -> None:
    """Put the complete folder in its place; if another process was first, its folder stays."""
    try:
        part.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _sweep(cache: Path) -> None:
    """Drop what a fetch that was killed left behind, once it is a day old."""
    for part in cache.glob(f"{_PART}*"):
        if time.time() - part.stat().st_mtime > 86_400:
            shutil.rmtree(part, ignore_errors=True)
