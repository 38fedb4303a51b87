"""An export of records: a ZIP with a JSON line for each, and a manifest that says what it is and hashes it.

Masked, a record has the text that the pages show. Unmasked it has the bytes as they came, the vendor's id,
and the salt with which anybody can hold it against its place in the chain (`api.records.domain.chain`).
"""

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from api.records.documents import record_told
from api.records.domain.asking import RecordsError
from api.records.keeping import Records
from api.records.rows import Asked, Kept
from api.records.sealing import SealError
from monitors.snapshot_schema import Instant

FORMAT: Final = "holdfast.records/1"
MEDIA_TYPE: Final = "application/zip"
LINES: Final = "records.jsonl"
MANIFEST: Final = "manifest.json"

MOST_RECORDS: Final = 5_000
MOST_BYTES: Final = 50_000_000
"""An export is made in memory, for nothing of it may touch a disk in clear. Who needs more takes parts."""


class Manifest(Struct, frozen=True, kw_only=True):
    """What an export is. `unopened` are the numbers of records whose content does not open."""

    format: str
    generated_at: Instant
    prepared_by_role: str
    purpose: str
    reason: str
    masked: bool
    masks: Sequence[str]
    asked: dict[str, Any]
    records: int
    destroyed: int
    unopened: Sequence[int]
    first: int | None
    last: int | None
    sha256: dict[str, str]


class Export(Struct, frozen=True):
    """The file, its hash, and how many records are in it."""

    data: bytes
    sha256: str
    records: int


def exported(records: Records, asked: Asked, manifest: Manifest) -> Export:
    """The file; what is in it is filled into the manifest. Raises RecordsError for too much, StoreFault."""
    found = _bounded(records.all(asked))
    unopened: list[int] = []
    lines = [_line(records, each, unopened, is_masked=manifest.masked) for each in found]
    body = b"".join(lines)
    told = msgspec.structs.replace(
        manifest,
        records=len(found),
        destroyed=sum(each.destroyed_at_ms is not None for each in found),
        unopened=unopened,
        first=found[-1].facts.number if found else None,
        last=found[0].facts.number if found else None,
        sha256={LINES: hashlib.sha256(body).hexdigest()},
    )
    opened = io.BytesIO()
    with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(told), indent=2))
        archive.writestr(LINES, body)
    data = opened.getvalue()
    return Export(data, hashlib.sha256(data).hexdigest(), len(found))


def _bounded(all_of_them: Iterator[Kept]) -> list[Kept]:
    found: list[Kept] = []
    size = 0
    for each in all_of_them:
        found.append(each)
        size += 0 if each.sealed is None else each.facts.size
        if len(found) > MOST_RECORDS or size > MOST_BYTES:
            raise RecordsError("records-export-too-large", {"records": MOST_RECORDS, "bytes": MOST_BYTES})
    return found


def _line(records: Records, kept: Kept, unopened: list[int], *, is_masked: bool) -> bytes:
    """One record as a line of JSON."""
    told: dict[str, Any] = msgspec.to_builtins(record_told(kept, records.settings.policy))
    try:
        content = records.open(kept)
    except SealError:
        content = None
        unopened.append(kept.facts.number)
    if content is not None and is_masked:
        told |= {
            "content_type": content.content_type,
            "text": records.masked(content.text) if content.is_text else None,
        }
    elif content is not None:
        told |= {
            "content_type": content.content_type,
            "vendor_id": content.vendor_id,
            "body_base64": base64.b64encode(content.body).decode(),
            "body_sha256": hashlib.sha256(content.body).hexdigest(),
            "salt_hex": content.salt.hex(),
        }
    return msgspec.json.encode(told) + b"\n"
