"""The paper of a payment of what stood on account: what it says, laid out as the receipt is.

Made from the frozen snapshot alone; it shows no full name and no full phone number.
"""

from zoneinfo import ZoneInfo

from models.base.documents_money import AccountPaper, AccountPaperLine
from views import sayings
from views.paper.escape import dialled, grouped, masked
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Made
from views.paper.receipt import Language, Width, lay, place
from views.paper.receipt_words import Said, SaidLine
from views.texts import Catalogue, catalogue


def render(paper: AccountPaper, *, width: Width, language: Language, copy: int = 0) -> bytes:
    """The PDF of a payment; see :func:`make`."""
    return make(paper, width=width, language=language, copy=copy).pdf


def make(
    paper: AccountPaper, *, width: Width, language: Language, copy: int = 0,
    face: Typeface | None = None,
) -> Made:  # fmt: skip
    """A payment on a roll of 58 or 80 mm or on A5 pages; ``copy`` counts reprints as on a receipt."""
    words = catalogue(language)
    said = say(paper, words, copy=copy)
    return lay(said, width, face or typeface(), words)


def say(paper: AccountPaper, words: Catalogue, *, copy: int = 0) -> Said:
    """Everything the paper says, as cleaned and masked text in reading order."""
    shop = paper.shop
    at = paper.at.astimezone(ZoneInfo(shop.zone))
    member, tail = masked(sayings.who(paper.member, words=words)), masked(paper.phone_tail)
    paid = [
        words.say(
            "paper.account.paid",
            tender=sayings.tender(paper.kind, words=words),
            amount=sayings.money(paper.tendered),
        ),
        *(
            [words.say("paper.account.change", amount=sayings.money(paper.change))]
            * bool(paper.change)
        ),
        words.say("paper.account.left", amount=sayings.money(paper.left)),
    ]
    complaint = shop.complaint_phone.strip()
    return Said(
        shop=grouped(shop.name),
        place=place(shop.address, shop.phone, words),
        title=words.say("paper.account.copy", n=copy) if copy else words.say("paper.account.title"),
        number=grouped(paper.number),
        code=paper.code,
        day_time=words.say("paper.day_time", day=at.date().isoformat(), time=at.strftime("%H:%M")),
        facts=(
            ("", words.say("paper.account.by", name=masked(paper.by)) if paper.by.strip() else ""),
            (
                words.say("paper.receipt.member", name=member) if member.strip() else "",
                words.say("paper.receipt.tail", tail=tail) if tail else "",
            ),
        ),
        device="",
        heads=(
            words.say("paper.receipt.item"),
            words.say("paper.receipt.quantity"),
            words.say("paper.account.owed"),
            words.say("paper.receipt.discount"),
            words.say("paper.account.amount"),
        ),
        lines=tuple(_line(line, words) for line in paper.lines),
        sums=(),
        total=(words.say("paper.account.total"), sayings.yuan(paper.amount)),
        paid=tuple((text, "") for text in paid),
        warranty=(),
        scan=words.say("paper.account.scan"),
        note="",
        closing=(
            (words.say("paper.receipt.complaint", phone=dialled(complaint)),) if complaint else ()
        ),
    )


def _line(line: AccountPaperLine, words: Catalogue) -> SaidLine:
    return SaidLine(
        name=words.say("paper.account.of", number=grouped(line.number), day=line.day.isoformat()),
        quantity="1",
        price=sayings.money(line.owed),
        discount="",
        amount=sayings.money(line.amount),
        times="",
        off="",
    )
