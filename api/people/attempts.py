"""How often somebody may try to sign in: counted before the password is looked at, by keyed hashes only."""

import hmac
import ipaddress
from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, Engine, delete, func, insert, select

from api.people.accounts import login_key
from api.people.tables import Attempt, Secret, table_of
from monitors.adapters.database import faults_told

ATTEMPTS: Final = table_of(Attempt)
SECRETS: Final = table_of(Secret)

WITHIN_MS: Final = 15 * 60_000
MOST_OF_PAIR: Final = 5
"""From one address to one account: somebody who has forgotten tries about so often."""

MOST_OF_ACCOUNT: Final = 50
"""To one account from anywhere: far fewer than guessing takes, more than shutting others out is worth."""

MOST_OF_ADDRESS: Final = 30
"""From one address to any account: many people may sit behind it."""

PURPOSE: Final = "login-attempts"


class Attempts:
    """Counts tries to sign in. Everything raises StoreFault where the database cannot be used."""

    def __init__(self, writing: Engine, now_ms: Callable[[], int]) -> None:
        self._writing = writing
        self._now_ms = now_ms

    def wait_seconds(self, login: str, address: str) -> int:
        """0 where they may try now, which then counts as a try that failed; else for how long to wait.

        Counting and noting are one step, so that many tries at once are no more than others.
        """
        now_ms = self._now_ms()
        with faults_told(self._writing), self._writing.begin() as connection:
            counted = self._counted(connection, login, address)
            connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.failed_at <= now_ms - WITHIN_MS))
            until_ms = 0
            for whom, most in counted:
                asked = select(func.count(), func.min(ATTEMPTS.c.failed_at)).where(ATTEMPTS.c.whom == whom)
                failed, first_at = connection.execute(asked).one()
                if failed >= most:
                    until_ms = max(until_ms, first_at + WITHIN_MS)
            if until_ms:
                return max(1, -(-(until_ms - now_ms) // 1000))
            connection.execute(insert(ATTEMPTS), [{"whom": whom, "failed_at": now_ms} for whom, _ in counted])
        return 0

    def succeeded(self, login: str, address: str) -> None:
        """The password was right: what failed between this address and this account no longer counts."""
        with faults_told(self._writing), self._writing.begin() as connection:
            pair, account, address_only = (whom for whom, _ in self._counted(connection, login, address))
            connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.whom == pair))
            for whom in (account, address_only):
                last = select(func.max(ATTEMPTS.c.number)).where(ATTEMPTS.c.whom == whom).scalar_subquery()
                connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.number == last))

    def _counted(self, connection: Connection, login: str, address: str) -> list[tuple[bytes, int]]:
        """What is counted for a try, as keyed hashes, and how many may fail."""
        key = self._key(connection)
        account, network = f"account\0{login_key(login)}", f"address\0{network_of(address)}"
        return [
            (hmac.digest(key, f"{account}\0{network}".encode(), "sha256"), MOST_OF_PAIR),
            (hmac.digest(key, account.encode(), "sha256"), MOST_OF_ACCOUNT),
            (hmac.digest(key, network.encode(), "sha256"), MOST_OF_ADDRESS),
        ]

    def _key(self, connection: Connection) -> bytes:
        """The key of the hashes; its row makes tries wait for one another."""
        asked = select(SECRETS.c.value).where(SECRETS.c.purpose == PURPOSE).with_for_update()
        found: bytes = connection.execute(asked).scalar_one()
        return found


def network_of(address: str) -> str:
    """An address, or the /64 that one subscriber of IPv6 has (RFC 6177)."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)
