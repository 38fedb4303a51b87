"""Webhooks of Meta: Facebook pages, Messenger, Instagram, WhatsApp.

Source: developers.facebook.com/docs/graph-api/webhooks/getting-started ("Validating Verification Requests",
"Validating Payloads"): a GET with hub.mode, hub.verify_token and hub.challenge, and on each POST
X-Hub-Signature-256, `sha256=` and the hexadecimal HMAC-SHA256 of the body under the app's secret. Meta signs
the body as it sends it, with non-ASCII characters escaped, so the raw bytes are compared and nothing is
encoded again. No time is signed; deliveries that fail are tried again over 36 hours.
"""

from collections.abc import Mapping
from typing import Final

from streams.doors.domain import meta_telling
from streams.doors.domain.deliveries import Answer, Delivery, Hook, Proof, Reading, RefusedError
from streams.doors.domain.documents import json_of
from streams.doors.domain.numbers import Numbers
from streams.doors.domain.schemes import HOUR_MS, JSON, challenge_of
from streams.doors.domain.signatures import check, check_token, digest_of

WINDOW_MS: Final = 37 * HOUR_MS
"""The 36 hours for which Meta tries again, and one for clocks and queues."""


class Meta:
    """The kind `meta`."""

    media_types = JSON

    def greet(self, hook: Hook, query: Mapping[str, str]) -> Answer:
        """The challenge, for whoever knows the verify token."""
        if query.get("hub.mode") != "subscribe":
            raise RefusedError("malformed", "Meta subscribes by hub.mode=subscribe.")
        check_token(query.get("hub.verify_token"), hook.verify_token)
        return Answer("handshake", challenge_of(query.get("hub.challenge")))

    def prove(self, hook: Hook, delivery: Delivery, now_ms: int) -> Proof:  # noqa: ARG002 (no time is signed)
        """By X-Hub-Signature-256; the older SHA-1 beside it is not looked at."""
        check(delivery.headers.get("x-hub-signature-256"), delivery.body, hook.secrets, prefix="sha256=")
        return Proof(digest_of(hook.name.encode(), delivery.body), WINDOW_MS, is_timed=False)

    def read(self, hook: Hook, body: bytes, numbers: Numbers) -> Reading:
        """Every entry of the batch that is about one of our accounts."""
        return meta_telling.reading(hook, json_of(body), numbers)
