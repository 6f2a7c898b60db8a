"""Points of a shop in a test's hands: rules that begin, what somebody has, points given, let go, given back."""

from datetime import date

from models.rules.programme import Programme
from models.services import check, points, refunds
from models.services.points import PointsFile
from models.services.refunds import RefundOrder
from tests.services.programming import switch_on
from tests.shopkeeping import Shop


def begin(shop: Shop, rules: Programme | None = None) -> None:
    """The shop has a programme from today on."""
    switch_on(shop, rules or Programme())


def have(shop: Shop, member: str, on: date | None = None) -> PointsFile:
    """What a member has."""
    return shop.kernel.ask(points.of_member, member, on=on)


def give_back(shop: Shop, bill: str, amount: int | None = None) -> None:
    """Money of a bill comes back."""
    order = RefundOrder(bill_id=bill, reason="不满意", amount=amount)
    shop.kernel.run_keyed(shop.key(), refunds.refund, order)


def adjust(shop: Shop, member: str, amount: int) -> int:
    """By hand."""
    return shop.kernel.run_keyed(shop.key(), points.adjust, member, amount, reason="补记").result


def forgive(shop: Shop, member: str, amount: int, reason: str = "体谅") -> int:
    """What is owed is let go; what is still owed."""
    return shop.kernel.run_keyed(shop.key(), points.forgive, member, amount, reason=reason).result


def sound(shop: Shop) -> bool:
    """Whether every invariant holds."""
    return shop.kernel.ask(check.check).sound
