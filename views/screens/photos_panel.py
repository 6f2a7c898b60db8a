"""The row of photos and files on a job or a member: thumbnails that come one after another. Reads nothing itself.

Thumbnails live in this panel's memory only and go with the rows they belong to.
"""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QImage, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QListView,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from models.services.attachments import Attached
from views import clock, sayings, theme
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.dressed import Dressed
from views.widgets.fields import RETURNS
from views.widgets.keycap import key_text
from views.widgets.lists import ROW, Index, RowModel
from views.widgets.panel import Panel
from views.widgets.text import Text

ACROSS = 3
SIDE = 88
"""A thumbnail's side, unscaled."""
DRAWN_OUT_MS = 200
"""After this a drawer that the strip stands in is open, and its column as high as it will be."""
THUMBS_MOST = 60
"""More stand there with an icon: each thumbnail takes memory, and nobody looks through hundreds."""
_ARROWS = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)


def purpose_words(purpose: str) -> str:
    """What a photo shows, in words."""
    return t(f"attachments.purpose.{purpose or 'other'}")


def name_of(row: Attached) -> str:
    """A file's name; one without says so."""
    return row.name or t("attachments.no_name")


class _Thumbs(QStyledItemDelegate):
    """Draws a thumbnail, or the icon of a file, above its purpose."""

    def __init__(self, images: Mapping[str, QImage | None]) -> None:
        super().__init__()
        self._images = images
        self.side = SIDE
        """Scaled pixels of a thumbnail's side: as many stand across as is meant, whatever the column is wide."""

    def cell(self) -> QSize:
        """What one takes with its words and the room around it."""
        return QSize(self.side + theme.px(8), self.side + theme.px(30))

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return self.cell()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Attached = index.data(ROW)
        painter.save()
        side = self.side
        left = option.rect.left() + (option.rect.width() - side) // 2
        box = QRect(left, option.rect.top() + theme.px(4), side, side)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(option.rect, theme.colour("surface.selected"))
        painter.fillRect(box, theme.colour("surface.alt"))
        image = self._images.get(row.digest)
        if image is not None:
            _draw_fitted(painter, image, box)
        else:
            name = "camera" if row.picture else "note"
            drawn = theme.pixmap(name, 28, "text.tertiary", painter.device().devicePixelRatio())
            at = box.center() - QPoint(theme.px(14), theme.px(14))
            painter.drawPixmap(at, drawn)
        painter.setPen(theme.colour("line"))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        words = purpose_words(row.purpose) if row.picture else name_of(row)
        under = QRect(box.left(), box.bottom() + 1, side, theme.px(22))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text" if selected else "text.secondary"))
        cut = theme.metrics("caption").elidedText(words, Qt.TextElideMode.ElideRight, side)
        painter.drawText(under, Qt.AlignmentFlag.AlignCenter, cut)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        painter.restore()


def _draw_fitted(painter: QPainter, image: QImage, box: QRect) -> None:
    """Draw a picture whole, in the middle of its box."""
    size = image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    at = box.center() - QPoint((size.width() - 1) // 2, (size.height() - 1) // 2)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRect(at, size), image)


class Strip(Dressed, QListView):
    """``opened(row)`` on Enter or double click, ``removed(row)`` on Delete; arrows move."""

    opened = Signal(object)
    removed = Signal(object)

    def __init__(self, model: RowModel, images: Mapping[str, QImage | None]) -> None:
        super().__init__()
        self._model = model
        self._thumbs = _Thumbs(images)
        self._thumbs.setParent(self)
        self.setModel(model)
        self.setItemDelegate(self._thumbs)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setAccessibleName(t("attachments.title"))
        self.doubleClicked.connect(self._open)
        self.dress()

    def row(self) -> Attached | None:
        """The chosen row."""
        index = self.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def fit(self) -> None:
        """Take the height of the rows, for a column that scrolls itself."""
        side = min(theme.px(SIDE), (self.viewport().width() - 2) // ACROSS - theme.px(8))
        if side != self._thumbs.side and side > 0:
            self._thumbs.side = side
            self.scheduleDelayedItemsLayout()
        cell = self._thumbs.cell()
        across = max(1, self.viewport().width() // cell.width())
        lines = -(-self._model.rowCount() // across)
        self.setFixedHeight(lines * cell.height() + theme.px(2))

    def come_into_sight(self) -> None:
        """Scroll the column it stands in."""
        column = self.parentWidget()
        while column is not None and not isinstance(column, QScrollArea):
            column = column.parentWidget()
        if column is not None:
            column.ensureWidgetVisible(self)

    def restyle(self) -> None:
        self.fit()
        self.scheduleDelayedItemsLayout()

    def _open(self) -> None:
        row = self.row()
        if row is not None:
            self.opened.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.row()
        if event.key() in RETURNS:
            self._open()
        elif event.key() == Qt.Key.Key_Delete and row is not None:
            self.removed.emit(row)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Enter, Delete and the arrows where the page has acts on the same keys."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.key() in (*_ARROWS, *RETURNS, Qt.Key.Key_Delete):
                event.accept()
                return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class PhotosPanel(Panel):
    """The panel with its strip; what it shows is given to it."""

    def __init__(self, acts: Mapping[str, QAction], zone: tzinfo) -> None:
        super().__init__(t("attachments.strip"), ruled=False)
        self._zone = zone
        self._images: dict[str, QImage | None] = {}
        self._rows: Sequence[Attached] = ()
        self.add_right(Button(acts["choose_photos"], "quiet"))
        self._empty = Text("", style="label", tone="text.secondary")
        self._empty.setWordWrap(True)
        self._model = RowModel(self._said, self)
        self.strip = Strip(self._model, self._images)
        self.body.addWidget(self._empty)
        self.body.addWidget(self.strip)
        self.retell()
        self._settle()

    def rows(self) -> Sequence[Attached]:
        """What is shown."""
        return self._rows

    def show_files(self, rows: Sequence[Attached]) -> None:
        """Show these; the chosen one stays, thumbnails of others are forgotten."""
        before = self.strip.row()
        self._rows = rows
        known = {row.digest for row in rows}
        for digest in [digest for digest in self._images if digest not in known]:
            del self._images[digest]
        self._model.set_rows(rows)
        ids = [row.id for row in rows]
        if before is not None and rows:
            place = ids.index(before.id) if before.id in ids else 0
            self.strip.setCurrentIndex(self._model.index(place))
        self._settle()

    def lacking(self) -> Attached | None:
        """The first picture whose thumbnail was not tried yet."""
        first = self._rows[:THUMBS_MOST]
        return next((r for r in first if r.picture and r.digest not in self._images), None)

    def show_thumb(self, digest: str, image: QImage | None) -> None:
        """Show a thumbnail; None where there is none to be had."""
        if any(row.digest == digest for row in self._rows):
            self._images[digest] = image
            self.strip.viewport().update()

    def thumb(self, digest: str) -> QImage | None:
        """The thumbnail of a content, if it came."""
        return self._images.get(digest)

    def to_strip(self) -> None:
        """Take the focus, a photo chosen."""
        if self._rows and not self.strip.currentIndex().isValid():
            self.strip.setCurrentIndex(self._model.index(0))
        self.strip.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.strip.come_into_sight()
        QTimer.singleShot(DRAWN_OUT_MS, self.strip.come_into_sight)

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("attachments.strip"))
        self.strip.setAccessibleName(t("attachments.title"))
        keys = {"paste": key_text("Ctrl+V"), "choose": key_text("Ctrl+A")}
        self._empty.setText(t("attachments.empty", **keys))
        self.strip.viewport().update()

    def _settle(self) -> None:
        count = len(self._rows)
        self.set_count(t("attachments.count", count=count) if count else "")
        self._empty.setVisible(not count)
        self.strip.setVisible(bool(count))
        self.strip.fit()

    def _said(self, row: Attached) -> str:
        return t(
            "attachments.row",
            name=name_of(row),
            purpose=purpose_words(row.purpose),
            when=sayings.moment(row.at, self._zone, clock.now()),
            actor=row.actor,
        )
