"""The receipt on A5 pages, for a shop with an office printer; it says what the roll says."""

from functools import partial

from views.paper import codes
from views.paper.fonts import Typeface
from views.paper.ink import Ink, Made
from views.paper.receipt_words import Said
from views.paper.sheet import FOOT, HEIGHT, LEFT, NORMAL, PIXEL, RIGHT, WIDTH, Cell, Sheet
from views.texts import Catalogue

_COLUMNS = (LEFT, 427.0, 507.0, 612.0, 712.0, RIGHT)
"""Edges of item, quantity, price, discount and amount."""
_MODULE = 6.0


def lay(said: Said, face: Typeface, words: Catalogue) -> Made:
    """As many pages as it needs, numbered when there are more than one."""
    ink = Ink(face, unit=PIXEL)
    sheet = Sheet(ink, NORMAL, first_foot=FOOT, heading=partial(_heading, said))
    sheet.prose(said.shop, size=24, line=34, bold=True)
    if said.place:
        sheet.prose(said.place)
    sheet.top += 16
    sheet.pair(said.title, said.number, size=26, line=38, bold=True)
    sheet.top += 4
    (_, cashier), *rest = said.facts
    for left, right in ((said.day_time, cashier), *rest):
        sheet.pair(left, right)
    if said.device:
        sheet.prose(said.device)
    sheet.top += 10
    _items(sheet, said)
    _sums(sheet, said)
    _points(sheet, said)
    _warranty(sheet, said)
    if said.closing:
        sheet.need(len(said.closing) * NORMAL.line + 12)
        sheet.top += 12
        for text in said.closing:
            sheet.prose(text, align="centre")
    _number(ink, words)
    heights = [HEIGHT] * len(ink.leaves)
    return ink.make(width=WIDTH, heights=heights, title=said.number, author=said.shop)


def _heading(said: Said, sheet: Sheet) -> None:
    sheet.pair(said.title, said.number, bold=True)
    sheet.top += 12


def _items(sheet: Sheet, said: Said) -> None:
    sheet.repeat(_row(said.heads, shaded=True))
    for line in said.lines:
        texts = (line.name, line.quantity, line.price, line.discount, line.amount)
        sheet.row(_row(texts))
    sheet.repeat(())
    sheet.top += 8


def _row(texts: tuple[str, ...], *, shaded: bool = False) -> list[Cell]:
    return [
        Cell(left, right, ((text, False),), "right" if place else "left", shaded)
        for place, (left, right, text) in enumerate(
            zip(_COLUMNS, _COLUMNS[1:], texts, strict=False)
        )
    ]


def _sums(sheet: Sheet, said: Said) -> None:
    """Labels and amounts as far as the total stay on one page."""
    sheet.need((len(said.sums) + len(said.paid)) * NORMAL.line + 48)
    for label, amount in said.sums:
        sheet.pair(label, amount)
    sheet.pair(*said.total, size=34, line=48, bold=True)
    for left, right in said.paid:
        sheet.pair(left, right)
    if said.note:
        sheet.prose(said.note)
    sheet.top += 6


def _points(sheet: Sheet, said: Said) -> None:
    """Kept together as far as a page allows."""
    if not said.points:
        return
    sheet.need(len(said.points) * NORMAL.line + 12)
    sheet.ink.rule(LEFT, sheet.top, RIGHT, sheet.top)
    sheet.top += 6
    for place, (left, right) in enumerate(said.points):
        sheet.pair(left, right, bold=not place)
    sheet.top += 6


def _warranty(sheet: Sheet, said: Said) -> None:
    """The code with white around it; what is covered stands beside it, and below it if long."""
    quiet, side = codes.QR_QUIET * _MODULE, codes.qr_modules(said.code) * _MODULE
    sheet.need(side + 2 * quiet)
    first = sheet.top
    sheet.ink.rule(LEFT, first, RIGHT, first)
    codes.qr(sheet.ink, LEFT, first + quiet, said.code, module=_MODULE)
    x = LEFT + side + quiet
    below = first + side + 2 * quiet
    leaf = sheet.ink.leaf
    sheet.top = first + quiet - 6
    for text, bold in (*said.warranty_rows(), (said.scan, False)):
        sheet.prose(text, left=x, bold=bold)
    if sheet.ink.leaf is leaf:
        sheet.top = max(sheet.top + quiet, below)


def _number(ink: Ink, words: Catalogue) -> None:
    pages = len(ink.leaves)
    if pages > 1:
        for page, leaf in enumerate(ink.leaves, 1):
            ink.leaf = leaf
            said = words.say("paper.page", page=page, pages=pages)
            ink.text(RIGHT, FOOT, said, 16, line=24, align="right")
