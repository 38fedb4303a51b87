"""English of an incident's room."""

REASONS: dict[str, str] = {}

LABELS = {
    "acted.waiting": "It is on its way, and not applied yet; this page says so once it is.",
    "room.lead": "Lead",
    "room.lead.nobody": "nobody yet",
    "room.acknowledged": "Acknowledged",
    "room.acknowledged.not": "not yet",
    "room.vendor": "Their status page",
    "room.vendor.silent": "says nothing yet",
    "room.acknowledge": "Acknowledge",
    "room.no-outage": "Not an outage: learn again",
    "room.fallback": "Fallback",
    "room.fallback.covers": "Fallback covers",
    "room.fallback.undeclared": "none declared",
    "room.fallback.declare": "Declare one",
    "room.fallback.ends": "Back on the platform",
    "room.story": "What happened",
    "room.vendor.said": "The vendor says so on its status page.",
    "room.people.said": "The first person said that it fails.",
    "room.affected": "Are you affected?",
    "room.unit": "Unit",
    "room.poll": "Who is affected",
    "room.lessons": "What worked before",
    "room.lessons.none": "Nothing is known yet that worked.",
    "room.lesson.add": "Add a lesson",
    "room.platform": "Platform",
    "room.purpose": "For what",
    "room.purpose.external": "reaching people outside",
    "room.purpose.internal": "talking among ourselves",
    "room.purpose.listening": "listening",
    "room.purpose.citizen-citizen": "people outside among themselves",
    "room.instead": "What to do instead",
    "room.lead.role": "Role",
    "room.lead.role.hint": "a role such as Duty manager, never a name",
    "room.lead.note": "What that role has to know",
    "room.lead.take": "Take the lead",
    "room.lead.hand-over": "Hand the lead over",
    "room.say": "Say something",
    "room.comment": "To everybody in the room",
    "room.comment.send": "Say it",
    "room.impact": "State what it means for your unit",
    "room.impact.text": "What stands still, and for whom",
    "room.impact.send": "State it",
    "room.update": "Tell staff how things are",
    "room.update.channel": "Over which way",
    "room.update.send": "It was sent",
    "room.review": "Looking back",
    "room.review.worked": "What worked",
    "room.review.did-not": "What did not",
    "room.review.send": "Keep it",
    "room.draft.platform": (
        "{platform:word} has not worked for us since {at:word}. The fault lies with {platform:word}; we "
        "watch it and will tell you when it is over. If you know another way, please use it."
    ),
    "room.draft.egress": (
        "Many web pages have not worked for us since {at:word}. The fault lies with our own connection; "
        "we are mending it and will tell you when it is over."
    ),
    "room.draft.other": (
        "{platform:word} has not worked for us as usual since {at:word}. We are looking for the reason "
        "and will tell you more."
    ),
    "room.draft.over": "{platform:word} works again. Thank you for your patience.",
}
