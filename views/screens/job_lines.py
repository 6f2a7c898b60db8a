"""The lines of a job card: shown, added, changed and taken off; what needs the member's word asks for it."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from models.base.errors import Refused
from models.base.money import amount_of
from models.base.usecase import Outcome
from models.services import job_lines, packages
from models.services.change_rule import Agreement
from models.services.job_file import JobFile
from models.services.job_lines import JobLineRow, LineEntry
from models.services.line_offers import Offer
from views import sayings
from views.acts import act
from views.page import Desk
from views.screens.job_ask import LineAsk
from views.screens.job_quote import QuoteActs
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.fields import QuantityField
from views.widgets.panel import Panel
from views.widgets.tables import Column, TableModel, TableView


class LineActs(QuoteActs):
    """A part of the job's page, which shows the panel and says which job it is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._lines = Panel(t("jobs.card.lines"), flush=True)
        self._lines.add_right(Button(self.acts["open_quote"], "quiet"))
        self._lines.add_right(Button(self.acts["add_line"], "quiet", icon="plus"))
        self._model = TableModel(_columns(), self)
        self._model.edited.connect(self._edited)
        self._table = TableView(self._model, name=t("jobs.card.lines"))
        self._table.set_empty(t("jobs.card.no_lines"))
        self._lines.body.addWidget(self._table, 1)
        self._lines.body.addLayout(self.promise_row)
        self._line_ask = LineAsk(desk)
        self._line_ask.taken.connect(self._add)
        self._line_ask.packed.connect(self._add_package)

    # Acts

    @act("jobs.act.add_line", "Insert")
    def add_line(self) -> None:
        """Add a line from the price list."""
        if self._file is not None and self._file.bill_id is None:
            self._ask(self._line_ask)
            self._line_ask.begin()

    @act("jobs.act.remove_line", "Delete", bar=False)
    def remove_line(self) -> None:
        """Take the chosen line off; Ctrl+Z puts it back."""
        row = self._table.current_row()
        if row is not None and row.id:
            said = t("jobs.said.removed", name=row.name)
            self.desk.tasks.run(job_lines.remove, row.id, done=partial(self._line_done, said, None))

    # For the page

    def show_file_lines(self, found: JobFile) -> None:
        """Show a job's lines, beside what was promised where something was."""
        foot = {"name": t("jobs.card.sum"), "amount": sayings.yuan(found.row.total)}
        chosen = self._table.currentIndex()
        promised = self.promise is not None
        columns = self.columns_promised() if promised else _columns()
        if [one.name for one in columns] != [one.name for one in self._model.columns()]:
            self._model.set_columns(columns)
        rows = self.rows_promised(found.lines)
        self._model.set_rows(rows, foot=self.foot_promised(foot) if rows else None)
        self._lines.set_count(t("jobs.card.price_day", day=sayings.iso_day(found.price_day)))
        if rows:
            place = min(max(chosen.row(), 0), len(rows) - 1)
            self._table.setCurrentIndex(self._model.index(place, max(chosen.column(), 0)))

    def show_lines(self) -> None:
        if self._file is not None:
            self.show_file_lines(self._file)

    def retell_lines(self) -> None:
        """Write the words again."""
        self._lines.set_title(t("jobs.card.lines"))
        self._table.set_empty(t("jobs.card.no_lines"))
        self._model.set_columns(self.columns_promised() if self.promise is not None else _columns())
        self.retell_promise()

    # Inside

    def _add(self, entry: LineEntry, name: str, fen: int, agreed: Agreement | None = None) -> None:
        again = partial(self._add, entry, name, fen)
        said = t("jobs.said.added", name=name)
        self.desk.tasks.run(
            job_lines.add,
            self.job_id,
            entry,
            agreed=agreed,
            done=partial(self._line_done, said, agreed, ask=True),
            refused=partial(self._line_refused, again, name, fen, agreed),
        )

    def _add_package(self, offer: Offer, agreed: Agreement | None = None) -> None:
        said = t("packages.said.added", name=offer.name, count=len(offer.lines))
        again = partial(self._add_package, offer)
        self.desk.tasks.run(
            packages.add_to_job,
            self.job_id,
            offer.id,
            agreed=agreed,
            done=partial(self._line_done, said, agreed, ask=True),
            refused=partial(self._line_refused, again, offer.name, offer.amount, agreed),
        )

    def _edited(self, row: JobLineRow, column: str, value: Any) -> None:
        if not row.id:
            return
        values = {"quantity": row.quantity, "lot": row.lot, "serial": row.serial}
        if column == "source":
            values["lot" if row.lot or not row.serial else "serial"] = value
        else:
            values[column] = value
        self._change(row, values)

    def _change(
        self, row: JobLineRow, values: dict[str, Any], agreed: Agreement | None = None
    ) -> None:
        fen = amount_of(row.price, values["quantity"]) - row.amount
        again = partial(self._change, row, values)
        said = t("jobs.said.changed", name=row.name)
        self.desk.tasks.run(
            job_lines.change,
            row.id,
            **values,
            agreed=agreed,
            done=partial(self._line_done, said, agreed),
            refused=partial(self._line_refused, again, row.name, fen, agreed),
        )

    def _line_done(
        self, said: str, agreed: Agreement | None, outcome: Outcome[Any], *, ask: bool = False
    ) -> None:
        if agreed is not None:
            self.agreed_done(outcome)
            return
        self.desk.notices.say(said, undo=undo_of(self.desk, outcome))
        if ask:
            self._line_ask.begin()

    def _line_refused(
        self, again: Any, name: str, fen: int, agreed: Agreement | None, refused: Refused
    ) -> None:
        """An extra needs the member's word: it is asked for. Any other refusal stands beside its field."""
        if agreed is not None:
            self.agree_ask.refuse(refused)
        elif self.needs_word(refused, again, name=name, fen=fen):
            return
        elif self._line_ask.isVisible():
            self._line_ask.refuse(refused)
        else:
            self.desk.notices.trouble(refused)


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", t("jobs.card.item"), lambda row: row.name),
        Column("code", t("jobs.card.code"), lambda row: row.code, 96, tone=_quiet),
        Column(
            "source",
            t("jobs.card.source"),
            _source,
            150,
            tone=_quiet,
        ),
        Column(
            "quantity",
            t("jobs.card.quantity"),
            lambda row: sayings.quantity(row.quantity),
            72,
            number=True,
            editor=_quantity_editor,
        ),
        Column("price", t("jobs.card.price"), _price, 96, number=True, tone=_quiet),
        Column("amount", t("jobs.card.amount"), _amount, 120, number=True),
    )


def _quantity_editor(parent: QWidget) -> QuantityField:
    return QuantityField(name=t("jobs.card.quantity"), parent=parent)


def _source(row: JobLineRow) -> str:
    return " ".join(part for part in (row.lot, row.serial) if part)


def _price(row: JobLineRow) -> str:
    return sayings.money(row.price)


def _amount(row: JobLineRow) -> str:
    return sayings.money(row.amount)


def _quiet(_row: JobLineRow) -> str:
    return "text.secondary"
