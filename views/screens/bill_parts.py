"""What a bill's page is made of: head strip, lines with their sums, payment, paper. It changes nothing."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from models.base.documents import PaperLine, Receipt
from models.rules.quotes import variance
from models.services.bills import BillFile
from models.services.quote_standing import Promise
from views import sayings, theme
from views.paper.output import WIDTHS
from views.printing import Printing
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.chips import Chips, Option
from views.widgets.choice import Choice
from views.widgets.dressed import Dressed
from views.widgets.facts import Fact, FactRow, KeyValues
from views.widgets.panel import Panel, hairline
from views.widgets.paper_view import COLUMN, ReceiptPreview
from views.widgets.printer_choice import PrinterChoice
from views.widgets.tables import Column, TableModel, TableView
from views.widgets.text import Eliding, Text


class BillHead(Panel):
    """Number, day, cashier and customer; the three amounts; the acts, with the paper as the blue one."""

    def __init__(self, again: QAction, *others: QAction) -> None:
        super().__init__()
        self.number = Text(style="title.record")
        self.about = Eliding(style="label", tone="text.secondary")
        self._facts = [Fact("") for _ in range(3)]
        self._row = QHBoxLayout()
        words = QVBoxLayout()
        words.addWidget(self.number)
        words.addWidget(self.about)
        self._row.addLayout(words, 1)
        self._row.addWidget(FactRow(self._facts))
        for act in others:
            self._row.addWidget(Button(act))
        self._row.addWidget(Button(again, "primary"))
        self.body.addLayout(self._row)
        self._space()

    def show_bill(
        self,
        found: BillFile,
        zone: tzinfo,
        now: datetime,
        *,
        promised: tuple[Promise, int] | None = None,
    ) -> None:
        """Write a bill; times are told in ``zone``. ``promised`` is its quote, and what the bill came to."""
        receipt = found.receipt
        self.number.setText(receipt.number)
        told = [
            sayings.moment(receipt.at, zone, now),
            t("bill.printed", n=found.copies) if found.copies else t("bill.not_printed"),
        ]
        if receipt.entered_at is not None:
            told.append(t("bill.entered", at=sayings.moment(receipt.entered_at, zone, now)))
        if promised is not None:
            told += told_promise(*promised)
        self.about.setText(t("words.list_comma").join(told))
        paid = sum(tender.tendered for tender in receipt.tenders)
        for fact, (word, fen) in zip(
            self._facts,
            (("due", receipt.total), ("tendered", paid), ("change", receipt.change)),
            strict=True,
        ):
            fact.write(t(f"checkout.{word}"), sayings.yuan(fen))

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_row"):  # the panel dresses itself before its parts stand
            self._space()

    def _space(self) -> None:
        self._row.setSpacing(theme.px(10))
        self.setFixedHeight(theme.px(84))


def told_promise(promise: Promise, total: int) -> list[str]:
    """What was promised for a bill and how far it is from it: 报价 316.00, 比报价多 28.00（8.9%）."""
    found = variance(promise.accepted, total)
    quoted = t("quotes.bill.quoted", amount=sayings.yuan(promise.accepted))
    if not found.fen or found.per_mille is None:
        return [quoted, t("quotes.bill.exact")] if not found.fen else [quoted]
    key = "quotes.bill.over" if found.fen > 0 else "quotes.bill.under"
    share = sayings.share(abs(found.per_mille))
    return [quoted, t(key, amount=sayings.yuan(abs(found.fen)), share=share)]


class Sums(Dressed, QWidget):
    """Words at the left, amounts at the right; with ``total`` the last row is the one that counts."""

    def __init__(self, *, total: bool = False) -> None:
        super().__init__()
        self._total = total
        self._rows: list[tuple[Text, Text]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self.dress()

    def write(self, rows: Sequence[tuple[str, str]]) -> None:
        """Replace all rows."""
        while len(self._rows) < len(rows):
            place = len(self._rows)
            pair = (Text(tone="text.secondary"), Text())
            pair[1].setAlignment(Qt.AlignmentFlag.AlignRight)
            for column, part in enumerate(pair):
                self._grid.addWidget(part, place, column)
            self._rows.append(pair)
        for place, (word, amount) in enumerate(self._rows):
            shown = place < len(rows)
            word.setVisible(shown)
            amount.setVisible(shown)
            if shown:
                word.setText(rows[place][0])
                amount.setText(rows[place][1])
                amount.setAccessibleName(" ".join(rows[place]))
                last = self._total and place == len(rows) - 1
                amount.set_style("title.record" if last else "body")

    def restyle(self) -> None:
        self._grid.setVerticalSpacing(theme.px(6))


class BillLines(Panel):
    """The lines as they were billed and the sums that lead to the total."""

    def __init__(self) -> None:
        super().__init__("", flush=True)
        self.model = TableModel(())
        self.table = TableView(self.model, name=t("bill.lines"))
        self.sums = Sums(total=True)
        self._sums = QVBoxLayout()
        self._sums.addWidget(self.sums)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(hairline())
        self.body.addLayout(self._sums)
        self.retell()
        self._space()

    def show_receipt(self, receipt: Receipt) -> None:
        """Write lines and sums."""
        self.model.set_rows(receipt.lines)
        self.set_count(str(len(receipt.lines)))
        steps = (
            ("subtotal", receipt.subtotal),
            ("lines_off", -receipt.line_discount),
            ("bill_off", -receipt.bill_discount),
            ("rounding", -receipt.rounding),
        )
        rows = [(t(f"bill.{word}"), sayings.money(fen)) for word, fen in steps if fen]
        self.sums.write([*rows, (t("bill.total"), sayings.yuan(receipt.total))])

    def retell(self) -> None:
        """Write the words again."""
        self.set_title(t("bill.lines"))
        self.table.setAccessibleName(t("bill.lines"))
        self.model.set_columns(
            (
                Column("name", t("checkout.item"), _name),
                Column("quantity", t("checkout.quantity"), _quantity, 66, True),
                Column("price", t("checkout.price"), _price, 84, True, tone=_quiet),
                Column("off", t("checkout.discount"), _off, 84, True, tone=_quiet),
                Column("net", t("checkout.net"), _net, 104, True),
            )
        )

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_sums"):  # as above
            self._space()

    def _space(self) -> None:
        side = theme.px(16)
        self._sums.setContentsMargins(side, theme.px(10), side, theme.px(12))


class BillPaid(Panel):
    """What was handed over in which way, what was given back, and where the bill came from."""

    def __init__(self, *acts: QAction) -> None:
        super().__init__("")
        self.tenders, self.refunds = Sums(), Sums(total=True)
        self._between = hairline()
        self.facts = KeyValues()
        self.body.addWidget(self.tenders)
        self.body.addWidget(self._between)
        self.body.addWidget(self.refunds)
        self.body.addWidget(hairline())
        self.body.addWidget(self.facts)
        self.body.addStretch(1)
        row = QHBoxLayout()
        for act in acts:
            row.addWidget(Button(act, height="button.small"))
        row.addStretch(1)
        self.body.addLayout(row)

    def show_bill(
        self,
        found: BillFile,
        zone: tzinfo,
        now: datetime,
        *,
        more: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Write tenders, refunds and facts, and ``more`` facts below; what is empty is left out."""
        self.show_receipt(found.receipt, more=more)
        told = [
            (
                t(f"bill.back_{row.kind}", number=row.number, at=sayings.moment(row.at, zone, now)),
                sayings.money(-row.total),
            )
            for row in found.refunds
        ]
        self.refunds.write([*told, (t("bill.left"), sayings.yuan(found.left))] if told else [])
        self.refunds.setVisible(bool(told))
        self._between.setVisible(bool(told))

    def show_receipt(self, receipt: Receipt, *, more: Sequence[tuple[str, str]] = ()) -> None:
        """Write tenders and facts; what is empty is left out."""
        self.set_title(t("bill.paid"))
        rows = [
            (t(f"checkout.tender.{tender.kind}"), sayings.yuan(tender.tendered))
            for tender in receipt.tenders
        ]
        if receipt.change:
            rows.append((t("checkout.change"), sayings.yuan(receipt.change)))
        self.tenders.write(rows)
        member = sayings.who(receipt.member) or t("checkout.walk_in")
        member = " ".join(part for part in (member, receipt.phone_tail) if part)
        facts = (
            ("cashier", receipt.cashier),
            ("member", member),
            ("job", receipt.job_number),
            ("device", receipt.device),
            ("technician", receipt.technician),
            ("note", receipt.note),
        )
        self.facts.write([*((t(f"bill.{word}"), said) for word, said in facts if said), *more])


class BillPaper(Dressed, QWidget):
    """The paper that F9 prints: the bill's or one of its refunds', its width for this once, the printer.

    ``wanted(refund id)`` when another paper is chosen, "" for the bill's own.
    """

    wanted = Signal(str)

    def __init__(self, printing: Printing, save: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = ReceiptPreview(printing)
        self.papers = Choice(name=t("bill.papers"))
        self.papers.activated.connect(self._another)
        self.papers.hide()
        self.widths = Chips(name=t("bill.width"), look="segment")
        self.widths.chosen.connect(self._chosen)
        self.printer = PrinterChoice(printing)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        saving = Button(save, height="button.small")
        for part in (self.papers, self.widths, self.printer, saving, self.preview):
            self._whole.addWidget(part)
        printing.settings_changed.connect(self._settings)
        self.retell()
        self.dress()

    def show_papers(self, found: BillFile) -> None:
        """Offer the bill's paper and those of its refunds; the chosen one stays chosen."""
        rows = [(row.id, row.number) for row in found.refunds]
        self.papers.set_options([("", found.receipt.number), *rows])
        self.papers.setVisible(bool(rows))

    def paper(self) -> str:
        """Return the id of the refund whose paper is chosen, "" for the bill's own."""
        return self.papers.value()

    def retell(self) -> None:
        """Write the words again."""
        self.papers.setAccessibleName(t("bill.papers"))
        width = self.preview.width_shown()
        self.widths.setAccessibleName(t("bill.width"))
        self.widths.set_options([Option(name, t(f"printing.width.{name}")) for name in WIDTHS])
        self.widths.choose(width)
        self.printer.retell()
        self.preview.retell()

    def restyle(self) -> None:
        self.setFixedWidth(theme.px(COLUMN))
        self._whole.setSpacing(theme.px(8))

    def _another(self, _place: int) -> None:
        self.wanted.emit(self.papers.value())

    def _chosen(self, name: str) -> None:
        self.preview.set_width(next(width for width in WIDTHS if width == name))

    def _settings(self, _settings: object) -> None:
        self.widths.choose(self.preview.width_shown())


def _name(line: PaperLine) -> str:
    return line.name


def _quantity(line: PaperLine) -> str:
    return sayings.quantity(line.quantity)


def _price(line: PaperLine) -> str:
    return sayings.money(line.price)


def _off(line: PaperLine) -> str:
    return sayings.money(-line.discount) if line.discount else ""


def _net(line: PaperLine) -> str:
    return sayings.money(line.amount - line.discount)


def _quiet(_line: PaperLine) -> str:
    return "text.secondary"
