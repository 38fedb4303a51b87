"""Read your own action: sent, and waited for a moment, so that whoever acted sees what became of it."""

from http import HTTPStatus

from fastapi.concurrency import run_in_threadpool

from api.domain.outcomes import ActionOutcome, outcome_of
from api.hub import Hub
from api.problems import ProblemError
from api.reading.outcomes import kept
from api.reading.rows import looked_into
from monitors.domain.actions import AnyAction, kind_of
from streams.adapters.evidence_log import LogRefused, LogUnavailable


async def acted(hub: Hub, action: AnyAction) -> ActionOutcome:
    """Send an action; what became of it, or that it is on its way still.

    One that was applied or refused before, by its id, is answered with what it came to then. Raises
    ProblemError where it was not taken, or nobody knows whether it was: 503 means that the same action, with
    the same id, may be sent again.
    """
    before = await stood(hub, action)
    if before is not None:
        return before
    try:
        with hub.answers.expected(action.id) as expected:
            await hub.actions.send(action)
            told = await expected.within()
    except LogRefused as error:
        hub.metrics.untaken()
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, f"This is too long: {error}.") from error
    except LogUnavailable as error:
        hub.metrics.untaken()
        raise ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "Kafka did not take this just now, so it may not have been done. Look, and do it again.",
            action=action.id,
        ) from error
    if told is not None and told["kind"] == kind_of(action):
        outcome = outcome_of(told)
    else:
        on_its_way = ActionOutcome(action=action.id, kind=kind_of(action), state="on-its-way")
        outcome = await stood(hub, action) or on_its_way
    hub.metrics.acted(outcome.state)
    return outcome


async def stood(hub: Hub, action: AnyAction) -> ActionOutcome | None:
    """What became of an action that was sent before, or whose answer was not heard; None: nothing so far.

    Raises ProblemError where its id was given to another action that was applied or refused before: Kafka
    would take this one, and the monitors pass it by. While the other is on its way nobody sees that here;
    then too the monitors apply the first of the two alone, of whatever kinds they are.
    """

    def look() -> ActionOutcome | None:
        with looked_into(hub.judged) as rows:
            found = kept(rows, action.id)
        if found is None:
            return None
        is_same = (
            found.outcome.kind == kind_of(action)
            and found.account in {"", action.by}
            and found.unit in {"", getattr(action, "unit", "")}
        )
        if not is_same:
            raise ProblemError(
                HTTPStatus.CONFLICT,
                "This id was given to another action before, so nothing was done. Give it one of its own.",
            )
        return found.outcome

    return await run_in_threadpool(look)
