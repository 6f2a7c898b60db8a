"""Signing in: the people as large rows, then the PIN. Also the slip on which a second person approves once.

Shows no member and no amount. What proves a PIN is behind :class:`Desk`; here it is typed and said.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.base.errors import Refused
from models.base.rights import Level
from models.services.sign_in import Account
from views import clock, sayings, theme
from views.scanner import TAKES_SCANS
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.dressed import Dressed
from views.widgets.fields import FoldedEntry
from views.widgets.form import Form
from views.widgets.lists import ListView, RowDelegate, RowModel, RowPen
from views.widgets.panel import Panel
from views.widgets.text import Text

_STEER: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ZONE: Final = ZoneInfo("Asia/Shanghai")


class PinDesk(Protocol):
    """Takes a PIN to whoever can prove it; calls back on the UI thread."""

    def try_pin(
        self,
        person_id: str,
        pin: str,
        done: Callable[[Any], None],
        refused: Callable[[Refused], None],
    ) -> None:
        """``done`` gets what the PIN was for: a sign-in or an approval."""


class _People(RowDelegate):
    """A person's name, the level at the right."""

    def draw_row(self, pen: RowPen, row: Account) -> None:
        pen.at_right(role_of(row.level))
        pen.text(14, 0, row.name, style="body.bold")


def role_of(level: int) -> str:
    """The word for a level."""
    return t(f"sign_in.level.{Level(level).name.lower()}")


class PinEntry(FoldedEntry):
    """Dots for digits; the arrow keys go to the list of people."""

    steered = Signal(int)

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name, hint=t("sign_in.pin_hint"), keep="0123456789".__contains__)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(12)
        self.setProperty(TAKES_SCANS, True)  # six digits typed at speed are a PIN, not a bar code

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # while a PIN is asked for, the keys of the window behind do nothing
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEER:
            self.steered.emit(event.key())
            return
        super().keyPressEvent(event)


class PinPad(Dressed, QWidget):
    """People and PIN: ``done(object)`` brings what the desk answered."""

    done = Signal(object)

    def __init__(self, desk: PinDesk, *, act: str) -> None:
        super().__init__()
        self._desk, self._act = desk, act
        self._wait = QTimer(self)
        self._wait.setInterval(1000)
        self._wait.timeout.connect(self._count)
        self._seconds = 0
        self._model = RowModel(self._sentence, self)
        self.people = ListView(self._model, _People(), name=t("sign_in.people"))
        self.people.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pin = PinEntry(name=t("sign_in.pin"))
        self.pin.steered.connect(self._steer)
        self.form = Form()
        self.form.add("pin", t("sign_in.pin"), self.pin)
        self.form.submitted.connect(self.send)
        self.go = Button(act, "primary", key="Enter")
        self.go.clicked.connect(self.send)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        for part, stretch in ((self.people, 1), (self.form, 0)):
            self._whole.addWidget(part, stretch)
        self.dress()

    def show_people(self, people: Sequence[Account], chosen: str = "") -> None:
        """Show who may; the one of last time first in line."""
        self.people.show_rows(list(people), key=lambda row: row.id)
        if not (chosen and self.people.point_row(lambda row: row.id == chosen)):
            self.people.point_first()
        self.pin.setFocus()

    def send(self) -> None:
        """Try the PIN of the chosen person."""
        person = self.people.current_row()
        if person is None or not self.go.isEnabled():
            return
        self.form.accept()
        self.go.setEnabled(False)
        self._desk.try_pin(person.id, self.pin.text(), self._fitted, self._refused)
        self.pin.clear()

    def forget(self) -> None:
        """Empty the field and whatever it said."""
        self._wait.stop()
        self._seconds = 0
        self.pin.clear()
        self.form.accept()
        self.go.setEnabled(True)

    def _fitted(self, answer: object) -> None:
        self.forget()
        self.done.emit(answer)

    def _refused(self, refused: Refused) -> None:
        self._seconds = int(refused.values.get("seconds", 0))
        if self._seconds:
            self._wait.start()
            self._say_wait()
        else:
            self.go.setEnabled(True)
            words = sayings.explain(refused, zone=_ZONE, now=clock.now())
            self.form.refuse("pin", words)
        self.pin.setFocus()

    def _count(self) -> None:
        self._seconds -= 1
        if self._seconds > 0:
            self._say_wait()
        else:
            self.forget()
            self.pin.setFocus()

    def _say_wait(self) -> None:
        self.form.refuse("pin", t("refused.pin.wait", seconds=self._seconds))

    def _sentence(self, row: Account) -> str:
        return f"{row.name}，{role_of(row.level)}"

    def _steer(self, key: int) -> None:
        self.people.steer(key)
        self.form.accept()

    def restyle(self) -> None:
        self._whole.setSpacing(theme.px(12))


class SignIn(Dressed, QWidget):
    """The window in front of the locked desk. ``signed(object)`` brings the actor, ``left`` that it was closed."""

    signed = Signal(object)
    left = Signal()
    forgotten = Signal()
    """The owner wants in by the passphrase."""

    def __init__(self, desk: PinDesk, *, shop: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setWindowTitle(t("shell.window", shop=shop))
        self.pad = PinPad(desk, act=t("sign_in.enter"))
        self.pad.done.connect(self.signed)
        self._forgot = Button(t("sign_in.by_passphrase"))
        self._forgot.clicked.connect(self.forgotten)
        panel = Panel(shop)
        panel.body.addWidget(Text(t("sign_in.ask"), style="caption"))
        panel.body.addWidget(self.pad, 1)
        row = QHBoxLayout()
        row.addWidget(self._forgot)
        row.addStretch(1)
        row.addWidget(self.pad.go)
        panel.body.addLayout(row)
        self._panel = panel
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(panel)
        across.addStretch(1)
        whole = QVBoxLayout(self)
        whole.addStretch(1)
        whole.addLayout(across)
        whole.addStretch(1)
        self._over = False
        self.dress()

    def finish(self) -> None:
        """Close for good without telling anybody."""
        self._over = True
        self.close()

    def restyle(self) -> None:
        least = theme.tokens()["size"]["window.min"]
        self.setMinimumSize(*least)
        self._panel.setFixedSize(theme.px(440), theme.px(420))

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if not self._over:
            self._over = True
            self.left.emit()


class Approve(Dressed, QWidget):
    """The slip over the window on which a second person approves: ``approved(object)`` or ``declined``."""

    approved = Signal(object)
    declined = Signal()

    def __init__(self, desk: PinDesk, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setObjectName("veil")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.pad = PinPad(desk, act=t("sign_in.approve"))
        self.pad.done.connect(self.approved)
        self._no = Button(t("sign_in.decline"), key="Esc")
        self._no.clicked.connect(self.declined)
        self._why = Text("", style="body")
        self._panel = Panel(t("sign_in.approve_title"))
        self._panel.body.addWidget(self._why)
        self._panel.body.addWidget(self.pad, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._no)
        row.addWidget(self.pad.go)
        self._panel.body.addLayout(row)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self._panel)
        across.addStretch(1)
        whole = QVBoxLayout(self)
        whole.addStretch(1)
        whole.addLayout(across)
        whole.addStretch(1)
        over.installEventFilter(self)
        self.dress()
        self.hide()

    def open(self, words: str, people: Sequence[Account]) -> None:
        """Lie over the window and wait for a PIN."""
        self._why.setText(words)
        self.pad.forget()
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()
        self.pad.show_people(people)

    def restyle(self) -> None:
        self._panel.setFixedSize(theme.px(440), theme.px(400))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.declined.emit()
            return
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._over:
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)
