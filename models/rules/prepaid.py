"""Money paid ahead: what is put on top, which part is spent first, and what is given back by which formula.

Money in fen. Must not number, store or print anything.

The rule of giving back is the shop's own, printed on every paper of money paid ahead, for the case the shop
ordinarily has (the member wants the money back, the shop was ready to serve):

    stored value:  back = max(0, paid - used), where used counts the part that came out of the gift in full
    visit card:    back = max(0, price - visits used x price of a single visit + what came back of part of a visit)

Stored value is reckoned since nothing was left of it the last time: what was used up was served in full, its gift
with it, and takes nothing off what was paid in later.

A discount for paying ahead is lost with the paying ahead: 500 paid with 25 on top, 30 used, gives 470 back, and
what is left of the gift is forfeited. Never below nothing: nobody owes the shop because of a gift. Where the shop
is the reason it gives back more than this by hand.
"""

from collections.abc import Sequence

from models.base.documents_points import PrepaidFormula
from models.base.errors import Refused
from models.base.money import MAX_FEN, split
from models.rules.programme import TopUp, ValueOrder


def gift_of(amount: int, offers: Sequence[TopUp]) -> int:
    """What the shop puts on top of ``amount``: the gift of the highest offer it reaches, once."""
    reached = [offer for offer in offers if offer.paid <= amount]
    return max(reached, key=lambda offer: offer.paid).gift if reached else 0


def checked(amount: int) -> int:
    """An amount above nothing. Raises Refused ``prepaid.amount`` or ``money.too_large``, field ``amount``."""
    if amount <= 0:
        raise Refused("prepaid.amount", field="amount")
    if amount > MAX_FEN:
        raise Refused("money.too_large", field="amount", most=MAX_FEN)
    return amount


def parts(amount: int, *, paid: int, gift: int, order: ValueOrder) -> tuple[int, int]:
    """What of ``amount`` comes out of the paid part and out of the gift.

    ``together`` splits by what there is of each, largest remainder. Raises Refused ``stored.short`` (``have``,
    ``need``) where both together hold less.
    """
    if amount > paid + gift:
        raise Refused("stored.short", field="tender", have=paid + gift, need=amount)
    if order == "together":
        out, given = split(amount, (paid, gift)) if amount else (0, 0)
        return out, given
    if order == "gift_first":
        given = min(amount, gift)
        return amount - given, given
    out = min(amount, paid)
    return out, amount - out


def value_back(*, paid: int, used: int, paid_left: int, gift_left: int) -> PrepaidFormula:
    """What is given back of stored value: ``paid`` less ``used`` (both parts at full worth), never below 0.

    Never more than the paid part holds either: a gift that a refund put back after an earlier return of the money
    stays a gift.
    """
    back = min(max(0, paid - used), paid_left)
    return PrepaidFormula(paid=paid, used=used, back=back, gift_lost=gift_left)


def card_back(*, price: int, visits: int, single: int, part: int = 0) -> PrepaidFormula:
    """What is given back of a visit card: the price less ``visits`` used × ``single``, never below 0.

    ``part`` is what a refund gave back of a visit that is not back whole (:func:`part_of`): it is charged no more.
    """
    used = visits * single
    back = max(0, price - used + part)
    return PrepaidFormula(paid=price, used=used, back=back, visits=visits, single=single, part=part)


def charged(*, single: int, visits: int, worth: int, visits_back: int, worth_back: int) -> int:
    """Fen that giving a card back charges for its visits on a bill: those not back, less a part that is."""
    part = part_of(
        single=single, visits=visits, worth=worth, visits_back=visits_back, worth_back=worth_back
    )
    return single * (visits - visits_back) - part


def part_of(*, single: int, visits: int, worth: int, visits_back: int, worth_back: int) -> int:
    """Fen of ``single`` that stand for what came back of a bill's visits beyond the whole ones."""
    return single * (visits * worth_back - visits_back * worth) // worth if worth else 0
