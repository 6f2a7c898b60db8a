"""The row under the till's lines that finds the next item: bare until it has the focus."""

from PySide6.QtGui import QFocusEvent, QKeyEvent

from views import theme
from views.line_finder import OfferFinder
from views.tasks import Tasks
from views.widgets.dressed import put

TILL_KEYS = ("/", "*", "+")


class LineFinder(OfferFinder):
    """Finds an item of the price list or a package by code, name or pinyin initials."""

    def __init__(self, tasks: Tasks, *, name: str) -> None:
        super().__init__(tasks, name=name, lead="scan", key="Insert", nothing="checkout.nothing")
        put(self, "bare", "true")
        self.restyle()

    def _yields(self, event: QKeyEvent) -> bool:
        """An empty row leaves ``/ * +`` to the till: no item begins with them."""
        return (event.text() in TILL_KEYS and not self.text()) or super()._yields(event)

    def restyle(self) -> None:
        super().restyle()
        self.setFixedHeight(theme.px(38))
        bare = self.property("bare") == "true"
        margins = self.textMargins()
        inset = theme.px(26) + (theme.px(10) if bare else 0)
        self.setTextMargins(inset, 0, margins.right(), 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        put(self, "bare", "false")
        self.restyle()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        put(self, "bare", "true")
        self.restyle()
