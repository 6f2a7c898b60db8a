"""What is seen on a job: damage before the work, and a technician's observation that becomes a follow-up."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.base.clock import from_ms
from models.base.days import EARLIEST, LATEST
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line, clean_note, one_of
from models.base.usecase import query, use_case
from models.rules.job_troubles import NOTE_KINDS, NoteKind
from models.services.job_lines import day_or_none
from models.services.jobs import tell
from models.store.work import View, Work
from models.tables.job_troubles import JobNote
from models.tables.jobs import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    """A note; with ``follow_up_on`` somebody asks again on that day, until ``done_at``."""

    id: str
    job_id: str
    number: str
    kind: str
    text: str
    at: datetime
    actor: str
    member_id: str | None
    member: str
    follow_up_on: date | None
    done_at: datetime | None
    done_note: str
    photos: int = 0
    """How many photos and files were added with it."""


@use_case(Right.SERVE, inverse="job_notes.take_back")
def add(
    work: Work, job_id: str, note_kind: NoteKind, text: str, *, follow_up_on: date | None = None
) -> str:
    """Note something on a job, closed ones too; returns the note's id.

    Raises Refused("job.note_kind" | "text.…" | "day.range").
    """
    one_of(note_kind, NOTE_KINDS, "job.note_kind", field="note_kind")
    job = work.get(Job, job_id)
    if follow_up_on is not None and not EARLIEST <= follow_up_on < LATEST:
        raise Refused("day.range", field="follow_up_on")
    row = JobNote(
        id=work.new_id(),
        job_id=job_id,
        note_kind=note_kind,
        text=clean_note(text, field="text", most=400, required=True),
        at=work.now,
        actor_id=work.actor.id,
        follow_up_on=follow_up_on,
    )
    work.add(row)
    day = follow_up_on.isoformat() if follow_up_on is not None else ""
    tell(work, job, "job_noted", {"kind": note_kind, "text": row.text, "day": day})
    work.undo_by(take_back, row.id)
    return row.id


@use_case(Right.SERVE)
def take_back(work: Work, note_id: str) -> None:
    """Ctrl+Z after a note. Refused("job.followed") where it was followed up."""
    row = work.get(JobNote, note_id)
    job = work.get(Job, row.job_id)
    if row.done_at is not None:
        raise Refused("job.followed")
    work.remove(row)
    tell(work, job, "job_taken_back", {"title": job.title, "what": "job_noted"})


@use_case(Right.SERVE, inverse="job_notes.take_back_follow")
def follow(work: Work, note_id: str, *, note: str = "") -> None:
    """The follow-up was done; ``note`` says what came of it. Refused("job.done_already" | "text.…")."""
    row = work.get(JobNote, note_id)
    job = work.get(Job, row.job_id)
    if row.follow_up_on is None or row.done_at is not None:
        raise Refused("job.done_already", field="note")
    work.change(row, done_at=work.now, done_note=clean_line(note, field="note", most=120))
    tell(work, job, "job_followed", {"title": job.title, "text": row.text})
    work.undo_by(take_back_follow, note_id)


@use_case(Right.SERVE)
def take_back_follow(work: Work, note_id: str) -> None:
    """Ctrl+Z after a follow-up: it is still to be done. Refused("job.followed")."""
    row = work.get(JobNote, note_id)
    job = work.get(Job, row.job_id)
    if row.done_at is None:
        raise Refused("job.followed")
    work.change(row, done_at=None, done_note="")
    tell(work, job, "job_taken_back", {"title": job.title, "what": "job_followed"})


@query(Right.SERVE)
def of_job(view: View, job_id: str) -> tuple[NoteRow, ...]:
    """The notes of a job, the first one first."""
    return _rows(view, "n.job_id=?", (job_id,))


@query(Right.SERVE)
def due(view: View, *, limit: int = 50) -> tuple[NoteRow, ...]:
    """Follow-ups of today and of days past that nobody did yet, the oldest first."""
    where = "n.follow_up_on<=? AND n.done_at IS NULL"
    return _rows(view, where, (view.today.isoformat(),), limit=limit)


def _rows(
    view: View, where: str, values: tuple[Any, ...], *, limit: int = 100
) -> tuple[NoteRow, ...]:
    """Notes under this module's own conditions; only values are bound."""
    rows = view.sql(
        "SELECT n.*, (SELECT count(*) FROM attachment a WHERE a.ref_id=n.job_id AND a.note_id=n.id"
        " AND a.removed_at IS NULL) AS photos, j.number, j.member_id, coalesce(m.name,'') AS member,"
        " coalesce(s.name,'') AS actor FROM job_note n JOIN job j ON j.id=n.job_id"
        " LEFT JOIN member m ON m.id=j.member_id LEFT JOIN staff s ON s.id=n.actor_id"
        f" WHERE {where} ORDER BY n.follow_up_on IS NULL, n.follow_up_on, n.id LIMIT ?",
        (*values, limit),
    )
    return tuple(
        NoteRow(
            id=row["id"],
            job_id=row["job_id"],
            number=row["number"],
            kind=row["note_kind"],
            text=row["text"],
            at=from_ms(row["at"]),
            actor=row["actor"],
            member_id=row["member_id"],
            member=row["member"],
            follow_up_on=day_or_none(row["follow_up_on"]),
            done_at=None if row["done_at"] is None else from_ms(row["done_at"]),
            done_note=row["done_note"],
            photos=row["photos"],
        )
        for row in rows
    )
