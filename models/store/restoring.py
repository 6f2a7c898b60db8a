"""Restore: a verified backup becomes a shop's file; what lay there is set aside whole, never written over.

The desk goes on under a new incarnation (SAFETY.md D6) and the next free letter, so that neither an operation
nor a printed number made after the backup is ever made twice.
"""

import contextlib
import hashlib
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from models.base.errors import Environment, Refused
from models.base.ports import Progress, Silent
from models.rules.backups import next_letter
from models.store import backup, backup_facts, backup_files, backup_place
from models.store.aside import ASIDE, ATTACHMENTS, MOVED, put_back
from models.store.attachments import Vault
from models.store.backup import Manifest, Part
from models.store.engine import FILE_NAME, FileKey, connect, translated
from models.store.files import (
    PART_SUFFIX,
    file_trouble,
    publish,
    remove_companions,
    remove_with_companions,
    sync_file,
    sync_folder,
)
from models.store.keys import SLOTS_NAME, read_slots, write_slots
from models.store.register import beside

_CHUNK = 1 << 20
_FILES_PART = ATTACHMENTS + PART_SUFFIX


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, the letter the desk has now, and where the former data lies (None: there was none)."""

    manifest: Manifest
    letter: str
    aside: Path | None
    files_lost: int = 0
    """Photos and files that the backup names and of which it held no sound bytes."""


def restore(
    path: Path,
    key: FileKey,
    folder: Path,
    *,
    incarnation: str,
    set_aside: bool = False,
    keep_letter: bool = False,
    progress: Progress | None = None,
) -> Restored:
    """Lay the backup of the manifest ``path`` into ``folder`` as its shop.

    The file has its new incarnation and letter before it has its name: a power cut in between must not leave a
    shop that goes on as the old one. With ``set_aside`` a shop that is there moves into a folder beside it;
    without, Refused("restore.not_empty"). ``keep_letter`` is for a drill, which also takes no photo or file that
    is not sound for an answer: Refused("backup.unverified"); a shop in need comes back without it. Photos and
    files are there before the file that names them. Progress counts per cent.
    Raises as :func:`models.store.backup.verify`, Refused("restore.no_letter"), Environment("store.…").
    """
    progress = progress or Silent()
    if not set_aside and _taken(folder, backup.read_manifest(path)[0].shop_id):
        raise Refused("restore.not_empty", name=folder.name)
    proven = backup.verify(path, key, progress=Part(progress, 0, 40), files=False).manifest
    part = folder / (FILE_NAME + PART_SUFFIX)
    aside = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        put_back(folder)  # photos half aside are the present shop's, not the coming one's
        remove_with_companions(part)
        _copy(path.with_name(proven.file), part, proven.sha256, Part(progress, 40, 70))
        lost = _bring_files(path, proven, key, folder, Part(progress, 70, 97), strict=keep_letter)
        letter = (
            proven.letter if keep_letter else _next_letter(part, key, path.parent, folder, proven)
        )
        _become(part, key, incarnation, "" if keep_letter else letter)
        sync_file(part)
        there = _taken(folder, proven.shop_id) or (folder / ATTACHMENTS).exists()
        aside = _set_aside(folder, key) if there else None
        sync_folder(folder)
        _name_files(folder)
        write_slots(folder, proven.slots)
        remove_companions(folder / FILE_NAME)
        if not keep_letter:
            at = datetime.now(UTC)
            taken = backup_place.Taken(proven.shop_id, letter, incarnation, at)
            backup_place.take_letter(path.parent, taken, key)
        publish(part, folder / FILE_NAME)
    except OSError as error:
        _give_up(part, folder, aside)
        raise file_trouble(error, folder) from error
    except BaseException:
        _give_up(part, folder, aside)
        raise
    progress.step(100, 100)
    return Restored(proven, letter, aside, lost)


def _bring_files(
    path: Path, manifest: Manifest, key: FileKey, folder: Path, progress: Progress, *, strict: bool
) -> int:
    """Bring the photos and files into a folder that is none yet; returns how many were not sound."""
    shutil.rmtree(folder / _FILES_PART, ignore_errors=True)  # of a restore that was cut off
    carried = backup.listed(path, manifest, key)
    if carried is None:
        return 0
    source = backup_files.at_place(path.parent, manifest.shop_id, key)
    target = Vault(folder, key, name=_FILES_PART)
    lost = backup_files.bring(source, target, carried, progress=progress)
    if lost and strict:
        backup_files.distrust(source, lost)
        raise Refused("backup.unverified", what="attachments", name=manifest.file)
    return len(lost)


def _name_files(folder: Path) -> None:
    """Give the photos and files that were brought their folder's name."""
    if (folder / _FILES_PART).exists():
        (folder / _FILES_PART).rename(folder / ATTACHMENTS)
        sync_folder(folder)


def _give_up(part: Path, folder: Path, aside: Path | None) -> None:
    """After a restore that failed: no half file, and the former shop in its place again."""
    remove_with_companions(part)
    shutil.rmtree(folder / _FILES_PART, ignore_errors=True)
    if aside is None:  # perhaps in the midst of it: another program held one of the files
        with contextlib.suppress(OSError):  # what does not move now is put back by the next start
            put_back(folder)
        return
    if (folder / FILE_NAME).exists():
        return
    shutil.rmtree(
        folder / ATTACHMENTS, ignore_errors=True
    )  # the restored ones; the former lie aside
    if (aside / SLOTS_NAME).exists():
        shutil.copy2(aside / SLOTS_NAME, folder / SLOTS_NAME)
    aside.rename(aside.with_name(aside.name + PART_SUFFIX))
    put_back(folder)


def _set_aside(folder: Path, key: FileKey) -> Path:
    """Move the shop that lies here into a folder of its own, key slots beside it; returns where."""
    if (folder / FILE_NAME).exists():
        _settle(folder / FILE_NAME, key)
    stamp = f"{ASIDE}{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    whole, half = folder / stamp, folder / (stamp + PART_SUFFIX)
    half.mkdir(mode=0o700)
    for extra in [*sorted(folder.glob("*.key")), folder / SLOTS_NAME, beside(folder)]:
        if extra.exists():
            shutil.copy2(extra, half / extra.name)
            sync_file(half / extra.name)
    for name in MOVED:
        if (folder / name).exists():
            (folder / name).rename(half / name)
    sync_folder(half)
    half.rename(whole)
    return whole


def _settle(path: Path, key: FileKey) -> None:
    """Bring the log into the file, so that the file stands alone. Only a file that reads well is opened for it:

    SQLite takes the log of a damaged or a stranger's file for rubbish when it closes.
    """
    try:
        _letters_in(path, key)
    except Environment:
        return
    with translated():
        connection = connect(path, key)
        try:
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            connection.close()
    if busy:
        raise Environment("store.busy")


def _next_letter(part: Path, key: FileKey, place: Path, folder: Path, manifest: Manifest) -> str:
    """The letter after all that this shop is known to have used: in the backup, beside it, and here."""
    used = _letters_in(part, key) | backup_place.letters_taken(place, manifest.shop_id, key)
    for former in (folder / FILE_NAME, *folder.glob(f"{ASIDE}*/{FILE_NAME}")):
        if not former.exists():
            continue
        try:
            used |= _letters_in(former, key)
        except Environment:
            continue  # another shop's, or damaged: no number of ours can be read from it
    letter = next_letter(used)
    if not letter:
        raise Refused("restore.no_letter")
    return letter


def _letters_in(path: Path, key: FileKey) -> set[str]:
    with translated():
        connection = connect(path, key, read_only=True)
        try:
            return backup_facts.letters(connection)
        finally:
            connection.close()


def _taken(folder: Path, shop_id: str) -> bool:
    """Whether a shop lies here, or another shop's key slots: without them that shop is locked for good."""
    if (folder / FILE_NAME).exists():
        return True
    try:
        return read_slots(folder).shop_id != shop_id
    except Refused:
        return False


def _copy(source: Path, part: Path, sha256: str, progress: Progress) -> None:
    """Copy, and read back what was written."""
    total = max(source.stat().st_size, 1)
    with source.open("rb") as reader, part.open("xb") as writer:
        part.chmod(0o600)
        done = 0
        while chunk := reader.read(_CHUNK):
            writer.write(chunk)
            done += len(chunk)
            progress.step(min(done, total), total)
    with part.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise Refused("backup.unverified", what="digest", name=source.name)


def _become(part: Path, key: FileKey, incarnation: str, letter: str) -> None:
    with translated():
        connection = connect(part, key)
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE desk SET incarnation=?", (incarnation,))
            if letter:
                connection.execute("UPDATE desk SET letter=?", (letter,))
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
    remove_companions(part)
