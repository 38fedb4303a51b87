"""Read your own action: sent, and waited for a moment, so that whoever acted sees what became of it."""

from http import HTTPStatus

from fastapi.concurrency import run_in_threadpool

from api.domain.outcomes import ActionOutcome, outcome_of
from api.hub import Hub
from api.problems import ProblemError
from api.reading.outcomes import kept
from api.reading.rows import looked_into
from monitors.domain.actions import AnyAction
from streams.adapters.evidence_log import LogRefused, LogUnavailable


async def acted(hub: Hub, action: AnyAction) -> ActionOutcome:
    """Send an action; what became of it, or that it is on its way still.

    Raises ProblemError where it was not taken, or nobody knows whether it was: 503 means that the same
    action, with the same id, may be sent again.
    """
    try:
        with hub.answers.expected(action.id) as expected:
            await hub.actions.send(action)
            told = await expected.within()
    except LogRefused as error:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, f"This is too long: {error}.") from error
    except LogUnavailable as error:
        raise ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "Kafka did not take this just now, so it may not have been done. Look, and do it again.",
            action=action.id,
        ) from error
    hub.audit.acted(action)
    if told is not None:
        return outcome_of(told)
    stands = await run_in_threadpool(_looked_up, hub, action)
    kind = str(type(action).__struct_config__.tag)
    return stands or ActionOutcome(action=action.id, kind=kind, state="on-its-way")


def _looked_up(hub: Hub, action: AnyAction) -> ActionOutcome | None:
    """What became of an action that was sent before, or whose answer was not heard."""
    with looked_into(hub.judged) as rows:
        found = kept(rows, action.id)
    return found.outcome if found is not None and found.account == action.by else None
