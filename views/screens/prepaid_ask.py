"""What is asked before money is paid ahead or given back: which way, how much, by what; with its formula."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.base.documents import TenderKind
from models.base.documents_points import PrepaidFormula
from models.base.errors import Refused
from models.rules.checkout import TenderIn
from models.rules.prepaid import gift_of
from models.services.deposits import HANDED
from models.services.prepaid import MemberValue
from models.services.visit_cards import CardRow
from views import sayings
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.chips import Chips, Option
from views.widgets.choice import Choice
from views.widgets.fields import Entry, MoneyField
from views.widgets.form import Form
from views.widgets.numbers import CountField
from views.widgets.panel import Inset, Panel
from views.widgets.scroll import ScrollColumn
from views.widgets.text import Text

WAYS: Final = ("top_up", "sell", "give_back", "close_card")
FIELDS: Final = {
    "top_up": ("amount", "tendered"),
    "sell": ("item", "visits", "amount", "days", "tendered"),
    "give_back": ("reason",),
    "close_card": ("card", "reason"),
}


class PrepaidAsk(Panel):
    """``submitted`` when Enter ends the form. It reckons only what the rules reckon: the gift, the formula."""

    submitted = Signal()

    def __init__(self, take: QAction) -> None:
        super().__init__(t("prepaid.ask"))
        self._value: MemberValue | None = None
        self._cards: tuple[CardRow, ...] = ()
        self.ways = Chips(name=t("prepaid.ask"), look="segment")
        self.ways.chosen.connect(self._turn)
        self.kinds = Chips(name=t("checkout.tenders"), look="segment")
        self.form = Form()
        self.fields: dict[str, QWidget] = {
            "item": Choice(name=""),
            "card": Choice(name=""),
            "visits": CountField(name=""),
            "amount": MoneyField(name=""),
            "days": CountField(name="", hint=t("rewards.hint.days")),
            "tendered": MoneyField(name="", hint=t("prepaid.tendered_hint")),
            "reason": Entry(name="", hint=t("prepaid.reason_hint")),
        }
        for name, field in self.fields.items():
            self.form.add(name, t(f"prepaid.field.{name}"), field)
        self.form.submitted.connect(self.submitted)
        self._amount.value_changed.connect(self._tell)
        self._choice("card").activated.connect(self._tell)
        self.formula = Inset("plain")
        self._formula = Text()
        self._formula.setWordWrap(True)
        self.formula.row.addWidget(self._formula, 1)
        column = ScrollColumn()
        for part in (self.ways, self.form, self.kinds, self.formula):
            column.body.addWidget(part)
        column.body.addStretch(1)
        self.body.addWidget(column, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(take, "primary", height="button.large"))
        self.body.addLayout(foot)
        self.retell()

    # What the page asks

    def show_value(self, value: MemberValue, cards: tuple[CardRow, ...]) -> None:
        """Know what the member has: the formula goes by it."""
        self._value = value
        self._cards = tuple(card for card in cards if _can_go_back(card))
        self._choice("card").set_options([(card.id, _called(card)) for card in self._cards])
        self._tell()

    def offer_items(self, items: Sequence[tuple[str, str]]) -> None:
        """Offer the services of the price list."""
        self._choice("item").set_options(items)

    def begin(self, way: str = "top_up") -> None:
        """An empty form of this way."""
        self.ways.choose(way)
        for name in ("visits", "amount", "days", "tendered"):
            self._number(name).set_value(None)
        self._entry("reason").write("")
        self._turn(way)

    def way(self) -> str:
        """Return what is asked."""
        return self.ways.value()

    def kind(self) -> TenderKind:
        """Return by what it is paid."""
        return next(kind for kind in HANDED if kind == self.kinds.value())

    def next_kind(self) -> None:
        """Choose the next way of paying."""
        kinds = list(HANDED)
        self.kinds.choose(kinds[(kinds.index(self.kind()) + 1) % len(kinds)])

    def amount(self) -> int:
        """What is paid ahead, fen. Raises Refused("prepaid.amount")."""
        found = self._amount.value()
        if not found:
            raise Refused("prepaid.amount", field="amount")
        return found

    def tender(self) -> TenderIn:
        """What is handed over: exactly the amount, or the cash that was typed."""
        given = self._number("tendered").value()
        cash = self.kind() == "cash" and given
        return TenderIn(self.kind(), given if cash and given else self.amount())

    def count(self, name: str) -> int:
        """A number typed, 0 where none is."""
        return self._number(name).value() or 0

    def chosen(self, name: str) -> str:
        """The item or card chosen. Raises Refused("prepaid.no_card")."""
        found = self._choice(name).value()
        if name == "card" and not found:
            raise Refused("prepaid.no_card", field="card")
        return found

    def reason(self) -> str:
        """The reason typed."""
        return self._entry("reason").text()

    def expected(self) -> PrepaidFormula | None:
        """The formula in sight, by which something is given back."""
        if self.way() == "give_back" and self._value is not None:
            return self._value.formula
        if self.way() == "close_card":
            chosen = self._choice("card").value()
            card = next((one for one in self._cards if one.id == chosen), None)
            return card.formula if card is not None else None
        return None

    def refuse(self, field: str, sentence: str) -> bool:
        """Say no beside a field; False where it stands nowhere here."""
        names = {"tender": "tendered", "price": "amount", "item_id": "item", "value": "reason"}
        name = names.get(field, field)
        if name not in self.fields or self.fields[name].isHidden():
            return False
        return self.form.refuse(name, sentence)

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("prepaid.ask"))
        for chips, keys in ((self.ways, WAYS), (self.kinds, HANDED)):
            stem = "prepaid.way" if chips is self.ways else "checkout.tender"
            chosen = chips.value()
            chips.set_options([Option(key, t(f"{stem}.{key}")) for key in keys])
            chips.choose(chosen)
        self.form.relabel({name: t(f"prepaid.field.{name}") for name in self.fields})
        self._entry("reason").setPlaceholderText(t("prepaid.reason_hint"))
        self._entry("tendered").setPlaceholderText(t("prepaid.tendered_hint"))
        self._turn(self.way())

    # Inside

    @property
    def _amount(self) -> MoneyField:
        field = self.fields["amount"]
        assert isinstance(field, MoneyField)
        return field

    def _number(self, name: str) -> MoneyField | CountField:
        field = self.fields[name]
        assert isinstance(field, MoneyField | CountField)
        return field

    def _choice(self, name: str) -> Choice:
        field = self.fields[name]
        assert isinstance(field, Choice)
        return field

    def _entry(self, name: str) -> Entry:
        field = self.fields[name]
        assert isinstance(field, Entry)
        return field

    def _turn(self, way: str) -> None:
        for name in self.fields:
            self.form.show_row(name, name in FIELDS[way])
        self.form.accept()
        first = self.fields[FIELDS[way][0]]
        if self.isVisible():
            first.setFocus()
        self._tell()

    def _tell(self, *_: object) -> None:
        """Write the gift, or the formula of what would be given back."""
        words = ""
        found = self.expected()
        if self.way() == "top_up" and self._value is not None:
            gift = gift_of(self._amount.value() or 0, self._value.offers)
            words = t("prepaid.gets", gift=sayings.yuan(gift)) if gift else self._offers()
        elif found is not None:
            words = formula_words(found)
        self._formula.setText(words)
        self.formula.setVisible(bool(words))

    def _offers(self) -> str:
        offers = self._value.offers if self._value is not None else ()
        told = [
            t("programme.says.offer", paid=sayings.yuan(one.paid), gift=sayings.yuan(one.gift))
            for one in offers
        ]
        return "\n".join(told)


def _can_go_back(card: CardRow) -> bool:
    """Whether a card has visits left, or was used up and part of a visit came back."""
    return card.state in ("open", "expired") or (card.state == "used_up" and card.formula.back > 0)


def _called(card: CardRow) -> str:
    """What a card is called where one is chosen; one that has ended says so: its money is the member's."""
    words = t("prepaid.card", name=card.name, left=card.left)
    if card.state == "open":
        return words
    return t("words.list_comma").join((words, t(f"prepaid.state.{card.state}")))


def formula_words(found: PrepaidFormula) -> str:
    """可退 = 存 1,000.00 - 用 120.00 = 880.00; the gift that is forfeited."""
    key = "formula_card" if found.single else "formula"
    values = {"paid": sayings.money(found.paid), "back": sayings.yuan(found.back)}
    if found.single:
        values |= {"visits": str(found.visits), "single": sayings.money(found.single)}
    else:
        values["used"] = sayings.money(found.used)
    told = t(f"prepaid.{key}", **values)
    if found.part:
        told += t("prepaid.formula_part", part=sayings.money(found.part))
    if not found.gift_lost:
        return told
    lost = t("prepaid.gift_lost", gift=sayings.yuan(found.gift_lost))
    return t("words.list_comma").join((told, lost))
