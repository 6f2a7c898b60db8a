"""The drawer and the day's close: what must be there, what was counted, and a closed day that stays closed."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.base.documents_money import CountLine
from models.base.errors import Refused
from models.base.rights import Actor, Level
from models.rules.drawer import Counted
from models.services import check, day_close, drawer, journal, papers, refunds
from models.services.day_close import Closed
from models.services.drawer import ShiftEnded
from models.services.refunds import RefundOrder
from tests.services.test_refunds import back
from tests.shopkeeping import Shop

DAY = date(2026, 6, 11)


def begin(shop: Shop, fen: int = 20000) -> str:
    """Open a shift."""
    return shop.kernel.run_keyed(shop.key(), drawer.open_shift, opening_float=fen).result


def put(shop: Shop, direction: str, fen: int, reason: str = "买打印纸") -> str:
    """Pay in or take out."""
    call: dict[str, Any] = {"direction": direction, "amount": fen, "reason": reason}
    return shop.kernel.run_keyed(shop.key(), drawer.put, **call).result


def end(shop: Shop, cash: int, *others: Counted, left: int = 0, reason: str = "") -> ShiftEnded:
    """Count and end the shift."""
    counted = (Counted("cash", cash), *others)
    call: dict[str, Any] = {"counted": counted, "left_in": left, "reason": reason}
    return shop.kernel.run_keyed(shop.key(), drawer.end_shift, **call).result


def close(shop: Shop, day: date | None = None, **how: Any) -> Closed:
    """Close a day."""
    return shop.kernel.run_keyed(shop.key(), day_close.close_day, day, **how).result


def test_what_must_be_there_is_float_and_everything_that_moved(shop: Shop) -> None:
    """Half an hour of counting again every evening, because the program left one thing out."""
    shop.sell("FW-001", tender=3000)  # before the shift: not in this drawer's reckoning
    begin(shop, 20000)
    shop.sell("FW-001", tender=5000)
    shop.sell("FW-120")
    bill = shop.sell("PJ-0612", tender=10000)
    back(shop, bill.id, amount=600)
    put(shop, "out", 1500)
    put(shop, "in", 10000, "换零钱")
    state = shop.kernel.ask(drawer.state)
    assert state.shift is not None
    assert state.shift.expected == (
        ("cash", 20000 + 3000 + 8600 - 600 - 1500 + 10000),
        ("wechat", 8000),
    )
    assert [(entry.direction, entry.amount) for entry in state.shift.entries] == [
        ("out", 1500),
        ("in", 10000),
    ]
    assert state.shift.opened_by == "何玉梅"


def test_a_difference_needs_its_reason_and_the_rest_is_handed_over(shop: Shop) -> None:
    """Ten yuan short every evening without a word is how a drawer leaks."""
    begin(shop)
    shop.sell("FW-001", tender=3000)
    with pytest.raises(Refused) as caught:
        end(shop, 22000)
    assert (caught.value.code, caught.value.values["difference"]) == ("drawer.reason", -1000)
    with pytest.raises(Refused, match=r"drawer\.left_in"):
        end(shop, 22000, left=22001, reason="少了")
    ended = end(shop, 22000, left=20000, reason="找错了一次")
    assert (ended.difference, ended.left_in, ended.taken_out) == (-1000, 20000, 2000)
    assert ended.counts == (CountLine(kind="cash", expected=23000, counted=22000),)
    state = shop.kernel.ask(drawer.state)
    assert (state.shift, state.handed_over) == (None, 20000)
    with pytest.raises(Refused, match=r"drawer\.no_shift"):
        put(shop, "in", 100)


def test_differences_that_cancel_out_still_need_a_reason(shop: Shop) -> None:
    """WeChat taken for cash is a difference of nothing in all and of two in the parts."""
    begin(shop, 0)
    shop.sell("FW-001", tender=3000)
    shop.sell("FW-001")
    with pytest.raises(Refused, match=r"drawer\.reason"):
        end(shop, 2000, Counted("wechat", 4000))
    assert end(shop, 2000, Counted("wechat", 4000), reason="收错方式").difference == 0


def test_a_shift_that_is_open_is_not_opened_twice(shop: Shop) -> None:
    """Two floats in one drawer: the count of the evening would be short by one of them."""
    begin(shop)
    with pytest.raises(Refused, match=r"drawer\.open"):
        begin(shop)
    with pytest.raises(Refused, match=r"drawer\.more_than_there"):
        put(shop, "out", 20001)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"direction": "sideways", "amount": 1, "reason": "x"}, "drawer.direction"),
        ({"direction": "in", "amount": 0, "reason": "x"}, "drawer.amount"),
        ({"direction": "in", "amount": -1, "reason": "x"}, "money.negative"),
        ({"direction": "in", "amount": 10**12, "reason": "x"}, "money.too_large"),
        ({"direction": "in", "amount": 1, "reason": " "}, "text.required"),
    ],
)
def test_cash_in_and_out_says_how_much_and_why(shop: Shop, how: dict[str, Any], code: str) -> None:
    """An entry nobody can explain next week is worth as much as none."""
    begin(shop)
    with pytest.raises(Refused) as caught:
        shop.kernel.run_keyed(shop.key(), drawer.put, **how)
    assert caught.value.code == code
    assert caught.value.field


def test_a_closed_day_stays_closed_until_the_calendar_moves_on(shop: Shop) -> None:
    """Whatever is booked after the close is missing from the slip the owner signed."""
    bill = shop.sell("FW-001", tender=3000)
    begin(shop)
    with pytest.raises(Refused, match=r"day\.shift_open"):
        close(shop)
    end(shop, 20000)
    closed = close(shop)
    assert (closed.number, closed.day, closed.difference) == ("Z-A000001", DAY, 0)
    for call in (
        lambda: shop.sell("FW-001"),
        lambda: back(shop, bill.id),
        lambda: begin(shop),
        lambda: close(shop),
    ):
        with pytest.raises(Refused) as caught:
            call()
        assert caught.value.code == "day.closed"
    with pytest.raises(Refused, match=r"refund\.void_day"):
        shop.kernel.run_keyed(shop.key(), refunds.void, bill.id, reason="x")
    shop.clock.advance(timedelta(days=1))
    shop.sell("FW-001")
    assert back(shop, bill.id).number == "T-A000001"
    assert shop.kernel.ask(check.check).sound


def test_the_slip_freezes_the_day_and_the_journal_s_head(shop: Shop) -> None:
    """The slip in the owner's drawer proves later what the day was, and that nothing was cut off since."""
    begin(shop)
    shop.sell("FW-001", tender=5000)
    bill = shop.sell("FW-120")
    shop.kernel.run_keyed(shop.key(), refunds.void, bill.id, reason="开错")
    shop.sell("PJ-0618")
    put(shop, "out", 500)
    end(shop, 22400, left=20000, reason="少一元")
    head = shop.kernel.ask(journal.anchor)
    closed = close(shop)
    state = shop.kernel.ask(day_close.of_day)
    paper, figures = state.paper, state.paper.figures
    assert state.id == closed.id
    assert paper.anchor == f"{head.position}:{head.hash}"
    assert (figures.bills, figures.total, figures.refunds, figures.voids) == (3, 13800, 0, 1)
    assert (figures.refunded, figures.first_refund) == (8000, "T-A000001")
    assert (figures.first_bill, figures.last_bill) == ("A-000001", "A-000003")
    assert [(one.kind, one.taken, one.back, one.net) for one in figures.tenders] == [
        ("cash", 3000, 0, 3000),
        ("wechat", 10800, 8000, 2800),
    ]
    (shift,) = paper.shifts
    assert (shift.left_in, shift.reason, paper.difference) == (20000, "少一元", -100)
    assert (shift.opened_by, len(shift.entries)) == ("何玉梅", 1)
    shop.clock.advance(timedelta(days=1))
    shop.sell("FW-001")
    assert shop.kernel.ask(day_close.file, closed.id) == paper
    made = [shop.kernel.run(papers.print_day_close, closed.id).result.copy for _ in range(2)]
    assert made == [0, 1]


def test_a_shop_without_a_drawer_counts_at_the_close_or_not_at_all(shop: Shop) -> None:
    """The smallest shop has no shifts; it must sell and close as before."""
    shop.sell("FW-001", tender=3000)
    with pytest.raises(Refused) as caught:
        close(shop, counted=(Counted("cash", 2900),))
    assert (caught.value.code, caught.value.values["difference"]) == ("drawer.reason", -100)
    closed = close(shop, counted=(Counted("cash", 2900),), reason="少找了")
    assert closed.difference == -100
    shop.clock.advance(timedelta(days=1))
    shop.sell("FW-001", tender=3000)
    assert close(shop).difference == 0
    shop.clock.advance(timedelta(days=1))
    begin(shop)
    end(shop, 20000)
    with pytest.raises(Refused, match=r"day\.counted"):
        close(shop, counted=(Counted("cash", 0),))
    assert shop.kernel.ask(check.check).sound


def test_a_forgotten_day_is_named_and_closed_later(shop: Shop) -> None:
    """Who forgot yesterday's close must be told today, and not in the yearly accounts."""
    close(shop)
    for _ in range(2):
        shop.clock.advance(timedelta(days=1))
        shop.sell("FW-001")
    shop.clock.advance(timedelta(days=1))
    assert shop.kernel.ask(day_close.of_day).waiting == DAY + timedelta(days=1)
    close(shop, DAY + timedelta(days=1))
    assert shop.kernel.ask(day_close.of_day).waiting == DAY + timedelta(days=2)
    with pytest.raises(Refused, match=r"day\.future"):
        close(shop, DAY + timedelta(days=9))
    with pytest.raises(Refused, match=r"day\.not_closed"):
        shop.kernel.ask(day_close.by_day, DAY + timedelta(days=2))


def test_a_clerk_ends_the_shift_and_a_supervisor_closes_the_day(shop: Shop) -> None:
    """Who counts is not who signs."""
    shop.kernel.actor = Actor(id="clerk", name="小何", level=Level.CLERK)
    begin(shop)
    end(shop, 20000)
    with pytest.raises(Refused, match=r"right\.missing"):
        close(shop)


def test_a_shift_over_midnight_belongs_to_the_evening_it_began(shop: Shop) -> None:
    """A shop that closes at one in the morning has one evening, not two."""
    begin(shop)
    shop.clock.advance(timedelta(hours=16))
    shop.sell("FW-001", tender=3000)
    with pytest.raises(Refused, match=r"day\.shift_open"):
        close(shop, DAY)
    end(shop, 23000)
    assert close(shop, DAY).difference == 0
    assert shop.kernel.ask(refunds.preview, RefundOrder(bill_id=shop.sell("FW-001").id)).voidable


def test_the_same_key_counts_and_closes_once(shop: Shop) -> None:
    """A retry after a lost answer must not put the same note into the drawer twice."""
    begin(shop)
    call: dict[str, Any] = {"direction": "in", "amount": 100, "reason": "零钱"}
    for _ in range(2):
        shop.kernel.run_keyed("one", drawer.put, **call)
    shift = shop.kernel.ask(drawer.state).shift
    assert shift is not None
    assert shift.cash == 20100
