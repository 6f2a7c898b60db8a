"""What a bill and a refund do to a member's standing: milestones, the reward of who brought the member, the tier.

Called by checkout and refunds once the points are written, and by merges once the rows have moved. The tier comes
last: it may go by points that the others gave.
"""

from sqlalchemy import or_

from models.services import milestones, referrals, tier_reviews, tiers
from models.services.points_accounts import kept_member
from models.store.work import Work
from models.tables.bills import Bill
from models.tables.erasure import Erasure
from models.tables.members import Member
from models.tables.programme import Referral, TierChange, TierNotice
from models.tables.refunds import Refund


def after_bill(work: Work, bill: Bill) -> None:
    """The bill that crosses counts."""
    if bill.member_id is None or work.find(Erasure, bill.member_id) is not None:
        return
    milestones.look(work, bill.member_id, bill)
    referrals.look(work, bill)
    tiers.look(work, bill.member_id, days=(bill.business_day,), bill_id=bill.id)


def after_refund(work: Work, refund: Refund) -> None:
    """What was granted for a job that is given back comes back too; a tier it gave is announced to fall."""
    bill = work.get(Bill, refund.bill_id)
    if bill.member_id is None:
        return
    referrals.came_back(work, refund)
    member_id = kept_member(work, bill.member_id)
    milestones.came_back(work, member_id, refund)
    if work.find(Erasure, bill.member_id) is None:
        tiers.came_back(work, member_id)


def after_merge(work: Work, kept_id: str) -> None:
    """Two files are one: the better tier holds."""
    tier_reviews.after_merge(work, kept_id)


def after_merge_undone(work: Work, kept_id: str, other_id: str) -> None:
    """Two files are two again."""
    tier_reviews.after_merge_undone(work, kept_id, other_id)


def forget(work: Work, member: Member) -> None:
    """An erasure: what was typed goes, an announced fall will not be told to anybody; figures and days stay."""
    work.change(member, adviser_id=None)
    for change in work.all(TierChange, TierChange.member_id == member.id):
        work.change(change, reason="")
    open_notices = (TierNotice.member_id == member.id, TierNotice.settled_at.is_(None))
    for notice in work.all(TierNotice, *open_notices):
        tiers.settle(work, notice, "called_off")
    either = or_(Referral.member_id == member.id, Referral.referrer_id == member.id)
    for referral in work.all(Referral, either):
        if referral.reason not in referrals.OWN_REASONS:
            work.change(referral, reason="")
