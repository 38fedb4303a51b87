"""The compiled pass over Squid's lines: where it lies, and how it is made when Holdfast is installed.

The build runs this file alone (see `hatch_build.py`), so it needs nothing but Python.
"""

import shutil
import subprocess
from hashlib import blake2b
from pathlib import Path

SOURCE = Path(__file__).with_name("squid_one_pass.c")
OPTIONS = ("-std=c99", "-O3", "-fPIC", "-shared")


def library_file() -> Path:
    """The compiled form of the source as it now is; what was made of another source has another name.

    It is no `.so`, which Python would take for a module of ours.
    """
    digest = blake2b(SOURCE.read_bytes(), digest_size=8).hexdigest()
    return SOURCE.with_name(f"squid_one_pass-{digest}.compiled")


def compile_library() -> Path | None:
    """Compile it beside its source with the system's C compiler; None where there is none that can do it."""
    compiler, made = shutil.which("cc"), library_file()
    if compiler is None:
        return None
    new = made.with_suffix(".new")  # whoever reads a log meanwhile must not meet half of it
    command = [compiler, *OPTIONS, "-o", str(new), str(SOURCE)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        return None
    new.replace(made)
    for earlier in set(made.parent.glob("squid_one_pass-*.compiled")) - {made}:
        earlier.unlink()
    return made
