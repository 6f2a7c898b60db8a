"""The lists of the shop as rows of a table: headings in the reader's language, and cells as what they are.

Shared by the writers of text files and workbooks; knows neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from models.base.codes import card_text
from models.rules.phones import phone_text
from models.services.exchange import BillOut, DeviceOut, JobOut, MemberOut, PriceOut, What
from models.services.journal import Entry
from views import journal_words
from views.sayings import who
from views.texts import Catalogue

TENDERS = ("cash", "wechat", "alipay", "card")

COLUMNS: Mapping[What, tuple[str, ...]] = {
    "members": (
        "card_number", "name", "phone", "address", "other_phones", "estate", "customer_type", "source",
        "joined", "active", "jobs", "bills", "spent", "archived",
    ),
    "devices": (
        "card_number", "name", "phone", "device_kind", "brand", "model", "serial", "place",
        "bought_on", "warranty_until", "note",
    ),
    "jobs": (
        "number", "opened", "step", "ending", "name", "phone", "address", "device", "serial",
        "title", "technician", "promised", "closed", "total",
    ),
    "bills": (
        "number", "at", "day", "name", "job", "subtotal", "line_discount", "bill_discount",
        "rounding", "total", *TENDERS,
    ),
    "prices": ("code", "item", "category", "item_kind", "unit", "price", "cost", "warranty_days"),
    "journal": ("at", "who", "act", "about", "more"),
}  # fmt: skip
WIDE = frozenset(("address", "title", "note", "device", "act", "about", "more", "item"))
"""Columns that hold more than a few words."""


@dataclass(frozen=True, slots=True)
class Fen:
    """A sum of money in a cell: a spreadsheet adds it up."""

    fen: int


Out = str | int | Fen | datetime | date | None
"""A cell as it is written. A moment is naive, in the shop's own time."""


class Lines:
    """Makes the rows of one list. ``zone`` is the shop's (IANA name)."""

    def __init__(self, what: What, *, words: Catalogue, zone: str) -> None:
        self.columns = COLUMNS[what]
        self._words = words
        self._zone = ZoneInfo(zone)
        self._said: dict[str, str] = {}

    def heading(self) -> list[str]:
        """The titles of the columns."""
        return [
            self._words.say(f"cli.{'tender' if name in TENDERS else 'column'}.{name}")
            for name in self.columns
        ]

    def row(self, row: Any) -> tuple[Out, ...]:
        """One MemberOut, DeviceOut, JobOut, BillOut, PriceOut or Entry as cells. Raises TypeError."""
        if isinstance(row, JobOut):
            return self._job(row)
        if isinstance(row, MemberOut):
            return self._member(row)
        if isinstance(row, BillOut):
            return self._bill(row)
        if isinstance(row, DeviceOut):
            return self._device(row)
        if isinstance(row, PriceOut):
            return self._price(row)
        if isinstance(row, Entry):
            return self._entry(row)
        raise TypeError(f"no columns for {type(row).__name__}")

    def _member(self, row: MemberOut) -> tuple[Out, ...]:
        phones = [phone_text(number) for number in row.phones]
        return (
            card_text(row.number),
            who(row.name, words=self._words),
            phones[0] if phones else "",
            row.address,
            ", ".join(phones[1:]),
            row.estate,
            self._say(f"cli.customer_type.{row.customer_type}"),
            self._say(f"cli.source.{row.source}") if row.source else "",
            self._moment(row.joined_at),
            self._moment(row.active_at),
            row.jobs,
            row.bills,
            Fen(row.spent),
            self._say("cli.yes") if row.archived else "",
        )

    def _device(self, row: DeviceOut) -> tuple[Out, ...]:
        return (
            card_text(row.card),
            who(row.owner, words=self._words),
            phone_text(row.phone) if row.phone else "",
            self._say(f"devices.category.{row.category}"),
            row.brand,
            row.model,
            row.serial,
            row.place,
            row.bought_on,
            row.warranty_until,
            row.note,
        )

    def _job(self, row: JobOut) -> tuple[Out, ...]:
        return (
            row.number,
            self._moment(row.opened_at),
            self._say(f"words.step.{row.step}"),
            self._say(f"cli.ending.{row.ending}") if row.ending else "",
            who(row.member, words=self._words),
            phone_text(row.phone) if row.phone else "",
            row.address,
            row.device,
            row.serial,
            row.title,
            row.technician,
            self._moment(row.promised_at),
            self._moment(row.closed_at),
            Fen(row.total),
        )

    def _bill(self, row: BillOut) -> tuple[Out, ...]:
        kept = dict.fromkeys(TENDERS, 0)
        for kind, fen in row.tenders:
            kept[kind] = kept.get(kind, 0) + fen
        return (
            row.number,
            self._moment(row.at),
            row.business_day,
            who(row.member, words=self._words),
            row.job_number,
            Fen(row.subtotal),
            Fen(row.line_discount),
            Fen(row.bill_discount),
            Fen(row.rounding),
            Fen(row.total),
            *(Fen(kept[kind]) for kind in TENDERS),
        )

    def _price(self, row: PriceOut) -> tuple[Out, ...]:
        return (
            row.code,
            row.name,
            row.category,
            self._say(f"prices.kind.{row.kind}"),
            row.unit,
            None if row.price is None else Fen(row.price),
            Fen(row.cost),
            row.warranty_days,
        )

    def _entry(self, row: Entry) -> tuple[Out, ...]:
        words = self._words
        return (
            self._moment(row.at),
            journal_words.told_who(row, words=words),
            journal_words.told_act(row, words=words),
            journal_words.told_about(row, words=words),
            journal_words.told_more(row, words=words),
        )

    def _say(self, key: str) -> str:
        """A word of the catalogue, looked up once: a list says the same few many thousand times."""
        found = self._said.get(key)
        if found is None:
            found = self._said[key] = self._words.say(key)
        return found

    def _moment(self, at: datetime | None) -> datetime | None:
        if at is None:
            return None
        return at.astimezone(self._zone).replace(second=0, microsecond=0, tzinfo=None)
