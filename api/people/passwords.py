"""Passwords: what one must be, how it is hashed, and how it is checked in the same time for everybody.

The rules are those of NIST SP 800-63B, section 3.1.1: long, not one that everybody tries first, and no rules
of composition. Hashes are Argon2id with the defaults of argon2-cffi (RFC 9106, section 4, the second choice).
"""

import threading
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.people.accounts import AccountError

SHORTEST: Final = 12
LONGEST: Final = 256
AT_ONCE: Final = 4
"""Passwords checked at the same time: each takes 64 MiB while it lasts, and strangers may ask for many."""

TRIED_FIRST: Final = (
    *("password", "motdepasse", "passwort", "qwertyuiop", "azertyuiop", "administrator", "administrateur"),
    *("letmein", "welcome", "bienvenue", "changeme", "holdfast", "iloveyou", "trustno1"),
)
"""What begins the passwords that are tried first, once digits and signs around it are gone."""

FEWEST_CHARACTERS: Final = 5
"""Different characters in a password: "aaaaaaaaaaaa" is long, and none."""

LADDERS: Final = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz")


class PasswordRefusedError(AccountError):
    """The password is not one to keep; the message says which rule it breaks."""


class Passwords:
    """Hashes and checks passwords; `hasher` is argon2's with its defaults, but in tests."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._of_nobody = self._hasher.hash("a password that opens nothing")

    def hash(self, password: str) -> str:
        """The hash to keep."""
        with self._turns:
            return self._hasher.hash(_normal(password))

    def is_right(self, password: str, password_hash: str | None) -> bool:
        """Whether it is the password behind a hash; where there is none, as much work is done for a no."""
        with self._turns:
            try:
                self._hasher.verify(password_hash or self._of_nobody, _normal(password[: LONGEST + 1]))
            except (VerificationError, InvalidHashError):
                return False
        return password_hash is not None and len(password) <= LONGEST

    def is_outdated(self, password_hash: str) -> bool:
        """Whether hashes are made with more work today."""
        return self._hasher.check_needs_rehash(password_hash)


def checked_password(password: str, *known: str) -> str:
    """A password to keep; `known` are the account's login and name. Raises PasswordRefusedError."""
    normal = _normal(password)
    if len(normal) < SHORTEST:
        raise PasswordRefusedError("password-short", least=SHORTEST)
    if len(normal) > LONGEST:
        raise PasswordRefusedError("password-long", most=LONGEST)
    if _is_tried_first(normal.casefold(), [each.casefold() for each in known]):
        raise PasswordRefusedError("password-common")
    return normal


def _is_tried_first(password: str, known: list[str]) -> bool:
    core = password.strip("0123456789!?.,;:-_*#@$%&+=/ ")
    if len(set(password)) < FEWEST_CHARACTERS or not core:
        return True
    return core in {*TRIED_FIRST, *known, ""} or any(password in ladder for ladder in LADDERS)


def _normal(password: str) -> str:
    """The same bytes however a keyboard makes an accent (SP 800-63B asks for NFKC or NFKD)."""
    return unicodedata.normalize("NFKC", password)
