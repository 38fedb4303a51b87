"""Deliveries as vendors make them: a document of each, and its signature."""

import base64
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

from streams.doors.domain.deliveries import Delivery, Hook, Signing
from streams.doors.domain.numbers import Numbers

SECRET: Final = b"shared with one vendor"
TOKEN: Final = b"what is told Meta at first"
NUMBERS: Final = Numbers(b"a key that only tests know of")
CANARY: Final = "petronella marrowbone-42"
"""Stands wherever somebody's words or names stand in a delivery; it must be found nowhere behind a door."""

NOW_MS: Final = 1_780_000_000_000
TOPIC: Final = "https://www.youtube.com/feeds/videos.xml?channel_id=UCcity"

META: Final = Hook("meta", "meta", "facebook", "City", (SECRET,), TOKEN)
SLACK: Final = Hook("slack", "slack", "slack", "Team", (SECRET,))
YOUTUBE: Final = Hook("youtube", "youtube", "youtube", "Channel", (SECRET,), topic=TOPIC)
LINKEDIN: Final = Hook("linkedin", "linkedin", "linkedin", "Page", (SECRET,))
OURS: Final = Hook(
    "ours",
    "hmac",
    secrets=(SECRET,),
    signing=Signing(timestamp_header="x-time"),
    takes=frozenset({"activity", "account", "change", "demand", "status"}),
)
HOOKS: Final[Mapping[str, Hook]] = {each.name: each for each in (META, SLACK, YOUTUBE, LINKEDIN, OURS)}


def signature(signed: bytes, algorithm: str = "sha256") -> str:
    """The hexadecimal HMAC under SECRET."""
    return hmac.new(SECRET, signed, algorithm).hexdigest()


def signed(hook: Hook, body: bytes, at_ms: int = NOW_MS) -> Delivery:
    """A delivery to a hook, as its vendor signs it."""
    seconds = str(at_ms // 1000)
    headers = {"content-type": "application/json"}
    match hook.kind:
        case "meta":
            headers["x-hub-signature-256"] = f"sha256={signature(body)}"
        case "slack":
            headers["x-slack-request-timestamp"] = seconds
            headers["x-slack-signature"] = f"v0={signature(b'v0:' + seconds.encode() + b':' + body)}"
        case "youtube":
            headers["content-type"] = "application/atom+xml"
            headers["x-hub-signature"] = f"sha1={signature(body, 'sha1')}"
        case "linkedin":
            headers["x-li-signature"] = signature(b"hmacsha256=" + body)
        case _:
            how = hook.signing
            text = body
            if how.timestamp_header:
                headers[how.timestamp_header] = seconds
                text = f"{seconds}{how.separator}".encode() + body
            digest = hmac.digest(SECRET, text, how.algorithm)
            shown = digest.hex() if how.encoding == "hex" else base64.b64encode(digest).decode()
            headers[how.header] = how.prefix + shown
    return Delivery("POST", headers, {}, body)


def json_bytes(document: Any) -> bytes:
    """As Meta writes it: characters that are no ASCII are escaped."""
    return json.dumps(document).encode()


def message_to_page(text: str = CANARY, mid: str = "m_1", at_ms: int = NOW_MS) -> dict[str, Any]:
    """Somebody writes to our page by Messenger."""
    message = {"mid": mid, "text": text}
    return {
        "object": "page",
        "entry": [
            {
                "id": "page-1",
                "time": at_ms,
                "messaging": [
                    {
                        "sender": {"id": "somebody"},
                        "recipient": {"id": "page-1"},
                        "timestamp": at_ms,
                        "message": message,
                    }
                ],
            }
        ],
    }


def feed_change(**value: Any) -> dict[str, Any]:
    """Something on our page's feed."""
    known = {"item": "comment", "verb": "add", "post_id": "page-1_9", "created_time": NOW_MS // 1000}
    change = {"field": "feed", "value": {**known, **value}}
    return {"object": "page", "entry": [{"id": "page-1", "time": NOW_MS // 1000, "changes": [change]}]}


def slack_message(text: str = CANARY, **event: Any) -> dict[str, Any]:
    """A message in a channel that our app is in."""
    known = {"type": "message", "channel": "C1", "user": "U1", "text": text, "ts": f"{NOW_MS // 1000}.000100"}
    return {
        "type": "event_callback",
        "team_id": "T1",
        "api_app_id": "A1",
        "event_id": "Ev1",
        "event_time": NOW_MS // 1000,
        "event": {**known, **event},
        "authorizations": [{"user_id": "UBOT", "is_bot": True}],
    }


def linkedin_comment(text: str = CANARY, action: str = "COMMENT", **comment: Any) -> dict[str, Any]:
    """Somebody comments on a post of our page."""
    urn = "urn:li:comment:(urn:li:activity:77,55)"
    known = {"entity": urn, "owner": "urn:li:person:abc", "object": "urn:li:activity:77", "text": text}
    return {
        "type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS",
        "notifications": [
            {
                "notificationId": 560,
                "organizationalEntity": "urn:li:organization:96",
                "action": action,
                "sourcePost": "urn:li:activity:77",
                "lastModifiedAt": NOW_MS,
                "generatedActivity": urn,
                "decoratedGeneratedActivity": {"comment": {**known, **comment}},
            }
        ],
    }


def video(title: str = CANARY, at: str = "2026-05-28T20:26:40+00:00") -> bytes:
    """YouTube says that our channel has a video."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns="http://www.w3.org/2005/Atom">
  <title>YouTube video feed</title>
  <entry><id>yt:video:V1</id><yt:videoId>V1</yt:videoId><yt:channelId>UCcity</yt:channelId>
    <title>{title}</title><link rel="alternate" href="https://www.youtube.com/watch?v=V1"/>
    <author><name>{title}</name></author><published>{at}</published><updated>{at}</updated></entry>
</feed>""".encode()


def cloud_event(kind: str, data: Any, **attributes: Any) -> dict[str, Any]:
    """One event, as some system of ours tells it."""
    known = {
        "specversion": "1.0",
        "id": "e-1",
        "source": "/telephony",
        "type": f"holdfast.{kind}",
        "time": "2026-05-28T20:26:40Z",
    }
    return {**known, **attributes, "data": data}


CHANGE: Final = {"title": "Rules of May", "system": "filter", "platforms": ["facebook"]}
DEMAND: Final = {"channel": "contact-centre", "until": "2026-05-28T21:26:40Z", "count": 40, "capacity": 60}
ACTIVITY: Final = {
    "platform": "facebook",
    "account": "City",
    "direction": "outgoing",
    "form": "post",
    "thread": "t-1",
    "text": CANARY,
}

BODIES: Final[Mapping[str, bytes]] = {
    "meta": json_bytes(message_to_page()),
    "slack": json_bytes(slack_message()),
    "youtube": video(),
    "linkedin": json_bytes(linkedin_comment()),
    "ours": json_bytes(cloud_event("account.activity", ACTIVITY)),
}
"""A body for each hook of HOOKS."""
