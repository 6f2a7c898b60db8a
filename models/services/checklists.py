"""Checklists (作业步骤): lists of a service with required steps, put on its jobs and ticked there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from models.base.clock import from_ms
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line
from models.base.usecase import query, use_case
from models.services import job_checks
from models.services.job_lines import open_row
from models.store.work import View, Work
from models.tables.checklists import Checklist, ChecklistStep, JobCheck
from models.tables.prices import PriceItem

STEPS_MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEntry:
    """A step as typed; a new one has no ``id``."""

    text: str
    required: bool = False
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistDetails:
    """What is typed about a checklist; with ``item_id`` it goes with that service."""

    name: str
    item_id: str | None = None
    steps: tuple[StepEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistRow:
    """A checklist as it stands; ``item`` is the service's name."""

    id: str
    details: ChecklistDetails
    item: str
    archived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """A step on a job: ticked by whom and when, or not yet."""

    id: str
    checklist_id: str | None
    text: str
    required: bool
    done_at: datetime | None
    done_by: str
    note: str


@use_case(Right.PRICE, inverse="checklists.take_back")
def add(work: Work, details: ChecklistDetails) -> str:
    """Make a checklist; returns its id. Refused("checklist.…" | "text.…") beside the field."""
    name, steps = _checked(work, details, known={})
    row = Checklist(id=work.new_id(), name=name, item_id=details.item_id)
    work.add(row)
    _write_steps(work, row, steps, known={})
    work.undo_by(take_back, row.id)
    return row.id


@use_case(Right.PRICE)
def take_back(work: Work, checklist_id: str) -> None:
    """Ctrl+Z after a new checklist: it goes, or where a job has it already it is put away."""
    row = work.get(Checklist, checklist_id)
    if work.value(select(func.count()).where(JobCheck.checklist_id == checklist_id)):
        work.change(row, archived_at=work.now)
        return
    for step in _steps(work, checklist_id):
        work.remove(step)
    work.remove(row)


@use_case(Right.PRICE, inverse="checklists.edit")
def edit(work: Work, checklist_id: str, details: ChecklistDetails) -> None:
    """Write a checklist anew. Steps named by id stay the same steps; jobs keep the words of their day."""
    row = work.get(Checklist, checklist_id)
    before = _details(work, row)
    known = {step.id: step for step in _steps(work, checklist_id)}
    name, steps = _checked(work, details, known=known)
    work.change(row, name=name, item_id=details.item_id)
    _write_steps(work, row, steps, known=known)
    work.undo_by(edit, checklist_id, before)


@use_case(Right.PRICE, inverse="checklists.bring_back")
def archive(work: Work, checklist_id: str) -> None:
    """Put a checklist away: no new job gets it."""
    work.change(work.get(Checklist, checklist_id), archived_at=work.now)
    work.undo_by(bring_back, checklist_id)


@use_case(Right.PRICE, inverse="checklists.archive")
def bring_back(work: Work, checklist_id: str) -> None:
    """Use a checklist again."""
    work.change(work.get(Checklist, checklist_id), archived_at=None)
    work.undo_by(archive, checklist_id)


@use_case(Right.SERVE, inverse="checklists.take_off")
def put_on(work: Work, job_id: str, checklist_id: str) -> None:
    """Put a checklist on an open job. Refused("checklist.there" | "checklist.away" | "job.closed")."""
    job, row = open_row(work, job_id), work.get(Checklist, checklist_id)
    if row.archived_at is not None:
        raise Refused("checklist.away", field="checklist")
    if job_checks.on_job(work, job_id, checklist_id):
        raise Refused("checklist.there", field="checklist")
    job_checks.put(work, job.id, checklist_id)
    work.undo_by(take_off, job_id, checklist_id)


@use_case(Right.SERVE)
def take_off(work: Work, job_id: str, checklist_id: str) -> None:
    """Take a checklist off a job while nothing of it is ticked. Refused("checklist.ticked" | "job.closed")."""
    open_row(work, job_id)
    work.get(Checklist, checklist_id)
    checks = job_checks.on_job(work, job_id, checklist_id)
    if any(check.done_at is not None for check in checks):
        raise Refused("checklist.ticked", field="checklist")
    for check in checks:
        work.remove(check)


@use_case(Right.SERVE, inverse="checklists.tick")
def tick(work: Work, check_id: str, *, ticked: bool = True, note: str = "") -> None:
    """Tick a step on a job, by whoever is at the desk now, or untick it. Refused("job.closed").

    Unticking has no undo: who stood for the step, and when, is said anew by ticking it again.
    """
    row = work.get(JobCheck, check_id)
    open_row(work, row.job_id)
    was, kept = row.done_at is not None, row.note
    work.change(
        row,
        done_at=(row.done_at or work.now) if ticked else None,
        done_by_id=(row.done_by_id or work.actor.id) if ticked else "",
        note=clean_line(note, field="note", most=120),
    )
    if ticked:
        work.undo_by(tick, check_id, ticked=was, note=kept)


@query(Right.SERVE)
def lists(view: View) -> tuple[ChecklistRow, ...]:
    """Every checklist with its steps, archived ones last."""
    rows = view.all(Checklist, order=(Checklist.archived_at.is_not(None), Checklist.id))
    names = {row["id"]: row["name"] for row in view.sql("SELECT id, name FROM price_item")}
    return tuple(
        ChecklistRow(
            id=row.id,
            details=_details(view, row),
            item=names.get(row.item_id, "") if row.item_id else "",
            archived=row.archived_at is not None,
        )
        for row in rows
    )


@query(Right.SERVE)
def of_job(view: View, job_id: str) -> tuple[CheckRow, ...]:
    """The steps on a job in their order."""
    rows = view.sql(
        "SELECT c.*, coalesce(s.name,'') AS who FROM job_check c LEFT JOIN staff s"
        " ON s.id=c.done_by_id WHERE c.job_id=? ORDER BY c.position, c.id",
        (job_id,),
    )
    return tuple(
        CheckRow(
            id=row["id"],
            checklist_id=row["checklist_id"],
            text=row["text"],
            required=bool(row["required"]),
            done_at=None if row["done_at"] is None else from_ms(row["done_at"]),
            done_by=row["who"],
            note=row["note"],
        )
        for row in rows
    )


def _checked(
    work: Work, typed: ChecklistDetails, *, known: dict[str, ChecklistStep]
) -> tuple[str, tuple[StepEntry, ...]]:
    if typed.item_id is not None:
        work.get(PriceItem, typed.item_id)
    if not typed.steps:
        raise Refused("checklist.empty", field="steps")
    if len(typed.steps) > STEPS_MOST:
        raise Refused("checklist.long", field="steps", most=STEPS_MOST)
    ids = [step.id for step in typed.steps if step.id is not None]
    if len(set(ids)) < len(ids) or not known.keys() >= set(ids):
        raise Refused("record.gone", kind=ChecklistStep.kind)
    name = clean_line(typed.name, field="name", most=40, required=True)
    return name, tuple(
        StepEntry(
            text=clean_line(step.text, field="steps", most=80, required=True),
            required=step.required,
            id=step.id,
        )
        for step in typed.steps
    )


def _write_steps(
    work: Work, row: Checklist, steps: tuple[StepEntry, ...], *, known: dict[str, ChecklistStep]
) -> None:
    for place, step in enumerate(steps, start=1):
        values: dict[str, Any] = {"position": place, "text": step.text, "required": step.required}
        if step.id is not None:
            work.change(known[step.id], removed_at=None, **values)
        else:
            work.add(ChecklistStep(id=work.new_id(), checklist_id=row.id, **values))
    kept = {step.id for step in steps}
    for step_id, old in known.items():
        if step_id not in kept and old.removed_at is None:
            work.change(old, removed_at=work.now)


def _steps(view: View, checklist_id: str) -> list[ChecklistStep]:
    return view.all(
        ChecklistStep,
        ChecklistStep.checklist_id == checklist_id,
        order=(ChecklistStep.position, ChecklistStep.id),
    )


def _details(view: View, row: Checklist) -> ChecklistDetails:
    return ChecklistDetails(
        name=row.name,
        item_id=row.item_id,
        steps=tuple(
            StepEntry(id=step.id, text=step.text, required=step.required)
            for step in _steps(view, row.id)
            if step.removed_at is None
        ),
    )


def count(view: View) -> int:
    """How many checklists are in use, for the settings."""
    return int(
        view.value(
            select(func.count()).select_from(Checklist).where(Checklist.archived_at.is_(None))
        )
        or 0
    )
