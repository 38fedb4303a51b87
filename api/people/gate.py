"""The gate before every endpoint: what right it needs, and who is asking.

An endpoint takes `Annotated[Viewer, Depends(needs(Right.SEE_REGISTER))]`, or `Depends(public)`; a test walks
all routes and finds a gate before each. A gate lets those through who have the right somewhere. Which units
they see then is for the endpoint to ask (`viewer.units(right)`), unless the unit stands in the request: then
`unit_from` names the parameter of the path or the query, and the gate looks itself. A unit in a body is
looked at by `demand`.
"""

import hmac
import unicodedata
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from api.auditing import NONE, Figures
from api.domain.rights import ANONYMOUS, Right, Viewer
from api.hub import hub_of
from api.people.cookies import is_from_elsewhere, session_token
from api.people.reporters import is_inside
from api.problems import ProblemError, problem_response
from api.settings import HubSettings, Network
from monitors.domain.audit.entries import What
from streams.adapters.evidence_log import LogRefused, LogUnavailable

CSRF_HEADER: Final = "X-CSRF-Token"
CSRF_FIELD: Final = "csrf"
"""The field of every form that changes something; its value is `viewer.csrf`."""

SIGN_IN: Final = "Sign in, or send an API key as `Authorization: Bearer hf_...`."
ELSEWHERE: Final = (
    "Another site sent this; only the hub's own pages may. Behind a web server that gives the hub another "
    "name, set public_url in its settings."
)
CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="holdfast"'}

NO_NAME: Final = "Nothing has such a name: it is too long, or holds a character that no name may have."
MOST_NAMED: Final = 100
"""Names of so many characters that nobody knows stand in the audit log at most: ids are shorter, and whoever
makes names up fills it with little."""

FOR_PROGRAMS: Final = ("/api/", "/metrics", "/hooks/", "/events", "/aid/")
"""What begins so is asked by programs, which are told that they need a key; people are asked to sign in."""

OpenFrom = Callable[[HubSettings], Iterable[Network]]
"""The networks from which an endpoint is open, as the settings say."""

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class SignInNeededError(ProblemError):
    """Nobody has signed in, and the endpoint is not public."""

    def __init__(self, detail: str) -> None:
        super().__init__(HTTPStatus.UNAUTHORIZED, detail)


def ask_to_sign_in(request: Request, error: Exception) -> Response:
    """The answer to `SignInNeededError`: programs get a problem, people the page to sign in."""
    if request.url.path.startswith(FOR_PROGRAMS):
        return problem_response(HTTPStatus.UNAUTHORIZED, str(error), request.url.path, CHALLENGE)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = f"?next={quote(wanted, safe='')}" if request.method in _READING else ""
    return RedirectResponse(f"/login{back}", HTTPStatus.SEE_OTHER)


class Gate:
    """What an endpoint needs. Without a `right` it is public, or open to whoever has signed in."""

    def __init__(
        self,
        right: Right | None = None,
        *,
        unit_from: str | None = None,
        everywhere: bool = False,
        is_public: bool = False,
        audited: What | None = None,
        of: str = "",
        open_from: OpenFrom | None = None,
    ) -> None:
        self.right = right
        self.open_from = open_from
        self.audited = audited
        self.of = of
        self.is_public = is_public
        self.unit_from = unit_from
        self.everywhere = everywhere

    async def __call__(self, request: Request) -> Viewer:
        """Whoever asks. Raises SignInNeededError, ProblemError."""
        _check_names([*map(str, request.path_params.values()), *self._units(request)])
        if self._is_near(request):
            return ANONYMOUS
        viewer = await viewer_of(request)
        await _check_sender(request, viewer)
        if not (self.is_public or viewer.is_known):
            raise SignInNeededError(SIGN_IN)
        if self.right is None:
            if not self.is_public and viewer.how == "key":
                raise ProblemError(HTTPStatus.FORBIDDEN, "Keys have no account page; sign in for that.")
            return viewer
        if self.everywhere and not viewer.may_everywhere(self.right):
            raise refused(self.right)
        units = self._units(request)
        demand(viewer, self.right, *units)
        if self.audited is not None and not (
            self.audited.endswith("-changed") and request.method in _READING
        ):
            about = [viewer.tree.named(unit) for unit in units] or [str(request.path_params.get(self.of, ""))]
            if any(len(each) > MOST_NAMED and each not in viewer.tree for each in about):
                raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, NO_NAME)
            await written_down(request, viewer, self.audited, ", ".join(about), self.right)
        return viewer

    def _is_near(self, request: Request) -> bool:
        """Whether the request comes from a network for which nobody needs the right."""
        networks = () if self.open_from is None else self.open_from(hub_of(request).settings)
        return is_inside(address_of(request), networks)

    def _units(self, request: Request) -> list[str]:
        """The units that the request names in the parameter."""
        if self.unit_from is None:
            return []
        if self.unit_from in request.path_params:
            return [str(request.path_params[self.unit_from])]
        return [each for each in request.query_params.getlist(self.unit_from) if each]


def needs(
    right: Right,
    *,
    unit_from: str | None = None,
    everywhere: bool = False,
    audited: What | None = None,
    of: str = "",
    open_from: OpenFrom | None = None,
) -> Gate:
    """A gate for those who have a right: somewhere, for the unit that the request names, or everywhere.

    `audited` is what stands in the audit log of those who are let through; what it is about is the unit, else
    the parameter of the path that `of` names. `open_from` are networks from which nobody needs the right.
    """
    return Gate(
        right, unit_from=unit_from, everywhere=everywhere, audited=audited, of=of, open_from=open_from
    )


public: Final = Gate(is_public=True)
"""The gate that lets everybody through; it says who it is, if they have signed in."""

signed_in: Final = Gate()
"""The gate for whatever is somebody's own: their sessions, their password. No key passes it."""


def demand(viewer: Viewer, right: Right, *units: str) -> None:
    """Let through who may do this for each of the units. Raises SignInNeededError, ProblemError."""
    if not viewer.is_known:
        raise SignInNeededError(SIGN_IN)
    if not viewer.may(right) or not all(viewer.may(right, unit) for unit in units):
        raise refused(right)


def refused(right: Right) -> ProblemError:
    """The same for a unit that there is and for one that there is not."""
    return ProblemError(
        HTTPStatus.FORBIDDEN,
        f"Your account, or the key that you use, lacks the right {right.value} for this. Ask an "
        "administrator for it, or make a key that has it.",
        right=right.value,
    )


def _check_names(names: Iterable[str]) -> None:
    """Let no name through that nothing can have, for databases refuse some. Raises ProblemError."""
    if any(unicodedata.category(each) in {"Cc", "Cs"} for name in names for each in name):
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, NO_NAME)


async def written_down(
    request: Request,
    viewer: Viewer,
    what: What,
    of: str,
    right: Right,
    *,
    figures: Figures = NONE,
    entry_id: str = "",
) -> None:
    """Have the audit log accept it, before the endpoint answers. Raises ProblemError.

    With an `entry_id` of its own it stands there once, however often that is said.
    """
    try:
        await hub_of(request).audit.did(viewer, what, of, right, figures=figures, entry_id=entry_id)
    except LogRefused as error:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "The audit log takes no entry of this name, so it is not shown. Look at what it is called.",
        ) from error
    except LogUnavailable as error:
        raise ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "Kafka is away, so it cannot be written down that you look at this. Try again in a moment; "
            "what is broken now is still told on the first page.",
        ) from error


async def viewer_of(request: Request) -> Viewer:
    """Who sent a request: by an API key, else by the browser's session, else nobody.

    Raises SignInNeededError for a key that opens nothing, so that no program takes that for an empty answer.
    """
    known: Viewer | None = getattr(request.state, "viewer", None)
    if known is None:
        known = await _looked_up(request)
        request.state.viewer = known
    return known


async def is_welcome_still(request: Request, viewer: Viewer) -> bool:
    """Whether somebody whose connection stays open may see today what they might when they came."""
    try:
        return await _looked_up(request) == viewer
    except SignInNeededError:
        return False


async def _looked_up(request: Request) -> Viewer:
    hub = hub_of(request)
    scheme, _, words = request.headers.get("authorization", "").partition(" ")
    if scheme:
        found = None
        if scheme.lower() == "bearer":
            found = await run_in_threadpool(hub.people.viewer_of_key, words.strip(), hub.tree)
        if found is None:
            hub.metrics.log_in_refused("key")
            raise SignInNeededError("That API key is unknown or has ended; make another under /account.")
        return found
    token = session_token(request, hub.settings)
    if token is None:
        return ANONYMOUS
    return await run_in_threadpool(hub.people.viewer_of_session, token, hub.tree) or ANONYMOUS


async def _check_sender(request: Request, viewer: Viewer) -> None:
    """Let nothing change that another site's page asked a browser for. Raises ProblemError."""
    if request.method in _READING or viewer.how == "key":
        return
    if is_from_elsewhere(request, hub_of(request).settings):
        raise ProblemError(HTTPStatus.FORBIDDEN, ELSEWHERE)
    if viewer.how == "session" and not hmac.compare_digest(await _csrf(request), viewer.csrf.encode()):
        raise ProblemError(
            HTTPStatus.FORBIDDEN,
            f"The page is from before you signed in, or carries no {CSRF_HEADER}; load it again.",
        )


async def _csrf(request: Request) -> bytes:
    """The token that came with a change: in a header from script, in a field from a form."""
    sent = request.headers.get(CSRF_HEADER)
    is_form = request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    )
    if sent is None and is_form:
        field = (await request.form()).get(CSRF_FIELD)
        sent = field if isinstance(field, str) else None
    return (sent or "").encode()


def address_of(request: Request) -> str:
    """Where a request came from; empty for a socket that has no address."""
    return request.client.host if request.client else ""
