"""Money that comes back: never more than was paid, never twice, each with a number, and the bill untouched."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.paths import migration_steps
from models.base.codes import CodeKind, parse_document_number
from models.base.errors import Refused
from models.base.rights import Actor, Level, Right
from models.base.usecase import query
from models.rules.checkout import TenderIn
from models.rules.jobs import Step
from models.rules.refunds import LineWish, WayBack
from models.services import (
    bills,
    check,
    checkout,
    erasure,
    job_file,
    member_file,
    papers,
    personal_data,
    refund_file,
    refunds,
    search,
    timeline,
    today,
)
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.services.refunds import Refunded, RefundOrder
from models.store.work import View
from tests.raw_bytes import found_decrypted
from tests.shopkeeping import Shop

WHY = "水封又漏了"


@query(Right.AUDIT)
def _raw(view: View) -> list[tuple[Any, ...]]:
    """Every row of every bill as stored."""
    return [
        tuple(row)
        for table in ("bill", "bill_line", "tender")
        for row in view.connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY id")
    ]


def back(shop: Shop, bill_id: str, *, reason: str = WHY, **order: Any) -> Refunded:
    """Post a refund."""
    typed = RefundOrder(bill_id=bill_id, reason=reason, **order)
    return shop.kernel.run_keyed(shop.key(), refunds.refund, typed).result


def void(shop: Shop, bill_id: str, reason: str = "开错了") -> Refunded:
    """Post a void."""
    return shop.kernel.run_keyed(shop.key(), refunds.void, bill_id, reason=reason).result


def lines(shop: Shop, bill_id: str) -> tuple[str, ...]:
    """The ids of a bill's lines."""
    found = shop.kernel.ask(refunds.preview, RefundOrder(bill_id=bill_id))
    return tuple(line.id for line in found.lines)


def _mixed(shop: Shop) -> str:
    """A bill of 146.00, 100.00 of it by WeChat and the rest in cash."""
    order = Order(
        lines=_order_lines(shop, "FW-001", "PJ-0612", "FW-001"),
        tenders=(TenderIn("wechat", 10000), TenderIn("cash", 5000)),
    )
    return shop.kernel.run_keyed(shop.key(), checkout.close, order).result.id


def _order_lines(shop: Shop, *codes: str) -> tuple[OrderLine, ...]:
    return tuple(OrderLine(entry=LineEntry(item_id=shop.items[code])) for code in codes)


def test_a_line_comes_back_and_the_bill_stays_as_it_was(shop: Shop) -> None:
    """An edited bill is a bill nobody can prove any more."""
    member = shop.member()
    bill = shop.sell("FW-001", "PJ-0612", member_id=member.id)
    before = shop.kernel.ask(_raw)
    posted = back(shop, bill.id, lines=(LineWish(lines(shop, bill.id)[1]),))
    assert (posted.number, posted.total, posted.left) == ("T-A000001", 8600, 3000)
    assert posted.ways == (WayBack("wechat", 8600),)
    assert shop.kernel.ask(_raw) == before
    file = shop.kernel.ask(refund_file.file, posted.id)
    assert [(line.name, line.quantity, line.amount) for line in file.paper.lines] == [
        ("轴承套件 6205/6206", 1000, 8600)
    ]
    assert (file.paper.bill_number, file.paper.reason, file.paper.left) == (bill.number, WHY, 3000)
    assert file.paper.member == "张*兰"
    assert shop.kernel.ask(check.check).sound


def test_half_the_money_back_goes_the_ways_it_came(shop: Shop) -> None:
    """Part was paid by WeChat: who gives all of it back in cash is short in the drawer and long in WeChat."""
    bill = _mixed(shop)
    first = back(shop, bill, amount=7300)
    assert first.ways == (WayBack("cash", 2300), WayBack("wechat", 5000))
    second = back(shop, bill, amount=5000, ways=(WayBack("cash", 5000),))
    assert second.left == 2300
    third = back(shop, bill)
    assert third.ways == (WayBack("wechat", 2300),)
    assert third.left == 0
    with pytest.raises(Refused, match=r"refund\.nothing"):
        back(shop, bill)
    rows = shop.kernel.ask(bills.file, bill).refunds
    assert [row.number for row in rows] == ["T-A000001", "T-A000002", "T-A000003"]
    assert sum(row.total for row in rows) == 14600
    assert shop.kernel.ask(check.check).sound


def test_the_same_key_gives_the_money_back_once(shop: Shop) -> None:
    """A double click at the till must not cost the shop the refund twice."""
    bill = shop.sell("FW-001")
    order = RefundOrder(bill_id=bill.id, amount=1000, reason=WHY)
    first = shop.kernel.run_keyed("one", refunds.refund, order)
    again = shop.kernel.run_keyed("one", refunds.refund, order)
    assert again.replayed
    assert again.result == first.result
    assert shop.kernel.ask(bills.file, bill.id).left == 2000


def test_a_refund_needs_its_reason_its_amount_and_the_right(shop: Shop) -> None:
    """Money out without a reason, of an amount nobody saw, by anybody: the three ways a till is emptied."""
    bill = shop.sell("FW-001")
    for order, code in (
        (RefundOrder(bill_id=bill.id, reason="  "), "text.required"),
        (RefundOrder(bill_id=bill.id, reason=WHY, amount=3001), "refund.too_much"),
        (RefundOrder(bill_id=bill.id, reason=WHY, expected_total=2999), "refund.changed"),
    ):
        with pytest.raises(Refused) as caught:
            shop.kernel.run_keyed(shop.key(), refunds.refund, order)
        assert caught.value.code == code
    shop.kernel.actor = Actor(id="clerk", name="小何", level=Level.CLERK)
    with pytest.raises(Refused, match=r"right\.missing"):
        back(shop, bill.id)
    with pytest.raises(Refused, match=r"right\.missing"):
        void(shop, bill.id)


def test_a_clerk_refunds_with_a_supervisor_s_approval_and_the_paper_names_both(shop: Shop) -> None:
    """Who allowed it stands on the paper that the customer signs."""
    bill = shop.sell("FW-001")
    shop.kernel.actor = Actor(id="clerk", name="小何", level=Level.CLERK)
    approval = shop.kernel.grant(Actor(id="boss", name="何玉梅", level=Level.SUPERVISOR))
    order = RefundOrder(bill_id=bill.id, reason=WHY)
    posted = shop.kernel.run_approved(approval, shop.key(), refunds.refund, order).result
    paper = shop.kernel.ask(refund_file.file, posted.id).paper
    assert (paper.by, paper.approved_by) == ("小何", "何玉梅")


def test_a_void_takes_the_whole_bill_back_on_its_day_only(shop: Shop) -> None:
    """A bill of yesterday stands in yesterday's books; voiding it would change what the owner was told."""
    first, second, third = (_mixed(shop) for _ in range(3))
    gone = void(shop, first)
    assert (gone.total, gone.left) == (14600, 0)
    assert gone.ways == (WayBack("cash", 4600), WayBack("wechat", 10000))
    with pytest.raises(Refused, match=r"refund\.void_refunded"):
        void(shop, first)
    back(shop, second, amount=1)
    with pytest.raises(Refused, match=r"refund\.void_refunded"):
        void(shop, second)
    shop.clock.advance(timedelta(days=1))
    assert not shop.kernel.ask(refunds.preview, RefundOrder(bill_id=third)).voidable
    with pytest.raises(Refused, match=r"refund\.void_day"):
        void(shop, third)
    assert back(shop, third).left == 0
    assert shop.kernel.ask(check.check).sound


def test_a_voided_job_is_billed_anew_and_its_step_stays(shop: Shop) -> None:
    """The wrong price was taken: without a second bill for the job the shop could never take the right one."""
    job = shop.job(shop.member().id, "FW-001", "FW-114")
    order = Order(job_id=job.id, tenders=(TenderIn("wechat", 15000),))
    first = shop.kernel.run_keyed(shop.key(), checkout.close, order).result
    void(shop, first.id)
    file = shop.kernel.ask(job_file.file, job.id)
    assert file.row.step is Step.CALL_BACK
    assert file.bill_id is None
    second = shop.kernel.run_keyed(shop.key(), checkout.close, order).result
    file = shop.kernel.ask(job_file.file, job.id)
    assert (file.row.step, file.bill_number) == (Step.CALL_BACK, second.number)
    with pytest.raises(Refused, match=r"job\.billed"):
        shop.kernel.run_keyed(shop.key(), checkout.close, order)
    back(shop, second.id)
    with pytest.raises(Refused, match=r"job\.billed"):
        shop.kernel.run_keyed(shop.key(), checkout.close, order)
    assert shop.kernel.ask(check.check).sound


def test_the_day_s_takings_are_less_by_what_went_back(shop: Shop) -> None:
    """The owner counts the drawer against this number in the evening."""
    bill = _mixed(shop)
    shop.clock.advance(timedelta(days=7))
    other = shop.sell("FW-001", tender=3000)
    posted = back(shop, bill, amount=7300)
    takings = shop.kernel.ask(today.overview).takings
    assert (takings.total, takings.refunded, takings.bills) == (3000 - 7300, 7300, 1)
    assert dict(takings.by_kind) == {"cash": 3000 - 2300, "wechat": -5000}
    assert takings.week_before == 14600
    day = shop.kernel.ask(bills.whole_day)
    assert [(row.kind, row.number, row.total, row.bill_id) for row in day.rows] == [
        ("refund", posted.number, -7300, bill),
        ("bill", other.number, 3000, other.id),
    ]


def test_the_member_s_file_timeline_and_data_know_the_refund(shop: Shop) -> None:
    """The member asks what became of the money; the clerk must find it in the file."""
    member = shop.member().id
    bill = shop.sell("FW-001", "PJ-0612", member_id=member)
    posted = back(shop, bill.id, amount=1600)
    assert shop.kernel.ask(member_file.file, member).spent == 10000
    entry = shop.kernel.ask(timeline.of_member, member, group="bill").entries[0]
    assert (entry.what, entry.number, entry.ref_id) == ("refund_posted", posted.number, bill.id)
    assert entry.details["total"] == 1600
    own = shop.kernel.run(personal_data.hand_over, member, form="json").result
    assert [paper.number for paper in own.refunds] == [posted.number]


def test_a_refund_s_number_and_code_find_its_bill(shop: Shop) -> None:
    """The customer holds the refund slip and not the receipt."""
    bill = shop.sell("FW-001")
    posted = back(shop, bill.id, amount=100)
    code = shop.kernel.ask(refund_file.file, posted.id).paper.code
    assert shop.kernel.ask(search.by_code, code).id == bill.id
    for text in (posted.number, "ta000001", code):
        found = shop.kernel.ask(search.search, text, kind="bill").rows
        assert [row.id for row in found] == [bill.id], text
    assert shop.kernel.ask(refund_file.by_number, "t-a1") == posted.id
    assert shop.kernel.ask(refund_file.by_number, code) == posted.id
    with pytest.raises(Refused, match=r"refund\.unknown"):
        shop.kernel.ask(refund_file.by_number, "T-A000009")


@pytest.mark.parametrize("typed", ["", "T-A0", "A-", "Z-A000001", "GD-A260611-001"])
def test_a_number_that_is_none_is_said_so(typed: str) -> None:
    """A mistyped number must not open another customer's refund."""
    with pytest.raises(Refused, match=r"code\.document_number"):
        parse_document_number(typed, CodeKind.REFUND)


def test_every_print_after_the_first_is_a_copy(shop: Shop) -> None:
    """Two originals of one refund are two refunds for whoever finds them."""
    posted = back(shop, shop.sell("FW-001").id)
    made = [shop.kernel.run(papers.print_refund, posted.id).result.copy for _ in range(3)]
    assert made == [0, 1, 2]
    assert shop.kernel.ask(refund_file.file, posted.id).copies == 3


def test_an_erased_member_s_refund_keeps_its_fen_and_loses_the_words(
    shop: Shop, folder: Path, tmp_path: Path
) -> None:
    """Why the money came back was told by a person who asked to be forgotten."""
    member = shop.member("欧阳楚瑶").id
    bill = shop.sell("FW-001", "PJ-0618", member_id=member)
    word = "楚瑶女士说孙女不喜欢"
    posted = back(shop, bill.id, amount=1000, reason=word)
    shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    paper = shop.kernel.ask(refund_file.file, posted.id).paper
    assert (paper.total, paper.reason) == (1000, "")
    again = back(shop, bill.id)
    assert again.left == 0
    report = shop.kernel.ask(
        check.check_deep,
        key=shop.kernel.store.key,
        scratch=tmp_path / "rebuilt.db",
        steps=migration_steps(),
    )
    assert report.sound, [finding for finding in report.findings if finding.broken]
    assert not found_decrypted(folder, shop.kernel.store.key, (word, "欧阳楚瑶"))
