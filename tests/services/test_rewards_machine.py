"""Any order of paying ahead, paying with points and coupons, redeeming and giving back, over the real file.

If it fails, a point, a visit or a fen of a gift appears or vanishes, or a gift became money.
"""

import os
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from models.base.errors import Refused
from models.rules.checkout import TenderIn
from models.rules.programme import ClassRate, Earning, Programme, StoredValue, TopUp
from models.rules.refunds import WayBack
from models.rules.tenders import NO_MONEY
from models.services import (
    bills,
    checkout,
    coupons,
    drawer,
    prepaid,
    redemptions,
    refunds,
    visit_cards,
)
from models.services.prepaid_papers import Value
from models.services.refunds import RefundOrder
from models.store.engine import FileKey
from tests.services import rewarding
from tests.services.rewarding import available, grant, order
from tests.shop_machine import ShopMachine

STEPS = int(os.environ.get("LINLI_STEPS", "30"))
CODES = ("FW-001", "FW-114", "FW-120", "PJ-0618")


@dataclass
class Sold:
    """A bill as the machine knows it: what paid it, and what of each came back."""

    id: str
    total: int
    points: int
    coupon: str
    card: str
    ways: Counter[str]
    back: Counter[str] = field(default_factory=Counter)

    @property
    def left(self) -> int:
        """What is left of it, fen."""
        return self.total - sum(self.back.values())

    @property
    def points_out(self) -> int:
        """Points that are still spent on it: shares rounded down, the last fen brings the rest."""
        paid, back = self.ways["points"], self.back["points"]
        return 0 if not paid or back == paid else self.points - self.points * back // paid


class Rewards(ShopMachine):
    """One shop, one member, days going by."""

    def __init__(self) -> None:
        super().__init__()
        self.bills: list[Sold] = []
        self.granted = 0
        self.held: dict[str, int] = {}
        self.done: dict[str, int] = {}
        self.tickets: list[str] = []
        self.cards: dict[str, int] = {}
        self.paid_in = self.gifts_in = self.closed_paid = self.closed_gift = 0
        self.moved: Counter[str] = Counter()

    @initialize(order_=st.sampled_from(("paid_first", "gift_first", "together")))
    def begin(self, order_: Any) -> None:
        """A member, a cup, a shift, and a programme that earns nothing, so that points are easily counted."""
        rules = Programme(
            earning=Earning(classes=(ClassRate("standard", 0),), other=0),
            stored_value=StoredValue(
                offers=(TopUp(5_000, 777), TopUp(20_000, 4_001)), order=order_
            ),
        )
        rewarding.switch_on(self.shop, rules)
        self.member = self.shop.member().id
        self.cup = rewarding.reward(self.shop, points=333, cash=50)
        self._run(drawer.open_shift, opening_float=0)

    def _run(self, use_case: Any, *args: Any, **kwargs: Any) -> Any:
        return self.kernel.run_keyed(self.shop.key(), use_case, *args, **kwargs).result

    def _points(self) -> int:
        spent = sum(bill.points_out for bill in self.bills)
        return self.granted - spent - sum(self.held.values()) - sum(self.done.values())

    def _value(self) -> Value:
        paid = self.paid_in - self.closed_paid
        gift = self.gifts_in - self.closed_gift
        for bill in self.bills:
            paid -= bill.ways["stored"] - bill.back["stored"]
            gift -= bill.ways["stored_gift"] - bill.back["stored_gift"]
        return Value(paid, gift)

    @rule(points=st.integers(1, 20_000))
    def bonus(self, points: int) -> None:
        """The shop gives points."""
        grant(self.shop, self.member, points)
        self.granted += points

    @rule(value=st.integers(1, 6_000))
    def give_coupon(self, value: int) -> None:
        """The shop gives a coupon."""
        self.tickets.append(rewarding.coupon(self.shop, self.member, value=value))

    @rule(
        amount=st.sampled_from((1, 4_999, 5_000, 33_333)), kind=st.sampled_from(("cash", "wechat"))
    )
    def top_up(self, amount: int, kind: Any) -> None:
        """Money ahead, with the offer's gift."""
        posted = rewarding.top_up(self.shop, self.member, amount, kind=kind)
        self.paid_in += amount
        self.gifts_in += posted.gift
        self.moved[kind] += amount

    @rule(visits=st.integers(1, 5))
    def buy_card(self, visits: int) -> None:
        """A card for cleanings."""
        sold = rewarding.card(self.shop, self.member, visits=visits, price=visits * 7_001)
        self.cards[sold.ref_id] = visits
        self.moved["wechat"] += visits * 7_001

    @rule(
        codes=st.lists(st.sampled_from(CODES), min_size=1, max_size=3),
        share=st.integers(0, 100),
        ticket=st.booleans(),
        card=st.booleans(),
        stored=st.integers(0, 100),
    )
    def sell(self, codes: list[str], share: int, ticket: bool, card: bool, stored: int) -> None:
        """A sale paid with whatever there is: a visit, a coupon, points, stored value, cash."""
        usable = (
            [one for one in self.cards if self.cards[one]] if card and "FW-120" in codes else []
        )
        chosen = self.tickets[-1] if ticket and self.tickets else ""
        wanted = order(
            self.shop, self.member, *codes, coupon_ids=(chosen,) if chosen else (),
            visit_card_ids=((usable[0], 1),) if usable else (),
        )  # fmt: skip
        try:
            seen = self.kernel.ask(checkout.preview, wanted)
        except Refused as refused:
            if refused.code != "coupon.no_item":  # a visit has paid all there was
                raise
            return
        assert seen.offers is not None
        points = seen.offers.points.most * share // 100 // 100 * 100
        due = self.kernel.ask(checkout.preview, _with(wanted, points=points)).due
        value = min(due * stored // 100, self._value().total)
        tenders = [TenderIn("stored", value)] if value else []
        tenders += [TenderIn("cash", due - value)] if due > value else []
        posted = self._run(
            checkout.close, _with(wanted, points=points, tenders=tuple(tenders), expected_due=due)
        )
        ways = Counter(dict(rows_of(self, posted.id)))
        assert sum(ways.values()) == posted.total
        self.bills.append(
            Sold(posted.id, posted.total, points, chosen, usable[0] if usable else "", ways)
        )
        self.moved["cash"] += ways["cash"]
        if chosen:
            self.tickets.remove(chosen)
        if usable:
            self.cards[usable[0]] -= 1

    @precondition(lambda self: self.bills)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        """All that is left or part of it, by the default split or as much cash as can be."""
        bill = data.draw(st.sampled_from(self.bills))
        if not bill.left:
            with pytest.raises(Refused):
                rewarding.give_back(self.shop, bill.id)
            return
        how: dict[str, Any] = {}
        if data.draw(st.booleans()):
            amount = data.draw(st.integers(1, bill.left))
            how["amount"] = amount
            seen = self.kernel.ask(refunds.preview, RefundOrder(bill_id=bill.id, amount=amount))
            cash = next((way.amount for way in seen.most if way.kind == "cash"), 0)
            if cash >= amount and data.draw(st.booleans()):
                how["ways"] = (WayBack("cash", amount),)
        self._came_back(bill, rewarding.give_back(self.shop, bill.id, **how))

    @precondition(lambda self: any(not bill.back for bill in self.bills))
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        """A whole bill, on its own day."""
        bill = data.draw(st.sampled_from([one for one in self.bills if not one.back]))
        try:
            done = self._run(refunds.void, bill.id, reason="开错了")
        except Refused as refused:
            if refused.code != "refund.void_day":
                raise
            return
        self._came_back(bill, done)

    def _came_back(self, bill: Sold, done: Any) -> None:
        for way in done.ways:
            bill.back[way.kind] += way.amount
            if way.kind not in NO_MONEY:
                self.moved[way.kind] -= way.amount
        # Cash that stood for stored value: what it stood for is money and no longer in the account.
        assert bill.left == done.left
        if not bill.left and bill.coupon:
            self.tickets.append(bill.coupon)
        if bill.card and bill.back["visit"] == bill.ways["visit"] and bill.ways["visit"]:
            self.cards[bill.card] += 1
            bill.card = ""

    @rule()
    def hold(self) -> None:
        """A cup is put aside, where the points are there."""
        if self._points() < 333:
            with pytest.raises(Refused, match=r"points\.short"):
                self._run(redemptions.hold, self.member, self.cup)
            return
        self.held[self._run(redemptions.hold, self.member, self.cup).id] = 333

    @precondition(lambda self: self.held)
    @rule(data=st.data(), fetched=st.booleans())
    def settle(self, data: st.DataObject, fetched: bool) -> None:
        """What is held is fetched, or given up."""
        one = data.draw(st.sampled_from(sorted(self.held)))
        if fetched:
            self._run(redemptions.complete, one, tender=TenderIn("cash", 100))
            self.moved["cash"] += 50
            self.done[one] = self.held.pop(one)
        else:
            self.kernel.run(redemptions.cancel, one)
            self.held.pop(one)

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """A redemption is undone on its day."""
        one = data.draw(st.sampled_from(sorted(self.done)))
        try:
            self.kernel.run(redemptions.take_back, one)
        except Refused as refused:
            if refused.code != "redemption.other_day":
                raise
            return
        self.moved["cash"] -= 50
        self.done.pop(one)

    @rule()
    def take_the_money(self) -> None:
        """All stored value goes back by the formula; never more than the paid part holds."""
        value = self._value()
        if value.total <= 0:
            with pytest.raises(Refused, match=r"prepaid\.nothing"):
                self._run(prepaid.give_back, self.member, reason="搬走了")
            return
        done = self._run(prepaid.give_back, self.member, reason="搬走了")
        assert 0 <= done.amount <= value.paid
        self.closed_paid += value.paid
        self.closed_gift += value.gift
        self.moved["cash"] -= done.amount

    @precondition(lambda self: any(self.cards.values()))
    @rule()
    def give_card_back(self) -> None:
        """A card goes back at its formula."""
        one = next(card for card, left in self.cards.items() if left)
        row = self.kernel.ask(visit_cards.file, one)
        done = self._run(visit_cards.give_back, one, kind="cash", reason="不要了")
        assert done.amount == max(0, row.price - (row.visits - row.left) * row.single)
        self.moved["cash"] -= done.amount
        self.cards.pop(one)
        for bill in self.bills:
            bill.card = "" if bill.card == one else bill.card

    @rule(hours=st.integers(1, 30))
    def time_goes_by(self, hours: int) -> None:
        """Later, perhaps tomorrow."""
        self.clock.advance(timedelta(hours=hours))

    @invariant()
    def both_books_agree(self) -> None:
        """Points, both parts of the value, visits, coupons and the drawer."""
        if not hasattr(self, "member"):
            return
        assert available(self.shop, self.member) == self._points()
        assert self.kernel.ask(prepaid.of_member, self.member).value == self._value()
        for card, left in self.cards.items():
            assert self.kernel.ask(visit_cards.file, card).left == left
        good = {row.id for row in self.kernel.ask(coupons.of_member, self.member)}
        assert good == set(self.tickets)
        shift = self.kernel.ask(drawer.state).shift
        assert shift is not None
        expected = {kind: fen for kind, fen in shift.expected if fen}
        assert expected == {kind: fen for kind, fen in self.moved.items() if fen}


def _with(wanted: Any, **more: Any) -> Any:
    return replace(wanted, **more)


def rows_of(machine: Rewards, bill_id: str) -> list[tuple[str, int]]:
    """How a bill was paid."""
    receipt = machine.kernel.ask(bills.file, bill_id).receipt
    return [(tender.kind, tender.amount) for tender in receipt.tenders]


def test_no_order_of_acts_makes_or_loses_anything(
    template: tuple[Path, FileKey, str],
) -> None:
    """Points, coupons, visits, value and money, whatever a day brings."""
    Rewards.template, Rewards.key = template[0], template[1]
    run_state_machine_as_test(
        Rewards,
        settings=settings(
            settings.get_profile("shop"),
            max_examples=int(os.environ.get("LINLI_EXAMPLES", "15")),
            stateful_step_count=STEPS,
            phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
        ),
    )
