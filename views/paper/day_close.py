"""The slip of a day's close: what it says, in the paper's own language, on a roll of 58 or 80 mm or on A5.

Made from the frozen snapshot alone. One whose number is empty is a day that is not closed yet, and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from models.base.documents_money import CountLine, DayClosePaper, EntryLine, ShiftPaper
from views import sayings
from views.paper import receipt_roll
from views.paper.escape import grouped, masked
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Ink, Made
from views.paper.receipt import Language, Width, place
from views.paper.receipt_roll import Roll, Strip
from views.paper.sheet import FOOT, HEIGHT, PIXEL, SNUG, WIDTH, Sheet
from views.texts import Catalogue, catalogue

HASH_SHOWN = 12
"""So much of the journal's hash is enough on paper (models.services.journal.anchor)."""


@dataclass(frozen=True, slots=True)
class Row:
    """Words at the left, an amount at the right; ``strong`` for what counts."""

    left: str
    right: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A headed part of the slip."""

    head: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidDay:
    """A whole slip in reading order."""

    shop: str
    place: str
    title: str
    number: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    closing: tuple[str, ...]


def render(paper: DayClosePaper, *, width: Width, language: Language, copy: int = 0) -> bytes:
    """The PDF of a day's slip; see :func:`make`."""
    return make(paper, width=width, language=language, copy=copy).pdf


def make(
    paper: DayClosePaper, *, width: Width, language: Language, copy: int = 0,
    face: Typeface | None = None,
) -> Made:  # fmt: skip
    """A day's slip; ``copy`` counts reprints as on a receipt."""
    said = say(paper, catalogue(language), copy=copy)
    face = face or typeface()
    if width == "a5":
        return _on_pages(said, face)
    return _on_roll(said, face, receipt_roll.MM58 if width == "58" else receipt_roll.MM80)


def say(paper: DayClosePaper, words: Catalogue, *, copy: int = 0) -> SaidDay:
    """Everything the slip says."""
    tell = _Tell(words, ZoneInfo(paper.shop.zone))
    at = paper.at.astimezone(tell.zone)
    title = tell("copy", n=copy) if copy else tell("title")
    approved = masked(paper.approved_by)
    position, _, head = paper.anchor.partition(":")
    return SaidDay(
        shop=grouped(paper.shop.name),
        place=place(paper.shop.address, paper.shop.phone, words),
        title=title if paper.number else tell("draft"),
        number=paper.number,
        facts=(
            (tell("day", day=paper.day.isoformat()), tell("desk", letter=paper.desk)),
            (
                words.say("paper.day_time", day=at.date().isoformat(), time=at.strftime("%H:%M")),
                tell("by", name=masked(paper.by)) if paper.by.strip() else "",
            ),
            ("", tell("approved", name=approved) if approved.strip() else ""),
        ),
        parts=tuple(
            part
            for part in (
                tell.sales(paper),
                tell.back(paper),
                tell.tenders(paper),
                *(tell.shift(n, shift) for n, shift in enumerate(paper.shifts, start=1)),
                tell.counted(paper),
                tell.difference(paper),
            )
            if part.rows
        ),
        closing=(
            tell("anchor", position=position, hash=head[:HASH_SHOWN]),
            tell("sign"),
        ),
    )


class _Tell:
    """Tells the parts of a slip in one language and one zone."""

    def __init__(self, words: Catalogue, zone: ZoneInfo) -> None:
        self._words = words
        self.zone = zone

    def __call__(self, key: str, **values: object) -> str:
        return self._words.say(f"paper.day.{key}", **values)

    def sales(self, paper: DayClosePaper) -> Part:
        one = paper.figures
        if not one.bills:
            return Part(self("sales"), (Row(self("no_bills")),))
        off = one.line_discount + one.bill_discount
        rows = [
            Row(self("bills", n=one.bills, first=one.first_bill, last=one.last_bill)),
            Row(self("subtotal"), sayings.money(one.subtotal)),
        ]
        rows += [Row(self("off"), sayings.money(-off))] if off else []
        rows += [Row(self("rounding"), sayings.money(-one.rounding))] if one.rounding else []
        rows.append(Row(self("total"), sayings.money(one.total), strong=True))
        return Part(self("sales"), tuple(rows))

    def back(self, paper: DayClosePaper) -> Part:
        one = paper.figures
        if not one.refunds and not one.voids:
            return Part(self("back"), ())
        numbers = {"first": one.first_refund, "last": one.last_refund}
        rows = (
            Row(self("refunds", refunds=one.refunds, voids=one.voids, **numbers)),
            Row(self("refunded"), sayings.money(-one.refunded)),
            Row(self("kept"), sayings.money(one.total - one.refunded), strong=True),
        )
        return Part(self("back"), rows)

    def tenders(self, paper: DayClosePaper) -> Part:
        rows = tuple(
            Row(
                self(
                    "moved",
                    tender=sayings.tender(line.kind, words=self._words),
                    taken=sayings.money(line.taken),
                    back=sayings.money(line.back),
                )
                if line.back
                else sayings.tender(line.kind, words=self._words),
                sayings.money(line.net),
            )
            for line in paper.figures.tenders
        )
        return Part(self("tenders"), rows)

    def shift(self, number: int, shift: ShiftPaper) -> Part:
        span = f"{self._clock(shift.opened_at)}-{self._clock(shift.closed_at)}"
        name = masked(shift.opened_by)
        if shift.closed_by != shift.opened_by:
            name = self("handed", opened=name, closed=masked(shift.closed_by))
        cash = next((line.counted for line in shift.counts if line.kind == "cash"), 0)
        rows = [
            Row(self("float"), sayings.money(shift.opening_float)),
            *(self._entry(entry) for entry in shift.entries),
            *self._counts(shift.counts),
            Row(self("left_in"), sayings.money(shift.left_in)),
            Row(self("taken_out"), sayings.money(cash - shift.left_in)),
        ]
        if shift.reason:
            rows.append(Row(self("reason", reason=masked(shift.reason))))
        return Part(self("shift", n=number, span=span, name=name), tuple(rows))

    def counted(self, paper: DayClosePaper) -> Part:
        rows = list(self._counts(paper.counts))
        if paper.reason:
            rows.append(Row(self("reason", reason=masked(paper.reason))))
        return Part(self("counted"), tuple(rows))

    def difference(self, paper: DayClosePaper) -> Part:
        if not paper.shifts and not paper.counts:
            return Part("", ())
        return Part("", (Row(self("difference"), sayings.change(paper.difference), strong=True),))

    def _counts(self, counts: Sequence[CountLine]) -> tuple[Row, ...]:
        return tuple(
            Row(
                self(
                    "count",
                    tender=sayings.tender(line.kind, words=self._words),
                    expected=sayings.money(line.expected),
                    counted=sayings.money(line.counted),
                ),
                sayings.change(line.counted - line.expected),
            )
            for line in counts
        )

    def _entry(self, entry: EntryLine) -> Row:
        said = self(
            f"entry_{entry.direction}", reason=masked(entry.reason), time=self._clock(entry.at)
        )
        return Row(said, sayings.money(entry.amount if entry.direction == "in" else -entry.amount))

    def _clock(self, at: datetime) -> str:
        return sayings.clock(at, self.zone)


def _on_roll(said: SaidDay, face: Typeface, roll: Roll) -> Made:
    strip = Strip(face, roll)
    strip.head(said.shop, said.place)
    strip.pair(said.title, said.number, bold_right=True)
    for left, right in said.facts:
        strip.pair(left, right)
    strip.rule()
    for part in said.parts:
        if part.head:
            strip.plain(part.head, bold=True)
        for row in part.rows:
            strip.pair(row.left, row.right, bold_left=row.strong, bold_right=row.strong)
        strip.rule()
    for text in said.closing:
        strip.plain(text)
        strip.top += 12
    return strip.made(title=said.number or said.title, author=said.shop)


def _on_pages(said: SaidDay, face: Typeface) -> Made:
    ink = Ink(face, unit=PIXEL)
    sheet = Sheet(ink, SNUG, first_foot=FOOT, heading=partial(_heading, said))
    sheet.prose(said.shop, size=24, line=34, bold=True)
    if said.place:
        sheet.prose(said.place)
    sheet.top += 12
    sheet.pair(said.title, said.number, size=26, line=38, bold=True)
    for left, right in said.facts:
        if left or right:
            sheet.pair(left, right)
    for part in said.parts:
        sheet.top += 12
        if part.head:
            sheet.need(SNUG.line * 3)
            sheet.prose(part.head, bold=True)
        for row in part.rows:
            sheet.pair(row.left, row.right, bold=row.strong)
    sheet.top += 24
    sheet.need(SNUG.line * 4)
    for text in said.closing:
        sheet.prose(text)
        sheet.top += 16
    heights = [HEIGHT] * len(ink.leaves)
    return ink.make(width=WIDTH, heights=heights, title=said.number or said.title, author=said.shop)


def _heading(said: SaidDay, sheet: Sheet) -> None:
    sheet.pair(said.title, said.number, bold=True)
    sheet.top += 12
