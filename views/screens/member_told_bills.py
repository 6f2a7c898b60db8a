"""Bills, refunds, deposits, payments on account and invoices as rows of a member's timeline."""

from collections.abc import Sequence
from typing import Final

from models.services.timeline import Entry
from views import places, sayings
from views.screens.member_told_words import Around, Telling, Words, by
from views.texts import t


def _bill(group: Sequence[Entry], _around: Around) -> Words:
    entry = group[0]
    lines = int(entry.details.get("lines", 1))
    title = str(entry.details.get("title", "")) or t("member.told.bill")
    kinds = dict.fromkeys(entry.details.get("tenders", ()))
    ways = t("member.told.and").join(t(f"member.tender.{kind}") for kind in kinds)
    more = t("member.told.more_lines", count=lines) if lines > 1 else ""
    return {
        "icon": "cash",
        "tone": "success",
        "title": title,
        "rest": t("member.told.paid", ways=ways) if ways else "",
        "sub": t("words.list_comma").join(p for p in (entry.number, more) if p),
        "amount": sayings.yuan(int(entry.details.get("total", 0))),
        "strong": True,
        "place": places.BILL,
        "ref_id": entry.ref_id,
    }


def _refund(group: Sequence[Entry], _around: Around) -> Words:
    entry = group[0]
    kinds = dict.fromkeys(entry.details.get("ways", ()))
    ways = t("member.told.and").join(sayings.tender(kind) for kind in kinds)
    bill = t("member.told.of_bill", number=entry.details.get("bill", ""))
    return {
        "icon": "undo",
        "tone": "neutral",
        "title": t(f"member.told.{entry.details.get('kind', 'refund')}"),
        "rest": t("member.told.back", ways=ways) if ways else "",
        "sub": t("words.list_comma").join((entry.number, bill)),
        "amount": sayings.yuan(-int(entry.details.get("total", 0))),
        "strong": True,
        "place": places.BILL,
        "ref_id": entry.ref_id,
    }


def _deposit(group: Sequence[Entry], _around: Around) -> Words:
    entry = group[0]
    total = int(entry.details.get("total", 0))
    back = entry.what == "deposit_given_back"
    ways = sayings.tender(str(entry.details.get("tender", "cash")))
    return {
        "icon": "undo" if back else "cash",
        "tone": "neutral" if back else "success",
        "title": t(f"member.told.{entry.what}"),
        "rest": t("member.told.back" if back else "member.told.paid", ways=ways),
        "sub": t("words.list_comma").join(
            part for part in (entry.number, str(entry.details.get("job", ""))) if part
        ),
        "amount": sayings.yuan(-total if back else total),
        "strong": True,
        "place": places.BILL if entry.what == "account_paid" else places.JOB,
        "ref_id": entry.ref_id,
    }


def _invoice(group: Sequence[Entry], _around: Around) -> Words:
    entry = group[0]
    words = (str(entry.details.get("title", "")), str(entry.details.get("invoice", "")))
    return {
        "icon": "note",
        "title": t("member.told.invoice_stated"),
        "rest": t("words.list_comma").join(word for word in words if word),
        "sub": t("words.list_comma").join(p for p in (entry.number, by(entry)) if p),
        "place": places.BILL,
        "ref_id": entry.ref_id,
    }


TOLD: Final[dict[str, Telling]] = {
    "bill_posted": _bill,
    "refund_posted": _refund,
    "deposit_taken": _deposit,
    "deposit_given_back": _deposit,
    "account_paid": _deposit,
    "invoice_stated": _invoice,
}
"""Every kind that is told here."""
