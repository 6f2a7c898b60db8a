"""What receipt and refund paper say of points once the ledger is written: the paper equals the ledger.

Called by checkout and refunds after everything that gives or takes points. Freezes nothing itself.
"""

from dataclasses import replace

from models.base.documents import PaperPoints, Receipt
from models.base.documents_money import RefundPoints
from models.services.points_accounts import account_id_of, balance_in, kept_member
from models.store.work import View
from models.tables.bills import Bill
from models.tables.erasure import Erasure
from models.tables.refunds import Refund


def receipt_after(view: View, bill: Bill, receipt: Receipt) -> Receipt:
    """The receipt with what the programme gave beside (a milestone, a welcome); itself where it gave nothing."""
    if receipt.points is None or bill.member_id is None:
        return receipt
    account_id = account_id_of(view, bill.member_id)
    given = view.sql(
        "SELECT coalesce(sum(points),0) AS n FROM points_entry"
        " WHERE bill_id=? AND account_id=? AND entry_kind='bonus'",
        (bill.id, account_id),
    )[0]["n"]
    if not given:
        return receipt
    return replace(receipt, points=_with_bonus(view, account_id, bill, receipt.points, given))


def _with_bonus(
    view: View, account_id: str, bill: Bill, told: PaperPoints, bonus: int
) -> PaperPoints:
    held = balance_in(view, account_id)
    ending = [lot for lot in held.lots if lot.points > 0 and lot.last_day is not None]
    next_day = ending[0].last_day if ending else None
    return replace(
        told,
        bonus=bonus,
        repaid=_repaid(view, bill.id, account_id),
        balance=held.usable + held.pending,
        debt=held.debt,
        pending=held.pending,
        next_points=sum(lot.points for lot in ending if lot.last_day == next_day),
        next_day=next_day,
        missing=max(0, told.missing - bonus) if told.measure == "points" else told.missing,
    )


def of_refund(view: View, refund: Refund) -> RefundPoints | None:
    """What a refund that is written did to the member's points; None where it moved none.

    What it took of others, because the member was brought by them, is not on this member's paper.
    """
    if refund.member_id is None or view.find(Erasure, refund.member_id) is not None:
        return None
    account_id = account_id_of(view, kept_member(view, refund.member_id))
    taken = view.sql(
        "SELECT id, -points AS points, lapsed FROM points_entry WHERE account_id=? AND day>=?"
        " AND refund_id=? AND entry_kind='take_back'",
        (account_id, refund.business_day.isoformat(), refund.id),
    )
    came = view.sql(
        "SELECT id, points FROM points_entry WHERE bill_id=? AND refund_id=?"
        " AND entry_kind='come_back'",
        (refund.bill_id, refund.id),
    )
    if not taken and not came:
        return None
    forgiven = sum(_answered(view, row["id"], "forgive") for row in taken)
    held = balance_in(view, account_id)
    return RefundPoints(
        taken=sum(row["points"] for row in taken) - forgiven,
        lapsed=sum(row["lapsed"] for row in taken),
        forgiven=forgiven,
        came=sum(row["points"] for row in came),
        repaid=sum(_answered(view, row["id"], "repay") for row in came),
        balance=held.usable + held.pending,
        debt=held.debt,
    )


def _answered(view: View, entry_id: str, kind: str) -> int:
    """What the entries of a kind that answer this one put into lots: debts that were forgiven or repaid."""
    rows = view.sql(
        "SELECT coalesce(sum(m.points),0) AS n FROM points_entry e JOIN points_move m"
        " ON m.entry_id=e.id WHERE e.of_id=? AND e.entry_kind=? AND m.points>0",
        (entry_id, kind),
    )
    return int(rows[0]["n"])


def _repaid(view: View, bill_id: str, account_id: str) -> int:
    rows = view.sql(
        "SELECT coalesce(sum(m.points),0) AS n FROM points_entry e JOIN points_move m"
        " ON m.entry_id=e.id WHERE e.bill_id=? AND e.account_id=? AND e.entry_kind='repay'"
        " AND m.points>0",
        (bill_id, account_id),
    )
    return int(rows[0]["n"])
