"""Push notifications of YouTube channels, by WebSub.

Sources: W3C Recommendation WebSub of 23 January 2018, sections 5.3 (a hub makes sure by a GET with hub.mode,
hub.topic, hub.challenge and hub.lease_seconds), 7.1 (X-Hub-Signature is `method=signature` over the body, by
SHA-1 or better), and developers.google.com/youtube/v3/guides/push_notifications (Atom entries with
yt:videoId and yt:channelId, sent when a video is uploaded or its title or description changes).
"""

from collections.abc import Mapping
from typing import Final, get_args

from streams.doors.domain.accounts import Place, activity
from streams.doors.domain.atom import Entry, entries_of
from streams.doors.domain.deliveries import Answer, Delivery, Hook, Proof, Reading, RefusedError, Told
from streams.doors.domain.documents import Part, time_ms
from streams.doors.domain.numbers import Numbers
from streams.doors.domain.schemes import HOUR_MS, challenge_of
from streams.doors.domain.signatures import Algorithm, check, check_token, digest_of

WINDOW_MS: Final = 48 * HOUR_MS
"""WebSub leaves it to the hub for how long it tries again; evidence is kept for as long as this."""

_METHODS: Final[Mapping[str, Algorithm]] = {each: each for each in get_args(Algorithm)}
_LONGEST_LEASE: Final = 366 * 86_400


class YouTube:
    """The kind `youtube`."""

    media_types = frozenset({"application/atom+xml", "application/xml", "text/xml"})

    def greet(self, hook: Hook, query: Mapping[str, str]) -> Answer:
        """The challenge, for the topic of the settings alone. Nobody unsubscribes us by it."""
        if query.get("hub.mode") != "subscribe" or query.get("hub.topic") != hook.topic:
            raise RefusedError("unknown", "There is no such subscription here.")
        if hook.verify_token:
            check_token(query.get("hub.verify_token"), hook.verify_token)
        stated = query.get("hub.lease_seconds", "")
        is_number = stated.isascii() and stated.isdigit() and len(stated) < 12
        lease = min(int(stated), _LONGEST_LEASE) if is_number else None
        return Answer("handshake", challenge_of(query.get("hub.challenge")), lease_seconds=lease)

    def prove(self, hook: Hook, delivery: Delivery, now_ms: int) -> Proof:  # noqa: ARG002 (no time is signed)
        """By X-Hub-Signature, with the method that it names."""
        given = delivery.headers.get("x-hub-signature", "")
        method = given.partition("=")[0]
        algorithm = _METHODS.get(method)
        if given and algorithm is None:
            raise RefusedError("wrong-signature", "The signature is by no method of WebSub.")
        check(given, delivery.body, hook.secrets, algorithm=algorithm or "sha1", prefix=f"{method}=")
        return Proof(digest_of(hook.name.encode(), delivery.body), WINDOW_MS, is_timed=False)

    def read(self, hook: Hook, body: bytes, numbers: Numbers) -> Reading:
        """Each video that was published, or that got another title: its text was issued."""
        told: list[Told] = []
        times: list[int] = []
        for entry in entries_of(body):
            account = hook.account_of(entry.get("channelId", ""))
            at_ms = time_ms(entry.get("updated") or entry.get("published"))
            if account is None:
                continue
            told.extend(_told(entry, Place(hook, account, numbers, at_ms)))
            times.extend([at_ms] if at_ms is not None else [])
        return Reading(told, max(times, default=None))


def _told(entry: Entry, place: Place) -> list[Told]:
    video, title = entry.get("videoId", ""), entry.get("title", "")
    number = f"{video} {place.numbers.words(title)}" if video else ""
    content = Part(entry)
    return list(
        activity(
            place, "outgoing", "video", (video,), number, at_ms=place.sent_ms, words=title, content=content
        )
    )
