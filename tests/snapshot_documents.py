"""Snapshot documents of a seeded organisation, as rich as a real one, for whatever shows them."""

import random
from dataclasses import dataclass

import msgspec

from monitors.snapshot_schema import (
    Coverage,
    HourRow,
    Input,
    Period,
    PlatformRow,
    Reason,
    Snapshot,
    UnknownHost,
    UsageRow,
)

K = 10

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
