"""Opens the records store as the settings and the environment say."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from sqlalchemy import URL

from api.hub_metrics import Keeping
from api.records.keeping import Records
from api.records.key_file import read_record_keys
from api.records.sealing import Sealer
from api.records.settings import RecordsSettings
from api.records.store import RecordStore
from infra.database_address import RECORDS_VARIABLE
from monitors.adapters.database import place_of
from monitors.store import StoreUnavailable, StoreUnusable


@contextmanager
def opened_records(
    settings: RecordsSettings,
    url: URL,
    *,
    now_ms: Callable[[], int],
    unit_named: Callable[[str], str] = str,
    counted: Callable[[Keeping], None] = lambda _outcome: None,
) -> Iterator[Records]:
    """The records. Raises RecordKeyError, StoreUnusable.

    A store that cannot be reached just now keeps nothing else from going on: what is broken must be told also
    then. Its tables are made once it is there.
    """
    sealer = Sealer(read_record_keys(settings.key_file))
    store = RecordStore(url, now_ms)
    try:
        try:
            store.prepare()
        except StoreUnavailable as error:
            structlog.get_logger().warning("records-unavailable", reason=str(error))
        yield Records(store, sealer, settings, now_ms, unit_named=unit_named, counted=counted)
    finally:
        store.close()


def demand_apart(records: URL, *others: URL) -> None:
    """Raise StoreUnusable where records would stand in another database of Holdfast's."""
    if _place(records) in map(_place, others):
        raise StoreUnusable(
            f"{RECORDS_VARIABLE} names {place_of(records)}, where Holdfast keeps other things. Records have "
            "a database of their own, so that who reads the one does not read the other."
        )


def _place(url: URL) -> str:
    """Where a database is, however its file is spelled."""
    is_file = url.get_backend_name() == "sqlite"
    return str(Path(str(url.database)).resolve()) if is_file else place_of(url)
