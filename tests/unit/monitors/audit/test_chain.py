"""A chain of audit entries shows whatever is changed, taken out, put in or swapped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json
from msgspec.structs import replace

from monitors.adapters.memory_store import Memory, MemoryStore
from monitors.audit_fold import AuditFold
from monitors.domain.audit.chain import BEGINNING, Break, chained, first_break
from monitors.domain.audit.entries import AuditEntry, decode_entry, encode_entry
from monitors.store import Place
from streams.contracts.evidence import UnreadableMessageError

AUDIT = Place("cluster-a", "topic-4", "holdfast.hub.audit", 0)


def entry(number: int, of: str = "facebook") -> AuditEntry:
    return AuditEntry(
        id=f"entry-{number:04}",
        at_ms=number,
        role="risk",
        account="account-7",
        what="exported",
        of=of,
        figures={"rows": number, "format": "csv"},
    )


FIVE = chained(None, [entry(number) for number in range(5)])


def test_a_chain_holds_in_one_go_and_in_parts() -> None:
    parts = chained(None, [entry(0), entry(1)])
    parts += chained(parts[-1], [entry(2), entry(3), entry(4)])

    assert parts == FIVE
    assert FIVE[0].previous_hash == BEGINNING
    assert first_break(FIVE) is None
    assert first_break(FIVE[2:], FIVE[1]) is None
    assert first_break([]) is None


def test_a_hash_is_what_anybody_can_work_out() -> None:
    [link] = chained(None, [AuditEntry(id="entry-one", at_ms=5, what="viewed-register", of="Éducation")])

    # printf '%s' '{"entry":{"account":"","at_ms":5,"figures":{},"id":"entry-one","of":"Éducation","role":"",
    # "version":1,"what":"viewed-register"},"number":1,"previous_hash":"000...0"}' | sha256sum
    assert link.hash == "8a5254dc35473e60d2c5d6b01449eae48ccbe885df72d0814d81f92429c36be9"


@given(st.integers(0, 4), st.sampled_from(["altered", "missing", "swapped", "written-anew"]))
def test_whatever_is_done_to_it_shows_at_the_first_entry_that_does_not_hold(at: int, how: str) -> None:
    links = list(FIVE)
    if how == "altered":
        links[at] = replace(links[at], entry=entry(at, of="x"))
        assert first_break(links) == Break(number=at + 1, why="altered")
    elif how == "missing":
        del links[at]
        assert first_break(links) == (None if at == 4 else Break(number=at + 1, why="missing"))
    elif how == "swapped":
        links[at], links[at - 1] = links[at - 1], links[at]
        assert getattr(first_break(links), "why", None) == "missing"
    else:
        behind = links[at - 1] if at else None
        links[at] = chained(behind, [entry(at, of="x")])[0]
        assert first_break(links) == (None if at == 4 else Break(number=at + 2, why="not-behind"))


def test_entries_are_chained_once_each_by_their_ids_whatever_is_repeated() -> None:
    store = MemoryStore(Memory())

    def takes(*entries: AuditEntry) -> None:
        """Another worker each time."""
        fold = AuditFold(store.audit)
        standing = store.resume(AUDIT)
        fold.restore(standing)
        first = standing.next_offset or 0
        for offset, each in enumerate(entries, first):
            fold.take(offset, encode_entry(each))
        store.commit(AUDIT, standing.next_offset, first + len(entries), fold.work(AUDIT))

    takes(entry(0), entry(0), entry(1))
    takes(entry(1), entry(2))
    takes(entry(0))
    takes(entry(3), entry(4))

    assert store.audit.links(0, 10) == FIVE
    assert store.audit.newest(2) == [FIVE[4], FIVE[3]]


@pytest.mark.parametrize("said", [{"version": 2}, {"what": "gossiped"}, {"id": ""}, {"at_ms": -1}])
def test_what_is_no_entry_of_this_version_is_a_dead_letter(said: dict[str, object]) -> None:
    with pytest.raises(UnreadableMessageError):
        decode_entry(json.encode(json.decode(encode_entry(entry(1))) | said))
