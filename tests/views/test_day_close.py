"""The evening at the drawer, by keys alone: float, cash out, count, hand over, close, and nothing after it."""

from datetime import timedelta

from PySide6.QtCore import Qt

from models.services import day_close, drawer
from tests.views.hands import press, type_text
from tests.views.till import Window
from views import places, texts
from views.screens.day_close import DayClosePage

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def day_page(window: Window) -> DayClosePage:
    """The page, by its key on the till."""
    window.open()
    press(window.shell, K.Key_D, CTRL)
    window.calm()
    page = window.shell.page()
    assert isinstance(page, DayClosePage)
    return page


def key(window: Window, which: Qt.Key, held: Qt.KeyboardModifier = PLAIN) -> None:
    """One key where the focus is."""
    press(window.focus(), which, held)
    window.calm()


def typed(window: Window, text: str) -> None:
    """Text where the focus is, then Enter."""
    type_text(window.focus(), text)
    key(window, K.Key_Return)


def begin(window: Window, fen: str = "500") -> None:
    """Begin a shift from its form, which has the focus."""
    typed(window, fen)


def test_an_evening_by_keys_alone(window: Window) -> None:
    """The clerk has one hand on the notes and one on the number pad."""
    page = day_page(window)
    assert page.faces.currentWidget() is page.open
    begin(window)
    assert "已开班，备用金 ¥500.00" in window.words()
    assert page.faces.currentWidget() is page.end
    window.shop.sell("FW-001", tender=5000)
    window.shop.sell("FW-120")
    key(window, K.Key_2, CTRL)
    window.focus()
    page.cash.amount.setFocus()
    typed(window, "15")
    typed(window, "买打印纸")
    assert "已取出 ¥15.00" in window.words()
    key(window, K.Key_1, CTRL)
    assert page.end.form.message("cash") == "账上应有 ¥515.00"
    assert window.focus() is page.end.fields["cash"]
    typed(window, "514")
    assert page.end.form.message("cash") == "账上应有 ¥515.00，差 -1.00"
    typed(window, "")  # WeChat as expected
    typed(window, "")  # the float stays
    key(window, K.Key_Return)  # no reason yet
    assert page.end.form.message("reason") == "和账上差 -1.00，写一句为什么"
    typed(window, "多找一元")
    assert "已交班，差 -1.00，留下 ¥500.00，交给店里 ¥14.00" in window.words()
    assert page.faces.currentWidget() is page.open
    assert page.open.float.value() == 50000
    key(window, K.Key_4, CTRL)
    assert page.acts["close_day"].text() == "6月11日日结"
    key(window, K.Key_Return, CTRL)
    assert "今天已日结，Z-A000001" in window.words()
    state = window.shop.kernel.ask(day_close.of_day)
    assert state.paper.difference == -100
    assert [sheet.title for sheet in window.printer.sheets] == ["Z-A000001"]
    key(window, K.Key_F9)
    assert len(window.printer.sheets) == 2
    assert window.shop.kernel.ask(day_close.of_day).copies == 2


def test_enter_never_closes_the_day(window: Window) -> None:
    """An Enter too many at noon would shut the shop until midnight."""
    page = day_page(window)
    key(window, K.Key_4, CTRL)
    for field in (page.close_ask.cash, page.close_ask.reason, page.close_ask.button):
        field.setFocus()
        key(window, K.Key_Return)
    assert not window.shop.kernel.ask(day_close.of_day).id
    key(window, K.Key_1, CTRL)
    key(window, K.Key_Return, CTRL)  # only where the close is in sight
    assert not window.shop.kernel.ask(day_close.of_day).id


def test_an_open_shift_stands_in_the_way_and_is_said(window: Window) -> None:
    """A close over an uncounted drawer proves nothing."""
    page = day_page(window)
    begin(window)
    key(window, K.Key_4, CTRL)
    assert page.close_ask.word.text() == "先交班，再日结"
    assert not page.acts["close_day"].isEnabled()


def test_a_shop_without_shifts_counts_at_the_close(window: Window) -> None:
    """The smallest shop counts once, in the evening."""
    window.shop.sell("FW-001", tender=3000)
    page = day_page(window)
    key(window, K.Key_4, CTRL)
    page.close_ask.cash.setFocus()
    typed(window, "29")
    key(window, K.Key_Return, CTRL)
    assert page.close_ask.form.message("reason") == "和账上差 -1.00，写一句为什么"
    type_text(page.close_ask.reason, "少收一元")
    key(window, K.Key_Return, CTRL)
    assert window.shop.kernel.ask(day_close.of_day).paper.difference == -100
    window.shell.go(places.CHECKOUT)
    window.calm()


def test_cash_needs_a_shift_and_the_page_says_so(window: Window) -> None:
    """A refusal after typing is a refusal too late."""
    page = day_page(window)
    key(window, K.Key_2, CTRL)
    assert page.cash.word.text() == "开班以后才能存取"
    assert not page.cash.amount.isEnabled()


def test_the_day_before_is_one_key_away_and_closed_late(window: Window) -> None:
    """Yesterday was forgotten; it must still be closed as it was."""
    window.shop.sell("FW-001")
    window.shop.clock.advance(timedelta(days=1))
    page = day_page(window)
    key(window, K.Key_PageUp)
    assert page.found is not None
    assert (page.found.day, page.found.paper.figures.bills) == (
        page.found.today - timedelta(days=1),
        1,
    )
    key(window, K.Key_4, CTRL)
    key(window, K.Key_Return, CTRL)
    assert "昨天已日结，Z-A000001" in window.words()
    assert window.shop.kernel.ask(drawer.state).closed is False


def test_a_half_typed_count_survives_a_sale_next_to_it(window: Window) -> None:
    """The other clerk sells on; who counts must not begin again."""
    page = day_page(window)
    begin(window)
    page.end.fields["cash"].setFocus()
    type_text(page.end.fields["cash"], "498")
    page.stale(frozenset({"papers"}))
    window.calm()
    assert page.end.fields["cash"].text() == "498"


def test_the_page_speaks_english_too(window: Window) -> None:
    """A missing word shows itself as its key."""
    page = day_page(window)
    texts.set_language("en")
    window.calm()
    assert page.title() == "Drawer, close"
    assert page.open.button.text() or page.open.button.accessibleName()
