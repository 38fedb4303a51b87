"""The forms of a unit: answer three questions, say that it is so or is not, say how a fallback did.

Each works without script, sends one action, and ends on the unit's page, which says what became of it. A form
with faults comes back as it was typed, and nothing is sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from api.acting import acted, stood
from api.domain.declaring import (
    CATEGORIES,
    PURPOSES,
    Fault,
    declaration_of,
    filled_in,
    reads_like_a_person,
    typed,
)
from api.domain.register_deeds import RIGHT_TO, role_to
from api.domain.rights import Right, Viewer
from api.domain.unit import PairTold
from api.hub import Hub, TheHub
from api.pages.forms import ActionId, Form, beside, day_of, one, read_form
from api.pages.rendering import Page
from api.pages.units import found
from api.people.gate import needs, refused
from api.problems import ProblemError
from monitors.domain.outage.records import Figure, Reason
from monitors.domain.register.actions import (
    Action,
    Confirm,
    Declare,
    RaiseDispute,
    RegisterAction,
    TryFallback,
)
from monitors.domain.register.applying import applied
from monitors.domain.register.asking import GONE_HOURS
from monitors.domain.register.records import Entry

router = APIRouter(include_in_schema=False)

PAIR: Final = "/units/{unit:path}/{platform}"
LONGEST_REASON: Final = 2000

UNSENT: Final = Reason("not-handed-over")
"""Kafka was away: the form comes back as it was typed, and may be sent again."""

Declares = Annotated[Viewer, Depends(needs(Right.DECLARE, unit_from="unit"))]
Confirms = Annotated[Viewer, Depends(needs(Right.CONFIRM, unit_from="unit"))]
Tries = Annotated[Viewer, Depends(needs(Right.TEST_FALLBACKS, unit_from="unit"))]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a form is about: a unit on a platform, and what its page tells of that (None: nothing yet)."""

    unit: str
    platform: str
    name: str
    pair: PairTold | None

    @property
    def entries(self) -> dict[str, Entry]:
        """What is declared, by activity."""
        told = () if self.pair is None else self.pair.activities
        return {each.entry.declaration.activity: each.entry for each in told}

    @property
    def with_fallback(self) -> dict[str, str]:
        """What the unit does instead, by activity."""
        return {
            name: entry.declaration.fallback.name
            for name, entry in self.entries.items()
            if entry.declaration.fallback is not None
        }

    @property
    def page(self) -> str:
        """The address of the unit's page."""
        return f"/units/{quote(self.unit)}"


@router.get("/units/{unit:path}/declare")
def declare(
    request: Request,
    hub: TheHub,
    viewer: Declares,
    unit: str,
    platform: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Which platform a unit wants to declare; then on to its three questions."""
    told = found(hub, viewer, hub.tree.named(unit))
    if platform in hub.catalogue.platforms:
        return RedirectResponse(f"/units/{quote(told.unit)}/{platform}/answer", HTTPStatus.SEE_OTHER)
    page = Page.of(request, hub, viewer)
    return page.answer("declare.html.j2", {"unit": told.unit, "platforms": _platforms(hub)})


@router.get(PAIR + "/answer")
def questions(  # noqa: PLR0917 (FastAPI takes each from the request)
    request: Request,
    hub: TheHub,
    viewer: Annotated[Viewer, Depends(needs(Right.DECLARE, unit_from="unit", audited="viewed-unit"))],
    unit: str,
    platform: str,
    activity: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """The three questions, filled in with what is known; `activity` is which of several is answered for."""
    subject = _subject(hub, viewer, unit, platform)
    of = next(iter(subject.entries), None) if activity is None else activity
    return _questions(Page.of(request, hub, viewer), subject, of or "")


@router.post(PAIR + "/answer")
async def answer(  # noqa: PLR0917 (as above)
    request: Request, hub: TheHub, viewer: Declares, action_id: ActionId, unit: str, platform: str
) -> Response:
    """Declare what was answered."""
    form = await read_form(request)
    subject = await run_in_threadpool(_subject, hub, viewer, unit, platform)
    page, of = Page.of(request, hub, viewer), one(form, "of")
    before = subject.entries.get(of)
    said, faults = declaration_of(
        typed(form), None if before is None else before.declaration, platform, hub.catalogue.platforms
    )
    if reads_like_a_person(said.owner_role) and said.owner_role != one(form, "owner_meant"):
        faults = [*faults, Fault(field="owner_role", reason=Reason("owner-reads-like-a-person"))]
    if not faults:
        action = Declare(**_who(hub, viewer, action_id, subject, Declare), declaration=said)
        answered = await _sent(hub, subject, action, said.activity)
        if isinstance(answered, Response):
            return answered
        faults = [Fault(field="", reason=each) for each in answered]
    return await run_in_threadpool(_questions, page, subject, of, form, faults)


@router.post(PAIR + "/confirm")
async def confirm(  # noqa: PLR0917 (as above)
    request: Request, hub: TheHub, viewer: Confirms, action_id: ActionId, unit: str, platform: str
) -> Response:
    """The unit says that it is so."""
    form = await read_form(request)
    subject = await run_in_threadpool(_subject, hub, viewer, unit, platform)
    activity = one(form, "activity")
    action = Confirm(**_who(hub, viewer, action_id, subject, Confirm), activity=activity)
    answered = await _sent(hub, subject, action, activity)
    if isinstance(answered, Response):
        return answered
    words = Page.of(request, hub, viewer).words
    status = HTTPStatus.SERVICE_UNAVAILABLE if UNSENT in answered else HTTPStatus.CONFLICT
    raise ProblemError(status, " ".join(words.reason(each) for each in answered))


@router.get(PAIR + "/dispute")
def objection(request: Request, hub: TheHub, viewer: Confirms, unit: str, platform: str) -> Response:
    """The form for what is not right."""
    return _plain("dispute.html.j2", Page.of(request, hub, viewer), _subject(hub, viewer, unit, platform))


@router.post(PAIR + "/dispute")
async def dispute(  # noqa: PLR0917 (as above)
    request: Request, hub: TheHub, viewer: Confirms, action_id: ActionId, unit: str, platform: str
) -> Response:
    """The unit says that it is not so, and why."""
    form = await read_form(request)
    subject = await run_in_threadpool(_subject, hub, viewer, unit, platform)
    activity, reason = one(form, "activity"), one(form, "reason").strip()
    faults = [] if reason else [Fault(field="reason", reason=Reason("reason-missing"))]
    if len(reason) > LONGEST_REASON:
        figures: dict[str, Figure] = {"field": "reason", "length": len(reason), "most": LONGEST_REASON}
        faults = [Fault(field="reason", reason=Reason("answer-too-long", figures))]
    if not faults:
        who = _who(hub, viewer, action_id, subject, RaiseDispute)
        answered = await _sent(hub, subject, RaiseDispute(**who, activity=activity, reason=reason), activity)
        if isinstance(answered, Response):
            return answered
        faults = [Fault(field="", reason=each) for each in answered]
    page = Page.of(request, hub, viewer)
    return await run_in_threadpool(_plain, "dispute.html.j2", page, subject, form, faults)


@router.get(PAIR + "/fallback")
def trial(request: Request, hub: TheHub, viewer: Tries, unit: str, platform: str) -> Response:
    """The form for how a fallback did."""
    return _plain("fallback.html.j2", Page.of(request, hub, viewer), _subject(hub, viewer, unit, platform))


@router.post(PAIR + "/fallback")
async def tried(  # noqa: PLR0917 (as above)
    request: Request, hub: TheHub, viewer: Tries, action_id: ActionId, unit: str, platform: str
) -> Response:
    """A fallback was tried, and works or does not."""
    form = await read_form(request)
    subject = await run_in_threadpool(_subject, hub, viewer, unit, platform)
    activity, written = one(form, "activity"), one(form, "on")
    on = day_of(written)
    faults = []
    if on is None:
        faults.append(Fault(field="on", reason=Reason("no-such-day", {"said": written})))
    elif on > hub.today:
        faults.append(Fault(field="on", reason=Reason("day-to-come")))
    if one(form, "works") not in {"yes", "no"}:
        faults.append(Fault(field="works", reason=Reason("say-whether")))
    if on is not None and not faults:
        who, works = _who(hub, viewer, action_id, subject, TryFallback), one(form, "works") == "yes"
        answered = await _sent(
            hub, subject, TryFallback(**who, activity=activity, on=on, works=works), activity
        )
        if isinstance(answered, Response):
            return answered
        faults = [Fault(field="", reason=each) for each in answered]
    page = Page.of(request, hub, viewer)
    return await run_in_threadpool(_plain, "fallback.html.j2", page, subject, form, faults)


def _subject(hub: Hub, viewer: Viewer, unit: str, platform: str) -> Subject:
    """What a form is about. Raises ProblemError where there is no such unit or platform."""
    name = hub.tree.named(unit)
    pair = next((each for each in found(hub, viewer, name).pairs if each.platform == platform), None)
    known = hub.catalogue.platforms.get(platform)
    if pair is None and known is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such platform in the catalogue.")
    return Subject(name, platform, platform if known is None else known.name, pair)


def _who(hub: Hub, viewer: Viewer, action_id: str, subject: Subject, kind: type[Action]) -> dict[str, Any]:
    """What every action says: which it is, when, as what, by whom and about what. Raises ProblemError."""
    role = role_to(viewer, kind, subject.unit)
    if role is None:
        raise refused(RIGHT_TO[kind])
    return {
        "id": action_id,
        "at_ms": hub.now_ms(),
        "role": role,
        "by": viewer.pseudonym,
        "unit": subject.unit,
        "platform": subject.platform,
    }


async def _sent(
    hub: Hub, subject: Subject, action: RegisterAction, activity: str
) -> Response | Sequence[Reason]:
    """Send an action and go back to the unit's page; or why it was not sent, or would be refused.

    One that came before is not held against what stands now, for that may be its own doing.
    """
    outcome = await stood(hub, action)
    if outcome is None:
        told = applied(subject.entries.get(activity), action, hub.today).change
        if told.refused:
            return [told.reason, *told.faults]
        try:
            outcome = await acted(hub, action)
        except ProblemError:
            return [UNSENT]
    return RedirectResponse(f"{subject.page}?action={outcome.action}", HTTPStatus.SEE_OTHER)


def _questions(
    page: Page, subject: Subject, of: str, form: Form | None = None, faults: Sequence[Fault] = ()
) -> Response:
    """The three questions as they are opened, or as they were typed."""
    before = subject.entries.get(of)
    seen = None if subject.pair is None else subject.pair.assessment
    opened = filled_in(None if before is None else before.declaration, [] if seen is None else seen.kinds)
    told = {
        "of": of,
        "answers": opened if form is None else typed(form),
        "purposes": PURPOSES,
        "categories": CATEGORIES,
        "gone_hours": GONE_HOURS,
        "platforms": _platforms(page.hub),
        "evidence": []
        if subject.pair is None
        else [page.words.reason(each) for each in subject.pair.evidence],
    }
    return _rendered("answer.html.j2", page, subject, told, faults)


def _plain(
    template: str, page: Page, subject: Subject, form: Form | None = None, faults: Sequence[Fault] = ()
) -> Response:
    """A form of few fields, as it is opened, or as it was typed."""
    sent = {name: values[0] for name, values in (form or {}).items() if values}
    return _rendered(template, page, subject, {"typed": sent, "today": page.hub.today}, faults)


def _rendered(
    template: str, page: Page, subject: Subject, told: Mapping[str, Any], faults: Sequence[Fault]
) -> Response:
    """A form's page, with each fault beside its field."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    if any(fault.reason == UNSENT for fault in faults):
        status = HTTPStatus.SERVICE_UNAVAILABLE
    return page.answer(template, {"subject": subject, "faults": beside(faults, page.words), **told}, status)


def _platforms(hub: Hub) -> list[tuple[str, str]]:
    """Every platform of the catalogue, by name."""
    known = [(name, each.name) for name, each in hub.catalogue.platforms.items()]
    return sorted(known, key=lambda each: each[1].casefold())
