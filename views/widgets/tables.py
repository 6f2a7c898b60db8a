"""Tables with hairlines, right-aligned numbers and a foot of totals; cells may be edited in place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from views import theme
from views.widgets.dressed import Dressed
from views.widgets.fields import RETURNS, Entry, NumberEntry
from views.widgets.lists import ROW, Index, draw_empty
from views.widgets.scroll import OverlayBar

COLUMN = Qt.ItemDataRole.UserRole + 1
PADDING = 16
LEAST_SHARED = 150
"""The unscaled width that a sharing column keeps before spare columns go."""
SMALLER = ("label", "caption")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``cell(row)`` tells a cell; ``width`` is unscaled, 0 shares what is left.

    ``editor(parent)`` makes the field of an editable column; the model then sends ``edited``.
    ``tone(row)`` and ``style(row)`` may colour or strengthen single cells. Where room is short the
    columns with the highest ``spare`` go first; 0 always stays.
    """

    name: str
    title: str
    cell: Callable[[Any], str]
    width: int = 0
    number: bool = False
    tone: Callable[[Any], str] | None = None
    style: Callable[[Any], str] | None = None
    editor: Callable[[QWidget], Entry] | None = None
    spare: int = 0


class TableModel(QAbstractTableModel):
    """Frozen rows under declared columns, with an optional foot of totals (column name → text).

    ``edited(row, column name, field value)`` asks the page to change something; the cell shows the old
    text until the page brings new rows. A NumberEntry hands its integer, any other Entry its text.
    """

    edited = Signal(object, str, object)

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._rows: Sequence[Any] = ()
        self._foot: dict[str, str] = {}

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Declare the columns anew (another language)."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self.endResetModel()

    def set_rows(self, rows: Sequence[Any], *, foot: dict[str, str] | None = None) -> None:
        """Replace all rows and the foot."""
        self.beginResetModel()
        self._rows, self._foot = rows, foot or {}
        self.endResetModel()

    def columns(self) -> tuple[Column, ...]:
        """Return the columns."""
        return self._columns

    def row_at(self, place: int) -> Any:
        """Return the row at ``place``; None for the foot or beyond."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows) + bool(self._foot)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.row_at(index.row()), self._columns[index.column()]
        if role == ROW:
            return row
        if role == COLUMN:
            return column
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._foot.get(column.name, "") if row is None else column.cell(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            shown = self._foot.get(column.name, "") if row is None else column.cell(row)
            return f"{column.title} {shown}".strip()
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.row_at(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self._columns[index.column()].editor else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self.row_at(index.row())
        if role != Qt.ItemDataRole.EditRole or row is None:
            return False
        self.edited.emit(row, self._columns[index.column()].name, value)
        return True


class TableDelegate(QStyledItemDelegate):
    """Draws cells; override ``draw_cell`` for a cell that is more than words."""

    def draw_cell(
        self, painter: QPainter, box: QRect, column: Column, row: Any, words: str
    ) -> None:
        """Draw one cell of a row (``row`` None: the foot) inside ``box``. A number is never cut."""
        style = "body.strong" if row is None else "body"
        tone = "text"
        if row is not None:
            style = column.style(row) if column.style else style
            tone = column.tone(row) if column.tone else tone
        side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
        shown = words
        if column.number:
            wide = box.width()
            fits = (
                s for s in (style, *SMALLER) if theme.metrics(s).horizontalAdvance(words) <= wide
            )
            style = next(fits, SMALLER[-1])
        else:
            shown = theme.metrics(style).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(theme.font(style))
        painter.setPen(theme.colour(tone))
        painter.drawText(
            box, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, shown
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        box, row, column = option.rect, index.data(ROW), index.data(COLUMN)
        if row is None:
            painter.fillRect(box, theme.colour("surface.alt"))
        elif option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("surface.selected"))
            if index.column() == 0:
                painter.fillRect(
                    QRect(box.left(), box.top(), 3, box.height()), theme.colour("accent")
                )
        if row is not None:
            painter.setPen(theme.colour("line"))
            painter.drawLine(box.bottomLeft(), box.bottomRight())
        pad = theme.px(PADDING) if index.column() == 0 else theme.px(8)
        view = option.widget
        assert isinstance(view, TableView)
        last = index.column() == view.last_column()
        words = index.data(Qt.ItemDataRole.DisplayRole)
        inner = box.adjusted(pad, 0, -theme.px(PADDING if last else 8), 0)
        self.draw_cell(painter, inner, column, row, words)
        self._ring(painter, option, index, last)
        painter.restore()

    @staticmethod
    def _ring(painter: QPainter, option: QStyleOptionViewItem, index: Index, last: bool) -> None:
        """Draw the focus: around the cell where cells are typed into, else around the whole row."""
        view = option.widget
        assert isinstance(view, TableView)
        box = option.rect.adjusted(1, 1, -1, -2)
        painter.setPen(QPen(theme.colour("focus"), 2))
        if any(column.editor for column in view.columns()):
            if option.state & QStyle.StateFlag.State_HasFocus:
                painter.drawRect(box)
        elif view.hasFocus() and index.row() == view.currentIndex().row():
            left, right = option.rect.left(), option.rect.right()
            painter.drawLine(left, box.top(), right, box.top())
            painter.drawLine(left, box.bottom(), right, box.bottom())
            if index.column() == 0:
                painter.drawLine(box.topLeft(), box.bottomLeft())
            if last:
                painter.drawLine(box.topRight(), box.bottomRight())

    def createEditor(  # noqa: N802 - Qt's name
        self, parent: QWidget, _option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        column: Column = index.data(COLUMN)
        if column.editor is None:
            raise LookupError(f"column {column.name} is not edited")
        return column.editor(parent)

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        if isinstance(editor, Entry):
            editor.write(index.data(Qt.ItemDataRole.EditRole))
            editor.selectAll()

    def setModelData(  # noqa: N802 - Qt's name
        self, editor: QWidget, model: QAbstractItemModel, index: Index
    ) -> None:
        """Hand over what was typed, but nothing where it is no number or nothing was changed."""
        if not isinstance(editor, Entry):
            return
        value = editor.value() if isinstance(editor, NumberEntry) else editor.text()
        if value is not None and editor.text() != index.data(Qt.ItemDataRole.EditRole):
            model.setData(index, value)

    def updateEditorGeometry(  # noqa: N802 - Qt's name
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        editor.setFixedHeight(option.rect.height() - theme.px(6))
        editor.setGeometry(
            option.rect.adjusted(theme.px(2), theme.px(3), -theme.px(2), -theme.px(3))
        )


class TableView(Dressed, QTableView):
    """A table of whole-row selection. ``opened(row)`` on Enter or double click, ``pointed(row)`` as it moves.

    In editable cells: type to edit, Enter commits and goes down, Tab goes right, Esc restores.
    """

    opened = Signal(object)
    pointed = Signal(object)

    def __init__(
        self,
        model: TableModel,
        *,
        name: str,
        delegate: TableDelegate | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._table = model
        self._fitted, self._empty = False, ""
        self.setModel(model)
        painter = delegate or TableDelegate()
        painter.setParent(self)
        self.setItemDelegate(painter)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self._bar = OverlayBar(self)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        model.modelReset.connect(self._lay_out)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentRowChanged.connect(self._point)
        self.dress()

    def fit(self) -> None:
        """Be exactly as high as its rows from now on, for a short table on a page that scrolls."""
        self._fitted = True
        self._lay_out()

    def set_empty(self, sentence: str) -> None:
        """Say in one line, with its key, what an empty table means."""
        self._empty = sentence
        self.viewport().update()

    def columns(self) -> tuple[Column, ...]:
        """Return the declared columns."""
        return self._table.columns()

    def last_column(self) -> int:
        """Return the place of the last column in sight."""
        shown = (n for n in range(len(self.columns())) if not self.isColumnHidden(n))
        return max(shown, default=0)

    def current_row(self) -> Any:
        """Return the chosen row or None."""
        return self._table.row_at(self.currentIndex().row())

    def point(self, place: int) -> None:
        """Choose the row at ``place``."""
        self.setCurrentIndex(self._table.index(place, 0))

    def _open(self, index: QModelIndex) -> None:
        row = self._table.row_at(index.row())
        if row is not None and self._table.columns()[index.column()].editor is None:
            self.opened.emit(row)

    def _point(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.pointed.emit(self._table.row_at(index.row()))

    def _lay_out(self) -> None:
        head = self.horizontalHeader()
        for place, column in enumerate(self._table.columns()):
            mode = QHeaderView.ResizeMode.Fixed if column.width else QHeaderView.ResizeMode.Stretch
            head.setSectionResizeMode(place, mode)
            if column.width:
                head.resizeSection(place, theme.px(column.width))
        self._make_room()
        if self._fitted:
            rows = self._table.rowCount() * theme.size("row.table")
            self.setFixedHeight(theme.size("row.tableHead") + rows)

    def _make_room(self) -> None:
        """Hide spare columns, the most spare first, until the sharing columns can be read."""
        columns, room = self.columns(), self.viewport().width() / theme.current().factor
        need = sum(column.width or LEAST_SHARED for column in columns)
        hidden = set()
        for column in sorted(columns, key=lambda column: -column.spare):
            if need > room and column.spare:
                need -= column.width
                hidden.add(column.name)
        for place, column in enumerate(columns):
            if self.isColumnHidden(place) != (column.name in hidden):
                self.setColumnHidden(place, column.name in hidden)

    def restyle(self) -> None:
        self.setFont(theme.font("body"))
        self.verticalHeader().setMinimumSectionSize(theme.size("row.table"))
        self.verticalHeader().setDefaultSectionSize(theme.size("row.table"))
        self.horizontalHeader().setFixedHeight(theme.size("row.tableHead"))
        self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.size("row.tableHead") + 3 * theme.size("row.table"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._table.rowCount() == 0 and self._empty:
            draw_empty(self, self._empty)

    def closeEditor(  # noqa: N802 - Qt's name
        self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint
    ) -> None:
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            below = self._table.index(self.currentIndex().row() + 1, self.currentIndex().column())
            if below.isValid() and self._table.row_at(below.row()) is not None:
                self.setCurrentIndex(below)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        editing = self.state() == QAbstractItemView.State.EditingState
        if plain and event.key() in RETURNS and not editing and self.currentIndex().isValid():
            column = self._table.columns()[self.currentIndex().column()]
            if column.editor is not None:
                self.edit(self.currentIndex())
            else:
                self._open(self.currentIndex())
            return
        super().keyPressEvent(event)
