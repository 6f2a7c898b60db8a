"""A label of 60 by 40 mm for a device or a bag in the shop: bar code, number, and whose it is, masked."""

from zoneinfo import ZoneInfo

from models.base.documents_shop import DeviceLabel
from views.paper import codes
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Ink, Made
from views.texts import catalogue

DOT = 72 / 203
"""Points in one dot of a label printer of 203 dots an inch."""
WIDE, HIGH = 480.0, 320.0
_EDGE = 16.0


def render(label: DeviceLabel, *, language: str) -> bytes:
    """The PDF of a label."""
    return make(label, language=language).pdf


def make(label: DeviceLabel, *, language: str, face: Typeface | None = None) -> Made:
    """One label; what is too long for its line is cut at the line's end, the number never."""
    words, ink = catalogue(language), Ink(face or typeface(), unit=DOT)
    module = 2.0
    wide = codes.bar_modules(label.code) * module
    codes.bars(ink, (WIDE - wide) / 2, _EDGE, label.code, module=module, height=84)
    ink.text(WIDE / 2, 104, label.number, 34, line=42, bold=True, align="centre")
    who = " ".join(
        part
        for part in (
            label.member_masked or words.say("paper.receipt.walk_in"),
            words.say("paper.receipt.tail", tail=label.phone_tail) if label.phone_tail else "",
        )
        if part
    )
    rows = [who, label.device, label.serial, label.accessories, _days(label, language)]
    top = 152.0
    for place, text in enumerate(text for text in rows if text):
        if top + 30 > HIGH - 6:
            break
        lines = ink.wrap(text, WIDE - 2 * _EDGE, 24, bold=place == 0)[:1]
        top = ink.block(_EDGE, top, lines, 24, line=32)
    return ink.make(width=WIDE, heights=[HIGH], title=label.number, author=label.shop_name)


def _days(label: DeviceLabel, language: str) -> str:
    words = catalogue(language)
    received = words.say("shop_papers.label.received", day=f"{label.received_on:%m-%d}")
    if label.promised_at is None:
        return received
    at = label.promised_at.astimezone(ZoneInfo(label.zone))
    promised = words.say("shop_papers.label.promised", at=f"{at:%m-%d %H:%M}")
    return f"{received} {promised}"
