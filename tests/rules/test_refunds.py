"""What comes back of a bill: a fen too much is the shop's loss, a fen too little the customer's, each time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.rules.refunds import (
    ACCOUNT,
    CASH,
    LineLeft,
    LineWish,
    WayBack,
    lines_back,
    way_limits,
    ways_back,
    ways_left,
)

LINES = (
    LineLeft(id="a", quantity=3000, amount=10000),
    LineLeft(id="b", quantity=1000, amount=5000),
    LineLeft(id="c", quantity=1000, amount=0),
)


def _told(backs: object) -> list[tuple[str, int, int]]:
    return [(back.line_id, back.quantity, back.amount) for back in backs]  # type: ignore[attr-defined]


TABLE = [
    ((), None, [("a", 3000, 10000), ("b", 1000, 5000), ("c", 1000, 0)]),
    ((LineWish("b"),), None, [("b", 1000, 5000)]),
    ((LineWish("a", 1000),), None, [("a", 1000, 3333)]),
    ((LineWish("a", 2000),), None, [("a", 2000, 6667)]),
    ((LineWish("c"),), None, [("c", 1000, 0)]),
    ((), 1, [("a", 0, 1)]),
    ((), 100, [("a", 0, 67), ("b", 0, 33)]),
    ((), 15000, [("a", 0, 10000), ("b", 0, 5000)]),
    ((LineWish("b"),), 20, [("b", 0, 20)]),
]


@pytest.mark.parametrize(("wishes", "amount", "told"), TABLE)
def test_what_comes_back(wishes: tuple[LineWish, ...], amount: int | None, told: object) -> None:
    """The customer reads these numbers on the slip and reckons them again at home."""
    assert _told(lines_back(LINES, wishes, amount)) == told


REFUSED = [
    ((), 0, "refund.amount"),
    ((), -1, "refund.amount"),
    ((), 15001, "refund.too_much"),
    ((LineWish("b"),), 5001, "refund.too_much"),
    ((LineWish("c"),), 1, "refund.too_much"),
    ((LineWish("nobody"),), None, "refund.line"),
    ((LineWish("a"), LineWish("a", 1000)), None, "refund.line"),
    ((LineWish("a", 3001),), None, "refund.quantity"),
    ((LineWish("a", 0),), None, "refund.quantity"),
    ((LineWish("a", -1),), None, "refund.quantity"),
]


@pytest.mark.parametrize(("wishes", "amount", "code"), REFUSED)
def test_more_than_is_left_is_refused(
    wishes: tuple[LineWish, ...], amount: int | None, code: str
) -> None:
    """A refund above the bill is money given away."""
    with pytest.raises(Refused) as caught:
        lines_back(LINES, wishes, amount)
    assert caught.value.code == code
    assert caught.value.field


def test_of_a_bill_that_came_back_whole_nothing_comes_back() -> None:
    """The same receipt shown twice is no second refund."""
    with pytest.raises(Refused, match=r"refund\.nothing"):
        lines_back((LineLeft(id="a", quantity=0, amount=0),))


@st.composite
def _bills(draw: st.DrawFn) -> list[LineLeft]:
    sizes = draw(
        st.lists(st.tuples(st.integers(1, 20_000), st.integers(0, 999_999)), min_size=1, max_size=6)
    )
    return [
        LineLeft(id=str(place), quantity=quantity, amount=amount)
        for place, (quantity, amount) in enumerate(sizes)
    ]


@given(_bills(), st.data())
def test_any_partial_refunds_end_at_the_fen(lines: list[LineLeft], data: st.DataObject) -> None:
    """However it is taken apart, the parts never pass the bill and the last one takes the rest."""
    whole = sum(line.amount for line in lines)
    given_back = 0
    left = list(lines)
    for _ in range(data.draw(st.integers(0, 6))):
        most = sum(line.amount for line in left)
        if data.draw(st.booleans()) and most:
            backs = lines_back(left, (), data.draw(st.integers(1, most)))
        else:
            open_lines = [line for line in left if line.quantity]
            if not open_lines:
                break
            line = data.draw(st.sampled_from(open_lines))
            wish = LineWish(line.id, data.draw(st.integers(1, line.quantity)))
            backs = lines_back(left, (wish,))
        given_back += sum(back.amount for back in backs)
        by_id = {back.line_id: back for back in backs}
        left = [
            LineLeft(
                id=line.id,
                quantity=line.quantity - (by_id[line.id].quantity if line.id in by_id else 0),
                amount=line.amount - (by_id[line.id].amount if line.id in by_id else 0),
            )
            for line in left
        ]
        assert all(line.quantity >= 0 and line.amount >= 0 for line in left)
        assert all(line.amount == 0 for line in left if line.quantity == 0)
    if any(line.quantity or line.amount for line in left):
        given_back += sum(back.amount for back in lines_back(left))
    assert given_back == whole


WAYS = [
    (600, {"wechat": 600}, (), [("wechat", 600)]),
    (100, {"cash": 200, "wechat": 100}, (), [("cash", 67), ("wechat", 33)]),
    (100, {"cash": 200, "wechat": 100}, (WayBack("cash", 100),), [("cash", 100)]),
    (100, {"wechat": 100}, (WayBack("cash", 100),), [("cash", 100)]),
    (50, {"account": 100, "cash": 100}, (), [("account", 25), ("cash", 25)]),
    (0, {"wechat": 100}, (), []),
]


@pytest.mark.parametrize(("total", "most", "chosen", "told"), WAYS)
def test_the_ways_money_goes_back(
    total: int, most: dict[str, int], chosen: tuple[WayBack, ...], told: object
) -> None:
    """Half by WeChat, half in cash: it goes back as it came, or in cash where the customer wants it so."""
    assert [(way.kind, way.amount) for way in ways_back(total, most, chosen)] == told


WAYS_REFUSED = [
    (100, {"wechat": 60, "cash": 40}, (WayBack("wechat", 100),), "refund.way_most"),
    (100, {"wechat": 100}, (WayBack("alipay", 100),), "refund.way"),
    (100, {"wechat": 100}, (WayBack("wechat", 0), WayBack("cash", 100)), "refund.way"),
    (100, {"wechat": 100}, (WayBack("cash", 50), WayBack("cash", 50)), "refund.way"),
    (100, {"wechat": 100}, (WayBack("cash", 99),), "refund.ways"),
    (50, {"wechat": 60, "cash": 40}, (WayBack("cash", 51),), "refund.ways"),
    (100, {"account": 100}, (WayBack("cash", 100),), "refund.way"),
    (70, {"account": 40, "wechat": 30}, (WayBack("cash", 70),), "refund.way_most"),
    (
        60,
        {"account": 40, "wechat": 30},
        (WayBack("cash", 30), WayBack("wechat", 30)),
        "refund.way_most",
    ),
]


@pytest.mark.parametrize(("total", "most", "chosen", "code"), WAYS_REFUSED)
def test_a_way_that_cannot_be_is_refused(
    total: int, most: dict[str, int], chosen: tuple[WayBack, ...], code: str
) -> None:
    """What is owed on account is no cash to be carried out of the shop."""
    with pytest.raises(Refused) as caught:
        ways_back(total, most, chosen)
    assert caught.value.code == code


def test_what_may_still_go_back() -> None:
    """Cash given for a WeChat payment is taken off what WeChat may still give; a settled account is cash."""
    assert ways_left({"wechat": 60, "cash": 40}, {"cash": 50}) == {"wechat": 50}
    assert ways_left({"account": 100}, {}, owed=100) == {ACCOUNT: 100}
    assert ways_left({"account": 100}, {}, owed=30) == {CASH: 70, ACCOUNT: 30}
    assert ways_left({"account": 100}, {"account": 20, "cash": 10}, owed=30) == {
        CASH: 40,
        ACCOUNT: 30,
    }
    assert way_limits({"wechat": 60, "account": 10}) == {"cash": 60, "wechat": 60, "account": 10}
    assert way_limits({"account": 10}) == {"account": 10}


@given(
    st.dictionaries(
        st.sampled_from(("cash", "wechat", "alipay", "card")), st.integers(1, 99_999), min_size=1
    ),
    st.data(),
)
def test_any_ways_add_up_and_end_at_nothing(paid: dict[str, int], data: st.DataObject) -> None:
    """Refund after refund, by default or all in cash: what may still go back is what is left of the bill."""
    back: dict[str, int] = {}
    left = sum(paid.values())
    while left:
        most = ways_left(paid, back)
        assert sum(most.values()) == left
        total = data.draw(st.integers(1, left))
        chosen = (WayBack(CASH, total),) if data.draw(st.booleans()) else ()
        for way in ways_back(total, most, chosen):
            back[way.kind] = back.get(way.kind, 0) + way.amount
            assert way.kind == CASH or back[way.kind] <= paid[way.kind]
        left -= total
    assert ways_left(paid, back) == {}
