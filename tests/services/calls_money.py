"""Sound calls of what is done with money at the till; joined to the others in calls.py."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from models.rules.checkout import Discount, TenderIn
from models.rules.drawer import Counted
from models.rules.refunds import LineWish, WayBack
from models.services import (
    accounts,
    checkout,
    day_close,
    deposits,
    drawer,
    parked,
    refunds,
)
from models.services.catch_up import PaperSale
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from models.services.parked import ParkedLine, ParkedSale
from models.services.refunds import RefundOrder
from models.services.shop import set_setting
from tests.services.calls_rewards import coupon_of

if TYPE_CHECKING:
    from tests.services.calls import Stage

Given = tuple[tuple[Any, ...], dict[str, Any]]


def free_line() -> LineEntry:
    """A line that stands on no price list, with everything that can be typed."""
    return LineEntry(name="拆旧机", price=5000, lot="L1", serial="S1")


def _before(stage: "Stage") -> datetime:
    """An hour ago."""
    return stage.shop.clock.now() - timedelta(hours=1)


def _order(stage: "Stage") -> Order:
    """A line of 50 yuan that a coupon, points, WeChat and cash pay."""
    return Order(
        member_id=stage.member,
        lines=(OrderLine(entry=free_line()),),
        line_discounts=(("nobody", Discount()),),
        points=1000,
        coupon_ids=(coupon_of(stage),),
        tenders=(TenderIn("wechat", 2000), TenderIn("cash", 2000)),
        expected_total=5000,
        expected_deposit=0,
        expected_due=3500,
        note="谢谢",
    )


def _refund(stage: "Stage") -> RefundOrder:
    """Part of a line of a new bill, in cash."""
    bill = stage.shop.sell("FW-001", member_id=stage.member).id
    line = stage.shop.kernel.ask(refunds.preview, RefundOrder(bill_id=bill)).lines[0]
    return RefundOrder(
        bill_id=bill,
        lines=(LineWish(line.id, None),),
        amount=1000,
        ways=(WayBack("cash", 1000),),
        reason="没修好",
        expected_total=1000,
    )


def _refunded(stage: "Stage") -> str:
    """A refund that was posted."""
    key = stage.shop.key()
    return stage.shop.kernel.run_keyed(key, refunds.refund, _refund(stage)).result.id


def _deposited(stage: "Stage") -> str:
    """A deposit that was taken for the open job."""
    tender = TenderIn("wechat", 1000)
    return stage.shop.kernel.run_keyed(
        stage.shop.key(), deposits.take, stage.job, amount=1000, tender=tender
    ).result.id


def _owing(stage: "Stage") -> str:
    """A member who owes the price of a service."""
    run = stage.shop.kernel.run_keyed
    stage.shop.kernel.run(set_setting, "account_limit", 500_000)
    member = stage.newcomer_member()
    line = OrderLine(entry=LineEntry(item_id=stage.shop.items["FW-001"]))
    order = Order(member_id=member, lines=(line,), tenders=(TenderIn("account", 3000),))
    run(stage.shop.key(), checkout.close, order)
    return member


def _paying(stage: "Stage") -> Given:
    """A payment of a chosen bill."""
    member = _owing(stage)
    bills = tuple(bill.id for bill in stage.shop.kernel.ask(accounts.of_member, member).bills)
    return (member,), {"amount": 1000, "tender": TenderIn("cash", 1500), "bill_ids": bills}


def _paid_account(stage: "Stage") -> str:
    """A payment that was posted."""
    run = stage.shop.kernel.run_keyed
    tender = TenderIn("cash", 100)
    return run(stage.shop.key(), accounts.pay, _owing(stage), amount=100, tender=tender).result.id


def _sale(stage: "Stage") -> ParkedSale:
    """A counter sale with everything that can be typed."""
    line = ParkedLine(item_id=stage.shop.items["FW-001"], quantity=2000, per_mille=10)
    return ParkedSale(member_id=stage.member, lines=(line,), fen=100, rounding_unit=10)


def _parked(stage: "Stage") -> str:
    """A sale that was parked."""
    return stage.shop.kernel.run_keyed(stage.shop.key(), parked.park, _sale(stage)).result


def _put_away(stage: "Stage") -> str:
    """A parked sale that was put away."""
    parked_id = _parked(stage)
    stage.shop.kernel.run(parked.put_away, parked_id)
    return parked_id


def _shift(stage: "Stage", *, begun: bool) -> None:
    """Leave a shift open, or none."""
    run, key = stage.shop.kernel.run_keyed, stage.shop.key
    shift = stage.shop.kernel.ask(drawer.state).shift
    if shift is None and begun:
        run(key(), drawer.open_shift, opening_float=50_000)
    elif shift is not None and not begun:
        counted = (Counted("cash", max(0, shift.cash)),)
        reason = "" if shift.cash >= 0 else "试"
        run(key(), drawer.end_shift, counted=counted, left_in=0, reason=reason)


def _with_shift(stage: "Stage", *, begun: bool = True, **kwargs: Any) -> Given:
    _shift(stage, begun=begun)
    return (), kwargs


def _past(stage: "Stage") -> date:
    """An earlier day, each time another one, with nothing on it."""
    return stage.shop.clock.now().date() - timedelta(days=1000 + stage.next())


def _closed(stage: "Stage") -> str:
    """A day that was closed."""
    return stage.shop.kernel.run_keyed(
        stage.shop.key(), day_close.close_day, _past(stage)
    ).result.id


MONEY_CALLS: dict[str, Callable[["Stage"], Given]] = {
    "catch_up.sell": lambda s: ((_before(s), PaperSale(lines=(free_line(),), taken=5000)), {}),
    "catch_up.take_job": lambda s: ((_before(s), JobDetails(title="空调不冷")), {}),
    "checkout.close": lambda s: ((_order(s),), {}),
    "day_close.close_day": lambda s: (
        (_past(s),),
        {"counted": (Counted("cash", 100), Counted("card", 0)), "reason": "多出一元"},
    ),
    "accounts.pay": lambda s: _paying(s),
    "deposits.give_back": lambda s: (
        (_deposited(s),),
        {"amount": 500, "kind": "cash", "reason": "不修了"},
    ),
    "deposits.take": lambda s: (
        (s.job,),
        {"amount": 100, "tender": TenderIn("cash", 200)},
    ),
    "drawer.end_shift": lambda s: _with_shift(
        s, counted=(Counted("cash", 60_000), Counted("wechat", 0)), left_in=100, reason="少了"
    ),
    "drawer.open_shift": lambda s: _with_shift(s, begun=False, opening_float=50_000),
    "drawer.put": lambda s: _with_shift(s, direction="in", amount=100, reason="换零钱"),
    "refunds.refund": lambda s: ((_refund(s),), {}),
    "refunds.void": lambda s: ((s.shop.sell("FW-001").id,), {"reason": "开错了"}),
    "parked.park": lambda s: ((_sale(s),), {}),
    "parked.put_away": lambda s: ((_parked(s),), {}),
    "parked.put_back": lambda s: ((_put_away(s),), {}),
    "parked.take_up": lambda s: ((_parked(s),), {}),
    "papers.print_account": lambda s: ((_paid_account(s),), {}),
    "papers.print_deposit": lambda s: ((_deposited(s),), {}),
    "papers.print_day_close": lambda s: ((_closed(s),), {}),
    "papers.print_refund": lambda s: ((_refunded(s),), {}),
    "papers.print_receipt": lambda s: ((s.bill,), {}),
}
