"""What is taken off at the till: single lines together, the whole bill, and 抹零; with what is saved in all."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.rules.checkout import PER_MILLE, Discount
from models.services.checkout import Preview
from views import acts, sayings, theme
from views.screens.checkout_discounts import read_discount, tell_discount
from views.screens.checkout_order import TillOrder
from views.texts import t
from views.widgets.chips import Chips, Option
from views.widgets.dressed import Dressed
from views.widgets.fields import Entry, mark_refused
from views.widgets.keycap import Keycap
from views.widgets.panel import hairline
from views.widgets.text import Eliding, Text

UNITS = {"none": 0, "jiao": 10, "yuan": 100}
"""The ways of 抹零 in fen."""


class OffRow(Dressed, QWidget):
    """One row: what it is, a quiet word or a refusal, the control, its key, the amount."""

    def __init__(
        self, control: QWidget | None = None, key: str = "", *, lead: QWidget | None = None
    ) -> None:
        super().__init__()
        self._name, self._word = Text(), Eliding(style="label", tone="text.secondary")
        self._amount = Text()
        self._amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._row = QHBoxLayout(self)
        if lead is not None:
            self._row.addWidget(lead)
        self._row.addWidget(self._name)
        self._row.addWidget(self._word, 1)
        if control is not None:
            self._row.addWidget(control)
        if key:
            self._row.addWidget(Keycap(key))
        self._row.addWidget(self._amount)
        self.dress()

    def write(self, name: str, amount: int, word: str = "", *, refused: bool = False) -> None:
        """Write name and amount (fen taken off) and the word beside."""
        self._name.setText(name)
        self._amount.setText(sayings.money(-amount) if amount else "0.00")
        self.say(word, refused=refused)

    def say(self, word: str, *, refused: bool = False) -> None:
        """Write the word beside the name: a limit, or why it was refused."""
        self._word.setText(word)
        self._word.set_tone("danger" if refused else "text.secondary")

    def restyle(self) -> None:
        large = (
            theme.current().factor >= 1.5
        )  # the lines of the bill and the choices beside need the room
        self.setFixedHeight(theme.px(31 if large else 42) - 1)
        self._row.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._row.setSpacing(theme.px(10))
        self._amount.setMinimumWidth(0 if large else theme.px(70))


class OffRows(Dressed, QWidget):
    """``given(Discount)`` when a bill discount was typed, ``rounded(fen)`` when 抹零 was chosen.

    ``left`` comes when Enter or Esc ends the typing, so that the page can put the focus back.
    """

    given = Signal(object)
    rounded = Signal(int)
    left = Signal()

    def __init__(self, bill: QAction, rounding: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._discount = Discount()
        self.entry = Entry(name=t("checkout.bill_off"), height="button.small")
        self.entry.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.entry.leads_on = True
        self.entry.settled.connect(self._settled)
        self.entry.returnPressed.connect(self.left)
        self.units = Chips(name=t("checkout.rounding"), look="segment")
        self.units.chosen.connect(self._unit)
        self._title = Text(style="label.bold")
        self._saved = Text(style="label", tone="text.secondary")
        self._sum = Text(style="label.bold")
        self._head = QWidget()
        self._head_row = QHBoxLayout(self._head)
        self._head_row.addWidget(self._title)
        self._head_row.addStretch(1)
        self._head_row.addWidget(self._saved)
        self._head_row.addWidget(self._sum)
        self.lines = OffRow()
        self.bill = OffRow(self.entry, bill.property(acts.KEYCAP))
        self.rounding = OffRow(self.units, rounding.property(acts.KEYCAP))
        self._rules = [hairline(), hairline(), hairline(), hairline()]
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for rule, part in zip(
            self._rules, (self._head, self.lines, self.bill, self.rounding), strict=True
        ):
            whole.addWidget(rule)
            whole.addWidget(part)
        self.retell()
        self.dress()

    def add_covers(self, covers: QWidget) -> None:
        """Stand the rows of coupon, points and visits under the head."""
        whole = self.layout()
        assert isinstance(whole, QVBoxLayout)
        whole.insertWidget(2, covers)

    def show_order(self, order: TillOrder, preview: Preview | None) -> None:
        """Show what is taken off now and how much is saved."""
        priced = preview.priced if preview else None
        self._discount = order.discount
        if not self.entry.hasFocus():
            self.entry.write(tell_discount(order.discount))
        unit = preview.rounding_unit if preview else (order.rounding_unit or 0)
        self.units.choose(next(name for name, fen in UNITS.items() if fen == unit))
        own, whole, cut = (
            (priced.line_discount, priced.bill_discount, priced.rounding) if priced else (0, 0, 0)
        )
        tier = preview.tier if preview else None
        by_tier = tier.off if tier is not None and tier.on else 0
        own -= by_tier
        count = len([one for one in preview.lines if one.discount > one.tier_off]) if preview else 0
        self.lines.setVisible(bool(own))
        self._rules[1].setVisible(bool(own))
        self.lines.write(t("checkout.lines_off"), own, t("checkout.lines_count", n=count))
        limit = ""
        if priced and priced.discount_most < priced.subtotal - priced.line_discount:
            limit = t("checkout.discount_most", most=sayings.money(priced.discount_most))
        self.bill.write(t("checkout.bill_off"), whole, limit)
        self.rounding.write(t("checkout.rounding"), cut)
        mark_refused(self.entry, False)
        saved = own + by_tier + whole + cut + _covered(preview)
        before = sayings.money(priced.subtotal) if priced else sayings.money(0)
        self._saved.setText(t("checkout.before", amount=before))
        self._sum.setText(t("checkout.saved", amount=sayings.money(saved)))

    def refuse(self, sentence: str) -> None:
        """Say beside the bill discount why it cannot be."""
        self.bill.say(sentence, refused=True)
        mark_refused(self.entry, True)
        self.entry.setAccessibleDescription(sentence)

    def begin(self) -> None:
        """Take the focus for the bill discount."""
        self.entry.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.entry.selectAll()

    def next_unit(self) -> None:
        """Choose the next way of 抹零."""
        names = list(UNITS)
        name = names[(names.index(self.units.value()) + 1) % len(names)]
        self.units.choose(name)
        self.rounded.emit(UNITS[name])

    def retell(self) -> None:
        """Write the words again."""
        self._title.setText(t("checkout.taken_off"))
        self.entry.setPlaceholderText(t("checkout.discount_hint"))
        self.entry.setAccessibleName(t("checkout.bill_off"))
        self.units.setAccessibleName(t("checkout.rounding"))
        chosen = self.units.value()
        self.units.set_options([Option(name, t(f"checkout.unit.{name}")) for name in UNITS])
        self.units.choose(chosen)

    def restyle(self) -> None:
        self._head.setFixedHeight(theme.px(36 if theme.current().factor < 1.5 else 29) - 1)
        self._head_row.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._head_row.setSpacing(0)
        self.entry.setFixedWidth(theme.px(132))

    def _settled(self) -> None:
        found = read_discount(self.entry.text())
        if found is None or found.per_mille > PER_MILLE:
            self.refuse(t("checkout.discount_unread"))
        elif found != self._discount:
            self._discount = found
            self.given.emit(found)
        else:
            self.entry.write(tell_discount(found))

    def _unit(self, name: str) -> None:
        self.rounded.emit(UNITS[name])


def _covered(preview: Preview | None) -> int:
    """What coupons and points take off, fen; visits and deposits were paid for."""
    covered = preview.covered if preview else None
    if covered is None:
        return 0
    return sum(one.worth for one in covered.coupons) + covered.points_worth
