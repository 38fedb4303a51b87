"""Webhooks that are signed by an HMAC in a header, as most services and our own scripts do it.

The settings name the header, what stands before the signature, the algorithm, and the encoding. Where they
name a header for the time too, the time is signed before the body (`{time}.{body}`, as in the webhooks of
Stripe, docs.stripe.com/webhooks#verify-manually), and what is older than the tolerance is refused. The body
is CloudEvents in JSON, one or a list; `streams.doors.domain.telling` says what they may tell.
"""

from collections.abc import Mapping

from streams.doors.domain.accounts import source_of
from streams.doors.domain.deliveries import Answer, Delivery, Hook, Proof, Reading, RefusedError
from streams.doors.domain.documents import Part, json_of, time_ms
from streams.doors.domain.numbers import Numbers
from streams.doors.domain.schemes import HOUR_MS, no_greeting
from streams.doors.domain.signatures import check, digest_of
from streams.doors.domain.telling import Said, UntoldError, told_of
from streams.doors.domain.times import check_age


class Signed:
    """The kind `hmac`."""

    media_types = frozenset(
        {"application/json", "application/cloudevents+json", "application/cloudevents-batch+json"}
    )

    def greet(self, hook: Hook, query: Mapping[str, str]) -> Answer:  # noqa: ARG002 (there is no greeting)
        """There is no handshake."""
        raise no_greeting()

    def prove(self, hook: Hook, delivery: Delivery, now_ms: int) -> Proof:
        """By the header that the settings name."""
        how, signed = hook.signing, delivery.body
        timestamp = delivery.headers.get(how.timestamp_header, "") if how.timestamp_header else ""
        if how.timestamp_header:
            signed = f"{timestamp}{how.separator}".encode("utf-8", "surrogateescape") + signed
        given = delivery.headers.get(how.header)
        check(given, signed, hook.secrets, algorithm=how.algorithm, prefix=how.prefix, encoding=how.encoding)
        window_ms = 48 * HOUR_MS
        if how.timestamp_header:
            window_ms = 1000 * how.tolerance_seconds
            check_age(timestamp, now_ms, window_ms)
            window_ms *= 2  # a time may lie ahead by as much as behind
        digest = digest_of(hook.name.encode(), signed)
        return Proof(digest, window_ms, is_timed=bool(how.timestamp_header))

    def read(self, hook: Hook, body: bytes, numbers: Numbers) -> Reading:
        """Every event. One that is not understood refuses all, for whoever wrote it is told what is wrong."""
        document = json_of(body)
        events = list(document.each()) if isinstance(document.value, list) else [document]
        try:
            told = [told_of(_said(each, hook), hook.takes, numbers) for each in events]
        except UntoldError as error:
            raise RefusedError("not-taken", str(error)) from error
        times = [each.event.at_ms for each in told]
        is_dated = not hook.signing.timestamp_header and all(times)
        return Reading(told, max(times, default=None) if is_dated else None)


def _said(each: Part, hook: Hook) -> Said:
    """An event as it stands in a verified body, with the hook's platform and account where it names none."""
    for name in ("id", "source", "type"):
        if not each.text(name):
            raise UntoldError(f"an event has no {name}; CloudEvents have id, source, type and specversion")
    at_ms = time_ms(each.at("time").value) if each.has("time") else None
    if each.text("specversion") != "1.0":
        raise UntoldError("the specversion of an event is 1.0")
    if each.has("time") and at_ms is None:
        raise UntoldError("the time of an event is RFC 3339 with a zone, such as 2026-03-02T09:00:00Z")
    data = each.at("data").value
    if isinstance(data, dict):
        usual = {"platform": hook.platform, "account": hook.account}
        is_of_account = each.text("type").startswith("holdfast.account.")
        data = {**({k: v for k, v in usual.items() if v} if is_of_account else {}), **data}
    return Said(each.text("type"), source_of(hook.name), each.text("source"), each.text("id"), at_ms, data)
