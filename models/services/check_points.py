"""The invariants of the points ledger. ``check`` runs them; each finds what is wrong."""

from collections.abc import Iterator

from models.rules import points as rules
from models.rules.points import EarnedLine
from models.services.points_book import expiry_id
from models.store.work import View

_SUMS = (
    "SELECT l.id, l.account_id, l.first_day, l.last_day, l.points AS whole,"
    " coalesce(sum(m.points),0) AS left FROM points_lot l LEFT JOIN points_move m ON m.lot_id=l.id"
    " GROUP BY l.id"
)

BY_SQL: tuple[tuple[str, str], ...] = (
    (
        "points.entry",
        "SELECT e.id FROM points_entry e WHERE e.points <> coalesce((SELECT sum(m.points)"
        " FROM points_move m WHERE m.entry_id=e.id),0)",
    ),
    (
        "points.account",
        "SELECT e.id FROM points_entry e JOIN points_move m ON m.entry_id=e.id"
        " JOIN points_lot l ON l.id=m.lot_id WHERE l.account_id<>e.account_id",
    ),
    (
        "points.lot",
        "SELECT l.id FROM points_lot l JOIN points_entry e ON e.id=l.entry_id WHERE l.points=0"
        " OR l.account_id<>e.account_id OR l.last_day<l.first_day OR (SELECT count(*) FROM"
        " points_move m WHERE m.lot_id=l.id AND m.entry_id=l.entry_id AND m.points=l.points)<>1"
        " OR NOT EXISTS (SELECT 1 FROM points_lot r WHERE r.id=l.root_id AND r.root_id=r.id)",
    ),
    (
        "points.below",
        "SELECT DISTINCT lot_id FROM (SELECT m.lot_id, l.points AS whole, sum(m.points) OVER"
        " (PARTITION BY m.lot_id ORDER BY e.day) AS held FROM points_move m"
        " JOIN points_entry e ON e.id=m.entry_id JOIN points_lot l ON l.id=m.lot_id)"
        " WHERE (whole>0 AND (held<0 OR held>whole)) OR (whole<0 AND (held>0 OR held<whole))",
    ),
    (
        "points.open",
        f"SELECT s.id FROM ({_SUMS}) s LEFT JOIN points_open o ON o.id=s.id WHERE"
        " (s.left<>0) <> (o.id IS NOT NULL) OR (o.id IS NOT NULL AND (o.points<>s.left"
        " OR o.account_id<>s.account_id OR o.first_day<>s.first_day"
        " OR o.last_day IS NOT s.last_day)) UNION"
        " SELECT o.id FROM points_open o WHERE NOT EXISTS"
        " (SELECT 1 FROM points_lot l WHERE l.id=o.id)",
    ),
    (
        "points.kind",
        "SELECT id FROM points_entry WHERE entry_kind NOT IN ('earn','bonus','spend','come_back',"
        "'take_back','repay','expire','adjust','forgive','move_out','move_in')"
        " OR (entry_kind IN ('earn','bonus','come_back','forgive') AND points<=0)"
        " OR (entry_kind IN ('spend','expire') AND points>=0) OR (entry_kind='repay' AND points<>0)"
        " OR (entry_kind='take_back' AND points<>lapsed-asked) OR lapsed<0 OR asked<lapsed",
    ),
    (
        "points.earned",
        "SELECT b.number FROM points_entry e LEFT JOIN bill b ON b.id=e.bill_id"
        " WHERE e.entry_kind='earn' AND (b.id IS NULL OR e.version_id IS NULL"
        " OR EXISTS (SELECT 1 FROM points_lot l LEFT JOIN bill_line n ON n.id=l.line_id"
        " WHERE l.entry_id=e.id AND n.bill_id IS NOT e.bill_id))"
        " UNION SELECT bill_id FROM points_entry WHERE entry_kind='earn' GROUP BY bill_id"
        " HAVING count(*)>1",
    ),
    (
        "points.come_back",
        "SELECT m.entry_id FROM points_move m WHERE m.points<0 AND coalesce((SELECT sum(b.points)"
        " FROM points_move b WHERE b.of_id=m.id),0) > -m.points UNION"
        " SELECT b.entry_id FROM points_move b LEFT JOIN points_move m ON m.id=b.of_id"
        " WHERE b.of_id IS NOT NULL AND (m.id IS NULL OR m.points>=0 OR b.points<=0)",
    ),
    (
        "points.carried",
        "SELECT i.id FROM points_entry i LEFT JOIN points_entry o ON o.id=i.of_id"
        " WHERE i.entry_kind='move_in' AND (o.id IS NULL OR o.entry_kind<>'move_out'"
        " OR o.points<>-i.points OR (o.account_id=i.account_id AND o.holder_id=i.holder_id)) UNION"
        " SELECT o.id FROM points_entry o WHERE o.entry_kind='move_out' AND 1<>(SELECT count(*)"
        " FROM points_entry i WHERE i.of_id=o.id AND i.entry_kind='move_in')",
    ),
    (
        "points.expired",
        "SELECT e.id FROM points_entry e JOIN points_move m ON m.entry_id=e.id"
        " JOIN points_lot l ON l.id=m.lot_id WHERE e.entry_kind='expire'"
        " AND (l.last_day IS NULL OR e.day<=l.last_day OR l.points<0) UNION"
        " SELECT m.lot_id FROM points_entry e JOIN points_move m ON m.entry_id=e.id"
        " WHERE e.entry_kind='expire' GROUP BY m.lot_id HAVING count(*)>1",
    ),
    (
        "points.bonus",
        "SELECT t.id FROM points_entry t JOIN points_entry g ON g.id=t.of_id"
        " WHERE t.entry_kind='take_back' AND g.entry_kind='bonus' AND g.points<>(SELECT sum(x.asked)"
        " FROM points_entry x WHERE x.of_id=g.id AND x.entry_kind='take_back')",
    ),
    (
        "points.owner",
        "SELECT a.id FROM points_account a WHERE a.owner_kind NOT IN ('member','household')"
        " OR (a.owner_kind='member' AND NOT EXISTS (SELECT 1 FROM member m WHERE m.id=a.owner_id))"
        " OR (a.owner_kind='household' AND NOT EXISTS"
        " (SELECT 1 FROM household h WHERE h.id=a.owner_id)) UNION"
        " SELECT owner_id FROM points_account GROUP BY owner_kind, owner_id HAVING count(*)>1",
    ),
)


def expiry_ids(view: View) -> Iterator[str]:
    """Expiries whose id does not follow from their lot: another desk would expire it again."""
    for row in view.connection.exec_driver_sql(
        "SELECT e.id, m.lot_id FROM points_entry e JOIN points_move m ON m.entry_id=e.id"
        " WHERE e.entry_kind='expire'"
    ):
        if row[0] != expiry_id(row[1]):
            yield str(row[0])


def refunds_take_back(view: View) -> Iterator[str]:
    """Refunds that did not take back exactly what the rule says, reckoned anew from the bill and its refunds."""
    bills = view.sql(
        "SELECT DISTINCT e.bill_id, b.number FROM points_entry e JOIN bill b ON b.id=e.bill_id"
        " WHERE e.entry_kind='earn' AND (EXISTS (SELECT 1 FROM refund r WHERE r.bill_id=e.bill_id)"
        " OR EXISTS (SELECT 1 FROM points_entry t WHERE t.bill_id=e.bill_id"
        " AND t.entry_kind='take_back'))"
    )
    for bill in bills:
        if not _as_ruled(view, bill["bill_id"]):
            yield str(bill["number"])


def _as_ruled(view: View, bill_id: str) -> bool:
    lines = {
        row["id"]: EarnedLine(id=row["id"], points=row["points"], total=row["total"])
        for row in view.sql(
            "SELECT n.id, l.points, n.total FROM points_entry e JOIN points_lot l"
            " ON l.entry_id=e.id JOIN bill_line n ON n.id=l.line_id WHERE e.bill_id=?"
            " AND e.entry_kind='earn' ORDER BY n.position",
            (bill_id,),
        )
    }
    asked = {
        (row["refund_id"], row["line_id"]): row["asked"]
        for row in view.sql(
            "SELECT refund_id, line_id, sum(asked) AS asked FROM points_entry WHERE bill_id=?"
            " AND entry_kind='take_back' AND line_id IS NOT NULL GROUP BY refund_id, line_id",
            (bill_id,),
        )
    }
    ruled: dict[tuple[str, str], int] = {}
    for refund in view.sql("SELECT id FROM refund WHERE bill_id=? ORDER BY id", (bill_id,)):
        amounts = {
            row["bill_line_id"]: row["amount"]
            for row in view.sql(
                "SELECT bill_line_id, amount FROM refund_line WHERE refund_id=?", (refund["id"],)
            )
        }
        takes = rules.line_takes(list(lines.values()), amounts)
        ruled |= {(refund["id"], line_id): points for line_id, points in takes.items()}
        for line in list(lines.values()):
            lines[line.id] = EarnedLine(
                id=line.id,
                points=line.points,
                total=line.total,
                back=line.back + amounts.get(line.id, 0),
                taken=line.taken + takes.get(line.id, 0),
            )
    return ruled == asked
