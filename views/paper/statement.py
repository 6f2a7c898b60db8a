"""The statement of points (积分对账单), A4 or A5: what was there, what came and went, what is left and until when.

Made from the frozen statement alone; it tells no full name and no full phone number.
"""

from dataclasses import dataclass
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

from models.base import codes
from models.base.documents_points import PointsStatement, StatementLine, StatementLot
from views import sayings
from views.paper.escape import dialled, grouped, masked
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Ink, Made
from views.paper.quote import number_pages
from views.paper.receipt import Language, place
from views.paper.sheet import FOOT, HEIGHT, LEFT, NORMAL, PIXEL, RIGHT, SNUG, WIDTH, Cell, Sheet
from views.points_words import why
from views.programme_names import told_tier
from views.texts import Catalogue, catalogue

Size = Literal["a4", "a5"]
_A4 = (595.28, 841.89)
_LINES = (LEFT, 177.0, 607.0, 717.0, RIGHT)
"""Edges of day, what, points and balance."""
_LOTS = (LEFT, 177.0, 527.0, 627.0, RIGHT)
"""Edges of since, from, points and last day."""


@dataclass(frozen=True, slots=True)
class _Sourced:
    """A row of the statement as the words of points read it."""

    kind: str
    rule: str
    number: str
    reason: str


def render(paper: PointsStatement, *, language: Language, size: Size = "a4") -> bytes:
    """The PDF of a statement; see :func:`make`."""
    return make(paper, language=language, size=size).pdf


def make(
    paper: PointsStatement, *, language: Language, size: Size = "a4", face: Typeface | None = None
) -> Made:
    """As many numbered pages as there is to tell; A4 is the A5 page grown, in closer rows."""
    words = catalogue(language)
    unit = _A4[0] / WIDTH if size == "a4" else PIXEL
    ink = Ink(face or typeface(), unit=unit)
    number = codes.card_text(paper.card_number)
    title = words.say("paper.statement.title")
    scale = SNUG if size == "a4" else NORMAL
    sheet = Sheet(ink, scale, first_foot=FOOT - 40, heading=partial(_heading, title, number))
    _head(sheet, paper, words, title, number)
    _sums(sheet, paper, words)
    _entries(sheet, paper, words)
    _lots(sheet, paper, words)
    if paper.shop.complaint_phone.strip():
        sheet.top += 12
        phone = dialled(paper.shop.complaint_phone)
        sheet.prose(words.say("paper.receipt.complaint", phone=phone))
    number_pages(ink, words)
    high = _A4[1] / unit if size == "a4" else HEIGHT
    heights = [high] * len(ink.leaves)
    return ink.make(width=WIDTH, heights=heights, title=number, author=paper.shop.name)


def _heading(title: str, number: str, sheet: Sheet) -> None:
    sheet.pair(title, number, bold=True)
    sheet.top += 12


def _head(sheet: Sheet, paper: PointsStatement, words: Catalogue, title: str, number: str) -> None:
    """Shop, title and period; whose statement it is and when it was made."""
    shop = paper.shop
    sheet.prose(grouped(shop.name), size=24, line=34, bold=True)
    if where := place(shop.address, shop.phone, words):
        sheet.prose(where)
    sheet.top += 14
    first, last = paper.from_day.isoformat(), paper.to_day.isoformat()
    period = words.say("paper.statement.period", first=first, last=last)
    sheet.pair(title, period, size=24, line=36, bold=True)
    sheet.top += 4
    name = masked(sayings.who(paper.member, words=words))
    sheet.pair(
        words.say("paper.statement.member", name=name),
        words.say("paper.statement.card", number=number),
    )
    if paper.pot:
        sheet.prose(words.say("paper.statement.pot"))
    at = paper.at.astimezone(ZoneInfo(shop.zone))
    when = {"day": at.date().isoformat(), "time": at.strftime("%H:%M")}
    by = masked(paper.by)
    made = (
        words.say("paper.statement.made", **when, name=by)
        if by.strip()
        else words.say("paper.statement.made_by_nobody", **when)
    )
    sheet.pair(made, _tier(paper, words) if at.date() <= paper.to_day else "")
    sheet.top += 10


def _tier(paper: PointsStatement, words: Catalogue) -> str:
    """The tier held now and the way to the next one; a statement of the past does not tell it."""
    if not paper.tier:
        return ""
    said = [words.say("paper.statement.tier", tier=masked(told_tier(paper.tier, words)))]
    if paper.next_tier:
        spend = paper.measure == "spend"
        missing = sayings.yuan(paper.missing) if spend else sayings.number(paper.missing)
        above = masked(told_tier(paper.next_tier, words))
        said.append(words.say(f"points.to_next.{paper.measure}", missing=missing, tier=above))
    return words.say("words.list_comma").join(said)


def _sums(sheet: Sheet, paper: PointsStatement, words: Catalogue) -> None:
    """Before + came - went = after; then what of it can be used, is pending, is owed."""
    gained = sum(line.points for line in paper.lines if line.points > 0)
    gone = sum(line.points for line in paper.lines if line.points < 0)
    for key, count in (("opening", paper.opening), ("gained", gained), ("gone", gone)):
        sheet.pair(words.say(f"paper.statement.{key}"), sayings.number(count))
    closing = sayings.number(paper.closing)
    sheet.pair(words.say("paper.statement.closing"), closing, size=22, line=34, bold=True)
    amount = sayings.yuan(paper.worth)
    usable = sayings.number(paper.usable)
    sheet.prose(words.say("paper.statement.usable", n=usable, amount=amount))
    if paper.pending:
        sheet.prose(words.say("paper.statement.pending", n=sayings.number(paper.pending)))
    if paper.debt:
        sheet.prose(words.say("points.owes", n=sayings.number(paper.debt)))
    sheet.top += 12


def _entries(sheet: Sheet, paper: PointsStatement, words: Catalogue) -> None:
    if not paper.lines:
        sheet.prose(words.say("paper.statement.nothing"))
        return
    sheet.repeat(_cells(_LINES, _heads(words, "day", "what", "points", "after"), shaded=True))
    for line in paper.lines:
        texts = (line.day.isoformat(), _what(line, words), _signed(line.points))
        sheet.row(_cells(_LINES, (*texts, sayings.number(line.after))))
    sheet.repeat(())


def _lots(sheet: Sheet, paper: PointsStatement, words: Catalogue) -> None:
    """What is left of what came together, in the order in which it is used."""
    if not paper.lots:
        return
    sheet.top += 14
    sheet.need(sheet.scale.row * 3)
    sheet.prose(words.say("paper.statement.lots", day=paper.to_day.isoformat()), bold=True)
    sheet.top += 4
    sheet.repeat(_cells(_LOTS, _heads(words, "since", "from", "points", "last"), shaded=True))
    for lot in paper.lots:
        texts = (lot.since.isoformat(), _what(lot, words), sayings.number(lot.points))
        sheet.row(_cells(_LOTS, (*texts, _ends(lot, paper, words))))
    sheet.repeat(())


def _ends(lot: StatementLot, paper: PointsStatement, words: Catalogue) -> str:
    """The last day; that it cannot be used yet; that it is owed."""
    if lot.points < 0:
        return words.say("points.debt")
    last = lot.last_day
    ends = words.say("paper.statement.never") if last is None else last.isoformat()
    if lot.first_day <= paper.to_day:
        return ends
    from_day = words.say("paper.statement.from_day", day=lot.first_day.isoformat())
    return words.say("words.list_comma").join((ends, from_day))


def _what(row: StatementLine | StatementLot, words: Catalogue) -> str:
    """Where it came from or went, with the bill and the reason somebody gave; never the member's segment."""
    rule = row.rule.partition(":")[0]
    return masked(why(_Sourced(row.kind, rule, row.number, row.reason), words=words))


def _heads(words: Catalogue, *keys: str) -> tuple[str, ...]:
    return tuple(words.say(f"paper.statement.{key}") for key in keys)


def _signed(points: int) -> str:
    return f"+{sayings.number(points)}" if points > 0 else sayings.number(points)


def _cells(edges: tuple[float, ...], texts: tuple[str, ...], *, shaded: bool = False) -> list[Cell]:
    """Numbers stand at the right, words at the left; the last column by its place."""
    aligned = ("left", "left", "right", "right" if edges is _LINES else "left")
    return [
        Cell(left, right, ((text, False),), "right" if where == "right" else "left", shaded)
        for left, right, text, where in zip(edges, edges[1:], texts, aligned, strict=False)
    ]
