"""The receipt: what it says, in the paper's own language, and the door to its three widths.

Made from the frozen snapshot alone; it shows no full name and no full phone number.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from models.base.documents import PaperLine, Receipt
from models.rules.quotes import variance
from views import sayings
from views.paper import points_rows, receipt_a5, receipt_covers, receipt_roll
from views.paper.escape import clean, dialled, grouped, masked
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Made
from views.paper.receipt_words import Said, SaidLine
from views.programme_names import discount_words, is_usual_base, told_tier
from views.texts import Catalogue, catalogue

Width = Literal["58", "80", "a5"]
Language = Literal["zh", "en"]

_ONE = 1000
"""A quantity of one, in thousandths."""


def render(receipt: Receipt, *, width: Width, language: Language, copy: int = 0) -> bytes:
    """The PDF of a receipt; see :func:`make`."""
    return make(receipt, width=width, language=language, copy=copy).pdf


def make(
    receipt: Receipt, *, width: Width, language: Language, copy: int = 0,
    face: Typeface | None = None,
) -> Made:  # fmt: skip
    """A receipt on a roll of 58 or 80 mm (one page as long as its content) or on A5 pages.

    ``copy`` counts reprints: 1 and more print the copy mark, and nothing else differs. Numbers are
    printed as the snapshot has them, never reckoned again. ``Made.missing`` names characters that no
    font has.
    """
    words = catalogue(language)
    return lay(say(receipt, words, copy=copy), width, face or typeface(), words)


def lay(said: Said, width: Width, face: Typeface, words: Catalogue) -> Made:
    """What a paper of the till says, on a roll of 58 or 80 mm or on A5 pages."""
    if width == "a5":
        return receipt_a5.lay(said, face, words)
    return receipt_roll.lay(said, face, receipt_roll.MM58 if width == "58" else receipt_roll.MM80)


def say(receipt: Receipt, words: Catalogue, *, copy: int = 0) -> Said:
    """Everything the receipt says, as cleaned and masked text in reading order."""
    shop = receipt.shop
    at = receipt.at.astimezone(ZoneInfo(shop.zone))
    taken, covered = receipt_covers.covers(receipt, words)
    title = words.say("paper.receipt.copy", n=copy) if copy else words.say("paper.receipt.title")
    return Said(
        shop=grouped(shop.name),
        place=place(shop.address, shop.phone, words),
        title=title,
        number=grouped(receipt.number),
        code=receipt.code,
        day_time=words.say("paper.day_time", day=at.date().isoformat(), time=at.strftime("%H:%M")),
        facts=_facts(receipt, words),
        device=masked(receipt.device),
        heads=tuple(words.say(f"paper.receipt.{key}") for key in ("item", "quantity", "price",
                                                                  "discount", "amount")),
        lines=tuple(_line(line, words) for line in receipt.lines),
        sums=(*_sums(receipt, words), *taken),
        total=(words.say("paper.receipt.total"), sayings.yuan(receipt.total - covered)),
        paid=(*_paid(receipt, words), *_promised(receipt, words)),
        warranty=_warranty(receipt.lines, words),
        scan=words.say(f"paper.receipt.{'scan_warranty' if _warranted(receipt.lines) else 'scan'}"),
        note=_note(receipt, words),
        points=points_rows.of_bill(receipt.points, words),
        closing=(
            words.say("paper.receipt.complaint", phone=dialled(shop.complaint_phone)),
            words.say("paper.receipt.answer"),
        ) if shop.complaint_phone.strip() else (),
    )  # fmt: skip


def place(address: str, phone: str, words: Catalogue) -> str:
    """Where the shop is and its phone, in one line."""
    address, phone = grouped(address), dialled(phone)
    if address and phone:
        return words.say("paper.place", address=address, phone=phone)
    return words.say("paper.phone", phone=phone) if phone else address


def _facts(receipt: Receipt, words: Catalogue) -> tuple[tuple[str, str], ...]:
    """Cashier; job and technician; member and tail: left and right, either may be empty."""

    def named(key: str, name: str) -> str:
        return words.say(f"paper.receipt.{key}", name=name) if name.strip() else ""

    job, tail = grouped(receipt.job_number), masked(receipt.phone_tail)
    member = _member(receipt, words) or words.say("paper.receipt.walk_in")
    return (
        ("", named("cashier", masked(receipt.cashier))),
        (
            words.say("paper.receipt.job", number=job) if job else "",
            named("technician", masked(receipt.technician)),
        ),
        (member, words.say("paper.receipt.tail", tail=tail) if tail else ""),
        *_entered(receipt, words),
    )


def _member(receipt: Receipt, words: Catalogue) -> str:
    """The masked name, with the tier that held for this bill where it is more than the usual lowest one."""
    name = masked(sayings.who(receipt.member, words=words))
    if not name.strip():
        return ""
    tier = receipt.points.tier if receipt.points is not None else ""
    if not tier or is_usual_base(tier):
        return words.say("paper.receipt.member", name=name)
    return words.say("paper.points.member", name=name, tier=masked(told_tier(tier, words)))


def _entered(receipt: Receipt, words: Catalogue) -> tuple[tuple[str, str], ...]:
    """That it was entered later than it happened, and when; nothing on any other bill."""
    if receipt.entered_at is None:
        return ()
    at = receipt.entered_at.astimezone(ZoneInfo(receipt.shop.zone))
    day, time = at.date().isoformat(), at.strftime("%H:%M")
    return ((words.say("paper.receipt.entered", day=day, time=time), ""),)


def _note(receipt: Receipt, words: Catalogue) -> str:
    note = masked(receipt.note)
    return words.say("paper.receipt.note", note=note) if note.strip() else ""


def _line(line: PaperLine, words: Catalogue) -> SaidLine:
    quantity, price = sayings.quantity(line.quantity), sayings.money(line.price)
    times = ""
    if line.quantity != _ONE:
        unit = masked(line.unit)
        key = "paper.receipt.times_unit" if unit else "paper.receipt.times"
        unit_value = {"unit": unit} if unit else {}
        times = words.say(key, quantity=quantity, price=price, **unit_value)
    off = sayings.money(line.discount)
    return SaidLine(
        name=masked(line.name),
        quantity=quantity,
        price=price,
        discount=f"-{off}" if line.discount else "",
        amount=sayings.money(line.amount),
        times=times,
        off=words.say("paper.receipt.line_off", amount=f"-{off}") if line.discount else "",
    )


def _sums(receipt: Receipt, words: Catalogue) -> tuple[tuple[str, str], ...]:
    """What leads from the lines to the total; a step that takes nothing off is left out."""
    steps = (
        (words.say("paper.receipt.lines_off"), receipt.line_discount - receipt.tier_off),
        (_tier_words(receipt, words), receipt.tier_off),
        (words.say("paper.receipt.bill_off"), receipt.bill_discount),
        (words.say("paper.receipt.rounding"), receipt.rounding),
    )
    taken = tuple((said, sayings.money(-fen)) for said, fen in steps if fen)
    return ((words.say("paper.receipt.subtotal"), sayings.money(receipt.subtotal)), *taken)


def _tier_words(receipt: Receipt, words: Catalogue) -> str:
    """金卡 95 折, or 金卡优惠 where it is told by no one share."""
    tier = masked(told_tier(receipt.tier_name, words))
    if not receipt.tier_per_mille:
        return words.say("paper.points.tier_gift", tier=tier)
    share = discount_words(receipt.tier_per_mille, words)
    return words.say("paper.points.tier_off", tier=tier, share=share)


def _paid(receipt: Receipt, words: Catalogue) -> tuple[tuple[str, str], ...]:
    """Means of payment at the left, two to a row at most where the second is the change."""
    given = [
        words.say(f"paper.tender.{tender.kind}", amount=sayings.money(tender.tendered))
        for tender in receipt.tenders
        if tender.kind not in receipt_covers.COVERS
    ]
    change = ""
    if receipt.change or any(tender.kind == "cash" for tender in receipt.tenders):
        change = words.say("paper.receipt.change", amount=sayings.money(receipt.change))
    rows = [(text, "") for text in given[:-1]]
    return (*rows, (given[-1] if given else "", change)) if given or change else ()


def _promised(receipt: Receipt, words: Catalogue) -> tuple[tuple[str, str], ...]:
    """What was promised for the job, and how far the bill is from it; nothing without an accepted quote."""
    if not receipt.quote_number:
        return ()
    found = variance(receipt.quoted, receipt.total)
    named = words.say(
        "paper.receipt.quoted",
        number=grouped(receipt.quote_number),
        amount=sayings.money(receipt.quoted),
    )
    if not found.fen:
        return ((named, words.say("paper.receipt.as_quoted")),)
    share = "" if found.per_mille is None else f" {sayings.share(found.per_mille)}"
    return ((named, f"{sayings.change(found.fen)}{share}"),)


def _warranted(lines: Sequence[PaperLine]) -> bool:
    return any(line.warranty_until for line in lines)


def _warranty(
    lines: Sequence[PaperLine], words: Catalogue
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Headings with what they cover, one per last day; then the parts without a warranty."""
    groups: dict[tuple[date, int], list[str]] = {}
    for line in lines:
        if line.warranty_until:
            covered = groups.setdefault((line.warranty_until, line.warranty_days), [])
            covered.append(_part(line, words))
    said = [
        (
            words.say("paper.receipt.warranty", days=days, day=until.isoformat()),
            tuple(covered),
        )
        for (until, days), covered in sorted(groups.items())
    ]
    rest = [line for line in lines if not line.warranty_until and (line.lot or line.serial)]
    if rest:
        parts = tuple(_part(line, words) for line in rest)
        said.append((words.say("paper.receipt.parts"), parts))
    return tuple(said)


def _part(line: PaperLine, words: Catalogue) -> str:
    said = [masked(line.name)]
    if clean(line.lot):
        said.append(words.say("paper.receipt.lot", lot=grouped(line.lot)))
    if clean(line.serial):
        said.append(words.say("paper.receipt.serial", serial=grouped(line.serial)))
    return " ".join(said)
