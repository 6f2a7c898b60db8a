"""On account: who owes how much for how long, and every payment off the oldest bill, once."""

from datetime import timedelta
from typing import Any

import pytest

from models.base.errors import Refused
from models.base.rights import Actor, Level
from models.rules.checkout import TenderIn
from models.rules.refunds import WayBack
from models.services import (
    accounts,
    check,
    checkout,
    day_close,
    drawer,
    erasure,
    papers,
    personal_data,
    refunds,
    search,
    timeline,
)
from models.services.accounts import AccountPaid
from models.services.checkout import Order, OrderLine, Posted
from models.services.job_lines import LineEntry
from models.services.refunds import RefundOrder
from models.services.shop import set_setting
from tests.shopkeeping import Shop

CLERK = Actor(id="clerk", name="小何", level=Level.CLERK)


def allow(shop: Shop, limit: int = 20_000) -> None:
    """Let members owe so much."""
    shop.kernel.run(set_setting, "account_limit", limit)


def on_account(shop: Shop, member_id: str | None, *codes: str, cash: int = 0) -> Posted:
    """A counter sale on account, part of it in cash."""
    lines = tuple(OrderLine(entry=LineEntry(item_id=shop.items[code])) for code in codes)
    seen = shop.kernel.ask(checkout.preview, Order(member_id=member_id, lines=lines)).priced
    assert seen is not None
    tenders = [TenderIn("account", seen.total - cash)]
    tenders += [TenderIn("cash", cash)] if cash else []
    order = Order(member_id=member_id, lines=lines, tenders=tuple(tenders))
    return shop.kernel.run_keyed(shop.key(), checkout.close, order).result


def pay(
    shop: Shop, member_id: str, amount: int, *, tendered: int | None = None, kind: Any = "cash"
) -> AccountPaid:
    """A payment."""
    tender = TenderIn(kind, amount if tendered is None else tendered)
    run = shop.kernel.run_keyed
    return run(shop.key(), accounts.pay, member_id, amount=amount, tender=tender).result


def test_a_payment_settles_the_oldest_bill_first_with_change_and_paper(shop: Shop) -> None:
    """Else the old debt grows older while the new one is paid, and nobody knows which bill is open."""
    allow(shop)
    member = shop.member().id
    old = on_account(shop, member, "FW-001", cash=1000)
    shop.clock.advance(timedelta(days=45))
    new = on_account(shop, member, "PJ-0612")
    debtor = shop.kernel.ask(accounts.ages)[0]
    assert (debtor.owed, debtor.ages) == (10600, (8600, 2000, 0, 0))
    posted = pay(shop, member, 5000, tendered=10000)
    assert (posted.number, posted.change, posted.left) == ("H-A000001", 5000, 5600)
    bills = shop.kernel.ask(accounts.of_member, member).bills
    assert [(bill.number, bill.owed) for bill in bills] == [(new.number, 5600)]
    paper = shop.kernel.ask(accounts.file, posted.id)
    assert [(line.number, line.amount) for line in paper.lines] == [
        (old.number, 2000),
        (new.number, 3000),
    ]
    assert shop.kernel.ask(search.by_code, paper.code).id == member
    assert shop.kernel.ask(accounts.by_number, "ha1") == posted.id
    with pytest.raises(Refused, match=r"account\.unknown"):
        shop.kernel.ask(accounts.by_number, "H-A000009")
    made = [shop.kernel.run(papers.print_account, posted.id).result.copy for _ in range(2)]
    assert made == [0, 1]
    assert shop.kernel.ask(timeline.of_member, member, group="bill").entries[0].what == (
        "account_paid"
    )
    own = shop.kernel.run(personal_data.hand_over, member, form="json").result
    assert [paper.number for paper in own.payments] == ["H-A000001"]
    assert shop.kernel.ask(check.check).sound


def test_who_may_not_owe_does_not(shop: Shop) -> None:
    """Goods on account for a stranger are goods given away."""
    member = shop.member().id
    with pytest.raises(Refused, match=r"account\.off"):
        on_account(shop, member, "FW-001")
    allow(shop)
    with pytest.raises(Refused, match=r"account\.member"):
        on_account(shop, None, "FW-001")
    shop.kernel.actor = CLERK
    on_account(shop, member, "FW-114")
    with pytest.raises(Refused, match=r"right\.missing"):
        on_account(shop, member, "PJ-0612")
    shop.kernel.actor = Actor(id="boss", name="何玉梅", level=Level.SUPERVISOR)
    on_account(shop, member, "PJ-0612")
    assert shop.kernel.ask(accounts.of_member, member).owed == 20_600


def test_a_refund_lowers_the_debt_and_never_pays_out_what_was_not_paid(shop: Shop) -> None:
    """Cash given back on a bill that nobody paid is cash given away."""
    allow(shop)
    member = shop.member().id
    bill = on_account(shop, member, "PJ-0612")
    pay(shop, member, 5000)
    run = shop.kernel.run_keyed
    order = RefundOrder(bill_id=bill.id, reason="坏的")
    done = run(shop.key(), refunds.refund, order).result
    assert set(done.ways) == {WayBack("cash", 5000), WayBack("account", 3600)}
    assert shop.kernel.ask(accounts.ages) == ()
    with pytest.raises(Refused, match=r"account\.nothing"):
        pay(shop, member, 1)
    assert shop.kernel.ask(check.check).sound


def test_what_cannot_be_paid_is_refused(shop: Shop) -> None:
    """More than is owed, nothing at all, too little handed over, or on a closed day."""
    allow(shop)
    member = shop.member().id
    on_account(shop, member, "FW-001")
    before = shop.kernel.store.head.position
    for amount, tender, code in (
        (0, TenderIn("cash", 100), "account.amount"),
        (3001, TenderIn("cash", 3001), "account.most"),
        (3000, TenderIn("cash", 2999), "checkout.tender_short"),
        (3000, TenderIn("account", 3000), "checkout.tender_empty"),
        (10**15, TenderIn("cash", 10**15), "money.too_large"),
    ):
        with pytest.raises(Refused) as caught:
            shop.kernel.run_keyed(shop.key(), accounts.pay, member, amount=amount, tender=tender)
        assert caught.value.code == code
    assert shop.kernel.store.head.position == before
    with pytest.raises(Refused, match=r"erasure\.unpaid"):
        shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    shop.kernel.run_keyed(shop.key(), day_close.close_day)
    with pytest.raises(Refused, match=r"day\.closed"):
        pay(shop, member, 100)
    shop.clock.advance(timedelta(days=1))
    pay(shop, member, 3000)
    shop.clock.advance(timedelta(days=1))
    assert shop.kernel.ask(day_close.of_day).waiting is not None
    shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    assert shop.kernel.ask(check.check).sound


def test_the_drawer_expects_the_payment_and_not_the_debt(shop: Shop) -> None:
    """Else the count is short by every bill that nobody paid."""
    allow(shop)
    member = shop.member().id
    shop.kernel.run_keyed(shop.key(), drawer.open_shift, opening_float=1000)
    on_account(shop, member, "FW-001")
    pay(shop, member, 1200)
    pay(shop, member, 300, kind="wechat")
    shift = shop.kernel.ask(drawer.state).shift
    assert shift is not None
    assert dict(shift.expected) == {"cash": 2200, "wechat": 300}


def test_a_payment_for_a_chosen_bill_leaves_the_older_one_alone(shop: Shop) -> None:
    """The office pays June's invoice; May's is in dispute and must stay open."""
    allow(shop)
    member = shop.member().id
    first = on_account(shop, member, "FW-001")
    shop.clock.advance(timedelta(days=1))
    second = on_account(shop, member, "PJ-0618")
    run, tender = shop.kernel.run_keyed, TenderIn("cash", 2800)

    def chosen(amount: int, *bills: str) -> AccountPaid:
        paid: AccountPaid = run(
            shop.key(), accounts.pay, member, amount=amount, tender=tender, bill_ids=bills
        ).result
        return paid

    with pytest.raises(Refused, match=r"account\.most"):
        chosen(2801, second.id)
    with pytest.raises(Refused, match=r"account\.not_owed"):
        chosen(100, second.id, "nobody")
    assert chosen(2800, second.id).left == 3000
    found = shop.kernel.ask(accounts.of_member, member)
    assert [(bill.id, bill.owed) for bill in found.bills] == [(first.id, 3000)]
    paper = shop.kernel.ask(accounts.file, found.payments[0].id)
    assert [(line.number, line.amount) for line in paper.lines] == [(second.number, 2800)]
    with pytest.raises(Refused, match=r"account\.not_owed"):
        chosen(100, second.id)
    assert shop.kernel.ask(check.check).sound
