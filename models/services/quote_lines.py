"""The lines of a quote while it is made: from the price list, a package, or what was done last time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.base.clock import business_day, from_ms
from models.base.documents import LineKind
from models.base.errors import Refused
from models.base.money import amount_of
from models.base.quantity import ONE
from models.base.rights import Right
from models.base.text import clean_line, clean_note
from models.base.usecase import query
from models.rules import quotes as rules
from models.services import shop
from models.services.job_lines import LineEntry, free_of, line_from
from models.store.work import View
from models.tables.jobs import Job
from models.tables.quotes import Quote, QuoteGrade, QuoteLine

GRADE_MOST = 20
NOTE_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedLine:
    """A line as chosen: an item of the list, perhaps by a package's line, or free words with a price (fen)."""

    item_id: str | None = None
    quantity: int = ONE
    name: str = ""
    price: int | None = None
    kind: LineKind = "service"
    package_line_id: str | None = None

    def entry(self) -> LineEntry:
        """The line as a job takes it."""
        return LineEntry(
            item_id=self.item_id,
            quantity=self.quantity,
            name=self.name,
            price=self.price,
            kind=self.kind,
            package_line_id=self.package_line_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeEntry:
    """A service grade as typed; one alone needs no name."""

    name: str = ""
    note: str = ""
    lines: tuple[QuotedLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteEntry:
    """A quote as typed. ``days`` it holds, ``cap`` per mille; None takes the shop's own."""

    grades: tuple[GradeEntry, ...] = ()
    note: str = ""
    days: int | None = None
    cap: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLineRow:
    """A line as shown; quantity in thousandths, money in fen."""

    item_id: str | None
    name: str
    code: str
    unit: str
    quantity: int
    price: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRow:
    """A grade as shown; ``most`` is what the bill may come to without a signature. ``id`` empty: not kept yet."""

    id: str
    name: str
    note: str
    lines: tuple[QuoteLineRow, ...]
    total: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTime:
    """What was done last time: a bill's lines as entries for the next quote."""

    job_number: str
    at: datetime
    lines: tuple[QuotedLine, ...]


@query(Right.SERVE)
def preview(view: View, job_id: str, entry: QuoteEntry) -> tuple[GradeRow, ...]:
    """The grades of a quote as typed, priced by the job's day. Empty grades pass."""
    cap = cap_of(view, entry)
    rows = []
    for grade in entry.grades:
        lines = [_row(values) for values in priced(view, view.get(Job, job_id), grade)]
        total = sum(line.amount for line in lines)
        rows.append(
            GradeRow(
                id="",
                name=grade.name,
                note=grade.note,
                lines=tuple(lines),
                total=total,
                most=rules.ceiling(total, cap),
            )
        )
    return tuple(rows)


@query(Right.SERVE)
def last_time(view: View, job_id: str) -> LastTime | None:
    """The lines of the last bill of the job's device, else of its member; None where there is none.

    What is on the price list is priced anew; free words keep their price.
    """
    job = view.get(Job, job_id)
    for column, value in (("device_id", job.device_id), ("member_id", job.member_id)):
        if value is None:
            continue
        rows = view.sql(
            f"SELECT b.id, b.at, j.number FROM bill b JOIN job j ON j.id=b.job_id WHERE j.{column}=?"
            " AND NOT EXISTS (SELECT 1 FROM refund r WHERE r.bill_id=b.id AND r.refund_kind='void')"
            " ORDER BY b.at DESC, b.id DESC LIMIT 1",
            (value,),
        )
        if rows:
            return LastTime(
                job_number=rows[0]["number"],
                at=from_ms(rows[0]["at"]),
                lines=_billed(view, rows[0]["id"]),
            )
    return None


def _billed(view: View, bill_id: str) -> tuple[QuotedLine, ...]:
    rows = view.sql(
        "SELECT l.*, i.archived_at FROM bill_line l LEFT JOIN price_item i ON i.id=l.item_id"
        " WHERE l.bill_id=? AND i.archived_at IS NULL ORDER BY l.position",
        (bill_id,),
    )
    return tuple(
        QuotedLine(item_id=row["item_id"], quantity=row["quantity"])
        if row["item_id"]
        else QuotedLine(
            name=row["name"],
            quantity=row["quantity"],
            price=row["price"],
            kind="part" if row["line_kind"] == "part" else "service",
        )
        for row in rows
    )


def checked(entry: QuoteEntry, *, given: bool) -> QuoteEntry:
    """The words of a quote as they are stored; one that is ``given`` has lines and names.

    Raises Refused("quote.grades" | "quote.empty" | "quote.names" | "quote.long" | "text.…").
    """
    if len(entry.grades) > rules.GRADES_MOST or (given and not entry.grades):
        raise Refused("quote.grades", field="grades", most=rules.GRADES_MOST)
    grades = []
    for grade in entry.grades:
        if given and not grade.lines:
            raise Refused("quote.empty", field="lines")
        if len(grade.lines) > rules.LINES_MOST:
            raise Refused("quote.long", field="lines", most=rules.LINES_MOST)
        grades.append(
            GradeEntry(
                name=clean_line(grade.name, field="grade", most=GRADE_MOST),
                note=clean_line(grade.note, field="grade_note", most=60),
                lines=grade.lines,
            )
        )
    names = [grade.name for grade in grades]
    if given and len(names) > 1 and (len(set(names)) < len(names) or "" in names):
        raise Refused("quote.names", field="grade")
    return QuoteEntry(
        grades=tuple(grades),
        note=clean_note(entry.note, field="note", most=NOTE_MOST),
        days=entry.days,
        cap=entry.cap,
    )


def cap_of(view: View, entry: QuoteEntry) -> int:
    """How far the bill may go beyond it unsigned, per mille; Refused("quote.cap")."""
    cap = shop.settings_of(view)["quote_cap"] if entry.cap is None else entry.cap
    return rules.check_cap(cap)


def days_of(view: View, entry: QuoteEntry) -> int:
    """For how many days it holds, as typed or as the shop has it."""
    days: int = shop.settings_of(view)["quote_days"] if entry.days is None else entry.days
    return days


def priced(view: View, job: Job, grade: GradeEntry) -> list[dict[str, Any]]:
    """Values of a grade's lines at the price of the job's day; a package's own price stands before the list's.

    What the warranty of an earlier job pays is free here too. Raises as job_lines.line_from.
    """
    found = []
    for line in grade.lines:
        values = line_from(view, line.entry(), day=job.price_day)
        free = free_of(view, job, line.item_id)
        found.append({**values, "package_line_id": line.package_line_id, **free})
    return found


def entry_of(view: View, quote: Quote) -> QuoteEntry:
    """A kept quote as it was typed, for a screen or for the next version."""
    grades = tuple(
        GradeEntry(
            name=grade.name,
            note=grade.note,
            lines=tuple(
                QuotedLine(
                    item_id=line.item_id,
                    quantity=line.quantity,
                    name="" if line.item_id else line.name,
                    price=None if line.item_id else line.price,
                    kind="part" if line.line_kind == "part" else "service",
                    package_line_id=line.package_line_id,
                )
                for line in lines_of(view, grade.id)
            ),
        )
        for grade in grades_of(view, quote.id)
    )
    first = business_day(quote.given_at or quote.made_at, view.zone)
    days = (quote.valid_until - first).days
    return QuoteEntry(grades=grades, note=quote.note, days=max(1, days), cap=quote.cap)


def rows_of(view: View, quote: Quote) -> tuple[GradeRow, ...]:
    """The grades of a kept quote as shown."""
    rows = []
    for grade in grades_of(view, quote.id):
        lines = tuple(
            QuoteLineRow(
                item_id=line.item_id,
                name=line.name,
                code=line.code,
                unit=line.unit,
                quantity=line.quantity,
                price=line.price,
                amount=amount_of(line.price, line.quantity),
            )
            for line in lines_of(view, grade.id)
        )
        total = sum(line.amount for line in lines)
        most = rules.ceiling(total, quote.cap)
        rows.append(
            GradeRow(
                id=grade.id, name=grade.name, note=grade.note, lines=lines, total=total, most=most
            )
        )
    return tuple(rows)


def grades_of(view: View, quote_id: str) -> list[QuoteGrade]:
    """The grades of a quote in their order."""
    return view.all(QuoteGrade, QuoteGrade.quote_id == quote_id, order=QuoteGrade.position)


def lines_of(view: View, grade_id: str) -> list[QuoteLine]:
    """The lines of a grade in their order."""
    return view.all(QuoteLine, QuoteLine.grade_id == grade_id, order=QuoteLine.position)


def _row(values: dict[str, Any]) -> QuoteLineRow:
    return QuoteLineRow(
        item_id=values["item_id"],
        name=values["name"],
        code=values["code"],
        unit=values["unit"],
        quantity=values["quantity"],
        price=values["price"],
        amount=amount_of(values["price"], values["quantity"]),
    )
