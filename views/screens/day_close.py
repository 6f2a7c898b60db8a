"""The drawer and the day's close: begin a shift, cash in and out, count and hand over, close the day.

The close asks first: Enter never closes a day, the button names it, and what is closed stays closed.
"""

from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.base.usecase import Outcome
from models.rules.drawer import Counted
from models.services import day_close, drawer, papers
from models.services.day_close import Closed, DayState
from models.services.drawer import DrawerState, ShiftEnded
from views import clock, places, printing, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.day_close_ask import CashAsk, CloseAsk, DrawerAsk, EndAsk, OpenAsk
from views.screens.day_close_parts import DayFiguresPanel
from views.texts import t
from views.widgets.chips import Chips, Option
from views.widgets.faces import Faces
from views.widgets.paper_view import ReceiptPreview
from views.widgets.saving import ask_where

MIDDLE = 388
MODES = ("shift", "cash", "close")


class DayClosePage(Page):
    """Target: the day as a date, or None for today."""

    name = places.DAY_CLOSE
    home = places.CHECKOUT
    reads = frozenset({"bills", "drawer", "papers"})
    hints = (("shell.up", "Esc"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.printing = printing.of(desk.tasks, desk.notices)
        self.found: DayState | None = None
        self.state: DrawerState | None = None
        self._day: date | None = None
        self._mode = "shift"
        self._begun: tuple[Any, ...] = ()
        self._key = ""
        self.figures = DayFiguresPanel()
        self.modes = Chips(name=t("drawer.title"), look="segment")
        self.modes.chosen.connect(self._chosen)
        self.open, self.end, self.cash = OpenAsk(desk), EndAsk(desk), CashAsk(desk)
        self.close_ask = CloseAsk(desk, self.act("stay"), self.act("close_day"))
        self.faces = Faces()
        for face in (self.open, self.end, self.cash, self.close_ask):
            self.faces.addWidget(face)
        self.preview = ReceiptPreview(self.printing)
        self._middle = QWidget()
        middle = self.column(self._middle)
        middle.addWidget(self.modes)
        middle.addWidget(self.faces, 1)
        row = QHBoxLayout(self)
        row.addWidget(self.figures, 1)
        row.addWidget(self._middle)
        row.addWidget(self.preview)
        self.open.taken.connect(self._open_shift)
        self.end.taken.connect(self._end_shift)
        self.cash.taken.connect(self._put)
        self._name_modes()
        self._settle()
        self.dress()

    @act("drawer.to_shift", "Ctrl+1")
    def to_shift(self) -> None:
        """Begin or end a shift."""
        self._go("shift")

    @act("drawer.to_cash", "Ctrl+2")
    def to_cash(self) -> None:
        """Put cash in or take some out."""
        self._go("cash")

    @act("drawer.to_close", "Ctrl+4")
    def to_close(self) -> None:
        """See what the close does."""
        self._go("close")

    @act("drawer.close_title", "Ctrl+Return", bar=False)
    def close_day(self) -> None:
        """Close the day in sight; only while the close is in sight."""
        if self.found is None or self._mode != "close" or self.found.id:
            return
        self.desk.tasks.run(
            day_close.close_day,
            self.found.day,
            counted=self.close_ask.counted(),
            reason=self.close_ask.reason.text(),
            key=self._key,
            done=self._closed,
            refused=self.close_ask.refuse,
            after=self._settle,
        )

    @act("drawer.stay", bar=False)
    def stay(self) -> None:
        """Back to the shift; nothing was closed."""
        self._go("shift")

    @act("drawer.print", "F9")
    def print_slip(self) -> None:
        """Print the slip of the closed day."""
        if self.found is not None and self.found.id:
            self.printing.print_roll(papers.print_day_close, self.found.id)

    @act("drawer.save", "Ctrl+S", bar=False)
    def save(self) -> None:
        """Ask where to write the slip as a PDF."""
        if self.found is not None and self.found.id:
            name = f"{self.found.paper.number}.pdf"
            ask_where(self, t("drawer.save"), name=name, then=self.save_to)

    def save_to(self, path: str) -> None:
        """Write the slip to ``path``."""
        if self.found is not None and self.found.id:
            self.printing.save_roll(papers.print_day_close, self.found.id, path)

    @act("drawer.day_before", "PgUp")
    def day_before(self) -> None:
        """Show the day before."""
        self._turn(-1)

    @act("drawer.day_after", "PgDown", bar=False)
    def day_after(self) -> None:
        """Show the day after."""
        self._turn(1)

    def title(self) -> str:
        return t("drawer.title")

    def record(self) -> str:
        return self.found.paper.number or " " if self.found else " "

    def first_focus(self) -> QWidget:
        face = self._face()
        return (face.form.first() if isinstance(face, DrawerAsk) else None) or self.modes

    def context_widget(self) -> QWidget:
        return self.preview

    def opened(self, target: object) -> None:
        self._day = target if isinstance(target, date) else None
        self._mode, self._begun = "shift", ()
        self._key = self.desk.tasks.new_key()
        self.outdate()

    def reload(self) -> None:
        self.desk.tasks.ask(drawer.state, slot="drawer.state", done=self._state_read)
        self.desk.tasks.ask(day_close.of_day, self._day, slot="drawer.day", done=self._day_read)

    def retranslate(self) -> None:
        super().retranslate()
        self._name_modes()
        for part in (self.figures, self.open, self.end, self.cash, self.close_ask, self.preview):
            part.retell()
        self._show()

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_middle"):
            narrow = theme.current().factor > 1
            self._middle.setFixedWidth(theme.px(330 if narrow else MIDDLE))

    # Inside: showing

    def _name_modes(self) -> None:
        self.modes.set_options([Option(mode, t(f"drawer.{mode}_mode")) for mode in MODES])
        self.modes.choose(self._mode)

    def _state_read(self, state: DrawerState) -> None:
        self.state = state
        self._show()

    def _day_read(self, found: DayState) -> None:
        self.found = found
        self._show()

    def _show(self) -> None:
        """Show what was read; a form that is being filled in is left alone while nothing of it changed."""
        found, state = self.found, self.state
        if found is None or state is None:
            return
        shift = state.shift if found.day == found.today else None
        self.figures.show_day(found, dict(shift.expected) if shift else {})
        self.preview.show_receipt(found.paper, copy=found.copies)
        begun = (found.day, found.id, found.shift_open, state.shift)
        if begun != self._begun:
            self._begun = begun
            self._begin(found, state)
        self._bring()

    def _begin(self, found: DayState, state: DrawerState) -> None:
        """Fill the forms for what stands now."""
        if state.shift is not None:
            at = sayings.moment(state.shift.opened_at, self.desk.notices.zone, clock.now())
            self.end.begin(state.shift, t("drawer.shift_since", at=at, name=state.shift.opened_by))
        else:
            self.open.begin(state)
        self.cash.begin(state.shift)
        self.close_ask.begin(found)
        if found.id:
            self._mode = "close"

    def _face(self) -> QWidget:
        if self._mode == "shift":
            begun = self.state is not None and self.state.shift is not None
            return self.end if begun else self.open
        return self.cash if self._mode == "cash" else self.close_ask

    def _bring(self) -> None:
        face = self._face()
        other = self.faces.currentWidget() is not face
        inside = self.faces.isAncestorOf(self.focusWidget()) if self.focusWidget() else True
        self.faces.show_face(face)
        self.modes.choose(self._mode)
        self._settle()
        if other and inside and self.isVisible():
            self.first_focus().setFocus()

    def _go(self, mode: str) -> None:
        self._mode = mode
        self._bring()
        self.first_focus().setFocus()

    def _chosen(self, mode: str) -> None:
        self._mode = mode
        self._bring()

    def _turn(self, days: int) -> None:
        if self.found is None:
            return
        wanted = self.found.day + timedelta(days=days)
        if wanted <= self.found.today:
            self._day = wanted
            self._key = self.desk.tasks.new_key()
            self.reload()

    def _settle(self) -> None:
        found = self.found
        closed = found is not None and bool(found.id)
        for name in ("print_slip", "save"):
            self.acts[name].setEnabled(closed)
            self.acts[name].setStatusTip(t("drawer.not_closed"))
        able = found is not None and not closed and not found.shift_open
        self.acts["close_day"].setEnabled(able and self._mode == "close")
        self.close_ask.button.setVisible(able)
        self.acts["close_day"].setStatusTip(t("drawer.close_shift"))
        self.acts["stay"].setEnabled(not closed)
        self.acts["stay"].setText(t("drawer.stay"))
        self.acts["day_after"].setEnabled(found is not None and found.day < found.today)
        if found is not None:
            day = sayings.calendar_day(found.day)
            self.acts["close_day"].setText(t("drawer.close_act", day=day))
        self.changed.emit()

    # Inside: doing

    def _run(self, use_case: Any, face: DrawerAsk, done: Any, **kw: Any) -> None:
        self.desk.tasks.run(use_case, key=self._key, done=done, refused=face.refuse, **kw)

    def _open_shift(self, fen: int) -> None:
        done = partial(self._opened, fen)
        self._run(drawer.open_shift, self.open, done, opening_float=fen)

    def _opened(self, fen: int, _outcome: Outcome[str]) -> None:
        self._say(t("drawer.opened", amount=sayings.yuan(fen)))

    def _put(self, direction: str, fen: int, reason: str) -> None:
        done = partial(self._put_done, direction, fen)
        self._run(drawer.put, self.cash, done, direction=direction, amount=fen, reason=reason)

    def _put_done(self, direction: str, fen: int, _outcome: Outcome[str]) -> None:
        self._say(t(f"drawer.put_{direction}", amount=sayings.yuan(fen)))

    def _end_shift(self, counted: tuple[Counted, ...], left: int, reason: str) -> None:
        self._run(
            drawer.end_shift,
            self.end,
            self._ended,
            counted=counted,
            left_in=left,
            reason=reason,
        )

    def _ended(self, outcome: Outcome[ShiftEnded]) -> None:
        one = outcome.result
        values = {"left": sayings.yuan(one.left_in), "taken": sayings.yuan(one.taken_out)}
        if any(line.counted != line.expected for line in one.counts):
            off = sayings.change(one.difference)
            self._say(t("drawer.ended_off", difference=off, **values))
        else:
            self._say(t("drawer.ended", **values))

    def _closed(self, outcome: Outcome[Closed]) -> None:
        one = outcome.result
        today = self.found.today if self.found else one.day
        said = t("drawer.close_done", day=sayings.day(one.day, today), number=one.number)
        self._say(said)
        self.printing.print_roll(papers.print_day_close, one.id, before=said, quiet=True)

    def _say(self, said: str) -> None:
        """Say that it is booked; the next act has a key of its own."""
        self._key = self.desk.tasks.new_key()
        self.desk.notices.say(said, tone="money")
