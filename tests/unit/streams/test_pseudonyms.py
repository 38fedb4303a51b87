"""Pseudonyms: the same for the same key, unrelated otherwise, and no use to whoever lacks the key."""

import hashlib
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.directory import IdentityKind
from streams.domain.pseudonyms import NOBODY, THIS_RUN, Pseudonymiser

OURS = Pseudonymiser(bytes(range(32)), 1)
kinds: st.SearchStrategy[IdentityKind] = st.sampled_from(["login", "address"])


def test_a_pseudonym_is_what_rfc_7693_says() -> None:
    expected = hashlib.blake2b(
        b"anna", digest_size=8, key=bytes(range(32)), person=b"holdfast-login"
    ).digest()

    assert OURS.of("login", "anna") == int.from_bytes(expected, "big")


@given(kinds, st.text(min_size=1))
def test_every_identity_has_one_pseudonym_of_64_bits(kind: IdentityKind, identity: str) -> None:
    assert 0 < OURS.of(kind, identity) < 2**64
    assert OURS.of(kind, identity) == Pseudonymiser(bytes(range(32)), 2).of(kind, identity)


@given(kinds, st.text(min_size=1), st.binary(min_size=16, max_size=64))
def test_another_key_gives_an_unrelated_pseudonym(kind: IdentityKind, identity: str, key: bytes) -> None:
    if key != OURS.key:
        assert Pseudonymiser(key, 1).of(kind, identity) != OURS.of(kind, identity)


def test_a_login_never_meets_an_address_that_looks_like_it() -> None:
    assert OURS.of("login", "10.1.2.3") != OURS.of("address", "10.1.2.3")


def test_nobody_has_no_pseudonym() -> None:
    assert OURS.of("none", "") == OURS.of("login", "") == NOBODY


def test_half_a_surrogate_pair_hashes_too() -> None:
    assert OURS.of("login", "\ud800") not in {NOBODY, OURS.of("login", "?")}


@pytest.mark.parametrize("size", [0, 15, 65])
def test_a_key_of_the_wrong_size_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=f"16 to 64 bytes, not {size}"):
        Pseudonymiser(b"k" * size, 1)


def test_a_key_is_not_shown_when_the_object_is() -> None:
    shown = repr(Pseudonymiser(b"sixteen secrets!", 3))

    assert "secret" not in shown
    assert "version=3" in shown


def test_a_key_for_this_run_has_the_version_of_none_that_is_kept() -> None:
    assert Pseudonymiser.for_this_run(b"r" * 32).version == THIS_RUN


def test_ten_thousand_people_have_ten_thousand_pseudonyms() -> None:
    assert len({OURS.of("login", f"user{number}") for number in range(10_000)}) == 10_000


PLAIN_HASHES: list[Callable[[bytes], bytes]] = [
    *(
        lambda text, name=name: hashlib.new(name, text, usedforsecurity=False).digest()
        for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
    ),
    *(
        lambda text, key=key: hashlib.blake2b(text, digest_size=8, key=key, person=b"holdfast-login").digest()
        for key in (b"", b"holdfast", b"password", bytes(32), bytes(range(1, 33)), b"\xff" * 32)
    ),
    lambda text: hashlib.blake2b(text, digest_size=8).digest(),
    lambda text: zlib.crc32(text).to_bytes(8, "big"),
    lambda text: zlib.adler32(text).to_bytes(8, "big"),
    lambda text: text,
]


def test_a_list_of_all_logins_without_the_key_finds_nobody() -> None:
    logins = [f"{first}.{last}" for first in ("anna", "bob", "carol", "dan") for last in range(2_500)]
    seen = {OURS.of("login", login) for login in logins}

    found = 0
    for login in logins:
        for dress in (login, login.upper(), f"DOM\\{login}", f"{login}@x.ca"):
            for plain in PLAIN_HASHES:
                digest = plain(dress.encode()).ljust(8, b"\0")
                ends = (digest[:8], digest[-8:])
                found += any(
                    int.from_bytes(end, order) in seen for end in ends for order in ("big", "little")
                )

    assert found == 0
    # The attack itself works: with the key it finds everybody.
    keyed = {
        int.from_bytes(
            hashlib.blake2b(login.encode(), digest_size=8, key=OURS.key, person=b"holdfast-login").digest(),
            "big",
        )
        for login in logins
    }
    assert keyed == seen
