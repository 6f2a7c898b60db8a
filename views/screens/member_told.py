"""What happened with a member, told in words: one row of the timeline from its entry and its job."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from models.rules.members import DEVICE_CATEGORIES
from models.services.job_file import JobRow
from models.services.timeline import STANDING, WITHIN_A_JOB, Entry
from views import places, sayings
from views.programme_names import told_behaviour, told_tier
from views.screens import member_told_rewards
from views.texts import t
from views.widgets.lists import Head
from views.widgets.status import status_icon


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One row: ``title`` bold, ``rest`` after it, ``sub`` below, ``amount`` at the right.

    ``tone`` is a badge kind for the disc. ``place`` is where Enter leads, "" for nowhere.
    """

    id: str
    day: date
    when: str
    time: str
    icon: str
    tone: str = "neutral"
    title: str
    rest: str = ""
    sub: str = ""
    amount: str = ""
    strong: bool = False
    step: str = ""
    hold: bool = False
    place: str = ""
    ref_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What telling needs besides the entry: the shop's zone, the moment of reading, the member's jobs."""

    zone: tzinfo
    now: datetime
    jobs: Mapping[str, JobRow]

    def day(self, at: datetime) -> date:
        """The shop's day of a moment."""
        return at.astimezone(self.zone).date()


def tell(entries: Sequence[Entry], around: Around, *, moves: bool) -> list[Told | Head]:
    """Tell entries, newest first, under a head for each month.

    Moves of a job are told only where they are asked for (the job's own row shows its step); then those
    of one job that follow each other on one day are one row.
    """
    rows: list[Told | Head] = []
    month: tuple[int, int] | None = None
    for group in _runs([e for e in entries if moves or e.what not in WITHIN_A_JOB], around):
        row = _told(group, around)
        if (row.day.year, row.day.month) != month:
            month = (row.day.year, row.day.month)
            rows.append(Head(sayings.year_month(row.day)))
        rows.append(row)
    return rows


def sentence(row: Told) -> str:
    """A row for a screen reader."""
    step = t(f"words.step.{row.step}") if row.step else ""
    parts = (row.when, row.time, row.title, row.rest, step, row.sub, row.amount)
    return t("words.list_comma").join(part for part in parts if part)


def device_words(spoken: str) -> str:
    """A device as it is stored in an entry; a bare category's code in words."""
    return t(f"devices.category.{spoken}") if spoken in DEVICE_CATEGORIES else spoken


def _runs(entries: Sequence[Entry], around: Around) -> list[list[Entry]]:
    runs: list[list[Entry]] = []
    for entry in entries:
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and last.what == entry.what == "job_moved"
            and last.ref_id == entry.ref_id
            and around.day(last.at) == around.day(entry.at)
        ):
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return runs


def _told(group: list[Entry], around: Around) -> Told:
    entry = group[0]
    day, today = around.day(entry.at), around.day(around.now)
    words = _WORDS.get(entry.what, _other)(group, around)
    near = abs((today - day).days) <= 1
    return Told(
        id=entry.id,
        day=day,
        when=sayings.day(day, today),
        time=sayings.clock(entry.at, around.zone) if near else "",
        **words,
    )


def _job_opened(group: list[Entry], around: Around) -> dict[str, Any]:
    entry, job = group[0], around.jobs.get(group[0].ref_id)
    title = " ".join(
        part
        for part in (
            device_words(entry.details.get("device", "")),
            job.title if job else entry.details.get("title", ""),
        )
        if part
    )
    words: dict[str, Any] = {
        "icon": "jobs",
        "tone": "accent",
        "title": title or t("member.told.job"),
        "sub": entry.number,
        "place": places.JOB,
        "ref_id": entry.ref_id,
    }
    if job is None:
        return words
    words |= {"step": job.step.value, "hold": bool(job.hold)}
    open_ = job.step.value not in ("call_back", "closed")
    parts = [entry.number]
    if job.technician:
        parts.append(t("member.told.technician", name=job.technician))
    if open_ and job.promised_at is not None:
        when = sayings.moment(job.promised_at, around.zone, around.now)
        parts.append(t("member.told.promised", when=when))
    if open_ and job.total:
        words["amount"] = t("member.told.quoted", amount=sayings.yuan(job.total))
    return words | {"sub": t("words.list_comma").join(parts)}


def _job_moved(group: list[Entry], _around: Around) -> dict[str, Any]:
    entry = group[0]
    steps = [t(f"words.step.{e.details['to']}") for e in reversed(group)]
    came_from = t(f"words.step.{group[-1].details['from']}")
    title = entry.details.get("title", "")
    return {
        "icon": status_icon(entry.details["to"]),
        "tone": "accent",
        "title": " → ".join([came_from, *steps]),
        "sub": t("words.list_comma").join(p for p in (entry.number, title, entry.actor) if p),
        "place": places.JOB,
        "ref_id": entry.ref_id,
    }


def _within_job(group: list[Entry], _around: Around) -> dict[str, Any]:
    """A hold, a loan, another device, a comeback: what happened while a job went on."""
    entry = group[0]
    told = entry.details
    reason, ending = str(told.get("reason", "")), str(told.get("ending", ""))
    words = [
        t(f"jobs.hold.{reason}") if reason else "",
        str(told.get("device", "")),
        t(f"job_troubles.ended.{ending}") if ending else "",
        str(told.get("note", "")) or str(told.get("text", "")),
        str(told.get("of", "")),
    ]
    return {
        "icon": _ICONS_WITHIN.get(entry.what, "jobs"),
        "tone": "accent",
        "title": t(f"member.told.{entry.what}"),
        "rest": t("words.list_comma").join(word for word in words if word),
        "sub": t("words.list_comma").join(p for p in (entry.number, entry.actor) if p),
        "place": places.JOB,
        "ref_id": entry.ref_id,
    }


_ICONS_WITHIN = {
    "job_held": "pause",
    "job_released": "undo",
    "job_collected": "box",
    "job_linked": "repeat",
    "loan_out": "box",
    "loan_back": "box",
    "job_taken_back": "undo",
    "job_followed": "check",
    "photo_added": "plus",
    "photo_removed": "x",
}


def _job_noted(group: list[Entry], around: Around) -> dict[str, Any]:
    """What was seen on a job, and the day somebody asks again."""
    entry = group[0]
    kind, day = str(entry.details.get("kind", "note")), str(entry.details.get("day", ""))
    today = around.day(around.now)
    follow = sayings.day(date.fromisoformat(day), today) if day else ""
    words = (
        t(f"job_troubles.note.{kind}"),
        t("job_troubles.follow_up", day=follow) if follow else "",
        entry.number,
        entry.actor,
    )
    return {
        "icon": "eye" if kind == "observation" else "note",
        "title": str(entry.details.get("text", "")).replace("\n", " "),
        "sub": t("words.list_comma").join(word for word in words if word),
        "place": places.JOB,
        "ref_id": entry.ref_id,
    }


def _enquiry(group: list[Entry], _around: Around) -> dict[str, Any]:
    entry = group[0]
    channel = t(f"enquiries.channel.{entry.details.get('channel', 'other')}")
    return {
        "icon": "note",
        "title": t("member.told.enquiry_taken"),
        "rest": str(entry.details.get("need", "")),
        "sub": t("words.list_comma").join(p for p in (channel, _by(entry)) if p),
    }


def _bill(group: list[Entry], _around: Around) -> dict[str, Any]:
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


def _refund(group: list[Entry], _around: Around) -> dict[str, Any]:
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


def _deposit(group: list[Entry], _around: Around) -> dict[str, Any]:
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


def _quote(group: list[Entry], _around: Around) -> dict[str, Any]:
    """A quote that was given or answered, or an extra that was agreed to."""
    entry, details = group[0], group[0].details
    fen = details.get("total", details.get("amount"))
    how = str(details.get("how", ""))
    rest = (str(details.get("added", "")), t(f"quotes.how.{how}") if how else "")
    return {
        "icon": "note",
        "title": t(f"member.told.{entry.what}"),
        "rest": t("words.list_comma").join(part for part in rest if part),
        "sub": t("words.list_comma").join(
            part for part in (str(details.get("quote", "")), entry.number) if part
        ),
        "amount": "" if fen is None else sayings.yuan(int(fen)),
        "place": places.JOB,
        "ref_id": entry.ref_id,
    }


def _consent(group: list[Entry], _around: Around) -> dict[str, Any]:
    entry = group[0]
    given = entry.what == "consent_given"
    purpose = t(f"member.consent.{entry.details['purpose']}")
    return {
        "icon": "check" if given else "x",
        "title": t(f"member.told.{entry.what}", purpose=purpose),
        "sub": _by(entry),
    }


def _phone_shown(group: list[Entry], _around: Around) -> dict[str, Any]:
    entry = group[0]
    on_paper = bool(entry.details.get("paper"))
    words: dict[str, Any] = {
        "icon": "printer" if on_paper else "eye",
        "title": t("member.told.phone_printed" if on_paper else "member.told.phone_shown"),
        "rest": t("member.told.tail", tail=entry.details.get("tail", "")),
        "sub": t("words.list_comma").join(p for p in (entry.number, _by(entry)) if p),
    }
    return words | ({"place": places.JOB, "ref_id": entry.ref_id} if on_paper else {})


def _edited(group: list[Entry], _around: Around) -> dict[str, Any]:
    entry = group[0]
    fields = [t(f"member.field.{name}") for name in entry.details.get("fields", ())]
    return {
        "icon": "edit",
        "title": t("member.told.member_edited"),
        "rest": t("member.told.fields", fields=t("member.told.and").join(fields)) if fields else "",
        "sub": _by(entry),
    }


def _device(group: list[Entry], _around: Around) -> dict[str, Any]:
    entry = group[0]
    device = device_words(str(entry.details.get("device", "")))
    icon = {"device_added": "plus", "device_archived": "box"}.get(entry.what, "undo")
    return {
        "icon": icon,
        "title": t(f"member.told.{entry.what}", device=device),
        "sub": _by(entry),
    }


def _created(group: list[Entry], _around: Around) -> dict[str, Any]:
    entry = group[0]
    card = t("member.card", number=card_words(entry.number))
    return {
        "icon": "user",
        "title": t("member.told.member_created"),
        "sub": t("words.list_comma").join(p for p in (card, _by(entry)) if p),
    }


def _invoice(group: list[Entry], _around: Around) -> dict[str, Any]:
    entry = group[0]
    words = (str(entry.details.get("title", "")), str(entry.details.get("invoice", "")))
    return {
        "icon": "note",
        "title": t("member.told.invoice_stated"),
        "rest": t("words.list_comma").join(word for word in words if word),
        "sub": t("words.list_comma").join(p for p in (entry.number, _by(entry)) if p),
        "place": places.BILL,
        "ref_id": entry.ref_id,
    }


def _standing(group: list[Entry], around: Around) -> dict[str, Any]:
    """A tier, a milestone, a referral, points for what a member did."""
    entry, details = group[0], group[0].details
    name = str(details.get("name", ""))
    name = told_behaviour(name) if entry.what.startswith("behaviour") else name
    named = {"name": name} if entry.what in _NAMED else {}
    moved = " → ".join(
        told_tier(str(details[side])) for side in ("from", "to") if details.get(side)
    )
    falls = str(details.get("falls_on", ""))
    today = around.day(around.now)
    day = sayings.day(date.fromisoformat(falls), today) if falls else ""
    rest = (moved, str(details.get("person", "")), str(details.get("note", "")))
    until = t("member.told.falls_on", day=day) if day else ""
    points = int(details.get("points", 0))
    return {
        "icon": "undo" if entry.what.endswith("taken_back") else "points",
        "title": t(f"member.told.{entry.what}", **named),
        "rest": "".join(f"{t('words.list_comma')}{part}" for part in (*rest, until) if part),
        "sub": t("words.list_comma").join(part for part in (entry.number, _by(entry)) if part),
        "amount": t("member.told.points", points=f"{points:+,}") if points else "",
    }


_NAMED = ("milestone_reached", "milestone_taken_back", "behaviour_points", "behaviour_taken_back")


def _rewarded(group: list[Entry], _around: Around) -> dict[str, Any]:
    return member_told_rewards.tell(group[0])


def _other(group: list[Entry], _around: Around) -> dict[str, Any]:
    entry = group[0]
    icons = {
        "member_archived": "box",
        "member_restored": "undo",
        "paper_added": "plus",
        "paper_removed": "x",
    }
    return {
        "icon": icons.get(entry.what, "house"),
        "title": t(f"member.told.{entry.what}"),
        "sub": _by(entry),
    }


def _by(entry: Entry) -> str:
    return t("member.told.by", name=entry.actor) if entry.actor else ""


def card_words(number: str) -> str:
    """A card number in two groups of four."""
    return f"{number[:4]} {number[4:]}".strip()


_WORDS = {
    "enquiry_taken": _enquiry,
    **dict.fromkeys(STANDING, _standing),
    **dict.fromkeys(member_told_rewards.ICONS, _rewarded),
    "job_opened": _job_opened,
    "job_moved": _job_moved,
    **dict.fromkeys((what for what in WITHIN_A_JOB if what != "job_moved"), _within_job),
    "job_noted": _job_noted,
    "bill_posted": _bill,
    "refund_posted": _refund,
    "quote_given": _quote,
    "quote_accepted": _quote,
    "quote_refused": _quote,
    "quote_taken_back": _quote,
    "change_agreed": _quote,
    "deposit_taken": _deposit,
    "account_paid": _deposit,
    "deposit_given_back": _deposit,
    "invoice_stated": _invoice,
    "consent_given": _consent,
    "consent_withdrawn": _consent,
    "phone_shown": _phone_shown,
    "member_edited": _edited,
    "member_created": _created,
    "device_added": _device,
    "device_archived": _device,
    "device_restored": _device,
}
