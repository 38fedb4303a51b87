"""The register in the columns of other regimes: candidate rows, each column with where the regime names it.

`REGIMES` is the list of them. A column is filled from the register's own columns (`register_csv.COLUMNS`), or
is empty and named in the header as one that people fill: a log and a unit's word do not know a contract's
number, a provider's identifier or where data is stored. No row is a filing. Whether a consumer platform's
click-through terms belong in a regime's register is for the organisation to decide.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, Final, Literal

from api.exports.table import ExportTable, Kind

Regime = Literal["dora", "cps-230", "sysc-15a", "sp-800-34", "records"]

Row = Mapping[str, Any]

METHOD: Final = "holdfast.regime-export/1"
CANDIDATE: Final = "candidate"
MOST_REASONS: Final = 300
"""Characters of b_06.01.0060."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where the regime names it, and what of a register's row fills it (None: people do)."""

    name: str
    source: str
    fill: Callable[[Row], Any] | None = None
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Template:
    """One regime's columns."""

    regime: str
    source: str
    columns: tuple[Column, ...]


def regime_table(register: ExportTable, template: Template) -> ExportTable:
    """The register's rows in the columns of a regime; their header names what is left to people."""
    mapped = [
        {column.name: column.fill(row) for column in template.columns if column.fill is not None}
        for row in register.rows
    ]
    more = {
        "regime": template.regime,
        "regime_source": template.source,
        "register_status": f"{CANDIDATE}: no row is a filing",
        "to_be_filled_by_people": "; ".join(each.name for each in template.columns if each.fill is None),
        **{f"source_of_{each.name}": each.source for each in template.columns},
    }
    columns = {each.name: each.kind for each in template.columns}
    return replace(register, method=METHOD, columns=columns, rows=mapped, more=more)


def _of(name: str) -> Callable[[Row], Any]:
    """A column of the register as it is."""
    return lambda row: row.get(name)


def _always(value: str) -> Callable[[Row], Any]:
    return lambda _row: value


def _hours(name: str) -> Callable[[Row], Any]:
    """Whole hours, a part of one counted as one."""
    return lambda row: None if row.get(name) is None else ceil(row[name])


def _coded(name: str, codes: Mapping[str, str]) -> Callable[[Row], Any]:
    """A word of the register as the regime's code; what the regime has no code for is left to people."""
    return lambda row: codes.get(row.get(name) or "")


def _reasons(row: Row) -> str:
    """What the unit says of the harm, as short as the regime wants it."""
    return str(row.get("impact_over_time") or "")[:MOST_REASONS]


def _alternative(row: Row) -> str | None:
    """Yes where a fallback is named; that none is named is no answer."""
    return YES if row.get("workaround_text") else None


def _product(row: Row) -> str:
    """What the activity is for, and by its own name where nobody said."""
    return str(row.get("product_or_service_supported") or row.get("activity_name") or "")


YES: Final = "eba_BT:x28"
SAAS: Final = "eba_TA:S19"

RELIANCE: Final = {
    "none": "eba_ZZ:x794",
    "incidental": "eba_ZZ:x794",
    "habitual": "eba_ZZ:x795",
    "important": "eba_ZZ:x796",
    "mission-critical": "eba_ZZ:x797",
}
"""Register level -> b_02.02.0180: not significant, low, material, full reliance."""

OURS: Final = "Holdfast's own, to find the row again in the register"

DORA: Final = Template(
    "Register of information of DORA",
    "Implementing Regulation (EU) 2024/2956, templates B_02.02, B_05.01, B_06.01 and B_07.01; codes of the "
    "EBA taxonomy",
    (
        Column("register_status", OURS, _always(CANDIDATE)),
        Column("activity_id", OURS, _of("activity_id")),
        Column("unit_name", OURS, _of("unit_name")),
        Column("platform_name", OURS, _of("platform_name")),
        Column("b_02.02.0050", "Function identifier, the key into B_06.01"),
        Column("b_02.02.0060", "Type of ICT services; cloud services: SaaS", _always(SAAS)),
        Column("b_02.02.0130", "Country of provision of the ICT services"),
        Column("b_02.02.0150", "Location of the data at rest"),
        Column("b_02.02.0160", "Location of management of the data"),
        Column("b_02.02.0170", "Sensitiveness of the data stored"),
        Column(
            "b_02.02.0180",
            "Level of reliance on the ICT service; from the register's level",
            _coded("register_level", RELIANCE),
        ),
        Column("b_05.01.0010", "Identification code of the ICT third-party service provider"),
        Column("b_05.01.0020", "Type of that code: LEI, then EUID"),
        Column("b_05.01.0030", "Name of the ICT third-party service provider", _of("operator")),
        Column("b_05.01.0050", "Country of the provider's headquarters"),
        Column("b_05.01.0080", "Identification code of the provider's ultimate parent undertaking"),
        Column("b_06.01.0010", "Function identifier, F1 to Fn"),
        Column("b_06.01.0030", "Function name", _of("activity_name")),
        Column("b_06.01.0050", "Criticality or importance assessment"),
        Column("b_06.01.0060", "Reasons for criticality or importance, 300 characters at most", _reasons),
        Column(
            "b_06.01.0070",
            "Date of the last assessment of criticality or importance; that of the register's approval",
            _of("approved_at"),
            "day",
        ),
        Column("b_06.01.0080", "Recovery time objective, in whole hours", _hours("rto_hours"), "count"),
        Column("b_06.01.0090", "Recovery point objective, in whole hours", _hours("rpo_hours"), "count"),
        Column("b_06.01.0100", "Impact of discontinuing the function"),
        Column("b_07.01.0050", "Substitutability of the ICT third-party service provider"),
        Column("b_07.01.0060", "Reason if it is not substitutable, or hard to substitute"),
        Column("b_07.01.0070", "Date of the last audit on the provider"),
        Column("b_07.01.0080", "Existence of an exit plan"),
        Column("b_07.01.0090", "Possibility of reintegration of the contracted ICT service"),
        Column("b_07.01.0100", "Impact of discontinuing the ICT services"),
        Column("b_07.01.0110", "Whether alternative providers are identified; yes or open", _alternative),
        Column("b_07.01.0120", "Which alternatives; the unit's fallback", _of("workaround_text")),
    ),
)

CPS_230: Final = Template(
    "Tolerance levels of critical operations",
    "APRA Prudential Standard CPS 230 Operational Risk Management, in force since 1 July 2025",
    (
        Column("register_status", OURS, _always(CANDIDATE)),
        Column("activity_id", OURS, _of("activity_id")),
        Column("unit_name", OURS, _of("unit_name")),
        Column("critical_operation", "CPS 230: critical operation; candidates only", _of("activity_name")),
        Column("is_critical_operation", "CPS 230: whether the operation is critical is for the board to say"),
        Column(
            "maximum_period_of_disruption_hours",
            "CPS 230: maximum period of time for a disruption; the MTPD of ISO 22301",
            _of("mtpd_hours"),
            "number",
        ),
        Column(
            "maximum_extent_of_data_loss_hours",
            "CPS 230: maximum extent of data loss; the RPO, in hours of data",
            _of("rpo_hours"),
            "number",
        ),
        Column(
            "minimum_service_level",
            "CPS 230: minimum service levels under alternative arrangements; the MBCO of ISO 22301",
            _of("mbco_text"),
        ),
        Column("alternative_arrangement", "CPS 230: alternative arrangements", _of("workaround_text")),
        Column("service_provider", "CPS 230: service provider; who operates the platform", _of("operator")),
        Column("service", "CPS 230: the service that is relied on", _of("platform_name")),
        Column("is_material_service_provider", "CPS 230: material service provider, for the entity to say"),
    ),
)

SYSC_15A: Final = Template(
    "Important business services and their mapping",
    "FCA Handbook SYSC 15A, Operational resilience",
    (
        Column("register_status", OURS, _always(CANDIDATE)),
        Column("activity_id", OURS, _of("activity_id")),
        Column("unit_name", OURS, _of("unit_name")),
        Column("business_service", "SYSC 15A.2.3G: each distinct service by itself", _product),
        Column("is_important_business_service", "SYSC 15A.2.1R: whether it is one is for the firm to say"),
        Column(
            "impact_tolerance_hours",
            "SYSC 15A.2.5R: impact tolerance, as time; the MTPD, never the RTO",
            _of("mtpd_hours"),
            "number",
        ),
        Column(
            "substitutability", "SYSC 15A.2.4G: factor; what would be done instead", _of("workaround_text")
        ),
        Column("time_criticality", "SYSC 15A.2.4G: factor; the unit's peak periods", _of("peak_periods")),
        Column("clients", "SYSC 15A.2.4G: factor; audiences by their kind", _of("audiences")),
        Column("harm", "SYSC 15A.2.4G: factors; harm over time, by kind", _of("impact_over_time")),
        Column("mapped_people", "SYSC 15A.4.1R: people; the owner's role", _of("owner_role")),
        Column("mapped_processes", "SYSC 15A.4.1R: processes", _of("activity_name")),
        Column("mapped_technology", "SYSC 15A.4.1R: technology", _of("platform_name")),
        Column("mapped_facilities", "SYSC 15A.4.1R: facilities"),
        Column("mapped_information", "SYSC 15A.4.1R: information"),
        Column("mapped_third_party", "SYSC 15A.4.2G: third parties", _of("operator")),
        Column("reviewed_on", "SYSC 15A.2.2R: at least every year", _of("approved_at"), "day"),
    ),
)

SP_800_34: Final = Template(
    "Business-impact analysis of NIST",
    "NIST SP 800-34 Rev. 1, Appendix B",
    (
        Column("activity_id", OURS, _of("activity_id")),
        Column("unit_name", OURS, _of("unit_name")),
        Column("mission_business_process", "BIA template, section 3.1", _of("activity_name")),
        Column("process_description", "BIA template, section 3.1", _of("product_or_service_supported")),
        Column("impact", "BIA template, section 3.1.1: outage impacts, by kind", _of("impact_over_time")),
        Column(
            "mtd_hours",
            "BIA template, section 3.1.1: maximum tolerable downtime",
            _of("mtpd_hours"),
            "number",
        ),
        Column(
            "rto_hours", "BIA template, section 3.1.1: recovery time objective", _of("rto_hours"), "number"
        ),
        Column(
            "rpo_hours", "BIA template, section 3.1.1: recovery point objective", _of("rpo_hours"), "number"
        ),
        Column(
            "alternate_means",
            "BIA template, section 3.1.1: secondary processing or manual work-around",
            _of("workaround_text"),
        ),
        Column("system_resource", "BIA template, section 3.2: resource; the platform", _of("platform_name")),
        Column("resource_requirements", "BIA template, section 3.2", _of("resource_requirements")),
        Column("recovery_priority", "BIA template, section 3.3", _of("recovery_priority"), "count"),
    ),
)

RECORDS: Final = Template(
    "Records on social platforms",
    "NARA Bulletin 2014-02; ISO 15489-1:2016",
    (
        Column("activity_id", OURS, _of("activity_id")),
        Column("unit_name", OURS, _of("unit_name")),
        Column("platform_name", OURS, _of("platform_name")),
        Column("activity_name", "ISO 15489-1: business context", _of("activity_name")),
        Column("record_likely", "NARA: any yes to its four questions makes it likely", _of("record_likely")),
        Column("record_reason", "NARA: why", _of("record_reason")),
        Column(
            "only_copy_on_platform",
            "NARA: whether the information is only on the platform",
            _of("only_copy_on_platform"),
        ),
        Column("capture_system", "ISO 15489-1: where it is captured", _of("capture_system")),
        Column(
            "retention_schedule_ref",
            "The organisation's retention schedule",
            _of("retention_schedule_ref"),
        ),
        Column("last_captured_at", "ISO 15489-1: actions over time; when it was captured last"),
    ),
)

REGIMES: Final[Mapping[Regime, Template]] = {
    "dora": DORA,
    "cps-230": CPS_230,
    "sysc-15a": SYSC_15A,
    "sp-800-34": SP_800_34,
    "records": RECORDS,
}
"""All of them, in the order in which they are offered."""
