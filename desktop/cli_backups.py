"""Commands on backups: make one, list and prove them, drill, restore."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from desktop import opening, restoring
from desktop.cli_out import Line, Out, fit, opened, passphrase
from desktop.cli_words import Asked
from desktop.instance import LOCK_NAME, FolderLock
from desktop.keeping import ShopKeeping
from models.base.errors import Refused
from models.base.ports import Progress
from models.kernel import Kernel
from models.services import backups
from models.store import backup, backup_place, gate, keys
from models.store.aside import ASIDE, ATTACHMENTS
from models.store.backup import MANIFEST_SUFFIX
from models.store.restoring import Restored
from views import sayings
from views.keeping import Generation
from views.texts import t

_LEFT = (LOCK_NAME, keys.SLOTS_NAME, gate.BACKUPS_FOLDER, ATTACHMENTS)
"""What may lie beside a shop, or be left where one was."""


def back_up(asked: Asked, out: Out) -> int:
    """Back up beside an open window; done is said only after the copy was verified."""
    if asked.folder.exists() and not asked.folder.is_dir():
        raise Refused("shop.not_a_folder", name=asked.folder.name)
    with opened(asked, out) as kernel:
        line = Line(out, t("cli.backup.progress"))
        made = ShopKeeping(kernel).backup(asked.folder, line)
    manifest = asked.folder / (made.file + MANIFEST_SUFFIX)
    out.done(
        {"manifest": str(manifest), **asdict(made)},
        t("cli.backup.done", members=made.members, jobs=made.jobs, bills=made.bills),
        *([t("cli.backup.files", count=made.files)] if made.files else []),
        *([t("attachments.said.lacking", count=lack)] if (lack := made.files_lacking) else []),
        str(manifest),
    )
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A generation as the list tells it. ``sound``: None where this shop's key does not fit it.

    ``anchored``: whether the present journal still holds the head that this copy knows; None for another desk's.
    """

    file: str
    made_at: datetime
    shop: str
    members: int
    jobs: int
    bills: int
    size: int
    ours: bool
    sound: bool | None
    code: str
    anchored: bool | None


def list_backups(asked: Asked, out: Out) -> int:
    """List the backups in a folder and prove each that is this shop's; exits 1 where one is bad."""
    if not asked.folder.is_dir():
        raise Refused("shop.not_a_folder", name=asked.folder.name)
    if opening.exists(asked.shop):
        with opened(asked, out) as kernel:
            line = Line(out, t("cli.backups.progress"))
            rows = [
                _proved(kernel, one, line) for one in ShopKeeping(kernel).generations(asked.folder)
            ]
    else:  # a bare PC: nothing to prove with, but what lies there can be said
        rows = [_stranger(one) for one in backup_place.generations(asked.folder, None)]
    if not rows:
        raise Refused("backup.none", name=asked.folder.name)
    out.done(
        {"place": str(asked.folder), "generations": [asdict(row) for row in rows]},
        *(_listed_line(row, out) for row in rows),
    )
    return 1 if any(row.sound is False for row in rows) else 0


def _proved(kernel: Kernel, one: Generation, line: Progress) -> Listed:
    sound, code = None, ""
    if one.ours:
        try:
            sound = ShopKeeping(kernel).verify(one.path, line) is not None
        except Refused as refused:
            sound, code = False, refused.code
    return Listed(
        file=one.file,
        made_at=one.made_at,
        shop=one.shop_name,
        members=one.members,
        jobs=one.jobs,
        bills=one.bills,
        size=one.size,
        ours=one.ours,
        sound=sound,
        code=code,
        anchored=_anchored(kernel, one.path) if sound else None,
    )


def _anchored(kernel: Kernel, path: Path) -> bool | None:
    manifest, _ = backup.read_manifest(path)
    if manifest.node != kernel.store.desk.node:
        return None
    return bool(kernel.ask(backups.hash_at, manifest.position) == manifest.head)


def _stranger(one: backup_place.Generation) -> Listed:
    counts = one.manifest.counts
    return Listed(
        file=one.manifest.file,
        made_at=one.manifest.made_at,
        shop=one.manifest.shop_name,
        members=counts.get("member", 0),
        jobs=counts.get("job", 0),
        bills=counts.get("bill", 0),
        size=one.manifest.size,
        ours=False,
        sound=None,
        code="" if one.present else "backup.missing",
        anchored=None,
    )


def _listed_line(row: Listed, out: Out) -> str:
    state = {True: "sound", False: "bad", None: "unknown"}[row.sound]
    if row.sound and row.anchored is False:
        state = "other_line"
    return t(
        "cli.backups.row",
        at=sayings.moment(row.made_at, out.zone, out.now),
        shop=row.shop,
        members=row.members,
        jobs=row.jobs,
        bills=row.bills,
        state=t(f"cli.backups.{state}"),
        file=row.file,
    )


def drill(asked: Asked, out: Out) -> int:
    """Restore the newest copy in a folder, or in the places kept, on trial; exits 1 where it did not hold."""
    if asked.place is not None and not asked.place.is_dir():
        raise Refused("shop.not_a_folder", name=asked.place.name)
    with opened(asked, out) as kernel:
        line = Line(out, t("cli.drill.progress"))
        found = ShopKeeping(kernel).drill(line, folder=asked.place)
    made_at = sayings.moment(found.made_at, out.zone, out.now)
    if found.passed:
        counts = {"members": found.members, "jobs": found.jobs, "bills": found.bills}
        said = t("cli.drill.done", at=made_at, **counts)
    elif found.sound_at is not None:
        older = sayings.moment(found.sound_at, out.zone, out.now)
        said = t("cli.drill.older", at=made_at, older=older)
    else:
        said = t("cli.drill.bad" if found.damaged else "cli.drill.not_done", at=made_at)
    out.done({**asdict(found), "passed": found.passed}, said)
    return 0 if found.passed else 1


def restore(asked: Asked, out: Out) -> int:
    """Restore a backup. A shop that is there is set aside, after an explicit ``--yes``."""
    fit(asked.folder)
    manifest = _manifest(asked.backup)
    if asked.folder.exists():
        if not asked.folder.is_dir():
            raise Refused("shop.not_a_folder", name=asked.folder.name)
        if not opening.exists(asked.folder) and any(
            not _may_stay(entry.name) for entry in asked.folder.iterdir()
        ):
            raise Refused("restore.not_empty", name=asked.folder.name)
    fresh = not asked.folder.exists()
    slots = backup.read_manifest(manifest)[0].slots
    secret = passphrase(t("cli.ask.restore")) if slots.slots else ""
    paper = _is_paper_key(secret)
    key = opening.backup_key(
        manifest,
        passphrase="" if paper else secret,
        paper_key=secret if paper else "",
        demo_beside=None if slots.slots else asked.shop,
    )
    try:
        with FolderLock(asked.folder):
            found = restoring.plan(manifest, key, asked.folder)
            found.check((found.code,) if asked.yes else ())
            restored = restoring.carry_out(found, progress=Line(out, t("cli.restore.progress")))
    except BaseException:
        if fresh:
            _remove_lock(asked.folder)
        raise
    _say_restored(restored, asked.folder, out)
    return 0


def _say_restored(restored: Restored, folder: Path, out: Out) -> None:
    manifest, counts = restored.manifest, restored.manifest.counts
    made_at = sayings.moment(manifest.made_at, out.zone, out.now)
    aside = [] if restored.aside is None else [t("cli.restore.aside", place=str(restored.aside))]
    out.done(
        {
            "shop": str(folder),
            "made_at": manifest.made_at,
            "counts": counts,
            "letter": restored.letter,
            "files": manifest.files - restored.files_lost,
            "files_lost": restored.files_lost,
            "aside": None if restored.aside is None else str(restored.aside),
        },
        t("cli.restore.done", name=manifest.shop_name, at=made_at, place=str(folder)),
        t("cli.counts", members=counts["member"], jobs=counts["job"], bills=counts["bill"]),
        t("cli.restore.letter", letter=restored.letter),
        *([t("attachments.said.lost", count=lost)] if (lost := restored.files_lost) else []),
        *aside,
    )


def _may_stay(name: str) -> bool:
    return name in _LEFT or name.startswith(ASIDE)


def _manifest(path: Path) -> Path:
    """The manifest that is meant by itself, by its copy, or by the folder it lies newest in."""
    if path.is_dir():
        found = backup.find(path)
        if not found:
            raise Refused("backup.missing", name=path.name)
        return found[0]
    return (
        path if path.name.endswith(MANIFEST_SUFFIX) else path.with_name(path.name + MANIFEST_SUFFIX)
    )


def _is_paper_key(secret: str) -> bool:
    try:
        keys.paper_key_digits(secret)
    except Refused:
        return False
    return True


def _remove_lock(folder: Path) -> None:
    """Leave no folder behind where nothing was restored into it."""
    (folder / LOCK_NAME).unlink(missing_ok=True)
    if folder.exists() and not any(folder.iterdir()):
        folder.rmdir()


COMMANDS: dict[str, Callable[[Asked, Out], int]] = {
    "backup": back_up,
    "backups": list_backups,
    "drill": drill,
    "restore": restore,
}
