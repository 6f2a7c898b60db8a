"""What an erasure blanks in which table: no personal byte stays, money rows stay exact.

Called by models/services/erasure.py alone, which asks the right and looks whether anything is in the way.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import or_

from models.rules import erasure as rules
from models.rules.erasure import ERASED_NAME, Traces
from models.services import attachments, points_carried, redemptions, standing, timeline
from models.services.search_documents import index_job, index_member, reindex_jobs_of
from models.store import erasing, undo_trail
from models.store.erasing import Held
from models.store.work import View, Work
from models.tables.accounts import AccountPayment
from models.tables.attachments import Attachment
from models.tables.bills import Bill, BillLine
from models.tables.change_slips import ChangeSlip
from models.tables.checklists import JobCheck
from models.tables.deposits import Deposit
from models.tables.desk import Answer, Draft
from models.tables.enquiries import Enquiry
from models.tables.erasure import Erasure
from models.tables.invoices import Invoice
from models.tables.job_troubles import JobDevice, JobHold, JobNote, Loan
from models.tables.jobs import Job, JobLine, JobStep
from models.tables.members import Consent, Device, Event, Member, MemberAddress, MemberPhone
from models.tables.merges import Merge
from models.tables.points import PointsEntry
from models.tables.prepaid import Prepaid
from models.tables.quotes import Quote, QuoteGrade, QuoteLine
from models.tables.refunds import Refund
from models.tables.rewards import Coupon, Redemption

ERASED = "member_erased"
"""What the one entry of the timeline says that is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many rows of each kind go, and how many stay without a name."""

    phones: int
    addresses: int
    devices: int
    consents: int
    entries: int
    """Entries of the timeline."""
    jobs: int
    bills: int
    files: int
    """Photos and files that are shown."""


def counted(view: View, member_id: str) -> Counts:
    """How much there is of a member."""
    tables = {
        "phones": "member_phone",
        "addresses": "member_address",
        "devices": "device",
        "consents": "consent",
        "entries": "event",
        "jobs": "job",
        "bills": "bill",
    }
    parts = ", ".join(
        f"(SELECT count(*) FROM {table} WHERE member_id=?) AS {name}"
        for name, table in tables.items()
    )
    files = "(SELECT count(*) FROM attachment WHERE member_id=? AND removed_at IS NULL) AS files"
    return Counts(**view.sql(f"SELECT {parts}, {files}", (member_id,) * (len(tables) + 1))[0])


def blank(work: Work, member_id: str, row: Erasure) -> None:
    """Empty rows, index, drafts, answers and journal of one member, and write the register."""
    member = work.get(Member, member_id)
    held, traces = _gather(work, member)
    counts = counted(work, member_id)
    jobs = work.all(Job, Job.member_id == member_id, order=Job.opened_at)
    redemptions.give_up_held(work, member_id)
    points_carried.clear(work, member_id)
    for entry in work.all(PointsEntry, PointsEntry.holder_id == member_id):
        work.change(entry, reason="")
    standing.forget(work, member)
    _strip_member(work, member, row.at)
    for job in jobs:
        _strip_job(work, job, traces)
    _strip_jobs_given_away(work, held, member_id, traces)
    _strip_told_of_others(work, held, jobs, member_id)
    _remove_all(work, member_id)
    for enquiry in _enquiries(work, member_id, held.phones):
        _strip_enquiry(work, enquiry)
    for bill in work.all(Bill, Bill.member_id == member_id, order=Bill.at):
        _strip_bill(work, bill, traces)
    for refund in work.all(Refund, Refund.member_id == member_id, order=Refund.id):
        _strip_refund(work, refund, traces)
    whose = or_(Deposit.member_id == member_id, Deposit.job_id.in_([job.id for job in jobs]))
    for deposit in work.all(Deposit, whose, order=Deposit.id):
        _strip_deposit(work, deposit)
    for paid in work.all(AccountPayment, AccountPayment.member_id == member_id):
        work.change(paid, snapshot={**paid.snapshot, "member": ERASED_NAME, "phone_tail": ""})
    _strip_rewards(work, member_id)
    for merge in work.all(Merge, or_(Merge.kept_id == member_id, Merge.merged_id == member_id)):
        work.change(merge, before={})
    for attached in _files(work, member_id, jobs):
        attachments.blank(work, attached)
    _tell(work, member, row, counts)
    index_member(work, member)
    reindex_jobs_of(work, member)
    _forget_typed(work, member_id, traces, held.jobs())
    also = sorted({*row.also, *held.strange})
    if work.find(Erasure, member_id) is None:
        row.also = also
        work.add(row)
    else:
        work.change(row, also=also)
    erasing.empty(work, held.positions)
    erasing.carry(work, held.rows)
    work.leave_nothing = True


def _gather(work: Work, member: Member) -> tuple[Held, Traces]:
    """Every operation that holds something of the person, and every name, phone and address there ever was."""
    member_id = member.id
    held = erasing.about(work, member_id)
    mine = {r["id"] for r in work.sql("SELECT id FROM job WHERE member_id=?", (member_id,))}
    before = held.jobs()
    for phone in work.all(MemberPhone, MemberPhone.member_id == member_id):
        held.phones.add(phone.number)
    asked = {row.id for row in _enquiries(work, member_id, held.phones)}
    erasing.about_jobs_beside(work, held, mine | before | asked)
    for address in work.all(MemberAddress, MemberAddress.member_id == member_id):
        held.addresses.add(address.text)
    held.names.add(member.name)
    traces = rules.traces(held.names, held.phones, held.addresses)
    # A job that was given away, or opened for somebody else and taken over.
    held.taken_over = (before | mine) - held.opened
    if changed_hands := (before - mine) | held.taken_over:
        erasing.about_others(work, held, changed_hands, member_id, traces)
    return held, traces


def _enquiries(work: Work, member_id: str, phones: set[str]) -> Sequence[Enquiry]:
    """What the person asked for, also by a phone of the file before anybody knew whose it was."""
    unknown = Enquiry.member_id.is_(None) & Enquiry.phone.in_(sorted(phones))
    return work.all(Enquiry, or_(Enquiry.member_id == member_id, unknown), order=Enquiry.id)


def _files(work: Work, member_id: str, jobs: Sequence[Job]) -> Sequence[Attachment]:
    """Photos and files of the member and of the member's jobs, shown, removed or swept."""
    mine = [member_id, *(job.id for job in jobs)]
    condition = or_(Attachment.member_id == member_id, Attachment.ref_id.in_(mine))
    return work.all(Attachment, condition, order=Attachment.id)


def _strip_enquiry(work: Work, row: Enquiry) -> None:
    """That somebody asked, when, by which way and what came of it stays; an open one is closed."""
    work.change(row, name="", phone="", need="", note="")
    if not row.outcome:
        work.change(row, outcome="lost", reason_lost="other", closed_at=work.now)


def _strip_member(work: Work, member: Member, at: datetime) -> None:
    work.change(
        member,
        name=ERASED_NAME,
        readings="",
        gender="",
        birthday=None,
        customer_type="family",
        source="",
        referred_by_id=None,
        household_id=None,
        preferences="",
        special_needs="",
        taboos="",
        access_notes="",
        notes="",
        elderly=False,
        special_care=False,
        active_at=max(at, member.joined_at),
        archived_at=member.archived_at or at,
    )


def _strip_job(work: Work, job: Job, traces: Traces) -> None:
    """What was typed about the job goes; steps, days, items and amounts stay."""
    work.change(
        job,
        device_id=None,
        device="",
        serial="",
        title="",
        diagnosis="",
        accessories="",
        address="",
        phone="",
        fault="",
        ending_note="",
    )
    _strip_around(work, job)
    for line in work.all(JobLine, JobLine.job_id == job.id):
        work.change(
            line, serial="", name=traces.taken_from(line.name), lot=traces.taken_from(line.lot)
        )
    _strip_promises(work, job, traces)
    bills = {row["number"] for row in work.sql("SELECT number FROM bill WHERE job_id=?", (job.id,))}
    for step in work.all(JobStep, JobStep.job_id == job.id):
        if step.reason not in bills:
            work.change(step, reason="")


def _strip_around(work: Work, job: Job) -> None:
    """What was written around the job goes; that it waited, and what of the shop's was lent out, stays."""
    for hold in work.all(JobHold, JobHold.job_id == job.id):
        work.change(hold, note="")
    for device in work.all(JobDevice, JobDevice.job_id == job.id):
        work.change(device, device_id=None, device="", serial="", symptoms="", accessories="")
    for loan in work.all(Loan, Loan.job_id == job.id):
        work.change(loan, note="", back_note="")
    for note in work.all(JobNote, JobNote.job_id == job.id):
        work.change(note, text="", done_note="", done_at=note.done_at or work.now)
    for check in work.all(JobCheck, JobCheck.job_id == job.id):
        work.change(check, note="")


def _strip_promises(work: Work, job: Job, traces: Traces) -> None:
    """Quotes and change slips keep numbers, lines and amounts; whose they were, and what was said, goes."""
    gone = {"member": ERASED_NAME, "phone_tail": "", "device": ""}
    for quote in work.all(Quote, Quote.job_id == job.id):
        paper = quote.snapshot and {
            **quote.snapshot,
            **gone,
            "need": "",
            "note": "",
            "grades": [
                {
                    **grade,
                    "name": traces.taken_from(grade["name"]),
                    "note": "",
                    "lines": [
                        {**line, "name": traces.taken_from(line["name"])} for line in grade["lines"]
                    ],
                }
                for grade in quote.snapshot["grades"]
            ],
        }
        work.change(quote, note="", decided_by="", decision_note="", snapshot=paper)
        for grade in work.all(QuoteGrade, QuoteGrade.quote_id == quote.id):
            work.change(grade, name=traces.taken_from(grade.name), note="")
            for line in work.all(QuoteLine, QuoteLine.grade_id == grade.id):
                work.change(line, name=traces.taken_from(line.name))
    for slip in work.all(ChangeSlip, ChangeSlip.job_id == job.id):
        lines = [
            {**line, "name": traces.taken_from(line["name"])} for line in slip.snapshot["lines"]
        ]
        paper = {**slip.snapshot, **gone, "reason": "", "approved_by": "", "lines": lines}
        work.change(slip, reason="", approved_by="", snapshot=paper)


def _strip_jobs_given_away(work: Work, held: Held, member_id: str, traces: Traces) -> None:
    """A job that was the member's once and is another's now may still carry the old phone and address."""
    for job_id in sorted(held.jobs()):
        job = work.find(Job, job_id)
        if job is None or job.member_id == member_id:
            continue
        phones, addresses = _contacts(work, job.member_id)
        phone = "" if job.phone in held.phones - phones else job.phone
        address = "" if job.address in held.addresses - addresses else job.address
        work.change(
            job,
            phone=phone,
            address=traces.taken_from(address) if address not in addresses else address,
            title=traces.taken_from(job.title),
            diagnosis=traces.taken_from(job.diagnosis),
            accessories=traces.taken_from(job.accessories),
        )
        _take_out_of_promises(work, job, traces)
        index_job(work, job)


def _take_out_of_promises(work: Work, job: Job, traces: Traces) -> None:
    """Quotes and slips of a job that is another's now keep what was agreed, without the person's name."""

    told = partial(_mapped, change=traces.taken_from)
    for quote in work.all(Quote, Quote.job_id == job.id):
        work.change(
            quote,
            note=told(quote.note),
            decided_by=told(quote.decided_by),
            decision_note=told(quote.decision_note),
            snapshot=told(quote.snapshot),
        )
        for grade in work.all(QuoteGrade, QuoteGrade.quote_id == quote.id):
            work.change(grade, name=told(grade.name), note=told(grade.note))
            for line in work.all(QuoteLine, QuoteLine.grade_id == grade.id):
                work.change(line, name=told(line.name))
    for slip in work.all(ChangeSlip, ChangeSlip.job_id == job.id):
        work.change(
            slip,
            reason=told(slip.reason),
            approved_by=told(slip.approved_by),
            snapshot=told(slip.snapshot),
        )


def _strip_told_of_others(work: Work, held: Held, jobs: Sequence[Job], member_id: str) -> None:
    """A job that was opened for another stands in that member's timeline with its symptoms."""
    for job in jobs:
        if job.id in held.taken_over:
            for event in work.all(Event, Event.ref_id == job.id, Event.member_id != member_id):
                words = {name: "" for name in ("title", "device") if name in event.details}
                work.change(event, details={**event.details, **words})


def _contacts(work: Work, member_id: str | None) -> tuple[set[str], set[str]]:
    if member_id is None:
        return set(), set()
    phones = work.all(MemberPhone, MemberPhone.member_id == member_id)
    addresses = work.all(MemberAddress, MemberAddress.member_id == member_id)
    return {row.number for row in phones}, {row.text for row in addresses}


def _remove_all(work: Work, member_id: str) -> None:
    for kind in (MemberPhone, MemberAddress, Device, Consent, Event):
        for row in work.all(kind, kind.member_id == member_id):
            work.remove(row)


def _strip_bill(work: Work, bill: Bill, traces: Traces) -> None:
    """Amounts, days, items, tenders and numbers stay to the fen; whose they were goes."""
    paper: dict[str, Any] = dict(bill.snapshot)
    paper |= {"member": ERASED_NAME, "phone_tail": "", "device": "", "note": ""}
    paper["lines"] = [
        {
            **line,
            "serial": "",
            "name": traces.taken_from(line["name"]),
            "lot": traces.taken_from(line["lot"]),
        }
        for line in paper["lines"]
    ]
    work.change(bill, snapshot=paper)
    for stated in work.all(Invoice, Invoice.bill_id == bill.id):
        work.change(stated, title="", tax_number="")
    for line in work.all(BillLine, BillLine.bill_id == bill.id):
        work.change(
            line, serial="", name=traces.taken_from(line.name), lot=traces.taken_from(line.lot)
        )


def _strip_refund(work: Work, refund: Refund, traces: Traces) -> None:
    """As a bill: amounts, days, ways and numbers stay to the fen; whose it was and why goes."""
    paper: dict[str, Any] = dict(refund.snapshot)
    paper |= {"member": ERASED_NAME, "phone_tail": "", "reason": ""}
    paper["lines"] = [{**line, "name": traces.taken_from(line["name"])} for line in paper["lines"]]
    work.change(refund, reason="", snapshot=paper)


def _strip_deposit(work: Work, deposit: Deposit) -> None:
    """As a refund; the device's words were told by the person too."""
    paper: dict[str, Any] = dict(deposit.snapshot)
    paper |= {"member": ERASED_NAME, "phone_tail": "", "reason": "", "device": ""}
    work.change(deposit, reason="", snapshot=paper)


def _strip_rewards(work: Work, member_id: str) -> None:
    """Vouchers, coupons and papers of money paid ahead keep numbers, points and amounts; whose and why goes."""
    gone = {"member": ERASED_NAME, "phone_tail": ""}
    for redemption in work.all(Redemption, Redemption.member_id == member_id):
        work.change(redemption, reason="", snapshot={**redemption.snapshot, **gone})
    for coupon in work.all(Coupon, Coupon.member_id == member_id):
        work.change(coupon, reason="")
    for paper in work.all(Prepaid, Prepaid.member_id == member_id):
        work.change(paper, reason="", snapshot={**paper.snapshot, **gone, "reason": ""})


def _tell(work: Work, member: Member, row: Erasure, counts: Counts) -> None:
    """The one entry that is left: that it was done, under which number, and how much it was."""
    timeline.record(work, member.id, ERASED, number=row.number, details=asdict(counts))


def _forget_typed(work: Work, member_id: str, traces: Traces, jobs: set[str]) -> None:
    """Drafts that name the person or belong to the file go; answers of earlier calls lose the words."""
    undo_trail.forget(work)
    ids = {member_id, *jobs}
    for draft in work.all(Draft):
        text = msgspec.json.encode([draft.id, draft.content]).decode()
        if traces.found_in(_plain(draft.content)) or any(each in text for each in ids):
            work.remove(draft)
    for word in traces.words:
        written = msgspec.json.encode(word).decode()[1:-1]
        for found in work.sql("SELECT key FROM answer WHERE instr(result, ?) > 0", (written,)):
            answer = work.get(Answer, found["key"])
            result = _mapped(msgspec.json.decode(answer.result), traces.taken_from)
            work.change(answer, result=msgspec.json.encode(result).decode())


def _plain(content: Any) -> str:
    """Every text inside a structure, one below the other."""
    said: list[str] = []

    def hear(text: str) -> str:
        said.append(text)
        return text

    _mapped(content, hear)
    return "\n".join(said)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """The same structure with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _mapped(each, change) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [_mapped(each, change) for each in value]
    return value
