"""What `[notices]` says, and what it is told where that cannot be."""

from datetime import time
from pathlib import Path

import msgspec
import pytest

from monitors.domain.notices.records import Audience
from monitors.domain.notices.rules import AudienceRules, QuietHours, Weekly
from monitors.notice_settings import NoticeTable
from streams.settings import SettingsError

FILE = Path("monitors.toml")
ROUTES = ("mail", "sms")


def table(text: str) -> NoticeTable:
    return msgspec.toml.decode(text, type=NoticeTable)


def test_an_audience_is_read_with_all_that_it_says() -> None:
    stated = table(
        'digest = { day = "friday", at = 16:00:00 }\n'
        '[[audiences]]\nname = "on-call"\nrole = "operations"\nroutes = ["sms", "mail"]\n'
        'language = "fr"\nleast = "minor"\nquiet_from = 22:00:00\nquiet_to = 06:30:00\nwakes = "critical"\n'
        'escalate_after_minutes = 20\nescalate_to = "duty"\n'
        '[[audiences]]\nname = "duty"\nrole = "unit"\nunit = "Roads"\nroutes = ["mail"]\n'
    )

    rules = stated.rules(ROUTES, FILE)

    assert rules.audiences == (
        AudienceRules(
            Audience("on-call", "operations"),
            "fr",
            ("sms", "mail"),
            "minor",
            QuietHours(time(22), time(6, 30), "critical"),
            20,
            "duty",
        ),
        AudienceRules(Audience("duty", "unit", "Roads"), routes=("mail",)),
    )
    assert rules.digest == Weekly(4, time(16))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("repeat_after_minutes = 0", "repeat_after_minutes is 0; write 1 or more"),
        ("most_reminders = -1", "most_reminders is -1; write 0 or more"),
        ('digest = { day = "someday", at = 08:00:00 }', "no day 'someday'"),
        ('[[audiences]]\nname = "a/b"\nrole = "risk"\nroutes = ["mail"]', "without a slash"),
        ('[[audiences]]\nname = "a"\nrole = "unit"\nroutes = ["mail"]', "role unit and a unit"),
        ('[[audiences]]\nname = "a"\nrole = "risk"\nunit = "R"\nroutes = ["mail"]', "role unit and a unit"),
        ('[[audiences]]\nname = "a"\nrole = "risk"\nroutes = []', "routes is empty"),
        (
            '[[audiences]]\nname = "a"\nrole = "risk"\nroutes = ["fax"]',
            "no .* called fax; there are mail, sms",
        ),
        (
            '[[audiences]]\nname = "a"\nrole = "risk"\nroutes = ["mail"]\nquiet_from = 22:00:00',
            "belong together",
        ),
        (
            (
                '[[audiences]]\nname = "a"\nrole = "risk"\nroutes = ["mail"]\n'
                "quiet_from = 07:00:00\nquiet_to = 07:00:00"
            ),
            "always be quiet",
        ),
        (
            '[[audiences]]\nname = "a"\nrole = "risk"\nroutes = ["mail"]\nescalate_to = "b"',
            "belong together",
        ),
        (
            (
                '[[audiences]]\nname = "a"\nrole = "risk"\nroutes = ["mail"]\n'
                'escalate_to = "a"\nescalate_after_minutes = 5'
            ),
            "name another audience",
        ),
        ('[[audiences]]\nname = "a"\nrole = "risk"\nroutes = ["mail"]\n' * 2, "two audiences are called a"),
    ],
)
def test_what_cannot_be_is_told_with_what_to_write(text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        table(text).rules(ROUTES, FILE)
