"""If these fail, a job is billed at the price of another day, or an old price is rewritten."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.base.money import MAX_FEN
from models.rules.prices import PriceEntry, check_entry, history, next_change, price_of, price_on

START = date(2026, 1, 1)
ENTRIES = st.lists(
    st.builds(
        lambda day, price: (START + timedelta(days=day), price),
        st.integers(0, 20),
        st.one_of(st.none(), st.integers(0, 10_000)),
    ),
    max_size=12,
).map(lambda raw: [PriceEntry(day, number, price) for number, (day, price) in enumerate(raw)])


def naive(entries: list[PriceEntry], day: date) -> PriceEntry | None:
    """Walks day by day from the first, later versions over earlier ones."""
    holds = None
    for back in range(40):
        on = START + timedelta(days=back)
        if on > day:
            break
        for entry in entries:  # in the order they were made
            if entry.effective_from == on:
                holds = entry
    return holds


@given(ENTRIES, st.integers(-2, 25), st.randoms())
def test_the_price_of_any_day_is_the_one_that_held(
    entries: list[PriceEntry], back: int, shuffler: object
) -> None:
    day = START + timedelta(days=back)
    wanted = naive(entries, day)
    shuffler.shuffle(entries)  # type: ignore[attr-defined]
    assert price_on(entries, day) == wanted


def _price(entries: list[PriceEntry], day: date) -> int | str | None:
    held = price_on(entries, day)
    return "none" if held is None else held.price


@given(ENTRIES)
def test_history_is_what_held_on_each_day(entries: list[PriceEntry]) -> None:
    held = history(entries)
    days = [START + timedelta(days=back) for back in range(25)]
    assert {price_on(entries, day) for day in days} - {None} == set(held)
    for now, then in pairwise(held):
        if now.price != then.price:
            assert next_change(entries, now.effective_from) == then
    for day in days:
        later = (entry for entry in held if entry.effective_from > day)
        told = next_change(entries, day)
        if told is None:
            assert {entry.price for entry in later} <= {_price(entries, day)}
        else:
            assert told.price != _price(entries, told.effective_from - timedelta(days=1))
            assert told.effective_from > day
            assert told in held


def test_an_item_without_a_price_is_not_sold_at_none() -> None:
    entries = [PriceEntry(START, 1, 500), PriceEntry(START + timedelta(days=2), 2, None)]
    assert price_of(entries, START).price == 500
    for day in (START - timedelta(days=1), START + timedelta(days=2)):
        with pytest.raises(Refused, match=r"price\.none"):
            price_of(entries, day)


@pytest.mark.parametrize(
    ("day", "price", "cost", "code"),
    [
        (START - timedelta(days=1), 1, 0, "price.past"),
        (START, -1, 0, "price.negative"),
        (START, 1, -1, "price.negative"),
        (START, MAX_FEN + 1, 0, "price.too_large"),
    ],
)
def test_a_version_in_the_past_is_refused(day: date, price: int, cost: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_entry(day, today=START, price=price, cost=cost)
    assert refused.value.code == code


def test_a_version_of_today_may_be_made() -> None:
    check_entry(START, today=START, price=None)
    check_entry(START, today=START, price=0, cost=MAX_FEN)
