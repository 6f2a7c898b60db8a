"""Commands on single records: search, show."""

from collections.abc import Callable
from typing import Any

from desktop.cli_out import Out, opened
from desktop.cli_words import Asked
from models.base import codes
from models.kernel import Kernel
from models.rules.members import card_desk, parse_card
from models.services import (
    bills,
    job_file,
    member_file,
    search,
)
from models.services.search import Result
from views import sayings
from views.texts import t

_FOUND_MOST = 20


def search_all(asked: Asked, out: Out) -> int:
    """Find everything that goes by a text, the best match first."""
    text = " ".join(asked.text)
    with opened(asked, out) as kernel:
        found = kernel.ask(search.search_all, text, limit=_FOUND_MOST)
        rows = [row for results in found for row in results.rows]
        lines = [_found(row, out) for row in rows] or [t("cli.search.nothing", text=text)]
    out.done({"text": text, "found": rows}, *lines)
    return 0


def _found(row: Result, out: Out) -> str:
    about = {
        "member": f"{row.masked} {row.address}",
        "job": f"{row.title} {t(f'words.step.{row.step}') if row.step else ''}",
        "bill": f"{row.title} {sayings.yuan(row.amount)}",
        "price": f"{sayings.yuan(row.amount)} {row.title}",
    }[row.kind]
    at = f" {sayings.moment(row.at, out.zone, out.now)}" if row.at else ""
    number = codes.card_text(row.number) if row.kind == "member" else row.number
    return f"{t(f'cli.kind.{row.kind}')}  {number}  {sayings.who(row.name)}  {about.strip()}{at}"


def show(asked: Asked, out: Out) -> int:
    """Show one record; phones stay masked."""
    with opened(asked, out) as kernel:
        if asked.kind == "member":
            file: Any = kernel.ask(member_file.file, member_of(kernel, asked.number))
            lines = _member_lines(file)
        elif asked.kind == "job":
            file = kernel.ask(job_file.file, job_of(kernel, asked.number))
            lines = _job_lines(file, out)
        else:
            file = kernel.ask(bills.file, bill_of(kernel, asked.number))
            lines = _bill_lines(file, out)
    out.done(file, *lines)
    return 0


def member_of(kernel: Kernel, number: str) -> str:
    """The id behind a card number; Refused("card.…" | "code.…")."""
    card = parse_card(number, field="number")
    return kernel.ask(search.by_code, codes.member_code(card_desk(card) or 1, card)).id


def job_of(kernel: Kernel, number: str) -> str:
    """The id behind a job's number or code; Refused("code.…")."""
    if number.strip().isdigit():
        target = kernel.ask(search.by_code, number)
        if target.kind == "job":
            return target.id
    return kernel.ask(job_file.by_number, str(codes.parse_job_number(number)))


def bill_of(kernel: Kernel, number: str) -> str:
    """The id behind a receipt's number or code; Refused("code.…")."""
    if number.strip().isdigit():
        return kernel.ask(bills.by_number, number.strip())
    return kernel.ask(bills.by_number, str(codes.parse_receipt_number(number)))


def _member_lines(file: member_file.MemberFile) -> list[str]:
    phones = ", ".join(phone.masked for phone in file.phones)
    lines = [f"{codes.card_text(file.number)}  {sayings.who(file.name)}  {phones}"]
    lines += [f"  {address.text} {address.note}".rstrip() for address in file.addresses]
    lines += [
        f"  {text}"
        for text in (file.special_needs, file.access_notes, file.taboos, file.preferences)
        if text
    ]
    lines += [f"  {device.brand} {device.model}  {device.serial}" for device in file.devices]
    lines.append(
        t("cli.show.member", jobs=file.jobs, bills=file.bills, spent=sayings.yuan(file.spent))
    )
    return lines


def _job_lines(file: job_file.JobFile, out: Out) -> list[str]:
    row = file.row
    lines = [f"{row.number}  {t(f'words.step.{row.step.value}')}  {row.device} {row.title}"]
    lines.append(f"  {sayings.who(row.member)} {row.masked}  {row.address}")
    if row.technician:
        lines.append(t("cli.show.technician", name=row.technician))
    if row.promised_at is not None:
        promised = sayings.moment(row.promised_at, out.zone, out.now)
        lines.append(t("cli.show.promised", at=promised))
    lines += [
        f"  {line.code}  {line.name}  {sayings.quantity(line.quantity)}  {sayings.money(line.amount)}"
        for line in file.lines
    ]
    lines.append(t("cli.show.total", total=sayings.yuan(row.total)))
    if file.bill_number:
        lines.append(t("cli.show.bill", number=file.bill_number))
    return lines


def _bill_lines(file: bills.BillFile, out: Out) -> list[str]:
    paper = file.receipt
    at = sayings.moment(paper.at, out.zone, out.now)
    lines = [
        f"{paper.number}  {at}  {sayings.who(paper.member) or t('cli.walk_in')} {paper.phone_tail}".rstrip()
    ]
    lines += [
        f"  {line.name}  {sayings.quantity(line.quantity)}  {sayings.money(line.amount)}"
        for line in paper.lines
    ]
    lines.append(t("cli.show.total", total=sayings.yuan(paper.total)))
    lines += [
        f"  {t(f'cli.tender.{tender.kind}')} {sayings.money(tender.amount)}"
        for tender in paper.tenders
    ]
    return lines


COMMANDS: dict[str, Callable[[Asked, Out], int]] = {
    "search": search_all,
    "show": show,
}
