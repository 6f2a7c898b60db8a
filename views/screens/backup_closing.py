"""Before the window closes: one quick choice to back up, with progress; it can always be skipped."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from views import theme
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.dressed import Dressed
from views.widgets.fields import RETURNS
from views.widgets.panel import Panel
from views.widgets.text import Text

WIDE = 520


class ClosingSheet(Dressed, QWidget):
    """``chosen`` is ``backup``, ``skip`` (close at once) or ``stay``."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog)
        self.setObjectName("page")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(t("backups.closing.title"))
        panel = Panel(t("backups.closing.title"))
        self._said = Text(t("backups.closing.why"), tone="text.secondary")
        self._said.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 100)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(t("backups.act.doing"))
        self._bar.hide()
        panel.body.addWidget(self._said)
        panel.body.addWidget(self._bar)
        panel.body.addStretch(1)
        self._backup = Button(t("backups.closing.backup"), "primary", key="Enter", icon="backup")
        self._skip = Button(t("backups.closing.skip"))
        self._stay = Button(t("backups.closing.stay"), key="Esc")
        row = QHBoxLayout()
        row.addWidget(self._stay)
        row.addStretch(1)
        row.addWidget(self._skip)
        row.addWidget(self._backup)
        panel.body.addLayout(row)
        whole = QVBoxLayout(self)
        whole.addWidget(panel)
        self._backup.clicked.connect(self._choose_backup)
        self._skip.clicked.connect(self._choose_skip)
        self._stay.clicked.connect(self._choose_stay)
        self.dress()
        self._backup.setFocus()

    def doing(self) -> None:
        """The backup began."""
        self._backup.setEnabled(False)
        self._said.setText(t("backups.closing.doing"))
        self._said.set_tone("text.secondary")
        self._bar.setValue(0)
        self._bar.show()
        self._skip.setFocus()

    def show_progress(self, done: int, total: int) -> None:
        """How far it is."""
        self._bar.setValue(100 * done // max(total, 1))

    def failed(self, why: str) -> None:
        """It was not made: say why, and let the user choose again."""
        self._said.setText(t("backups.closing.failed", why=why))
        self._said.set_tone("danger")
        self._bar.hide()
        self._backup.setEnabled(True)
        self._skip.setFocus()

    def _choose_backup(self) -> None:
        if self._backup.isEnabled():
            self.chosen.emit("backup")

    def _choose_skip(self) -> None:
        self.chosen.emit("skip")

    def _choose_stay(self) -> None:
        self.chosen.emit("stay")

    def restyle(self) -> None:
        self.setFixedWidth(theme.px(WIDE))
        self._bar.setFixedHeight(theme.px(6))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in RETURNS:
            focus = self.focusWidget()
            (focus if isinstance(focus, Button) else self._backup).click()
        elif event.key() == Qt.Key.Key_Escape:
            self._choose_stay()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.chosen.emit("stay")
