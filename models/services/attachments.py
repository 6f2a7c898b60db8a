"""Photos and files of jobs and members: added, seen, removed, and swept when their days are over.

A file is taken in two steps: :class:`Intake` brings the bytes to the disk on any thread, then :func:`add` writes
the row. A picture is kept exactly as it was given, its time and place of taking included: one that shows damage
is evidence, and evidence is not rewritten. It lies encrypted, and leaves the shop only by a noted :func:`save`.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from models.base.clock import business_day, from_ms, ms_of
from models.base.errors import Refused
from models.base.ports import Progress
from models.base.rights import Right
from models.base.text import clean_line, one_of
from models.base.usecase import query, use_case
from models.rules import attachments as rules
from models.services import shop, timeline
from models.services.job_lines import day_or_none
from models.store.attachments import Blob, Vault, orphans
from models.store.attachments import alive as alive_files
from models.store.work import View, Work
from models.tables.attachments import Attachment
from models.tables.erasure import Erasure
from models.tables.job_troubles import JobNote
from models.tables.jobs import Job
from models.tables.members import Member

_DIGEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Bytes that lie in the shop and wait for their row. ``digest`` is the content's SHA-256."""

    digest: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Intake:
    """The way in for bytes. Slow: never on the UI thread. What it keeps and no row ever names is swept."""

    _vault: Vault = field(repr=False)

    def keep(self, path: Path, *, progress: Progress | None = None) -> Kept:
        """Bring a file to the disk, encrypted and flushed.

        Raises Refused("attachment.unreadable" | "attachment.empty" | "attachment.too_big" | "attachment.changed"),
        Environment("store.full" | "store.read_only" | "store.io" | "attachment.foreign"), Cancelled.
        """
        return _kept(self._vault.keep(path, progress=progress))

    def keep_bytes(self, content: bytes) -> Kept:
        """The same of bytes in memory."""
        return _kept(self._vault.keep_bytes(content))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A photo or file as a screen shows it. ``job`` is the job's number, empty for one of the member alone.

    ``keep_until`` None: kept without limit. ``picture``: a preview can be tried.
    """

    id: str
    ref_kind: str
    ref_id: str
    note_id: str | None
    member_id: str | None
    job: str
    purpose: str
    name: str
    media_type: str
    picture: bool
    size: int
    digest: str
    at: datetime
    actor: str
    keep_until: date | None


@dataclass(frozen=True, slots=True)
class Opened:
    """One that somebody may read: the right was asked. Reading is slow: never on the UI thread."""

    row: Attached
    _vault: Vault = field(repr=False)

    def read(self) -> bytes:
        """The content. Raises Refused("attachment.missing" | "attachment.damaged"), Environment("store.io")."""
        return self._vault.read(self.row.digest, self.row.size)

    def pieces(self) -> Iterator[bytes]:
        """The same piece by piece, each proved."""
        return self._vault.pieces(self.row.digest, self.row.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep did: rows past their days that it removed, rows removed a while ago that it emptied, and files
    that belonged to nothing."""

    expired: int
    removed: int
    orphans: int


@query(Right.SERVE)
def intake(view: View) -> Intake:
    """The way in for bytes, for somebody who may serve."""
    return Intake(view.vault)


@use_case(Right.SERVE, inverse="attachments.remove")
def add(
    work: Work,
    ref_kind: str,
    ref_id: str,
    kept: Kept,
    *,
    name: str = "",
    purpose: rules.Purpose = "",
    note_id: str | None = None,
) -> str:
    """Put bytes that were kept on a job or into a member's file; returns the attachment's id.

    ``note_id`` is a note of that job. Raises Refused("attachment.ref" | "attachment.purpose" | "attachment.kind"
    | "attachment.gone" | "attachment.twice" | "attachment.note" | "member.erased" | "text.…" | "record.gone").
    "attachment.gone": the bytes are not there (any more); keep them again.
    """
    one_of(ref_kind, rules.REF_KINDS, "attachment.ref", field="ref_kind")
    one_of(purpose, rules.PURPOSES, "attachment.purpose", field="purpose")
    one_of(kept.media_type, rules.MEDIA_TYPES, "attachment.kind", field="file")
    title = clean_line(name, field="name", most=rules.NAME_MOST)
    job = work.get(Job, ref_id) if ref_kind == "job" else None
    member_id = job.member_id if job is not None else work.get(Member, ref_id).id
    if member_id is not None and work.find(Erasure, member_id) is not None:
        raise Refused("member.erased")
    _check_note(work, job, note_id)
    if not _is_there(work, kept):
        raise Refused("attachment.gone", field="file", name=title)
    if _shown(work, ref_id, kept.digest):
        raise Refused("attachment.twice", field="file", name=title)
    days = int(shop.settings_of(work)[rules.SETTING_OF[purpose]])
    row = Attachment(
        id=work.new_id(),
        member_id=member_id,
        ref_kind=ref_kind,
        ref_id=ref_id,
        purpose=purpose,
        name=title,
        media_type=kept.media_type,
        size=kept.size,
        digest=kept.digest,
        at=work.now,
        actor_id=work.actor.id,
        keep_until=rules.keep_until(work.today, days),
        note_id=note_id,
    )
    work.add(row)
    _tell(work, row, "added", job)
    work.undo_by(remove, row.id)
    return row.id


@use_case(Right.SERVE, inverse="attachments.bring_back")
def remove(work: Work, attachment_id: str) -> None:
    """Take it off; its bytes stay some days, so that Ctrl+Z brings it back. Refused("record.gone")."""
    row = _standing(work, attachment_id)
    work.change(row, removed_at=work.now)
    _tell(work, row, "removed", None)
    work.undo_by(bring_back, attachment_id)


@use_case(Right.SERVE, inverse="attachments.remove")
def bring_back(work: Work, attachment_id: str) -> None:
    """Show it again. Refused("attachment.swept") once its bytes are gone, "attachment.twice" where it is there."""
    row = work.get(Attachment, attachment_id)
    if row.removed_at is None:
        raise Refused("attachment.twice", field="file", name=row.name)
    if not row.digest or not work.vault.holds(row.digest, row.size):
        raise Refused("attachment.swept", name=row.name)
    if _shown(work, row.ref_id, row.digest):
        raise Refused("attachment.twice", field="file", name=row.name)
    work.change(row, removed_at=None)
    _tell(work, row, "added", None)
    work.undo_by(remove, attachment_id)


@use_case(Right.SERVE, inverse="attachments.mark")
def mark(work: Work, attachment_id: str, purpose: rules.Purpose) -> None:
    """Say what it shows; its days are those of the purpose, counted from the day it came.

    Raises Refused("attachment.purpose" | "record.gone").
    """
    one_of(purpose, rules.PURPOSES, "attachment.purpose", field="purpose")
    row = _standing(work, attachment_id)
    before = row.purpose
    days = int(shop.settings_of(work)[rules.SETTING_OF[purpose]])
    came = business_day(row.at, work.zone)
    work.change(row, purpose=purpose, keep_until=rules.keep_until(came, days))
    work.undo_by(mark, attachment_id, before)


@use_case(Right.SERVE)
def save(work: Work, attachment_id: str) -> Opened:
    """Note that a copy leaves the shop's keeping as a plain file, and hand it out. Refused("record.gone")."""
    found = opened(work, attachment_id)
    work.note(found.row.member_id, exported="attachment")
    return found


@use_case(Right.ENTER)
def sweep(work: Work) -> Swept:
    """Remove what is past its days, empty what was removed a while ago, and take files that belong to nothing.

    The program does it by itself, also while nobody is signed in. Bytes go after the commit, and never on the day
    itself: a clock that was set forward by mistake has days of grace to be set back in.
    """
    _show_again(work)
    expired = _over(work)
    for row in expired:
        work.change(row, removed_at=work.now)
    gone = ms_of(work.now - rules.GRACE)
    removed = work.sql(
        "SELECT id, digest FROM attachment WHERE removed_at<? AND digest<>''", (gone,)
    )
    for found in removed:
        work.unneeded.add(found["digest"])
        work.change(work.get(Attachment, found["id"]), digest="")
    left = orphans(alive_files(work.connection), work.vault)
    for path in left:
        with suppress(OSError):  # one that cannot go now goes the next time
            path.unlink(missing_ok=True)
    return Swept(expired=len(expired), removed=len(removed), orphans=len(left))


@query(Right.SERVE)
def of_job(view: View, job_id: str) -> tuple[Attached, ...]:
    """The photos and files of a job, the first one first."""
    return _rows(view, "a.ref_id=? AND a.ref_kind='job'", (job_id,), order="a.at, a.id")


@query(Right.SERVE)
def of_member(view: View, member_id: str, *, limit: int = 200) -> tuple[Attached, ...]:
    """Those of a member and of the member's jobs, the newest first."""
    return _rows(view, "a.member_id=?", (member_id,), order="a.at DESC, a.id DESC", limit=limit)


@query(Right.SERVE)
def opened(view: View, attachment_id: str) -> Opened:
    """One to be read. Refused("record.gone" | "attachment.swept")."""
    found = _rows(view, "a.id=?", (attachment_id,), order="a.id")
    if not found:
        raise Refused("record.gone", kind=Attachment.kind)
    return Opened(found[0], view.vault)


def follow_job(work: Work, job: Job) -> None:
    """After a job changed hands: whose its photos are. For other use cases."""
    for row in work.all(Attachment, Attachment.ref_kind == "job", Attachment.ref_id == job.id):
        work.change(row, member_id=job.member_id)


def blank(work: Work, row: Attachment) -> None:
    """Leave nothing of a person in a row and let its bytes go after the commit. For erasures."""
    if row.digest:
        work.unneeded.add(row.digest)
    work.change(row, name="", digest="", removed_at=row.removed_at or work.now, note_id=None)


def _show_again(work: Work) -> None:
    """Bring back what a sweep removed under a clock that was ahead: removed later than now, its days not over."""
    for row in work.all(
        Attachment,
        Attachment.removed_at > work.now + timedelta(days=1),
        Attachment.keep_until >= work.today,
        Attachment.digest != "",
    ):
        over = row.removed_at and row.keep_until and row.keep_until < row.removed_at.date()
        if over and not _shown(work, row.ref_id, row.digest):
            work.change(row, removed_at=None)


def _shown(work: Work, ref_id: str, digest: str) -> bool:
    """Whether this content stands there already."""
    return bool(
        work.sql(
            "SELECT 1 FROM attachment WHERE ref_id=? AND digest=? AND removed_at IS NULL",
            (ref_id, digest),
        )
    )


def _over(work: Work) -> list[Attachment]:
    """Rows past their days whose job is closed."""
    found = []
    for row in work.all(
        Attachment, Attachment.keep_until < work.today, Attachment.removed_at.is_(None)
    ):
        job = work.find(Job, row.ref_id) if row.ref_kind == "job" else None
        open_job = job is not None and job.closed_at is None
        if rules.is_due(work.today, row.keep_until, open_job=open_job):
            found.append(row)
    return found


def _kept(blob: Blob) -> Kept:
    return Kept(digest=blob.digest, size=blob.size, media_type=rules.media_type(blob.head))


def _is_there(work: Work, kept: Kept) -> bool:
    sound = len(kept.digest) == _DIGEST and set(kept.digest) <= set("0123456789abcdef")
    return sound and 0 < kept.size <= rules.SIZE_MOST and work.vault.holds(kept.digest, kept.size)


def _check_note(work: Work, job: Job | None, note_id: str | None) -> None:
    if note_id is None:
        return
    note = work.get(JobNote, note_id)
    if job is None or note.job_id != job.id:
        raise Refused("attachment.note", field="note_id")


def _standing(work: Work, attachment_id: str) -> Attachment:
    row = work.get(Attachment, attachment_id)
    if row.removed_at is not None:
        raise Refused("record.gone", kind=Attachment.kind)
    return row


def _tell(work: Work, row: Attachment, what: str, job: Job | None) -> None:
    """Into the member's timeline, where there is a member: with its job, or with the file itself."""
    if row.member_id is None:
        return
    job = job or (work.find(Job, row.ref_id) if row.ref_kind == "job" else None)
    if what == "added":
        timeline.touch(work, work.get(Member, row.member_id))
    timeline.record(
        work,
        row.member_id,
        f"{'paper' if job is None else 'photo'}_{what}",
        ref_id=job.id if job is not None else row.member_id,
        number=job.number if job is not None else "",
        details={"shows": row.purpose, "picture": rules.is_picture(row.media_type)},
    )


def _rows(
    view: View, where: str, values: tuple[Any, ...], *, order: str, limit: int = 500
) -> tuple[Attached, ...]:
    """Attachments under this module's own conditions; only values are bound."""
    rows = view.sql(
        "SELECT a.*, coalesce(j.number,'') AS job, coalesce(s.name,'') AS actor FROM attachment a"
        " LEFT JOIN job j ON a.ref_kind='job' AND j.id=a.ref_id LEFT JOIN staff s ON s.id=a.actor_id"
        f" WHERE {where} AND a.removed_at IS NULL ORDER BY {order} LIMIT ?",
        (*values, limit),
    )
    return tuple(
        Attached(
            id=row["id"],
            ref_kind=row["ref_kind"],
            ref_id=row["ref_id"],
            note_id=row["note_id"],
            member_id=row["member_id"],
            job=row["job"],
            purpose=row["purpose"],
            name=row["name"],
            media_type=row["media_type"],
            picture=rules.is_picture(row["media_type"]),
            size=row["size"],
            digest=row["digest"],
            at=from_ms(row["at"]),
            actor=row["actor"],
            keep_until=day_or_none(row["keep_until"]),
        )
        for row in rows
    )
