"""The restore wizard on this computer: sticks, keys and files on threads, the window on the UI thread."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, Qt, Signal

from desktop import opening, restoring
from desktop.backups_watch import sticks
from desktop.instance import FolderLock
from desktop.keeping_told import told_generation
from desktop.secrets import Keyring
from models.base.errors import Refused, Trouble
from models.kernel import Kernel
from models.store import backup_place, keys
from models.store.engine import FileKey
from models.store.restoring import Restored
from views.keeping import Generation
from views.screens.restore import RestoreWizard, Source
from views.screens.restore_words import Back, Cost

_DEPTH = ("", "*", "*/*")
"""How deep below a stick's root backups are looked for."""


class ShopRestorer(QObject):
    """Fulfils views.screens.restore.Restorer for one folder. ``key`` is the restored shop's, once there is one."""

    _ended = Signal(object, object)
    _moved = Signal(object, int, int)

    def __init__(
        self,
        folder: Path,
        lock: FolderLock,
        *,
        plugged: Callable[[], tuple[Path, ...]] = sticks,
    ) -> None:
        super().__init__()
        self._folder, self._lock, self._plugged = folder, lock, plugged
        self._plan: restoring.Plan | None = None
        self.key: FileKey | None = None
        self._ended.connect(self._land, Qt.ConnectionType.QueuedConnection)
        self._moved.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def look(self, done: Callable[[Sequence[Source]], None]) -> None:
        """Look on every stick."""
        self._run(self._sources, done, _silent)

    def read(
        self,
        folder: Path,
        done: Callable[[Sequence[Generation]], None],
        failed: Callable[[Trouble], None],
    ) -> None:
        """Read what lies in a folder."""
        self._run(lambda: _generations(folder), done, failed)

    def unlock(
        self,
        path: Path,
        secret: str,
        done: Callable[[Cost], None],
        failed: Callable[[Trouble], None],
    ) -> None:
        """Open the backup's slots and reckon the cost."""
        self._run(lambda: self._reckon(path, secret), done, failed)

    def restore(
        self,
        progress: Callable[[int, int], None],
        done: Callable[[Back], None],
        failed: Callable[[Trouble], None],
    ) -> None:
        """Restore; the lock of the window is taken where it is not held yet."""
        self._run(lambda: self._carry_out(progress), done, failed)

    def _sources(self) -> list[Source]:
        found = []
        for root in self._plugged():
            for folder in _with_manifests(root):
                rows = backup_place.generations(folder, None)
                if rows:
                    found.append(Source(folder, len(rows), rows[0].manifest.made_at))
        return sorted(found, key=lambda one: one.newest, reverse=True)

    def _reckon(self, path: Path, secret: str) -> Cost:
        paper = _is_paper_key(secret)
        key = opening.backup_key(
            path, passphrase="" if paper else secret, paper_key=secret if paper else ""
        )
        found = restoring.plan(path, key, self._folder)
        self._plan = found
        counts, lost = found.manifest.counts, found.loss
        return Cost(
            code=found.code,
            shop_name=found.manifest.shop_name,
            made_at=found.manifest.made_at,
            members=counts.get("member", 0),
            jobs=counts.get("job", 0),
            bills=counts.get("bill", 0),
            last_bill=found.manifest.last_bill,
            lost_members=lost.members if lost else 0,
            lost_jobs=lost.jobs if lost else 0,
            lost_bills=lost.bills if lost else 0,
            lost_last_bill=lost.last_bill if lost else "",
            days=lost.days if lost else 0,
        )

    def _carry_out(self, progress: Callable[[int, int], None]) -> Back:
        assert self._plan is not None
        if self._lock.free:
            self._lock.take()
        restored = restoring.carry_out(self._plan, progress=_Told(self._moved, progress))
        self.key = self._plan.key
        opening.remember(self._folder, self.key, Keyring())
        return _back(restored)

    def _run(
        self,
        call: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Trouble], None],
    ) -> None:
        def work() -> None:
            try:
                found = call()
            except Trouble as trouble:
                self._ended.emit(failed, trouble)
                return
            self._ended.emit(done, found)

        Thread(target=work, name="restore", daemon=True).start()

    def _land(self, call: Callable[[Any], None], found: Any) -> None:
        call(found)

    def _tell(self, call: Callable[[int, int], None], done: int, total: int) -> None:
        call(done, total)


class _Told:
    """Progress carried to the UI thread."""

    def __init__(self, signal: Any, call: Callable[[int, int], None]) -> None:
        self._signal, self._call = signal, call

    def step(self, done: int, total: int) -> None:
        """Send it."""
        self._signal.emit(self._call, done, total)


def restore_by_hand(folder: Path, lock: FolderLock) -> FileKey | None:
    """Show the wizard and wait; the key of the shop that was restored, or None where the user went away."""
    restorer = ShopRestorer(folder, lock)
    window = RestoreWizard(restorer)
    loop = QEventLoop()
    window.finished.connect(loop.quit)
    window.show()
    loop.exec()
    window.hide()
    window.deleteLater()
    return restorer.key


def restored_kernel(folder: Path, lock: FolderLock) -> Kernel | None:
    """The same, and the restored shop opened."""
    key = restore_by_hand(folder, lock)
    return None if key is None else opening.open_shop(folder, key)


def _with_manifests(root: Path) -> list[Path]:
    """Folders on a stick that hold backups; a stick that is pulled meanwhile holds none."""
    try:
        return sorted(
            {
                path.parent
                for depth in _DEPTH
                for path in root.glob(f"{depth}/linli-*.manifest.json".lstrip("/"))
            }
        )
    except OSError:
        return []


def _generations(folder: Path) -> list[Generation]:
    return [told_generation(one) for one in backup_place.generations(folder, None)]


def _back(restored: Restored) -> Back:
    counts = restored.manifest.counts
    return Back(
        shop_name=restored.manifest.shop_name,
        made_at=restored.manifest.made_at,
        members=counts.get("member", 0),
        jobs=counts.get("job", 0),
        bills=counts.get("bill", 0),
        letter=restored.letter,
        aside=restored.aside,
        files_lost=restored.files_lost,
    )


def _is_paper_key(secret: str) -> bool:
    try:
        keys.paper_key_digits(secret)
    except Refused:
        return False
    return True


def _silent(trouble: Trouble) -> None:
    """A look that failed is repeated in a moment."""
    del trouble
