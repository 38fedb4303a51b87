"""The keys that seal editions of the register and check their seals: Ed25519, in PEM files.

Import it only where an edition is sealed or checked: a register in a file is read without `cryptography`.
"""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from monitors.adapters.edition_files import PUBLIC, EditionFileError

OWNER_ALONE: Final = 0o600


@dataclass(frozen=True, slots=True)
class CheckingKey:
    """A public key; `monitors.domain.register.editions.PublicKey` is what it is for."""

    key: Ed25519PublicKey

    @property
    def name(self) -> str:
        """The SHA-256 of its 32 bytes."""
        return sha256(self.key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()

    @property
    def pem(self) -> bytes:
        """As it is given to others (RFC 8410)."""
        return self.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def holds(self, signature: bytes, data: bytes) -> bool:
        """Whether the holder of the private key signed this."""
        try:
            self.key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A private key; `monitors.domain.register.editions.PrivateKey` is what it is for."""

    key: Ed25519PrivateKey

    @property
    def public(self) -> CheckingKey:
        """What others check its seals with."""
        return CheckingKey(self.key.public_key())

    @property
    def name(self) -> str:
        """That of its public key."""
        return self.public.name

    def signature(self, data: bytes) -> bytes:
        """Sign this."""
        return self.key.sign(data)


def sealing_key(path: Path) -> SealingKey:
    """The private key in a file, made (0600) where it is not there; its public key is written beside it.

    Raises EditionFileError where a file is there that is no such key, and OSError where one cannot be read
    or made.
    """
    if not path.exists():
        made = Ed25519PrivateKey.generate()
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ALONE)
        with os.fdopen(handle, "wb") as file:
            file.write(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise EditionFileError(_no_key(path, "private")) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise EditionFileError(_no_key(path, "private"))
    sealing, beside = SealingKey(key), path.with_suffix(PUBLIC)
    if not beside.exists():
        beside.write_bytes(sealing.public.pem)
    elif checking_key(beside).name != sealing.name:
        raise EditionFileError(
            f"{beside} belongs to another private key than {path}; put it away, and it is written anew."
        )
    return sealing


def checking_key(path: Path) -> CheckingKey:
    """The public key in a file. Raises EditionFileError, and OSError where it cannot be read."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise EditionFileError(_no_key(path, "public")) from error
    if not isinstance(key, Ed25519PublicKey):
        raise EditionFileError(_no_key(path, "public"))
    return CheckingKey(key)


def _no_key(path: Path, kind: str) -> str:
    return (
        f"{path} holds no {kind} Ed25519 key in PEM without a password; restore it from a backup, or name "
        "another file."
    )
