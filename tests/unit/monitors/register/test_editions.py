"""An edition is what was frozen or says that it is not; two of them tell what changed."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from monitors.adapters.edition_files import (
    EditionFileError,
    known_key,
    made_key,
    read_edition,
    write_edition,
)
from monitors.domain.register.editions import (
    Changed,
    Edition,
    SealedEdition,
    canonical,
    differences,
    faults_of_edition,
    frozen,
    sealed,
)
from monitors.domain.register.records import EntryKey
from tests.register_actions import SAID, entry

TODAY = date(2026, 12, 31)
KEY, OTHER = b"k" * 32, b"o" * 32
ROADS, PARKS, LISTENING = entry(), entry("Parks", "x"), entry(declaration=replace(SAID, activity="listening"))


def kept(*entries: object, previous: SealedEdition | None = None, name: str = "2026") -> SealedEdition:
    return sealed(frozen(name, list(entries), TODAY, previous), KEY)  # type: ignore[arg-type]  # entries only


def codes(
    edition: SealedEdition, key: bytes | None = KEY, previous: SealedEdition | None = None
) -> list[str]:
    return [fault.code for fault in faults_of_edition(edition, key, previous)]


def test_what_was_frozen_holds_whatever_order_it_came_in() -> None:
    assert kept(ROADS, PARKS, LISTENING) == kept(LISTENING, ROADS, PARKS)
    assert codes(kept(ROADS, PARKS)) == []


def test_whoever_changes_an_entry_breaks_the_hash_and_whoever_mends_that_breaks_the_seal() -> None:
    edition = kept(ROADS)
    changed = replace(edition.edition, entries=[replace(ROADS, status="approved")])

    assert codes(replace(edition, edition=changed)) == ["edition-altered", "edition-seal-broken"]
    assert codes(replace(edition, edition=changed), key=None) == ["edition-altered"]
    forged = replace(sealed(changed, OTHER).seal, key=edition.seal.key)
    assert codes(SealedEdition(edition=changed, seal=forged)) == ["edition-seal-broken"]
    assert codes(sealed(changed, OTHER)) == ["edition-of-another-key"]


def test_editions_stand_in_a_chain() -> None:
    first = kept(ROADS, name="2025")
    second = kept(ROADS, PARKS, previous=first)
    other = kept(PARKS, name="2025")

    assert first.edition.previous_sha256 is None
    assert codes(second, previous=first) == []
    assert codes(second, previous=other) == ["edition-not-behind"]


def test_what_changed_is_told_entry_by_entry_and_field_by_field() -> None:
    approved = replace(ROADS, status="approved", declaration=replace(SAID, rto_hours=4))

    assert differences([ROADS, PARKS], [approved, LISTENING]) == [
        Changed(EntryKey("Parks", "x", SAID.activity), "removed"),
        Changed(EntryKey("Roads", "facebook", SAID.activity), "changed", ("status", "rto_hours")),
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
    assert known_key(file) is None

    key = made_key(file)
    assert len(key) == 32
    assert made_key(file) == known_key(file) == key
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_is_no_edition_and_no_key_is_said(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("{}", "utf-8")

    with pytest.raises(EditionFileError, match="is no edition of a register"):
        read_edition(tmp_path / "other")
    with pytest.raises(EditionFileError, match="holds no key"):
        known_key(tmp_path / "other")
