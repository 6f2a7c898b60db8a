"""The lists of the shop as rows of a table: headings in the reader's language, and cells as what they are.

Shared by the writers of text files and workbooks; knows neither.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from models.base.codes import card_text
from models.rules.phones import phone_text
from models.services.exchange import BillOut, DeviceOut, JobOut, MemberOut, PriceOut, What
from models.services.exchange_lists import BackOut, DepositOut, EnquiryOut, OwedOut
from models.services.journal import Entry
from models.services.stock import Part
from views import journal_words
from views.sayings import quantity, who
from views.texts import Catalogue

TENDERS = (
    "cash", "wechat", "alipay", "card", "deposit", "account",
    "stored", "stored_gift", "points", "coupon", "visit",
)  # fmt: skip

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
        "rounding", "total", *TENDERS, "back", "invoice_title", "invoice_tax", "invoice_number",
    ),
    "refunds": ("number", "back_kind", "at", "day", "bill", "name", "reason", "back", *TENDERS),
    "deposits": ("number", "at", "day", "job", "name", "tender", "amount", "reason"),
    "accounts": ("name", "bill", "day", "age_days", "owed"),
    "enquiries": (
        "at", "name", "phone", "channel", "need", "answered", "outcome", "reason_lost", "job",
    ),
    "stock": ("code", "item", "category", "unit", "counted", "balance", "low_at"),
    "prices": ("code", "item", "category", "item_kind", "unit", "price", "cost", "warranty_days"),
    "journal": ("at", "who", "act", "about", "more"),
}  # fmt: skip
WIDE = frozenset(
    ("address", "title", "note", "device", "act", "about", "more", "item", "need", "reason")
)
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
        self._kinds: tuple[tuple[type, Callable[[Any], tuple[Out, ...]]], ...] = (
            (JobOut, self._job),
            (MemberOut, self._member),
            (BillOut, self._bill),
            (DeviceOut, self._device),
            (PriceOut, self._price),
            (Entry, self._entry),
            (BackOut, self._back),
            (DepositOut, self._deposit),
            (OwedOut, self._owed),
            (EnquiryOut, self._enquiry),
            (Part, self._part),
        )

    def heading(self) -> list[str]:
        """The titles of the columns."""
        return [
            self._words.say(f"cli.{'tender' if name in TENDERS else 'column'}.{name}")
            for name in self.columns
        ]

    def row(self, row: Any) -> tuple[Out, ...]:
        """One row of models.services.exchange as cells. Raises TypeError."""
        for kind, cells in self._kinds:
            if isinstance(row, kind):
                return cells(row)
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
            *_by_way(row.tenders),
            Fen(row.back),
            row.invoice_title,
            row.invoice_tax,
            row.invoice_number,
        )

    def _back(self, row: BackOut) -> tuple[Out, ...]:
        return (
            row.number,
            self._say(f"cli.back_kind.{row.kind}"),
            self._moment(row.at),
            row.business_day,
            row.bill_number,
            who(row.member, words=self._words),
            row.reason,
            Fen(row.total),
            *_by_way(row.tenders),
        )

    def _deposit(self, row: DepositOut) -> tuple[Out, ...]:
        return (
            row.number,
            self._moment(row.at),
            row.business_day,
            row.job_number,
            who(row.member, words=self._words),
            self._say(f"cli.tender.{row.tender}"),
            Fen(row.amount),
            row.reason,
        )

    def _owed(self, row: OwedOut) -> tuple[Out, ...]:
        named = who(row.member, words=self._words)
        return (named, row.number, row.business_day, row.days, Fen(row.owed))

    def _enquiry(self, row: EnquiryOut) -> tuple[Out, ...]:
        return (
            self._moment(row.at),
            who(row.name, words=self._words),
            phone_text(row.phone) if row.phone else "",
            self._say(f"enquiries.channel.{row.channel}"),
            row.need,
            self._moment(row.answered_at),
            self._say(f"cli.outcome.{row.outcome or 'open'}"),
            self._say(f"enquiries.lost.{row.reason_lost}") if row.reason_lost else "",
            row.job_number,
        )

    def _part(self, row: Part) -> tuple[Out, ...]:
        return (
            row.code,
            row.name,
            row.category,
            row.unit,
            self._say("cli.yes") if row.stocked else "",
            _count(row.balance),
            _count(row.low_at),
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


def _count(milli: int) -> int | str:
    """A whole quantity as a number that a spreadsheet adds up, a part of one as it is said."""
    whole, rest = divmod(milli, 1000)
    return quantity(milli) if rest else whole


def _by_way(tenders: Sequence[tuple[str, int]]) -> Iterator[Fen]:
    """What was paid in each way, nothing as zero."""
    kept = dict.fromkeys(TENDERS, 0)
    for kind, fen in tenders:
        kept[kind] += fen
    return (Fen(fen) for fen in kept.values())
