"""What happened with a member, told in words: the rows of the timeline under their months.

Here is what every row has. How a kind of entry reads is said beside its kin: jobs, bills, rewards, standing, file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from models.services.timeline import WITHIN_A_JOB, Entry
from views import sayings
from views.screens import (
    member_told_bills,
    member_told_file,
    member_told_jobs,
    member_told_rewards,
    member_told_standing,
)
from views.screens.member_told_words import Around, Telling
from views.texts import t
from views.widgets.lists import Head

_TELLINGS: Final[dict[str, Telling]] = {
    **member_told_jobs.TOLD,
    **member_told_bills.TOLD,
    **member_told_rewards.TOLD,
    **member_told_standing.TOLD,
    **member_told_file.TOLD,
}


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
    words = _TELLINGS.get(entry.what, member_told_file.plainly)(group, around)
    near = abs((today - day).days) <= 1
    return Told(
        id=entry.id,
        day=day,
        when=sayings.day(day, today),
        time=sayings.clock(entry.at, around.zone) if near else "",
        **words,
    )
