"""The records store: a SQLite file or a PostgreSQL of its own. Everything raises StoreFault.

One writes at a time, whoever it is: the chain has one end, and a hold that is laid stands before anything is
destroyed. Each write is one transaction; what is committed survives kill -9.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import URL, Connection, event, insert, select, text, update

from api.records.domain.chain import BEGINNING, Facts, commitment_to, linked
from api.records.domain.content import Content
from api.records.rows import RECORDS, Asked, Kept, conditions_of, held, kept_of, numbered, of_units, row_of
from api.records.sealing import Sealer
from infra.database_address import RECORDS_VARIABLE
from monitors.adapters.database import engine_for, faults_told, prepare_file, reading_engine, stated_url
from monitors.adapters.migrations import bring_up_to_date
from monitors.store import StoreUnavailable

FILE: Final = "records.db"
MIGRATIONS: Final = Path(__file__).parent / "migrations"
VERSION_TABLE: Final = "records_alembic_version"

WRITERS_LOCK: Final = 0x686F_6C64_7265_636F
"""The number of the lock that writers take one after the other on a PostgreSQL: "holdreco" in ASCII."""

_ALL: Final = tuple(RECORDS.c)
_KNOWN: Final = (*(column for column in _ALL if column.name != "sealed"), sa.null().label("sealed"))


class RecordStore:
    """Records, one behind the other."""

    def __init__(self, url: URL, now_ms: Callable[[], int]) -> None:
        self.url = url
        self._now_ms = now_ms
        self._is_ready = False
        self._preparing = Lock()
        self._writing = engine_for(url)
        self._reading = reading_engine(url)
        if url.get_backend_name() == "sqlite":
            event.listen(self._writing, "connect", _prepare)

    def close(self) -> None:
        """Put its connections away."""
        self._reading.dispose()
        self._writing.dispose()

    def prepare(self) -> None:
        """Make the tables or bring them up to date, once; every other call does so first where needed."""
        with self._preparing:
            if self._is_ready:
                return
            if self.url.get_backend_name() == "sqlite":
                prepare_file(Path(str(self.url.database)))
            bring_up_to_date(self._writing, MIGRATIONS, VERSION_TABLE)
            self._is_ready = True

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction of the only one who writes just now."""
        self.prepare()
        with faults_told(self._writing), self._writing.begin() as connection:
            if connection.dialect.name == "postgresql":  # SQLite's BEGIN IMMEDIATE is such a lock already
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITERS_LOCK})
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the store."""
        self.prepare()
        with faults_told(self._reading), self._reading.begin() as connection:
            yield connection

    def wipe(self) -> None:
        """Have SQLite take what was just destroyed out of its log of writes; PostgreSQL vacuums by itself."""
        if self.url.get_backend_name() == "sqlite":
            with faults_told(self._writing):
                connection = self._writing.raw_connection()
                try:
                    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    connection.close()

    def append(self, facts: Facts, class_name: str, content: Content, sealer: Sealer) -> int | None:
        """Keep a record, which gets the next number instead of its own; None where it is there already.

        Raises StoreUnavailable where a newer key seals by now: what an older one still sealed could be read
        by nobody once that is taken out of the file, and what the newer one named would be kept again.
        """
        names = sealer.names_of(facts.account, facts.platform, content.vendor_id)
        with self.writing() as connection:
            _demand_newest(connection, sealer)
            if connection.execute(select(RECORDS.c.number).where(RECORDS.c.name.in_(names))).first():
                return None
            last = connection.execute(
                select(RECORDS.c.number, RECORDS.c.hash).order_by(RECORDS.c.number.desc()).limit(1)
            ).first()
            number, last_hash = (1, BEGINNING) if last is None else (last.number + 1, last.hash)
            facts = numbered(facts, number)
            link = linked(facts, commitment_to(content.salt, content.body), last_hash)
            sealed = sealer.seal(facts, content)
            connection.execute(insert(RECORDS).values(row_of(link, class_name, names[0], sealed)))
        return number

    def one(self, number: int, units: frozenset[str] | None) -> Kept | None:
        """A record by its number; None where there is none, or none that the asker may see."""
        found = self._found([RECORDS.c.number == number, *of_units(units)], 1)
        return found[0] if found else None

    def found(self, asked: Asked, most: int) -> list[Kept]:
        """The newest records that are asked for."""
        return self._found(conditions_of(asked), most)

    def listed(self, asked: Asked, most: int) -> list[Kept]:
        """The same without their contents, which nobody opens from a list and which may be long."""
        with self.reading() as connection:
            return self._found_by(connection, conditions_of(asked), most, RECORDS.c.number.desc(), _KNOWN)

    def count(self, asked: Asked) -> int:
        """How many records are asked for."""
        with self.reading() as connection:
            counted = select(sa.func.count()).select_from(RECORDS).where(*conditions_of(asked))
            return int(connection.execute(counted).scalar_one())

    def from_on(self, number: int, most: int) -> list[Kept]:
        """Records behind a number in the order of the chain, for who looks at all of them."""
        return self._found([RECORDS.c.number > number], most, RECORDS.c.number.asc())

    def accounts(self, units: frozenset[str] | None) -> list[tuple[str, str]]:
        """Every account of which there are records, with its platform."""
        asked = select(RECORDS.c.account, RECORDS.c.platform).where(*of_units(units)).distinct()
        with self.reading() as connection:
            return sorted((row.account, row.platform) for row in connection.execute(asked))

    def classify(self, number: int, class_name: str) -> bool:
        """Give a record another class; False where it is destroyed, proposed for it, or was never there."""
        with self.writing() as connection:
            changed = (
                update(RECORDS)
                .where(
                    RECORDS.c.number == number, RECORDS.c.sealed.is_not(None), RECORDS.c.disposal.is_(None)
                )
                .values(class_name=class_name)
            )
            return bool(connection.execute(changed).rowcount)

    def reseal(self, sealer: Sealer, most: int) -> int:
        """Seal records anew that an older key sealed, so many at a time; how many. Raises SealError."""
        older = [RECORDS.c.sealed.is_not(None), RECORDS.c.key_version != sealer.newest]
        with self.writing() as connection:
            found = self._found_by(connection, older, most, RECORDS.c.number.asc())
            for each in found:
                assert each.sealed is not None  # noqa: S101 (asked for above)
                content = sealer.open(each.facts, each.sealed)
                sealed = sealer.seal(each.facts, content)
                names = sealer.names_of(each.facts.account, each.facts.platform, content.vendor_id)
                connection.execute(
                    update(RECORDS)
                    .where(RECORDS.c.number == each.facts.number)
                    .values(key_version=sealed.key_version, sealed=sealed.data, name=names[0])
                )
        return len(found)

    def sealed_with(self) -> dict[int, int]:
        """How many records each version of the key has sealed."""
        version = RECORDS.c.key_version
        asked = (
            select(version, sa.func.count().label("records")).where(version.is_not(None)).group_by(version)
        )
        with self.reading() as connection:
            return {int(row.key_version): int(row.records) for row in connection.execute(asked)}

    def _found(self, conditions: Sequence[Any], most: int, order: Any = None) -> list[Kept]:
        """The newest first, where no order is named."""
        with self.reading() as connection:
            newest = RECORDS.c.number.desc()
            return self._found_by(connection, conditions, most, newest if order is None else order)

    @staticmethod
    def _found_by(
        connection: Connection,
        conditions: Sequence[Any],
        most: int,
        order: Any,
        columns: Sequence[Any] = _ALL,
    ) -> list[Kept]:
        asked = select(*columns, held().label("is_held")).where(*conditions).order_by(order).limit(most)
        return [kept_of(row) for row in connection.execute(asked)]


def records_url() -> URL:
    """The store that `HOLDFAST_RECORDS_DATABASE` names, else `records.db` in the user's data folder.

    Raises StoreUnusable.
    """
    return stated_url(variable=RECORDS_VARIABLE, file=FILE)


def _demand_newest(connection: Connection, sealer: Sealer) -> None:
    """Return where no newer key than the sealer's has sealed anything. Raises StoreUnavailable."""
    sealed = select(RECORDS.c.key_version).where(RECORDS.c.key_version.is_not(None))
    newest = connection.execute(sealed.order_by(RECORDS.c.number.desc()).limit(1)).scalar()
    if newest is not None and newest > sealer.newest:
        raise StoreUnavailable(
            f"Records are sealed with key version {newest}, and this hub knows none newer than "
            f"{sealer.newest}: copy the key file to it and restart it."
        )


def _prepare(connection: Any, _entry: Any) -> None:
    """What is answered with 200 is on the disk, for no vendor sends it again; and what goes is overwritten.

    SQLite leaves what is deleted in the file until its room is needed, unless it is told not to.
    """
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")
