"""What a receipt says of points: earned on what, used, left, next to end, owed, and the way to the next tier."""

from models.base.documents import PaperPoints, Receipt
from views import sayings
from views.programme_names import tier_name
from views.texts import Catalogue

COVERS = ("visit", "coupon", "points")
"""Ways of paying that stand above the total: no money was handed over for them."""
_ONE = 1000

Pairs = tuple[tuple[str, str], ...]


def covers(receipt: Receipt, words: Catalogue) -> tuple[Pairs, int]:
    """What visits, coupons and points took off, as rows, and how much that is in fen."""
    rows, whole = [], 0
    for tender in receipt.tenders:
        if tender.kind in COVERS:
            rows.append((_covered(tender.kind, receipt, words), sayings.money(-tender.amount)))
            whole += tender.amount
    return tuple(rows), whole


def rows(points: PaperPoints | None, words: Catalogue) -> Pairs:
    """The rows of the points; nothing without a member or a programme."""
    if points is None:
        return ()
    said = words.say

    def receipt(key: str, **values: object) -> str:
        return said(f"paper.receipt.{key}", **values)

    number = sayings.number
    found = [
        (receipt("earned", n=number(points.earned)), receipt("balance", n=number(points.balance)))
    ]
    if points.earned and points.factor != _ONE:
        names = said("words.list_comma").join(points.names)
        factor = sayings.quantity(points.factor)
        found.append((receipt("earned_on", yuan=number(points.yuan), factor=factor), names))
    if points.next_day is not None and points.next_points:
        ends = receipt("ends", n=number(points.next_points), day=points.next_day.isoformat())
        found.append((receipt("ends_first"), ends))
    if points.repaid:
        found.append((receipt("repaid"), receipt("n_points", n=number(points.repaid))))
    if points.debt:
        found.append((receipt("owed"), receipt("n_points", n=number(points.debt))))
    if points.pending:
        found.append((receipt("pending"), receipt("n_points", n=number(points.pending))))
    if points.next_tier and points.measure:
        found.append((_distance(points, words), ""))
    return tuple(found)


def tier(points: PaperPoints | None, words: Catalogue) -> str:
    """The tier's name after the member's, or nothing."""
    return _tier_words(points.tier, words) if points is not None and points.tier else ""


def _covered(kind: str, receipt: Receipt, words: Catalogue) -> str:
    used = receipt.points.used if receipt.points is not None else 0
    if kind == "points" and used:
        return words.say("paper.receipt.off_points_n", n=sayings.number(used))
    return words.say(f"paper.receipt.off_{kind}")


def _distance(points: PaperPoints, words: Catalogue) -> str:
    spend = points.measure == "spend"
    missing = sayings.yuan(points.missing) if spend else sayings.number(points.missing)
    name = _tier_words(points.next_tier, words)
    return words.say(f"points.to_next.{points.measure}", missing=missing, tier=name)


def _tier_words(name: str, words: Catalogue) -> str:
    """A tier by its name; the usual ones in the paper's own language."""
    for code in ("base", "silver", "gold", "platinum"):
        if tier_name(code, name, words=words) != name:
            return tier_name(code, name, words=words)
    return name
