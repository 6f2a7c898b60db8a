"""The places at the left edge of the window: an icon and a short word each, a counter where a person is needed."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from views import theme
from views.widgets.badge import draw_counter
from views.widgets.dressed import Dressed


class RailItem(Dressed, QToolButton):
    """One place; checked while it is in sight."""

    def __init__(self, name: str, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name, self._icon, self._count, self._words = name, icon, 0, ""
        self.setProperty("look", "rail")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.dress()

    def say(self, word: str, spoken: str) -> None:
        """Write the word, cut where it does not fit, and say ``spoken`` to a reader."""
        self._words = word
        self.setAccessibleName(spoken)
        self.setToolTip(word)
        self.restyle()

    def set_count(self, count: int) -> None:
        """Show how many things wait for a person; 0 shows nothing."""
        self._count = count
        self.update()

    def count(self) -> int:
        """Return the number shown."""
        return self._count

    def restyle(self) -> None:
        wide, high = theme.tokens()["size"]["rail.item"]
        self.setFixedSize(theme.px(wide), theme.px(high))
        side = theme.tokens()["size"]["icon.rail"]
        self.setFont(theme.font("label"))
        self.setIcon(
            theme.icon(self._icon, on="accent.text", side=side, ratio=self.devicePixelRatioF())
        )
        self.setIconSize(theme.icon_size(side))
        room = theme.px(wide - 6)
        metrics = theme.metrics("label.bold")
        self.setText(metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, room))

    def sizeHint(self) -> QSize:
        wide, high = theme.tokens()["size"]["rail.item"]
        return QSize(theme.px(wide), theme.px(high))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._count:
            draw_counter(QPainter(self), QPoint(theme.px(46), theme.px(13)), self._count)


class _Logo(Dressed, QWidget):
    """The mark of the program; decoration."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.dress()

    def restyle(self) -> None:
        self.setFixedSize(theme.px(36), theme.px(36 + 8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, side = QPainter(self), theme.px(36)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(QRectF(0, 0, side, side), theme.px(8), theme.px(8))
        inset = (side - theme.px(22)) // 2
        drawn = theme.pixmap("logo", 22, "accent.on", self.devicePixelRatioF())
        painter.drawPixmap(inset, inset, drawn)


class Rail(Dressed, QFrame):
    """The rail. ``chosen(name)`` when a place is clicked."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self._group = QButtonGroup(self)
        self._box = QVBoxLayout(self)
        self._box.addWidget(_Logo(self), 0, Qt.AlignmentFlag.AlignHCenter)
        self._box.addStretch(1)
        self._items: dict[str, RailItem] = {}
        self._upper: list[str] = []
        self._group.buttonClicked.connect(self._clicked)
        self.dress()

    def add(self, name: str, icon: str, *, foot: bool = False) -> RailItem:
        """Add a place under the last one, or at the foot."""
        item = RailItem(name, icon, self)
        self._items[name] = item
        self._group.addButton(item)
        if foot:
            self._box.addWidget(item, 0, Qt.AlignmentFlag.AlignHCenter)
        else:
            self._upper.append(name)
            self._box.insertWidget(len(self._upper), item, 0, Qt.AlignmentFlag.AlignHCenter)
        return item

    def item(self, name: str) -> RailItem | None:
        """Return the item of a place, None where it has none."""
        return self._items.get(name)

    def names(self) -> list[str]:
        """Return the places in the order Alt+1..9 counts them, the foot last."""
        return [*self._upper, *(name for name in self._items if name not in self._upper)]

    def mark(self, name: str) -> None:
        """Mark the place in sight; a page without a place leaves the mark."""
        item = self._items.get(name)
        if item is not None:
            item.setChecked(True)

    def _clicked(self, item: QToolButton) -> None:
        if isinstance(item, RailItem):
            self.chosen.emit(item.name)

    def restyle(self) -> None:
        self.setFixedWidth(theme.size("rail"))
        self._box.setContentsMargins(0, theme.px(8), 0, theme.px(8))
        self._box.setSpacing(theme.px(2))
