"""What the day's page shows: its sums and what moved by means of payment. It changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout

from models.base.documents_money import TenderDay
from models.services.day_close import DayState
from views import sayings, theme
from views.screens.bill_parts import Sums
from views.texts import t
from views.widgets.panel import Panel, hairline
from views.widgets.tables import Column, TableModel, TableView


@dataclass(frozen=True, slots=True)
class Moved:
    """A row of the table: what moved by one means of payment, and what must be in the drawer of it."""

    day: TenderDay
    there: int | None


class DayFiguresPanel(Panel):
    """Sums of a day at the top, the means of payment below them."""

    def __init__(self) -> None:
        super().__init__("", flush=True)
        self.sums = Sums(total=True)
        self._sums = QVBoxLayout()
        self._sums.addWidget(self.sums)
        self.model = TableModel(())
        self.table = TableView(self.model, name=t("drawer.tender"))
        self.body.addLayout(self._sums)
        self.body.addWidget(hairline())
        self.body.addWidget(self.table, 1)
        self.retell()
        self._space()

    def show_day(self, found: DayState, expected: Mapping[str, int]) -> None:
        """Show a day; ``expected`` is what must be there of each means while a shift is open."""
        one = found.paper.figures
        self.set_title(t("drawer.day", day=sayings.day(found.day, found.today)))
        off = one.line_discount + one.bill_discount
        rows = [
            (t("drawer.bills"), sayings.number(one.bills)),
            *([(t("drawer.subtotal"), sayings.money(one.subtotal))] if off or one.rounding else []),
            *([(t("drawer.off"), sayings.money(-off))] if off else []),
            *([(t("drawer.rounding"), sayings.money(-one.rounding))] if one.rounding else []),
            (t("drawer.total"), sayings.money(one.total)),
            *([(t("drawer.refunded"), sayings.money(-one.refunded))] if one.refunded else []),
            (t("drawer.kept"), sayings.yuan(one.total - one.refunded)),
        ]
        self.sums.write(rows)
        known = {line.kind: line for line in one.tenders}
        kinds = [*known, *(kind for kind in expected if kind not in known)]
        self.model.set_rows(
            tuple(
                Moved(
                    known.get(kind) or TenderDay(kind=kind, taken=0, back=0, net=0),
                    expected.get(kind),
                )
                for kind in kinds
            )
        )

    def retell(self) -> None:
        """Write the words again."""
        self.table.setAccessibleName(t("drawer.tender"))
        self.table.set_empty(t("drawer.nothing"))
        self.model.set_columns(
            (
                Column("tender", t("drawer.tender"), _tender),
                Column("taken", t("drawer.taken"), _taken, 92, True, tone=_quiet),
                Column("back", t("drawer.back"), _back, 92, True, tone=_quiet),
                Column("net", t("drawer.net"), _net, 96, True),
                Column("there", t("drawer.there"), _there, 96, True, style=_strong),
            )
        )

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_sums"):  # the panel dresses itself before its parts stand
            self._space()

    def _space(self) -> None:
        side = theme.px(16)
        self._sums.setContentsMargins(side, theme.px(10), side, theme.px(12))


def _tender(row: Moved) -> str:
    return sayings.tender(row.day.kind)


def _taken(row: Moved) -> str:
    return sayings.money(row.day.taken)


def _back(row: Moved) -> str:
    return sayings.money(-row.day.back) if row.day.back else ""


def _net(row: Moved) -> str:
    return sayings.money(row.day.net)


def _there(row: Moved) -> str:
    return "" if row.there is None else sayings.money(row.there)


def _quiet(_row: Moved) -> str:
    return "text.secondary"


def _strong(_row: Moved) -> str:
    return "body.strong"
