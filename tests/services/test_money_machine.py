"""Any order of selling, giving back, voiding, counting and closing, over the shop's real encrypted file.

If it fails, the evening's count is off by an amount that nobody can find, or a posted paper says something else
than its row. A further kind of document joins by one more rule here (see ``money_books.Books``).
"""

import os
from collections import Counter
from datetime import date, timedelta
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

from models.base.clock import business_day
from models.base.errors import Refused
from models.rules.checkout import Discount, TenderIn
from models.rules.drawer import Counted
from models.rules.refunds import LineWish, WayBack
from models.services import (
    accounts,
    change_slips,
    checkout,
    day_close,
    deposits,
    drawer,
    job_lines,
    quote_answers,
    quote_file,
    quotes,
    refunds,
)
from models.services.change_rule import Agreement
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.services.quote_lines import GradeEntry, QuotedLine, QuoteEntry
from models.services.refunds import RefundOrder
from models.services.shop import set_setting
from models.store.engine import FileKey
from tests.services import money_books
from tests.services.money_books import Books, Paid, Work
from tests.shop_machine import ShopMachine

_CODES = ("FW-001", "FW-114", "PJ-0612", "PJ-0618")


class Money(ShopMachine):
    """One shop, one desk, days going by."""

    def __init__(self) -> None:
        super().__init__()
        self.books = Books()
        self.rows: dict[tuple[str, str], tuple[Any, ...]] = {}

    @initialize()
    def begin(self) -> None:
        """A member who may owe, so that timelines are written too."""
        self.member = self.shop.member().id
        self.kernel.run(set_setting, "account_limit", 500_000)

    @property
    def day(self) -> date:
        return business_day(self.clock.now(), self.kernel.store.shop.zone)

    def _open_day(self) -> bool:
        return self.day not in self.books.closed

    def _keyed(self, use_case: Any, *args: Any, **kwargs: Any) -> Any:
        return self.kernel.run_keyed(self.shop.key(), use_case, *args, **kwargs).result

    @rule(
        codes=st.lists(st.sampled_from(_CODES), min_size=1, max_size=3),
        quantity=st.integers(1, 3000),
        off=st.sampled_from((0, 7, 333)),
        share=st.integers(0, 100),
        known=st.booleans(),
    )
    def sell(self, codes: list[str], quantity: int, off: int, share: int, known: bool) -> None:
        """A counter sale, part by WeChat and the rest in cash."""
        lines = tuple(
            OrderLine(entry=LineEntry(item_id=self.shop.items[code], quantity=quantity))
            for code in codes
        )
        order = Order(
            member_id=self.member if known else None, lines=lines, discount=Discount(per_mille=off)
        )
        priced = self.kernel.ask(checkout.preview, order).priced
        assert priced is not None
        wallet = priced.total * share // 100
        cash = priced.total - wallet
        tenders = [TenderIn("wechat", wallet)] if wallet else []
        tenders += [TenderIn("cash", cash + 100)] if cash else []
        order = Order(
            member_id=order.member_id,
            lines=lines,
            discount=order.discount,
            tenders=tuple(tenders),
        )
        if not self._open_day():
            self._refused(checkout.close, order)
            return
        posted = self._keyed(checkout.close, order)
        assert posted.total == priced.total
        self.books.bills.append(Paid(posted.id, posted.total, self.day))
        self.books.moved("wechat", wallet)
        self.books.moved("cash", cash)

    @precondition(lambda self: self.books.bills)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        """A refund: of all that is left, of an amount, or of part of a line; as it came or in cash."""
        bill = data.draw(st.sampled_from(self.books.bills))
        order = RefundOrder(bill_id=bill.id, reason="不满意", **self._part(bill, data))
        if not self._open_day() or bill.left == 0:
            self._refused(refunds.refund, order)
            return
        self._took_back(bill, self._answer(refunds.refund, order))

    def _part(self, bill: Paid, data: st.DataObject) -> dict[str, Any]:
        how = data.draw(st.sampled_from(("all", "amount", "cash", "line")))
        amount = data.draw(st.integers(1, max(1, bill.left)))
        if how == "amount":
            return {"amount": amount}
        if how == "cash" and bill.left:
            # What still stands on account was never paid, so it never goes out in cash.
            most = bill.left - self.books.owed.get(bill.id, 0)
            paid = min(amount, most)
            return {"amount": paid, "ways": (WayBack("cash", paid),)} if paid else {}
        if how == "line" and bill.left:
            lines = self.kernel.ask(refunds.preview, RefundOrder(bill_id=bill.id)).lines
            open_lines = [line for line in lines if line.quantity_left]
            if open_lines:
                line = data.draw(st.sampled_from(open_lines))
                return {
                    "lines": (LineWish(line.id, data.draw(st.integers(1, line.quantity_left))),)
                }
        return {}

    def _answer(self, use_case: Any, *args: Any, **kwargs: Any) -> Any:
        """The answer, or None where a line came to nothing."""
        try:
            return self._keyed(use_case, *args, **kwargs)
        except Refused as refused:
            if refused.code != "refund.nothing":
                raise
            return None

    def _took_back(self, bill: Paid, posted: Any) -> None:
        if posted is None:
            return
        assert 0 <= posted.total <= bill.left
        assert sum(way.amount for way in posted.ways) == posted.total
        bill.given_back += posted.total
        bill.refunds += 1
        assert posted.left == bill.left
        for way in posted.ways:
            self.books.moved(way.kind, -way.amount)
            if way.kind == "deposit":
                self._freed(bill, way.amount)
            if way.kind == "account":
                self.books.owed[bill.id] -= way.amount
                assert self.books.owed[bill.id] >= 0

    def _freed(self, bill: Paid, amount: int) -> None:
        """The deposits that a bill used are held again, the newest first."""
        job = next(one for one in self.books.jobs if one.id == bill.job)
        for deposit_id in sorted(bill.used, reverse=True):
            freed = min(bill.used[deposit_id], amount)
            bill.used[deposit_id] -= freed
            job.left[deposit_id] += freed
            amount -= freed
        assert amount == 0

    @rule(code=st.sampled_from(_CODES), share=st.integers(1, 100))
    def sell_on_account(self, code: str, share: int) -> None:
        """Part of a sale is paid later."""
        lines = (OrderLine(entry=LineEntry(item_id=self.shop.items[code])),)
        order = Order(member_id=self.member, lines=lines)
        priced = self.kernel.ask(checkout.preview, order).priced
        assert priced is not None
        later = max(1, priced.total * share // 100)
        cash = priced.total - later
        tenders = (TenderIn("account", later), *((TenderIn("cash", cash),) if cash else ()))
        order = Order(member_id=self.member, lines=lines, tenders=tenders)
        if not self._open_day():
            self._refused(checkout.close, order)
            return
        posted = self._keyed(checkout.close, order)
        self.books.bills.append(Paid(posted.id, posted.total, self.day))
        self.books.owed[posted.id] = later
        self.books.moved("account", later)
        self.books.moved("cash", cash)

    @precondition(lambda self: self.books.owed)
    @rule(amount=st.integers(1, 30_000), kind=st.sampled_from(("cash", "alipay")))
    def pay_account(self, amount: int, kind: Any) -> None:
        """A payment off the oldest bills, and never more than is owed."""
        tender = TenderIn(kind, amount)
        owed = sum(self.books.owed.values())
        if not self._open_day() or amount > owed:
            self._refused(accounts.pay, self.member, amount=amount, tender=tender)
            return
        posted = self._keyed(accounts.pay, self.member, amount=amount, tender=tender)
        assert posted.left == owed - amount
        self.books.repaid += amount
        self.books.moved(kind, amount)
        for bill_id in self.books.owed:
            taken = min(self.books.owed[bill_id], amount)
            self.books.owed[bill_id] -= taken
            amount -= taken
        bills = {b.id: b.owed for b in self.kernel.ask(accounts.of_member, self.member).bills}
        assert bills == {key: left for key, left in self.books.owed.items() if left}

    @rule(code=st.sampled_from(_CODES), known=st.booleans())
    def open_job(self, code: str, known: bool) -> None:
        """A job that will be paid later."""
        job = self.shop.job(self.member if known else None, code)
        self.books.jobs.append(Work(job.id))

    @precondition(lambda self: self.books.jobs)
    @rule(
        data=st.data(),
        amount=st.integers(1, 9_999),
        kind=st.sampled_from(("cash", "wechat")),
        over=st.sampled_from((0, 100)),
    )
    def take_deposit(self, data: st.DataObject, amount: int, kind: Any, over: int) -> None:
        """Money before the work, with change from cash; none once the job is billed."""
        job = data.draw(st.sampled_from(self.books.jobs))
        tender = TenderIn(kind, amount + (over if kind == "cash" else 0))
        if job.bill or not self._open_day():
            self._refused(deposits.take, job.id, amount=amount, tender=tender)
            return
        posted = self._keyed(deposits.take, job.id, amount=amount, tender=tender)
        job.left[posted.id], job.kinds[posted.id] = amount, kind
        self.books.held += amount
        self.books.moved(kind, amount)
        assert posted.balance == job.balance

    @precondition(lambda self: any(job.left for job in self.books.jobs))
    @rule(data=st.data(), amount=st.integers(1, 9_999), cash=st.booleans())
    def give_deposit_back(self, data: st.DataObject, amount: int, cash: bool) -> None:
        """All or part of what is left of one, and never more."""
        job = data.draw(st.sampled_from([job for job in self.books.jobs if job.left]))
        deposit_id = data.draw(st.sampled_from(sorted(job.left)))
        kind = "cash" if cash else job.kinds[deposit_id]
        call = {"amount": amount, "kind": kind, "reason": "不修了"}
        if not self._open_day() or amount > job.left[deposit_id]:
            self._refused(deposits.give_back, deposit_id, **call)
            return
        posted = self._keyed(deposits.give_back, deposit_id, **call)
        job.left[deposit_id] -= amount
        self.books.held -= amount
        self.books.moved(kind, -amount)
        assert posted.balance == job.balance

    @precondition(lambda self: self.books.jobs)
    @rule(data=st.data())
    def bill_job(self, data: st.DataObject) -> None:
        """The bill of a job: what is held of its deposits pays first, the rest is cash."""
        job = data.draw(st.sampled_from(self.books.jobs))
        if job.bill or job.waits or not self._open_day():
            self._refused(checkout.close, Order(job_id=job.id))
            return
        seen = self.kernel.ask(checkout.preview, Order(job_id=job.id))
        assert seen.priced is not None
        total = seen.priced.total
        paid = min(total, job.balance)
        assert seen.deposit == paid
        rest = total - paid
        tenders = (TenderIn("cash", rest),) if rest else ()
        order = Order(job_id=job.id, tenders=tenders, expected_deposit=paid)
        posted = self._keyed(checkout.close, order)
        used: dict[str, int] = {}
        for deposit_id in sorted(job.left):
            used[deposit_id] = min(job.left[deposit_id], paid - sum(used.values()))
            job.left[deposit_id] -= used[deposit_id]
        job.bill = posted.id
        self.books.bills.append(Paid(posted.id, total, self.day, job=job.id, used=used))
        self.books.moved("deposit", paid)
        self.books.moved("cash", rest)

    @precondition(lambda self: self.books.jobs)
    @rule(
        data=st.data(),
        codes=st.lists(st.sampled_from(_CODES), min_size=1, max_size=2),
        taken=st.sampled_from((True, True, False)),
    )
    def quote(self, data: st.DataObject, codes: list[str], taken: bool) -> None:
        """A price is promised, and perhaps accepted; after that no other one is."""
        job = data.draw(st.sampled_from(self.books.jobs))
        lines = tuple(QuotedLine(item_id=self.shop.items[code]) for code in codes)
        entry = QuoteEntry(grades=(GradeEntry(lines=lines),))
        if job.bill or job.accepted is not None:
            self._refused(quotes.give, job.id, entry)
            return
        given = self._keyed(quotes.give, job.id, entry)
        if taken:
            grade = self.kernel.ask(quote_file.one, given.id).grades[0]
            self._keyed(quote_answers.accept, given.id, grade.id, by="她", how="phone")
            job.accepted = job.actual = grade.total

    @precondition(lambda self: any(job.accepted is not None for job in self.books.jobs))
    @rule(
        data=st.data(),
        code=st.sampled_from(_CODES),
        agreed=st.booleans(),
        signed=st.booleans(),
    )
    def change(self, data: st.DataObject, code: str, agreed: bool, signed: bool) -> None:
        """An extra after acceptance: with the member's word only, beyond the cap with her signature too."""
        open_jobs = [job for job in self.books.jobs if job.accepted is not None]
        job = data.draw(st.sampled_from(open_jobs))
        line = LineEntry(item_id=self.shop.items[code])
        if job.bill or not agreed:
            self._refused(job_lines.add, job.id, line)
            return
        word = Agreement(reason="多做一样", approved_by="她", approved_how="phone")
        self._keyed(job_lines.add, job.id, line, agreed=word)
        found = self.kernel.ask(change_slips.of_job, job.id)
        assert found is not None
        job.actual = found[0].slips[-1].after
        assert found[0].actual == job.actual
        assert (found[0].waiting is not None) == job.waits
        if job.waits:
            with pytest.raises(Refused, match=r"change\.unsigned"):
                self.kernel.ask(checkout.preview, Order(job_id=job.id))
        if signed and found[0].waiting is not None:
            self._keyed(change_slips.sign, found[0].waiting.id)
            job.signed = job.actual

    @precondition(lambda self: self.books.bills)
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        """The whole bill, on its own open day only, and only once."""
        bill = data.draw(st.sampled_from(self.books.bills))
        if bill.refunds or bill.day != self.day or not self._open_day():
            self._refused(refunds.void, bill.id, reason="开错")
            return
        self._took_back(bill, self._keyed(refunds.void, bill.id, reason="开错"))
        assert bill.left == 0
        for job in self.books.jobs:
            job.bill = "" if job.bill == bill.id else job.bill

    @rule(opening_float=st.integers(0, 50_000))
    def open_shift(self, opening_float: int) -> None:
        """Begin a shift, where none is open."""
        if self.books.drawer is not None or not self._open_day():
            self._refused(drawer.open_shift, opening_float=opening_float)
            return
        self._keyed(drawer.open_shift, opening_float=opening_float)
        self.books.drawer = Counter(cash=opening_float)
        self.books.shift_day = self.day

    @precondition(lambda self: self.books.drawer is not None)
    @rule(amount=st.integers(1, 9_999), direction=st.sampled_from(("in", "out")))
    def cash_in_and_out(self, amount: int, direction: str) -> None:
        """Pay in, or take out what is there."""
        call = {"direction": direction, "amount": amount, "reason": "零钱"}
        books = self.books.drawer
        assert books is not None
        if not self._open_day() or (direction == "out" and amount > books["cash"]):
            self._refused(drawer.put, **call)
            return
        self._keyed(drawer.put, **call)
        books["cash"] += amount if direction == "in" else -amount

    @precondition(lambda self: self.books.drawer is not None)
    @rule(off=st.sampled_from((0, 0, -100, 55)))
    def end_shift(self, off: int) -> None:
        """Count, hand over, and hold the program's expectation against the machine's own."""
        books = self.books.drawer
        assert books is not None
        cash = max(0, books["cash"] + off)
        reason = "数过两遍" if cash != books["cash"] else ""
        ended = self._keyed(
            drawer.end_shift, counted=(Counted("cash", cash),), left_in=cash // 2, reason=reason
        )
        expected = {line.kind: line.expected for line in ended.counts}
        assert Counter(expected) == books or {k: v for k, v in expected.items() if v} == {
            k: v for k, v in books.items() if v
        }
        assert ended.difference == cash - books["cash"]
        self.books.drawer = self.books.shift_day = None

    @rule(days_ago=st.integers(0, 3))
    def close_day(self, days_ago: int) -> None:
        """Close today or a day before, once, and not under an open shift."""
        day = self.day - timedelta(days=days_ago)
        shift_day = self.books.shift_day
        if day in self.books.closed or (shift_day is not None and shift_day <= day):
            self._refused(day_close.close_day, day)
            return
        closed = self._keyed(day_close.close_day, day)
        figures = self.kernel.ask(day_close.file, closed.id).figures
        assert figures.total == sum(bill.total for bill in self.books.bills if bill.day == day)
        held = self.kernel.ask(money_books.held_on, day)
        assert sum(one.net for one in figures.tenders) == figures.total - figures.refunded + held
        self.books.closed.add(day)

    @rule(hours=st.integers(1, 30))
    def time_goes_by(self, hours: int) -> None:
        """Later, perhaps tomorrow."""
        self.clock.advance(timedelta(hours=hours))

    def _refused(self, use_case: Any, *args: Any, **kwargs: Any) -> None:
        """It is refused, and nothing at all was written."""
        before = self.kernel.store.head.position
        with pytest.raises(Refused):
            self._keyed(use_case, *args, **kwargs)
        assert self.kernel.store.head.position == before

    @invariant()
    def money_adds_up(self) -> None:
        """Σ tenders = Σ bills − Σ refunds; what moved is that and the deposits held, by both books."""
        tenders, back, bills, given_back = _ask(self, money_books.sums)
        assert tenders - back == bills - given_back
        assert bills == sum(bill.total for bill in self.books.bills)
        assert given_back == sum(bill.given_back for bill in self.books.bills)
        taken, returned, used = _ask(self, money_books.held)
        assert sum(self.books.by_kind.values()) == (
            tenders - back + taken - returned + self.books.repaid
        )
        assert taken - returned == self.books.held
        assert used == self.books.by_kind["deposit"] >= 0
        assert taken - returned - used == sum(job.balance for job in self.books.jobs) >= 0

    @invariant()
    def numbers_have_no_gap(self) -> None:
        """1, 2, 3 … of every kind of document."""
        for table, numbers in _ask(self, money_books.sequences).items():
            assert numbers == list(range(1, len(numbers) + 1)), table

    @invariant()
    def posted_rows_stay(self) -> None:
        """What was written once is there, byte for byte."""
        now = _ask(self, money_books.posted_rows)
        assert {key: now.get(key) for key in self.rows} == self.rows
        self.rows = now


def _ask(machine: Money, question: Any) -> Any:
    return machine.kernel.ask(question)


def test_no_order_of_acts_breaks_the_books(template: tuple[Path, FileKey, str]) -> None:
    """The shop's money, whatever a day brings."""
    Money.template, Money.key = template[0], template[1]
    wide = settings(
        max_examples=int(os.environ.get("LINLI_MONEY", "12")),
        stateful_step_count=25,
        deadline=None,
        # Every example copies an encrypted file: shrinking takes minutes, and is asked for with LINLI_SHRINK.
        phases=tuple(Phase) if "LINLI_SHRINK" in os.environ else (Phase.reuse, Phase.generate),
    )
    run_state_machine_as_test(Money, settings=wide)
