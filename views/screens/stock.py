"""Stock counts: parts and what is there of them; goods come in, the shelf is counted, low ones stand out."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.services import stock
from models.services.stock import Movement, Part
from views import places, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.chips import Chips, Option
from views.widgets.facts import KeyValues
from views.widgets.fields import Entry, MoneyField, QuantityField
from views.widgets.form import Form
from views.widgets.panel import Panel
from views.widgets.scroll import ScrollColumn
from views.widgets.tables import Column, TableModel, TableView
from views.widgets.text import Text

SIDE = 360


class StockPage(Page):
    """The table at the left; at the right goods in, count, low mark and the history of the chosen part."""

    name = places.STOCK
    home = places.PRICES
    reads = frozenset({"stock", "prices", "bills"})
    hints = (("shell.keys.moves", "↑↓"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.parts: tuple[Part, ...] = ()
        self._key = desk.tasks.new_key()
        self._low_only = False
        self._chips = Chips(name=t("stock.title"))
        self._chips.chosen.connect(self._choose)
        self._model = TableModel(_columns(), self)
        self._table = TableView(self._model, name=t("stock.title"))
        self._table.pointed.connect(self._pointed)
        self._panel = Panel(t("stock.title"), flush=True)
        self._panel.add_right(self._chips)
        self._panel.body.addWidget(self._table, 1)
        self._item = Panel(t("stock.part"))
        self._form = Form()
        self._in = QuantityField(name=t("stock.field.in"), hint="0")
        self._cost = MoneyField(name=t("stock.field.cost"), hint="0.00")
        self._lot = Entry(name=t("stock.field.lot"))
        self._count = QuantityField(name=t("stock.field.counted"), hint="")
        self._low = QuantityField(name=t("stock.field.low_at"), hint="")
        for name, field in self._fields():
            self._form.add(name, t(f"stock.field.{name}"), field)
        self._form.submitted.connect(self.save)
        self._past_title = Text(t("stock.history"), style="label.bold")
        self._past = KeyValues()
        side = ScrollColumn()
        for part in (self._form, self._past_title, self._past):
            side.body.addWidget(part)
        side.body.addStretch(1)
        self._item.body.addWidget(side, 1)
        self._item.body.addWidget(Button(self.act("save"), "primary"))
        self._side = QWidget()
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._item)
        whole = QHBoxLayout(self)
        whole.addWidget(self._panel, 1)
        whole.addWidget(self._side)
        self._tell_chips()
        self._pointed(None)
        self.dress()

    def _fields(self) -> tuple[tuple[str, Entry], ...]:
        return (
            ("in", self._in),
            ("cost", self._cost),
            ("lot", self._lot),
            ("counted", self._count),
            ("low_at", self._low),
        )

    def title(self) -> str:
        return t("stock.title")

    def record(self) -> str:
        return " "

    def first_focus(self) -> QWidget:
        return self._table

    def opened(self, target: object) -> None:
        del target
        self.outdate()

    def reload(self) -> None:
        self.desk.tasks.ask(stock.parts, slot="stock.parts", done=self._take)

    def retranslate(self) -> None:
        super().retranslate()
        self._panel.set_title(t("stock.title"))
        self._item.set_title(t("stock.part"))
        self._past_title.setText(t("stock.history"))
        self._model.set_columns(_columns())
        self._form.relabel({name: t(f"stock.field.{name}") for name, _ in self._fields()})
        self._tell_chips()
        self._show()

    def restyle(self) -> None:
        super().restyle()
        self._side.setFixedWidth(theme.px(SIDE))

    @act("stock.take_in", "Insert")
    def take_in(self) -> None:
        """To the quantity that came in."""
        self._in.setFocus()

    @act("stock.count", "Ctrl+E")
    def count(self) -> None:
        """To what was counted on the shelf."""
        self._count.setFocus()

    @act("stock.save", "Ctrl+Return", bar=False)
    def save(self) -> None:
        """Book what was typed: goods in, a count, or another low mark."""
        part = self._table.current_row()
        if part is None:
            return
        self._form.accept()
        run = partial(self.desk.tasks.run, refused=self._refused)
        for name, field in self._fields():
            if (
                isinstance(field, QuantityField | MoneyField)
                and field.text().strip()
                and field.read() is None
            ):
                self._form.refuse(name, t("refused.quantity.not_a_number", typed=field.text()))
                return
        coming, counted, low = self._in.value(), self._count.value(), self._low.value()
        if coming:
            run(
                stock.take_in, part.id, quantity=coming, cost=self._cost.value() or 0,
                lot=self._lot.text(), key=self._key, done=partial(self._done, "in", part),
            )  # fmt: skip
        elif counted is not None:
            run(
                stock.count,
                part.id,
                counted=counted,
                key=self._key,
                done=partial(self._done, "counted", part),
            )
        elif low is not None and low != part.low_at:
            run(
                stock.watch,
                part.id,
                stocked=True,
                low_at=low,
                done=partial(self._done, "low_at", part),
            )

    # Inside

    def _take(self, parts: tuple[Part, ...]) -> None:
        self.parts = parts
        self._show()

    def _show(self) -> None:
        chosen = self._table.current_row()
        rows = [part for part in self.parts if part.low or not self._low_only]
        self._model.set_rows(rows)
        self._table.set_empty(
            t("stock.none_low" if self._low_only and self.parts else "stock.none")
        )
        place = next((n for n, row in enumerate(rows) if chosen and row.id == chosen.id), 0)
        if rows:
            self._table.point(place)
        self._tell_chips()
        self._pointed(self._table.current_row())

    def _tell_chips(self) -> None:
        low = sum(part.low for part in self.parts)
        self._chips.set_options(
            [
                Option("all", t("stock.all", count=len(self.parts))),
                Option("low", t("stock.low", count=low)),
            ]
        )
        self._chips.choose("low" if self._low_only else "all")

    def _choose(self, code: str) -> None:
        self._low_only = code == "low"
        self._show()

    def _pointed(self, part: Part | None) -> None:
        self._item.setEnabled(part is not None)
        for field in (self._in, self._cost, self._lot, self._count):
            field.write("")
        self._low.set_value(part.low_at if part is not None else 0)
        self._past.write([])
        if part is not None:
            self.desk.tasks.ask(stock.history, part.id, slot="stock.history", done=self._told)

    def _told(self, rows: tuple[Movement, ...]) -> None:
        zone = self.desk.notices.zone
        self._past.write([(f"{row.at.astimezone(zone):%m-%d %H:%M}", _told(row)) for row in rows])

    def _done(self, what: str, part: Part, outcome: Outcome[object]) -> None:
        self._key = self.desk.tasks.new_key()
        self.desk.notices.say(
            t(f"stock.done.{what}", name=part.name), undo=undo_of(self.desk, outcome)
        )
        self._table.setFocus()
        self.outdate()
        self.freshen()

    def _refused(self, refused: Refused) -> None:
        field = {"quantity": "in"}.get(refused.field or "", refused.field or "")
        words = t(f"refused.{refused.code}", **refused.values)
        if field in dict(self._fields()):
            self._form.refuse(field, words)
        else:
            self.desk.notices.trouble(refused)


def _told(row: Movement) -> str:
    """A movement in words: what, how much, what is left, by which paper."""
    sign = "−" if row.quantity < 0 else "+"
    moved = f"{sign}{sayings.quantity(abs(row.quantity))}"
    said = t(f"stock.what.{row.what}", moved=moved, balance=sayings.quantity(row.balance))
    return f"{said} {row.number}".rstrip()


def _columns() -> tuple[Column, ...]:
    return (
        Column("code", t("stock.column.code"), lambda row: row.code, 110, spare=2),
        Column(
            "name", t("stock.column.name"), lambda row: row.name, style=lambda _row: "body.strong"
        ),
        Column(
            "balance",
            t("stock.column.balance"),
            lambda row: (
                f"{sayings.quantity(row.balance)} {row.unit}".strip() if row.stocked else "—"
            ),
            110,
            number=True,
            tone=lambda row: "warning" if row.low else "text",
        ),
        Column(
            "low",
            t("stock.column.low"),
            lambda row: sayings.quantity(row.low_at) if row.stocked else "",
            90,
            number=True,
            spare=1,
        ),
        Column(
            "state",
            "",
            lambda row: t("stock.is_low") if row.low else "",
            90,
            tone=lambda _row: "warning",
        ),
    )
