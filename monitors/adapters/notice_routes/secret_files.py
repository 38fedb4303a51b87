"""Secrets of routes: each in a file that nobody but the user who runs the worker may read."""

import os
import re
import stat
from pathlib import Path
from typing import Final

from streams.settings import SettingsError

LARGEST_BYTES: Final = 65_536
HEADER: Final = re.compile(r"([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*([\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)")
"""A field of RFC 9110, section 5."""


def read_secret(field: str, file: str) -> str:
    """What a secret file holds, in UTF-8. Raises SettingsError, naming `field` and never what is in it."""
    path = Path(file)
    try:
        with path.open("rb") as opened:
            mode = stat.S_IMODE(os.fstat(opened.fileno()).st_mode)
            if os.name == "posix" and mode & 0o077:
                raise SettingsError(
                    f"{field}: {path} can be read by others on this machine; run `chmod 600 {path}`, and if "
                    "somebody may have read it, change the secret"
                )
            data = opened.read(LARGEST_BYTES + 1)
    except FileNotFoundError as error:
        raise SettingsError(
            f"{field}: there is no file {path}; write the secret into it, mode 600"
        ) from error
    except OSError as error:
        raise SettingsError(f"{field}: {path} cannot be read ({error.strerror})") from error
    if len(data) > LARGEST_BYTES:
        raise SettingsError(f"{field}: {path} has more than {LARGEST_BYTES} bytes; name another file")
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise SettingsError(f"{field}: {path} is no text in UTF-8") from error
    if not text:
        raise SettingsError(f"{field}: {path} is empty; write the secret into it")
    return text


def secret_lines(field: str, file: str) -> list[str]:
    """Its lines, without blank ones and those that begin with #. Raises SettingsError, also for none."""
    lines = [line.strip() for line in read_secret(field, file).splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    if not found:
        raise SettingsError(f"{field}: {file} has comments alone; write the secret into it")
    return found


def read_login(field: str, file: str) -> tuple[str, str]:
    """User and password of one line `user:password`. Raises SettingsError."""
    lines = secret_lines(field, file)
    user, colon, password = lines[0].partition(":")
    if len(lines) != 1 or not (user and colon and password):
        raise SettingsError(f"{field}: {file} is to have one line, user:password")
    return user, password


def read_headers(field: str, file: str) -> dict[str, str]:
    """Headers of lines `Name: value`; none where no file is named. Raises SettingsError."""
    if not file:
        return {}
    headers = {}
    for number, line in enumerate(secret_lines(field, file), start=1):
        found = HEADER.fullmatch(line)
        if found is None:
            raise SettingsError(f"{field}: {file}, header {number}: write Name: value, in ASCII")
        headers[found[1]] = found[2]
    return headers
