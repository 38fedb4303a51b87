"""What people do with records, for pages and API alike: each deed stands in the audit log before it is done.

No deed says there what was looked for, or why: those are people's words, and stay in the records store.
"""

from datetime import date, datetime, time

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from msgspec import Struct

from api.domain.rights import Right, Viewer
from api.hub import Hub, hub_of
from api.people.gate import written_down
from api.records.documents import RecordDocument, record_told
from api.records.domain.asking import RecordsError, checked_range, checked_reason, checked_review
from api.records.domain.disposal import Certificate, Hold
from api.records.exporting import FORMAT, Export, Manifest, exported
from api.records.keeping import Records
from api.records.rows import Asked
from monitors.snapshot_schema import instant


class Wanted(Struct, frozen=True, kw_only=True):
    """Which records somebody wants, by days of the organisation; `until` is not among them."""

    account: str = ""
    platform: str = ""
    form: str = ""
    direction: str = ""
    class_name: str = ""
    since: date | None = None
    until: date | None = None
    disposal: int | None = None
    before: int | None = None

    def asked(self, hub: Hub, units: frozenset[str] | None) -> Asked:
        """The same, for the units that may be seen. Raises RecordsError."""
        from_ms, until_ms = day_ms(hub, self.since), day_ms(hub, self.until)
        checked_range(from_ms, until_ms)
        return Asked(
            account=self.account,
            platform=self.platform,
            form=self.form,
            direction=self.direction,
            class_name=self.class_name,
            from_ms=from_ms,
            until_ms=until_ms,
            disposal=self.disposal,
            units=units,
            before=self.before,
        )


class WantedHold(Struct, frozen=True, kw_only=True):
    """A hold that somebody wants to lay; empty and None stand for any."""

    account: str = ""
    platform: str = ""
    since: date | None = None
    until: date | None = None
    record: int | None = None
    reason: str = ""
    review_on: date | None = None


def day_ms(hub: Hub, day: date | None) -> int | None:
    """When a day of the organisation begins."""
    if day is None:
        return None
    return int(datetime.combine(day, time(), hub.settings.zone).timestamp() * 1000)


def records_of(request: Request) -> Records:
    """The records of the hub that a request came to; only addresses that are there with them ask for it."""
    records = hub_of(request).records
    assert records is not None  # noqa: S101 (its routes are there only where it is)
    return records


def told(records: Records, viewer: Viewer, number: int) -> RecordDocument | None:
    """One record beside its content; None where there is none that the viewer may see."""
    found = records.store.one(number, viewer.units(Right.SEE_RECORDS))
    return None if found is None else record_told(found, records.settings.policy)


def lay_hold(hub: Hub, records: Records, viewer: Viewer, wanted: WantedHold) -> int:
    """Lay a hold; its number. Raises RecordsError."""
    from_ms, until_ms = day_ms(hub, wanted.since), day_ms(hub, wanted.until)
    checked_range(from_ms, until_ms)
    hold = Hold(
        number=0,
        account=wanted.account,
        platform=wanted.platform,
        from_ms=from_ms,
        until_ms=until_ms,
        record=wanted.record,
        reason=checked_reason(wanted.reason),
        role=viewer.role_for(Right.HOLD_RECORDS) or "",
        by=viewer.pseudonym,
        laid_at_ms=hub.now_ms(),
        review_on=checked_review(wanted.review_on, hub.today),
        ended_at_ms=None,
        ended_by="",
        end_reason="",
    )
    return records.disposals.lay(hold)


def end_hold(records: Records, viewer: Viewer, number: int, reason: str) -> None:
    """End a hold. Raises RecordsError."""
    records.disposals.end_hold(number, viewer.pseudonym, checked_reason(reason))


def classify(records: Records, number: int, class_name: str) -> None:
    """Say of which class a record is. Raises RecordsError."""
    if class_name not in records.settings.policy.names:
        raise RecordsError("records-class-unknown")
    if not records.store.classify(number, class_name):
        raise RecordsError("record-settled")


async def approve(request: Request, viewer: Viewer, number: int) -> Certificate:
    """Have what another person proposed destroyed; its certificate. Raises RecordsError, ProblemError.

    The certificate stands in the audit log first. Where nothing was destroyed after all, for a hold came
    between or the store went away, that is said there too, or the same certificate stands once when it is
    tried again.
    """
    disposals = records_of(request).disposals
    certificate = await run_in_threadpool(disposals.planned, number, viewer.pseudonym)
    of = f"disposal {number}"
    figures: dict[str, int | str | bool | None] = {
        "records": certificate.records,
        "classes": ", ".join(f"{name} {count}" for name, count in certificate.classes.items()),
        "first": certificate.first,
        "last": certificate.last,
        "hashes": certificate.hashes,
    }
    right = Right.DISPOSE_OF_RECORDS
    await written_down(
        request, viewer, "records-destroyed", of, right, figures=figures, entry_id=certificate.id
    )
    try:
        await run_in_threadpool(disposals.destroy, certificate, viewer.pseudonym)
    except RecordsError:
        undone = {"outcome": "not-carried-out", "hashes": certificate.hashes}
        await written_down(request, viewer, "records-changed", of, right, figures=undone)
        raise
    return certificate


async def export(request: Request, viewer: Viewer, wanted: Wanted, *, is_masked: bool, reason: str) -> Export:
    """A file of records, noted before it is handed over. Raises RecordsError, ProblemError, StoreFault."""
    hub, records, right = hub_of(request), records_of(request), Right.EXPORT_RECORDS
    why = checked_reason(reason) if reason.strip() or not is_masked else ""
    role = viewer.role_for(right) or ""
    manifest = Manifest(
        format=FORMAT,
        generated_at=instant(hub.now_ms()),
        prepared_by_role=role,
        purpose=hub.settings.purpose,
        reason=why,
        masked=is_masked,
        masks=sorted(records.settings.filters) if is_masked else [],
        asked={name: getattr(wanted, name) for name in Wanted.__struct_fields__},
        records=0,
        destroyed=0,
        unopened=[],
        first=None,
        last=None,
        sha256={},
    )
    asked = wanted.asked(hub, viewer.units(right))
    made = await run_in_threadpool(exported, records, asked, manifest)
    figures = {"records": made.records, "masked": "yes" if is_masked else "no", "sha256": made.sha256}
    await written_down(request, viewer, "exported-records", "records", right, figures=figures)
    await run_in_threadpool(
        lambda: records.disposals.exported(
            by=viewer.pseudonym,
            role=role,
            is_masked=is_masked,
            reason=why,
            records=made.records,
            sha256=made.sha256,
        )
    )
    return made
