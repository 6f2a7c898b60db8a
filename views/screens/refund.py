"""Giving money back on a bill: lines, an amount or all of it, in which way and why; or the void of today's bill.

Enter never gives money back: it leads through the fields, and the button names the amount.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.base.documents_money import MoneyBack
from models.base.errors import Refused
from models.base.usecase import Outcome
from models.rules.refunds import LineWish, WayBack
from models.services import papers, refunds
from models.services.refunds import BackLine, Refunded, RefundOrder, RefundPreview
from views import clock, places, printing, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.refund_parts import RefundAsk, RefundLines
from views.texts import t
from views.widgets.fields import RETURNS
from views.widgets.paper_view import ReceiptPreview

MIDDLE = 388


class RefundPage(Page):
    """Target: places.Refund."""

    name = places.REFUND
    home = places.CHECKOUT
    reads = frozenset({"bills"})
    hints = (("shell.up", "Esc"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.printing = printing.of(desk.tasks, desk.notices)
        self.target = places.Refund("")
        self.found: RefundPreview | None = None
        self._wishes: dict[str, int] = {}
        self._key = ""
        self._posting = False
        self.lines = RefundLines()
        self.ask = RefundAsk(self.act("stay"), self.act("give_back"))
        self.preview = ReceiptPreview(self.printing)
        row = QHBoxLayout(self)
        row.addWidget(self.lines, 1)
        row.addWidget(self.ask)
        row.addWidget(self.preview)
        self.lines.typed.connect(self._wished)
        self.ask.changed.connect(self._reckon)
        self.setTabOrder(self.lines.table, self.ask.amount)
        self._settle()
        self.dress()

    @act("refunds.stay", "Esc", bar=False)
    def stay(self) -> None:
        """Back to the bill; nothing was done."""
        self.desk.back()

    @act("refunds.title", "Ctrl+Return")
    def give_back(self) -> None:
        """Post it, print its paper and go back to the bill."""
        if self.found is None or self._posting or not self.ask.check():
            return
        self._posting = True
        self.ask.form.accept()
        if self.target.void:
            self._run(refunds.void, self.target.bill_id, reason=self.ask.reason.text())
        else:
            self._run(refunds.refund, self._order(chosen=True))

    def title(self) -> str:
        return t("refunds.title_void" if self.target.void else "refunds.title")

    def record(self) -> str:
        return self.found.number if self.found else " "

    def first_focus(self) -> QWidget:
        return self.ask.reason if self.target.void else self.lines.table

    def context_widget(self) -> QWidget:
        return self.preview

    def opened(self, target: object) -> None:
        assert isinstance(target, places.Refund)
        self.target, self.found = target, None
        self._wishes = {}
        self._key, self._posting = self.desk.tasks.new_key(), False
        self.preview.show_receipt(None)
        self.lines.show_lines((), editable=not target.void)
        self.ask.begin(void=target.void)
        self._settle()
        self.outdate()

    def reload(self) -> None:
        self._reckon()

    def retranslate(self) -> None:
        super().retranslate()
        self.lines.retell()
        self.ask.retell()
        self.preview.retell()
        self._settle()

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "ask"):
            narrow = theme.current().factor > 1
            self.ask.setFixedWidth(theme.px(330 if narrow else MIDDLE))

    # Inside

    def _run(self, use_case: Callable[..., Any], *args: Any, **kw: Any) -> None:
        self.desk.tasks.run(
            use_case,
            *args,
            key=self._key,
            done=self._done,
            refused=self._refused,
            after=self._rest,
            **kw,
        )

    def _order(self, *, chosen: bool) -> RefundOrder:
        """What is typed; with ``chosen`` also the way, and the amount that stands on the button."""
        found = self.found
        kind = self.ask.way()
        total = found.total if found else 0
        return RefundOrder(
            bill_id=self.target.bill_id,
            lines=tuple(LineWish(line, quantity) for line, quantity in self._wishes.items()),
            amount=self.ask.amount.value(),
            ways=(WayBack(kind, total),) if chosen and kind and total else (),
            reason=self.ask.reason.text(),
            expected_total=total if chosen else None,
        )

    def _reckon(self) -> None:
        if self.target.bill_id and not self._posting:
            self.desk.tasks.ask(
                refunds.preview,
                self._order(chosen=False),
                slot="refund.preview",
                done=self._read,
                refused=self._unfit,
            )

    def _read(self, found: RefundPreview) -> None:
        self.found = found
        self.lines.show_lines(found.lines, editable=not self.target.void)
        self.ask.show_found(found)
        kind = self.ask.way()
        paper = found.paper
        if kind and found.total:
            paper = replace(paper, ways=(MoneyBack(kind=kind, amount=found.total),))
        if self.target.void:
            paper = replace(paper, kind="void")
        self.preview.show_receipt(paper)
        self._settle()

    def _unfit(self, refused: Refused) -> None:
        """What is typed cannot be: say so beside it; nothing can be posted until it can."""
        self.found = None
        self.ask.form.complain("amount", self._words(refused))
        self._settle()

    def _wished(self, line: BackLine, quantity: int) -> None:
        if quantity:
            self._wishes[line.id] = quantity
        else:
            self._wishes.pop(line.id, None)
        self._reckon()

    def _refused(self, refused: Refused) -> None:
        if not self.ask.form.refuse_trouble(refused, self._words(refused)):
            self.desk.notices.trouble(refused)
        if refused.code == "refund.changed":
            self._posting = False
            self._reckon()

    def _words(self, refused: Refused) -> str:
        return sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())

    def _done(self, outcome: Outcome[Refunded]) -> None:
        posted = outcome.result
        said = t(
            "refunds.done_void" if self.target.void else "refunds.done",
            total=sayings.yuan(posted.total),
            number=posted.number,
            **({"bill": posted.bill_number} if self.target.void else {}),
        )
        self.desk.notices.forget()
        self.desk.notices.say(said, tone="money")
        self.printing.print_roll(papers.print_refund, posted.id, before=said, quiet=True)
        self.desk.back()

    def _rest(self) -> None:
        self._posting = False
        self._settle()

    def _settle(self) -> None:
        found, void = self.found, self.target.void
        able = found is not None and (found.total > 0 or void) and (found.voidable or not void)
        doing = self.acts["give_back"]
        doing.setEnabled(able)
        self.ask.give.setVisible(able)
        doing.setStatusTip(t("refunds.nothing"))
        total = sayings.yuan(found.total if found else 0)
        doing.setText(t("refunds.act_void" if void else "refunds.act", total=total))
        self.acts["stay"].setText(t("refunds.stay"))
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a button does the safe thing only; Space presses what has the focus."""
        focus = self.focusWidget()
        if event.key() in RETURNS and focus is self.ask.give:
            return
        super().keyPressEvent(event)
