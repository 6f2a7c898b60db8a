"""Puts the window together: crash net, lock, key, kernel, workers, shell. Knows how, never what a screen shows."""

import gc
import logging
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QObject, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from desktop import log, opening, pages, paths
from desktop.beside import BesideKernel
from desktop.crash import CrashNet
from desktop.garbage import UiCollector
from desktop.guard import Guard
from desktop.instance import FolderLock
from desktop.machine import notes, where_it_must_not_lie
from desktop.version import VERSION
from desktop.window_keys import WindowKeys
from models.base.errors import Refused, Trouble
from models.base.rights import Actor
from models.kernel import Kernel
from models.services import desk, shop
from models.services.desk import DeskState
from models.session import Session
from models.store import aside
from models.store.engine import FileKey
from views import clock, places, sayings, texts, theme
from views.notices import Notices
from views.scanner import Scanner
from views.search_box import SearchBox
from views.shell import Shell
from views.tasks import Tasks
from views.texts import t

if TYPE_CHECKING:  # printing, backups and the search are made ready once the window stands
    from desktop.backups import Backups
    from desktop.backups_closing import Closing
    from desktop.keeping import ShopKeeping
    from desktop.programme_days import ProgrammeDays
    from desktop.sweeping import Sweeping
    from models.services.search import Target
    from views.printers import PrinterPort
    from views.printing import PrinterState, Printing

SCALES = {100: "standard", 125: "large", 150: "extra"}
SOON_MS, LATER_MS = 40, 2000
CLOCK_SLACK = timedelta(minutes=10)
EVERYTHING = frozenset(
    ("backups", "bills", "desk", "jobs", "members", "prices", "settings", "shop", "staff")
)
"""The kinds of rows that screens hear of, when another person sits down."""
RESTORABLE = (
    "shop.damaged",
    "shop.altered",
    "shop.empty_file",
    "key.slots_missing",
    "key.slots_damaged",
)
"""What a backup would mend."""
BENCH_START = "LINLI_BENCH_START"


class Window(QObject):
    """The shell and everything it needs of this computer, for one open shop."""

    def __init__(
        self,
        kernel: Kernel,
        net: CrashNet | None = None,
        *,
        printers: "PrinterPort | None" = None,
    ) -> None:
        super().__init__()
        self.kernel = kernel
        self.collector = UiCollector(self)
        self.zone = ZoneInfo(kernel.store.shop.zone)
        clock.follow(kernel.around.clock)
        values = kernel.ask(shop.settings)
        _dress(values)
        self.notices = Notices(self.zone)
        self.tasks = Tasks(kernel, self.notices)
        self.shell = Shell(self.tasks, self.notices)
        self.shell.setWindowIcon(QIcon(theme.icon("logo", side=32)))
        self.net = net
        if net is not None:
            net.told = self._say_crash
            self.tasks.bug = self._bug
        self.printing: Printing | None = None
        if printers is not None:
            from views import printing

            self.printing = printing.Printing(self.tasks, self.notices, port=printers)
        self.search = SearchBox(self.shell)
        self.shell.set_search(self.search)
        self.shell.set_shop(kernel.store.shop.name)
        self.session = Session(kernel)
        self.guard = Guard(self.shell, self.tasks, self.session, shop=kernel.store.shop.name)
        self.guard.entered.connect(self._entered)
        self._last_actor = kernel.actor.id
        self.guard.by_passphrase = self._ask_passphrase
        self.guard.set_idle(int(values["idle_lock_minutes"]))
        self._show_user()
        self._sweeping: Sweeping | None = None
        self._days: ProgrammeDays | None = None
        self.wishes_restore = False
        """The user agreed to close the window and restore a backup."""
        pages.register(
            self.shell,
            lambda: self.keeping,
            self.session,
            WindowKeys(kernel),
            BesideKernel(kernel),
        )
        self._add_acts()
        self.tasks.changed.connect(self._changed)
        self.shell.fix.connect(self._fix)
        texts.on_language(self._retell)
        self.scanner: Scanner | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._get_ready)

    @cached_property
    def keeping(self) -> "ShopKeeping":
        """Backup, drill and restore of this shop."""
        from desktop.keeping import ShopKeeping

        keeping = ShopKeeping(self.kernel)
        keeping.wish_restore = self._restore
        return keeping

    @cached_property
    def backups(self) -> "Backups":
        """The light, and what happens to backups by itself."""
        from desktop.backups import Backups

        return Backups(
            self.kernel, self.tasks, self.notices, top=self.shell.top, keeping=self.keeping
        )

    @cached_property
    def closing(self) -> "Closing":
        """What stands before the window's close."""
        from desktop.backups_closing import Closing

        return Closing(self.shell, self.kernel, self.tasks, self.backups)

    def show(self, *, maximised: bool = False) -> None:
        """Show the window on Today, the search box ready; or the sign-in where somebody has to sign in first."""
        if not self.kernel.actor.level:
            self.guard.open(self.session.accounts())
            return
        self.shell.go(places.TODAY)
        if maximised:
            self.shell.showMaximized()
        else:
            self.shell.show()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if self.scanner is None:
            self.guard.watch()
            self.scanner = Scanner(app)
            self.scanner.scanned.connect(self._scanned)
        QTimer.singleShot(SOON_MS, self._look_around)
        self._later.start(LATER_MS)

    def _look_around(self) -> None:
        """The light and the clock, once the search box takes letters."""
        if self._later.isActive():
            import_module("views.search_rows")  # so that the first letter does not wait for it
            self.backups.refresh()
            self.closing.watch()
            self.tasks.ask(desk.state, slot="window.clock", done=self._look_at_clock)

    def _look_at_clock(self, state: DeskState) -> None:
        """A clock set back is said at once: what is sold would stand before what was sold already."""
        now = self.kernel.around.clock.now()
        if state.latest_at is not None and state.latest_at - now > CLOCK_SLACK:
            newest = sayings.moment(state.latest_at, self.zone, state.latest_at)
            shown = sayings.moment(now, self.zone, state.latest_at)
            self.notices.say(t("window.clock_behind", shown=shown, newest=newest), tone="error")

    def _entered(self, actor: Actor) -> None:
        """Somebody sits down: what is shown is read again, as this person may."""
        if self._last_actor not in ("", actor.id):  # Ctrl+Z is not for what another person did
            self.notices.forget()
        self._last_actor = actor.id
        self._show_user()
        if self.shell.page() is None:
            self.show(maximised=bool(self.shell.windowState() & Qt.WindowState.WindowMaximized))
            return
        self.tasks.changed.emit(EVERYTHING)

    def _ask_passphrase(self, proved: Callable[[], None]) -> None:
        """The owner has forgotten the PIN: the passphrase or the paper key lets in as well."""
        from desktop.founding import ask_owner

        ask_owner(self.kernel.store.folder, self.kernel.store.key, proved)

    def _show_user(self) -> None:
        actor = self.kernel.actor
        self.shell.top.show_user(actor.name, t(f"sign_in.level.{actor.level.name.lower()}"))

    def _get_ready(self) -> None:
        """What the first paper needs, once the window stands and nobody waits for it."""
        from views import printing

        self.printing = printing.of(self.tasks, self.notices)
        self.printing.state_changed.connect(self._show_printer)
        self._show_printer(self.printing.state)
        self.backups.begin()
        if self._sweeping is None:
            from desktop.sweeping import Sweeping

            self._sweeping = Sweeping(self.tasks)
            self._sweeping.begin()
            from desktop.programme_days import ProgrammeDays

            self._days = ProgrammeDays(self.tasks, self.notices)
            self._days.begin()

    def close(self) -> None:
        """Finish what is under way and let go of the shop."""
        texts.forget_listeners()
        self._later.stop()
        if self.scanner is not None:
            self.scanner.rest()
        self.guard.finish()
        self.backups.finish()
        if self._sweeping is not None:
            self._sweeping.finish()
        if self._days is not None:
            self._days.finish()
        self.closing.let_go()
        self.tasks.close(self.kernel.close)
        self.shell.close()

    def say_ready(self) -> None:
        """For bench and installer: the first turn of the event loop is over, the search box takes letters."""
        if os.environ[BENCH_START].endswith(".png"):
            self.shell.grab().save(os.environ[BENCH_START])
        print("ready", flush=True)
        QApplication.quit()

    def _add_acts(self) -> None:
        add = self.shell.add_act
        add("new_job", "window.new_job", ("F2",), self._new_job)
        add("new_member", "window.new_member", ("F3",), self._new_member)
        add("checkout", "window.checkout", ("F4",), self._checkout)
        add("enquiry", "window.enquiry", ("F7",), self._enquiry)
        add("lock", "sign_in.lock", ("F12",), self.guard.lock, bar=False)

    def _new_job(self) -> None:
        page = self.shell.page()
        member_id = getattr(page, "member_id", None) if page is not None else None
        self.shell.go(places.JOB_FORM, places.NewJob(member_id=member_id))

    def _enquiry(self) -> None:
        member_id = getattr(self.shell.page(), "member_id", None)
        self.shell.go(places.ENQUIRIES, places.NewEnquiry(member_id=member_id))

    def _new_member(self) -> None:
        self.shell.go(places.MEMBER_FORM, places.NewMember(typed=self.search.take_typed()))

    def _checkout(self) -> None:
        page = self.shell.page()
        job_id = getattr(page, "job_id", None)
        member_id = getattr(page, "member_id", None)
        self.shell.go(places.CHECKOUT, places.Till(job_id=job_id, member_id=member_id))

    def _scanned(self, text: str) -> None:
        if self.guard.locked:
            return
        page = self.shell.page()
        takes = getattr(page, "take_scan", None)
        if takes is not None and takes(text):
            return
        from models.services.search import by_code

        self.tasks.ask(by_code, text, slot="scan", done=self._found, refused=self._unknown_scan)

    def _found(self, target: "Target") -> None:
        places.go_to_found(self.shell, target.kind, target.id)

    def _unknown_scan(self, refused: Refused) -> None:
        self.notices.trouble(refused)

    def _changed(self, kinds: frozenset[str]) -> None:
        if kinds & {"settings"}:
            self.tasks.ask(shop.settings, slot="window.settings", done=self._settle)

    def _settle(self, values: dict[str, Any]) -> None:
        _dress(values)
        self.guard.set_idle(int(values["idle_lock_minutes"]))

    def _show_printer(self, state: "PrinterState") -> None:
        self.shell.top.show_state("printer", state.words(), trouble=False)

    def _retell(self) -> None:
        self._show_user()
        self.backups.retell()
        if self.printing is not None:
            self._show_printer(self.printing.state)

    def _fix(self, slot: str) -> None:
        self.shell.go(places.SETTINGS, {"backup": "keeping", "printer": "paper"}[slot])

    def _restore(self) -> None:
        self.wishes_restore = True
        self.closing.let_go()

    def _bug(self, error: BaseException) -> None:
        if self.net is not None:
            self.net.catch(error)

    def _say_crash(self, path: Path) -> None:
        QTimer.singleShot(0, self.shell, lambda: self._tell_crash(path))

    def _tell_crash(self, path: Path) -> None:
        self.notices.say(t("window.crash", name=path.name), tone="error")


def open_window(folder: Path) -> int:
    """Open the window on the shop in ``folder``; found one first where there is none. Returns the exit code."""
    began = time.perf_counter()
    net = CrashNet(paths.logs(), VERSION)
    net.spread()
    logger = log.begin(paths.logs())
    logger.info("start %s", VERSION)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("LinLi Desk")
    theme.current().start()
    texts.set_language(_system_language())
    lock = FolderLock(folder)
    try:
        try:
            kernel = _let_in(folder, lock)
        except Trouble as trouble:
            kernel = _restored_after(app, trouble, folder, lock)
            if kernel is None:
                return 1
        return 0 if kernel is None else _work(app, kernel, net, lock, began=began)
    finally:
        lock.give_back()
        logger.info("end")
        logging.shutdown()
        net.fold()


def _let_in(folder: Path, lock: FolderLock) -> Kernel | None:
    """Lock, mend what a power cut left, open. None where the user went away."""
    reason = where_it_must_not_lie(folder)
    if reason:
        raise Refused(reason, name=folder.name)
    if opening.exists(folder):
        lock.take()
        aside.put_back(folder)
    kernel = _opened(folder, lock)
    if kernel is not None and lock.free:
        lock.take()
    return kernel


def _work(
    app: QApplication, opened: Kernel, net: CrashNet, lock: FolderLock, *, began: float
) -> int:
    """The window until it is closed; once more on what a restore brought, where one was wished for."""
    logger, code = logging.getLogger(log.NAME), 0
    kernel: Kernel | None = opened
    while kernel is not None:
        window = Window(kernel, net)
        window.show(maximised=os.environ.get("QT_QPA_PLATFORM") != "offscreen")
        logger.info("ready in %.0f ms", (time.perf_counter() - began) * 1000)
        for note in notes(kernel.store, clock.now()):
            logger.warning("%s", note)
            window.notices.say(note, tone="warning")
        if BENCH_START in os.environ:
            window.shell.focus_search()
            QTimer.singleShot(0, window.say_ready)
        # What stands now stays as long as the window: a collection then takes a tenth of the time.
        gc.freeze()
        code = app.exec()
        window.close()
        store = kernel.store
        kernel = _restored_on_wish(store.folder, lock, store.key) if window.wishes_restore else None
    return code


def _restored_on_wish(folder: Path, lock: FolderLock, key: FileKey) -> Kernel:
    """The window closed for a restore: go through it, and open what lies there then, restored or not."""
    from desktop.restoring_window import restore_by_hand

    return opening.open_shop(folder, restore_by_hand(folder, lock) or key)


def _restored_after(
    app: QApplication, trouble: Trouble, folder: Path, lock: FolderLock
) -> Kernel | None:
    """The shop cannot be opened. Where a backup would help it is offered; None where the user went away."""
    if trouble.code not in RESTORABLE or not _say_and_offer(app, trouble):
        if trouble.code not in RESTORABLE:
            _say_and_leave(app, trouble)
        return None
    from desktop.restoring_window import restored_kernel

    return restored_kernel(folder, lock)


def _opened(folder: Path, lock: FolderLock) -> Kernel | None:
    """Open the shop by demo key, keyring or passphrase; or found it. None where the user went away."""
    if not opening.exists(folder):
        return _found_by_hand(folder, lock)
    from desktop.secrets import Keyring

    key = opening.demo_key(folder) or opening.remembered_key(folder, Keyring())
    if key is None:
        key = _unlocked_by_hand(folder)
    return None if key is None else opening.open_shop(folder, key)


def _found_by_hand(folder: Path, lock: FolderLock) -> Kernel | None:
    from desktop.founding import found_by_hand

    return found_by_hand(folder, lock)


def _unlocked_by_hand(folder: Path) -> FileKey | None:
    from desktop.founding import unlock_by_hand

    return unlock_by_hand(folder)


def _dress(values: dict[str, Any]) -> None:
    """Let the window look and speak as the settings say."""
    if values["language"] != texts.language():
        texts.set_language(values["language"])
    look = theme.current()
    if look.mode != values["theme"]:
        look.set_mode(values["theme"])
    scale = SCALES[values["text_size"]]
    if look.scale != scale:
        look.set_scale(scale)  # type: ignore[arg-type]
    look.set_still(not values["motion"])


def _system_language() -> str:
    return "zh" if QLocale.system().language() == QLocale.Language.Chinese else "en"


def _say_and_offer(app: QApplication, trouble: Trouble) -> bool:
    """The same sentence, and whether the user wants to restore a backup."""
    from PySide6.QtWidgets import QMessageBox

    words = sayings.explain(trouble, zone=ZoneInfo("Asia/Shanghai"), now=datetime.now(UTC))
    print(words, file=sys.stderr)
    if app.platformName() == "offscreen":
        return False
    box = QMessageBox(QMessageBox.Icon.Warning, t("shell.product"), words)
    go = box.addButton(t("backups.act.restore"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(
        box.addButton(t("backups.restore.ask_stay"), QMessageBox.ButtonRole.RejectRole)
    )
    box.exec()
    return box.clickedButton() is go


def _say_and_leave(app: QApplication, trouble: Trouble) -> int:
    """The shop cannot be opened: one sentence in one small window, and the exit code 1."""
    from PySide6.QtWidgets import QMessageBox

    words = sayings.explain(trouble, zone=ZoneInfo("Asia/Shanghai"), now=datetime.now(UTC))
    print(words, file=sys.stderr)
    if app.platformName() != "offscreen":
        QMessageBox.warning(None, t("shell.product"), words)
    return 1
