"""Slack's Events API.

Sources: docs.slack.dev/authentication/verifying-requests-from-slack (X-Slack-Signature is `v0=` and the
hexadecimal HMAC-SHA256 of `v0:{timestamp}:{body}` under the signing secret; what is older than five minutes
is refused), .../reference/events/url_verification, tokens_revoked, app_uninstalled, and
.../apis/events-api#retries: a delivery that is not answered within three seconds comes up to three times
more, each time signed anew, with the same `event_id`.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from streams.doors.domain.accounts import Place, activity, trouble
from streams.doors.domain.deliveries import Answer, Delivery, Hook, Proof, Reading, Told
from streams.doors.domain.documents import Part, json_of
from streams.doors.domain.numbers import Numbers
from streams.doors.domain.schemes import JSON, challenge_of, no_greeting
from streams.doors.domain.signatures import check, digest_of
from streams.doors.domain.times import check_age

WINDOW_MS: Final = 5 * 60_000
_WRITTEN: Final = frozenset({"", "bot_message", "file_share", "thread_broadcast", "me_message"})
"""Subtypes of messages that somebody wrote; the others tell of edits, joins and settings."""


class Slack:
    """The kind `slack`."""

    media_types = JSON

    def greet(self, hook: Hook, query: Mapping[str, str]) -> Answer:  # noqa: ARG002 (there is no greeting)
        """Slack makes sure by a signed POST."""
        raise no_greeting()

    def prove(self, hook: Hook, delivery: Delivery, now_ms: int) -> Proof:
        """By X-Slack-Signature over its time and the body; the time counts once it is known to be Slack's."""
        timestamp = delivery.headers.get("x-slack-request-timestamp", "")
        signed = b"v0:" + timestamp.encode("utf-8", "surrogateescape") + b":" + delivery.body
        check(delivery.headers.get("x-slack-signature"), signed, hook.secrets, prefix="v0=")
        check_age(timestamp, now_ms, WINDOW_MS)
        return Proof(digest_of(hook.name.encode(), signed), 2 * WINDOW_MS, is_timed=True)

    def read(self, hook: Hook, body: bytes, numbers: Numbers) -> Reading | Answer:
        """A message, a reaction, or the end of our access."""
        document = json_of(body)
        if document.text("type") == "url_verification":
            return Answer("handshake", challenge_of(document.text("challenge")))
        account = hook.account_of(document.text("team_id"))
        if document.text("type") != "event_callback" or account is None:
            return Reading()
        place = Place(hook, account, numbers, document.time_ms("event_time"))
        return Reading(list(_told(document, place)))


def _told(document: Part, place: Place) -> Iterator[Told]:
    event = document.at("event")
    kind, at_ms = event.text("type"), event.time_ms("event_ts")
    match kind:
        case "tokens_revoked" | "app_uninstalled":
            yield from trouble(place, "token-expired", at_ms)
        case "message" | "app_mention" if event.text("subtype") in _WRITTEN:
            # both kinds tell of one message that mentions us, so both have one id
            number = f"{event.text('channel')} {event.text('ts')}" if event.text("ts") else ""
            yield from activity(
                place,
                "outgoing" if _is_ours(event, document, place.hook) else "inbound",
                "message",
                _thread(event),
                number,
                at_ms=event.time_ms("ts"),
                words=event.text("text"),
                content=event,
            )
        case "reaction_added":
            number = document.text("event_id")
            thread = (event.text("item", "channel"), event.text("item", "ts"))
            yield from activity(place, "inbound", "reaction", thread, number, at_ms=at_ms, content=event)


def _thread(event: Part) -> tuple[str, ...]:
    """A direct message is one conversation; in a channel each thread is one."""
    channel = event.text("channel")
    if event.text("channel_type") == "im":
        return (channel,)
    return (channel, event.text("thread_ts") or event.text("ts"))


def _is_ours(event: Part, document: Part, hook: Hook) -> bool:
    """Whether our app wrote it, or somebody of whom the settings say that they write for us."""
    bots = {each.text("user_id") for each in document.each("authorizations") if each.has("is_bot")}
    own_app = event.text("app_id") and event.text("app_id") == document.text("api_app_id")
    return bool(own_app) or event.text("user") in (bots | hook.own_ids) - {""}
