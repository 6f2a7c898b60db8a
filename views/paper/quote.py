"""The promise-price slip (承诺价单): service grades side by side, until when it holds, its cap, and who signs.

Made from the frozen snapshot alone; it tells no full name and no full phone number.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from models.base.documents_head import ShopHead
from models.base.documents_quotes import QuotePaper, QuotePaperGrade, QuotePaperLine
from models.base.quantity import ONE
from views import sayings
from views.paper import codes
from views.paper.escape import clean, dialled, grouped, masked
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Ink, Made, Spans
from views.paper.sheet import (
    FOOT,
    HEIGHT,
    LEFT,
    NORMAL,
    PIXEL,
    RIGHT,
    SNUG,
    TOP,
    WIDTH,
    Cell,
    Scale,
    Sheet,
)
from views.texts import Catalogue, catalogue

Language = Literal["zh", "en"]

_MODULE, _BAR_HEIGHT = 2.4, 47.0
_SIGN_HIGH = 91.0
_ONE = (LEFT, 472.0, 592.0, 707.0, RIGHT)
"""Edges of item, quantity, price and amount where there is one grade only."""
_GRADE_WIDE = {2: 185.0, 3: 150.0}


class Headed(Protocol):
    """What stands on top of a quote and of a change slip."""

    @property
    def shop(self) -> ShopHead:
        """Whose paper it is."""

    @property
    def number(self) -> str:
        """Its number."""

    @property
    def code(self) -> str:
        """The 14 digits of its bar code; empty for none."""


def render(paper: QuotePaper, *, language: Language, copy: int = 0) -> bytes:
    """The PDF of a quote; see :func:`make`."""
    return make(paper, language=language, copy=copy).pdf


def make(
    paper: QuotePaper, *, language: Language, copy: int = 0, face: Typeface | None = None
) -> Made:
    """One A5 page, in closer rows if need be; what is still too long goes on on further pages."""
    words, face = catalogue(language), face or typeface()
    for scale in (NORMAL, SNUG):
        ink = _laid(paper, words, face, scale, copy)
        if len(ink.leaves) == 1:
            break
    number_pages(ink, words)
    heights = [HEIGHT] * len(ink.leaves)
    return ink.make(width=WIDTH, heights=heights, title=paper.number, author=paper.shop.name)


def _laid(paper: QuotePaper, words: Catalogue, face: Typeface, scale: Scale, copy: int) -> Ink:
    ink = Ink(face, unit=PIXEL)
    title = words.say("quotes.paper.title")
    sheet = Sheet(ink, scale, first_foot=FOOT - 24, heading=partial(heading, title, paper.number))
    at = moment(paper.at, paper.shop.zone)
    made = words.say("quotes.paper.made", at=at, name=masked(paper.by))
    head(sheet, paper, words, title=title, made=made, copy=copy)
    _facts(sheet, paper, words)
    sheet.top += 12
    if len(paper.grades) == 1:
        _single(sheet, paper.grades[0], words)
    else:
        _side_by_side(sheet, paper, words)
    sheet.top += 12
    _promise(sheet, paper, words)
    sheet.top += 12
    keys = ("sign_member", "sign_date", "sign_shop")
    signatures(sheet, [words.say(f"quotes.paper.{key}") for key in keys])
    return ink


def head(
    sheet: Sheet, paper: Headed, words: Catalogue, *, title: str, made: str, copy: int
) -> None:
    """Shop at the left, bar code and number at the right; then the title and who made the paper when."""
    ink, shop = sheet.ink, paper.shop
    right, foot = RIGHT, sheet.top
    if paper.code:
        wide = codes.bar_modules(paper.code) * _MODULE
        x = RIGHT - wide
        codes.bars(ink, x, TOP, paper.code, module=_MODULE, height=_BAR_HEIGHT)
        number = ink.wrap(grouped(paper.number), wide, 20, bold=True)
        foot = ink.block(x + wide / 2, TOP + _BAR_HEIGHT + 8, number, 20, line=28, align="centre")
        right = x - codes.BAR_QUIET * _MODULE
    sheet.prose(grouped(shop.name), size=24, line=33, right=right, bold=True)
    place = words.say(
        "paper.card.place",
        address=grouped(shop.address),
        phone=dialled(shop.phone),
        hours=grouped(shop.hours),
    )
    sheet.prose(place, line=25, right=right)
    sheet.top = max(sheet.top, foot) + 14
    if copy:
        title = f"{title} {words.say('quotes.paper.copy', count=copy)}"
    sheet.pair(title, "", size=26, line=40, bold=True)
    sheet.prose(made)
    sheet.top += 6


def heading(title: str, number: str, sheet: Sheet) -> None:
    """The top of every page after the first."""
    sheet.pair(title, grouped(number), bold=True)
    sheet.top += 12


def facts(sheet: Sheet, rows: Sequence[tuple[str, str]]) -> None:
    """Labelled rows; what is empty is left out."""
    for label, text in rows:
        if clean(text):
            cell = Cell(LEFT, 138.0, ((label, False),), "centre", shaded=True, pad=4)
            sheet.row([cell, Cell(138.0, RIGHT, ((text, False),))])


def signatures(sheet: Sheet, labels: Sequence[str]) -> None:
    """Boxes to sign in, side by side."""
    sheet.need(_SIGN_HIGH)
    wide = (RIGHT - LEFT) / len(labels)
    for place, label in enumerate(labels):
        x = LEFT + place * wide
        sheet.ink.box(x, sheet.top, wide, _SIGN_HIGH)
        lines = sheet.ink.wrap(label, wide - 20, NORMAL.text)
        sheet.ink.block(x + 10, sheet.top + 6, lines, NORMAL.text, line=26)
    sheet.top += _SIGN_HIGH


def number_pages(ink: Ink, words: Catalogue) -> None:
    """Number the pages where there are more than one."""
    pages = len(ink.leaves)
    if pages > 1:
        for page, leaf in enumerate(ink.leaves, 1):
            ink.leaf = leaf
            said = words.say("paper.page", page=page, pages=pages)
            ink.text(RIGHT, FOOT, said, 16, line=24, align="right")


def customer(member: str, phone_tail: str, words: Catalogue) -> str:
    """Whose it is, masked: 张*兰，尾号 2046."""
    tail = words.say("quotes.paper.tail", tail=phone_tail) if clean(phone_tail) else ""
    who = masked(sayings.who(member, words=words)) if clean(member) else ""
    return words.say("words.list_comma").join(part for part in (who, tail) if part)


def _facts(sheet: Sheet, paper: QuotePaper, words: Catalogue) -> None:
    say = words.say
    facts(
        sheet,
        (
            (say("quotes.paper.customer"), customer(paper.member, paper.phone_tail, words)),
            (say("quotes.paper.job"), grouped(paper.job_number)),
            (say("quotes.paper.device"), masked(paper.device)),
            (say("quotes.paper.need"), masked(paper.need)),
        ),
    )


def _single(sheet: Sheet, grade: QuotePaperGrade, words: Catalogue) -> None:
    if clean(grade.name):
        name = words.say("words.list_comma").join(
            part for part in (masked(grade.name), masked(grade.note)) if part
        )
        sheet.prose(name, bold=True)
    keys = ("item", "quantity", "price", "amount")
    sheet.repeat(_cells(_ONE, [words.say(f"quotes.paper.{key}") for key in keys], shaded=True))
    for line in grade.lines:
        texts = [_named(line, words), sayings.quantity(line.quantity), sayings.money(line.price)]
        sheet.row(_cells(_ONE, [*texts, sayings.money(line.amount)]))
    sheet.repeat(())
    edges = (LEFT, _ONE[3], RIGHT)
    sheet.row(
        _cells(edges, [words.say("quotes.paper.total"), sayings.yuan(grade.total)], bold=True)
    )
    sheet.row(_cells(edges, [words.say("quotes.paper.most"), sayings.yuan(grade.most)]))


def _side_by_side(sheet: Sheet, paper: QuotePaper, words: Catalogue) -> None:
    wide = _GRADE_WIDE[len(paper.grades)]
    first = RIGHT - wide * len(paper.grades)
    edges = (LEFT, *(first + place * wide for place in range(len(paper.grades) + 1)))
    names = [masked(grade.name) for grade in paper.grades]
    sheet.repeat(_cells(edges, [words.say("quotes.paper.item"), *names], shaded=True, bold=True))
    for name, lines in _rows(paper.grades, words):
        sheet.row(_cells(edges, [name, *(_told(line, words) for line in lines)]))
    sheet.repeat(())
    notes = [masked(grade.note) for grade in paper.grades]
    if any(notes):
        sheet.row(_cells(edges, ["", *notes]))
    totals = [sayings.yuan(grade.total) for grade in paper.grades]
    sheet.row(_cells(edges, [words.say("quotes.paper.total"), *totals], bold=True))
    most = [sayings.yuan(grade.most) for grade in paper.grades]
    sheet.row(_cells(edges, [words.say("quotes.paper.most"), *most]))
    tick = [words.say("quotes.paper.tick")] * len(paper.grades)
    sheet.row(_cells(edges, [words.say("quotes.paper.choice"), *tick]))


def _rows(
    grades: Sequence[QuotePaperGrade], words: Catalogue
) -> list[tuple[str, list[QuotePaperLine | None]]]:
    """Every item once, in the order in which it first stands in a grade, with its line in each grade."""
    found: dict[tuple[str, str, int], list[QuotePaperLine | None]] = {}
    names: dict[tuple[str, str, int], str] = {}
    for place, grade in enumerate(grades):
        seen: dict[tuple[str, str], int] = {}
        for line in grade.lines:
            same = (line.code, line.name)
            seen[same] = seen.get(same, 0) + 1
            key = (*same, seen[same])
            names.setdefault(key, _named(line, words))
            found.setdefault(key, [None] * len(grades))[place] = line
    return [(names[key], lines) for key, lines in found.items()]


def _named(line: QuotePaperLine, words: Catalogue) -> str:
    if not line.warranty_days:
        return masked(line.name)
    days = words.say("quotes.paper.warranty", days=line.warranty_days)
    return f"{masked(line.name)} {days}"


def _told(line: QuotePaperLine | None, words: Catalogue) -> str:
    if line is None:
        return words.say("quotes.paper.none")
    amount = sayings.money(line.amount)
    if line.quantity == ONE:
        return amount
    return f"{sayings.quantity(line.quantity)} × {sayings.money(line.price)} = {amount}"


def _cells(
    edges: Sequence[float], texts: Sequence[str], *, shaded: bool = False, bold: bool = False
) -> list[Cell]:
    return [
        Cell(
            edges[place],
            edges[place + 1],
            ((text, bold),),
            "right" if place else "left",
            shaded,
        )
        for place, text in enumerate(texts)
    ]


def _promise(sheet: Sheet, paper: QuotePaper, words: Catalogue) -> None:
    """Until when it holds, how far it may be exceeded and how, and what was noted."""
    last = sayings.iso_day(paper.valid_until)
    first: Spans = (
        (words.say("quotes.paper.valid", day=last), True),
        (" ", False),
        (words.say("quotes.paper.prices"), False),
    )
    for spans in sheet.ink.wrap_spans(first, RIGHT - LEFT, sheet.scale.text):
        sheet.need(sheet.scale.line)
        sheet.ink.spans(LEFT, sheet.top, spans, sheet.scale.text, line=sheet.scale.line)
        sheet.top += sheet.scale.line
    sheet.prose(words.say("quotes.paper.extras", cap=sayings.share(paper.cap)))
    if clean(paper.note):
        for part in paper.note.split("\n"):
            sheet.prose(masked(part))
    if clean(paper.shop.complaint_phone):
        sheet.prose(words.say("quotes.paper.complaint", phone=dialled(paper.shop.complaint_phone)))


def moment(at: datetime, zone: str) -> str:
    """A moment in the shop's zone."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
