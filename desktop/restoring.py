"""Restore as a person goes through it: what will be missing is told first, and nothing happens without a yes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop import opening
from models.base.errors import Confirm, Environment, Refused
from models.base.ports import Progress
from models.rules.backups import Holding, Loss, loss
from models.store import backup, backup_facts, keys
from models.store.backup import Manifest
from models.store.engine import FILE_NAME, FileKey, connect, translated
from models.store.restoring import Restored


@dataclass(frozen=True, slots=True)
class Plan:
    """A backup, its key, and what giving way to it costs. ``loss`` is None where no shop lies in the folder.

    ``readable`` is False where the present data cannot be opened, so that nobody knows what will be missing.
    """

    path: Path
    key: FileKey
    manifest: Manifest
    folder: Path
    loss: Loss | None
    readable: bool = True

    def check(self, confirmed: tuple[str, ...] = ()) -> None:
        """Raise Confirm with what the owner has to say yes to; nothing where the folder is free.

        Codes: "restore.other_shop" | "restore.older" | "restore.replaces" | "restore.unreadable".
        """
        if self.loss is None:
            return
        code = self.code
        if code in confirmed:
            return
        values: dict[str, Any] = {
            "name": self.manifest.shop_name,
            "members": self.loss.members,
            "jobs": self.loss.jobs,
            "bills": self.loss.bills,
            "days": self.loss.days,
            "last_bill": self.loss.last_bill,
        }
        raise Confirm(code, **values)

    @property
    def code(self) -> str:
        """What the yes is for."""
        if self.loss is None:
            return ""
        if self.loss.kind == "other_shop":
            return "restore.other_shop"
        if not self.readable:
            return "restore.unreadable"
        nothing = not (
            self.loss.members or self.loss.jobs or self.loss.bills or self.loss.last_bill
        )
        return "restore.replaces" if self.loss.kind == "same" or nothing else "restore.older"


def plan(path: Path, key: FileKey, folder: Path) -> Plan:
    """Look at a backup and at what lies in ``folder`` now. Proves nothing yet; the restore itself does."""
    manifest, _ = backup.read_manifest(path)
    if not opening.exists(folder):
        return Plan(path, key, manifest, folder, None)
    if _shop_id(folder) not in ("", manifest.shop_id):
        return Plan(path, key, manifest, folder, Loss(kind="other_shop"), readable=False)
    try:
        return Plan(path, key, manifest, folder, _loss(folder, key, manifest))
    except (Environment, Refused):
        return Plan(path, key, manifest, folder, Loss(kind="forked"), readable=False)


def carry_out(found: Plan, *, progress: Progress | None = None) -> Restored:
    """Restore as planned; the present data is set aside. The window is closed and its lock is held."""
    return opening.restore(
        found.path,
        found.folder,
        key=found.key,
        set_aside=found.loss is not None,
        progress=progress,
    )


def _loss(folder: Path, key: FileKey, manifest: Manifest) -> Loss:
    present = backup_facts.holding(folder / FILE_NAME, key)
    with translated():
        connection = connect(folder / FILE_NAME, key, read_only=True)
        try:
            held = backup_facts.hash_at(connection, manifest.position)
        finally:
            connection.close()
    return loss(present, _holding(manifest), held=held)


def _holding(manifest: Manifest) -> Holding:
    counts = manifest.counts
    return Holding(
        shop_id=manifest.shop_id,
        shop_name=manifest.shop_name,
        members=counts.get("member", 0),
        jobs=counts.get("job", 0),
        bills=counts.get("bill", 0),
        last_bill=manifest.last_bill,
        last_at=manifest.last_at or manifest.made_at,
        position=manifest.position,
        head=manifest.head,
    )


def _shop_id(folder: Path) -> str:
    """Whose shop lies there, by its key slots; "" where they are gone."""
    try:
        return keys.read_slots(folder).shop_id
    except Refused:
        return ""
