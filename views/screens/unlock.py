"""Unlocking: the owner's passphrase, where no keyring opens the shop. A wrong one is said beside the field."""

from collections.abc import Callable
from typing import Protocol
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.base.errors import Refused
from views import clock, sayings, theme
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.choice import Tick
from views.widgets.dressed import Dressed
from views.widgets.fields import Entry
from views.widgets.form import Form
from views.widgets.panel import Panel

ZONE = ZoneInfo("Asia/Shanghai")


class Locksmith(Protocol):
    """Tries a passphrase; calls back on the UI thread."""

    def unlock(
        self,
        passphrase: str,
        remember: bool,
        done: Callable[[], None],
        refused: Callable[[Refused], None],
    ) -> None:
        """``done()`` when the shop is open."""


class Unlock(Dressed, QWidget):
    """``finished(bool)``: true when the shop is open."""

    finished = Signal(bool)

    def __init__(self, locksmith: Locksmith) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setWindowTitle(t("shell.product"))
        self._locksmith = locksmith
        self._ended = False
        panel = Panel(t("window.unlock.ask"))
        self._form = Form()
        self._passphrase = Entry(name=t("window.unlock.passphrase"))
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._form.add("passphrase", t("window.unlock.passphrase"), self._passphrase)
        self._form.submitted.connect(self._try)
        self._remember = Tick(t("window.unlock.remember"))
        self._open = Button(t("window.unlock.open"), "primary", key="Enter")
        self._open.clicked.connect(self._try)
        panel.body.addWidget(self._form)
        panel.body.addWidget(self._remember)
        panel.body.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._open)
        panel.body.addLayout(row)
        whole = QVBoxLayout(self)
        whole.addWidget(panel)
        self.dress()
        self._passphrase.setFocus()

    def _try(self) -> None:
        if not self._open.isEnabled():
            return
        self._form.accept()
        self._open.setEnabled(False)
        self._open.say(t("window.unlock.opening"), "")
        self._locksmith.unlock(
            self._passphrase.text(), self._remember.isChecked(), self._done, self._refused
        )

    def _done(self) -> None:
        self._passphrase.clear()
        self._ended = True
        self.finished.emit(True)

    def _refused(self, refused: Refused) -> None:
        self._open.setEnabled(True)
        self._open.say(t("window.unlock.open"), "Enter")
        words = sayings.explain(refused, zone=ZONE, now=clock.now())
        self._form.refuse("passphrase", words)
        self._passphrase.selectAll()

    def restyle(self) -> None:
        self.resize(theme.px(440), theme.px(240))

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if not self._ended:
            self._ended = True
            self.finished.emit(False)
