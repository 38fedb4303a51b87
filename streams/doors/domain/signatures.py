"""Keyed signatures over the bytes as they came (HMAC, RFC 2104)."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from typing import Literal

from streams.doors.domain.deliveries import RefusedError

Algorithm = Literal["sha1", "sha256", "sha384", "sha512"]


def check(
    given: str | None,
    signed: bytes,
    secrets: Iterable[bytes],
    *,
    algorithm: Algorithm = "sha256",
    prefix: str = "",
    encoding: Literal["hex", "base64"] = "hex",
) -> None:
    """Return where `given` is the signature of `signed` under one of the secrets.

    It has to be written exactly as senders write it (small hexadecimal digits, or base64 with padding), and
    is compared in a time that does not tell how much of it is right. Raises RefusedError.
    """
    if not given:
        raise RefusedError("unsigned", "There is no signature; sign deliveries with the shared secret.")
    known = given.encode("utf-8", "surrogateescape")
    is_right = False
    for secret in secrets:
        digest = hmac.digest(secret, signed, algorithm)
        text = digest.hex().encode() if encoding == "hex" else base64.b64encode(digest)
        is_right |= hmac.compare_digest(prefix.encode() + text, known)
    if not is_right:
        raise RefusedError("wrong-signature", "The signature is wrong; is it made with this hook's secret?")


def check_token(given: str | None, token: bytes) -> None:
    """Return where somebody knows the token of a handshake. Raises RefusedError."""
    if not given or not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), token):
        raise RefusedError("wrong-signature", "The verify token is wrong; it is the one in the settings.")


def digest_of(*parts: bytes) -> bytes:
    """One number for parts in their order, whatever stands in them."""
    summed = hashlib.sha256()
    for part in parts:
        summed.update(len(part).to_bytes(8) + part)
    return summed.digest()
