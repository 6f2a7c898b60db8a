"""The invariants of rewards, coupons and money paid ahead, as statements; each finds the rows that are wrong."""


def _numbers(table: str) -> str:
    """The series of a kind of paper has no gap and ends where its counter stands."""
    return (
        f"SELECT desk || ' ' || max(sequence) FROM {table} GROUP BY desk"
        " HAVING max(sequence) <> count(*) OR min(sequence) <> 1 OR max(sequence) <> coalesce("
        f"(SELECT last FROM counter WHERE id=desk || '/{table}'),0)"
    )


def _paid_by(kind: str) -> str:
    """What a bill's tenders of one kind come to."""
    return (
        "coalesce((SELECT sum(t.amount) FROM tender t WHERE t.bill_id=b.id"
        f" AND t.tender_kind='{kind}'),0)"
    )


def _back_by(kind: str) -> str:
    """What a refund gives back in one way."""
    return (
        "coalesce((SELECT sum(t.amount) FROM refund_tender t WHERE t.refund_id=r.id"
        f" AND t.tender_kind='{kind}'),0)"
    )


_PAID_POINTS = "SELECT bill_id, -points AS points, id FROM points_entry WHERE entry_kind='spend' AND rule='pay'"

BY_SQL: tuple[tuple[str, str], ...] = (
    ("redemption.numbers", _numbers("redemption")),
    ("coupon.numbers", _numbers("coupon")),
    ("prepaid.numbers", _numbers("prepaid")),
    ("visit.numbers", _numbers("visit_card")),
    (
        "redemption.points",
        "SELECT r.number FROM redemption r LEFT JOIN points_entry e ON e.id=r.entry_id WHERE"
        " e.id IS NULL OR e.points<>-r.points OR e.ref_id<>r.id OR e.account_id<>r.account_id"
        " OR e.rule<>'redemption' OR e.entry_kind<>'spend' UNION"
        " SELECT e.id FROM points_entry e WHERE e.entry_kind='spend' AND e.rule='redemption'"
        " AND NOT EXISTS (SELECT 1 FROM redemption r WHERE r.entry_id=e.id)",
    ),
    (
        "redemption.state",
        "SELECT r.number FROM redemption r WHERE r.state NOT IN ('held','completed','cancelled')"
        " OR (r.state='held') <> (r.settled_at IS NULL) OR coalesce((SELECT sum(b.points)"
        " FROM points_entry b WHERE b.of_id=r.entry_id AND b.entry_kind='come_back'),0)"
        " <> CASE r.state WHEN 'cancelled' THEN r.points ELSE 0 END"
        " OR (r.held_until IS NULL AND r.state='held')",
    ),
    (
        "redemption.cash",
        "SELECT r.number FROM redemption r WHERE coalesce((SELECT sum(CASE p.direction WHEN 'in'"
        " THEN p.amount ELSE -p.amount END) FROM prepaid p WHERE p.what='reward' AND p.card_id=r.id),0)"
        " <> CASE r.state WHEN 'completed' THEN r.cash ELSE 0 END UNION"
        " SELECT p.number FROM prepaid p WHERE p.what='reward' AND NOT EXISTS"
        " (SELECT 1 FROM redemption r WHERE r.id=p.card_id)",
    ),
    (
        "redemption.coupon",
        "SELECT r.number FROM redemption r WHERE r.coupon_id IS NOT NULL AND NOT EXISTS (SELECT 1"
        " FROM coupon c WHERE c.id=r.coupon_id AND c.source='redemption' AND c.source_id=r.id"
        " AND (r.state<>'cancelled' OR c.state='taken_back')) UNION"
        " SELECT c.number FROM coupon c WHERE c.source='redemption' AND NOT EXISTS"
        " (SELECT 1 FROM redemption r WHERE r.coupon_id=c.id)",
    ),
    (
        "redemption.snapshot",
        "SELECT number FROM redemption WHERE json_extract(snapshot,'$.number')<>number"
        " OR json_extract(snapshot,'$.code')<>code OR json_extract(snapshot,'$.points')<>points"
        " OR json_extract(snapshot,'$.cash')<>cash OR json_extract(snapshot,'$.state')<>state"
        " OR json_extract(snapshot,'$.quantity')<>quantity",
    ),
    (
        "reward.stock",
        "SELECT w.code FROM reward w WHERE w.points<=0 OR w.stock < coalesce((SELECT sum(r.quantity)"
        " FROM redemption r WHERE r.reward_id=w.id AND r.state<>'cancelled'),0)"
        " OR (w.reward_kind='coupon') <> (w.coupon IS NOT NULL) UNION"
        " SELECT number FROM redemption WHERE quantity<=0 OR points<=0",
    ),
    (
        "coupon.state",
        "SELECT c.number FROM coupon c WHERE c.state NOT IN ('issued','used','taken_back')"
        " OR (c.state='issued') <> (c.settled_at IS NULL) OR (c.state<>'used' AND (c.worth<>0"
        " OR c.bill_id IS NOT NULL)) OR (c.state='used' AND c.bill_id IS NULL"
        " AND c.coupon_kind<>'right') OR c.last_day<c.first_day OR c.worth<0",
    ),
    (
        "coupon.bills",
        f"SELECT b.number FROM bill b WHERE {_paid_by('coupon')} <> coalesce((SELECT sum(c.worth)"
        " FROM coupon c WHERE c.bill_id=b.id),0) AND EXISTS (SELECT 1 FROM bill_line l WHERE"
        " l.bill_id=b.id AND l.total > coalesce((SELECT sum(x.amount) FROM refund_line x"
        " WHERE x.bill_line_id=l.id),0)) UNION"
        " SELECT c.number FROM coupon c JOIN bill b ON b.id=c.bill_id WHERE c.worth > b.total"
        " OR (EXISTS (SELECT 1 FROM refund r WHERE r.bill_id=b.id) AND NOT EXISTS (SELECT 1"
        " FROM bill_line l WHERE l.bill_id=b.id AND l.total > coalesce((SELECT sum(x.amount)"
        " FROM refund_line x WHERE x.bill_line_id=l.id),0)))",
    ),
    (
        "points.bills",
        f"SELECT b.number FROM bill b LEFT JOIN ({_PAID_POINTS}) e ON e.bill_id=b.id"
        f" GROUP BY b.id HAVING ({_paid_by('points')}>0) <> (count(e.id)=1) OR count(e.id)>1",
    ),
    (
        "points.bills_back",
        f"SELECT b.number FROM bill b JOIN ({_PAID_POINTS}) e ON e.bill_id=b.id WHERE"
        " coalesce((SELECT sum(x.points) FROM points_entry x WHERE x.of_id=e.id"
        " AND x.entry_kind='come_back'),0) <> (SELECT CASE WHEN y.back>=y.paid THEN e.points"
        " ELSE e.points*y.back/y.paid END FROM (SELECT"
        f" {_paid_by('points')} AS paid, coalesce((SELECT sum(t.amount) FROM refund r"
        " JOIN refund_tender t ON t.refund_id=r.id WHERE r.bill_id=b.id"
        " AND t.tender_kind='points'),0) AS back) y)",
    ),
    (
        "value.left",
        "SELECT member_id FROM value_move GROUP BY member_id HAVING sum(paid)<0 OR sum(gift)<0",
    ),
    (
        "value.papers",
        "SELECT p.number FROM prepaid p LEFT JOIN (SELECT prepaid_id, count(*) AS n, sum(paid) AS paid,"
        " sum(gift) AS gift FROM value_move WHERE prepaid_id IS NOT NULL GROUP BY prepaid_id) v"
        " ON v.prepaid_id=p.id WHERE p.direction NOT IN ('in','out') OR p.amount<0"
        " OR p.what NOT IN ('value','card','reward') OR (p.what='value') <> (coalesce(v.n,0)=1)"
        " OR (p.what='value' AND p.direction='in' AND (v.paid<>p.amount OR v.gift<>p.gift))"
        " OR (p.what='value' AND p.direction='out' AND (-v.gift<>p.gift OR p.amount>-v.paid))"
        " OR (p.direction='out' AND p.what<>'reward' AND p.reason='' AND NOT EXISTS"
        " (SELECT 1 FROM erasure e WHERE e.id=p.member_id))",
    ),
    (
        "value.bills",
        "SELECT b.number FROM bill b LEFT JOIN (SELECT bill_id, sum(paid) AS paid, sum(gift) AS gift"
        " FROM value_move WHERE bill_id IS NOT NULL AND refund_id IS NULL GROUP BY bill_id) v"
        f" ON v.bill_id=b.id WHERE {_paid_by('stored')}<>-coalesce(v.paid,0)"
        f" OR {_paid_by('stored_gift')}<>-coalesce(v.gift,0) UNION"
        " SELECT r.number FROM refund r LEFT JOIN (SELECT refund_id, sum(paid) AS paid,"
        " sum(gift) AS gift FROM value_move WHERE refund_id IS NOT NULL GROUP BY refund_id) v"
        f" ON v.refund_id=r.id WHERE {_back_by('stored')}<>coalesce(v.paid,0)"
        f" OR {_back_by('stored_gift')}<>coalesce(v.gift,0)",
    ),
    (
        "prepaid.formula",
        "SELECT number FROM prepaid WHERE json_extract(snapshot,'$.amount')<>amount"
        " OR json_extract(snapshot,'$.number')<>number OR json_extract(snapshot,'$.code')<>code"
        " OR json_extract(snapshot,'$.direction')<>direction OR json_extract(snapshot,'$.gift')<>gift"
        " OR (direction='out' AND what<>'reward') <>"
        " (json_extract(snapshot,'$.formula.back') IS NOT NULL)"
        " OR json_extract(snapshot,'$.formula.back')<>amount OR (what='card'"
        " AND amount<>max(0, json_extract(snapshot,'$.formula.paid')"
        " - json_extract(snapshot,'$.formula.visits')*json_extract(snapshot,'$.formula.single')"
        " + coalesce(json_extract(snapshot,'$.formula.part'),0)))",
    ),
    (
        "visit.left",
        "SELECT c.number FROM visit_card c WHERE c.visits<=0 OR c.price<=0 OR NOT (SELECT"
        " coalesce(sum(u.visits),0) BETWEEN 0 AND c.visits FROM visit_use u WHERE u.card_id=c.id)",
    ),
    (
        "visit.sold",
        "SELECT c.number FROM visit_card c WHERE (SELECT count(*) FROM prepaid p WHERE p.card_id=c.id"
        " AND p.what='card' AND p.direction='in' AND p.amount=c.price)<>1"
        " OR (SELECT count(*) FROM prepaid p WHERE p.card_id=c.id AND p.what='card'"
        " AND p.direction='out') <> (c.closed_at IS NOT NULL)",
    ),
    (
        "visit.bills",
        f"SELECT b.number FROM bill b WHERE {_paid_by('visit')} <> coalesce((SELECT sum(u.worth)"
        " FROM visit_use u WHERE u.bill_id=b.id AND u.refund_id IS NULL),0) UNION"
        f" SELECT r.number FROM refund r WHERE {_back_by('visit')} <> -coalesce((SELECT sum(u.worth)"
        " FROM visit_use u WHERE u.refund_id=r.id),0) UNION"
        " SELECT b.number FROM visit_use u JOIN visit_card c ON c.id=u.card_id JOIN bill b"
        " ON b.id=u.bill_id WHERE NOT EXISTS (SELECT 1 FROM bill_line l WHERE l.bill_id=b.id"
        " AND l.item_id=c.item_id) OR (u.refund_id IS NULL) <> (u.worth>0)",
    ),
    (
        "refund.no_money",
        "SELECT b.number FROM bill b JOIN refund r ON r.bill_id=b.id JOIN refund_tender t"
        " ON t.refund_id=r.id WHERE t.tender_kind='cash' GROUP BY b.id HAVING sum(t.amount) >"
        " coalesce((SELECT sum(p.amount) FROM tender p WHERE p.bill_id=b.id AND p.tender_kind"
        " NOT IN ('points','coupon','stored_gift','visit')),0)"
        " + coalesce((SELECT sum(u.worth) FROM visit_use u JOIN visit_card c ON c.id=u.card_id"
        " WHERE u.bill_id=b.id AND c.closed_at IS NOT NULL),0)",
    ),
)
