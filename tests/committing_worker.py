"""A worker to kill: commits one message's work after the other, and says each offset that it reached.

python -m tests.committing_worker URL UNTIL [--die-in-commit-of OFFSET]
"""

import os
import signal
import sys

from sqlalchemy import make_url
from sqlalchemy.event import listen

from monitors.adapters.sql_store import opened_store
from tests.stored_work import SIGNALS, work_of


def main(url: str, until: int, dies_at: int | None) -> None:
    """Go on from where the database says, up to `until`."""
    with opened_store(make_url(url)) as store:
        at = store.resume(SIGNALS).next_offset
        sys.stdout.write(f"from {at}\n")
        sys.stdout.flush()
        for offset in range(at or 0, until):
            if offset == dies_at:  # with all rows written, and none of them committed
                listen(store.engine, "commit", lambda _: os.kill(os.getpid(), signal.SIGKILL))
            store.commit(SIGNALS, at, offset + 1, work_of(offset, units=40))
            at = offset + 1
            sys.stdout.write(f"{at}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[4]) if len(sys.argv) > 4 else None)
