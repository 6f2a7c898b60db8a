"""Rewards that points are given for, their redemptions, and coupons and rights with a number of their own."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Reward(Row):
    """A line of the reward catalogue. ``points`` and ``cash`` (fen) for one."""

    __tablename__ = "reward"
    kind: ClassVar[str] = "rewards"

    id: Mapped[str] = c.key()
    code: Mapped[str] = c.text(unique=True)
    name: Mapped[str] = c.text()
    reward_kind: Mapped[str] = c.text(default="goods")
    """service, goods, experience, coupon."""
    points: Mapped[int] = c.whole()
    cash: Mapped[int] = c.whole(default=0)
    cost: Mapped[int] = c.whole(default=0)
    """What one costs the shop, fen."""
    item_id: Mapped[str | None] = c.reference_or_none("price_item.id")
    """The price item it stands for, where it does."""
    coupon: Mapped[Any] = c.structure_or_none()
    """models.rules.coupons.CouponPlan of the coupon it is, where it is one."""
    stock: Mapped[int | None] = c.whole_or_none()
    """How many were ever put up; None without limit. What is left is reckoned from the redemptions."""
    each_most: Mapped[int | None] = c.whole_or_none()
    """How many one member may have; None without limit."""
    first_day: Mapped[date | None] = c.day_or_none()
    last_day: Mapped[date | None] = c.day_or_none()
    position: Mapped[int] = c.whole(default=0)
    archived_at: Mapped[datetime | None] = c.moment_or_none()


class Redemption(Row):
    """A reward that was asked for: held, then completed or cancelled. What it cost is frozen."""

    __tablename__ = "redemption"
    kind: ClassVar[str] = "rewards"

    id: Mapped[str] = c.key()
    number: Mapped[str] = c.text(unique=True)
    code: Mapped[str] = c.text(unique=True)
    desk: Mapped[str] = c.text()
    sequence: Mapped[int] = c.whole()
    at: Mapped[datetime] = c.moment()
    business_day: Mapped[date] = c.day(index=True)
    member_id: Mapped[str] = c.reference("member.id", index=True)
    account_id: Mapped[str] = c.reference("points_account.id", index=True)
    reward_id: Mapped[str] = c.reference("reward.id", index=True)
    quantity: Mapped[int] = c.whole(default=1)
    points: Mapped[int] = c.whole()
    """All of them together."""
    cash: Mapped[int] = c.whole(default=0)
    cost: Mapped[int] = c.whole(default=0)
    tender_kind: Mapped[str] = c.text()
    """How the cash part was paid, or empty."""
    entry_id: Mapped[str] = c.text()
    """The entry that took the points."""
    state: Mapped[str] = c.text(default="held")
    """held, completed, cancelled."""
    held_until: Mapped[date | None] = c.day_or_none()
    settled_at: Mapped[datetime | None] = c.moment_or_none()
    settled_by: Mapped[str] = c.text()
    reason: Mapped[str] = c.text()
    """Why it was cancelled."""
    bill_id: Mapped[str | None] = c.reference_or_none("bill.id", index=True)
    """The bill at whose till it was redeemed."""
    coupon_id: Mapped[str | None] = c.text_or_none()
    actor_id: Mapped[str] = c.text()
    snapshot: Mapped[Any] = c.structure()
    """The frozen voucher (models.base.documents_points.Voucher)."""


class Coupon(Row):
    """A coupon or a right: numbered, good for a time, used once."""

    __tablename__ = "coupon"
    kind: ClassVar[str] = "rewards"

    id: Mapped[str] = c.key()
    number: Mapped[str] = c.text(unique=True)
    code: Mapped[str] = c.text(unique=True)
    desk: Mapped[str] = c.text()
    sequence: Mapped[int] = c.whole()
    at: Mapped[datetime] = c.moment()
    member_id: Mapped[str | None] = c.reference_or_none("member.id", index=True)
    """Whose it is; None where whoever holds the paper may use it."""
    name: Mapped[str] = c.text()
    coupon_kind: Mapped[str] = c.text()
    """amount (fen off), percent (per mille off), free_item (one ``item_id`` free), right (a promise to keep)."""
    value: Mapped[int] = c.whole(default=0)
    most: Mapped[int | None] = c.whole_or_none()
    """The most a per-mille coupon takes off, fen."""
    least: Mapped[int] = c.whole(default=0)
    """The bill has to come to so much, fen."""
    item_id: Mapped[str | None] = c.reference_or_none("price_item.id")
    cost: Mapped[int] = c.whole(default=0)
    first_day: Mapped[date] = c.day()
    last_day: Mapped[date | None] = c.day_or_none()
    source: Mapped[str] = c.text()
    """redemption, milestone, tier, behaviour, campaign, compensation, given."""
    source_id: Mapped[str] = c.text()
    state: Mapped[str] = c.text(default="issued")
    """issued, used, taken_back. Whether it has expired follows from its last day."""
    settled_at: Mapped[datetime | None] = c.moment_or_none()
    bill_id: Mapped[str | None] = c.reference_or_none("bill.id", index=True)
    worth: Mapped[int] = c.whole(default=0)
    """What it took off that bill, fen."""
    actor_id: Mapped[str] = c.text()
    reason: Mapped[str] = c.text()
