"""Notices by mail: SMTP (RFC 5321), where one incident is one thread in every mail program.

The Message-ID is made of the notice's dedup key and number, so that a repeat after a crash is the same
message, and what follows refers to the first (RFC 5322, section 3.6.4). Auto-Submitted (RFC 3834) keeps
absence notes from answering. No address is in an error, a log line or a figure.
"""

import hashlib
import socket
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import Final

import structlog
from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from monitors.adapters.notice_routes.secret_files import read_login
from monitors.adapters.notice_routes.wording import Write, written
from monitors.notice_routes import Notice, Permanent, Temporary
from monitors.notice_writing import Written
from monitors.route_settings import MailTable
from streams.settings import SettingsError

PORTS: Final = {"tls": 465, "starttls": 587, "none": 25}
REMEMBERED: Final = 64
"""Of so many messages is known whose mailbox took them, while other recipients have to wait."""


class MailRoute:
    """`monitors.notice_routes.Route` to mailboxes."""

    def __init__(self, settings: MailTable, write: Write) -> None:
        """Reads the secret. Raises SettingsError."""
        self.name = settings.name
        self.needs = frozenset(settings.needs)
        self._settings = settings
        self._write = write
        self._login = read_login("login_file", settings.login_file) if settings.login_file else None
        self._tls = _trusting(settings)
        self._settled: dict[str, dict[str, bool]] = {}

    async def send(self, notice: Notice) -> None:
        """See the port. Recipients that have it are not sent it again while the others have to wait."""
        message = composed(notice, await written(self._write, notice), self._settings)
        key = str(message["Message-ID"])
        settled = dict(self._settled.get(key, {}))
        waiting = [each for each in self._settings.recipients if each not in settled]
        refused = await self._hand_over(message, waiting)
        later = {each for each, code in refused.items() if code < 500}
        settled |= {each: each not in refused for each in waiting if each not in later}
        self._settled.pop(key, None)
        if never := len(refused) - len(later):
            structlog.get_logger().warning(
                "recipients-refused",
                route=self.name,
                recipients=never,
                advice="the mail server knows them not; look at recipients in the settings of this route",
            )
        if later:
            self._settled[key] = settled
            while len(self._settled) > REMEMBERED:
                del self._settled[next(iter(self._settled))]
            raise Temporary("smtp-recipients-later")
        if not any(settled.values()):
            raise Permanent("smtp-recipients-refused")

    async def _hand_over(self, message: EmailMessage, recipients: list[str]) -> Mapping[str, int]:
        """Give the server a message; the codes of the recipients that it refused, were it all of them."""
        stated = self._settings
        client = SMTP(
            hostname=stated.host,
            port=stated.port or PORTS[stated.security],
            local_hostname=socket.gethostname(),
            timeout=stated.timeout_seconds,
            use_tls=stated.security == "tls",
            start_tls=stated.security == "starttls",
            tls_context=self._tls,
        )
        try:
            async with client:
                if self._login is not None:
                    await client.login(*self._login)
                refused, _ = await client.sendmail(
                    stated.sender, recipients, message.as_bytes(policy=SMTP_POLICY)
                )
                return {each: answer.code for each, answer in refused.items()}
        except SMTPRecipientsRefused as error:
            return {each.recipient: each.code for each in error.recipients}
        except (SMTPException, OSError, ValueError) as error:
            raise told(error) from error


def told(error: Exception) -> Temporary | Permanent:
    """What an error means for the notice (RFC 5321, section 4.2.1): 4yz is for now, 5yz for good."""
    cause = error.__cause__ or error
    if isinstance(error, ssl.SSLCertVerificationError) or isinstance(cause, ssl.SSLCertVerificationError):
        return Permanent("smtp-certificate-not-trusted")
    if isinstance(error, SMTPResponseException):
        if isinstance(error, SMTPAuthenticationError) and error.code >= 500:
            return Permanent("smtp-login-refused")
        kind = Permanent if error.code >= 500 else Temporary
        return kind(f"smtp-{error.code}" if 400 <= error.code < 600 else "smtp-no-answer")
    if isinstance(error, SMTPNotSupported) or type(error) is SMTPException:  # so it says of STARTTLS and AUTH
        return Permanent("smtp-not-supported")
    if isinstance(error, ValueError):
        return Permanent("smtp-address-impossible")
    return Temporary("smtp-timeout" if isinstance(error, TimeoutError) else "smtp-away")


def composed(notice: Notice, words: Written, settings: MailTable) -> EmailMessage:
    """The message, in text and HTML."""
    domain = settings.sender.rpartition("@")[2]
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = Address("Holdfast", addr_spec=settings.sender)
    message["To"] = ", ".join(settings.recipients)
    message["Subject"] = words.subject
    message["Date"] = datetime.fromtimestamp(notice.at_ms / 1000, UTC)
    message["Message-ID"] = message_id(notice.id, notice.number, domain)
    if notice.number > 1:
        first = message_id(notice.id, 1, domain)
        message["In-Reply-To"] = first
        message["References"] = first
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(words.text)
    message.add_alternative(words.html, subtype="html")
    message["Content-Language"] = notice.language  # it would move into the first part if it stood before
    return message


def message_id(key: str, number: int, domain: str) -> str:
    """The same for the same message for ever; it tells nothing of the key, in which a unit may stand."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}.{number}@{domain}>"


def _trusting(settings: MailTable) -> ssl.SSLContext | None:
    """Whose certificates are believed. Raises SettingsError."""
    if settings.security == "none":
        return None
    try:
        return ssl.create_default_context(cafile=settings.ca_file or None)
    except OSError as error:
        raise SettingsError(f"ca_file: {settings.ca_file} holds no certificates in PEM") from error
