"""Who brought whom: the reward comes with the new member's first paid job, and goes where that is given back.

One row for each new member, kept in step with ``member.referred_by_id``. Merged files are followed, not moved:
the row says what happened.
"""

from models.base.clock import ms_of
from models.base.errors import Refused
from models.base.ids import derived
from models.base.rights import Right
from models.base.text import clean_line
from models.base.usecase import use_case
from models.rules import referrals as rules
from models.rules.names import masked_name
from models.rules.programme import Behaviour
from models.services import (
    behaviours,
    milestones,
    points_book,
    points_taken_back,
    programme,
    tiers,
    timeline,
)
from models.services.points_accounts import kept_member
from models.services.programme import InForce
from models.store.work import View, Work
from models.tables.bills import Bill
from models.tables.erasure import Erasure
from models.tables.members import Member
from models.tables.points import PointsEntry
from models.tables.programme import Referral
from models.tables.refunds import Refund

REASON_MOST = 120
RULE, WELCOME = "referral", "welcome"
NOT_NEW, WITHDRAWN, LIMIT, GONE, SELF = "not_new", "withdrawn", "limit", "gone", "self"
"""Reasons the program gives itself where it refuses a reward."""
OWN_REASONS = (NOT_NEW, WITHDRAWN, LIMIT, GONE, SELF)
_FAMILY = (
    "WITH RECURSIVE family(id) AS (SELECT ?1 UNION"
    " SELECT m.id FROM member m JOIN family f ON m.merged_into_id=f.id)"
)
_UPWARDS = (
    "WITH RECURSIVE up(id) AS (SELECT ?1 UNION SELECT coalesce(m.referred_by_id, m.merged_into_id)"
    " FROM member m JOIN up ON up.id=m.id WHERE m.referred_by_id<>'' OR m.merged_into_id<>'')"
    " SELECT 1 FROM up WHERE id=?2"
)


def check(view: View, referrer_id: str, member_id: str) -> None:
    """Refuse a circle: nobody is brought by somebody whom one has brought oneself.

    Raises Refused("referral.circle"), field ``referred_by``.
    """
    if leads_to(view, referrer_id, member_id):
        raise Refused("referral.circle", field="referred_by")


def leads_to(view: View, referrer_id: str, member_id: str) -> bool:
    """Whether the line upwards from a referrer comes to a member."""
    return bool(view.sql(_UPWARDS, (referrer_id, member_id)))


def open_circle(work: Work, member_id: str) -> None:
    """Where the line upwards from a member comes back to the member, let go of the link that was said last."""
    line: list[str] = []
    at: str | None = member_id
    while at is not None and at not in line:
        line.append(at)
        member = work.get(Member, at)
        at = member.referred_by_id or member.merged_into_id
    if at is None:
        return
    links = [row for one in line[line.index(at) :] if (row := _row_of(work, one)) is not None]
    if not links:
        return
    last = max(links, key=lambda row: (row.at, row.id))
    work.change(work.get(Member, last.member_id), referred_by_id=None)
    noted(work, last.member_id)


def noted(work: Work, member_id: str) -> None:
    """Keep the row in step with who is said to have brought a member; called once the member is written.

    Raises Refused("referral.rewarded", field="referred_by") where the reward was given already.
    """
    member = work.get(Member, member_id)
    row = _row_of(work, member_id)
    to = member.referred_by_id
    if row is None:
        if to is not None:
            state, flag, reason = _begin(work, member, to)
            work.add(
                Referral(
                    id=derived("referral", member_id),
                    member_id=member_id,
                    referrer_id=to,
                    at=work.now,
                    state=state,
                    flag=flag,
                    reason=reason,
                )
            )
    elif to is None and row.state in ("waiting", "flagged", "taken_back"):
        work.change(row, state="refused", reason=WITHDRAWN)
    elif to is not None and (to != row.referrer_id or row.reason == WITHDRAWN):
        if row.state == "rewarded":
            raise Refused("referral.rewarded", field="referred_by")
        state, flag, reason = _begin(work, member, to)
        work.change(row, referrer_id=to, state=state, flag=flag, reason=reason, decided_at=None)


def look(work: Work, bill: Bill) -> None:
    """Give the reward where this is the first paid job of somebody who was brought."""
    if bill.member_id is None or not milestones.served(work, bill.id):
        return
    row = _waiting(work, bill.member_id)
    if row is None:
        return
    referrer_id = kept_member(work, row.referrer_id)
    if referrer_id == bill.member_id:
        return  # the two files are one just now; they may part again
    if row.decided_at is None:
        if _was_here(work, bill, row):
            return  # as above: whose old file this one's became is nobody's new one
        flag = _flag(work, work.get(Member, bill.member_id), referrer_id)
        if flag:
            work.change(row, state="flagged", flag=flag)
            return
    _reward(work, row, bill)


def came_back(work: Work, refund: Refund) -> None:
    """Take the reward back where the job that brought it was given back; another paid job brings it again."""
    if milestones.served(work, refund.bill_id):
        return
    for row in work.all(Referral, Referral.bill_id == refund.bill_id):
        if row.state != "rewarded":
            continue
        given = work.all(
            PointsEntry, PointsEntry.ref_id == row.id, PointsEntry.entry_kind == "bonus"
        )
        for entry in given:
            if entry.bill_id == refund.bill_id:
                points_taken_back.take_back_entry(
                    work, entry.id, refund_id=refund.id, ref_id=row.id
                )
                _tell(work, entry.holder_id, "referral_taken_back", row, -entry.points)
        work.change(row, state="taken_back")
        if row.entry_id is not None:
            _tier(work, work.get(PointsEntry, row.entry_id).holder_id, back=True)


@use_case(Right.ADJUST)
def decide(work: Work, referral_id: str, *, allow: bool, reason: str) -> None:
    """Say whether a referral that looks odd counts; allowed, the first paid job brings the reward, a past one too.

    Raises Refused("referral.settled" | "text.…"). Not undoable: it may give points; until then decide anew.
    """
    row = work.get(Referral, referral_id)
    if row.state not in ("waiting", "flagged", "refused"):
        raise Refused("referral.settled", field="referral")
    said = clean_line(reason, field="reason", most=REASON_MOST, required=True)
    work.change(
        row,
        state="waiting" if allow else "refused",
        reason=said,
        decided_at=work.now,
        decided_by=work.actor.id,
    )
    if allow:
        member_id = kept_member(work, row.member_id)
        bill = _first_served(work, member_id)
        # Where a file that is one with this one brought the reward already, one is enough until they part.
        if bill is not None and _waiting(work, member_id) is not None:
            _reward(work, row, bill)


def _begin(work: Work, member: Member, referrer_id: str) -> tuple[str, str, str]:
    """State, flag and reason of a referral as it is noted."""
    if milestones.services_of(work, member.id):
        return "refused", "", NOT_NEW
    flag = _flag(work, member, kept_member(work, referrer_id))
    return ("flagged" if flag else "waiting"), flag, ""


def _flag(view: View, member: Member, referrer_id: str) -> str:
    def words(table: str, column: str, member_id: str) -> set[str]:
        rows = view.sql(f"SELECT {column} AS word FROM {table} WHERE member_id=?", (member_id,))
        return {row["word"] for row in rows}

    referrer = view.get(Member, referrer_id)
    return rules.flag(
        phones=(
            words("member_phone", "number", member.id),
            words("member_phone", "number", referrer_id),
        ),
        households=(member.household_id, referrer.household_id),
        addresses=(
            words("member_address", "text", member.id),
            words("member_address", "text", referrer_id),
        ),
    )


def _reward(work: Work, row: Referral, bill: Bill) -> None:
    found = programme.in_force(work, bill.business_day)
    one = _behaviour(found)
    if found is None or one is None:
        return
    assert bill.member_id is not None
    referrer_id = kept_member(work, row.referrer_id)
    refused = _why_not(work, one, referrer_id, bill.member_id)
    if refused:
        work.change(row, state="refused", reason=refused)
        return
    entry_id = _give(work, found, row, bill, one.points, referrer_id, RULE)
    work.change(row, state="rewarded", bill_id=bill.id, entry_id=entry_id)
    _tell(work, referrer_id, "referral_rewarded", row, one.points)
    _tier(work, referrer_id)
    if one.welcome and work.find(Erasure, bill.member_id) is None:
        _give(work, found, row, bill, one.welcome, bill.member_id, WELCOME)
        details = {"name": one.name, "points": one.welcome}
        timeline.record(work, bill.member_id, "behaviour_points", details=details)
        _tier(work, bill.member_id)


def _why_not(work: Work, one: Behaviour, referrer_id: str, member_id: str) -> str:
    if referrer_id == member_id:
        return SELF
    if work.find(Erasure, referrer_id) is not None:
        return GONE
    return LIMIT if behaviours.left(work, referrer_id, one) == 0 else ""


def _give(
    work: Work,
    found: InForce,
    row: Referral,
    bill: Bill,
    points: int,
    member_id: str,
    rule: str,
) -> str | None:
    if not points:
        return None
    entry_id = derived(rule, row.id, bill.id)
    points_book.grant(
        work,
        member_id,
        points,
        rule=rule,
        version_id=found.version_id,
        entry_id=entry_id,
        bill_id=bill.id,
        ref_id=row.id,
    )
    return entry_id


def _behaviour(found: InForce | None) -> Behaviour | None:
    known = found.programme.behaviours if found is not None else ()
    return next((one for one in known if one.code == RULE), None)


def _tier(work: Work, member_id: str, *, back: bool = False) -> None:
    """Points that came or went may move a tier that goes by points."""
    found = programme.in_force(work)
    if found is not None and found.programme.tiers.measure == "points":
        if back:
            tiers.came_back(work, kept_member(work, member_id))
        else:
            tiers.look(work, member_id)


def _tell(work: Work, member_id: str, what: str, row: Referral, points: int) -> None:
    whose = kept_member(work, member_id)
    if work.find(Erasure, whose) is not None:
        return
    person = masked_name(work.get(Member, kept_member(work, row.member_id)).name)
    timeline.record(
        work, whose, what, ref_id=row.member_id, details={"person": person, "points": points}
    )


def _row_of(view: View, member_id: str) -> Referral | None:
    rows = view.sql("SELECT id FROM referral WHERE member_id=?", (member_id,))
    return view.get(Referral, rows[0]["id"]) if rows else None


def _waiting(view: View, member_id: str) -> Referral | None:
    """The referral of a member, or of a file merged into the member's, whose reward is to come; one is enough."""
    rows = view.sql(
        _FAMILY + " SELECT id, state FROM referral WHERE member_id IN family ORDER BY at, id",
        (member_id,),
    )
    if any(row["state"] == "rewarded" for row in rows):
        return None
    found = next((row for row in rows if row["state"] in ("waiting", "taken_back")), None)
    return view.get(Referral, found["id"]) if found is not None else None


def _was_here(view: View, bill: Bill, row: Referral) -> bool:
    """Whether a service was paid, by files that are one now, before anybody is said to have brought the member."""
    rows = view.sql(
        f"SELECT 1 FROM bill b WHERE b.member_id=? AND b.id<>? AND b.at<? AND {milestones.SERVED} LIMIT 1",
        (bill.member_id, bill.id, ms_of(row.at)),
    )
    return bool(rows)


def _first_served(view: View, member_id: str) -> Bill | None:
    rows = view.sql(
        f"SELECT b.id FROM bill b WHERE b.member_id=? AND {milestones.SERVED} ORDER BY b.at, b.id"
        " LIMIT 1",
        (member_id,),
    )
    return view.get(Bill, rows[0]["id"]) if rows else None
