"""The command ``paper``: any paper of the shop written as PDF. What is written counts as printed."""

from collections.abc import Callable

from desktop import cli_money, cli_quotes, cli_rewards
from desktop.cli_out import Out, opened
from desktop.cli_records import bill_of, job_of, member_of
from desktop.cli_words import Asked
from models.base.clock import business_day
from models.base.days import parse_day
from models.kernel import Kernel
from models.services import papers, shop, shop_papers
from models.store.files import write_whole
from views.paper import job_card, receipt
from views.paper.output import OfficePaper, make_office
from views.texts import t
from views.whole_file import check_target


def _card(kernel: Kernel, number: str) -> OfficePaper:
    paper: OfficePaper = kernel.run(
        shop_papers.print_service_card, member_of(kernel, number), saved=True
    ).result
    return paper


def _label(kernel: Kernel, number: str) -> OfficePaper:
    paper: OfficePaper = kernel.run(
        shop_papers.print_label, job_of(kernel, number), saved=True
    ).result
    return paper


def _board(kernel: Kernel, number: str) -> OfficePaper:
    today = business_day(kernel.around.clock.now(), kernel.store.shop.zone)
    day = parse_day(number, field="day", today=today)
    paper: OfficePaper = kernel.run(shop_papers.print_price_board, day=day, saved=True).result
    return paper


def _sheet(kernel: Kernel, _number: str) -> OfficePaper:
    paper: OfficePaper = kernel.run(shop_papers.print_counter_sheet, saved=True).result
    return paper


_PAPERS: dict[str, Callable[[Kernel, str], OfficePaper]] = {
    "service-card": _card,
    "label": _label,
    "price-board": _board,
    "counter-sheet": _sheet,
}


_ROLL = {**cli_money.PAPERS, **cli_rewards.PAPERS}
"""Papers of the receipt printer."""


def paper(asked: Asked, out: Out) -> int:
    """Write a paper as PDF; it counts as printed, and a card's full number is a journalled reveal."""
    check_target(asked.output)
    with opened(asked, out) as kernel:
        settings = kernel.ask(shop.settings)
        language = settings["paper_language"]
        if asked.kind == "receipt":
            width = asked.width or settings["receipt_width"]
            bill_id = bill_of(kernel, asked.number)
            to_print = kernel.run(papers.print_receipt, bill_id, saved=True).result
            number, copy = to_print.receipt.number, to_print.copy
            pdf = receipt.render(to_print.receipt, width=width, language=language, copy=copy)
        elif asked.kind in _ROLL:
            width = asked.width or settings["receipt_width"]
            number, copy, pdf = _ROLL[asked.kind](kernel, asked.number, width, language)
        elif asked.kind in cli_quotes.PAPERS:
            number, copy, pdf = cli_quotes.PAPERS[asked.kind](kernel, asked.number, language)
        elif asked.kind in _PAPERS:
            sheet = make_office(_PAPERS[asked.kind](kernel, asked.number), language=language)
            number, copy, pdf = sheet.title, 0, sheet.pdf
        else:
            card = kernel.run(papers.print_job_card, job_of(kernel, asked.number)).result
            number, copy = card.number, 0
            pdf = job_card.render(card, language=language)
    write_whole(asked.output, pdf)
    out.done(
        {"file": str(asked.output), "number": number, "copy": copy, "bytes": len(pdf)},
        t("cli.paper.done", number=number, place=str(asked.output)),
    )
    return 0


COMMANDS: dict[str, Callable[[Asked, Out], int]] = {"paper": paper}
