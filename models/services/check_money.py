"""The invariants of money that comes back, of the drawer and of closed days, as statements.

``check`` runs them with its own; each finds the rows that are wrong.
"""

BACK_BY_LINE = (
    "SELECT bill_line_id, sum(quantity) AS quantity, sum(amount) AS amount FROM refund_line"
    " GROUP BY bill_line_id"
)
_SUM_OF_DAY = (
    "(SELECT coalesce(sum(total),0) FROM {table} WHERE desk=d.desk AND business_day=d.closed_day)"
)

BY_SQL: tuple[tuple[str, str], ...] = (
    (
        "refund.sum",
        "SELECT r.number FROM refund r WHERE r.total < 0 OR r.total <> coalesce((SELECT sum(l.amount)"
        " FROM refund_line l WHERE l.refund_id=r.id),0) OR r.total <> coalesce((SELECT sum(t.amount)"
        " FROM refund_tender t WHERE t.refund_id=r.id),0)",
    ),
    (
        "refund.lines",
        "SELECT b.number FROM bill b JOIN bill_line l ON l.bill_id=b.id"
        f" JOIN ({BACK_BY_LINE}) x ON x.bill_line_id=l.id"
        " WHERE x.amount > l.total OR x.quantity > l.quantity UNION"
        " SELECT b.number FROM refund_line x JOIN refund r ON r.id=x.refund_id"
        " JOIN bill_line l ON l.id=x.bill_line_id JOIN bill b ON b.id=r.bill_id"
        " WHERE l.bill_id<>r.bill_id OR x.amount<0 OR x.quantity<0",
    ),
    (
        "refund.most",
        "SELECT b.number FROM bill b JOIN refund r ON r.bill_id=b.id GROUP BY b.id"
        " HAVING sum(r.total) > b.total",
    ),
    (
        "refund.ways",
        "SELECT b.number FROM refund r JOIN refund_tender t ON t.refund_id=r.id"
        " JOIN bill b ON b.id=r.bill_id WHERE t.tender_kind<>'cash' GROUP BY b.id, t.tender_kind"
        " HAVING sum(t.amount) > coalesce((SELECT sum(p.amount) FROM tender p"
        " WHERE p.bill_id=b.id AND p.tender_kind=t.tender_kind),0) UNION"
        " SELECT r.number FROM refund_tender t JOIN refund r ON r.id=t.refund_id WHERE t.amount<=0",
    ),
    (
        "refund.void",
        "SELECT r.number FROM refund r JOIN bill b ON b.id=r.bill_id WHERE r.refund_kind='void'"
        " AND (r.total<>b.total OR r.business_day<>b.business_day OR EXISTS"
        " (SELECT 1 FROM refund o WHERE o.bill_id=b.id AND o.id<>r.id))",
    ),
    (
        "refund.snapshot",
        "SELECT number FROM refund WHERE json_extract(snapshot,'$.total') <> total"
        " OR json_extract(snapshot,'$.number') <> number OR json_extract(snapshot,'$.code') <> code"
        " OR json_array_length(snapshot,'$.lines') <>"
        " (SELECT count(*) FROM refund_line l WHERE l.refund_id=refund.id)",
    ),
    (
        "refund.numbers",
        "SELECT desk || ' ' || max(sequence) FROM refund GROUP BY desk"
        " HAVING max(sequence) <> count(*) OR min(sequence) <> 1 OR max(sequence) <> coalesce("
        "(SELECT last FROM counter WHERE id=desk || '/refund'),0)",
    ),
    (
        "money.sum",
        "SELECT 'tender' WHERE (SELECT coalesce(sum(amount),0) FROM tender)"
        " - (SELECT coalesce(sum(amount),0) FROM refund_tender)"
        " <> (SELECT coalesce(sum(total),0) FROM bill)"
        " - (SELECT coalesce(sum(total),0) FROM refund)",
    ),
    (
        "deposit.left",
        "SELECT d.number FROM deposit d WHERE d.amount<=0 OR (d.direction='in' AND d.amount <"
        " coalesce((SELECT sum(o.amount) FROM deposit o WHERE o.of_id=d.id),0)"
        " + coalesce((SELECT sum(u.amount) FROM deposit_use u WHERE u.deposit_id=d.id),0))",
    ),
    (
        "deposit.back",
        "SELECT d.number FROM deposit d LEFT JOIN deposit o ON o.id=d.of_id WHERE d.direction NOT IN"
        " ('in','out') OR (d.direction='in') <> (d.of_id IS NULL) OR (d.direction='out' AND"
        " (o.direction<>'in' OR o.job_id<>d.job_id OR o.id>d.id OR d.reason='' AND NOT EXISTS"
        " (SELECT 1 FROM erasure e WHERE e.id=d.member_id)))",
    ),
    (
        "deposit.bills",
        "SELECT b.number FROM bill b WHERE coalesce((SELECT sum(t.amount) FROM tender t WHERE"
        " t.bill_id=b.id AND t.tender_kind='deposit'),0) <> coalesce((SELECT sum(u.amount)"
        " FROM deposit_use u WHERE u.bill_id=b.id AND u.refund_id IS NULL),0) UNION"
        " SELECT r.number FROM refund r WHERE coalesce((SELECT sum(t.amount) FROM refund_tender t"
        " WHERE t.refund_id=r.id AND t.tender_kind='deposit'),0) <> -coalesce((SELECT sum(u.amount)"
        " FROM deposit_use u WHERE u.refund_id=r.id),0) UNION"
        " SELECT d.number FROM deposit_use u JOIN deposit d ON d.id=u.deposit_id"
        " JOIN bill b ON b.id=u.bill_id WHERE b.job_id IS NOT d.job_id",
    ),
    (
        "deposit.snapshot",
        "SELECT number FROM deposit WHERE json_extract(snapshot,'$.amount') <> amount"
        " OR json_extract(snapshot,'$.number') <> number OR json_extract(snapshot,'$.code') <> code"
        " OR json_extract(snapshot,'$.direction') <> direction",
    ),
    (
        "deposit.numbers",
        "SELECT desk || ' ' || max(sequence) FROM deposit GROUP BY desk"
        " HAVING max(sequence) <> count(*) OR min(sequence) <> 1 OR max(sequence) <> coalesce("
        "(SELECT last FROM counter WHERE id=desk || '/deposit'),0)",
    ),
    (
        "account.owed",
        "SELECT b.number FROM account_settlement s JOIN bill b ON b.id=s.bill_id GROUP BY b.id"
        " HAVING min(s.amount)<=0 OR sum(s.amount) > coalesce((SELECT sum(t.amount) FROM tender t"
        " WHERE t.bill_id=b.id AND t.tender_kind='account'),0)",
    ),
    (
        "account.paid",
        "SELECT p.number FROM account_payment p WHERE p.amount<=0 OR p.tendered<p.amount OR p.amount"
        " <> coalesce((SELECT sum(s.amount) FROM account_settlement s WHERE s.payment_id=p.id),0)"
        " UNION SELECT r.number FROM refund r WHERE coalesce((SELECT sum(t.amount) FROM refund_tender"
        " t WHERE t.refund_id=r.id AND t.tender_kind='account'),0) <> coalesce((SELECT sum(s.amount)"
        " FROM account_settlement s WHERE s.refund_id=r.id),0)",
    ),
    (
        "account.member",
        "SELECT b.number FROM bill b JOIN tender t ON t.bill_id=b.id WHERE t.tender_kind='account'"
        " AND b.member_id IS NULL",
    ),
    (
        "account.snapshot",
        "SELECT number FROM account_payment WHERE json_extract(snapshot,'$.amount') <> amount"
        " OR json_extract(snapshot,'$.number') <> number OR json_extract(snapshot,'$.code') <> code",
    ),
    (
        "account.numbers",
        "SELECT desk || ' ' || max(sequence) FROM account_payment GROUP BY desk"
        " HAVING max(sequence) <> count(*) OR min(sequence) <> 1 OR max(sequence) <> coalesce("
        "(SELECT last FROM counter WHERE id=desk || '/account_payment'),0)",
    ),
    (
        "parked.lines",
        "SELECT id FROM parked WHERE json_array_length(content,'$.lines')=0 OR total<0"
        " OR taken_at<at",
    ),
    (
        "drawer.one_open",
        "SELECT desk FROM shift WHERE closed_at IS NULL GROUP BY desk HAVING count(*) > 1",
    ),
    (
        "drawer.counted",
        "SELECT s.id FROM shift s WHERE (s.closed_at IS NOT NULL) <> EXISTS (SELECT 1 FROM"
        " shift_count c WHERE c.shift_id=s.id AND c.tender_kind='cash') OR s.left_in < 0"
        " OR s.left_in > coalesce((SELECT c.counted FROM shift_count c WHERE c.shift_id=s.id"
        " AND c.tender_kind='cash'),0) OR (s.reason='' AND EXISTS (SELECT 1 FROM shift_count c"
        " WHERE c.shift_id=s.id AND c.counted<>c.expected))",
    ),
    (
        "drawer.entries",
        "SELECT id FROM drawer_entry WHERE amount <= 0 OR direction NOT IN ('in','out')",
    ),
    (
        "day.numbers",
        "SELECT desk || ' ' || max(sequence) FROM day_close GROUP BY desk"
        " HAVING max(sequence) <> count(*) OR min(sequence) <> 1 OR max(sequence) <> coalesce("
        "(SELECT last FROM counter WHERE id=desk || '/day_close'),0)",
    ),
    (
        "day.stays_closed",
        "SELECT d.number FROM day_close d WHERE EXISTS (SELECT 1 FROM bill x WHERE x.desk=d.desk"
        " AND x.business_day=d.closed_day AND x.id>d.id) OR EXISTS (SELECT 1 FROM account_payment x"
        " WHERE x.desk=d.desk AND x.business_day=d.closed_day AND x.id>d.id)"
        " OR EXISTS (SELECT 1 FROM deposit x"
        " WHERE x.desk=d.desk AND x.business_day=d.closed_day AND x.id>d.id)"
        " OR EXISTS (SELECT 1 FROM prepaid x"
        " WHERE x.desk=d.desk AND x.business_day=d.closed_day AND x.id>d.id)"
        " OR EXISTS (SELECT 1 FROM refund x"
        " WHERE x.desk=d.desk AND x.business_day=d.closed_day AND x.id>d.id)"
        " OR EXISTS (SELECT 1 FROM shift x WHERE x.desk=d.desk AND x.business_day=d.closed_day"
        " AND (x.id>d.id OR x.closed_at IS NULL))",
    ),
    (
        "day.sums",
        "SELECT d.number FROM day_close d WHERE"
        f" json_extract(d.snapshot,'$.figures.total') <> {_SUM_OF_DAY.format(table='bill')}"
        f" OR json_extract(d.snapshot,'$.figures.refunded') <> {_SUM_OF_DAY.format(table='refund')}"
        " OR json_extract(d.snapshot,'$.number') <> d.number"
        " OR json_extract(d.snapshot,'$.difference') <> d.difference",
    ),
    (
        "day.anchor",
        "SELECT d.number FROM day_close d WHERE NOT EXISTS (SELECT 1 FROM operation o WHERE"
        " o.position || ':' || lower(hex(o.hash)) = d.anchor AND"
        " o.position = CAST(substr(d.anchor,1,instr(d.anchor,':')-1) AS INTEGER))"
        " OR json_extract(d.snapshot,'$.anchor') <> d.anchor",
    ),
)
