"""Commands on money that comes back and on the day's close; the papers of both."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from zoneinfo import ZoneInfo

from desktop.cli_out import Out, opened
from desktop.cli_words import Asked
from models.base import codes
from models.base.days import parse_day
from models.base.errors import Refused
from models.base.money import parse_fen
from models.kernel import Kernel
from models.rules.drawer import Counted
from models.rules.refunds import LineWish
from models.rules.tenders import CASH
from models.services import accounts, bills, day_close, deposits, papers, refund_file, refunds
from models.services.refunds import RefundOrder
from views import sayings
from views.paper import account as account_paper
from views.paper import day_close as day_paper
from views.paper import deposit as deposit_paper
from views.paper import refund as refund_paper
from views.paper.receipt import Language, Width
from views.texts import t

Made = tuple[str, int, bytes]
"""Number, which copy, and the PDF."""


def bill_of(kernel: Kernel, number: str) -> str:
    """The id of the bill with this number or code; Refused("checkout.unknown" | "code.receipt_number")."""
    if number.strip().isdigit():
        return kernel.ask(bills.by_number, number.strip())
    return kernel.ask(bills.by_number, str(codes.parse_receipt_number(number)))


def refund(asked: Asked, out: Out) -> int:
    """Give money back on a bill: all that is left, one line, or an amount; by the ways in which it was paid."""
    with opened(asked, out) as kernel:
        order = _order(kernel, asked)
        total = kernel.ask(refunds.preview, order).total
        order = RefundOrder(
            bill_id=order.bill_id,
            lines=order.lines,
            amount=order.amount,
            reason=asked.reason or "",
            expected_total=total,
        )
        done = kernel.run_keyed(kernel.new_key(), refunds.refund, order).result
    out.done(
        done,
        t(
            "cli.refund.done",
            number=done.number,
            bill=done.bill_number,
            total=sayings.yuan(done.total),
            left=sayings.yuan(done.left),
        ),
        *(f"  {sayings.tender(way.kind)} {sayings.money(way.amount)}" for way in done.ways),
    )
    return 0


def _order(kernel: Kernel, asked: Asked) -> RefundOrder:
    bill_id = bill_of(kernel, asked.number)
    amount = None if asked.amount is None else parse_fen(asked.amount, field="amount")
    if asked.line is None:
        return RefundOrder(bill_id=bill_id, amount=amount)
    lines = kernel.ask(refunds.preview, RefundOrder(bill_id=bill_id)).lines
    if not 1 <= asked.line <= len(lines):
        raise Refused("refund.line", field="line")
    return RefundOrder(bill_id=bill_id, lines=(LineWish(lines[asked.line - 1].id),), amount=amount)


def close_day(asked: Asked, out: Out) -> int:
    """Close a business day of this desk; with ``--counted`` the cash of a day without shifts."""
    with opened(asked, out) as kernel:
        day = _day(kernel, asked.date)
        cash = None if asked.counted is None else parse_fen(asked.counted, field="cash")
        counted = () if cash is None else (Counted(CASH, cash),)
        done = kernel.run_keyed(
            kernel.new_key(),
            day_close.close_day,
            day,
            counted=counted,
            reason=asked.reason or "",
        ).result
        figures = kernel.ask(day_close.file, done.id).figures
    out.done(
        {**asdict(done), "figures": asdict(figures)},
        t(
            "cli.close_day.done",
            day=sayings.iso_day(done.day),
            number=done.number,
            bills=figures.bills,
            total=sayings.yuan(figures.total - figures.refunded),
            difference=sayings.change(done.difference),
        ),
    )
    return 0


def _day(kernel: Kernel, text: str | None, field: str = "date") -> date | None:
    today = kernel.around.clock.now().astimezone(ZoneInfo(kernel.store.shop.zone)).date()
    return parse_day(text or "", field=field, today=today)


def _refund_pdf(kernel: Kernel, number: str, width: Width, language: Language) -> Made:
    refund_id = kernel.ask(refund_file.by_number, number)
    one = kernel.run(papers.print_refund, refund_id, saved=True).result
    pdf = refund_paper.render(one.paper, width=width, language=language, copy=one.copy)
    return one.paper.number, one.copy, pdf


def _day_pdf(kernel: Kernel, number: str, width: Width, language: Language) -> Made:
    """The slip of a day."""
    close_id = kernel.ask(day_close.by_day, _named_day(kernel, number))
    one = kernel.run(papers.print_day_close, close_id, saved=True).result
    pdf = day_paper.render(one.paper, width=width, language=language, copy=one.copy)
    return one.paper.number, one.copy, pdf


def _deposit_pdf(kernel: Kernel, number: str, width: Width, language: Language) -> Made:
    deposit_id = kernel.ask(deposits.by_number, number)
    one = kernel.run(papers.print_deposit, deposit_id, saved=True).result
    pdf = deposit_paper.render(one.paper, width=width, language=language, copy=one.copy)
    return one.paper.number, one.copy, pdf


def _payment_pdf(kernel: Kernel, number: str, width: Width, language: Language) -> Made:
    payment_id = kernel.ask(accounts.by_number, number)
    one = kernel.run(papers.print_account, payment_id, saved=True).result
    pdf = account_paper.render(one.paper, width=width, language=language, copy=one.copy)
    return one.paper.number, one.copy, pdf


def _named_day(kernel: Kernel, text: str) -> date:
    day = _day(kernel, text, "number")
    if day is None:
        raise Refused("day.unknown", field="number")
    return day


PAPERS: dict[str, Callable[[Kernel, str, Width, Language], Made]] = {
    "refund": _refund_pdf,
    "day-close": _day_pdf,
    "deposit": _deposit_pdf,
    "payment": _payment_pdf,
}
"""Papers of the receipt printer by the word of ``paper``."""

COMMANDS: dict[str, Callable[[Asked, Out], int]] = {
    "refund": refund,
    "close-day": close_day,
}
