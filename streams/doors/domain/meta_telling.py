"""What Meta's webhooks tell: messages, comments, posts, reactions, and what befell an account.

Sources: developers.facebook.com/docs/graph-api/webhooks/reference (page, instagram, permissions),
.../documentation/business-messaging/messenger-platform/webhooks/webhook-events, and .../whatsapp/webhooks
(messages, smb_message_echoes, account_update).
"""

from collections.abc import Iterator
from typing import Final

from streams.contracts.signals import AccountActivity, AccountEvent
from streams.doors.domain.accounts import Place, activity, trouble
from streams.doors.domain.deliveries import Hook, Reading, Told
from streams.doors.domain.documents import Part
from streams.doors.domain.numbers import Numbers

Found = AccountActivity | AccountEvent

_POSTS: Final = frozenset({"post", "status", "photo", "share", "link", "album", "event", "note"})
_REACTIONS: Final = frozenset({"reaction", "like"})
_BANS: Final = {"DISABLE": "locked", "REINSTATE": "restored"}
_STANDING: Final = {
    "ACCOUNT_RESTRICTION": "locked",
    "ACCOUNT_DELETED": "locked",
    "PARTNER_APP_UNINSTALLED": "token-expired",
    "PARTNER_REMOVED": "token-expired",
}


def reading(hook: Hook, document: Part, numbers: Numbers) -> Reading:
    """Every entry that is about one of our accounts. What is not known is left out."""
    told: list[Told] = []
    times: list[int] = []
    kind = document.text("object")
    for entry in document.each("entry"):
        account = hook.account_of(entry.text("id"))
        if account is None:
            continue
        sent_ms = entry.time_ms("time")
        place = Place(hook, account, numbers, sent_ms)
        found = _of_permissions(entry, place) if kind == "permissions" else _of_entry(kind, entry, place)
        told.extend(found)
        times.extend([sent_ms] if sent_ms is not None else [])
        # WhatsApp's entries bear no time of their own; their messages do
        times.extend(each.event.at_ms for each in told if sent_ms is None and each.event.at_ms)
    return Reading(told, max(times, default=None))


def _of_entry(kind: str, entry: Part, place: Place) -> Iterator[Told]:
    for each in entry.each("messaging"):
        yield from _message(each, entry.text("id"), place)
    for change in entry.each("changes"):
        field, value = change.text("field"), change.at("value")
        if kind == "whatsapp_business_account":
            yield from _whatsapp(field, value, place)
        elif field == "feed":
            yield from _feed(value, entry.text("id"), place)
        elif field in {"comments", "live_comments"}:
            yield from _instagram_comment(value, entry.text("id"), place)
        elif field in {"mention", "mentions"}:
            yield from _mention(value, place)
        elif field == "ratings" and value.text("verb") == "add":
            number = value.text("open_graph_story_id") or value.text("reviewer_id")
            at_ms = value.time_ms("created_time")
            yield from activity(place, "inbound", "review", (number,), number, at_ms=at_ms, content=value)


def _message(each: Part, own: str, place: Place) -> Iterator[Told]:
    """Messenger and Instagram messaging: a message, its echo (we wrote it), a tap on a button, a reaction."""
    at_ms = each.time_ms("timestamp")
    sender, recipient = each.text("sender", "id"), each.text("recipient", "id")
    if each.has("policy_enforcement"):
        action = each.text("policy_enforcement", "action")
        yield from trouble(place, {"block": "locked", "unblock": "restored"}.get(action), at_ms)
    elif each.has("message"):
        is_ours = each.has("message", "is_echo") or sender == own
        number = each.text("message", "mid")
        yield from activity(
            place,
            "outgoing" if is_ours else "inbound",
            "message",
            (recipient if is_ours else sender,),
            number,
            at_ms=at_ms,
            words=each.text("message", "text"),
            content=each,
        )
    elif each.has("postback"):
        number = each.text("postback", "mid")
        yield from activity(place, "inbound", "message", (sender,), number, at_ms=at_ms, content=each)
    elif each.text("reaction", "action") == "react":
        number = f"{each.text('reaction', 'mid')} {sender}"
        yield from activity(place, "inbound", "reaction", (sender,), number, at_ms=at_ms, content=each)


def _feed(value: Part, own: str, place: Place) -> Iterator[Told]:
    """A page's feed. A removed post tells nothing; an edited one of ours is another text that we issued."""
    item, verb = value.text("item"), value.text("verb")
    is_ours = value.text("from", "id") == own
    if verb not in {"add", "edit", "edited"} or (verb != "add" and not is_ours):
        return
    direction = "outgoing" if is_ours else "inbound"
    post, comment = value.text("post_id"), value.text("comment_id")
    at_ms, words = value.time_ms("created_time"), value.text("message")
    if item == "comment":
        parent = value.text("parent_id")
        thread = parent if parent not in {"", post} else comment
        form, number = "comment", comment
    elif item in _REACTIONS:
        form, thread, number = "reaction", comment or post, f"{comment or post} {value.text('from', 'id')}"
        words = ""
    elif item in _POSTS or item == "video":
        form, thread, number = "video" if item == "video" else "post", post, post
    else:
        return
    if verb != "add":
        number = f"{number} {place.numbers.words(words)}"
    yield from activity(place, direction, form, (thread,), number, at_ms=at_ms, words=words, content=value)


def _instagram_comment(value: Part, own: str, place: Place) -> Iterator[Told]:
    number, parent = value.text("id"), value.text("parent_id")
    direction = "outgoing" if value.text("from", "id") == own else "inbound"
    words = value.text("text")
    yield from activity(
        place, direction, "comment", (parent or number,), number, at_ms=None, words=words, content=value
    )


def _mention(value: Part, place: Place) -> Iterator[Told]:
    number = value.text("comment_id") or value.text("post_id") or value.text("media_id")
    at_ms = value.time_ms("created_time")
    yield from activity(place, "inbound", "mention", (number,), number, at_ms=at_ms, content=value)


def _whatsapp(field: str, value: Part, place: Place) -> Iterator[Told]:
    """Messages to us, those written on our telephone (echoes), and those that we sent by the API."""
    if field == "account_update":
        event = _BANS.get(value.text("ban_info", "waba_ban_state")) or _STANDING.get(value.text("event"))
        yield from trouble(place, event, None)
        return
    for each in value.each("messages"):
        form = "reaction" if each.text("type") == "reaction" else "message"
        at_ms, number = each.time_ms("timestamp"), each.text("id")
        yield from activity(place, "inbound", form, (each.text("from"),), number, at_ms=at_ms, content=each)
    for each in value.each("message_echoes"):
        at_ms, words = each.time_ms("timestamp"), each.text("text", "body")
        yield from activity(
            place,
            "outgoing",
            "message",
            (each.text("to"),),
            each.text("id"),
            at_ms=at_ms,
            words=words,
            content=each,
        )
    for each in value.each("statuses"):
        if each.text("status") == "sent":
            at_ms = each.time_ms("timestamp")
            yield from activity(
                place, "outgoing", "message", (each.text("recipient_id"),), each.text("id"), at_ms=at_ms
            )


def _of_permissions(entry: Part, place: Place) -> Iterator[Told]:
    """Somebody took a permission from our app, or gave it back."""
    for change in entry.each("changes"):
        verb = change.text("value", "verb")
        event = {"revoke": "token-expired", "grant": "restored"}.get(verb)
        yield from trouble(place, event, entry.time_ms("time"))
