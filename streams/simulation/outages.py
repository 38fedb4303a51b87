"""Ten real outages, and the case that Holdfast is built for, as scripts that can be played at any time.

Times are UTC, rounded to the minute, as published; what a client saw is told in our kinds of trouble. People
in them live in the province of today: the same units, hosts and habits, at the local time of that day.

| script | what was reported then | source |
| --- | --- | --- |
| facebook-2010-09-23 | 18:40 to 21:12, a page "Service Unavailable - DNS failure" with HTTP 503 | Facebook's postmortem of the night; press of the day |
| youtube-2018-10-17 | 01:16 to 02:50, half a page, HTTP 500 and 503; an evening in Toronto | eteknix.com, supermorgy.com |
| facebook-2019-07-03 | 13:30 to 21:06, texts work, pictures and films of all three do not | medianama.com, siliconrepublic.com |
| google-2020-12-14 | 11:46 to 12:33, errors for whoever is signed in, none for others | Google's incident report |
| slack-2021-01-04 | 14:00 slow, 15:00 down, better from 16:15, over at 18:40 | protocol.com |
| facebook-2021-10-04 | 15:39 names fail everywhere, 21:05 they are back, no route to some until 22:50 | blog.cloudflare.com; Wikipedia |
| whatsapp-2022-10-25 | 06:50 to 08:45 no connection; 12:00 to 16:00 a security cloud fails all sites | dnaindia.com; blog.b-son.net |
| twitter-2023-03-06 | 16:45 to 17:45, links and pictures answered with the platform's own 403 | inpactimes.com |
| meta-2024-03-05 | 15:00 to 17:19, pages answer, whoever signs in is turned away; WhatsApp is fine | thousandeyes.com; Wikipedia |
| x-2025-03-10 | three waves: 09:30, 13:30 and 15:00 to 18:00, no connection or an error page | rud.is, ghafla.co.ke |
| canada-2009 | Facebook gone for a day; four people of one unit needed it, and told IT afterwards | the case itself; hour and cause are ours |
"""  # noqa: E501 (a table is read by its columns)

from typing import Final

from streams.simulation.province import ALL, Activity
from streams.simulation.reliance import CRITICAL, HABITS, Habits, Reliance
from streams.simulation.script import Event, Script

CANADA_2009: Final = Habits(
    (
        Activity("Outreach", "facebook", "errand", 6, people=4),
        *(a for a in HABITS.activities if a.unit == ALL and a.platform != "facebook"),
    ),
    (
        Reliance(
            "Outreach",
            "facebook",
            CRITICAL,
            ("answer",),
            log_cannot_tell=True,
            why="four people look in every few minutes, one plain tunnel to www. at a time",
        ),
    ),
)
"""Nobody but four people of one unit uses Facebook; all others use other platforms, as people do."""

META: Final = "facebook+instagram+whatsapp"

OUTAGES: Final[dict[str, Script]] = {
    "facebook-2010-09-23": Script(
        "Facebook answers 503, most of it in the open as pages were then",
        "2010-09-23T17:00:00Z",
        6,
        (Event("5xx:facebook", "2010-09-23T18:40:00Z", "2010-09-23T21:12:00Z"),),
        plain_share=0.8,
    ),
    "youtube-2018-10-17": Script(
        "YouTube answers half of the requests with 500, on an evening when only shifts are there",
        "2018-10-17T00:00:00Z",
        5,
        (Event("5xx:youtube", "2018-10-17T01:16:00Z", "2018-10-17T02:50:00Z", 0.5),),
    ),
    "facebook-2019-07-03": Script(
        "pictures and films of Facebook, Instagram and WhatsApp fail, everything else works",
        "2019-07-03T12:00:00Z",
        11,
        (
            Event(
                "refused:facebook/media+instagram/media+whatsapp/media",
                "2019-07-03T13:30:00Z",
                "2019-07-03T21:06:00Z",
            ),
        ),
    ),
    "google-2020-12-14": Script(
        "whoever is signed in to YouTube gets errors, six requests in ten; films play",
        "2020-12-14T10:30:00Z",
        4,
        (
            Event(
                "5xx:www.youtube.com+m.youtube.com+youtube/core+youtube/login",
                "2020-12-14T11:46:00Z",
                "2020-12-14T12:33:00Z",
                0.6,
            ),
        ),
    ),
    "slack-2021-01-04": Script(
        "Slack grows slow, then fails more and more, then wholly, and comes back by halves",
        "2021-01-04T13:00:00Z",
        7,
        (
            Event("slow:slack", "2021-01-04T14:00:00Z", "2021-01-04T15:00:00Z", 0.3),
            Event("refused:slack", "2021-01-04T14:30:00Z", "2021-01-04T15:00:00Z", 0.3),
            Event("refused:slack", "2021-01-04T15:00:00Z", "2021-01-04T16:15:00Z"),
            Event("refused:slack", "2021-01-04T16:15:00Z", "2021-01-04T18:40:00Z", 0.3),
        ),
    ),
    "facebook-2021-10-04": Script(
        "no name of Facebook, Instagram and WhatsApp resolves; then some servers refuse for a while",
        "2021-10-04T14:00:00Z",
        10,
        (
            Event(f"dns:{META}", "2021-10-04T15:39:00Z", "2021-10-04T21:05:00Z"),
            Event(f"refused:{META}", "2021-10-04T21:05:00Z", "2021-10-04T22:50:00Z", 0.3),
        ),
    ),
    "whatsapp-2022-10-25": Script(
        "nobody answers at WhatsApp by night; the same morning our own way out fails for every site",
        "2022-10-25T05:30:00Z",
        12,
        (
            Event("timeout:whatsapp", "2022-10-25T06:50:00Z", "2022-10-25T08:45:00Z"),
            Event("egress:timeout", "2022-10-25T12:00:00Z", "2022-10-25T16:00:00Z", 0.5),
        ),
    ),
    "twitter-2023-03-06": Script(
        "links and pictures of X are answered with the platform's own 403",
        "2023-03-06T15:30:00Z",
        4,
        (Event("forbidden:x/login+x/media", "2023-03-06T16:45:00Z", "2023-03-06T17:45:00Z"),),
    ),
    "meta-2024-03-05": Script(
        "pages of Facebook and Instagram answer, signing in is refused; WhatsApp is fine",
        "2024-03-05T14:00:00Z",
        5,
        (Event("forbidden:facebook/login+instagram/login", "2024-03-05T15:00:00Z", "2024-03-05T17:19:00Z"),),
    ),
    "x-2025-03-10": Script(
        "X is hard to reach in three waves: no answer for most, an error page for some",
        "2025-03-10T08:30:00Z",
        11,
        (
            Event("timeout:x", "2025-03-10T09:30:00Z", "2025-03-10T10:00:00Z", 0.8),
            Event("timeout:x", "2025-03-10T13:30:00Z", "2025-03-10T14:30:00Z", 0.8),
            Event("timeout:x", "2025-03-10T15:00:00Z", "2025-03-10T18:00:00Z", 0.6),
            Event("5xx:x", "2025-03-10T15:00:00Z", "2025-03-10T18:00:00Z", 0.3),
        ),
    ),
    "canada-2009": Script(
        "Facebook's names do not resolve for a day; four people of one unit need it, and nobody else",
        "2009-10-06T11:00:00Z",
        28,
        (Event("dns:facebook", "2009-10-06T14:00:00Z", "2009-10-07T14:00:00Z"),),
        people=150,
        habits=CANADA_2009,
    ),
}
"""Name -> script; the date in a name is that of the outage."""
