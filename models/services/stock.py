"""Stock counts of parts: what came in, what bills used, what came back, what was counted. The balance is the sum.

Only parts that the shop keeps count of have a balance; selling one that is not there is never refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.base.clock import from_ms, ms_of
from models.base.errors import Refused
from models.base.money import MAX_FEN
from models.base.quantity import MAX_QUANTITY
from models.base.rights import Right
from models.base.text import clean_line
from models.base.usecase import query, use_case
from models.store.work import View, Work
from models.tables.prices import PriceItem
from models.tables.stock import StockEntry

HISTORY = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part and how much of it is there; quantities in thousandths. ``low``: time to order."""

    id: str
    category: str
    code: str
    name: str
    unit: str
    stocked: bool
    balance: int
    low_at: int
    low: bool
    counted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One line of a part's history; ``balance`` is what was there after it. ``number`` of the bill, if one."""

    id: str
    what: str
    quantity: int
    balance: int
    lot: str
    note: str
    number: str
    at: datetime
    actor: str


@query(Right.SERVE)
def parts(view: View) -> tuple[Part, ...]:
    """Every part of the price list by category and code; those that nobody counts come with a zero."""
    rows = view.sql(
        "SELECT i.id, c.name AS category, i.code, i.name, i.unit, i.stocked, i.low_at,"
        " coalesce(sum(e.quantity),0) AS balance,"
        " max(CASE WHEN e.entry_kind='counted' THEN e.at END) AS counted_at"
        " FROM price_item i JOIN price_category c ON c.id=i.category_id"
        " LEFT JOIN stock_entry e ON e.item_id=i.id"
        " WHERE i.line_kind='part' AND i.archived_at IS NULL GROUP BY i.id"
        " ORDER BY i.stocked DESC, c.position, c.name, i.code"
    )
    return tuple(
        Part(
            id=row["id"],
            category=row["category"],
            code=row["code"],
            name=row["name"],
            unit=row["unit"],
            stocked=bool(row["stocked"]),
            balance=row["balance"],
            low_at=row["low_at"],
            low=bool(row["stocked"]) and row["balance"] <= row["low_at"],
            counted_at=None if row["counted_at"] is None else from_ms(row["counted_at"]),
        )
        for row in rows
    )


@query(Right.SERVE)
def history(view: View, item_id: str) -> tuple[Movement, ...]:
    """The last thirty movements of a part, newest first."""
    rows = view.sql(
        "SELECT e.*, s.name AS actor, coalesce(b.number, r.number, '') AS number,"
        " sum(e.quantity) OVER (ORDER BY e.at, e.id) AS balance"
        " FROM stock_entry e LEFT JOIN staff s ON s.id=e.actor_id"
        " LEFT JOIN bill b ON b.id=e.ref_id LEFT JOIN refund r ON r.id=e.ref_id"
        " WHERE e.item_id=? ORDER BY e.at DESC, e.id DESC LIMIT ?",
        (item_id, HISTORY),
    )
    return tuple(
        Movement(
            id=row["id"],
            what=row["entry_kind"],
            quantity=row["quantity"],
            balance=row["balance"],
            lot=row["lot"],
            note=row["note"],
            number=row["number"],
            at=from_ms(row["at"]),
            actor=row["actor"] or "",
        )
        for row in rows
    )


@use_case(Right.SERVE, keyed=True, inverse="stock.reverse")
def take_in(
    work: Work, item_id: str, *, quantity: int, cost: int = 0, lot: str = "", note: str = ""
) -> str:
    """Goods that came in: thousandths, ``cost`` fen a unit; the part is counted from now on.

    Raises Refused("stock.quantity" | "stock.cost" | "stock.not_a_part" | "text.…").
    """
    item = _part(work, item_id)
    if not 0 < quantity <= MAX_QUANTITY:
        raise Refused("stock.quantity", field="quantity")
    if not 0 <= cost <= MAX_FEN:
        raise Refused("stock.cost", field="cost")
    entry = _entry(work, item_id, "in", quantity, cost=cost, lot=lot, note=note)
    work.undo_by(reverse, entry.id, stocked=item.stocked)
    work.change(item, stocked=True)
    return entry.id


@use_case(Right.SERVE, keyed=True, inverse="stock.reverse")
def count(work: Work, item_id: str, *, counted: int, note: str = "") -> str:
    """What lies on the shelf: the difference to the books becomes an entry, also where it is nothing.

    Raises Refused("stock.counted" | "stock.not_a_part" | "text.…").
    """
    item = _part(work, item_id)
    if not 0 <= counted <= MAX_QUANTITY:
        raise Refused("stock.counted", field="counted")
    entry = _entry(work, item_id, "counted", counted - balance_of(work, item_id), note=note)
    work.undo_by(reverse, entry.id, stocked=item.stocked)
    work.change(item, stocked=True)
    return entry.id


@use_case(Right.SERVE)
def reverse(work: Work, entry_id: str, *, stocked: bool = True) -> str:
    """Take a wrong entry back by its opposite; returns the new entry.

    ``stocked`` is whether the part was counted before it. Refused("stock.reversed" | "stock.bill").
    """
    row = work.get(StockEntry, entry_id)
    if row.entry_kind not in ("in", "counted"):
        raise Refused("stock.bill", field="entry")
    if work.sql("SELECT 1 FROM stock_entry WHERE entry_kind='reversed' AND ref_id=?", (entry_id,)):
        raise Refused("stock.reversed", field="entry")
    if not stocked:
        work.change(work.get(PriceItem, row.item_id), stocked=False)
    return _entry(work, row.item_id, "reversed", -row.quantity, ref_id=row.id, lot=row.lot).id


@use_case(Right.PRICE, inverse="stock.watch")
def watch(work: Work, item_id: str, *, stocked: bool, low_at: int = 0) -> None:
    """Whether a part is counted, and at how much it is low (thousandths).

    Raises Refused("stock.low_at" | "stock.not_a_part").
    """
    item = _part(work, item_id)
    if not 0 <= low_at <= MAX_QUANTITY:
        raise Refused("stock.low_at", field="low_at")
    work.undo_by(watch, item_id, stocked=item.stocked, low_at=item.low_at)
    work.change(item, stocked=stocked, low_at=low_at)


def balance_of(view: View, item_id: str) -> int:
    """What is there by the books, thousandths; below nothing where more was sold than came in."""
    rows = view.sql(
        "SELECT coalesce(sum(quantity),0) AS n FROM stock_entry WHERE item_id=?", (item_id,)
    )
    return int(rows[0]["n"])


def used(work: Work, bill_id: str, lines: Iterable[dict[str, Any]]) -> None:
    """Take what a bill sold off the stock, for checkout."""
    for item_id, quantity, lot in _counted(work, lines):
        if work.entered_at is None or not _counted_since(work, item_id):
            _entry(work, item_id, "used", -quantity, ref_id=bill_id, lot=lot)


def _counted_since(work: Work, item_id: str) -> bool:
    """Whether a part was counted after the past moment as of which this is written: it was gone from the shelf."""
    return bool(
        work.sql(
            "SELECT 1 FROM stock_entry WHERE item_id=? AND entry_kind='counted' AND at>=? LIMIT 1",
            (item_id, ms_of(work.now)),
        )
    )


def returned(work: Work, refund_id: str) -> None:
    """Put back what came back with a refund, for refunds; money alone brings no part back."""
    lines = work.sql(
        "SELECT b.item_id, b.line_kind, b.lot, l.quantity FROM refund_line l"
        " JOIN bill_line b ON b.id=l.bill_line_id WHERE l.refund_id=?",
        (refund_id,),
    )
    for item_id, quantity, lot in _counted(work, [dict(line) for line in lines]):
        _entry(work, item_id, "returned", quantity, ref_id=refund_id, lot=lot)


def _counted(work: Work, lines: Iterable[dict[str, Any]]) -> list[tuple[str, int, str]]:
    """Item, quantity and lot of the lines whose part is counted."""
    wanted = [line for line in lines if line["line_kind"] == "part" and line["item_id"]]
    if not wanted:
        return []
    marks = ",".join("?" * len(wanted))
    rows = work.sql(
        f"SELECT id FROM price_item WHERE stocked=1 AND id IN ({marks})",
        tuple(line["item_id"] for line in wanted),
    )
    kept = {row["id"] for row in rows}
    return [
        (line["item_id"], line["quantity"], line["lot"])
        for line in wanted
        if line["item_id"] in kept and line["quantity"]
    ]


def _part(work: Work, item_id: str) -> PriceItem:
    item = work.get(PriceItem, item_id)
    if item.line_kind != "part":
        raise Refused("stock.not_a_part", field="item", name=item.name)
    return item


def _entry(
    work: Work,
    item_id: str,
    what: str,
    quantity: int,
    *,
    ref_id: str = "",
    lot: str = "",
    cost: int = 0,
    note: str = "",
) -> StockEntry:
    entry = StockEntry(
        id=work.new_id(),
        item_id=item_id,
        entry_kind=what,
        quantity=quantity,
        ref_id=ref_id,
        lot=clean_line(lot, field="lot", most=40),
        cost=cost,
        note=clean_line(note, field="note", most=80),
        at=work.now,
        actor_id=work.actor.id,
    )
    work.add(entry)
    return entry
