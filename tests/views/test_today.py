"""Today in the real window: what is due, in order, and the next step one key away."""

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
from PySide6.QtCore import Qt

from models.base.documents import TenderKind
from models.rules.checkout import TenderIn
from models.rules.jobs import Step
from models.rules.programme import Programme, StoredValue, TopUp
from models.rules.tenders import GIFTS
from models.services import checkout, job_notes, parked, redemptions, today, today_beside
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.services.parked import ParkedLine, ParkedSale
from models.services.today import Due
from models.services.today_beside import Beside
from tests.clerk import ALT, Clerk
from tests.services import rewarding
from tests.services.rewarding import coupon, grant, order, pay, reward, switch_on, top_up
from tests.services.test_accounts import allow, on_account
from tests.services.test_deposits import bill, take
from tests.shopkeeping import Shop
from views import places, sayings
from views.screens.today import TodayPage
from views.widgets.lists import Head

K = Qt.Key


def _again(clerk: Clerk) -> None:
    clerk.shell.go(places.JOBS)
    clerk.press(K.Key_1, held=ALT)
    clerk.window.tasks.changed.emit(frozenset({"jobs"}))
    clerk.calm()


def test_the_late_job_is_first_and_enter_opens_it(clerk: Clerk, shop: Shop) -> None:
    """What is burning must not have to be looked for."""
    shop.job(shop.member().id, "FW-001", title="不急")
    shop.clock.advance(timedelta(hours=-3))
    late = shop.job(shop.member(name="陈志强", phone="15401060001").id, "FW-001", title="急")
    shop.clock.advance(timedelta(hours=3, minutes=5))
    _again(clerk)
    clerk.press(K.Key_Home, K.Key_Return)
    clerk.at(places.JOB)
    assert clerk.page.record() == late.number


def test_a_job_to_be_paid_leads_to_the_till(clerk: Clerk, shop: Shop) -> None:
    """The customer stands there with the money."""
    job = shop.job(shop.member().id, "FW-001")
    shop.move(job.id, Step.QUOTE, Step.DISPATCH, Step.WORK, Step.ACCEPTANCE, Step.PAYMENT)
    _again(clerk)
    clerk.press(K.Key_Home, K.Key_Return)
    clerk.at(places.CHECKOUT)
    assert clerk.page.work.order.job_id == job.id  # type: ignore[attr-defined]


def test_heads_count_and_cannot_be_chosen(clerk: Clerk, shop: Shop) -> None:
    """A head that takes the arrow keys costs a press for every group."""
    shop.job(None, "FW-001", title="一")
    shop.job(None, "FW-001", title="二", technician=False)
    _again(clerk)
    rows = clerk.page._model.rows()  # type: ignore[attr-defined]
    assert isinstance(rows[0], Head)
    assert all(isinstance(row, Due) for row in rows[1:3])
    clerk.press(K.Key_Home)
    assert clerk.page._list.currentIndex().row() == 1  # type: ignore[attr-defined]


def test_an_empty_day_says_what_to_do(clerk: Clerk) -> None:
    """The first day of a shop must not look broken."""
    assert clerk.page._model.rowCount() == 0  # type: ignore[attr-defined]
    assert "F2" in clerk.page._list._empty  # type: ignore[attr-defined]


def test_takings_follow_a_sale(clerk: Clerk, shop: Shop) -> None:
    """The number the owner looks at is the number that was taken."""
    shop.sell("FW-114", tender=20000)
    clerk.window.tasks.changed.emit(frozenset({"bills"}))
    clerk.calm()
    assert clerk.page._takings._total.text() == "¥120.00"  # type: ignore[attr-defined]


def _beside(clerk: Clerk) -> list[Beside]:
    """What stands there beside the jobs, once it came."""
    page = clerk.page
    assert isinstance(page, TodayPage)
    clerk.until(lambda: not page._later.isActive())
    clerk.calm()
    return list(page._beside)


def test_a_follow_up_stands_on_today_and_leads_to_its_job(clerk: Clerk, shop: Shop) -> None:
    """What the technician saw is read by nobody unless it comes up by itself."""
    job = shop.job(shop.member().id, "FW-001")
    shop.move(job.id, Step.QUOTE)
    day = shop.clock.now().date()
    shop.kernel.run(job_notes.add, job.id, "observation", "水管老化", follow_up_on=day)
    _again(clerk)
    assert [row.title for row in _beside(clerk)] == ["水管老化"]
    page = clerk.page
    assert isinstance(page, TodayPage)
    page._list.point_row(lambda row: isinstance(row, Beside))
    clerk.calm()
    assert "跟进" in page._detail._title.text()
    page._list.setFocus()
    clerk.press(K.Key_Return)
    clerk.at(places.JOB)
    assert clerk.page.record() == job.number


def test_a_reward_that_nobody_fetched_comes_up_on_its_last_day(clerk: Clerk, shop: Shop) -> None:
    """It lies under the counter, the points are gone, and nobody remembers whose it is."""
    member = shop.member().id
    grant(shop, member, 1_000)
    last = shop.kernel.ask(today.overview).day + timedelta(days=2)
    held = shop.kernel.run_keyed(
        shop.key(), redemptions.hold, member, reward(shop), quantity=2, held_until=last
    ).result
    _again(clerk)
    assert _beside(clerk) == []
    shop.clock.advance(timedelta(days=2))
    _again(clerk)
    assert [(row.id, row.title, row.lines) for row in _beside(clerk)] == [(held.id, "保温杯", 2)]
    page = clerk.page
    assert isinstance(page, TodayPage)
    page._list.point_row(lambda row: isinstance(row, Beside))
    clerk.calm()
    assert "待取" in page._detail._title.text()
    page._list.setFocus()
    clerk.press(K.Key_Return)
    clerk.at(places.POINTS)
    assert clerk.page.member_id == member  # type: ignore[attr-defined]
    shop.kernel.run_keyed(shop.key(), redemptions.complete, held.id)
    assert shop.kernel.ask(today_beside.beside) == ()


def test_a_parked_sale_is_gone_on_with_from_today(clerk: Clerk, shop: Shop) -> None:
    """The customer is back with the money, and the clerk of the morning has gone home."""
    line = ParkedLine(item_id=shop.items["FW-114"], quantity=2000)
    sale = ParkedSale(lines=(line,))
    parked_id = shop.kernel.run_keyed(shop.key(), parked.park, sale).result
    _again(clerk)
    assert [row.id for row in _beside(clerk)] == [parked_id]
    clerk.press(K.Key_Home, K.Key_Return)
    clerk.at(places.CHECKOUT)
    clerk.calm()
    order = clerk.page.work.order  # type: ignore[attr-defined]
    assert [(row.item_id, row.quantity) for row in order.lines] == [(line.item_id, 2000)]
    assert shop.kernel.ask(parked.waiting) == ()


def test_a_parked_sale_does_not_push_another_one_off_the_till(clerk: Clerk, shop: Shop) -> None:
    """Half a sale was typed when the other customer came back: both must be there afterwards."""
    sale = ParkedSale(lines=(ParkedLine(item_id=shop.items["FW-114"]),))
    parked_id = shop.kernel.run_keyed(shop.key(), parked.park, sale).result
    clerk.shell.go(places.CHECKOUT, places.Till())
    clerk.calm()
    clerk.type("FW-001")
    clerk.press(K.Key_Return)
    clerk.press(K.Key_1, held=ALT)
    clerk.shell.go(places.CHECKOUT, places.Till(parked_id=parked_id))
    clerk.calm()
    assert "挂起" in clerk.words()
    order = clerk.page.work.order  # type: ignore[attr-defined]
    assert [row.item_id for row in order.lines] == [shop.items["FW-001"]]
    assert len(shop.kernel.ask(parked.waiting)) == 1


@pytest.mark.parametrize("kind", get_args(TenderKind))
def test_takings_tell_every_way_a_bill_is_paid(clerk: Clerk, shop: Shop, kind: TenderKind) -> None:
    """One bill on account, and the first screen of the morning would not open any more."""
    if kind == "account":
        member = shop.member().id
        allow(shop)
        on_account(shop, member, "FW-001")
    elif kind == "deposit":
        job = shop.job(shop.member().id, "FW-001").id
        take(shop, job, 3000, kind="wechat")
        bill(shop, job)
    elif kind not in (*checkout.TENDERS, "account"):
        _pay_without_money(shop, kind)
    else:
        entry = OrderLine(entry=LineEntry(item_id=shop.items["FW-001"]))
        order = Order(lines=(entry,), tenders=(TenderIn(kind, 3000),))
        shop.kernel.run_keyed(shop.key(), checkout.close, order)
    _again(clerk)
    page = clerk.page
    assert isinstance(page, TodayPage)
    given = kind in GIFTS  # the shop gave it: nobody handed anything over
    assert page._takings._total.text() == ("¥0.00" if given else "¥30.00")
    told = [name.text() for _, name, _ in page._takings._cells if not name.isHidden()]
    assert told == ([] if given else [sayings.tender(kind)])


def _pay_without_money(shop: Shop, kind: TenderKind) -> None:
    """One bill of 30.00, paid with what was paid ahead or given."""
    member = shop.member().id
    wanted = order(shop, member, "FW-001")
    if kind == "points":
        grant(shop, member, 3000)
        wanted = replace(wanted, points=3000)
    elif kind == "coupon":
        wanted = replace(wanted, coupon_ids=(coupon(shop, member, value=3000),))
    elif kind == "visit":
        sold = rewarding.card(shop, member, "FW-001", price=14000)
        wanted = replace(wanted, visit_card_ids=((sold.ref_id, 1),))
    elif kind == "stored":
        top_up(shop, member, 3000)
    else:
        programme = Programme(
            stored_value=StoredValue(offers=(TopUp(100, 3000),), order="gift_first")
        )
        switch_on(shop, programme)
        top_up(shop, member, 100)
    pay(shop, wanted, "stored")
