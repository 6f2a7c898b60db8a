"""Stock counts: the shelf and the books must tell the same, whatever was sold, given back or counted."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.services import refunds, stock
from models.services.refunds import RefundOrder
from models.services.stock import Part
from tests.services.hostile import prove_sound
from tests.shopkeeping import Shop

CODE = "PJ-0612"


def _part(shop: Shop, code: str = CODE) -> Part:
    return next(part for part in shop.kernel.ask(stock.parts) if part.code == code)


def _in(shop: Shop, quantity: int) -> str:
    return shop.kernel.run_keyed(
        shop.key(), stock.take_in, shop.items[CODE], quantity=quantity, cost=4100, lot="2604-117"
    ).result


def test_a_part_nobody_counts_is_sold_as_ever(shop: Shop) -> None:
    """A shop that keeps no stock must not be held up at the till."""
    shop.sell(CODE)
    part = _part(shop)
    assert (part.stocked, part.balance, part.low) == (False, 0, False)


def test_a_sale_takes_off_and_a_refund_puts_back(shop: Shop, tmp_path: Path) -> None:
    """Ten came in, two were sold, one came back: nine lie on the shelf."""
    _in(shop, 10_000)
    shop.sell(CODE)
    posted = shop.sell(CODE, "FW-001")
    assert _part(shop).balance == 8_000
    order = RefundOrder(bill_id=posted.id, reason="装不上")
    shop.kernel.run_keyed(shop.key(), refunds.refund, order)
    assert _part(shop).balance == 9_000
    rows = shop.kernel.ask(stock.history, shop.items[CODE])
    assert [(row.what, row.quantity, row.balance) for row in rows] == [
        ("returned", 1_000, 9_000),
        ("used", -1_000, 8_000),
        ("used", -1_000, 9_000),
        ("in", 10_000, 10_000),
    ]
    assert rows[1].number == posted.number
    prove_sound(shop.kernel, tmp_path)


def test_money_alone_brings_no_part_back(shop: Shop) -> None:
    """A discount after the fact leaves the part in the machine."""
    _in(shop, 2_000)
    posted = shop.sell(CODE)
    order = RefundOrder(bill_id=posted.id, amount=500, reason="来晚了")
    shop.kernel.run_keyed(shop.key(), refunds.refund, order)
    assert _part(shop).balance == 1_000


@given(
    acts=st.lists(
        st.one_of(
            st.tuples(st.just("in"), st.integers(1, 5_000)),
            st.tuples(st.just("sell"), st.just(1_000)),
            st.tuples(st.just("count"), st.integers(0, 9_000)),
        ),
        max_size=6,
    )
)
def test_the_balance_is_what_was_counted_and_moved_since(
    shop: Shop, acts: list[tuple[str, int]]
) -> None:
    item = shop.items[CODE]
    start = shop.kernel.run_keyed(shop.key(), stock.count, item, counted=4_000)
    assert start.result
    expected = 4_000
    for what, amount in acts:
        if what == "in":
            _in(shop, amount)
            expected += amount
        elif what == "sell":
            shop.sell(CODE)
            expected -= amount
        else:
            shop.kernel.run_keyed(shop.key(), stock.count, item, counted=amount)
            expected = amount
        assert _part(shop).balance == expected


def test_a_wrong_entry_is_undone_by_its_opposite(shop: Shop) -> None:
    """Typed 100 for 10: the books keep both lines, once."""
    entry = _in(shop, 100_000)
    shop.kernel.run(stock.reverse, entry)
    assert _part(shop).balance == 0
    assert [row.what for row in shop.kernel.ask(stock.history, shop.items[CODE])] == [
        "reversed",
        "in",
    ]
    with pytest.raises(Refused, match=r"stock\.reversed"):
        shop.kernel.run(stock.reverse, entry)


def test_what_a_bill_used_is_no_entry_to_undo(shop: Shop) -> None:
    _in(shop, 1_000)
    shop.sell(CODE)
    used = shop.kernel.ask(stock.history, shop.items[CODE])[0]
    with pytest.raises(Refused, match=r"stock\.bill"):
        shop.kernel.run(stock.reverse, used.id)


def test_low_is_said_in_time(shop: Shop) -> None:
    """The last bearing went out on Friday: the order should have gone on Thursday."""
    _in(shop, 3_000)
    shop.kernel.run(stock.watch, shop.items[CODE], stocked=True, low_at=2_000)
    assert not _part(shop).low
    shop.sell(CODE)
    assert _part(shop).low


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda s: s.kernel.run_keyed("k", stock.take_in, s.items[CODE], quantity=0), "stock.quantity"),
        (lambda s: s.kernel.run_keyed("k", stock.take_in, s.items["FW-001"], quantity=1), "stock.not_a_part"),
        (lambda s: s.kernel.run_keyed("k", stock.take_in, s.items[CODE], quantity=1, cost=-1), "stock.cost"),
        (lambda s: s.kernel.run_keyed("k", stock.count, s.items[CODE], counted=-1), "stock.counted"),
        (lambda s: s.kernel.run(stock.watch, s.items[CODE], stocked=True, low_at=-1), "stock.low_at"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(shop: Shop, call: object, code: str) -> None:
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        call(shop)  # type: ignore[operator]
