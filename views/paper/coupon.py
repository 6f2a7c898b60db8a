"""The slip of a coupon or right: what it takes off, from when to when, and the code that the till scans."""

from models.base.documents_points import CouponPaper
from views import sayings
from views.paper import slip
from views.paper.escape import masked
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Made
from views.paper.receipt import Language, Width, lay
from views.paper.receipt_words import Said
from views.texts import Catalogue, catalogue


def render(paper: CouponPaper, *, width: Width, language: Language, copy: int = 0) -> bytes:
    """The PDF of a coupon's slip; see :func:`make`."""
    return make(paper, width=width, language=language, copy=copy).pdf


def make(
    paper: CouponPaper, *, width: Width, language: Language, copy: int = 0,
    face: Typeface | None = None,
) -> Made:  # fmt: skip
    """A coupon on a roll of 58 or 80 mm or on A5 pages; ``copy`` counts reprints as on a receipt."""
    words = catalogue(language)
    return lay(say(paper, words, copy=copy), width, face or typeface(), words)


def say(paper: CouponPaper, words: Catalogue, *, copy: int = 0) -> Said:
    """Everything the slip says, as cleaned and masked text in reading order."""
    right = "right" if paper.coupon_kind == "right" else "coupon"
    title = words.say(f"paper.coupon.{right}")
    return slip.said(
        words,
        shop=paper.shop,
        title=words.say("paper.coupon.copy", title=title, n=copy) if copy else title,
        number=paper.number,
        code=paper.code,
        at=paper.at,
        by=paper.by,
        member=paper.member,
        phone_tail=paper.phone_tail,
        heads=slip.heads(words, "paper.coupon.worth"),
        lines=(slip.line(paper.name, amount=worth(paper, words)),),
        total=(words.say(f"paper.coupon.kind.{paper.coupon_kind}"), worth(paper, words)),
        paid=_terms(paper, words),
        told=(
            (
                words.say("paper.coupon.valid"),
                (_days(paper, words), words.say("paper.coupon.once")),
            ),
        ),
        scan=words.say("paper.coupon.scan"),
        note="" if paper.state == "issued" else words.say(f"paper.coupon.state.{paper.state}"),
    )


def worth(paper: CouponPaper, words: Catalogue) -> str:
    """What it takes off, short."""
    if paper.coupon_kind == "amount":
        return sayings.yuan(paper.value)
    if paper.coupon_kind == "percent":
        per_cent = f"{paper.value / 10:g}"
        return words.say("paper.coupon.per_cent", per_cent=per_cent)
    return words.say("paper.coupon.one")


def _terms(paper: CouponPaper, words: Catalogue) -> tuple[str, ...]:
    """What has to be for it to count."""
    least = words.say("paper.coupon.least", amount=sayings.money(paper.least))
    most = words.say("paper.coupon.most", amount=sayings.money(paper.most or 0))
    item = words.say("paper.coupon.item", name=masked(paper.item))
    member = words.say("paper.coupon.anybody")
    return (
        least if paper.least else "",
        most if paper.most else "",
        item if paper.item else "",
        "" if paper.member else member,
    )


def _days(paper: CouponPaper, words: Catalogue) -> str:
    if paper.last_day is None:
        return words.say("paper.coupon.for_life")
    first, last = paper.first_day.isoformat(), paper.last_day.isoformat()
    return words.say("paper.coupon.days", first=first, last=last)
