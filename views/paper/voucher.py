"""The voucher of a redemption: what it was, what it took, and what is left. From the frozen snapshot alone."""

from models.base.documents_points import Voucher
from views import sayings
from views.paper import slip
from views.paper.escape import grouped
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Made
from views.paper.receipt import Language, Width, lay
from views.paper.receipt_words import Said
from views.texts import Catalogue, catalogue


def render(paper: Voucher, *, width: Width, language: Language, copy: int = 0) -> bytes:
    """The PDF of a voucher; see :func:`make`."""
    return make(paper, width=width, language=language, copy=copy).pdf


def make(
    paper: Voucher, *, width: Width, language: Language, copy: int = 0,
    face: Typeface | None = None,
) -> Made:  # fmt: skip
    """A voucher on a roll of 58 or 80 mm or on A5 pages; ``copy`` counts reprints as on a receipt."""
    words = catalogue(language)
    return lay(say(paper, words, copy=copy), width, face or typeface(), words)


def say(paper: Voucher, words: Catalogue, *, copy: int = 0) -> Said:
    """Everything the voucher says, as cleaned and masked text in reading order."""
    coupon = words.say("paper.voucher.coupon", number=grouped(paper.coupon_number))
    return slip.said(
        words,
        shop=paper.shop,
        title=words.say("paper.voucher.copy", n=copy) if copy else words.say("paper.voucher.title"),
        number=paper.number,
        code=paper.code,
        at=paper.at,
        by=paper.by,
        approved_by=paper.approved_by,
        member=paper.member,
        phone_tail=paper.phone_tail,
        heads=slip.heads(words, "paper.voucher.points"),
        lines=(
            slip.line(
                paper.reward,
                quantity=str(paper.quantity),
                price=f"{paper.points // paper.quantity:,}",
                amount=f"{paper.points:,}",
            ),
        ),
        total=(words.say("paper.voucher.total"), f"{paper.points:,}"),
        paid=(
            _cash(paper, words),
            words.say("paper.voucher.left", points=f"{paper.points_left:,}"),
        ),
        told=((words.say(f"paper.voucher.state.{paper.state}"), _state(paper, words)),),
        scan=words.say(f"paper.voucher.{'scan' if paper.state == 'held' else 'scan_settled'}"),
        note=coupon if paper.coupon_number else "",
        sign=paper.state == "completed",
    )


def _cash(paper: Voucher, words: Catalogue) -> str:
    if not paper.cash:
        return ""
    amount = sayings.money(paper.cash)
    if not paper.kind:
        return words.say("paper.voucher.cash_due", amount=amount)
    tender = sayings.tender(paper.kind, words=words)
    return words.say("paper.voucher.cash", tender=tender, amount=amount)


def _state(paper: Voucher, words: Catalogue) -> tuple[str, ...]:
    if paper.state != "held" or paper.held_until is None:
        return ()
    return (words.say("paper.voucher.until", day=paper.held_until.isoformat()),)
