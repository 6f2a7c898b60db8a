"""A member's own data as A5 pages and as a file, in the words of the shop's language. One outline makes both.

It holds full numbers: it is made in memory, after the export stands in the journal, and goes where it is saved.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from models.base.documents import Receipt
from models.base.documents_money import AccountPaper, DepositPaper, RefundPaper
from models.base.documents_points import PrepaidPaper, Voucher
from models.base.documents_quotes import ChangePaper
from models.rules.members import DEVICE_CATEGORIES
from models.services.coupons import CouponRow
from models.services.personal_data import OwnDevice, OwnFile, OwnInvoice, OwnJob, PersonalData
from models.services.quote_file import QuoteRow
from models.services.timeline import Entry
from models.services.visit_cards import CardRow
from views import sayings
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Ink, Made
from views.paper.sheet import FOOT, HEIGHT, LEFT, NORMAL, PIXEL, RIGHT, TOP, WIDTH, Cell, Sheet
from views.texts import Catalogue, catalogue

Record = tuple[tuple[str, str], ...]
"""Pairs of a plain name and what is on file; what is empty is left out."""
_EDGE = 230.0


@dataclass(frozen=True, slots=True)
class Part:
    """One heading with its records; ``single`` where there is never more than one."""

    title: str
    records: tuple[Record, ...]
    single: bool = False


def as_file(data: PersonalData, *, language: str) -> bytes:
    """JSON in UTF-8 with plain names: one object for each heading, or a list of them."""
    told: dict[str, Any] = {}
    for part in outline(data, catalogue(language)):
        records = [dict(record) for record in part.records]
        told[part.title] = (records[0] if records else {}) if part.single else records
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def render(data: PersonalData, *, language: str) -> bytes:
    """The PDF; see :func:`make`."""
    return make(data, language=language).pdf


def make(data: PersonalData, *, language: str, face: Typeface | None = None) -> Made:
    """As many numbered A5 pages as there is to tell."""
    words, ink = catalogue(language), Ink(face or typeface(), unit=PIXEL)
    title = words.say("privacy.paper.own_title")
    sheet = Sheet(ink, NORMAL, first_foot=FOOT - 40, heading=partial(_heading, title))
    sheet.prose(title, size=30, line=42, bold=True)
    day = sayings.iso_day(data.made_at.astimezone(ZoneInfo(data.shop.zone)).date())
    sheet.prose(words.say("privacy.paper.own_intro", shop=data.shop.name, day=day))
    for part in outline(data, words):
        if part.records:
            _part(sheet, part)
    for page, leaf in enumerate(ink.leaves, start=1):
        ink.leaf = leaf
        said = words.say("privacy.paper.page", page=page, pages=len(ink.leaves))
        ink.text(RIGHT, HEIGHT - 44, said, 16, line=24, align="right")
    heights = [HEIGHT] * len(ink.leaves)
    return ink.make(width=WIDTH, heights=heights, title=title, author=data.shop.name)


def _heading(title: str, sheet: Sheet) -> None:
    sheet.top = TOP
    sheet.prose(title, bold=True)
    sheet.top += 8


def _part(sheet: Sheet, part: Part) -> None:
    sheet.top += 16
    sheet.need(110)
    sheet.prose(part.title, size=22, line=32, bold=True)
    for record in part.records:
        sheet.top += 6
        for name, value in record:
            sheet.row(
                [
                    Cell(LEFT, _EDGE, ((name, False),), shaded=True),
                    Cell(_EDGE, RIGHT, ((value, False),)),
                ]
            )


def outline(data: PersonalData, words: Catalogue) -> tuple[Part, ...]:
    """Everything that is told, under its headings, in the words of one language."""
    tell = _Tell(words, ZoneInfo(data.shop.zone))
    return (
        tell.part("member", [_member(data, tell)], single=True),
        tell.part("devices", (_device(device, tell) for device in data.devices)),
        tell.part("consents", (_consent(data, place, tell) for place in range(len(data.consents)))),
        tell.part("jobs", (_job(job, tell) for job in data.jobs)),
        tell.part("quotes", (_quote(row, tell) for row in data.quotes)),
        tell.part("changes", (_change(paper, tell) for paper in data.changes)),
        tell.part("bills", (_bill(bill, tell) for bill in data.bills)),
        tell.part("refunds", (_refund(paper, tell) for paper in data.refunds)),
        tell.part("deposits", (_deposit(paper, tell) for paper in data.deposits)),
        tell.part("payments", (_payment(paper, tell) for paper in data.payments)),
        tell.part("vouchers", (_voucher(paper, tell) for paper in data.vouchers)),
        tell.part("coupons", (_coupon(row, tell) for row in data.coupons)),
        tell.part("prepaid", (_prepaid(paper, tell) for paper in data.prepaid)),
        tell.part("cards", (_card(row, tell) for row in data.cards)),
        tell.part("invoices", (_invoice(row, tell) for row in data.invoices)),
        tell.part("files", (_file(file, tell) for file in data.files)),
        tell.part("entries", (_entry(entry, tell) for entry in data.entries)),
        tell.part("readings", (_reading(data, n, tell) for n in range(len(data.readings)))),
        tell.part("shop", [_shop(data, tell)], single=True),
    )


class _Tell:
    """Says values in one language and zone."""

    def __init__(self, words: Catalogue, zone: tzinfo) -> None:
        self.words, self.zone = words, zone

    def part(self, key: str, records: Iterable[Record], *, single: bool = False) -> Part:
        return Part(self.words.say(f"privacy.own.{key}"), tuple(records), single)

    def record(self, *pairs: tuple[str, str]) -> Record:
        """Pairs whose first is a key under ``privacy.own`` or, with a dot, a whole one."""
        return tuple((self._name(key), value) for key, value in pairs if value)

    def _name(self, key: str) -> str:
        return self.words.say(key if "." in key else f"privacy.own.{key}")

    def at(self, moment: datetime | None) -> str:
        if moment is None:
            return ""
        local = moment.astimezone(self.zone)
        return f"{sayings.iso_day(local.date())} {local:%H:%M}"

    def day(self, on: date | None) -> str:
        return "" if on is None else sayings.iso_day(on)

    def yes(self, value: bool) -> str:
        return self.words.say(f"privacy.paper.{'yes' if value else 'no'}")

    def named(self, prefix: str, code: str) -> str:
        """A code in words; nothing for none."""
        return self.words.say(f"{prefix}.{code}") if code else ""

    def happened(self, what: str) -> str:
        """What an entry of the timeline tells of; what is told nowhere else has the timeline's own words."""
        key = f"privacy.what.{what}"
        return self.words.say(key if self.words.has(key) else f"member.told.{what}")

    def together(self, texts: Iterable[str]) -> str:
        return "; ".join(text for text in texts if text)


def _member(data: PersonalData, tell: _Tell) -> Record:
    told = data.details
    notes = ("preferences", "special_needs", "taboos", "access_notes", "notes")
    phones = [_joined(phone.number, phone.label) for phone in told.phones]
    places = [_joined(each.text, each.estate, each.note) for each in told.addresses]
    return tell.record(
        ("member.field.name", told.name),
        ("card", data.card),
        *(("member.field.phones", phone) for phone in [tell.together(phones)]),
        ("member.field.addresses", tell.together(places)),
        ("member.field.gender", tell.named("member.gender", told.gender)),
        ("member.field.birthday", tell.day(told.birthday)),
        ("member.field.customer_type", tell.named("member.type", told.customer_type)),
        ("member.field.source", tell.named("member.source", told.source)),
        ("member.field.referred_by_id", data.referred_by),
        ("household", tell.together(data.household)),
        ("brought", str(data.brought) if data.brought else ""),
        *((f"member.field.{name}", getattr(told, name)) for name in notes),
        ("member.field.elderly", tell.yes(told.elderly)),
        ("member.field.special_care", tell.yes(told.special_care)),
        ("joined_at", tell.at(data.joined_at)),
        ("active_at", tell.at(data.active_at)),
        ("archived_at", tell.at(data.archived_at)),
    )


def _device(device: OwnDevice, tell: _Tell) -> Record:
    return tell.record(
        ("category", tell.named("devices.category", device.category)),
        *((name, getattr(device, name)) for name in ("brand", "model", "serial", "place", "note")),
        ("bought_on", tell.day(device.bought_on)),
        ("warranty_until", tell.day(device.warranty_until)),
        ("archived", tell.yes(True) if device.archived else ""),
    )


def _consent(data: PersonalData, place: int, tell: _Tell) -> Record:
    said = data.consents[place]
    return tell.record(
        ("purpose", tell.named("member.consent", said.purpose)),
        ("granted", tell.yes(said.granted)),
        ("version", _joined(said.version, _wording(said.version, said.purpose, tell))),
        ("channel", tell.named("privacy.way", said.channel)),
        ("at", tell.at(said.at)),
    )


def _wording(version: str, purpose: str, tell: _Tell) -> str:
    """The very sentence that was agreed to."""
    key = f"privacy.wording.{version}.{purpose}"
    return tell.words.say(key) if tell.words.has(key) else ""


def _job(job: OwnJob, tell: _Tell) -> Record:
    lines = [
        _joined(line.name, sayings.quantity(line.quantity), sayings.yuan(line.amount), line.serial)
        for line in job.lines
    ]
    steps = [
        _joined(
            tell.at(step.at), tell.named("words.step", step.step.value), step.actor, step.reason
        )
        for step in job.steps
    ]
    troubles = [
        *(_joined(tell.at(hold.from_at), hold.note) for hold in job.holds if hold.note),
        *(_joined(one.device, one.serial, one.symptoms, one.accessories) for one in job.devices),
        *(
            _joined(tell.at(loan.out_at), loan.name, loan.note, loan.back_note)
            for loan in job.loans
        ),
        *(_joined(tell.at(note.at), note.text, note.done_note) for note in job.notes),
    ]
    texts = ("device", "serial", "title", "fault", "diagnosis", "accessories", "address", "phone")
    return tell.record(
        ("number", job.number),
        *(
            (name, tell.at(getattr(job, name)))
            for name in ("opened_at", "promised_at", "closed_at")
        ),
        ("step", tell.named("words.step", job.step)),
        ("ending", tell.named("privacy.ending", job.ending)),
        *((name, getattr(job, name)) for name in texts),
        ("where", tell.named("privacy.where", job.place)),
        ("technician", job.technician),
        ("lines", tell.together(lines)),
        ("steps", tell.together(steps)),
        ("troubles", tell.together(troubles)),
    )


def _bill(bill: Receipt, tell: _Tell) -> Record:
    lines = [
        _joined(line.name, sayings.quantity(line.quantity), sayings.yuan(line.amount), line.serial)
        for line in bill.lines
    ]
    tenders = [
        f"{tell.named('member.tender', tender.kind)} {sayings.yuan(tender.amount)}"
        for tender in bill.tenders
    ]
    return tell.record(
        ("number", bill.number),
        ("at", tell.at(bill.at)),
        ("about", bill.job_number),
        ("device", bill.device),
        ("lines", tell.together(lines)),
        ("total", sayings.yuan(bill.total)),
        ("tenders", tell.together(tenders)),
        ("note", bill.note),
        ("cashier", bill.cashier),
    )


def _refund(paper: RefundPaper, tell: _Tell) -> Record:
    lines = [_joined(line.name, sayings.yuan(line.amount)) for line in paper.lines]
    ways = [
        f"{tell.named('checkout.tender', way.kind)} {sayings.yuan(way.amount)}"
        for way in paper.ways
    ]
    return tell.record(
        ("number", paper.number),
        ("at", tell.at(paper.at)),
        ("about", paper.bill_number),
        ("lines", tell.together(lines)),
        ("refunded", sayings.yuan(paper.total)),
        ("tenders", tell.together(ways)),
        ("reason", paper.reason),
        ("cashier", paper.by),
    )


def _deposit(paper: DepositPaper, tell: _Tell) -> Record:
    amount = paper.amount if paper.direction == "in" else -paper.amount
    return tell.record(
        ("number", paper.number),
        ("at", tell.at(paper.at)),
        ("about", paper.job_number),
        ("amount", sayings.yuan(amount)),
        ("tenders", tell.named("checkout.tender", paper.kind)),
        ("reason", paper.reason),
        ("cashier", paper.by),
    )


def _quote(row: QuoteRow, tell: _Tell) -> Record:
    totals = [f"{grade.name} {sayings.yuan(grade.total)}".strip() for grade in row.grades]
    lines = [line.name for grade in row.grades for line in grade.lines]
    how = tell.named("quotes.how", row.decided_how) if row.decided_how else ""
    return tell.record(
        ("number", row.number),
        ("at", tell.at(row.given_at or row.made_at)),
        ("step", tell.named("quotes.state", row.state.value)),
        ("lines", tell.together(dict.fromkeys(lines))),
        ("amount", tell.together(totals)),
        ("note", row.note),
        ("answered", tell.together(part for part in (row.decided_by, how) if part)),
        ("reason", row.decision_note),
        ("cashier", row.by),
    )


def _change(paper: ChangePaper, tell: _Tell) -> Record:
    how = tell.named("quotes.how", paper.approved_how)
    return tell.record(
        ("number", paper.number),
        ("at", tell.at(paper.at)),
        ("about", paper.job_number),
        ("lines", tell.together([line.name for line in paper.lines])),
        ("amount", sayings.yuan(paper.after - paper.before)),
        ("reason", paper.reason),
        ("answered", tell.together([paper.approved_by, how])),
        ("cashier", paper.by),
    )


def _payment(paper: AccountPaper, tell: _Tell) -> Record:
    return tell.record(
        ("number", paper.number),
        ("at", tell.at(paper.at)),
        ("about", tell.together([line.number for line in paper.lines])),
        ("amount", sayings.yuan(paper.amount)),
        ("tenders", tell.named("checkout.tender", paper.kind)),
        ("cashier", paper.by),
    )


def _voucher(paper: Voucher, tell: _Tell) -> Record:
    return tell.record(
        ("number", paper.number),
        ("at", tell.at(paper.at)),
        ("about", _joined(paper.reward, str(paper.quantity) if paper.quantity > 1 else "")),
        ("points", str(paper.points)),
        ("amount", sayings.yuan(paper.cash) if paper.cash else ""),
        ("standing", tell.named("paper.voucher.state", paper.state)),
        ("cashier", paper.by),
    )


def _coupon(row: CouponRow, tell: _Tell) -> Record:
    return tell.record(
        ("number", row.number),
        ("at", tell.at(row.at)),
        ("about", row.name),
        ("standing", tell.named("paper.coupon.state", row.state)),
        ("last_day", tell.day(row.last_day)),
        ("used_on", row.bill_number),
        ("reason", row.reason),
    )


def _prepaid(paper: PrepaidPaper, tell: _Tell) -> Record:
    amount = paper.amount if paper.direction == "in" else -paper.amount
    return tell.record(
        ("number", paper.number),
        ("at", tell.at(paper.at)),
        ("about", _joined(paper.title, paper.ref_number)),
        ("amount", sayings.yuan(amount)),
        ("tenders", tell.named("checkout.tender", paper.kind)),
        ("reason", paper.reason),
        ("cashier", paper.by),
    )


def _card(row: CardRow, tell: _Tell) -> Record:
    return tell.record(
        ("number", row.number),
        ("about", row.name),
        ("visits", f"{row.left} / {row.visits}"),
        ("last_day", tell.day(row.last_day)),
        ("amount", sayings.yuan(row.price)),
    )


def _invoice(row: OwnInvoice, tell: _Tell) -> Record:
    return tell.record(
        ("number", row.bill),
        ("at", tell.at(row.at)),
        ("bill.invoice_title", row.title),
        ("bill.invoice_tax", row.tax_number),
        ("bill.invoice_number", row.number),
    )


def _file(file: OwnFile, tell: _Tell) -> Record:
    return tell.record(
        ("attachments.field.name", file.name),
        ("attachments.field.purpose", tell.named("attachments.purpose", file.shows or "other")),
        ("about", file.job),
        ("at", tell.at(file.at)),
        ("attachments.field.until", tell.day(file.keep_until)),
    )


def _entry(entry: Entry, tell: _Tell) -> Record:
    what = "phone_printed" if "paper" in entry.details else entry.what
    return tell.record(
        ("at", tell.at(entry.at)),
        ("what", tell.happened(what)),
        ("about", entry.number),
        ("note", tell.together(_details(entry, tell))),
        ("who", entry.actor),
    )


def _details(entry: Entry, tell: _Tell) -> list[str]:
    """What an entry says beside its kind, codes in words."""
    told = entry.details
    device = str(told.get("device", ""))
    if device in DEVICE_CATEGORIES:
        device = tell.named("devices.category", device)
    fields = [tell.words.say(f"member.field.{name}") for name in told.get("fields", ())]
    purpose = tell.named("member.consent", told.get("purpose", ""))
    way = tell.named("privacy.way", told.get("channel", ""))
    total = sayings.yuan(told["total"]) if "total" in told else ""
    moved = (
        tell.named("words.step", told.get("to", ""))
        if entry.what == "job_moved"
        else " → ".join(str(told[side]) for side in ("from", "to") if told.get(side))
    )
    own = [str(told.get(name) or "") for name in ("name", "person", "note", "reason", "falls_on")]
    points = int(told.get("points", 0) or 0)
    counted = tell.words.say("member.told.points", points=f"{points:+,}") if points else ""
    title = str(told.get("title", ""))
    return [device, title, *own, moved, counted, total, purpose, way, " ".join(fields)]


def _reading(data: PersonalData, place: int, tell: _Tell) -> Record:
    reading = data.readings[place]
    return tell.record(
        ("at", tell.at(reading.at)),
        ("what", tell.named("privacy.what", reading.what)),
        ("about", reading.about),
        ("who", reading.who),
    )


def _shop(data: PersonalData, tell: _Tell) -> Record:
    return tell.record(
        ("shop", _joined(data.shop.name, data.shop.address, data.shop.phone)),
        ("made_at", tell.at(data.made_at)),
        ("by", data.by),
    )


def _joined(*texts: str) -> str:
    return " ".join(text for text in texts if text)
