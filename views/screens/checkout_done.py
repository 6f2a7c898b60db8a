"""The till after the money is taken: what came in, the change large, until the next key."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.services.checkout import Posted
from views import sayings, theme
from views.screens.checkout_change import ChangeBox
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.dressed import Dressed
from views.widgets.panel import Panel
from views.widgets.text import Eliding, Text


class _Ears(Dressed, QWidget):
    """Takes the focus while the bill is shown; what is typed begins the next sale and is not lost."""

    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(1, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and event.text().isprintable() and not event.text().isspace():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)


class DonePanel(Panel):
    """``typed(sign)`` when the clerk simply goes on with the next customer."""

    typed = Signal(str)

    def __init__(self, following: QAction, again: QAction, show: QAction) -> None:
        super().__init__()
        self._posted: Posted | None = None
        self._how = ""
        self.number = Eliding(style="label", tone="text.secondary")
        self.taken = Text(style="display")
        self.how = Eliding(style="body", tone="text.secondary")
        self.change = ChangeBox()
        self.trouble = Text(style="body", tone="danger")
        self.trouble.setWordWrap(True)
        self.ears = _Ears()
        self.ears.typed.connect(self.typed)
        self._links = QVBoxLayout()
        for act in (again, show):
            self._links.addWidget(Button(act))
        self.button = Button(following, "primary", height="button.large")
        self._column = QVBoxLayout()
        for part in (self.number, self.taken, self.how, self.change, self.trouble, self.ears):
            self._column.addWidget(part)
        self._column.addLayout(self._links)
        self.body.addLayout(self._column)
        self.body.addStretch(1)
        self.body.addWidget(self.button)
        self._place()

    def show_posted(self, posted: Posted, how: str) -> None:
        """Show a posted bill; ``how`` says by what it was paid."""
        self._posted, self._how = posted, how
        self.say_trouble("")
        self.retell()

    def say_trouble(self, sentence: str) -> None:
        """Say that the paper is missing, where the message bar has long said something else."""
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))

    def retell(self) -> None:
        """Write the words again."""
        if self._posted is None:
            return
        self.number.setText(self._posted.number)
        self.taken.setText(t("checkout.took", total=sayings.yuan(self._posted.total)))
        self.how.setText(self._how)
        tone = "success" if self._posted.change else "plain"
        word = t("checkout.change") if self._posted.change else t("checkout.no_change")
        self.change.write(word, self._posted.change or None, tone)
        self.ears.setAccessibleName(f"{self.taken.text()} {self.change.accessibleName()}")

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_column"):  # the panel dresses itself before its parts stand
            self._place()

    def _place(self) -> None:
        side = theme.px(20) - 1
        self.body.setContentsMargins(side, theme.px(18), side, theme.px(16) - 1)
        self._column.setSpacing(theme.px(10))
        self._links.setSpacing(theme.px(8))
