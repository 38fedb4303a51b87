"""What the deltas on an evidence log add up to, by names, as an independent reader would add them."""

from collections import Counter

import msgspec

from streams.adapters.evidence_log import EvidenceLog, Stored
from streams.contracts.evidence import SignalsDelta, UsageDelta
from streams.contracts.topics import SIGNALS, USAGE
from streams.domain.cells import CONTROL
from streams.domain.deltas import OUTCOMES
from streams.simulation import Truth

EXCLUDED = "!exclude"


async def usage_sums(log: EvidenceLog) -> Counter[tuple[str, str, str]]:
    """Requests on hosts that count, by platform, outcome and unit, over everything committed."""
    return sums_of(await log.read_all(USAGE.name))


def sums_of(stored: list[Stored]) -> Counter[tuple[str, str, str]]:
    """The same over some messages."""
    sums: Counter[tuple[str, str, str]] = Counter()
    for message in stored:
        delta = UsageDelta.decode(message.value)
        keys = {name: column.numbers().tolist() for name, column in delta.usage.keys.items()}
        for outcome in OUTCOMES:
            if outcome not in delta.usage.counts:
                continue
            column = delta.usage.counts[outcome].numbers().tolist()
            for unit, platform, use, count in zip(
                keys["unit"], keys["platform"], keys["use"], column, strict=True
            ):
                if use and count:
                    sums[delta.names.platforms[platform], outcome, delta.names.units[unit]] += count
    return sums


async def vote_sums(log: EvidenceLog) -> Counter[tuple[str, str]]:
    """Requests by platform and outcome over all votes, the control left out."""
    sums: Counter[tuple[str, str]] = Counter()
    for message in await log.read_all(SIGNALS.name):
        delta = SignalsDelta.decode(message.value)
        platforms = delta.votes.keys["platform"].numbers().tolist()
        embeds = delta.votes.keys["embed"].numbers().tolist()
        for outcome in set(OUTCOMES) & delta.votes.counts.keys():
            counts = delta.votes.counts[outcome].numbers().tolist()
            for platform, embed, count in zip(platforms, embeds, counts, strict=True):
                if platform != CONTROL and not embed and count:
                    sums[delta.names.platforms[platform], outcome] += count
    return sums


def lines_sent(stored: list[Stored]) -> int:
    """The lines that the signals say were read. The last message of every commit has the watermark."""
    deltas = [SignalsDelta.decode(message.value) for message in stored]
    return sum(
        delta.head.next_line - delta.head.first_line for delta in deltas if delta.watermark_ms is not None
    )


def truth_sums(truth: Truth) -> Counter[tuple[str, str, str]]:
    """What should arrive: everything but excluded people, whom the collector drops."""
    return Counter({key: count for key, count in truth.counts().items() if key[2] != EXCLUDED and count})


def read_truth(data: bytes) -> Truth:
    """A truth file."""
    return msgspec.json.decode(data, type=Truth)
