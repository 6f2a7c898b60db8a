"""What an order at the till is made of: its lines, what the member's tier takes off, and what it comes to.

Reads only. Posting is models/services/checkout.py.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from models.base.errors import Refused
from models.rules import checkout as rules
from models.rules.checkout import NO_DISCOUNT, Discount, LineIn, Priced, TenderIn
from models.rules.covers import BillLine
from models.rules.tier_discount import TierLine, tiered
from models.services import change_rule, job_lines, shop, tiers
from models.services.checkout_covers import Wish
from models.services.job_lines import LineEntry
from models.services.points_accounts import kept_member
from models.store.work import View
from models.tables.erasure import Erasure
from models.tables.jobs import Job
from models.tables.members import Member, MemberPhone


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A line on the till: what is sold, and what is taken off it."""

    entry: LineEntry
    discount: Discount = NO_DISCOUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the till posts. With a job its lines are billed and ``lines`` are added after them.

    ``line_discounts`` belong to the job's lines, by their ids. ``expected_total`` is the amount the
    clerk saw, ``expected_deposit`` what was shown as paid before, ``expected_due`` what was left: another one
    is refused, so that nobody pays what nobody was told. Visits, coupons, ``points`` and the deposits of the job
    stand in front, in this order; ``tenders`` pay what they leave open.
    """

    job_id: str | None = None
    member_id: str | None = None
    lines: tuple[OrderLine, ...] = ()
    line_discounts: tuple[tuple[str, Discount], ...] = ()
    discount: Discount = NO_DISCOUNT
    rounding_unit: int | None = None
    """抹零 in fen; None takes the shop's setting."""
    points: int = 0
    """Points to pay with."""
    coupon_ids: tuple[str, ...] = ()
    visit_card_ids: tuple[tuple[str, int], ...] = ()
    """Visit cards and how many visits of each."""
    tenders: tuple[TenderIn, ...] = ()
    expected_total: int | None = None
    expected_deposit: int | None = None
    expected_due: int | None = None
    note: str = ""
    tier_discount: bool = True
    """Whether the member's tier takes off what it gives."""

    @property
    def wish(self) -> Wish:
        """What the member wants to pay with, beside money."""
        return Wish(
            points=self.points, coupon_ids=self.coupon_ids, visit_card_ids=self.visit_card_ids
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TierOff:
    """What the member's tier takes off this order: ``off`` fen, also what it would take where it is not ``on``."""

    code: str
    name: str
    per_mille: int
    """Off the list price; 0 where it cannot be told by one share because a fee is free."""
    off: int
    offs: tuple[int, ...]
    """What of each line's discount is the tier's, fen."""
    parts: bool
    """Whether parts are discounted too."""
    on: bool


class Drawn:
    """What an order is made of, read from the rows once."""

    def __init__(self) -> None:
        self.job: Job | None = None
        self.member: Member | None = None
        self.phone = ""
        self.technician = ""
        self.values: list[dict[str, Any]] = []
        self.inputs: list[LineIn] = []
        self.tier: TierOff | None = None
        """What the member's tier takes off; it stands in ``inputs`` already."""

    @property
    def by_tier(self) -> int:
        """What of the lines' discounts is the tier's, fen."""
        return self.tier.off if self.tier is not None and self.tier.on else 0


def draw(view: View, order: Order) -> Drawn:
    drawn = Drawn()
    day = view.today
    if order.job_id is not None:
        _draw_job(view, order, drawn)
        day = drawn.job.price_day if drawn.job else day
    member_id = drawn.job.member_id if drawn.job else order.member_id
    if member_id is not None:
        # A sale may stand at the till, or on another desk, while the file is merged: it is the kept one's.
        drawn.member = view.get(Member, kept_member(view, member_id))
        drawn.phone = (
            view.value(
                select(MemberPhone.number)
                .where(MemberPhone.member_id == drawn.member.id)
                .order_by(MemberPhone.position)
            )
            or ""
        )
    for line in order.lines:
        values = job_lines.line_from(view, line.entry, day=day)
        drawn.values.append({**values, "job_line_id": ""})
        drawn.inputs.append(_input(values, line.discount))
    if drawn.member is not None:
        _tier(view, order, drawn, drawn.member.id, day)
    return drawn


def _draw_job(view: View, order: Order, drawn: Drawn) -> None:
    job = view.get(Job, order.job_id)
    billed = job_lines.bill_of(view, job.id)
    if billed:
        raise Refused("job.billed", number=billed[1])
    if job.step == "closed":
        raise Refused("job.closed", number=job.number)
    change_rule.check_bill(view, job.id, extra=bool(order.lines))
    drawn.job = job
    if job.technician_id is not None:
        drawn.technician = view.sql("SELECT name FROM staff WHERE id=?", (job.technician_id,))[0][
            "name"
        ]
    discounts = dict(order.line_discounts)
    for row in view.sql("SELECT * FROM job_line WHERE job_id=? ORDER BY position", (job.id,)):
        values = {**row, "job_line_id": row["id"]}
        drawn.values.append(values)
        drawn.inputs.append(_input(values, discounts.get(row["id"], NO_DISCOUNT)))


def _input(values: dict[str, Any], discount: Discount) -> LineIn:
    return LineIn(
        price=values["price"],
        quantity=values["quantity"],
        kind="part" if values["line_kind"] == "part" else "service",
        discount=discount,
    )


def _tier(view: View, order: Order, drawn: Drawn, member_id: str, day: date) -> None:
    """Reckon what the member's tier takes off, and take it off where the order does not say otherwise."""
    step = tiers.step_of(view, member_id)
    benefits = step.benefits
    if not (benefits.discount or benefits.free_fee) or view.find(Erasure, member_id) is not None:
        return
    found = tiered(
        benefits,
        [
            TierLine(
                line=line,
                earning_class=values["earning_class"],
                listed=_listed(view, values, day),
            )
            for values, line in zip(drawn.values, drawn.inputs, strict=True)
        ],
    )
    drawn.tier = TierOff(
        code=step.code,
        name=step.name,
        per_mille=0 if found.fee else benefits.discount,
        off=found.off,
        offs=found.offs if order.tier_discount else (0,) * len(found.offs),
        parts=benefits.discount_parts,
        on=order.tier_discount,
    )
    if order.tier_discount:
        drawn.inputs = list(found.lines)


def _listed(view: View, values: dict[str, Any], day: date) -> bool:
    """Whether a line stands at a list price: an own, promised or agreed one is not lowered again.

    A price that the list had by the day counts too: it may have risen since the line was written.
    """
    if values["item_id"] is None or values.get("quote_line_id") or values.get("change_id"):
        return False
    return bool(
        view.sql(
            "SELECT 1 FROM price p JOIN price_version v ON v.id=p.version_id"
            " WHERE p.item_id=? AND p.price=? AND v.effective_from<=? LIMIT 1",
            (values["item_id"], values["price"], day.isoformat()),
        )
    )


def price(view: View, order: Order, drawn: Drawn) -> Priced:
    """Every amount of the bill, by the settings of the shop; raises as models.rules.checkout.price_bill."""
    settings = shop.settings_of(view)
    unit = settings["rounding_unit"] if order.rounding_unit is None else order.rounding_unit
    return rules.price_bill(
        drawn.inputs,
        discount=order.discount,
        rounding_unit=unit,
        discount_cap=settings["bill_discount_cap"],
    )


def bill_lines(drawn: Drawn, priced: Priced) -> list[BillLine]:
    return [
        BillLine(item_id=values["item_id"], quantity=values["quantity"], total=out.total)
        for values, out in zip(drawn.values, priced.lines, strict=True)
    ]
