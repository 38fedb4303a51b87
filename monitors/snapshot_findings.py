"""What somebody may want to act on, of a finished log: findings as the document has them."""

from collections.abc import Iterator, Mapping, Sequence

from monitors.domain.calendar import date_of
from monitors.domain.findings import records
from monitors.domain.findings.course import widespread
from monitors.domain.findings.evidence import people_by_day
from monitors.domain.findings.records import Surroundings, ToolRule, UnitEvidence, Use
from monitors.domain.findings.registry import findings_of
from monitors.domain.outage.records import Reason as Said
from monitors.domain.showing_findings import shown_finding
from monitors.snapshot_dependencies import Pair, Showing, UnitJudged, UnitSeen
from monitors.snapshot_schema import Finding, Reason
from monitors.snapshot_unit_rows import KEY_VERSION, Known
from streams.domain.catalogue_rows import Platform


def findings(
    found: Mapping[int, UnitJudged],
    known: Known,
    showing: Showing,
    catalogue: Mapping[str, Platform],
    tool_rules: Sequence[ToolRule],
) -> dict[Pair, list[Finding]]:
    """The findings that may be shown, by the places of unit and first platform.

    Those of small units go to that unit alone, and so are not in a document that others read; nor is what
    concerns a platform with too few requests to name a unit beside them.
    """
    places = {name: place for place, name in enumerate(known.platforms)}
    told: dict[Pair, list[Finding]] = {}
    for unit, own in exact_findings(found, known, catalogue, tool_rules):
        for exact in own:
            cells = [(unit, places[platform]) for platform in exact.platforms]
            if exact.only_unit or any(platform in showing.hidden for _, platform in cells):
                continue
            cells_shown = all(cell in showing.cells for cell in cells)
            shown = shown_finding(exact, known.k, showing.identity, cells_shown=cells_shown)
            if shown is not None:
                told.setdefault(cells[0], []).append(_written(shown))
    return told


def exact_findings(
    found: Mapping[int, UnitJudged],
    known: Known,
    catalogue: Mapping[str, Platform],
    tool_rules: Sequence[ToolRule],
) -> Iterator[tuple[int, list[records.Finding]]]:
    """What is found of each unit, by its place, with figures that nobody may be shown yet."""
    around = Surroundings(catalogue, _widespread(found, known), tool_rules)
    for unit, judged in found.items():
        if judged.seen is not None:
            evidence = _evidence(unit, judged, judged.seen, known, catalogue)
            yield unit, findings_of(evidence, around, known.k)


def _widespread(found: Mapping[int, UnitJudged], known: Known) -> frozenset[str]:
    """What half of the units that are large enough to be named use."""
    return widespread(
        {
            known.units[unit].name: {
                known.platforms[place]: exact.level for place, exact in judged.pairs.items()
            }
            for unit, judged in found.items()
            if judged.people >= known.k
        }
    )


def _evidence(
    unit: int, judged: UnitJudged, seen: UnitSeen, known: Known, catalogue: Mapping[str, Platform]
) -> UnitEvidence:
    """One unit's evidence."""
    people = people_by_day({key: each.people for key, each in seen.rows.days.items()}, KEY_VERSION)
    names = {known.platforms[place]: exact for place, exact in judged.pairs.items()}
    return UnitEvidence(
        unit=known.units[unit].name,
        people=judged.people,
        today=date_of(known.last_day),
        work=seen.work,
        uses={
            platform: Use(
                platform=catalogue[platform],
                days=seen.days[platform],
                figures=seen.figures[platform],
                assessment=assessment,
                people=people.get(platform, {}),
                by_network=seen.rows.networks.get(platform, {}),
            )
            for platform, assessment in sorted(names.items())
        },
    )


def _written(told: records.Finding) -> Finding:
    """A finding as the document has it."""
    return Finding(
        code=told.reason.code,
        figures=told.reason.figures,
        kind=told.kind,
        unit=told.unit,
        platforms=list(told.platforms),
        addressed_to=told.addressed_to,
        treatments=[_reason(each) for each in told.treatments],
        value=[_reason(each) for each in told.value],
    )


def _reason(said: Said) -> Reason:
    return Reason(said.code, said.figures)
