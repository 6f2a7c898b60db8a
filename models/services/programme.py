"""The shop's programme of points and tiers: drafts, versions with the day they hold from, and what holds on a day.

A version in force is never edited and none is back-dated, so that a bill of a day is reckoned for ever by the
version that held on that day.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

import msgspec

from models.base.clock import from_ms
from models.base.days import LATEST
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line
from models.base.usecase import query, use_case
from models.rules import programme_check
from models.rules.programme import Programme
from models.store.work import View, Work
from models.tables.programme import ProgrammeVersion

State = Literal["draft", "active", "called_off", "dropped"]
Standing = Literal["draft", "planned", "in_force", "past", "called_off", "dropped"]
_STATES: tuple[State, ...] = ("draft", "active", "called_off", "dropped")
NOTE_MOST = 120

_IN_FORCE = (
    "SELECT id, number, valid_from, document FROM programme_version WHERE state='active'"
    " AND valid_from<=? ORDER BY valid_from DESC, number DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The version that holds on a day, with its rules."""

    version_id: str
    number: int
    valid_from: date
    programme: Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """A version as the list shows it; ``standing`` is what it is today."""

    id: str
    number: int
    state: State
    standing: Standing
    valid_from: date | None
    note: str
    activated_at: datetime | None
    written_at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFile:
    """A version with its rules."""

    row: VersionRow
    programme: Programme


def in_force(view: View, day: date | None = None) -> InForce | None:
    """The version that holds on a shop day, today where none is named; None where the shop has none yet."""
    rows = view.sql(_IN_FORCE, ((day or view.today).isoformat(),))
    if not rows:
        return None
    (row,) = rows
    return InForce(
        version_id=row["id"],
        number=row["number"],
        valid_from=date.fromisoformat(row["valid_from"]),
        programme=_decoded(row["document"]),
    )


@query(Right.SERVE)
def versions(view: View) -> tuple[VersionRow, ...]:
    """Every version and draft that was not dropped, newest first."""
    return _rows(view, "v.state<>'dropped'")


@query(Right.SERVE)
def version(view: View, version_id: str) -> VersionFile:
    """One version with its rules. Raises Refused("record.gone")."""
    found = view.get(ProgrammeVersion, version_id)
    (row,) = _rows(view, "v.id=?", version_id)
    return VersionFile(row=row, programme=programme_check.of_document(found.document))


@query(Right.SERVE)
def rules_on(view: View, day: date | None = None) -> InForce | None:
    """As :func:`in_force`, for screens and the command line."""
    return in_force(view, day)


@use_case(Right.PROGRAMME, inverse="programme.drop_draft")
def write_draft(
    work: Work, programme: Programme, *, note: str = "", draft_id: str | None = None
) -> str:
    """Keep rules as a draft, a new one or over ``draft_id``; returns its id.

    Raises Refused("programme.…" | "text.…") beside the field, Refused("programme.no_draft") where it is active.
    """
    clean = programme_check.checked(programme, item_codes=_item_codes(work))
    document = programme_check.document_of(clean)
    said = clean_line(note, field="note", most=NOTE_MOST)
    if draft_id is None:
        row = ProgrammeVersion(
            id=work.new_id(),
            number=_next_number(work),
            document=document,
            note=said,
            written_at=work.now,
            actor_id=work.actor.id,
        )
        work.add(row)
        work.undo_by(drop_draft, row.id)
        return row.id
    row = _draft(work, draft_id)
    before, noted = programme_check.of_document(row.document), row.note
    work.change(row, document=document, note=said, written_at=work.now, actor_id=work.actor.id)
    work.undo_by(write_draft, before, note=noted, draft_id=row.id)
    return row.id


@use_case(Right.PROGRAMME, inverse="programme.take_back")
def activate(work: Work, draft_id: str, *, valid_from: date) -> int:
    """Have a draft hold from a shop day on, today at the earliest; returns its number.

    Raises Refused("programme.past" | "programme.day_taken" | "programme.no_draft" | "day.range") and what
    :func:`write_draft` raises: the price list may have changed since. One of today can no longer be called off.
    """
    row = _draft(work, draft_id)
    if valid_from < work.today:
        raise Refused("programme.past", field="valid_from", day=valid_from, today=work.today)
    if valid_from > LATEST:
        raise Refused("day.range", field="valid_from")
    taken = work.sql(
        "SELECT number FROM programme_version WHERE state='active' AND valid_from=?",
        (valid_from.isoformat(),),
    )
    if taken:
        raise Refused(
            "programme.day_taken", field="valid_from", day=valid_from, number=taken[0]["number"]
        )
    programme = programme_check.of_document(row.document)
    programme_check.checked(programme, item_codes=_item_codes(work))
    back = take_back if row.state == "draft" else call_off
    work.change(row, state="active", valid_from=valid_from, activated_at=work.now)
    if valid_from > work.today:
        work.undo_by(back, row.id)
    return row.number


@use_case(Right.PROGRAMME, inverse="programme.activate")
def take_back(work: Work, version_id: str) -> None:
    """Ctrl+Z after :func:`activate`: what was a draft is one again. Raises as :func:`call_off`."""
    row = _coming(work, version_id)
    day = row.valid_from
    work.change(row, state="draft", valid_from=None, activated_at=None)
    assert day is not None
    work.undo_by(activate, row.id, valid_from=day)


@use_case(Right.PROGRAMME, inverse="programme.activate")
def call_off(work: Work, version_id: str) -> None:
    """Call a version off before its day has come; it can be edited and activated again.

    Raises Refused("programme.begun" | "programme.not_active").
    """
    row = _coming(work, version_id)
    work.change(row, state="called_off")
    assert row.valid_from is not None
    work.undo_by(activate, row.id, valid_from=row.valid_from)


@use_case(Right.PROGRAMME, inverse="programme.take_up")
def drop_draft(work: Work, draft_id: str) -> None:
    """Put a draft away. Raises Refused("programme.no_draft")."""
    row = _draft(work, draft_id)
    work.change(row, state="dropped")
    work.undo_by(take_up, row.id)


@use_case(Right.PROGRAMME, inverse="programme.drop_draft")
def take_up(work: Work, draft_id: str) -> None:
    """Bring a dropped draft back. Raises Refused("programme.no_draft") where it was not dropped."""
    row = work.get(ProgrammeVersion, draft_id)
    if row.state != "dropped":
        raise Refused("programme.no_draft", field="draft", number=row.number)
    work.change(row, state="draft")
    work.undo_by(drop_draft, row.id)


def _draft(work: Work, draft_id: str) -> ProgrammeVersion:
    """A version that does not hold and never will by itself: a draft, or one that was called off."""
    row = work.get(ProgrammeVersion, draft_id)
    if row.state not in ("draft", "called_off"):
        raise Refused("programme.no_draft", field="draft", number=row.number)
    return row


def _coming(work: Work, version_id: str) -> ProgrammeVersion:
    """A version whose day has not come."""
    row = work.get(ProgrammeVersion, version_id)
    if row.state != "active" or row.valid_from is None:
        raise Refused("programme.not_active", field="version", number=row.number)
    if row.valid_from <= work.today:
        raise Refused("programme.begun", field="version", number=row.number, day=row.valid_from)
    if work.sql(
        "SELECT 1 FROM points_entry WHERE version_id=?1 UNION ALL"
        " SELECT 1 FROM tier_change WHERE version_id=?1 UNION ALL"
        " SELECT 1 FROM milestone_grant WHERE version_id=?1 LIMIT 1",
        (row.id,),
    ):
        raise Refused("programme.begun", field="version", number=row.number, day=row.valid_from)
    return row


def _next_number(view: View) -> int:
    rows = view.sql("SELECT coalesce(max(number),0)+1 AS n FROM programme_version")
    return int(rows[0]["n"])


def naming(view: View, code: str) -> int | None:
    """The number of the version, in force or to come, that names an item by this code; None where none does."""
    for row in view.sql(
        "SELECT number, document FROM programme_version WHERE state='active' AND valid_from>="
        "coalesce((SELECT max(valid_from) FROM programme_version WHERE state='active'"
        " AND valid_from<=?1),?1) ORDER BY valid_from, number DESC",
        (view.today.isoformat(),),
    ):
        rules = _decoded(row["document"])
        codes = {one.item_code for one in rules.milestones}
        if code in codes.union(*(one.item_codes for one in rules.multipliers)):
            return int(row["number"])
    return None


def _item_codes(view: View) -> frozenset[str]:
    return frozenset(row["code"] for row in view.sql("SELECT code FROM price_item"))


@lru_cache(maxsize=32)
def _decoded(document: str) -> Programme:
    """A stored document; the few in force are read on every bill."""
    return msgspec.json.decode(document, type=Programme)


def _rows(view: View, where: str, *values: str) -> tuple[VersionRow, ...]:
    """Rows of versions; ``where`` is this module's own."""
    holds = in_force(view)
    return tuple(
        VersionRow(
            id=row["id"],
            number=row["number"],
            state=_state(row["state"]),
            standing=_standing(row["state"], row["id"], row["valid_from"], view.today, holds),
            valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            note=row["note"],
            activated_at=None if row["activated_at"] is None else from_ms(row["activated_at"]),
            written_at=from_ms(row["written_at"]),
            by=row["who"],
        )
        for row in view.sql(
            "SELECT v.*, coalesce(s.name,'') AS who FROM programme_version v"
            f" LEFT JOIN staff s ON s.id=v.actor_id WHERE {where} ORDER BY v.number DESC",
            values,
        )
    )


def _state(stored: str) -> State:
    return next(known for known in _STATES if known == stored)


def _standing(
    stored: str, version_id: str, valid_from: str | None, today: date, holds: InForce | None
) -> Standing:
    if stored != "active":
        return (
            "called_off"
            if stored == "called_off"
            else "dropped"
            if stored == "dropped"
            else "draft"
        )
    if holds is not None and holds.version_id == version_id:
        return "in_force"
    return "planned" if valid_from and valid_from > today.isoformat() else "past"
