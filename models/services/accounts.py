"""On account (挂账): a member's bills that are paid later, what is owed of them, and the payments.

What is owed is reckoned from tenders and settlements, never kept. A payment settles the bills that are chosen,
or all of them, the oldest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from models.base.clock import from_ms
from models.base.codes import CodeKind, DocumentNumber, parse_document_number
from models.base.documents_money import AccountPaper, AccountPaperLine
from models.base.errors import Refused
from models.base.rights import Right, right_missing
from models.base.text import one_of
from models.base.usecase import query, use_case
from models.rules import accounts as rules
from models.rules.accounts import Owed
from models.rules.checkout import TenderIn, settle
from models.rules.names import masked_name
from models.services import drawer, numbers, phones, shop, timeline
from models.services.deposits import HANDED
from models.store.work import View, Work
from models.tables.accounts import AccountPayment, AccountSettlement
from models.tables.members import Member

_OWED = (
    "SELECT b.id, b.number, b.member_id, b.business_day AS day, t.amount AS billed, t.amount -"
    " coalesce((SELECT sum(s.amount) FROM account_settlement s WHERE s.bill_id=b.id),0) AS owed"
    " FROM bill b JOIN (SELECT bill_id, sum(amount) AS amount FROM tender WHERE tender_kind='account'"
    " GROUP BY bill_id) t ON t.bill_id=b.id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    """A member with bills on account: what is owed by age (0-30, 31-60, 61-90, over 90 days); fen."""

    member_id: str
    name: str
    owed: int
    ages: tuple[int, int, int, int]
    oldest: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedBill:
    """A bill that is owed: what stood on account and what is left of it; fen."""

    id: str
    number: str
    day: date
    billed: int
    owed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow:
    """A payment as the account shows it."""

    id: str
    number: str
    at: datetime
    by: str
    kind: str
    amount: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAccount:
    """What a member owes, the oldest bill first, and what was paid, the newest first."""

    member_id: str
    name: str
    owed: int
    bills: tuple[OwedBill, ...]
    payments: tuple[PaymentRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPaid:
    """A posted payment; ``left`` is what is still owed; fen."""

    id: str
    number: str
    amount: int
    change: int
    left: int


@query(Right.SERVE)
def ages(view: View) -> tuple[Debtor, ...]:
    """Everybody who owes, who owes for the longest first."""
    owed: dict[str, list[Owed]] = {}
    for row in view.sql(f"SELECT * FROM ({_OWED}) WHERE owed>0 ORDER BY day, id"):
        one = Owed(row["id"], date.fromisoformat(row["day"]), row["owed"])
        owed.setdefault(row["member_id"], []).append(one)
    return tuple(
        Debtor(
            member_id=member_id,
            name=view.get(Member, member_id).name,
            owed=sum(one.amount for one in ones),
            ages=rules.ages(ones, view.today),
            oldest=ones[0].day,
        )
        for member_id, ones in owed.items()
    )


@query(Right.SERVE)
def of_member(view: View, member_id: str) -> MemberAccount:
    """A member's account."""
    bills = _bills(view, member_id)
    rows = view.sql(
        "SELECT p.*, coalesce(s.name,'') AS who, (SELECT count(*) FROM printing q WHERE q.ref_id=p.id)"
        " AS copies FROM account_payment p LEFT JOIN staff s ON s.id=p.actor_id WHERE p.member_id=?"
        " ORDER BY p.id DESC",
        (member_id,),
    )
    return MemberAccount(
        member_id=member_id,
        name=view.get(Member, member_id).name,
        owed=sum(bill.owed for bill in bills),
        bills=bills,
        payments=tuple(
            PaymentRow(
                id=row["id"],
                number=row["number"],
                at=from_ms(row["at"]),
                by=row["who"],
                kind=row["tender_kind"],
                amount=row["amount"],
                copies=row["copies"],
            )
            for row in rows
        ),
    )


@query(Right.SERVE)
def file(view: View, payment_id: str) -> AccountPaper:
    """The frozen paper of a payment."""
    return msgspec.convert(view.get(AccountPayment, payment_id).snapshot, AccountPaper)


@query(Right.SERVE)
def by_number(view: View, number: str) -> str:
    """The id of the payment with this number or code; Refused("account.unknown" | "code.document_number")."""
    typed = number.strip()
    if not typed.isdigit() or len(typed) < 10:
        typed = str(parse_document_number(typed, CodeKind.ACCOUNT_PAYMENT))
    rows = view.sql("SELECT id FROM account_payment WHERE number=? OR code=?", (typed, typed))
    if not rows:
        raise Refused("account.unknown", field="number", number=typed)
    return str(rows[0]["id"])


def owed_by(view: View, member_id: str) -> int:
    """What a member owes over all bills; fen."""
    return sum(bill.owed for bill in _bills(view, member_id))


def offered(view: View, member: Member | None) -> bool:
    """Whether the till offers to put a bill of this member on account."""
    return member is not None and bool(shop.settings_of(view)["account_limit"])


def allow(work: Work, member: Member | None, amount: int) -> None:
    """The guard of a bill that goes on account.

    Raises Refused("account.off" | "account.member"), and "right.missing" over the member's limit.
    """
    if not amount:
        return
    limit = shop.settings_of(work)["account_limit"]
    if not limit:
        raise Refused("account.off", field="tender")
    if member is None:
        raise Refused("account.member", field="tender")
    if owed_by(work, member.id) + amount > limit and not work.may(Right.CREDIT):
        raise right_missing(Right.CREDIT)


@use_case(Right.SERVE, keyed=True)
def pay(
    work: Work, member_id: str, *, amount: int, tender: TenderIn, bill_ids: tuple[str, ...] = ()
) -> AccountPaid:
    """A member pays ``amount`` of what is owed; ``tender`` is what was handed over, change is cash only.

    With ``bill_ids`` it settles these bills alone, the oldest first; else the oldest of all.
    Raises Refused("account.nothing" | "account.not_owed" | "account.amount" | "account.most" | "money.too_large" |
    "checkout.tender_…" | "day.closed"). Not undoable: money came in.
    """
    drawer.must_be_open(work, work.today)
    member = work.get(Member, member_id)
    bills = {bill.id: bill for bill in _bills(work, member_id)}
    if not bills.keys() >= set(bill_ids):
        raise Refused("account.not_owed", field="amount")
    chosen = [bill for bill in bills.values() if not bill_ids or bill.id in bill_ids]
    parts = rules.settled([Owed(b.id, b.day, b.owed) for b in chosen], amount)
    one_of(tender.kind, HANDED, "checkout.tender_empty", field="tender")
    given = settle(amount, (tender,))
    left = sum(bill.owed for bill in bills.values()) - amount
    number = numbers.next_document(work, CodeKind.ACCOUNT_PAYMENT)
    paper = _paper(work, member, number, bills, parts, tender, given.change)
    row = AccountPayment(
        id=work.new_id(),
        number=paper.number,
        code=paper.code,
        desk=work.desk.letter,
        sequence=number.number,
        at=work.now,
        business_day=work.today,
        member_id=member_id,
        actor_id=work.actor.id,
        tender_kind=tender.kind,
        amount=amount,
        tendered=tender.tendered,
        snapshot=msgspec.to_builtins(paper),
    )
    work.add(row)
    work.add_all(
        [
            AccountSettlement(
                id=work.new_id(), bill_id=part.bill_id, payment_id=row.id, amount=part.amount
            )
            for part in parts
        ]
    )
    timeline.record(
        work,
        member_id,
        "account_paid",
        ref_id=parts[0].bill_id,
        number=row.number,
        details={"total": amount, "tender": tender.kind, "left": left},
    )
    timeline.touch(work, member)
    return AccountPaid(id=row.id, number=row.number, amount=amount, change=given.change, left=left)


def _paper(
    work: Work,
    member: Member,
    number: DocumentNumber,
    bills: Mapping[str, OwedBill],
    parts: Sequence[Owed],
    tender: TenderIn,
    change: int,
) -> AccountPaper:
    """The payment as it prints: each bill with what it owed and what of that is paid."""
    amount = sum(part.amount for part in parts)
    return AccountPaper(
        shop=shop.head_of(work),
        number=str(number),
        code=number.code,
        at=work.now,
        by=work.actor.name,
        member=masked_name(member.name),
        phone_tail=phones.tail_of(work, member.id),
        lines=tuple(
            AccountPaperLine(
                number=bills[part.bill_id].number,
                day=part.day,
                owed=bills[part.bill_id].owed,
                amount=part.amount,
            )
            for part in parts
        ),
        amount=amount,
        kind=tender.kind,
        tendered=tender.tendered,
        change=change,
        left=sum(bill.owed for bill in bills.values()) - amount,
    )


def _bills(view: View, member_id: str) -> tuple[OwedBill, ...]:
    rows = view.sql(
        f"SELECT * FROM ({_OWED}) WHERE member_id=? AND owed>0 ORDER BY day, id", (member_id,)
    )
    return tuple(
        OwedBill(
            id=row["id"],
            number=row["number"],
            day=date.fromisoformat(row["day"]),
            billed=row["billed"],
            owed=row["owed"],
        )
        for row in rows
    )
