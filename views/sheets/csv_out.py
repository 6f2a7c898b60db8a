"""Tables written for a spreadsheet: text stays text, numbers stay numbers, nothing becomes a formula."""

import csv
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any
from zoneinfo import ZoneInfo

from models.base.codes import card_text
from models.rules.phones import phone_text
from models.services.exchange import BillOut, JobOut, MemberOut, What
from views.sayings import who
from views.texts import Catalogue

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins so is run by a spreadsheet (SAFETY.md, "Hostile input")."""
TENDERS = ("cash", "wechat", "alipay", "card")

_COLUMNS: dict[What, tuple[str, ...]] = {
    "members": (
        "card_number", "name", "phone", "address", "other_phones", "estate", "customer_type", "source",
        "joined", "active", "jobs", "bills", "spent", "archived",
    ),
    "jobs": (
        "number", "opened", "step", "ending", "name", "phone", "address", "device", "serial",
        "title", "technician", "promised", "closed", "total",
    ),
    "bills": (
        "number", "at", "day", "name", "job", "subtotal", "line_discount", "bill_discount",
        "rounding", "total", *TENDERS,
    ),
}  # fmt: skip


class Amount(str):
    """A sum of money written out in digits; nobody typed it, so a minus may lead it."""

    __slots__ = ()


def cell(value: Any) -> Any:
    """A cell as it may be written: text that a spreadsheet would run gets an apostrophe in front."""
    typed = isinstance(value, str) and not isinstance(value, Amount)
    return f"'{value}" if typed and value.startswith(FORMULA_STARTS) else value


def amount(fen: int) -> Amount:
    """Fen as yuan without separators, so that a spreadsheet can add them up: 34400 → 344.00."""
    yuan, rest = divmod(abs(fen), 100)
    return Amount(f"{'-' if fen < 0 else ''}{yuan}.{rest:02d}")


class Table:
    """Writes one export into an open text stream, row by row.

    ``zone`` is the shop's (IANA name): moments are written in its time. The stream must be opened with
    ``newline=""``; it begins with a mark, so that a spreadsheet takes it for UTF-8.
    """

    def __init__(self, stream: IO[str], what: What, *, words: Catalogue, zone: str) -> None:
        self._writer = csv.writer(stream)
        self._words = words
        self._zone = ZoneInfo(zone)
        stream.write("\ufeff")
        self._write([self._heading(name) for name in _COLUMNS[what]])

    def take(self, row: Any) -> None:
        """Write one MemberOut, JobOut or BillOut."""
        if isinstance(row, MemberOut):
            self._write(self._member(row))
        elif isinstance(row, JobOut):
            self._write(self._job(row))
        elif isinstance(row, BillOut):
            self._write(self._bill(row))
        else:
            raise TypeError(f"no columns for {type(row).__name__}")

    def _member(self, row: MemberOut) -> Sequence[Any]:
        phones = [phone_text(number) for number in row.phones]
        return (
            card_text(row.number),
            who(row.name, words=self._words),
            phones[0] if phones else "",
            row.address,
            ", ".join(phones[1:]),
            row.estate,
            self._words.say(f"cli.customer_type.{row.customer_type}"),
            self._words.say(f"cli.source.{row.source}") if row.source else "",
            self._moment(row.joined_at),
            self._moment(row.active_at),
            row.jobs,
            row.bills,
            amount(row.spent),
            self._words.say("cli.yes") if row.archived else "",
        )

    def _job(self, row: JobOut) -> Sequence[Any]:
        return (
            row.number,
            self._moment(row.opened_at),
            self._words.say(f"words.step.{row.step}"),
            self._words.say(f"cli.ending.{row.ending}") if row.ending else "",
            who(row.member, words=self._words),
            phone_text(row.phone) if row.phone else "",
            row.address,
            row.device,
            row.serial,
            row.title,
            row.technician,
            self._moment(row.promised_at),
            self._moment(row.closed_at),
            amount(row.total),
        )

    def _bill(self, row: BillOut) -> Sequence[Any]:
        kept = dict.fromkeys(TENDERS, 0)
        for kind, fen in row.tenders:
            kept[kind] += fen
        return (
            row.number,
            self._moment(row.at),
            row.business_day,
            who(row.member, words=self._words),
            row.job_number,
            amount(row.subtotal),
            amount(row.line_discount),
            amount(row.bill_discount),
            amount(row.rounding),
            amount(row.total),
            *(amount(kept[kind]) for kind in TENDERS),
        )

    def _heading(self, name: str) -> str:
        return self._words.say(f"cli.{'tender' if name in TENDERS else 'column'}.{name}")

    def _write(self, values: Sequence[Any]) -> None:
        self._writer.writerow([cell(value) for value in values])

    def _moment(self, at: datetime | None) -> str:
        return "" if at is None else at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")
