"""What the shop owes: points by the month they end in or came in, what will be used of them, and stored value."""

from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.base.errors import Refused
from models.services import points_owed, prepaid
from models.services.points_owed import Owed, OwedRow
from models.services.prepaid import ValueLiability
from views import places, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.texts import t
from views.widgets.chips import Chips, Option
from views.widgets.facts import KeyValues
from views.widgets.panel import Panel
from views.widgets.scroll import ScrollColumn
from views.widgets.tables import Column, TableModel, TableView
from views.widgets.text import Text

SIDE: Final = 400
VIEWS: Final = ("end", "age")


@dataclass(frozen=True, slots=True)
class _Months:
    """A month of the table; ``whole`` is the last line with the sums."""

    row: OwedRow
    whole: bool = False


class OwedPage(Page):
    """It shows only; Ctrl+1 and Ctrl+2 turn the table between months of ending and months of earning."""

    name = places.OWED
    home = places.POINTS
    reads = frozenset({"points", "prepaid", "rewards", "programme", "bills"})
    hints = (("shell.keys.moves", "↑↓"), ("shell.up", "Esc"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._owed: Owed | None = None
        self._value: ValueLiability | None = None
        self.facts, self.value = KeyValues(), KeyValues()
        self._note = Text(style="label", tone="text.secondary")
        self._note.setWordWrap(True)
        self._points = Panel(t("points_owed.points"))
        self._stored = Panel(t("points_owed.stored"))
        self._points.body.addWidget(self.facts)
        self._points.body.addWidget(self._note)
        self._stored.body.addWidget(self.value)
        self._side = ScrollColumn()
        for panel in (self._points, self._stored):
            self._side.body.addWidget(panel)
        self._side.body.addStretch(1)
        self._months = Panel(t("points_owed.months"), flush=True)
        self.views = Chips(name=t("points_owed.months"), look="segment")
        self.views.chosen.connect(self._turn)
        self._months.add_right(self.views)
        self.model = TableModel(_columns(), self)
        self.table = TableView(self.model, name=t("points_owed.months"))
        self._months.body.addWidget(self.table, 1)
        row = QHBoxLayout(self)
        row.addWidget(self._side)
        row.addWidget(self._months, 1)
        self._tell_views()
        self._show()
        self.dress()

    # What the page answers

    def title(self) -> str:
        return t("points_owed.title")

    def record(self) -> str:
        return self._owed.on.isoformat() if self._owed else " "

    def first_focus(self) -> QWidget:
        return self.table

    def opened(self, target: object) -> None:
        del target
        self.outdate()

    def reload(self) -> None:
        ask = self.desk.tasks.ask
        ask(
            points_owed.liability, slot="points_owed.points", done=self._take, refused=self._refused
        )
        ask(prepaid.liability, slot="points_owed.value", done=self._take_value)

    def retranslate(self) -> None:
        super().retranslate()
        self._points.set_title(t("points_owed.points"))
        self._stored.set_title(t("points_owed.stored"))
        self._months.set_title(t("points_owed.months"))
        self.model.set_columns(_columns())
        self._tell_views()
        self._show()

    def restyle(self) -> None:
        super().restyle()
        self._side.setFixedWidth(theme.px(SIDE if theme.current().factor < 1.5 else SIDE - 100))
        self._side.body.setSpacing(theme.size("panel.gap"))

    # Acts

    @act("points_owed.view.end", "Ctrl+1")
    def by_end(self) -> None:
        """By the month in which they end."""
        self.views.choose("end")
        self._turn("end")

    @act("points_owed.view.age", "Ctrl+2")
    def by_age(self) -> None:
        """By the month in which they came."""
        self.views.choose("age")
        self._turn("age")

    # Inside

    def rows(self) -> tuple[tuple[str, str], ...]:
        """What is owed in points, as it stands at the left."""
        owed = self._owed
        if owed is None:
            return ()
        told: tuple[tuple[str, str], ...] = (
            ("owed", sayings.number(owed.points)),
            ("pending", sayings.number(owed.pending)),
            ("held", sayings.number(owed.held)),
            ("debt", sayings.number(owed.debt)),
            ("members", sayings.number(owed.members)),
            ("worth", sayings.yuan(owed.worth)),
            ("share", sayings.share(owed.share)),
            ("expected", sayings.number(owed.expected)),
            ("cost", sayings.yuan(owed.cost)),
        )
        return tuple((t(f"points_owed.{name}"), value) for name, value in told)

    def _take(self, found: Owed) -> None:
        self._owed = found
        self.table.set_empty(t("points_owed.none"))
        self._show()
        self.changed.emit()

    def _take_value(self, found: ValueLiability) -> None:
        self._value = found
        self._show()

    def _refused(self, refused: Refused) -> None:
        """Only an owner reads what is owed in points; what stands below may be read by anybody."""
        del refused
        self._owed = None
        self._show()
        self._note.setText(t("points_owed.owner_only"))
        self._note.show()
        self.table.set_empty(t("points_owed.owner_only"))

    def _turn(self, name: str) -> None:
        del name
        self._show()

    def _tell_views(self) -> None:
        chosen = self.views.value() or "end"
        options = [Option(name, t(f"points_owed.view.{name}")) for name in VIEWS]
        self.views.set_options(options)
        self.views.choose(chosen)

    def _show(self) -> None:
        owed, value = self._owed, self._value
        self.facts.write(self.rows())
        if owed is not None:
            known = "own" if owed.known else "usual"
            self._note.setText(t(f"points_owed.share_{known}", share=sayings.share(owed.share)))
        self._note.setVisible(owed is not None)
        months = (owed.by_age if self.views.value() == "age" else owed.by_end) if owed else ()
        rows = [_Months(row) for row in months]
        if len(rows) > 1:
            rows.append(_Months(_sum(months), whole=True))
        self.model.set_rows(tuple(rows))
        if value is not None:
            self.value.write(
                (
                    (t("points_owed.paid"), sayings.yuan(value.paid)),
                    (t("points_owed.gift"), sayings.yuan(value.gift)),
                    (t("points_owed.value_members"), sayings.number(value.members)),
                    (t("points_owed.cards"), sayings.number(value.cards)),
                    (t("points_owed.visits"), sayings.number(value.visits)),
                    (t("points_owed.card_worth"), sayings.yuan(value.card_worth)),
                )
            )


def _sum(rows: tuple[OwedRow, ...]) -> OwedRow:
    return OwedRow(
        year=0,
        month=0,
        points=sum(row.points for row in rows),
        expected=sum(row.expected for row in rows),
        cost=sum(row.cost for row in rows),
    )


def _columns() -> tuple[Column, ...]:
    def column(name: str, cell: Any, width: int = 0, *, spare: int = 0) -> Column:
        title = t(f"points_owed.column.{name}")
        return Column(name, title, cell, width, bool(width), style=_style, spare=spare)

    return (
        column("month", _month),
        column("points", lambda one: sayings.number(one.row.points), 100),
        column("expected", lambda one: sayings.number(one.row.expected), 130, spare=1),
        column("cost", lambda one: sayings.money(one.row.cost), 120),
    )


def _month(one: _Months) -> str:
    if one.whole:
        return t("points_owed.sum")
    return f"{one.row.year}-{one.row.month:02}" if one.row.month else t("points_owed.never")


def _style(one: _Months) -> str:
    return "body.strong" if one.whole else "body"
