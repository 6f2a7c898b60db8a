"""The price list: what held on any day holds for ever."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.errors import Refused
from models.base.usecase import Call
from models.services import prices
from models.services.prices import ItemDetails, NewPrice
from tests.shopkeeping import Shop

TODAY = date(2026, 6, 11)


def _price(shop: Shop, code: str, day: date) -> int | None:
    return shop.kernel.ask(prices.item_on, shop.items[code], day=day).price


def test_the_price_of_any_day_can_be_asked_for_ever(shop: Shop) -> None:
    """Next year's argument about last year's price is settled in a second."""
    item = shop.items["FW-114"]
    for day, price in ((date(2026, 7, 1), 13000), (date(2027, 1, 1), 14500)):
        shop.kernel.run(prices.set_prices, (NewPrice(item, price),), effective_from=day)
    assert _price(shop, "FW-114", TODAY) == 12000
    assert _price(shop, "FW-114", date(2026, 6, 30)) == 12000
    assert _price(shop, "FW-114", date(2026, 7, 1)) == 13000
    assert _price(shop, "FW-114", date(2030, 1, 1)) == 14500
    history = shop.kernel.ask(prices.price_history, item)
    assert [entry.price for entry in history] == [12000, 13000, 14500]


def test_a_past_price_cannot_be_rewritten(shop: Shop) -> None:
    """Whoever can change yesterday's price can change yesterday's bill."""
    with pytest.raises(Refused, match=r"price\.past"):
        shop.kernel.run(
            prices.set_prices,
            (NewPrice(shop.items["FW-001"], 1),),
            effective_from=date(2026, 6, 10),
        )


def test_two_versions_of_one_day_the_later_one_holds(shop: Shop) -> None:
    """A typing slip is mended by another version, and both stay on record."""
    item = shop.items["FW-001"]
    shop.kernel.run(prices.set_prices, (NewPrice(item, 300),), effective_from=TODAY)
    shop.kernel.run(prices.set_prices, (NewPrice(item, 3300),), effective_from=TODAY)
    found = shop.kernel.ask(prices.price_list)
    row = next(row for row in found.rows if row.id == item)
    assert row.price == 3300
    assert found.versions[0].number == found.versions[1].number + 1


def test_the_list_shows_what_is_coming(shop: Shop) -> None:
    """A clerk who knows of the raise can say so."""
    item = shop.items["PJ-0618"]
    shop.kernel.run(prices.set_prices, (NewPrice(item, 3000),), effective_from=date(2026, 7, 1))
    row = next(row for row in shop.kernel.ask(prices.price_list).rows if row.id == item)
    assert (row.price, row.next_price, row.next_from) == (2800, 3000, date(2026, 7, 1))


def test_an_item_before_its_first_price_is_refused(shop: Shop) -> None:
    """Free by accident is the most expensive price."""
    with pytest.raises(Refused, match=r"price\.none"):
        _price(shop, "FW-001", date(2026, 6, 10))


@pytest.mark.parametrize(
    ("details", "price", "code", "field"),
    [
        (ItemDetails(category="", code="X", name="y"), 100, "text.required", "category"),
        (ItemDetails(category="c", code="", name="y"), 100, "text.required", "code"),
        (ItemDetails(category="c", code="fw-001", name="y"), 100, "price.code_taken", "code"),
        (ItemDetails(category="c", code="X", name=""), 100, "text.required", "name"),
        (ItemDetails(category="c", code="X", name="y"), -1, "price.negative", "price"),
        (
            ItemDetails(category="c", code="X", name="y", warranty_days=-1),
            1,
            "price.warranty",
            "warranty_days",
        ),
        (
            ItemDetails(category="c", code="X", name="y", earning_class="z"),
            1,
            "price.earning_class",
            "earning_class",
        ),
        (ItemDetails(category="c", code="X", name="y"), 10**12, "price.too_large", "price"),
    ],
)
def test_a_bad_item_is_refused_beside_its_field(
    shop: Shop, details: ItemDetails, price: int, code: str, field: str
) -> None:
    """A price list with two FW-001 charges the wrong one."""
    with pytest.raises(Refused) as refused:
        shop.kernel.run(prices.add_item, details, price=price)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_archiving_and_editing_are_undone_exactly(shop: Shop) -> None:
    """An item taken off by mistake comes back with its price and its place."""
    before = shop.kernel.ask(prices.price_list)
    item = shop.items["FW-120"]
    archived = shop.kernel.run(prices.archive_item, item)
    assert item not in {row.id for row in shop.kernel.ask(prices.price_list).rows}
    edited = shop.kernel.run(
        prices.edit_item, item, ItemDetails(category="洗衣机", code="FW-120B", name="改了")
    )
    for outcome in (edited, archived):
        assert outcome.inverse is not None
        shop.kernel.undo(outcome.inverse)
    assert shop.kernel.ask(prices.price_list) == before


def _raised(shop: Shop, code: str, price: int, day: date) -> Call:
    outcome = shop.kernel.run(
        prices.set_prices, (NewPrice(shop.items[code], price, 500),), effective_from=day
    )
    assert outcome.inverse is not None
    return outcome.inverse


def test_a_price_just_set_is_taken_back_with_its_cost(shop: Shop) -> None:
    """1200 typed for 120 must not stand until somebody is charged it."""
    before = shop.kernel.ask(prices.item_on, shop.items["PJ-0618"])
    undo = _raised(shop, "PJ-0618", 280_000, TODAY)
    redo = shop.kernel.undo(undo).inverse
    after = shop.kernel.ask(prices.item_on, shop.items["PJ-0618"])
    assert (after.price, after.cost) == (before.price, before.cost)
    assert redo is not None
    shop.kernel.undo(redo)
    again = shop.kernel.ask(prices.item_on, shop.items["PJ-0618"])
    assert (again.price, again.cost) == (280_000, 500)


def test_taking_a_coming_price_back_leaves_what_holds_then(shop: Shop) -> None:
    """The raise of July is called off: in July the price of June must hold."""
    july = date(2026, 7, 1)
    _raised(shop, "FW-114", 13000, july)
    shop.kernel.undo(_raised(shop, "FW-114", 15000, july))
    assert _price(shop, "FW-114", july) == 13000
    assert _price(shop, "FW-114", TODAY) == 12000


def test_a_price_somebody_was_charged_is_not_taken_back(shop: Shop) -> None:
    """The receipt says 135; the list must not deny by Ctrl+Z that it ever said so."""
    undo = _raised(shop, "FW-114", 13500, TODAY)
    shop.sell("FW-114")
    with pytest.raises(Refused, match=r"price\.followed"):
        shop.kernel.undo(undo)
    undo = _raised(shop, "FW-120", 8800, TODAY)
    shop.job(None, "FW-120")
    with pytest.raises(Refused, match=r"price\.followed"):
        shop.kernel.undo(undo)


def test_a_line_from_before_does_not_hold_the_new_price(shop: Shop) -> None:
    """A sale of the morning at the same price is no reason to keep the slip of the afternoon."""
    shop.sell("FW-114")
    before = shop.kernel.ask(prices.item_on, shop.items["FW-114"])
    undo = _raised(shop, "FW-114", 12000, TODAY)
    assert shop.kernel.ask(prices.item_on, shop.items["FW-114"]).cost == 500 != before.cost
    shop.kernel.undo(undo)
    after = shop.kernel.ask(prices.item_on, shop.items["FW-114"])
    assert (after.price, after.cost) == (before.price, before.cost) == (12000, before.cost)


def test_a_later_change_of_the_same_day_stays(shop: Shop) -> None:
    """Two clerks: the second one's price must not vanish by the first one's Ctrl+Z."""
    undo = _raised(shop, "FW-114", 13500, TODAY)
    _raised(shop, "FW-114", 14000, TODAY)
    with pytest.raises(Refused, match=r"price\.followed"):
        shop.kernel.undo(undo)
    assert _price(shop, "FW-114", TODAY) == 14000


def test_yesterdays_price_is_not_taken_back(shop: Shop) -> None:
    """The price of a day that is over can be asked for ever."""
    undo = _raised(shop, "FW-114", 13500, TODAY)
    shop.clock.advance(timedelta(days=1))
    with pytest.raises(Refused, match=r"price\.past"):
        shop.kernel.undo(undo)


@given(
    versions=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 10**7)), min_size=1, max_size=8)
)
def test_any_day_has_the_last_price_set_for_it(shop: Shop, versions: list[tuple[int, int]]) -> None:
    """Prices prepared in any order hold in the order of their days."""
    details = ItemDetails(category="试", code=f"T-{len(shop.items)}", name="试")
    item = shop.kernel.run(prices.add_item, details, price=1).result
    shop.items[details.code] = item
    expected: dict[date, int] = {TODAY: 1}
    for days, price in versions:
        day = date.fromordinal(TODAY.toordinal() + days)
        shop.kernel.run(prices.set_prices, (NewPrice(item, price),), effective_from=day)
        expected[day] = price
    for day, price in expected.items():
        assert shop.kernel.ask(prices.item_on, item, day=day).price == price
