"""What the records store promises: on SQLite and on PostgreSQL alike."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, make_url, text

from api.records.domain.asking import RecordsError
from api.records.domain.chain import Break
from api.records.domain.disposal import Hold
from api.records.keeping import MOST_BYTES_OPENED, Records
from api.records.key_file import add_record_key, remove_record_key
from api.records.opening import opened_records
from api.records.rows import Asked, Kept
from api.records.settings import RecordsSettings
from api.records.store import VERSION_TABLE
from api.records.tables import Recorded
from monitors.adapters.database import engine_for
from streams.doors.records_port import RecordsRefusedError, RecordsUnavailableError
from tests.kept_records import PLANTED, Clock, keep, message, settings_in

ALL = Asked()


@dataclass
class Archive:
    """A records store that can be opened as often as wanted, and its clock."""

    url: URL
    settings: RecordsSettings
    clock: Clock
    stack: ExitStack

    def opened(self, settings: RecordsSettings | None = None) -> Records:
        """The records as another hub would open them."""
        told = settings or self.settings
        return self.stack.enter_context(opened_records(told, self.url, now_ms=self.clock))

    def execute(self, statement: str) -> None:
        """What somebody does to the database behind Holdfast's back."""
        engine = engine_for(self.url)
        with engine.begin() as connection:
            connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    if request.param == "sqlite":
        url = URL.create("sqlite", database=str(tmp_path / "records.db"))
    else:
        stated: str = request.getfixturevalue("postgresql_url")
        url = make_url(stated).set(drivername="postgresql+psycopg")
    with ExitStack() as stack:
        yield Archive(url, settings_in(tmp_path), Clock(), stack)


def hold(**of: object) -> Hold:
    """A hold of everything, but for what is said."""
    usual: dict[str, object] = {
        "number": 0,
        "account": "",
        "platform": "",
        "from_ms": None,
        "until_ms": None,
        "record": None,
        "reason": "A request for access to information",
        "role": "records",
        "by": "p-one",
        "laid_at_ms": 1_780_000_000_000,
        "review_on": date(2026, 12, 1),
        "ended_at_ms": None,
        "ended_by": "",
        "end_reason": "",
    }
    return Hold(**(usual | of))  # type: ignore[arg-type]  # each is of the kind that its field has


def numbers(found: list[Kept]) -> list[int]:
    return [each.facts.number for each in found]


def disposed(records: Records) -> int:
    """Everything that is due, proposed by one and approved by another; the disposal's number."""
    number = records.disposals.propose("p-one")
    records.disposals.destroy(records.disposals.planned(number, "p-two"), "p-two")
    return number


def test_revisions_make_exactly_the_tables(archive: Archive) -> None:
    archive.opened()
    engine = engine_for(archive.url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "version_table": VERSION_TABLE}
        )
        assert compare_metadata(context, Recorded.metadata) == []
    engine.dispose()


def test_what_is_kept_is_there_for_whoever_opens_the_store_next(archive: Archive) -> None:
    keep(archive.opened(), message(1), message(2, direction="out", form="post"))
    newest, first = archive.opened().store.found(ALL, 10)
    content = archive.opened().open(first)
    assert content is not None
    assert (content.vendor_id, content.body, content.content_type) == (
        "mid.1",
        f'{{"text": "{PLANTED}"}}'.encode(),
        "application/json",
    )
    assert (first.class_name, first.facts.unit, newest.class_name) == (
        "messages",
        "Citizen Services",
        "posts",
    )
    assert newest.link.previous_hash == first.link.hash


def test_a_message_that_comes_again_is_kept_once_also_under_a_new_key(archive: Archive) -> None:
    records = archive.opened()
    keep(records, message(1), message(1), message(1, account="City on LinkedIn"))
    add_record_key(archive.settings.key_file, datetime(2026, 4, 1, tzinfo=UTC))
    keep(archive.opened(), message(1))
    assert numbers(records.store.found(ALL, 10)) == [2, 1]


def test_hubs_that_keep_at_once_make_one_chain(archive: Archive) -> None:
    hubs = [archive.opened() for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        some = [[message(10 * at + each) for each in range(8)] for at in range(3)]
        list(pool.map(lambda hub, each: keep(hub, *each), hubs, some))
    newest = hubs[0].verify()
    assert isinstance(newest, Kept)
    assert newest.facts.number == 24


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE records_kept SET account = 'another' WHERE number = 2", "altered"),
        ("UPDATE records_kept SET commitment = previous_hash WHERE number = 2", "altered"),
        ("DELETE FROM records_kept WHERE number = 2", "missing"),
        ("UPDATE records_kept SET sealed = NULL WHERE number = 2", "unopened"),
        ("UPDATE records_kept SET sealed = (SELECT sealed FROM records_kept WHERE number = 1)", "unopened"),
    ],
)
def test_whatever_is_changed_behind_our_back_shows(archive: Archive, statement: str, why: str) -> None:
    records = archive.opened()
    keep(records, *map(message, range(3)))
    assert isinstance(records.verify(), Kept)
    archive.execute(statement)
    broken = records.verify()
    assert isinstance(broken, Break)
    assert (broken.number, broken.why) == (2, why)


def test_a_search_goes_by_account_class_direction_time_and_words(archive: Archive) -> None:
    records = archive.opened()
    keep(
        records,
        message(1, "the ferry is late"),
        message(2, "the Ferry timetable", direction="out", form="post"),
        message(3, "snow", account="City on LinkedIn", platform="linkedin"),
    )
    of: Callable[..., list[int]] = lambda words="", **asked: numbers(  # noqa: E731 (a word for many questions)
        records.search(Asked(**asked), words, 10).found
    )
    assert of(account="City on Facebook") == [2, 1]
    assert of(class_name="posts") == [2]
    assert of(direction="in") == [3, 1]
    assert of(from_ms=1_780_000_000_002, until_ms=1_780_000_000_003) == [2]
    assert of("FERRY late") == [1]
    assert of("ferry", direction="out") == [2]
    assert of(units=frozenset({"Citizen Services"})) == [3, 1]
    assert of(units=frozenset()) == []


def test_a_long_search_says_where_it_goes_on(archive: Archive) -> None:
    records = archive.opened()
    keep(records, *(message(each, "needle" if each < 3 else "hay") for each in range(6)))
    first = records.search(ALL, "needle", 2)
    assert (numbers(first.found), first.next, first.opened) == ([3, 2], 2, 5)
    rest = records.search(Asked(before=first.next), "needle", 2)
    assert (numbers(rest.found), rest.next) == ([1], None)


def test_a_record_that_does_not_open_is_named_and_holds_up_no_search(archive: Archive) -> None:
    records = archive.opened()
    keep(records, message(1, "needle"), message(2, "needle"))
    archive.execute("UPDATE records_kept SET key_version = 9 WHERE number = 2")
    looked = records.search(ALL, "needle", 10)
    assert (numbers(looked.found), looked.broken) == ([1], (2,))


def test_what_is_due_is_destroyed_when_one_proposes_and_another_approves(archive: Archive) -> None:
    records = archive.opened()
    keep(records, message(1), message(2, direction="out", form="post"), message(3, form="comment"))
    with pytest.raises(RecordsError, match="records-nothing-due"):
        records.disposals.propose("p-one")
    archive.clock.passes(days=31)
    assert records.disposals.due() == {"messages": 1}
    number = records.disposals.propose("p-one")
    assert records.disposals.due() == {}
    with pytest.raises(RecordsError, match="disposal-same-person"):
        records.disposals.planned(number, "p-one")
    certificate = records.disposals.planned(number, "p-two")
    records.disposals.destroy(certificate, "p-two")
    gone = records.store.one(1, None)
    assert gone is not None
    assert (gone.sealed, gone.disposal, gone.destroyed_at_ms) == (None, number, archive.clock())
    assert (certificate.records, certificate.classes, certificate.first_hash) == (
        1,
        {"messages": 1},
        gone.link.hash,
    )
    (disposal,) = records.disposals.all()
    assert (disposal.state, disposal.certificate) == ("destroyed", certificate)
    assert isinstance(records.verify(), Kept)
    with pytest.raises(RecordsError, match="disposal-missing"):
        records.disposals.destroy(certificate, "p-two")


def test_what_no_rule_names_is_never_due_until_somebody_classifies_it(archive: Archive) -> None:
    records = archive.opened()
    keep(records, message(1, form="comment"))
    archive.clock.passes(days=36_000)
    assert records.disposals.due() == {}
    assert records.store.classify(1, "posts")
    assert records.disposals.due() == {"posts": 1}


def test_a_class_that_left_the_settings_disposes_of_nothing(archive: Archive) -> None:
    keep(archive.opened(), message(1))
    archive.clock.passes(days=31)
    without = archive.opened(replace(archive.settings, policy=type(archive.settings.policy)()))
    assert without.disposals.due() == {}


@pytest.mark.parametrize(
    ("of", "held"),
    [
        ({}, {1, 2}),
        ({"account": "City on Facebook"}, {1}),
        ({"platform": "linkedin"}, {2}),
        ({"record": 1}, {1}),
        ({"from_ms": 1_780_000_000_002}, {2}),
        ({"until_ms": 1_780_000_000_002}, {1}),
        ({"account": "City on Facebook", "from_ms": 1_780_000_000_002}, set()),
    ],
)
def test_a_hold_keeps_what_it_names_and_nothing_else(
    archive: Archive, of: dict[str, object], held: set[int]
) -> None:
    records = archive.opened()
    keep(records, message(1), message(2, account="City on LinkedIn", platform="linkedin"))
    number = records.disposals.lay(hold(**of))
    archive.clock.passes(days=31)
    assert {each.facts.number for each in records.store.found(ALL, 10) if each.is_held} == held
    assert sum(records.disposals.due().values()) == 2 - len(held)
    records.disposals.end_hold(number, "p-two", "The request is answered")
    assert records.disposals.due() == {"messages": 2}
    with pytest.raises(RecordsError, match="hold-missing"):
        records.disposals.end_hold(number, "p-two", "again")


def test_a_hold_that_comes_before_the_approval_wins(archive: Archive) -> None:
    records = archive.opened()
    keep(records, message(1), message(2))
    archive.clock.passes(days=31)
    number = records.disposals.propose("p-one")
    planned = records.disposals.planned(number, "p-two")
    records.disposals.lay(hold(record=1))
    with pytest.raises(RecordsError, match="disposal-changed"):
        records.disposals.destroy(planned, "p-two")
    assert all(each.sealed is not None for each in records.store.found(ALL, 10))
    records.disposals.destroy(records.disposals.planned(number, "p-two"), "p-two")
    kept = {each.facts.number: each for each in records.store.found(ALL, 10)}
    assert (kept[1].sealed is None, kept[2].sealed is None, kept[1].disposal) == (False, True, None)


def test_what_is_refused_stays_and_may_be_proposed_again(archive: Archive) -> None:
    records = archive.opened()
    keep(records, message(1))
    archive.clock.passes(days=31)
    number = records.disposals.propose("p-one")
    assert not records.store.classify(1, "posts")
    records.disposals.refuse(number, "p-two")
    assert disposed(records) > number


def test_a_hold_of_a_record_that_is_not_there_is_refused(archive: Archive) -> None:
    with pytest.raises(RecordsError, match="record-missing"):
        archive.opened().disposals.lay(hold(record=7))


def test_after_a_new_key_everything_can_be_sealed_anew_and_the_old_key_go(archive: Archive) -> None:
    file = archive.settings.key_file
    keep(archive.opened(), *map(message, range(3)))
    assert add_record_key(file, datetime(2026, 4, 1, tzinfo=UTC)) == 2
    records = archive.opened()
    keep(records, message(9))
    assert records.store.sealed_with() == {1: 3, 2: 1}
    assert [records.reseal(2), records.reseal(2), records.reseal(2)] == [2, 1, 0]
    remove_record_key(file, 1)
    fresh = archive.opened()
    keep(fresh, message(0))
    newest = fresh.verify()
    assert isinstance(newest, Kept)
    assert (newest.facts.number, fresh.store.sealed_with()) == (4, {2: 4})


def test_a_hub_that_was_not_restarted_seals_nothing_more_with_a_key_that_may_go(archive: Archive) -> None:
    file = archive.settings.key_file
    forgotten = archive.opened()
    keep(forgotten, message(1))
    add_record_key(file, datetime(2026, 4, 1, tzinfo=UTC))
    keep(forgotten, message(2))  # nothing is sealed with the new key so far
    assert archive.opened().reseal(10) == 2
    remove_record_key(file, 1)
    with pytest.raises(RecordsUnavailableError, match="restart"):
        keep(forgotten, message(3))
    fresh = archive.opened()
    keep(fresh, message(3))
    assert fresh.store.sealed_with() == {2: 3}


def test_a_search_opens_no_more_than_it_can_answer_for(archive: Archive) -> None:
    records = archive.opened()
    long = "hay " * (MOST_BYTES_OPENED // 84)
    keep(records, *(message(each, long) for each in range(22)))
    looked = records.search(ALL, "needle", 10)
    assert (looked.found, looked.opened, looked.next) == ([], 21, 2)
    assert records.search(Asked(before=looked.next), "hay", 10).next is None


def test_a_list_of_records_takes_no_content_into_memory(archive: Archive) -> None:
    records = archive.opened()
    keep(records, message(1), message(2))
    listed = records.search(ALL, "", 10).found
    assert (numbers(listed), {each.sealed for each in listed}) == ([2, 1], {None})


def test_what_is_kept_in_a_file_is_on_the_disk_before_it_is_answered(archive: Archive) -> None:
    with archive.opened().store.writing() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        else:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"


def test_what_is_too_long_or_has_no_name_is_refused_for_good(archive: Archive) -> None:
    records = archive.opened(replace(archive.settings, longest_bytes=10))
    for wrong in (
        {"body": b"x" * 11},
        {"account": ""},
        {"form": "a\0b"},
        {"id": ""},
        {"platform": "x" * 501},
    ):
        with pytest.raises(RecordsRefusedError):
            keep(records, message(1, body=b"x") | wrong)
    keep(records, message(1, body=b"x", at_ms=-5))
    (kept,) = records.store.found(ALL, 10)
    assert kept.facts.at_ms == archive.clock()


def test_the_file_holds_no_word_of_what_it_keeps_before_and_after_it_is_destroyed(
    tmp_path: Path,
) -> None:
    clock, url = Clock(), URL.create("sqlite", database=str(tmp_path / "records.db"))
    with opened_records(settings_in(tmp_path), url, now_ms=clock) as records:
        keep(records, message(1))
        sealed = records.store.found(ALL, 1)[0].sealed
        assert sealed is not None
        files = [*tmp_path.glob("records.db*")]
        assert not any(b"Otterly" in file.read_bytes() for file in files)
        assert any(sealed.data in file.read_bytes() for file in files)
        clock.passes(days=31)
        number = records.disposals.propose("p-one")
        records.disposals.destroy(records.disposals.planned(number, "p-two"), "p-two")
        assert not any(sealed.data[:40] in file.read_bytes() for file in files if file.exists())


def test_a_store_that_is_held_by_another_is_said_to_be_away_and_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitors.adapters.database.BUSY_SECONDS", 0.05)
    url = URL.create("sqlite", database=str(tmp_path / "records.db"))
    with opened_records(settings_in(tmp_path), url, now_ms=Clock()) as records:
        holding = sqlite3.connect(tmp_path / "records.db", isolation_level=None)
        holding.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordsUnavailableError):
            keep(records, message(1))
        holding.execute("ROLLBACK")
        holding.close()
        assert records.store.found(ALL, 10) == []
        keep(records, message(1))
        assert len(records.store.found(ALL, 10)) == 1
