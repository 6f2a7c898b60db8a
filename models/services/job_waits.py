"""The waits of a job in its own rows: begun, ended, gone on with. For other use cases; asks no right."""

from datetime import timedelta

from sqlalchemy import select

from models.store.work import View, Work
from models.tables.job_troubles import JobHold
from models.tables.jobs import Job

MILLISECOND = timedelta(milliseconds=1)


def waited(job: Job) -> timedelta:
    """By how much the job's promise has moved on."""
    return job.waited * MILLISECOND


def begin(work: Work, job: Job, reason: str, note: str) -> JobHold:
    """Let a job wait from now on; the caller has looked whether it may."""
    row = JobHold(
        id=work.new_id(),
        job_id=job.id,
        reason=reason,
        note=note,
        from_at=work.now,
        actor_id=work.actor.id,
    )
    work.add(row)
    work.change(job, hold=reason, hold_at=work.now)
    return row


def end(work: Work, job: Job, *, step_id: str | None = None) -> JobHold | None:
    """End the wait of a job, where it waits; ``step_id`` is the move that did it."""
    row = going_on(work, job)
    if row is None:
        return None
    until = max(work.now, row.from_at)
    work.change(row, until_at=until, step_id=step_id)
    work.change(job, hold="", hold_at=None, waited=job.waited + _length(row))
    return row


def resume(work: Work, job: Job, row: JobHold) -> None:
    """Let an ended wait go on as if it had never ended: the undo of :func:`end`."""
    work.change(job, hold=row.reason, hold_at=row.from_at, waited=job.waited - _length(row))
    work.change(row, until_at=None, step_id=None)


def going_on(view: View, job: Job) -> JobHold | None:
    """The wait that goes on, or None."""
    found = view.value(
        select(JobHold.id).where(JobHold.job_id == job.id, JobHold.until_at.is_(None))
    )
    return None if found is None else view.get(JobHold, found)


def ended_by(view: View, step_id: str) -> JobHold | None:
    """The wait that this move ended, or None."""
    step = view.sql("SELECT job_id FROM job_step WHERE id=?", (step_id,))
    if not step:
        return None
    found = view.value(
        select(JobHold.id).where(JobHold.job_id == step[0]["job_id"], JobHold.step_id == step_id)
    )
    return None if found is None else view.get(JobHold, found)


def newest(view: View, job: Job) -> JobHold | None:
    """The wait of a job that began last."""
    found = view.value(
        select(JobHold.id).where(JobHold.job_id == job.id).order_by(JobHold.id.desc()).limit(1)
    )
    return None if found is None else view.get(JobHold, found)


def _length(row: JobHold) -> int:
    assert row.until_at is not None
    return (row.until_at - row.from_at) // MILLISECOND
