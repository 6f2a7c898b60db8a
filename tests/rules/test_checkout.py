"""If these fail, a bill does not add up, the wrong change is given, or a sale is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.base.money import MAX_FEN, amount_of
from models.rules.checkout import (
    Discount,
    LineIn,
    TenderIn,
    cash_suggestions,
    price_bill,
    settle,
    tender_of_code,
)

DISCOUNTS = st.one_of(
    st.builds(Discount, per_mille=st.integers(0, 1000)), st.builds(Discount, st.integers(0, 50))
)
LINES = st.lists(
    st.builds(
        LineIn,
        price=st.integers(100, 500_000),
        quantity=st.integers(500, 20_000),
        kind=st.sampled_from(["service", "part"]),
        discount=DISCOUNTS,
    ),
    min_size=1,
    max_size=12,
)


def test_the_bill_in_the_picture_comes_to_307_50() -> None:
    labour = Discount(per_mille=50)
    lines = [
        LineIn(price=3000, discount=labour),
        LineIn(price=12000, discount=labour),
        LineIn(price=8000, discount=labour),
        LineIn(price=8600, kind="part"),
        LineIn(price=2800, kind="part"),
    ]
    bill = price_bill(lines, discount=Discount(fen=2500))
    assert (bill.subtotal, bill.line_discount, bill.bill_discount) == (34400, 1150, 2500)
    assert bill.total == 30750
    paid = settle(bill.total, [TenderIn("cash", 35000)])
    assert (paid.change, paid.tenders[0].amount, paid.tenders[0].tendered) == (4250, 30750, 35000)
    assert cash_suggestions(bill.total) == (31000, 35000, 40000)


@given(LINES, st.integers(0, 1000), st.sampled_from([0, 10, 100]))
def test_every_amount_of_a_bill_adds_up(lines: list[LineIn], off: int, unit: int) -> None:
    bill = price_bill(lines, discount=Discount(per_mille=off), rounding_unit=unit)
    assert [line.amount for line in bill.lines] == [
        amount_of(line.price, line.quantity) for line in lines
    ]
    assert bill.subtotal == sum(line.amount for line in bill.lines)
    assert bill.line_discount == sum(line.discount for line in bill.lines)
    assert bill.bill_discount == sum(line.bill_share for line in bill.lines)
    assert bill.rounding == sum(line.rounding_share for line in bill.lines)
    taken = bill.line_discount + bill.bill_discount + bill.rounding
    assert bill.total == bill.subtotal - taken == sum(line.total for line in bill.lines)
    for line in bill.lines:
        assert line.total == line.amount - line.discount - line.bill_share - line.rounding_share
        assert line.total >= 0
    assert bill.rounding < max(unit, 1)
    assert not unit or bill.total % unit == 0


TENDERS = st.lists(
    st.builds(
        TenderIn, st.sampled_from(["cash", "wechat", "alipay", "card"]), st.integers(1, 60_000)
    ),
    max_size=5,
)


@given(st.integers(0, 60_000), TENDERS)
def test_what_is_kept_is_what_is_owed_and_change_is_cash(
    total: int, tenders: list[TenderIn]
) -> None:
    try:
        paid = settle(total, tenders)
    except Refused as refused:
        plain = sum(tender.tendered for tender in tenders if tender.kind != "cash")
        cash = sum(tender.tendered for tender in tenders) - plain
        assert plain > total or plain + cash < total or (cash and plain == total)
        assert refused.code.startswith("checkout.")  # noqa: PT017
        return
    assert sum(tender.amount for tender in paid.tenders) == total
    assert sum(tender.tendered - tender.amount for tender in paid.tenders) == paid.change
    for tender in paid.tenders:
        assert 0 <= tender.amount <= tender.tendered
        assert tender.kind == "cash" or tender.amount == tender.tendered


@pytest.mark.parametrize(
    ("total", "tenders", "code", "values"),
    [
        (100, [], "checkout.tender_short", {"short": 100}),
        (100, [("wechat", 60), ("cash", 30)], "checkout.tender_short", {"short": 10}),
        (100, [("wechat", 101)], "checkout.tender_over", {"kind": "wechat", "over": 1}),
        (100, [("wechat", 100), ("cash", 5)], "checkout.cash_unneeded", {"cash": 5}),
        (0, [("cash", 5)], "checkout.cash_unneeded", {"cash": 5}),
        (100, [("cash", 0)], "checkout.tender_empty", {}),
        (100, [("cash", 300), ("cash", -200)], "checkout.tender_empty", {}),
    ],
)
def test_a_wrong_payment_is_refused_with_the_difference(
    total: int, tenders: list[tuple[str, int]], code: str, values: dict[str, object]
) -> None:
    with pytest.raises(Refused) as refused:
        settle(total, [TenderIn(kind, fen) for kind, fen in tenders])  # type: ignore[arg-type]
    assert (refused.value.code, dict(refused.value.values)) == (code, values)


def test_a_bill_of_nothing_owed_is_settled_without_a_tender() -> None:
    bill = price_bill([LineIn(price=5000, discount=Discount(per_mille=1000))])
    assert settle(bill.total, []).change == 0


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "checkout.no_lines"),
        ([LineIn(price=1, quantity=0)], "checkout.quantity"),
        ([LineIn(price=1, quantity=-1000)], "checkout.quantity"),
        ([LineIn(price=-1)], "checkout.price"),
        ([LineIn(price=100, discount=Discount(fen=101))], "checkout.line_discount"),
        ([LineIn(price=100, discount=Discount(fen=-1))], "checkout.line_discount"),
        ([LineIn(price=100, discount=Discount(per_mille=1001))], "checkout.line_discount"),
        ([LineIn(price=MAX_FEN + 1)], "checkout.too_large"),
        ([LineIn(price=MAX_FEN), LineIn(price=1)], "checkout.too_large"),
    ],
)
def test_an_impossible_line_is_refused(lines: list[LineIn], code: str) -> None:
    with pytest.raises(Refused) as refused:
        price_bill(lines)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("discount", "cap", "code", "most"),
    [
        (Discount(fen=10_001), 1000, "checkout.discount", 10_000),
        (Discount(fen=-1), 1000, "checkout.discount", 10_000),
        (Discount(fen=501), 50, "checkout.discount_cap", 500),
        (Discount(per_mille=51), 50, "checkout.discount_cap", 500),
    ],
)
def test_a_bill_discount_stays_within_the_bill_and_its_cap(
    discount: Discount, cap: int, code: str, most: int
) -> None:
    with pytest.raises(Refused) as refused:
        price_bill([LineIn(price=10_000)], discount=discount, discount_cap=cap)
    assert (refused.value.code, refused.value.values["most"]) == (code, most)
    assert price_bill([LineIn(price=10_000)], discount_cap=50).discount_most == 500


@given(st.integers(0, MAX_FEN))
def test_suggested_sums_are_few_rising_and_more_than_owed(total: int) -> None:
    sums = cash_suggestions(total)
    assert len(sums) <= 3
    assert list(sums) == sorted(set(sums))
    assert all(total < amount < total + 10_000 + 1 for amount in sums)


def test_a_discount_is_of_one_sort() -> None:
    with pytest.raises(ValueError, match="not both"):
        Discount(fen=1, per_mille=1)
    with pytest.raises(ValueError, match="rounding"):
        price_bill([LineIn(price=1)], rounding_unit=5)


@pytest.mark.parametrize(
    ("scanned", "kind"),
    [
        ("100000000000000000", "wechat"),
        ("159999999999999999\n", "wechat"),
        ("160000000000000000", None),
        ("13456789012345678", None),
        ("1345678901234567890", None),
        ("2500000000000000", "alipay"),
        ("300000000000000000000000", "alipay"),
        ("240000000000000000", None),
        ("310000000000000000", None),
        ("１３４５６７８９０１２３４５６７８９", None),
        ("", None),
    ],
)
def test_a_payment_code_names_its_wallet_and_nothing_else_does(
    scanned: str, kind: str | None
) -> None:
    """Else a part's bar code chooses how a bill is paid."""
    assert tender_of_code(scanned) == kind
