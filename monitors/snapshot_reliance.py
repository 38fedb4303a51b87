"""What units rely on, and what is found beside it: the part of a snapshot that a directory is needed for."""

from monitors.domain.reliance.outages import failures_of
from monitors.snapshot_dependencies import JudgedLog, Showing, dependencies, judged, seen_of
from monitors.snapshot_findings import findings
from monitors.snapshot_schema import Dependency, Finding
from monitors.snapshot_sums import Sums, Terms
from monitors.snapshot_unit_rows import Known


def judged_log(terms: Terms, sums: Sums) -> JudgedLog | None:
    """Every unit as the log's last day has it; None where no line bears a time."""
    last_ms = sums.incidents.seen_ms
    if last_ms is None:
        return None
    known = Known(
        units=terms.directory.units,
        platforms=list(terms.catalogue.platforms),
        calendar=terms.calendar,
        merged_into=sums.tables.merged_into,
        k=terms.k,
        last_day=terms.calendar.day_at(last_ms),
        networks=terms.directory.networks,
    )
    failures = failures_of(sums.incidents.found.values(), last_ms)
    return JudgedLog(
        judged(sums.hours, sums.slices.people, known, seen_of(sums.coverage, sums.period), failures),
        known,
        Showing.of(sums.tables, sums.cells, sums.coverage.identity),
        failures,
        last_ms,
    )


def told(log: JudgedLog, terms: Terms) -> tuple[list[Dependency], list[Finding]]:
    """What may be shown of what units rely on, and of what is found where they do not."""
    found = findings(log.found, log.known, log.showing, terms.catalogue.platforms, terms.tool_rules)
    listed = dependencies(log.found, log.known, log.showing, found)
    beside = {(each.unit, each.platform) for each in listed if each.score is not None}
    return listed, [
        one for own in found.values() for one in own if (one.unit, one.platforms[0]) not in beside
    ]
