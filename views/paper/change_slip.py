"""The change slip (改价单): what came on top of an accepted quote, why, who agreed, and the member's signature.

Made from the frozen snapshot alone; it tells no full name and no full phone number.
"""

from functools import partial
from typing import Literal

from models.base.documents_quotes import ChangePaper
from models.rules.quotes import variance
from views import sayings
from views.paper.escape import grouped, masked
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Ink, Made
from views.paper.quote import customer, facts, head, heading, moment, number_pages, signatures
from views.paper.sheet import FOOT, HEIGHT, LEFT, NORMAL, PIXEL, RIGHT, WIDTH, Cell, Sheet
from views.texts import Catalogue, catalogue

Language = Literal["zh", "en"]

_LINES = (LEFT, 417.0, 522.0, 617.0, 717.0, RIGHT)
"""Edges of item, quantity before, quantity now, price and what it adds."""


def render(paper: ChangePaper, *, language: Language, copy: int = 0) -> bytes:
    """The PDF of a change slip; see :func:`make`."""
    return make(paper, language=language, copy=copy).pdf


def make(
    paper: ChangePaper, *, language: Language, copy: int = 0, face: Typeface | None = None
) -> Made:
    """One A5 page, further ones where it needs them."""
    words, ink = catalogue(language), Ink(face or typeface(), unit=PIXEL)
    title = words.say("quotes.change.title")
    top = partial(heading, title, paper.number)
    sheet = Sheet(ink, NORMAL, first_foot=FOOT - 24, heading=top)
    at = moment(paper.at, paper.shop.zone)
    made = words.say("quotes.change.made", at=at, name=masked(paper.by))
    head(sheet, paper, words, title=title, made=made, copy=copy)
    _facts(sheet, paper, words)
    sheet.top += 12
    _lines(sheet, paper, words)
    sheet.top += 12
    _sums(sheet, paper, words)
    sheet.top += 12
    keys = ("sign_member", "sign_date", "sign_shop")
    signatures(sheet, [words.say(f"quotes.change.{key}") for key in keys])
    number_pages(ink, words)
    heights = [HEIGHT] * len(ink.leaves)
    name = paper.number or paper.job_number
    return ink.make(width=WIDTH, heights=heights, title=name, author=paper.shop.name)


def _facts(sheet: Sheet, paper: ChangePaper, words: Catalogue) -> None:
    say = words.say
    how = say(f"quotes.how.{paper.approved_how}")
    comma = say("words.list_comma")
    agreed = comma.join(part for part in (masked(paper.approved_by), how) if part)
    facts(
        sheet,
        (
            (say("quotes.paper.customer"), customer(paper.member, paper.phone_tail, words)),
            (say("quotes.paper.job"), grouped(paper.job_number)),
            (say("quotes.paper.device"), masked(paper.device)),
            (say("quotes.change.quote"), grouped(paper.quote_number)),
            (say("quotes.change.reason"), masked(paper.reason)),
            (say("quotes.change.agreed"), agreed),
        ),
    )


def _lines(sheet: Sheet, paper: ChangePaper, words: Catalogue) -> None:
    keys = ("item", "before", "now", "price", "more")
    sheet.repeat(_cells([words.say(f"quotes.change.{key}") for key in keys], shaded=True))
    for line in paper.lines:
        before = sayings.quantity(line.quantity_before) if line.quantity_before else ""
        now, price = sayings.quantity(line.quantity), sayings.money(line.price)
        sheet.row(_cells([masked(line.name), before, now, price, sayings.change(line.amount)]))
    sheet.repeat(())


def _cells(texts: list[str], *, shaded: bool = False) -> list[Cell]:
    return [
        Cell(
            _LINES[place], _LINES[place + 1], ((text, False),), "right" if place else "left", shaded
        )
        for place, text in enumerate(texts)
    ]


def _sums(sheet: Sheet, paper: ChangePaper, words: Catalogue) -> None:
    """From the quote to what is asked for now, and how far that is beyond the quote."""
    beyond = variance(paper.quoted, paper.after)
    told = sayings.change(beyond.fen)
    if beyond.per_mille is not None:
        told = f"{told}  {sayings.share(beyond.per_mille)}"
    sheet.pair(words.say("quotes.change.quoted"), sayings.yuan(paper.quoted))
    sheet.pair(
        words.say("quotes.change.most", cap=sayings.share(paper.cap)), sayings.yuan(paper.most)
    )
    sheet.pair(words.say("quotes.change.before_sum"), sayings.yuan(paper.before))
    sheet.pair(
        words.say("quotes.change.after"), sayings.yuan(paper.after), size=26, line=40, bold=True
    )
    sheet.pair(words.say("quotes.change.beyond"), told)
    if paper.number:
        sheet.prose(words.say("quotes.change.promise"))
