"""The proof slip of an erasure on one A5 page: number, day, shop, what went, what is kept by law and why.

There is no personal data on it: whoever finds it learns of nobody.
"""

from zoneinfo import ZoneInfo

from models.services.erasure import Slip
from views import sayings
from views.paper.escape import dialled
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Ink, Made
from views.paper.sheet import FOOT, HEIGHT, LEFT, NORMAL, PIXEL, RIGHT, WIDTH, Cell, Sheet
from views.texts import Catalogue, catalogue

_EDGE = 220.0
"""Between the heads at the left and what is said at the right."""


def render(slip: Slip, *, language: str) -> bytes:
    """The PDF of a slip."""
    return make(slip, language=language).pdf


def make(slip: Slip, *, language: str, face: Typeface | None = None) -> Made:
    """One A5 page; further pages only where a shop's name and address are very long."""
    words, ink = catalogue(language), Ink(face or typeface(), unit=PIXEL)
    sheet = Sheet(ink, NORMAL, first_foot=FOOT, heading=_no_heading)
    sheet.prose(words.say("privacy.paper.slip_title"), size=30, line=42, bold=True)
    sheet.top += 6
    sheet.prose(slip.shop.name, size=22, line=32, bold=True)
    place = " ".join(part for part in (slip.shop.address, dialled(slip.shop.phone)) if part)
    if place:
        sheet.prose(place)
    sheet.top += 18
    for head, texts in _rows(slip, words):
        said = tuple((text, False) for text in texts)
        _row(sheet, head, said)
    sheet.top += 18
    for key in ("slip_why", "slip_backups", "slip_nobody"):
        sheet.prose(words.say(f"privacy.paper.{key}"))
        sheet.top += 8
    sheet.top += 40
    sheet.need(60)
    sheet.prose(f"{words.say('privacy.paper.slip_sign')} ____________________", align="right")
    heights = [HEIGHT] * len(ink.leaves)
    return ink.make(width=WIDTH, heights=heights, title=slip.number, author=slip.shop.name)


def _row(sheet: Sheet, head: str, said: tuple[tuple[str, bool], ...]) -> None:
    """A head and its lines; each line is a row of its own under the first."""
    for place, text in enumerate(said):
        left = ((head, True),) if place == 0 else (("", False),)
        sheet.row(
            [Cell(LEFT, _EDGE, left, shaded=True), Cell(_EDGE, RIGHT, (text,))],
        )


def _rows(slip: Slip, words: Catalogue) -> list[tuple[str, tuple[str, ...]]]:
    at = slip.at.astimezone(ZoneInfo(slip.shop.zone))
    counts = slip.counts
    gone = (
        words.say("privacy.erasing.gone_person"),
        words.say(
            "privacy.erasing.gone_counts",
            phones=counts.phones,
            addresses=counts.addresses,
            devices=counts.devices,
            consents=counts.consents,
            entries=counts.entries,
            files=counts.files,
        ),
        words.say("privacy.erasing.gone_jobs"),
        words.say("privacy.erasing.gone_elsewhere"),
    )
    kept = words.say("privacy.paper.slip_kept_counts", jobs=counts.jobs, bills=counts.bills)
    rows = [
        ("slip_number", (slip.number,)),
        ("slip_day", (f"{sayings.iso_day(at.date())} {at:%H:%M}",)),
        ("slip_by", (slip.by,)),
        ("slip_reason", (words.say(f"privacy.paper.reason_{slip.reason}"),)),
        ("slip_gone", gone),
        ("slip_kept", (kept,)),
    ]
    return [(words.say(f"privacy.paper.{key}"), texts) for key, texts in rows if any(texts)]


def _no_heading(_sheet: Sheet) -> None:
    return None
