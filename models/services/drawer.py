"""The cash drawer: a shift with its float, cash in and out, the count at its end, and whether a day is closed.

A shop that never opens a shift sells as before. Nothing here is edited or undone: a mistake is a further entry.
"""

from dataclasses import dataclass
from datetime import date, datetime

from models.base.documents_money import CountLine, EntryLine, ShiftPaper, TenderDay
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line, one_of
from models.base.usecase import query, use_case
from models.rules import drawer as rules
from models.rules.drawer import Counted
from models.rules.tenders import CASH, NO_MONEY
from models.store.work import View, Work
from models.tables.drawer import DrawerEntry, Shift, ShiftCount

DIRECTIONS = ("in", "out")
REASON_MOST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftState:
    """The shift that is open: ``expected`` is what must be there now, by means of payment, cash first."""

    id: str
    opened_at: datetime
    opened_by: str
    opening_float: int
    entries: tuple[EntryLine, ...]
    expected: tuple[tuple[str, int], ...]

    @property
    def cash(self) -> int:
        """What must lie in the drawer now."""
        return dict(self.expected)[CASH]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerState:
    """The drawer of this desk now. ``handed_over`` is what the last shift left in it, fen."""

    today: date
    closed: bool
    shift: ShiftState | None
    handed_over: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftEnded:
    """A shift that was counted; ``taken_out`` went to the owner, ``left_in`` to the next shift; fen."""

    id: str
    counts: tuple[CountLine, ...]
    difference: int
    left_in: int
    taken_out: int


def is_closed(view: View, day: date) -> bool:
    """Whether this desk's day is closed."""
    rows = view.sql(
        "SELECT 1 FROM day_close WHERE desk=? AND closed_day=?",
        (view.desk.letter, day.isoformat()),
    )
    return bool(rows)


def must_be_open(work: View, day: date) -> None:
    """The guard of everything that is booked on a day; Refused("day.closed") once it is closed at this desk.

    There is no way around it: what comes after the close is booked when the calendar day has moved on.
    """
    if is_closed(work, day):
        raise Refused("day.closed", field="day", day=day)


@query(Right.SERVE)
def state(view: View) -> DrawerState:
    """The drawer as it stands."""
    shift = _open(view)
    last = view.sql(
        "SELECT left_in FROM shift WHERE desk=? AND closed_at IS NOT NULL ORDER BY id DESC LIMIT 1",
        (view.desk.letter,),
    )
    return DrawerState(
        today=view.today,
        closed=is_closed(view, view.today),
        shift=None if shift is None else _state(view, shift),
        handed_over=last[0]["left_in"] if last else 0,
    )


@use_case(Right.SERVE, keyed=True)
def open_shift(work: Work, *, opening_float: int) -> str:
    """Begin a shift with this much cash in the drawer; return its id.

    Raises Refused("drawer.open" | "day.closed" | "money.…").
    """
    must_be_open(work, work.today)
    rules.checked(opening_float, field="opening_float")
    if (shift := _open(work)) is not None:
        raise Refused("drawer.open", field="opening_float", at=shift.opened_at)
    row = Shift(
        id=work.new_id(),
        desk=work.desk.letter,
        business_day=work.today,
        opened_at=work.now,
        opened_by_id=work.actor.id,
        opening_float=opening_float,
    )
    work.add(row)
    return row.id


@use_case(Right.SERVE, keyed=True)
def put(work: Work, *, direction: str, amount: int, reason: str) -> str:
    """Put cash into the drawer (``in``) or take some out (``out``), with a reason; return the entry's id.

    Raises Refused("drawer.no_shift" | "drawer.direction" | "drawer.amount" | "drawer.more_than_there" | "text.…").
    """
    must_be_open(work, work.today)
    one_of(direction, DIRECTIONS, "drawer.direction", field="direction")
    rules.checked(amount, field="amount", least=1)
    shift = _needed(work)
    there = _state(work, shift).cash
    if direction == "out" and amount > there:
        raise Refused("drawer.more_than_there", field="amount", most=max(0, there))
    row = DrawerEntry(
        id=work.new_id(),
        shift_id=shift.id,
        direction=direction,
        amount=amount,
        reason=clean_line(reason, field="reason", most=REASON_MOST, required=True),
        at=work.now,
        actor_id=work.actor.id,
    )
    work.add(row)
    return row.id


@use_case(Right.SERVE, keyed=True)
def end_shift(
    work: Work, *, counted: tuple[Counted, ...], left_in: int, reason: str = ""
) -> ShiftEnded:
    """End the open shift with what was counted; ``left_in`` of the cash stays for the next one.

    Another means of payment that is not counted is taken as expected. Raises Refused("drawer.no_shift" |
    "drawer.count" | "drawer.left_in" | "drawer.reason" | "money.…" | "text.…").
    """
    shift = _needed(work)
    known = {kind for kind, _ in _state(work, shift).expected}
    for one in counted:
        one_of(one.kind, sorted(known | set(_KINDS)), "drawer.count", field="cash")
    counts = rules.count(dict(_state(work, shift).expected), counted)
    cash = next(line.counted for line in counts if line.kind == CASH)
    rules.checked(left_in, field="left_in")
    if left_in > cash:
        raise Refused("drawer.left_in", field="left_in", most=cash)
    why = clean_line(reason, field="reason", most=REASON_MOST)
    if rules.is_off(counts) and not why:
        raise Refused("drawer.reason", field="reason", difference=rules.difference(counts))
    work.add_all(
        [
            ShiftCount(
                id=work.new_id(),
                shift_id=shift.id,
                tender_kind=line.kind,
                expected=line.expected,
                counted=line.counted,
            )
            for line in counts
        ]
    )
    work.change(
        shift,
        closed_at=work.now,
        closed_by_id=work.actor.id,
        left_in=left_in,
        reason=why,
    )
    return ShiftEnded(
        id=shift.id,
        counts=counts,
        difference=rules.difference(counts),
        left_in=left_in,
        taken_out=cash - left_in,
    )


_KINDS = ("cash", "wechat", "alipay", "card")


def open_until(view: View, day: date) -> Shift | None:
    """The shift that is still open at this desk and began on this day or before."""
    shift = _open(view)
    return shift if shift is not None and shift.business_day <= day else None


def shifts_of(view: View, day: date) -> tuple[ShiftPaper, ...]:
    """The shifts of this desk that began on a day and are over, the first one first."""
    rows = view.all(
        Shift,
        Shift.desk == view.desk.letter,
        Shift.business_day == day,
        Shift.closed_at.is_not(None),
        order=Shift.id,
    )
    names = _names(view)
    return tuple(
        ShiftPaper(
            opened_at=row.opened_at,
            closed_at=row.closed_at or row.opened_at,
            opened_by=names.get(row.opened_by_id, ""),
            closed_by=names.get(row.closed_by_id, ""),
            opening_float=row.opening_float,
            entries=_entries(view, row.id, names),
            counts=_counts(view, row.id),
            left_in=row.left_in,
            reason=row.reason,
        )
        for row in rows
    )


def moved_on(view: View, day: date) -> tuple[TenderDay, ...]:
    """What the documents of a day moved at this desk, by means of payment, cash first."""
    return _moved(view, "d.business_day=?", day.isoformat())


def _open(view: View) -> Shift | None:
    rows = view.sql(
        "SELECT id FROM shift WHERE desk=? AND closed_at IS NULL ORDER BY id DESC LIMIT 1",
        (view.desk.letter,),
    )
    return view.get(Shift, rows[0]["id"]) if rows else None


def _needed(work: Work) -> Shift:
    shift = _open(work)
    if shift is None:
        raise Refused("drawer.no_shift", field="amount")
    return shift


def _state(view: View, shift: Shift) -> ShiftState:
    entries = _entries(view, shift.id, _names(view))
    # Ids only ever grow at a desk, also where the clock was set back: what came after the shift's own is its.
    moved = {one.kind: one.net for one in _moved(view, "d.id>?", shift.id)}
    expected = {
        CASH: rules.expected_cash(
            opening=shift.opening_float,
            moved=moved.pop(CASH, 0),
            paid_in=sum(entry.amount for entry in entries if entry.direction == "in"),
            taken_out=sum(entry.amount for entry in entries if entry.direction == "out"),
        ),
        **{kind: net for kind, net in moved.items() if kind not in NO_MONEY},
    }
    return ShiftState(
        id=shift.id,
        opened_at=shift.opened_at,
        opened_by=_names(view).get(shift.opened_by_id, ""),
        opening_float=shift.opening_float,
        entries=entries,
        expected=tuple(expected.items()),
    )


def _moved(view: View, where: str, value: str) -> tuple[TenderDay, ...]:
    """Everything that moved money: bills, refunds, deposits, payments of what stood on account, paid ahead."""
    parts = (
        "SELECT t.tender_kind AS kind, t.amount AS taken, 0 AS back FROM bill d"
        " JOIN tender t ON t.bill_id=d.id",
        "SELECT t.tender_kind, 0, t.amount FROM refund d JOIN refund_tender t ON t.refund_id=d.id",
        "SELECT d.tender_kind, CASE d.direction WHEN 'in' THEN d.amount ELSE 0 END,"
        " CASE d.direction WHEN 'in' THEN 0 ELSE d.amount END FROM deposit d",
        "SELECT d.tender_kind, d.amount, 0 FROM account_payment d",
        "SELECT d.tender_kind, CASE d.direction WHEN 'in' THEN d.amount ELSE 0 END,"
        " CASE d.direction WHEN 'in' THEN 0 ELSE d.amount END FROM prepaid d",
    )
    union = " UNION ALL ".join(f"{part} WHERE d.desk=? AND {where}" for part in parts)
    rows = view.sql(
        f"SELECT kind, sum(taken) AS taken, sum(back) AS back FROM ({union}) GROUP BY kind"
        " ORDER BY kind<>'cash', kind",
        (view.desk.letter, value) * len(parts),
    )
    return tuple(
        TenderDay(
            kind=row["kind"],
            taken=row["taken"],
            back=row["back"],
            net=row["taken"] - row["back"],
        )
        for row in rows
    )


def _entries(view: View, shift_id: str, names: dict[str, str]) -> tuple[EntryLine, ...]:
    rows = view.all(DrawerEntry, DrawerEntry.shift_id == shift_id, order=DrawerEntry.id)
    return tuple(
        EntryLine(
            direction=row.direction,
            amount=row.amount,
            reason=row.reason,
            at=row.at,
            by=names.get(row.actor_id, ""),
        )
        for row in rows
    )


def _counts(view: View, shift_id: str) -> tuple[CountLine, ...]:
    rows = view.all(ShiftCount, ShiftCount.shift_id == shift_id, order=ShiftCount.id)
    return tuple(
        CountLine(kind=row.tender_kind, expected=row.expected, counted=row.counted) for row in rows
    )


def _names(view: View) -> dict[str, str]:
    return {row["id"]: row["name"] for row in view.sql("SELECT id, name FROM staff")}
