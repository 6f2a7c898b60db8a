"""The one pen of the points ledger: every entry, lot and move is written here, and nothing of it is changed later.

Called by other use cases; it declares none of its own. The sum of a lot's moves is what is left of it, the sum of
an entry's moves is what it changed the balance by; ``points_open`` follows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models.base.errors import Refused
from models.base.ids import derived
from models.rules import points as rules
from models.rules.points import Lot, Part, Sums
from models.rules.programme import DEFAULT, Programme
from models.services import programme
from models.store.work import View, Work
from models.tables.members import Member
from models.tables.points import PointsAccount, PointsEntry, PointsLot, PointsMove, PointsOpen


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """An account on a day: what may be used, is pending, is owed; and the lots behind it in the order of use."""

    account_id: str
    usable: int
    pending: int
    debt: int
    available: int
    lots: tuple[Lot, ...]


@dataclass(frozen=True, slots=True)
class Touch:
    """What an entry does to one lot; ``of_id`` is the move it takes back."""

    lot_id: str
    points: int
    of_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A lot to be opened; ``from_lot`` is the one it carries on, of the same root unless ``anew``."""

    points: int
    first_day: date
    last_day: date | None
    line_id: str | None = None
    from_lot: PointsLot | None = None
    anew: bool = False
    of_id: str | None = None
    """The move that its opening takes back."""


def rules_of(view: View, day: date | None = None) -> Programme:
    """The programme in force on a day (today); the built-in one where the shop has none."""
    found = programme.in_force(view, day)
    return found.programme if found is not None else DEFAULT


def account_id_of(view: View, member_id: str) -> str:
    """The account a member's acts go to now: the household's pot, else the member's own. It may not be there yet."""
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


def grant(
    work: Work,
    member_id: str,
    points: int,
    *,
    rule: str,
    entry_kind: str = "bonus",
    version_id: str | None = None,
    entry_id: str | None = None,
    bill_id: str | None = None,
    ref_id: str = "",
    reason: str = "",
) -> PointsEntry | None:
    """Give a member points as one lot, by the expiry in force; what is owed is repaid out of it at once.

    ``entry_id`` is a derived id: where that entry is there already nothing happens, and None comes back.
    Raises Refused("points.amount").
    """
    rules.checked(points)
    if entry_id is not None and work.find(PointsEntry, entry_id) is not None:
        return None
    fresh = Fresh(
        points=points,
        first_day=work.today,
        last_day=rules.last_day(rules_of(work).expiry, work.today),
    )
    entry = post(
        work,
        account_of(work, member_id),
        entry_kind,
        holder_id=member_id,
        fresh=(fresh,),
        id=entry_id or work.new_id(),
        rule=rule,
        version_id=version_id,
        bill_id=bill_id,
        ref_id=ref_id,
        reason=reason,
    )
    repay(work, entry)
    return entry


def spend(
    work: Work,
    member_id: str,
    points: int,
    *,
    entry_kind: str = "spend",
    bill_id: str | None = None,
    ref_id: str = "",
    rule: str = "",
    reason: str = "",
) -> PointsEntry:
    """Use points, out of the lots that end first.

    Raises Refused("points.amount" | "points.short" with ``have`` and ``need`` | "points.not_yours": only those
    named may use the household's pot).
    """
    account_id = account_of(work, member_id)
    _may_use(work, account_id, member_id)
    parts = rules.spent(lots_of(work, account_id), points, work.today)
    return post(
        work,
        account_id,
        entry_kind,
        holder_id=member_id,
        touches=[Touch(part.lot_id, -part.points) for part in parts],
        bill_id=bill_id,
        ref_id=ref_id,
        rule=rule,
        reason=reason,
    )


def come_back(
    work: Work,
    spend_entry_id: str,
    points: int | None = None,
    *,
    refund_id: str | None = None,
    ref_id: str = "",
    reason: str = "",
) -> PointsEntry | None:
    """Points that were spent come back, all that are still out or ``points`` of them; None where none are.

    Each goes into its lot with its old last day; where that has passed, into a successor that is good for the
    programme's days of grace, through today at least. What had been merged or put into a pot since is carried on.
    """
    before = work.get(PointsEntry, spend_entry_id)
    out = _still_out(work, spend_entry_id)
    total = sum(row["points"] for row in out)
    left = total if points is None else min(points, total)
    if left <= 0:
        return None
    grace = work.today + timedelta(days=rules_of(work).comeback_grace_days)
    touches, fresh = [], []
    # The last that was used comes back first: what ends soonest stays spent.
    for row in reversed(out):
        part = min(left, row["points"])
        left -= part
        lot = work.get(PointsLot, row["lot_id"])
        if part and lot.last_day is not None and lot.last_day < work.today:
            fresh.append(
                Fresh(
                    points=part,
                    first_day=min(lot.first_day, work.today),
                    last_day=grace,
                    from_lot=lot,
                    of_id=row["move_id"],
                )
            )
        elif part:
            touches.append(Touch(lot.id, part, row["move_id"]))
    entry = post(
        work,
        before.account_id,
        "come_back",
        holder_id=before.holder_id,
        touches=touches,
        fresh=fresh,
        of_id=before.id,
        bill_id=before.bill_id,
        refund_id=refund_id,
        ref_id=ref_id or before.ref_id,
        reason=reason,
    )
    now = where_now(work, before)
    if now != before.account_id:
        ids = {row["lot_id"] for row in _moves_of(work, entry.id)}
        lots = [lot for lot in lots_of(work, before.account_id) if lot.id in ids]
        carry(work, before.account_id, now, lots, holder_id=before.holder_id, ref_id=entry.id)
    else:
        repay(work, entry)
    return entry


def take_back_entry(
    work: Work,
    entry_id: str,
    *,
    refund_id: str | None = None,
    ref_id: str = "",
    reason: str = "",
) -> PointsEntry | None:
    """Take back exactly what a bonus gave, by the debt policy in force; None where it was taken back before."""
    given = work.get(PointsEntry, entry_id)
    if work.sql("SELECT 1 FROM points_entry WHERE of_id=? AND entry_kind='take_back'", (entry_id,)):
        return None
    (lot,) = work.all(PointsLot, PointsLot.entry_id == entry_id)
    return take_back(
        work,
        lot,
        given.points,
        holder_id=given.holder_id,
        of_id=entry_id,
        rule=given.rule,
        bill_id=given.bill_id,
        refund_id=refund_id,
        ref_id=ref_id or given.ref_id,
        reason=reason,
    )


def take_back(
    work: Work, lot: PointsLot, asked: int, *, holder_id: str, of_id: str, **about: Any
) -> PointsEntry:
    """Take ``asked`` points back that came with ``lot``, from wherever that lot was carried to.

    ``about`` are further columns of the entry. What was spent is owed, or forgiven, as the programme says.
    """
    account_id = _account_now(work, holder_id)
    programme_now = rules_of(work)
    lots = [entry for entry in lots_of(work, account_id) if entry.points > 0]
    alive = [entry for entry in lots if not entry.lapsed_on(work.today)]
    family = {
        row["id"] for row in work.sql("SELECT id FROM points_lot WHERE root_id=?", (lot.root_id,))
    }
    how = rules.taken_back(
        asked,
        own=[entry for entry in alive if entry.id in family],
        lapsed=_lapsed(work, lot.root_id),
        others=[entry for entry in alive if entry.id not in family],
        policy=programme_now.debt,
    )
    debt = Fresh(points=-how.debt, first_day=work.today, last_day=None)
    entry = post(
        work,
        account_id,
        "take_back",
        holder_id=holder_id,
        touches=[Touch(part.lot_id, -part.points) for part in how.parts],
        fresh=(debt,) if how.debt else (),
        asked=asked,
        lapsed=how.lapsed,
        of_id=of_id,
        **about,
    )
    if how.forgiven:
        forgive(work, account_id, how.forgiven, holder_id=holder_id, rule="policy", of_id=entry.id)
    return entry


def forgive(
    work: Work, account_id: str, points: int, *, holder_id: str, **about: Any
) -> PointsEntry:
    """Let go of ``points`` that are owed, the oldest debt first. Raises Refused("points.no_debt", have)."""
    debts = [lot for lot in lots_of(work, account_id) if lot.points < 0]
    have = -sum(lot.points for lot in debts)
    if not 0 < points <= have:
        raise Refused("points.no_debt", field="points", have=have)
    touches = [Touch(part.lot_id, part.points) for part in rules.repaid(debts, points)]
    return post(work, account_id, "forgive", holder_id=holder_id, touches=touches, **about)


def repay(work: Work, came: PointsEntry) -> None:
    """Pay what the account owes out of what has just come to it; the two halves are one entry of 0 points."""
    lots = lots_of(work, came.account_id)
    debts = [lot for lot in lots if lot.points < 0]
    if not debts:
        return
    ids = {row["lot_id"] for row in _moves_of(work, came.id)}
    new = [lot for lot in lots if lot.id in ids and lot.points > 0]
    parts = rules.repaid(debts, sum(lot.points for lot in new))
    if not parts:
        return
    out = rules.taken(new, sum(part.points for part in parts))
    post(
        work,
        came.account_id,
        "repay",
        holder_id=came.holder_id,
        touches=[
            *(Touch(part.lot_id, -part.points) for part in out),
            *(Touch(part.lot_id, part.points) for part in parts),
        ],
        of_id=came.id,
        bill_id=came.bill_id,
    )


def carry(
    work: Work,
    from_id: str,
    to_id: str,
    lots: Sequence[Lot],
    *,
    holder_id: str,
    ref_id: str,
    anew: bool = False,
    to_holder: str = "",
    rule: str = "",
    reason: str = "",
) -> PointsEntry | None:
    """Move lots, debts among them, from one account to another with their days; ``anew`` ends their history.

    Returns the entry that brought them; None where there was nothing to bring.
    """
    if not lots or from_id == to_id:
        return None
    out = post(
        work,
        from_id,
        "move_out",
        holder_id=holder_id,
        touches=[Touch(lot.id, -lot.points) for lot in lots],
        ref_id=ref_id,
        rule=rule,
        reason=reason,
    )
    fresh = [
        Fresh(
            points=lot.points,
            first_day=lot.first_day,
            last_day=lot.last_day,
            from_lot=work.get(PointsLot, lot.id),
            anew=anew,
        )
        for lot in lots
    ]
    return post(
        work,
        to_id,
        "move_in",
        holder_id=to_holder or holder_id,
        fresh=fresh,
        of_id=out.id,
        ref_id=ref_id,
        rule=rule,
        reason=reason,
        not_before=out.day,
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


def post(
    work: Work,
    account_id: str,
    entry_kind: str,
    *,
    holder_id: str,
    touches: Sequence[Touch] = (),
    fresh: Sequence[Fresh] = (),
    not_before: date | None = None,
    day: date | None = None,
    **about: Any,
) -> PointsEntry:
    """Write an entry with its moves and lots. No lot goes below what is in it: that would be a bug, not a refusal.

    An entry counts from today, and never from before the newest one that touched the same lot: after a clock was
    set back every day still adds up.
    """
    opened_lots = {touch.lot_id: work.find(PointsOpen, touch.lot_id) for touch in touches}
    days = [row.moved_on for row in opened_lots.values() if row is not None]
    days += _days_of(work, [key for key, row in opened_lots.items() if row is None])
    counts = max([day or work.today, *days, *([not_before] if not_before else [])])
    entry = PointsEntry(
        **{
            "id": work.new_id(),
            "account_id": account_id,
            "holder_id": holder_id,
            "at": work.now,
            "day": counts,
            "entry_kind": entry_kind,
            "points": sum(t.points for t in touches) + sum(f.points for f in fresh),
            "actor_id": work.actor.id,
            "approver_id": work.approver.id if work.approver else "",
            **about,
        }
    )
    work.add(entry)
    _touch(work, entry, touches, opened_lots)
    _open(work, entry, fresh)
    return entry


def _touch(
    work: Work,
    entry: PointsEntry,
    touches: Sequence[Touch],
    opened_lots: dict[str, PointsOpen | None],
) -> None:
    work.add_all(
        [
            PointsMove(
                id=work.new_id(),
                entry_id=entry.id,
                lot_id=touch.lot_id,
                points=touch.points,
                of_id=touch.of_id,
            )
            for touch in touches
        ]
    )
    for lot_id in dict.fromkeys(touch.lot_id for touch in touches):
        change = sum(touch.points for touch in touches if touch.lot_id == lot_id)
        _follow(work, entry.day, lot_id, change, opened_lots[lot_id])


def _follow(work: Work, day: date, lot_id: str, change: int, row: PointsOpen | None) -> None:
    """Keep the derived row in step with a move."""
    left = change + (row.points if row is not None else 0)
    lot = work.get(PointsLot, lot_id)
    if left * lot.points < 0 or abs(left) > abs(lot.points):
        raise ValueError("a lot would hold what was never in it")
    if row is None:
        work.add(
            PointsOpen(
                id=lot_id,
                account_id=lot.account_id,
                first_day=lot.first_day,
                last_day=lot.last_day,
                moved_on=day,
                points=left,
            )
        )
    elif left:
        work.change(row, points=left, moved_on=day)
    else:
        work.remove(row)


def _open(work: Work, entry: PointsEntry, fresh: Iterable[Fresh]) -> None:
    lots, moves, derived_rows = [], [], []
    for new in fresh:
        lot_id = work.new_id()
        before = new.from_lot
        root = before.root_id if before is not None and not new.anew else lot_id
        lots.append(
            PointsLot(
                id=lot_id,
                account_id=entry.account_id,
                entry_id=entry.id,
                points=new.points,
                first_day=new.first_day,
                last_day=new.last_day,
                root_id=root,
                from_id=before.id if before is not None else None,
                line_id=new.line_id,
            )
        )
        moves.append(
            PointsMove(
                id=work.new_id(),
                entry_id=entry.id,
                lot_id=lot_id,
                points=new.points,
                of_id=new.of_id,
            )
        )
        derived_rows.append(
            PointsOpen(
                id=lot_id,
                account_id=entry.account_id,
                first_day=new.first_day,
                last_day=new.last_day,
                moved_on=entry.day,
                points=new.points,
            )
        )
    work.add_all(lots)
    work.add_all(moves)
    work.add_all(derived_rows)


def _may_use(view: View, account_id: str, member_id: str) -> None:
    account = view.get(PointsAccount, account_id)
    if account.redeemers == "named" and member_id not in account.named:
        raise Refused("points.not_yours", field="points")


def _account_now(work: Work, holder_id: str) -> str:
    return account_of(work, kept_member(work, holder_id))


def _still_out(view: View, entry_id: str) -> list[dict[str, Any]]:
    """What of an entry's spending did not come back yet, by lot in the order in which it was used."""
    rows = view.sql(
        "SELECT m.id AS move_id, m.lot_id, -m.points - coalesce((SELECT sum(b.points)"
        " FROM points_move b WHERE b.of_id=m.id),0) AS points FROM points_move m"
        " WHERE m.entry_id=? AND m.points<0 ORDER BY m.id",
        (entry_id,),
    )
    return [dict(row) for row in rows if row["points"] > 0]


def _moves_of(view: View, entry_id: str) -> Sequence[Any]:
    return view.sql("SELECT lot_id, points FROM points_move WHERE entry_id=?", (entry_id,))


def _lapsed(view: View, root_id: str) -> int:
    """What of a lot, wherever it was carried, had expired by today and was not counted for a take-back yet."""
    rows = view.sql(
        "SELECT coalesce((SELECT -sum(m.points) FROM points_lot l JOIN points_move m ON m.lot_id=l.id"
        " JOIN points_entry e ON e.id=m.entry_id WHERE l.root_id=?1 AND e.entry_kind='expire'),0)"
        " + coalesce((SELECT sum(o.points) FROM points_lot l JOIN points_open o ON o.id=l.id"
        " WHERE l.root_id=?1 AND o.points>0 AND o.last_day<?2),0)"
        " - coalesce((SELECT sum(t.lapsed) FROM points_entry t JOIN points_lot l"
        " ON l.entry_id=t.of_id AND l.line_id IS t.line_id"
        " WHERE l.id=?1 AND t.entry_kind='take_back'),0) AS points",
        (root_id, view.today.isoformat()),
    )
    return max(0, int(rows[0]["points"]))


def _days_of(view: View, lot_ids: Sequence[str]) -> list[date]:
    days = []
    for lot_id in lot_ids:
        rows = view.sql(
            "SELECT max(e.day) AS day FROM points_move m JOIN points_entry e ON e.id=m.entry_id"
            " WHERE m.lot_id=?",
            (lot_id,),
        )
        if rows[0]["day"] is not None:
            days.append(date.fromisoformat(rows[0]["day"]))
    return days


def _lot(row: Any) -> Lot:
    return Lot(
        id=row["id"],
        points=row["points"],
        first_day=date.fromisoformat(row["first_day"]),
        last_day=None if row["last_day"] is None else date.fromisoformat(row["last_day"]),
    )
