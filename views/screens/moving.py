"""Moving to a new PC: one path of four steps, the first of which is done here and proven."""

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from views import clock, places, sayings, theme
from views.keeping import BackupMade, Keeping, PlaceState
from views.page import Desk, Page
from views.screens.settings_keeping_work import Steps
from views.tasks import Work
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.keycap import key_text
from views.widgets.panel import Panel
from views.widgets.scroll import ScrollColumn
from views.widgets.text import Picture, Text

WIDE = 760
STEPS = ("one", "two", "three", "four")
ICONS = {"one": "backup", "two": "box", "three": "truck", "four": "house"}


class MovingPage(Page):
    """The guide. Its one act is the backup; the rest is said, so that it can be read out at the new PC."""

    name = "moving"
    home = places.SETTINGS
    reads = frozenset({"backups"})

    def __init__(self, desk: Desk, keeping: Keeping, folder: Path) -> None:
        super().__init__(desk)
        self._keeping, self._folder = keeping, folder
        self._state: PlaceState | None = None
        self._made: BackupMade | None = None
        self._panels: dict[str, Panel] = {}
        self._why: dict[str, Text] = {}
        column = ScrollColumn()
        inside = QVBoxLayout()
        for step in STEPS:
            inside.addWidget(self._step(step))
        inside.addStretch(1)
        self._inside = QWidget()
        self._inside.setLayout(inside)
        column.body.addWidget(self._inside)
        whole = QHBoxLayout(self)
        whole.addWidget(column, 1)
        self.dress()
        self._tell()

    def title(self) -> str:
        return t("backups.moving.title")

    def record(self) -> str:
        return " "

    def first_focus(self) -> QWidget:
        return self._do

    def reload(self) -> None:
        self.desk.tasks.pool(self._keeping.places, done=self._found)

    def retranslate(self) -> None:
        super().retranslate()
        self._tell()

    def restyle(self) -> None:
        super().restyle()
        self._inside.setMaximumWidth(theme.px(WIDE))

    def backup(self) -> None:
        """Back up to the stick that is plugged in."""
        if self._state is not None and self._state.here is not None:
            self._do.setEnabled(False)
            self.desk.tasks.long(
                self._back_up,
                self._state.here,
                words=t("backups.act.doing"),
                done=self._backed_up,
                after=self._rest,
            )

    def _step(self, step: str) -> Panel:
        panel = Panel(t(f"backups.moving.{step}"))
        panel.add_first(Picture(ICONS[step]))
        why = Text("", tone="text.secondary")
        why.setWordWrap(True)
        panel.body.addWidget(why)
        self._panels[step], self._why[step] = panel, why
        if step == "one":
            self._do = Button("", "primary", key=key_text("Ctrl+Return"), icon="backup")
            self._do.setShortcut("Ctrl+Return")
            self._do.clicked.connect(self.backup)
            self._said = Text("", tone="success")
            self._said.setWordWrap(True)
            row = QHBoxLayout()
            row.addWidget(self._do)
            row.addWidget(self._said, 1)
            panel.body.addLayout(row)
        return panel

    def _found(self, states: tuple[PlaceState, ...]) -> None:
        here = [state for state in states if state.here is not None]
        sticks = [state for state in here if state.place.stick]
        self._state = next(iter(sticks or here), None)
        self._tell()

    def _back_up(self, work: Work, folder: Path) -> BackupMade:
        return self._keeping.backup(folder, Steps(work))

    def _backed_up(self, made: BackupMade) -> None:
        self._made, self._at = made, clock.now()
        self._tell()
        self.desk.tasks.changed.emit(frozenset({"backups", "desk"}))

    def _rest(self) -> None:
        self._do.setEnabled(self._state is not None)

    def _tell(self) -> None:
        for step in STEPS:
            values = {"folder": str(self._folder)} if step == "four" else {}
            self._panels[step].set_title(t(f"backups.moving.{step}"))
            self._why[step].setText(t(f"backups.moving.{step}_why", **values))
        self._do.setVisible(self._state is not None)
        if self._state is None:
            self._say(t("backups.moving.one_none"), "warning")
            return
        self._do.say(t("backups.moving.one_do", name=self._state.place.label))
        if self._made is None:
            self._say("", "success")
            return
        words = t(
            "backups.moving.one_done",
            time=sayings.moment(self._at, self.desk.notices.zone, clock.now()),
            members=sayings.number(self._made.members),
            jobs=sayings.number(self._made.jobs),
            bills=sayings.number(self._made.bills),
        )
        self._say(words, "success")

    def _say(self, words: str, tone: str) -> None:
        self._said.setText(words)
        self._said.set_tone(tone)
