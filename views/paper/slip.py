"""What the slips of points and of money paid ahead have in common: head, number, who, and the way to complain.

Each slip's own file says the rest. All are laid out as the receipt is.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from models.base.documents_head import ShopHead
from views import sayings
from views.paper.escape import dialled, grouped, masked
from views.paper.receipt import place
from views.paper.receipt_words import Said, SaidLine
from views.texts import Catalogue


def heads(words: Catalogue, last: str) -> tuple[str, ...]:
    """The heads of the columns; ``last`` is the key of the rightmost one."""
    return (
        *(words.say(f"paper.receipt.{key}") for key in ("item", "quantity", "price", "discount")),
        words.say(last),
    )


def line(name: str, *, quantity: str = "", price: str = "", amount: str = "") -> SaidLine:
    """A line of what the slip is about; names are cleaned here. A narrow roll tells the price by ``times``."""
    return SaidLine(
        name=masked(name),
        quantity=quantity,
        price=price,
        discount="",
        amount=amount,
        times=f"{quantity} × {price}" if price and quantity not in ("", "1") else "",
        off="",
    )


def said(
    words: Catalogue,
    *,
    shop: ShopHead,
    title: str,
    number: str,
    code: str,
    at: datetime,
    by: str,
    member: str,
    phone_tail: str,
    heads: tuple[str, ...],
    lines: tuple[SaidLine, ...],
    total: tuple[str, str],
    scan: str,
    approved_by: str = "",
    sums: tuple[tuple[str, str], ...] = (),
    paid: tuple[str, ...] = (),
    told: tuple[tuple[str, tuple[str, ...]], ...] = (),
    note: str = "",
    sign: bool = False,
) -> Said:
    """A whole slip from what is its own; ``told`` are headings with the lines below them."""
    local = at.astimezone(ZoneInfo(shop.zone))
    who, tail = masked(sayings.who(member, words=words)), masked(phone_tail)
    approved = masked(approved_by)
    closing = [words.say("paper.deposit.sign")] if sign else []
    if shop.complaint_phone.strip():
        closing.append(words.say("paper.receipt.complaint", phone=dialled(shop.complaint_phone)))
    return Said(
        shop=grouped(shop.name),
        place=place(shop.address, shop.phone, words),
        title=title,
        number=grouped(number),
        code=code,
        day_time=words.say(
            "paper.day_time", day=local.date().isoformat(), time=local.strftime("%H:%M")
        ),
        facts=(
            ("", words.say("paper.deposit.by", name=masked(by)) if by.strip() else ""),
            ("", words.say("paper.deposit.approved", name=approved) if approved.strip() else ""),
            (
                words.say("paper.receipt.member", name=who) if who.strip() else "",
                words.say("paper.receipt.tail", tail=tail) if tail else "",
            ),
        ),
        device="",
        heads=heads,
        lines=lines,
        sums=sums,
        total=total,
        paid=tuple((text, "") for text in paid if text),
        warranty=told,
        scan=scan,
        note=note,
        closing=tuple(closing),
    )
