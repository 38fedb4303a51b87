"""Own accounts in a database: one in trouble, one of a unit that nobody counted, and one of nobody."""

from monitors.account_rows import AccountWork, ActivityWork
from monitors.domain.accounts.caring import bin_of
from monitors.domain.accounts.records import (
    AccountDay,
    AccountState,
    Clearing,
    CriticalWindow,
    Draft,
    OwnAccount,
    Post,
    PreFlight,
)
from monitors.domain.outage.records import Reason
from monitors.store import Work

HOUR = 3_600_000
UNIT = "Citizen Services"
CITY = OwnAccount(
    platform="facebook",
    name="City page",
    unit=UNIT,
    owner_role="Head of Communications",
    admins=1,
    recovery="The service desk has sealed codes",
    posts_need_approval=True,
    declared_at_ms=0,
)
SMALL = OwnAccount(platform="x", name="Archive", unit="Archive", declared_at_ms=0)


def day(account: OwnAccount, at_ms: int) -> AccountDay:
    """Ten asked on the day, eight were answered after half an hour."""
    return AccountDay(
        platform=account.platform,
        name=account.name,
        day=at_ms // (24 * HOUR),
        inbound=12,
        asked=10,
        answered=8,
        replies=8,
        waits={bin_of(1_800_000): 8},
        replies_by_hour={at_ms // HOUR: 8},
    )


def stored_accounts(at_ms: int) -> Work:
    """A page with a backlog, a draft and an unexpected post, a window to come, and an account of nobody's."""
    return Work(
        accounts=AccountWork(
            accounts=[CITY, SMALL],
            drafts=[
                Draft(
                    id="draft-0001",
                    platform="facebook",
                    name="City page",
                    unit=UNIT,
                    text="The pool opens at 9",
                    drafted_at_ms=at_ms,
                    drafted_by="account-9",
                    drafted_by_role="unit",
                )
            ],
            windows=[
                CriticalWindow(
                    id="window-0001",
                    title="Election night",
                    platforms=("facebook",),
                    units=(),
                    from_ms=at_ms + 5 * HOUR,
                    until_ms=at_ms + 12 * HOUR,
                    tolerance_minutes=5,
                    role="risk",
                    declared_at_ms=at_ms,
                )
            ],
        ),
        activity=ActivityWork(
            days=[day(CITY, at_ms), day(SMALL, at_ms)],
            states=[
                AccountState(
                    platform="facebook",
                    name="City page",
                    troubles={"unexpected-post": at_ms},
                    is_told=True,
                    backlog=2,
                    waiting_since_ms=at_ms,
                    clearing=Clearing(incident="i-1", since_ms=at_ms, at_end=7, left=2),
                ),
                AccountState(platform="instagram", name="Stray", findings=(Reason("account-undeclared"),)),
            ],
            posts=[
                Post(id="post-0001", platform="facebook", name="City page", at_ms=at_ms, state="unexpected")
            ],
            preflights=[
                PreFlight(
                    window="window-0001",
                    platform="facebook",
                    checked_at_ms=at_ms,
                    lacking=(Reason("preflight-probes", {"platform": "facebook"}),),
                )
            ],
        ),
    )
