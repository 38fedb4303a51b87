"""English of the pages of units: what each relies on, and the forms by which it says what that is worth."""

REASONS: dict[str, str] = {
    "owner-reads-like-a-person": (
        "This reads like a person's name: name a role, which stays when people go. If it is "
        "one, send it again."
    ),
    "not-handed-over": (
        "It could not be handed over just now, so it may not have been done. What you wrote is kept here:"
        " look at the unit's page, and send it again in a moment."
    ),
    "not-a-number": "“{said:word}” is no number; write one, as in 8.",
    "reason-missing": "Say in a sentence or two what is not right; whoever answers needs it.",
    "no-such-day": "“{said:word}” is no day; write it as in 2026-01-31.",
    "day-to-come": "That day is yet to come; name the day on which it was tried.",
    "say-whether": "Say whether it worked.",
}

LABELS = {
    "units.title": "What our units rely on",
    "units.what": "as their traffic and their own word have it; each unit is the start of a conversation",
    "units.none": "No unit is known yet. Give the directory and the tree of units, and let a few days pass.",
    "units.none.yours": "There is no unit here that you may see.",
    "units.unit": "Unit",
    "units.people": "People",
    "units.about": "about {people:count}",
    "units.relied": "Relies on",
    "units.relied.count": "{platforms:count platform|platforms}",
    "units.relied.none": "nothing that was seen",
    "units.gravest": "Gravest of it",
    "units.open": "Waiting",
    "units.open.questions": "{questions:count question to answer|questions to answer}",
    "units.open.disputes": "{disputes:count objection|objections} waiting for a reply",
    "units.open.none": "nothing",
    "units.small": "{units:count small unit|small units} under {parent:word}",
    "units.small.top": "the organisation",
    "units.small.undeclared": (
        "{undeclared:count of them has an undeclared reliance|of them have an undeclared reliance}. Of fewer"
        " than {k:count} people, how a unit relies is told to that unit alone."
    ),
    "units.small.undeclared.one": (
        "It has an undeclared reliance; which one is told to that unit alone, for it has fewer than {k:count}"
        " people."
    ),
    "units.small.calm": (
        "Of fewer than {k:count} people, how a unit relies on a platform is told to that unit alone."
    ),
    "unit.title": "What {unit:word} relies on",
    "unit.title.small": "A small unit under {parent:word}",
    "unit.as-of": "as of {day:word}, from the {days:count} days before",
    "unit.people": "about {people:count} people",
    "unit.joined": "{share:percent} of all lines joined to units",
    "unit.small.own": (
        "This unit has fewer than {k:count} people. How it relies on a platform is told to you, who speak for"
        " it, and to nobody else, until it declares it. Figures of people are withheld; bands and points are"
        " exact."
    ),
    "unit.small.others": (
        "A unit of fewer than {k:count} people: how it relies on a platform is told to that unit alone, until"
        " it declares it. It is asked first, and by itself; after two weeks without an answer, and while an"
        " outage hurts it, risk is told the platform and the level, and never a figure."
    ),
    "unit.none": "No reliance on a platform was seen.",
    "unit.none.what": (
        "It takes a few days of evidence; and what happens outside our network is not seen at all. You can"
        " still declare what you rely on."
    ),
    "unit.declare": "Declare a platform",
    "unit.confidence": "confidence {confidence:word}",
    "unit.since": "at this level since {day:word}",
    "unit.trend.new": "new",
    "unit.trend.rising": "rising",
    "unit.trend.steady": "steady",
    "unit.trend.falling": "falling",
    "unit.level-only": (
        "The unit has not answered, so the level alone is told; its figures are its own to see."
    ),
    "unit.unseen-here": "Declared; hardly any use of it was seen in these logs.",
    "unit.answer": "Answer three questions (2 min)",
    "unit.answer-again": "Change the answers",
    "unit.so": "It is so",
    "unit.not-so": "That is not right",
    "unit.tried": "The fallback was tried",
    "unit.three": "what for · what if it is gone 2 h, a day, a week · what instead",
    "unit.asked": "You are asked to answer by {due:word}.",
    "unit.asked.others": "The unit is asked to answer by {due:word}.",
    "unit.why": "Why we say so: {score:count} of 100 points",
    "unit.adds-up": "The points add up: {sum:word}",
    "unit.observed": "By traffic alone: {level:word}.",
    "unit.heat": "{platform:word}, by hour of the week",
    "unit.heat.all": "All web use of the unit",
    "unit.heat.text": "Darker is more; Monday is the first row, and each column is an hour.",
    "unit.heat.none": "no general traffic was seen",
    "unit.kinds": "What it serves",
    "unit.declared": "What is declared",
    "unit.declared.none": "Nothing is declared yet.",
    "unit.activity": "Activity",
    "unit.owner": "Owner",
    "unit.rto": "RTO",
    "unit.mtpd": "MTPD",
    "unit.fallback": "Fallback",
    "unit.tested": "Last tried",
    "unit.word": "Its word",
    "unit.hours": "{hours:count} h",
    "unit.nobody": "nobody named",
    "unit.no-fallback": "none named",
    "unit.never": "never",
    "unit.dispute": "The unit objects: {reason:word}",
    "unit.dispute.due": "A reply is due by {due:word}.",
    "unit.dispute.reply": "Reply: {reply:word}",
    "unit.at-odds": "To look at",
    "unit.findings": "What to talk about",
    "unit.findings.what": "for whoever can act on it; none is a verdict on people",
    "unit.unseen": "What we cannot see",
    "unit.unseen.off-network": (
        "Work from telephones, from home and from anywhere outside our network; it may be most of what"
        " matters."
    ),
    "unit.unseen.joined": "{share:percent} of all lines of the last week belong to no known unit.",
    "unit.unseen.excluded": (
        "People and networks that are excluded by rule are dropped before anything is counted."
    ),
    "unit.unseen.worth": (
        "What it is worth to you: a log shows reliance, and only you can say the consequence."
    ),
    "unit.unseen.blind": "{sources:word} is silent just now; nothing is concluded from that.",
    "unit.fails": "It fails for me",
    "answer.title": "What is {platform:word} worth to {unit:word}?",
    "answer.what": "Two minutes. Say what you know; what you leave empty can be said later.",
    "answer.seen": "What we saw",
    "answer.seen.none": "Nothing that may be shown here was seen of it.",
    "answer.one": "1. What for?",
    "answer.two": "2. What if it is gone?",
    "answer.three": "3. What instead?",
    "answer.activity": "What does the unit do there?",
    "answer.activity.hint": "In a few words, such as: answering citizens' messages",
    "answer.product_or_service": "For which product or service?",
    "answer.purposes": "With whom?",
    "purpose.internal": "with colleagues",
    "purpose.external": "with partners or the public",
    "purpose.citizen-citizen": "where citizens talk to each other",
    "purpose.listening": "to hear what is said",
    "answer.owner_role": "Who owns it?",
    "answer.owner_role.hint": "A role, never a person, such as: Duty manager",
    "answer.category": "What is hurt most?",
    "category.operational": "the work itself",
    "category.legal": "a legal duty",
    "category.reputational": "trust in us",
    "category.safety": "somebody's safety",
    "category.financial": "money",
    "answer.gone": "How bad is it when it is gone for",
    "answer.gone.2": "2 hours",
    "answer.gone.24": "a day",
    "answer.gone.168": "a week",
    "answer.level.": "not answered",
    "answer.level.0": "0 · not at all",
    "answer.level.1": "1 · a nuisance",
    "answer.level.2": "2 · work is late",
    "answer.level.3": "3 · serious",
    "answer.level.4": "4 · not bearable",
    "answer.rto_hours": "Back within how many hours (RTO)?",
    "answer.mtpd_hours": "Not bearable after how many hours (MTPD)?",
    "answer.fallback": "What would you do instead?",
    "answer.fallback.hint": "Such as: telephone queue 4 and the notice on our own site",
    "answer.fallback_platform": "Is that a platform, too?",
    "answer.fallback_platform.none": "no, or none of these",
    "answer.capacity_percent": "For how much of the work (%)?",
    "answer.max_hours": "For how many hours?",
    "answer.send": "Send the answers",
    "answer.cancel": "Back without sending",
    "answer.faults": "Not sent yet: look at what is marked below.",
    "answer.other": "You are answering for:",
    "answer.new": "another activity",
    "dispute.title": "What is not right about {unit:word} and {platform:word}?",
    "dispute.what": "Risk reads it and replies within two weeks; until then it stands as disputed.",
    "dispute.activity": "What is it about?",
    "dispute.reason": "What is not right?",
    "dispute.send": "Send the objection",
    "tried.title": "How did the fallback for {platform:word} do?",
    "tried.what": "A fallback that was tried is one to count on. One that failed is told to risk at once.",
    "tried.which": "Which of them?",
    "tried.none": "No fallback is named yet. Answer the three questions first.",
    "tried.on": "On which day?",
    "tried.works": "Did it work?",
    "tried.yes": "yes, it works",
    "tried.no": "no, it does not",
    "tried.send": "Send",
    "declare.title": "Declare what {unit:word} relies on",
    "declare.platform": "Which platform?",
    "declare.next": "Go on to the three questions",
    "field.activity": "The activity",
    "field.product_or_service": "The product or service",
    "field.owner_role": "The owner",
    "field.rto_hours": "The RTO",
    "field.mtpd_hours": "The MTPD",
    "field.max_hours": "How long it can be kept up",
    "field.reason": "What you wrote",
    "unit.findings.more": "All {findings:count finding|findings}",
    "unit.more": (
        "Of {platforms:count platform|platforms} the {told:count one|ones} that matter most"
        " stand below in full."
    ),
    "unit.more.all": "Tell all of them in full",
    "unit.months": "Counts of the last closed months",
    "months.title": "What {unit:word} used, month by month",
    "months.what": (
        "Requests, and people below them; a month is told once it is over by a day in every source."
    ),
    "months.none": "No month is closed yet.",
    "months.nothing": "No use of a platform was seen in these months.",
    "months.small": "Of a unit of fewer than {k:count} people no counts are told to anybody.",
    "months.back": "Back to the unit",
}
