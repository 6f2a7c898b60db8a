"""Points in numbers: which lots go first, what is taken back, how long they last.

If it fails, a member loses points a day early, a refund takes one too many, or a lot is used out of turn.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.rules import points
from models.rules.points import EarnedLine, Lot, Part
from models.rules.programme import DebtPolicy, Expiry

DAY = date(2026, 6, 11)


def lot(name: str, amount: int, last: date | None = None, first: date = DAY) -> Lot:
    """A lot by its name."""
    return Lot(id=name, points=amount, first_day=first, last_day=last)


@pytest.mark.parametrize(
    ("expiry", "earned", "last"),
    [
        (Expiry("never", 0), date(2026, 6, 11), None),
        (Expiry("days", 0), date(2026, 6, 11), date(2026, 6, 11)),
        (Expiry("days", 365), date(2026, 6, 11), date(2027, 6, 11)),
        (Expiry("months", 1), date(2026, 1, 31), date(2026, 2, 28)),
        (Expiry("months", 1), date(2028, 1, 31), date(2028, 2, 29)),
        (Expiry("months", 1), date(2026, 2, 28), date(2026, 3, 28)),
        (Expiry("months", 12), date(2028, 2, 29), date(2029, 2, 28)),
        (Expiry("months", 11), date(2026, 1, 31), date(2026, 12, 31)),
        (Expiry("month_end", 0), date(2026, 6, 11), date(2026, 6, 30)),
        (Expiry("month_end", 1), date(2026, 1, 31), date(2026, 2, 28)),
        (Expiry("month_end", 7), date(2026, 6, 30), date(2027, 1, 31)),
        (Expiry("year_end", 0), date(2026, 12, 31), date(2026, 12, 31)),
        (Expiry("year_end", 1), date(2026, 1, 1), date(2027, 12, 31)),
    ],
)
def test_the_last_day(expiry: Expiry, earned: date, last: date | None) -> None:
    """31 January and one month is the end of February, in a leap year too."""
    assert points.last_day(expiry, earned) == last


def test_a_lot_is_good_through_its_last_day_and_not_before_its_first() -> None:
    """The customer who comes at closing time of the last day is served."""
    one = lot("a", 100, DAY + timedelta(days=2), DAY)
    assert [one.good_on(DAY + timedelta(days=n)) for n in (-1, 0, 2, 3)] == [
        False,
        True,
        True,
        False,
    ]
    assert not lot("debt", -5).good_on(DAY)


def test_what_ends_first_is_used_first() -> None:
    """Points that never end are kept for last, and of two alike the older goes first."""
    lots = [
        lot("never", 100),
        lot("c", 50, date(2026, 12, 31), DAY),
        lot("b", 50, date(2026, 12, 31), DAY - timedelta(days=9)),
        lot("a", 50, date(2026, 9, 30)),
    ]
    assert points.spent(lots, 170, DAY) == (
        Part("a", 50),
        Part("b", 50),
        Part("c", 50),
        Part("never", 20),
    )


def test_what_is_owed_pending_or_gone_is_not_there_to_be_used() -> None:
    """A member cannot use what the shop is owed, nor what comes tomorrow or ended yesterday."""
    lots = [
        lot("good", 100),
        lot("debt", -30),
        lot("pending", 500, None, DAY + timedelta(days=1)),
        lot("gone", 500, DAY - timedelta(days=1), DAY - timedelta(days=9)),
    ]
    held = points.sums(lots, DAY)
    assert (held.usable, held.pending, held.debt, held.available) == (100, 500, 30, 70)
    with pytest.raises(Refused) as refused:
        points.spent(lots, 71, DAY)
    assert (refused.value.code, refused.value.values) == ("points.short", {"have": 70, "need": 71})
    assert points.spent(lots, 70, DAY) == (Part("good", 70),)


@pytest.mark.parametrize("amount", [0, -1, points.MOST + 1])
def test_an_amount_has_to_be_one(amount: int) -> None:
    """Nothing and less than nothing are no amounts."""
    with pytest.raises(Refused, match=r"points\.amount"):
        points.spent([lot("a", 100)], amount, DAY)


@pytest.mark.parametrize(
    ("policy", "parts", "debt", "forgiven"),
    [
        ("others_first", (Part("own", 40), Part("other", 25)), 15, 0),
        ("debt", (Part("own", 40),), 40, 0),
        ("forgive", (Part("own", 40),), 40, 40),
    ],
)
def test_taking_back_what_was_spent(
    policy: DebtPolicy, parts: tuple[Part, ...], debt: int, forgiven: int
) -> None:
    """Never skipped, never refused: its own first, what had expired is gone, the rest by the shop's policy."""
    how = points.taken_back(
        100, own=[lot("own", 40)], lapsed=20, others=[lot("other", 25)], policy=policy
    )
    assert (how.parts, how.lapsed, how.debt, how.forgiven) == (parts, 20, debt, forgiven)


def test_a_line_given_back_whole_gives_back_all_it_earned() -> None:
    """Whatever was rounded before, the last one takes the rest."""
    lines = [EarnedLine(id="a", points=33, total=1000, back=999, taken=31)]
    assert points.line_takes(lines, {"a": 1}) == {"a": 2}


def test_shares_of_several_lines_by_largest_remainder() -> None:
    """1.5, 1.3 and 1.2 come to 4 together: the largest remainder takes the one that is over."""
    lines = [
        EarnedLine(id="a", points=15, total=1000),
        EarnedLine(id="b", points=13, total=1000),
        EarnedLine(id="c", points=12, total=1000),
    ]
    assert points.line_takes(lines, {"a": 100, "b": 100, "c": 100}) == {"a": 2, "b": 1, "c": 1}


def test_a_gift_line_comes_back_with_the_bills_last_fen() -> None:
    """A line of no amount that earned (before discounts) keeps its points until the bill is given back."""
    lines = [
        EarnedLine(id="paid", points=10, total=1000),
        EarnedLine(id="gift", points=5, total=0),
    ]
    assert points.line_takes(lines, {"paid": 500}) == {"paid": 5}
    paid = EarnedLine(id="paid", points=10, total=1000, back=500, taken=5)
    assert points.line_takes([paid, lines[1]], {"paid": 500}) == {"paid": 5, "gift": 5}


@given(
    lines=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 50_000)), min_size=1, max_size=5),
    parts=st.lists(st.lists(st.integers(1, 10_000), min_size=5, max_size=5), max_size=8),
)
def test_however_it_comes_back_it_is_what_was_earned(
    lines: list[tuple[int, int]], parts: list[list[int]]
) -> None:
    """Any row of partial refunds, and then the rest: no line gives back more or less than it earned."""
    state = [
        EarnedLine(id=str(n), points=earned, total=total) for n, (earned, total) in enumerate(lines)
    ]
    for share in [*parts, None]:
        if share is None:
            amounts = {ln.id: ln.total - ln.back for ln in state}
        else:
            amounts = {
                ln.id: min(part, ln.total - ln.back)
                for ln, part in zip(state, share, strict=False)
                if ln.total > ln.back
            }
        takes = points.line_takes(state, amounts)
        assert all(take > 0 for take in takes.values())
        state = [
            EarnedLine(
                id=ln.id,
                points=ln.points,
                total=ln.total,
                back=ln.back + amounts.get(ln.id, 0),
                taken=ln.taken + takes.get(ln.id, 0),
            )
            for ln in state
        ]
        assert all(ln.taken <= ln.points for ln in state)
    assert [ln.taken for ln in state] == [ln.points for ln in state]


@given(
    used=st.integers(1, 100_000),
    worth=st.integers(1, 100_000),
    backs=st.lists(st.integers(1, 20_000), max_size=8),
)
def test_points_that_paid_come_back_exactly(used: int, worth: int, backs: list[int]) -> None:
    """However a bill that points paid comes back, all of them come back with its last fen and none before."""
    before = given_back = 0
    for back in [*backs, worth]:
        now = min(back, worth - before)
        if now:
            part = points.share_back(used, worth, back=now, before=before, given=given_back)
            assert part >= 0
            before, given_back = before + now, given_back + part
    assert (before, given_back) == (worth, used)


def test_the_oldest_debt_is_paid_first() -> None:
    """So that a statement reads in the order in which things happened."""
    debts = [lot("new", -50), lot("old", -20, None, DAY - timedelta(days=3))]
    assert points.repaid(debts, 30) == (Part("old", 20), Part("new", 10))
    assert points.repaid(debts, 500) == (Part("old", 20), Part("new", 50))
