"""The price list as it hangs on the wall, A4 or A3: the day large, 28 pt lines, complaint phone at the foot."""

from collections.abc import Iterator
from typing import Literal

from models.base.documents_shop import BoardPackage, BoardPrice, PriceBoard
from models.base.quantity import ONE
from views import sayings
from views.paper.escape import dialled
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Ink, Made, Spans
from views.texts import Catalogue, catalogue

Size = Literal["a4", "a3"]
SIZES: dict[Size, tuple[float, float]] = {"a4": (595.28, 841.89), "a3": (841.89, 1190.55)}
"""Points."""
_LINE, _TEXT = 28.0, 16.0
_EDGE = 40.0
_LINES_MOST = 6


def render(board: PriceBoard, *, language: str, size: Size = "a4") -> bytes:
    """The PDF of a price board."""
    return make(board, language=language, size=size).pdf


def make(
    board: PriceBoard, *, language: str, size: Size = "a4", face: Typeface | None = None
) -> Made:
    """As many pages as the prices need; a heading is never the last line of a page."""
    words, ink = catalogue(language), Ink(face or typeface(), unit=1)
    width, height = SIZES[size]
    scale = width / SIZES["a4"][0]
    top = _head(ink, board, words, width, scale)
    foot = height - 84 * scale
    line = _LINE * scale
    for heading, row in _rows(board, words):
        lines = _names(ink, words, row, width, scale)
        if heading and top > 120 * scale:
            top += 12 * scale
        together = line * (len(lines) + bool(heading)) + 6 * scale
        if top + together > foot:
            _foot(ink, board, words, width, height, scale)
            ink.new_leaf()
            top = _EDGE * scale
        if heading:
            top = _heading(ink, heading, top, width, scale)
        top = _row(ink, words, row, lines, top, width, scale)
    _foot(ink, board, words, width, height, scale)
    heights = [height] * len(ink.leaves)
    return ink.make(
        width=width, heights=heights, title=sayings.iso_day(board.day), author=board.shop.name
    )


def _head(ink: Ink, board: PriceBoard, words: Catalogue, width: float, scale: float) -> float:
    """Shop and title, the day they hold from in large type; returns where the prices begin."""
    left, right, top = _EDGE * scale, width - _EDGE * scale, 34 * scale
    ink.text(
        left, top, words.say("shop_papers.board.title"), 30 * scale, line=40 * scale, bold=True
    )
    name = ink.wrap(board.shop.name, (right - left) * 0.6, 15 * scale)[:2]
    ink.block(left, top + 44 * scale, name, 15 * scale, line=20 * scale)
    ink.text(
        right,
        top,
        sayings.iso_day(board.day),
        26 * scale,
        line=40 * scale,
        bold=True,
        align="right",
    )
    ink.text(
        right, top + 40 * scale, words.say("shop_papers.board.from"), 12 * scale, line=18 * scale, align="right"
    )  # fmt: skip
    return top + (50 + 20 * max(1, len(name))) * scale


def _rows(board: PriceBoard, words: Catalogue) -> Iterator[tuple[str, BoardPrice]]:
    """Prices in order; the first of a category brings its heading, which never stands alone."""
    together = tuple(_package(words, row) for row in board.packages)
    for name, rows in (*board.groups, (words.say("shop_papers.board.packages"), together)):
        for place, row in enumerate(rows):
            yield (name if place == 0 else ""), row


def _package(words: Catalogue, row: BoardPackage) -> BoardPrice:
    """A package as one line of the board: its name and what it holds."""
    parts = [
        words.say("shop_papers.board.times", name=name, count=sayings.quantity(quantity))
        if quantity != ONE
        else name
        for name, quantity in row.lines
    ]
    name = words.say(
        "shop_papers.board.package", name=row.name, holds=words.say("words.list_comma").join(parts)
    )
    return BoardPrice(name=name, unit="", price=row.price, kind="service", warranty_days=0)


def _heading(ink: Ink, name: str, top: float, width: float, scale: float) -> float:
    left, right, line = _EDGE * scale, width - _EDGE * scale, _LINE * scale
    shown = ink.wrap(name, right - left, _TEXT * scale, bold=True)[:1]
    ink.block(left, top, shown, _TEXT * scale, line=line)
    ink.rule(left, top + line, right, top + line, weight=1.2 * scale)
    return top + line + 2 * scale


def _price(words: Catalogue, row: BoardPrice) -> str:
    price = f"¥{sayings.money(row.price)}"
    return words.say("shop_papers.board.per", price=price, unit=row.unit) if row.unit else price


def _names(ink: Ink, words: Catalogue, row: BoardPrice, width: float, scale: float) -> list[Spans]:
    """The item's name in the lines that its price leaves room for; a price list's name is never longer."""
    text = _TEXT * scale
    taken = ink.width(_price(words, row), text, bold=True) + 16 * scale
    return ink.wrap(row.name, width - 2 * _EDGE * scale - taken, text)[:_LINES_MOST]


def _row(
    ink: Ink, words: Catalogue, row: BoardPrice, names: list[Spans], top: float, width: float,
    scale: float,
) -> float:  # fmt: skip
    left, right, line, text = _EDGE * scale, width - _EDGE * scale, _LINE * scale, _TEXT * scale
    ink.text(right, top, _price(words, row), text, line=line, bold=True, align="right")
    foot = ink.block(left, top, names, text, line=line)
    ink.rule(left, foot, right, foot, weight=0.4 * scale)
    return foot


def _foot(
    ink: Ink, board: PriceBoard, words: Catalogue, width: float, height: float, scale: float
) -> None:
    """Until when they hold, and whom to call where something else was asked for."""
    left, right, top = _EDGE * scale, width - _EDGE * scale, height - 74 * scale
    ink.rule(left, top, right, top, weight=1.2 * scale)
    until = (
        words.say("shop_papers.board.until", day=sayings.iso_day(board.valid_until))
        if board.valid_until
        else words.say("shop_papers.board.open_end")
    )
    ink.text(left, top + 6 * scale, until, 12 * scale, line=20 * scale)
    phone = board.shop.complaint_phone or board.shop.phone
    if phone:
        said = words.say("shop_papers.board.complaint", phone=dialled(phone))
        ink.text(left, top + 26 * scale, said, 12 * scale, line=20 * scale)
    number = len(ink.leaves)
    if number > 1:
        page = words.say("shop_papers.page", page=number)
        ink.text(right, top + 6 * scale, page, 11 * scale, line=20 * scale, align="right")
