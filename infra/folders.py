"""Where Holdfast keeps things for one user: what it can make again, and what it must not lose."""

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path


def make_private(folder: Path) -> None:
    """Make a folder that only this user may look into: it will hold evidence, keys or what was judged.

    One that is there already is left as its owner made it. Raises OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def cache_folder() -> Path:
    """The user's cache folder for Holdfast; not created here, and safe to delete at any time.

    Linux follows the XDG base directory specification (`$XDG_CACHE_HOME`, else `~/.cache`), macOS uses
    `~/Library/Caches`, Windows `%LOCALAPPDATA%`.
    """
    home = Path.home()
    if sys.platform == "win32":
        root = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        root = home / "Library" / "Caches"
    else:
        stated = Path(os.environ.get("XDG_CACHE_HOME", ""))
        root = stated if stated.is_absolute() else home / ".cache"  # the specification ignores relative paths
    return root / "holdfast"


def data_folder() -> Path:
    """The user's folder for what Holdfast must not lose; not created here.

    Linux: `$XDG_DATA_HOME`, else `~/.local/share`; macOS `~/Library/Application Support`; Windows
    `%LOCALAPPDATA%`.
    """
    home = Path.home()
    if sys.platform == "win32":
        root = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        root = home / "Library" / "Application Support"
    else:
        stated = Path(os.environ.get("XDG_DATA_HOME", ""))
        root = stated if stated.is_absolute() else home / ".local" / "share"
    return root / "holdfast"


def keep_for_next_time(path: Path, content: bytes) -> None:
    """Write the whole of a file into a cache, or none of it.

    A cache that cannot be written is no reason to stop: what is not there is made again.
    """
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
