"""What stands in the header of whatever leaves the house now: a file, or a report to be printed."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from api.exports.table import ExportTerms
from api.hub import Hub
from api.reading.rows import looked_into
from api.reading.sources import known_sources


@dataclass(frozen=True, slots=True)
class Stated:
    """What whoever takes something away says of it."""

    purpose: str = ""
    classification: str = ""
    previous_sha256: str = ""


def terms_of(hub: Hub, role: str, stated: Stated) -> ExportTerms:
    """As of now, made by a role; coverage is that of the days that Sources tells of. Raises StoreFault."""
    at_ms = hub.now_ms()
    with looked_into(hub.judged) as rows:
        known = known_sources(rows, at_ms)
    seen = [each.watermark_ms for each in known.sources if each.watermark_ms and not each.blind_since_ms]
    control = known.control
    return ExportTerms(
        export_id=str(uuid.uuid4()),
        generated_at=datetime.fromtimestamp(at_ms / 1000, UTC),
        catalogue_version=hub.catalogue.version,
        k=hub.privacy.k,
        classification=stated.classification,
        purpose=stated.purpose or hub.settings.purpose,
        prepared_by_role=role,
        previous_sha256=stated.previous_sha256,
        data_cutoff=datetime.fromtimestamp(min(seen) / 1000, UTC) if seen else None,
        source_coverage=control.joined / control.requests if control.requests else None,
        parse_errors=hub.unread_share(),
        key_versions=tuple(sorted({each.key_version for each in known.sources})),
        settings_hash=_settings_hash(hub),
    )


def _settings_hash(hub: Hub) -> str:
    """Changes when a setting changes that figures depend on."""
    said = {
        "fewest_people": hub.privacy.k,
        "timezone": hub.settings.timezone,
        "units": hub.tree.names,
    }
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()[:16]
