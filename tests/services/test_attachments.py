"""Photos and files in the shop's life: evidence that is lost, shown to the wrong one, or kept too long."""

import os
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop import opening
from desktop.paths import migration_steps
from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.kernel import NOBODY, Kernel
from models.rules.attachments import GRACE
from models.rules.jobs import Step
from models.services import attachments, check, erasure, job_notes, jobs, merges, timeline
from models.services import shop as shops
from models.services.attachments import Attached, Kept
from models.store.attachments import FOLDER
from models.store.engine import FileKey
from models.store.work import View
from tests.raw_bytes import found_beneath, found_decrypted
from tests.shopkeeping import Shop

JPEG = b"\xff\xd8\xff\xe0"
DAY = timedelta(days=1)


def kept(shop: Shop, content: bytes = b"scratch on the left side") -> Kept:
    """A picture's bytes on the disk, waiting for their row."""
    return shop.kernel.ask(attachments.intake).keep_bytes(JPEG + content)


def photo(shop: Shop, job_id: str, content: bytes = b"scratch", **how: Any) -> str:
    """A photo of a job."""
    given = {"name": "划痕.jpg", "purpose": "damage", **how}
    made = shop.kernel.run(attachments.add, "job", job_id, kept(shop, content), **given)
    return str(made.result)


def _of(shop: Shop, job_id: str) -> tuple[Attached, ...]:
    return shop.kernel.ask(attachments.of_job, job_id)


def _files(shop: Shop) -> list[Path]:
    return [path for path in shop.kernel.store.vault.lying() if path.is_file()]


def _sound(shop: Shop, tmp_path: Path) -> None:
    report = shop.kernel.ask(
        check.check_deep,
        key=shop.kernel.store.key,
        scratch=tmp_path / "rebuilt.db",
        steps=migration_steps(),
    )
    assert [finding for finding in report.findings if finding.broken] == []


@query(Right.SERVE)
def _rows(view: View) -> list[dict[str, Any]]:
    return [dict(row) for row in view.sql("SELECT * FROM attachment ORDER BY id")]


def test_a_photo_is_added_seen_and_read_back(shop: Shop, tmp_path: Path) -> None:
    member = shop.member()
    job = shop.job(member.id)
    photo(shop, job.id)
    (row,) = _of(shop, job.id)
    assert (row.name, row.purpose, row.media_type, row.picture) == (
        "划痕.jpg",
        "damage",
        "image/jpeg",
        True,
    )
    assert (row.job, row.member_id, row.actor) == (job.number, member.id, "何玉梅")
    assert row.keep_until is not None
    assert (row.keep_until - shop.clock.now().date()).days == 1095
    assert shop.kernel.ask(attachments.opened, row.id).read() == JPEG + b"scratch"
    assert shop.kernel.ask(attachments.of_member, member.id) == (row,)
    told = shop.kernel.ask(timeline.of_member, member.id, group="job").entries
    assert (told[0].what, told[0].ref_id) == ("photo_added", job.id)
    _sound(shop, tmp_path)


def test_the_same_content_lies_there_once(shop: Shop) -> None:
    """One picture of one washing machine on two jobs; taking it off one must not take it from the other."""
    first, second = shop.job().id, shop.job().id
    one, two = photo(shop, first), photo(shop, second)
    assert len(_files(shop)) == 1
    with pytest.raises(Refused, match=r"attachment\.twice"):
        photo(shop, first)
    shop.kernel.run(attachments.remove, one)
    shop.clock.advance(GRACE + DAY)
    shop.kernel.run(attachments.sweep)
    assert shop.kernel.ask(attachments.opened, two).read() == JPEG + b"scratch"
    shop.kernel.run(attachments.remove, two)
    shop.clock.advance(GRACE + DAY)
    shop.kernel.run(attachments.sweep)
    assert _files(shop) == []


def test_no_row_without_its_bytes(shop: Shop) -> None:
    """A row whose picture never came is a lie in the member's file."""
    job = shop.job().id
    sound = kept(shop)
    for wrong in (
        replace(sound, digest="0" * 64),
        replace(sound, digest="../../shop.db"),
        replace(sound, digest=sound.digest.upper()),
        replace(sound, size=sound.size + 1),
        replace(sound, size=-1),
    ):
        with pytest.raises(Refused, match=r"attachment\.gone"):
            shop.kernel.run(attachments.add, "job", job, wrong)
    with pytest.raises(Refused, match=r"attachment\.kind"):
        shop.kernel.run(attachments.add, "job", job, replace(sound, media_type="text/html"))
    shop.kernel.store.vault.path(sound.digest).unlink()
    with pytest.raises(Refused, match=r"attachment\.gone"):
        shop.kernel.run(attachments.add, "job", job, sound)
    assert _of(shop, job) == ()


def test_removing_is_taken_back_until_the_bytes_are_swept(shop: Shop, tmp_path: Path) -> None:
    job = shop.job(shop.member().id).id
    one = photo(shop, job)
    outcome = shop.kernel.run(attachments.remove, one)
    assert _of(shop, job) == ()
    assert outcome.inverse is not None
    shop.clock.advance(GRACE - DAY)
    shop.kernel.run(attachments.sweep)
    shop.kernel.undo(outcome.inverse)
    assert [row.id for row in _of(shop, job)] == [one]
    shop.kernel.run(attachments.remove, one)
    shop.clock.advance(GRACE + DAY)
    swept = shop.kernel.run(attachments.sweep).result
    assert (swept.expired, swept.removed) == (0, 1)
    assert _files(shop) == []
    with pytest.raises(Refused, match=r"attachment\.swept"):
        shop.kernel.undo(outcome.inverse)
    (row,) = shop.kernel.ask(_rows)
    assert (row["name"], row["digest"]) == ("划痕.jpg", "")  # the row says that it was
    _sound(shop, tmp_path)


def test_bringing_back_asks_for_the_bytes_first(shop: Shop) -> None:
    """The folder was emptied by hand meanwhile: say so, and show no picture that is not there."""
    one = photo(shop, shop.job().id)
    shop.kernel.run(attachments.remove, one)
    _files(shop)[0].unlink()
    with pytest.raises(Refused, match=r"attachment\.swept"):
        shop.kernel.run(attachments.bring_back, one)


def test_days_run_out_but_not_under_an_open_job(shop: Shop, tmp_path: Path) -> None:
    """The shop promised to keep pictures of homes no longer than it says; and needs them while it works."""
    shop.kernel.run(shops.set_setting, "keep_days_work", 30)
    job, other = shop.job().id, shop.job().id
    photo(shop, job, purpose="before")
    photo(shop, other, b"second", purpose="before")
    photo(shop, other, b"third", purpose="damage")
    shop.kernel.run(jobs.move, other, Step.CLOSED, reason="不修了", ending="cancelled")
    shop.clock.advance(30 * DAY)
    assert shop.kernel.run(attachments.sweep).result.expired == 0
    shop.clock.advance(DAY)
    shop.kernel.actor = NOBODY  # it sweeps at night, while nobody is signed in
    assert shop.kernel.run(attachments.sweep).result.expired == 1
    shop.kernel.actor = replace(shop.kernel.actor, level=Right.SERVE.level)
    assert len(_of(shop, job)) == 1
    assert [row.purpose for row in _of(shop, other)] == ["damage"]
    assert len(_files(shop)) == 3
    shop.clock.advance(GRACE + DAY)
    assert shop.kernel.run(attachments.sweep).result.removed == 1
    assert len(_files(shop)) == 2
    _sound(shop, tmp_path)


def test_a_clock_that_was_set_ahead_costs_no_photo(shop: Shop) -> None:
    """The battery of the old PC was changed and it believed in 2036: every picture gone before anybody looked."""
    member = shop.member().id
    shop.kernel.run(shops.set_setting, "keep_days_other", 30)
    shop.kernel.run(attachments.add, "member", member, kept(shop), name="x.jpg")
    shop.kernel.run(attachments.add, "member", member, kept(shop, b"taken off"), name="y.jpg")
    right = shop.clock.now()
    off = shop.kernel.ask(attachments.of_member, member)[0]
    shop.kernel.run(attachments.remove, off.id)
    shop.clock.advance(3650 * DAY)
    assert shop.kernel.run(attachments.sweep).result.expired == 1
    assert shop.kernel.ask(attachments.of_member, member) == ()
    shop.clock.set(right + DAY)
    shop.kernel.run(attachments.sweep)
    (row,) = shop.kernel.ask(attachments.of_member, member)
    assert row.id != off.id
    assert shop.kernel.ask(attachments.opened, row.id).read()


def test_another_purpose_has_other_days(shop: Shop) -> None:
    one = photo(shop, shop.job().id, purpose="")
    shop.clock.advance(10 * DAY)
    outcome = shop.kernel.run(attachments.mark, one, "damage")
    row = shop.kernel.ask(attachments.opened, one).row
    assert row.keep_until is not None
    assert (row.keep_until - row.at.date()).days == 1095
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert shop.kernel.ask(attachments.opened, one).row.purpose == ""
    shop.kernel.run(shops.set_setting, "keep_days_damage", 0)
    shop.kernel.run(attachments.mark, one, "damage")
    assert shop.kernel.ask(attachments.opened, one).row.keep_until is None


def test_a_crash_between_file_and_row_leaves_only_what_a_sweep_removes(shop: Shop) -> None:
    """Never a row without a file; a file without a row goes, but not while it may still be waiting for one."""
    job = shop.job().id
    photo(shop, job, b"with a row")
    lost = kept(shop, b"the program was killed here")
    path = shop.kernel.store.vault.path(lost.digest)
    assert shop.kernel.run(attachments.sweep).result.orphans == 0
    for old in _files(shop):
        os.utime(old, (time.time() - 100_000,) * 2)
    assert shop.kernel.run(attachments.sweep).result.orphans == 1
    assert not path.exists()
    assert shop.kernel.ask(attachments.opened, _of(shop, job)[0].id).read()


def test_a_damage_note_carries_its_photos(shop: Shop) -> None:
    job, other = shop.job().id, shop.job().id
    note = shop.kernel.run(job_notes.add, job, "damage", "左侧有划痕").result
    photo(shop, job, note_id=note)
    assert _of(shop, job)[0].note_id == note
    with pytest.raises(Refused, match=r"attachment\.note"):
        photo(shop, other, note_id=note)
    shop.kernel.run(job_notes.take_back, note)
    assert len(_of(shop, job)) == 1  # the picture stays on the job


def test_a_job_that_changes_hands_takes_its_photos_along(shop: Shop, tmp_path: Path) -> None:
    """Else the pictures of her flat stand in his file."""
    first, second = shop.member().id, shop.member("李雷", "15401060001").id
    job = shop.job(first)
    photo(shop, job.id)
    details = jobs.JobDetails(member_id=second, title="脱水异响、漏水")
    shop.kernel.run(jobs.edit, job.id, details)
    assert shop.kernel.ask(attachments.of_member, first) == ()
    assert len(shop.kernel.ask(attachments.of_member, second)) == 1
    _sound(shop, tmp_path)


def test_merged_members_keep_their_photos_and_part_with_them(shop: Shop, tmp_path: Path) -> None:
    first, second = shop.member().id, shop.member("张桂花", "15401060001").id
    shop.kernel.run(attachments.add, "member", second, kept(shop), name="身份.jpg", purpose="paper")
    photo(shop, shop.job(second).id, b"of a job")
    made = shop.kernel.run_keyed(shop.key(), merges.merge, first, second).result
    assert len(shop.kernel.ask(attachments.of_member, first)) == 2
    _sound(shop, tmp_path)
    shop.kernel.run(merges.undo, made)
    assert shop.kernel.ask(attachments.of_member, first) == ()
    assert len(shop.kernel.ask(attachments.of_member, second)) == 2
    _sound(shop, tmp_path)


WORDS = ("张桂兰的厨房", "MARK-IN-THE-PICTURE")


def test_erasure_leaves_no_byte_of_a_photo(
    shop: Shop, folder: Path, key: FileKey, tmp_path: Path
) -> None:
    """The member asked to be forgotten: file, row, journal, also of a job that was a walk-in's when it came."""
    member, other = shop.member(), shop.member("李雷", "15401060001")
    walk_in = shop.job(None, title="漏水")
    early = photo(shop, walk_in.id, b"walk-in", name="张桂兰的厨房一.jpg")
    note = shop.kernel.run(job_notes.add, walk_in.id, "damage", "张桂兰的厨房有水").result
    photo(shop, walk_in.id, b"with a note", name="张桂兰的厨房二.jpg", note_id=note)
    shop.kernel.run(jobs.edit, walk_in.id, jobs.JobDetails(member_id=member.id, title="漏水"))
    removed = photo(shop, walk_in.id, b"removed", name="张桂兰的厨房三.jpg")
    shop.kernel.run(attachments.remove, removed)
    content = b"MARK-IN-THE-PICTURE" * 50
    shop.kernel.run(
        attachments.add, "member", member.id, kept(shop, content), name="张桂兰的厨房.jpg"
    )
    shared = shop.job(other.id)
    photo(shop, shared.id, b"walk-in", name="别人的.jpg")
    shop.kernel.run(jobs.move, walk_in.id, Step.CLOSED, reason="不修了", ending="cancelled")
    assert shop.kernel.ask(erasure.prospect, member.id).counts.files == 3
    assert len(_files(shop)) == 4
    shop.kernel.run_keyed(shop.key(), erasure.erase, member.id)
    assert len(_files(shop)) == 1  # what the other member has too
    assert shop.kernel.ask(attachments.of_member, member.id) == ()
    assert [row["name"] for row in shop.kernel.ask(_rows) if row["name"]] == ["别人的.jpg"]
    with pytest.raises(Refused, match=r"record\.gone"):
        shop.kernel.ask(attachments.opened, early)
    with pytest.raises(Refused, match=r"member\.erased"):
        shop.kernel.run(attachments.add, "member", member.id, kept(shop))
    assert found_decrypted(folder, key, WORDS) == []
    assert found_beneath(folder, WORDS) == []
    _sound(shop, tmp_path)


def test_an_erasure_outlives_a_file_that_cannot_go_now(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virus scanner holds the file open: the erasure stands, and the next sweep takes the rest."""
    member = shop.member()
    shop.kernel.run(attachments.add, "member", member.id, kept(shop), name="x.jpg")
    unlink = Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path.parent.parent.name == FOLDER:
            raise PermissionError(13, "in use", str(path))
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    shop.kernel.run_keyed(shop.key(), erasure.erase, member.id)
    monkeypatch.undo()
    (left,) = _files(shop)
    os.utime(left, (time.time() - 100_000,) * 2)
    shop.kernel.run(attachments.sweep)
    assert _files(shop) == []


def test_a_file_that_is_added_while_its_twin_is_erased_stays(
    shop: Shop, folder: Path, key: FileKey
) -> None:
    """Two programs at one shop: one erases a member, the other has just kept the same picture for a job."""
    member, job = shop.member(), shop.job()
    shop.kernel.run(attachments.add, "member", member.id, kept(shop), name="x.jpg")
    waiting = kept(shop)  # the same content: it is there already
    beside: Kernel = opening.open_shop(folder, key)
    try:
        shop.kernel.run_keyed(shop.key(), erasure.erase, member.id)
        with pytest.raises(Refused, match=r"attachment\.gone"):
            beside.run(attachments.add, "job", job.id, waiting)
        again = kept(shop)
        beside.run(attachments.add, "job", job.id, again)
    finally:
        beside.close()
    assert _of(shop, job.id)
    assert shop.kernel.ask(check.check).sound


def test_check_finds_what_is_missing_and_deep_what_is_rotten(shop: Shop, tmp_path: Path) -> None:
    job = shop.job().id
    one = photo(shop, job)
    (path,) = _files(shop)
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(bytes(content))
    assert shop.kernel.ask(check.check).sound  # the cheap look reads no content
    report = shop.kernel.ask(
        check.check_deep,
        key=shop.kernel.store.key,
        scratch=tmp_path / "r.db",
        steps=migration_steps(),
    )
    assert {f.name: f.rows for f in report.findings if f.broken} == {"attachment.sealed": (one,)}
    path.unlink()
    findings = {f.name: f.rows for f in shop.kernel.ask(check.check).findings if f.broken}
    assert findings == {"attachment.files": (one,)}
