"""Stock by keyboard: goods in, a count, and what is low."""

from PySide6.QtCore import Qt

from models.services import stock
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from views import places

K = Qt.Key


def _balance(shop: Shop, code: str) -> int:
    return next(part.balance for part in shop.kernel.ask(stock.parts) if part.code == code)


def _open(clerk: Clerk) -> None:
    clerk.shell.go(places.PRICES)
    clerk.calm()
    clerk.press(K.Key_B, held=CTRL)
    clerk.at(places.STOCK)
    clerk.until(lambda: bool(clerk.page.parts), "no parts")  # type: ignore[attr-defined]


def test_goods_come_in_and_are_taken_back(clerk: Clerk, shop: Shop) -> None:
    """Twelve bearings at the door, booked before the driver has turned round; a wrong number is one Ctrl+Z."""
    _open(clerk)
    code = clerk.page._table.current_row().code  # type: ignore[attr-defined]
    clerk.press(K.Key_Insert)
    clerk.type("12")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.calm()
    assert _balance(shop, code) == 12_000
    clerk.press(K.Key_Z, held=CTRL)
    clerk.calm()
    assert _balance(shop, code) == 0


def test_a_count_says_what_lies_there(clerk: Clerk, shop: Shop) -> None:
    """Counted is counted: nothing is added to what was there before."""
    item = shop.items["PJ-0612"]
    shop.kernel.run_keyed(shop.key(), stock.take_in, item, quantity=5_000)
    _open(clerk)
    assert clerk.page._table.current_row().code == "PJ-0612"  # type: ignore[attr-defined]
    clerk.press(K.Key_E, held=CTRL)
    clerk.type("3")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.calm()
    assert _balance(shop, "PJ-0612") == 3_000


def test_the_low_ones_stand_alone(clerk: Clerk, shop: Shop) -> None:
    """What has to be ordered is one click away."""
    item = shop.items["PJ-0612"]
    shop.kernel.run_keyed(shop.key(), stock.take_in, item, quantity=1_000)
    shop.kernel.run(stock.watch, item, stocked=True, low_at=2_000)
    _open(clerk)
    page = clerk.page
    page._choose("low")  # type: ignore[attr-defined]
    assert [page._model.row_at(n).code for n in range(page._model.rowCount())] == ["PJ-0612"]  # type: ignore[attr-defined]


def test_a_wrong_number_is_said_beside_the_field(clerk: Clerk, shop: Shop) -> None:
    _open(clerk)
    code = clerk.page._table.current_row().code  # type: ignore[attr-defined]
    clerk.press(K.Key_Insert)
    clerk.type("1.2.3")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.calm()
    assert clerk.page._form.message("in")  # type: ignore[attr-defined]
    assert _balance(shop, code) == 0
