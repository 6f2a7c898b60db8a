"""Puts the window together: crash net, lock, key, kernel, workers, shell. Knows how, never what a screen shows."""

import gc
import logging
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from desktop import log, opening, pages, paths
from desktop.crash import CrashNet
from desktop.garbage import UiCollector
from desktop.instance import FolderLock
from desktop.keeping import ShopKeeping
from desktop.machine import WARNINGS, where_it_must_not_lie
from desktop.version import VERSION
from models.base.errors import Refused, Trouble
from models.kernel import Kernel
from models.services import desk, shop
from models.services.desk import DeskState
from models.services.search import Target, by_code
from models.store.engine import FileKey
from views import places, sayings, texts, theme
from views.notices import Notices
from views.scanner import Scanner
from views.search_box import SearchBox
from views.shell import Shell
from views.tasks import Tasks
from views.texts import t

if TYPE_CHECKING:  # printing is made ready once the window stands
    from views.printers import PrinterPort
    from views.printing import PrinterState, Printing

SCALES = {100: "standard", 125: "large", 150: "extra"}
BACKUP_CALM = timedelta(days=3)
LATER_MS = 2000
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
        values = kernel.ask(shop.settings)
        _dress(values)
        self.notices = Notices(self.zone)
        self.tasks = Tasks(kernel, self.notices)
        self.shell = Shell(self.tasks, self.notices, clock=kernel.around.clock.now)
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
        self.shell.top.show_user(kernel.actor.name, t("settings.people.owner"))
        pages.register(self.shell, ShopKeeping(kernel))
        self._add_acts()
        self.tasks.changed.connect(self._changed)
        self.shell.fix.connect(self._fix)
        texts.on_language(self._retell)
        self.scanner: Scanner | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._get_ready)

    def show(self, *, maximised: bool = False) -> None:
        """Show the window on Today, the search box ready."""
        self.shell.go(places.TODAY)
        if maximised:
            self.shell.showMaximized()
        else:
            self.shell.show()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.scanner = Scanner(app)
        self.scanner.scanned.connect(self._scanned)
        self._ask_state()
        self._later.start(LATER_MS)

    def _get_ready(self) -> None:
        """What the first paper needs, once the window stands and nobody waits for it."""
        from views import printing

        self.printing = printing.of(self.tasks, self.notices)
        self.printing.state_changed.connect(self._show_printer)
        self._show_printer(self.printing.state)

    def close(self) -> None:
        """Finish what is under way and let go of the shop."""
        texts.forget_listeners()
        self._later.stop()
        if self.scanner is not None:
            self.scanner.rest()
        self.tasks.close(self.kernel.close)
        self.shell.close()

    def _add_acts(self) -> None:
        add = self.shell.add_act
        add("new_job", "window.new_job", ("F2",), self._new_job)
        add("new_member", "window.new_member", ("F3",), self._new_member)
        add("checkout", "window.checkout", ("F4",), self._checkout)

    def _new_job(self) -> None:
        page = self.shell.page()
        member_id = getattr(page, "member_id", None) if page is not None else None
        self.shell.go(places.JOB_FORM, places.NewJob(member_id=member_id))

    def _new_member(self) -> None:
        self.shell.go(places.MEMBER_FORM, places.NewMember(typed=self.search.take_typed()))

    def _checkout(self) -> None:
        page = self.shell.page()
        job_id = getattr(page, "job_id", None)
        member_id = getattr(page, "member_id", None)
        self.shell.go(places.CHECKOUT, places.Till(job_id=job_id, member_id=member_id))

    def _scanned(self, text: str) -> None:
        page = self.shell.page()
        takes = getattr(page, "take_scan", None)
        if takes is not None and takes(text):
            return
        self.tasks.ask(by_code, text, slot="scan", done=self._found, refused=self._unknown_scan)

    def _found(self, target: Target) -> None:
        places.go_to_found(self.shell, target.kind, target.id)

    def _unknown_scan(self, refused: Refused) -> None:
        self.notices.trouble(refused)

    def _changed(self, kinds: frozenset[str]) -> None:
        if kinds & {"settings"}:
            self.tasks.ask(shop.settings, slot="window.settings", done=_dress)
        if kinds & {"desk", "shop"}:
            self._ask_state()

    def _ask_state(self) -> None:
        self.tasks.ask(desk.state, slot="window.state", done=self._show_state)

    def _show_state(self, state: DeskState) -> None:
        self._state = state
        now = self.kernel.around.clock.now()
        at = state.last_backup_at
        if at is None:
            words, trouble = t("shell.status.backup_none"), not self.kernel.store.shop.demo
        elif now - at > BACKUP_CALM:
            words, trouble = t("shell.status.backup_days", days=(now - at).days), True
        else:
            words = t("shell.status.backup", time=sayings.moment(at, self.zone, now))
            trouble = False
        self.shell.top.show_state("backup", words, trouble=trouble)

    def _show_printer(self, state: "PrinterState") -> None:
        self.shell.top.show_state("printer", state.words(), trouble=False)

    _state: DeskState | None = None

    def _retell(self) -> None:
        self.shell.top.show_user(self.kernel.actor.name, t("settings.people.owner"))
        if self._state is not None:
            self._show_state(self._state)
        if self.printing is not None:
            self._show_printer(self.printing.state)

    def _fix(self, slot: str) -> None:
        self.shell.go(places.SETTINGS, {"backup": "keeping", "printer": "paper"}[slot])

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
        reason = where_it_must_not_lie(folder)
        if reason:
            raise Refused(reason, name=folder.name)
        if opening.exists(folder):
            lock.take()
        kernel = _opened(folder)
        if kernel is None:
            return 0
        if lock.free:
            lock.take()
    except Trouble as trouble:
        return _say_and_leave(app, trouble)
    window = Window(kernel, net)
    window.show(maximised=os.environ.get("QT_QPA_PLATFORM") != "offscreen")
    logger.info("ready in %.0f ms", (time.perf_counter() - began) * 1000)
    for warning in WARNINGS:
        logger.warning("%s", warning)
    if BENCH_START in os.environ:
        window.shell.focus_search()
        QTimer.singleShot(0, _say_ready)
    # What stands now stays as long as the window: a collection need not look at it and takes a tenth of the time.
    gc.freeze()
    code = app.exec()
    window.close()
    lock.give_back()
    logger.info("end")
    logging.shutdown()
    return code


def _say_ready() -> None:
    """For the bench: the first turn of the event loop is over, the search box takes letters."""
    print("ready", flush=True)
    app = QApplication.instance()
    if app is not None:
        app.quit()


def _opened(folder: Path) -> Kernel | None:
    """Open the shop by demo key, keyring or passphrase; or found it. None where the user went away."""
    if not opening.exists(folder):
        return _found_by_hand(folder)
    from desktop.secrets import Keyring

    key = opening.demo_key(folder) or opening.remembered_key(folder, Keyring())
    if key is None:
        key = _unlocked_by_hand(folder)
    return None if key is None else opening.open_shop(folder, key)


def _found_by_hand(folder: Path) -> Kernel | None:
    from desktop.founding import found_by_hand

    return found_by_hand(folder)


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


def _say_and_leave(app: QApplication, trouble: Trouble) -> int:
    """The shop cannot be opened: one sentence in one small window, and the exit code 1."""
    from PySide6.QtWidgets import QMessageBox

    words = sayings.explain(trouble, zone=ZoneInfo("Asia/Shanghai"), now=datetime.now(UTC))
    print(words, file=sys.stderr)
    if app.platformName() != "offscreen":
        QMessageBox.warning(None, t("shell.product"), words)
    return 1
