"""The window: the clerk must always know where he is, which key works, and how to get back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from models.base.rights import Approval
from models.base.usecase import Call, Outcome
from tests.views.hands import click, press
from views import texts, theme
from views.acts import act
from views.history import History
from views.notices import Notice, Notices, Progress
from views.page import Desk, Page
from views.shell import Place, Shell
from views.tasks import Tasks
from views.widgets.fields import Entry, MoneyField
from views.widgets.panel import Panel
from views.widgets.text import Text


class NoKernel:
    """Runs nothing."""

    def run(self, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Outcome[Any]:
        raise NotImplementedError(use_case, args, kwargs)

    def run_keyed(
        self, key: str | None, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Outcome[Any]:
        raise NotImplementedError(key, use_case, args, kwargs)

    def run_approved(
        self,
        approval: Approval,
        key: str | None,
        use_case: Callable[..., Any],
        /,
        *args: Any,
        **kwargs: Any,
    ) -> Outcome[Any]:
        raise NotImplementedError(approval, key, use_case, args, kwargs)

    def ask(self, question: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(question, args, kwargs)

    def undo(self, call: Call, /) -> Outcome[Any]:
        raise NotImplementedError(call)

    def new_key(self) -> str:
        raise NotImplementedError


class ListPage(Page):
    """A list with a context column."""

    name = "today"
    reads = frozenset({"job"})
    hints = (("shell.keys.moves", "↑↓"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.did: list[str] = []
        self.entry = MoneyField(name="实收")
        self.context = Panel("旁边")
        self.context.setFixedWidth(300)
        row = QHBoxLayout(self)
        row.addWidget(self.entry)
        row.addWidget(self.context)
        self.word = Text()
        self.retold(self.word, "words.today")
        self.dress()

    @act("shell.again", "F9")
    def print_it(self) -> None:
        self.did.append("print")

    @act("shell.insist", "/")
    def next_tender(self) -> None:
        self.did.append("tender")

    @act("shell.keys.main", "Ctrl+Return")
    def main(self) -> None:
        self.did.append("main")

    @act("shell.stop", bar=True)
    def only_a_button(self) -> None:
        self.did.append("button")

    def title(self) -> str:
        return texts.t("shell.rail.today")

    def first_focus(self) -> QWidget:
        return self.entry

    def context_widget(self) -> QWidget:
        return self.context

    def opened(self, target: object) -> None:
        self.did.append(f"opened {target}")

    def reload(self) -> None:
        self.did.append("reload")

    def remember(self) -> object:
        return "row 7"

    def recall(self, place: object) -> None:
        self.did.append(f"recall {place}")


class RecordPage(Page):
    """A record."""

    name = "job"
    home = "today"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.number = ""
        self.inner = False
        QVBoxLayout(self)
        self.dress()

    @act("shell.undo", "F2")
    def own_f2(self) -> None:
        self.inner = True

    def title(self) -> str:
        return texts.t("shell.rail.jobs")

    def record(self) -> str:
        return self.number

    def opened(self, target: object) -> None:
        self.number = str(target)

    def escape(self) -> bool:
        was, self.inner = self.inner, False
        return was


@pytest.fixture
def shell(qtbot: QtBot) -> Iterator[Shell]:
    notices = Notices()
    tasks = Tasks(NoKernel(), notices)
    window = Shell(tasks, notices)
    qtbot.addWidget(window)
    window.register(Place("today", ListPage, word="shell.rail.today", icon="today"))
    window.register(Place("jobs", ListPage, word="shell.rail.jobs", icon="jobs"))
    window.register(
        Place("settings", ListPage, word="shell.rail.settings", icon="settings", foot=True)
    )
    window.register(Place("members", ListPage, word="shell.rail.members", icon="members"))
    window.register(Place("job", RecordPage, under="jobs"))
    window.go("today")
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    assert tasks.close()


def _today(shell: Shell) -> ListPage:
    page = shell._pages["today"]
    assert isinstance(page, ListPage)
    return page


def test_pages_are_built_when_first_visited(shell: Shell) -> None:
    """Else the start pays for every screen."""
    assert set(shell._pages) == {"today"}
    assert _today(shell).did == ["opened None", "reload"]
    with pytest.raises(KeyError):
        shell.go("nowhere")


def test_the_design_window(shell: Shell) -> None:
    assert (shell.width(), shell.height()) == (1366, 698)
    assert (shell.minimumWidth(), shell.minimumHeight()) == (1280, 660)
    assert (shell.rail.width(), shell.top.height(), shell.bar.height()) == (76, 52, 30)


def test_the_search_box_never_moves(shell: Shell, qtbot: QtBot) -> None:
    box = Entry(name="搜索", key="F1")
    shell.set_search(box)
    shell.top.show_state("backup", "备份 10:30")
    shell.top.show_user("何玉梅", "前台")
    spots = []
    for name, target in (("today", None), ("job", "GD-A260610-023"), ("members", None)):
        shell.go(name, target)
        spots.append(box.mapTo(shell, QPoint(0, 0)))
    theme.current().set_scale("large")
    qtbot.waitUntil(lambda: shell.rail.width() == 95 and box.mapTo(shell, QPoint(0, 0)).x() == 430)
    assert {(spot.x(), spot.y()) for spot in spots} == {(430, 8)}
    press(shell, Qt.Key.Key_F1)
    assert box.hasFocus()


def test_escape_leads_back_to_the_very_row(shell: Shell) -> None:
    shell.go("job", "GD-A260610-023")
    job = shell.page()
    assert isinstance(job, RecordPage)
    job.inner = True
    press(shell, Qt.Key.Key_Escape)
    assert shell.page() is job
    press(shell, Qt.Key.Key_Escape)
    assert shell.page() is _today(shell)
    assert _today(shell).did[-1] == "recall row 7"
    press(shell, Qt.Key.Key_Escape)
    assert shell.page() is _today(shell)


def test_history_goes_back_and_forward(shell: Shell) -> None:
    shell.go("job", "1")
    shell.go("job", "2")
    alt = Qt.KeyboardModifier.AltModifier
    numbers = []
    for key in (
        Qt.Key.Key_Left,
        Qt.Key.Key_Left,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
    ):
        press(shell, key, alt)
        page = shell.page()
        assert page is not None
        numbers.append(page.record())
    assert numbers == ["1", "", "", "1", "2"]


def test_alt_digit_follows_the_rail(shell: Shell) -> None:
    assert shell.rail.names() == ["today", "jobs", "members", "settings"]
    press(shell, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert shell.page() is shell._pages["settings"]
    shell.go("job", "1")
    item = shell.rail.item("jobs")
    assert item is not None
    assert item.isChecked()


def test_keys_work_once_and_stand_in_the_key_bar(shell: Shell) -> None:
    page = _today(shell)
    page.did.clear()
    press(page.entry, Qt.Key.Key_F9)
    press(page.entry, Qt.Key.Key_Slash)
    press(page.entry, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    press(page.entry, Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier)
    assert page.did == ["print", "tender", "main", "main"]
    assert page.entry.text() == ""
    assert shell.bar.hints() == [
        "重试 F9",
        "照样做 /",
        "做蓝色按钮的事 Ctrl+Enter",
        "列表里移动 ↑↓",
        "全部快捷键 Ctrl+/",
    ]


def test_a_pages_own_act_goes_before_the_windows(shell: Shell) -> None:
    """Two acts on one key would leave Qt doing neither."""
    made: list[bool] = []
    shell.add_act("new_job", "shell.rail.jobs", ["F2"], lambda: made.append(True))
    press(shell, Qt.Key.Key_F2)
    shell.go("job", "1")
    press(shell, Qt.Key.Key_F2)
    page = shell.page()
    assert isinstance(page, RecordPage)
    assert (made, page.inner) == ([True], True)
    assert "工单 F2" not in shell.bar.hints()


def test_stale_pages_reload_when_seen(shell: Shell) -> None:
    page = _today(shell)
    page.did.clear()
    shell.tasks.changed.emit(frozenset({"member"}))
    assert page.did == []
    shell.tasks.changed.emit(frozenset({"job", "member"}))
    assert page.did == ["reload"]
    shell.go("job", "1")
    shell.tasks.changed.emit(frozenset({"job"}))
    assert page.did == ["reload"]
    shell.go("today")
    assert page.did == ["reload", "opened None", "reload"]


def test_the_message_takes_the_bar_and_leaves_the_focus(shell: Shell) -> None:
    undone: list[bool] = []
    shell.notices.say("023 已移到『处理』", undo=lambda: undone.append(True))
    assert shell.bar.message() == "023 已移到『处理』"
    assert _today(shell).entry.hasFocus()
    press(_today(shell).entry, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [True]
    assert shell.bar.message() == ""


def test_an_error_stays_until_it_was_read(shell: Shell) -> None:
    shell.notices.said.emit(Notice("缺纸", "error"))
    assert not shell.bar._timer.isActive()
    press(shell, Qt.Key.Key_Escape)
    assert shell.bar.message() == ""
    shell.notices.say("好了")
    assert shell.bar._timer.interval() == 8000


def test_progress_gives_way_to_a_message_and_returns(shell: Shell) -> None:
    stopped: list[bool] = []
    shell.notices.progress("导入会员", 42, 100, lambda: stopped.append(True))
    assert shell.bar._stack.currentWidget() is shell.bar._work
    shell.notices.say("已收 ¥307.50", tone="money")
    shell.notices.clear()
    assert shell.bar._stack.currentWidget() is shell.bar._work
    shell.bar._work._stop.click()
    assert stopped == [True]
    shell.notices.ended()
    assert shell.bar._stack.currentWidget() is shell.bar._keys
    shell.bar.show_progress(Progress("x", 0, 0))


def test_large_type_folds_the_context_column(shell: Shell) -> None:
    page = _today(shell)
    assert page.context.isVisible()
    theme.current().set_scale("large")
    assert not page.context.isVisible()
    assert "侧栏 Ctrl+3" in shell.bar.hints()
    press(shell, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert page.context.isVisible()
    press(shell, Qt.Key.Key_Escape)
    assert not page.context.isVisible()
    theme.current().set_scale("standard")
    assert page.context.isVisible()
    assert "侧栏 Ctrl+3" not in shell.bar.hints()


def test_another_language_is_heard_everywhere(shell: Shell) -> None:
    texts.set_language("en")
    page = _today(shell)
    assert page.word.text() == "today"
    assert shell.bar.hints()[0] == "Try again F9"
    item = shell.rail.item("settings")
    assert item is not None
    assert item.text() == "Setup"
    texts.set_language("xx")
    assert shell.bar.hints()[-1].startswith("[")


def test_the_sheet_of_keys_shows_the_page_one_came_from(shell: Shell) -> None:
    press(shell, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    sheet = shell.page()
    assert sheet is not None
    words = {label.text() for label in sheet.findChildren(Text)}
    assert {"全部快捷键", "重试", "全屏", "今日", "到导航栏第几项"} <= words
    press(shell, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    assert shell.page() is _today(shell)


def test_trouble_in_the_top_bar_can_be_reached(shell: Shell, qtbot: QtBot) -> None:
    shell.top.show_state("backup", "备份已 3 天没做", trouble=True)
    item = shell.top._states["backup"]
    assert item.isVisible()
    assert item.focusPolicy() == Qt.FocusPolicy.TabFocus
    with qtbot.waitSignal(shell.fix) as fixed:
        click(item)
    assert fixed.args == ["backup"]


def test_every_control_has_a_name(shell: Shell) -> None:
    shell.go("job", "1")
    shell.set_search(Entry(name="搜索"))
    nameless = [
        widget
        for widget in shell.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.isVisible()
        and not widget.accessibleName()
    ]
    assert nameless == []


def test_a_new_visit_cuts_what_lay_ahead() -> None:
    history = History()
    assert history.step(-1) is None
    for target in ("1", "2", "3"):
        assert history.visit("job", target)
    assert not history.visit("job", "3")
    history.step(-1)
    history.step(-1)
    history.visit("job", "9")
    assert history.step(1) is None
    back = history.step(-1)
    assert back is not None
    assert back.target == "1"
