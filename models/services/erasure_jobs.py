"""What an erasure blanks in jobs: the member's own, and those that changed hands. Steps, days and amounts stay.

Called by models/services/erasure_rows.py alone.
"""

from collections.abc import Sequence

from models.rules.erasure import ERASED_NAME, Traces
from models.services.search_documents import index_job
from models.store.erasing import Held
from models.store.work import Work
from models.tables.change_slips import ChangeSlip
from models.tables.checklists import JobCheck
from models.tables.job_troubles import JobDevice, JobHold, JobNote, Loan
from models.tables.jobs import Job, JobLine, JobStep
from models.tables.members import Event, MemberAddress, MemberPhone
from models.tables.quotes import Quote, QuoteGrade, QuoteLine


def strip(work: Work, job: Job, traces: Traces) -> None:
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


def strip_given_away(work: Work, held: Held, member_id: str, traces: Traces) -> None:
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


def strip_told_of_others(work: Work, held: Held, jobs: Sequence[Job], member_id: str) -> None:
    """A job that was opened for another stands in that member's timeline with its symptoms."""
    for job in jobs:
        if job.id in held.taken_over:
            for event in work.all(Event, Event.ref_id == job.id, Event.member_id != member_id):
                words = {name: "" for name in ("title", "device") if name in event.details}
                work.change(event, details={**event.details, **words})


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


def _take_out_of_promises(work: Work, job: Job, traces: Traces) -> None:
    """Quotes and slips of a job that is another's now keep what was agreed, without the person's name."""
    told = traces.taken_out_of
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


def _contacts(work: Work, member_id: str | None) -> tuple[set[str], set[str]]:
    if member_id is None:
        return set(), set()
    phones = work.all(MemberPhone, MemberPhone.member_id == member_id)
    addresses = work.all(MemberAddress, MemberAddress.member_id == member_id)
    return {row.number for row in phones}, {row.text for row in addresses}
