"""An edition is what was frozen or says that it is not; two of them tell what changed."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw
from msgspec.structs import replace

from monitors.adapters.edition_files import PUBLIC, EditionFileError, read_edition, write_edition
from monitors.adapters.edition_keys import CheckingKey, SealingKey, checking_key, sealing_key
from monitors.domain.register.editions import (
    Changed,
    Edition,
    FieldChange,
    SealedEdition,
    canonical,
    canonical_text,
    differences,
    faults_of_edition,
    frozen,
    sealed,
)
from monitors.domain.register.records import EntryKey
from tests.register_actions import SAID, entry

TODAY = date(2026, 12, 31)
KEY, OTHER = (SealingKey(Ed25519PrivateKey.from_private_bytes(seed * 32)) for seed in (b"k", b"o"))
ROADS, PARKS, LISTENING = entry(), entry("Parks", "x"), entry(declaration=replace(SAID, activity="listening"))


def kept(*entries: object, previous: SealedEdition | None = None, name: str = "2026") -> SealedEdition:
    return sealed(frozen(name, list(entries), TODAY, previous), KEY)  # type: ignore[arg-type]  # entries only


def codes(
    edition: SealedEdition, key: CheckingKey | None = KEY.public, previous: SealedEdition | None = None
) -> list[str]:
    keys = {} if key is None else {key.name: key}
    return [fault.code for fault in faults_of_edition(edition, keys, previous)]


def test_what_was_frozen_holds_whatever_order_it_came_in() -> None:
    assert kept(ROADS, PARKS, LISTENING) == kept(LISTENING, ROADS, PARKS)
    assert codes(kept(ROADS, PARKS)) == []


def test_whoever_changes_an_entry_breaks_the_hash_and_whoever_mends_that_breaks_the_seal() -> None:
    edition = kept(ROADS)
    changed = replace(edition.edition, entries=[replace(ROADS, status="approved")])
    altered = replace(edition, text=Raw(canonical(changed)))

    assert codes(altered) == ["edition-altered", "edition-seal-broken"]
    assert codes(altered, key=None) == ["edition-altered"]
    other = sealed(changed, OTHER)
    forged = replace(other, seal=replace(other.seal, key=edition.seal.key))
    assert codes(forged) == ["edition-seal-broken"]
    assert codes(other) == ["edition-of-another-key"]
    scrawled = replace(edition, seal=replace(edition.seal, signature="no digits"))
    assert codes(scrawled) == ["edition-seal-broken"]


def test_an_edition_of_a_later_or_earlier_form_is_sound_as_it_was_sealed(tmp_path: Path) -> None:
    ours = canonical(kept(ROADS).edition)
    other_form = canonical_text(ours.replace(b'"rto_hours":2.0', b'"rto_hours":2.0,"a_field":"x"'))
    seal = replace(kept(ROADS).seal, sha256=sha256(other_form).hexdigest())
    signed = replace(seal, signature=KEY.signature(other_form).hex())
    file = tmp_path / "2031.json"

    write_edition(file, SealedEdition(text=Raw(other_form), seal=signed))

    assert b"a_field" in other_form
    assert codes(read_edition(file)) == []
    file.write_text(file.read_text("utf-8").replace('"a_field": "x"', '"a_field": "y"'), "utf-8")
    assert codes(read_edition(file)) == ["edition-altered", "edition-seal-broken"]


def test_editions_stand_in_a_chain() -> None:
    first = kept(ROADS, name="2025")
    second = kept(ROADS, PARKS, previous=first)
    other = kept(PARKS, name="2025")

    assert first.edition.previous_sha256 is None
    assert codes(second, previous=first) == []
    assert codes(second, previous=other) == ["edition-not-behind"]


def test_an_earlier_edition_that_was_edited_does_not_stand_before_the_later_one() -> None:
    first = kept(ROADS, name="2025")
    second = kept(ROADS, PARKS, previous=first)
    edited = replace(first, text=Raw(canonical(replace(first.edition, entries=[PARKS]))))

    assert edited.seal == first.seal
    assert codes(second, previous=edited) == ["edition-not-behind"]
    assert codes(edited) == ["edition-altered", "edition-seal-broken"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"Ed25519"', '"none"'),
        ('"seal": {', '"note": "approved",\n  "seal": {'),
        ('"sha256": ', '"note": "approved",\n    "sha256": '),
        ('"status": "draft"', '"status": "approved",\n        "status": "draft"'),
        ('"frozen_on": ', '"frozen_on": "1999-01-01",\n    "frozen_on": '),
    ],
)
def test_nothing_in_the_file_stands_outside_of_what_is_sealed(
    tmp_path: Path, before: str, after: str
) -> None:
    file = tmp_path / "2026.json"
    write_edition(file, kept(ROADS))
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")

    with pytest.raises(EditionFileError, match="is no edition of a register"):
        read_edition(file)


def test_what_changed_is_told_entry_by_entry_and_field_by_field() -> None:
    assert SAID.fallback is not None
    tried = replace(SAID, rto_hours=4, fallback=replace(SAID.fallback, tested_on=date(2026, 5, 1)))
    approved = replace(ROADS, status="approved", declaration=tried)
    fields = (
        FieldChange("status", "draft", "approved"),
        FieldChange("rto_hours", 2, 4),
        FieldChange("fallback.tested_on", None, "2026-05-01"),
    )

    assert differences([ROADS, PARKS], [approved, LISTENING]) == [
        Changed(EntryKey("Parks", "x", SAID.activity), "removed"),
        Changed(EntryKey("Roads", "facebook", SAID.activity), "changed", fields),
        Changed(EntryKey("Roads", "facebook", "listening"), "added"),
    ]
    assert differences([ROADS], [ROADS]) == []


@given(st.lists(st.sampled_from([ROADS, PARKS, LISTENING]), unique_by=lambda each: each.key))
def test_a_file_holds_what_was_frozen(entries: list[object]) -> None:
    edition: Edition = kept(*entries).edition

    assert canonical(edition) == canonical(replace(edition))
    assert len(edition.entries) == len(entries)


def test_an_edition_comes_back_from_its_file_and_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "2026.json"
    write_edition(file, kept(ROADS, PARKS))

    assert read_edition(file) == kept(ROADS, PARKS)
    assert codes(read_edition(file)) == []
    with pytest.raises(FileExistsError):
        write_edition(file, kept())
    assert read_edition(file) == kept(ROADS, PARKS)


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "editions.key"

    key = sealing_key(file)

    assert file.read_text("ascii").startswith("-----BEGIN PRIVATE KEY-----")
    assert file.stat().st_mode & 0o777 == 0o600
    public = file.with_suffix(PUBLIC)
    assert public.name == "editions.public.pem"
    assert public.read_bytes() == key.public.pem
    assert sealing_key(file).name == checking_key(public).name == key.name


def test_a_public_key_is_all_that_a_third_party_needs(tmp_path: Path) -> None:
    sealing_key(tmp_path / "editions.key")
    (tmp_path / "given.pem").write_bytes((tmp_path / "editions.public.pem").read_bytes())
    edition = sealed(frozen("2026", [ROADS], TODAY, None), sealing_key(tmp_path / "editions.key"))
    (tmp_path / "editions.key").unlink()

    assert codes(edition, checking_key(tmp_path / "given.pem")) == []
    assert codes(edition, OTHER.public) == ["edition-of-another-key"]


def test_a_public_key_that_belongs_to_another_private_one_is_not_written_over(tmp_path: Path) -> None:
    sealing_key(tmp_path / "editions.key")
    (tmp_path / "editions.public.pem").write_bytes(OTHER.public.pem)

    with pytest.raises(EditionFileError, match="belongs to another private key"):
        sealing_key(tmp_path / "editions.key")
    assert (tmp_path / "editions.public.pem").read_bytes() == OTHER.public.pem


def test_what_is_no_edition_and_no_key_is_said(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("{}", "utf-8")

    with pytest.raises(EditionFileError, match="is no edition of a register"):
        read_edition(tmp_path / "other")
    with pytest.raises(EditionFileError, match="holds no private Ed25519 key"):
        sealing_key(tmp_path / "other")
    with pytest.raises(EditionFileError, match="holds no public Ed25519 key"):
        checking_key(tmp_path / "other")


def test_a_key_that_cannot_sign_is_no_key_for_seals(tmp_path: Path) -> None:
    file, other = tmp_path / "editions.key", X25519PrivateKey.generate()
    file.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "given.pem").write_bytes(
        other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )

    with pytest.raises(EditionFileError, match="holds no private Ed25519 key"):
        sealing_key(file)
    with pytest.raises(EditionFileError, match="holds no public Ed25519 key"):
        checking_key(tmp_path / "given.pem")
