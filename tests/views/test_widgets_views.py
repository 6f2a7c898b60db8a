"""Lists, tables, popup and painted widgets: a wrong row opened is the wrong customer's job."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.views.hands import click, press, type_text
from views import theme
from views.widgets.badge import Badge
from views.widgets.buttons import Button
from views.widgets.drawer import Drawer
from views.widgets.fields import MoneyField
from views.widgets.keycap import key_text
from views.widgets.lists import Head, ListView, RowDelegate, RowModel, RowPen
from views.widgets.popup import PopupList
from views.widgets.sla import sla_state
from views.widgets.status import STEPS, status_icon
from views.widgets.stepper import Step, Stepper
from views.widgets.tables import Column, TableModel, TableView
from views.widgets.text import Eliding, Fitting


@dataclass(frozen=True)
class Row:
    """A row of these tests."""

    name: str
    fen: int = 0


class Names(RowDelegate):
    """Draws a name."""

    def draw_row(self, pen: RowPen, row: Row) -> None:
        pen.text(16, 0, row.name)


ROWS = [Head("现在", "2"), Row("吴德明"), Row("陈志强"), Head("今天"), Row("赵文博"), Row("林美凤")]


def _list(qtbot: QtBot) -> ListView:
    view = ListView(RowModel(lambda row: f"回访，{row.name}"), Names(), name="待办")
    view.resize(300, 150)
    qtbot.addWidget(view)
    view.show()
    view.show_rows(ROWS)
    return view


def test_arrows_skip_the_heads(qtbot: QtBot) -> None:
    view = _list(qtbot)
    names = [view.current_row().name]
    for key in (
        Qt.Key.Key_Down,
        Qt.Key.Key_Down,
        Qt.Key.Key_Down,
        Qt.Key.Key_Down,
        Qt.Key.Key_Up,
        Qt.Key.Key_Home,
    ):
        press(view, key)
        names.append(view.current_row().name)
    assert names == ["吴德明", "陈志强", "赵文博", "林美凤", "林美凤", "赵文博", "吴德明"]
    for key in (Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
        press(view, key)
        assert isinstance(view.current_row(), Row)


def test_enter_opens_the_chosen_row(qtbot: QtBot) -> None:
    view, opened = _list(qtbot), list[Row]()
    view.opened.connect(opened.append)
    view.steer(Qt.Key.Key_Down)
    press(view, Qt.Key.Key_Return)
    press(view, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert [row.name for row in opened] == ["陈志强", "陈志强"]


def test_new_rows_keep_the_choice(qtbot: QtBot) -> None:
    """A refresh while the clerk reads must not move the selection to another customer."""
    view = _list(qtbot)
    view.point_row(lambda row: row.name == "赵文博")
    view.show_rows([Head("现在"), Row("新来的"), *ROWS[1:]], key=lambda row: row.name)
    assert view.current_row().name == "赵文博"
    view.show_rows([Head("现在"), Row("新来的")], key=lambda row: row.name)
    assert view.current_row().name == "新来的"
    view.show_rows([])
    assert view.current_row() is None


def test_a_row_is_one_sentence_and_its_height_a_token(qtbot: QtBot) -> None:
    view = _list(qtbot)
    index = view.model().index(1, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "回访，吴德明"
    assert (view.sizeHintForRow(1), view.sizeHintForRow(0)) == (38, 30)
    theme.current().set_scale("extra")
    assert view.sizeHintForRow(1) == 57


def _table(qtbot: QtBot) -> tuple[TableView, TableModel, list[tuple[str, str, int]]]:
    columns = [
        Column("name", "项目", lambda row: row.name),
        Column(
            "price",
            "单价",
            lambda row: f"{row.fen / 100:.2f}",
            width=90,
            number=True,
            editor=lambda parent: MoneyField(name="单价", parent=parent),
        ),
    ]
    model, edited = TableModel(columns), list[tuple[str, str, int]]()
    view = TableView(model, name="明细")
    model.set_rows([Row("检测", 3000), Row("工时", 12000)], foot={"price": "¥150.00"})
    model.edited.connect(lambda row, column, value: edited.append((row.name, column, value)))
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show()
    return view, model, edited


def test_typing_edits_a_cell_and_enter_goes_down(qtbot: QtBot) -> None:
    view, model, edited = _table(qtbot)
    view.setCurrentIndex(model.index(0, 1))
    type_text(view, "4")
    editor = view.findChild(MoneyField)
    assert editor is not None
    type_text(editor, "5.5")
    press(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(edited))
    assert edited == [("检测", "price", 4550)]
    assert view.currentIndex().row() == 1


def test_escape_restores_a_cell_and_nonsense_changes_nothing(qtbot: QtBot) -> None:
    view, model, edited = _table(qtbot)
    for last in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        view.setCurrentIndex(model.index(0, 1))
        view.edit(model.index(0, 1))
        editor = view.findChild(MoneyField)
        assert editor is not None
        editor.clear()
        press(editor, last)
        qtbot.wait(5)
    assert edited == []
    assert model.index(0, 1).data() == "30.00"


def test_the_foot_cannot_be_chosen_or_edited(qtbot: QtBot) -> None:
    view, model, _ = _table(qtbot)
    assert model.rowCount() == 3
    assert model.flags(model.index(2, 1)) == Qt.ItemFlag.NoItemFlags
    assert model.row_at(2) is None
    view.fit()
    assert view.height() == 30 + 3 * 36


def test_the_popup_leaves_focus_and_letters_to_the_edit(qtbot: QtBot) -> None:
    """With a window of its own it would take the IME away in the middle of a name."""
    host = QWidget()
    host.resize(800, 500)
    edit = QLineEdit(host)
    edit.setGeometry(20, 10, 300, 34)
    popup = PopupList(edit, host, RowModel(lambda row: row.name), Names(), name="结果")
    qtbot.addWidget(host)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    edit.setFocus()
    opened, started, tabbed = list[Row](), list[Row](), list[int]()
    popup.opened.connect(opened.append)
    popup.started.connect(started.append)
    popup.tabbed.connect(tabbed.append)
    popup.show_rows(ROWS)
    assert not popup.isWindow()
    press(edit, Qt.Key.Key_Down)
    type_text(edit, "zs")
    press(edit, Qt.Key.Key_Return)
    press(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    press(edit, Qt.Key.Key_Tab)
    assert [row.name for row in (*opened, *started)] == ["陈志强", "陈志强"]
    assert (edit.text(), edit.hasFocus(), tabbed) == ("zs", True, [1])
    press(edit, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert edit.hasFocus()


def test_the_drawer_gives_the_column_back(qtbot: QtBot) -> None:
    page = QWidget()
    row = QHBoxLayout(page)
    main, context, last = QWidget(), QWidget(), QWidget()
    for part in (main, context, last):
        row.addWidget(part, 1)
    context.setFixedWidth(120)
    page.resize(600, 300)
    qtbot.addWidget(page)
    page.show()
    drawer = Drawer(page, row, context)
    drawer.fold(True)
    assert (row.indexOf(context), drawer.isVisible()) == (-1, False)
    drawer.toggle()
    assert drawer.isVisible()
    assert context.isVisible()
    assert drawer.close_drawer()
    assert not drawer.close_drawer()
    drawer.fold(False)
    assert (row.indexOf(context), row.stretch(1), context.isVisible()) == (1, 1, True)


def test_a_button_follows_its_act_and_leaves_the_focus(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    action = QAction("打印", owner)
    action.setShortcut("F9")
    button, done = Button(action, "primary", parent=owner), list[str]()
    action.triggered.connect(lambda: done.append("printed"))
    assert (button.text(), button.accessibleDescription()) == ("打印", "F9")
    assert button.focusPolicy() == Qt.FocusPolicy.TabFocus
    click(button)
    action.setEnabled(False)
    action.setText("Print")
    assert (len(done), button.isEnabled(), button.text()) == (1, False, "Print")


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("Ctrl+Return", "Ctrl+Enter"),
        ("Ins", "Insert"),
        ("Alt+Left", "Alt+←"),
        ("Ctrl++", "Ctrl++"),
        ("+", "+"),
        ("", ""),
    ],
)
def test_keys_are_written_as_on_the_keyboard(key: str, written: str) -> None:
    assert key_text(key) == written


NOW = datetime(2026, 6, 11, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "promised", "held", "state"),
    [
        (61, None, False, "ok"), (60, None, False, "risk"), (0, None, False, "risk"), (-1, None, False, "late"),
        (-1, None, True, "hold"), (140, 1440, False, "risk"), (145, 1440, False, "ok"),
    ],
)  # fmt: skip
def test_when_a_promise_is_at_risk(
    minutes: int, promised: int | None, held: bool, state: str
) -> None:
    length = timedelta(minutes=promised) if promised else None
    assert sla_state(NOW + timedelta(minutes=minutes), NOW, promised=length, held=held) == state


def test_every_step_has_its_own_disc() -> None:
    assert len({status_icon(step) for step in STEPS}) == len(STEPS) == 7
    assert status_icon("closed") == status_icon("call_back")
    assert status_icon("work", hold=True) == "status-hold"


def test_painted_widgets_speak(qtbot: QtBot) -> None:
    stepper, badge, label = (
        Stepper(name="进度"),
        Badge("金卡", "tier.gold"),
        Eliding("清河路 86 弄 12 号 502 室"),
    )
    for widget in (stepper, badge, label):
        qtbot.addWidget(widget)
        widget.show()
    stepper.show_steps(
        [
            Step("intake", "受理", "昨天 16:05", "done"),
            Step("quote", "报价", "", "now"),
            Step("work", "处理", "", "ahead"),
        ]
    )
    assert stepper.accessibleDescription() == "受理 昨天 16:05; 报价"
    assert badge.accessibleName() == "金卡"
    label.resize(60, 20)
    label.grab()
    assert label.toolTip() == "清河路 86 弄 12 号 502 室"
    assert not stepper.grab().isNull()


def test_the_popup_is_as_high_as_its_rows(qtbot: QtBot) -> None:
    """A scroll bar beside two rows says that there are more."""
    host = QWidget()
    host.resize(800, 500)
    edit = QLineEdit(host)
    edit.setGeometry(20, 10, 300, 34)
    popup = PopupList(edit, host, RowModel(lambda row: row.name), Names(), name="结果")
    qtbot.addWidget(host)
    host.show()
    popup.show_rows(ROWS[1:3])
    qtbot.wait(10)
    assert popup.view.verticalScrollBar().maximum() == 0


def test_spare_columns_go_before_the_name_is_cut(qtbot: QtBot) -> None:
    """At the largest type the price stood outside the window."""
    columns = (
        Column("name", "项目", lambda row: row.name),
        Column("unit", "单位", lambda _: "次", 200, spare=2),
        Column("next", "下一版", lambda _: "", 200, spare=1),
        Column("price", "价格", lambda _: "30.00", 100, number=True),
    )
    model = TableModel(columns)
    model.set_rows(ROWS[1:3])
    view = TableView(model, name="价目表")
    qtbot.addWidget(view)
    view.resize(480, 200)
    view.show()
    shown = [c.name for n, c in enumerate(columns) if not view.isColumnHidden(n)]
    assert shown == ["name", "next", "price"]
    view.resize(700, 200)
    qtbot.waitUntil(lambda: not any(view.isColumnHidden(n) for n in range(4)))
    view.resize(300, 200)
    qtbot.waitUntil(lambda: view.isColumnHidden(2))
    assert (view.isColumnHidden(3), view.last_column()) == (False, 3)


def test_a_number_is_never_cut(qtbot: QtBot) -> None:
    """1,234,567… is any amount: it gets smaller type instead of an ellipsis."""
    label = Fitting("¥8,888,888.88", style="amount")
    qtbot.addWidget(label)
    label.resize(200, 56)
    label.show()
    qtbot.waitExposed(label)
    picture = label.grab().toImage()
    rows, wide = range(picture.height()), picture.width()
    drawn = [x for x in range(wide) if len({picture.pixel(x, y) for y in rows}) > 1]
    assert wide - 25 < max(drawn) < wide - 4
    assert theme.metrics("amount").horizontalAdvance(label.text()) > wide
    assert label.minimumSizeHint().width() < label.sizeHint().width()
