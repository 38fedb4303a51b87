"""Notices in English: why somebody is told or not, what is said, and the week for risk and for a unit.

They are meant to be read aloud over a telephone: short sentences, and what matters first.
"""

REASONS: dict[str, str] = {
    "notice-first": "This is the first word of it.",
    "notice-first-in-window": "This is the first word of it, and {window:word} is on.",
    "notice-first-suspected": (
        "It is not sure yet; we tell you because {window:word} is on, and it has looked like this for "
        "{minutes:count minute|minutes}."
    ),
    "notice-confirmed": "We said that it might be failing; now it is sure.",
    "notice-again": "It had ended, and it is failing again.",
    "notice-graver": "It is graver than we said: it was {before:word}.",
    "notice-other-cause": "We see more clearly where the fault lies; before, we said: {before:word}.",
    "notice-spread": "It has spread to more platforms.",
    "notice-nobody-answered": "For {minutes:count minute|minutes} nobody has said that they are on it.",
    "notice-goes-on": "It has gone on for {minutes:count minute|minutes}.",
    "notice-unanswered": (
        "{audience:word} was told {minutes:count minute|minutes} ago, and nobody there has answered."
    ),
    "notice-over": "It lasted {minutes:count minute|minutes}.",
    "notice-no-outage": (
        "It was no outage after all. We were wrong for {minutes:count minute|minutes}, and we are sorry."
    ),
    "notice-part-of-another": (
        "It goes on as part of a wider fault, of which we tell by itself: incident {incident:word}."
    ),
    "notice-window-ahead": "{window:word} begins in {hours:count hour|hours}.",
    "notice-week": "This is what could wait until the end of week {week:word}.",
    "notice-week-of-unit": "This is what we saw of your unit in week {week:word}.",
    "notice-quiet-hours": "Nobody is told yet: it can wait until the quiet hours are over.",
    "notice-suspected": "Nobody is told: it is only suspected.",
    "notice-over-untold": "Nobody is told: it was over before anybody had to know.",
    "notice-already-said": "Nobody is told again: this was said already.",
    "notice-too-old": "Nobody is told: it is {minutes:count minute|minutes} old, and history is no news.",
    "notice-inhibited": (
        "Nobody is told: a wider fault explains it ({cause:word}, incident {incident:word})."
    ),
    "notice-recovering": "Nobody is told: it is getting better already.",
    "notice-nobody-relies": (
        "Nobody is told: none of the units that it was seen to hit so far relies on this for work that"
        " matters."
    ),
    "notice-maintenance": "Nobody is told: this is work that was announced.",
    "notice-silenced": "Nobody is told: somebody silenced it.",
    "notice-below-threshold": (
        "Nobody is told here: it is {severity:word}, and this audience asked for graver things."
    ),
    "notice-storm": "Nobody is told: there were {most:count notice|notices} within the hour already.",
}  # fmt: skip
"""Reason code -> sentence."""

LABELS: dict[str, str] = {
    "notice.severity.critical": "critical",
    "notice.severity.major": "major",
    "notice.severity.minor": "minor",
    "notice.severity.info": "for information",
    "notice.severity.planned": "planned",
    "notice.subject.first": "{title:word} ({severity:word})",
    "notice.subject.escalated": "Graver now, {severity:word}: {title:word}",
    "notice.subject.unanswered": "Nobody has answered: {title:word} ({severity:word})",
    "notice.subject.confirmed": "Now sure: {title:word} ({severity:word})",
    "notice.subject.repeat": "Still: {title:word} ({severity:word})",
    "notice.subject.reminder": "Please answer: {title:word} ({severity:word})",
    "notice.subject.all-clear": "Over: {title:word}",
    "notice.subject.part-of-another": "Part of a wider fault: {title:word}",
    "notice.subject.no-outage": "No outage: {title:word}",
    "notice.subject.preflight": "{window:word} begins soon: is everything ready?",
    "notice.subject.digest": "Week {week:word}: what changed in what we rely on",
    "notice.subject.letter": "Week {week:word}: {unit:word} and the platforms that it works with",
    "notice.subject.test": "Test: this route of Holdfast works",
    "notice.something": "Something that we watch",
    "notice.part.what": "What we know",
    "notice.part.since": "Since when",
    "notice.part.whom": "Whom it hurts",
    "notice.part.do": "What to do",
    "notice.part.look": "Where to look",
    "notice.part.why": "Why you are told",
    "notice.since": "Since {at:word}.",
    "notice.since.unknown": "We do not know since when.",
    "notice.lasted": "{span:word}: {lasted:word}.",
    "notice.lasted.days": "From {from_:word} to {to:word}: {lasted:word}.",
    "notice.whom": "{units:word}.",
    "notice.whom.more": "{units:word} and {more:count other unit|other units}.",
    "notice.whom.own": "Your unit, {unit:word}.",
    "notice.whom.none": "No unit by name, as far as we can see.",
    "notice.look": "{link:word}",
    "notice.look.none": "On Holdfast's page of this incident.",
    "notice.short": "{subject:word}. Since {at:word}.",
    "notice.do.operations.platform": (
        "Nothing of ours will mend it. Say in the room that you are on it, tell the units to use their"
        " fallbacks, and watch what the vendor says."
    ),
    "notice.do.operations.shared-provider": (
        "Several platforms share this fault. Say in the room that you are on it, and look which fallbacks"
        " fail with them."
    ),
    "notice.do.operations.egress": (
        "The fault is ours. Look at our proxy, our line and our name servers, and at what was changed last."
    ),
    "notice.do.operations.policy": (
        "Our own filter does this. Look which rule was pushed last, and take it back if nobody meant it."
    ),
    "notice.do.operations.unit-network": (
        "The fault is ours, in one place. Look at the network there, and at what was changed last."
    ),
    "notice.do.operations.account": (
        "Find out who may sign in to the account, and begin its recovery as the inventory says."
    ),
    "notice.do.operations.blind": (
        "No line comes from a source. See whether the proxy stands still or its log is not written: until"
        " then nobody can tell what fails there."
    ),
    "notice.do.operations.unknown": (
        "We see that it fails, and not why. Say in the room that you are on it, and try it from two places."
    ),
    "notice.do.unit.theirs": (
        "Use your fallback. Note what has to wait, and say in the room if the fallback does not hold."
    ),
    "notice.do.unit.ours": (
        "The fault is in our own house, and operations are told. Use your fallback until they say that it is"
        " over."
    ),
    "notice.do.unit.account": (
        "Let nobody post with this account until it is clear who has it. Use your other ways to reach people."
    ),
    "notice.do.risk": (
        "Nothing is asked of you now. The room shows whose tolerances are running and which fallbacks hold."
    ),
    "notice.do.over.operations": "Close the room, and write down what was learnt while it is fresh.",
    "notice.do.over.unit": (
        "Go back to your usual way, work off what had to wait, and say in the room what was lost."
    ),
    "notice.do.over.risk": "The minutes lost stand with the platform's availability.",
    "notice.do.preflight": (
        "Check today: is {platforms:word} reached, is each account's access valid, can two people sign in,"
        " and was the fallback tried?"
    ),
    "notice.do.test": "There is nothing to do. Whoever reads this is whom this route reaches.",
    "notice.what.test": "Somebody tried the route {route:word} out. Nothing is broken.",
    "notice.foot": (
        "Sent by Holdfast. It names no person, and tells no figure of fewer than {k:count} people."
    ),
    "week.broke": "What broke",
    "week.broke.none": "Nothing broke that we could see.",
    "week.broke.line": "{title:word}: {at:word}, {lasted:word}.",
    "week.broke.open": "{title:word}: since {at:word}, and it goes on.",
    "week.lost": "Time lost",
    "week.lost.line": "{platform:word}: {lasted:word}.",
    "week.lost.none": "None.",
    "week.levels": "Levels that changed",
    "week.levels.none": "None.",
    "week.levels.line": "{unit:word} on {platform:word}: {after:level}; before, {before:level}.",
    "week.levels.small": (
        "Besides, {changes:count change|changes} in units so small that only they are told."
    ),
    "week.reviews": "Reviews that are due",
    "week.reviews.none": "None within {days:count day|days}.",
    "week.reviews.line": "{unit:word} on {platform:word}, {activity:word}: due on {due:word}.",
    "week.reviews.late": "{unit:word} on {platform:word}, {activity:word}: was due on {due:word}.",
    "week.contradictions": "What does not fit together",
    "week.contradictions.none": "Nothing.",
    "week.about": "{unit:word} on {platform:word}: {told:word}",
    "week.findings": "What is newly found",
    "week.findings.none": "Nothing.",
    "week.more": "And {more:count more|more}; all of them stand in Holdfast.",
    "week.pages": "How often we called somebody",
    "week.pages.none": "Nobody was called.",
    "week.pages.told": "People were called {pages:count time|times}.",
    "week.pages.false": (
        "{pages:count of these calls was|of these calls were} for nothing, and that is our fault."
    ),
    "week.pages.right": "None of these calls was for nothing.",
    "digest.intro": (
        "What risk should know of week {week:word}, and what could wait until now. What could not was told"
        " at once."
    ),
    "digest.calm": "It was a quiet week: {units:count unit|units} watched, and nothing for you to decide.",
    "digest.asked": (
        "{reviews:count review is|reviews are} due, and {open:count question waits|questions wait}."
    ),
    "letter.greeting": "To everybody in {unit:word}",
    "letter.intro": (
        "Holdfast watches which platforms our work has come to rely on, so that we know whom to help first"
        " when one of them breaks. It counts units, never people. This is the week from {from_:word} to"
        " {to:word}."
    ),
    "letter.saw": "What we saw",
    "letter.saw.none": "We saw nothing that your unit relies on for its work.",
    "letter.saw.level.mission-critical": (
        "Your work seems to hold on to {platforms:word} so much that it would soon stop without."
    ),
    "letter.saw.level.important": "On most days your work needs {platforms:word}.",
    "letter.saw.level.habitual": "In a usual week you also work with {platforms:word}.",
    "letter.saw.rose": "You rely on {platform:word} more than before.",
    "letter.saw.fell": "You rely on {platform:word} less than before.",
    "letter.means": "What it means",
    "letter.means.calm": "None of it broke this week.",
    "letter.means.no-fallback": (
        "For {platform:word} nobody has named a fallback yet. If it breaks, the work waits until it is back."
    ),
    "letter.means.fallback": "If {platform:word} breaks, you said that you would use {fallback:word}.",
    "letter.ask": "What we ask of you",
    "letter.ask.none": "Nothing this week. Thank you for your answers.",
    "letter.ask.question": (
        "Is {platform:word} as important as it looks? Three questions, already filled in as far as we can."
    ),
    "letter.ask.fallback": "What would you use instead of {platform:word}? One line is enough.",
    "letter.ask.review": "Please look again at what you said of {platform:word}: {activity:word}.",
    "letter.ask.where": "Your page: {link:word}",
    "letter.last": "And last",
    "letter.close": (
        "If something here is wrong, say so on your page: your word counts more than our figures. Everybody"
        " in your unit may read this letter."
    ),
}  # fmt: skip
"""Label key -> fixed words of notices, digests and letters."""
