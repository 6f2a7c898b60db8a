"""The command ``quote``, and the papers of quotes and change slips."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from desktop.cli_out import Out, opened
from desktop.cli_words import Asked
from models.kernel import Kernel
from models.services import change_slips, papers, quote_file
from models.services.quote_file import QuoteRow
from views import sayings
from views.paper import change_slip as change_paper
from views.paper import quote as quote_paper
from views.paper.output import Language
from views.texts import t

Made = tuple[str, int, bytes]
"""Number, which copy, and the PDF."""


def quote(asked: Asked, out: Out) -> int:
    """Show a quote: its grades and lines, until when it holds, what was answered."""
    with opened(asked, out) as kernel:
        row = kernel.ask(quote_file.one, kernel.ask(quote_file.by_number, asked.number))
    told: dict[str, Any] = asdict(row)
    out.done({**told, "state": row.state.value}, _head(row), *_lines(row), *_answer(row))
    return 0


def _head(row: QuoteRow) -> str:
    state = "expired" if row.expired else row.state.value
    return t(
        "cli.quote.head",
        number=row.number,
        state=t(f"quotes.state.{state}"),
        day=sayings.iso_day(row.valid_until),
        cap=sayings.share(row.cap),
    )


def _lines(row: QuoteRow) -> list[str]:
    told = []
    for grade in row.grades:
        told.append(f"{grade.name} {sayings.yuan(grade.total)}".strip())
        told += [
            f"  {line.name} {line.code}  {sayings.quantity(line.quantity)}"
            f" × {sayings.money(line.price)} = {sayings.money(line.amount)}"
            for line in grade.lines
        ]
    return told


def _answer(row: QuoteRow) -> list[str]:
    if row.state.value not in ("accepted", "refused"):
        return []
    how = t(f"quotes.how.{row.decided_how}") if row.decided_how else ""
    parts = (t(f"quotes.state.{row.state.value}"), row.decided_by, how, row.decision_note)
    return [t("words.list_comma").join(part for part in parts if part)]


def quote_pdf(kernel: Kernel, number: str, language: Language) -> Made:
    """The paper of a quote; it counts as printed."""
    quote_id = kernel.ask(quote_file.by_number, number)
    one = kernel.run(papers.print_quote, quote_id, saved=True).result
    pdf = quote_paper.render(one.paper, language=language, copy=one.copy)
    return one.paper.number, one.copy, pdf


def change_pdf(kernel: Kernel, number: str, language: Language) -> Made:
    """The paper of a change slip; it counts as printed."""
    slip_id = kernel.ask(change_slips.by_number, number)
    one = kernel.run(papers.print_change, slip_id, saved=True).result
    pdf = change_paper.render(one.paper, language=language, copy=one.copy)
    return one.paper.number, one.copy, pdf


PAPERS: dict[str, Callable[[Kernel, str, Language], Made]] = {
    "quote": quote_pdf,
    "change": change_pdf,
}
"""Papers by the word of ``paper``."""

COMMANDS: dict[str, Callable[[Asked, Out], int]] = {"quote": quote}
