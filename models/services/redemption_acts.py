"""What happens to a redemption (兑换): put aside, handed over, called off; its voucher, its coupon, its cash part.

Called by the use cases in models/services/redemptions.py; it declares none of its own.
"""

from datetime import date
from typing import Any

import msgspec

from models.base.codes import CodeKind, DocumentNumber
from models.base.documents_points import RedemptionState, Voucher
from models.base.errors import Refused
from models.base.text import one_of
from models.rules.checkout import TenderIn, TenderOut, settle
from models.rules.names import masked_name
from models.services import (
    checkout_covers,
    coupons,
    drawer,
    numbers,
    phones,
    points_book,
    points_carried,
    prepaid_papers,
    rewards,
    shop,
    timeline,
)
from models.services.deposits import HANDED
from models.services.living import living
from models.services.points_accounts import balance_of
from models.store.work import Work
from models.tables.erasure import Erasure
from models.tables.members import Member
from models.tables.rewards import Coupon, Redemption, Reward

RULE = "redemption"


def put_aside(
    work: Work,
    member_id: str,
    reward_id: str,
    quantity: int,
    *,
    held_until: date | None = None,
    bill_id: str | None = None,
) -> Redemption:
    """Hold a reward: its points go, it gets its number and its voucher. Raises as redemptions.hold."""
    member = living(work, member_id)
    reward = work.get(Reward, reward_id)
    rewards.allowed(work, reward, member_id, quantity)
    points = reward.points * quantity
    checkout_covers.within_cap(work, points)
    redemption_id = work.new_id()
    entry = points_book.spend(work, member_id, points, ref_id=redemption_id, rule=RULE)
    number = numbers.next_document(work, CodeKind.REDEMPTION)
    voucher = _voucher(work, member, reward, number, quantity, held_until)
    row = Redemption(
        id=redemption_id,
        number=voucher.number,
        code=voucher.code,
        desk=work.desk.letter,
        sequence=number.number,
        at=work.now,
        business_day=work.today,
        member_id=member_id,
        account_id=entry.account_id,
        reward_id=reward_id,
        quantity=quantity,
        points=points,
        cash=voucher.cash,
        cost=reward.cost * quantity,
        entry_id=entry.id,
        held_until=held_until,
        bill_id=bill_id,
        actor_id=work.actor.id,
        snapshot=msgspec.to_builtins(voucher),
    )
    work.add(row)
    timeline.touch(work, work.get(Member, member_id))
    return row


def _voucher(
    work: Work,
    member: Member,
    reward: Reward,
    number: DocumentNumber,
    quantity: int,
    held_until: date | None,
) -> Voucher:
    """The voucher of a reward that was put aside just now."""
    return Voucher(
        shop=shop.head_of(work),
        number=str(number),
        code=number.code,
        at=work.now,
        by=work.actor.name,
        approved_by=work.approver.name if work.approver else "",
        member=masked_name(member.name),
        phone_tail=phones.tail_of(work, member.id),
        reward=reward.name,
        reward_kind=reward.reward_kind,
        quantity=quantity,
        points=reward.points * quantity,
        cash=reward.cash * quantity,
        kind="",
        points_left=balance_of(work, member.id).available,
        state="held",
        held_until=held_until,
        coupon_number="",
    )


def hand_over(work: Work, row: Redemption, tender: TenderIn | None) -> int:
    """Take the cash part, issue the coupon, and say so; returns the change."""
    drawer.must_be_open(work, work.today)
    living(work, row.member_id)
    if tender is not None:
        one_of(tender.kind, HANDED, "checkout.tender_empty", field="tender")
    settled = settle(row.cash, (tender,) if tender is not None else ())
    kind = settled.tenders[0].kind if settled.tenders else ""
    if settled.tenders:
        pay(work, row, settled.tenders[0], change=settled.change)
    coupon = _coupon(work, row)
    _settle(
        work,
        row,
        "completed",
        tender_kind=kind,
        coupon_id=coupon.id if coupon is not None else None,
        told={"kind": kind, "coupon_number": coupon.number if coupon is not None else ""},
    )
    return settled.change


def _coupon(work: Work, row: Redemption) -> Coupon | None:
    reward = work.get(Reward, row.reward_id)
    plan = rewards.coupon_of(reward)
    if plan is None:
        return None
    return coupons.issue(work, row.member_id, plan, source="redemption", source_id=row.id)


def pay(
    work: Work, row: Redemption, tender: TenderOut, *, direction: Any = "in", change: int = 0
) -> None:
    """Take the cash part, or give it back (``out``), on a paper of the prepaid series."""
    member = work.get(Member, row.member_id)
    name = work.get(Reward, row.reward_id).name
    prepaid_papers.post(
        work, member, "reward", tender, direction=direction, change=change,
        title=name, ref_id=row.id, ref_number=row.number,
    )  # fmt: skip


def call_off(work: Work, row: Redemption, reason: str) -> None:
    """Give up what is held or was handed over: the points come back into their lots."""
    points_book.come_back(work, row.entry_id, ref_id=row.id)
    if work.find(Erasure, row.member_id) is not None:
        points_carried.clear(work, row.member_id)  # nobody is there to use them
    _settle(work, row, "cancelled", reason=reason, told={})
    tell(work, row, "reward_cancelled")


def _settle(
    work: Work, row: Redemption, state: RedemptionState, *, told: dict[str, str], **values: Any
) -> None:
    work.change(
        row,
        state=state,
        settled_at=work.now,
        settled_by=work.actor.id,
        snapshot={**row.snapshot, "state": state, **told},
        **values,
    )


def of_state(work: Work, redemption_id: str, state: RedemptionState) -> Redemption:
    """The redemption, where it stands as wanted; Refused("redemption.settled")."""
    row = work.get(Redemption, redemption_id)
    if row.state != state:
        raise Refused("redemption.settled", field="redemption", number=row.number)
    return row


def tell(work: Work, row: Redemption, what: str) -> None:
    """Tell the member's timeline of it."""
    if work.find(Erasure, row.member_id) is not None:
        return  # an erased member's points are the ledger's; nothing is told of it
    timeline.record(
        work,
        row.member_id,
        what,
        ref_id=row.id,
        number=row.number,
        details={
            "title": row.snapshot["reward"],
            "points": row.points,
            "cash": row.cash,
            "quantity": row.quantity,
        },
    )
