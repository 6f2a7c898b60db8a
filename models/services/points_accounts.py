"""Whose points account is which, and what it holds: now, or at the end of any day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from models.base.ids import derived
from models.rules import points as rules
from models.rules.points import Lot, Sums
from models.rules.programme import DEFAULT, Programme
from models.services import programme
from models.store.work import View, Work
from models.tables.members import Member
from models.tables.points import PointsAccount, PointsEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """An account on a day: what may be used, is pending, is owed; and the lots behind it in the order of use."""

    account_id: str
    usable: int
    pending: int
    debt: int
    available: int
    lots: tuple[Lot, ...]


def rules_of(view: View, day: date | None = None) -> Programme:
    """The programme in force on a day (today); the built-in one where the shop has none."""
    found = programme.in_force(view, day)
    return found.programme if found is not None else DEFAULT


def account_id_of(view: View, member_id: str) -> str:
    """The account a member acts on now: the household's pot, else the own one. It may not be there yet."""
    rows = view.sql(
        "SELECT a.id FROM member m JOIN points_account a ON a.owner_id=m.household_id"
        " AND a.owner_kind='household' AND a.closed_at IS NULL WHERE m.id=?",
        (member_id,),
    )
    return str(rows[0]["id"]) if rows else own_account_id(member_id)


def own_account_id(member_id: str) -> str:
    """The id of a member's own account, the same on every desk."""
    return derived("points", "member", member_id)


def account_of(work: Work, member_id: str) -> str:
    """As :func:`account_id_of`; the account is there afterwards."""
    account_id = account_id_of(work, member_id)
    if account_id == own_account_id(member_id):
        opened(work, "member", member_id)
    return account_id


def opened(work: Work, owner_kind: str, owner_id: str) -> PointsAccount:
    """The account of an owner, opened where it is not there."""
    account_id = derived("points", owner_kind, owner_id)
    found = work.find(PointsAccount, account_id)
    if found is None:
        found = PointsAccount(
            id=account_id, owner_kind=owner_kind, owner_id=owner_id, opened_at=work.now
        )
        work.add(found)
    return found


def lots_of(view: View, account_id: str) -> list[Lot]:
    """The lots of an account of which something is left, debts among them."""
    return [
        _lot(row)
        for row in view.sql(
            "SELECT id, points, first_day, last_day FROM points_open WHERE account_id=?",
            (account_id,),
        )
    ]


def lots_on(view: View, account_id: str, day: date) -> list[Lot]:
    """The lots of an account as they were at the end of a day, from the entries alone."""
    rows = view.sql(
        "SELECT l.id, l.first_day, l.last_day, sum(m.points) AS points FROM points_lot l"
        " JOIN points_move m ON m.lot_id=l.id JOIN points_entry e ON e.id=m.entry_id"
        " WHERE l.account_id=? AND e.day<=? GROUP BY l.id HAVING sum(m.points)<>0",
        (account_id, day.isoformat()),
    )
    return [_lot(row) for row in rows]


def balance_of(view: View, member_id: str, on: date | None = None) -> Balance:
    """What a member's account holds now, or held at the end of the day ``on``."""
    return balance_in(view, account_id_of(view, member_id), on)


def balance_in(view: View, account_id: str, on: date | None = None) -> Balance:
    """What an account holds now, or held at the end of the day ``on``."""
    day = on or view.today
    lots = lots_of(view, account_id) if on is None else lots_on(view, account_id, on)
    held: Sums = rules.sums(lots, day)
    return Balance(
        account_id=account_id,
        usable=held.usable,
        pending=held.pending,
        debt=held.debt,
        available=held.available,
        lots=tuple(rules.in_order(lot for lot in lots if not lot.lapsed_on(day))),
    )


def where_now(view: View, entry: PointsEntry) -> str:
    """The account that takes what comes back of an entry: its own, or where its owner went since."""
    account = view.get(PointsAccount, entry.account_id)
    if account.owner_kind == "household" and account.closed_at is None:
        return account.id
    owner = account.owner_id if account.owner_kind == "member" else entry.holder_id
    return account_id_of(view, kept_member(view, owner))


def kept_member(view: View, member_id: str) -> str:
    """The member whose file this one's became by merges; itself where it was never merged."""
    member = view.get(Member, member_id)
    while member.merged_into_id is not None:
        member = view.get(Member, member.merged_into_id)
    return member.id


def _lot(row: Any) -> Lot:
    return Lot(
        id=row["id"],
        points=row["points"],
        first_day=date.fromisoformat(row["first_day"]),
        last_day=None if row["last_day"] is None else date.fromisoformat(row["last_day"]),
    )
