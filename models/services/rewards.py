"""The reward catalogue: what points can be given for, what of it is left, and who may still have it."""

from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import select

from models.base.errors import Refused
from models.base.money import MAX_FEN
from models.base.rights import Right
from models.base.text import clean_line, half_width, one_of
from models.base.usecase import query, use_case
from models.rules import coupons as coupon_rules
from models.rules.coupons import CouponPlan
from models.rules.search import price_subject
from models.rules.search_match import rank
from models.rules.search_plan import plan
from models.services.points_accounts import balance_of
from models.store.work import View, Work
from models.tables.prices import PriceItem
from models.tables.rewards import Reward

KINDS = ("service", "goods", "experience", "coupon")
CODE_MOST = 20
NAME_MOST = 60
COUNT_MOST = 1_000_000
POINTS_MOST = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardDetails:
    """What is typed about a reward; ``points``, ``cash`` and ``cost`` (fen) for one."""

    code: str
    name: str
    reward_kind: str = "goods"
    points: int
    cash: int = 0
    cost: int = 0
    item_id: str | None = None
    """The price item it stands for, where it does."""
    coupon: CouponPlan | None = None
    """The coupon it is, for the kind ``coupon`` and that alone."""
    stock: int | None = None
    """How many were ever put up; None without limit."""
    each_most: int | None = None
    """How many one member may have; None without limit."""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardRow:
    """A reward as the catalogue shows it; ``left`` None without limit."""

    id: str
    details: RewardDetails
    item: str
    taken: int
    """Held or completed."""
    left: int | None
    state: str
    """``open``, ``early``, ``over`` (its days), ``gone`` (stock) or ``archived``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """What a member may be given now: what the points reach first, and of that the best match."""

    rows: tuple[RewardRow, ...]
    have: int
    """The points that can be used now."""


@use_case(Right.PRICE, inverse="rewards.archive")
def add(work: Work, details: RewardDetails) -> str:
    """Put a reward into the catalogue; returns its id. Refused("reward.…" | "coupon.…" | "text.…" | "money.…")."""
    clean = _checked(work, details)
    last = work.sql("SELECT coalesce(max(position),0) AS n FROM reward")[0]["n"]
    row = Reward(id=work.new_id(), position=last + 1, **_values(clean))
    work.add(row)
    work.undo_by(archive, row.id)
    return row.id


@use_case(Right.PRICE, inverse="rewards.edit")
def edit(work: Work, reward_id: str, details: RewardDetails) -> None:
    """Write a reward anew; what was redeemed keeps what it cost, and what is held is handed over as promised.

    Raises as :func:`add`, Refused("reward.stock") with ``least`` where more were redeemed already,
    Refused("reward.held") with ``count`` where it would be another coupon, or none, for who has paid for it.
    """
    row = work.get(Reward, reward_id)
    before = _details(row)
    clean = _checked(work, details, reward_id=reward_id)
    taken = taken_of(work, reward_id)
    if clean.stock is not None and clean.stock < taken:
        raise Refused("reward.stock", field="stock", least=taken)
    if clean.coupon != before.coupon and (count := _held_of(work, reward_id)):
        raise Refused("reward.held", field="coupon", count=count)
    work.change(row, **_values(clean))
    work.undo_by(edit, reward_id, before)


@use_case(Right.PRICE, inverse="rewards.archive")
def archive(work: Work, reward_id: str, *, archived: bool = True) -> None:
    """Take a reward off the catalogue, or put it back; what is held can still be completed."""
    row = work.get(Reward, reward_id)
    if (row.archived_at is not None) != archived:
        work.change(row, archived_at=work.now if archived else None)
    work.undo_by(archive, reward_id, archived=not archived)


@query(Right.SERVE)
def listed(view: View, *, archived: bool = False) -> tuple[RewardRow, ...]:
    """Every reward in its order, archived ones last and only where asked for."""
    rows = view.all(Reward, order=(Reward.archived_at.is_not(None), Reward.position, Reward.id))
    return tuple(_row(view, row) for row in rows if archived or row.archived_at is None)


@query(Right.SERVE)
def reachable(
    view: View, member_id: str, text: str = "", *, preedit: str = "", limit: int = 8
) -> Reachable:
    """What a member may be given now, found by name, initials or code; all of it where nothing is typed."""
    have = balance_of(view, member_id).available
    asked, begun = plan(text, preedit=preedit), half_width(text + preedit).strip().upper()
    found = []
    for place, row in enumerate(
        view.all(Reward, Reward.archived_at.is_(None), order=Reward.position)
    ):
        match = rank(asked, price_subject(code=row.code, name=row.name)) if asked.stages else None
        if match is None and begun and not row.code.startswith(begun):
            continue
        try:
            allowed(view, row, member_id, 1)
        except Refused:
            continue
        short = row.points > have
        found.append((short, 0 if match is None else int(match), place, row))
    found.sort(key=itemgetter(0, 1, 2))
    return Reachable(rows=tuple(_row(view, one[3]) for one in found[:limit]), have=have)


@query(Right.SERVE)
def file(view: View, reward_id: str) -> RewardRow:
    """One reward as it stands today."""
    return _row(view, view.get(Reward, reward_id))


@query(Right.SERVE)
def by_code(view: View, code: str) -> str:
    """The id of the reward with this code. Raises Refused("reward.unknown")."""
    typed = code.strip().upper()
    found = view.sql("SELECT id FROM reward WHERE code=?", (typed,))
    if not found:
        raise Refused("reward.unknown", field="reward", code=typed[:CODE_MOST])
    return str(found[0]["id"])


def allowed(view: View, reward: Reward, member_id: str, quantity: int) -> None:
    """The guard of a redemption: validity, stock and the member's limit.

    Raises Refused("reward.archived" | "reward.early" | "reward.over" | "reward.quantity" | "reward.stock_short" |
    "reward.each_most").
    """
    if reward.archived_at is not None:
        raise Refused("reward.archived", field="reward", name=reward.name)
    if reward.first_day is not None and view.today < reward.first_day:
        raise Refused("reward.early", field="reward", name=reward.name, day=reward.first_day)
    if reward.last_day is not None and view.today > reward.last_day:
        raise Refused("reward.over", field="reward", name=reward.name, day=reward.last_day)
    if not 0 < quantity <= COUNT_MOST or (reward.coupon is not None and quantity != 1):
        raise Refused("reward.quantity", field="quantity")
    if reward.stock is not None and (left := reward.stock - taken_of(view, reward.id)) < quantity:
        raise Refused("reward.stock_short", field="quantity", left=max(0, left))
    if reward.each_most is not None:
        had = taken_of(view, reward.id, member_id)
        if had + quantity > reward.each_most:
            raise Refused("reward.each_most", field="quantity", most=reward.each_most, had=had)


def taken_of(view: View, reward_id: str, member_id: str | None = None) -> int:
    """How many of a reward are held or completed, by one member or all."""
    rows = view.sql(
        "SELECT coalesce(sum(quantity),0) AS n FROM redemption WHERE reward_id=?1"
        " AND state<>'cancelled' AND (?2 IS NULL OR member_id=?2)",
        (reward_id, member_id),
    )
    return int(rows[0]["n"])


def _held_of(view: View, reward_id: str) -> int:
    """How many of a reward are held, paid for with points and not handed over yet."""
    rows = view.sql(
        "SELECT count(*) AS n FROM redemption WHERE reward_id=? AND state='held'", (reward_id,)
    )
    return int(rows[0]["n"])


def coupon_of(reward: Reward) -> CouponPlan | None:
    """The coupon a reward is, where it is one."""
    return None if reward.coupon is None else msgspec.convert(reward.coupon, CouponPlan)


def _row(view: View, row: Reward) -> RewardRow:
    taken = taken_of(view, row.id)
    left = None if row.stock is None else row.stock - taken
    item = view.find(PriceItem, row.item_id) if row.item_id else None
    state = "open"
    if row.archived_at is not None:
        state = "archived"
    elif row.first_day is not None and view.today < row.first_day:
        state = "early"
    elif row.last_day is not None and view.today > row.last_day:
        state = "over"
    elif left is not None and left <= 0:
        state = "gone"
    return RewardRow(
        id=row.id,
        details=_details(row),
        item=item.name if item is not None else "",
        taken=taken,
        left=left,
        state=state,
    )


def _details(row: Reward) -> RewardDetails:
    return RewardDetails(
        code=row.code,
        name=row.name,
        reward_kind=row.reward_kind,
        points=row.points,
        cash=row.cash,
        cost=row.cost,
        item_id=row.item_id,
        coupon=coupon_of(row),
        stock=row.stock,
        each_most=row.each_most,
        first_day=row.first_day,
        last_day=row.last_day,
    )


def _values(clean: RewardDetails) -> dict[str, Any]:
    return {
        "code": clean.code,
        "name": clean.name,
        "reward_kind": clean.reward_kind,
        "points": clean.points,
        "cash": clean.cash,
        "cost": clean.cost,
        "item_id": clean.item_id,
        "coupon": None if clean.coupon is None else msgspec.to_builtins(clean.coupon),
        "stock": clean.stock,
        "each_most": clean.each_most,
        "first_day": clean.first_day,
        "last_day": clean.last_day,
    }


def _checked(view: View, typed: RewardDetails, *, reward_id: str = "") -> RewardDetails:
    """The details as they are stored; refuses beside the field."""
    code = clean_line(typed.code, field="code", most=CODE_MOST, required=True).upper()
    if view.first(select(Reward.id).where(Reward.code == code, Reward.id != reward_id)):
        raise Refused("reward.code_taken", field="code", code=code)
    kind = one_of(typed.reward_kind, KINDS, "reward.kind", field="reward_kind")
    if not 0 < typed.points <= POINTS_MOST:
        raise Refused("reward.points", field="points", most=POINTS_MOST)
    _check_numbers(typed)
    if (kind == "coupon") != (typed.coupon is not None):
        raise Refused("reward.coupon", field="coupon")
    for item_id in (typed.item_id, typed.coupon.item_id if typed.coupon else None):
        if item_id is not None:
            view.get(PriceItem, item_id)
    return RewardDetails(
        code=code,
        name=clean_line(typed.name, field="name", most=NAME_MOST, required=True),
        reward_kind=kind,
        points=typed.points,
        cash=typed.cash,
        cost=typed.cost,
        item_id=typed.item_id,
        coupon=None if typed.coupon is None else coupon_rules.checked(typed.coupon),
        stock=typed.stock,
        each_most=typed.each_most,
        first_day=typed.first_day,
        last_day=typed.last_day,
    )


def _check_numbers(typed: RewardDetails) -> None:
    for field, amount in (("cash", typed.cash), ("cost", typed.cost)):
        if amount < 0:
            raise Refused("money.negative", field=field)
        if amount > MAX_FEN:
            raise Refused("money.too_large", field=field, most=MAX_FEN)
    for field, count in (("stock", typed.stock), ("each_most", typed.each_most)):
        if count is not None and not 0 <= count <= COUNT_MOST:
            raise Refused("reward.count", field=field, most=COUNT_MOST)
    if typed.first_day and typed.last_day and typed.last_day < typed.first_day:
        raise Refused("reward.days", field="last_day")
