"""What every own widget shares: it measures itself anew whenever the look or the type size changes."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object


class Dressed(_Base):
    """Mixin, first in the list of bases. Call :meth:`dress` as the last line of ``__init__``."""

    _is_dressed = False

    def dress(self) -> None:
        """Measure for the first time and from now on after every change of look."""
        self._is_dressed = True
        self.restyle()

    def restyle(self) -> None:
        """Set fonts, fixed sizes and icons from ``views.theme``. Override."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._is_dressed:
            self.restyle()


def put(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property that the style sheet asks about, and let the sheet look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def tell_change(widget: QWidget) -> None:
    """Tell a screen reader that the name or the value of a painted widget changed."""
    QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.NameChanged))
