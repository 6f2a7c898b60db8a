"""The pick-up stub of the job card: masked, with the QR code that finds the job again."""

import math
from collections.abc import Iterator
from itertools import pairwise
from zoneinfo import ZoneInfo

from models.base.documents import JobCard
from views import sayings
from views.paper import codes
from views.paper.escape import clean, dialled, grouped, masked
from views.paper.ink import Ink, Spans
from views.paper.sheet import HEIGHT, LEFT, RIGHT, WIDTH
from views.texts import Catalogue

_MODULE = 6.2
_TEXT, _LINE = 18.0, 27.0
_SIZES = ((_TEXT, _LINE), (16.5, 24.0), (15.0, 21.0))
_X = LEFT + 160
_FOOT = HEIGHT - 40


def draw(ink: Ink, card: JobCard, words: Catalogue, *, cut: float) -> None:
    """Draws the cut line at ``cut`` and the stub below it.

    What is too long for the stub is left out whole, never cut: it stands in the shop part.
    """
    _cut_line(ink, words, cut)
    top = cut + codes.QR_QUIET * _MODULE
    # The words on the cut line hang below it, into what would be the code's quiet zone.
    codes.qr(ink, LEFT, top + 9, card.code, module=_MODULE)
    shop = grouped(card.shop.name)
    # A desk's number takes one line; anything stranger must not push the rest off the paper.
    number = ink.wrap(grouped(card.number), RIGHT - _X, 24, bold=True)[:2]
    shop_wide = ink.width(shop, _TEXT)
    beside = ink.width(grouped(card.number), 24, bold=True) + shop_wide + 20 <= RIGHT - _X
    if beside:
        ink.text(RIGHT, top, shop, _TEXT, line=34, align="right")
    top = ink.block(_X, top, number, 24, line=34)
    first: list[Spans] = [] if beside else [((shop, False),)]
    top = min(top, _FOOT)
    for sections, size, line in _ways(card, words):
        wrapped = [ink.wrap_spans(spans, RIGHT - _X, size) for spans in (*first, *sections)]
        if top + line * sum(map(len, wrapped)) <= _FOOT:
            break
    for lines in wrapped:
        if top + line * len(lines) <= _FOOT:
            top = ink.block(_X, top, lines, size, line=line)


def _ways(card: JobCard, words: Catalogue) -> Iterator[tuple[list[Spans], float, float]]:
    """Whole stub in smaller and smaller text; then without the fault, then without the device."""
    device, fault = masked(card.device), masked(card.symptoms)
    both = device or fault
    if device and fault:
        both = words.say("paper.card.stub_device", device=device, fault=fault)
    for what in dict.fromkeys((both, device, "")):
        for size, line in _SIZES:
            yield _sections(card, words, what), size, line


def _sections(card: JobCard, words: Catalogue, what: str) -> list[Spans]:
    """Who, what, when and for how much, and how to ask; each is one paragraph."""
    name, tail = masked(sayings.who(card.member_masked, words=words)), masked(card.phone_tail)
    who = words.say("paper.card.stub_member", name=name, tail=tail) if tail else name
    how = words.say("paper.card.stub_how")
    phone = dialled(card.shop.phone)
    if clean(phone):
        ask = words.say("paper.card.stub_ask", phone=phone)
        how = f"{how}{ask}" if words.language == "zh" else f"{how} {ask}"
    said: list[Spans] = [((text, False),) for text in (who, what) if text]
    return [*said, _money(card, words), ((how, False),)]


def _money(card: JobCard, words: Catalogue) -> Spans:
    comma = words.say("words.list_comma")
    quote = ((f"{words.say('paper.card.stub_quote')} ", False), (sayings.yuan(card.total), True),
             (f"{comma}{words.say('paper.card.stub_check')}", False))  # fmt: skip
    if card.promised_at is None:
        return quote
    zone = ZoneInfo(card.shop.zone)
    day = sayings.calendar_day(card.promised_at.astimezone(zone).date(), words=words)
    at = words.say("paper.day_time", day=day, time=sayings.clock(card.promised_at, zone))
    return ((words.say("paper.card.stub_done", at=at), True), (comma, False), *quote)


def _cut_line(ink: Ink, words: Catalogue, cut: float) -> None:
    said, size = words.say("paper.card.stub"), 15.0
    after = LEFT + 27 + ink.width(said, size) + 10
    ink.rule(0, cut, LEFT, cut, dash=(4, 3))
    ink.rule(after, cut, WIDTH, cut, dash=(4, 3))
    ink.text(LEFT + 27, cut - 12, said, size, line=24)
    _scissors(ink, LEFT + 2, cut)


def _scissors(ink: Ink, x: float, y: float) -> None:
    """Two rings and two crossed blades, pointing along the cut."""
    for side in (-1, 1):
        turns = [turn * math.pi / 6 for turn in range(13)]
        ring = [(x + 4 + 3.2 * math.cos(t), y + side * 5 + 3.2 * math.sin(t)) for t in turns]
        for (x1, y1), (x2, y2) in pairwise(ring):
            ink.rule(x1, y1, x2, y2, weight=1.2)
        ink.rule(x + 6.5, y + side * 3, x + 18, y - side * 5, weight=1.2)
