"""Writes a large bench shop row by row, far faster than the use cases and with the same rows.

For figures only: every rule it repeats is held to the use cases by a test that compares all rows.
"""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from desktop import demo_file, opening
from desktop.bulk_plan import Plan, Visit
from desktop.bulk_records import (
    DESK,
    bill_found_by,
    bill_line_row,
    bill_row,
    job_found_by,
    job_line_row,
    job_row,
    member_found_by,
    member_row,
    paper_line,
)
from desktop.bulk_rows import Rows
from desktop.demo import DETAILS, OWNER, TECHNICIANS
from desktop.demo_goods import GOODS, Fault
from models.base import codes
from models.base.clock import ManualClock, business_day, ms_of
from models.base.documents import PaperTender, Receipt
from models.base.documents_head import ShopHead
from models.base.ids import IdSource
from models.base.money import amount_of
from models.base.ports import Progress, Silent
from models.kernel import Kernel, Surroundings
from models.rules.members import card_number
from models.rules.names import masked_name
from models.rules.phones import tail
from models.rules.search import Subject
from models.services import prices, shop
from models.services.members import MemberDetails, checked
from models.services.prices import PriceRow
from models.services.shop import ShopInfo

_VISITS_AT_ONCE = 2000


def build(
    folder: Path, plan: Plan, *, journal: bool = True, progress: Progress | None = None
) -> None:
    """Make a bench shop in an absent folder. Progress counts visits.

    Without ``journal`` the file serves for reading only: it could not be rebuilt.
    """
    clock = ManualClock(plan.first)
    around = Surroundings(clock, Random(f"found {plan.seed}"))
    kernel = opening.found_demo(folder, DETAILS, trade="repair", owner=OWNER, around=around)
    try:
        furnish(kernel)
        demo_file.widen(kernel.store)
        write(kernel, plan, Random(f"bulk {plan.seed}"), journal=journal, progress=progress)
        kernel.gather_search(pages=5000)  # as after the first daily backup
        kernel.give_back()
        demo_file.close(kernel.store)
    finally:
        kernel.close()


def furnish(kernel: Kernel) -> None:
    """Technicians and the price list, through the use cases."""
    for name in TECHNICIANS:
        kernel.run(shop.add_person, name=name)
    for good in GOODS:
        kernel.run(prices.add_item, good.details(), price=good.price * 100, cost=good.cost * 100)


def write(
    kernel: Kernel,
    plan: Plan,
    random: Random,
    *,
    journal: bool = True,
    progress: Progress | None = None,
) -> None:
    """Write every visit of a plan into a furnished shop that nobody else has open."""
    progress = progress or Silent()
    writer = _Writer(kernel, plan, random, journal=journal)
    for done, visit in enumerate(plan.each(), start=1):
        writer.visit(visit)
        if done % _VISITS_AT_ONCE == 0 or done == plan.visits:
            writer.flush()
            progress.step(done, plan.visits)
    kernel.store.refresh()


@dataclass(slots=True)
class _Open:
    """A job as it goes through its steps."""

    row: dict[str, Any]
    number: str
    found_by: Subject
    lines: list[tuple[PriceRow, int]]


class _Writer:
    """Repeats what the use cases write, in their order, with the same draws of chance."""

    def __init__(self, kernel: Kernel, plan: Plan, random: Random, *, journal: bool) -> None:
        self.now = plan.first
        self.rows = Rows(kernel, random, journal=journal)
        self._id = IdSource(lambda: ms_of(self.now), random.getrandbits)
        self._actor = kernel.actor
        self._zone = kernel.store.shop.zone
        self._shop: ShopInfo = kernel.ask(shop.info)
        self._head = ShopHead(
            **{name: getattr(self._shop, name) for name in ShopHead.__dataclass_fields__}
        )
        people = kernel.ask(shop.people, technicians_only=True)
        self._technician, self._technician_name = people[0].id, people[0].name
        self._items = {row.code: row for row in kernel.ask(prices.price_list).rows}
        self._member_ids = bytearray(16 * plan.members)
        self._last_card = self._last_receipt = 0
        self._day, self._last_job = "", 0

    def flush(self) -> None:
        """Commit what was written."""
        self.rows.flush()

    def visit(self, visit: Visit) -> None:
        """Write one visit: file, job, bill, closing."""
        place = slice(16 * visit.member, 16 * visit.member + 16)
        details = checked(visit.details)
        if visit.new:
            self.now = visit.at
            member_id = self._create(details)
            self._member_ids[place] = bytes.fromhex(member_id)
        else:
            member_id = self._member_ids[place].hex()
        card = card_number(DESK, visit.member + 1)
        if visit.fault is not None:
            self._job(visit, visit.fault, member_id, details)
        if visit.last:
            self.rows.document("member", member_id, member_found_by(details, card), self.now)

    def _create(self, typed: MemberDetails) -> str:
        member_id = self._id()
        self._last_card += 1
        number = card_number(DESK, self._last_card)
        self.rows.count("A/card", self._last_card)
        self.rows.add("member", member_row(typed, member_id, number, ms_of(self.now)))
        for place, phone in enumerate(typed.phones):
            self.rows.add(
                "member_phone",
                {"id": self._id(), "member_id": member_id, "number": phone.number,
                 "label": phone.label, "position": place},
            )  # fmt: skip
        for place, home in enumerate(typed.addresses):
            self.rows.add(
                "member_address",
                {"id": self._id(), "member_id": member_id, "text": home.text,
                 "estate": home.estate, "note": home.note, "position": place},
            )  # fmt: skip
        self._event(member_id, "member_created", ref_id=member_id, number=number)
        self.rows.indexed(1)
        self.rows.operation("members.create", self._actor.id, member_id, self.now)
        return member_id

    def _job(self, visit: Visit, fault: Fault, member_id: str, typed: MemberDetails) -> None:
        self.now = visit.opened_at
        job = self._open(visit, fault, member_id, typed)
        if not visit.stays_open:
            self.now = visit.paid_at
            self._close(job, member_id, typed)
            self.rows.indexed(5)
            self.rows.operation("checkout.close", self._actor.id, member_id, self.now)
            self.now = visit.closed_at
            self._end(job, member_id)
            self.rows.indexed(1)
            self.rows.document("job", job.row["id"], job.found_by, self.now)
            self.rows.indexed(1)
            self.rows.operation("jobs.move", self._actor.id, member_id, self.now)
        self.rows.keep("job", job.row)

    def _open(self, visit: Visit, fault: Fault, member_id: str, typed: MemberDetails) -> _Open:
        day = business_day(self.now, self._zone)
        if day.isoformat() != self._day:
            self._day, self._last_job = day.isoformat(), 0
        self._last_job += 1
        number = codes.job_number(DESK, day, self._last_job)
        self.rows.count(f"A/job/{self._day}", self._last_job)
        row = job_row(
            visit,
            fault,
            typed,
            job_id=self._id(),
            number=number,
            member_id=member_id,
            technician_id=self._technician,
            opened_by_id=self._actor.id,
            at=ms_of(self.now),
        )
        self.rows.note_insert("job", row)
        self._step(row, "intake", "intake", "")
        lines = [
            (self._items[code], amount_of(self._items[code].price or 0, 1000))
            for code in fault.codes
        ]
        for place, (item, _) in enumerate(lines, start=1):
            self.rows.add("job_line", job_line_row(item, self._id(), row["id"], place))
        self._event(
            member_id, "job_opened", ref_id=row["id"], number=row["number"],
            details={"title": row["title"], "device": row["device"]},
        )  # fmt: skip
        self._touch(member_id)
        job = _Open(row, row["number"], job_found_by(row, typed.name), lines)
        self.rows.indexed(1)
        if visit.stays_open:
            self.rows.document("job", row["id"], job.found_by, self.now)
        self.rows.indexed(1)
        self.rows.operation("jobs.open_job", self._actor.id, member_id, self.now)
        return job

    def _close(self, job: _Open, member_id: str, typed: MemberDetails) -> None:
        self._last_receipt += 1
        number = codes.receipt_number(DESK, self._last_receipt)
        self.rows.count("A/receipt", self._last_receipt)
        total = sum(amount for _, amount in job.lines)
        receipt = self._receipt(job, typed, str(number), total)
        bill_id = self._id()
        self.rows.add(
            "bill",
            bill_row(
                number,
                bill_id=bill_id,
                member_id=member_id,
                job_id=job.row["id"],
                cashier_id=self._actor.id,
                at=ms_of(self.now),
                day=business_day(self.now, self._zone),
                total=total,
                snapshot=self.rows.json(receipt),
            ),
        )
        for place, ((item, amount), paper) in enumerate(
            zip(job.lines, receipt.lines, strict=True), start=1
        ):
            self.rows.add(
                "bill_line",
                bill_line_row(
                    item, amount, paper, bill_id=bill_id, line_id=self._id(), place=place
                ),
            )
        self.rows.add(
            "tender",
            {"id": self._id(), "bill_id": bill_id, "position": 1, "tender_kind": "wechat",
             "amount": total, "tendered": total},
        )  # fmt: skip
        self._event(
            member_id, "bill_posted", ref_id=bill_id, number=str(number),
            details={"total": total, "title": receipt.lines[0].name,
                     "lines": len(receipt.lines), "tenders": ["wechat"]},
        )  # fmt: skip
        self._touch(member_id)
        self.rows.indexed(1)
        found_by = bill_found_by(number, job.number, typed.name)
        self.rows.document("bill", bill_id, found_by, self.now)
        for to, reason in (("payment", ""), ("call_back", str(number))):
            self._move(job, member_id, to, reason)

    def _receipt(self, job: _Open, typed: MemberDetails, number: str, total: int) -> Receipt:
        today = business_day(self.now, self._zone)
        return Receipt(
            shop=self._head,
            number=number,
            code=codes.parse_receipt_number(number).code,
            at=self.now,
            cashier=self._actor.name,
            member=masked_name(typed.name),
            phone_tail=tail(typed.phones[0].number),
            job_number=job.number,
            device=job.row["device"],
            technician=self._technician_name,
            lines=tuple(paper_line(item, amount, today) for item, amount in job.lines),
            subtotal=total,
            line_discount=0,
            bill_discount=0,
            rounding=0,
            total=total,
            tenders=(PaperTender(kind="wechat", amount=total, tendered=total),),
            change=0,
            note="",
        )

    def _end(self, job: _Open, member_id: str) -> None:
        at = ms_of(self.now)
        self._step(job.row, job.row["step"], "closed", "")
        changed = {"step": "closed", "step_at": at, "ending": "done", "closed_at": at}
        changed |= _collection(job.row, "closed", at)
        self._told(job, member_id, changed)
        self._touch(member_id)

    def _move(self, job: _Open, member_id: str, to: str, reason: str) -> None:
        self._step(job.row, job.row["step"], to, reason)
        at = ms_of(self.now)
        changed = {"step": to} if job.row["step_at"] == at else {"step": to, "step_at": at}
        changed |= _collection(job.row, to, at)
        self._told(job, member_id, changed)

    def _told(self, job: _Open, member_id: str, changed: dict[str, Any]) -> None:
        came_from = job.row["step"]
        job.row.update(changed)
        self.rows.note_change("job", job.row["id"], changed)
        self._event(
            member_id, "job_moved", ref_id=job.row["id"], number=job.number,
            details={"title": job.row["title"], "from": came_from, "to": job.row["step"]},
        )  # fmt: skip

    def _step(self, row: dict[str, Any], came_from: str, to: str, reason: str) -> None:
        self.rows.add(
            "job_step",
            {"id": self._id(), "job_id": row["id"], "from_step": came_from, "to_step": to,
             "at": ms_of(self.now), "actor_id": self._actor.id, "reason": reason},
        )  # fmt: skip

    def _event(
        self,
        member_id: str,
        what: str,
        *,
        ref_id: str,
        number: str,
        details: dict[str, Any] | None = None,
    ) -> None:
        self.rows.add(
            "event",
            {"id": self._id(), "member_id": member_id, "at": ms_of(self.now), "what": what,
             "ref_id": ref_id, "number": number, "details": self.rows.json(details or {}),
             "actor_id": self._actor.id},
        )  # fmt: skip

    def _touch(self, member_id: str) -> None:
        self.rows.change("member", member_id, {"active_at": ms_of(self.now)})


def _collection(row: dict[str, Any], to: str, at: int) -> dict[str, Any]:
    """What a move changes of when a device could be collected and was, as services/job_standing has it."""
    if to in ("acceptance", "payment") and row.get("ready_at") is None:
        return {"ready_at": at}
    if to in ("call_back", "closed") and row.get("collected_at") is None:
        return {"collected_at": at}
    return {}
