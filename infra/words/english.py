"""English sentences: plain and exact; a sentence about a doubt says what to do about it."""

REASONS: dict[str, str] = {
    "no-directory": (
        "No directory was given, so nothing is known of units: everybody counts as unassigned."
        " Give one with --directory to see which unit relies on what."
    ),
    "low-joined-share": (
        "Only {share:percent} of the lines could be joined to a unit, so figures by unit show a part of the"
        " organisation. Check that the directory covers the logins and addresses of this log."
    ),
    "addresses-only": (
        "The log names addresses and no logins: its figures speak of devices, not of people."
    ),
    "rejected-lines": (
        "{rejected:count line was|lines were} not understood ({share:percent}) and left out of every figure."
        ' "holdfast parse" shows which, and why.'
    ),
    "truncated-input": (
        "{file:word} breaks off in the middle of its compressed data. What came before is counted;"
        " fetch the file again for the rest."
    ),
    "shrunken-input": (
        "{file:word} became shorter while it was read, so lines of it may be missing. Read it again once"
        " nobody writes to it, or follow it with `holdfast collect`."
    ),
    "damaged-input": (
        "{file:word} is damaged: its compressed data fails its own checksum. Its lines up to the first that"
        " cannot be understood are counted; fetch the file again for the rest."
    ),
    "damaged-pipe": (
        "{file:word} is damaged: its compressed data fails its own checksum. Lines behind the damage may be"
        " false and are counted too; fetch it again, or name it as a file and not as a pipe."
    ),
    "clock-ahead": (
        "{lines:count line bears|lines bear} a time in the future: a clock runs ahead, at the proxy or here."
        " Their hours are not to be trusted."
    ),
    "timezone-assumed": (
        "The times in the log name no zone; {timezone:word} was assumed. If that is wrong, every hour is"
        " shifted: give the right zone with --timezone."
    ),
    "short-period": (
        "The log covers less than {days:count day|days}, too little to tell a habit from chance."
        " Two weeks or more show a rhythm."
    ),
    "log-gap": (
        "The log is silent for {minutes:count minute|minutes}, from {from:time} to {to:moment}."
        " What happened then is unknown, which is neither good nor bad."
    ),
    "excluded-people": (
        "{lines:count line|lines} of people or networks that the directory excludes: dropped when read,"
        " and known as this number only."
    ),
    "empty-log": (
        "The log holds no request: it is empty, or has only headers and comments. Check that it is the file"
        " that the proxy writes, and not one that was just begun after a rotation."
    ),
    "no-catalogued-use": (
        "No request to a catalogued platform was found. Check that this is the log of web traffic, and that"
        " hosts are logged; the hosts outside the catalogue may tell more."
    ),
    "catalogue-additions": (
        "Your own additions to the catalogue were used: {hosts:count host|hosts}."
    ),
    "duplicate-file": (
        "All of {file:word} stands in another file that was given; it is counted once."
    ),
    "overlapping-file": (
        "{file:word} begins with all of another file that was given; only what is new in it is counted."
    ),
    "repeated-lines": (
        "{file:word} begins with lines that already stand near the end of the file before it: they count"
        " twice. Give rotated files as they were written, without overlap."
    ),
    "units-only-in-directory": (
        "In the directory and not in the file of units: {units:count unit|units}, {names:word}."
        " Each counts as a unit of its own at the top; check the spelling, or add it there."
    ),
    "directory-empty": (
        "{files:word} names its columns and nobody: everybody counts as unassigned. Add a row for each login"
        " or network."
    ),
    "directory-rows-say-nothing": (
        "In {files:word}, {rows:count row says|rows say} neither unit nor network nor site and had no effect."
    ),
    "directory-columns-ignored": (
        "{files:word} has columns that say nothing here and were ignored: {columns:word}."
    ),
    "directory-not-utf8": (
        "{files:word} is no UTF-8 text and was read as Windows-1252. If names look wrong, save the table"
        " again as CSV UTF-8."
    ),
    "mostly-rejected": (
        "{share:percent} of the lines were not understood, so this is most likely another format."
        " Do not rely on these figures; name the format with --format, or describe it with --logformat."
    ),
    "connect-only": (
        "{share:percent} of the requests show only that a tunnel to a host was opened. What is done inside a"
        " tunnel, and what fails there, cannot be seen."
    ),
    "no-durations": (
        "The format {format:word} carries no durations: slow answers cannot be told from quick ones, and a"
        " request counts at the time when it ended."
    ),
    "no-upload-bytes": (
        "The format {format:word} does not carry how much was sent: uploads are unknown."
    ),
    "small-units-withheld": (
        "{cells:count figure|figures} by unit withheld, because too few people stand behind each."
        " Where at least two can be taken together, their sum appears as the parent's other units."
    ),
    "not-in-order": (
        "{lines:count line stands|lines stand} out of the order of time. Sums are right all the same;"
        " rotated files may have been given in another order than they were written."
    ),
}  # fmt: skip
"""Reason code -> sentence."""

LABELS: dict[str, str] = {
    "unknown": "unknown",
    "unassigned": "Unassigned",
    # The report's own words.
    "title": "How we use consumer platforms",
    "snapshot": "Snapshot of a log",
    "period": "Period",
    "period.unknown": "no line could be dated",
    "times-in": "times in {zone:word}",
    "period.detail": "From {start:word} to {end:word}, {zone:word}",
    "headline": (
        "{platforms:count consumer platform is|consumer platforms are} in use here"
    ),
    "headline.top": (
        "Most requests go to {platform:word}: {requests:count} from {people:word} in"
        " {units:count unit|units}."
    ),
    "headline.top.without-units": (
        "Most requests go to {platform:word}: {requests:count} from {people:word}."
    ),
    "headline.empty": "No request could be read from this log",
    "headline.none": "No use of a consumer platform was found in this log",
    "headline.failing": (
        "{platform:word} failed people most often: {share:percent} of attempts."
    ),
    "headline.blocked": (
        "We turned away {blocked:count request|requests}, most of them to {platform:word}."
    ),
    "tile.reach.login": "people on {platform:word}, the widest reach",
    "tile.reach.address": "devices on {platform:word}, the widest reach",
    "tile.platforms": "platforms in use",
    "tile.requests": "requests to them",
    "tile.blocked": "turned away by us",
    "tile.joined": "of lines joined to a unit",
    "tile.joined.unknown": "no directory, so no units",
    "read-this-first": "Read this first",
    "more-warnings": "{warnings:count more thing|more things} to know about these figures",
    "section.platforms": "Platforms by use",
    "section.platforms.note": "requests are exact; people are rounded to 5; attempts: see Method",
    "section.units": "Units and the platforms they use",
    "section.units.note": "requests, and people rounded to 5; stronger: more of the platform's requests",
    "section.hours": "When they are used",
    "section.hours.note": (
        "requests by hour of the week, {zone:word}; strongest: the busiest hour of that platform"
    ),
    "section.outcomes": "What requests came to",
    "section.outcomes.note": "what happened, never whose fault it was; shares of the requests not withheld",
    "section.blocked": "Demand that we turn away",
    "section.blocked.note": "requests that our own policy refused; share of all requests to the platform",
    "section.embeds": "Seen only as an embed",
    "section.embeds.note": "other sites loaded a button, a font or a pixel; nobody opened these",
    "section.unknown": "Hosts worth cataloguing",
    "section.unknown.note": "much visited and in no catalogue; estimated from a sample",
    "section.coverage": "What this stands on",
    "section.blindness": "What this cannot see",
    "section.method": "Method and words",
    "column.platform": "Platform",
    "column.operator": "Operator",
    "column.requests": "Requests",
    "column.people": "People",
    "column.devices": "Devices",
    "column.units": "Units",
    "column.failed": "Failed attempts",
    "column.failed-requests": "Failed requests",
    "column.blocked": "Blocked",
    "column.bytes": "Data",
    "column.bytes.detail": "received and sent",
    "column.unit": "Unit",
    "column.host": "Host",
    "column.share-blocked": "Of all its requests",
    "column.embedded": "Times embedded",
    "column.outcomes": "Outcomes",
    "caption.platforms": (
        "Consumer platforms, most requests first, with people, units, share of failed attempts, blocked"
        " requests and data"
    ),
    "caption.units": "Requests and people by unit and platform",
    "caption.outcomes": "What requests came to, by platform",
    "caption.blocked": "Requests that our policy refused, by platform",
    "caption.embeds": "Platforms seen only as an embed in other sites",
    "caption.unknown": "Much visited hosts that are in no catalogue",
    "people.withheld": "Fewer than {k:count} people: figure withheld.",
    "devices.withheld": "Fewer than {k:count} devices: figure withheld.",
    "withheld": "withheld",
    "no-use": "no use seen",
    "shades": "fewer to more of the platform's requests",
    "other-units": "Other units of {unit:word}",
    "other-units.top": "Other units of the organisation",
    "other-units.cell": "{children:count unit|units} together",
    "not-by-unit": (
        "Not shown by unit or hour, because fewer than {k:count} people used them at all: {names:word}."
    ),
    "other-platforms": "{platforms:count more platform|more platforms}",
    "other-unit-rows": "{units:count more row|more rows}",
    "busiest": "Busiest: {weekday:word}, {hour:word} ({requests:count request|requests})",
    "busiest.office": "{share:percent} on weekdays from 7:00 to 18:00",
    "no-hours": "no request could be dated",
    "heat.title": "{platform:word}: requests by hour of the week",
    "bar.title": "{platform:word}: {requests:count request|requests}",
    "outcomes.title": "{platform:word}: what its requests came to",
    "outcomes.hidden": "outcome withheld",
    "outcomes.group.fine": "went through",
    "outcomes.group.failed": "failed",
    "outcomes.group.refused": "refused by the platform",
    "outcomes.group.policy": "blocked by us",
    "outcomes.group.ours": "our own proxy or sign-in",
    "outcomes.group.unclear": "broken off or unclear",
    "outcomes.failed-most": "failures mostly: {outcome:word}",
    "blocked.where": "What we turn away does not go away: it is asked for here.",
    "none": "none",
    "about": "about {requests:count}",
    # Coverage.
    "coverage.files": "Files",
    "coverage.format": "Format",
    "coverage.lines": "Lines",
    "coverage.parsed": "understood",
    "coverage.rejected": "not understood",
    "coverage.skipped": "headers, comments, blanks",
    "coverage.joined": "Lines joined to a unit",
    "coverage.joined.none": "no directory was given",
    "coverage.identity": "People are known by",
    "coverage.identity.login": "login",
    "coverage.identity.none": "neither login nor address",
    "coverage.identity.address": "address, so these are devices",
    "coverage.excluded": "Lines dropped by exclusion",
    "coverage.gaps": "Silences in the log",
    "coverage.gap": "{start:word} to {end:word}",
    "coverage.control": "The rest of the web",
    "coverage.control.none": "nothing was read",
    "coverage.control.sample": "every line counted",
    "coverage.control.one-in": "one line in {n:count} sampled",
    "coverage.withheld": "Figures withheld",
    "coverage.warnings": "Doubts",
    "coverage.no-warnings": "Nothing in this log gives cause for doubt.",
    # What it cannot see.
    "blind.off-network": "Use from telephones, from home and from anywhere outside this proxy.",
    "blind.content": "What people read or wrote: no content, path or query is kept.",
    "blind.tunnels": "What happens inside an encrypted tunnel, unless the proxy opens it.",
    "blind.purpose": (
        "What a platform is worth to a unit. Many requests may be idle, and few may be vital: ask the unit."
    ),
    "blind.not-judged": "Reliance is not judged here, because no directory says who belongs to which unit.",
    # Method.
    "method.request": "Request",
    "method.request.text": (
        "A line of the log that concerns a catalogued host which counts as somebody's use, whatever came of"
        " it. Embeds, pixels and background sockets are not use and are counted apart."
    ),
    "method.people": "People",
    "method.people.text": (
        "Different logins, pseudonymised with a key, counted by sketches and rounded to 5. Figures for fewer"
        " than {k:count} people are withheld. There is no figure about a person."
    ),
    "method.failed": "Failed attempts",
    "method.failed.text": (
        "The share of failed attempts: one person on one platform within ten seconds counts once, and only"
        " if nothing succeeded. Failures of the network, of the platform and answers slower than 10 s count;"
        " our own blocks and the platform's refusals do not."
        " A share of failed requests counts each request instead."
    ),
    "method.blocked": "Blocked",
    "method.blocked.text": "Requests that our own policy refused. They are requests too.",
    "method.time": "Time",
    "method.time.text": "A request counts in the hour in which it started; hours are in {zone:word}.",
    "method.schema": "Document",
    "method.catalogue": "Catalogue",
    "method.program": "Made by",
    "footer": (
        "Pseudonymised and aggregated; still to be handled with care. A start for talking with units, never a"
        " verdict on people."
    ),
    # Terminal.
    "terminal.read": "Read",
    "terminal.coverage": "Coverage",
    "terminal.read.text": (
        "{lines:count line|lines}: {parsed:count} understood, {rejected:count} not, {skipped:count} skipped"
    ),
    "terminal.reading": "Reading",
    "terminal.rate": "{rate:word} lines/s",
    "terminal.left": "{time:word} left",
    "terminal.report": "Report",
    "terminal.json": "JSON",
    "terminal.top-cells": "Where units use platforms most",
    "terminal.cells-withheld": (
        "Fewer than {k:count} people: figure withheld. This holds for {cells:count cell|cells}."
    ),
    "terminal.no-units": "No figures by unit.",
    # Outcomes.
    "outcome.ok": "went through",
    "outcome.fail_dns": "name not found (DNS)",
    "outcome.fail_tcp": "no connection",
    "outcome.fail_tls": "no secure connection (TLS)",
    "outcome.fail_timeout": "no answer in time",
    "outcome.fail_5xx": "server error",
    "outcome.slow": "slower than 10 s",
    "outcome.refused": "refused by the platform",
    "outcome.plat_4xx": "not found or not valid",
    "outcome.our_policy": "blocked by our policy",
    "outcome.our_auth": "our sign-in was asked for",
    "outcome.our_proxy": "our proxy's own fault",
    "outcome.client_gone": "broken off by the user",
    "outcome.unknown": "not told by the log",
    # Surfaces.
    "surface.feed": "feed",
    "surface.messaging": "messages",
    "surface.publishing": "publishing",
    "surface.business": "business tools",
    "surface.ads": "advertising",
    "surface.auth": "sign-in",
    "surface.api": "programming interface",
    "surface.video": "video",
    "surface.media-cdn": "pictures and media",
    "surface.embed": "embeds",
    "surface.status": "status page",
    # Why a line was not understood.
    "rejected.too-long": "longer than a line can be",
    "rejected.not-this-format": "not of this format",
    "rejected.too-few-fields": "too few fields",
    "rejected.bad-time": "time not readable",
    "rejected.bad-number": "number not readable",
    "rejected.no-fields-line": "no #Fields line before it",
    "rejected.field-count": "another number of fields than announced",
    "rejected.bad-quotes": "quotation marks do not match",
    "rejected.bad-json": "not valid JSON",
    "rejected.no-host": "no host",
    "rejected.bad-encoding": "encoding not readable",
    # Days of the week.
    "weekday.0": "Monday",
    "weekday.1": "Tuesday",
    "weekday.2": "Wednesday",
    "weekday.3": "Thursday",
    "weekday.4": "Friday",
    "weekday.5": "Saturday",
    "weekday.6": "Sunday",
    "weekday.0.short": "Mon",
    "weekday.1.short": "Tue",
    "weekday.2.short": "Wed",
    "weekday.3.short": "Thu",
    "weekday.4.short": "Fri",
    "weekday.5.short": "Sat",
    "weekday.6.short": "Sun",
}  # fmt: skip
"""Label key -> fixed words of pages and of the terminal."""
