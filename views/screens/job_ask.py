"""What a job card asks for in its right column: a line, a technician, a reason. Esc puts it away."""

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.base.errors import Refused
from models.base.money import amount_of
from models.rules.jobs import Step
from models.services.job_lines import LineEntry
from models.services.line_offers import Offer
from models.services.shop import Person
from views import clock, sayings, scanner
from views.line_finder import OfferFinder
from views.page import Desk
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.choice import Choice
from views.widgets.fields import Entry, MoneyField, QuantityField
from views.widgets.form import Form
from views.widgets.lists import ListView, RowDelegate, RowModel, RowPen
from views.widgets.panel import Panel


class Ask(QWidget):
    """A panel with a form and one button."""

    title_key, button_key = "", ""
    labels: ClassVar[Mapping[str, str]] = {}

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.panel = Panel(t(self.title_key))
        self.form = Form()
        self.panel.body.addWidget(self.form)
        self.build()
        self.panel.body.addStretch(1)
        self.button = Button(t(self.button_key), "primary", key="Enter")
        self.button.clicked.connect(self.take)
        self.form.submitted.connect(self.take)
        self.panel.body.addWidget(self.button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.panel)

    def build(self) -> None:
        """Add the fields. Override."""

    def take(self) -> None:
        """Hand over what was typed. Override."""

    def refuse(self, refused: Refused) -> None:
        """Say a refusal beside its field, or in the message bar."""
        words = sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())
        if not self.form.refuse_trouble(refused, words):
            self.desk.notices.trouble(refused)

    def retell(self) -> None:
        """Say it in the present language."""
        self.panel.set_title(t(self.title_key))
        self.button.say(t(self.button_key))
        self.form.relabel({name: t(key) for name, key in self.labels.items()})


class LineAsk(Ask):
    """``taken(LineEntry, name, fen)``: an item of the price list, or free words with a price.

    ``packed(Offer)``: a whole package, whose lines have their own quantities and prices.
    """

    taken = Signal(object, str, int)
    packed = Signal(object)
    title_key, button_key = "jobs.ask.title_add", "jobs.ask.add"
    labels: ClassVar[Mapping[str, str]] = {
        "item": "jobs.ask.item",
        "quantity": "jobs.ask.quantity",
        "lot": "jobs.ask.lot",
        "serial": "jobs.ask.serial",
        "price": "jobs.ask.price",
    }

    def __init__(self, desk: Desk) -> None:
        self._item: Offer | None = None
        super().__init__(desk)

    def build(self) -> None:
        self._find = OfferFinder(
            self.desk.tasks,
            name=t("jobs.ask.item"),
            hint=t("jobs.ask.item_hint"),
            nothing="jobs.ask.nothing",
        )
        self._find.picked.connect(self._picked)
        self._find.unknown.connect(self._unknown)
        self._find.textEdited.connect(self._other)
        self._quantity = QuantityField(name=t("jobs.ask.quantity"))
        self._lot = Entry(name=t("jobs.ask.lot"))
        self._serial = Entry(name=t("jobs.ask.serial"))
        for field in (self._lot, self._serial):
            field.setProperty(scanner.TAKES_SCANS, True)
        self._price = MoneyField(name=t("jobs.ask.price"), hint="0.00")
        fields = (self._find, self._quantity, self._lot, self._serial, self._price)
        for (name, key), field in zip(self.labels.items(), fields, strict=True):
            self.form.add(name, t(key), field)
        # The finder picks on Enter, and Enter on the quantity adds the line: the form does not lead on there.
        for field in (self._find, self._quantity):
            field.removeEventFilter(self.form)
        self._quantity.returnPressed.connect(self.take)

    def begin(self) -> None:
        """Empty the fields for the next line."""
        self._item = None
        self._find.drop()
        self._quantity.set_value(1000)
        self._lot.write("")
        self._serial.write("")
        self._price.set_value(None)
        self._price.setReadOnly(False)
        self._show_rows(package=False)
        self.form.accept()
        self._find.setFocus()

    def _picked(self, row: Offer) -> None:
        self._item = row
        self._find.write(row.name)
        self._price.set_value(row.lines[0].price if row.kind == "addon" else row.amount)
        self._price.setReadOnly(True)
        self._show_rows(package=row.kind == "package")
        if row.kind == "package":
            self._price.setFocus()
            return
        self._quantity.set_value(row.lines[0].quantity if row.lines else 1000)
        self._quantity.setFocus()
        self._quantity.selectAll()

    def _other(self) -> None:
        """Other words are another item: what was picked holds no longer."""
        if self._item is not None:
            self._item = None
            self._price.set_value(None)
            self._show_rows(package=False)
        self._price.setReadOnly(False)
        self.form.accept("item")

    def _show_rows(self, *, package: bool) -> None:
        """A package has its own quantities; where its parts come from is typed on its lines."""
        for name in ("quantity", "lot", "serial"):
            self.form.show_row(name, not package)

    def _unknown(self, text: str) -> None:
        self._item = None
        self._price.setReadOnly(False)
        self.form.warn("item", t("jobs.ask.nothing", text=text))
        self._price.setFocus()

    def take(self) -> None:
        """Hand the line over."""
        self.form.accept()
        if self._item is not None and self._item.kind == "package":
            self.packed.emit(self._item)
            return
        quantity = self._quantity.value()
        if quantity is None:
            self.form.refuse("quantity", t("refused.job.quantity"))
            return
        if self._item is None and not self._find.text().strip():
            self.form.refuse("item", t("refused.text.required"))
            return
        item = self._item
        price = self._price.value()
        if item is None and price is None:
            self.form.refuse("price", t("prices.price_needed"))
            return
        entry = LineEntry(
            item_id=_item_of(item),
            quantity=quantity,
            lot=self._lot.text(),
            serial=self._serial.text(),
            name="" if item is not None else self._find.text(),
            price=None if item is not None else price,
            package_line_id=item.id if item is not None and item.kind == "addon" else None,
        )
        name = item.name if item is not None else self._find.text().strip()
        self.taken.emit(entry, name, amount_of(price or 0, quantity))


def _item_of(offer: Offer | None) -> str | None:
    if offer is None:
        return None
    return offer.id if offer.kind == "item" else offer.lines[0].item_id


class _PersonDelegate(RowDelegate):
    height = "row.table"
    ruled = True

    def draw_row(self, pen: RowPen, row: Person) -> None:
        pen.icon(16, "user")
        pen.text(44, 0, row.name, style="body.strong")


class AssignAsk(Ask):
    """``taken(technician id, name)``."""

    taken = Signal(str, str)
    title_key, button_key = "jobs.ask.title_assign", "jobs.act.dispatch"

    def build(self) -> None:
        self.form.hide()
        self._model = RowModel(lambda row: row.name, self)
        self._list = ListView(self._model, _PersonDelegate(), name=t("jobs.ask.technician"))
        self._list.opened.connect(self._chosen)
        self._list.set_empty(t("today.schedule.none"))
        self.panel.body.addWidget(self._list, 1)

    def begin(self, people: tuple[Person, ...], chosen: str | None) -> None:
        """Show who can go, the present one chosen."""
        self._list.show_rows(people)
        if chosen is not None:
            self._list.point_row(lambda row: row.id == chosen)
        self._list.setFocus()

    def _chosen(self, row: Person) -> None:
        self.taken.emit(row.id, row.name)

    def take(self) -> None:
        """Hand over who was chosen."""
        row = self._list.current_row()
        if row is not None:
            self._chosen(row)


class ReasonAsk(Ask):
    """``taken(step, ending, reason)``: for going back and for breaking off."""

    taken = Signal(object, str, str)
    title_key, button_key = "jobs.ask.title_back", "jobs.ask.confirm_back"
    labels: ClassVar[Mapping[str, str]] = {
        "ending": "jobs.ask.ending",
        "reason": "jobs.ask.reason",
    }

    def build(self) -> None:
        self._to, self._ending = Step.INTAKE, ""
        self._endings = Choice(_endings(), name=t("jobs.ask.ending"))
        self._reason = Entry(name=t("jobs.ask.reason"))
        self.form.add("ending", t("jobs.ask.ending"), self._endings)
        self.form.add("reason", t("jobs.ask.reason"), self._reason)

    def begin(self, to: Step, ending: str) -> None:
        """Ask why."""
        self._to, self._ending = to, ending
        self.form.show_row("ending", bool(ending))
        self._endings.set_options(_endings())
        self._endings.choose(ending)
        self.title_key = "jobs.ask.title_cancel" if ending else "jobs.ask.title_back"
        self.button_key = "jobs.ask.confirm_cancel" if ending else "jobs.ask.confirm_back"
        self.retell()
        self.panel.set_count("" if ending else t(f"words.step.{to}"))
        self._reason.setPlaceholderText(
            t("jobs.ask.reason_cancel" if ending else "jobs.ask.reason_back")
        )
        self._reason.write("")
        self.form.accept()
        self._reason.setFocus()

    def take(self) -> None:
        """Hand the reason over."""
        if not self._reason.text().strip():
            self.form.refuse("reason", t("refused.job.reason"))
            return
        ending = self._endings.value() if self._ending else ""
        self.taken.emit(self._to, ending, self._reason.text())


def _endings() -> list[tuple[str, str]]:
    return [
        (ending, t(f"jobs.card.ended_{ending}")) for ending in ("cancelled", "unrepaired", "partly")
    ]
