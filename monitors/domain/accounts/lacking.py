"""What an account lacks, as reasons: so that it is found on a quiet day, and not on election night."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from monitors.domain.accounts.records import CriticalWindow, OwnAccount
from monitors.domain.outage.records import Incident, Reason
from monitors.domain.register.records import Entry


@dataclass(frozen=True, slots=True)
class AccountLimits:
    """Thresholds: how many people must be able to administer an account, and when a date is too near or old.

    `tested_days`: a fallback that was not tried within so many days is not counted upon.
    """

    least_admins: int = 2
    token_days: int = 30
    checked_days: int = 180
    tested_days: int = 365


USUAL_LIMITS: Final = AccountLimits()


def lacking(account: OwnAccount, today: date, limits: AccountLimits = USUAL_LIMITS) -> list[Reason]:
    """What is missing in an account's declaration, the gravest first; nothing of one that is retired."""
    if account.retired_at_ms is not None:
        return []
    found: list[Reason] = []
    if account.token_expires_on is not None:
        left = (account.token_expires_on - today).days
        if left <= 0:
            found.append(Reason("account-token-over", {"on": account.token_expires_on.isoformat()}))
        elif left <= limits.token_days:
            found.append(Reason("account-token-soon", {"on": account.token_expires_on.isoformat()}))
    found += _admins(account, limits)
    if not account.recovery:
        found.append(Reason("account-no-recovery"))
    if not account.owner_role:
        found.append(Reason("account-no-owner"))
    if account.checked_on is None:
        found.append(Reason("account-never-checked"))
    elif (today - account.checked_on).days > limits.checked_days:
        found.append(Reason("account-checked-long-ago", {"on": account.checked_on.isoformat()}))
    return found


def before_window(
    window: CriticalWindow,
    platform: str,
    accounts: Collection[OwnAccount],
    entries: Collection[Entry],
    incidents: Collection[Incident],
    *,
    last_day: date,
    today: date,
    probes_fail: bool,
    limits: AccountLimits = USUAL_LIMITS,
) -> list[Reason]:
    """What is not ready on a platform for a window whose last local day is `last_day`.

    `accounts`, `entries` and `incidents` may be of anything; those of the platform, and of the window's
    units, count. A window without units is about all of them.
    """
    found = _reachable(platform, incidents, probes_fail=probes_fail)
    for account in sorted(accounts, key=lambda each: each.key):
        if (
            account.platform != platform
            or account.retired_at_ms is not None
            or not _is_of(window, account.unit)
        ):
            continue
        told = {"account": account.name, "platform": platform}
        token = account.token_expires_on
        if token is not None and token <= last_day:
            found.append(Reason("preflight-token", {**told, "on": token.isoformat()}))
        if account.admins is None or account.admins < limits.least_admins:
            found.append(Reason("preflight-admins", {**told, "least": limits.least_admins}))
    since = today - timedelta(days=limits.tested_days)
    for entry in entries:
        if entry.platform == platform and _is_of(window, entry.unit):
            found += _fallback(entry, since)
    return found


def _admins(account: OwnAccount, limits: AccountLimits) -> list[Reason]:
    if account.admins is None:
        return [Reason("account-admins-unknown", {"least": limits.least_admins})]
    if account.admins < limits.least_admins:
        return [Reason("account-few-admins", {"admins": account.admins, "least": limits.least_admins})]
    return []


def _reachable(platform: str, incidents: Collection[Incident], *, probes_fail: bool) -> list[Reason]:
    """Whether it works now, as far as anybody can tell."""
    open_ = [
        each
        for each in incidents
        if each.state in {"confirmed", "recovering"}
        and (platform in each.platforms or each.cause == "egress")
    ]
    found = [Reason("preflight-incident", {"platform": platform, "incident": each.id}) for each in open_]
    if probes_fail:
        found.append(Reason("preflight-probes", {"platform": platform}))
    return found


def _fallback(entry: Entry, since: date) -> Sequence[Reason]:
    """Whether what is done instead can be counted upon."""
    told = {"unit": entry.unit, "platform": entry.platform, "activity": entry.declaration.activity}
    fallback = entry.declaration.fallback
    if fallback is None:
        return [Reason("preflight-no-fallback", {**told})]
    if fallback.tested_on is None or fallback.tested_on < since:
        return [Reason("preflight-fallback-untested", {**told, "fallback": fallback.name})]
    return []


def _is_of(window: CriticalWindow, unit: str) -> bool:
    return not window.units or unit in window.units
