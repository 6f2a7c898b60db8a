"""Enter goes from field to field of a form that stands in several columns, Tab in the same order.

Knows fields, not what they are for. Several lines of text keep their Enter.
"""

from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from views.widgets.chips import Chips
from views.widgets.fields import RETURNS, Entry


class EnterWalk(QObject):
    """The stops of a form in their order. ``ended`` is sent by Enter on the last one.

    A stop that was refused keeps the focus. On a push button Enter presses it instead of going on.
    """

    ended = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._stops: list[QWidget] = []
        self._watched: set[QWidget] = set()

    def set_stops(self, stops: list[QWidget]) -> None:
        """Take the stops in their order; one may be a composite with fields inside. Tab follows it."""
        self._stops = stops
        chain = [field for stop in stops for field in _fields_of(stop)]
        for field in chain:
            if field not in self._watched:
                self._watched.add(field)
                field.installEventFilter(self)
                if isinstance(field, Entry):
                    field.leads_on = True
        for before, behind in pairwise(chain):
            QWidget.setTabOrder(before, behind)

    def onward(self, field: QWidget) -> None:
        """Put the focus into the stop behind the one that holds ``field``."""
        place = next(n for n, stop in enumerate(self._stops) if field in _fields_of(stop))
        for stop in self._stops[place + 1 :]:
            if stop.isVisible() and stop.isEnabled():
                to = next((part for part in _fields_of(stop) if _takes_focus(part)), stop)
                to.setFocus(Qt.FocusReason.TabFocusReason)
                return
        self.ended.emit()

    def _enter(self, field: QWidget) -> None:
        if isinstance(field, QPushButton):
            field.click()
            return
        if isinstance(field, QLineEdit):
            field.editingFinished.emit()
        if field.property("refused") != "true":
            self.onward(field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if (
                plain
                and event.key() in RETURNS
                and isinstance(watched, QWidget)
                and not isinstance(watched, QPlainTextEdit)
            ):
                self._enter(watched)
                return True
        return super().eventFilter(watched, event)


def _fields_of(stop: QWidget) -> list[QWidget]:
    """The fields inside a stop, itself where it is one."""
    if isinstance(stop, Chips):
        return list(stop.findChildren(QAbstractButton))
    if isinstance(stop, QLineEdit | QPlainTextEdit | QAbstractButton):
        return [stop]
    entries: list[QWidget] = list(stop.findChildren(QLineEdit))
    return [*entries, *stop.findChildren(QAbstractButton)] or [stop]


def _takes_focus(field: QWidget) -> bool:
    return field.focusPolicy() != Qt.FocusPolicy.NoFocus and field.isVisible()
