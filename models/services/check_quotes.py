"""The invariants of quotes and change slips, as statements; ``check`` runs them with its own.

Each finds the rows that are wrong: a promise the file itself does not keep.
"""

_AMOUNT = "(l.price*l.quantity*2+1000)/2000"
_JOB_TOTAL = f"coalesce((SELECT sum({_AMOUNT}) FROM job_line l WHERE l.job_id=q.job_id),0)"
_MOST = (
    "max(q.accepted_total + q.accepted_total*q.cap/1000, coalesce((SELECT max(c.total_after)"
    " FROM change_slip c WHERE c.job_id=q.job_id AND c.signed=1),0))"
)

BY_SQL: tuple[tuple[str, str], ...] = (
    (
        "quote.state",
        "SELECT id FROM quote WHERE state NOT IN ('draft','given','accepted','refused','replaced')"
        " OR (state='draft') <> (given_at IS NULL) OR (state='draft') <> (snapshot IS NULL)"
        " OR (state IN ('accepted','refused')) <> (decided_at IS NOT NULL) UNION"
        " SELECT job_id FROM quote WHERE state='accepted' GROUP BY job_id HAVING count(*)>1 UNION"
        " SELECT job_id FROM quote WHERE state='given' GROUP BY job_id HAVING count(*)>1 UNION"
        " SELECT job_id FROM quote WHERE state='draft' GROUP BY job_id HAVING count(*)>1",
    ),
    (
        "quote.accepted",
        "SELECT q.number FROM quote q WHERE q.state='accepted' AND (NOT EXISTS (SELECT 1 FROM"
        " quote_grade g WHERE g.id=q.grade_id AND g.quote_id=q.id) OR q.accepted_total <> coalesce("
        f"(SELECT sum({_AMOUNT}) FROM quote_line l WHERE l.grade_id=q.grade_id),0))",
    ),
    (
        "quote.snapshot",
        "SELECT number FROM quote WHERE state<>'draft' AND (json_extract(snapshot,'$.number')<>number"
        " OR json_extract(snapshot,'$.code')<>code OR json_array_length(snapshot,'$.grades') <>"
        " (SELECT count(*) FROM quote_grade g WHERE g.quote_id=quote.id))",
    ),
    (
        "quote.numbers",
        "SELECT substr(number,3,1) || ' ' || count(*) FROM quote WHERE state<>'draft'"
        " GROUP BY substr(number,3,1) HAVING count(*) <> max(CAST(substr(number,4) AS INTEGER))"
        " OR count(*) <> coalesce("
        "(SELECT last FROM counter WHERE id=substr(number,3,1) || '/quote'),0)",
    ),
    (
        "change.slip",
        "SELECT c.id FROM change_slip c JOIN job j ON j.id=c.job_id WHERE c.total_after<=c.total_before"
        " OR (c.signed=1 AND c.number='') OR (c.number='') <> (c.code='')"
        " OR json_extract(c.snapshot,'$.after')<>c.total_after"
        " OR json_extract(c.snapshot,'$.number')<>c.number"
        " OR ((c.reason='' OR c.approved_by='') AND NOT EXISTS"
        " (SELECT 1 FROM erasure e WHERE e.id=j.member_id))"
        " OR NOT EXISTS (SELECT 1 FROM quote q WHERE q.job_id=c.job_id AND q.state='accepted')",
    ),
    (
        "change.numbers",
        "SELECT substr(number,3,1) || ' ' || count(*) FROM change_slip WHERE number<>''"
        " GROUP BY substr(number,3,1) HAVING count(*) <> max(CAST(substr(number,4) AS INTEGER))"
        " OR count(*) <> coalesce("
        "(SELECT last FROM counter WHERE id=substr(number,3,1) || '/change_slip'),0)",
    ),
    (
        "change.lines",
        "SELECT q.number FROM quote q JOIN job_line l ON l.job_id=q.job_id WHERE q.state='accepted'"
        f" AND {_AMOUNT}>0 AND l.change_id IS NULL AND NOT EXISTS (SELECT 1 FROM quote_line o WHERE"
        " o.id=l.quote_line_id AND o.grade_id=q.grade_id AND o.price>=l.price"
        # a quantity that costs not a fen more needs no new word
        f" AND (l.price*o.quantity*2+1000)/2000>={_AMOUNT})",
    ),
    (
        "change.signed",
        f"SELECT q.number FROM quote q WHERE q.state='accepted' AND {_JOB_TOTAL} > {_MOST}"
        " AND EXISTS (SELECT 1 FROM bill b WHERE b.job_id=q.job_id AND NOT EXISTS (SELECT 1 FROM"
        " refund r WHERE r.bill_id=b.id AND r.refund_kind='void'))",
    ),
)
