"""What is wrong with an account, each trouble with the moment since when, from all that is known of it."""

from typing import Final

from monitors.domain.accounts.records import AccountState, OwnAccount, Trouble

TOKEN_GRACE_MS: Final = 2 * 3_600_000
"""So long after a program's access is declared to end, an account not heard of since then has lost it."""

OF_THE_PLATFORM: Final[tuple[Trouble, ...]] = ("locked", "token-expired")
"""Troubles that a platform's own word begins and ends."""


def troubles_of(
    state: AccountState,
    account: OwnAccount | None,
    now_ms: int,
    *,
    silent_since_ms: int | None,
    token_over_ms: int | None,
    unexpected_since_ms: int | None,
) -> dict[Trouble, int]:
    """The troubles that stand now; an account that is retired has none.

    Silence and posts are as they are said here. Of `token_over_ms`, when access is declared to end, nothing
    comes as long as the account is heard. What its platform said ends by its own word (which is not this
    rule's), by somebody who looked the account through since then, and lost access by anything that is heard.
    """
    if account is not None and account.retired_at_ms is not None:
        return {}
    found: dict[Trouble, int] = {}
    checked_ms = -1 if account is None or account.checked_at_ms is None else account.checked_at_ms
    declared_ms = -1 if account is None else account.declared_at_ms
    heard_ms = -1 if state.heard_at_ms is None else state.heard_at_ms
    locked_ms = state.troubles.get("locked")
    if locked_ms is not None and checked_ms < locked_ms:
        found["locked"] = locked_ms
    lost_ms = state.troubles.get("token-expired")
    is_over = token_over_ms is not None and now_ms >= token_over_ms + TOKEN_GRACE_MS
    if lost_ms is not None:
        is_renewed = declared_ms > lost_ms and not is_over
        if max(heard_ms, checked_ms) <= lost_ms and not is_renewed:
            found["token-expired"] = lost_ms
    elif is_over and token_over_ms is not None and max(heard_ms, checked_ms) < token_over_ms:
        found["token-expired"] = token_over_ms
    if silent_since_ms is not None:
        found["silent"] = silent_since_ms
    if unexpected_since_ms is not None:
        found["unexpected-post"] = unexpected_since_ms
    return found
