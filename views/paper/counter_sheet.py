"""The counter sheet (停电单): jobs in hand, prices most used, and lines to write on while there is no power."""

from zoneinfo import ZoneInfo

from models.base.documents_shop import CounterSheet, SheetJob
from views import sayings
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Ink, Made
from views.texts import Catalogue, catalogue

WIDE, HIGH = 595.28, 841.89
"""A4 in points."""
LEFT, RIGHT, FOOT = 34.0, 561.0, 806.0
_TEXT, _LINE = 9.0, 15.0
_WRITE = 24.0
_COLUMNS = (LEFT, 84.0, 168.0, 330.0, 390.0, 450.0, 505.0, RIGHT)
"""Of the lines to write on: time, who, what, amount, paid by, job, done."""


def render(sheet: CounterSheet, *, language: str) -> bytes:
    """The PDF of a counter sheet."""
    return make(sheet, language=language).pdf


def make(sheet: CounterSheet, *, language: str, face: Typeface | None = None) -> Made:
    """Two A4 pages, front and back of one sheet: what is known, and lines for what happens."""
    words, ink = catalogue(language), Ink(face or typeface(), unit=1)
    top = _head(ink, sheet, words)
    top = _jobs(ink, sheet, words, top)
    _prices(ink, sheet, words, top)
    ink.new_leaf()
    _lines(ink, sheet, words)
    title = sayings.iso_day(sheet.day)
    return ink.make(width=WIDE, heights=[HIGH, HIGH], title=title, author=sheet.shop.name)


def _head(ink: Ink, sheet: CounterSheet, words: Catalogue) -> float:
    at = sheet.made_at.astimezone(ZoneInfo(sheet.shop.zone))
    title = words.say("shop_papers.sheet.title", day=sayings.iso_day(sheet.day))
    ink.text(LEFT, 30, title, 17, line=24, bold=True)
    ink.text(RIGHT, 30, f"{at:%H:%M}", 12, line=24, align="right")
    shop = ink.wrap(sheet.shop.name, 300, _TEXT)[:1]
    ink.block(LEFT, 54, shop, _TEXT, line=_LINE)
    if sheet.first_number:
        last = words.say("shop_papers.sheet.last", number=sheet.first_number)
        ink.text(RIGHT, 54, last, _TEXT, line=_LINE, align="right")
    return 76.0


def _jobs(ink: Ink, sheet: CounterSheet, words: Catalogue, top: float) -> float:
    ink.text(LEFT, top, words.say("shop_papers.sheet.jobs"), 11, line=18, bold=True)
    top += 20
    if not sheet.jobs:
        ink.text(LEFT, top, words.say("shop_papers.sheet.no_jobs"), _TEXT, line=_LINE)
        return top + _LINE + 8
    zone = ZoneInfo(sheet.shop.zone)
    for job in sheet.jobs:
        _job(ink, job, zone, top)
        top += _LINE
        ink.rule(LEFT, top, RIGHT, top, weight=0.3)
    if sheet.left_out:
        more = words.say("shop_papers.sheet.more", count=sheet.left_out)
        ink.text(LEFT, top, more, _TEXT, line=_LINE)
        top += _LINE
    return top + 10


def _job(ink: Ink, job: SheetJob, zone: ZoneInfo, top: float) -> None:
    when = f"{job.promised_at.astimezone(zone):%m-%d %H:%M}" if job.promised_at else "—"
    who = f"{job.member_masked} {job.phone_tail}".strip()
    for left, right, text in (
        (LEFT, 96.0, when),
        (98.0, 196.0, job.number),
        (198.0, 280.0, who),
        (282.0, 450.0, job.what),
        (452.0, 505.0, job.technician),
    ):
        line = ink.wrap(text, right - left, _TEXT)[:1]
        ink.block(left, top, line, _TEXT, line=_LINE)
    ink.text(RIGHT, top, sayings.money(job.total), _TEXT, line=_LINE, align="right")


def _prices(ink: Ink, sheet: CounterSheet, words: Catalogue, top: float) -> None:
    """The prices most used, in two columns."""
    if not sheet.prices:
        return
    ink.text(LEFT, top, words.say("shop_papers.sheet.prices"), 11, line=18, bold=True)
    top += 20
    half = (RIGHT - LEFT - 20) / 2
    room = int((FOOT - top) // _LINE)
    for place, price in enumerate(sheet.prices[: 2 * room]):
        column, row = divmod(place, room)
        left = LEFT + column * (half + 20)
        at = top + row * _LINE
        name = ink.wrap(price.name, half - 70, _TEXT)[:1]
        ink.block(left, at, name, _TEXT, line=_LINE)
        said = sayings.money(price.price)
        ink.text(left + half, at, said, _TEXT, line=_LINE, align="right", bold=True)
        ink.rule(left, at + _LINE, left + half, at + _LINE, weight=0.3)


def _lines(ink: Ink, sheet: CounterSheet, words: Catalogue) -> None:
    """Lines to write on, and how they come into the program afterwards."""
    ink.text(LEFT, 30, words.say("shop_papers.sheet.write"), 14, line=20, bold=True)
    ink.text(LEFT, 50, words.say("shop_papers.sheet.after"), _TEXT, line=_LINE)
    ink.text(RIGHT, 30, sayings.iso_day(sheet.day), 12, line=20, align="right")
    top = 72.0
    heads = ("time", "who", "what", "amount", "paid", "job", "done")
    for left, name in zip(_COLUMNS, heads, strict=False):
        ink.text(
            left + 3, top, words.say(f"shop_papers.sheet.{name}"), _TEXT, line=_LINE, bold=True
        )
    top += _LINE
    first = top
    while top + _WRITE <= FOOT:
        ink.rule(LEFT, top, RIGHT, top, weight=0.4)
        top += _WRITE
    ink.rule(LEFT, top, RIGHT, top, weight=0.4)
    for left in _COLUMNS:
        ink.rule(left, first, left, top, weight=0.4)
