"""What a receipt says, already in words: the layouts place these strings and reckon nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One line of the bill. ``times`` is empty where the quantity is one, ``off`` without discount."""

    name: str
    quantity: str
    price: str
    discount: str
    amount: str
    times: str
    off: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A whole receipt in reading order; an empty string or tuple is left out of the paper."""

    shop: str
    place: str
    title: str
    number: str
    code: str
    day_time: str
    facts: tuple[tuple[str, str], ...]
    """Pairs of left and right: cashier; job, technician; member, tail."""
    device: str
    heads: tuple[str, ...]
    """Item, quantity, price, discount, amount."""
    lines: tuple[SaidLine, ...]
    sums: tuple[tuple[str, str], ...]
    total: tuple[str, str]
    paid: tuple[tuple[str, str], ...]
    warranty: tuple[tuple[str, tuple[str, ...]], ...]
    """Headings with the lines below them."""
    scan: str
    note: str
    closing: tuple[str, ...]
    points: tuple[tuple[str, str], ...] = ()
    """Rows on points; the right one of the first, the balance, counts most."""

    def warranty_rows(self) -> list[tuple[str, bool]]:
        """The rows of all warranties, True for a heading."""
        return [
            row
            for head, parts in self.warranty
            for row in ((head, True), *((part, False) for part in parts))
        ]
