"""The rows of a posted bill: its lines and what was paid. Written once by checkout, never edited."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from models.base.documents import PaperLine, Receipt
from models.rules import checkout as rules
from models.rules.checkout import Priced
from models.rules.points_earning import EarnLine
from models.services import job_lines
from models.store.work import View, Work
from models.tables.bills import BillLine, Tender


def paper_line(view: View, values: dict[str, Any], out: rules.LineOut) -> PaperLine:
    """A line as it prints, with the day on which its warranty ends."""
    days = values["warranty_days"]
    began = job_lines.day_or_none(values.get("warranty_from")) or view.today
    return PaperLine(
        name=values["name"],
        code=values["code"],
        unit=values["unit"],
        kind="part" if values["line_kind"] == "part" else "service",
        quantity=values["quantity"],
        price=values["price"],
        amount=out.amount,
        discount=out.discount,
        lot=values["lot"],
        serial=values["serial"],
        warranty_days=days,
        warranty_until=began + timedelta(days=days) if days else None,
    )


def write_lines(
    work: Work,
    bill_id: str,
    drawn: Sequence[dict[str, Any]],
    priced: Priced,
    receipt: Receipt,
) -> tuple[str, ...]:
    """Write the lines of a bill as they were drawn, priced and printed; returns their ids."""
    ids = tuple(work.new_id() for _ in drawn)
    work.add_all(
        [
            BillLine(
                id=ids[place - 1],
                bill_id=bill_id,
                position=place,
                item_id=values["item_id"],
                name=values["name"],
                code=values["code"],
                line_kind=values["line_kind"],
                quantity=values["quantity"],
                price=values["price"],
                cost=values["cost"],
                amount=out.amount,
                discount=out.discount,
                bill_share=out.bill_share + out.rounding_share,
                total=out.total,
                earning_class=values["earning_class"],
                warranty_until=paper.warranty_until,
                lot=values["lot"],
                serial=values["serial"],
            )
            for place, (values, out, paper) in enumerate(
                zip(drawn, priced.lines, receipt.lines, strict=True), start=1
            )
        ]
    )
    return ids


def earn_lines(drawn: Sequence[dict[str, Any]], priced: Priced) -> tuple[EarnLine, ...]:
    """The lines as far as points go."""
    return tuple(
        EarnLine(
            amount=out.amount,
            total=out.total,
            earning_class=values["earning_class"],
            item_code=values["code"],
        )
        for values, out in zip(drawn, priced.lines, strict=True)
    )


def write_tenders(work: Work, bill_id: str, settled: rules.Settled) -> None:
    """Write what was paid in which way."""
    work.add_all(
        [
            Tender(
                id=work.new_id(),
                bill_id=bill_id,
                position=place,
                tender_kind=tender.kind,
                amount=tender.amount,
                tendered=tender.tendered,
            )
            for place, tender in enumerate(settled.tenders, start=1)
        ]
    )
