"""What stands on the till before it is posted: lines, discounts and split payments. Plain state; no Qt."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from models.rules.checkout import NO_DISCOUNT, Discount, TenderIn
from models.services.checkout import TENDERS, Order, OrderLine
from models.services.job_lines import LineEntry
from models.services.parked import ParkedLine, ParkedSale

_serials = count(1)


@dataclass(slots=True)
class CounterLine:
    """A line that was added at the till."""

    item_id: str
    quantity: int = 1000
    discount: Discount = NO_DISCOUNT
    package_line_id: str | None = None
    """The line of a package it came by."""


@dataclass(slots=True)
class TillOrder:
    """One customer at the till. ``serial`` tells it from any other, so that an undo finds its own."""

    job_id: str | None = None
    member_id: str | None = None
    lines: list[CounterLine] = field(default_factory=list)
    job_discounts: dict[str, Discount] = field(default_factory=dict)
    discount: Discount = NO_DISCOUNT
    rounding_unit: int | None = None
    points: int = 0
    coupon_ids: list[str] = field(default_factory=list)
    visits: dict[str, int] = field(default_factory=dict)
    """Visits to use, by visit card."""
    tier_discount: bool = True
    """Whether the member's tier takes off what it gives."""
    paid: list[TenderIn] = field(default_factory=list)
    serial: int = field(default_factory=lambda: next(_serials))

    @property
    def started(self) -> bool:
        """Whether anything was typed that a crash must not lose."""
        typed = self.lines or self.job_discounts or self.discount != NO_DISCOUNT or self.paid
        wished = self.points or self.coupon_ids or self.visits
        changed = self.rounding_unit is not None or not self.tier_discount
        return bool(typed or wished or changed)

    def wish_nothing(self) -> None:
        """Use no points, coupons or visits: they were another member's. That one's tier holds again."""
        self.points, self.coupon_ids, self.visits = 0, [], {}
        self.tier_discount = True

    @property
    def draft_id(self) -> str:
        """The name under which it is kept."""
        return f"checkout.{self.job_id}" if self.job_id else "checkout"

    def order(
        self, tenders: tuple[TenderIn, ...] = (), *, expected_total: int | None = None
    ) -> Order:
        """The order as the use cases take it."""
        return Order(
            job_id=self.job_id,
            member_id=self.member_id,
            lines=tuple(
                OrderLine(
                    entry=LineEntry(
                        item_id=line.item_id,
                        quantity=line.quantity,
                        package_line_id=line.package_line_id,
                    ),
                    discount=line.discount,
                )
                for line in self.lines
            ),
            line_discounts=tuple(sorted(self.job_discounts.items())),
            discount=self.discount,
            rounding_unit=self.rounding_unit,
            points=self.points,
            coupon_ids=tuple(self.coupon_ids),
            visit_card_ids=tuple(self.visits.items()),
            tenders=tenders,
            expected_total=expected_total,
            tier_discount=self.tier_discount,
        )

    def parked(self) -> ParkedSale:
        """What is set aside of a counter sale; split payments that were only typed are not."""
        fen, per_mille = _pair(self.discount)
        return ParkedSale(
            member_id=self.member_id,
            lines=tuple(
                ParkedLine(
                    item_id=line.item_id,
                    quantity=line.quantity,
                    fen=line.discount.fen,
                    per_mille=line.discount.per_mille,
                    package_line_id=line.package_line_id,
                )
                for line in self.lines
            ),
            fen=fen,
            per_mille=per_mille,
            rounding_unit=self.rounding_unit,
            tier_discount=self.tier_discount,
        )

    def draft(self) -> dict[str, Any]:
        """Everything typed, as plain content of a draft."""
        return {
            "member_id": self.member_id,
            "lines": [
                [line.item_id, line.quantity, *_pair(line.discount), line.package_line_id]
                for line in self.lines
            ],
            "job_discounts": {name: _pair(off) for name, off in self.job_discounts.items()},
            "discount": _pair(self.discount),
            "rounding_unit": self.rounding_unit,
            "points": self.points,
            "coupon_ids": list(self.coupon_ids),
            "visits": dict(self.visits),
            "tier_discount": self.tier_discount,
            "paid": [[tender.kind, tender.tendered] for tender in self.paid],
        }


def from_draft(content: dict[str, Any], *, job_id: str | None = None) -> TillOrder:
    """The order that a draft kept; an empty or foreign content gives an empty one."""
    try:
        return TillOrder(
            job_id=job_id,
            member_id=content["member_id"],
            lines=[
                CounterLine(item, quantity, Discount(fen, per_mille), *package)
                for item, quantity, fen, per_mille, *package in content["lines"]
            ],
            job_discounts={
                name: Discount(*pair) for name, pair in content["job_discounts"].items()
            },
            discount=Discount(*content["discount"]),
            rounding_unit=content["rounding_unit"],
            points=content.get("points", 0),
            coupon_ids=list(content.get("coupon_ids", ())),
            visits=dict(content.get("visits", {})),
            tier_discount=bool(content.get("tier_discount", True)),
            paid=[TenderIn(kind, fen) for kind, fen in content["paid"] if kind in TENDERS],
        )
    except (KeyError, TypeError, ValueError):
        return TillOrder(job_id=job_id)


def from_parked(sale: ParkedSale) -> TillOrder:
    """The order that was parked."""
    return TillOrder(
        member_id=sale.member_id,
        lines=[
            CounterLine(
                line.item_id,
                line.quantity,
                Discount(line.fen, line.per_mille),
                line.package_line_id,
            )
            for line in sale.lines
        ],
        discount=Discount(sale.fen, sale.per_mille),
        rounding_unit=sale.rounding_unit,
        tier_discount=sale.tier_discount,
    )


def _pair(discount: Discount) -> list[int]:
    return [discount.fen, discount.per_mille]
