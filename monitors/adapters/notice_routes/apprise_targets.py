"""Notices by Apprise (https://github.com/caronc/apprise): chat, SMS, telephones and over a hundred more.

What Apprise can tell of a failure, as of version 2: a result for each URL, failed or timed out, and the lines
that its plugin logged. There is no field for the answer's status; by convention plugins write `error=401.` or
`error=503.` into such a line, and this is all there is to tell temporary from permanent. So 4xx but 408, 425
and 429 is permanent, and everything else temporary, unknown ones included: whoever sends tries for a while
and then takes the next route. No line of Apprise is passed on, since telephone numbers stand in them.
"""

import asyncio
import logging
import re
from collections.abc import Iterable
from typing import Final

import structlog
from apprise import Apprise, AppriseAsset, NotifyType
from apprise.result import AppriseResultStatus, NotifyResult

from monitors.adapters.notice_routes.http_answers import is_for_now
from monitors.adapters.notice_routes.secret_files import secret_lines
from monitors.adapters.notice_routes.wording import Write, written
from monitors.notice_routes import Notice, NoticeSeverity, Permanent, Temporary
from monitors.notice_writing import Written
from monitors.route_settings import AppriseTable
from streams.settings import SettingsError

STATUS: Final = re.compile(r"error=([1-5][0-9]{2})\b")
GRACE_SECONDS: Final = 3.0
"""Apprise may need so much longer than its own timeout to give a call up."""
REMEMBERED: Final = 64
"""Of so many notices is known which URLs took them, while others have to wait."""

TYPES: Final[dict[NoticeSeverity, NotifyType]] = {
    "critical": NotifyType.FAILURE,
    "major": NotifyType.FAILURE,
    "minor": NotifyType.WARNING,
    "info": NotifyType.INFO,
    "planned": NotifyType.INFO,
}


class AppriseRoute:
    """`monitors.notice_routes.Route` to whatever Apprise knows."""

    def __init__(self, settings: AppriseTable, write: Write) -> None:
        """Reads the secret. Raises SettingsError, also for a URL that Apprise does not know."""
        self.name = settings.name
        self.needs = frozenset(settings.needs)
        self._settings = settings
        self._write = write
        _keep_to_itself()
        self._targets = _targets(settings)
        self._settled: dict[tuple[str, int], dict[int, bool]] = {}

    async def send(self, notice: Notice) -> None:
        """See the port. URLs that took it are not sent it again while others have to wait."""
        words = await written(self._write, notice)
        key = (notice.id, notice.number)
        settled = dict(self._settled.pop(key, {}))
        waiting = [place for place in range(len(self._targets)) if place not in settled]
        answers = await asyncio.gather(*(self._told(self._targets[each], notice, words) for each in waiting))
        settled |= {each: taken for each, taken in zip(waiting, answers, strict=True) if taken is not None}
        if never := sum(not taken for taken in settled.values()):
            structlog.get_logger().warning(
                "targets-refused",
                route=self.name,
                targets=never,
                advice="they refused the notice for good; look at the URLs in this route's urls_file",
            )
        if len(settled) < len(self._targets):
            self._settled[key] = settled
            while len(self._settled) > REMEMBERED:
                del self._settled[next(iter(self._settled))]
            raise Temporary("apprise-failed")
        if not any(settled.values()):
            raise Permanent("apprise-refused")

    async def _told(self, target: Apprise, notice: Notice, words: Written) -> bool | None:
        """Whether one URL took it; None where it may take it later."""
        is_short = self._settings.length == "short"
        seconds = self._settings.timeout_seconds
        try:
            result = await asyncio.wait_for(
                asyncio.to_thread(
                    target.notify,
                    body=words.short if is_short else words.text,
                    title="" if is_short else words.subject,
                    notify_type=_type(notice),
                    body_format="text",
                    timeout=seconds,
                ),
                seconds + GRACE_SECONDS,
            )
        except TimeoutError:
            return None
        if result:
            return True
        return None if _may_later(result.status, result.results) else False


def _type(notice: Notice) -> NotifyType:
    """The colour that chats give it."""
    return NotifyType.SUCCESS if notice.kind == "all-clear" else TYPES[notice.severity]


def _may_later(status: AppriseResultStatus, results: Iterable[NotifyResult]) -> bool:
    """Whether to try again, as far as lines with a status tell."""
    if status == AppriseResultStatus.TIMEOUT:
        return True
    found = [int(code) for one in results for line in one.logs() for code in STATUS.findall(line.message)]
    return not found or any(is_for_now(code) for code in found)


def _targets(settings: AppriseTable) -> list[Apprise]:
    """One Apprise for each URL, so that each has an answer of its own. Raises SettingsError."""
    asset = AppriseAsset(
        app_id="Holdfast", app_desc="Holdfast", app_url="", storage_mode="memory", result_log_disk_size=0
    )
    targets = []
    for number, url in enumerate(secret_lines("urls_file", settings.urls_file), start=1):
        target = Apprise(asset=asset)
        if not target.add(url):
            raise SettingsError(
                f"urls_file: {settings.urls_file}, URL {number} is none that Apprise knows; its form is told "
                "at https://appriseit.com/services/"
            )
        targets.append(target)
    return targets


def _keep_to_itself() -> None:
    """Let no line of Apprise out of the process: there may be telephone numbers and tokens in it."""
    log = logging.getLogger("apprise")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
