"""What happens to points, as acts of the ledger: grant, spend, come back, forgive, repay, carry.

Called by other use cases; it declares none of its own. Taking back is in models/services/points_taken_back.py.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from models.base.errors import Refused
from models.base.ids import derived
from models.rules import points as rules
from models.rules.points import Lot
from models.services.points_accounts import (
    account_of,
    kept_member,
    lots_of,
    rules_of,
    where_now,
)
from models.services.points_pen import Fresh, Touch, post
from models.store.work import View, Work
from models.tables.erasure import Erasure
from models.tables.points import PointsAccount, PointsEntry, PointsLot


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
    may_use(work, account_id, member_id)
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
        ended = lot.last_day is not None and lot.last_day < work.today
        if part and (ended or work.find(PointsEntry, expiry_id(lot.id)) is not None):
            fresh.append(
                Fresh(
                    points=part,
                    first_day=min(lot.first_day, work.today),
                    last_day=grace if ended else lot.last_day,
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
    _home(work, before, entry)
    return entry


def expiry_id(lot_id: str) -> str:
    """The id of the entry by which a lot expires, the same on every desk: so it expires once."""
    return derived("expire", lot_id, like=lot_id)


def forgive(
    work: Work,
    account_id: str,
    points: int,
    *,
    holder_id: str,
    only: set[str] | None = None,
    **about: Any,
) -> PointsEntry:
    """Let go of ``points`` that are owed, the oldest debt first. Raises Refused("points.no_debt", have)."""
    debts = [lot for lot in lots_of(work, account_id) if lot.points < 0]
    if only is not None:
        debts = [lot for lot in debts if lot.id in only]
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
    parts = rules.repaid(debts, min(came.points, sum(lot.points for lot in new)))
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

    Within a pot they come through ``to_holder`` from now on. Returns the entry that brought them; None where
    there was nothing to bring.
    """
    if not lots or (from_id == to_id and to_holder in ("", holder_id)):
        return None
    lots = rules.in_order(lots)
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


def may_use(view: View, account_id: str, member_id: str) -> None:
    """Raise Refused("points.not_yours") where only others may use a household's pot."""
    if not is_user(view, account_id, member_id):
        raise Refused("points.not_yours", field="points")


def is_user(view: View, account_id: str, member_id: str) -> bool:
    """Whether a member may use the points of an account, which need not be there yet."""
    account = view.find(PointsAccount, account_id)
    if account is None or account.redeemers == "anyone":
        return True
    return member_id in {kept_member(view, named) for named in account.named}


def _home(work: Work, before: PointsEntry, entry: PointsEntry) -> None:
    """What came back where nobody looks for it any more goes on to whose it is; what stays repays what is owed.

    From an own account to the file it was merged into; out of a household's pot to those through whom it had come,
    where they left it since or it was given up. What came through an erased member stays with whoever used it.
    """
    now, user_id = where_now(work, before), kept_member(work, before.holder_id)
    pot = work.get(PointsAccount, entry.account_id).owner_kind == "household"
    lots = {lot.id: lot for lot in lots_of(work, entry.account_id)}
    # A successor came through whom the lot had come through that it carries on.
    rows = work.sql(
        "SELECT m.lot_id, sum(m.points) AS points, o.holder_id AS holder_id, t.holder_id AS through_id"
        " FROM points_move m JOIN points_lot l ON l.id=m.lot_id JOIN points_entry o ON o.id=l.entry_id"
        " LEFT JOIN points_lot f ON f.id=l.from_id AND l.entry_id=m.entry_id"
        " JOIN points_entry t ON t.id=coalesce(f.entry_id,l.entry_id)"
        " WHERE m.entry_id=? GROUP BY m.lot_id ORDER BY m.lot_id",
        (entry.id,),
    )
    theirs: dict[tuple[str, str, str], list[Lot]] = {}
    for row in rows:
        to_id, owner_id = now, user_id
        through_id = kept_member(work, row["through_id"])
        if pot and work.find(Erasure, through_id) is None:
            to_id, owner_id = account_of(work, through_id), through_id
        elif to_id == entry.account_id:
            owner_id = row["holder_id"]
        part = rules.cut(lots[row["lot_id"]], row["points"])
        theirs.setdefault((to_id, row["holder_id"], owner_id), []).append(part)
    for (to_id, holder_id, owner_id), parts in theirs.items():
        carry(
            work, entry.account_id, to_id, parts,
            holder_id=holder_id, to_holder=owner_id, ref_id=entry.id,
        )  # fmt: skip
    if now == entry.account_id:
        repay(work, entry)


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
