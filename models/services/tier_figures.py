"""What a tier goes by: net spending, visits or points of a member, or of every member in one pass.

A refund counts against its bill's day, whenever it was given: what came back was never spent.
"""

from datetime import date

from models.rules.programme import Measure
from models.rules.tenders import GIFTS as GIVEN
from models.rules.tiers import window
from models.store.work import View

GIFTS = ",".join(f"'{kind}'" for kind in GIVEN)
_BACK = f"""
 SELECT r.bill_id, sum(r.total) AS whole, sum(r.total) - coalesce(sum((SELECT sum(g.amount)
 FROM refund_tender g WHERE g.refund_id=r.id AND g.tender_kind IN ({GIFTS}))),0) AS paid
 FROM refund r GROUP BY r.bill_id"""
_NET = f"""
 SELECT b.member_id, b.id, b.business_day, b.total, coalesce(x.whole,0) AS back, b.total
 - coalesce((SELECT sum(t.amount) FROM tender t WHERE t.bill_id=b.id AND t.tender_kind IN ({GIFTS})),0)
 - coalesce(x.paid,0) AS paid FROM bill b {{by}} LEFT JOIN ({{back}}) x ON x.bill_id=b.id
 WHERE {{whose}} AND b.business_day>=? AND b.business_day<=?"""
"""Bills with what the member paid of each and has not got back, fen."""
OF_ALL = _NET.format(by="INDEXED BY bill_day_order", back=_BACK, whose="b.member_id IS NOT NULL")
"""Those of every member; the first and the last day are given. Left to itself, the planner reads the bills of all
years, member by member, to save a small sorting."""
_SUMS = {
    "spend": "coalesce(sum(paid),0)",
    "visits": "count(DISTINCT CASE WHEN total>back THEN business_day END)",
}
_FAMILY = (
    "WITH RECURSIVE family(id) AS (SELECT ?1 UNION"
    " SELECT m.id FROM member m JOIN family f ON m.merged_into_id=f.id)"
)
_POINTS = (
    "SELECT {holder} AS member_id, coalesce(sum(e.points - coalesce((SELECT sum(t.asked)"
    " FROM points_entry t WHERE t.of_id=e.id AND t.entry_kind='take_back'),0)),0) AS have"
    " FROM points_entry e WHERE e.entry_kind IN ('earn','bonus')"
)


def bills_of(members: int) -> str:
    """Those of so many members, whose ids are given twice, before the first and the last day."""
    marks = ",".join("?" * members)
    theirs = f"WHERE r.bill_id IN (SELECT id FROM bill WHERE member_id IN ({marks})) GROUP BY"
    back = _BACK.replace("GROUP BY", theirs)
    return _NET.format(by="", back=back, whose=f"b.member_id IN ({marks})")


def have(view: View, member_id: str, measure: Measure, months: int, day: date) -> int:
    """A member's figure in the window of months that ends with ``day``: fen, days of visits, or points.

    Points are those earned and not taken back, by the member and by files merged into the member's.
    """
    first, last = window(months, day).isoformat(), day.isoformat()
    if measure == "points":
        rows = view.sql(
            _FAMILY
            + _POINTS.format(holder="''")
            + " AND e.holder_id IN family AND e.day>=?2 AND e.day<=?3",
            (member_id, first, last),
        )
        return int(rows[0]["have"])
    rows = view.sql(
        f"SELECT {_SUMS[measure]} AS have FROM ({bills_of(1)})", (member_id, member_id, first, last)
    )
    return int(rows[0]["have"])


def of_everybody(view: View, measure: Measure, months: int, day: date) -> dict[str, int]:
    """The figure of every member who has one; files that were merged count with the kept one."""
    first, last = window(months, day).isoformat(), day.isoformat()
    if measure == "points":
        rows = view.sql(
            _POINTS.format(holder="e.holder_id") + " AND e.day>=? AND e.day<=? GROUP BY 1",
            (first, last),
        )
        merged = {
            row["id"]: row["merged_into_id"]
            for row in view.sql("SELECT id, merged_into_id FROM member WHERE merged_into_id<>''")
        }
        sums: dict[str, int] = {}
        for row in rows:
            whose = row["member_id"]
            while whose in merged:
                whose = merged[whose]
            sums[whose] = sums.get(whose, 0) + row["have"]
        return sums
    rows = view.sql(
        f"SELECT member_id, {_SUMS[measure]} AS have FROM ({OF_ALL}) GROUP BY member_id",
        (first, last),
    )
    return {row["member_id"]: row["have"] for row in rows}
