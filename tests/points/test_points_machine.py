"""Any order of earning, using, refunding, merging, moving house and time, on the shop's real encrypted file.

If it fails, some sequence of acts at a desk makes a point appear or vanish, and a member is told a balance that
nobody can explain. Beside every act the plain reckoning of plain.py does the same.
"""

import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from models.base.clock import business_day
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.rules.checkout import Discount, TenderIn
from models.rules.programme import ClassRate, Earning, Expiry, Programme
from models.services import (
    catch_up,
    checkout,
    erasure,
    households,
    merges,
    points,
    points_accounts,
    points_carried,
    points_expiry,
    programme,
    programme_clock,
    redemptions,
    refunds,
    rewards,
)
from models.services.catch_up import PaperSale
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.services.refunds import Refunded, RefundOrder
from models.services.rewards import RewardDetails
from models.store.engine import FileKey
from models.store.work import View
from tests.points.acts import give_up, use_points
from tests.points.plain import PlainPoints, Rules, Short
from tests.shop_machine import ShopMachine

RUNS = int(os.environ.get("LINLI_SOAK", "200"))
PARTS = 4
NAMES = ("丁一", "丁七", "丁三", "丁二")
"""In the order in which the file sorts them."""
CODES = ("FW-001", "FW-114", "PJ-0612", "PJ-0618")
STEP = 10
"""Points pay in steps of so many; 100 of them a yuan."""
KEPT = ("points_entry", "points_lot", "points_move")
EXPIRIES = (("never", 0), ("days", 10), ("months", 1), ("month_end", 0), ("year_end", 0))


@query(Right.AUDIT)
def _written(view: View) -> dict[tuple[str, str], dict[str, Any]]:
    """Every row of the ledger as stored."""
    return {
        (table, row.id): dict(row._mapping)
        for table in KEPT
        for row in view.connection.exec_driver_sql(f"SELECT * FROM {table}")
    }


@query(Right.AUDIT)
def _held(view: View, ids: dict[str, str], on: date) -> dict[str, tuple[list[Any], list[Any], int]]:
    """Everybody's lots now and on a day, and what may be used now."""
    found = {}
    for name, member_id in ids.items():
        now = points_accounts.balance_of(view, member_id)
        then = points_accounts.balance_of(view, member_id, on)
        found[name] = _lots(now.lots), _lots(then.lots), now.available
    return found


def _lots(lots: Any) -> list[Any]:
    found = [(lot.points, lot.first_day, lot.last_day) for lot in lots]
    return sorted(found, key=lambda entry: (entry[0], entry[1], entry[2] or date.max))


class Points(ShopMachine):
    """One shop, four members, days going by."""

    def __init__(self) -> None:
        super().__init__()
        self.plain = PlainPoints()
        self.ids: dict[str, str] = {}
        self.rows: dict[tuple[str, str], dict[str, Any]] = {}
        self.bills: dict[str, date] = {}
        self.merged: list[tuple[str, str, str, int]] = []
        self.houses: list[str] = []
        self.held: list[str] = []
        self.fetched: dict[str, date] = {}
        self.calls: list[tuple[str, Any, tuple[Any, ...], dict[str, Any], Any]] = []

    @initialize()
    def begin(self) -> None:
        """Four members and a programme."""
        self.ids = {
            name: self.shop.member(name, f"1540106{1000 + place}").id
            for place, name in enumerate(NAMES)
        }
        self.planned: set[date] = set()
        details = RewardDetails(code="BEI", name="保温杯", points=45)
        self.reward = self.kernel.run(rewards.add, details).result
        self._programme(Rules(), self.day)

    @property
    def day(self) -> date:
        return business_day(self.clock.now(), self.kernel.store.shop.zone)

    @property
    def alive(self) -> list[str]:
        """Members whose file was not merged into another, nor erased."""
        gone = self.plain.merged.keys() | self.plain.erased
        return [name for name in NAMES if name not in gone]

    def _keyed(self, use: Any, *args: Any, **kwargs: Any) -> Any:
        key = self.shop.key()
        answer = self.kernel.run_keyed(key, use, *args, **kwargs).result
        self.calls.append((key, use, args, kwargs, answer))
        return answer

    def _programme(self, rules: Rules, day: date) -> None:
        document = Programme(
            earning=Earning(
                classes=tuple(ClassRate(name, rate) for name, rate in rules.rates.items()),
                before_discount=rules.before_discount,
                pending_days=rules.pending_days,
            ),
            expiry=Expiry(rules.expiry[0], rules.expiry[1]),  # type: ignore[arg-type]
            comeback_grace_days=rules.grace,
            pay_step=STEP,
            debt=rules.debt,  # type: ignore[arg-type]
        )
        draft = self.kernel.run(programme.write_draft, document).result
        self.kernel.run(programme.activate, draft, valid_from=day)
        self.planned.add(day)
        self.plain.rules = rules

    @rule(
        rate=st.sampled_from((1000, 1500, 333)),
        before=st.booleans(),
        pending=st.sampled_from((0, 0, 3)),
        expiry=st.sampled_from(EXPIRIES),
        grace=st.sampled_from((0, 7)),
        debt=st.sampled_from(("others_first", "debt", "forgive")),
    )
    def change_rules(
        self, rate: int, before: bool, pending: int, expiry: Any, grace: int, debt: str
    ) -> None:
        """Other rules from the next morning on; what was earned stays as it was."""
        self.clock.advance(timedelta(days=1))
        if self.day in self.planned or any(day > self.day for day in self.planned):
            return
        if expiry[0] == "days" and pending >= expiry[1]:
            return
        rules = Rules({"standard": rate, "none": 0}, before, pending, expiry, grace, debt)
        self._programme(rules, self.day)

    @rule(
        data=st.data(),
        codes=st.lists(st.sampled_from(CODES), min_size=1, max_size=3),
        quantity=st.integers(1, 2500),
        off=st.sampled_from((0, 7, 333)),
        share=st.sampled_from((0, 0, 40, 100)),
    )
    def sell(
        self, data: st.DataObject, codes: list[str], quantity: int, off: int, share: int
    ) -> None:
        """A counter sale to a member, who pays some of it with points."""
        name = data.draw(st.sampled_from(self.alive))
        lines = tuple(
            OrderLine(entry=LineEntry(item_id=self.shop.items[code], quantity=quantity))
            for code in codes
        )
        order = Order(member_id=self.ids[name], lines=lines, discount=Discount(per_mille=off))
        seen = self.kernel.ask(checkout.preview, order)
        assert seen.priced is not None
        total = seen.priced.total
        have = self.plain.available(self.plain.account(name), self.day)
        used = min(have, total) * share // 100 // STEP * STEP
        order = replace(
            order,
            points=used,
            tenders=(TenderIn("wechat", total - used),) if total > used else (),
        )
        seen = self.kernel.ask(checkout.preview, order)
        assert seen.priced is not None
        assert seen.points is not None
        posted = self._keyed(checkout.close, order)
        self.bills[posted.id] = self.day
        if used:
            self.plain.pay(name, posted.id, used, used, self.day)
        priced = [(line.amount, line.total, "standard") for line in seen.priced.lines]
        earned = self.plain.earn(name, posted.id, self.day, priced, unpaid=used)
        assert seen.points.earned.points == earned

    @rule(data=st.data(), code=st.sampled_from(CODES), days=st.integers(1, 4))
    def catch_up(self, data: st.DataObject, code: str, days: int) -> None:
        """A bill of some days ago stood on paper; its points count from that day."""
        happened = self.clock.now() - timedelta(days=days)
        day = business_day(happened, self.kernel.store.shop.zone)
        if day < max(self.planned):
            return
        name = data.draw(st.sampled_from(self.alive))
        line = LineEntry(item_id=self.shop.items[code])
        seen = self.kernel.ask(checkout.preview, Order(lines=(OrderLine(entry=line),)))
        assert seen.priced is not None
        sale = PaperSale(member_id=self.ids[name], lines=(line,), taken=seen.priced.total)
        posted = self._keyed(catch_up.sell, happened, sale)
        self.bills[posted.id] = day
        priced = [(line.amount, line.total, "standard") for line in seen.priced.lines]
        self.plain.earn(name, posted.id, day, priced)

    @precondition(lambda self: self.bills)
    @rule(data=st.data(), share=st.integers(1, 100), whole=st.booleans())
    def refund(self, data: st.DataObject, share: int, whole: bool) -> None:
        """Money of a bill comes back: all that is left, or an amount of it."""
        bill = data.draw(st.sampled_from(sorted(self.bills)))
        try:
            seen = self.kernel.ask(refunds.preview, RefundOrder(bill_id=bill))
        except Refused as refused:
            if refused.code != "refund.nothing":
                raise
            return
        amount = None if whole else max(1, seen.left * share // 100)
        order = RefundOrder(bill_id=bill, reason="不满意", amount=amount if seen.left else None)
        back = [line.back for line in self.kernel.ask(refunds.preview, order).lines]
        try:
            done = self._keyed(refunds.refund, order)
        except Refused as refused:
            if refused.code != "refund.nothing":
                raise
            return
        self._given_back(bill, done, back)

    @precondition(lambda self: any(day == self.day for day in self.bills.values()))
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        """A bill of today is taken back whole."""
        todays = sorted(bill for bill, day in self.bills.items() if day == self.day)
        bill = data.draw(st.sampled_from(todays))
        try:
            done = self._keyed(refunds.void, bill, reason="开错")
        except Refused as refused:
            if refused.code not in ("refund.void_refunded", "refund.void_day"):
                raise
            return
        self._given_back(bill, done, [line.total for line in self.plain.bills[bill].lines])

    def _given_back(self, bill: str, done: Refunded, amounts: list[int]) -> None:
        fen = sum(way.amount for way in done.ways if way.kind == "points")
        if fen:
            self.plain.pay_back(bill, fen, self.day)
            self._nobody_is_there(self.plain.bills[bill].holder)
        self.plain.give_back(bill, amounts, self.day)

    @rule(data=st.data(), points=st.integers(1, 300))
    def spend(self, data: st.DataObject, points: int) -> None:
        """Points are used, or refused where fewer are available."""
        name = data.draw(st.sampled_from(self.alive))
        account = self.plain.account(name)
        if points > self.plain.available(account, self.day):
            with pytest.raises(Refused, match=r"points\.short"):
                self._keyed(use_points, self.ids[name], points)
            return
        entry = self._keyed(use_points, self.ids[name], points)
        self.plain.spend(name, entry, points, self.day)

    @rule(data=st.data(), quantity=st.integers(1, 4), at_once=st.booleans())
    def redeem(self, data: st.DataObject, quantity: int, at_once: bool) -> None:
        """A reward, held until it is fetched or handed over at once."""
        name = data.draw(st.sampled_from(self.alive))
        points = 45 * quantity
        act = redemptions.redeem if at_once else redemptions.hold
        if points > self.plain.available(self.plain.account(name), self.day):
            with pytest.raises(Refused, match=r"points\.short"):
                self._keyed(act, self.ids[name], self.reward, quantity=quantity)
            return
        done = self._keyed(act, self.ids[name], self.reward, quantity=quantity)
        self.plain.spend(name, done.id, points, self.day)
        if at_once:
            self.fetched[done.id] = self.day
        else:
            self.held.append(done.id)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), fetched=st.booleans())
    def settle(self, data: st.DataObject, fetched: bool) -> None:
        """What was held is fetched, or not wanted any more."""
        held = self.held.pop(data.draw(st.integers(0, len(self.held) - 1)))
        if fetched:
            self._keyed(redemptions.complete, held)
            self.fetched[held] = self.day
            return
        self.kernel.run(redemptions.cancel, held)
        self.plain.come_back(held, self.day)
        self.plain.spends.pop(held)

    @precondition(lambda self: self.day in self.fetched.values())
    @rule(data=st.data())
    def bring_back(self, data: st.DataObject) -> None:
        """A reward of today is brought back to the counter."""
        todays = sorted(one for one, day in self.fetched.items() if day == self.day)
        reward = data.draw(st.sampled_from(todays))
        del self.fetched[reward]
        self.kernel.run(redemptions.take_back, reward)
        self.plain.come_back(reward, self.day)
        self._nobody_is_there(self.plain.spends.pop(reward).holder)

    @precondition(lambda self: self._used())
    @rule(data=st.data(), points=st.one_of(st.none(), st.integers(1, 200)))
    def come_back(self, data: st.DataObject, points: int | None) -> None:
        """What they were used for is called off, whole or in part."""
        entry = data.draw(st.sampled_from(self._used()))
        self._keyed(give_up, entry, points)
        self.plain.come_back(entry, self.day, points)

    def _used(self) -> list[str]:
        """Uses that stand alone: neither held for a reward nor paid on a bill."""
        return sorted(
            name
            for name in self.plain.spends
            if name not in self.held
            and name not in self.fetched
            and not name.startswith("pay ")
            and self._owner(name) not in self.plain.erased
        )

    @rule(data=st.data(), points=st.integers(-200, 300).filter(bool))
    def adjust(self, data: st.DataObject, points: int) -> None:
        """By hand, with a reason."""
        name = data.draw(st.sampled_from(self.alive))
        account = self.plain.account(name)
        if -points > self.plain.available(account, self.day):
            with pytest.raises(Refused, match=r"points\.short"):
                self._keyed(points_adjust, self.ids[name], points, reason="补记")
            return
        self._keyed(points_adjust, self.ids[name], points, reason="补记")
        if points > 0:
            self.plain.grant(name, points, self.day)
        else:
            self.plain.spend(name, f"adjust {len(self.plain.spends)}", -points, self.day)
            self.plain.spends.popitem()

    @rule(data=st.data(), share=st.integers(1, 100))
    def forgive(self, data: st.DataObject, share: int) -> None:
        """What is owed is let go, in part or whole."""
        name = data.draw(st.sampled_from(self.alive))
        owed = self.plain.owed(self.plain.account(name))
        if not owed:
            with pytest.raises(Refused, match=r"points\.no_debt"):
                self._keyed(points_forgive, self.ids[name], 1, reason="体谅")
            return
        part = max(1, owed * share // 100)
        self._keyed(points_forgive, self.ids[name], part, reason="体谅")
        self.plain.forgive(self.plain.account(name), part, self.day)

    @rule(data=st.data(), points=st.integers(1, 200))
    def give_on(self, data: st.DataObject, points: int) -> None:
        """A member gives points to another one."""
        giver, taker = (data.draw(st.sampled_from(self.alive)) for _ in range(2))
        call = (points_give_on, self.ids[giver], self.ids[taker], points)
        try:
            if giver == taker:
                raise Short
            self.plain.gift(giver, taker, points, self.day)
        except Short:
            with pytest.raises(Refused):
                self._keyed(*call, reason="送")
            return
        self._keyed(*call, reason="送")

    @precondition(lambda self: len(self.alive) > 1)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        """Two files turn out to be one person's."""
        kept = data.draw(st.sampled_from(self.alive))
        other = data.draw(st.sampled_from([name for name in self.alive if name != kept]))
        row = self._keyed(merges.merge, self.ids[kept], self.ids[other])
        number = self.plain.merge(kept, other, self.day)
        self.merged.append((row, kept, other, number))

    @precondition(lambda self: len(self.alive) > 2)
    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        """Somebody asks to be forgotten: what was held for them is called off, and nobody has their points."""
        name = data.draw(st.sampled_from(self.alive))
        self.kernel.run_keyed(self.shop.key(), erasure.erase, self.ids[name])
        for held in self.held:
            if self.plain.kept(self.plain.spends[held].holder) == name:
                self.plain.come_back(held, self.day)
        self.plain.erase(name, self.day)
        forgotten = {self.ids[one] for one in self.plain.erased}
        for row in self.rows.values():
            if row.get("holder_id") in forgotten:
                row["reason"] = ""  # the free words go, and nothing else does
        self.held = [h for h in self.held if self._owner(h) not in self.plain.erased]

    def _owner(self, use: str) -> str:
        """Whose points they were that something was used for."""
        return self.plain.kept(self.plain.spends[use].holder)

    def _nobody_is_there(self, holder: str) -> None:
        """What came back for somebody who is erased is written off."""
        member = self.plain.kept(holder)
        if member in self.plain.erased:
            lots = self.plain.at(member)
            self.plain.write(self.day, [(lot, -lot.left) for lot in lots])

    @precondition(lambda self: self.merged)
    @rule(data=st.data())
    def part(self, data: st.DataObject) -> None:
        """A merge was a mistake, the last one or an earlier one."""
        merge = data.draw(st.sampled_from(self.merged))
        row, kept, other, number = merge
        if kept in self.plain.merged or self.plain.erased & {kept, other}:
            return
        self.merged.remove(merge)
        self.kernel.run(merges.undo, row)
        self.plain.part(number, self.day)

    @rule(data=st.data())
    def move_house(self, data: st.DataObject) -> None:
        """Two members become one household, or one leaves it."""
        name = data.draw(st.sampled_from(self.alive))
        if name in self.plain.house:
            self.kernel.run(households.place, self.ids[name], None)
            self.plain.move_house(name, None, self.day)
            return
        others = [other for other in self.alive if other != name]
        if not others:
            return
        other = data.draw(st.sampled_from(others))
        house = self.kernel.run(households.join, self.ids[name], self.ids[other]).result
        for one in (name, other):
            if one not in self.plain.house:
                self.plain.move_house(one, house, self.day)
        if house not in self.houses:
            self.houses.append(house)

    @precondition(lambda self: self.houses)
    @rule(data=st.data())
    def pot(self, data: st.DataObject) -> None:
        """A household keeps one pot, or gives it up."""
        house = data.draw(st.sampled_from(self.houses))
        if house in self.plain.pots:
            if self.plain.people(house):
                self.kernel.run(points_carried.close_pot, house)
                self.plain.close_pot(house, self.day)
        else:
            self.kernel.run(points_carried.open_pot, house)
            self.plain.open_pot(house, self.day)

    @rule()
    def expire(self) -> None:
        """What has passed its last day goes; a second run finds nothing."""
        self.kernel.run(programme_clock.confirm)
        self.kernel.run(points_expiry.expire)
        self.plain.expire(self.day)
        assert self.kernel.run(points_expiry.expire).result.lots == 0

    @rule(days=st.sampled_from((1, 1, 3, 9, 31, 200)))
    def days_go_by(self, days: int) -> None:
        """Later."""
        self.clock.advance(timedelta(days=days))

    @rule(days=st.sampled_from((1, 5)))
    def clock_set_back(self, days: int) -> None:
        """Somebody sets the clock back; an entry then counts from today or from what touched the lot last."""
        if self.day - timedelta(days=days) > max(self.planned):
            self.clock.set(self.clock.now() - timedelta(days=days))

    @precondition(lambda self: self.calls)
    @rule(data=st.data())
    def again(self, data: st.DataObject) -> None:
        """The answer was lost and the same is asked once more: nothing happens."""
        key, use, args, kwargs, answer = data.draw(st.sampled_from(self.calls[-5:]))
        before = self.kernel.store.head.position
        outcome = self.kernel.run_keyed(key, use, *args, **kwargs)
        assert outcome.replayed
        assert outcome.result == answer
        assert self.kernel.store.head.position == before

    @invariant()
    def both_agree(self) -> None:
        """What everybody has now and had a few days ago, lot by lot."""
        on = self.day - timedelta(days=len(self.rows) % 40)
        for name, (now, then, available) in self.kernel.ask(_held, self.ids, on).items():
            account = self.plain.account(name)
            mine = [
                (lot.left, lot.first, lot.last)
                for lot in self.plain.at(account)
                if lot.last is None or lot.last >= self.day
            ]
            assert now == sorted(mine, key=lambda e: (e[0], e[1], e[2] or date.max)), name
            assert then == self.plain.held(account, on), (name, on)
            assert available == self.plain.available(account, self.day)

    @invariant()
    def nothing_written_changes(self) -> None:
        """What was written once is there, byte for byte."""
        now = self.kernel.ask(_written)
        assert {key: now.get(key) for key in self.rows} == self.rows
        self.rows = now


points_adjust, points_forgive, points_give_on = points.adjust, points.forgive, points.give_on
"""Rules of the machine have the same names."""


@pytest.mark.parametrize("part", range(PARTS))
def test_no_order_of_acts_makes_or_loses_a_point(
    part: int, template: tuple[Path, FileKey, str]
) -> None:
    """A member's points, whatever happens at the desk."""
    Points.template, Points.key = template[0], template[1]
    wide = settings(
        max_examples=RUNS // PARTS,
        stateful_step_count=50,
        deadline=None,
        phases=tuple(Phase) if "LINLI_SHRINK" in os.environ else (Phase.reuse, Phase.generate),
    )
    machine: Any = seed(part + RUNS)(Points) if "LINLI_SOAK" in os.environ else Points
    run_state_machine_as_test(machine, settings=wide)
