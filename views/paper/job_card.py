"""The A5 job card: what the technician needs above the cut line, the member's pick-up stub below it.

Made from the frozen snapshot alone. The shop part tells one full phone number, the stub none.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

from models.base.documents import JobCard, PaperLine
from views import sayings
from views.paper import codes, job_card_stub
from views.paper.escape import clean, dialled, grouped, masked
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Ink, Made, Spans
from views.paper.sheet import (
    FOOT,
    HEIGHT,
    LEFT,
    MM,
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

CUT = 172 * MM
"""Where the stub is cut off, from the top."""
_SHOP_FOOT = CUT - 10
_MODULE = 2.4
_BAR_HEIGHT = 47.0
_FACTS = (LEFT, 138.0, 501.0, 591.0, RIGHT)
_ITEMS = (LEFT, 451.0, 560.0, 619.0, 722.0, RIGHT)
_EMPTY_ROWS = 3
_BOX_RIGHT = 359.0
_SIGN_HIGH = 91.0


def render(card: JobCard, *, language: Language) -> bytes:
    """The PDF of a job card; see :func:`make`."""
    return make(card, language=language).pdf


def make(card: JobCard, *, language: Language, face: Typeface | None = None) -> Made:
    """One A5 page, in closer rows if need be; what is still too long goes on on further pages.

    The stub stands on the first page. ``Made.missing`` names characters that no font has.
    """
    words, face = catalogue(language), face or typeface()
    for scale in (NORMAL, SNUG):
        ink = _laid(card, words, face, scale, shop_foot=_SHOP_FOOT)
        if len(ink.leaves) == 1:
            break
    else:
        ink = _laid(card, words, face, NORMAL, shop_foot=_SHOP_FOOT - 26)
        _number(ink, words)
    heights = [HEIGHT] * len(ink.leaves)
    return ink.make(width=WIDTH, heights=heights, title=grouped(card.number), author=card.shop.name)


def _laid(
    card: JobCard, words: Catalogue, face: Typeface, scale: Scale, *, shop_foot: float
) -> Ink:
    ink = Ink(face, unit=PIXEL)
    job_card_stub.draw(ink, card, words, cut=CUT)
    sheet = Sheet(ink, scale, first_foot=shop_foot, heading=partial(_heading, card, words))
    _head(sheet, card, words)
    _facts(sheet, card, words)
    sheet.top += 12
    _items(sheet, card, words)
    sheet.top += 12
    _promise(sheet, card, words)
    sheet.top += 11
    _signatures(sheet, words)
    return ink


def _head(sheet: Sheet, card: JobCard, words: Catalogue) -> None:
    """Shop at the left, bar code and number at the right, then the title and who took the job in."""
    ink, shop = sheet.ink, card.shop
    wide = codes.bar_modules(card.code) * _MODULE
    x = RIGHT - wide
    codes.bars(ink, x, TOP, card.code, module=_MODULE, height=_BAR_HEIGHT)
    right = x - codes.BAR_QUIET * _MODULE
    number = ink.wrap(grouped(card.number), wide, 20, bold=True)
    foot = ink.block(x + wide / 2, TOP + _BAR_HEIGHT + 8, number, 20, line=28, align="centre")
    sheet.prose(grouped(shop.name), size=24, line=33, right=right, bold=True)
    parts = {
        "address": grouped(shop.address),
        "phone": dialled(shop.phone),
        "hours": grouped(shop.hours),
    }
    sheet.prose(words.say("paper.card.place", **parts), line=25, right=right)
    sheet.top = max(sheet.top, foot) + 14
    title, size = words.say("paper.card.title"), 26.0
    received = words.say(
        "paper.card.received", at=_moment(card.received_at, card), name=masked(card.received_by)
    )
    sheet.need(40)
    ink.text(LEFT, sheet.top, title, size, line=40, bold=True)
    beside = RIGHT - LEFT - ink.width(title, size, bold=True) - 20
    if ink.width(received, NORMAL.text) <= beside:
        ink.text(RIGHT, sheet.top + 8, received, NORMAL.text, line=27, align="right")
        sheet.top += 45
    else:
        sheet.top += 40
        sheet.prose(received)
        sheet.top += 6


def _heading(card: JobCard, words: Catalogue, sheet: Sheet) -> None:
    sheet.pair(words.say("paper.card.title"), grouped(card.number), bold=True)
    sheet.top += 12


def _facts(sheet: Sheet, card: JobCard, words: Catalogue) -> None:
    comma = words.say("words.list_comma")
    customer: list[tuple[str, bool]] = [(masked(sayings.who(card.member, words=words)), True)]
    if clean(card.card_number):
        number = words.say("paper.card.card_number", number=masked(card.card_number))
        customer.append((f"{comma}{number}", False))
    home = comma.join(masked(text) for text in (card.address, *card.habits) if clean(text))
    needs = comma.join(masked(text) for text in card.needs if clean(text))
    address: Spans = ((home + (comma if home and needs else ""), False), (needs, True))
    fault = masked(card.symptoms)
    if clean(card.diagnosis):
        found = words.say("paper.card.diagnosis", text=masked(card.diagnosis))
        fault = f"{fault} {found}" if words.language != "zh" else f"{fault}{found}"
    _two(sheet, words, "customer", tuple(customer), "phone", ((clean(card.phone), False),))
    _one(sheet, words, "address", address)
    serial: Spans = ((grouped(card.serial), False),)
    _two(sheet, words, "device", ((masked(card.device), False),), "serial", serial)
    _one(sheet, words, "fault", ((fault, False),))
    leaf, top = sheet.ink.leaf, sheet.top
    _two(sheet, words, "accessories", ((masked(card.accessories), False),), "warranty", ())
    if sheet.ink.leaf is not leaf:
        leaf, top = sheet.ink.leaf, sheet.top - sheet.scale.row
    _choice(sheet, card, words, middle=(top + sheet.top) / 2)


def _one(sheet: Sheet, words: Catalogue, key: str, spans: Spans) -> None:
    sheet.row([_label(0, words, key), Cell(_FACTS[1], RIGHT, spans)])


def _two(
    sheet: Sheet, words: Catalogue, key: str, spans: Spans, other: str, others: Spans
) -> None:  # fmt: skip
    _, first, second, third, last = _FACTS
    cells = [_label(0, words, key), Cell(first, second, spans)]
    sheet.row([*cells, _label(2, words, other), Cell(third, last, others)])


def _label(place: int, words: Catalogue, key: str) -> Cell:
    spans = ((words.say(f"paper.card.{key}"), False),)
    return Cell(_FACTS[place], _FACTS[place + 1], spans, "centre", shaded=True, pad=4)


def _choice(sheet: Sheet, card: JobCard, words: Catalogue, *, middle: float) -> None:
    """Two boxes, one of them black: free rework or charged."""
    ink, size, x, side = sheet.ink, sheet.scale.text, _FACTS[3] + 10, 14.0
    for key, ticked in (("rework", card.rework), ("charged", not card.rework)):
        ink.box(x, middle - side / 2, side, side)
        if ticked:
            ink.fill(x, middle - side / 2, side, side)
        said = words.say(f"paper.card.{key}")
        ink.text(x + side + 7, middle - size, said, size, line=2 * size)
        x += side + 7 + ink.width(said, size) + 18


def _items(sheet: Sheet, card: JobCard, words: Catalogue) -> None:
    heads = [
        words.say(f"paper.card.{key}") for key in ("item", "code", "quantity", "quote", "actual")
    ]
    sheet.repeat(_row(heads, shaded=True))
    for line in card.lines:
        money = sayings.money(line.amount)
        sheet.row(
            _row(
                [
                    _named(line, words),
                    grouped(line.code),
                    sayings.quantity(line.quantity),
                    money,
                    "",
                ]
            )
        )
    sheet.need((_EMPTY_ROWS + 1) * sheet.scale.row)
    for _ in range(_EMPTY_ROWS):
        sheet.row(_row([""] * 5))
    sheet.repeat(())
    total: Spans = (
        (words.say("paper.card.total"), True),
        (f" {words.say('paper.card.total_note')}", False),
    )
    amount: Spans = ((sayings.money(card.total), True),)
    sheet.row([Cell(LEFT, _ITEMS[3], total), Cell(_ITEMS[3], _ITEMS[4], amount, "right"),
               Cell(_ITEMS[4], RIGHT)])  # fmt: skip


def _named(line: PaperLine, words: Catalogue) -> str:
    if not line.discount:
        return masked(line.name)
    off = words.say("paper.receipt.line_off", amount=sayings.money(-line.discount))
    return f"{masked(line.name)} {off}"


def _row(texts: Sequence[str], *, shaded: bool = False) -> list[Cell]:
    return [
        Cell(
            _ITEMS[place],
            _ITEMS[place + 1],
            ((text, False),),
            "right" if place > 1 else "left",
            shaded,
        )
        for place, text in enumerate(texts)
    ]


def _promise(sheet: Sheet, card: JobCard, words: Catalogue) -> None:
    """When it is ready, by whom, with what warranty; beside it the shop's four terms."""
    ink = sheet.ink
    facts = [(words.say("paper.card.done"), _promised(card, words)),
             (words.say("paper.card.technician"), masked(card.technician))]  # fmt: skip
    if card.warranty_days:
        days = words.say("paper.card.warranty_from", days=card.warranty_days)
        facts.append((words.say("paper.card.warranty"), days))
    boxed = [line for label, text in facts
             for line in ink.wrap_spans(((label, True), (f" {text}", False)),
                                        _BOX_RIGHT - LEFT - 26, NORMAL.text)]  # fmt: skip
    terms = [line for number in (1, 2, 3, 4)
             for line in ink.wrap(words.say(f"paper.card.term_{number}"), RIGHT - _BOX_RIGHT - 23,
             16)]  # fmt: skip
    high = max(len(boxed) * 28 + 16, len(terms) * 24 + 4, 84)
    sheet.need(high)
    sheet.ink.box(LEFT, sheet.top, _BOX_RIGHT - LEFT, high)
    middle = sheet.top + high / 2
    ink.block(LEFT + 13, middle - len(boxed) * 14, boxed, NORMAL.text, line=28)
    ink.block(_BOX_RIGHT + 23, middle - len(terms) * 12, terms, 16, line=24)
    sheet.top += high


def _promised(card: JobCard, words: Catalogue) -> str:
    if card.promised_at is None:
        return ""
    return words.say("paper.card.done_by", at=deadline(card.promised_at, card, words))


def deadline(at: datetime, card: JobCard, words: Catalogue) -> str:
    """A promised moment in the shop's zone: 6月11日 13:00."""
    zone = ZoneInfo(card.shop.zone)
    day = sayings.calendar_day(at.astimezone(zone).date(), words=words)
    return words.say("paper.day_time", day=day, time=sayings.clock(at, zone))


def _moment(at: datetime, card: JobCard) -> str:
    return at.astimezone(ZoneInfo(card.shop.zone)).strftime("%Y-%m-%d %H:%M")


def _signatures(sheet: Sheet, words: Catalogue) -> None:
    sheet.need(_SIGN_HIGH)
    wide = (RIGHT - LEFT) / 4
    for place, key in enumerate(("sign_quote", "sign_added", "sign_done", "sign_technician")):
        x = LEFT + place * wide
        sheet.ink.box(x, sheet.top, wide, _SIGN_HIGH)
        lines = sheet.ink.wrap(words.say(f"paper.card.{key}"), wide - 20, NORMAL.text)
        after = sheet.ink.block(x + 10, sheet.top + 6, lines, NORMAL.text, line=26)
        if key == "sign_added":
            sheet.ink.text(x + 10, after, "¥", NORMAL.text, line=26)
    sheet.top += _SIGN_HIGH


def _number(ink: Ink, words: Catalogue) -> None:
    pages = len(ink.leaves)
    for page, leaf in enumerate(ink.leaves, 1):
        ink.leaf = leaf
        foot = _SHOP_FOOT - 22 if page == 1 else FOOT
        said = words.say("paper.page", page=page, pages=pages)
        ink.text(RIGHT, foot, said, 16, line=24, align="right")
