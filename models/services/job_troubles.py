"""A job that waits, and one that is done and waits to be collected."""

from dataclasses import dataclass
from datetime import datetime

from models.base.clock import from_ms
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line
from models.base.usecase import query, use_case
from models.rules import job_troubles as rules
from models.rules.job_troubles import HoldReason
from models.rules.jobs import Step
from models.services import job_waits
from models.services.job_lines import open_row
from models.services.job_standing import SETTLED
from models.services.jobs import tell
from models.store.work import View, Work
from models.tables.job_troubles import JobHold
from models.tables.jobs import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRow:
    """A wait of a job; without an end it goes on."""

    id: str
    reason: str
    note: str
    from_at: datetime
    until_at: datetime | None
    actor: str


@use_case(Right.SERVE, inverse="job_troubles.take_back_hold")
def hold(work: Work, job_id: str, reason: HoldReason, *, note: str = "") -> str:
    """Let a job wait: its clock stands still from now on. Returns the wait's id.

    Raises Refused("job.held" | "job.hold_reason" | "job.hold_step" | "job.closed" | "text.…").
    """
    job = open_row(work, job_id)
    rules.check_hold(Step(job.step), bool(job.hold), reason)
    row = job_waits.begin(work, job, reason, clean_line(note, field="note", most=120))
    tell(work, job, "job_held", {"title": job.title, "reason": reason, "note": row.note})
    work.undo_by(take_back_hold, row.id)
    return row.id


@use_case(Right.SERVE)
def take_back_hold(work: Work, hold_id: str) -> None:
    """Ctrl+Z after a hold: the job never waited. Refused("job.followed") where it went on since."""
    row = work.get(JobHold, hold_id)
    job = open_row(work, row.job_id)
    if row.until_at is not None:
        raise Refused("job.followed")
    work.change(job, hold="", hold_at=None)
    work.remove(row)
    tell(work, job, "job_taken_back", {"title": job.title, "what": "job_held"})


@use_case(Right.SERVE, inverse="job_troubles.take_back_release")
def release(work: Work, job_id: str) -> None:
    """Go on with a job that waited: its promise moves on by the wait. Refused("job.not_held")."""
    job = open_row(work, job_id)
    row = job_waits.end(work, job)
    if row is None:
        raise Refused("job.not_held", field="hold")
    tell(work, job, "job_released", {"title": job.title, "reason": row.reason})
    work.undo_by(take_back_release, row.id)


@use_case(Right.SERVE)
def take_back_release(work: Work, hold_id: str) -> None:
    """Ctrl+Z after a release: the job waits as if it had never gone on. Refused("job.followed")."""
    row = work.get(JobHold, hold_id)
    job = open_row(work, row.job_id)
    last = job_waits.newest(work, job)
    if (
        job.hold
        or row.until_at is None
        or row.step_id is not None
        or last is None
        or last.id != row.id
        or Step(job.step) in (Step.PAYMENT, *SETTLED)
    ):
        raise Refused("job.followed")
    job_waits.resume(work, job, row)
    tell(work, job, "job_held", {"title": job.title, "reason": row.reason, "note": row.note})


@use_case(Right.SERVE, inverse="job_troubles.take_back_collect")
def collect(work: Work, job_id: str) -> None:
    """The owner took the finished device along, before paying or after.

    Raises Refused("job.not_ready" | "job.collected" | "job.closed").
    """
    job = open_row(work, job_id)
    if job.collected_at is not None:
        raise Refused("job.collected", field="step")
    if job.ready_at is None:
        raise Refused("job.not_ready", field="step")
    work.change(job, collected_at=work.now)
    tell(work, job, "job_collected", {"title": job.title})
    work.undo_by(take_back_collect, job_id)


@use_case(Right.SERVE)
def take_back_collect(work: Work, job_id: str) -> None:
    """Ctrl+Z after a collection: it still stands in the shop. Refused("job.followed") once it is paid."""
    job = open_row(work, job_id)
    if job.collected_at is None or Step(job.step) in SETTLED:
        raise Refused("job.followed")
    work.change(job, collected_at=None)
    tell(work, job, "job_taken_back", {"title": job.title, "what": "job_collected"})


@query(Right.SERVE)
def holds_of(view: View, job_id: str) -> tuple[HoldRow, ...]:
    """The waits of a job, the first one first."""
    view.get(Job, job_id)
    rows = view.sql(
        "SELECT h.*, coalesce(s.name,'') AS actor FROM job_hold h LEFT JOIN staff s"
        " ON s.id=h.actor_id WHERE h.job_id=? ORDER BY h.id",
        (job_id,),
    )
    return tuple(
        HoldRow(
            id=row["id"],
            reason=row["reason"],
            note=row["note"],
            from_at=from_ms(row["from_at"]),
            until_at=None if row["until_at"] is None else from_ms(row["until_at"]),
            actor=row["actor"],
        )
        for row in rows
    )
