"""The price list in the real window, by keys."""

from datetime import date, timedelta

from PySide6.QtCore import Qt

from models.services import price_plans, price_samples, prices
from models.services.price_samples import SampleItem
from models.services.prices import ItemDetails
from tests.clerk import ALT, CTRL, Clerk
from tests.shopkeeping import Shop
from views import places
from views.screens.prices import PricesPage

K = Qt.Key


def _go(clerk: Clerk) -> None:
    clerk.press(K.Key_6, held=ALT)
    clerk.at(places.PRICES)
    clerk.calm()


def test_an_item_is_added_by_keys(clerk: Clerk, shop: Shop) -> None:
    """A new service is on the list before the customer has finished asking for it."""
    _go(clerk)
    clerk.press(K.Key_Insert)
    clerk.type("FW-500")
    clerk.press(K.Key_Return)
    clerk.type("空调清洗")
    for field in (K.Key_Tab,) * 4:
        clerk.press(field)
    page = clerk.page
    page._item._price.setFocus()  # type: ignore[attr-defined]
    clerk.type("88")
    clerk.press(K.Key_Return, held=CTRL)
    rows = {row.code: row for row in shop.kernel.ask(prices.price_list).rows}
    assert (rows["FW-500"].name, rows["FW-500"].price) == ("空调清洗", 8800)


def test_a_price_without_a_number_is_refused_beside_it(clerk: Clerk, shop: Shop) -> None:
    """Free by accident."""
    _go(clerk)
    clerk.press(K.Key_Insert)
    clerk.type("FW-501")
    clerk.press(K.Key_Return)
    clerk.type("没价")
    clerk.press(K.Key_Return, held=CTRL)
    assert clerk.page._item._form.refused() == ["price"]  # type: ignore[attr-defined]
    assert "FW-501" not in {row.code for row in shop.kernel.ask(prices.price_list).rows}


def test_a_new_price_from_today(clerk: Clerk, shop: Shop) -> None:
    """Changing a price must not touch the item's name or its past."""
    _go(clerk)
    clerk.type("FW-114")
    clerk.press(K.Key_P, held=CTRL)
    clerk.type("135")
    clerk.press(K.Key_Return, held=CTRL)
    row = shop.kernel.ask(prices.item_on, shop.items["FW-114"])
    assert (row.price, row.name) == (13500, "更换滚筒轴承，工时")
    assert len(shop.kernel.ask(prices.price_history, shop.items["FW-114"])) >= 1


def test_the_filter_narrows_and_escape_widens(clerk: Clerk) -> None:
    """Two letters, and the list is short enough to read aloud."""
    _go(clerk)
    clerk.type("pj")
    page = clerk.page
    assert page._model.rowCount() == 2  # type: ignore[attr-defined]
    clerk.press(K.Key_Escape)
    assert page._model.rowCount() == 5  # type: ignore[attr-defined]


def test_delete_and_the_arrows_work_from_the_empty_filter(clerk: Clerk, shop: Shop) -> None:
    """The key printed on the button does nothing: the item stays on the list."""
    _go(clerk)
    clerk.press(K.Key_Down)
    chosen = clerk.page._table.current_row()  # type: ignore[attr-defined]
    clerk.press(K.Key_Delete)
    rows = {row.id: row for row in shop.kernel.ask(prices.price_list, archived=True).rows}
    assert rows[chosen.id].archived
    assert sum(row.archived for row in rows.values()) == 1


def test_escape_from_a_new_item_brings_the_history_back(clerk: Clerk) -> None:
    """The owner reads an empty history and thinks that the price was never changed."""
    _go(clerk)
    item = clerk.page._item  # type: ignore[attr-defined]
    before = item._history._cells[0][1].text()
    assert before
    clerk.press(K.Key_Insert)
    assert item._history_title.isHidden()
    clerk.press(K.Key_Escape)
    assert item._history._cells[0][1].text() == before
    assert not item._history_title.isHidden()


def test_a_price_is_taken_back_by_ctrl_z(clerk: Clerk, shop: Shop) -> None:
    """1350 for 135: without a way back the slip stands until somebody pays it."""
    _go(clerk)
    clerk.type("FW-114")
    clerk.press(K.Key_P, held=CTRL)
    clerk.type("1350")
    clerk.press(K.Key_Return, held=CTRL)
    item = shop.items["FW-114"]
    assert shop.kernel.ask(prices.item_on, item).price == 135000
    clerk.press(K.Key_Z, held=CTRL)
    assert shop.kernel.ask(prices.item_on, item).price == 12000


def test_a_price_charged_since_says_why_it_stays(clerk: Clerk, shop: Shop) -> None:
    """A Ctrl+Z that does nothing and says nothing is believed to have worked."""
    _go(clerk)
    clerk.type("FW-114")
    clerk.press(K.Key_P, held=CTRL)
    clerk.type("135")
    clerk.press(K.Key_Return, held=CTRL)
    shop.sell("FW-114")
    clerk.press(K.Key_Z, held=CTRL)
    assert shop.kernel.ask(prices.item_on, shop.items["FW-114"]).price == 13500
    assert "不能撤销" in clerk.words()


def test_example_prices_are_marked_until_somebody_checks_them(clerk: Clerk, shop: Shop) -> None:
    """The clerk must see that 30 yuan is a guess of the program before saying it to a customer."""
    details = ItemDetails(category="示例", code="S-1", name="示例服务")
    shop.kernel.run(price_samples.add, (SampleItem(details=details, price=3000),))
    _go(clerk)
    page = clerk.page
    strip = page._samples  # type: ignore[attr-defined]
    assert strip.isVisible()
    assert "1 项" in strip._words.text()
    assert not page.act("adopt").shortcut().isEmpty()
    clerk.press(K.Key_G, held=CTRL)
    assert not strip.isVisible()
    assert not any(row.sample for row in shop.kernel.ask(prices.price_list).rows)
    clerk.press(K.Key_Z, held=CTRL)
    assert strip.isVisible()


def test_a_shop_with_its_own_prices_is_told_nothing(clerk: Clerk) -> None:
    """A warning that never goes away is read by nobody."""
    _go(clerk)
    assert not clerk.page._samples.isVisible()  # type: ignore[attr-defined]
    assert not clerk.page.act("adopt").isEnabled()


def _ahead(clerk: Clerk, days: int = 20) -> date:
    """Look at a coming day."""
    _go(clerk)
    page = clerk.page
    assert isinstance(page, PricesPage)
    page._chips.choose("past")
    page._pick_day("past")
    assert page._list is not None
    day = page._list.today + timedelta(days=days)
    clerk.type(day.isoformat())
    clerk.press(K.Key_Return)
    assert page._list.day == day
    return day


def test_prices_of_a_coming_day_are_typed_one_below_the_other(clerk: Clerk, shop: Shop) -> None:
    """Forty new prices by forty forms, each with its date, and one with the wrong one."""
    day = _ahead(clerk)
    page = clerk.page
    assert isinstance(page, PricesPage)
    page._table.setFocus()
    page._point(1)
    for price in ("135", "88"):
        clerk.type(price[0])
        clerk.type(price[1:])
        clerk.press(K.Key_Return)
    rows = page._list.rows if page._list else ()
    told = {row.code: (row.price_today, row.price) for row in rows if row.changed}
    assert told == {"FW-114": (12000, 13500), "FW-120": (8000, 8800)}
    cells = {row.code: page._model.columns()[4].cell(row) for row in rows}
    assert (cells["FW-114"], cells["FW-001"]) == ("120.00 → 135.00", "30.00")
    assert page._coming.isVisible()
    assert "2" in page._coming._words.text()
    assert shop.kernel.ask(prices.item_on, shop.items["FW-114"]).price == 12000
    clerk.press(K.Key_Z, held=CTRL)
    assert shop.kernel.ask(prices.item_on, shop.items["FW-120"], day=day).price == 8000


def test_a_prepared_price_is_called_off_by_a_key_and_the_whole_day_by_another(
    clerk: Clerk, shop: Shop
) -> None:
    """What can be prepared and not called off comes true by itself."""
    today = shop.kernel.ask(prices.price_list).today
    day = today + timedelta(days=20)
    for code, price in (("FW-114", 13500), ("FW-120", 8800)):
        new = prices.NewPrice(shop.items[code], price)
        shop.kernel.run(prices.set_prices, (new,), effective_from=day)
    _go(clerk)
    page = clerk.page
    assert isinstance(page, PricesPage)
    clerk.type("FW-114")
    clerk.press(K.Key_D, held=CTRL)
    assert [row.count for row in shop.kernel.ask(price_plans.prepared)] == [1]
    clerk.press(K.Key_D, held=CTRL)
    assert "没有排好" in clerk.words()
    clerk.press(K.Key_Escape)
    page._chips.choose(day.isoformat())
    page._pick_day(day.isoformat())
    clerk.calm()
    clerk.press(K.Key_Delete, held=CTRL)
    assert shop.kernel.ask(price_plans.prepared) == ()
    clerk.press(K.Key_Z, held=CTRL)
    assert [row.count for row in shop.kernel.ask(price_plans.prepared)] == [1]


def test_the_board_of_the_day_that_is_shown_is_printed(clerk: Clerk, shop: Shop) -> None:
    """The board of July, printed in June with the prices of June."""
    day = _ahead(clerk)
    clerk.press(K.Key_F9)
    clerk.until(lambda: bool(clerk.tray.sheets))
    assert clerk.tray.sheets[0].title == day.isoformat()
    assert shop.items
