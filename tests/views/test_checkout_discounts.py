"""How a discount is read: a 95 that is taken for 95 % off gives the shop away."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.rules.checkout import NO_DISCOUNT, Discount, TenderIn
from views import texts
from views.screens.checkout_discounts import read_discount, tell_discount
from views.screens.checkout_order import CounterLine, TillOrder, from_draft


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("95", Discount(per_mille=50)),
        ("95 折", Discount(per_mille=50)),
        ("9.5", Discount(per_mille=50)),
        ("９５折", Discount(per_mille=50)),
        ("8", Discount(per_mille=200)),
        ("80", Discount(per_mille=200)),
        ("87.5折", Discount(per_mille=125)),
        ("5%", Discount(per_mille=50)),
        ("100%", Discount(per_mille=1000)),
        ("-20", Discount(fen=2000)),
        ("减20", Discount(fen=2000)),
        ("20元", Discount(fen=2000)),
        ("-0.55", Discount(fen=55)),
        ("", NO_DISCOUNT),
        ("0", NO_DISCOUNT),
        ("100", NO_DISCOUNT),
        ("10折", NO_DISCOUNT),
        ("101%", None),
        ("120", None),
        ("abc", None),
        ("-", None),
        ("9.55", None),
    ],
)
def test_what_is_typed_in_chinese(typed: str, read: Discount | None) -> None:
    assert read_discount(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("5", Discount(per_mille=50)),
        ("5% off", Discount(per_mille=50)),
        ("-20", Discount(fen=2000)),
        ("100", Discount(per_mille=1000)),
        ("101", None),
        ("0", NO_DISCOUNT),
    ],
)
def test_what_is_typed_in_english(typed: str, read: Discount | None) -> None:
    texts.set_language("en")
    assert read_discount(typed) == read


@given(
    st.one_of(
        st.integers(1, 9_999_999).map(lambda fen: Discount(fen=fen)),
        st.integers(1, 1000).map(lambda off: Discount(per_mille=off)),
    ),
    st.sampled_from(["zh", "en"]),
)
@example(Discount(per_mille=990), "zh")
@example(Discount(per_mille=1000), "zh")
def test_what_is_told_is_read_again(discount: Discount, language: str) -> None:
    """Else leaving the field without typing changes the price."""
    texts.set_language(language)
    assert read_discount(tell_discount(discount)) == discount


discounts = st.one_of(
    st.integers(0, 5000).map(lambda fen: Discount(fen=fen)),
    st.integers(0, 1000).map(lambda off: Discount(per_mille=off)),
)
orders = st.builds(
    TillOrder,
    member_id=st.none() | st.text(max_size=5),
    lines=st.lists(st.builds(CounterLine, st.text(max_size=5), st.integers(1, 9999), discounts)),
    job_discounts=st.dictionaries(st.text(max_size=5), discounts, max_size=3),
    discount=discounts,
    rounding_unit=st.none() | st.sampled_from([0, 10, 100]),
    paid=st.lists(
        st.builds(TenderIn, st.sampled_from(["cash", "wechat", "card"]), st.integers(1, 99)),
        max_size=3,
    ),
)


@given(orders)
def test_a_draft_brings_back_the_whole_order(order: TillOrder) -> None:
    """Else a power cut loses a discount that was promised."""
    again = from_draft(order.draft())
    assert again.order() == order.order()
    assert again.paid == order.paid


@pytest.mark.parametrize("content", [{}, {"lines": 3}, {"member_id": None, "lines": [[1]]}])
def test_a_foreign_draft_is_an_empty_till(content: dict[str, object]) -> None:
    assert not from_draft(content).started
