"""The paper of a refund or a void: what it says, in the paper's own language, laid out as the receipt is.

Made from the frozen snapshot alone; it shows no full name and no full phone number.
"""

from zoneinfo import ZoneInfo

from models.base.documents_money import RefundPaper, RefundPaperLine
from views import sayings
from views.paper import points_rows
from views.paper.escape import dialled, grouped, masked
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Made
from views.paper.receipt import Language, Width, lay, place
from views.paper.receipt_words import Said, SaidLine
from views.texts import Catalogue, catalogue


def render(paper: RefundPaper, *, width: Width, language: Language, copy: int = 0) -> bytes:
    """The PDF of a refund; see :func:`make`."""
    return make(paper, width=width, language=language, copy=copy).pdf


def make(
    paper: RefundPaper, *, width: Width, language: Language, copy: int = 0,
    face: Typeface | None = None,
) -> Made:  # fmt: skip
    """A refund on a roll of 58 or 80 mm or on A5 pages; ``copy`` counts reprints as on a receipt."""
    words = catalogue(language)
    said = say(paper, words, copy=copy)
    return lay(said, width, face or typeface(), words)


def say(paper: RefundPaper, words: Catalogue, *, copy: int = 0) -> Said:
    """Everything the paper says, as cleaned and masked text in reading order."""
    shop, zone = paper.shop, ZoneInfo(paper.shop.zone)
    at = paper.at.astimezone(zone)
    title = (
        words.say(f"paper.refund.{paper.kind}_copy", n=copy)
        if copy
        else words.say(f"paper.refund.{paper.kind}")
    )
    closing = [words.say("paper.refund.sign")]
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
        device="",
        heads=(
            words.say("paper.receipt.item"),
            words.say("paper.receipt.quantity"),
            *(words.say(f"paper.refund.{key}") for key in ("billed", "before", "amount")),
        ),
        lines=tuple(_line(line, words) for line in paper.lines),
        sums=_sums(paper, words),
        total=(words.say(f"paper.refund.total_{paper.kind}"), sayings.yuan(paper.total)),
        paid=_ways(paper, words),
        warranty=(),
        scan=words.say("paper.refund.scan"),
        note=words.say("paper.refund.reason", reason=masked(paper.reason)) if paper.reason else "",
        points=points_rows.of_refund(paper.points, words),
        closing=tuple(closing),
    )


def _facts(paper: RefundPaper, words: Catalogue) -> tuple[tuple[str, str], ...]:
    """Who did it; the bill and its day; who allowed it; the job; the member and the tail."""
    zone = ZoneInfo(paper.shop.zone)
    member, tail = masked(sayings.who(paper.member, words=words)), masked(paper.phone_tail)
    approved, job = masked(paper.approved_by), grouped(paper.job_number)
    return (
        ("", words.say("paper.refund.by", name=masked(paper.by)) if paper.by.strip() else ""),
        (
            words.say("paper.refund.bill", number=grouped(paper.bill_number)),
            words.say(
                "paper.refund.billed_at", day=paper.bill_at.astimezone(zone).date().isoformat()
            ),
        ),
        (
            words.say("paper.receipt.job", number=job) if job else "",
            words.say("paper.refund.approved", name=approved) if approved.strip() else "",
        ),
        (
            words.say("paper.receipt.member", name=member)
            if member.strip()
            else words.say("paper.receipt.walk_in"),
            words.say("paper.receipt.tail", tail=tail) if tail else "",
        ),
    )


def _line(line: RefundPaperLine, words: Catalogue) -> SaidLine:
    billed, before = sayings.money(line.billed), sayings.money(line.before)
    off = ""
    if line.before:
        off = words.say("paper.refund.of_before", billed=billed, before=before)
    elif line.amount != line.billed:
        off = words.say("paper.refund.of", billed=billed)
    return SaidLine(
        name=masked(line.name),
        quantity=sayings.quantity(line.quantity)
        if line.quantity
        else words.say("paper.refund.money_only"),
        price=billed,
        discount=before if line.before else "",
        amount=sayings.money(line.amount),
        times="",
        off=off,
    )


def _sums(paper: RefundPaper, words: Catalogue) -> tuple[tuple[str, str], ...]:
    rows = [(words.say("paper.refund.bill_total"), sayings.money(paper.bill_total))]
    if paper.before:
        rows.append((words.say("paper.refund.given_before"), sayings.money(-paper.before)))
    return tuple(rows)


def _ways(paper: RefundPaper, words: Catalogue) -> tuple[tuple[str, str], ...]:
    """The ways in which the money goes back, and what is left of the bill beside the last one."""
    said = [
        words.say(
            "paper.refund.way",
            tender=sayings.tender(way.kind, words=words),
            amount=sayings.money(way.amount),
        )
        for way in paper.ways
    ]
    left = words.say("paper.refund.left", amount=sayings.money(paper.left))
    return (*((text, "") for text in said[:-1]), (said[-1] if said else "", left))
