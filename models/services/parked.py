"""Parked sales (挂单): a counter sale set aside at the till, taken up once, or put away with undo.

What is parked is what was typed, without a customer's words: the prices are those of the day it is taken up.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from models.base.clock import from_ms
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.rules.checkout import ROUNDING_UNITS, Discount
from models.rules.names import masked_name
from models.services import checkout
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.store.work import View, Work
from models.tables.erasure import Erasure
from models.tables.members import Member
from models.tables.parked import Parked

MOST = 30
"""So many at a time; more than that nobody finds again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedLine:
    """A line as it was typed: thousandths, and fen or per mille off."""

    item_id: str
    quantity: int = 1000
    fen: int = 0
    per_mille: int = 0
    package_line_id: str | None = None
    """The line of a package it came by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedSale:
    """A counter sale as the till had it; ``rounding_unit`` None takes the shop's setting."""

    member_id: str | None = None
    lines: tuple[ParkedLine, ...] = ()
    fen: int = 0
    per_mille: int = 0
    rounding_unit: int | None = None
    tier_discount: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedRow:
    """A parked sale as the till lists it; ``total`` fen as it was shown then, ``member`` masked."""

    id: str
    label: str
    lines: int
    total: int
    at: datetime
    by: str
    member: str


@query(Right.SERVE)
def waiting(view: View) -> tuple[ParkedRow, ...]:
    """The sales that are parked, the newest first."""
    rows = view.sql(
        "SELECT p.id, p.label, p.content, p.total, p.at, coalesce(s.name,'') AS who FROM parked p"
        " LEFT JOIN staff s ON s.id=p.actor_id WHERE p.taken_at IS NULL ORDER BY p.id DESC"
    )
    return tuple(
        ParkedRow(
            id=row["id"],
            label=row["label"],
            lines=len(content["lines"]),
            total=row["total"],
            at=from_ms(row["at"]),
            by=row["who"],
            member=masked_name(member.name) if member is not None else "",
        )
        for row in rows
        for content in (msgspec.json.decode(row["content"]),)
        for member in (_member(view, content["member_id"]),)
    )


def count(view: View) -> int:
    """How many sales are parked."""
    return int(view.sql("SELECT count(*) AS n FROM parked WHERE taken_at IS NULL")[0]["n"])


@use_case(Right.SERVE, keyed=True)
def park(work: Work, sale: ParkedSale) -> str:
    """Set a sale aside; return its id.

    Raises Refused("parked.many" | "checkout.…" | "price.none" | "record.gone") as reckoning it would.
    """
    if count(work) >= MOST:
        raise Refused("parked.many", field="lines", most=MOST)
    seen = checkout.preview(work, _order(sale))
    if seen.priced is None:
        raise Refused("checkout.no_lines", field="lines")
    row = Parked(
        id=work.new_id(),
        label=seen.lines[0].name,
        content=msgspec.to_builtins(sale),
        total=seen.priced.total,
        at=work.now,
        actor_id=work.actor.id,
    )
    work.add(row)
    return row.id


@use_case(Right.SERVE, keyed=True)
def take_up(work: Work, parked_id: str) -> ParkedSale:
    """Hand a parked sale back to the till, once; Refused("parked.taken") where somebody did before."""
    row = _waiting(work, parked_id)
    sale = msgspec.convert(row.content, ParkedSale)
    member = _member(work, sale.member_id)
    work.change(row, taken_at=work.now)
    return ParkedSale(
        member_id=member.id if member is not None else None,
        lines=sale.lines,
        fen=sale.fen,
        per_mille=sale.per_mille,
        rounding_unit=sale.rounding_unit,
        tier_discount=sale.tier_discount,
    )


@use_case(Right.SERVE, inverse="parked.put_back")
def put_away(work: Work, parked_id: str) -> None:
    """Put a parked sale away: the customer does not come back. Refused("parked.taken")."""
    work.change(_waiting(work, parked_id), taken_at=work.now)
    work.undo_by(put_back, parked_id)


@use_case(Right.SERVE, inverse="parked.put_away")
def put_back(work: Work, parked_id: str) -> None:
    """Park a sale again that was put away; Refused("parked.there") where it is parked."""
    row = work.get(Parked, parked_id)
    if row.taken_at is None:
        raise Refused("parked.there")
    work.change(row, taken_at=None)
    work.undo_by(put_away, parked_id)


def _waiting(work: Work, parked_id: str) -> Parked:
    row = work.get(Parked, parked_id)
    if row.taken_at is not None:
        raise Refused("parked.taken", field="lines")
    return row


def _order(sale: ParkedSale) -> Order:
    typed = ((sale.fen, sale.per_mille), *((one.fen, one.per_mille) for one in sale.lines))
    for fen, per_mille in typed:
        if fen and per_mille:
            raise Refused("checkout.discount", field="bill_discount", most=0)
    if sale.rounding_unit not in (None, *ROUNDING_UNITS):
        raise Refused("setting.choice", field="rounding", choices="0, 10, 100")
    return Order(
        member_id=sale.member_id,
        lines=tuple(
            OrderLine(
                entry=LineEntry(
                    item_id=line.item_id,
                    quantity=line.quantity,
                    package_line_id=line.package_line_id,
                ),
                discount=Discount(line.fen, line.per_mille),
            )
            for line in sale.lines
        ),
        discount=Discount(sale.fen, sale.per_mille),
        rounding_unit=sale.rounding_unit,
        tier_discount=sale.tier_discount,
    )


def _member(view: View, member_id: str | None) -> Member | None:
    """The member a sale was for, under the file the member has now; None for who was erased."""
    member = view.find(Member, member_id) if member_id else None
    if member is not None and member.merged_into_id is not None:
        member = view.find(Member, member.merged_into_id)
    if member is not None and view.find(Erasure, member.id) is not None:
        return None
    return member
