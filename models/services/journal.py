"""The journal as the owner reads it: who did what when. It shows that rows changed, never a member's old data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import msgspec

from models.base.clock import day_bounds, from_ms, ms_of
from models.base.paging import Page, PageRequest
from models.base.rights import Right
from models.base.usecase import DENIED, query
from models.store.work import View

KINDS: Final = {
    "members": (
        "members",
        "member_form",
        "devices",
        "consents",
        "households",
        "erasure",
        "retention",
    ),
    "jobs": ("jobs", "job_lines", "attachments"),
    "bills": (
        "checkout",
        "bills",
        "refunds",
        "deposits",
        "accounts",
        "invoices",
        "parked",
        "catch_up",
        "drawer",
        "day_close",
        "papers",
        "coupons",
        "redemptions",
        "prepaid",
        "visit_cards",
    ),
    "prices": ("prices", "price_plans", "price_samples", "packages", "rewards"),
    "shop": ("shop", "backups"),
    "people": ("sign_in",),
    "data": ("exchange", "imports", "personal_data"),
}
"""What the owner can ask for, by the features whose use cases it holds; ``denied`` is asked for beside them."""

_WHOLE: Final = "NOT (o.use_case GLOB 'imports.*' AND o.part < o.parts)"
"""An import of thousands of members is one line of the journal, its last part; each member has the own one too."""

_NUMBERED: Final = {
    "job": "number",
    "bill": "number",
    "refund": "number",
    "deposit": "number",
    "account_payment": "number",
    "day_close": "number",
    "redemption": "number",
    "coupon": "number",
    "prepaid": "number",
    "visit_card": "number",
    "member": "number",
}
"""The table and column whose value names a record on paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for; an empty value asks for everything. Days are the shop's, both included."""

    actor_id: str = ""
    member_id: str = ""
    record_id: str = ""
    """The id of a job or a bill."""
    kind: str = ""
    """A key of :data:`KINDS`, ``denied``, or empty."""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One operation. ``use_case`` is its name without the mark of a refusal, ``tables`` what it wrote in."""

    position: int
    at: datetime
    use_case: str
    denied: bool
    actor: str
    """The name of who acted, empty for the program itself and for nobody."""
    approver: str
    member_id: str
    member: str
    """The member's name as it is now, empty where it is about nobody or was erased."""
    numbers: tuple[str, ...]
    """Numbers of jobs and bills that it made."""
    facts: tuple[tuple[str, str], ...]
    """Facts without a row, by name: ``what`` was exported, which ``person``'s PIN was tried or set."""
    tables: tuple[str, ...]
    erased: bool


@query(Right.AUDIT)
def entries(view: View, asked: Asked, page: PageRequest | None = None) -> Page[Entry]:
    """One page of the journal, the newest first; without ``page`` the first one."""
    page = PageRequest() if page is None else page
    conditions, values = _conditions(view, asked)
    if page.after:
        conditions.append("o.position < ?")
        values.append(int(page.after))
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    rows = view.sql(
        "SELECT o.position, o.at, o.use_case, o.actor_id, o.subject_id, o.payload, s.name AS actor,"
        " a.name AS approver, m.name AS member"
        " FROM operation o LEFT JOIN staff s ON s.id=o.actor_id"
        " LEFT JOIN staff a ON a.id=o.approver_id LEFT JOIN member m ON m.id=o.subject_id"
        f" {where} ORDER BY o.position DESC LIMIT ?",
        (*values, page.limit + 1),
    )
    shown = rows[: page.limit]
    after = str(shown[-1]["position"]) if len(rows) > page.limit else None
    names = {row["id"]: row["name"] for row in view.sql("SELECT id, name FROM staff")}
    return Page(tuple(_entry(row, names) for row in shown), after)


@query(Right.AUDIT)
def people(view: View) -> tuple[tuple[str, str], ...]:
    """Id and name of everybody the journal can name, whether they still work here or not."""
    return tuple(
        (row["id"], row["name"]) for row in view.sql("SELECT id, name FROM staff ORDER BY name")
    )


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the journal stood; on paper and in a manifest it shows later that nothing was cut off."""

    position: int
    hash: str


@query(Right.KEEP)
def anchor(view: View) -> Anchor:
    """Where the journal stands now; 12 characters of the hash are enough for paper."""
    rows = view.sql("SELECT position, hash FROM operation ORDER BY position DESC LIMIT 1")
    return Anchor(rows[0]["position"], bytes(rows[0]["hash"]).hex()) if rows else Anchor(0, "")


def _conditions(view: View, asked: Asked) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    if not asked.member_id and not asked.record_id:
        conditions.append(_WHOLE)

    def only(condition: str, *bound: Any) -> None:
        conditions.append(condition)
        values.extend(bound)

    if asked.actor_id:
        only("(o.actor_id=? OR o.approver_id=?)", asked.actor_id, asked.actor_id)
    if asked.member_id:
        only("o.subject_id=?", asked.member_id)
    if asked.record_id:
        _about(view, asked.record_id, only)
    if asked.kind == "denied":
        only("substr(o.use_case, 1, ?)=?", len(DENIED) + 1, DENIED + " ")
    elif asked.kind:
        names = KINDS[asked.kind]
        only(" OR ".join(["o.use_case GLOB ?"] * len(names)), *(f"{name}.*" for name in names))
        conditions[-1] = f"({conditions[-1]})"
    if asked.first is not None:
        only("o.at >= ?", ms_of(day_bounds(asked.first, view.zone)[0]))
    if asked.last is not None:
        only("o.at < ?", ms_of(day_bounds(asked.last, view.zone)[1]))
    return conditions, values


def _about(view: View, record_id: str, only: Any) -> None:
    """Operations that name a job or a bill; those about its member are looked through first."""
    for table in ("job", "bill"):
        rows = view.sql(f'SELECT member_id FROM "{table}" WHERE id=?', (record_id,))
        if rows and rows[0]["member_id"]:
            only("o.subject_id=?", rows[0]["member_id"])
    only("instr(o.payload, ?) > 0", record_id)


def _entry(row: Any, names: Mapping[str, str]) -> Entry:
    name: str = row["use_case"]
    denied = name.startswith(DENIED + " ")
    changes = [] if row["payload"] is None else msgspec.json.decode(row["payload"])
    return Entry(
        position=row["position"],
        at=from_ms(row["at"]),
        use_case=name.removeprefix(DENIED + " "),
        denied=denied,
        actor=row["actor"] or "",
        approver=row["approver"] or "",
        member_id=row["subject_id"] or "",
        member=row["member"] or "",
        numbers=_numbers(changes),
        facts=tuple(
            ("person", names.get(value, "")) if key == "staff_id" else (key, str(value))
            for mark, _, _, values in changes
            if mark == "!"
            for key, value in sorted(values.items())
        ),
        tables=tuple(dict.fromkeys(table for mark, table, _, _ in changes if mark != "!")),
        erased=row["payload"] is None,
    )


def _numbers(changes: Sequence[Any]) -> tuple[str, ...]:
    return tuple(
        values[_NUMBERED[table]]
        for mark, table, _, values in changes
        if mark == "+" and table in _NUMBERED and _NUMBERED[table] in values
    )
