"""The middle of the till: what is owed, how it is paid, the change. It decides no amount: rules do."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.base.documents import TenderKind
from models.base.errors import Refused
from models.rules.checkout import Settled, TenderIn, settle, tender_of_code
from models.services.checkout import TENDERS
from views import sayings, theme
from views.acts import KEYCAP
from views.screens.checkout_change import ChangeBox
from views.screens.checkout_earned import PointsLines
from views.screens.checkout_paid import PaidParts
from views.screens.checkout_tendered import Suggestions, TenderedRow
from views.tender_icons import ICONS
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.chips import Chips, Option
from views.widgets.keycap import Keycap
from views.widgets.panel import Panel
from views.widgets.scroll import ScrollColumn
from views.widgets.text import Eliding, Fitting, Text

OFFERED: TenderKind = "wechat"
"""What stands ready when the till opens: exact by WeChat is F4, Enter. Digits make it cash."""


class PayPanel(Panel):
    """``changed`` follows everything typed; the page posts :meth:`tenders`.

    The tender offered is WeChat, exact. As long as the clerk has not chosen one by hand, typing an
    amount means cash, so that F4, 350, Enter is a cash sale.
    """

    changed = Signal()
    scanned = Signal(str)

    def __init__(
        self, take: QAction, following: QAction, exact: QAction, *, width: QAction
    ) -> None:
        super().__init__()
        self.total, self._by_hand = 0, False
        self.kinds: tuple[TenderKind, ...] = TENDERS
        self.front: tuple[TenderIn, ...] = ()
        """What is paid before: deposit, points, coupons, visits; ``total`` is what they leave open."""
        self.stored = 0
        """What the member has in stored value, fen."""
        self.paid: list[TenderIn] = []
        self._due_word = Text(style="body", size=16, tone="text.secondary")
        self.due = Fitting(style="amount")
        self.due.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.tiles = Chips(name="", look="tile")
        self.tiles.chosen.connect(self._tile)
        self._hint = QWidget()
        hint = QHBoxLayout(self._hint)
        hint.setContentsMargins(0, 0, 0, 0)
        self._before = Text(style="label", tone="text.secondary")
        self._after = Eliding(style="label", tone="text.secondary")
        for part in (self._before, Keycap(following.property(KEYCAP)), self._after):
            hint.addWidget(part, int(part is self._after))
        self.tendered = TenderedRow()
        self.field = self.tendered.field
        self.field.textEdited.connect(self._typed)
        self.suggestions = Suggestions(exact)
        self.suggestions.chosen.connect(self._suggested)
        self.parts = PaidParts()
        self.parts.taken_back.connect(self._take_back)
        self.change = ChangeBox()
        self.points = PointsLines()
        self.note = Text(style="label", tone="text.secondary")
        self.note.setWordWrap(True)
        self._paper = QWidget()
        self._paper_word = Text(tone="text.secondary")
        self._paper_told = Eliding()
        self._paper_told.setAlignment(Qt.AlignmentFlag.AlignRight)
        paper = QHBoxLayout(self._paper)
        paper.setContentsMargins(0, 0, 0, 0)
        paper.addWidget(self._paper_word)
        paper.addWidget(self._paper_told, 1)
        paper.addWidget(Button(width, "link"))
        self.button = Button(take, "primary", height="button.large")
        self._build()
        self.retell()

    # What the page asks

    def open_for(
        self,
        total: int,
        suggestions: tuple[int, ...],
        paid: list[TenderIn],
        *,
        front: tuple[TenderIn, ...] = (),
        account: bool = False,
        stored: int = 0,
    ) -> None:
        """Show another amount due beside what is paid before. What was typed stays; an offer follows the due."""
        self.stored = stored
        self._offer_more(account=account, stored=stored > 0)
        self.front = front
        offered = not self.field.text() or self.value() == self.rest()
        self.total, self.paid = total, paid
        self.due.setText(sayings.yuan(total))
        self.suggestions.show_sums(suggestions if not paid else ())
        if offered or (not self._by_hand and self.kind() != "cash"):
            self.exact()
        self._show_parts()
        self._settle()

    def fresh(self) -> None:
        """Be ready for the next customer."""
        self._by_hand = False
        self.tiles.choose(OFFERED)
        self.field.set_value(None)
        self.refuse("")
        self.note.setText("")

    def kind(self) -> TenderKind:
        """Return the tender that is chosen."""
        return next(kind for kind in self.kinds if kind == self.tiles.value())

    def value(self) -> int | None:
        """Return the amount in the field, fen."""
        return self.field.value()

    def rest(self) -> int:
        """Return what the parts paid so far leave open, fen."""
        return max(0, self.total - sum(part.tendered for part in self.paid))

    def before(self) -> tuple[TenderIn, ...]:
        """Return what was paid before: deposit, points, coupons, visits."""
        return self.front

    def tenders(self) -> tuple[TenderIn, ...]:
        """Return what is handed over. Raises Refused("checkout.tender_…") as the rules do."""
        given = [*self.paid]
        value = self.value()
        if self.rest() or not given:
            if value is None:
                raise Refused("checkout.tender_empty", field="tender")
            if value or self.total:
                given.append(TenderIn(self.kind(), value))
        settle(self.total, given)
        return tuple(given)

    def settled(self) -> Settled | None:
        """Return the tenders as they would be kept, None while they do not fit."""
        try:
            return settle(self.total, self.tenders())
        except Refused:
            return None

    def next_kind(self) -> None:
        """Choose the next tender by hand."""
        place = self.kinds.index(self.kind())
        self.choose(self.kinds[(place + 1) % len(self.kinds)])

    def choose(self, kind: TenderKind) -> None:
        """Choose a tender by hand. A part that was typed stays, all else becomes the exact rest."""
        self._by_hand = True
        self.tiles.choose(kind)
        self.note.setText("")
        if 0 < (self.value() or 0) < self.rest():
            self._settle()
        else:
            self.exact()

    def exact(self) -> None:
        """Put the exact rest into the field, selected."""
        self.field.set_value(self.rest())
        self.field.selectAll()
        self._settle()

    def exact_again(self) -> None:
        """Forget what was typed: it was no money."""
        self._by_hand = False
        self.tiles.choose(OFFERED)
        self.exact()

    def scan(self, code: str) -> bool:
        """Take a payment code: it chooses the tender and claims nothing; False for another code."""
        kind = tender_of_code(code)
        if kind is None:
            return False
        if tender_of_code(self.field.text()) is not None:
            self.field.set_value(None)
        self.choose(kind)
        self.note.setText(t(f"checkout.scanned.{kind}"))
        return True

    def split(self) -> TenderIn | None:
        """Make a part of what is typed; None (and a word) where it would pay everything."""
        value = self.value()
        if not value:
            self.refuse(t("refused.checkout.tender_empty"))
        elif value >= self.rest():
            self.refuse(t("checkout.split_less", amount=sayings.money(self.rest())))
        else:
            return TenderIn(self.kind(), value)
        return None

    def refuse(self, sentence: str) -> None:
        """Say beside the field what is wrong; an empty sentence takes it away."""
        self.tendered.refuse(sentence)

    def say_paper(self, words: str) -> None:
        """Say on what the receipt will come out."""
        self._paper_told.setText(words)

    def retell(self) -> None:
        """Write the words again."""
        self._paper_word.setText(t("checkout.receipt"))
        chosen = self.tiles.value() or OFFERED
        self.tiles.setAccessibleName(t("checkout.tenders"))
        self._tell_kinds()
        self.tiles.choose(chosen)
        self._due_word.setText(t("checkout.due"))
        self._before.setText(t("checkout.switch_before"))
        self._after.setText(t("checkout.switch_after"))
        self.tendered.retell()
        self.suggestions.retell()
        self._show_parts()
        self._settle()

    # Inside

    def _build(self) -> None:
        scroll = ScrollColumn()
        column = QVBoxLayout()
        scroll.body.addLayout(column)
        head = QHBoxLayout()
        head.addWidget(self._due_word)
        head.addWidget(self.due, 1)
        column.addLayout(head)
        for part in (
            self.tiles, self._hint, self.tendered, self.suggestions, self.parts, self.change,
            self.points, self.note, self._paper,
        ):  # fmt: skip
            if part in (self.tendered, self.change):
                column.addSpacing(6)
            column.addWidget(part)
        column.addStretch(1)
        self._foot = QVBoxLayout()
        self._foot.addWidget(self.button)
        self.body.addWidget(scroll, 1)
        self.body.addLayout(self._foot)
        self._column = column
        self._place()

    def _typed(self) -> None:
        self.refuse("")
        if not self._by_hand and self.field.text() and tender_of_code(self.field.text()) is None:
            self.tiles.choose("cash")
        self._settle()

    def _tile(self, kind: str) -> None:
        self.choose(next(known for known in self.kinds if known == kind))

    def _offer_more(self, *, account: bool, stored: bool) -> None:
        """Let the bill go on account or be paid from stored value, or not: tiles for a member who may."""
        more: list[TenderKind] = []
        if stored:
            more.append("stored")
        if account:
            more.append("account")
        kinds: tuple[TenderKind, ...] = (*TENDERS, *more)
        if kinds != self.kinds:
            gone = self.kind() not in kinds
            self.kinds = kinds
            self._tell_kinds()
            if gone:
                self._by_hand = False
                self.tiles.choose(OFFERED)

    def _tell_kinds(self) -> None:
        self.tiles.set_options(
            [Option(kind, t(f"checkout.tender.{kind}"), ICONS[kind]) for kind in self.kinds]
        )

    def _suggested(self, fen: int) -> None:
        self._by_hand = True
        self.tiles.choose("cash")
        self.field.set_value(fen)
        self.field.selectAll()
        self._settle()

    def _settle(self) -> None:
        """Write the change, or what is missing, as the rules reckon it; then tell the page."""
        self.refuse("")
        value = self.value()
        self.suggestions.mark(value if self.kind() == "cash" else None)
        try:
            done = settle(self.total, self.tenders())
        except Refused as refused:
            self.change.show_missing(refused)
        else:
            self.change.show_settled(done, self.kind(), left=self.stored - (value or 0))
        self.changed.emit()

    def _show_parts(self) -> None:
        self.parts.show_parts(self._held(), self.paid)
        self._place()

    def _held(self) -> tuple[TenderIn, ...]:
        """The deposit, where there is one; what else is paid before stands among the discounts."""
        return tuple(tender for tender in self.front if tender.kind == "deposit")

    def _take_back(self, place: int) -> None:
        del self.paid[place]
        self._show_parts()
        self.exact()

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_column"):  # the panel dresses itself before its parts stand
            self._place()

    def _place(self) -> None:
        side, factor = theme.px(20) - 1, theme.current().factor
        self.body.setContentsMargins(0, theme.px(12), 0, theme.px(16) - 1)
        self._column.setContentsMargins(side, 0, side, 0)  # the scroll bar runs beside the amounts
        self._foot.setContentsMargins(side, theme.px(8), side, 0)
        self._column.setSpacing(theme.px(8 if factor < 1.5 else 5))
        self._hint.setVisible(factor == 1.0)
        self._paper.setVisible(factor == 1.0)
        self.points.fold(factor > 1.0)
        self.suggestions.setVisible(factor == 1.0 or (factor < 1.5 and not self.paid))
        self.due.setFixedHeight(theme.px(56 if factor < 1.5 else 48))
        self._due_word.setContentsMargins(0, theme.px(14), 0, 0)
