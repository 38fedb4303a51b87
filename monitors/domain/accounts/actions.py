"""What people do about the organisation's own accounts, as messages for `hub.actions`.

An account is known by its platform and by the name that people call it; the doors that hear of it are given
the same name. Who looks after it is said by role and by number, never by anybody's name. The id of the action
that drafts a post, or declares a critical window, is the id of what it makes.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final

from msgspec import Meta

from monitors.domain.register.actions import Action, Id, Moment, Name, Role, Words

Text = Annotated[str, Meta(max_length=2000)]
"""Words that may be left out."""

MaybeRole = Annotated[str, Meta(max_length=500)]

PostText = Annotated[str, Meta(min_length=1, max_length=10_000)]
"""A post as it is to be issued; longer than any platform of the catalogue takes."""

PostId = Annotated[str, Meta(min_length=8, max_length=64)]

MOST_TOLERATED_MINUTES: Final = 240


class AccountAction(Action, frozen=True, kw_only=True):
    """Anything of this family."""


class OnAccount(AccountAction, frozen=True, kw_only=True):
    """An action about one account of a unit."""

    unit: Name
    platform: Name
    name: Annotated[str, Meta(min_length=1, max_length=200)]


class DeclareAccount(OnAccount, frozen=True, kw_only=True, tag="declare-account"):
    """Say that there is such an account and how it is looked after, or say it anew.

    `admins` is how many people can administer it, None where nobody has counted. `recovery` is the way back
    in when all of them are locked out. `token_expires_on` is the first day on which a program's access to it
    is no longer valid. Where `posts_need_approval`, a post without an approved draft is a finding.
    """

    owner_role: MaybeRole = ""
    admins: Annotated[int, Meta(ge=0, le=1000)] | None = None
    recovery: Text = ""
    token_expires_on: date | None = None
    purpose: Text = ""
    posts_need_approval: bool = False


class CheckAccount(OnAccount, frozen=True, kw_only=True, tag="check-account"):
    """Somebody signed in, looked it through, and it is as declared."""


class RetireAccount(OnAccount, frozen=True, kw_only=True, tag="retire-account"):
    """It is closed or given up: nothing of it is watched any more, its history stays."""

    reason: Words


class DraftPost(OnAccount, frozen=True, kw_only=True, tag="draft-post"):
    """A post as it is to be issued, for somebody else to approve."""

    text: PostText


class OnDraft(OnAccount, frozen=True, kw_only=True):
    """An action about one draft."""

    draft: Id


class ApprovePost(OnDraft, frozen=True, kw_only=True, tag="approve-post"):
    """A second person approves it; from now on it may be issued."""


class RejectPost(OnDraft, frozen=True, kw_only=True, tag="reject-post"):
    """A second person does not approve it, and says why."""

    reason: Words


class WithdrawPost(OnDraft, frozen=True, kw_only=True, tag="withdraw-post"):
    """It is not to be issued, or not any more."""


class ExplainPost(OnAccount, frozen=True, kw_only=True, tag="explain-post"):
    """What an unexpected post was: issued without a draft, removed again, an intruder's."""

    post: PostId
    reason: Words


class DeclareWindow(AccountAction, frozen=True, kw_only=True, tag="declare-window"):
    """A time in which platforms must not fail: a campaign, an election night.

    No `units`: all of them. Within it somebody is told after `tolerance_minutes` of trouble.
    """

    title: Name
    platforms: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=50)]
    units: Annotated[tuple[Name, ...], Meta(max_length=200)] = ()
    from_ms: Moment
    until_ms: Moment
    tolerance_minutes: Annotated[int, Meta(ge=0, le=MOST_TOLERATED_MINUTES)] = 0


class EndWindow(AccountAction, frozen=True, kw_only=True, tag="end-window"):
    """It is over, or does not take place."""

    window: Id


AnyAccountAction = (
    DeclareAccount
    | CheckAccount
    | RetireAccount
    | DraftPost
    | ApprovePost
    | RejectPost
    | WithdrawPost
    | ExplainPost
    | DeclareWindow
    | EndWindow
)

KEEPERS: Final[frozenset[Role]] = frozenset({"unit", "admin"})
"""Who keeps the inventory."""

APPROVERS: Final[frozenset[Role]] = frozenset({"unit", "risk"})
"""Who approves posts, as long as they have not written them."""

PLANNERS: Final[frozenset[Role]] = frozenset({"operations", "risk", "unit"})
"""Who declares critical windows."""

MAY: Final[Mapping[type[AccountAction], frozenset[Role]]] = {
    DeclareAccount: KEEPERS,
    CheckAccount: KEEPERS,
    RetireAccount: KEEPERS,
    DraftPost: frozenset({"unit"}),
    ApprovePost: APPROVERS,
    RejectPost: APPROVERS,
    WithdrawPost: frozenset({"unit"}),
    ExplainPost: APPROVERS,
    DeclareWindow: PLANNERS,
    EndWindow: PLANNERS,
}
"""Who may do what; for which units, the hub knows."""
