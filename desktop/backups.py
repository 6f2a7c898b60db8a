"""The running of the backups: the light, the schedule, sticks that are plugged in, the drill in a quiet hour.

Decides nothing (models/rules/backups.py does) and writes no file (desktop/keeping.py does).
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.backups_watch import sticks
from desktop.keeping import ShopKeeping
from models.base.errors import Trouble
from models.base.ports import Progress
from models.kernel import Kernel
from models.rules import backups as rules
from models.rules.backups import Light, Standing
from models.services import backups
from models.services.backups import Schedule
from views.keeping import BackupMade, Drilled, PlaceState
from views.notices import Notices
from views.screens import backup_words
from views.tasks import Tasks, Work
from views.texts import t

TICK_MS = 60_000
WATCH_SECONDS = 4.0
QUIET_TICKS = 5
"""Minutes without a written row after which nobody is taken to be waiting for the desk."""
CHANGED = frozenset({"backups", "desk"})


class LightShown(Protocol):
    """Where the light shines."""

    def show_light(self, colour: str, words: str, sentence: str) -> None:
        """Show it."""


class Backups(QObject):
    """Everything that happens to backups by itself while the window is open. UI thread."""

    looked = Signal()
    """The places were looked for; ``here`` says what was found."""
    _plugged = Signal()

    def __init__(
        self,
        kernel: Kernel,
        tasks: Tasks,
        notices: Notices,
        *,
        top: LightShown,
        keeping: ShopKeeping,
        plugged: Callable[[], tuple[Path, ...]] = sticks,
    ) -> None:
        super().__init__()
        self._kernel, self._tasks, self._notices = kernel, tasks, notices
        self._top, self.keeping = top, keeping
        self._standing: Standing | None = None
        self._light: Light | None = None
        self._tried_at: datetime | None = None
        self._sequence, self._quiet = -1, 0
        self.here: tuple[PlaceState, ...] | None = None
        """The places that were there at the last look; None before the first."""
        self._watch = _Watch(plugged, self._plugged.emit)
        self._plugged.connect(self._look, Qt.ConnectionType.QueuedConnection)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.tick)
        tasks.changed.connect(self._changed)

    def begin(self) -> None:
        """Look for sticks, and from now on every minute for what is due."""
        if self._kernel.store.shop.demo or self._begun:
            return
        self._begun = True
        self._watch.start()
        self._look()
        self._tick.start()

    _begun = False

    def finish(self) -> None:
        """Stop looking."""
        self._tick.stop()
        self._watch.stop()

    def refresh(self) -> None:
        """Read how the backups stand and let the light say so."""
        self._tasks.ask(backups.standing, slot="window.backups", done=self._judge)

    def retell(self) -> None:
        """Say the light in the present language."""
        if self._light is not None:
            self._shine(self._light)

    def tick(self) -> None:
        """One minute is over: what is due?"""
        sequence = self._kernel.store.head.sequence
        self._quiet = self._quiet + 1 if sequence == self._sequence else 0
        self._sequence = sequence
        self._tasks.ask(backups.schedule, slot="window.schedule", done=self._run_what_is_due)

    def reachable(self) -> list[PlaceState]:
        """The automatic places that were there at the last look."""
        return [s for s in self.here or () if s.here is not None and s.place.automatic]

    def back_up(self, progress: Progress, states: list[PlaceState]) -> BackupMade | None:
        """Back up into each of these places; worker thread. The first trouble is raised after the last place."""
        made: BackupMade | None = None
        trouble: Trouble | None = None
        for state in states:
            if state.here is None:
                continue
            try:
                made = self.keeping.backup(state.here, progress)
            except Trouble as met:
                trouble = trouble or met
        if trouble is not None:
            raise trouble
        return made

    def _changed(self, kinds: frozenset[str]) -> None:
        if kinds & CHANGED:
            self.refresh()
            if "backups" in kinds:
                self._look()

    def _judge(self, standing: Standing) -> None:
        self._standing = standing
        light = rules.light(standing, self._now())
        before, self._light = self._light, light
        self._shine(light)
        if before is not None and light.colour == "red" and before.colour != "red":
            self._notices.say(self._sentence(light), tone="error")

    def _shine(self, light: Light) -> None:
        words = backup_words.short(light, self._notices.zone, self._now())
        self._top.show_light(light.colour, words, self._sentence(light))

    def _sentence(self, light: Light) -> str:
        return backup_words.sentence(light, self._notices.zone, self._now())

    def _run_what_is_due(self, schedule: Schedule) -> None:
        standing, now = self._standing, self._now()
        if standing is None or self.keeping.busy or self._tasks.busy:
            self.refresh()
            return
        places = self.reachable()
        due = schedule.hours > 0 and rules.copy_due(
            made_at=standing.made_at,
            tried_at=self._tried_at,
            now=now,
            every=timedelta(hours=schedule.hours),
        )
        if due and places and self._is_wanted(standing, now):
            self._tried_at = now
            self._start(places)
        elif self._quiet >= QUIET_TICKS and rules.drill_due(standing, now):
            self._quiet = 0
            self._tasks.long(
                self._drill, words=t("backups.act.drilling"), done=self._drilled, after=self._tell
            )
        else:
            self.refresh()

    def _is_wanted(self, standing: Standing, now: datetime) -> bool:
        """Whether there is anything new; a desk that stood still all night needs no sixth copy of it.

        Once a day there is one all the same: it proves that the stick is there and takes writing.
        """
        if standing.made_at is None or abs(now - standing.made_at) >= timedelta(days=1):
            return True
        return bool(self._kernel.ask(backups.behind))

    def _start(self, places: list[PlaceState], said: Callable[[Any], None] | None = None) -> None:
        self._tasks.long(
            self._back_up, places, words=t("backups.act.doing"), done=said, after=self._tell
        )

    def _back_up(self, work: Work, places: list[PlaceState]) -> BackupMade | None:
        return self.back_up(Steps(work), places)

    def _drill(self, work: Work) -> Drilled:
        return self.keeping.drill(Steps(work))

    def _drilled(self, found: Drilled) -> None:
        del found  # a good end is told by the light, a bad one by the light and the message that it turned red

    def _tell(self) -> None:
        self._tasks.changed.emit(CHANGED)

    def _look(self) -> None:
        self._tasks.pool(self.keeping.places, done=self._looked)

    def _looked(self, found: tuple[PlaceState, ...]) -> None:
        before, self.here = self.here, found
        self.looked.emit()
        if before is None:
            return
        there = {state.place.id for state in before if state.here is not None}
        known = {state.place.id for state in before}
        come = [
            state
            for state in self.reachable()
            if state.place.stick and state.place.id in known - there
        ]
        if come and not self.keeping.busy:
            self._arrived = come[0].place.label
            self._start(come, self._say_arrived)

    _arrived = ""

    def _say_arrived(self, made: BackupMade | None) -> None:
        if made is not None:
            self._notices.say(t("backups.act.arrived", label=self._arrived))

    def _now(self) -> datetime:
        return self._kernel.around.clock.now()


class Steps:
    """A worker's reports as the business tells them."""

    def __init__(self, work: Work) -> None:
        self._work: Any = work

    def step(self, done: int, total: int) -> None:
        """Tell how far; raises Cancelled where the user stopped it."""
        self._work.report(done, total)


class _Watch(threading.Thread):
    """Looks every few seconds which sticks are there, on a thread of its own: a bad stick may hang for long."""

    def __init__(self, look: Callable[[], tuple[Path, ...]], tell: Callable[[], None]) -> None:
        super().__init__(name="sticks", daemon=True)
        self._plugged, self._tell = look, tell
        self._end = threading.Event()

    def run(self) -> None:
        before = self._plugged()
        while not self._end.wait(WATCH_SECONDS):
            now = self._plugged()
            if now != before:
                before = now
                self._tell()

    def stop(self) -> None:
        """End at the next turn; where it hangs in a stick, the process does not wait for it."""
        self._end.set()
        if self.is_alive():
            self.join(1.0)
