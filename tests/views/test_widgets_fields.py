"""Fields and forms: a digit lost, an amount misread or a refusal unseen costs the clerk money and patience."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from models.base.errors import Refused
from tests.views.hands import press, type_text
from views.widgets.chips import Chips, Option
from views.widgets.choice import Choice, Tick
from views.widgets.fields import CodeEntry, Entry, MoneyField, NoteField, PhoneEntry, QuantityField
from views.widgets.form import Form


def _shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


def test_money_is_whole_fen_whatever_the_ime_sends(qtbot: QtBot) -> None:
    field = MoneyField(name="实收")
    _shown(qtbot, field)
    assert not field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    type_text(field, "３５０。５a")
    assert (field.text(), field.value()) == ("350.5", 35050)
    press(field, Qt.Key.Key_Return)
    assert field.text() == "350.50"
    field.set_value(224100)
    assert (field.text(), field.value()) == ("2,241.00", 224100)
    field.set_value(None)
    assert field.value() is None


def test_a_money_field_selects_all_when_entered(qtbot: QtBot) -> None:
    """Else the customer's note is typed behind the old amount."""
    form = Form()
    form.add("a", "a", Entry(name="a"))
    money = MoneyField(name="b")
    form.add("b", "b", money)
    _shown(qtbot, form)
    money.set_value(100)
    money.setFocus()
    type_text(money, "5")
    assert money.value() == 500


@pytest.mark.parametrize("sign", ["/", "*", "+", "-"])
def test_the_tills_keys_pass_through_the_amount(qtbot: QtBot, sign: str) -> None:
    """The number pad alone runs the till: the field must not eat its keys."""
    field = MoneyField(name="实收")
    qtbot.addWidget(field)
    event = QKeyEvent(QEvent.Type.ShortcutOverride, 0, Qt.KeyboardModifier.NoModifier, sign)
    event.ignore()
    QApplication.sendEvent(field, event)
    assert not event.isAccepted()
    digit = QKeyEvent(
        QEvent.Type.ShortcutOverride, Qt.Key.Key_5, Qt.KeyboardModifier.NoModifier, "5"
    )
    digit.ignore()
    QApplication.sendEvent(field, digit)
    assert digit.isAccepted()


def test_ctrl_z_without_typing_is_left_to_the_window(qtbot: QtBot) -> None:
    field = Entry(name="名字")
    _shown(qtbot, field)

    def taken() -> bool:
        event = QKeyEvent(
            QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier
        )
        event.ignore()
        QApplication.sendEvent(field, event)
        return event.isAccepted()

    assert not taken()
    type_text(field, "a")
    assert taken()


def test_quantity_phone_and_code(qtbot: QtBot) -> None:
    quantity, phone, code = QuantityField(name="q"), PhoneEntry(name="p"), CodeEntry(name="c")
    for field in (quantity, phone, code):
        qtbot.addWidget(field)
    type_text(quantity, "1。5")
    assert quantity.value() == 1500
    type_text(phone, "１54 0106-7731x")
    assert phone.digits() == "15401067731"
    type_text(code, "ＳＮ１")
    assert code.text() == "SN1"


def test_settled_comes_once_and_only_after_a_change(qtbot: QtBot) -> None:
    field, heard = Entry(name="x"), list[str]()
    qtbot.addWidget(field)
    field.settled.connect(lambda: heard.append(field.text()))
    field.write("by program")
    field.editingFinished.emit()
    type_text(field, "!")
    field.editingFinished.emit()
    field.editingFinished.emit()
    assert heard == ["by program!"]


def _form(qtbot: QtBot) -> Form:
    form = Form()
    form.add("phone", "手机", PhoneEntry(name="手机"))
    form.add("name", "称呼", Entry(name="称呼"))
    form.resize(420, 260)
    _shown(qtbot, form)
    return form


def test_a_refusal_stands_under_its_field_and_takes_the_focus(qtbot: QtBot) -> None:
    form = _form(qtbot)
    form.field("name").setFocus()
    trouble = Refused("phone.too_short", field="phone")
    assert form.refuse_trouble(trouble, "手机号要 11 位，现在 10 位")
    phone = form.field("phone")
    assert phone.hasFocus()
    assert form.refused() == ["phone"]
    assert phone.accessibleDescription() == "手机号要 11 位，现在 10 位"
    assert not form.refuse_trouble(Refused("member.gone"), "没有这位会员")
    type_text(phone, "1")
    assert form.refused() == []


def test_a_refusal_never_covers_its_field(qtbot: QtBot) -> None:
    form = _form(qtbot)
    form.refuse("phone", "手机号要 11 位，现在 10 位")
    form.warn("name", "像是同一个人")
    qtbot.wait(10)
    for name in ("phone", "name"):
        field = form.field(name)
        cell = field.parentWidget()
        assert cell is not None
        assert cell.height() >= field.height() + 18


def test_enter_walks_through_the_form_and_sends_it(qtbot: QtBot) -> None:
    form = _form(qtbot)
    form.field("phone").setFocus()
    press(form.field("phone"), Qt.Key.Key_Return)
    assert form.field("name").hasFocus()
    with qtbot.waitSignal(form.submitted):
        press(form.field("name"), Qt.Key.Key_Enter)


def test_enter_stays_where_leaving_was_refused(qtbot: QtBot) -> None:
    form = _form(qtbot)
    phone = form.field("phone")
    assert isinstance(phone, PhoneEntry)
    phone.settled.connect(lambda: form.refuse("phone", "太短"))
    phone.setFocus()
    type_text(phone, "1")
    press(phone, Qt.Key.Key_Return)
    assert phone.hasFocus()


def test_choice_keeps_its_value_and_ignores_the_wheel(qtbot: QtBot) -> None:
    choice = Choice([("a", "熟人介绍"), ("b", "路过")], name="怎么来的")
    qtbot.addWidget(choice)
    choice.choose("b")
    choice.set_options([("b", "Passing by"), ("c", "Other")])
    assert choice.value() == "b"


def test_chips_move_by_arrow_and_stay_silent_by_program(qtbot: QtBot) -> None:
    chips, heard = Chips([Option(v, v) for v in ("all", "due", "calls")], name="筛选"), list[str]()
    _shown(qtbot, chips)
    chips.chosen.connect(heard.append)
    chips.choose("due")
    assert heard == []
    press(chips, Qt.Key.Key_Right)
    press(chips, Qt.Key.Key_Right)
    assert heard == ["calls", "all"]
    chips.set_options([Option(v, v) for v in ("due", "all")])
    assert chips.value() == "all"


def test_digits_choose_ten_as_one_then_zero(qtbot: QtBot) -> None:
    row = Chips(
        [Option(str(n), str(n)) for n in range(11)], name="推荐意愿", look="segment", digits=True
    )
    _shown(qtbot, row)
    type_text(row, "1")
    assert row.value() == "1"
    type_text(row, "0")
    assert row.value() == "10"
    type_text(row, "9")
    assert row.value() == "9"


def test_every_field_has_a_name_for_the_reader(qtbot: QtBot) -> None:
    fields: list[QWidget] = [
        Entry(name="a"), MoneyField(name="a"), NoteField(name="a"), Choice(name="a"), Tick("a"), Chips(name="a"),
    ]  # fmt: skip
    for field in fields:
        qtbot.addWidget(field)
        assert field.accessibleName() == "a"
