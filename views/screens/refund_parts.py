"""What the refund page is made of: the bill's lines with what comes back, and the slip that asks how and why."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.services.refunds import BackLine, RefundPreview
from views import sayings
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.chips import Chips, Option
from views.widgets.fields import Entry, MoneyField, QuantityField
from views.widgets.form import Form
from views.widgets.panel import Panel, hairline
from views.widgets.tables import Column, TableModel, TableView
from views.widgets.text import Text

BACK = "come_back"


class RefundLines(Panel):
    """``typed(BackLine, thousandths)`` when a quantity that comes back was typed; 0 takes it off again."""

    typed = Signal(object, int)

    def __init__(self) -> None:
        super().__init__("", flush=True)
        self._editable = True
        self.model = TableModel(())
        self.table = TableView(self.model, name=t("refunds.lines"))
        self.model.edited.connect(self._edited)
        self.body.addWidget(self.table, 1)
        self.retell()

    def show_lines(self, lines: Sequence[BackLine], *, editable: bool) -> None:
        """Show the lines of the bill; without ``editable`` nothing is typed (a void)."""
        if editable != self._editable:
            self._editable = editable
            self.retell()
        place = self.table.currentIndex().row()
        self.model.set_rows(tuple(lines))
        self.set_count(str(len(lines)) if lines else "")
        if lines:
            self.table.point(min(max(place, 0), len(lines) - 1))

    def retell(self) -> None:
        """Write the words again."""
        self.set_title(t("refunds.lines"))
        self.table.setAccessibleName(t("refunds.lines"))
        editor = _count_field if self._editable else None
        self.model.set_columns(
            (
                Column("name", t("refunds.item"), _name),
                Column("billed", t("refunds.billed"), _billed, 92, True, tone=_quiet, spare=1),
                Column("left", t("refunds.left"), _left, 92, True, tone=_quiet),
                Column(BACK, t("refunds.come_back"), _come_back, 84, True, editor=editor),
                Column("amount", t("refunds.amount_back"), _amount, 100, True, style=_strong),
            )
        )

    def _edited(self, row: BackLine, column: str, value: object) -> None:
        if column == BACK and isinstance(value, int):
            self.typed.emit(row, min(value, row.quantity_left))


class RefundAsk(Panel):
    """How much, in which way and why; ``changed`` when amount or way changed."""

    changed = Signal()

    def __init__(self, stay: QAction, give: QAction) -> None:
        super().__init__("")
        self.form = Form()
        self.amount = MoneyField(name=t("refunds.amount"))
        self.ways = Chips(name=t("refunds.way"))
        self.reason = Entry(name=t("refunds.reason"), hint=t("refunds.reason_hint"))
        self.form.add("amount", t("refunds.amount"), self.amount)
        self.form.add("ways", t("refunds.way"), self.ways)
        self.form.add("reason", t("refunds.reason"), self.reason)
        self.told = Text("", style="label", tone="text.secondary")
        self.told.setWordWrap(True)
        self.left = Text("", style="label", tone="text.secondary")
        self.left.setWordWrap(True)
        self.give = Button(give, "danger", height="button.large")
        self.body.addWidget(self.form)
        self.body.addWidget(self.told)
        self.body.addStretch(1)
        self.body.addWidget(hairline())
        row = QHBoxLayout()
        row.addWidget(self.left, 1)
        row.addWidget(Button(stay))
        self.body.addLayout(row)
        self.body.addWidget(self.give)
        self.amount.value_changed.connect(self._changed)
        self.ways.chosen.connect(self._changed)
        self._void = False
        self.begin(void=False)
        self.retell()

    def begin(self, *, void: bool) -> None:
        """Empty the fields for another bill."""
        self._void = void
        self.ways.set_options([Option("", t("refunds.as_paid"))])
        self.ways.choose("")
        self.amount.set_value(None)
        self.reason.write("")
        self.form.accept()
        self.form.show_row("amount", not void)
        self.form.show_row("ways", not void)
        self.told.setText(t("refunds.whole") if void else "")
        self.left.setText("")
        self.set_title(t("refunds.title_void" if void else "refunds.how"))

    def show_found(self, found: RefundPreview) -> None:
        """Write what would go back in which way, and what is left after it."""
        self.form.hint("amount", t("refunds.amount_hint"))
        kinds = [way.kind for way in found.most if way.amount >= found.total > 0]
        options = [Option("", t("refunds.as_paid"))]
        options += [Option(kind, sayings.tender(kind)) for kind in kinds]
        if len(found.ways) == 1:
            options = [one for one in options if one.value != found.ways[0].kind]
        self.ways.set_options(options)
        said = t("words.list_comma").join(
            f"{sayings.tender(way.kind)} {sayings.money(way.amount)}" for way in found.ways
        )
        if self._void:
            self.told.setText(t("refunds.whole"))
        else:
            self.told.setText(t("refunds.ways", ways=said) if said else "")
        left = sayings.yuan(found.left - found.total)
        self.left.setText(t("refunds.left_after", left=left))

    def way(self) -> str:
        """Return the way that was chosen for all of it; "" as it was paid."""
        return "" if self._void else self.ways.value()

    def check(self) -> bool:
        """Refuse a missing reason at once."""
        if self.reason.text().strip():
            return True
        self.form.refuse("reason", t("refused.text.required"))
        return False

    def retell(self) -> None:
        """Write the words again."""
        self.form.relabel({name: t(f"refunds.{key}") for name, key in _LABELS.items()})
        self.form.hint("amount", t("refunds.amount_hint"))
        self.reason.setPlaceholderText(t("refunds.reason_hint"))
        self.set_title(t("refunds.title_void" if self._void else "refunds.how"))

    def _changed(self, _value: object = None) -> None:
        self.changed.emit()


_LABELS = {"amount": "amount", "ways": "way", "reason": "reason"}


def _name(line: BackLine) -> str:
    return line.name


def _billed(line: BackLine) -> str:
    return sayings.money(line.total)


def _left(line: BackLine) -> str:
    return sayings.money(line.left)


def _come_back(line: BackLine) -> str:
    return sayings.quantity(line.quantity_back) if line.quantity_back else ""


def _amount(line: BackLine) -> str:
    return sayings.money(line.back) if line.back else ""


def _quiet(_line: BackLine) -> str:
    return "text.secondary"


def _strong(line: BackLine) -> str:
    return "body.strong" if line.back else "body"


def _count_field(parent: QWidget) -> Entry:
    field = QuantityField(name=t("refunds.come_back"), parent=parent)
    field.leads_on = True  # Enter closes the cell and gives nothing back
    return field
