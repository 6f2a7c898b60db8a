"""``check``: every invariant of the shop's file by name, and the rows that break it.

An invariant is a statement that returns the offending rows, or a walk over the journal or the index.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from models.base.errors import Environment
from models.base.ports import Progress, Silent
from models.base.rights import Right
from models.base.usecase import query
from models.rules.search import tokens
from models.services import (
    check_files,
    check_lists,
    check_money,
    check_points,
    check_programme,
    check_quotes,
    check_rewards,
)
from models.services.search_documents import SUBJECTS_OF, as_json
from models.store import journal, rebuild
from models.store.engine import FileKey, read_engine, translated
from models.store.files import remove_with_companions
from models.store.work import View

_MOST = 20
"""Findings kept of one invariant; the count goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One invariant: how many rows break it, and the first of them."""

    name: str
    broken: int
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was checked. ``sound`` where nothing is broken."""

    findings: tuple[Finding, ...]
    operations: int
    members: int
    jobs: int
    bills: int

    @property
    def sound(self) -> bool:
        """Whether every invariant holds."""
        return all(finding.broken == 0 for finding in self.findings)


_BY_SQL: tuple[tuple[str, str], ...] = (
    (
        "bill.lines",
        "SELECT b.number FROM bill b WHERE b.total <> coalesce((SELECT sum(l.total) FROM bill_line l"
        " WHERE l.bill_id=b.id),0) OR b.subtotal <> coalesce((SELECT sum(l.amount) FROM bill_line l"
        " WHERE l.bill_id=b.id),0)",
    ),
    (
        "bill.sum",
        "SELECT number FROM bill WHERE total <> subtotal-line_discount-bill_discount-rounding"
        " OR total < 0",
    ),
    (
        "bill.tenders",
        "SELECT b.number FROM bill b WHERE b.total <> coalesce((SELECT sum(t.amount) FROM tender t"
        " WHERE t.bill_id=b.id),0)",
    ),
    (
        "bill.line",
        "SELECT b.number FROM bill_line l JOIN bill b ON b.id=l.bill_id WHERE"
        " l.amount <> (l.price*l.quantity*2+1000)/2000 OR l.total <> l.amount-l.discount-l.bill_share"
        " OR l.total < 0",
    ),
    ("bill.change", "SELECT id FROM tender WHERE tendered < amount OR amount < 0"),
    (
        "bill.snapshot",
        "SELECT number FROM bill WHERE json_extract(snapshot,'$.total') <> total"
        " OR json_extract(snapshot,'$.number') <> number OR json_extract(snapshot,'$.code') <> code"
        " OR json_array_length(snapshot,'$.lines') <>"
        " (SELECT count(*) FROM bill_line l WHERE l.bill_id=bill.id)",
    ),
    (
        "bill.numbers",
        "SELECT desk || ' ' || max(sequence) FROM bill GROUP BY desk"
        " HAVING max(sequence) <> count(*) OR min(sequence) <> 1 OR max(sequence) <> coalesce("
        "(SELECT last FROM counter WHERE id=desk || '/receipt'),0)",
    ),
    (
        "job.steps",
        "SELECT j.number FROM job j WHERE j.step <> coalesce((SELECT s.to_step FROM job_step s"
        " WHERE s.job_id=j.id ORDER BY s.id DESC LIMIT 1),'')",
    ),
    (
        "job.chain",
        "SELECT j.number FROM (SELECT job_id, from_step, lag(to_step) OVER (PARTITION BY job_id"
        " ORDER BY id) AS before FROM job_step) s JOIN job j ON j.id=s.job_id"
        " WHERE s.before IS NOT NULL AND s.before <> s.from_step",
    ),
    (
        "job.closed",
        "SELECT number FROM job WHERE (step='closed') <> (closed_at IS NOT NULL)"
        " OR (step='closed') <> (ending <> '')",
    ),
    (
        "catch_up.times",
        "SELECT number FROM bill WHERE entered_at < at"
        " UNION SELECT number FROM job WHERE entered_at < opened_at",
    ),
    (
        "job.hold",
        "SELECT j.number FROM job j WHERE (j.hold<>'') <> (j.hold_at IS NOT NULL)"
        " OR (j.hold<>'' AND j.step IN ('call_back','closed'))"
        " OR (SELECT count(*) FROM job_hold h WHERE h.job_id=j.id AND h.until_at IS NULL"
        "  AND h.reason=j.hold AND h.from_at=j.hold_at) <> (j.hold<>'')"
        " OR (SELECT count(*) FROM job_hold h WHERE h.job_id=j.id AND h.until_at IS NULL) > 1"
        " OR j.waited <> (SELECT coalesce(sum(h.until_at-h.from_at),0) FROM job_hold h"
        "  WHERE h.job_id=j.id AND h.until_at IS NOT NULL)",
    ),
    (
        "job.rework",
        "SELECT j.number FROM job j WHERE j.rework_of_id IS NOT NULL AND (j.rework_of_id=j.id"
        " OR NOT EXISTS (SELECT 1 FROM job e WHERE e.id=j.rework_of_id))",
    ),
    (
        "job.paid",
        "SELECT j.number FROM job j WHERE j.step='call_back' AND NOT EXISTS"
        " (SELECT 1 FROM bill b WHERE b.job_id=j.id) AND EXISTS"
        " (SELECT 1 FROM job_line l WHERE l.job_id=j.id AND l.price*l.quantity>0)",
    ),
    (
        "job.billed_once",
        "SELECT j.number FROM bill b JOIN job j ON j.id=b.job_id WHERE NOT EXISTS (SELECT 1 FROM"
        " refund r WHERE r.bill_id=b.id AND r.refund_kind='void') GROUP BY b.job_id"
        " HAVING count(*) > 1",
    ),
    (
        "member.phones",
        "SELECT id FROM member_phone WHERE number='' OR number GLOB '*[^0-9+x]*'",
    ),
    (
        "member.activity",
        "SELECT m.number FROM member m WHERE m.active_at < coalesce("
        "(SELECT max(e.at) FROM event e WHERE e.member_id=m.id"
        " AND e.what IN ('job_opened','bill_posted')),0)",
    ),
    (
        "price.versions",
        "SELECT number FROM price_version GROUP BY number HAVING count(*)>1 UNION"
        " SELECT code FROM price_item i WHERE NOT EXISTS"
        " (SELECT 1 FROM price p WHERE p.item_id=i.id)",
    ),
    (
        "erasure.left",
        "SELECT e.number FROM erasure e JOIN member m ON m.id=e.id WHERE m.name<>'***'"
        " OR EXISTS (SELECT 1 FROM member_phone x WHERE x.member_id=m.id)"
        " OR EXISTS (SELECT 1 FROM member_address x WHERE x.member_id=m.id)"
        " OR EXISTS (SELECT 1 FROM device x WHERE x.member_id=m.id)"
        " OR EXISTS (SELECT 1 FROM consent x WHERE x.member_id=m.id)"
        " OR EXISTS (SELECT 1 FROM attachment x WHERE x.member_id=m.id"
        "  AND (x.name<>'' OR x.digest<>''))"
        " OR EXISTS (SELECT 1 FROM job x WHERE x.member_id=m.id AND (x.phone<>'' OR x.address<>''"
        "  OR x.title<>''))",
    ),
    ("price.amounts", "SELECT id FROM price WHERE price<0 OR cost<0"),
    ("shop.one", "SELECT count(*) FROM shop HAVING count(*)<>1"),
    (
        "shop.owner",
        "SELECT 'owner' WHERE NOT EXISTS (SELECT 1 FROM staff WHERE level=3 AND active=1)",
    ),
    ("desk.one", "SELECT count(*) FROM desk HAVING count(*)<>1"),
    (
        "search.documents",
        "SELECT 'member ' || id FROM member m WHERE NOT EXISTS"
        " (SELECT 1 FROM search_document d WHERE d.ref_id=m.id) UNION ALL"
        " SELECT 'job ' || number FROM job j WHERE NOT EXISTS"
        " (SELECT 1 FROM search_document d WHERE d.ref_id=j.id) UNION ALL"
        " SELECT 'bill ' || number FROM bill b WHERE NOT EXISTS"
        " (SELECT 1 FROM search_document d WHERE d.ref_id=b.id) UNION ALL"
        " SELECT 'price ' || code FROM price_item i WHERE i.archived_at IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM search_document d WHERE d.ref_id=i.id)",
    ),
    *check_money.BY_SQL,
    *check_quotes.BY_SQL,
    *check_files.BY_SQL,
    *check_lists.BY_SQL,
    *check_points.BY_SQL,
    *check_rewards.BY_SQL,
    *check_programme.BY_SQL,
)


def _by_sql(view: View, statement: str) -> Iterator[str]:
    for row in view.connection.exec_driver_sql(statement):
        yield str(row[0])


def _references(view: View) -> Iterator[str]:
    for row in view.sql("PRAGMA foreign_key_check"):
        yield f"{row['table']} {row['rowid']}"


def _structure(view: View) -> Iterator[str]:
    for kind in SUBJECTS_OF:
        # quick_check walks the full-text tables by a cache that another connection's writes have outdated;
        # a search looks whether it is, so that a sound file is not called corrupt.
        view.sql(f"SELECT rowid FROM find_{kind} WHERE find_{kind} MATCH '\"c\"' LIMIT 1")
    for row in view.sql("PRAGMA quick_check"):
        if row["quick_check"] != "ok":
            yield str(row["quick_check"])


def _chain(view: View) -> Iterator[str]:
    for flaw in journal.verify_chain(view.connection):
        yield f"{flaw.code} {flaw.position}"


def _fresh_documents(view: View) -> Iterator[str]:
    """Documents whose tokens are not those of the record as it stands."""
    rows = view.sql(
        "SELECT subject_kind, ref_id, tokens, fields FROM search_document ORDER BY position"
    )
    for kind in SUBJECTS_OF:
        mine = {row["ref_id"]: row for row in rows if row["subject_kind"] == kind}
        archived = {
            row["id"] for row in view.sql("SELECT id FROM member WHERE archived_at IS NOT NULL")
        }
        ids = [ref_id for ref_id in mine if ref_id not in archived]
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            subjects = SUBJECTS_OF[kind](view, part)
            for ref_id in part:
                subject, row = subjects.get(ref_id), mine[ref_id]
                if subject is None or (tokens(subject), as_json(subject)) != (
                    row["tokens"],
                    row["fields"],
                ):
                    yield f"{kind} {ref_id}"


def _index_integrity(view: View) -> Iterator[str]:
    """Records that the index does not give back by their own first token."""
    for kind in SUBJECTS_OF:
        rows = view.sql(
            f"SELECT d.ref_id FROM search_document d WHERE d.subject_kind='{kind}' AND d.tokens<>''"
            f" AND NOT EXISTS (SELECT 1 FROM find_{kind}_docsize s WHERE s.id=d.position)"
        )
        for row in rows:
            yield f"{kind} {row['ref_id']}"


_BY_WALK: tuple[tuple[str, Callable[[View], Iterator[str]]], ...] = (
    ("file.structure", _structure),
    ("file.references", _references),
    ("journal.chain", _chain),
    ("search.index", _index_integrity),
    ("attachment.files", check_files.there),
    ("points.expiry_ids", check_points.expiry_ids),
    ("points.refunds", check_points.refunds_take_back),
    ("programme.documents", check_programme.documents),
)

_DEEP: tuple[tuple[str, Callable[[View], Iterator[str]]], ...] = (
    ("search.fresh", _fresh_documents),
    ("attachment.sealed", check_files.sealed),
)

NAMES = (
    *(name for name, _ in _BY_SQL),
    *(name for name, _ in _BY_WALK),
    *(name for name, _ in _DEEP),
    "journal.rebuild",
    "file.seal",
)
"""Every invariant that ``check`` knows, the last four only with ``--deep``."""


@query(Right.KEEP)
def check(view: View, *, progress: Progress | None = None) -> Report:
    """Check every invariant but the deep ones. Progress counts invariants."""
    return _report(view, _findings(view, _BY_WALK, progress or Silent()))


@query(Right.KEEP)
def check_deep(
    view: View, *, key: FileKey, scratch: Path, steps: Path, progress: Progress | None = None
) -> Report:
    """Check everything: also each page's seal, each search entry, and a rebuild from the journal alone.

    ``scratch`` is a path for the rebuilt, encrypted file; it is removed afterwards.
    """
    progress = progress or Silent()
    findings = _findings(view, (*_BY_WALK, *_DEEP), progress)
    findings.append(_collect("file.seal", partial(_seal, view)))
    rebuilt = partial(_rebuild, view, key, scratch, steps, progress)
    findings.append(_collect("journal.rebuild", rebuilt))
    return _report(view, findings)


def _seal(view: View) -> Iterator[str]:
    for row in view.connection.exec_driver_sql("PRAGMA cipher_integrity_check"):
        yield str(row[0])


def _rebuild(
    view: View, key: FileKey, scratch: Path, steps: Path, progress: Progress
) -> Iterator[str]:
    try:
        rebuild.rebuild(view.connection, scratch, key, steps=steps, progress=progress)
        engine = read_engine(scratch, key)
        try:
            with engine.connect() as other:
                for table, row_key in rebuild.differences(view.connection, other):
                    yield f"{table} {row_key}"
        finally:
            engine.dispose()
    finally:
        remove_with_companions(scratch)


def _findings(
    view: View,
    walks: tuple[tuple[str, Callable[[View], Iterator[str]]], ...],
    progress: Progress,
) -> list[Finding]:
    total = len(_BY_SQL) + len(walks)
    findings = []
    for done, (name, statement) in enumerate(_BY_SQL, start=1):
        findings.append(_collect(name, partial(_by_sql, view, statement)))
        progress.step(done, total)
    for done, (name, walk) in enumerate(walks, start=len(_BY_SQL) + 1):
        findings.append(_collect(name, partial(walk, view)))
        progress.step(done, total)
    return findings


def _collect(name: str, look: Callable[[], Iterator[str]]) -> Finding:
    """Gather what ``look`` finds. A file too damaged to look into is a finding of its own."""
    kept: list[str] = []
    count = 0
    try:
        with translated():
            for row in look():
                count += 1
                if count <= _MOST:
                    kept.append(row)
    except Environment as trouble:
        if trouble.code != "store.damaged":
            raise
        count += 1
        kept.append(trouble.code)
    return Finding(name=name, broken=count, rows=tuple(kept))


def _report(view: View, findings: list[Finding]) -> Report:
    return Report(
        findings=tuple(findings),
        **{f"{table}s": _count(view, table) for table in ("operation", "member", "job", "bill")},
    )


def _count(view: View, table: str) -> int:
    """How many rows a table has; 0 where it cannot be read, which a finding has said already."""
    try:
        with translated():
            return int(view.sql(f"SELECT count(*) AS n FROM {table}")[0]["n"])
    except Environment:
        return 0
