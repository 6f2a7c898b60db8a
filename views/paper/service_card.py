"""A member's wallet card (服务卡): two faces of a bank card on one A5 page, to be cut and folded once."""

from models.base.documents_shop import CardDevice, ServiceCard
from views import sayings
from views.paper import codes
from views.paper.escape import dialled
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Ink, Made
from views.paper.sheet import HEIGHT, LEFT, MM, PIXEL, TOP, WIDTH
from views.texts import Catalogue, catalogue

CARD_WIDE, CARD_HIGH = 85.6 * MM, 53.98 * MM
"""ISO/IEC 7810 ID-1, what every wallet takes."""
_EDGE = 4 * MM
_SHOWN = 4


def render(card: ServiceCard, *, language: str) -> bytes:
    """The PDF of a card."""
    return make(card, language=language).pdf


def make(card: ServiceCard, *, language: str, face: Typeface | None = None) -> Made:
    """One A5 page: the face above, the back below it, the line to fold on between them."""
    words, ink = catalogue(language), Ink(face or typeface(), unit=PIXEL)
    left, top = LEFT + 60, TOP + 70
    ink.text(LEFT, TOP, words.say("shop_papers.card.cut"), 15, line=24)
    for high in (top, top + CARD_HIGH):
        ink.box(left, high, CARD_WIDE, CARD_HIGH)
    ink.rule(left - 30, top + CARD_HIGH, left + CARD_WIDE + 30, top + CARD_HIGH, dash=(6, 6))
    _face(ink, card, words, left, top)
    _back(ink, card, words, left, top + CARD_HIGH)
    return ink.make(width=WIDTH, heights=[HEIGHT], title=card.number, author=card.shop.name)


def _face(ink: Ink, card: ServiceCard, words: Catalogue, left: float, top: float) -> None:
    """Shop, member, card number and the code that finds the file."""
    right, wide = left + CARD_WIDE - _EDGE, CARD_WIDE - 2 * _EDGE
    at = top + _EDGE
    at = ink.block(left + _EDGE, at, ink.wrap(card.shop.name, wide, 22, bold=True)[:1], 22, line=30)
    ink.text(left + _EDGE, at, words.say("shop_papers.card.title"), 16, line=24)
    module = 4.0
    side = codes.qr_modules(card.code) * module
    codes.qr(ink, right - side, top + CARD_HIGH - _EDGE - side, card.code, module=module)
    at = top + CARD_HIGH - _EDGE - side
    room = wide - side - 2 * codes.QR_QUIET * module
    at = ink.block(left + _EDGE, at, ink.wrap(card.name, room, 24, bold=True)[:2], 24, line=32)
    ink.text(left + _EDGE, at + 4, card.number, 20, line=28, bold=True)
    since = words.say("shop_papers.card.since", day=sayings.iso_day(card.since))
    ink.text(left + _EDGE, at + 34, since, 14, line=22)


def _back(ink: Ink, card: ServiceCard, words: Catalogue, left: float, top: float) -> None:
    """Devices with last service and warranty, the shop's and the complaint number."""
    wide, at = CARD_WIDE - 2 * _EDGE, top + _EDGE
    foot = top + CARD_HIGH - _EDGE
    told = [
        words.say("shop_papers.card.phone", phone=dialled(card.shop.phone))
        if card.shop.phone
        else "",
        words.say("shop_papers.card.complaint", phone=dialled(card.shop.complaint_phone))
        if card.shop.complaint_phone
        else "",
    ]
    told = [text for text in told if text]
    floor = foot - 22 * len(told)
    for place, text in enumerate(told):
        ink.text(left + _EDGE, floor + 22 * place, text, 15, line=22)
    for device in card.devices[:_SHOWN]:
        for text, bold in _device(device, words):
            lines = ink.wrap(text, wide, 15, bold=bold)[:1]
            if at + 20 > floor - 4:
                return
            at = ink.block(left + _EDGE, at, lines, 15, line=20)
    if not card.devices:
        ink.text(left + _EDGE, at, words.say("shop_papers.card.no_device"), 15, line=22)


def _device(device: CardDevice, words: Catalogue) -> list[tuple[str, bool]]:
    """A device in two lines: what it is, and what there is to know of it."""
    known = [
        words.say("shop_papers.card.last", day=sayings.iso_day(device.last)) if device.last else "",
        words.say("shop_papers.card.warranty", day=sayings.iso_day(device.warranty_until))
        if device.warranty_until
        else "",
    ]
    name = f"{device.name} {device.place}".strip()
    second = words.say("shop_papers.comma").join(text for text in known if text)
    return [(name, True), *([(second, False)] if second else [])]
