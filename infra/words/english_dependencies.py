"""The report's part about what units rely on: its own words."""

LABELS: dict[str, str] = {
    "section.dependencies": "What we rely on",
    "section.dependencies.note": (
        "from traffic alone, as of the log's last day; the unit says what it is worth"
    ),
    "dependencies.none": "No unit was seen to rely on a platform.",
    "dependencies.none.note": (
        "That says something of these days in this log, and nothing of what it cannot see."
    ),
    "dependencies.summary": (
        "{critical:count dependency is|dependencies are} likely mission-critical, not confirmed;"
        " {important:count more is|more are} important."
    ),
    "dependencies.summary.important": (
        "{important:count dependency is important|dependencies are important}; none looks mission-critical."
    ),
    "dependencies.summary.none": (
        "No dependency looks mission-critical or important; {others:count lesser one was|lesser ones"
        " were} seen."
    ),
    "dependencies.summary.register": (
        "By the register, {critical:count dependency is|dependencies are} mission-critical, of which"
        " {confirmed:count is|are} confirmed by the unit; {important:count more is|more are} important."
    ),
    "dependencies.note.register": (
        "level by the register: what the unit declares, with what is seen beside it; else what is seen"
    ),
    "caption.dependencies.register": (
        "Units and the platforms they rely on, by the register's level, then by score"
    ),
    "section.declared": "What units declare",
    "caption.declared": "Activities of the register on what is listed, with tolerances and fallbacks",
    "column.declared.activity": "Activity",
    "column.declared.word": "Its unit's word",
    "column.declared.owner": "Owner",
    "column.declared.fallback": "Fallback, and its last test",
    "declared.beside": "declared: {declared:word}; seen: {seen:word}",
    "declared.no-level": "no level",
    "declared.unanswered": "not said",
    "declared.tested": "tested on {on:word}",
    "declared.untested": "never tested",
    "declared.no-fallback": "none named",
    "dependencies.conversation": (
        "A score is the start of a conversation: ask the unit what it is for, what happens without it"
        " for 2 hours, a day, a week, and what it would do instead."
    ),
    "caption.dependencies": "Units and the platforms they rely on, highest score first",
    "column.level": "Level",
    "column.score": "Score",
    "column.confidence": "Confidence",
    "column.people-a-day": "People a day",
    "column.devices-a-day": "Devices a day",
    "column.factor": "Factor",
    "column.band": "What was seen",
    "column.points": "Points",
    "column.figures": "In figures",
    "dependency.on": "{unit:word} on {platform:word}",
    "dependency.candidate": "ask the unit",
    "dependency.sum": "{sum:word} = {score:count} of 100",
    "dependency.total": "Score",
    "caption.factors": "How the score of {unit:word} on {platform:word} adds up",
    "dependency.points": "{points:count} of {most:count}",
    "dependency.beside-depth": "{band:word}; counts only beyond depth",
    "dependency.question": "To ask the unit:",
    "dependency.evidence": "Evidence",
    "dependency.kinds": "Collaboration",
    "dependency.identity": "Identity",
    "dependency.findings": "To act on",
    "dependency.more": "{dependencies:count lesser dependency|lesser dependencies}",
    "dependency.listed-only": (
        "{dependencies:count further one has|further ones have} their factors in the JSON document."
    ),
    "dependency.few": (
        "Fewer than {k:count} people, or a figure that would give those of others away: shares are told"
        " in steps of 5 %, numbers are withheld. Bands and points are exact."
    ),
    "dependencies.small": "Small units",
    "dependencies.small.line": (
        "Under {parent:word}, units of fewer than {k:count} people: {platforms:word}."
    ),
    "dependencies.small.platform": "{platform:word} ({units:count})",
    "dependencies.small.top": "the organisation",
    "dependencies.small.note": "How such a unit relies on a platform is told to that unit alone.",
    "dependencies.unseen": "What this cannot see",
    "dependencies.unseen.joined": "{share:percent} of the lines belong to no known unit.",
    "dependencies.unseen.excluded": (
        "{lines:count line|lines} of excluded people and networks were dropped."
    ),
    "dependencies.unseen.off-network": (
        "Work from telephones, from home and from anywhere outside this proxy; it may be most of what"
        " matters."
    ),
    "dependencies.unseen.worth": (
        "What a platform is worth to a unit: the score shows reliance, not consequence."
    ),
    "dependencies.unseen.days": (
        "The log spans {days:count day|days}: a level above important needs at least 14, and work of the"
        " month's end more than these."
    ),
    "terminal.dependencies.more": (
        "{dependencies:count more|more}, with their factors in the report and in JSON."
    ),
    "figure.people_share": "{value:percent} of the unit",
    "figure.people_a_day": "{value:word} a day",
    "figure.unit_people": "unit of {value:word}",
    "figure.strand_people": "{value:word} a day",
    "figure.days_share": "{value:percent} of working days",
    "figure.returning": "{value:percent} come back",
    "figure.even_lift": "{value:percent} in step with the unit's traffic",
    "figure.working_share": "{value:percent} in working hours",
    "figure.general_share": "the unit's traffic {value:percent}",
    "figure.lift": "lift {value:count}",
    "figure.hours_share": "{value:percent} of working hours",
    "figure.managing_share": "{value:percent} managing pages",
    "figure.pace": "{value:count slot|slots} of 5 min a person and day",
    "figure.asking_share": "{value:percent} with search or api behind it",
    "figure.tried_share": "{value:percent} of the usual tries",
    "figure.missing_share": "{value:percent} of it came up nowhere",
    "figure.outages": "{value:count outage|outages}",
    "method.reliance": "Reliance",
    "method.reliance.text": (
        "A sum of points by band over eight factors: 70 or more is likely mission-critical, 50"
        " important, 30 habitual, 10 incidental. It stops at important under 14 days, for what began"
        " within the log until it is six weeks old, and where a question is open. Whoever uses a"
        " platform as part of a unit's own rhythm scores; popularity alone does not."
    ),
}  # fmt: skip
"""Label key -> fixed words."""
