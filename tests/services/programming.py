"""A shop with rules in force, in a test's hands."""

from datetime import date, timedelta
from typing import Any

from models.base.rights import Right
from models.base.usecase import query
from models.rules.programme import Benefits, Programme, Tier, Tiers
from models.services import programme, refunds
from models.services.refunds import RefundOrder
from models.store.work import View
from tests.shopkeeping import Shop

LADDER = (
    Tier(code="base", name="普通", need=0),
    Tier(code="silver", name="银卡", need=10_000, benefits=Benefits(discount=50)),
    Tier(code="gold", name="金卡", need=30_000),
)


def tiers(**more: Any) -> Programme:
    """Silver from 100 yuan, gold from 300."""
    return Programme(tiers=Tiers(steps=LADDER, **more))


def switch_on(shop: Shop, rules: Programme, day: date | None = None) -> str:
    """Have rules hold from a day on, today where none is named; returns the version's id."""
    draft = shop.kernel.run(programme.write_draft, rules).result
    shop.kernel.run(programme.activate, draft, valid_from=day or today(shop))
    return draft


def today(shop: Shop) -> date:
    """The shop's day; the clock stands at mid-morning there, so that it is the day in UTC too."""
    return shop.clock.now().date()


def pass_days(shop: Shop, days: int) -> None:
    """So many days later, at the same time."""
    shop.clock.advance(timedelta(days=days))


def give_back(shop: Shop, bill_id: str, amount: int | None = None) -> None:
    """Refund a bill, whole or in part."""
    order = RefundOrder(bill_id=bill_id, amount=amount, reason="没修好")
    shop.kernel.run_keyed(shop.key(), refunds.refund, order)


@query(Right.SERVE)
def asked(view: View, what: Any, *args: Any, **kwargs: Any) -> Any:
    """Ask a function that is no use case of its own."""
    return what(view, *args, **kwargs)


@query(Right.SERVE)
def rows(view: View, statement: str, values: tuple[Any, ...] = ()) -> list[dict[str, Any]]:
    """Rows of the file."""
    return [dict(row) for row in view.sql(statement, values)]
