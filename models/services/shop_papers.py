"""The papers a shop hands out or hangs up, read from the rows; that one was printed stands in the journal."""

from datetime import date, timedelta
from typing import Any

from models.base import codes
from models.base.clock import business_day, day_bounds, from_ms, ms_of
from models.base.documents import LineKind
from models.base.documents_shop import (
    BoardPackage,
    BoardPrice,
    CardDevice,
    CounterSheet,
    DeviceLabel,
    PriceBoard,
    ServiceCard,
    SheetJob,
)
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.rules.members import card_desk
from models.rules.names import masked_name
from models.rules.phones import tail
from models.services import packages, prices, shop
from models.store.work import View, Work
from models.tables.bills import Printing
from models.tables.jobs import Job
from models.tables.members import Member

CARD_DEVICES = 6
SHEET_JOBS, SHEET_PRICES = 24, 24
USED_DAYS = 90
"""How far back the prices most used are counted."""


@use_case(Right.SERVE)
def print_service_card(work: Work, member_id: str, *, saved: bool = False) -> ServiceCard:
    """Note that a member's card is printed, and return it; ``saved`` as a file it is an export."""
    member = work.get(Member, member_id)
    _note(work, "service_card", member.id, saved=saved)
    return service_card(work, member_id)


@query(Right.SERVE)
def service_card(view: View, member_id: str) -> ServiceCard:
    """The card as it would print: the devices last worked on stand first.

    Raises Refused("member.card_archived").
    """
    member = view.get(Member, member_id)
    if member.archived_at is not None:
        raise Refused("member.card_archived", field="member", name=member.name)
    return ServiceCard(
        shop=shop.head_of(view),
        name=member.name,
        number=codes.card_text(member.number),
        code=codes.member_code(card_desk(member.number) or 1, member.number),
        since=business_day(member.joined_at, view.zone),
        made_on=view.today,
        devices=_devices(view, member_id),
    )


def _devices(view: View, member_id: str) -> tuple[CardDevice, ...]:
    rows = view.sql(
        "SELECT d.brand, d.model, d.category, d.place, d.warranty_until, max(j.closed_at) AS last,"
        " (SELECT max(l.warranty_until) FROM bill_line l JOIN bill b ON b.id=l.bill_id"
        "  JOIN job w ON w.id=b.job_id WHERE w.device_id=d.id) AS repaired_until"
        " FROM device d LEFT JOIN job j ON j.device_id=d.id AND j.ending='done'"
        " WHERE d.member_id=? AND d.archived_at IS NULL GROUP BY d.id"
        " ORDER BY last IS NULL, last DESC, d.id LIMIT ?",
        (member_id, CARD_DEVICES),
    )
    return tuple(
        CardDevice(
            name=f"{row['brand']} {row['model']}".strip() or row["category"],
            place=row["place"],
            last=None if row["last"] is None else business_day(from_ms(row["last"]), view.zone),
            warranty_until=_later(row["warranty_until"], row["repaired_until"]),
        )
        for row in rows
    )


def _later(*days: str | None) -> date | None:
    known = [date.fromisoformat(day) for day in days if day]
    return max(known, default=None)


@use_case(Right.SERVE)
def print_label(work: Work, job_id: str, *, saved: bool = False) -> DeviceLabel:
    """Note that a job's label is printed, and return it; ``saved`` as above."""
    _note(work, "label", work.get(Job, job_id).id, saved=saved)
    return label(work, job_id)


@query(Right.SERVE)
def label(view: View, job_id: str) -> DeviceLabel:
    """The label of a job's device or bag."""
    job = view.get(Job, job_id)
    member = view.find(Member, job.member_id) if job.member_id else None
    head = shop.head_of(view)
    return DeviceLabel(
        shop_name=head.name,
        number=job.number,
        code=job.code,
        member_masked=masked_name(member.name) if member else "",
        phone_tail=tail(job.phone) if job.phone else "",
        device=job.device,
        serial=job.serial,
        accessories=job.accessories,
        received_on=business_day(job.opened_at, view.zone),
        promised_at=job.promised_at,
        zone=head.zone,
    )


@query(Right.SERVE)
def price_board(view: View, *, day: date | None = None) -> PriceBoard:
    """The prices of a day as they hang on the wall; items without a price are left out.

    Raises Refused("price.board_empty") where there is nothing to hang up.
    """
    day = day or view.today
    groups: dict[str, list[BoardPrice]] = {}
    changes = []
    for row in prices.price_list(view, day=day).rows:
        if row.next_from is not None:
            changes.append(row.next_from)
        if row.price is not None:
            groups.setdefault(row.category, []).append(_board_price(row, row.price))
    if not groups:
        raise Refused("price.board_empty", field="day", day=day)
    return PriceBoard(
        shop=shop.head_of(view),
        day=day,
        valid_until=min(changes) - timedelta(days=1) if changes else None,
        groups=tuple((name, tuple(rows)) for name, rows in groups.items()),
        packages=_board_packages(view, day),
    )


def _board_packages(view: View, day: date) -> tuple[BoardPackage, ...]:
    """The packages that can be sold whole on a day."""
    return tuple(
        BoardPackage(
            name=row.details.name,
            price=row.total,
            lines=tuple((line.name, line.quantity) for line in row.lines if not line.addon),
        )
        for row in packages.listed(view, day=day)
        if row.total is not None
    )


def _board_price(row: Any, price: int) -> BoardPrice:
    kind: LineKind = row.kind
    return BoardPrice(
        name=row.name, unit=row.unit, price=price, kind=kind, warranty_days=row.warranty_days
    )


@use_case(Right.SERVE)
def print_price_board(work: Work, *, day: date | None = None, saved: bool = False) -> PriceBoard:
    """Note that the price board is printed, and return it; ``saved`` as above."""
    board = price_board(work, day=day)
    _note(work, "price_board", board.day.isoformat(), saved=saved)
    return board


@use_case(Right.SERVE)
def print_counter_sheet(work: Work, *, saved: bool = False) -> CounterSheet:
    """Note that the counter sheet is printed, and return it; ``saved`` as above."""
    _note(work, "counter_sheet", work.today.isoformat(), saved=saved)
    return counter_sheet(work)


@query(Right.SERVE)
def counter_sheet(view: View) -> CounterSheet:
    """Jobs in hand by promised time, the prices most used in the last 90 days, and the last receipt's number."""
    end = ms_of(day_bounds(view.today, view.zone)[1])
    rows = view.sql(
        "SELECT j.number, j.promised_at, j.phone, j.title, j.device, m.name AS member, s.name AS technician,"
        " (SELECT coalesce(sum((l.price*l.quantity+500)/1000),0) FROM job_line l WHERE l.job_id=j.id) AS total"
        " FROM job j LEFT JOIN member m ON m.id=j.member_id LEFT JOIN staff s ON s.id=j.technician_id"
        " WHERE j.closed_at IS NULL AND (j.promised_at < ? OR j.step IN ('work','acceptance','payment'))"
        " ORDER BY j.promised_at IS NULL, j.promised_at, j.id",
        (end,),
    )
    last = view.sql("SELECT number FROM bill ORDER BY at DESC, id DESC LIMIT 1")
    return CounterSheet(
        shop=shop.head_of(view),
        day=view.today,
        made_at=view.now,
        jobs=tuple(_sheet_job(row) for row in rows[:SHEET_JOBS]),
        left_out=max(0, len(rows) - SHEET_JOBS),
        prices=_most_used(view),
        first_number=last[0]["number"] if last else "",
    )


def _sheet_job(row: Any) -> SheetJob:
    return SheetJob(
        number=row["number"],
        promised_at=None if row["promised_at"] is None else from_ms(row["promised_at"]),
        member_masked=masked_name(row["member"]) if row["member"] else "",
        phone_tail=tail(row["phone"]) if row["phone"] else "",
        what=" ".join(part for part in (row["device"], row["title"]) if part),
        technician=row["technician"] or "",
        total=row["total"],
    )


def _most_used(view: View) -> tuple[BoardPrice, ...]:
    since = (view.today - timedelta(days=USED_DAYS)).isoformat()
    used = view.sql(
        "SELECT l.item_id, count(*) AS n FROM bill b JOIN bill_line l ON l.bill_id=b.id"
        " WHERE b.business_day>=? AND l.item_id IS NOT NULL GROUP BY l.item_id",
        (since,),
    )
    counts = {row["item_id"]: row["n"] for row in used}
    listed = [row for row in prices.price_list(view).rows if row.price is not None]
    listed.sort(key=lambda row: (-counts.get(row.id, 0), row.code))
    return tuple(_board_price(row, row.price or 0) for row in listed[:SHEET_PRICES])


def _note(work: Work, paper: str, ref_id: str, *, saved: bool) -> None:
    if saved:
        work.note(exported=paper)
    rows = work.sql(
        "SELECT count(*) AS n FROM printing WHERE ref_id=? AND paper=?", (ref_id, paper)
    )
    work.add(
        Printing(
            id=work.new_id(),
            paper=paper,
            ref_id=ref_id,
            copy_number=int(rows[0]["n"]),
            at=work.now,
            actor_id=work.actor.id,
        )
    )
