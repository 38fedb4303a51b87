"""Snapshot documents of a seeded organisation, as rich as a real one, for whatever shows them."""

import random
from dataclasses import dataclass

import msgspec

from monitors.snapshot_schema import (
    Addressee,
    Coverage,
    Dependency,
    Factor,
    Figure,
    Finding,
    FindingKind,
    HourRow,
    Incident,
    Input,
    Kind,
    Period,
    PlatformRow,
    Reason,
    Snapshot,
    UnknownHost,
    UsageRow,
)

K = 10

EXPLAINED = (
    "On Facebook (pages and messages, signing in) 97\u00a0% of attempts failed, usually 1.4\u00a0%: about"
    " 30 people; of the rest of the web 1.1\u00a0% failed, so the fault lies with Facebook."
)
"""Why the first incident of `troubled` is one, in English."""

UNITS = (
    ("Citizen Services", 220),
    ("Communications", 45),
    ("Public Safety", 310),
    ("Highways", 180),
    ("Revenue", 420),
    ("Health Promotion", 95),
    ("Wildfire Information", 30),
    ("Field Inspection", 120),
    ("Museums and Culture", 60),
    ("Libraries", 75),
    ("Office of the Registrar", 14),
    ("Tourism", 35),
    ("Corporate Legal", 25),
    ("unassigned", 160),
)
"""Unit -> people."""

PARENT = "Corporate Services"


@dataclass(frozen=True)
class Habit:
    """How an organisation uses one platform: reach among people, requests each, and what goes wrong."""

    platform: str
    name: str
    operator: str
    reach: float
    requests_each: float
    failed: float
    blocked: float
    surfaces: tuple[str, ...]
    embeds: int = 0
    fond: tuple[str, ...] = ()


HABITS = (
    Habit("facebook", "Facebook", "Meta", 0.42, 310, 0.014, 0.0, ("feed", "messaging", "business"), 918_204,
          ("Citizen Services", "Communications", "Health Promotion")),
    Habit("youtube", "YouTube", "Google", 0.55, 420, 0.009, 0.0, ("video", "feed"), 402_113),
    Habit("linkedin", "LinkedIn", "Microsoft", 0.30, 120, 0.006, 0.0, ("feed", "business"), 120_887,
          ("Communications", "Corporate Legal")),
    Habit("x", "X", "X Corp.", 0.18, 210, 0.031, 0.0, ("feed", "publishing"), 233_010,
          ("Wildfire Information", "Communications", "Highways")),
    Habit("whatsapp", "WhatsApp", "Meta", 0.16, 260, 0.062, 0.02, ("messaging",), 0,
          ("Field Inspection", "Public Safety")),
    Habit("instagram", "Instagram", "Meta", 0.21, 90, 0.011, 0.0, ("feed", "publishing"), 88_210,
          ("Tourism", "Museums and Culture")),
    Habit("google-docs", "Google Docs", "Google", 0.10, 150, 0.004, 0.0, ("feed",), 0, ("Libraries",)),
    Habit("tiktok", "TikTok", "ByteDance", 0.12, 60, 0.02, 0.94, ("feed", "video"), 41_000),
    Habit("dropbox", "Dropbox", "Dropbox", 0.05, 44, 0.008, 0.71, ("feed", "api"), 0),
    Habit("reddit", "Reddit", "Reddit", 0.09, 75, 0.013, 0.0, ("feed",), 20_400),
    Habit("wikipedia", "Wikipedia", "Wikimedia Foundation", 0.33, 34, 0.002, 0.0, ("feed",), 9_120),
    Habit("canva", "Canva", "Canva", 0.04, 88, 0.007, 0.0, ("feed",), 0, ("Communications", "Tourism")),
    Habit("flickr", "Flickr", "SmugMug", 0.012, 40, 0.0, 0.0, ("feed",), 3_300, ("Museums and Culture",)),
    Habit("trello", "Trello", "Atlassian", 0.02, 66, 0.018, 0.0, ("feed", "api"), 0),
)  # fmt: skip

OFFICE = (0, 0, 0, 0, 0, 0, 1, 4, 14, 18, 17, 14, 9, 15, 17, 16, 12, 6, 2, 2, 1, 1, 0, 0)
"""Weight of each hour of a working day."""


def _rounded(people: int) -> int:
    """To base 5, as published."""
    return 5 * round(people / 5)


def _outcomes(rng: random.Random, habit: Habit, requests: int) -> dict[str, int]:
    """Requests split by what they came to."""
    blocked = round(requests * habit.blocked)
    failed = round((requests - blocked) * habit.failed)
    timeouts, server = failed // 2, failed // 3
    refused = round((requests - blocked) * 0.003)
    gone = round((requests - blocked) * 0.02 * rng.random())
    auth = round((requests - blocked) * 0.01)
    ok = requests - blocked - failed - refused - gone - auth
    split = {
        "ok": ok,
        "our_policy": blocked,
        "fail_timeout": timeouts,
        "fail_5xx": server,
        "fail_tcp": failed - timeouts - server,
        "refused": refused,
        "client_gone": gone,
        "our_auth": auth,
    }
    return {outcome: count for outcome, count in split.items() if count}


def _cells(rng: random.Random, habit: Habit) -> list[tuple[str, int, int]]:
    """Unit, people, requests: exact, before anything is withheld."""
    cells = []
    for unit, size in UNITS:
        reach = min(0.95, habit.reach * (3.0 if unit in habit.fond else rng.uniform(0.05, 1.3)))
        people = min(size, round(size * reach))
        if people:
            cells.append(
                (unit, people, max(people, round(people * habit.requests_each * rng.uniform(0.5, 1.6))))
            )
    return cells


def _usage(rng: random.Random, habit: Habit, cells: list[tuple[str, int, int]]) -> list[UsageRow]:
    """Published rows: sums, surfaces, withheld cells, and the parent's other units."""
    rows: list[UsageRow] = []
    if sum(people for _, people, _ in cells) < K:
        return rows
    small = [cell for cell in cells if cell[1] < K]
    for unit, people, requests in cells:
        if people < K:
            rows.append(UsageRow(unit=unit, platform=habit.platform, withheld=True))
            continue
        for surface, part in [(None, 1.0), *((s, 1 / len(habit.surfaces)) for s in habit.surfaces)]:
            amount = round(requests * part)
            rows.append(
                UsageRow(
                    unit=unit,
                    platform=habit.platform,
                    surface=surface,
                    requests=amount,
                    outcomes=_outcomes(rng, habit, amount),
                    people=_rounded(people),
                    bytes_down=amount * 41_000,
                    bytes_up=amount * 2_300,
                )
            )
    if len(small) >= 2:
        amount = sum(requests for _, _, requests in small)
        rows.append(
            UsageRow(
                unit=PARENT,
                platform=habit.platform,
                other_units=True,
                children=len(small),
                requests=amount,
                bytes_down=amount * 41_000,
                bytes_up=amount * 2_300,
            )
        )
    return rows


def _hours(rng: random.Random, habit: Habit, requests: int) -> list[HourRow]:
    """Office hours for most, evenings too for what people love."""
    weights = {}
    for weekday in range(7):
        for hour in range(24):
            weight = OFFICE[hour] if weekday < 5 else (1 if 8 <= hour <= 20 and habit.fond else 0)
            weights[weekday * 24 + hour] = weight * rng.uniform(0.7, 1.3)
    total = sum(weights.values())
    return [
        HourRow(habit.platform, hour, round(requests * weight / total))
        for hour, weight in weights.items()
        if round(requests * weight / total)
    ]


def organisation(*, seed: int = 3, hostile: bool = False) -> Snapshot:
    """Two weeks of a provincial organisation; `hostile` gives some of its words to an enemy of the page."""
    rng = random.Random(seed)
    platforms, usage, hours = [], [], []
    for habit in HABITS:
        cells = _cells(rng, habit)
        people, requests = sum(c[1] for c in cells), sum(c[2] for c in cells)
        platforms.append(
            PlatformRow(
                platform=habit.platform,
                name=habit.name,
                operator=habit.operator,
                requests=requests,
                people=_rounded(people) if people >= K else None,
                units=len(cells),
                bytes_down=requests * 41_000,
                bytes_up=requests * 2_300,
                failed_share=habit.failed,
                blocked=sum(_outcomes(random.Random(0), habit, c[2]).get("our_policy", 0) for c in cells),
                seen_as_embed=habit.embeds,
            )
        )
        usage += _usage(rng, habit, cells)
        hours += _hours(rng, habit, requests)
    platforms += _quiet_platforms()
    unknown = [
        UnknownHost("portal.regional-transit.example", 84_200, 310),
        UnknownHost("boards.planning-tool.example", 31_900, 45),
        UnknownHost("chat.mutual-aid.example", 12_400, 25),
    ]
    snapshot = Snapshot(
        input=Input(
            files=["access.log.2.gz", "access.log.1", "access.log"],
            lines=12_480_311,
            parsed=12_478_002,
            rejected=2_301,
            skipped=8,
            format="squid",
            rejected_by_reason={"too-few-fields": 1_980, "bad-time": 311, "too-long": 10},
        ),
        period=Period("2026-03-02T05:00:04.113Z", "2026-03-16T03:59:58.020Z"),
        coverage=Coverage(
            joined_share=0.882,
            identity="login",
            excluded=41_020,
            gaps=[Period("2026-03-07T02:00:00.000Z", "2026-03-07T02:43:00.000Z")],
            control_one_in=40,
        ),
        warnings=[
            Reason("rejected-lines", {"rejected": 2_301, "share": 0.000184}),
            Reason(
                "log-gap",
                {"from": "2026-03-07T02:00:00.000Z", "to": "2026-03-07T02:43:00.000Z", "minutes": 43},
            ),
            Reason("excluded-people", {"lines": 41_020}),
            Reason("connect-only", {"share": 0.91}),
            Reason("no-upload-bytes", {"format": "squid"}),
            Reason("small-units-withheld", {"cells": sum(row.withheld is True for row in usage)}),
        ],
        platforms=platforms,
        usage=usage,
        hours=hours,
        unknown_hosts=unknown,
    )
    return _attacked(snapshot) if hostile else snapshot


def _quiet_platforms() -> list[PlatformRow]:
    """Platforms that nobody opened, or too few people to speak of."""
    embeds = [("pinterest", "Pinterest", "Pinterest", 61_020), ("disqus", "Disqus", "Zeta Global", 17_733)]
    rows = [
        PlatformRow(
            platform=platform, name=name, operator=operator, requests=0, people=None, units=None,
            bytes_down=0,
            bytes_up=0, failed_share=None, blocked=0, seen_as_embed=seen,
        )
        for platform, name, operator, seen in embeds
    ]  # fmt: skip
    rows.append(
        PlatformRow(
            platform="vk", name="VK", operator="VK", requests=212, people=None, units=None,
            bytes_down=4_100_000,
            bytes_up=80_000, failed_share=0.0, blocked=0, seen_as_embed=0,
        )
    )  # fmt: skip
    return rows


ATTACK = '<script>document.title="owned"</script>'
ATTACK_ATTRIBUTE = '"><img src=x onerror=alert(1)>'


def _attacked(snapshot: Snapshot) -> Snapshot:
    """The same document, its words from CSV files and logs written by an enemy."""
    usage = [
        msgspec.structs.replace(row, unit=ATTACK) if row.unit == "Citizen Services" else row
        for row in snapshot.usage
    ]
    return msgspec.structs.replace(
        snapshot,
        usage=usage,
        input=msgspec.structs.replace(snapshot.input, files=[ATTACK_ATTRIBUTE], format=ATTACK),
        unknown_hosts=[UnknownHost(ATTACK_ATTRIBUTE, 900, 30)],
        warnings=[Reason("truncated-input", {"file": ATTACK})],
        platforms=[
            msgspec.structs.replace(row, name=ATTACK_ATTRIBUTE) if row.platform == "facebook" else row
            for row in snapshot.platforms
        ],
    )


def from_addresses_only() -> Snapshot:
    """A bare log without directory or logins: devices, no units, and little to stand on."""
    full = organisation()
    return Snapshot(
        input=Input(
            files=["-"], lines=5_000, parsed=4_100, rejected=900, skipped=0, format="squid-common",
            rejected_by_reason={"not-this-format": 900},
        ),
        period=Period("2026-03-02T08:00:00.000Z", "2026-03-02T17:30:00.000Z"),
        coverage=Coverage(joined_share=None, identity="address", excluded=0, gaps=[], control_one_in=1),
        warnings=[
            Reason("addresses-only"),
            Reason("no-directory"),
            Reason("rejected-lines", {"rejected": 900, "share": 0.18}),
            Reason("short-period", {"days": 1}),
            Reason("no-durations", {"format": "squid-common"}),
            Reason("timezone-assumed", {"timezone": "UTC"}),
        ],
        platforms=full.platforms[:3],
        hours=[row for row in full.hours if row.platform == "facebook" and row.hour_of_week < 24],
    )  # fmt: skip


def _explained(code: str, **changes: object) -> Reason:
    """Why, as the judge gives it."""
    figures: dict[str, object] = {
        "platform": None, "operator": None, "groups": "core", "where": None, "share": 0.974, "usual": 0.014,
        "seconds": 30, "failed_people": 30, "control_share": 0.011, "k": K, "identity": "login",
    }  # fmt: skip
    return Reason(code, figures | changes)  # type: ignore[arg-type]  # each figure by its name


def _incident(**fields: object) -> Incident:
    """An outage of Facebook on a Wednesday morning, with changes."""
    usual: dict[str, object] = {
        "id": "6b1f0a9d2c3e4f50",
        "cause": "platform",
        "cause_confidence": 0.97,
        "platform": "facebook",
        "platforms": ["facebook"],
        "surfaces": ["core", "login"],
        "units": ["Citizen Services", "Communications", "Health Promotion"],
        "state": "resolved",
        "suspected_at": "2026-03-04T14:31:30.000Z",
        "started_at": "2026-03-04T14:31:10.412Z",
        "detected_at": "2026-03-04T14:31:50.000Z",
        "ended_at": "2026-03-04T18:13:20.000Z",
        "peak_failed_share": 0.985,
        "requests_failed": 14_211,
        "people_failed": 130,
        "reasons": [
            Reason("most-fail", {"failed": 38, "votes": 39, "people": 30, "share": 0.974, "usual": 0.014,
                                 "minutes": None, "seconds": 30, "k": K, "identity": "login"}),
        ],
        "explanation": _explained("cause-platform", platform="facebook", groups="core, login"),
    }  # fmt: skip
    return Incident(**(usual | fields))  # type: ignore[arg-type]  # each field by its name


def troubled(*, hostile: bool = False) -> Snapshot:
    """The same two weeks, in which much broke: every cause once, one not over yet, two only suspected."""
    few = Reason("few-tries-fail", {"failed": 7, "votes": 8, "people": None, "share": 0.875, "usual": 0.006,
                                    "minutes": 22, "seconds": 1330, "k": K})  # fmt: skip
    filtered = Reason("policy-blocks", {"share": 0.96, "usual": 0.004, "seconds": 30})
    incidents = [
        _incident(),
        _incident(
            id="a1", cause="egress", cause_confidence=0.99, platform=None, platforms=[],
            surfaces=["core", "login", "media", "other"], units=[unit for unit, _ in UNITS],
            suspected_at="2026-03-06T09:00:20.000Z", started_at="2026-03-06T09:00:03.101Z",
            detected_at="2026-03-06T09:00:40.000Z", ended_at="2026-03-06T09:21:10.000Z",
            people_failed=920, requests_failed=81_404,
            explanation=_explained("cause-egress", share=0.99, failed_people=310),
        ),
        _incident(
            id="a2", cause="policy", cause_confidence=0.94, platform="tiktok", platforms=["tiktok"],
            surfaces=["core", "media"], units=["Tourism", "Communications"], people_failed=None,
            requests_failed=None, suspected_at="2026-03-09T13:02:00.000Z",
            started_at="2026-03-09T13:01:41.000Z", detected_at="2026-03-09T13:02:30.000Z", ended_at=None,
            peak_failed_share=0.96, state="confirmed", reasons=[filtered],
            explanation=_explained("cause-policy", platform="tiktok", failed_people=None),
        ),
        _incident(
            id="a3", cause="unit-network", cause_confidence=0.81, platform=None, platforms=[],
            surfaces=["core"], units=["Highways"], people_failed=60, requests_failed=2_210,
            suspected_at="2026-03-10T15:00:00.000Z", started_at="2026-03-10T14:59:30.000Z",
            detected_at="2026-03-10T15:00:20.000Z", ended_at="2026-03-10T19:44:00.000Z",
            explanation=_explained("cause-unit-network", where="Highways"),
        ),
        _incident(
            id="a4", cause="shared-provider", cause_confidence=0.88, platform=None,
            platforms=["canva", "linkedin", "trello", "x", "reddit"], surfaces=["core"],
            units=["Communications", "Corporate Legal", "Tourism"], people_failed=85, requests_failed=5_020,
            suspected_at="2026-03-11T11:48:00.000Z", started_at="2026-03-11T11:47:31.000Z",
            detected_at="2026-03-11T11:48:30.000Z", ended_at="2026-03-11T14:30:00.000Z",
            explanation=_explained(
                "cause-shared-provider", platform="canva, linkedin, reddit, trello, x", share=0.91
            ),
        ),
        _incident(
            id="a5", cause="unknown", cause_confidence=0.4, platform="flickr", platforms=["flickr"],
            surfaces=["media"], units=["Museums and Culture"], people_failed=None, requests_failed=None,
            suspected_at="2026-03-15T16:40:00.000Z", started_at="2026-03-15T16:12:04.000Z",
            detected_at="2026-03-15T16:44:00.000Z", ended_at=None, state="recovering", reasons=[few],
            explanation=_explained("cause-platform-no-control", platform="flickr", groups="media",
                                   failed_people=None),
        ),
    ]  # fmt: skip
    suspected = [
        _incident(
            id="b1", platform="whatsapp", platforms=["whatsapp"], surfaces=["core"], state="suspected",
            cause_confidence=0.5, units=["Field Inspection"], people_failed=None, requests_failed=None,
            suspected_at="2026-03-12T20:10:00.000Z", started_at="2026-03-12T20:08:12.000Z", detected_at=None,
            ended_at="2026-03-12T20:31:00.000Z", peak_failed_share=0.31, reasons=[],
            explanation=Reason("failures-rise", {"share": 0.31, "usual": 0.02, "cusum": 10.4}),
        ),
    ]  # fmt: skip
    snapshot = msgspec.structs.replace(organisation(), incidents=incidents, suspected=suspected)
    if not hostile:
        return snapshot
    attacked = _incident(units=[ATTACK], platforms=[ATTACK_ATTRIBUTE], id=ATTACK)
    return msgspec.structs.replace(_attacked(snapshot), incidents=[attacked])


FACTORS = (
    ("reach", 5), ("regularity", 12), ("rhythm", 13), ("depth", 50), ("listening", 50), ("cohort", 10),
    ("persistence", 5), ("substitution", 5),
)  # fmt: skip
"""Factor -> its most points."""

NOTHING = {
    "reach": "nobody", "regularity": "hardly", "rhythm": "apart", "depth": "none", "listening": "none",
    "cohort": "none", "persistence": "no-outage-seen", "substitution": "no-outage-seen",
}  # fmt: skip


def _dependency(
    unit: str, platform: str, level: str, bands: dict[str, tuple[str, int]], **fields: object
) -> Dependency:
    """A dependency with some bands reached, its score their sum."""
    reached = {name: bands.get(name, (NOTHING[name], 0)) for name, _ in FACTORS}
    usual: dict[str, object] = {
        "unit": unit, "platform": platform, "level": level, "candidate": False, "confirmation": "unasked",
        "confidence": "medium", "identity": "not-visible", "people": 30,
        "score": sum(points for _, points in reached.values()),
        "factors": [
            Factor(name=name, band=band, points=points, most=most, figures=FIGURES.get(name, {}))
            for (name, most), (band, points) in zip(FACTORS, reached.values(), strict=True)
        ],
        "kinds": [Kind("not-visible", [Reason("kind-ask-the-unit")])],
        "evidence": [
            Reason("used-on-days", {"people": 30, "days": 14, "observed": 14, "k": K, "identity": "login"}),
            Reason("same-people", {"share": 0.86}),
            Reason("in-working-hours", {"share": 0.94, "general": 0.88}),
        ],
    }  # fmt: skip
    return Dependency(**(usual | fields))  # type: ignore[arg-type]  # each field by its name


FIGURES: dict[str, dict[str, int | float | str | None]] = {
    "reach": {"people_share": 0.75, "people_a_day": 30, "unit_people": 40},
    "regularity": {"days_share": 1.0, "returning": 0.86},
    "rhythm": {"even_lift": 0.91, "working_share": 0.94, "general_share": 0.88, "lift": 1.07},
    "depth": {"hours_share": 0.61, "pace": 14.2, "strand_people": 15},
}


def relying(*, hostile: bool = False) -> Snapshot:
    """The same two weeks with what units rely on: a vital one, one to be asked, withheld and small ones."""
    working = {"reach": ("most", 5), "regularity": ("daily", 12), "rhythm": ("as-you-work", 13)}
    few = Reason("used-on-days", {"people": None, "days": 12, "observed": 14, "k": K, "identity": "login"})
    trial = Reason("young-use", {"days": 20, "wanted": 42})
    young = _finding("Citizen Services", "facebook", "course", "unit", trial)
    refused = Reason("turned-away", {"requests": None})
    turned_away = _finding("Highways", "tiktok", "blocked-demand", "operations", refused)
    went = Reason("turned-away-elsewhere", {"platforms": "youtube, facebook"})
    elsewhere = _finding("Highways", "tiktok", "blocked-demand", "policy-owner", went)
    found = [
        _dependency(
            "Citizen Services", "facebook", "mission-critical",
            working | {"depth": ("all-day", 50), "persistence": ("insisted", 5)}, identity="professional",
            kinds=[Kind("external", [Reason("kind-managing", {"share": 0.61})])],
            findings=[_exposed("Citizen Services", "facebook"), young],
        ),
        _dependency(
            "Wildfire Information", "x", "important", working | {"listening": ("often", 28)}, candidate=True,
            question=Reason("ask-plain-reading", {"hours_share": 0.84, "days_share": 1.0}),
        ),
        _dependency(
            "Communications", "linkedin", "important", working | {"depth": ("regularly", 24)}, people=None,
            confidence="low", evidence=[few],
        ),
        _dependency("Tourism", "instagram", "habitual", working, people=None, evidence=[few]),
        _dependency(
            "Highways", "tiktok", "none", {"reach": ("few", 1), "regularity": ("weekly", 6)}, people=None,
            findings=[turned_away, elsewhere],
        ),
        Dependency(unit=PARENT, platform="facebook", small_units=2),
        Dependency(unit=PARENT, platform="x", small_units=1),
        Dependency(unit="organisation", platform="whatsapp", small_units=1),
    ]  # fmt: skip
    beside = [
        _finding("Revenue", "linkedin", "course", "unit", Reason("course-no-use", {"days": 14})),
        _against_a_rule("Tourism", "whatsapp"),
    ]
    snapshot = msgspec.structs.replace(troubled(), dependencies=found, findings=beside)
    if not hostile:
        return snapshot
    renamed = [
        msgspec.structs.replace(each, unit=ATTACK, platform=ATTACK_ATTRIBUTE, factors=each.factors)
        for each in found
    ]
    rule: dict[str, Figure] = {
        "rule": ATTACK,
        "audience": ATTACK_ATTRIBUTE,
        "sensitivity": ATTACK,
        "share": 0.4,
    }
    against = _finding(ATTACK, ATTACK_ATTRIBUTE, "tool-rule", "unit", Reason("against-rule-internal", rule))
    return msgspec.structs.replace(_attacked(snapshot), dependencies=renamed, findings=[against])


def _finding(unit: str, platform: str, kind: FindingKind, addressed_to: Addressee, reason: Reason) -> Finding:
    return Finding(
        code=reason.code,
        figures=reason.figures,
        kind=kind,
        unit=unit,
        platforms=[platform],
        addressed_to=addressed_to,
    )


def _exposed(unit: str, platform: str) -> Finding:
    """Talk at work, with its treatments and what is gained."""
    talk = Reason("exposed-talk", {"share": 0.35, "strand_people": 15, "k": K, "identity": "login"})
    return msgspec.structs.replace(
        _finding(unit, platform, "exposure", "risk", talk),
        treatments=[
            Reason("treatment-accept"),
            Reason("treatment-reduce"),
            Reason("treatment-move-to", {"platforms": "our-chat"}),
            Reason("treatment-stop"),
        ],
        value=[
            Reason("value-reaching", {"share": 0.6}),
            Reason("value-conversations", {"share": 0.35}),
        ],
    )


def _against_a_rule(unit: str, platform: str) -> Finding:
    """What a rule of the organisation's own names other tools for."""
    rule = {"rule": "Talk among colleagues", "audience": "colleagues", "sensitivity": "protected"}
    return msgspec.structs.replace(
        _finding(
            unit, platform, "tool-rule", "unit", Reason("against-rule-internal", {**rule, "share": 0.4})
        ),
        treatments=[Reason("treatment-ask-exception"), Reason("treatment-move")],
        value=[Reason("value-ask-the-unit")],
    )


def empty() -> Snapshot:
    """A log that could be read and holds no use at all."""
    return Snapshot(
        input=Input(
            files=["empty.log"], lines=0, parsed=0, rejected=0, skipped=0, format=None, rejected_by_reason={}
        ),
        period=Period(None, None),
        coverage=Coverage(joined_share=None, identity=None, excluded=None, gaps=[], control_one_in=None),
        warnings=[Reason("empty-log")],
    )
