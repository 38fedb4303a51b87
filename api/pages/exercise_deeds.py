"""What the forms of an exercise do: each makes one action of whoever asks, sends it, and goes back to it."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from api.acting import acted
from api.domain.exercises import UnitTold
from api.domain.rights import Right, Viewer
from api.hub import Hub, TheHub
from api.pages import forms
from api.pages.exercise_looks import looked_at
from api.pages.exercises import exercise_page
from api.pages.forms import ActionId, one, read_form
from api.pages.rendering import Page
from api.people.gate import demand, needs
from monitors.domain.exercises.actions import (
    AddInject,
    Affected,
    AgreeTask,
    AnswerInject,
    AnyExerciseAction,
    CallOffExercise,
    CloseExercise,
    FallbackSaid,
    FallbackWord,
    ReleaseInject,
    SettleTask,
    StartExercise,
)

router = APIRouter(prefix="/exercises/{exercise}", include_in_schema=False)

Exercise = Annotated[str, Path(min_length=1, max_length=64)]
Leading = Annotated[Viewer, Depends(needs(Right.RUN_EXERCISES))]
Answering = Annotated[Viewer, Depends(needs(Right.ANSWER_INCIDENTS))]
Words = Annotated[str, Form(min_length=1, max_length=2000)]
MaybeWords = Annotated[str, Form(max_length=2000)]
MaybeUnit = Annotated[str, Form(max_length=500)]
InjectId = Annotated[str, Form(min_length=1, max_length=64)]

SAID: dict[str, FallbackWord] = {
    "covers": "covers",
    "does-not-cover": "does-not-cover",
    "works": "works",
    "fails": "fails",
}


class Deed:
    """What every form of the lead does."""

    def __init__(self, hub: Hub, viewer: Viewer, action_id: str, exercise: str) -> None:
        self._hub = hub
        self._viewer = viewer
        self._action_id = action_id
        self._exercise = exercise

    async def led(self, make: Callable[[dict[str, Any]], AnyExerciseAction]) -> Response:
        """Send what the lead does. Raises ProblemError where somebody does not lead this exercise."""
        looked = await run_in_threadpool(looked_at, self._hub, self._viewer, self._exercise)
        units = looked.read.exercise.plan.units
        demand(self._viewer, Right.RUN_EXERCISES, *units)
        role = self._viewer.role_for(Right.RUN_EXERCISES, units[0])
        return await self.sent(make(self.who(role)))

    def who(self, role: str | None) -> dict[str, Any]:
        """What every action here says: which it is, when, as what, by whom and where."""
        return {
            "id": self._action_id,
            "at_ms": self._hub.now_ms(),
            "role": role,
            "by": self._viewer.pseudonym,
            "exercise": self._exercise,
        }

    async def sent(self, action: AnyExerciseAction, place: str = "") -> Response:
        """Send an action, and go back to the exercise."""
        await acted(self._hub, action)
        address = f"/exercises/{self._exercise}?action={action.id}{place}"
        return RedirectResponse(address, HTTPStatus.SEE_OTHER)


@router.post("/start")
async def start(hub: TheHub, viewer: Leading, action_id: ActionId, exercise: Exercise) -> Response:
    """It begins."""
    return await Deed(hub, viewer, action_id, exercise).led(lambda who: StartExercise(**who))


@router.post("/release")
async def release(
    hub: TheHub, viewer: Leading, action_id: ActionId, exercise: Exercise, inject: InjectId
) -> Response:
    """Give out an inject."""
    return await Deed(hub, viewer, action_id, exercise).led(lambda who: ReleaseInject(**who, inject=inject))


@router.post("/inject")
async def inject(  # noqa: PLR0917 (FastAPI takes each from the form)
    hub: TheHub,
    viewer: Leading,
    action_id: ActionId,
    exercise: Exercise,
    at: Annotated[str, Form(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")],
    text: Annotated[str, Form(min_length=1, max_length=500)],
    unit: MaybeUnit = "",
) -> Response:
    """An inject that nobody had thought of."""
    return await Deed(hub, viewer, action_id, exercise).led(
        lambda who: AddInject(**who, at=at, text=text, unit=unit)
    )


@router.post("/agree")
async def agree(  # noqa: PLR0917 (as above)
    hub: TheHub,
    viewer: Leading,
    action_id: ActionId,
    exercise: Exercise,
    text: Words,
    owner_role: Annotated[str, Form(min_length=1, max_length=100)],
    due_on: Annotated[date, Form()],
    unit: MaybeUnit = "",
) -> Response:
    """Something to be done, by a role, until a day."""
    return await Deed(hub, viewer, action_id, exercise).led(
        lambda who: AgreeTask(**who, text=text, owner_role=owner_role, due_on=due_on, unit=unit)
    )


@router.post("/settle")
async def settle(
    hub: TheHub,
    viewer: Leading,
    action_id: ActionId,
    exercise: Exercise,
    task: Annotated[str, Form(min_length=8, max_length=64)],
) -> Response:
    """What was agreed is done."""
    return await Deed(hub, viewer, action_id, exercise).led(lambda who: SettleTask(**who, task=task))


@router.post("/close")
async def close(  # noqa: PLR0917 (as above)
    hub: TheHub,
    viewer: Leading,
    action_id: ActionId,
    exercise: Exercise,
    next_on: Annotated[date, Form()],
    learnt: MaybeWords = "",
) -> Response:
    """It is over."""
    return await Deed(hub, viewer, action_id, exercise).led(
        lambda who: CloseExercise(**who, next_on=next_on, learnt=learnt)
    )


@router.post("/call-off")
async def call_off(
    hub: TheHub, viewer: Leading, action_id: ActionId, exercise: Exercise, reason: Words
) -> Response:
    """It does not take place, or stops at once."""
    return await Deed(hub, viewer, action_id, exercise).led(lambda who: CallOffExercise(**who, reason=reason))


@router.post("/answer")
async def answer(  # noqa: PLR0917 (as above)
    request: Request,
    hub: TheHub,
    viewer: Answering,
    action_id: ActionId,
    exercise: Exercise,
    unit: Annotated[str, Form(min_length=1, max_length=500)],
    inject: InjectId,
    affected: Annotated[Affected, Form()],
    doing: MaybeWords = "",
    bears_hours: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """A unit answers an inject; a fallback that it has tried is then in the register as well."""
    demand(viewer, Right.ANSWER_INCIDENTS, unit)
    form, page = await read_form(request), Page.of(request, hub, viewer)
    looked = await run_in_threadpool(looked_at, hub, viewer, exercise)
    part = looked.told.unit(hub.tree.named(unit))
    said, faults = _said(form, part, page)
    hours = _hours(bears_hours)
    if bears_hours.strip() and hours is None:
        faults["bears_hours"] = [page.words.say("exercise.hours.wrong")]
    if part is None or faults:
        return await run_in_threadpool(exercise_page, page, looked, typed=form, faults=faults)
    deed = Deed(hub, viewer, action_id, exercise)
    action = AnswerInject(
        **deed.who(viewer.role_for(Right.ANSWER_INCIDENTS, part.unit)),
        unit=part.unit,
        inject=inject,
        affected=affected,
        bears_hours=hours,
        doing=doing,
        fallbacks=tuple(said),
    )
    return await deed.sent(action)


def _said(
    form: forms.Form, part: UnitTold | None, page: Page
) -> tuple[list[FallbackSaid], dict[str, list[str]]]:
    """What was said of each fallback that the register has, and what is wrong with it."""
    said: list[FallbackSaid] = []
    faults: dict[str, list[str]] = {}
    activities = () if part is None else part.activities
    known = {(each.platform, each.activity) for each in activities if each.fallback}
    for number in range(1, len(form) + 1):
        word, because = SAID.get(one(form, f"word-{number}")), one(form, f"because-{number}").strip()
        about = one(form, f"platform-{number}"), one(form, f"activity-{number}")
        if word is None:
            continue
        if about not in known:
            faults[""] = [page.words.say("exercise.fallback.gone")]
        elif word == "fails" and not because:
            faults[f"because-{number}"] = [page.words.say("exercise.because.missing")]
        else:
            platform, activity = about
            said.append(FallbackSaid(platform=platform, activity=activity, word=word, because=because))
    return said, faults


def _hours(text: str) -> float | None:
    """Hours as typed, with a comma or a point; None where there are none."""
    try:
        hours = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return hours if 0 <= hours <= 10_000 else None
