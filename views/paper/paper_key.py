"""The paper key: the spare key to the shop's data on one A5 sheet. Made once, in memory, kept nowhere."""

from datetime import date

from views import sayings
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Ink, Made
from views.paper.sheet import HEIGHT, LEFT, PIXEL, RIGHT, TOP, WIDTH
from views.texts import catalogue

_GROUP_SIZE = 40.0


def render(paper_key: str, *, shop: str, day: date, language: str) -> bytes:
    """The PDF of the paper key."""
    return make(paper_key, shop=shop, day=day, language=language).pdf


def make(
    paper_key: str, *, shop: str, day: date, language: str, face: Typeface | None = None
) -> Made:
    """One A5 page: what it is, the groups in large type, and what to do with it.

    The groups keep their hyphens; ``day`` is the shop day on which it was made.
    """
    words, ink = catalogue(language), Ink(face or typeface(), unit=PIXEL)
    top = TOP
    ink.text(LEFT, top, words.say("paper_key.title"), 34, line=44, bold=True)
    top += 56
    ink.text(LEFT, top, f"{shop}  {sayings.iso_day(day)}", 20, line=28)
    top += 60
    ink.rule(LEFT, top, RIGHT, top)
    top += 40
    groups = paper_key.split("-")
    half = (len(groups) + 1) // 2
    for line in (groups[:half], groups[half:]):
        ink.text(LEFT, top, "  ".join(line), _GROUP_SIZE, line=56, bold=True)
        top += 70
    top += 10
    ink.rule(LEFT, top, RIGHT, top)
    top += 36
    for key in ("keep", "use", "secret", "replace"):
        lines = ink.wrap(words.say(f"paper_key.{key}"), RIGHT - LEFT, 20)
        top = ink.block(LEFT, top, lines, 20, line=32) + 10
    return ink.make(width=WIDTH, heights=[HEIGHT], title=words.say("paper_key.title"), author=shop)
