"""What stands around a job beyond its lines: steps to tick, further devices, loans, notes, waits, reworks."""

from dataclasses import dataclass

from models.base.rights import Right
from models.base.usecase import query
from models.services import checklists, job_devices, job_notes, job_troubles, rework
from models.services.checklists import ChecklistRow, CheckRow
from models.services.job_devices import Things
from models.services.job_notes import NoteRow
from models.services.job_troubles import HoldRow
from models.services.rework import Standing
from models.store.work import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """All of it in one read. ``lists`` are the checklists that can still be put on the job by hand."""

    checks: tuple[CheckRow, ...]
    things: Things
    notes: tuple[NoteRow, ...]
    holds: tuple[HoldRow, ...]
    standing: Standing
    lists: tuple[ChecklistRow, ...]


@query(Right.SERVE)
def of_job(view: View, job_id: str) -> Around:
    """What stands around a job."""
    checks = checklists.of_job(view, job_id)
    there = {row.checklist_id for row in checks}
    return Around(
        checks=checks,
        things=job_devices.of_job(view, job_id),
        notes=job_notes.of_job(view, job_id),
        holds=job_troubles.holds_of(view, job_id),
        standing=rework.of_job(view, job_id),
        lists=tuple(
            row for row in checklists.lists(view) if not row.archived and row.id not in there
        ),
    )
