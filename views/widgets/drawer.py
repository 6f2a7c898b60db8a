"""The context column of a page, which becomes a drawer over the page where the window is too narrow."""

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPropertyAnimation, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from views import theme


class Drawer(QFrame):
    """Takes ``context`` out of its row of columns (``columns``) when folded and gives it back after.

    ``context`` keeps its width; opening slides by tokens.motion.normal, 0 ms where nothing may move.
    """

    toggled = Signal(bool)

    def __init__(self, page: QWidget, columns: QBoxLayout, context: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self.setObjectName("drawer")
        self._columns, self._context = columns, context
        self._place = columns.indexOf(context)
        self._stretch = columns.stretch(self._place)
        self._box = QVBoxLayout(self)
        self._slide = QPropertyAnimation(self, b"maximumWidth", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(self._widen)
        self.folded = False
        page.installEventFilter(self)
        self.hide()

    def fold(self, folded: bool) -> None:
        """Turn the column into a closed drawer, or back into a column."""
        if folded == self.folded:
            return
        self.folded = folded
        if folded:
            self._columns.removeWidget(self._context)
            self._box.addWidget(self._context)
        else:
            self._box.removeWidget(self._context)
            self._columns.insertWidget(self._place, self._context, self._stretch)
            self._context.show()
        self.hide()

    def toggle(self) -> None:
        """Open or close the drawer; without effect while it is a column."""
        if not self.folded:
            return
        if self.isVisible():
            self.close_drawer()
            return
        self._context.show()
        self._settle()
        self.raise_()
        self.show()
        wide = self.width()
        self._slide.setDuration(theme.current().motion("normal"))
        self._slide.setStartValue(0)
        self._slide.setEndValue(wide)
        self._slide.start()
        self.toggled.emit(True)

    def close_drawer(self) -> bool:
        """Close it; False where it was closed already."""
        if not self.folded or not self.isVisible():
            return False
        self.hide()
        self.toggled.emit(False)
        return True

    def _widen(self, wide: int) -> None:
        """Follow the slide: no layout holds the drawer, so its greatest width alone would leave it at nothing."""
        self.resize(wide, self.height())

    def _settle(self) -> None:
        page = self._page
        pad = theme.size("page.pad")
        self._box.setContentsMargins(pad, theme.px(2), pad, theme.px(8))
        hint = min(self._context.sizeHint().width(), self._context.maximumWidth())
        wide = max(self._context.minimumWidth(), hint) + 2 * pad
        wide = min(wide, page.width())
        self.setMaximumWidth(wide)
        self.setGeometry(page.width() - wide, 0, wide, page.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.folded and self.isVisible():
            self._settle()
        return super().eventFilter(watched, event)
