"""A column of the board: its head with disc, word and counts, and the cards of one step below it."""

from datetime import datetime

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QPoint,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from models.rules.jobs import Step
from models.services.job_board import Card
from views import theme
from views.screens.board_cards import MIME, CardDelegate, CardModel, told_time
from views.texts import t
from views.widgets.dressed import Dressed
from views.widgets.fields import RETURNS
from views.widgets.lists import MOVES, ROW, Index
from views.widgets.scroll import OverlayBar
from views.widgets.sla import draw_sla
from views.widgets.status import SIDE, draw_status

_SIDEWAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class StepCards(QSortFilterProxyModel):
    """The cards of one step."""

    def __init__(self, step: Step, model: CardModel) -> None:
        super().__init__()
        self._step, self._cards = step, model
        self.setSourceModel(model)

    def filterAcceptsRow(self, row: int, _parent: Index) -> bool:  # noqa: N802 - Qt's name
        return bool(self._cards.rows()[row].step is self._step)


class CardList(Dressed, QListView):
    """The cards of a column. Several may be chosen with Shift+arrows or Ctrl+click."""

    opened = Signal(object)
    sideways = Signal(int)
    dropped = Signal(list)
    entered = Signal()

    def __init__(self, cards: StepCards, delegate: CardDelegate) -> None:
        super().__init__()
        self._cards = cards
        self.setObjectName("board")
        self.setModel(cards)
        self.setItemDelegate(delegate)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setTabKeyNavigation(False)
        self.setUniformItemSizes(True)
        self._bar = OverlayBar(self)
        self.doubleClicked.connect(self._open)
        self.dress()

    def cards(self) -> list[Card]:
        """Every card shown, from the top."""
        return [self._cards.index(n, 0).data(ROW) for n in range(self._cards.rowCount())]

    def chosen(self) -> list[Card]:
        """The chosen cards, from the top."""
        found = [index.data(ROW) for index in sorted(self.selectedIndexes())]
        return [card for card in found if card is not None]

    def point(self, place: int) -> None:
        """Choose the card at a place; a place past the end is the last."""
        count = self._cards.rowCount()
        if count:
            self.setCurrentIndex(self._cards.index(max(0, min(place, count - 1)), 0))

    def choose(self, ids: set[str]) -> bool:
        """Choose these cards; False where none of them is here."""
        places = [place for place, card in enumerate(self.cards()) if card.id in ids]
        if not places:
            return False
        self.point(places[0])
        for place in places[1:]:
            self.selectionModel().select(
                self._cards.index(place, 0), QItemSelectionModel.SelectionFlag.Select
            )
        return True

    def steer(self, key: int) -> None:
        """Move the choice up or down, also while the filter has the focus."""
        place, last = self.currentIndex().row(), self._cards.rowCount() - 1
        aims = {
            Qt.Key.Key_Up: max(0, place - 1),
            Qt.Key.Key_Down: place + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_PageUp: max(0, place - 5),
            Qt.Key.Key_PageDown: place + 5,
        }
        self.point(aims[Qt.Key(key)])

    def _open(self, index: Index) -> None:
        if index.isValid():
            self.opened.emit(index.data(ROW))

    def restyle(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.verticalScrollBar().setSingleStep(theme.px(30))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in RETURNS:
            self._open(self.currentIndex())
        elif plain and event.key() in _SIDEWAYS:
            self.sideways.emit(_SIDEWAYS[Qt.Key(event.key())])
        elif plain and event.key() in MOVES:
            self.steer(event.key())
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Enter and the plain arrows for the column where the page has acts on the same keys."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.key() in (*MOVES, *RETURNS, *_SIDEWAYS):
                event.accept()
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.point(0)
        self.entered.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            ids = bytes(event.mimeData().data(MIME).data()).decode().split("\n")
            event.acceptProposedAction()
            self.dropped.emit([one for one in ids if one])


class ColumnHead(Dressed, QWidget):
    """Disc, word and count; at the right how many are late, or else at risk."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self._step, self._count, self._late, self._risk = step, 0, 0, 0
        self.dress()

    def show_counts(self, count: int, *, late: int, risk: int) -> None:
        """Show how many jobs the step has, and how many of the cards burn."""
        self._count, self._late, self._risk = count, late, risk
        word = t(f"words.step.{self._step}")
        burns = t("board.burning", late=late, risk=risk) if late or risk else ""
        self.setAccessibleName(" ".join(part for part in (word, str(count), burns) if part))
        self.update()

    def restyle(self) -> None:
        self.setFixedHeight(theme.px(26))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(100), theme.px(26))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = self.rect().adjusted(theme.px(5), 0, -theme.px(5), 0)
        draw_status(painter, QPoint(box.left(), box.center().y() + 1), self._step.value)
        burning, state = (self._late, "late") if self._late else (self._risk, "risk")
        right = box.right()
        if burning:
            right -= draw_sla(painter, box, "late" if state == "late" else "risk", str(burning))
        left = box.left() + theme.px(SIDE + 7)
        count = str(self._count)
        room = right - left - theme.metrics("body").horizontalAdvance(count) - theme.px(12)
        metrics, word = theme.metrics("title.panel"), t(f"words.step.{self._step}")
        if metrics.horizontalAdvance(word) > room:
            word = t(f"words.step_short.{self._step}")
        word = metrics.elidedText(word, Qt.TextElideMode.ElideRight, room)
        painter.setFont(theme.font("title.panel"))
        painter.setPen(theme.colour("text"))
        painter.drawText(
            QRect(left, 0, room + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, word
        )
        left += theme.metrics("title.panel").horizontalAdvance(word) + theme.px(7)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("text.tertiary"))
        painter.drawText(
            QRect(left, 0, right - left, self.height()), Qt.AlignmentFlag.AlignVCenter, count
        )


class BoardColumn(QWidget):
    """Head and cards of one step."""

    def __init__(self, step: Step, model: CardModel, delegate: CardDelegate) -> None:
        super().__init__()
        self.step = step
        self._model = model
        self.head = ColumnHead(step)
        self._cards = StepCards(step, model)
        self.list = CardList(self._cards, delegate)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addWidget(self.head)
        column.addWidget(self.list, 1)
        self.retell()

    def show_counts(self, count: int, now: datetime) -> None:
        """Write the head anew: the step's count, and what of the cards shown is late or at risk."""
        states = [told_time(card, now, self._model.zone)[0] for card in self.list.cards()]
        self.head.show_counts(count, late=states.count("late"), risk=states.count("risk"))

    def retell(self) -> None:
        """Say it in the present language."""
        self.list.setAccessibleName(t(f"words.step.{self.step}"))
        self.head.update()
