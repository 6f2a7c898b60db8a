"""Further devices in one job, each with its own end, and devices lent out for the time of a job."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from models.base.clock import from_ms
from models.base.days import EARLIEST, LATEST
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line, one_of
from models.base.usecase import query, use_case
from models.rules.job_troubles import DEVICE_ENDINGS, DeviceEnding
from models.services.job_lines import day_or_none, open_row
from models.services.jobs import tell
from models.store.work import View, Work
from models.tables.job_troubles import JobDevice, Loan
from models.tables.jobs import Job
from models.tables.members import Device


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceEntry:
    """A further device as typed, or one of the member's file."""

    device_id: str | None = None
    device: str = ""
    serial: str = ""
    symptoms: str = ""
    accessories: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceInJob:
    """A further device of a job; ``ending`` is empty while it is worked on."""

    id: str
    device: str
    serial: str
    symptoms: str
    accessories: str
    ending: str
    collected_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanRow:
    """A device lent out."""

    id: str
    name: str
    serial: str
    note: str
    out_at: datetime
    due_day: date | None
    back_at: datetime | None
    back_note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Things:
    """The further devices of a job, and what was lent out for it."""

    devices: tuple[DeviceInJob, ...]
    loans: tuple[LoanRow, ...]


@use_case(Right.SERVE, inverse="job_devices.take_back_add")
def add(work: Work, job_id: str, entry: DeviceEntry) -> str:
    """Take another device into a job; returns its id there. Refused("job.device" | "text.…" | "job.closed")."""
    job = open_row(work, job_id)
    known = None if entry.device_id is None else work.get(Device, entry.device_id)
    if known is not None and known.member_id != job.member_id:
        raise Refused("job.device", field="device")
    named = " ".join(part for part in (known.brand, known.model) if part) if known else ""
    last = work.value(select(func.max(JobDevice.position)).where(JobDevice.job_id == job_id)) or 0
    row = JobDevice(
        id=work.new_id(),
        job_id=job_id,
        position=last + 1,
        device_id=entry.device_id,
        device=clean_line(entry.device or named, field="device", most=80, required=True),
        serial=clean_line(entry.serial or (known.serial if known else ""), field="serial", most=60),
        symptoms=clean_line(entry.symptoms, field="symptoms"),
        accessories=clean_line(entry.accessories, field="accessories"),
    )
    work.add(row)
    tell(work, job, "job_device", {"title": job.title, "device": row.device, "ending": ""})
    work.undo_by(take_back_add, row.id)
    return row.id


@use_case(Right.SERVE)
def take_back_add(work: Work, device_row_id: str) -> None:
    """Ctrl+Z after another device: it was never in the job. Refused("job.followed") once it has an end."""
    row = work.get(JobDevice, device_row_id)
    job = open_row(work, row.job_id)
    if row.ending:
        raise Refused("job.followed")
    work.remove(row)
    tell(work, job, "job_taken_back", {"title": job.title, "what": "job_device"})


@use_case(Right.SERVE, inverse="job_devices.take_back_end")
def end(work: Work, device_row_id: str, ending: DeviceEnding) -> None:
    """A further device is given back, repaired or not. Refused("job.device_ending" | "job.device_ended")."""
    one_of(ending, DEVICE_ENDINGS, "job.device_ending", field="ending")
    row = work.get(JobDevice, device_row_id)
    job = open_row(work, row.job_id)
    if row.ending:
        raise Refused("job.device_ended", field="ending")
    work.change(row, ending=ending, collected_at=work.now)
    tell(work, job, "job_device", {"title": job.title, "device": row.device, "ending": ending})
    work.undo_by(take_back_end, device_row_id)


@use_case(Right.SERVE)
def take_back_end(work: Work, device_row_id: str) -> None:
    """Ctrl+Z after a device's end: it is still here. Refused("job.followed") where it has none."""
    row = work.get(JobDevice, device_row_id)
    job = open_row(work, row.job_id)
    if not row.ending:
        raise Refused("job.followed")
    work.change(row, ending="", collected_at=None)
    tell(work, job, "job_taken_back", {"title": job.title, "what": "job_device"})


@use_case(Right.SERVE, inverse="job_devices.take_back_lend")
def lend(
    work: Work,
    job_id: str,
    *,
    name: str,
    serial: str = "",
    note: str = "",
    due_day: date | None = None,
) -> str:
    """Lend a device out for the time of a job; returns the loan's id. Refused("text.…" | "day.range")."""
    job = open_row(work, job_id)
    if due_day is not None and not EARLIEST <= due_day < LATEST:
        raise Refused("day.range", field="due_day")
    row = Loan(
        id=work.new_id(),
        job_id=job_id,
        name=clean_line(name, field="name", most=60, required=True),
        serial=clean_line(serial, field="serial", most=60),
        note=clean_line(note, field="note", most=120),
        out_at=work.now,
        due_day=due_day,
        actor_id=work.actor.id,
    )
    work.add(row)
    tell(work, job, "loan_out", {"title": job.title, "device": row.name})
    work.undo_by(take_back_lend, row.id)
    return row.id


@use_case(Right.SERVE)
def take_back_lend(work: Work, loan_id: str) -> None:
    """Ctrl+Z after lending: it never left. Refused("job.followed") once it came back."""
    row = work.get(Loan, loan_id)
    job = open_row(work, row.job_id)
    if row.back_at is not None:
        raise Refused("job.followed")
    work.remove(row)
    tell(work, job, "job_taken_back", {"title": job.title, "what": "loan_out"})


@use_case(Right.SERVE, inverse="job_devices.take_back_return")
def give_back(work: Work, loan_id: str, *, note: str = "") -> None:
    """A lent device is back; ``note`` says in what state. Refused("job.lent_back" | "text.…")."""
    row = work.get(Loan, loan_id)
    job = work.get(Job, row.job_id)
    if row.back_at is not None:
        raise Refused("job.lent_back", field="loan")
    work.change(row, back_at=work.now, back_note=clean_line(note, field="note", most=120))
    tell(work, job, "loan_back", {"title": job.title, "device": row.name})
    work.undo_by(take_back_return, loan_id)


@use_case(Right.SERVE)
def take_back_return(work: Work, loan_id: str) -> None:
    """Ctrl+Z after a return: it is still out. Refused("job.followed" | "job.closed")."""
    row = work.get(Loan, loan_id)
    job = open_row(work, row.job_id)
    if row.back_at is None:
        raise Refused("job.followed")
    work.change(row, back_at=None, back_note="")
    tell(work, job, "job_taken_back", {"title": job.title, "what": "loan_back"})


@query(Right.SERVE)
def of_job(view: View, job_id: str) -> Things:
    """The further devices and the loans of a job, in the order they came."""
    devices = view.all(JobDevice, JobDevice.job_id == job_id, order=JobDevice.position)
    loans = view.sql("SELECT * FROM loan WHERE job_id=? ORDER BY id", (job_id,))
    shown = ("id", "device", "serial", "symptoms", "accessories", "ending", "collected_at")
    return Things(
        devices=tuple(
            DeviceInJob(**{name: getattr(row, name) for name in shown}) for row in devices
        ),
        loans=tuple(
            LoanRow(
                id=row["id"],
                name=row["name"],
                serial=row["serial"],
                note=row["note"],
                out_at=from_ms(row["out_at"]),
                due_day=day_or_none(row["due_day"]),
                back_at=None if row["back_at"] is None else from_ms(row["back_at"]),
                back_note=row["back_note"],
            )
            for row in loans
        ),
    )
