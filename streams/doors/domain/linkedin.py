"""LinkedIn's webhooks of organisation pages.

Sources: learn.microsoft.com/en-us/linkedin/shared/api-guide/webhook-validation (a GET with a challengeCode,
answered within three seconds with its hexadecimal HMAC-SHA256 under the client secret, asked again every two
hours; X-LI-Signature is the HMAC-SHA256 of `hmacsha256=` and the body), and
.../marketing/community-management/organizations/organization-social-action-notifications (batches of at most
ten, tried again every five minutes for eight hours; doubles are told apart by `notificationId`).
"""

import re
from collections.abc import Iterator, Mapping
from hmac import digest
from typing import Final

import msgspec

from streams.doors.domain.accounts import Place, activity
from streams.doors.domain.deliveries import Answer, Delivery, Hook, Proof, Reading, RefusedError, Told
from streams.doors.domain.documents import Part, json_of
from streams.doors.domain.numbers import Numbers
from streams.doors.domain.schemes import HOUR_MS, JSON
from streams.doors.domain.signatures import check, digest_of

WINDOW_MS: Final = 9 * HOUR_MS
"""The eight hours for which LinkedIn tries again, and one for clocks and queues."""

_SIGNED_BEGINS: Final = b"hmacsha256="
_CHALLENGE: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_FORMS: Final = {
    "COMMENT": "comment",
    "ADMIN_COMMENT": "comment",
    "SHARE": "mention",
    "SHARE_MENTION": "mention",
    "PHOTO_MENTION": "mention",
    "LIKE": "reaction",
}


class LinkedIn:
    """The kind `linkedin`."""

    media_types = JSON

    def greet(self, hook: Hook, query: Mapping[str, str]) -> Answer:
        """The challenge, signed. Only a UUID is: whoever had other text signed here could sign deliveries."""
        code = query.get("challengeCode", "")
        if _CHALLENGE.fullmatch(code) is None:
            raise RefusedError("malformed", "LinkedIn's challengeCode is a UUID.")
        response = digest(hook.secrets[0], code.encode(), "sha256").hex()
        body = msgspec.json.encode({"challengeCode": code, "challengeResponse": response})
        return Answer("handshake", body, "application/json")

    def prove(self, hook: Hook, delivery: Delivery, now_ms: int) -> Proof:  # noqa: ARG002 (no time is signed)
        """By X-LI-Signature over the prefix and the body."""
        check(delivery.headers.get("x-li-signature"), _SIGNED_BEGINS + delivery.body, hook.secrets)
        return Proof(digest_of(hook.name.encode(), delivery.body), WINDOW_MS, is_timed=False)

    def read(self, hook: Hook, body: bytes, numbers: Numbers) -> Reading:
        """Comments, shares, mentions and likes of our pages; edits and removals tell nothing."""
        told: list[Told] = []
        times: list[int] = []
        for each in json_of(body).each("notifications"):
            account = hook.account_of(each.text("organizationalEntity").rpartition(":")[2])
            if account is None:
                continue
            place = Place(hook, account, numbers, each.time_ms("lastModifiedAt"))
            told.extend(_told(each, place))
            times.extend([place.sent_ms] if place.sent_ms is not None else [])
        return Reading(told, max(times, default=None))


def _told(each: Part, place: Place) -> Iterator[Told]:
    action = each.text("action")
    form = _FORMS.get(action)
    if form is None:
        return
    made = each.at("decoratedGeneratedActivity", "comment" if form == "comment" else "share")
    number = each.text("generatedActivity") or each.text("notificationId")
    is_ours = action == "ADMIN_COMMENT" or (
        made.text("owner") != "" and made.text("owner") == each.text("organizationalEntity")
    )
    above = made.text("object")
    thread = above if ":comment:" in above else made.text("entity") or number
    yield from activity(
        place,
        "outgoing" if is_ours else "inbound",
        form,
        (_last_number(thread) if form == "comment" else each.text("sourcePost") or number,),
        number,
        at_ms=place.sent_ms,
        words=made.text("text") or made.text("message", "text"),
        content=each,
    )


def _last_number(urn: str) -> str:
    """The comment's own number: LinkedIn writes the post before it in two ways."""
    return urn.rpartition(",")[2].rstrip(")")
