"""The paper of a deposit or of its return: what it says, in the paper's own language, laid out as the receipt is.

Made from the frozen snapshot alone; it shows no full name and no full phone number.
"""

from zoneinfo import ZoneInfo

from models.base.documents_money import DepositPaper
from views import sayings
from views.paper.escape import dialled, grouped, masked
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Made
from views.paper.receipt import Language, Width, lay, place
from views.paper.receipt_words import Said, SaidLine
from views.texts import Catalogue, catalogue


def render(paper: DepositPaper, *, width: Width, language: Language, copy: int = 0) -> bytes:
    """The PDF of a deposit's paper; see :func:`make`."""
    return make(paper, width=width, language=language, copy=copy).pdf


def make(
    paper: DepositPaper, *, width: Width, language: Language, copy: int = 0,
    face: Typeface | None = None,
) -> Made:  # fmt: skip
    """A deposit on a roll of 58 or 80 mm or on A5 pages; ``copy`` counts reprints as on a receipt."""
    words = catalogue(language)
    said = say(paper, words, copy=copy)
    return lay(said, width, face or typeface(), words)


def say(paper: DepositPaper, words: Catalogue, *, copy: int = 0) -> Said:
    """Everything the paper says, as cleaned and masked text in reading order."""
    shop, way = paper.shop, paper.direction
    at = paper.at.astimezone(ZoneInfo(shop.zone))
    title = (
        words.say(f"paper.deposit.{way}_copy", n=copy)
        if copy
        else words.say(f"paper.deposit.{way}")
    )
    amount = sayings.money(paper.amount)
    closing = [words.say("paper.deposit.settles" if way == "in" else "paper.deposit.sign")]
    if shop.complaint_phone.strip():
        closing.append(words.say("paper.receipt.complaint", phone=dialled(shop.complaint_phone)))
    return Said(
        shop=grouped(shop.name),
        place=place(shop.address, shop.phone, words),
        title=title,
        number=grouped(paper.number),
        code=paper.code,
        day_time=words.say("paper.day_time", day=at.date().isoformat(), time=at.strftime("%H:%M")),
        facts=_facts(paper, words),
        device=masked(paper.device),
        heads=(
            words.say("paper.receipt.item"),
            words.say("paper.receipt.quantity"),
            words.say("paper.receipt.price"),
            words.say("paper.receipt.discount"),
            words.say("paper.deposit.amount"),
        ),
        lines=(
            SaidLine(
                name=words.say(f"paper.deposit.line_{way}"),
                quantity="1",
                price=amount,
                discount="",
                amount=amount,
                times="",
                off="",
            ),
        ),
        sums=(),
        total=(words.say(f"paper.deposit.total_{way}"), sayings.yuan(paper.amount)),
        paid=_paid(paper, words),
        warranty=(),
        scan=words.say("paper.deposit.scan"),
        note=words.say("paper.deposit.reason", reason=masked(paper.reason)) if paper.reason else "",
        closing=tuple(closing),
    )


def _facts(paper: DepositPaper, words: Catalogue) -> tuple[tuple[str, str], ...]:
    """Who did it and who allowed it; the job and the deposit it was; the member and the tail."""
    member, tail = masked(sayings.who(paper.member, words=words)), masked(paper.phone_tail)
    approved, job, of = (
        masked(paper.approved_by),
        grouped(paper.job_number),
        grouped(paper.of_number),
    )
    return (
        ("", words.say("paper.deposit.by", name=masked(paper.by)) if paper.by.strip() else ""),
        (
            words.say("paper.receipt.job", number=job) if job else "",
            words.say("paper.deposit.approved", name=approved) if approved.strip() else "",
        ),
        (words.say("paper.deposit.of", number=of) if of else "", ""),
        (
            words.say("paper.receipt.member", name=member)
            if member.strip()
            else words.say("paper.receipt.walk_in"),
            words.say("paper.receipt.tail", tail=tail) if tail else "",
        ),
    )


def _paid(paper: DepositPaper, words: Catalogue) -> tuple[tuple[str, str], ...]:
    """How it was paid, with the change, and what the shop holds of the job beside the last of it."""
    key = "paper.deposit.paid" if paper.direction == "in" else "paper.deposit.back"
    tender = sayings.tender(paper.kind, words=words)
    said = [words.say(key, tender=tender, amount=sayings.money(paper.tendered))]
    if paper.change:
        said.append(words.say("paper.deposit.change", amount=sayings.money(paper.change)))
    held = words.say("paper.deposit.held", amount=sayings.money(paper.balance))
    return (*((text, "") for text in said), (held, ""))
