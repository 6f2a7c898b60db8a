"""What a bill earns. If it fails, a receipt promises points that the formula on the wall does not give."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.points_earning import EarnLine, earned
from models.rules.programme import ClassRate, Earning, Multiplier, Programme

FRIDAY = date(2026, 6, 12)


def line(total: int, kind: str = "standard", code: str = "", amount: int | None = None) -> EarnLine:
    """A line of a bill."""
    return EarnLine(
        amount=total if amount is None else amount, total=total, earning_class=kind, item_code=code
    )


def test_the_worked_example() -> None:
    """307.50 yuan by a gold card of 1.2: whole yuan, times the factor, rounded down once."""
    gold = Multiplier(code="g", name="金卡 1.2 倍", factor=1200, tiers=("gold",))
    told = earned(
        Programme(multipliers=(gold,)),
        [line(2850), line(11_400), line(7600), line(8600), line(300)],
        unearning=0,
        tier="gold",
        day=FRIDAY,
    )
    assert (told.eligible, told.yuan, told.points) == (30_750, 307, 368)
    assert told.factor == Fraction(6, 5)
    assert told.names == ("金卡 1.2 倍",)
    assert sum(told.lines) == 368


@pytest.mark.parametrize(
    ("fen", "points"),
    [(0, 0), (99, 0), (100, 1), (199, 1), (12_345, 123), (9_999_999_999, 99_999_999)],
)
def test_a_yuan_is_a_point(fen: int, points: int) -> None:
    """Whole yuan only."""
    told = earned(Programme(), [line(fen)], unearning=0, tier="base", day=FRIDAY)
    assert told.points == points


def test_what_points_and_gifts_pay_earns_nothing() -> None:
    """100 yuan of which 30 were paid by points: the share is taken off every line."""
    told = earned(Programme(), [line(6000), line(4000)], unearning=3000, tier="base", day=FRIDAY)
    assert (told.points, told.lines) == (70, (42, 28))


def test_parts_that_earn_nothing() -> None:
    """A class with rate 0 earns nothing, and its yuan do not fill up those of others."""
    told = earned(
        Programme(), [line(5050), line(9950, "none")], unearning=0, tier="base", day=FRIDAY
    )
    assert (told.eligible, told.points, told.lines) == (5050, 50, (50, 0))


def test_a_class_may_earn_more() -> None:
    """Double points on cleaning, one on the rest: reckoned over the whole yuan of both."""
    rules = Programme(earning=Earning(classes=(ClassRate("double", 2000),)))
    told = earned(rules, [line(10_000, "double"), line(5000)], unearning=0, tier="base", day=FRIDAY)
    assert (told.points, told.lines) == (250, (200, 50))


def test_before_or_after_discount() -> None:
    """As the shop chose: 100 yuan with 20 off earn 80 or 100."""
    cut = [line(8000, amount=10_000)]
    after = earned(Programme(), cut, unearning=0, tier="base", day=FRIDAY)
    rules = Programme(earning=Earning(before_discount=True))
    before = earned(rules, cut, unearning=0, tier="base", day=FRIDAY)
    assert (after.points, before.points) == (80, 100)
    half = earned(rules, cut, unearning=4000, tier="base", day=FRIDAY)
    assert half.points == 50, "half was paid by points"


@pytest.mark.parametrize("total", [8000, 0])
def test_what_points_pay_earns_nothing_whichever_price_counts(total: int) -> None:
    """Else points breed points: 100 yuan with 20 off, the rest paid by points, once earned 20 more."""
    rules = Programme(earning=Earning(before_discount=True))
    told = earned(rules, [line(total, amount=10_000)], unearning=total, tier="base", day=FRIDAY)
    assert (told.points, told.eligible) == (0, 0)


@pytest.mark.parametrize(("combine", "points"), [("best", 200), ("product", 300)])
def test_two_multipliers_meet(combine: str, points: int) -> None:
    """The better one holds, or both do, as the shop chose."""
    rules = Programme(
        earning=Earning(combine="best" if combine == "best" else "product"),
        multipliers=(
            Multiplier(code="f", name="周五", factor=2000, weekdays=(5,)),
            Multiplier(code="s", name="银卡", factor=1500, tiers=("silver",)),
        ),
    )
    told = earned(rules, [line(10_000)], unearning=0, tier="silver", day=FRIDAY)
    assert told.points == points


@pytest.mark.parametrize(
    ("conditions", "holds"),
    [
        ({}, True),
        ({"tiers": ("gold",)}, False),
        ({"tiers": ("gold", "silver")}, True),
        ({"weekdays": (5,)}, True),
        ({"weekdays": (6, 7)}, False),
        ({"month_days": (12,)}, True),
        ({"month_days": (1,)}, False),
        ({"first_day": FRIDAY, "last_day": FRIDAY}, True),
        ({"first_day": date(2026, 6, 13)}, False),
        ({"last_day": date(2026, 6, 11)}, False),
        ({"earning_classes": ("standard",)}, True),
        ({"earning_classes": ("none",)}, False),
        ({"item_codes": ("FW-1",)}, True),
        ({"item_codes": ("FW-2",)}, False),
        ({"weekdays": (5,), "tiers": ("gold",)}, False),
    ],
)
def test_every_condition_has_to_hold(conditions: dict[str, object], holds: bool) -> None:
    """A campaign that ended yesterday, a card that is not this member's, goods that are not these."""
    rules = Programme(
        multipliers=(Multiplier(code="m", name="双倍", factor=2000, **conditions),)  # type: ignore[arg-type]
    )
    told = earned(rules, [line(1000, code="FW-1")], unearning=0, tier="silver", day=FRIDAY)
    assert told.points == (20 if holds else 10)


@given(
    lines=st.lists(
        st.tuples(st.integers(0, 100_000), st.sampled_from(("standard", "none", "double"))),
        min_size=1,
        max_size=6,
    ),
    unearning=st.integers(0, 200_000),
    factor=st.integers(0, 5000),
)
def test_the_lines_share_what_the_bill_earns(
    lines: list[tuple[int, str]], unearning: int, factor: int
) -> None:
    """No point is lost between bill and lines, and no line that earns nothing gets one."""
    rules = Programme(
        earning=Earning(classes=(ClassRate("none", 0), ClassRate("double", 2000))),
        multipliers=(Multiplier(code="m", name="m", factor=factor),),
    )
    bill = [line(total, kind) for total, kind in lines]
    told = earned(rules, bill, unearning=unearning, tier="base", day=FRIDAY)
    assert sum(told.lines) == told.points
    whole = sum(entry.total for entry in bill)
    assert told.eligible <= max(0, whole - min(unearning, whole))
    assert told.points <= 2 * factor * (told.eligible // 100) // 1000
    for entry, share in zip(bill, told.lines, strict=True):
        assert share == 0 or (entry.earning_class != "none" and entry.total)
