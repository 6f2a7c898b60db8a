"""Enquiries, jobs and their quotes as rows of a member's timeline."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from models.services.timeline import WITHIN_A_JOB, Entry
from views import places, sayings
from views.screens.member_told_words import Around, Telling, Words, by, device_words
from views.texts import t
from views.widgets.status import status_icon


def _enquiry(group: Sequence[Entry], _around: Around) -> Words:
    entry = group[0]
    channel = t(f"enquiries.channel.{entry.details.get('channel', 'other')}")
    return {
        "icon": "note",
        "title": t("member.told.enquiry_taken"),
        "rest": str(entry.details.get("need", "")),
        "sub": t("words.list_comma").join(p for p in (channel, by(entry)) if p),
    }


def _job_opened(group: Sequence[Entry], around: Around) -> Words:
    entry, job = group[0], around.jobs.get(group[0].ref_id)
    title = " ".join(
        part
        for part in (
            device_words(entry.details.get("device", "")),
            job.title if job else entry.details.get("title", ""),
        )
        if part
    )
    words: Words = {
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


def _job_moved(group: Sequence[Entry], _around: Around) -> Words:
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


def _within_job(group: Sequence[Entry], _around: Around) -> Words:
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


def _job_noted(group: Sequence[Entry], around: Around) -> Words:
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


def _quote(group: Sequence[Entry], _around: Around) -> Words:
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


TOLD: Final[dict[str, Telling]] = {
    "enquiry_taken": _enquiry,
    "job_opened": _job_opened,
    **dict.fromkeys(WITHIN_A_JOB, _within_job),
    "job_moved": _job_moved,
    "job_noted": _job_noted,
    "quote_given": _quote,
    "quote_accepted": _quote,
    "quote_refused": _quote,
    "quote_taken_back": _quote,
    "change_agreed": _quote,
}
"""Every kind that is told here; what happens within a job in one way, its moves and quotes in theirs."""
