"""Which tier a figure reaches: a month counted twice is a card that is refused at the counter."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.days import months_after
from models.rules import tiers
from models.rules.programme import Tier, Tiers

STEPS = (
    Tier(code="base", name="普通", need=0),
    Tier(code="silver", name="银卡", need=100),
    Tier(code="gold", name="金卡", need=300),
)


@pytest.mark.parametrize(
    ("have", "place"), [(-50, 0), (0, 0), (99, 0), (100, 1), (299, 1), (300, 2), (9999, 2)]
)
def test_the_figure_that_crosses_counts(have: int, place: int) -> None:
    assert tiers.reached(STEPS, have) == place


@pytest.mark.parametrize(
    ("code", "have", "following", "missing"),
    [
        ("base", 40, "silver", 60),
        ("base", 150, "silver", 0),
        ("silver", 100, "gold", 200),
        ("gold", 10, "", 0),
        ("gone", 0, "silver", 100),
    ],
)
def test_the_way_to_the_next(code: str, have: int, following: str, missing: int) -> None:
    far = tiers.distance(Tiers(steps=STEPS), code, have)
    assert (far.next_code, far.missing, far.have) == (following, missing, have)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 6, 11), -12, date(2025, 6, 11)),
    ],
)
def test_months_end_where_the_month_does(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


def test_a_window_of_a_year_holds_a_year() -> None:
    """A bill of the same day last year is out, one of the day after is in."""
    assert tiers.window(12, date(2026, 6, 11)) == date(2025, 6, 12)
    assert tiers.window(0, date(2026, 6, 11)) == tiers.EVER


@given(st.dates(date(2000, 1, 1), date(2080, 1, 1)), st.integers(1, 120))
def test_windows_follow_on_each_other(day: date, months: int) -> None:
    """No day falls between a window and the one before it, and only the month's end may be in both."""
    first = tiers.window(months, day)
    assert first <= day
    assert first - timedelta(days=1) == months_after(day, -months)


@given(st.integers(0, 500), st.integers(0, 500))
def test_more_never_reaches_less(less: int, more: int) -> None:
    assert tiers.reached(STEPS, less) <= tiers.reached(STEPS, less + more)


def test_the_lowest_is_never_reviewed() -> None:
    day = date(2026, 1, 31)
    assert tiers.review_on(Tiers(review_months=1), 0, day) is None
    assert tiers.review_on(Tiers(review_months=1), 1, day) == date(2026, 2, 28)
    assert tiers.review_on(Tiers(review_months=0), 1, day) is None


def test_a_tier_that_is_gone_is_carried_over_by_its_place() -> None:
    assert tiers.carried(STEPS, STEPS[:2], "gold") == 1
    assert tiers.carried(STEPS, STEPS, "silver") == 1
