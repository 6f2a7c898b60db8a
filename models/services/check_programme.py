"""The invariants of the programme, of tiers, milestones and referrals, as statements and a walk.

``check`` runs them with its own.
"""

from collections.abc import Iterator

from models.base.errors import Refused
from models.rules import programme_check
from models.store.work import View

_BACK = "EXISTS (SELECT 1 FROM points_entry t WHERE t.of_id={entry} AND t.entry_kind='take_back')"

BY_SQL: tuple[tuple[str, str], ...] = (
    (
        "programme.states",
        "SELECT number FROM programme_version WHERE state NOT IN"
        " ('draft','active','called_off','dropped')"
        " OR (state='active' AND (valid_from IS NULL OR activated_at IS NULL))",
    ),
    (
        "programme.days",
        "SELECT max(number) FROM programme_version WHERE state='active' GROUP BY valid_from"
        " HAVING count(*)>1",
    ),
    (
        "programme.used",
        "SELECT e.id FROM points_entry e LEFT JOIN programme_version v ON v.id=e.version_id"
        " WHERE e.version_id<>'' AND (v.id IS NULL OR v.state<>'active'"
        " OR (v.valid_from>e.day AND e.entry_kind IN ('earn','bonus') AND NOT EXISTS"
        " (SELECT 1 FROM bill b WHERE b.id=e.bill_id AND b.business_day>=v.valid_from)))",
    ),
    (
        "tier.chain",
        "SELECT m.number FROM (SELECT member_id, from_tier, lag(to_tier) OVER (PARTITION BY member_id"
        " ORDER BY at, id) AS before FROM tier_change) c JOIN member m ON m.id=c.member_id WHERE"
        " c.before<>c.from_tier AND NOT EXISTS (SELECT 1 FROM merge x WHERE m.id IN"
        " (x.kept_id, x.merged_id))",
    ),
    (
        "tier.causes",
        "SELECT id FROM tier_change WHERE cause NOT IN"
        " ('reached','review','manual','merged','taken_back')"
        " OR (cause='manual' AND reason='' AND NOT EXISTS"
        "  (SELECT 1 FROM erasure e WHERE e.id=member_id))"
        " OR (cause='taken_back' AND from_tier<>to_tier AND NOT EXISTS (SELECT 1 FROM tier_notice n"
        "  WHERE n.outcome='fell' AND n.from_tier=tier_change.from_tier"
        "  AND n.falls_on<=tier_change.day))",
    ),
    (
        "tier.notices",
        "SELECT id FROM tier_notice n WHERE (settled_at IS NULL) <> (outcome='')"
        " OR outcome NOT IN ('','fell','kept','called_off') OR settled_at<at"
        " OR (settled_at IS NULL AND EXISTS (SELECT 1 FROM tier_notice o WHERE o.settled_at IS NULL"
        "  AND o.member_id=n.member_id AND o.id<>n.id))",
    ),
    (
        "milestone.once",
        "SELECT m.number FROM milestone_grant g JOIN member m ON m.id=g.member_id"
        " WHERE g.taken_back_at IS NULL AND NOT EXISTS (SELECT 1 FROM merge x WHERE m.id IN"
        " (x.kept_id, x.merged_id)) GROUP BY g.member_id, g.milestone HAVING count(*)>1",
    ),
    (
        "milestone.granted",
        "SELECT g.id FROM milestone_grant g LEFT JOIN coupon c ON c.id=g.coupon_id"
        " LEFT JOIN points_entry e ON e.id=g.entry_id WHERE (g.coupon_id IS NULL) = (g.entry_id IS NULL)"
        " OR (g.coupon_id<>'' AND (c.id IS NULL OR c.source_id<>g.id))"
        " OR (g.entry_id<>'' AND (e.id IS NULL OR e.ref_id<>g.id OR e.entry_kind<>'bonus'))",
    ),
    (
        "milestone.taken_back",
        "SELECT g.id FROM milestone_grant g LEFT JOIN coupon c ON c.id=g.coupon_id WHERE"
        " (g.taken_back_at IS NULL) <> (g.refund_id IS NULL)"
        " OR (g.taken_back_at IS NOT NULL AND c.state IN ('issued','used'))"
        f" OR (g.entry_id<>'' AND (g.taken_back_at IS NOT NULL) <> {_BACK.format(entry='g.entry_id')})",
    ),
    (
        "referral.state",
        "SELECT r.id FROM referral r WHERE r.state NOT IN"
        " ('waiting','flagged','rewarded','refused','taken_back') OR r.member_id=r.referrer_id"
        " OR (r.state IN ('rewarded','taken_back') AND r.bill_id IS NULL)"
        " OR (r.state='flagged' AND r.flag='') OR (r.decided_at IS NOT NULL AND r.decided_by='')",
    ),
    (
        "referral.reward",
        "SELECT r.id FROM referral r LEFT JOIN points_entry e ON e.id=r.entry_id"
        " WHERE r.entry_id<>'' AND (e.id IS NULL OR e.ref_id<>r.id OR e.rule<>'referral'"
        f" OR (r.state='rewarded') = {_BACK.format(entry='e.id')})",
    ),
    (
        "referral.circle",
        "WITH RECURSIVE up(start, id, step) AS (SELECT id, referred_by_id, 1 FROM member"
        " WHERE referred_by_id<>'' UNION ALL SELECT up.start, m.referred_by_id, up.step+1 FROM member m"
        " JOIN up ON up.id=m.id WHERE m.referred_by_id<>'' AND up.id<>up.start AND up.step<100)"
        " SELECT DISTINCT m.number FROM up JOIN member m ON m.id=up.start WHERE up.id=up.start",
    ),
    (
        "member.adviser",
        "SELECT m.number FROM member m WHERE m.adviser_id<>'' AND NOT EXISTS"
        " (SELECT 1 FROM staff s WHERE s.id=m.adviser_id)",
    ),
    (
        "programme.runs",
        "SELECT id FROM programme_run WHERE done<0 OR id NOT LIKE '%/%' OR"
        " substr(id,1,instr(id,'/')-1) NOT IN ('placed','standing','birthday','tiers','clock')",
    ),
)


def documents(view: View) -> Iterator[str]:
    """Versions whose rules cannot be read, or contradict themselves; the price list may have changed since."""
    for row in view.sql("SELECT number, document FROM programme_version WHERE state<>'dropped'"):
        try:
            programme_check.checked(programme_check.read(row["document"]))
        except Refused as refused:
            yield f"{row['number']} {refused.code} {refused.field}"
