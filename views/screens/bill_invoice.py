"""The 发票 of a bill, typed on its page; the title the member had last stands ready."""

from datetime import datetime, tzinfo

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction

from models.services.invoices import NOTHING, InvoiceDetails, InvoiceFile
from views import sayings
from views.page import Desk
from views.screens.day_close_ask import DrawerAsk
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.fields import CodeEntry, Entry


class InvoiceAsk(DrawerAsk):
    """``taken(InvoiceDetails)`` when Enter left the last field. Emptied fields take the 发票 back."""

    taken = Signal(object)
    title_key = "bill.invoice"

    def __init__(self, desk: Desk, save: QAction) -> None:
        super().__init__(desk)
        self.button = Button(save, "primary", height="button.large")
        self.body.addWidget(self.button)
        self.form.submitted.connect(self.take)

    def build(self) -> None:
        self.title_field = Entry(name=t("bill.invoice_title"), hint=t("bill.invoice_title_hint"))
        self.tax = CodeEntry(name=t("bill.invoice_tax"), hint="91350100M000100Y43")
        self.number = CodeEntry(name=t("bill.invoice_number"))
        self.field("title", lambda: t("bill.invoice_title"), self.title_field)
        self.field("tax_number", lambda: t("bill.invoice_tax"), self.tax)
        self.field("number", lambda: t("bill.invoice_number"), self.number)

    def begin(self, found: InvoiceFile) -> None:
        """Fill in what holds; where nothing does, what the member's last one was made out to."""
        fresh = found.details == NOTHING
        details = found.offered if fresh else found.details
        self.title_field.write(details.title)
        self.tax.write(details.tax_number)
        self.number.write(details.number)
        self.form.accept()
        offered = fresh and found.offered != NOTHING
        self.say(t("bill.invoice_offered") if offered else t("bill.invoice_hint"))
        (self.number if details.title else self.title_field).setFocus()

    def typed(self) -> InvoiceDetails:
        """Return what stands in the fields."""
        return InvoiceDetails(
            title=self.title_field.text(), tax_number=self.tax.text(), number=self.number.text()
        )

    def take(self) -> None:
        """Hand it over."""
        self.form.accept()
        self.taken.emit(self.typed())

    def retell(self) -> None:
        super().retell()
        self.title_field.setPlaceholderText(t("bill.invoice_title_hint"))


def told(found: InvoiceFile, zone: tzinfo, now: datetime) -> list[tuple[str, str]]:
    """The 发票 in the facts of a bill, with who noted it when; empty where there is none."""
    details = found.details
    if details == NOTHING:
        return []
    when = "" if found.at is None else sayings.moment(found.at, zone, now)
    number = details.number or t("bill.invoice_open")
    rows = (
        ("invoice", number),
        ("invoice_title", details.title),
        ("invoice_tax", details.tax_number),
        ("invoice_by", " ".join(part for part in (found.by, when) if part)),
    )
    return [(t(f"bill.{name}"), said) for name, said in rows if said]
