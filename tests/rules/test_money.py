"""If these fail, the shop loses fen: amounts are misread, or parts do not add up to the whole."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.base.money import MAX_FEN, amount_of, fen_text, parse_fen, round_half_up, split
from models.base.quantity import MAX_QUANTITY, parse_quantity, quantity_text

WHOLE = st.integers(-(10**14), 10**14)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1234.50", 123450),
        ("1,246", 124600),
        ("１２．５", 1250),
        ("12。5", 1250),
        ("¥ 307.50", 30750),
        ("￥0.05元", 5),
        (".5", 50),
        ("7.", 700),
        ("99,999,999.99", MAX_FEN),
        ("000000000001", 100),
        ("-0", 0),
    ],
)
def test_a_typed_amount_is_read_as_meant(typed: str, fen: int) -> None:
    assert parse_fen(typed, field="amount") == fen


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "money.empty"),
        ("¥", "money.empty"),
        (".", "money.not_a_number"),
        ("1,23", "money.not_a_number"),
        ("1,2345", "money.not_a_number"),
        ("1e3", "money.not_a_number"),
        ("٣", "money.not_a_number"),
        ("1²", "money.not_a_number"),
        ("--1", "money.not_a_number"),
        ("12.345", "money.decimals"),
        ("-1", "money.negative"),
        ("¥-1", "money.negative"),
        ("-¥1", "money.negative"),
        ("100000000", "money.too_large"),
        ("6" * 400, "money.too_large"),
    ],
)
def test_what_is_no_amount_is_refused_beside_its_field(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_fen(typed, field="amount")
    assert (refused.value.code, refused.value.field) == (code, "amount")


@pytest.mark.parametrize("typed", ["-12.50", "¥-12.50", "-¥12.50", "－12。50", "\u221212.5"])
def test_a_negative_amount_is_read_where_it_is_allowed(typed: str) -> None:
    assert parse_fen(typed, field="amount", negative=True) == -1250


@given(st.integers(-MAX_FEN, MAX_FEN))
def test_what_is_written_is_read_back(fen: int) -> None:
    assert parse_fen(fen_text(fen), field="amount", negative=True) == fen


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_refused(typed: str) -> None:
    try:
        assert 0 <= parse_fen(typed, field="amount") <= MAX_FEN
    except Refused as refused:
        assert refused.code.startswith("money.")  # noqa: PT017


@given(WHOLE, st.integers(1, 10**9))
def test_rounding_is_to_the_nearest_and_mirrors_for_a_reversal(top: int, bottom: int) -> None:
    rounded = round_half_up(top, bottom)
    off = abs(Fraction(top, bottom) - rounded)
    assert off <= Fraction(1, 2)
    if off == Fraction(1, 2):
        assert abs(rounded) > abs(Fraction(top, bottom))
    assert round_half_up(-top, bottom) == -rounded == round_half_up(top, -bottom)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (2000, [2850, 11400, 7600, 8600, 2800], [172, 686, 457, 517, 168]),
        (5, [0, 3, 0, 3], [0, 3, 0, 2]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (0, [0, 0], [0, 0]),
        (0, [], []),
    ],
)
def test_a_discount_is_split_by_largest_remainder(
    total: int, weights: list[int], shares: list[int]
) -> None:
    assert split(total, weights) == shares


@given(WHOLE, st.lists(st.integers(0, 10**10), min_size=1, max_size=30))
def test_shares_add_up_exactly_and_are_fair_within_a_fen(total: int, weights: list[int]) -> None:
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1, *weights], 1
    shares = split(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Fraction(total * weight, whole)) < 1
        assert weight or share == 0


def test_nothing_to_split_over_is_a_bug_and_not_lost_money() -> None:
    with pytest.raises(ValueError, match="nothing"):
        split(5, [0, 0])
    with pytest.raises(ValueError, match="negative"):
        split(5, [2, -1])


@pytest.mark.parametrize(
    ("price", "quantity", "amount"),
    [(333, 1500, 500), (1, 499, 0), (1, 500, 1), (8600, 1000, 8600)],
)
def test_a_line_rounds_half_up_once(price: int, quantity: int, amount: int) -> None:
    assert amount_of(price, quantity) == amount


@given(st.integers(0, MAX_QUANTITY))
def test_a_quantity_written_is_read_back(milli: int) -> None:
    assert parse_quantity(quantity_text(milli), field="quantity", zero=True) == milli


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "quantity.empty"),
        ("0", "quantity.zero"),
        ("-1", "quantity.not_a_number"),
        ("1.2345", "quantity.decimals"),
        ("1000000", "quantity.too_large"),
        ("两个", "quantity.not_a_number"),
    ],
)
def test_what_is_no_quantity_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_quantity(typed, field="quantity")
    assert refused.value.code == code


def test_quantities_show_no_idle_zeros() -> None:
    assert [quantity_text(milli) for milli in (1000, 1500, 125, 0, 10_000)] == [
        "1",
        "1.5",
        "0.125",
        "0",
        "10",
    ]
