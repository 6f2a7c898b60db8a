"""What a tier takes off: the labour and not the parts, the larger of two, and never more than there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.checkout import NO_DISCOUNT, Discount, LineIn, given_away, price_bill
from models.rules.programme import Benefits
from models.rules.tier_discount import TierLine, tiered

SILVER = Benefits(discount=50)


def entry(
    price: int, *, kind: str = "service", own: Discount = NO_DISCOUNT, earning_class: str = "standard",
    listed: bool = True, quantity: int = 1000,
) -> TierLine:  # fmt: skip
    """A line of the till."""
    line = LineIn(
        price=price, quantity=quantity, kind="part" if kind == "part" else "service", discount=own
    )
    return TierLine(line=line, earning_class=earning_class, listed=listed)


def test_the_bill_of_the_picture() -> None:
    """金卡工时 95 折: 30, 120 and 80 of labour give 11.50, the parts nothing."""
    lines = [
        entry(3000),
        entry(12000),
        entry(8000),
        entry(8600, kind="part"),
        entry(2800, kind="part"),
    ]
    found = tiered(SILVER, lines)
    assert found.offs == (150, 600, 400, 0, 0)
    priced = price_bill(found.lines)
    assert (found.off, priced.line_discount, priced.total) == (1150, 1150, 33250)


def test_parts_are_discounted_where_the_tier_says_so() -> None:
    lines = [entry(3000), entry(8600, kind="part")]
    assert tiered(Benefits(discount=100, discount_parts=True), lines).offs == (300, 860)


@pytest.mark.parametrize(
    ("own", "holds"),
    [
        (Discount(fen=500), 600),
        (Discount(fen=600), 0),
        (Discount(fen=601), 0),
        (Discount(per_mille=49), 600),
        (Discount(per_mille=51), 0),
        (Discount(fen=12000), 0),
    ],
)
def test_the_larger_discount_holds_and_they_never_add(own: Discount, holds: int) -> None:
    """Ten per cent on top of ten per cent was nobody's decision."""
    found = tiered(SILVER, [entry(12000, own=own)])
    assert found.offs == (holds,)
    assert price_bill(found.lines).line_discount == max(600, own.of(12000))


def test_a_fee_is_free_where_the_tier_says_so() -> None:
    lines = [entry(3000, earning_class="fee"), entry(12000)]
    assert tiered(SILVER, lines).offs == (150, 600)
    free = tiered(Benefits(discount=50, free_fee=True), lines)
    assert (free.offs, free.fee) == ((3000, 600), True)
    only = tiered(Benefits(free_fee=True), lines)
    assert (only.offs, only.fee) == ((3000, 0), True)
    assert tiered(Benefits(free_fee=True), lines[1:]).fee is False


def test_a_price_that_is_not_the_lists_is_left_alone() -> None:
    """Promised, agreed or typed: it was the price already."""
    found = tiered(Benefits(discount=100, free_fee=True), [entry(12000, listed=False),
                   entry(3000, earning_class="fee", listed=False)])  # fmt: skip
    assert found.offs == (0, 0)
    assert found.lines[0].discount == NO_DISCOUNT


def test_what_the_tier_gives_is_not_what_the_clerk_gives() -> None:
    """A clerk with a cap of 5 % could not serve a gold member."""
    found = tiered(Benefits(discount=100), [entry(12000), entry(8000, own=Discount(fen=1600))])
    priced = price_bill(found.lines)
    assert given_away(priced) == 140
    assert given_away(priced, by_rule=found.off) == 80


@given(
    discount=st.integers(0, 1000),
    parts=st.booleans(),
    free=st.booleans(),
    lines=st.lists(
        st.tuples(
            st.integers(0, 10**7), st.integers(1, 50_000), st.booleans(), st.booleans(),
            st.integers(0, 1000), st.sampled_from(("standard", "fee")),
        ),
        min_size=1,
        max_size=12,
    ),
)  # fmt: skip
def test_it_never_costs_more_and_never_less_than_nothing(
    discount: int, parts: bool, free: bool, lines: list[tuple[int, int, bool, bool, int, str]]
) -> None:
    """Whatever the tier and the lines: each line between nothing and what it was without the tier."""
    chosen = [
        entry(price, quantity=quantity, kind="part" if part else "service", listed=listed,
              own=Discount(per_mille=own), earning_class=fee)
        for price, quantity, part, listed, own, fee in lines
    ]  # fmt: skip
    benefits = Benefits(discount=discount, discount_parts=parts, free_fee=free)
    found = tiered(benefits, chosen)
    with_tier = price_bill(found.lines)
    without = price_bill([one.line for one in chosen])
    for one, before, after, off in zip(
        chosen, without.lines, with_tier.lines, found.offs, strict=True
    ):
        assert 0 <= after.total <= before.total
        assert after.discount == max(before.discount, off)
        assert off in (0, after.discount)
        assert one.listed or off == 0
    assert found.off <= with_tier.line_discount
    assert 0 <= given_away(with_tier, by_rule=found.off) <= 1000
