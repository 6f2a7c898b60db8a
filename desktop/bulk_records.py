"""The stored rows and search tokens of one visit in a bench shop, as the use cases would leave them. Pure."""

from datetime import date, timedelta
from typing import Any

from desktop.bulk_plan import Visit
from desktop.demo_goods import Fault
from models.base import codes
from models.base.clock import ms_of
from models.base.codes import JobNumber, ReceiptNumber
from models.base.documents import PaperLine
from models.rules.pinyin import display
from models.rules.search import Subject, bill_subject, job_subject, member_subject
from models.services.members import MemberDetails
from models.services.prices import PriceRow

DESK = 1
"""Desk A."""
ONE = 1000
"""A quantity of one, in thousandths."""

_MEMBER_TYPED = (
    "name", "gender", "customer_type", "source", "referred_by_id", "preferences", "special_needs",
    "taboos", "access_notes", "notes",
)  # fmt: skip


def member_row(typed: MemberDetails, member_id: str, number: str, at: int) -> dict[str, Any]:
    """A member who was opened ``at`` (milliseconds)."""
    return {
        "id": member_id,
        "number": number,
        "readings": display(typed.name),
        **{name: getattr(typed, name) for name in _MEMBER_TYPED},
        "birthday": typed.birthday.isoformat() if typed.birthday else None,
        "elderly": int(typed.elderly),
        "special_care": int(typed.special_care),
        "household_id": None,
        "joined_at": at,
        "active_at": at,
        "archived_at": None,
    }


def job_row(
    visit: Visit,
    fault: Fault,
    typed: MemberDetails,
    *,
    job_id: str,
    number: JobNumber,
    member_id: str,
    technician_id: str,
    opened_by_id: str,
    at: int,
) -> dict[str, Any]:
    """A job at intake."""
    return {
        "id": job_id,
        "number": str(number),
        "code": number.code,
        "member_id": member_id,
        "device_id": None,
        "device": f"格力 {fault.device}" if fault.device == "ac" else "",
        "serial": visit.serial,
        "title": fault.title,
        "diagnosis": fault.found,
        "accessories": "",
        "address": typed.addresses[0].text,
        "phone": typed.phones[0].number,
        "place": fault.place,
        "step": "intake",
        "hold": "",
        "ending": "",
        "technician_id": technician_id,
        "opened_at": at,
        "opened_by_id": opened_by_id,
        "promised_at": ms_of(visit.promised_at),
        "price_day": number.day.isoformat(),
        "step_at": at,
        "closed_at": None,
    }


def job_line_row(item: PriceRow, line_id: str, job_id: str, place: int) -> dict[str, Any]:
    """A line of a job: one piece at the list's price."""
    return {
        "id": line_id,
        "job_id": job_id,
        "position": place,
        "item_id": item.id,
        "name": item.name,
        "code": item.code,
        "unit": item.unit,
        "line_kind": item.kind,
        "quantity": ONE,
        "price": item.price,
        "cost": item.cost,
        "earning_class": item.earning_class,
        "warranty_days": item.warranty_days,
        "lot": "",
        "serial": "",
    }


def bill_row(
    number: ReceiptNumber,
    *,
    bill_id: str,
    member_id: str,
    job_id: str,
    cashier_id: str,
    at: int,
    day: date,
    total: int,
    snapshot: str,
) -> dict[str, Any]:
    """A posted bill without discounts."""
    return {
        "id": bill_id,
        "number": str(number),
        "code": number.code,
        "desk": codes.desk_letter(number.desk),
        "sequence": number.number,
        "at": at,
        "business_day": day.isoformat(),
        "member_id": member_id,
        "job_id": job_id,
        "cashier_id": cashier_id,
        "subtotal": total,
        "line_discount": 0,
        "bill_discount": 0,
        "rounding": 0,
        "total": total,
        "snapshot": snapshot,
    }


def bill_line_row(
    item: PriceRow, amount: int, paper: PaperLine, *, line_id: str, bill_id: str, place: int
) -> dict[str, Any]:
    """A line of such a bill."""
    until = paper.warranty_until
    return {
        "id": line_id,
        "bill_id": bill_id,
        "position": place,
        "item_id": item.id,
        "name": item.name,
        "code": item.code,
        "line_kind": item.kind,
        "quantity": ONE,
        "price": item.price,
        "cost": item.cost,
        "amount": amount,
        "discount": 0,
        "bill_share": 0,
        "total": amount,
        "earning_class": item.earning_class,
        "warranty_until": until.isoformat() if until else None,
        "lot": "",
        "serial": "",
    }


def paper_line(item: PriceRow, amount: int, today: date) -> PaperLine:
    """The same line on paper."""
    days = item.warranty_days
    return PaperLine(
        name=item.name,
        code=item.code,
        unit=item.unit,
        kind=item.kind,
        quantity=ONE,
        price=item.price or 0,
        amount=amount,
        discount=0,
        lot="",
        serial="",
        warranty_days=days,
        warranty_until=today + timedelta(days=days) if days else None,
    )


def member_found_by(typed: MemberDetails, card: str) -> Subject:
    """What a member is found by."""
    notes = (
        typed.preferences, typed.special_needs, typed.taboos, typed.access_notes, typed.notes,
        *(home.note for home in typed.addresses),
    )  # fmt: skip
    return member_subject(
        name=typed.name,
        card=card,
        code=codes.member_code(DESK, card),
        phones=tuple(phone.number for phone in typed.phones),
        addresses=tuple(home.text for home in typed.addresses),
        notes=tuple(note for note in notes if note),
    )


def job_found_by(row: dict[str, Any], name: str) -> Subject:
    """What a job is found by."""
    return job_subject(
        number=row["number"],
        code=row["code"],
        name=name,
        phones=(row["phone"],),
        address=row["address"],
        serials=(row["serial"],),
        notes=tuple(text for text in (row["title"], row["device"], row["diagnosis"]) if text),
    )


def bill_found_by(number: ReceiptNumber, job_number: str, name: str) -> Subject:
    """What a bill is found by."""
    return bill_subject(number=str(number), code=number.code, job_number=job_number, name=name)
