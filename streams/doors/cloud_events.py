"""CloudEvents over HTTP, in all three modes, by the project's own SDK.

Source: CloudEvents 1.0.2, HTTP protocol binding, sections 3.1 (binary), 3.2 (structured) and 3.3 (batched).
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.http import HTTPMessage, from_binary
from cloudevents.core.exceptions import BaseCloudEventException, CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from streams.doors.domain.deliveries import RefusedError
from streams.doors.domain.telling import Said, UntoldError

STRUCTURED: Final = "application/cloudevents+json"
BATCHED: Final = "application/cloudevents-batch+json"
MEDIA_TYPES: Final = frozenset({STRUCTURED, BATCHED, "application/json"})
"""What a body may be; in binary mode it is the data."""

MOST_AT_ONCE: Final = 1000
_FORMAT: Final = JSONFormat()
_REQUIRED: Final = ("specversion", "id", "source", "type")
_UNREADABLE: Final = (
    BaseCloudEventException,
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
    OverflowError,
    RecursionError,
)
"""All that the SDK raises for a body that is none, as it is written: each of its steps takes the next on
trust."""
_HEADER: Final = re.compile(r"(content-type|ce-[a-z0-9]+)")


def said_in(headers: Mapping[str, str], body: bytes) -> list[Said]:
    """Every event of a request. Raises RefusedError, UntoldError."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().casefold()
    if media_type == BATCHED:
        events = _batch(body)
    elif media_type == STRUCTURED:
        events = [_structured(body)]
    elif any(name.startswith("ce-") for name in headers):
        events = [_binary(headers, body)]
    else:
        raise RefusedError(
            "wrong-type",
            f"Send CloudEvents: one as {STRUCTURED}, several as {BATCHED}, or the headers ce-id, ce-source, "
            "ce-type and ce-specversion before the data.",
        )
    return [_said(event) for event in events]


def _batch(body: bytes) -> list[BaseCloudEvent]:
    try:
        batch = msgspec.json.decode(body, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError) as error:
        raise RefusedError("malformed", "The body is no list of CloudEvents; was it cut short?") from error
    if len(batch) > MOST_AT_ONCE:
        raise UntoldError(f"there are {len(batch):,} events; send at most {MOST_AT_ONCE:,} at once")
    return [_structured(bytes(each)) for each in batch]


def _structured(body: bytes) -> BaseCloudEvent:
    try:
        return _FORMAT.read(_strict, body)
    except CloudEventValidationError as error:
        raise _wrong(error) from error
    except _UNREADABLE as error:
        raise RefusedError("malformed", "This is no CloudEvent in JSON; was it cut short?") from error


def _binary(headers: Mapping[str, str], body: bytes) -> BaseCloudEvent:
    kept = {name: value for name, value in headers.items() if _HEADER.fullmatch(name)}
    try:
        return from_binary(HTTPMessage(kept, body), _FORMAT, _strict)
    except CloudEventValidationError as error:
        raise _wrong(error) from error
    except _UNREADABLE as error:
        raise RefusedError(
            "malformed", "The headers ce-... are no CloudEvent; is its time RFC 3339?"
        ) from error


def _strict(attributes: dict[str, Any], data: Any) -> BaseCloudEvent:
    """An event with what CloudEvents require; the SDK would make up an id, and no repeat could be told."""
    missing = [name for name in _REQUIRED if name not in attributes]
    if missing:
        raise UntoldError(
            f"an event has no {' and no '.join(missing)}; CloudEvents have {', '.join(_REQUIRED)}"
        )
    is_timed = "time" in attributes
    event = CloudEvent(attributes, data)
    if not is_timed:
        del attributes["time"]
    return event


def _wrong(error: CloudEventValidationError) -> UntoldError:
    known = [name for name in (*_REQUIRED, "time", "subject", "datacontenttype") if name in error.errors]
    return UntoldError(f"these attributes of an event are not right: {', '.join(known) or 'its extensions'}")


def _said(event: BaseCloudEvent) -> Said:
    time = event.get_time()
    at_ms = None if time is None else int(time.timestamp() * 1000)
    if at_ms is not None and at_ms < 0:
        raise UntoldError("the time of an event lies before 1970")
    source = event.get_source()
    return Said(event.get_type(), f"events:{source}", source, event.get_id(), at_ms, event.get_data())
