"""Parked sales at the till, by keys: set aside, found again, taken up once."""

from PySide6.QtCore import Qt

from models.services import parked
from models.services.parked import ParkedRow
from tests.views.hands import press
from tests.views.till import Window

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def waiting(window: Window) -> tuple[ParkedRow, ...]:
    """What the file has parked."""
    return window.shop.kernel.ask(parked.waiting)


def sell(window: Window, *codes: str) -> None:
    """Put items on the counter's till."""
    for code in codes:
        window.page.work.add(window.shop.items[code])
        window.calm()


def park(window: Window) -> None:
    """The one key."""
    press(window.focus(), K.Key_P, CTRL)
    window.calm()


def test_a_sale_is_parked_another_made_and_the_first_taken_up(window: Window) -> None:
    """The purse is in the car, and three people stand behind."""
    page = window.open()
    sell(window, "FW-001", "PJ-0612")
    park(window)
    assert [(row.label, row.total) for row in waiting(window)] == [("上门检测费", 11600)]
    assert window.words() == "已挂单：上门检测费，¥116.00"
    assert not page.work.order.started
    assert page.acts["park"].text() == "取挂单 1"
    sell(window, "PJ-0618")
    window.press(K.Key_Return)  # from the row that adds lines to the amount
    window.press(K.Key_Return)
    window.calm()
    assert window.bill().receipt.total == 2800
    park(window)
    assert page.waiting.isVisible()
    window.press(K.Key_Return)
    window.calm()
    assert waiting(window) == ()
    assert (page.pay.due.text(), page.pay.isVisible()) == ("¥116.00", True)
    window.press(K.Key_Return)
    window.calm()
    assert window.bill().receipt.total == 11600


def test_escape_leaves_the_list_and_an_empty_till_has_nothing_to_park(window: Window) -> None:
    """A key that does nothing says so; one that opened a list must not trap the clerk in it."""
    page = window.open()
    assert not page.acts["park"].isEnabled()
    sell(window, "FW-001")
    park(window)
    park(window)
    assert page.waiting.isVisible()
    window.press(K.Key_Escape)  # the message
    window.press(K.Key_Escape)
    window.calm()
    assert page.day.isVisible()
    assert len(waiting(window)) == 1


def test_putting_away_is_undone(window: Window) -> None:
    """The customer came back after all."""
    page = window.open()
    sell(window, "FW-001")
    park(window)
    park(window)
    page.acts["put_away"].trigger()
    window.calm()
    assert waiting(window) == ()
    assert page.day.isVisible()
    press(window.focus(), K.Key_Z, CTRL)
    window.calm()
    assert len(waiting(window)) == 1
