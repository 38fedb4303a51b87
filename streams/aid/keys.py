"""The key that signs what we say, and how the keys of others are checked (Ed25519, RFC 8032)."""

import base64
import binascii
import contextlib
import os
import stat
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from msgspec.structs import replace

from streams.domain.aid.words import Word

PUBLIC_BYTES: Final = 32


class AidKeyError(Exception):
    """A key that cannot or must not be used; the message says what to do and quotes no private key."""


def make_key(file: Path) -> str:
    """Make a key in a file that nobody else may read; its public half as text, for peers.

    Raises AidKeyError where there is a file already, or none can be made.
    """
    key = Ed25519PrivateKey.generate()
    data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as created:
            created.write(data)
            created.flush()
            os.fsync(created.fileno())
    except FileExistsError as error:
        raise AidKeyError(
            f"{file} is there already, and a key is never replaced: peers know its public half. Name another"
            " file, and tell your peers of the new key before you use it."
        ) from error
    except OSError as error:
        raise AidKeyError(f"{file} cannot be made ({error.strerror}); choose another place") from error
    return public_text(key)


def read_key(file: Path) -> Ed25519PrivateKey:
    """The key in a file. Raises AidKeyError where others may read it or it is none."""
    try:
        with file.open("rb") as opened:
            if os.name == "posix" and stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & 0o077:
                raise AidKeyError(
                    f"{file} can be read by others on this machine; run `chmod 600 {file}`, and if somebody"
                    " may have read it, make a new key and tell your peers"
                )
            data = opened.read()
    except FileNotFoundError as error:
        raise AidKeyError(f"There is no file {file}; `holdfast aid key new {file}` makes one.") from error
    except OSError as error:
        raise AidKeyError(f"{file} cannot be read ({error.strerror}).") from error
    with contextlib.suppress(ValueError, TypeError, UnsupportedAlgorithm):
        key = load_pem_private_key(data, password=None)
        if isinstance(key, Ed25519PrivateKey):
            return key
    raise AidKeyError(f"{file} holds no Ed25519 key in PEM; `holdfast aid key new FILE` makes one.")


def public_text(key: Ed25519PrivateKey) -> str:
    """The public half, as peers write it into their settings."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def public_bytes(text: str) -> bytes:
    """A peer's public key from its text. Raises AidKeyError."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if len(data) != PUBLIC_BYTES:
        raise AidKeyError(
            "a public key is 44 characters of base64, as `holdfast aid key show` prints it at the peer"
        )
    return data


def signed(word: Word, key: Ed25519PrivateKey) -> Word:
    """The word with its signature."""
    return replace(word, signature=key.sign(word.signed).hex())


def verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a signature is that key's over the message."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
