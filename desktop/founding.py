"""First start and unlocking as this computer does them: slow key work on a thread, windows on the UI thread."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEventLoop, QObject, Qt, Signal

from desktop import opening
from desktop.instance import FolderLock
from desktop.secrets import Keyring
from models.base.errors import Refused
from models.base.rights import Level
from models.kernel import Kernel
from models.rules.sign_in import checked_pin
from models.session import Session
from models.store import keys
from models.store.engine import FileKey
from views import texts
from views.paper.output import Sheet
from views.screens.first_start import FirstAnswers, FirstStart
from views.screens.unlock import Unlock

if TYPE_CHECKING:
    from models.services.price_samples import SampleItem


class _Beside(QObject):
    """Runs one slow call on a thread and brings its end back to the UI thread."""

    _ended = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._done: Callable[[Any], None] | None = None
        self._refused: Callable[[Refused], None] | None = None
        self._ended.connect(self._land, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        call: Callable[[], Any],
        done: Callable[[Any], None],
        refused: Callable[[Refused], None],
    ) -> None:
        """Call; then ``done(result)`` or ``refused(trouble)``."""
        self._done, self._refused = done, refused

        def work() -> None:
            try:
                self._ended.emit(call(), None)
            except Refused as trouble:
                self._ended.emit(None, trouble)

        Thread(target=work, name="keys", daemon=True).start()

    def _land(self, result: Any, refused: Refused | None) -> None:
        if refused is not None and self._refused is not None:
            self._refused(refused)
        elif self._done is not None:
            self._done(result)


class ShopFounder:
    """Fulfils views.screens.first_start.Founder for one folder."""

    least = keys.PASSPHRASE_LEAST

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._beside = _Beside()
        self._name = ""
        self.kernel: Kernel | None = None

    def samples(self, trade: str) -> "tuple[SampleItem, ...]":
        """The example price list of a trade, in the language of the screen."""
        # Needed once in a shop's life, as what follows.
        from desktop import templates

        return templates.price_samples(trade, texts.language())

    def found(
        self,
        answers: FirstAnswers,
        done: Callable[[str], None],
        refused: Callable[[Refused], None],
    ) -> None:
        """Found the shop on a thread: Argon2 takes its time on purpose."""
        self._name = answers.details.name
        samples = self.samples(answers.trade) if answers.samples else ()
        from models.rules.programme import DEFAULT  # as the samples: once

        def make() -> opening.Founded:
            if answers.pin:
                checked_pin(answers.pin, Level.OWNER)
            founded = opening.found(
                self._folder,
                answers.details,
                trade=answers.trade,
                owner=answers.owner,
                passphrase=answers.passphrase,
                keeper=Keyring(),
                samples=samples,
                programme=DEFAULT if answers.points else None,
            )
            if answers.pin:
                Session(founded.kernel).set_pin(founded.kernel.actor.id, answers.pin)
            return founded

        def keep(founded: opening.Founded) -> None:
            self.kernel = founded.kernel
            done(founded.paper_key)

        self._beside.run(make, keep, refused)

    def print_key(self, paper_key: str) -> None:
        """Print the paper key on the system's printer."""
        # Needed once in a shop's life; imported at start it would cost everyone.
        from views.qt_printers import QtPrinters

        printers = QtPrinters()
        sheet = Sheet(self.key_pdf(paper_key), 1, roll=False, title=self._name)
        printers.send(sheet, printers.printers().usual)

    def key_pdf(self, paper_key: str) -> bytes:
        """The paper key as a PDF, in memory."""
        from views.paper import paper_key as paper

        day = datetime.now(UTC).astimezone().date()
        return paper.render(paper_key, shop=self._name, day=day, language=texts.language())


class KeySmith:
    """Fulfils views.screens.unlock.Locksmith for one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._beside = _Beside()
        self.key: FileKey | None = None

    def unlock(
        self,
        passphrase: str,
        remember: bool,
        done: Callable[[], None],
        refused: Callable[[Refused], None],
    ) -> None:
        """Try the passphrase on a thread."""

        def open_slot() -> FileKey:
            key = opening.key_by_passphrase(self._folder, passphrase)
            if remember:
                opening.remember(self._folder, key, Keyring())
            return key

        def keep(key: FileKey) -> None:
            self.key = key
            done()

        self._beside.run(open_slot, keep, refused)


def found_by_hand(folder: Path, lock: FolderLock) -> Kernel | None:
    """Show first start and wait; the open kernel, founded or restored, or None where the user went away."""
    while True:
        founder = ShopFounder(folder)
        window = FirstStart(founder)
        _wait_for(window)
        if founder.kernel is not None or not window.wants_existing:
            return founder.kernel
        from desktop.restoring_window import restored_kernel  # once in the life of a PC

        restored = restored_kernel(folder, lock)
        if restored is not None:
            return restored


def unlock_by_hand(folder: Path) -> FileKey | None:
    """Show the passphrase window and wait; the key, or None where the user went away."""
    smith = KeySmith(folder)
    _wait_for(Unlock(smith))
    return smith.key


def ask_owner(folder: Path, key: FileKey, proved: Callable[[], None]) -> None:
    """Ask for the passphrase or paper key of the shop that is open; ``proved`` where it is the right one."""
    smith = KeySmith(folder)
    window = Unlock(smith)

    def ended(opened: bool) -> None:
        window.hide()
        window.deleteLater()
        if opened and smith.key == key:
            proved()

    window.finished.connect(ended)
    window.show()


def _wait_for(window: FirstStart | Unlock) -> None:
    loop = QEventLoop()
    window.finished.connect(loop.quit)
    window.show()
    loop.exec()
    window.hide()
    window.deleteLater()
