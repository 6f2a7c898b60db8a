"""A ready text for the member about a job: where it stands, who comes, when, and what is next. No Qt."""

from datetime import datetime, tzinfo

from models.rules.jobs import STEPS, Step
from models.services.job_file import JobFile
from models.services.shop import ShopInfo
from views import sayings
from views.texts import t


def text_for(found: JobFile, shop: ShopInfo, *, now: datetime, zone: tzinfo) -> str:
    """What can be sent to the member now; it names nobody but the technician and carries no phone of theirs."""
    row = found.row
    what = " ".join(part for part in (row.device, row.title) if part)
    parts = [t("member_text.hello", shop=shop.name, what=what, number=row.number)]
    if row.hold:
        parts.append(t(f"member_text.hold.{row.hold}"))
    elif row.step is Step.CLOSED and row.ending != "done":
        parts.append(t(f"member_text.ended.{row.ending}"))
    elif row.step is Step.ACCEPTANCE and found.details.place == "shop":
        parts.append(t("member_text.collect"))
    else:
        parts.append(t(f"member_text.step.{row.step}"))
    parts.append(_when(found, now, zone))
    if row.step in (Step.QUOTE, Step.ACCEPTANCE, Step.PAYMENT) and row.total:
        parts.append(t("member_text.amount", amount=sayings.yuan(row.total)))
    if shop.phone:
        parts.append(t("member_text.phone", phone=shop.phone))
    return t("member_text.between").join(part for part in parts if part)


def _when(found: JobFile, now: datetime, zone: tzinfo) -> str:
    row = found.row
    if STEPS.index(row.step) >= STEPS.index(Step.ACCEPTANCE):
        return ""
    if row.visit_at is not None and row.visit_at > now:
        when = sayings.moment(row.visit_at, zone, now)
        who = row.technician
        return t("member_text.comes" if who else "member_text.visit", when=when, technician=who)
    if row.promised_at is not None and row.promised_at > now and not row.hold:
        return t("member_text.promised", when=sayings.moment(row.promised_at, zone, now))
    return ""
