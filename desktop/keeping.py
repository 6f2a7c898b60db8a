"""Backup and check of the open shop, for the window: its own connections, so that selling goes on."""

from pathlib import Path
from typing import TYPE_CHECKING

from models.base.ports import Progress
from models.kernel import Kernel
from models.services import desk
from views.keeping import BackupMade

if TYPE_CHECKING:
    from models.services.check import Report


class ShopKeeping:
    """Fulfils views.keeping.Keeping for one kernel."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def backup(self, target: Path, progress: Progress) -> BackupMade:
        """Back up, verify, note it in the shop."""
        # Imported here, as the check below: a window starts without them.
        from models.store import backup

        store = self._kernel.store
        made = backup.make(store.folder, store.key, target, progress=progress)
        counts = backup.verify(made, store.key).manifest.counts
        self._kernel.run(desk.note_backup, str(target))
        return BackupMade(
            place=str(target),
            members=counts["member"],
            jobs=counts["job"],
            bills=counts["bill"],
        )

    def check(self, progress: Progress) -> "Report":
        """Check every invariant on a connection of its own."""
        from models.services import check

        beside = Kernel(self._kernel.store, actor=self._kernel.actor, around=self._kernel.around)
        try:
            return beside.ask(check.check, progress=progress)
        finally:
            beside.give_back()
