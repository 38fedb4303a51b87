"""Outages' impact, and the exercise of one: English words."""

REASONS: dict[str, str] = {
    "rto-passed": "The RTO of {hours:count hour|hours} has passed ({activity:word}).",
    "mtpd-passed": "The MTPD of {hours:count hour|hours} has passed ({activity:word}).",
    "ask-rto": "How long it may be gone was never said ({activity:word}): ask the unit.",
    "fallback-none": "No fallback is named.",
    "fallback-no-capacity": "The fallback {fallback:word} carries none of the work.",
    "fallback-fails-too": "The fallback {fallback:word} is on {platform:word}, which is gone too.",
    "fallback-same-operator": (
        "The fallback {fallback:word} has the same operator, {operator:word}: it may fail with it."
    ),
    "hurts-confirmed-critical": (
        "{units:count unit is|units are} hurt by a confirmed mission-critical dependency."
    ),
    "hurts-likely-critical": (
        "{units:count unit is|units are} hurt by a likely mission-critical dependency, not confirmed."
    ),
    "hurts-important": "{units:count unit is|units are} hurt by an important dependency.",
    "hurts-lesser-use": "{units:count unit is|units are} hurt, by lesser use alone.",
    "hurts-nobody-known": "It hurts no unit that is known to rely on it.",
    "exercise-few-days": (
        "There is evidence of {days:count day|days} before: what is usual then is hardly known."
    ),
    "exercise-after-the-log": (
        "The evidence ends on {at:moment}: of the time after it nothing is known, and nothing counted."
    ),
    "exercise-really-failed": (
        "The platform really failed in that time: for those hours, figures say what is usual, not what was"
        " done."
    ),
}

LABELS: dict[str, str] = {
    "exercise": "Exercise",
    "exercise.title": "Without {platforms:word}",
    "exercise.headline": (
        "Without {platforms:word}, {units:count unit|units} would have lost work that matters"
    ),
    "exercise.headline.none": (
        "Without {platforms:word}, no unit would have lost work that is known to matter"
    ),
    "exercise.noticed": "{units:count unit|units} of lesser use would have noticed, or may have.",
    "exercise.slots": (
        "{low:count} to {high:count} working slots would have been lost (a person in five minutes), as far"
        " as figures may be shown."
    ),
    "exercise.slots.none": "No figure of working slots may be shown.",
    "exercise.passed": (
        "{rto:count RTO|RTOs} and {mtpd:count MTPD|MTPDs} would have passed, of {activities:count"
        " activity|activities} declared."
    ),
    "exercise.in-part": (
        "{activities:count activity holds|activities hold} for no more than the part of the work that the"
        " fallback carries; the rest would have run out of time."
    ),
    "exercise.over-midnight": "{begin:word} to {end:word}",
    "exercise.unasked": (
        "{lines:count important reliance has|important reliances have} no declared activity: nobody has"
        " said how long is too long."
    ),
    "exercise.tile.units": "Units whose work it hurts",
    "exercise.tile.slots": "Working slots lost",
    "exercise.tile.rto": "RTOs passed",
    "exercise.tile.fallback": "Without a fallback that holds",
    "exercise.range": "{low:count} to {high:count}",
    "section.exercise.stops": "Who stops, and when",
    "section.exercise.stops.note": "times in {zone:word}; the gravest first",
    "caption.exercise.stops": "Units that would have stopped, with time, people and working slots lost",
    "column.exercise.stops": "Stops",
    "column.exercise.people": "People there",
    "column.exercise.slots": "Slots lost",
    "column.exercise.lane": "Without it",
    "exercise.not-used": "not used then",
    "exercise.not-seen": "not in the evidence",
    "exercise.key.gone": "without it",
    "exercise.key.rto": "RTO passed",
    "exercise.key.mtpd": "MTPD passed",
    "section.exercise.clocks": "Whose time would have run out",
    "section.exercise.clocks.note": "as declared in the register; fallbacks taken up at once",
    "caption.exercise.clocks": "Declared activities with their tolerances and fallbacks",
    "exercise.clocks.none": "The register holds no activity of these units on it.",
    "exercise.clocks.none.note": (
        "Ask each unit what it is for, what happens without it for 2 hours, a day, a week, and what it"
        " would do instead; then run the exercise with --register."
    ),
    "column.exercise.activity": "Activity",
    "column.exercise.rto": "RTO",
    "column.exercise.mtpd": "MTPD",
    "column.exercise.fallback": "Fallback",
    "exercise.hours": "{hours:count h|h}",
    "exercise.unsaid": "not said",
    "exercise.passed-at": "passed at {clock:word}",
    "exercise.held": "held",
    "exercise.held-by-fallback": "held by the fallback; without it, passed at {clock:word}",
    "exercise.held-in-part": (
        "held for the {share:percent} of the work that the fallback carries; for the rest, passed at"
        " {clock:word}"
    ),
    "exercise.fallback.none": "none named",
    "exercise.fallback.covers": "{fallback:word}: covers",
    "exercise.fallback.covers-in-part": "{fallback:word}: covers in part",
    "exercise.fallback.covers-until": "{fallback:word}: covers until {clock:word}",
    "exercise.fallback.exhausted": "{fallback:word}: exhausted at {clock:word}",
    "exercise.fallback.fails": "{fallback:word}: does not hold",
    "exercise.fallback.capacity": "carries {share:percent} of the work",
    "exercise.fallback.capacity.unknown": "how much of the work it carries was not said",
    "exercise.fallback.tested": "last tested on {day:word}",
    "exercise.fallback.untested": "never tested, as far as the register knows",
    "exercise.owner": "Owner: {role:word}",
    "exercise.small.line": (
        "Under {parent:word}: {units:count unit|units} of fewer than {k:count} people on {platform:word}."
    ),
    "section.exercise.small": "Small units that rely on it",
    "section.exercise.method": "How this is told",
    "exercise.method.slots": (
        "A working slot is one person active within five minutes. The range runs from what the unit did"
        " then to what is usual in that hour, told from the weeks before and scaled by its other traffic of"
        " that day. Ranges are widened to steps of five."
    ),
    "exercise.method.stops": (
        "A unit stops in the hour by whose end {k:count} working slots would have been missed; the clocks"
        " of its activities run from there."
    ),
    "exercise.method.withheld": (
        "Figures of fewer than {k:count} people are withheld, and so are times that would give them away;"
        " then clocks run from the beginning."
    ),
    "exercise.method.worth": (
        "Nothing here says that work would have been lost for good: some of it would have been caught up."
    ),
    "severity.critical": "critical",
    "severity.high": "high",
    "severity.medium": "medium",
    "severity.low": "low",
    "severity.none": "none",
    "exercise.severity": "Severity: {severity:word}",
}
