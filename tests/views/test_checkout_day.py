"""The till around the sale: what a crash must not lose, the bills of the day, the look at every size."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from models.base.documents import PaperTender
from models.services.jobs import JobOpened
from tests.views.hands import press
from tests.views.till import Window
from views import places, texts, theme
from views.places import Till
from views.widgets.buttons import Button

ENTER, SLASH, STAR, PLUS = Qt.Key.Key_Return, Qt.Key.Key_Slash, Qt.Key.Key_Asterisk, Qt.Key.Key_Plus
INSERT, DELETE, F9, ESCAPE = Qt.Key.Key_Insert, Qt.Key.Key_Delete, Qt.Key.Key_F9, Qt.Key.Key_Escape
CONTROL = Qt.KeyboardModifier.ControlModifier


def open_job(window: Window, job: JobOpened) -> None:
    window.open(Till(job_id=job.id))


def paid(window: Window) -> tuple[PaperTender, ...]:
    return window.bill().receipt.tenders


# Drafts


def test_what_stands_on_the_till_survives_a_crash(window: Window, qtbot: QtBot) -> None:
    """Else a power cut costs ten scanned parts."""
    window.open()
    window.add("sf")
    window.page.pay.field.setFocus()
    window.type("10")
    window.press(PLUS)
    window.calm()
    window.page.left()
    window.calm()
    again = Window(qtbot, window.shop)
    again.open()
    assert again.words() == "接着上次没收完的单"
    assert again.page.pay.due.text() == "¥28.00"
    assert again.page.pay.rest() == 1800
    again.close()


def test_a_posted_bill_leaves_no_draft(window: Window, qtbot: QtBot) -> None:
    """Else the next start offers to take the money again."""
    window.open()
    window.add("sf")
    window.page.left()
    window.page.pay.field.setFocus()
    window.press(ENTER)
    window.calm()
    again = Window(qtbot, window.shop)
    again.open()
    assert (again.said, again.page.work.order.lines) == ([], [])
    again.close()


def test_a_job_waits_while_the_counter_serves(window: Window, job: JobOpened) -> None:
    window.open()
    window.add("sf")
    open_job(window, job)
    assert window.page.pay.due.text() == "¥344.00"
    window.shell.go(places.CHECKOUT)
    window.calm()
    assert window.page.pay.due.text() == "¥28.00"


# The day


def test_an_empty_till_shows_the_day_and_prints_a_copy(window: Window) -> None:
    window.shop.sell("FW-001")
    window.shop.sell("PJ-0612", tender=10000)
    window.open()
    page = window.page
    assert page.day._title.text() == "今天的单子"
    assert page.day._count.text() == "2 单，¥116.00"
    window.press(Qt.Key.Key_Down)
    assert page.day.list.hasFocus()
    window.press(F9)
    window.calm()
    assert [sheet.title for sheet in window.printer.sheets] == ["A-000002"]
    window.press(ENTER)
    window.calm()
    shown = window.shell.page()
    assert shown is not None
    assert shown.record() == "A-000002"
    press(window.shell, ESCAPE)
    press(window.shell, ESCAPE)
    window.calm()
    assert window.page is page


def test_another_day_is_two_keys_away(window: Window) -> None:
    window.shop.sell("FW-001")
    window.open()
    window.press(Qt.Key.Key_Down)
    assert not window.page.acts["day_after"].isEnabled()
    press(window.focus(), Qt.Key.Key_Left, CONTROL)
    window.calm()
    assert window.page.day._title.text() == "昨天的单子"
    press(window.focus(), Qt.Key.Key_Right, CONTROL)
    window.calm()
    assert window.page.day._title.text() == "今天的单子"


# Look


@pytest.mark.parametrize("scale", ["standard", "large"])
@pytest.mark.parametrize("language", ["zh", "en", "xx"])
def test_no_text_of_the_till_is_cut(
    window: Window, job: JobOpened, language: str, scale: str
) -> None:
    """Else a clerk reads half a word, or half an amount."""
    theme.current().set_scale(scale)  # type: ignore[arg-type]
    texts.set_language(language)
    open_job(window, job)
    window.type("350")
    window.calm()
    page = window.page
    labels = [
        label
        for label in page.pay.findChildren(QLabel)
        if label.isVisible()
        and type(label).__name__ in ("Text", "Fitting")
        and not label.wordWrap()
    ]
    assert len(labels) >= 3
    cut = [
        label.text()
        for label in labels
        if label.fontMetrics().horizontalAdvance(label.text()) > label.width() + 1
    ]
    assert cut == []
    for button in page.findChildren(Button):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width() - theme.px(20), button.text()


def test_a_long_name_leaves_room_for_the_device(window: Window) -> None:
    name = "欧阳" + "一二三四五六七八九十" * 3 + "一二三四五六七八"
    member = window.shop.member(name)
    washer = window.shop.washer(member.id)
    job = window.shop.job(member.id, "FW-001", device_id=washer)
    window.open(Till(job_id=job.id))
    head = window.page.lines.head
    assert len(name) == 40
    assert head._name.width() > theme.px(100)
    assert head._about.width() >= theme.px(180)


def test_another_language_at_once(window: Window, job: JobOpened) -> None:
    open_job(window, job)
    texts.set_language("en")
    assert window.page.title() == "Till"
    assert window.page.pay._due_word.text() == "Due"
    assert window.page.pay.button.text() == "Take and print"
    assert window.page.lines.model.columns()[1].title == "Qty"
