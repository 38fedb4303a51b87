"""What somebody may want to act on: sentences of findings, of their gain and their treatment."""

REASONS: dict[str, str] = {
    "exposed-talk": (
        "People of the unit exchange messages there in {share:percent} of its working hours"
        " ({strand_people:people} a day). Whether with each other, and of what, no log shows: ask the"
        " unit."
    ),
    "exposed-uploads": (
        "On {days:count day|days} so much was sent up there that it was files or pictures, not words alone."
    ),
    "against-rule-internal": (
        "Messages are exchanged there in {share:percent} of the unit's working hours. The rule"
        ' "{rule:word}" names other tools for that (audience: {audience:word}; sensitivity:'
        " {sensitivity:word}). Ask the unit whether this is its case."
    ),
    "against-rule-external": (
        "Pages or advertising are managed there in {share:percent} of the unit's working hours. The rule"
        ' "{rule:word}" names other tools for that (audience: {audience:word}; sensitivity:'
        " {sensitivity:word}). Ask the unit whether this is its case."
    ),
    "against-rule-listening": (
        "It is read in {share:percent} of the unit's working hours, in step with the work. The rule"
        ' "{rule:word}" names other tools for that (audience: {audience:word}; sensitivity:'
        " {sensitivity:word}). Ask the unit whether this is its case."
    ),
    "ends": (
        "{platform:word} has announced its end: its last day is {until:word}, {days:count day|days} from the"
        " log's end."
    ),
    "ended": "{platform:word} has ended: its last day was {until:word}.",
    "migrates": (
        "The unit is moving from {platform:word} to {platforms:word}: the one has fallen by half or more, the"
        " other has doubled, and {share:percent} of those who were on the one are on the other now."
    ),
    "migrates-people-unknown": (
        "The unit may be moving from {platform:word} to {platforms:word}: the one has fallen by half or more,"
        " the other has doubled. Whether it is the same people cannot be seen."
    ),
    "turned-away-elsewhere": (
        "Since our own policy turned it away, more than chance would have it came up on {platforms:word}."
    ),
    "turned-away-nowhere-seen": (
        "Since our own policy turned it away, it came up on no other platform of these logs. Telephones and"
        " other networks cannot be seen."
    ),
    "off-hours": (
        "{off_share:percent} of it falls outside the unit's working hours; of its other traffic"
        " {general_off_share:percent} does. What never touches our network cannot be seen."
    ),
    "by-network": (
        "{elsewhere_share:percent} of it comes from networks other than the office's ({networks:word}),"
        " {office_share:percent} from the office's, {classless_share:percent} from addresses of no known"
        " class. What never touches our network cannot be seen."
    ),
    "course-no-use": "No use in {days:count day|days} seen, while at least half of the units use it.",
    "course-official-only": (
        "Official accounts only: pages are managed in {share:percent} of the unit's working hours, by"
        " {strand_people:people} a day, and hardly anybody else is there."
    ),
    "course-mixed": (
        "Mixed use: {people:people}, and {share:percent} of them manage pages that others see."
    ),
    "course-trial": (
        "A trial: {people:people} tried it in its first two weeks, and {share:percent} of them came after"
        " three. It began {days:count day|days} ago."
    ),
    "value-reaching": (
        "it reaches others by pages managed in {share:percent} of its working hours"
    ),
    "value-conversations": "conversations, in {share:percent} of its working hours",
    "value-listening": "it hears what is said, in {share:percent} of its working hours",
    "value-ask-the-unit": "not visible in these logs: ask the unit",
    "treatment-accept": "accept it, by a role and until a day",
    "treatment-reduce": "reduce it: agree what is never said or sent there",
    "treatment-move": "move it to a tool of the organisation's own",
    "treatment-move-to": "move it to {platforms:word}",
    "treatment-stop": "stop it",
    "treatment-ask-exception": "ask for an exception to the rule",
}  # fmt: skip
"""Reason code -> sentence."""

LABELS: dict[str, str] = {
    "finding.exposure": "Exposure",
    "finding.tool-rule": "Which tool for what",
    "finding.ending": "Announced end",
    "finding.migration": "Migration",
    "finding.blocked-demand": "Turned away by us",
    "finding.policy-coverage": "Which policy covers it",
    "finding.course": "Course",
    "addressed.risk": "For risk",
    "addressed.policy-owner": "For whoever owns the policy",
    "addressed.operations": "For operations",
    "addressed.unit": "For the unit",
    "section.findings": "What to talk about",
    "section.findings.note": "findings for whoever can act; none is a verdict on people",
    "findings.summary": "{findings:count finding|findings} in {units:count unit|units}.",
    "findings.conversation": (
        "Each is the start of a conversation with the unit. Personal use is no finding, no content is read,"
        " and what concerns a unit of fewer than {k:count} people is told to that unit alone."
    ),
    "findings.gains": "What it gains:",
    "findings.organisation": "The organisation",
    "findings.choices": "May be done:",
    "findings.more": "{findings:count further finding|further findings}",
    "terminal.findings": "To talk about: {summary:word} The report and the JSON document tell them.",
}
"""Label key -> fixed words."""
