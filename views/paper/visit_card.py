"""A visit card as it is handed over: so many visits of one service, what is left, and each use."""

from models.base.documents_points import VisitCardPaper
from views import sayings
from views.paper import slip
from views.paper.escape import grouped, masked
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Made
from views.paper.receipt import Language, Width, lay
from views.paper.receipt_words import Said
from views.texts import Catalogue, catalogue

USES_MOST = 20
"""The latest uses that are told; a card of a thousand visits is no novel."""


def render(paper: VisitCardPaper, *, width: Width, language: Language, copy: int = 0) -> bytes:
    """The PDF of a visit card; see :func:`make`."""
    return make(paper, width=width, language=language, copy=copy).pdf


def make(
    paper: VisitCardPaper, *, width: Width, language: Language, copy: int = 0,
    face: Typeface | None = None,
) -> Made:  # fmt: skip
    """A visit card on a roll of 58 or 80 mm or on A5 pages; ``copy`` counts reprints as on a receipt."""
    words = catalogue(language)
    return lay(say(paper, words, copy=copy), width, face or typeface(), words)


def say(paper: VisitCardPaper, words: Catalogue, *, copy: int = 0) -> Said:
    """Everything the card says, as cleaned and masked text in reading order."""
    title = words.say("paper.visit_card.title")
    valid: tuple[str, ...] = (_days(paper, words),)
    rule: tuple[str, ...] = (words.say("paper.prepaid.rule_card"),)
    told = [
        (words.say("paper.coupon.valid"), valid),
        (words.say("paper.prepaid.rule"), rule),
    ]
    if paper.uses:
        rows = tuple(
            words.say(
                "paper.visit_card.use",
                day=day.isoformat(),
                visits=visits,
                number=grouped(number),
            )
            for day, visits, number in paper.uses[-USES_MOST:]
        )
        told.append((words.say("paper.visit_card.uses"), rows))
    return slip.said(
        words,
        shop=paper.shop,
        title=words.say("paper.coupon.copy", title=title, n=copy) if copy else title,
        number=paper.number,
        code=paper.code,
        at=paper.at,
        by="",
        member=paper.member,
        phone_tail=paper.phone_tail,
        heads=slip.heads(words, "paper.deposit.amount"),
        lines=(
            slip.line(
                paper.name,
                quantity=str(paper.visits),
                price=sayings.money(paper.single),
                amount=sayings.money(paper.price),
            ),
        ),
        total=(words.say("paper.visit_card.left"), f"{paper.left} / {paper.visits}"),
        paid=(words.say("paper.visit_card.item", name=masked(paper.item)),),
        told=tuple(told),
        scan=words.say("paper.visit_card.scan"),
        note=words.say("paper.visit_card.closed") if paper.closed else "",
    )


def _days(paper: VisitCardPaper, words: Catalogue) -> str:
    if paper.last_day is None:
        return words.say("paper.coupon.for_life")
    first, last = paper.first_day.isoformat(), paper.last_day.isoformat()
    return words.say("paper.coupon.days", first=first, last=last)
