"""Checkout: money to the fen, numbers without gaps, posted once and never edited."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.documents import Receipt
from models.base.errors import Refused
from models.base.rights import Actor, Level, Right
from models.base.usecase import query
from models.rules.checkout import Discount, TenderIn
from models.rules.jobs import Step
from models.services import bills, checkout, job_file, job_lines, papers, prices, timeline
from models.services import shop as shop_service
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.services.prices import NewPrice
from models.store.work import View
from tests.shopkeeping import Shop

SUMS = "SELECT coalesce(sum(total),0) AS bills, (SELECT coalesce(sum(amount),0) FROM tender) AS tenders FROM bill"


@query(Right.SERVE)
def _sums(view: View) -> tuple[int, int]:
    row = view.sql(SUMS)[0]
    return row["bills"], row["tenders"]


@query(Right.SERVE)
def _rows(view: View, bill_id: str) -> list[dict[str, Any]]:
    return [
        dict(r)
        for r in view.sql("SELECT * FROM bill_line WHERE bill_id=? ORDER BY position", (bill_id,))
    ]


def _job_023(shop: Shop) -> str:
    """The job of the pictures: five lines, 344.00."""
    member = shop.member()
    job = shop.job(
        member.id, "FW-001", "FW-114", "FW-120", "PJ-0612", device_id=shop.washer(member.id)
    )
    shop.kernel.run(
        job_lines.add, job.id, LineEntry(item_id=shop.items["PJ-0618"], serial="4075-A-88213")
    )
    shop.move(job.id, Step.QUOTE, Step.DISPATCH, Step.WORK, Step.ACCEPTANCE)
    return job.id


def test_the_job_of_the_pictures_is_paid_in_cash_with_change(shop: Shop) -> None:
    """The whole way: lines, total, change, receipt, job moved on, member's timeline."""
    job_id = _job_023(shop)
    order = Order(job_id=job_id, tenders=(TenderIn("cash", 35000),), expected_total=34400)
    posted = shop.kernel.run_keyed(shop.key(), checkout.close, order).result
    assert (posted.number, posted.total, posted.change) == ("A-000001", 34400, 600)
    receipt = shop.kernel.ask(bills.file, posted.id).receipt
    assert receipt.member == "张*兰"
    assert receipt.phone_tail == "2046"
    assert [line.amount for line in receipt.lines] == [3000, 12000, 8000, 8600, 2800]
    assert receipt.lines[3].warranty_until == date(2027, 6, 11)
    assert receipt.lines[4].serial == "4075-A-88213"
    file = shop.kernel.ask(job_file.file, job_id)
    assert file.row.step is Step.CALL_BACK
    assert file.bill_number == "A-000001"


def test_nothing_of_a_receipt_names_the_member_in_full(shop: Shop) -> None:
    """Receipts lie on counters; a full name or number there is a leak."""
    posted = shop.kernel.run_keyed(
        shop.key(), checkout.close, Order(job_id=_job_023(shop), tenders=(TenderIn("cash", 34400),))
    ).result
    text = msgspec.json.encode(shop.kernel.ask(bills.file, posted.id).receipt).decode()
    assert "张桂兰" not in text
    assert "15401062046" not in text


def test_a_job_is_billed_once(shop: Shop) -> None:
    """Two clerks at one job must not charge it twice."""
    job_id = _job_023(shop)
    order = Order(job_id=job_id, tenders=(TenderIn("wechat", 34400),))
    shop.kernel.run_keyed(shop.key(), checkout.close, order)
    with pytest.raises(Refused, match=r"job\.billed"):
        shop.kernel.run_keyed(shop.key(), checkout.close, order)
    with pytest.raises(Refused, match=r"job\.billed"):
        shop.kernel.run(job_lines.add, job_id, LineEntry(item_id=shop.items["FW-001"]))


def test_the_amount_the_clerk_saw_is_the_amount_that_is_posted(shop: Shop) -> None:
    """A price that changed under the clerk's hands must not surprise the customer."""
    line = OrderLine(entry=LineEntry(item_id=shop.items["FW-001"]))
    shop.kernel.run(
        prices.set_prices,
        (NewPrice(shop.items["FW-001"], 4000),),
        effective_from=date(2026, 6, 11),
    )
    order = Order(lines=(line,), tenders=(TenderIn("wechat", 3000),), expected_total=3000)
    with pytest.raises(Refused, match=r"checkout\.changed"):
        shop.kernel.run_keyed(shop.key(), checkout.close, order)


@pytest.mark.parametrize(
    ("tenders", "code"),
    [
        ((), "checkout.tender_short"),
        ((TenderIn("cash", 2999),), "checkout.tender_short"),
        ((TenderIn("wechat", 3001),), "checkout.tender_over"),
        ((TenderIn("wechat", 3000), TenderIn("cash", 100)), "checkout.cash_unneeded"),
        ((TenderIn("card", 0),), "checkout.tender_empty"),
    ],
)
def test_a_wrong_payment_posts_nothing(
    shop: Shop, tenders: tuple[TenderIn, ...], code: str
) -> None:
    """Half a payment that posts is a bill nobody can explain, and a number lost."""
    order = Order(
        lines=(OrderLine(entry=LineEntry(item_id=shop.items["FW-001"])),), tenders=tenders
    )
    with pytest.raises(Refused) as refused:
        shop.kernel.run_keyed(shop.key(), checkout.close, order)
    assert refused.value.code == code
    assert shop.kernel.ask(_sums) == (0, 0)
    assert shop.sell("FW-001").number == "A-000001"


def test_discounts_and_rounding_are_split_to_the_fen(shop: Shop) -> None:
    """A line refunded later must know exactly what it brought."""
    shop.kernel.run(shop_service.set_setting, "rounding_unit", 100)
    lines = tuple(
        OrderLine(entry=LineEntry(item_id=shop.items[code]), discount=off)
        for code, off in (
            ("FW-114", Discount(per_mille=50)),
            ("FW-120", Discount()),
            ("PJ-0618", Discount()),
        )
    )
    order = Order(lines=lines, discount=Discount(fen=777))
    priced = shop.kernel.ask(checkout.preview, order).priced
    assert priced is not None
    assert (priced.subtotal, priced.line_discount, priced.bill_discount) == (22800, 600, 777)
    assert priced.rounding == 23
    paid = Order(lines=lines, discount=Discount(fen=777), tenders=(TenderIn("alipay", 21400),))
    posted = shop.kernel.run_keyed(shop.key(), checkout.close, paid).result
    rows = shop.kernel.ask(_rows, posted.id)
    assert sum(row["total"] for row in rows) == posted.total == 21400
    assert sum(row["bill_share"] for row in rows) == 800


def test_mixed_tenders_and_change_from_cash_only(shop: Shop) -> None:
    """Change for a WeChat payment would be cash given away."""
    order = Order(
        lines=(OrderLine(entry=LineEntry(item_id=shop.items["FW-114"])),),
        tenders=(TenderIn("wechat", 10000), TenderIn("cash", 5000)),
    )
    posted = shop.kernel.run_keyed(shop.key(), checkout.close, order).result
    assert posted.change == 3000
    tenders = shop.kernel.ask(bills.file, posted.id).receipt.tenders
    assert [(tender.kind, tender.amount, tender.tendered) for tender in tenders] == [
        ("wechat", 10000, 10000),
        ("cash", 2000, 5000),
    ]


def test_reprints_are_counted_copies_of_the_same_paper(shop: Shop) -> None:
    """A second original is how a bill is paid twice."""
    posted = shop.sell("FW-001")
    first = shop.kernel.run(papers.print_receipt, posted.id).result
    shop.kernel.run(
        shop_service.change,
        shop_service.ShopDetails(name="改了名", address="", phone="", complaint_phone="", hours=""),
    )
    second = shop.kernel.run(papers.print_receipt, posted.id).result
    assert (first.copy, second.copy) == (0, 1)
    assert second.receipt == first.receipt
    assert second.receipt.shop.name == "邻里家电 清河路店"


def test_printing_a_job_card_is_a_journalled_reveal(shop: Shop) -> None:
    """The one full number on paper leaves a trace of who printed it."""
    job_id = _job_023(shop)
    seen = shop.kernel.ask(papers.preview_job_card, job_id)
    printed = shop.kernel.run(papers.print_job_card, job_id).result
    assert (seen.phone, printed.phone) == ("154****2046", "154 0106 2046")
    member_id = shop.kernel.ask(job_file.file, job_id).row.member_id
    assert member_id is not None
    entries = shop.kernel.ask(timeline.of_member, member_id, group="file").entries
    assert entries[0].what == "phone_shown"


def test_a_bill_is_found_by_number_and_by_code(shop: Shop) -> None:
    """The member comes back with a crumpled receipt."""
    posted = shop.sell("FW-001")
    receipt = shop.kernel.ask(bills.file, posted.id).receipt
    assert shop.kernel.ask(bills.by_number, receipt.number) == posted.id
    assert shop.kernel.ask(bills.by_number, receipt.code) == posted.id
    with pytest.raises(Refused, match=r"checkout\.unknown"):
        shop.kernel.ask(bills.by_number, "A-999999")


def test_the_day_of_a_bill_is_the_shops_own(shop: Shop) -> None:
    """A sale at half past midnight in Beijing is not yesterday's, whatever UTC says."""
    shop.clock.set(shop.clock.now().replace(hour=16, minute=30))
    shop.sell("FW-001")
    assert shop.kernel.ask(bills.of_day, date(2026, 6, 11)) == ()
    assert len(shop.kernel.ask(bills.of_day, date(2026, 6, 12))) == 1


def test_the_preview_is_the_receipt_that_prints(shop: Shop) -> None:
    """What the customer was shown is what the paper says."""
    job_id = _job_023(shop)
    order = Order(job_id=job_id, tenders=(TenderIn("cash", 35000),))
    seen = shop.kernel.ask(checkout.preview, order).receipt
    assert seen is not None
    posted = shop.kernel.run_keyed(shop.key(), checkout.close, order).result
    printed = shop.kernel.ask(bills.file, posted.id).receipt
    fields = [name for name in Receipt.__dataclass_fields__ if name not in ("number", "code")]
    assert [getattr(seen, name) for name in fields] == [getattr(printed, name) for name in fields]


sale = st.lists(
    st.tuples(
        st.sampled_from(["FW-001", "FW-114", "FW-120", "PJ-0612", "PJ-0618"]),
        st.integers(1, 9999),
        st.integers(0, 1000),
    ),
    min_size=1,
    max_size=6,
)


@given(
    sales=st.lists(
        st.tuples(sale, st.integers(0, 1000), st.sampled_from([0, 10, 100])), min_size=1, max_size=3
    )
)
def test_no_sale_makes_or_loses_a_fen(shop: Shop, sales: list[Any]) -> None:
    """Whatever is sold, discounted and rounded: tenders equal bills, and numbers have no gap."""
    for lines, off, unit in sales:
        entries = tuple(
            OrderLine(
                entry=LineEntry(item_id=shop.items[code], quantity=quantity),
                discount=Discount(per_mille=line_off),
            )
            for code, quantity, line_off in lines
        )
        order = Order(lines=entries, discount=Discount(per_mille=off), rounding_unit=unit)
        priced = shop.kernel.ask(checkout.preview, order).priced
        assert priced is not None
        tenders = (TenderIn("cash", priced.total + 50),) if priced.total else ()
        paid = Order(lines=entries, discount=order.discount, rounding_unit=unit, tenders=tenders)
        posted = shop.kernel.run_keyed(shop.key(), checkout.close, paid).result
        assert posted.total == priced.total
        assert sum(row["total"] for row in shop.kernel.ask(_rows, posted.id)) == posted.total
    total, tendered = shop.kernel.ask(_sums)
    assert total == tendered
    shop.clock.advance(timedelta(seconds=1))


def test_a_day_at_the_till_is_a_business_day(shop: Shop) -> None:
    """Else the clerk who looks for yesterday's bill finds today's."""
    first = shop.sell("FW-001")
    shop.clock.advance(timedelta(days=1))
    second = shop.sell("PJ-0618")
    today = shop.kernel.ask(bills.whole_day)
    before = shop.kernel.ask(bills.whole_day, today.day - timedelta(days=1))
    assert today.day == today.today == before.today
    assert [row.id for row in today.rows] == [second.id]
    assert [row.id for row in before.rows] == [first.id]


def test_change_of_several_notes_comes_out_once(shop: Shop) -> None:
    """Two notes typed one by one: what is kept is the bill, what is given back is the rest."""
    order = Order(
        lines=(OrderLine(entry=LineEntry(item_id=shop.items["FW-001"])),),
        tenders=(TenderIn("cash", 2000), TenderIn("cash", 2000)),
    )
    posted = shop.kernel.run_keyed(shop.key(), checkout.close, order).result
    assert posted.change == 1000
    receipt = shop.kernel.ask(bills.file, posted.id).receipt
    assert [(t.amount, t.tendered) for t in receipt.tenders] == [(2000, 2000), (1000, 2000)]


@pytest.mark.parametrize(("quantity", "total"), [(1, 3), (166, 498), (1000, 3000)])
def test_a_thousandth_is_billed_to_the_fen(shop: Shop, quantity: int, total: int) -> None:
    """A gram of refrigerant is no free refrigerant."""
    entry = LineEntry(item_id=shop.items["FW-001"], quantity=quantity)
    order = Order(lines=(OrderLine(entry=entry),), tenders=(TenderIn("wechat", total),))
    assert shop.kernel.run_keyed(shop.key(), checkout.close, order).result.total == total


def test_a_tender_of_an_unknown_kind_or_size_is_refused(shop: Shop) -> None:
    """A kind that nobody counts is money missing at the day's close."""
    line = OrderLine(entry=LineEntry(item_id=shop.items["FW-001"]))
    for tender in (TenderIn("gold 1", 3000), TenderIn("cash", 10**12)):  # type: ignore[arg-type]
        order = Order(lines=(line,), tenders=(tender,))
        with pytest.raises(Refused) as refused:
            shop.kernel.run_keyed(shop.key(), checkout.close, order)
        assert refused.value.field == "tender"


@pytest.mark.parametrize(("per_mille", "allowed"), [(200, True), (201, False)])
def test_a_clerk_gives_away_as_much_as_the_shop_says(
    shop: Shop, per_mille: int, allowed: bool
) -> None:
    """Beyond it the supervisor's PIN approves this one bill."""
    shop.kernel.actor = replace(shop.kernel.actor, level=Level.CLERK)
    total = 12000 * (1000 - per_mille) // 1000
    order = Order(
        lines=(OrderLine(entry=LineEntry(item_id=shop.items["FW-114"])),),
        discount=Discount(per_mille=per_mille),
        tenders=(TenderIn("wechat", total),),
    )
    if allowed:
        assert shop.kernel.run_keyed(shop.key(), checkout.close, order).result.total == total
        return
    with pytest.raises(Refused) as refused:
        shop.kernel.run_keyed(shop.key(), checkout.close, order)
    assert (refused.value.code, refused.value.values["level"]) == ("right.missing", 2)
    approval = shop.kernel.grant(Actor(id="boss", name="主管", level=Level.SUPERVISOR))
    posted = shop.kernel.run_approved(approval, shop.key(), checkout.close, order).result
    assert posted.total == total
