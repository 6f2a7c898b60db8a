"""Two files of one person made one, and apart again. What is owed, done and paid follows the kept file.

A bill's paper, number and amounts stay as posted; only under whose file it is found changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.rules import merges as rules
from models.rules.phones import masked
from models.services import points_carried, prepaid, referrals, standing, timeline
from models.services.members import addresses_of, phones_of
from models.services.search_documents import index_member, reindex_jobs_of
from models.store.work import View, Work
from models.tables.erasure import Erasure
from models.tables.members import Member, MemberAddress, MemberPhone
from models.tables.merges import Merge
from models.tables.prepaid import ValueMove
from models.tables.refunds import Refund
from models.tables.row import Row

_OWN = ("merge", "referral")
"""Tables whose rows stay with the member they tell of: merges themselves, and who was brought by whom."""
_POINTERS = ("referred_by_id", "merged_into_id")
"""Columns of other members that point at the one who goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two as the preview shows it; phones masked, ``spent`` in fen."""

    id: str
    number: str
    name: str
    joined_at: datetime
    active_at: datetime
    phones: tuple[str, ...]
    addresses: tuple[str, ...]
    devices: int
    jobs: int
    open_jobs: int
    bills: int
    spent: int
    birthday: date | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Both sides, and what the kept file would hold; ``left`` are phones and addresses known there already."""

    kept: Side
    merged: Side
    phones: tuple[str, ...]
    addresses: tuple[str, ...]
    notes: tuple[str, ...]
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A merge into this file."""

    id: str
    number: str
    name: str
    at: datetime
    actor: str


@query(Right.ARCHIVE)
def preview(view: View, kept_id: str, merged_id: str) -> Preview:
    """Both sides of a merge. Raises Refused("merge.…" | "member.erased")."""
    kept, other = _pair(view, kept_id, merged_id)
    new_phones, new_addresses = _new(view, kept_id, merged_id)
    united = rules.united(_particulars(kept), _particulars(other))
    here, there = _side(view, kept), _side(view, other)
    return Preview(
        kept=here,
        merged=there,
        phones=(*here.phones, *(masked(row.number) for row in new_phones)),
        addresses=(*here.addresses, *(row.text for row in new_addresses)),
        notes=tuple(united[name] for name in rules.TEXTS if united[name]),
        left=len(there.phones) + len(there.addresses) - len(new_phones) - len(new_addresses),
    )


@use_case(Right.ARCHIVE, keyed=True, inverse="merges.undo")
def merge(work: Work, kept_id: str, merged_id: str) -> str:
    """Make two files one: everything of ``merged_id`` moves under ``kept_id``; returns the merge's id.

    The other file is archived, its card leads to the kept one. Raises Refused("merge.self" | "merge.archived"
    | "merge.again" | "member.erased").
    """
    kept, other = _pair(work, kept_id, merged_id)
    before = {name: rules.as_stored(value) for name, value in _particulars(kept).items()}
    united = rules.united(_particulars(kept), _particulars(other))
    moved, places = _move_contacts(work, kept_id, merged_id)
    for table, name, row in _rows_of(work, merged_id):
        work.change(row, **{name: kept_id})
        moved.setdefault(f"{table}.{name}", []).append(row.__dict__["id"])
    brought_by = united["referred_by_id"]
    if brought_by == merged_id or (brought_by and referrals.leads_to(work, brought_by, kept_id)):
        united["referred_by_id"] = None  # nobody was brought by whom one brought oneself
    row = Merge(
        id=work.new_id(),
        kept_id=kept_id,
        merged_id=merged_id,
        at=work.now,
        actor_id=work.actor.id,
        moved=moved,
        before={
            "kept": before,
            "united": {name: rules.as_stored(value) for name, value in united.items()},
            "places": places,
            "archived_at": rules.as_stored(other.archived_at),
        },
    )
    work.add(row)
    points_carried.merge(work, row.id, kept_id, merged_id)
    kept = work.get(Member, kept_id)
    points_carried.move_house(work, kept, united["household_id"])
    work.change(kept, **united)
    work.change(other, archived_at=work.now, merged_into_id=kept_id)
    standing.after_merge(work, kept_id)
    timeline.record(
        work, kept_id, "members_merged", ref_id=row.id, number=other.number,
        details={"jobs": len(moved.get("job.member_id", []))},
    )  # fmt: skip
    kept = work.get(Member, kept_id)
    # Not only now: after a clock was set back what comes with the other file may lie ahead.
    work.change(kept, active_at=max(work.now, kept.active_at, other.active_at))
    _index(work, kept_id, merged_id)
    work.undo_by(undo, row.id)
    return row.id


@use_case(Right.ARCHIVE)
def undo(work: Work, merge_id: str) -> str:
    """Part what was merged, and return the id of the member who is back.

    What happened since stays with the kept file, but what came back of the other's bills. Raises
    Refused("merge.undone" | "merge.later" | "member.erased").
    """
    row = work.get(Merge, merge_id)
    kept, other = work.get(Member, row.kept_id), work.get(Member, row.merged_id)
    if row.undone_at is not None:
        raise Refused("merge.undone", field="merge")
    if kept.merged_into_id is not None:
        raise Refused("merge.later", field="merge", name=kept.name)
    _refuse_erased(work, kept, other)
    kinds = {kind.__tablename__: kind for kind in _every()}
    for place, ids in row.moved.items():
        table, name = place.split(".")
        for ref in ids:
            found = work.find(kinds[table], ref)
            if found is not None and getattr(found, name) == kept.id:
                place = row.before["places"].get(ref)
                back = {} if place is None else {"position": place}
                work.change(found, **{name: other.id}, **back)
    _follow_bills(work, row.moved.get("bill.member_id", ()), kept.id, other.id)
    kept = work.get(Member, row.kept_id)
    particulars = _particulars(kept)
    earlier, united = row.before["kept"], row.before["united"]
    values = {
        name: rules.taken_back(rules.as_stored(value), united[name], earlier[name])
        for name, value in particulars.items()
    }
    values["birthday"] = date.fromisoformat(values["birthday"]) if values["birthday"] else None
    points_carried.move_house(work, kept, values["household_id"])
    work.change(kept, **values)
    put_away = row.before.get("archived_at")  # a file merged by an earlier version does not say so
    work.change(
        work.get(Member, other.id),
        archived_at=datetime.fromisoformat(put_away) if put_away else None,
        merged_into_id=None,
    )
    for member_id in (kept.id, other.id):
        referrals.open_circle(work, member_id)
    points_carried.part(work, row.id, kept.id, other.id)
    prepaid.part(work, kept.id, other.id)
    work.change(row, undone_at=work.now)
    standing.after_merge_undone(work, kept.id, other.id)
    timeline.record(work, kept.id, "merge_undone", ref_id=row.id, number=other.number)
    _index(work, kept.id, other.id)
    return other.id


@query(Right.SERVE)
def past(view: View, member_id: str) -> tuple[Past, ...]:
    """The merges into this file that were not undone, newest first."""
    rows = view.all(Merge, Merge.kept_id == member_id, order=Merge.at)
    found = []
    for row in reversed(rows):
        if row.undone_at is None:
            other = view.get(Member, row.merged_id)
            by = view.sql("SELECT name FROM staff WHERE id=?", (row.actor_id,))
            found.append(
                Past(
                    id=row.id,
                    number=other.number,
                    name=other.name,
                    at=row.at,
                    actor=by[0]["name"] if by else "",
                )
            )
    return tuple(found)


def _pair(view: View, kept_id: str, merged_id: str) -> tuple[Member, Member]:
    kept, other = view.get(Member, kept_id), view.get(Member, merged_id)
    if kept.id == other.id:
        raise Refused("merge.self", field="other")
    _refuse_erased(view, kept, other)
    for member in (kept, other):
        if member.merged_into_id is not None:
            raise Refused("merge.again", field="other", name=member.name)
    if kept.archived_at is not None:
        raise Refused("merge.archived", field="other", name=kept.name)
    return kept, other


def _refuse_erased(view: View, *members: Member) -> None:
    for member in members:
        if view.find(Erasure, member.id) is not None:
            raise Refused("member.erased")


def _follow_bills(work: Work, bill_ids: Sequence[str], kept_id: str, other_id: str) -> None:
    """What came back of the other file's bills while the two were one is the other's, as the bills are."""
    for refund in work.all(Refund, Refund.member_id == kept_id, Refund.bill_id.in_(bill_ids)):
        work.change(refund, member_id=other_id)
        for move in work.all(ValueMove, ValueMove.refund_id == refund.id):
            work.change(move, member_id=other_id)


def _particulars(member: Member) -> dict[str, Any]:
    return {name: getattr(member, name) for name in rules.FIELDS}


def _new(view: View, kept_id: str, merged_id: str) -> tuple[list[MemberPhone], list[MemberAddress]]:
    """What of the other's phones and addresses the kept member has not."""
    numbers = {row.number for row in phones_of(view, kept_id)}
    places = {row.text for row in addresses_of(view, kept_id)}
    return (
        [row for row in phones_of(view, merged_id) if row.number not in numbers],
        [row for row in addresses_of(view, merged_id) if row.text not in places],
    )


def _move_contacts(
    work: Work, kept_id: str, merged_id: str
) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Phones and addresses go behind those that stand there; what is there already stays in the other file.

    Returns the rows that moved, and the place each had.
    """
    phones, addresses = _new(work, kept_id, merged_id)
    places = {row.id: row.position for row in phones}
    places |= {row.id: row.position for row in addresses}
    last = max((row.position for row in phones_of(work, kept_id)), default=-1)
    for place, phone in enumerate(phones, start=last + 1):
        work.change(phone, member_id=kept_id, position=place)
    last = max((row.position for row in addresses_of(work, kept_id)), default=-1)
    for place, address in enumerate(addresses, start=last + 1):
        work.change(address, member_id=kept_id, position=place)
    moved = {
        "member_phone.member_id": [row.id for row in phones],
        "member_address.member_id": [row.id for row in addresses],
    }
    return moved, places


def _every() -> tuple[type[Row], ...]:
    # A window that merges nobody starts without most tables.
    from models.tables import every

    return tuple(every.Row.classes.values())


def _rows_of(work: Work, member_id: str) -> Iterator[tuple[str, str, Any]]:
    """Every row that hangs on a member, whatever feature wrote it, but phones and addresses."""
    for kind in _every():
        table = kind.__tablename__
        if table in (*_OWN, "member_phone", "member_address") or not kind.journalled:
            continue
        names = [name for name in ("member_id", *_POINTERS) if name in kind.__table__.c]
        for name in names:
            for row in work.all(kind, kind.__table__.c[name] == member_id):
                yield table, name, row


def _index(work: Work, *ids: str) -> None:
    for member_id in ids:
        member = work.get(Member, member_id)
        index_member(work, member)
        reindex_jobs_of(work, member)


def _side(view: View, member: Member) -> Side:
    sums = view.sql(
        "SELECT (SELECT count(*) FROM device WHERE member_id=?1 AND archived_at IS NULL) AS devices,"
        " (SELECT count(*) FROM job WHERE member_id=?1) AS jobs,"
        " (SELECT count(*) FROM job WHERE member_id=?1 AND closed_at IS NULL) AS open_jobs,"
        " (SELECT count(*) FROM bill WHERE member_id=?1) AS bills,"
        " (SELECT coalesce(sum(total),0) FROM bill WHERE member_id=?1)"
        " - (SELECT coalesce(sum(total),0) FROM refund WHERE member_id=?1) AS spent",
        (member.id,),
    )[0]
    return Side(
        id=member.id,
        number=member.number,
        name=member.name,
        joined_at=member.joined_at,
        active_at=member.active_at,
        phones=tuple(masked(row.number) for row in phones_of(view, member.id)),
        addresses=tuple(row.text for row in addresses_of(view, member.id)),
        birthday=member.birthday,
        notes=tuple(getattr(member, name) for name in rules.TEXTS if getattr(member, name)),
        **sums,
    )
