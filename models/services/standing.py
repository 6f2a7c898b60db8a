"""What a bill and a refund do to a member's standing: tier, milestones, the reward of who brought the member.

Called by checkout and refunds once the points are written. Raises nothing that would stop the till.
"""

from models.services import tiers
from models.services.points_accounts import kept_member
from models.store.work import Work
from models.tables.bills import Bill
from models.tables.erasure import Erasure
from models.tables.refunds import Refund


def after_bill(work: Work, bill: Bill) -> None:
    """The bill that crosses counts."""
    if bill.member_id is None or work.find(Erasure, bill.member_id) is not None:
        return
    tiers.look(work, bill.member_id, days=(bill.business_day,), bill_id=bill.id)


def after_refund(work: Work, refund: Refund) -> None:
    """What was granted for a job that is given back comes back too; a tier it gave is announced to fall."""
    bill = work.get(Bill, refund.bill_id)
    if bill.member_id is None or work.find(Erasure, bill.member_id) is not None:
        return
    tiers.came_back(work, kept_member(work, bill.member_id))
