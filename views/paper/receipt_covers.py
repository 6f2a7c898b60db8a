"""What visits, coupons and points took off a bill, as rows above the total: no money was handed over for them."""

from models.base.documents import Receipt
from views import sayings
from views.texts import Catalogue

COVERS = ("visit", "coupon", "points")
"""Ways of paying that stand above the total."""

Pairs = tuple[tuple[str, str], ...]


def covers(receipt: Receipt, words: Catalogue) -> tuple[Pairs, int]:
    """What visits, coupons and points took off, as rows, and how much that is in fen."""
    rows, whole = [], 0
    for tender in receipt.tenders:
        if tender.kind in COVERS:
            rows.append((_covered(tender.kind, receipt, words), sayings.money(-tender.amount)))
            whole += tender.amount
    return tuple(rows), whole


def _covered(kind: str, receipt: Receipt, words: Catalogue) -> str:
    used = receipt.points.used if receipt.points is not None else 0
    if kind == "points" and used:
        return words.say("paper.receipt.off_points_n", n=sayings.number(used))
    return words.say(f"paper.receipt.off_{kind}")
