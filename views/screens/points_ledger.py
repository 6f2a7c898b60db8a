"""What is behind a balance on any day: the lots as they were, what happened to each, or the whole ledger."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.services.points import EntryRow, LotMove, LotRow, PointsFile
from views import points_words, sayings, theme
from views.screens.points_lots import LotList, MoveList
from views.texts import t
from views.widgets.chips import Chips, Option
from views.widgets.days import DayField
from views.widgets.panel import Panel, hairline
from views.widgets.text import Eliding, Text

VIEWS = ("lots", "entries")


class LedgerPanel(Panel):
    """``day_changed`` asks for another day, ``lot_chosen(LotRow)`` for what happened to a lot."""

    day_changed = Signal()
    lot_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(t("points.ledger"), flush=True)
        self._file: PointsFile | None = None
        self._wanted = ""
        self.day_field = DayField("on", name=t("points.on_day"), hint=t("points.on_day_hint"))
        self.day_field.leads_on = True
        self.day_field.settled.connect(self.day_changed)
        self.day_field.returnPressed.connect(self.day_changed)
        self.views = Chips(name=t("points.ledger"), look="segment")
        self.views.chosen.connect(self._turn)
        self._label = Text(style="label", tone="text.secondary")
        self._sum = Eliding(style="body.strong")
        self._bar = QWidget()
        row = QHBoxLayout(self._bar)
        row.addWidget(self._label)
        row.addWidget(self.day_field, 1)
        row.addWidget(self.views)
        self._row = row
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.addWidget(self._sum, 1)
        self._line_row = line
        self.lots = LotList(self, told=True)
        self.lots.pointed.connect(self._pointed)
        self._why = Eliding(style="label.bold", tone="text.secondary")
        self.moves = MoveList(self, name=t("points.moves"))
        self.entries = MoveList(self, name=t("points.entries"))
        self._split = QWidget()
        halves = QVBoxLayout(self._split)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(0)
        halves.addWidget(self.lots, 3)
        halves.addWidget(hairline())
        halves.addWidget(self._why)
        halves.addWidget(self.moves, 2)
        self._faces = QStackedWidget()
        self._faces.addWidget(self._split)
        self._faces.addWidget(self.entries)
        for part in (self._bar, self._line, hairline()):
            self.body.addWidget(part)
        self.body.addWidget(self._faces, 1)
        self.retell()

    # What the page asks

    def day(self) -> date | None:
        """The day to look at, None for now. Raises Refused("day.…")."""
        return self.day_field.day()

    def begin(self, lot_id: str = "") -> None:
        """Look at now; choose this lot when the lots come."""
        self._wanted = lot_id
        self.day_field.set_day(None)
        self.views.choose("lots")
        self._turn("lots")

    def show_points(self, found: PointsFile | None) -> None:
        """Show the lots of a day."""
        self._file = found
        on = found.on if found else date(2026, 1, 1)
        self.lots.show_lots(found.lots if found else (), on)
        self._sum.setText(sum_words(found) if found else "")
        if self._wanted and found is not None:
            wanted, self._wanted = self._wanted, ""
            self.lots.point_row(lambda row: row.id == wanted)
        self._pointed(self.lots.current_row())

    def show_moves(self, moves: tuple[LotMove, ...]) -> None:
        """Show what happened to the chosen lot, the newest first."""
        self.moves.show_rows(tuple(reversed(moves)))

    def show_entries(self, entries: tuple[EntryRow, ...]) -> None:
        """Show the ledger up to the day."""
        self.entries.show_rows(entries, key=lambda row: row.id)

    def refuse_day(self, sentence: str) -> None:
        """Say that what was typed is no day."""
        self._sum.setText(sentence)
        self._sum.set_tone("danger")

    def take_focus(self) -> None:
        """Into the lots."""
        (self.lots if self.views.value() == "lots" else self.entries).setFocus()

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("points.ledger"))
        self._label.setText(t("points.on_day"))
        self.day_field.setPlaceholderText(t("points.on_day_hint"))
        self.views.set_options([Option(name, t(f"points.view.{name}")) for name in VIEWS])
        self.lots.set_empty(t("points.no_lots"))
        self.entries.set_empty(t("points.no_lots"))
        self.show_points(self._file)

    # Inside

    def _turn(self, name: str) -> None:
        self._faces.setCurrentWidget(self._split if name == "lots" else self.entries)

    def _pointed(self, row: LotRow | None) -> None:
        self._sum.set_tone("text")
        self._why.setText(points_words.lot_why(row) if row is not None else "")
        if row is None:
            self.moves.show_rows(())
        else:
            self.lot_chosen.emit(row)

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_split"):  # the panel dresses itself before its parts stand
            side = theme.px(16)
            self._row.setContentsMargins(side, theme.px(8), side, 0)
            self._row.setSpacing(theme.px(8))
            self._line_row.setContentsMargins(side, theme.px(6), side, theme.px(8))
            self._why.setContentsMargins(side, theme.px(8), side, theme.px(6))


def sum_words(found: PointsFile) -> str:
    """2026-05-01 有 1,240 分; a debt and what could not be used yet."""
    told = t("points.on", day=found.on.isoformat(), n=sayings.number(found.available))
    parts = [told]
    if found.debt:
        parts.append(t("points.owed_then", n=sayings.number(found.debt)))
    if found.pending:
        parts.append(t("points.waiting", n=sayings.number(found.pending)))
    return t("words.list_comma").join(parts)
