"""Points at the desk: what a member has and why, on any day; adjusting, giving on and forgiving."""

from dataclasses import dataclass
from datetime import date, datetime

from models.base.clock import from_ms
from models.base.errors import Refused
from models.base.rights import Right, right_missing
from models.base.text import clean_line
from models.base.usecase import query, use_case
from models.rules import points as rules
from models.services import points_book as book
from models.services import shop, timeline
from models.services.living import living
from models.services.points_accounts import (
    account_id_of,
    account_of,
    balance_in,
    lots_of,
    rules_of,
)
from models.store.work import View, Work
from models.tables.members import Member
from models.tables.points import PointsAccount

REASON_MOST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRow:
    """A lot of a balance with where it came from. ``points`` are left of ``of_points``; below zero a debt.

    ``rule`` and ``kind`` are those of the entry that first brought it, ``number`` the bill that earned it.
    """

    id: str
    points: int
    of_points: int
    first_day: date
    last_day: date | None
    since: date
    kind: str
    rule: str
    number: str
    bill_id: str | None
    line: str
    """The name of the line that earned it."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsFile:
    """What a member has on a day, and the lots behind it in the order in which they are used.

    ``worth`` is what the available points pay, in fen; ``soon`` of them end within 30 days, the first on
    ``next_day``. ``pot`` is true where the account is the household's.
    """

    member_id: str
    account_id: str
    on: date
    usable: int
    pending: int
    debt: int
    available: int
    worth: int
    next_points: int
    next_day: date | None
    soon: int
    pot: bool
    may_use: bool
    lots: tuple[LotRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """An entry of the ledger; ``after`` is the balance when it was written, debts taken off."""

    id: str
    at: datetime
    day: date
    kind: str
    rule: str
    points: int
    asked: int
    lapsed: int
    after: int
    number: str
    """The bill it belongs to."""
    bill_id: str | None
    reason: str
    by: str
    approved_by: str
    holder: str
    """The name of the member through whom it came, in a household's pot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotMove:
    """What one entry did to a lot."""

    at: datetime
    day: date
    kind: str
    rule: str
    points: int
    left: int
    number: str
    reason: str


@query(Right.SERVE)
def of_member(view: View, member_id: str, *, on: date | None = None) -> PointsFile:
    """What a member has, now or at the end of the day ``on``, with every lot behind it."""
    view.get(Member, member_id)
    account_id = account_id_of(view, member_id)
    held = balance_in(view, account_id, on)
    day = on or view.today
    account = view.find(PointsAccount, account_id)
    per_yuan = rules_of(view, day).per_yuan
    ending = [lot for lot in held.lots if lot.points > 0 and lot.last_day is not None]
    next_day = ending[0].last_day if ending else None
    soon = [lot for lot in ending if lot.last_day is not None and (lot.last_day - day).days <= 30]
    return PointsFile(
        member_id=member_id,
        account_id=account_id,
        on=day,
        usable=held.usable,
        pending=held.pending,
        debt=held.debt,
        available=held.available,
        worth=held.available * 100 // per_yuan,
        next_points=sum(lot.points for lot in ending if lot.last_day == next_day),
        next_day=next_day,
        soon=sum(lot.points for lot in soon),
        pot=account is not None and account.owner_kind == "household",
        may_use=book.is_user(view, account_id, member_id),
        lots=tuple(_told(view, lot) for lot in held.lots),
    )


@query(Right.SERVE)
def entries(
    view: View, member_id: str, *, on: date | None = None, limit: int = 200, beyond: str = ""
) -> tuple[EntryRow, ...]:
    """The entries of a member's account up to a day, newest first; ``beyond`` is the last page's last id."""
    account_id = account_id_of(view, member_id)
    rows = view.sql(
        "SELECT e.*, coalesce(b.number,'') AS number, coalesce(s.name,'') AS who,"
        " coalesce(p.name,'') AS approver, coalesce(m.name,'') AS holder,"
        " sum(e.points) OVER (ORDER BY e.day, e.at, e.id) AS after FROM points_entry e"
        " LEFT JOIN bill b ON b.id=e.bill_id LEFT JOIN staff s ON s.id=e.actor_id"
        " LEFT JOIN staff p ON p.id=e.approver_id LEFT JOIN member m ON m.id=e.holder_id"
        " WHERE e.account_id=?1 AND e.day<=?2 ORDER BY e.day DESC, e.at DESC, e.id DESC",
        (account_id, (on or date.max).isoformat()),
    )
    ids = [row["id"] for row in rows]
    start = ids.index(beyond) + 1 if beyond in ids else 0
    return tuple(
        EntryRow(
            id=row["id"],
            at=from_ms(row["at"]),
            day=date.fromisoformat(row["day"]),
            kind=row["entry_kind"],
            rule=row["rule"],
            points=row["points"],
            asked=row["asked"],
            lapsed=row["lapsed"],
            after=row["after"],
            number=row["number"],
            bill_id=row["bill_id"],
            reason=row["reason"],
            by=row["who"],
            approved_by=row["approver"],
            holder=row["holder"],
        )
        for row in rows[start : start + limit]
    )


@query(Right.SERVE)
def of_lot(view: View, lot_id: str) -> tuple[LotMove, ...]:
    """Everything that happened to a lot, the oldest first: the last answer to "why"."""
    rows = view.sql(
        "SELECT e.at, e.day, e.entry_kind, e.rule, e.reason, m.points, coalesce(b.number,'') AS number,"
        " sum(m.points) OVER (ORDER BY e.day, e.at, m.id) AS after FROM points_move m"
        " JOIN points_entry e ON e.id=m.entry_id LEFT JOIN bill b ON b.id=e.bill_id"
        " WHERE m.lot_id=? ORDER BY e.day, e.at, m.id",
        (lot_id,),
    )
    return tuple(
        LotMove(
            at=from_ms(row["at"]),
            day=date.fromisoformat(row["day"]),
            kind=row["entry_kind"],
            rule=row["rule"],
            points=row["points"],
            left=row["after"],
            number=row["number"],
            reason=row["reason"],
        )
        for row in rows
    )


@use_case(Right.ADJUST, keyed=True)
def adjust(work: Work, member_id: str, points: int, *, reason: str) -> int:
    """Give or take points by hand, with a reason; returns the balance after it.

    Raises Refused("points.amount" | "points.short" | "text.…" | "member.erased") and "right.missing" above the
    setting ``adjust_cap``. Not undoable: another adjustment answers it.
    """
    why = clean_line(reason, field="reason", most=REASON_MOST, required=True)
    living(work, member_id)
    _within(work, abs(points))
    if points < 0:
        entry = book.spend(work, member_id, -points, entry_kind="adjust", reason=why)
    else:
        given = book.grant(work, member_id, points, rule="", entry_kind="adjust", reason=why)
        assert given is not None
        entry = given
    _tell(work, member_id, "points_adjusted", entry.points, why)
    return balance_in(work, entry.account_id).available


@use_case(Right.FORGIVE, keyed=True)
def forgive(work: Work, member_id: str, points: int, *, reason: str) -> int:
    """Let go of points a member owes; returns what is still owed.

    Raises Refused("points.no_debt" with ``have`` | "text.…"). Not undoable: what was forgiven stays so.
    """
    why = clean_line(reason, field="reason", most=REASON_MOST, required=True)
    living(work, member_id)
    account_id = account_of(work, member_id)
    book.forgive(work, account_id, points, holder_id=member_id, reason=why)
    _tell(work, member_id, "points_forgiven", points, why)
    return balance_in(work, account_id).debt


@use_case(Right.ADJUST, keyed=True)
def give_on(work: Work, from_id: str, to_id: str, points: int, *, reason: str) -> int:
    """Give a member's points to another one, each with its days; returns what the giver still has.

    They count as used by the giver: a refund of what earned them is the giver's. Raises Refused("points.self" |
    "points.short" | "points.not_yours" | "points.same_pot" | "text.…") and "right.missing" above ``adjust_cap``.
    Not undoable: they are given back the same way.
    """
    why = clean_line(reason, field="reason", most=REASON_MOST, required=True)
    if from_id == to_id:
        raise Refused("points.self", field="to")
    for member_id in (from_id, to_id):
        living(work, member_id)
    _within(work, points)
    source, target = account_of(work, from_id), account_of(work, to_id)
    if source == target:
        raise Refused("points.same_pot", field="to")
    book.may_use(work, source, from_id)
    lots = {lot.id: lot for lot in lots_of(work, source)}
    parts = rules.spent(list(lots.values()), points, work.today)
    came = book.carry(
        work,
        source,
        target,
        [rules.cut(lots[part.lot_id], part.points) for part in parts],
        holder_id=from_id,
        to_holder=to_id,
        ref_id=work.new_id(),
        anew=True,
        rule="gift",
        reason=why,
    )
    assert came is not None
    book.repay(work, came)
    _tell(work, from_id, "points_given_on", -points, why)
    _tell(work, to_id, "points_received", points, why)
    return balance_in(work, source).available


def _told(view: View, lot: rules.Lot) -> LotRow:
    row = view.sql(
        "SELECT l.points, e.day, e.entry_kind, e.rule, e.reason, e.bill_id,"
        " coalesce(b.number,'') AS number, coalesce(n.name,'') AS line FROM points_lot l"
        " JOIN points_lot r ON r.id=l.root_id JOIN points_entry e ON e.id=r.entry_id"
        " LEFT JOIN bill b ON b.id=e.bill_id LEFT JOIN bill_line n ON n.id=r.line_id WHERE l.id=?",
        (lot.id,),
    )[0]
    return LotRow(
        id=lot.id,
        points=lot.points,
        of_points=row["points"],
        first_day=lot.first_day,
        last_day=lot.last_day,
        since=date.fromisoformat(row["day"]),
        kind=row["entry_kind"],
        rule=row["rule"],
        number=row["number"],
        bill_id=row["bill_id"],
        line=row["line"],
        reason=row["reason"],
    )


def _within(work: Work, points: int) -> None:
    if points > shop.settings_of(work)["adjust_cap"] and not work.may(Right.ADJUST_MORE):
        raise right_missing(Right.ADJUST_MORE)


def _tell(work: Work, member_id: str, what: str, points: int, reason: str) -> None:
    timeline.record(work, member_id, what, details={"points": points, "reason": reason})
