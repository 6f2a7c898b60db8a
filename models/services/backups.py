"""Where this desk's backups go, what was proved of them, and how they stand. Reads no stick: desktop does.

Writing down a proof asks for no right: the program itself does it, also while nobody is signed in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import select

from models.base.clock import from_ms, ms_of
from models.base.errors import Refused
from models.base.ids import is_id
from models.base.rights import Right
from models.base.text import clean_line, one_of
from models.base.usecase import query, use_case
from models.rules.backups import Mishap, PlaceSeen, Standing
from models.services.shop import settings_of
from models.store.work import View, Work
from models.tables.backups import BackupPlace, Proof
from models.tables.desk import Desk
from models.tables.journal import Operation
from models.tables.shop import Shop

How = Literal["made", "verified", "drill"]
HOW = ("made", "verified", "drill")
_PATH_MOST = 4096
_FILE_MOST = 255
_LABEL_MOST = 40
_LOOKED_BACK = 400
"""Proofs read for the light: a year of daily copies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place that is kept."""

    id: str
    label: str
    path: str
    stick: bool
    automatic: bool
    seen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """The newest proof of one file in one place."""

    how: str
    passed: bool
    at: datetime
    code: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the program backs up by itself: every so many hours (0: never), and on closing the window."""

    hours: int
    on_closing: bool


@query(Right.ENTER)
def schedule(view: View) -> Schedule:
    """The schedule; asked also while nobody is signed in."""
    values = settings_of(view)
    return Schedule(int(values["backup_hours"]), bool(values["backup_on_closing"]))


@query(Right.ENTER)
def places(view: View) -> tuple[Place, ...]:
    """The places that are kept, in the order they were added."""
    rows = view.all(BackupPlace, BackupPlace.removed_at.is_(None), order=BackupPlace.added_at)
    return tuple(
        Place(
            id=row.id,
            label=row.label,
            path=row.path,
            stick=row.stick,
            automatic=row.automatic,
            seen_at=row.seen_at,
        )
        for row in rows
    )


@use_case(Right.KEEP, inverse="backups.remove_place")
def add_place(
    work: Work, *, label: str, path: str, stick: bool, mark: str = "", automatic: bool = True
) -> str:
    """Keep a place and return its id. ``mark`` is the id that its mark file says already: this desk's of
    before, or another desk's that uses the same stick.

    Raises Refused("text.…"), Refused("backup.place_kept") where that folder is kept already,
    Refused("backup.mark") where the mark is none.
    """
    name = clean_line(label, field="label", most=_LABEL_MOST, required=True)
    where = clean_line(path, field="path", most=_PATH_MOST, required=True)
    if mark and not is_id(mark):
        raise Refused("backup.mark", field="mark")
    for row in work.all(BackupPlace, BackupPlace.removed_at.is_(None)):
        if where == row.path or row.id == mark:
            raise Refused("backup.place_kept", field="path", name=row.label)
    known = work.find(BackupPlace, mark) if mark else None
    if known is not None:
        work.change(
            known, label=name, path=where, stick=stick, automatic=automatic, removed_at=None,
            seen_at=work.now,
        )  # fmt: skip
    else:
        known = BackupPlace(
            id=mark or work.new_id(),
            label=name,
            path=where,
            stick=stick,
            automatic=automatic,
            added_at=work.now,
            seen_at=work.now,
        )
        work.add(known)
    work.note(backup_place=known.id)
    work.undo_by(remove_place, known.id)
    return known.id


@use_case(Right.KEEP, inverse="backups.change_place")
def change_place(work: Work, place_id: str, *, label: str, automatic: bool) -> None:
    """Rename a place, or leave it out of the schedule. Raises Refused("text.…" | "record.gone")."""
    row = _kept(work, place_id)
    before = {"label": row.label, "automatic": row.automatic}
    name = clean_line(label, field="label", most=_LABEL_MOST, required=True)
    work.change(row, label=name, automatic=automatic)
    work.note(backup_place=row.id)
    work.undo_by(change_place, place_id, **before)


@use_case(Right.CONFIGURE, inverse="backups.bring_back_place")
def remove_place(work: Work, place_id: str) -> None:
    """Keep a place no longer; its copies stay. Raises Refused("record.gone")."""
    work.change(_kept(work, place_id), removed_at=work.now)
    work.note(backup_place=place_id)
    work.undo_by(bring_back_place, place_id)


@use_case(Right.CONFIGURE, inverse="backups.remove_place")
def bring_back_place(work: Work, place_id: str) -> None:
    """Keep a place again that was taken away. Raises Refused("record.gone")."""
    work.change(work.get(BackupPlace, place_id), removed_at=None)
    work.note(backup_place=place_id)
    work.undo_by(remove_place, place_id)


@use_case(Right.ENTER)
def saw_place(work: Work, place_id: str, path: str) -> None:
    """Keep that a place was there, and where. Raises Refused("record.gone" | "text.…")."""
    row = _kept(work, place_id)
    work.change(
        row, path=clean_line(path, field="path", most=_PATH_MOST, required=True), seen_at=work.now
    )


@use_case(Right.ENTER)
def prove(
    work: Work, *, place_id: str, file: str, how: str, passed: bool, facts: Mapping[str, Any]
) -> str:
    """Write down one try: ``made``, ``verified`` or ``drill``, and what came of it; returns the row's id.

    Raises Refused("record.gone" | "backup.how" | "text.…").

    ``facts`` of a good end: counts, sums, the journal's ``position`` and ``head``. Of a bad one: ``code``,
    ``damaged`` (the copy is bad), ``copy_at`` and ``sound_at`` (Unix milliseconds of the copies).
    """
    one_of(how, HOW, "backup.how", field="how")
    name = clean_line(file, field="file", most=_FILE_MOST)
    if place_id:
        work.get(BackupPlace, place_id)
    row = Proof(
        id=work.new_id(),
        place_id=place_id,
        file=name,
        how=how,
        passed=passed,
        at=work.now,
        facts=dict(facts),
    )
    work.add(row)
    if how == "made" and passed:
        work.change(work.all(Desk)[0], last_backup_at=work.now, last_backup_note=name)
    return row.id


@query(Right.ENTER)
def proofs(view: View) -> dict[str, Proved]:
    """The newest proof of each file, by its name."""
    found: dict[str, Proved] = {}
    for row in view.all(Proof, order=Proof.at):
        if row.file:
            found[row.file] = Proved(
                how=row.how, passed=row.passed, at=row.at, code=str(row.facts.get("code", ""))
            )
    return found


@query(Right.KEEP)
def hash_at(view: View, position: int) -> str:
    """The journal's hash (hexadecimal) at a position, against which a backup's anchor is held; "" past its end."""
    found = view.value(select(Operation.hash).where(Operation.position == position))
    return found.hex() if found else ""


@query(Right.ENTER)
def behind(view: View) -> bool:
    """Whether anything was journalled since the last copy that was made and verified."""
    newest = view.value(select(Operation.position).order_by(Operation.position.desc()).limit(1))
    statement = select(Proof.facts).where(Proof.how == "made", Proof.passed)
    facts = view.value(statement.order_by(Proof.at.desc(), Proof.id.desc()).limit(1))
    return facts is None or (newest or 0) > int(facts.get("position", 0))


@query(Right.ENTER)
def standing(view: View) -> Standing:
    """What the light is lit by."""
    shop = view.value(select(Shop.demo))
    statement = Proof.__table__.select().order_by(Proof.at.desc(), Proof.id.desc())
    rows = [Proof(**row._mapping) for row in view.rows(statement.limit(_LOOKED_BACK))]
    kept = view.all(BackupPlace, BackupPlace.removed_at.is_(None))
    return Standing(
        demo=bool(shop),
        places=tuple(
            PlaceSeen(label=row.label, stick=row.stick, seen_at=row.seen_at or row.added_at)
            for row in kept
        ),
        made_at=_last_good(rows, "made"),
        drilled_at=_last_good(rows, "drill"),
        making=_mishap(rows, ("made",)),
        proving=_proving(rows),
    )


def _last_good(rows: Iterable[Proof], how: str) -> datetime | None:
    return next((row.at for row in rows if row.how == how and row.passed), None)


def _mishap(rows: Iterable[Proof], how: tuple[str, ...]) -> Mishap | None:
    """The newest try of these kinds, where it failed; ``rows`` newest first."""
    row = next((row for row in rows if row.how in how), None)
    return None if row is None or row.passed else _as_mishap(row)


def _proving(rows: list[Proof]) -> Mishap | None:
    """The newest drill where it failed; or the newest copy, where looking at it again found it damaged."""
    drill = _mishap(rows, ("drill",))
    if drill is not None:
        return drill
    newest = next((row.file for row in rows if row.how == "made" and row.passed), "")
    last = next((row for row in rows if row.file == newest and newest), None)
    return None if last is None or last.passed else _as_mishap(last)


def _as_mishap(row: Proof) -> Mishap:
    facts = row.facts
    return Mishap(
        at=row.at,
        code=str(facts.get("code", "")),
        damaged=bool(facts.get("damaged", False)),
        copy_at=_moment(facts.get("copy_at")),
        sound_at=_moment(facts.get("sound_at")),
    )


def _moment(ms: object) -> datetime | None:
    return from_ms(ms) if isinstance(ms, int) and abs(ms) < ms_of(_FAR) else None


_FAR = datetime(9000, 1, 1, tzinfo=UTC)


def _kept(work: Work, place_id: str) -> BackupPlace:
    row = work.get(BackupPlace, place_id)
    if row.removed_at is not None:
        raise Refused("record.gone", kind=BackupPlace.kind)
    return row
