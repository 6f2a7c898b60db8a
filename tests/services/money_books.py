"""The books of the money machine, kept without the program, and what is asked of the file beside them; fen."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.base.rights import Right
from models.base.usecase import query
from models.rules.tenders import NO_MONEY
from models.store.work import View

POSTED = (
    "bill", "bill_line", "tender", "refund", "refund_line", "refund_tender", "deposit",
    "deposit_use", "account_payment", "account_settlement", "day_close", "drawer_entry",
    "shift_count",
)  # fmt: skip
"""Tables whose rows never change once they are written."""
NUMBERED = ("bill", "refund", "deposit", "account_payment", "day_close")


@query(Right.AUDIT)
def posted_rows(view: View) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Every posted row as stored."""
    return {
        (table, row[0]): tuple(row)
        for table in POSTED
        for row in view.connection.exec_driver_sql(f"SELECT * FROM {table}")
    }


@query(Right.AUDIT)
def sequences(view: View) -> dict[str, list[int]]:
    """The numbers of each kind of document, in their order."""
    return {
        table: [
            row["sequence"] for row in view.sql(f"SELECT sequence FROM {table} ORDER BY sequence")
        ]
        for table in NUMBERED
    }


@query(Right.AUDIT)
def held(view: View) -> tuple[int, int, int]:
    """Deposits taken, given back, and settled on bills that stand."""
    row = view.sql(
        "SELECT (SELECT coalesce(sum(amount),0) FROM deposit WHERE direction='in') AS taken,"
        " (SELECT coalesce(sum(amount),0) FROM deposit WHERE direction='out') AS back,"
        " (SELECT coalesce(sum(amount),0) FROM deposit_use) AS used"
    )[0]
    return row["taken"], row["back"], row["used"]


@query(Right.AUDIT)
def sums(view: View) -> tuple[int, int, int, int]:
    """Tenders, refund tenders, bills and refunds in all; fen."""
    row = view.sql(
        "SELECT (SELECT coalesce(sum(amount),0) FROM tender) AS tenders,"
        " (SELECT coalesce(sum(amount),0) FROM refund_tender) AS back,"
        " (SELECT coalesce(sum(total),0) FROM bill) AS bills,"
        " (SELECT coalesce(sum(total),0) FROM refund) AS refunds"
    )[0]
    return row["tenders"], row["back"], row["bills"], row["refunds"]


@query(Right.AUDIT)
def held_on(view: View, day: date) -> int:
    """Deposits taken less given back on a day, and what was paid of accounts."""
    rows = view.sql(
        "SELECT coalesce(sum(CASE direction WHEN 'in' THEN amount ELSE -amount END),0)"
        " + (SELECT coalesce(sum(amount),0) FROM account_payment WHERE business_day=?1)"
        " AS n FROM deposit WHERE business_day=?1",
        (day.isoformat(),),
    )
    return int(rows[0]["n"])


@dataclass
class Paid:
    """What the machine itself knows of a bill."""

    id: str
    total: int
    day: date
    given_back: int = 0
    refunds: int = 0
    job: str = ""
    used: dict[str, int] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """What is left of it, fen."""
        return self.total - self.given_back


@dataclass
class Work:
    """What the machine itself knows of a job: the deposits it holds by id, in fen, and whether a bill stands."""

    id: str
    left: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    bill: str = ""
    accepted: int | None = None
    """What was promised for it; None without an accepted quote."""
    actual: int = 0
    """What its lines come to since."""
    signed: int = 0
    """The highest total the member signed for."""

    @property
    def balance(self) -> int:
        """What is held."""
        return sum(self.left.values())

    @property
    def waits(self) -> bool:
        """Whether it goes beyond the cap of 10 % unsigned."""
        if self.accepted is None:
            return False
        return self.actual > max(self.accepted + self.accepted // 10, self.signed)


@dataclass
class Books:
    """The machine's own books, kept without the program: what must be true of the file."""

    bills: list[Paid] = field(default_factory=list)
    jobs: list[Work] = field(default_factory=list)
    held: int = 0
    owed: dict[str, int] = field(default_factory=dict)
    """What is owed of each bill on account, the oldest first."""
    repaid: int = 0
    """Deposits taken less given back: money that stands on no bill yet, or did not when it came."""
    by_kind: Counter[str] = field(default_factory=Counter)
    """Taken less given back, by means of payment, over all days."""
    drawer: Counter[str] | None = None
    """What must be there since the open shift began; None without a shift."""
    shift_day: date | None = None
    closed: set[date] = field(default_factory=set)

    def moved(self, kind: str, amount: int) -> None:
        """Money came in (positive) or went out."""
        self.by_kind[kind] += amount
        if self.drawer is not None and kind not in NO_MONEY:
            self.drawer[kind] += amount
