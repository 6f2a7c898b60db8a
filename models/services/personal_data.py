"""Everything the shop holds about one member, handed to that member on request: an audited export.

The right is a supervisor's, because the member stands at the desk and asks for what is their own; exporting
everybody stays the owner's. What belongs to other people (a relative, who brought whom) goes out masked.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from models.base.clock import from_ms
from models.base.documents import Receipt
from models.base.documents_head import ShopHead
from models.base.documents_money import AccountPaper, DepositPaper, RefundPaper
from models.base.documents_points import PrepaidPaper, Voucher
from models.base.documents_quotes import ChangePaper
from models.base.rights import Right
from models.base.text import one_of
from models.base.usecase import use_case
from models.rules.names import masked_name
from models.services import (
    attachments,
    coupons,
    households,
    job_devices,
    job_file,
    job_notes,
    job_troubles,
    members,
    quote_file,
    shop,
    timeline,
    visit_cards,
)
from models.services.coupons import CouponRow
from models.services.job_devices import DeviceInJob, LoanRow
from models.services.job_file import StepRow
from models.services.job_lines import JobLineRow
from models.services.job_notes import NoteRow
from models.services.job_troubles import HoldRow
from models.services.members import MemberDetails
from models.services.quote_file import QuoteRow
from models.services.timeline import Entry
from models.services.visit_cards import CardRow
from models.store.work import View, Work
from models.tables.jobs import Job
from models.tables.members import Consent, Device, Member

FORMS = ("pdf", "json")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDevice:
    """A device on file, also one that was put away."""

    category: str
    brand: str
    model: str
    serial: str
    place: str
    bought_on: date | None
    warranty_until: date | None
    note: str
    archived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnConsent:
    """One word that was said, never the last one only."""

    purpose: str
    granted: bool
    version: str
    channel: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnJob:
    """A job whole; ``phone`` is the full number as stored."""

    number: str
    opened_at: datetime
    closed_at: datetime | None
    promised_at: datetime | None
    step: str
    ending: str
    device: str
    serial: str
    title: str
    diagnosis: str
    accessories: str
    address: str
    phone: str
    place: str
    technician: str
    lines: tuple[JobLineRow, ...]
    steps: tuple[StepRow, ...]
    fault: str
    holds: tuple[HoldRow, ...]
    devices: tuple[DeviceInJob, ...]
    loans: tuple[LoanRow, ...]
    notes: tuple[NoteRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFile:
    """A photo or file that is kept, of the member or of a job; the content itself is seen at the desk.

    ``shows`` is a purpose of rules/attachments, ``job`` a number or empty, ``size`` bytes.
    """

    name: str
    shows: str
    media_type: str
    size: int
    job: str
    at: datetime
    keep_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnInvoice:
    """A statement about the 发票 of one of the member's bills, corrected ones too."""

    bill: str
    title: str
    tax_number: str
    number: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Somebody read or took out what is kept of the member; ``what`` is a code."""

    at: datetime
    who: str
    what: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """All of it. ``form`` is the file that was asked for, ``by`` who handed it over."""

    form: str
    shop: ShopHead
    made_at: datetime
    by: str
    card: str
    details: MemberDetails
    joined_at: datetime
    active_at: datetime
    archived_at: datetime | None
    household: tuple[str, ...]
    referred_by: str
    brought: int
    devices: tuple[OwnDevice, ...]
    consents: tuple[OwnConsent, ...]
    jobs: tuple[OwnJob, ...]
    quotes: tuple[QuoteRow, ...]
    changes: tuple[ChangePaper, ...]
    bills: tuple[Receipt, ...]
    refunds: tuple[RefundPaper, ...]
    deposits: tuple[DepositPaper, ...]
    payments: tuple[AccountPaper, ...]
    vouchers: tuple[Voucher, ...]
    coupons: tuple[CouponRow, ...]
    prepaid: tuple[PrepaidPaper, ...]
    cards: tuple[CardRow, ...]
    invoices: tuple[OwnInvoice, ...]
    files: tuple[OwnFile, ...]
    entries: tuple[Entry, ...]
    readings: tuple[Reading, ...]


@use_case(Right.HAND_OVER)
def hand_over(work: Work, member_id: str, *, form: str) -> PersonalData:
    """Write into the journal that the member's own data is handed over, and return it.

    ``form`` is pdf or json: Refused("personal.form"); Refused("member.erased").
    """
    one_of(form, FORMS, "personal.form", field="form")
    member = work.get(Member, member_id)
    timeline.record(work, member_id, "data_exported", ref_id=member_id, details={"form": form})
    relatives = households.others_of(work, member)
    brought_by = households.relative(work, member.referred_by_id)
    brought = work.sql("SELECT count(*) AS n FROM member WHERE referred_by_id=?", (member_id,))
    return PersonalData(
        form=form,
        shop=shop.head_of(work),
        made_at=work.now,
        by=work.actor.name,
        card=member.number,
        details=members.stored_details(work, member_id),
        joined_at=member.joined_at,
        active_at=member.active_at,
        archived_at=member.archived_at,
        household=tuple(masked_name(relative.name) for relative in relatives),
        referred_by=masked_name(brought_by.name) if brought_by else "",
        brought=brought[0]["n"],
        devices=_devices(work, member_id),
        consents=_consents(work, member_id),
        jobs=_jobs(work, member_id),
        quotes=quote_file.of_member(work, member_id),
        changes=_changes(work, member_id),
        bills=_bills(work, member_id),
        refunds=_refunds(work, member_id),
        deposits=_deposits(work, member_id),
        payments=_payments(work, member_id),
        vouchers=_vouchers(work, member_id),
        coupons=coupons.of_member(work, member_id, past=True),
        prepaid=_prepaid(work, member_id),
        cards=visit_cards.of_member(work, member_id, past=True),
        invoices=_invoices(work, member_id),
        files=_files(work, member_id),
        entries=timeline.whole(work, member_id),
        readings=_readings(work, member_id),
    )


def _devices(view: View, member_id: str) -> tuple[OwnDevice, ...]:
    rows = view.all(Device, Device.member_id == member_id, order=Device.id)
    names = [name for name in OwnDevice.__dataclass_fields__ if name != "archived"]
    return tuple(
        OwnDevice(**{n: getattr(row, n) for n in names}, archived=row.archived_at is not None)
        for row in rows
    )


def _consents(view: View, member_id: str) -> tuple[OwnConsent, ...]:
    rows = view.all(Consent, Consent.member_id == member_id, order=Consent.id)
    names = OwnConsent.__dataclass_fields__
    return tuple(OwnConsent(**{name: getattr(row, name) for name in names}) for row in rows)


_OF_A_JOB = (
    "number", "opened_at", "closed_at", "promised_at", "step", "ending", "device", "serial", "title",
    "diagnosis", "accessories", "address", "phone", "place",
)  # fmt: skip


def _jobs(view: View, member_id: str) -> tuple[OwnJob, ...]:
    jobs = view.all(Job, Job.member_id == member_id, order=Job.opened_at)
    return tuple(_job(view, job) for job in jobs)


def _job(view: View, job: Job) -> OwnJob:
    shown = job_file.file(view, job.id)
    things = job_devices.of_job(view, job.id)
    return OwnJob(
        **{name: getattr(job, name) for name in _OF_A_JOB},
        technician=shown.row.technician,
        lines=shown.lines,
        steps=shown.steps,
        fault=job.fault,
        holds=job_troubles.holds_of(view, job.id),
        devices=things.devices,
        loans=things.loans,
        notes=job_notes.of_job(view, job.id),
    )


def _changes(view: View, member_id: str) -> tuple[ChangePaper, ...]:
    rows = view.sql(
        "SELECT c.snapshot FROM change_slip c JOIN job j ON j.id=c.job_id WHERE j.member_id=?"
        " ORDER BY c.id",
        (member_id,),
    )
    return tuple(msgspec.json.decode(row["snapshot"], type=ChangePaper) for row in rows)


def _bills(view: View, member_id: str) -> tuple[Receipt, ...]:
    rows = view.sql("SELECT snapshot FROM bill WHERE member_id=? ORDER BY at", (member_id,))
    return tuple(msgspec.json.decode(row["snapshot"], type=Receipt) for row in rows)


def _refunds(view: View, member_id: str) -> tuple[RefundPaper, ...]:
    rows = view.sql("SELECT snapshot FROM refund WHERE member_id=? ORDER BY id", (member_id,))
    return tuple(msgspec.json.decode(row["snapshot"], type=RefundPaper) for row in rows)


def _deposits(view: View, member_id: str) -> tuple[DepositPaper, ...]:
    rows = view.sql("SELECT snapshot FROM deposit WHERE member_id=? ORDER BY id", (member_id,))
    return tuple(msgspec.json.decode(row["snapshot"], type=DepositPaper) for row in rows)


def _payments(view: View, member_id: str) -> tuple[AccountPaper, ...]:
    rows = view.sql(
        "SELECT snapshot FROM account_payment WHERE member_id=? ORDER BY id", (member_id,)
    )
    return tuple(msgspec.json.decode(row["snapshot"], type=AccountPaper) for row in rows)


def _vouchers(view: View, member_id: str) -> tuple[Voucher, ...]:
    rows = view.sql("SELECT snapshot FROM redemption WHERE member_id=? ORDER BY id", (member_id,))
    return tuple(msgspec.json.decode(row["snapshot"], type=Voucher) for row in rows)


def _prepaid(view: View, member_id: str) -> tuple[PrepaidPaper, ...]:
    rows = view.sql("SELECT snapshot FROM prepaid WHERE member_id=? ORDER BY id", (member_id,))
    return tuple(msgspec.json.decode(row["snapshot"], type=PrepaidPaper) for row in rows)


def _files(view: View, member_id: str) -> tuple[OwnFile, ...]:
    return tuple(
        OwnFile(
            name=row.name,
            shows=row.purpose,
            media_type=row.media_type,
            size=row.size,
            job=row.job,
            at=row.at,
            keep_until=row.keep_until,
        )
        for row in attachments.of_member(view, member_id, limit=100_000)
    )


def _invoices(view: View, member_id: str) -> tuple[OwnInvoice, ...]:
    rows = view.sql(
        "SELECT b.number AS bill, i.title, i.tax_number, i.number, i.at FROM invoice i"
        " JOIN bill b ON b.id=i.bill_id WHERE b.member_id=? ORDER BY i.id",
        (member_id,),
    )
    return tuple(OwnInvoice(**{**row, "at": from_ms(row["at"])}) for row in rows)


def _readings(view: View, member_id: str) -> tuple[Reading, ...]:
    """Who read the full number, who took the data out, and exports of everybody since the member is here."""
    own = view.sql(
        "SELECT e.at, e.what, e.number, e.details, coalesce(s.name,'') AS who FROM event e"
        " LEFT JOIN staff s ON s.id=e.actor_id"
        " WHERE e.member_id=? AND e.what IN ('phone_shown','data_exported')",
        (member_id,),
    )
    everybody = view.sql(
        "SELECT o.at, o.payload, coalesce(s.name,'') AS who FROM operation o"
        " LEFT JOIN staff s ON s.id=o.actor_id"
        # About nobody: by the index, not by walking through the whole journal.
        " WHERE o.subject_id IS NULL AND o.use_case='exchange.permit'"
        " AND o.at >= coalesce((SELECT min(at) FROM event WHERE member_id=?),"  # joined may be long before
        " (SELECT joined_at FROM member WHERE id=?))",
        (member_id, member_id),
    )
    found = [
        Reading(at=from_ms(row["at"]), who=row["who"], what=_what(row), about=row["number"])
        for row in own
    ]
    found += [
        Reading(at=from_ms(row["at"]), who=row["who"], what="list_exported", about="")
        for row in everybody
    ]
    return tuple(sorted(found, key=lambda one: one.at))


def _what(row: Any) -> str:
    on_paper = "paper" in msgspec.json.decode(row["details"])
    return "phone_printed" if on_paper else str(row["what"])
