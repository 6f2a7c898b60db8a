"""Lots of points as rows: how many, when they came, until when they are good; what happened to one of them."""

from datetime import date

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from models.services.points import EntryRow, LotMove, LotRow
from views import points_words, sayings, theme
from views.texts import t
from views.widgets.lists import Index, ListView, RowDelegate, RowModel, RowPen

SLIM = 28
"""The unscaled height of a row in the member's panel."""
NUMBERS = 52
"""Where the numbers end at the left."""


class LotDelegate(RowDelegate):
    """Points, the day they came and the day they end; ``told`` adds where they came from below."""

    def __init__(self, *, told: bool) -> None:
        super().__init__()
        self.told = told
        self.ruled = told
        self.on = date(2026, 1, 1)

    def draw_row(self, pen: RowPen, row: LotRow) -> None:
        words, near = points_words.ends(row, self.on)
        lift = 10 if self.told else 0
        tone = "warning" if near else "text.secondary"
        count = sayings.number(row.points)
        wide = theme.metrics("body.strong").horizontalAdvance(count) / theme.current().factor
        pen.at_right(words, style="label.bold" if near else "label", tone=tone, lift=lift)
        if near:
            x = (pen.right - pen.box.left()) / theme.current().factor - 10
            pen.icon(x, "hourglass", tone="warning", side=16, lift=lift)
            pen.take(theme.px(18))
        pen.text(max(8, NUMBERS - wide), 0, count, style="body.strong", lift=lift)
        since = t("points.got", day=points_words.short_day(row.since))
        pen.text(NUMBERS + 10, 0, since, tone="text.secondary", lift=lift)
        if self.told:
            pen.right = pen.box.right() - theme.px(16)
            why = points_words.lot_why(row)
            pen.text(NUMBERS + 10, 0, why, style="label", tone="text.secondary", lift=-12)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, theme.px(54 if self.told else SLIM))


class LotList(ListView):
    """``show_lots`` on a day; a reader hears the whole row."""

    def __init__(self, parent: QWidget, *, told: bool) -> None:
        self._delegate_ = LotDelegate(told=told)
        super().__init__(RowModel(self._sentence, parent), self._delegate_, name=t("points.lots"))
        self.set_empty(t("points.no_lots"))

    def show_lots(self, lots: tuple[LotRow, ...], on: date) -> None:
        """Show the lots as they were on a day, in the order in which they are used."""
        self._delegate_.on = on
        self.show_rows(lots, key=lambda row: row.id)

    def _sentence(self, row: LotRow) -> str:
        words, _ = points_words.ends(row, self._delegate_.on)
        since = t("points.got", day=row.since.isoformat())
        parts = (sayings.number(row.points), since, points_words.lot_why(row), words)
        return t("words.list_comma").join(parts)


class MoveDelegate(RowDelegate):
    """What happened: the day, what and why, by how much, what was left after it."""

    ruled = True

    def draw_row(self, pen: RowPen, row: LotMove | EntryRow) -> None:
        left = row.left if isinstance(row, LotMove) else row.after
        after = t("points.after", n=sayings.number(left))
        change = f"{'+' if row.points > 0 else ''}{sayings.number(row.points)}"
        pen.at_right(change, style="body.strong", tone="text", lift=10)
        lower = RowPen(pen.painter, pen.box, pen.selected, pen.box.right() - theme.px(16))
        lower.at_right(after, lift=-12)
        pen.text(16, 0, points_words.move_why(row), lift=10)
        by = row.by if isinstance(row, EntryRow) else ""
        told = t("words.list_comma").join(part for part in (row.day.isoformat(), by) if part)
        lower.text(16, 0, told, style="label", tone="text.secondary", lift=-12)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, theme.px(54))


class MoveList(ListView):
    """What happened to a lot, or to the whole account."""

    def __init__(self, parent: QWidget, *, name: str) -> None:
        super().__init__(RowModel(move_sentence, parent), MoveDelegate(), name=name)


def move_sentence(row: LotMove | EntryRow) -> str:
    """A move for a reader."""
    left = row.left if isinstance(row, LotMove) else row.after
    parts = (
        row.day.isoformat(),
        points_words.move_why(row),
        sayings.number(row.points),
        t("points.after", n=sayings.number(left)),
    )
    return t("words.list_comma").join(parts)
