"""Job cards: open one, fill it in, move it through its steps, and see it whole."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from models.base.days import EARLIEST, LATEST
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line, clean_note
from models.base.usecase import use_case
from models.rules import jobs as rules
from models.rules.jobs import Ending, Step
from models.rules.phones import MASK, masked, parse_phone
from models.services import enquiries, job_waits, numbers, timeline, warranty
from models.services.job_lines import LineEntry, bill_of, open_row, put_line
from models.services.job_standing import SETTLED, collection, ending_of, facts_of, some_undone
from models.services.search_documents import index_job
from models.store.work import Work
from models.tables.jobs import Job, JobStep
from models.tables.members import Device, Member, MemberAddress, MemberPhone
from models.tables.shop import Staff

PLACES = ("visit", "shop")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDetails:
    """What is typed about a job."""

    member_id: str | None = None
    device_id: str | None = None
    device: str = ""
    serial: str = ""
    title: str = ""
    fault: str = ""
    """A short word for the fault, by which a comeback is recognised; the symptoms count where it is empty."""
    diagnosis: str = ""
    accessories: str = ""
    address: str = ""
    phone: str = ""
    place: str = "visit"
    technician_id: str | None = None
    promised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JobOpened:
    """A new job's id and number."""

    id: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """How a job stood before a move: what Ctrl+Z gives back."""

    step: Step
    step_at: datetime
    ending: Ending
    closed_at: datetime | None
    ready_at: datetime | None = None
    collected_at: datetime | None = None

    @property
    def moments(self) -> tuple[datetime | None, ...]:
        """Every moment in it, aware where there is one."""
        return (self.step_at, self.closed_at, self.ready_at, self.collected_at)


@use_case(Right.SERVE, keyed=True)
def open_job(
    work: Work,
    details: JobDetails,
    *,
    lines: tuple[LineEntry, ...] = (),
    enquiry_id: str | None = None,
) -> JobOpened:
    """Open a job at intake, priced by today's list, and link the enquiry it comes from.

    A fault that comes back on the same device under warranty makes it a rework: linked to the job it comes
    back from, and free where that warranty says so.
    Raises Refused("text.…" | "phone.…" | "job.…" | "price.none" | "member.archived") beside the field,
    Refused("enquiry.closed").
    """
    enquiry = None if enquiry_id is None else enquiries.still_open(work, enquiry_id)
    if enquiry is not None:
        details = replace(details, phone=enquiries.phone_meant(enquiry, details.phone))
    values = _checked(work, details)
    number = numbers.next_job(work, work.today)
    job = Job(
        id=work.new_id(),
        number=str(number),
        code=number.code,
        step=Step.INTAKE.value,
        opened_at=work.now,
        opened_by_id=work.actor.id,
        price_day=work.today,
        step_at=work.now,
        rework_of_id=_rework_of(work, values),
        entered_at=work.entered_at,
        **values,
    )
    work.add(job)
    work.add(_step(work, job, Step.INTAKE.value, Step.INTAKE.value, ""))
    for line in lines:
        put_line(work, job, line)
    if enquiry is not None:
        enquiries.became_job(work, enquiry, job.id, job.member_id)
    tell(work, job, "job_opened", {"title": job.title, "device": job.device})
    index_job(work, job)
    return JobOpened(job.id, job.number)


@use_case(Right.SERVE, inverse="jobs.edit")
def edit(work: Work, job_id: str, details: JobDetails, *, back: bool = False) -> None:
    """Write a job's details anew, or with ``back`` exactly as they stood.

    A closed job stays as it is: Refused("job.closed"). A billed one keeps its member: Refused("job.billed").
    It goes to no file that was put away: Refused("member.archived").
    """
    job = open_row(work, job_id)
    before = details_of(job)
    if details.member_id != job.member_id and (bill := bill_of(work, job_id)):
        raise Refused("job.billed", number=bill[1])
    changed_hands = details.member_id != job.member_id
    work.change(job, **_checked(work, details, known=job, back=back))
    if changed_hands:
        from models.services import attachments  # brings a cipher that a start has no need of

        attachments.follow_job(work, job)
    if work.changes:
        index_job(work, job)
    work.undo_by(edit, job_id, before, back=not back)


@use_case(Right.SERVE, inverse="jobs.take_back_move")
def move(work: Work, job_id: str, to: Step, *, reason: str = "", ending: Ending = "done") -> None:
    """Move a job to another step. Legal moves only; going back and breaking off need a reason.

    Raises Refused("job.…" | "right.missing").
    """
    job = work.get(Job, job_id)
    legal = rules.check_move(facts_of(work, job), to, reason=reason, ending=ending)
    if work.level < legal.level:
        raise Refused("right.missing", right=legal.level.name.lower(), level=int(legal.level))
    stood = Stood(
        step=Step(job.step),
        step_at=job.step_at,
        ending=ending_of(job.ending),
        closed_at=job.closed_at,
        ready_at=job.ready_at,
        collected_at=job.collected_at,
    )
    ends: Ending = "partly" if legal.ending == "done" and some_undone(work, job) else legal.ending
    row = _move(work, job, to, reason=reason, ending=ends)
    work.undo_by(take_back_move, row.id, stood)


@use_case(Right.SERVE)
def take_back_move(work: Work, step_id: str, before: Stood) -> None:
    """Ctrl+Z after a move while nothing followed it: no reason asked, and both moves stay on record.

    Raises Refused("job.followed") where something followed, where a bill was posted since, or where the
    job did not stand there before.
    """
    row = work.get(JobStep, step_id)
    job = work.get(Job, row.job_id)
    last = work.value(
        select(JobStep.id).where(JobStep.job_id == job.id).order_by(JobStep.id.desc()).limit(1)
    )
    if (
        last != step_id
        or job.step != row.to_step
        or row.from_step == row.to_step
        or before.step != row.from_step
        or any(at is not None and at.tzinfo is None for at in before.moments)
        or (before.step is Step.CLOSED) != (before.closed_at is not None and before.ending != "")
        or (_before_call_back(before.step) and bill_of(work, job.id))
    ):
        raise Refused("job.followed")
    _move(work, job, before.step, reason="", ending=before.ending)
    work.change(
        job,
        step_at=before.step_at,
        closed_at=before.closed_at,
        ready_at=before.ready_at,
        collected_at=before.collected_at,
    )
    ended = job_waits.ended_by(work, step_id)
    if ended is not None and job_waits.going_on(work, job) is None:
        job_waits.resume(work, job, ended)


@use_case(Right.SERVE, inverse="jobs.assign")
def assign(work: Work, job_id: str, technician_id: str | None, *, back: bool = False) -> None:
    """Give a job to a technician, or to nobody; with ``back`` to whom it was given before.

    From dispatch on somebody has it: Refused("job.technician").
    """
    job = open_row(work, job_id)
    before = job.technician_id
    if not back and technician_id is None and Step(job.step) not in (Step.INTAKE, Step.QUOTE):
        raise Refused("job.technician", field="technician")
    _check_technician(work, technician_id, known=job, back=back)
    work.change(job, technician_id=technician_id)
    work.undo_by(assign, job_id, before, back=not back)


def settle(work: Work, job: Job, *, bill_number: str) -> None:
    """Called by checkout in its own transaction: the job was paid and waits for its call-back.

    A job whose bill was voided and that is billed anew waits there already.
    """
    if Step(job.step) is Step.CALL_BACK:
        return
    if Step(job.step) is not Step.PAYMENT:
        _move(work, job, Step.PAYMENT, reason="", ending="")
    _move(work, job, Step.CALL_BACK, reason=bill_number, ending="")


def quoted(work: Work, job: Job) -> None:
    """Called when a quote is given, in its own transaction: a job that was just received stands at its quote."""
    if Step(job.step) is Step.INTAKE and not job.hold:
        _move(work, job, Step.QUOTE, reason="", ending="")


_DETAILS = tuple(JobDetails.__dataclass_fields__)


def details_of(job: Job) -> JobDetails:
    """A job's details as people speak of them: the promise as ended waits have moved it on."""
    values = {name: getattr(job, name) for name in _DETAILS}
    values["promised_at"] = rules.moved_on(job.promised_at, job_waits.waited(job))
    return JobDetails(**values)


def _checked(
    work: Work, typed: JobDetails, *, known: Job | None = None, back: bool = False
) -> dict[str, Any]:
    if typed.place not in PLACES:
        raise Refused("job.place", field="place", value=typed.place)
    if typed.promised_at is not None:
        _check_promise(work, typed.promised_at, opening=known is None)
    values: dict[str, Any] = {
        "member_id": typed.member_id,
        "device_id": typed.device_id,
        "device": clean_line(typed.device, field="device", most=80),
        "serial": clean_line(typed.serial, field="serial", most=60),
        "title": clean_line(typed.title, field="title", required=True),
        "fault": clean_line(typed.fault, field="fault", most=40),
        "diagnosis": clean_note(typed.diagnosis, field="diagnosis", most=400),
        "accessories": clean_line(typed.accessories, field="accessories"),
        "address": clean_line(typed.address, field="address"),
        "phone": _phone(typed.phone, known),
        "place": typed.place,
        "technician_id": typed.technician_id,
        "promised_at": _promise(typed.promised_at, known),
    }
    _check_technician(work, typed.technician_id, known=known, back=back)
    device = None if typed.device_id is None else work.get(Device, typed.device_id)
    if device is not None and device.member_id != typed.member_id:
        raise Refused("job.device", field="device")
    if typed.member_id is not None:
        _check_member(work, typed.member_id, known=known)
        if not back:
            _fill_from_member(work, typed.member_id, device, values)
    return values


def _promise(typed: datetime | None, known: Job | None) -> datetime | None:
    """The promise as stored: without the waits that ended since, which moved it on."""
    if typed is None or known is None:
        return typed
    return typed.astimezone(UTC) - job_waits.waited(known)


def _rework_of(work: Work, values: dict[str, Any]) -> str | None:
    told = f"{values['fault']} {values['title']}"
    found = warranty.standing(work, values["device_id"], told)
    return found.of_id if found.verdict == "rework" else None


def _phone(typed: str, known: Job | None) -> str:
    """The phone as stored; one that still stands there masked stays as it is. Refused("phone.…")."""
    typed = typed.strip()
    if known is not None and known.phone and typed == masked(known.phone):
        return known.phone
    if MASK in typed:
        raise Refused("phone.masked", field="phone")
    return parse_phone(typed).stored if typed else ""


def _check_member(work: Work, member_id: str, *, known: Job | None) -> None:
    """A file that was put away takes no job: it would stand open for somebody whom no search finds."""
    member = work.get(Member, member_id)
    kept = known is not None and known.member_id == member_id
    if member.archived_at is not None and not kept:
        raise Refused("member.archived", field="member", name=member.name)


def _check_promise(work: Work, at: datetime, *, opening: bool) -> None:
    if at.tzinfo is None:
        raise Refused("job.time", field="promised_at")
    if not EARLIEST <= at.astimezone(UTC).date() < LATEST:
        raise Refused("day.range", field="promised_at")
    if opening and at < work.now:
        raise Refused("job.promise_past", field="promised_at")


def _fill_from_member(
    work: Work, member_id: str, device: Device | None, values: dict[str, Any]
) -> None:
    """What the member's file knows need not be typed again."""
    if device is not None:
        # A device without brand and model is a category's code, which only a screen can say in words.
        known = " ".join(part for part in (device.brand, device.model) if part)
        values["device"] = values["device"] or known
        values["serial"] = values["serial"] or device.serial
    if not values["phone"]:
        values["phone"] = (
            work.value(
                select(MemberPhone.number)
                .where(MemberPhone.member_id == member_id)
                .order_by(MemberPhone.position)
            )
            or ""
        )
    if not values["address"]:
        values["address"] = (
            work.value(
                select(MemberAddress.text)
                .where(MemberAddress.member_id == member_id)
                .order_by(MemberAddress.position)
            )
            or ""
        )


def _check_technician(
    work: Work, technician_id: str | None, *, known: Job | None, back: bool
) -> None:
    """Who works here may be given a job; who has it already keeps it, also after leaving."""
    if known is not None and technician_id == known.technician_id:
        return
    if technician_id is None:
        if not back and known is not None and Step(known.step) in rules.NEED_TECHNICIAN:
            raise Refused("job.technician", field="technician")
        return
    person = work.get(Staff, technician_id)
    if not back and not (person.technician and person.active):
        raise Refused("job.no_technician", field="technician", name=person.name)


def _before_call_back(step: Step) -> bool:
    return rules.STEPS.index(step) < rules.STEPS.index(Step.CALL_BACK)


def _move(work: Work, job: Job, to: Step, *, reason: str, ending: Ending) -> JobStep:
    row = _step(work, job, job.step, to.value, clean_line(reason, field="reason", most=120))
    work.add(row)
    work.change(
        job,
        step=to.value,
        step_at=work.now,
        ending=ending if to is Step.CLOSED else "",
        closed_at=work.now if to is Step.CLOSED else None,
        **collection(work, job, to),
    )
    if to in SETTLED:
        job_waits.end(work, job, step_id=row.id)
    tell(work, job, "job_moved", {"title": job.title, "from": row.from_step, "to": to.value})
    index_job(work, job)
    return row


def _step(work: Work, job: Job, came_from: str, to: str, reason: str) -> JobStep:
    return JobStep(
        id=work.new_id(),
        job_id=job.id,
        from_step=came_from,
        to_step=to,
        at=work.now,
        actor_id=work.actor.id,
        reason=reason,
    )


def tell(work: Work, job: Job, what: str, details: dict[str, Any]) -> None:
    """Write an entry about the job into its member's timeline; a walk-in has none."""
    if job.member_id is None:
        return
    timeline.record(work, job.member_id, what, ref_id=job.id, number=job.number, details=details)
    timeline.touch(work, work.get(Member, job.member_id))
