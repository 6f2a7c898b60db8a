"""What a card of the board says and how it is drawn. Knows no use case; the page decides what stands on it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final

from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from models.rules.jobs import Step
from models.services.job_board import Card
from views import clock, sayings, theme
from views.device_icons import ICONS
from views.texts import t
from views.widgets.badge import badge_colours, badge_width, draw_badge
from views.widgets.lists import ROW, Index, RowModel
from views.widgets.sla import State, draw_sla, sla_width

MIME: Final = "application/x-linli-jobs"
HEIGHT: Final = 84
GAP: Final = 5
_PAD = 10
_STATES: dict[str, State] = {
    "risk": "risk",
    "unclaimed": "risk",
    "late": "late",
    "hold": "hold",
}


def told_time(card: Card, now: datetime, zone: tzinfo) -> tuple[State, str]:
    """How a card's clock stands, and the words for it."""
    state, _, age = card.time(now)
    if state == "hold" and card.hold_at is not None:
        what = t(f"jobs.hold.{card.hold}")
        return "hold", t("board.held", what=what, age=sayings.span(now - card.hold_at))
    if state in ("ready", "unclaimed"):
        return _STATES.get(state, "ok"), t("board.to_collect", age=sayings.span(age))
    if state in ("risk", "late") and card.promised_at is not None:
        return _STATES[state], sayings.countdown(card.promised_at, now)
    return "ok", _calm(card, now, zone)


def _calm(card: Card, now: datetime, zone: tzinfo) -> str:
    today = now.astimezone(zone).date()
    if card.step in (Step.CALL_BACK, Step.PAYMENT, Step.ACCEPTANCE):
        word = "board.paid" if card.step is Step.CALL_BACK else "board.to_pay"
        return t(word, day=sayings.day(card.step_at.astimezone(zone).date(), today))
    if card.visit_at is not None and card.visit_at > now:
        return t("board.visit", time=_near(card.visit_at, now, zone))
    if card.promised_at is None:
        return t("jobs.no_promise")
    return _near(card.promised_at, now, zone)


def _near(at: datetime, now: datetime, zone: tzinfo) -> str:
    """A moment with its time where it is near, else the day alone."""
    day: date = at.astimezone(zone).date()
    today = now.astimezone(zone).date()
    if abs(day - today) <= timedelta(days=1):
        return sayings.moment(at, zone, now)
    return sayings.day(day, today)


def number_tail(card: Card) -> str:
    """The last part of a job's number, by which it is called at the desk."""
    return card.number.rpartition("-")[2]


class CardModel(RowModel):
    """Every card of the board; the columns show each its step of it. Cards can be dragged."""

    def __init__(self, zone: tzinfo) -> None:
        super().__init__(self._said)
        self.zone = zone
        self.now = clock.now().astimezone(zone)

    def tell_time(self, now: datetime) -> None:
        """Move the clocks of all cards on."""
        self.now = now
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def _said(self, card: Card) -> str:
        parts = (
            number_tail(card),
            card.title,
            card.device,
            sayings.who(card.member) or t("jobs.walk_in"),
            t(f"words.step.{card.step}"),
            card.technician or t("jobs.nobody"),
            t("board.rework") if card.rework else "",
            t("words.priority") if card.priority else "",
            told_time(card, self.now, self.zone)[1],
            sayings.yuan(card.total) if card.total else "",
        )
        return t("words.list_comma").join(part for part in parts if part)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole:
            card = self._rows[index.row()]
            return t("words.list_comma").join(
                p for p in (card.number, card.device, card.title) if p
            )
        return super().data(index, role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDragActions(self) -> Qt.DropAction:  # noqa: N802 - Qt's name
        return Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        handed = QMimeData()
        ids = [index.data(ROW).id for index in indexes]
        handed.setData(MIME, "\n".join(ids).encode())
        return handed


class CardDelegate(QStyledItemDelegate):
    """Four lines: number and technician, device and fault, member and amount, clock."""

    def __init__(self, model: CardModel) -> None:
        super().__init__()
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, theme.px(HEIGHT + GAP))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card: Card = index.data(ROW)
        box = option.rect.adjusted(0, 0, 0, -theme.px(GAP))
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        state, words = told_time(card, self._model.now, self._model.zone)
        painter.save()
        _ground(painter, box, state, selected=selected, focus=_has_focus(option))
        inside = box.adjusted(theme.px(_PAD), theme.px(3), -theme.px(_PAD), -theme.px(3))
        high = inside.height() // 4
        lines = [
            QRect(inside.left(), inside.top() + place * high, inside.width(), high)
            for place in range(4)
        ]
        _first(painter, lines[0], card)
        _second(painter, lines[1], card)
        _third(painter, lines[2], card)
        wide = min(sla_width(state, words), lines[3].width())
        clock = QRect(lines[3].left(), lines[3].top(), wide, lines[3].height())
        painter.setClipRect(lines[3])
        draw_sla(painter, clock, state, words)
        painter.restore()


def _has_focus(option: QStyleOptionViewItem) -> bool:
    return bool(option.state & QStyle.StateFlag.State_HasFocus)


def _ground(painter: QPainter, box: QRect, state: State, *, selected: bool, focus: bool) -> None:
    """A white card; its left edge repeats the clock's state, the chosen one has the accent's frame."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = {"risk": "warning.fill", "late": "danger.fill"}.get(state, "line.strong")
    frame = QRectF(box).adjusted(1, 1, -1, -1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(edge))
    painter.drawRoundedRect(frame, theme.px(6), theme.px(6))
    painter.setBrush(theme.colour("surface.selected" if selected else "surface"))
    painter.drawRoundedRect(frame.adjusted(theme.px(3), 0, 0, 0), theme.px(5), theme.px(5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    chosen = selected or focus
    painter.setPen(QPen(theme.colour("accent" if chosen else "line"), 2 if chosen else 1))
    painter.drawRoundedRect(frame, theme.px(6), theme.px(6))


def _write(painter: QPainter, box: QRect, words: str, style: str, tone: str) -> int:
    metrics = theme.metrics(style)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0, box.width()))
    painter.setFont(theme.font(style))
    painter.setPen(theme.colour(tone))
    painter.drawText(box.adjusted(0, 0, 2, 0), Qt.AlignmentFlag.AlignVCenter, shown)
    return metrics.horizontalAdvance(shown)


def _first(painter: QPainter, box: QRect, card: Card) -> None:
    wide = _write(painter, box, number_tail(card), "label", "text.secondary")
    left = box.left() + wide + theme.px(8)
    right = _technician(painter, box, card)
    badges = [(t("board.rework"), "danger", "repeat")] if card.rework else []
    badges += [(t("words.priority"), "accent", "")] if card.priority else []
    for words, tone, icon in badges:
        wide = badge_width(words, icon)
        if left + wide <= right:
            draw_badge(painter, QPoint(left, box.center().y() + 1), words, tone, icon)
            left += wide + theme.px(6)


def _technician(painter: QPainter, box: QRect, card: Card) -> int:
    """The technician's first sign in a disc, or that nobody goes; returns where it begins."""
    if not card.technician:
        if card.step is not Step.DISPATCH and card.step is not Step.WORK:
            return box.right()
        words = t("board.nobody")
        wide = theme.metrics("caption").horizontalAdvance(words)
        at = box.adjusted(box.width() - wide, 0, 0, 0)
        _write(painter, at, words, "caption", "text.tertiary")
        return at.left()
    side = theme.px(19)
    ink, ground = badge_colours("neutral")
    disc = QRectF(box.right() - side + 1, box.center().y() - side / 2 + 1, side, side)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ground))
    painter.drawEllipse(disc)
    painter.setPen(theme.colour(ink))
    painter.setFont(theme.font("caption"))
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, card.technician[:1])
    return int(disc.left())


def _second(painter: QPainter, box: QRect, card: Card) -> None:
    side = theme.px(16)
    ratio = painter.device().devicePixelRatio()
    drawn = theme.pixmap(ICONS.get(card.category, "jobs"), 16, "text.secondary", ratio)
    painter.drawPixmap(box.left(), box.center().y() - side // 2 + 1, drawn)
    words = box.adjusted(side + theme.px(6), 0, 0, 0)
    _write(painter, words, card.title or card.device or t("jobs.untitled"), "body.strong", "text")


def _third(painter: QPainter, box: QRect, card: Card) -> None:
    room = box
    if card.total:
        amount = sayings.yuan(card.total)
        wide = theme.metrics("label").horizontalAdvance(amount)
        _write(painter, box.adjusted(box.width() - wide, 0, 0, 0), amount, "label", "text")
        room = box.adjusted(0, 0, -wide - theme.px(8), 0)
    name = sayings.who(card.member) or t("jobs.walk_in")
    _write(painter, room, name, "label", "text")
