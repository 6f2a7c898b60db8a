"""What belongs to this desk: what was typed but not saved, when the last backup was made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from models.base.clock import from_ms
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.store.work import View, Work
from models.tables.desk import Desk, Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskState:
    """This desk's letter and its last verified backup: when, and the copy's file name."""

    letter: str
    last_backup_at: datetime | None
    last_backup_note: str
    latest_at: datetime | None
    """When the newest operation was written; later than now where the computer's clock was set back."""


@query(Right.SERVE)
def state(view: View) -> DeskState:
    """This desk's letter and its last verified backup."""
    row = view.first(select(Desk.letter, Desk.last_backup_at, Desk.last_backup_note))
    assert row is not None
    newest = view.sql("SELECT at FROM operation ORDER BY position DESC LIMIT 1")
    latest = from_ms(newest[0]["at"]) if newest else None
    return DeskState(**row._mapping, latest_at=latest)


@use_case(Right.SERVE)
def keep_draft(work: Work, draft_id: str, content: dict[str, Any]) -> None:
    """Keep what stands on a screen, so that a crash loses nothing."""
    row = work.find(Draft, draft_id)
    if row is None:
        work.add(Draft(id=draft_id, content=content, at=work.now))
    else:
        work.change(row, content=content, at=work.now)


@use_case(Right.SERVE)
def drop_draft(work: Work, draft_id: str) -> None:
    """Forget a draft: it was saved or thrown away."""
    if row := work.find(Draft, draft_id):
        work.remove(row)


@query(Right.SERVE)
def draft(view: View, draft_id: str) -> dict[str, Any] | None:
    """What was kept of a screen, or None."""
    row = view.find(Draft, draft_id)
    return None if row is None else dict(row.content)


@query(Right.SERVE)
def drafts(view: View) -> tuple[str, ...]:
    """The screens with something unfinished, newest first."""
    return tuple(row.id for row in view.rows(select(Draft.id).order_by(Draft.at.desc())))
