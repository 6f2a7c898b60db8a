"""The pricing of a bill: every amount on it, what was handed over and the change.

Screens preview with the function that decides. Money in fen, quantities in thousandths, discounts
in fen or per mille off. Must not number, store or print anything.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.base.documents import LineKind, TenderKind
from models.base.errors import Refused
from models.base.money import MAX_FEN, amount_of, round_half_up, split
from models.base.quantity import MAX_QUANTITY

PER_MILLE = 1000
ROUNDING_UNITS = (0, 10, 100)
_SUGGESTIONS = 3
_WECHAT_CODE = re.compile(r"1[0-5][0-9]{16}", re.ASCII)
_ALIPAY_CODE = re.compile(r"(?:2[5-9]|30)[0-9]{14,22}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Discount:
    """What is taken off: ``fen``, or ``per_mille`` of the amount (95 折 = 50), never both."""

    fen: int = 0
    per_mille: int = 0

    def __post_init__(self) -> None:
        if self.fen and self.per_mille:
            raise ValueError("a discount is in fen or per mille, not both")

    def of(self, amount: int) -> int:
        """Fen off ``amount``, per mille rounded half up."""
        return self.fen or round_half_up(amount * self.per_mille, PER_MILLE)

    def fits(self, amount: int) -> bool:
        """Whether it takes off something between nothing and all of ``amount``."""
        return 0 <= self.per_mille <= PER_MILLE and 0 <= self.of(amount) <= amount


NO_DISCOUNT = Discount()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineIn:
    """A line as it was chosen; ``price`` fen a unit on the day that holds."""

    price: int
    quantity: int = 1000
    kind: LineKind = "service"
    discount: Discount = NO_DISCOUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOut:
    """What a line comes to. ``total`` = amount - discount - bill_share - rounding_share."""

    amount: int
    discount: int
    bill_share: int
    """Its share of the bill discount, by largest remainder over the lines after discount."""
    rounding_share: int
    """Its share of 抹零, by largest remainder over what is left."""
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """Every amount of a bill. ``total`` = subtotal - line_discount - bill_discount - rounding."""

    lines: tuple[LineOut, ...]
    subtotal: int
    line_discount: int
    bill_discount: int
    rounding: int
    total: int
    discount_most: int
    """The largest bill discount the cap allows here."""


def given_away(priced: Priced, *, by_rule: int = 0) -> int:
    """Line and bill discounts per mille of the subtotal, rounded up.

    What the shop's own rules give is not counted: 抹零, and ``by_rule`` fen of the lines' discounts (a tier's).
    """
    given = priced.line_discount - by_rule + priced.bill_discount
    return -(-given * PER_MILLE // priced.subtotal) if priced.subtotal else 0


@dataclass(frozen=True, slots=True)
class TenderIn:
    """What was handed over in one way: ``tendered`` fen, positive."""

    kind: TenderKind
    tendered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderOut:
    """``amount`` is what was kept of ``tendered``; they differ for cash only."""

    kind: TenderKind
    amount: int
    tendered: int


@dataclass(frozen=True, slots=True)
class Settled:
    """A bill that is paid: the tenders and the cash to give back."""

    tenders: tuple[TenderOut, ...]
    change: int


def price_bill(
    lines: Sequence[LineIn],
    *,
    discount: Discount = NO_DISCOUNT,
    rounding_unit: int = 0,
    discount_cap: int = PER_MILLE,
) -> Priced:
    """Every amount of a bill with these lines.

    ``rounding_unit`` (抹零) in fen takes the total down to a multiple of 10 or 100, 0 leaves it;
    ``discount_cap`` is the most a bill discount may be, per mille of the lines after their own.
    Raises Refused ``checkout.no_lines``, ``checkout.quantity``, ``checkout.price``,
    ``checkout.line_discount`` (each with ``line``, from 1), ``checkout.discount``,
    ``checkout.discount_cap`` (``most`` in fen), ``checkout.too_large`` (``most`` in fen).
    """
    if rounding_unit not in ROUNDING_UNITS:
        raise ValueError(f"no such rounding unit: {rounding_unit}")
    if not lines:
        raise Refused("checkout.no_lines", field="lines")
    own = [_line(line, place) for place, line in enumerate(lines, start=1)]
    subtotal = sum(amount for amount, _ in own)
    if subtotal > MAX_FEN:
        raise Refused("checkout.too_large", field="lines", most=MAX_FEN)
    nets = [amount - off for amount, off in own]
    most = sum(nets) * discount_cap // PER_MILLE
    bill_discount = _bill_discount(discount, sum(nets), most)
    shares = split(bill_discount, nets)
    left = [net - share for net, share in zip(nets, shares, strict=True)]
    rounding = sum(left) % rounding_unit if rounding_unit else 0
    rounded = split(rounding, left)
    out = tuple(
        LineOut(
            amount=amount,
            discount=off,
            bill_share=share,
            rounding_share=cut,
            total=amount - off - share - cut,
        )
        for (amount, off), share, cut in zip(own, shares, rounded, strict=True)
    )
    return Priced(
        lines=out,
        subtotal=subtotal,
        line_discount=sum(off for _, off in own),
        bill_discount=bill_discount,
        rounding=rounding,
        total=sum(line.total for line in out),
        discount_most=most,
    )


def _line(line: LineIn, place: int) -> tuple[int, int]:
    if not 0 < line.quantity <= MAX_QUANTITY:
        raise Refused("checkout.quantity", field="quantity", line=place)
    if line.price < 0:
        raise Refused("checkout.price", field="price", line=place)
    amount = amount_of(line.price, line.quantity)
    if amount > MAX_FEN:
        raise Refused("checkout.too_large", field="lines", most=MAX_FEN)
    if not line.discount.fits(amount):
        raise Refused("checkout.line_discount", field="discount", line=place, most=amount)
    return amount, line.discount.of(amount)


def _bill_discount(discount: Discount, net: int, most: int) -> int:
    off = discount.of(net)
    if not discount.fits(net):
        raise Refused("checkout.discount", field="bill_discount", most=net)
    if off > most:
        raise Refused("checkout.discount_cap", field="bill_discount", most=most)
    return off


def settle(total: int, tenders: Sequence[TenderIn]) -> Settled:
    """What is kept of each tender and the change, which comes out of cash only.

    Raises Refused ``checkout.tender_empty``, ``checkout.tender_over`` (``kind``, ``over``: more
    than is owed without cash), ``checkout.cash_unneeded`` (``cash``: the rest was paid already)
    or ``checkout.tender_short`` (``short``); ``checkout.too_large`` for more than any amount may be.
    """
    if any(tender.tendered <= 0 for tender in tenders):
        raise Refused("checkout.tender_empty", field="tender")
    if any(tender.tendered > MAX_FEN for tender in tenders):
        raise Refused("checkout.too_large", field="tender", most=MAX_FEN)
    plain = sum(tender.tendered for tender in tenders if tender.kind != "cash")
    cash = sum(tender.tendered for tender in tenders if tender.kind == "cash")
    if plain > total:
        last = [tender.kind for tender in tenders if tender.kind != "cash"][-1]
        raise Refused("checkout.tender_over", field="tender", kind=last, over=plain - total)
    if cash and plain == total:
        raise Refused("checkout.cash_unneeded", field="tender", cash=cash)
    if plain + cash < total:
        raise Refused("checkout.tender_short", field="tender", short=total - plain - cash)
    owed = total - plain
    out = []
    for tender in tenders:
        kept = tender.tendered if tender.kind != "cash" else min(owed, tender.tendered)
        owed -= kept if tender.kind == "cash" else 0
        out.append(TenderOut(kind=tender.kind, amount=kept, tendered=tender.tendered))
    return Settled(tuple(out), plain + cash - total)


def cash_suggestions(total: int) -> tuple[int, ...]:
    """Up to three round sums above ``total`` that people hand over: 307.50 → 310, 350, 400."""
    notes = (500, 1000, 2000) if total < 1000 else (1000, 5000, 10_000)
    sums = {-(-total // note) * note for note in notes} if total > 0 else set[int]()
    return tuple(sorted(amount for amount in sums if amount > total))[:_SUGGESTIONS]


def tender_of_code(scanned: str) -> TenderKind | None:
    """The wallet whose payment code was scanned; None for anything else. It never means that money moved.

    WeChat: 18 digits from 10 to 15; Alipay: 16 to 24 digits from 25 to 30 (both as published for
    merchants who scan the customer's code).
    """
    digits = scanned.strip()
    if _WECHAT_CODE.fullmatch(digits):
        return "wechat"
    return "alipay" if _ALIPAY_CODE.fullmatch(digits) else None
