"""What the tests of rewards and prepaid money do again and again. Must not check anything."""

from dataclasses import replace
from typing import Any

from models.base.documents import TenderKind
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.rules.checkout import TenderIn
from models.rules.coupons import CouponPlan
from models.rules.programme import Programme
from models.services import (
    checkout,
    coupons,
    points_book,
    prepaid,
    programme,
    refunds,
    rewards,
    visit_cards,
)
from models.services.checkout import Order, OrderLine, Posted
from models.services.job_lines import LineEntry
from models.services.points_accounts import balance_of
from models.services.prepaid import PrepaidPosted
from models.services.refunds import Refunded, RefundOrder
from models.services.rewards import RewardDetails
from models.store.work import View, Work
from tests.shopkeeping import Shop


@use_case(Right.SERVE)
def _grant(work: Work, member_id: str, points: int) -> None:
    points_book.grant(work, member_id, points, rule="test")


@query(Right.SERVE)
def _available(view: View, member_id: str) -> int:
    return balance_of(view, member_id).available


def grant(shop: Shop, member_id: str, points: int) -> None:
    """Give a member points."""
    shop.kernel.run(_grant, member_id, points)


def available(shop: Shop, member_id: str) -> int:
    """What a member may spend."""
    return shop.kernel.ask(_available, member_id)


def switch_on(shop: Shop, rules: Programme) -> None:
    """Let a programme hold from today on."""
    draft = shop.kernel.run(programme.write_draft, rules).result
    shop.kernel.run(programme.activate, draft, valid_from=shop.clock.now().date())


def coupon(shop: Shop, member_id: str, **plan: Any) -> str:
    """Give a member a coupon; 10 yuan off unless said otherwise."""
    plan = {"name": "满减券", "value": 1000, **plan}
    run = shop.kernel.run_keyed
    return run(shop.key(), coupons.give, member_id, CouponPlan(**plan)).result


def top_up(
    shop: Shop, member_id: str, amount: int, *, kind: TenderKind = "wechat"
) -> PrepaidPosted:
    """A member pays ahead."""
    run = shop.kernel.run_keyed
    tender = TenderIn(kind, amount)
    return run(shop.key(), prepaid.top_up, member_id, amount=amount, tender=tender).result


def card(
    shop: Shop,
    member_id: str,
    code: str = "FW-120",
    *,
    visits: int = 5,
    price: int = 32000,
    days: int = 0,
) -> PrepaidPosted:
    """A member buys a visit card by WeChat."""
    return shop.kernel.run_keyed(
        shop.key(),
        visit_cards.sell,
        member_id,
        item_id=shop.items[code],
        visits=visits,
        price=price,
        days=days,
        tender=TenderIn("wechat", price),
    ).result


def order(shop: Shop, member_id: str | None, *codes: str, **more: Any) -> Order:
    """A counter sale."""
    lines = tuple(OrderLine(entry=LineEntry(item_id=shop.items[code])) for code in codes)
    return Order(member_id=member_id, lines=lines, **more)


def pay(shop: Shop, wanted: Order, kind: TenderKind = "wechat") -> Posted:
    """Post a sale, what is due paid in one way."""
    due = shop.kernel.ask(checkout.preview, wanted).due
    tenders = (TenderIn(kind, due),) if due else ()
    final = replace(wanted, tenders=tenders, expected_due=due)
    return shop.kernel.run_keyed(shop.key(), checkout.close, final).result


def give_back(shop: Shop, bill_id: str, **how: Any) -> Refunded:
    """Give back on a bill, all of it unless said otherwise."""
    wanted = RefundOrder(bill_id=bill_id, reason="没修好", **how)
    return shop.kernel.run_keyed(shop.key(), refunds.refund, wanted).result


def reward(shop: Shop, *, points: int = 500, **more: Any) -> str:
    """A reward in the catalogue."""
    details = {"code": f"LP-{shop.key()}", "name": "保温杯", "points": points, **more}
    return shop.kernel.run(rewards.add, RewardDetails(**details)).result
