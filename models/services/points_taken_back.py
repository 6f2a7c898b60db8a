"""What was earned is taken back when the money went back: out of its lots, wherever they were carried since.

Called by other use cases; it declares none of its own.
"""

from typing import Any

from models.rules import points as rules
from models.rules.points import Lot, TakenBack
from models.services.points_accounts import account_of, kept_member, lots_of, rules_of
from models.services.points_book import forgive
from models.services.points_pen import Fresh, Touch, post
from models.store.work import View, Work
from models.tables.erasure import Erasure
from models.tables.points import PointsEntry, PointsLot


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
    work: Work, lot: PointsLot, asked: int, *, holder_id: str, **about: Any
) -> PointsEntry:
    """Take ``asked`` points back that came with ``lot``, from wherever that lot was carried to; the last entry.

    ``about`` are further columns of the entry. What was spent is owed, or forgiven, as the programme says.
    """
    holder_id = kept_member(work, holder_id)
    about["holder_id"] = holder_id
    account_id, root_id = account_of(work, holder_id), lot.root_id
    if work.find(Erasure, holder_id) is not None:
        return _where_it_lies(work, root_id, asked, account_id=account_id, **about)
    alive, family = _alive(work, account_id), _family(work, root_id)
    how = rules.taken_back(
        asked,
        own=[one for one in alive if one.id in family],
        lapsed=_lapsed(work, root_id),
        others=[one for one in alive if one.id not in family],
        policy=rules_of(work).debt,
    )
    return _write(work, account_id, how, asked=asked, **about)


def _where_it_lies(
    work: Work, root_id: str, asked: int, *, account_id: str, **about: Any
) -> PointsEntry:
    """Whose points they were is erased: what is left of them goes, from whoever has it, and nothing is owed.

    A household's pot may have it, who used some of it from there, and to whom it fell when the pot was given up.
    """
    family = _family(work, root_id)
    shares = {
        place: [one for one in _alive(work, place) if one.id in family]
        for place in _accounts_with(work, root_id)
    }
    parts = {
        part.lot_id: part.points
        for part in rules.taken([one for own in shares.values() for one in own], asked)
    }
    entry, rest = None, asked
    for place, own in shares.items():
        share = sum(parts.get(one.id, 0) for one in own)
        if share:
            how = rules.taken_back(share, own=own, lapsed=0, others=(), policy="forgive")
            entry = _write(work, place, how, asked=share, **about)
            rest -= share
    if entry is None or rest:
        lapsed = _lapsed(work, root_id)
        how = rules.taken_back(rest, own=(), lapsed=lapsed, others=(), policy="forgive")
        entry = _write(work, account_id, how, asked=rest, **about)
    return entry


def _write(
    work: Work, account_id: str, how: TakenBack, *, holder_id: str, **about: Any
) -> PointsEntry:
    debt = Fresh(points=-how.debt, first_day=work.today, last_day=None)
    entry = post(
        work,
        account_id,
        "take_back",
        holder_id=holder_id,
        touches=[Touch(part.lot_id, -part.points) for part in how.parts],
        fresh=(debt,) if how.debt else (),
        lapsed=how.lapsed,
        **about,
    )
    if how.forgiven:
        new = {lot.id for lot in work.all(PointsLot, PointsLot.entry_id == entry.id)}
        forgive(
            work, account_id, how.forgiven,
            holder_id=holder_id, only=new, rule="policy", of_id=entry.id,
        )  # fmt: skip
    return entry


def _alive(view: View, account_id: str) -> list[Lot]:
    """The lots of an account that have points and did not lapse."""
    return [
        one for one in lots_of(view, account_id) if one.points > 0 and not one.lapsed_on(view.today)
    ]


def _family(view: View, root_id: str) -> set[str]:
    """The ids of every lot that carries on what came with one."""
    rows = view.sql("SELECT id FROM points_lot WHERE root_id=?", (root_id,))
    return {row["id"] for row in rows}


def _accounts_with(view: View, root_id: str) -> list[str]:
    """The accounts in which something of a lot is left, wherever it was carried."""
    rows = view.sql(
        "SELECT o.account_id FROM points_lot l JOIN points_open o ON o.id=l.id WHERE l.root_id=?"
        " GROUP BY o.account_id ORDER BY min(o.id)",
        (root_id,),
    )
    return [str(row["account_id"]) for row in rows]


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
