"""Commands on single records: search, show, paper, export, import."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from desktop.cli_out import Out, opened
from desktop.cli_words import Asked
from models.base import codes
from models.base.errors import Refused
from models.base.text import one_of
from models.kernel import Kernel
from models.rules.members import card_desk, parse_card
from models.services import (
    bills,
    exchange,
    job_file,
    member_file,
    papers,
    personal_data,
    search,
    shop,
)
from models.services.exchange import What
from models.services.search import Result
from models.store.files import PART_SUFFIX, file_trouble, publish, sync_file, write_whole
from views import sayings
from views.paper import job_card, receipt
from views.paper import personal_data as own_paper
from views.sheets import csv_out, members_in
from views.texts import current, t

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
            file = kernel.ask(bills.file, _bill(kernel, asked.number))
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


def _bill(kernel: Kernel, number: str) -> str:
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


def paper(asked: Asked, out: Out) -> int:
    """Write a paper as PDF; it counts as printed, and a card's full number is a journalled reveal."""
    _check_target(asked.output)
    with opened(asked, out) as kernel:
        settings = kernel.ask(shop.settings)
        language = settings["paper_language"]
        if asked.kind == "receipt":
            width = asked.width or settings["receipt_width"]
            bill_id = _bill(kernel, asked.number)
            to_print = kernel.run(papers.print_receipt, bill_id, saved=True).result
            number, copy = to_print.receipt.number, to_print.copy
            pdf = receipt.render(to_print.receipt, width=width, language=language, copy=copy)
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


def export(asked: Asked, out: Out) -> int:
    """Write members, jobs or bills into a table; the export stands in the journal before its first row."""
    _check_target(asked.file)
    if asked.kind == "member":
        return _export_own(asked, out)
    what = cast(What, asked.kind)
    with opened(asked, out) as kernel:
        permit = kernel.run(exchange.permit, what).result
        count = _written(asked.file, kernel, permit)
    out.done(
        {"file": str(asked.file), "rows": count},
        t("cli.export.done", rows=count, place=str(asked.file)),
    )
    return 0


def _export_own(asked: Asked, out: Out) -> int:
    """Write one member's own data, as pages or as a file by the name's ending; journalled first."""
    form = asked.file.suffix.lower().removeprefix(".")
    one_of(form, personal_data.FORMS, "personal.form", field="file")
    with opened(asked, out) as kernel:
        language = kernel.ask(shop.settings)["paper_language"]
        member_id = member_of(kernel, asked.number or "")
        data = kernel.run(personal_data.hand_over, member_id, form=form).result
    make = own_paper.render if form == "pdf" else own_paper.as_file
    write_whole(asked.file, make(data, language=language))
    out.done(
        {"file": str(asked.file), "number": data.card},
        t("cli.export.own", number=data.card, place=str(asked.file)),
    )
    return 0


def _written(path: Path, kernel: Kernel, permit: exchange.Permit) -> int:
    """Whole under its name or not there at all; readable by its owner only."""
    part = path.with_name(path.name + PART_SUFFIX)
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "w", encoding="utf-8", newline="") as stream:
            table = csv_out.Table(stream, permit.what, words=current(), zone=kernel.store.shop.zone)
            count = kernel.ask(exchange.export, permit, table.take)
        sync_file(part)
        publish(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise file_trouble(error, path) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return count


def import_members(asked: Asked, out: Out) -> int:
    """Take members in from a table: all rows or none, the same file once."""
    content = members_in.load(asked.file)
    rows = members_in.read(content, name=asked.file.name)
    key = f"import {hashlib.sha256(content).hexdigest()}"
    with opened(asked, out) as kernel:
        outcome = kernel.run_keyed(key, exchange.import_members, rows)
        done = outcome.result
        lines = [_skipped(entry) for entry in done.skipped]
    said = "cli.import.again" if outcome.replayed else "cli.import.done"
    out.done(
        {"created": done.created, "skipped": done.skipped, "replayed": outcome.replayed},
        *lines,
        t(said, created=done.created, skipped=len(done.skipped)),
    )
    return 0


def _skipped(entry: exchange.SkippedRow) -> str:
    key = f"cli.import.{entry.why}_{'earlier' if entry.earlier else 'known'}"
    where = {"earlier": entry.earlier} if entry.earlier else {"known": entry.known}
    return t(key, row=entry.row, name=entry.name, **where)


def _check_target(path: Path) -> None:
    """Refuse before anything is journalled what could not be written anyway."""
    if path.is_dir():
        raise Refused("sheet.folder", name=path.name)
    if not path.absolute().parent.is_dir():
        raise Refused("file.no_folder", name=str(path.parent))


COMMANDS: dict[str, Callable[[Asked, Out], int]] = {
    "search": search_all,
    "show": show,
    "paper": paper,
    "export": export,
    "import": import_members,
}
