"""Checklists as they stand on a job: put there with a service's line, taken off with it. For other use cases."""

from sqlalchemy import func, select

from models.store.work import View, Work
from models.tables.checklists import Checklist, ChecklistStep, JobCheck
from models.tables.jobs import Job, JobLine


def put_for_item(work: Work, job: Job, item_id: str | None) -> None:
    """Put the checklists of a service on a job that has its line; what stands there already stays."""
    if item_id is None:
        return
    for row in work.all(
        Checklist, Checklist.item_id == item_id, Checklist.archived_at.is_(None), order=Checklist.id
    ):
        if not on_job(work, job.id, row.id):
            put(work, job.id, row.id)


def take_off_for_item(work: Work, job: Job, item_id: str | None) -> None:
    """Take a service's checklists off a job that has no line of it any more, where nothing is ticked yet."""
    if item_id is None or work.value(
        select(func.count()).where(JobLine.job_id == job.id, JobLine.item_id == item_id)
    ):
        return
    for row in work.all(Checklist, Checklist.item_id == item_id):
        checks = on_job(work, job.id, row.id)
        if all(check.done_at is None for check in checks):
            for check in checks:
                work.remove(check)


def on_job(view: View, job_id: str, checklist_id: str) -> list[JobCheck]:
    """The steps of a checklist that stand on a job, in order."""
    return view.all(
        JobCheck,
        JobCheck.job_id == job_id,
        JobCheck.checklist_id == checklist_id,
        order=JobCheck.position,
    )


def put(work: Work, job_id: str, checklist_id: str) -> None:
    """Put the steps of a checklist on a job, with today's words, after what stands there."""
    last = work.value(select(func.max(JobCheck.position)).where(JobCheck.job_id == job_id)) or 0
    steps = work.all(
        ChecklistStep,
        ChecklistStep.checklist_id == checklist_id,
        ChecklistStep.removed_at.is_(None),
        order=ChecklistStep.position,
    )
    work.add_all(
        [
            JobCheck(
                id=work.new_id(),
                job_id=job_id,
                checklist_id=checklist_id,
                position=last + place,
                text=step.text,
                required=step.required,
            )
            for place, step in enumerate(steps, start=1)
        ]
    )
