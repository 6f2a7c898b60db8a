"""Restore, step by step: where from, which one, the key, what it costs. Nothing happens before the last yes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.base.errors import Trouble
from views import clock, sayings, theme
from views.keeping import Generation
from views.screens import restore_words
from views.screens.restore_words import Back, Cost
from views.screens.settings_keeping_lists import GenerationDelegate
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.choice import Tick
from views.widgets.dressed import Dressed
from views.widgets.fields import RETURNS, Entry
from views.widgets.form import Form
from views.widgets.lists import ListView, RowDelegate, RowModel, RowPen
from views.widgets.panel import Inset, Panel
from views.widgets.text import Text

ZONE = ZoneInfo("Asia/Shanghai")
"""Before a shop is open nobody knows its zone; the founding default tells the times."""
WIDE, HIGH = 660, 480
LOOK_MS = 3000
WHERE, WHICH, KEY, SURE, DOING, DONE = range(6)
TITLES = ("where", "which", "key", "sure", "title", "done")


@dataclass(frozen=True, slots=True)
class Source:
    """A folder with backups in it."""

    folder: Path
    count: int
    newest: datetime


class Restorer(Protocol):
    """What a restore asks of the computer. Everything calls back on the UI thread."""

    def look(self, done: Callable[[Sequence[Source]], None]) -> None:
        """Look on every stick for backups."""

    def read(
        self,
        folder: Path,
        done: Callable[[Sequence[Generation]], None],
        failed: Callable[[Trouble], None],
    ) -> None:
        """The backups in a folder, newest first."""

    def unlock(
        self,
        path: Path,
        secret: str,
        done: Callable[[Cost], None],
        failed: Callable[[Trouble], None],
    ) -> None:
        """Open a backup's key slots with a passphrase or paper key, and reckon what the restore costs."""

    def restore(
        self,
        progress: Callable[[int, int], None],
        done: Callable[[Back], None],
        failed: Callable[[Trouble], None],
    ) -> None:
        """Restore what was unlocked last."""


class RestoreWizard(Dressed, QWidget):
    """``finished(bool)``: true when a shop was restored."""

    finished = Signal(bool)

    def __init__(self, restorer: Restorer) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setWindowTitle(t("backups.restore.title"))
        self._restorer = restorer
        self._ended = self._restored = False
        self._cost: Cost | None = None
        self._panel = Panel(t("backups.restore.where"))
        self._stack = QStackedWidget()
        for page in (
            self._where_step(),
            self._which_step(),
            self._key_step(),
            self._sure_step(),
            self._doing_step(),
            self._done_step(),
        ):
            self._stack.addWidget(page)
        self._said = Text("", style="label", tone="danger")
        self._said.setWordWrap(True)
        self._back = Button(t("backups.restore.back"), key="Esc")
        self._back.clicked.connect(self.back)
        self._next = Button(t("backups.restore.next"), "primary")
        self._next.clicked.connect(self.forward)
        row = QHBoxLayout()
        row.addWidget(self._back)
        row.addWidget(self._said, 1)
        row.addWidget(self._next)
        self._panel.body.addWidget(self._stack, 1)
        self._panel.body.addLayout(row)
        whole = QVBoxLayout(self)
        whole.addWidget(self._panel)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        self.dress()
        self._show(WHERE)
        self._look()
        self._timer.start()

    # Steps

    def _where_step(self) -> QWidget:
        self._source_model = RowModel(lambda row: f"{row.folder} {row.count}", self)
        self._sources = ListView(
            self._source_model, _SourceDelegate(), name=t("backups.restore.where")
        )
        self._sources.set_empty(t("backups.restore.no_stick"))
        self._sources.opened.connect(self.forward)
        self._pick = Button(t("backups.restore.pick"))
        self._pick.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.addWidget(self._pick)
        row.addStretch(1)
        return _page(_why("backups.restore.where_why"), self._sources, row)

    def _which_step(self) -> QWidget:
        self._model = RowModel(restore_words.spoken, self)
        self._generations = ListView(
            self._model, GenerationDelegate(ZONE, strangers=False), name=t("backups.restore.which")
        )
        self._generations.set_empty(t("backups.list.empty"))
        self._generations.opened.connect(self.forward)
        return _page(self._generations)

    def _key_step(self) -> QWidget:
        self._form = Form()
        self._secret = Entry(name=t("backups.restore.secret"))
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._form.add("secret", t("backups.restore.secret"), self._secret)
        self._form.submitted.connect(self.forward)
        self._whose = Text("", style="body.strong")
        self._whose.setWordWrap(True)
        return _page(self._whose, _why("backups.restore.key_why"), self._form, None)

    def _sure_step(self) -> QWidget:
        self._holds = Text("")
        self._holds.setWordWrap(True)
        self._box = Inset("warning")
        self._costs = Text("")
        self._costs.setWordWrap(True)
        self._box.row.addWidget(self._costs, 1)
        self._yes = Tick("")
        return _page(self._holds, self._box, _why("backups.restore.letter_why"), self._yes, None)

    def _doing_step(self) -> QWidget:
        self._bar = QProgressBar()
        self._bar.setRange(0, 100)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(t("backups.restore.doing"))
        return _page(_why("backups.restore.doing"), self._bar, None)

    def _done_step(self) -> QWidget:
        self._outcome = Text("")
        self._outcome.setWordWrap(True)
        self._outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        return _page(self._outcome, None)

    # Acts

    def forward(self) -> None:
        """Go on; on the last step before the restore only a click on its button does it."""
        self._say("")
        step = self._stack.currentIndex()
        if step == WHERE:
            source = self._sources.current_row()
            if isinstance(source, Source):
                self.take_folder(source.folder)
        elif step == WHICH:
            if isinstance(self._generations.current_row(), Generation):
                self._show(KEY)
        elif step == KEY:
            self._unlock()
        elif step == SURE:
            self._restore()
        elif step == DONE:
            self._end(True)

    def back(self) -> None:
        """One step back; from the first one the wizard ends and nothing has happened."""
        step = self._stack.currentIndex()
        self._say("")
        if step in (WHICH, KEY, SURE):
            self._show(step - 1)
        elif step == WHERE:
            self._end(False)

    def take_folder(self, folder: Path) -> None:
        """Show the backups in ``folder``."""
        self._restorer.read(folder, self._listed, self._failed)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, t("backups.restore.pick"))
        if chosen:
            self.take_folder(Path(chosen))

    def _look(self) -> None:
        if self._stack.currentIndex() == WHERE:
            self._restorer.look(self._looked)

    def _looked(self, found: Sequence[Source]) -> None:
        self._sources.show_rows(list(found), key=lambda row: row.folder)
        self._settle()

    def _listed(self, found: Sequence[Generation]) -> None:
        whole = [one for one in found if one.present]
        if not whole:
            self._say(t("backups.list.empty"))
            return
        self._generations.show_rows(whole)
        self._show(WHICH)

    def _unlock(self) -> None:
        row = self._generations.current_row()
        if isinstance(row, Generation) and self._next.isEnabled():
            self._form.accept()
            self._next.setEnabled(False)
            self._next.say(t("backups.restore.opening"))
            self._restorer.unlock(row.path, self._secret.text(), self._unlocked, self._not_unlocked)

    def _unlocked(self, cost: Cost) -> None:
        self._cost = cost
        self._secret.clear()
        self._holds.setText(restore_words.holds(cost, ZONE, clock.now()))
        self._costs.setText(restore_words.costs(cost))
        self._box.set_tone("warning" if cost.code else "plain")
        self._yes.setVisible(bool(cost.code))
        self._yes.setChecked(False)
        if cost.code:
            self._yes.say(t(f"backups.restore.yes_{cost.kind}"))
        self._show(SURE)

    def _not_unlocked(self, trouble: Trouble) -> None:
        self._settle()
        self._form.refuse("secret", _told(trouble))
        self._secret.selectAll()

    def _restore(self) -> None:
        if self._cost is None:
            return
        if self._cost.code and not self._yes.isChecked():
            self._say(t("backups.restore.say_yes"))
            self._yes.setFocus()
            return
        self._show(DOING)
        self._restorer.restore(self._progressed, self._finished, self._failed)

    def _progressed(self, done: int, total: int) -> None:
        self._bar.setValue(100 * done // max(total, 1))

    def _finished(self, back: Back) -> None:
        self._restored = True
        self._outcome.setText(restore_words.done(back, ZONE, clock.now()))
        self._show(DONE)

    def _failed(self, trouble: Trouble) -> None:
        if self._stack.currentIndex() == DOING:
            self._show(SURE)
        self._say(_told(trouble))

    # Showing

    def _show(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        self._panel.set_title(t(f"backups.restore.{TITLES[step]}"))
        self._settle()
        focus: tuple[QWidget, ...] = (
            self._sources, self._generations, self._secret, self._back, self._bar, self._next,
        )  # fmt: skip
        focus[step].setFocus()
        if step == KEY and isinstance(row := self._generations.current_row(), Generation):
            time = sayings.moment(row.made_at, ZONE, clock.now())
            self._whose.setText(t("backups.restore.shop", name=row.shop_name, time=time))

    def _settle(self) -> None:
        step = self._stack.currentIndex()
        words = {SURE: "go", DONE: "open"}.get(step, "next")
        self._next.say(t(f"backups.restore.{words}"), "" if step == SURE else "Enter")
        self._next.setVisible(step != DOING)
        self._back.setVisible(step not in (DOING, DONE))
        self._next.setEnabled(step != WHERE or self._sources.current_row() is not None)

    def _say(self, words: str) -> None:
        self._said.setText(words)

    def _end(self, restored: bool) -> None:
        if not self._ended:
            self._ended = True
            self._timer.stop()
            self.finished.emit(restored)

    def restyle(self) -> None:
        self.resize(theme.px(WIDE), theme.px(HIGH))
        self._bar.setFixedHeight(theme.px(6))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back()
        elif event.key() in RETURNS and self._stack.currentIndex() != SURE:
            self.forward()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._stack.currentIndex() == DOING:
            event.ignore()  # it ends by itself in a moment, and half a restore is none
            return
        super().closeEvent(event)
        self._end(self._restored)


class _SourceDelegate(RowDelegate):
    height = "row.list2"
    ruled = True

    def draw_row(self, pen: RowPen, row: Source) -> None:
        pen.icon(14, "backup")
        pen.text(42, 0, str(row.folder), style="body.strong", lift=10)
        time = sayings.moment(row.newest, ZONE, clock.now())
        words = t("backups.restore.found", count=row.count, time=time)
        pen.text(42, 0, words, style="label", tone="text.secondary", lift=-11)


def _told(trouble: Trouble) -> str:
    return sayings.explain(trouble, zone=ZONE, now=clock.now())


def _why(key: str) -> Text:
    text = Text(t(key), style="label", tone="text.secondary")
    text.setWordWrap(True)
    return text


def _page(*parts: QWidget | QHBoxLayout | None) -> QWidget:
    """A step: its parts one under the other; None takes what is left of the room."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(12))
    for part in parts:
        if part is None:
            column.addStretch(1)
        elif isinstance(part, QWidget):
            column.addWidget(part, 1 if isinstance(part, ListView) else 0)
        else:
            column.addLayout(part)
    return page
