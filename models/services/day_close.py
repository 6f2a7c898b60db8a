"""The day's close (日结): freezes what a business day came to at this desk; a closed day stays closed."""

from dataclasses import dataclass
from datetime import date

import msgspec

from models.base.codes import CodeKind
from models.base.days import EARLIEST
from models.base.documents_money import CountLine, DayClosePaper, DayFigures, ShiftPaper
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line, one_of
from models.base.usecase import query, use_case
from models.rules import drawer as rules
from models.rules.drawer import Counted
from models.rules.tenders import NO_MONEY
from models.services import drawer, numbers, parked, shop
from models.services.checkout import TENDERS
from models.store.work import View, Work
from models.tables.drawer import DayClose


@dataclass(frozen=True, slots=True, kw_only=True)
class DayState:
    """A day of this desk as it stands. ``paper`` is the slip as it would print, or as it was frozen.

    ``id`` is the close's, empty while the day is open. ``waiting`` is an earlier day with documents that was not
    closed since the last close, or None.
    """

    day: date
    today: date
    id: str
    copies: int
    shift_open: bool
    waiting: date | None
    parked: int
    """Sales that are parked at the till and not paid."""
    paper: DayClosePaper


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A closed day; ``difference`` is counted less expected in fen."""

    id: str
    number: str
    day: date
    difference: int


@query(Right.SERVE)
def of_day(view: View, day: date | None = None) -> DayState:
    """A business day (today where none is named) at this desk, closed or not."""
    day = day or view.today
    row = _row(view, day)
    copies = 0
    if row is not None:
        counted = view.sql("SELECT count(*) AS n FROM printing WHERE ref_id=?", (row.id,))
        copies = counted[0]["n"]
    return DayState(
        day=day,
        today=view.today,
        id=row.id if row is not None else "",
        copies=copies,
        shift_open=drawer.open_until(view, day) is not None,
        waiting=_waiting(view),
        parked=parked.count(view),
        paper=_frozen(row) if row is not None else _paper(view, day, number="", counts=()),
    )


@query(Right.SERVE)
def file(view: View, close_id: str) -> DayClosePaper:
    """The frozen slip of a closed day."""
    return _frozen(view.get(DayClose, close_id))


@query(Right.SERVE)
def by_day(view: View, day: date) -> str:
    """The id of a day's close at this desk; Refused("day.not_closed")."""
    row = _row(view, day)
    if row is None:
        raise Refused("day.not_closed", field="day", day=day)
    return row.id


@use_case(Right.DAY_CLOSE, keyed=True)
def close_day(
    work: Work,
    day: date | None = None,
    *,
    counted: tuple[Counted, ...] = (),
    reason: str = "",
) -> Closed:
    """Close a business day of this desk (today where none is named): its shifts have ended, its figures freeze.

    Where the day had no shift, ``counted`` may say what was counted of its takings, the float left aside.
    Raises Refused("day.future" | "day.range" | "day.closed" | "day.shift_open" | "day.counted" |
    "drawer.count" | "drawer.reason" | "money.…" | "text.…"). Not undoable.
    """
    day = day or work.today
    if day > work.today:
        raise Refused("day.future", field="day")
    if day < EARLIEST:
        raise Refused("day.range", field="day")
    drawer.must_be_open(work, day)
    open_shift = drawer.open_until(work, day)
    if open_shift is not None:
        raise Refused("day.shift_open", field="day", at=open_shift.opened_at)
    why = clean_line(reason, field="reason", most=drawer.REASON_MOST)
    counts = _counts(work, day, counted)
    if rules.is_off(counts) and not why:
        raise Refused("drawer.reason", field="reason", difference=rules.difference(counts))
    number = numbers.next_document(work, CodeKind.DAY_CLOSE)
    paper = _paper(work, day, number=str(number), counts=counts, reason=why)
    row = DayClose(
        id=work.new_id(),
        number=paper.number,
        desk=work.desk.letter,
        sequence=number.number,
        closed_day=day,
        at=work.now,
        actor_id=work.actor.id,
        difference=paper.difference,
        anchor=paper.anchor,
        snapshot=msgspec.to_builtins(paper),
    )
    work.add(row)
    return Closed(id=row.id, number=row.number, day=day, difference=row.difference)


def _counts(work: Work, day: date, counted: tuple[Counted, ...]) -> tuple[CountLine, ...]:
    if not counted:
        return ()
    if drawer.shifts_of(work, day):
        raise Refused("day.counted", field="cash")
    for one in counted:
        one_of(one.kind, TENDERS, "drawer.count", field="cash")
    moved = {one.kind: one.net for one in drawer.moved_on(work, day) if one.kind not in NO_MONEY}
    return rules.count(moved, counted)


def _row(view: View, day: date) -> DayClose | None:
    rows = view.sql(
        "SELECT id FROM day_close WHERE desk=? AND closed_day=?",
        (view.desk.letter, day.isoformat()),
    )
    return view.get(DayClose, rows[0]["id"]) if rows else None


def _frozen(row: DayClose) -> DayClosePaper:
    return msgspec.convert(row.snapshot, DayClosePaper)


def _waiting(view: View) -> date | None:
    """A day before today on which money moved, later than the last close; None before the first close."""
    rows = view.sql(
        "SELECT min(day) AS day FROM (SELECT min(business_day) AS day FROM bill"
        " WHERE desk=?1 AND business_day<?2 AND business_day>"
        " (SELECT max(closed_day) FROM day_close WHERE desk=?1) UNION ALL"
        " SELECT min(business_day) FROM refund WHERE desk=?1 AND business_day<?2 AND business_day>"
        " (SELECT max(closed_day) FROM day_close WHERE desk=?1) UNION ALL"
        " SELECT min(business_day) FROM account_payment WHERE desk=?1 AND business_day<?2"
        " AND business_day> (SELECT max(closed_day) FROM day_close WHERE desk=?1) UNION ALL"
        " SELECT min(business_day) FROM deposit WHERE desk=?1 AND business_day<?2 AND business_day>"
        " (SELECT max(closed_day) FROM day_close WHERE desk=?1) UNION ALL"
        " SELECT min(business_day) FROM prepaid WHERE desk=?1 AND business_day<?2 AND business_day>"
        " (SELECT max(closed_day) FROM day_close WHERE desk=?1))",
        (view.desk.letter, view.today.isoformat()),
    )
    return date.fromisoformat(rows[0]["day"]) if rows[0]["day"] else None


def _paper(
    view: View, day: date, *, number: str, counts: tuple[CountLine, ...], reason: str = ""
) -> DayClosePaper:
    shifts = drawer.shifts_of(view, day)
    return DayClosePaper(
        shop=shop.head_of(view),
        number=number,
        desk=view.desk.letter,
        day=day,
        at=view.now,
        by=view.actor.name,
        approved_by=view.approver.name if view.approver else "",
        figures=_figures(view, day),
        shifts=shifts,
        counts=counts,
        difference=_difference(shifts, counts),
        reason=reason,
        anchor=_anchor(view),
    )


def _difference(shifts: tuple[ShiftPaper, ...], counts: tuple[CountLine, ...]) -> int:
    return sum(rules.difference(shift.counts) for shift in shifts) + rules.difference(counts)


def _anchor(view: View) -> str:
    """Position and hash of the journal's head before this close is written into it."""
    rows = view.sql("SELECT position, hash FROM operation ORDER BY position DESC LIMIT 1")
    return f"{rows[0]['position']}:{bytes(rows[0]['hash']).hex()}" if rows else "0:"


def _figures(view: View, day: date) -> DayFigures:
    key = (view.desk.letter, day.isoformat())
    bill = view.sql(
        "SELECT count(*) AS bills, coalesce(sum(subtotal),0) AS subtotal,"
        " coalesce(sum(line_discount),0) AS line_discount,"
        " coalesce(sum(bill_discount),0) AS bill_discount, coalesce(sum(rounding),0) AS rounding,"
        " coalesce(sum(total),0) AS total FROM bill WHERE desk=? AND business_day=?",
        key,
    )[0]
    back = view.sql(
        "SELECT count(*) AS n, coalesce(sum(refund_kind='void'),0) AS voids,"
        " coalesce(sum(total),0) AS total FROM refund WHERE desk=? AND business_day=?",
        key,
    )[0]
    first_bill, last_bill = _ends(view, "bill", key)
    first_refund, last_refund = _ends(view, "refund", key)
    return DayFigures(
        **bill,
        first_bill=first_bill,
        last_bill=last_bill,
        refunds=back["n"] - back["voids"],
        voids=back["voids"],
        refunded=back["total"],
        first_refund=first_refund,
        last_refund=last_refund,
        tenders=drawer.moved_on(view, day),
    )


def _ends(view: View, table: str, key: tuple[str, str]) -> tuple[str, str]:
    """The first and last number of a day; the table's name is this module's own."""
    rows = view.sql(
        f"SELECT number FROM {table} WHERE desk=? AND business_day=? AND sequence IN"
        f" ((SELECT min(sequence) FROM {table} WHERE desk=? AND business_day=?),"
        f" (SELECT max(sequence) FROM {table} WHERE desk=? AND business_day=?)) ORDER BY sequence",
        key * 3,
    )
    return (rows[0]["number"], rows[-1]["number"]) if rows else ("", "")
