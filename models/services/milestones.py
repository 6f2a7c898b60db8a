"""Milestones ("5321"): so many services, and a right, a coupon or points come once; back where a job is refunded.

What was used up stays with the member, and is not granted a second time.
"""

from dataclasses import dataclass
from datetime import date, datetime

from models.base.ids import derived
from models.base.rights import Right
from models.base.usecase import query
from models.rules import programme_check
from models.rules.coupons import CouponPlan
from models.rules.programme import Milestone
from models.services import coupons, points_book, points_taken_back, programme, timeline
from models.services.programme import InForce
from models.services.tiers import moment
from models.store.work import View, Work
from models.tables.bills import Bill
from models.tables.erasure import Erasure
from models.tables.members import Member
from models.tables.programme import MilestoneGrant, ProgrammeVersion
from models.tables.refunds import Refund

SERVED = (
    "EXISTS (SELECT 1 FROM bill_line l WHERE l.bill_id=b.id AND l.line_kind='service' AND l.total >"
    " coalesce((SELECT sum(x.amount) FROM refund_line x WHERE x.bill_line_id=l.id),0))"
)
"""A bill on which some service was paid and not given back: what counts as a service, once a bill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneRow:
    """A milestone as a member sees it: how far it is, and what became of what it granted.

    ``state``: ahead, reached, used, taken_back. ``coupon`` is the number of the coupon or right, ``last_day`` its.
    """

    code: str
    name: str
    services: int
    have: int
    missing: int
    state: str
    grant: str
    reached_on: date | None
    bill_number: str
    coupon_id: str | None
    coupon: str
    last_day: date | None
    points: int
    taken_back_at: datetime | None


def services_of(view: View, member_id: str) -> int:
    """How many services a member paid for and kept."""
    rows = view.sql(
        f"SELECT count(*) AS n FROM bill b WHERE b.member_id=? AND {SERVED}", (member_id,)
    )
    return int(rows[0]["n"])


def served(view: View, bill_id: str) -> bool:
    """Whether a service of this bill was paid and not given back."""
    return bool(view.sql(f"SELECT 1 FROM bill b WHERE b.id=? AND {SERVED}", (bill_id,)))


@query(Right.SERVE)
def of_member(view: View, member_id: str) -> tuple[MilestoneRow, ...]:
    """The milestones of the programme with what the member reached, the nearest first; then the past ones."""
    view.get(Member, member_id)
    found = programme.in_force(view)
    have = services_of(view, member_id)
    grants = _grants(view, member_id)
    rows = []
    ahead = found.programme.milestones if found is not None else ()
    for one in sorted(ahead, key=lambda one: one.services):
        mine = [row for row in grants if row.milestone == one.code and row.taken_back_at is None]
        rows.append(_row(view, one, have, mine[-1] if mine else None))
    shown = {row.code for row in rows if row.state != "ahead"}
    for grant in grants:
        if grant.taken_back_at is not None or grant.milestone not in shown:
            if grant.taken_back_at is None:
                shown.add(grant.milestone)
            rows.append(_row(view, _milestone(view, grant), have, grant))
    return tuple(rows)


def look(work: Work, member_id: str, bill: Bill) -> None:
    """Grant what a posted bill reaches and the member has not had."""
    found = programme.in_force(work)
    if found is None or not found.programme.milestones or not served(work, bill.id):
        return
    have = services_of(work, member_id)
    had = {row.milestone for row in _grants(work, member_id) if row.taken_back_at is None}
    for one in sorted(found.programme.milestones, key=lambda one: one.services):
        if one.services <= have and one.code not in had:
            _grant(work, found, member_id, one, bill)


def came_back(work: Work, member_id: str, refund: Refund) -> None:
    """Take back what is no longer reached after a refund, unless it was used up."""
    have = services_of(work, member_id)
    for grant in _grants(work, member_id):
        if grant.taken_back_at is None:
            one = _milestone(work, grant)
            if one.services > have:
                _take_back(work, grant, one, refund)


def _grant(work: Work, found: InForce, member_id: str, one: Milestone, bill: Bill) -> None:
    grant_id = derived("milestone", member_id, one.code, bill.id)
    if work.find(MilestoneGrant, grant_id) is not None:
        return
    coupon_id, entry_id = None, None
    if one.grant == "points":
        entry_id = derived("milestone_points", grant_id)
        points_book.grant(
            work,
            member_id,
            one.value,
            rule=f"milestone:{one.code}",
            version_id=found.version_id,
            entry_id=entry_id,
            bill_id=bill.id,
            ref_id=grant_id,
        )
    else:
        item_id = _item(work, one.item_code)
        # An item that has another code by now keeps no bill from being paid: it is promised by name.
        gone = one.grant == "free_item" and item_id is None
        plan = CouponPlan(
            name=one.name,
            coupon_kind="right" if gone else one.grant,
            value=one.value,
            item_id=item_id,
            days=one.days,
            cost=one.cost,
        )
        coupon_id = coupons.issue(
            work,
            member_id,
            plan,
            source="milestone",
            source_id=grant_id,
            coupon_id=derived("milestone_coupon", grant_id),
        ).id
    work.add(
        MilestoneGrant(
            id=grant_id,
            member_id=member_id,
            milestone=one.code,
            at=moment(work),
            day=work.today,
            bill_id=bill.id,
            version_id=found.version_id,
            coupon_id=coupon_id,
            entry_id=entry_id,
        )
    )
    _tell(work, "milestone_reached", member_id, one, bill.number)


def _take_back(work: Work, grant: MilestoneGrant, one: Milestone, refund: Refund) -> None:
    if grant.coupon_id is not None:
        coupons.take_back(work, grant.coupon_id)
        if coupons.file(work, grant.coupon_id).state == "used":
            return
    if grant.entry_id is not None:
        points_taken_back.take_back_entry(
            work, grant.entry_id, refund_id=refund.id, ref_id=grant.id
        )
    work.change(grant, taken_back_at=moment(work), refund_id=refund.id)
    _tell(work, "milestone_taken_back", grant.member_id, one, refund.number)


def _tell(work: Work, what: str, member_id: str, one: Milestone, number: str) -> None:
    if work.find(Erasure, member_id) is not None:
        return
    points = one.value if one.grant == "points" else 0
    sign = -1 if what.endswith("taken_back") else 1
    timeline.record(
        work,
        member_id,
        what,
        number=number,
        details={"name": one.name, "services": one.services, "points": sign * points},
    )


def _grants(view: View, member_id: str) -> list[MilestoneGrant]:
    return view.all(
        MilestoneGrant,
        MilestoneGrant.member_id == member_id,
        order=(MilestoneGrant.at, MilestoneGrant.id),
    )


def _milestone(view: View, grant: MilestoneGrant) -> Milestone:
    """A granted milestone as it was when it was reached."""
    version = view.find(ProgrammeVersion, grant.version_id) if grant.version_id else None
    known = programme_check.of_document(version.document).milestones if version else ()
    found = next((one for one in known if one.code == grant.milestone), None)
    return found or Milestone(code=grant.milestone, name=grant.milestone, services=1)


def _row(view: View, one: Milestone, have: int, grant: MilestoneGrant | None) -> MilestoneRow:
    coupon = (
        coupons.file(view, grant.coupon_id)
        if grant is not None and grant.coupon_id is not None
        else None
    )
    bill = view.find(Bill, grant.bill_id) if grant is not None and grant.bill_id else None
    state = "ahead"
    if grant is not None:
        state = "taken_back" if grant.taken_back_at is not None else "reached"
        if state == "reached" and coupon is not None and coupon.state == "used":
            state = "used"
    return MilestoneRow(
        code=one.code,
        name=one.name,
        services=one.services,
        have=have,
        missing=max(0, one.services - have) if grant is None else 0,
        state=state,
        grant=one.grant,
        reached_on=grant.day if grant is not None else None,
        bill_number=bill.number if bill is not None else "",
        coupon_id=grant.coupon_id if grant is not None else None,
        coupon=coupon.number if coupon is not None else "",
        last_day=coupon.last_day if coupon is not None else None,
        points=one.value if one.grant == "points" else 0,
        taken_back_at=grant.taken_back_at if grant is not None else None,
    )


def _item(view: View, code: str) -> str | None:
    rows = view.sql("SELECT id FROM price_item WHERE code=?", (code,)) if code else ()
    return str(rows[0]["id"]) if rows else None
