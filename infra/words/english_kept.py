"""English of what is kept about use, of the notice to staff and of the privacy annex."""

REASONS: dict[str, str] = {}

LABELS: dict[str, str] = {
    "kept.lead": (
        "Holdfast looks at which public platforms units of the organisation rely on, and when those fail. "
        "It knows units, not persons: there is no page about a person, and figures of fewer than {k:count "
        "person|people} are withheld. What is kept is pseudonymised, and is personal data all the same; so "
        "here is all of it."
    ),
    "kept.purpose": "What it is for",
    "kept.no-purpose": (
        "Nobody has written down yet what it is for. Ask those who run Holdfast: without a purpose nothing "
        "should be looked at."
    ),
    "kept.notice": "Notice to staff",
    "kept.dropped": "What is not kept",
    "kept.dropped.paths": (
        "Paths and queries of addresses on the web: which page, which search, which message."
    ),
    "kept.dropped.people": (
        "Login names from the logs: each becomes a pseudonym before anything leaves the collector."
    ),
    "kept.dropped.addresses": (
        "Addresses of devices, likewise; of a report “it fails for me” no address is kept either."
    ),
    "kept.dropped.content": (
        "What people write or read. Holdfast sees names of hosts, sizes and times, never content."
    ),
    "kept.dropped.private": (
        "Web sites that are no known platform, but for the number of requests; and everybody whom the "
        "directory excludes."
    ),
    "kept.pseudonyms": "How pseudonyms work",
    "kept.pseudonyms.how": (
        "A login name, or an address where there is none, is turned by a secret key into a number of 64 "
        "bits. With the number people are counted once; without the key nobody finds the name behind it by "
        "trying. This is pseudonymised, so it stays personal data, and is guarded as such."
    ),
    "kept.pseudonyms.end": (
        "On Kafka pseudonyms live {hours:count hour|hours} at most. After that they are in condensed form "
        "only, from which people are counted, for {days:count day|days}. When a key is forgotten, "
        "everything that was made with it goes at once."
    ),
    "kept.sample": "A row as it is kept",
    "kept.sample.what": "made up: one hour of one unit on one platform",
    "kept.what": "What",
    "kept.fields": "Fields",
    "kept.how-long": "How long",
    "kept.times": "Times",
    "kept.right": "What they may",
    "kept.roles": "Who",
    "kept.who": "Who may look",
    "kept.who.nobody": "Nobody sees persons. Roles see units, each only those that the role was given for.",
    "kept.looked": "How often somebody looked",
    "kept.looked.never": "Nobody looked in this time.",
    "kept.group.use": "Use of platforms",
    "kept.group.outages": "Outages",
    "kept.group.said": "What people said and did together",
    "kept.group.own": "The organisation's own accounts on platforms",
    "kept.group.accounts": "People who use the hub itself, and who looked at what",
    "kept.group.running": "What it takes to run",
    "kept.topics": "On the way between the parts (Kafka)",
    "kept.for.days": "{days:count day|days}",
    "kept.for.standing": "until a person removes it",
    "kept.for.hour": "one hour",
    "kept.for.account": "as long as the account, session or key",
    "kept.for.resend": "while its vendor could send it again, two days at most",
    "kept.for.quarter-hour": "15 minutes",
    "kept.for.fortnight": "14 days after its last word",
    "kept.for.sent": "until it is sent",
    "kept.for.newest": "the newest of each",
    "kept.table.usage_minutes": "Requests by platform and minute, of all people together",
    "kept.table.usage_hours": "Requests of a unit on a platform by hour and by what became of them",
    "kept.table.usage_days": (
        "People and their active time by unit, platform and day, as condensed pseudonyms"
    ),
    "kept.table.control_hours": "A unit's web use in general by hour, from a sample",
    "kept.table.own_changes": "What we changed of our own, when, and what whoever made it called it",
    "kept.table.demand_counts": "How many turned to us by a channel in a slot of time: counts, never who",
    "kept.table.demand_hours": "The same by hour, to tell what is usual",
    "kept.table.peer_words": "What other organisations say of platforms, and until when it counts",
    "kept.table.vendor_words": "What the status pages of vendors said, and when",
    "kept.table.notice_decisions": "Who was told of something, or was not, and why",
    "kept.table.notice_standings": "What each audience was told so far",
    "kept.table.notice_deliveries": (
        "Each message to an audience as it was sent, by which route, and how far it came"
    ),
    "kept.table.desk_tickets": "The number of the ticket that a service desk opened for an outage",
    "kept.table.touched_days": "How often a day's figures were added to",
    "kept.table.published_periods": "The weeks and months that are told, and when they were",
    "kept.table.published_platforms": "A platform's week or month in the whole organisation, as it is shown",
    "kept.table.published_cells": "A unit's week or month on a platform, as it is shown or withheld",
    "kept.table.published_surfaces": "What a platform was used for in a week or month, as it is shown",
    "kept.table.published_hours": "The hours of a platform's week in five shades, as they are shown",
    "kept.table.pair_days": "A unit's day on a platform, summed up",
    "kept.table.unit_days": "A unit's day on the web, summed up",
    "kept.table.unit_standings": "Up to when a unit's days are summed up",
    "kept.table.dependencies": "What each unit relies on, by points",
    "kept.table.dependency_changes": "Changes of what a unit relies on",
    "kept.table.unit_findings": "What there is to say to a unit or to risk",
    "kept.table.incidents": "Outages as they stand",
    "kept.table.incident_transitions": "Their course",
    "kept.table.incident_impact": "Working slots that an outage cost a unit",
    "kept.table.incident_severities": "How grave an outage is",
    "kept.table.availability_months": "How a platform worked for us, by month",
    "kept.table.incident_actions": (
        "What became of what people did; the account as a pseudonym, of a report none"
    ),
    "kept.table.incident_rooms": "Who leads by role, fallbacks, answers to “are you affected?”",
    "kept.table.lessons": "What to do instead, and whether it helped",
    "kept.table.practices": "Questions between units, answers and practices",
    "kept.table.silences": "While nobody is told of a platform",
    "kept.table.reports": "How many said “it fails for me”, by platform, hour, unit and work",
    "kept.table.report_marks": "Pseudonyms of the day, so that a report counts once",
    "kept.table.exercises": "Table-top exercises: what was imagined, and what was agreed",
    "kept.table.exercise_answers": "What units answered in them",
    "kept.table.exercise_actions": "What people did in them; the account as a pseudonym",
    "kept.table.register_entries": "What units declared of a platform",
    "kept.table.register_changes": "Changes of that; the account as a pseudonym",
    "kept.table.questions": "What a unit was asked",
    "kept.table.register_alerts": "What risk was told",
    "kept.table.own_accounts": "What units declare of their accounts: a role that owns it, never a person",
    "kept.table.post_drafts": "Posts to be, in their words; who wrote one as a pseudonym",
    "kept.table.critical_windows": "Times in which platforms must not fail",
    "kept.table.post_explanations": "What an unexpected post was, as somebody says",
    "kept.table.account_actions": "What people did about all that; the account as a pseudonym",
    "kept.table.account_days": (
        "How much was written to an account from outside on a day, and how soon it answered"
    ),
    "kept.table.account_conversations": (
        "A conversation by a keyed number: when each side wrote, never what, and never who"
    ),
    "kept.table.account_states": "Who waits for an answer of an account, and what is wrong with it",
    "kept.table.account_posts": "Whether an outgoing post was approved; its words as a keyed number at most",
    "kept.table.window_preflights": "What was not ready before such a time",
    "kept.table.audit_entries": "Who looked at what, changed or exported it; the account as a pseudonym",
    "kept.table.hub_accounts": "Log-in names and names of those who use the hub",
    "kept.table.hub_grants": "Their roles",
    "kept.table.hub_sessions": "Their open sessions, without address",
    "kept.table.hub_api_keys": "Their keys for programs, as hashes",
    "kept.table.hub_login_attempts": "Failed log-ins, by keyed hash",
    "kept.table.hub_hook_deliveries": "Deliveries of webhooks that were taken, as digests",
    "kept.table.hub_secrets": "Secrets of the hub itself",
    "kept.table.offsets": "How far the evidence is read",
    "kept.table.usage_read": "When the evidence of use was last read to its end",
    "kept.table.rule_states": "What judging remembers, pseudonyms of the last hours among it",
    "kept.table.sources": "The logs that are read",
    "kept.table.outbox": "Messages on their way out",
    "kept.table.forgotten_keys": "Keys of pseudonyms that were forgotten",
    "kept.topic.evidence.usage": "Use by unit, with pseudonyms",
    "kept.topic.evidence.signals": "What worked and failed every ten seconds, with pseudonyms; reports",
    "kept.topic.hub.actions": "What people did, the account as a pseudonym",
    "kept.topic.hub.changes": "What was decided, for live pages",
    "kept.topic.hub.audit": "Who looked at what",
    "kept.topic.collector.positions": "How far each log is read",
    "kept.topic.dead.letters": "Lines that could not be read: where and why, never what stood there",
    "kept.topic.monitors.dead.letters": "Messages that could not be taken",
    "notice.why": "Why",
    "notice.purpose": "The organisation looks at logs of the web proxy for this purpose:",
    "notice.practice": (
        "This is done all the time, by a program (Holdfast), for all people on the organisation's network. "
        "The logs themselves say which hosts were visited, when, and with what result."
    ),
    "notice.what": "What is kept of it",
    "notice.fields": (
        "By unit, platform and hour: how many requests there were, what became of them, how many bytes, "
        "and how many different people. No list of persons, no path, no content."
    ),
    "notice.long.evidence": "Pseudonyms on their way: {hours:count hour|hours} at most.",
    "notice.long.minutes": "Requests by platform and minute: {hours:count hour|hours}.",
    "notice.long.hours": (
        "Requests by unit and hour, and weeks and months as they are shown: {hours_days:count day|days}. "
        "People and active time by day: {days_days:count day|days}."
    ),
    "notice.long.rest": "What units rely on, outages, and what people declared: until a person removes it.",
    "notice.few": (
        "Figures of fewer than {k:count person|people} are withheld, and people are told in steps of five."
    ),
    "notice.private": "Private use",
    "notice.private.what": (
        "Private use within the organisation's rules is no finding. Nothing ranks persons, and Holdfast "
        "cannot be asked what a person did. If misuse is suspected, that is looked into by other means and "
        "rules, and without Holdfast."
    ),
    "notice.rights": "Your questions",
    "notice.rights.what": (
        "The page “What is kept about use like yours” shows every field, and how often somebody looked. "
        "Your rights to be told, to have it corrected and to object hold for pseudonymised data as well; "
        "turn to your privacy office."
    ),
    "annex.title": "Annex for the privacy impact assessment",
    "annex.what": (
        "Made of the settings as they stood on {at:word}. Whether the purpose is lawful and weighs enough "
        "is not for a program to say."
    ),
    "annex.settings": "Settings in force",
    "annex.k": "Fewest people of whom a figure is shown",
    "annex.base": "People are rounded to steps of",
    "annex.suppression": "Withholding",
    "annex.suppression.what": (
        "A withheld figure goes into a sum of at least two withheld ones, so that nobody can subtract it "
        "(complementary suppression). Decided once for each closed week or month, when it is published."
    ),
    "annex.evidence": "Pseudonyms on Kafka, at most",
    "annex.hours": "{hours:count hour|hours}",
    "annex.networks": "Networks from which anybody may report without an account",
    "annex.data": "Categories of data, and how long they stay",
    "annex.risks": "Risks and what is done against them",
    "annex.risk": "Risk",
    "annex.measure": "Measure",
    "annex.risk.person": "Somebody wants to see what a person did",
    "annex.measure.person": (
        "There is no such view and no such query; accounts and pseudonyms of the evidence cannot be "
        "brought together in the hub."
    ),
    "annex.risk.few": "A small group's figures say who it was",
    "annex.measure.few": (
        "Fewer than {k:count person|people}: withheld whole, in pages, exports, metrics and alerts alike. "
        "A small unit's level goes to that unit alone, and without a figure to risk: while an outage hurts "
        "it, and once it has left a question unanswered."
    ),
    "annex.risk.differences": "Two views subtracted from each other say more than each",
    "annex.measure.differences": (
        "Fixed weeks and months only; decisions to withhold are stored and not made anew."
    ),
    "annex.risk.curious": "Somebody with a role looks around",
    "annex.measure.curious": (
        "Roles reach named units only; views of register, units and incidents, and exports are in an audit "
        "log whose entries are chained by hashes; employees see how often it happens."
    ),
    "annex.risk.change": "The purpose creeps",
    "annex.measure.change": (
        "The purpose stands on this page and on the one for employees, from the settings of the hub; "
        "changing it takes whoever runs the hub, and everybody sees it."
    ),
    "annex.risk.key": "The key of the pseudonyms gets out",
    "annex.measure.key": (
        "It lies with the collectors only. A key can be changed and forgotten; what was made with it is "
        "then removed for good."
    ),
    "annex.roads": "The ways out",
    "annex.roads.what": (
        "A login, an address, a path or a query ends at the collector: none goes to Kafka, to a table, "
        "to a page or into a log of Holdfast's own, but as a pseudonym. Pages, the API, exports, "
        "printed reports and what is told live all ask one policy, by the smallest group above, what "
        "may be told to whom. The figures for monitoring (/metrics) are of Holdfast itself and of "
        "platforms, and none is of a unit; {networks:count network reads|networks read} the hub's "
        "without a key."
    ),
    "annex.less": "Less intrusive ways",
    "annex.less.what": (
        "Asking units alone was considered: it misses what nobody thinks of, and outages. Therefore paths, "
        "queries, names and addresses are dropped where the log is read, only known platforms are told "
        "apart, and everything is by unit."
    ),
    "annex.yours": "What remains for you to write",
    "annex.yours.what": (
        "The legal basis, the views of workers or their council, who is responsible, and transfers, if "
        "any: Holdfast itself sends nothing to anybody outside."
    ),
}
"""Key -> words."""
