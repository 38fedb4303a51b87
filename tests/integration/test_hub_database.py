"""The hub's own database, on SQLite and on PostgreSQL: the same accounts, sessions, keys and tries."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from argon2 import PasswordHasher
from sqlalchemy import URL, make_url

from api.domain.rights import Grant, Right, UnitTree
from api.people.accounts import LoginTakenError
from api.people.attempts import MOST_OF_PAIR
from api.people.passwords import Passwords
from api.people.store import VARIABLE, VERSION_TABLE, TooManyTriesError, hub_url, opened_people
from api.people.tables import Peopled
from monitors.adapters.database import engine_for
from monitors.adapters.sql_store import opened_store
from monitors.store import StoreUnusable

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "an otter reads the tides"  # noqa: S105 (of nobody)


def now_ms() -> int:
    return 1_780_000_000_000


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    if request.param == "sqlite":
        return URL.create("sqlite", database=str(tmp_path / "hub.db"))
    stated: str = request.getfixturevalue("postgresql_url")
    return make_url(stated).set(drivername="postgresql+psycopg")


def test_revisions_make_exactly_the_tables(url: URL) -> None:
    with opened_people(url, now_ms=now_ms):
        engine = engine_for(url)
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"compare_type": True, "version_table": VERSION_TABLE}
            )
            assert compare_metadata(context, Peopled.metadata) == []
        engine.dispose()


def test_both_databases_of_holdfast_may_be_one(url: URL) -> None:
    for _ in range(2):
        with opened_store(url), opened_people(url, now_ms=now_ms) as people:
            assert isinstance(people.accounts.all(), list)


def test_an_account_its_grants_its_session_and_its_key_are_the_same_in_both(url: URL) -> None:
    tree = UnitTree()
    with opened_people(url, now_ms=now_ms, passwords=Passwords(CHEAP)) as people:
        marie = people.add("marie", "Marie", PASSWORD, "fr", [Grant("risk"), Grant("unit", "Press")])
        assert people.accounts.all() == [marie]
        with pytest.raises(LoginTakenError):
            people.add("MARIE", "Another", PASSWORD)
        assert people.sign_in("marie", PASSWORD, "2001:db8::1") == marie
        token = people.sessions.begin(marie.number)
        words, key = people.keys.make(marie.number, "k", [Grant("unit", "Press")], [Right.DECLARE], 1)
    with opened_people(url, now_ms=now_ms, passwords=Passwords(CHEAP)) as people:
        viewer = people.viewer_of_session(token, tree)
        program = people.viewer_of_key(words, tree)
        assert viewer is not None
        assert program is not None
        assert (viewer.pseudonym, viewer.lang, viewer.grants) == (marie.pseudonym, "fr", marie.grants)
        assert program.units(Right.DECLARE) == frozenset({"Press"})
        assert people.keys.of_account(marie.number) == [key]
        people.accounts.disable(marie.number)
        assert people.viewer_of_session(token, tree) is None
        assert people.viewer_of_key(words, tree) is None


def test_many_tries_at_once_are_no_more_than_others(url: URL) -> None:
    with opened_people(url, now_ms=now_ms, passwords=Passwords(CHEAP)) as people:

        def tried(_: int) -> bool:
            try:
                people.sign_in("marie", "wrong", "127.0.0.1")
            except TooManyTriesError:
                return False
            return True

        with ThreadPoolExecutor(8) as tries:
            assert sum(tries.map(tried, range(24))) == MOST_OF_PAIR


def test_somebody_who_signs_in_often_is_never_held_back(url: URL) -> None:
    with opened_people(url, now_ms=now_ms, passwords=Passwords(CHEAP)) as people:
        people.add("marie", "Marie", PASSWORD)
        for _ in range(60):
            assert people.sign_in("marie", PASSWORD, "127.0.0.1") is not None


def test_a_password_hashed_with_less_work_is_hashed_anew_at_log_in(url: URL) -> None:
    weak, strong = Passwords(CHEAP), Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    with opened_people(url, now_ms=now_ms, passwords=weak) as people:
        people.add("marie", "Marie", PASSWORD)
    with opened_people(url, now_ms=now_ms, passwords=strong) as people:
        before = people.accounts.password_hash("marie")
        assert people.sign_in("marie", PASSWORD, "127.0.0.1") is not None
        after = people.accounts.password_hash("marie")
        assert before is not None
        assert after is not None
        assert (strong.is_outdated(before[1]), strong.is_outdated(after[1])) == (True, False)
        assert people.sign_in("marie", PASSWORD, "127.0.0.1") is not None


def test_a_database_that_is_none_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, "mysql://host/name")
    with pytest.raises(StoreUnusable, match=VARIABLE):
        hub_url()


def test_a_delivery_is_remembered_by_every_process_until_it_could_come_no_more(url: URL) -> None:
    now, later = now_ms(), now_ms() + 60_000
    with opened_people(url, now_ms=now_ms) as one, opened_people(url, now_ms=now_ms) as other:
        assert not one.hook_deliveries.has(b"digest", now)
        with ThreadPoolExecutor(4) as doors:
            list(doors.map(lambda _: one.hook_deliveries.add(b"digest", now, later), range(8)))
        assert other.hook_deliveries.has(b"digest", now)
        assert not other.hook_deliveries.has(b"another", now)
        assert not other.hook_deliveries.has(b"digest", later)
        other.hook_deliveries.add(b"another", later, later + 60_000)
        assert not one.hook_deliveries.has(b"digest", now)  # it was cleared away
