"""The smaller lists of the shop as rows of a table: enquiries, money back, deposits, debts, stock.

Reads only; who may have them and that they were had is seen to by models.services.exchange.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.base.clock import from_ms
from models.services import accounts, stock
from models.services.stock import Part
from models.store.work import View


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryOut:
    """An enquiry as exported; ``phone`` a full number as stored."""

    at: datetime
    name: str
    phone: str
    channel: str
    need: str
    answered_at: datetime | None
    outcome: str
    reason_lost: str
    job_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BackOut:
    """A refund or void as exported; ``total`` fen given back, ``tenders`` the ways it went."""

    number: str
    kind: str
    at: datetime
    business_day: date
    bill_number: str
    member: str
    reason: str
    total: int
    tenders: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositOut:
    """A deposit taken, or given back (``amount`` negative then), as exported; fen."""

    number: str
    at: datetime
    business_day: date
    job_number: str
    member: str
    tender: str
    amount: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedOut:
    """A bill that stands on account as exported; fen, ``days`` since it was posted."""

    member: str
    number: str
    business_day: date
    days: int
    owed: int


def enquiries(view: View) -> Iterator[EnquiryOut]:
    """Every enquiry, the oldest first."""
    for row in stream(
        view,
        "SELECT e.*, coalesce(m.name, e.name) AS who, coalesce((SELECT p.number FROM member_phone p"
        "  WHERE p.member_id=e.member_id ORDER BY p.position LIMIT 1), e.phone) AS told,"
        " coalesce(j.number, '') AS job_number FROM enquiry e"
        " LEFT JOIN member m ON m.id=e.member_id LEFT JOIN job j ON j.id=e.job_id"
        " ORDER BY e.at, e.id",
    ):
        yield EnquiryOut(
            at=from_ms(row["at"]),
            name=row["who"],
            phone=row["told"],
            channel=row["channel"],
            need=row["need"],
            answered_at=None if row["answered_at"] is None else from_ms(row["answered_at"]),
            outcome=row["outcome"],
            reason_lost=row["reason_lost"],
            job_number=row["job_number"],
        )


def refunds(view: View) -> Iterator[BackOut]:
    """Every refund and void, the oldest first."""
    for row in stream(
        view,
        "SELECT r.*, b.number AS bill_number, coalesce(m.name, '') AS member,"
        " (SELECT group_concat(tender_kind || ' ' || amount, ' ') FROM (SELECT tender_kind, amount"
        "  FROM refund_tender t WHERE t.refund_id=r.id ORDER BY position)) AS tenders"
        " FROM refund r JOIN bill b ON b.id=r.bill_id LEFT JOIN member m ON m.id=r.member_id"
        " ORDER BY r.at, r.id",
    ):
        yield BackOut(
            number=row["number"],
            kind=row["refund_kind"],
            at=from_ms(row["at"]),
            business_day=date.fromisoformat(row["business_day"]),
            bill_number=row["bill_number"],
            member=row["member"],
            reason=row["reason"],
            total=row["total"],
            tenders=tenders_in(row["tenders"]),
        )


def deposits(view: View) -> Iterator[DepositOut]:
    """Every deposit taken or given back, the oldest first."""
    for row in stream(
        view,
        "SELECT d.*, j.number AS job_number, coalesce(m.name, '') AS member FROM deposit d"
        " JOIN job j ON j.id=d.job_id LEFT JOIN member m ON m.id=d.member_id ORDER BY d.at, d.id",
    ):
        yield DepositOut(
            number=row["number"],
            at=from_ms(row["at"]),
            business_day=date.fromisoformat(row["business_day"]),
            job_number=row["job_number"],
            member=row["member"],
            tender=row["tender_kind"],
            amount=row["amount"] if row["direction"] == "in" else -row["amount"],
            reason=row["reason"],
        )


def owed(view: View) -> Iterator[OwedOut]:
    """Every bill of which something stands on account today, by who owes longest."""
    for debtor in accounts.ages(view):
        for bill in accounts.of_member(view, debtor.member_id).bills:
            yield OwedOut(
                member=debtor.name,
                number=bill.number,
                business_day=bill.day,
                days=(view.today - bill.day).days,
                owed=bill.owed,
            )


def parts(view: View) -> Iterator[Part]:
    """Every part of the price list with what of it is there."""
    yield from stock.parts(view)


def stream(view: View, statement: str) -> Iterator[Any]:
    """Rows as the driver finds them, never all at once."""
    result = view.connection.exec_driver_sql(statement)
    while rows := result.mappings().fetchmany(200):
        yield from rows


def tenders_in(said: str | None) -> tuple[tuple[str, int], ...]:
    """Kinds and amounts (fen) out of ``cash 100 wechat 50``."""
    words = (said or "").split()
    return tuple((kind, int(fen)) for kind, fen in zip(words[::2], words[1::2], strict=True))
