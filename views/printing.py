"""Papers made, shown and printed: the bytes of one PDF are both the preview and the print.

Papers are made in the pool and live in memory. Printing comes after the commit and never holds up a sale.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from models.base.documents import JobCard
from models.base.errors import Environment, Refused
from models.base.usecase import Outcome
from models.services import erasure, papers, shop, shop_papers
from models.services.erasure import Slip
from models.services.papers import (
    AccountToPrint,
    ChangeToPrint,
    DayCloseToPrint,
    DepositToPrint,
    QuoteToPrint,
    ReceiptToPrint,
    RefundToPrint,
    RewardToPrint,
)
from views import clock
from views.notices import Notices
from views.paper.output import (
    Language,
    OfficePaper,
    RollPaper,
    Sheet,
    Shown,
    Width,
    make_card,
    make_office,
    make_promise,
    make_roll,
    make_slip,
    save,
    shown,
)
from views.printers import PrinterPort, Printers
from views.sayings import explain
from views.tasks import Tasks
from views.texts import t

JAM_MS: Final = 20_000
"""A printer that has not taken a paper by then is said to be stuck."""
LOOK_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class PrinterState:
    """What the top bar shows of the receipt printer: its name where it is there, else ``wanted``."""

    ready: bool
    name: str = ""
    wanted: str = ""

    def words(self) -> str:
        """Tell it in two words: 就绪, 没接打印机."""
        return t("shell.status.printer_ready" if self.ready else "shell.status.printer_missing")


@dataclass(frozen=True, slots=True)
class PaperSettings:
    """The settings of this desk that papers follow; an empty printer is the system's own."""

    printer: str = ""
    job_card_printer: str = ""
    receipt_width: Width = "80"
    paper_language: Language = "zh"


_OFFICE: Final = (
    papers.print_job_card,
    papers.print_quote,
    papers.print_change,
    papers.print_statement,
    erasure.print_slip,
    shop_papers.print_service_card,
    shop_papers.print_label,
    shop_papers.print_price_board,
    shop_papers.print_counter_sheet,
)
"""What does not go to the receipt printer."""


@dataclass(slots=True)
class _Errand:
    """One paper on its way: what is noted and printed, and what the clerk was told before."""

    use_case: Callable[..., Any]
    ref: str
    width: Width | None = None
    before: str = ""
    quiet: bool = False
    path: str = ""
    printer: str = ""
    went_on: bool = False
    day: date | None = None
    """The day a paper is of, where it is of one."""

    @property
    def card(self) -> bool:
        """Whether it goes to the printer of the A5 papers."""
        return self.use_case in _OFFICE


class Printing(QObject):
    """Makes and prints the papers of one window, one after another; get it with :func:`of`.

    ``state_changed(PrinterState)`` and ``settings_changed(PaperSettings)`` follow the desk;
    ``printed(ref id)`` comes when the printer took a paper, ``stuck(ref id)`` when it did not.
    """

    state_changed = Signal(object)
    settings_changed = Signal(object)
    printed = Signal(str)
    stuck = Signal(str)

    def __init__(self, tasks: Tasks, notices: Notices, *, port: PrinterPort | None = None) -> None:
        super().__init__(tasks)
        self._tasks, self._notices = tasks, notices
        self._port = port
        self.state = PrinterState(ready=False)
        self.settings = PaperSettings()
        self.printers = Printers()
        self._line: deque[_Errand] = deque()
        self._now: _Errand | None = None
        self._jam = QTimer(self)
        self._jam.setSingleShot(True)
        self._jam.setInterval(JAM_MS)
        self._jam.timeout.connect(self._jammed)
        self._pulse = QTimer(self)
        self._pulse.setInterval(LOOK_MS)
        self._pulse.timeout.connect(self.look)
        self._pulse.start()
        tasks.changed.connect(self._heard)
        self.read_settings()

    # The desk

    def read_settings(self) -> None:
        """Read the paper settings again, then look for the printer."""
        self._tasks.ask(shop.settings, slot="printing.settings", done=self._settings_read)

    def look(self) -> None:
        """Look which printers are there; ``state_changed`` follows where something is new."""
        self._tasks.pool(self._ask_port, done=self._seen)

    def choose(self, name: str, value: str) -> None:
        """Keep a paper setting (``printer``, ``receipt_width`` …) for this desk."""
        self._tasks.run(shop.set_setting, name, value)

    # Showing

    def show_receipt(
        self,
        receipt: RollPaper,
        wide: int,
        *,
        done: Callable[[Shown], Any],
        width: Width | None = None,
        copy: int = 0,
        after: Callable[[], Any] | None = None,
    ) -> None:
        """Picture the receipt, or other paper of that printer, ``wide`` device pixels across; ``done(Shown)``."""
        self._tasks.pool(
            shown, make_roll, receipt, wide,
            done=done, after=after,
            width=width or self.settings.receipt_width,
            language=self.settings.paper_language,
            copy=copy,
        )  # fmt: skip

    def show_card(self, card: JobCard, wide: int, *, done: Callable[[Shown], Any]) -> None:
        """Picture a job card, its number masked as ``papers.preview_job_card`` gives it."""
        language = self.settings.paper_language
        self._tasks.pool(shown, make_card, card, wide, done=done, language=language)

    # Printing

    def print_receipt(
        self, bill_id: str, *, width: Width | None = None, before: str = "", quiet: bool = False
    ) -> None:
        """Print the receipt of a posted bill; every later one is a copy.

        ``before`` was just said (已收 …) and is said again in front of any trouble; ``quiet`` says
        nothing where all is well.
        """
        self._errand(_Errand(papers.print_receipt, bill_id, width, before, quiet))

    def print_job_card(self, job_id: str) -> None:
        """Print a job's A5 card; its full number is a journalled reveal."""
        self._errand(_Errand(papers.print_job_card, job_id))

    def save_receipt(self, bill_id: str, path: str, *, width: Width | None = None) -> None:
        """Write the receipt's PDF to ``path``; it counts as a paper made."""
        self._errand(_Errand(papers.print_receipt, bill_id, width, path=path))

    def print_roll(
        self, use_case: Callable[..., Any], ref_id: str, *, width: Width | None = None,
        before: str = "", quiet: bool = False,
    ) -> None:  # fmt: skip
        """Print another paper of the receipt printer, noted by ``use_case``: ``papers.print_refund`` …"""
        self._errand(_Errand(use_case, ref_id, width, before, quiet))

    def save_roll(
        self, use_case: Callable[..., Any], ref_id: str, path: str, *, width: Width | None = None
    ) -> None:
        """Write such a paper's PDF to ``path``; it counts as a paper made."""
        self._errand(_Errand(use_case, ref_id, width, path=path))

    def show_slip(self, slip: Slip, wide: int, *, done: Callable[[Shown], Any]) -> None:
        """Picture the proof slip of an erasure, ``wide`` device pixels across."""
        self._tasks.pool(
            shown, make_slip, slip, wide, done=done, language=self.settings.paper_language
        )

    def print_slip(self, member_id: str) -> None:
        """Print the proof slip of an erasure on the printer of the A5 papers."""
        self._errand(_Errand(erasure.print_slip, member_id))

    def print_office(
        self, use_case: Callable[..., Any], ref_id: str = "", *, day: date | None = None
    ) -> None:
        """Print a paper of the A5 printer, noted by ``use_case``: ``shop_papers.print_label`` …"""
        self._errand(_Errand(use_case, ref_id, day=day))

    def save_office(self, use_case: Callable[..., Any], path: str, ref_id: str = "") -> None:
        """Write such a paper's PDF to ``path``; it counts as a paper made."""
        self._errand(_Errand(use_case, ref_id, path=path))

    def save_slip(self, member_id: str, path: str) -> None:
        """Write the proof slip's PDF to ``path``."""
        self._errand(_Errand(erasure.print_slip, member_id, path=path))

    # Inside

    def _ask_port(self) -> Printers:
        if self._port is None:
            from views.qt_printers import QtPrinters  # QtPrintSupport waits for the first look

            self._port = QtPrinters()
        return self._port.printers()

    def _heard(self, kinds: frozenset[str]) -> None:
        if "settings" in kinds:
            self.read_settings()

    def _settings_read(self, values: dict[str, Any]) -> None:
        self.settings = PaperSettings(
            printer=values["printer"],
            job_card_printer=values["job_card_printer"],
            receipt_width=values["receipt_width"],
            paper_language=values["paper_language"],
        )
        self.settings_changed.emit(self.settings)
        self.look()

    def _seen(self, found: Printers) -> None:
        self.printers = found
        name = self._pick(self.settings.printer)
        state = PrinterState(bool(name), name, self.settings.printer)
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)

    def _pick(self, wanted: str) -> str:
        """The printer to use, "" for none: a chosen one is never replaced by another."""
        known = self.printers
        if wanted:
            return wanted if wanted in known.names else ""
        return known.usual or (known.names[0] if known.names else "")

    def _errand(self, errand: _Errand) -> None:
        self._line.append(errand)
        if self._now is None:
            self._next()
        elif not self._jam.isActive():
            self._notices.say(t("printing.waits"), tone="warning")

    def _next(self) -> None:
        self._now = self._line.popleft() if self._line else None
        errand = self._now
        if errand is None:
            return
        self._jam.start()
        if errand.path:
            self._note()
        else:
            self._tasks.pool(
                self._ask_port,
                done=self._chosen,
                trouble=self._failed,
                after=partial(self._left, errand),
            )

    def _chosen(self, found: Printers) -> None:
        self._seen(found)
        errand = self._now
        if errand is None:
            return
        wanted = self.settings.job_card_printer if errand.card else self.settings.printer
        errand.printer = self._pick(wanted)
        errand.went_on = True
        if errand.printer:
            self._note()
        elif wanted:
            self._failed(Environment("printer.missing", name=wanted))
        else:
            self._failed(Environment("printer.none"))

    def _note(self) -> None:
        """Commit that a paper is made before it is made: a copy is never taken for the first."""
        errand = self._now
        if errand is None:
            return
        saved: dict[str, Any] = {"saved": True} if errand.path else {}
        if errand.day is not None:
            saved["day"] = errand.day
        self._tasks.run(
            errand.use_case,
            *((errand.ref,) if errand.ref else ()),
            **saved,
            done=self._noted,
            refused=self._refused,
            trouble=self._failed,
            after=partial(self._left, errand),
        )

    def _noted(self, outcome: Outcome[Any]) -> None:
        errand = self._now
        if errand is None:
            return
        errand.went_on = True
        result, language = outcome.result, self.settings.paper_language
        if isinstance(
            result,
            ReceiptToPrint
            | RefundToPrint
            | DayCloseToPrint
            | DepositToPrint
            | AccountToPrint
            | RewardToPrint,
        ):
            make: Callable[..., Sheet] = make_roll
            width = errand.width or self.settings.receipt_width
            how: dict[str, Any] = {"width": width, "language": language, "copy": result.copy}
            snapshot: Any = result.receipt if isinstance(result, ReceiptToPrint) else result.paper
        elif isinstance(result, QuoteToPrint | ChangeToPrint):
            make, snapshot = make_promise, result.paper
            how = {"language": language, "copy": result.copy}
        else:
            make = make_office if isinstance(result, OfficePaper) else make_card
            make = make_slip if isinstance(result, Slip) else make
            snapshot, how = result, {"language": language}
        self._tasks.pool(
            self._deliver, errand, make, snapshot, how,
            done=self._sent, trouble=self._failed, after=partial(self._left, errand),
        )  # fmt: skip

    def _deliver(
        self,
        errand: _Errand,
        make: Callable[..., Sheet],
        snapshot: Any,
        how: dict[str, Any],
    ) -> Sheet:
        """Make the paper and hand it over; in the pool."""
        sheet = make(snapshot, **how)
        if errand.path:
            save(sheet, errand.path)
        elif self._port is not None:
            self._port.send(sheet, errand.printer)
        return sheet

    def _sent(self, sheet: Sheet) -> None:
        errand = self._done_with()
        if errand is None:
            return
        if sheet.missing:
            signs = t("words.list_comma").join(sheet.missing)
            said = t("printing.missing_signs", signs=signs)
            self._notices.say(_after(errand, said), tone="warning")
        elif errand.path:
            self._notices.say(t("printing.saved", name=Path(errand.path).name))
        elif not errand.quiet:
            self._notices.say(t("printing.sent", number=sheet.title, printer=errand.printer))
        self.printed.emit(errand.ref)
        self._next()

    def _refused(self, refused: Refused) -> None:
        self._done_with()
        self._notices.trouble(refused)
        self._next()

    def _failed(self, trouble: Environment) -> None:
        """Say that the money is booked, what to do, and that F9 prints again."""
        errand = self._done_with()
        if errand is None:
            return
        said = explain(trouble, zone=self._notices.zone, now=clock.now())
        rest = t("printing.card_again" if errand.card else "printing.again")
        words = t("printing.trouble", said=said, rest="" if errand.path else rest)
        self._notices.say(_after(errand, words), tone="error")
        self.stuck.emit(errand.ref)
        self._next()

    def _done_with(self) -> _Errand | None:
        errand, self._now = self._now, None
        self._jam.stop()
        return errand

    def _left(self, errand: _Errand) -> None:
        """Come after every stage: where a bug ended it, the papers behind it still go on."""
        if errand is not self._now:
            return
        if not errand.went_on:
            self._done_with()
            self._next()
        errand.went_on = False

    def _jammed(self) -> None:
        errand = self._now
        if errand is None:
            return
        said = t("printing.jammed", printer=errand.printer or t("printing.the_printer"))
        self._notices.say(_after(errand, said), tone="error")
        self.stuck.emit(errand.ref)


def of(tasks: Tasks, notices: Notices) -> Printing:
    """Return the printing of a window, made when first asked; it lives as long as its tasks."""
    found = tasks.findChild(Printing)
    return found if isinstance(found, Printing) else Printing(tasks, notices)


def _after(errand: _Errand, words: str) -> str:
    """What was done, and then what became of its paper."""
    return t("printing.after", done=errand.before, words=words) if errand.before else words
