"""The one search box: members, jobs, bills and price items by whatever the clerk has in hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec

from models.base import codes
from models.base.clock import from_ms
from models.base.codes import CodeKind
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.rules.phones import masked, tail
from models.rules.pinyin import display
from models.rules.search import Subject
from models.rules.search_match import Hit, Place, Reasons, Span, collect
from models.rules.search_plan import narrowed, plan, terms
from models.services.search_documents import from_json
from models.store.work import View

Kind = Literal["member", "job", "bill", "price"]
PAGE = 50


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One row found. ``spans`` say why, in ``name``/``readings``/``masked``/``address``/``number``.

    Of ``title``, ``step``, ``open_jobs``, ``amount`` (fen) and ``at`` each kind has what it shows. A
    struct, because fifty are made for a page and a frozen dataclass of this size takes five times
    as long.
    """

    kind: Kind
    id: str
    match: int
    """The class of match, 1 best to 7 (models.rules.search.MatchClass)."""
    number: str
    name: str
    readings: str = ""
    masked: str = ""
    tail: str = ""
    address: str = ""
    title: str = ""
    step: str = ""
    open_jobs: int = 0
    amount: int = 0
    at: datetime | None = None
    spans: tuple[Span, ...] = ()
    matched_text: str = ""
    """What matched where it is not shown anyway: a note, a serial number, a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A page of one kind; ``after``, handed in as ``beyond``, asks for the next one."""

    kind: Kind
    rows: tuple[Result, ...]
    after: Place | None


@dataclass(frozen=True, slots=True)
class Target:
    """What a scanned code names."""

    kind: Kind
    id: str


@query(Right.SERVE)
def search(
    view: View,
    text: str,
    *,
    preedit: str = "",
    kind: Kind = "member",
    limit: int = PAGE,
    beyond: Place | None = None,
) -> Results:
    """Find records of one kind; best class first, newest activity first within a class."""
    asked = plan(text, preedit=preedit)
    if any(len(way) > 1 for way in asked.ways):
        asked = narrowed(asked, _present(view, kind, terms(asked)))
    if not asked.stages:
        return Results(kind=kind, rows=(), after=None)
    seen: dict[int, _Seen] = {}

    def fetch(match: str, below: int | None, size: int) -> list[int]:
        rows = view.connection.exec_driver_sql(  # plain rows: fifty of them, read once
            f"SELECT d.position, d.ref_id, d.at, d.fields FROM (SELECT rowid FROM find_{kind}"
            f" WHERE find_{kind} MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?) f"
            " JOIN search_document d ON d.position = f.rowid ORDER BY f.rowid DESC",
            (match, 1 << 62 if below is None else below, size),
        )
        positions = []
        for position, ref_id, at, fields in rows.all():
            seen[position] = _Seen(ref_id, at, from_json(fields))
            positions.append(position)
        return positions

    def read(positions: Sequence[int]) -> Mapping[int, Subject]:
        return {position: seen[position].subject for position in positions}

    found = collect(asked, fetch, read, limit=limit, after=beyond)
    order = [seen[hit.rowid] for hit in found.hits]
    shown = _SHOWN[kind](view, order) if order else {}
    reasons = Reasons(asked)
    rows = tuple(_result(kind, hit, seen[hit.rowid], reasons, shown) for hit in found.hits)
    return Results(kind=kind, rows=rows, after=found.after)


def _present(view: View, kind: Kind, asked: Sequence[str]) -> set[str]:
    """Which terms any record of this kind has. Of one word each stage finds out by itself."""
    each = f"SELECT ? AS place WHERE EXISTS (SELECT 1 FROM find_{kind} WHERE find_{kind} MATCH ?)"
    found: set[str] = set()
    for start in range(0, len(asked), _TERMS_AT_ONCE):
        some = asked[start : start + _TERMS_AT_ONCE]
        values = [value for place, term in enumerate(some) for value in (place, term)]
        rows = view.sql(" UNION ALL ".join([each] * len(some)), values)
        found.update(some[row["place"]] for row in rows)
    return found


_TERMS_AT_ONCE = 200
"""A statement takes 500 at most; what is typed and what is uncommitted make 700 between them."""


@dataclass(slots=True)
class _Seen:
    """A record found: its id, its newest activity (ms) and its searched fields."""

    id: str
    at: int
    subject: Subject


def _result(
    kind: Kind, hit: Hit, found: _Seen, reasons: Reasons, shown: dict[str, dict[str, Any]]
) -> Result:
    spans = reasons.of(hit, found.subject)
    return Result(
        kind=kind,
        id=found.id,
        match=int(hit.match_class),
        spans=spans,
        matched_text=_hidden_match(found.subject, spans),
        **shown[found.id],
    )


@query(Right.SERVE)
def search_all(
    view: View, text: str, *, preedit: str = "", limit: int = PAGE
) -> tuple[Results, ...]:
    """Find records of every kind at once, for the popup."""
    return tuple(
        search(view, text, preedit=preedit, kind=kind, limit=limit)
        for kind in ("member", "job", "bill", "price")
    )


@query(Right.SERVE)
def by_code(view: View, scanned: str) -> Target:
    """What the fourteen digits on a paper name; or a price item or device by its own bar code.

    Raises Refused("code.check" | "code.unknown" | "code.digits" | "code.nothing").
    """
    try:
        code = codes.parse(scanned)
    except Refused:
        if (target := _foreign_code(view, scanned.strip())) is not None:
            return target
        raise
    digits = codes.build(code.kind, code.desk, code.body)
    if code.kind is CodeKind.JOB:
        return _target(view, "job", "SELECT id FROM job WHERE code=?", digits)
    if code.kind is CodeKind.RECEIPT:
        return _target(view, "bill", "SELECT id FROM bill WHERE code=?", digits)
    if code.kind is CodeKind.REFUND:
        return _target(view, "bill", "SELECT bill_id AS id FROM refund WHERE code=?", digits)
    if code.kind is CodeKind.DEPOSIT:
        return _target(view, "job", "SELECT job_id AS id FROM deposit WHERE code=?", digits)
    if code.kind is CodeKind.QUOTE:
        return _target(view, "job", "SELECT job_id AS id FROM quote WHERE code=?", digits)
    if code.kind is CodeKind.CHANGE_SLIP:
        return _target(view, "job", "SELECT job_id AS id FROM change_slip WHERE code=?", digits)
    if code.kind is CodeKind.ACCOUNT_PAYMENT:
        return _target(
            view, "member", "SELECT member_id AS id FROM account_payment WHERE code=?", digits
        )
    if code.kind in _OF_MEMBER:
        return _target(view, "member", _OF_MEMBER[code.kind], digits)
    if code.kind is CodeKind.DAY_CLOSE:
        raise Refused("code.nothing", field="code", code=digits)
    return _target(view, "member", _BY_CARD, f"{code.body:08d}")


def _target(view: View, kind: Kind, statement: str, value: str) -> Target:
    rows = view.sql(statement, (value,))
    if not rows:
        raise Refused("code.nothing", field="code", code=value)
    return Target(kind, rows[0]["id"])


def _foreign_code(view: View, scanned: str) -> Target | None:
    for kind, statement in _BY_PLAIN_TEXT:
        if rows := view.sql(statement, (scanned,)):
            return Target(kind, rows[0]["id"])
    return None


_OF_MEMBER = {
    CodeKind.REDEMPTION: "SELECT member_id AS id FROM redemption WHERE code=?",
    CodeKind.COUPON: "SELECT member_id AS id FROM coupon WHERE code=? AND member_id IS NOT NULL",
    CodeKind.PREPAID: "SELECT member_id AS id FROM prepaid WHERE code=?",
    CodeKind.VISIT_CARD: "SELECT member_id AS id FROM visit_card WHERE code=?",
}
"""Papers of points and of money paid ahead lead to whose they are."""
_BY_CARD = "SELECT coalesce(merged_into_id, id) AS id FROM member WHERE number=?"
"""The card of a member who was merged leads to the file that was kept."""
_BY_PLAIN_TEXT: tuple[tuple[Kind, str], ...] = (
    ("member", _BY_CARD),
    ("price", "SELECT id FROM price_item WHERE code=? AND archived_at IS NULL"),
    ("member", "SELECT member_id AS id FROM device WHERE serial=? AND serial<>''"),
)


def _members(view: View, found: Sequence[_Seen]) -> dict[str, dict[str, Any]]:
    """What a member's row shows, from the searched fields; the jobs in hand by an index of their own."""
    ids = [one.id for one in found]
    in_hand = {
        row["member_id"]: row["n"]
        for row in view.sql(
            "SELECT member_id, count(*) AS n FROM job WHERE closed_at IS NULL"
            f" AND member_id IN ({_marks(ids)}) GROUP BY member_id",
            ids,
        )
    }
    return {
        one.id: {
            "number": one.subject.codes[0],
            "name": (name := _name(view, one)),
            "readings": display(name),
            "masked": masked(phone) if (phone := _first(one.subject.phones)) else "",
            "tail": tail(phone) if phone else "",
            "address": _first(one.subject.addresses),
            "open_jobs": in_hand.get(one.id, 0),
            "at": from_ms(one.at),
        }
        for one in found
    }


def _first(texts: Sequence[str]) -> str:
    return texts[0] if texts else ""


def _name(view: View, one: _Seen) -> str:
    """A member's name; an archived one is indexed without it."""
    if one.subject.names:
        return one.subject.names[0]
    return str(view.sql("SELECT name FROM member WHERE id=?", (one.id,))[0]["name"])


def _jobs(view: View, found: Sequence[_Seen]) -> dict[str, dict[str, Any]]:
    ids = [one.id for one in found]
    rows = view.sql(
        "SELECT j.id, j.number, j.title, j.device, j.step, j.step_at, coalesce(m.name,'') AS name"
        " FROM job j LEFT JOIN member m ON m.id=j.member_id"
        f" WHERE j.id IN ({_marks(ids)})",
        ids,
    )
    return {
        row["id"]: {
            "number": row["number"],
            "name": row["name"],
            "title": " ".join(part for part in (row["device"], row["title"]) if part),
            "step": row["step"],
            "at": from_ms(row["step_at"]),
        }
        for row in rows
    }


def _bills(view: View, found: Sequence[_Seen]) -> dict[str, dict[str, Any]]:
    ids = [one.id for one in found]
    rows = view.sql(
        "SELECT b.id, b.number, b.at, b.total, coalesce(m.name,'') AS name,"
        " (SELECT name FROM bill_line l WHERE l.bill_id=b.id ORDER BY position LIMIT 1) AS title"
        " FROM bill b LEFT JOIN member m ON m.id=b.member_id"
        f" WHERE b.id IN ({_marks(ids)})",
        ids,
    )
    return {
        row["id"]: {
            "number": row["number"],
            "name": row["name"],
            "title": row["title"] or "",
            "amount": row["total"],
            "at": from_ms(row["at"]),
        }
        for row in rows
    }


def _prices(view: View, found: Sequence[_Seen]) -> dict[str, dict[str, Any]]:
    ids = [one.id for one in found]
    rows = view.sql(
        "SELECT i.id, i.code, i.name, i.unit, coalesce((SELECT p.price FROM price p"
        "  JOIN price_version v ON v.id=p.version_id WHERE p.item_id=i.id AND v.effective_from<=?"
        "  ORDER BY v.effective_from DESC, v.number DESC LIMIT 1), 0) AS price"
        f" FROM price_item i WHERE i.id IN ({_marks(ids)})",
        (view.today.isoformat(), *ids),
    )
    return {
        row["id"]: {
            "number": row["code"],
            "name": row["name"],
            "title": row["unit"],
            "amount": row["price"],
        }
        for row in rows
    }


_SHOWN = {"member": _members, "job": _jobs, "bill": _bills, "price": _prices}


def _hidden_match(subject: Subject, spans: Sequence[Span]) -> str:
    """The text around a match in a field that the row does not show."""
    for span in spans:
        if span.field == "note":
            note = subject.notes[span.index]
            start = max(0, span.start - 6)
            return note[start : span.end + 12].replace("\n", " ")
        if span.field == "code":
            return subject.codes[span.index]
    return ""


def _marks(ids: Sequence[str]) -> str:
    return ",".join("?" * len(ids))
