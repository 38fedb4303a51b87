"""English of the pages of platforms: how we use each, and how reliable it is for us."""

REASONS = {
    "period-not-told-yet": (
        "This period is closed, but not told yet: that is done once all use of it is read and added up, as a"
        " rule within minutes."
    ),
    "period-of-fewer": (
        "This period was published with figures of {k:count person|people} and more, and this hub shows none"
        " of fewer than {fewest:count}. Give the monitors the same fewest_people; what they publish from"
        " then on is shown."
    ),
    "platform-unused-in-week": "Nobody used it in the last week that is told.",
    "period-without-evidence": (
        "Nothing is published of this period: nothing was read of it, or what was read is no longer kept."
    ),
}

LABELS = {
    "platforms.title": "Platforms that we hold on to",
    "platforms.what": "how each does now, who relies on it, and how it worked for us this month",
    "platforms.none": "No platform was judged yet. It takes a few days of evidence.",
    "platforms.platform": "Platform",
    "platforms.now": "Now",
    "platforms.units": "Units",
    "platforms.units.count": "{units:count unit relies|units rely} on it",
    "platforms.weighty": "important or more for {weighty:count}",
    "platforms.month": "Worked for us",
    "platforms.month.share": "{share:percent} in {month:word}",
    "platforms.month.unknown": "not told yet",
    "platforms.unused": "no unit relies on it",
    "platform.title": "{platform:word}: how we use it, and how reliable it is for us",
    "platform.operator": "run by {operator:word}",
    "platform.sanctioned": "one of our own sanctioned tools",
    "platform.failing": "{share:percent} of requests fail just now; {usual:percent} is usual.",
    "platform.failing.unknown": "Nobody has used it in the last minutes, so nothing is known of them.",
    "platform.ends": "It ends on {day:word}, as its operator announced. Plan the move now.",
    "platform.ended": "It ended on {day:word}. What still goes there reaches a parked name or somebody else.",
    "platform.since": "Online since {day:word}, by our catalogue.",
    "platform.chart": "share of requests that fail, last 3 hours",
    "platform.reliance": "Who relies on it",
    "platform.reliance.none": "No unit that you may see relies on it.",
    "platform.reliance.small": (
        "{units:count small unit relies|small units rely} on it too; of fewer than {k:count} people, that is"
        " told to the unit alone."
    ),
    "platform.hanging": "What else hangs on {operator:word}",
    "platform.hanging.told": (
        "{units:count unit relies|units rely} on {operator:word} for work that matters, by"
        " {platforms:word}: they would be hurt together."
    ),
    "platform.hanging.sign-in": "{units:count of them hangs|of them hang} on it by nothing but a sign-in.",
    "platform.incidents": "What broke, by our evidence and by theirs",
    "platform.incidents.none": "Nothing broke since we watch.",
    "platform.incident": "What",
    "platform.no-outage": "Nobody's fault: it was no outage",
    "platform.ours": "Our evidence",
    "platform.theirs": "Their status page",
    "platform.lasted": "Lasted",
    "platform.goes-on": "goes on",
    "platform.confirmed-at": "confirmed {at:word}",
    "platform.not-confirmed": "never confirmed",
    "platform.vendor-late": "{at:word}, {duration:word} after us",
    "platform.vendor-early": "{at:word}, {duration:word} before us",
    "platform.vendor-silent": "said nothing",
    "platform.vendor-not-theirs": "not theirs to say",
    "platform.week": "How we use it",
    "platform.week.of": "the week of {first:word} to {last:word}, the last that is closed",
    "platform.week.none": "No week is told yet: one is told once it is over by a day in every source.",
    "platform.requests": "Requests",
    "platform.people": "People",
    "platform.background": "of them by programs too",
    "platform.background.what": "sync, notifications, sign-in: never reliance by themselves",
    "platform.embedded": "Embedded in other sites",
    "platform.embedded.what": "on top, and no use by anybody",
    "platform.blocked": "Turned away by us",
    "platform.blocked.what": "demand that our own policy blocks",
    "platform.failed": "Failed",
    "platform.surface": "What for",
    "platform.surface.others": "the rest, and units not shown",
    "platform.few": "Fewer than {k:count} people used it that week: surfaces and hours are withheld.",
    "platform.heat": "By hour of the week",
    "platform.availability": "How it worked for us, month by month",
    "platform.availability.what": (
        "minutes in which it failed for us, whatever the cause, against the objective"
    ),
    "platform.availability.none": "No month is told yet.",
    "platform.month": "Month",
    "platform.share": "Worked",
    "platform.objective": "Objective",
    "platform.lost": "Lost",
    "platform.met": "met",
    "platform.missed": "missed",
    "platform.basis": "Basis",
    "platform.basis.days": "used on {days:count day|days}",
    "platform.causes": "By cause",
    "platform.false": "{alarms:count false alarm|false alarms} of ours",
    "month.1": "January {year:word}",
    "month.2": "February {year:word}",
    "month.3": "March {year:word}",
    "month.4": "April {year:word}",
    "month.5": "May {year:word}",
    "month.6": "June {year:word}",
    "month.7": "July {year:word}",
    "month.8": "August {year:word}",
    "month.9": "September {year:word}",
    "month.10": "October {year:word}",
    "month.11": "November {year:word}",
    "month.12": "December {year:word}",
}
