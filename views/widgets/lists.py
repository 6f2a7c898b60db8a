"""Lists of rows with group heads: the model, the view and the delegate every list screen builds on."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from views import theme
from views.widgets.badge import draw_badge
from views.widgets.dressed import Dressed
from views.widgets.fields import RETURNS
from views.widgets.scroll import OverlayBar

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
"""The role under which a model hands out the row itself."""

MOVES = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)


@dataclass(frozen=True, slots=True)
class Head:
    """A group head between rows: it cannot be chosen, arrow keys skip it."""

    title: str
    count: str = ""


class RowModel(QAbstractListModel):
    """Frozen rows and heads. ``sentence(row)`` says a whole row to a screen reader."""

    def __init__(self, sentence: Callable[[Any], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = sentence
        self._rows: Sequence[Any] = ()

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rows(self) -> Sequence[Any]:
        """Return the rows shown, heads included."""
        return self._rows

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            return (
                f"{row.title} {row.count}".strip() if isinstance(row, Head) else self._sentence(row)
            )
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self._rows[index.row()], Head):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


@dataclass(slots=True)
class RowPen:
    """What a delegate draws one row with: everything is centred on the row's height, positions are unscaled.

    ``x`` counts from the row's left edge. ``right`` is where the free room ends; ``at_right`` moves it.
    """

    painter: QPainter
    box: QRect
    selected: bool
    right: int

    def text(
        self,
        x: float,
        width: float,
        words: str,
        *,
        style: str = "body",
        tone: str = "text",
        lift: float = 0,
    ) -> int:
        """Draw words cut to ``width`` (0: up to the free room's end); return the unscaled x after them."""
        left = self.box.left() + theme.px(x)
        room = theme.px(width) if width else self.right - left
        return self._draw(left, room, words, style, tone, lift)

    def at_right(
        self, words: str, *, style: str = "label", tone: str = "text.secondary", lift: float = 0
    ) -> None:
        """Draw words that end at the free room's end and take their width from it."""
        wide = theme.metrics(style).horizontalAdvance(words)
        self._draw(self.right - wide, wide + 2, words, style, tone, lift)
        self.take(wide)

    def icon(
        self,
        x: float,
        name: str,
        *,
        tone: str = "text.secondary",
        side: float = 18,
        lift: float = 0,
    ) -> None:
        """Draw an icon with its left edge at ``x``."""
        drawn = theme.pixmap(name, side, tone, self.painter.device().devicePixelRatio())
        top = self.box.center().y() - theme.px(side) // 2 + 1 - theme.px(lift)
        self.painter.drawPixmap(self.box.left() + theme.px(x), top, drawn)

    def badge(self, x: float, words: str, kind: str, *, icon: str = "", lift: float = 0) -> float:
        """Draw a badge; return the unscaled x after it."""
        at = QPoint(self.box.left() + theme.px(x), self.box.center().y() + 1 - theme.px(lift))
        return x + draw_badge(self.painter, at, words, kind, icon) / theme.current().factor

    def after(self, x: float, words: str, *, style: str = "body") -> float:
        """Return the unscaled x right after ``words`` drawn at ``x``."""
        return x + theme.metrics(style).horizontalAdvance(words) / theme.current().factor

    def take(self, width: int) -> None:
        """Take scaled pixels and a gap from the free room's right end."""
        self.right -= width + theme.px(10)

    def _draw(self, left: int, room: int, words: str, style: str, tone: str, lift: float) -> int:
        metrics = theme.metrics(style)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        self.painter.setFont(theme.font(style))
        self.painter.setPen(theme.colour(tone))
        box = QRect(left, self.box.top() - theme.px(lift), room + 2, self.box.height())
        self.painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
        return round(
            (left - self.box.left() + metrics.horizontalAdvance(shown)) / theme.current().factor
        )


class RowDelegate(QStyledItemDelegate):
    """Draws ground, selection bar, hairline and heads; override ``draw_row`` for what stands in a row.

    ``height`` is a name in tokens.size (``row.list``, ``row.list2``); ``ruled`` draws hairlines between rows.
    """

    height = "row.list"
    ruled = False

    def draw_row(self, pen: RowPen, row: Any) -> None:
        """Draw one row. Override."""
        raise NotImplementedError

    def height_of(self, row: Any) -> str:
        """Return the token of a row's height; override for mixed lists."""
        return "row.heading" if isinstance(row, Head) else self.height

    def _head(self, painter: QPainter, box: QRect, head: Head) -> None:
        painter.fillRect(box, theme.colour("surface.alt"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(box.topLeft(), box.topRight())
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        pen = RowPen(painter, box, False, box.right() - theme.px(16))
        x = pen.text(16, 0, head.title, style="label.bold")
        pen.text(x + 8, 0, head.count, style="label", tone="text.tertiary")

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> bool:
        box = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(box, theme.colour("surface.selected"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.colour("surface.hover"))
        if self.ruled:
            painter.setPen(theme.colour("line"))
            painter.drawLine(box.bottomLeft(), box.bottomRight())
        if selected:
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), theme.colour("accent"))
        return selected

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, theme.size(self.height_of(index.data(ROW))))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        row, box = index.data(ROW), option.rect
        if isinstance(row, Head):
            self._head(painter, box, row)
        else:
            selected = self._ground(painter, option)
            self.draw_row(RowPen(painter, box, selected, box.right() + 1 - theme.px(16)), row)
            if option.state & QStyle.StateFlag.State_HasFocus:
                painter.setPen(QPen(theme.colour("focus"), 2))
                painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.restore()


def draw_empty(view: QAbstractItemView, sentence: str) -> None:
    """Write into a view without rows what that means; call it from the view's own ``paintEvent``."""
    painter = QPainter(view.viewport())
    painter.setFont(theme.font("body"))
    painter.setPen(theme.colour("text.secondary"))
    box = view.viewport().rect().adjusted(theme.px(16), theme.px(20), -theme.px(16), 0)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(box, int(flags), sentence)


class ListView(Dressed, QListView):
    """A list of one selection. ``opened(row)`` on Enter or double click, ``pointed(row)`` as the choice moves.

    ``steer(key)`` lets a search or filter field move the choice while it keeps the focus.
    """

    opened = Signal(object)
    pointed = Signal(object)

    def __init__(
        self, model: RowModel, delegate: RowDelegate, *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._empty = ""
        self._rows = model
        delegate.setParent(self)
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self._bar = OverlayBar(self)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentChanged.connect(self._point)
        self.dress()

    def set_empty(self, sentence: str) -> None:
        """Say in one line, with its key, what an empty list means."""
        self._empty = sentence
        self.viewport().update()

    def show_rows(
        self, rows: Sequence[Any], *, key: Callable[[Any], Hashable] | None = None
    ) -> None:
        """Replace the rows; with ``key`` the chosen row and the scroll place stay where they were."""
        before, scroll = self.current_row(), self.verticalScrollBar().value()
        self._rows.set_rows(rows)
        if key is not None and before is not None:
            wanted = key(before)
            for place, row in enumerate(rows):
                if not isinstance(row, Head) and key(row) == wanted:
                    self.setCurrentIndex(self._rows.index(place))
                    self.verticalScrollBar().setValue(scroll)
                    return
        self.point_first()

    def current_row(self) -> Any:
        """Return the chosen row or None."""
        index = self.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def point_first(self) -> None:
        """Choose the first row that can be chosen."""
        self.steer(Qt.Key.Key_Home)

    def point_row(self, wanted: Callable[[Any], bool]) -> bool:
        """Choose the first row for which ``wanted`` holds; False where there is none."""
        for place, row in enumerate(self._rows.rows()):
            if not isinstance(row, Head) and wanted(row):
                self.setCurrentIndex(self._rows.index(place))
                return True
        return False

    def steer(self, key: int) -> bool:
        """Move the choice by Up, Down, Home, End, PgUp or PgDn, skipping heads; False for another key."""
        if key not in MOVES:
            return False
        count, now = self._rows.rowCount(), self.currentIndex().row()
        page = max(1, self.viewport().height() // max(1, theme.size(self._delegate().height)) - 1)
        aims = {
            Qt.Key.Key_Up: (now - 1, -1),
            Qt.Key.Key_Down: (now + 1, 1),
            Qt.Key.Key_Home: (0, 1),
            Qt.Key.Key_End: (count - 1, -1),
            Qt.Key.Key_PageUp: (max(0, now - page), 1),
            Qt.Key.Key_PageDown: (min(count - 1, now + page), -1),
        }
        start, step = aims[Qt.Key(key)]
        place = self._choosable(start, step)
        if place is not None:
            self.setCurrentIndex(self._rows.index(place))
            if place == self._choosable(0, 1):
                self.scrollToTop()
        return True

    def _choosable(self, start: int, step: int) -> int | None:
        rows = self._rows.rows()
        place = start
        while 0 <= place < len(rows):
            if not isinstance(rows[place], Head):
                return place
            place += step
        return None

    def _delegate(self) -> RowDelegate:
        delegate = self.itemDelegate()
        assert isinstance(delegate, RowDelegate)
        return delegate

    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if row is not None and not isinstance(row, Head):
            self.opened.emit(row)

    def _point(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.pointed.emit(index.data(ROW) if index.isValid() else None)

    def restyle(self) -> None:
        self.setFont(theme.font("body"))
        self.verticalScrollBar().setSingleStep(theme.px(20))
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in RETURNS:
            self._open(self.currentIndex())
        elif not (plain and self.steer(event.key())):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Enter and the arrows for the list where the page has acts on the same keys."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.key() in (*MOVES, *RETURNS):
                event.accept()
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._rows.rowCount() == 0 and self._empty:
            draw_empty(self, self._empty)
