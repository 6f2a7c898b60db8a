"""Backups in the settings: the light, the places, what lies on each, and when it happens by itself."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from models.base.errors import Environment, Refused
from models.rules import backups as rules
from models.rules.backups import Standing
from models.services import backups
from views import clock, places, sayings, theme
from views.keeping import Generation, Keeping, PlaceState
from views.page import Desk
from views.screens import backup_words
from views.screens.settings_keeping_lists import GenerationDelegate, PlaceDelegate, PlaceRow
from views.screens.settings_keeping_work import KeepingWork
from views.screens.settings_sections import Known
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.fields import Entry
from views.widgets.keycap import key_text
from views.widgets.light import Lamp
from views.widgets.lists import ListView, RowModel
from views.widgets.panel import Inset
from views.widgets.scroll import ScrollColumn
from views.widgets.text import Text

WIDE = 880
TONES = {"green": "success", "amber": "warning", "red": "danger", "off": "plain"}
HOURS = ("0", "1", "2", "4", "8", "24")


class KeepingSection(KeepingWork):
    """The places at the left, the generations of the chosen one at the right, everything to do below."""

    topic = "keeping"
    fields = ("backup_hours", "backup_on_closing")
    act_key = "backups.act.backup"

    def __init__(self, desk: Desk, acts: Mapping[str, QAction], keeping: Keeping) -> None:
        self._keeping = keeping
        self._standing: Standing | None = None
        self._states: tuple[PlaceState, ...] = ()
        self._shown: Path | None = None
        self.buttons: dict[str, Button] = {}
        self._columns: QBoxLayout | None = None
        super().__init__(desk, acts)
        column = ScrollColumn()  # large type and a short window: it scrolls, nothing is squeezed
        column.body.addWidget(self._inside)
        self.panel.body.addWidget(column, 1)

    def options(self, name: str) -> list[tuple[str, str]]:
        if name == "backup_hours":
            return [(hours, t(f"backups.every.{hours}")) for hours in HOURS]
        return [("1", t("backups.closing.yes")), ("0", t("backups.closing.no"))]

    def beside(self, column: QVBoxLayout) -> None:
        column.insertWidget(0, self._build_light())
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns = row
        row.addLayout(self._build_places(), 1)
        row.addLayout(self._build_generations(), 1)
        column.insertLayout(1, row)
        self._foot = QGridLayout()
        for name, call in (
            ("drill", self._begin_drill),
            ("check", self._begin_check),
            ("restore", self._restore),
            ("moving", self._move),
        ):
            self._button(name, call)
        self._primary = Button(
            t("backups.act.backup"), "primary", key=key_text("Ctrl+Return"), icon="backup"
        )
        self._primary.clicked.connect(self.save)
        column.addLayout(self._foot)
        self._arrange()

    def fill(self, known: Known) -> None:
        super().fill(known)
        self.desk.tasks.ask(backups.standing, slot="settings.backups", done=self._judge)
        self.desk.tasks.pool(self._keeping.places, done=self._found)

    def state(self, known: Known) -> str:
        at = known.state.last_backup_at
        if at is None:
            return t("settings.state.keeping_none")
        when = sayings.moment(at, self.desk.notices.zone, clock.now())
        return t("settings.state.keeping", when=when)

    def first(self) -> QWidget | None:
        return self._places

    def restyle(self) -> None:
        self._inside.setMaximumWidth(theme.px(WIDE))
        if self._columns is not None:
            self._arrange()

    def _arrange(self) -> None:
        """Two columns where there is room, one under large type; the buttons in one row or two."""
        large = theme.current().factor > 1.0
        assert self._columns is not None
        side, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(down if large else side)
        self._columns.setSpacing(theme.px(12))
        for part in (self._places, self._generations):
            part.setMinimumHeight(theme.px(160))
        wide = 2 if large else 4
        for place, name in enumerate(("drill", "check", "restore", "moving")):
            self._foot.addWidget(self.buttons[name], place // wide, place % wide)
        self._foot.addWidget(
            self._primary, 4 // wide if large else 0, 0 if large else 5, 1, wide if large else 1
        )
        self._foot.setColumnStretch(4, 0 if large else 1)
        self._foot.setSpacing(theme.px(8))

    def retell(self) -> None:
        super().retell()
        self._title.setText(t("backups.place.title"))
        self._held.setText(t("backups.list.title"))
        self._places.set_empty(t("backups.place.empty"))
        for name, button in self.buttons.items():
            button.say(t(_words_of(name)))
        self._primary.say(t("backups.act.backup"))
        self._show_light()

    def save(self) -> None:
        """Back up now, into the chosen place."""
        state = self._chosen_place()
        if state is None:
            self.desk.notices.say(t("backups.act.no_place"), tone="warning")
            return
        if state.here is None:
            words = t("backups.act.not_here", name=state.place.label)
            self.desk.notices.say(words, tone="warning")
            return
        self.back_up(state.here)

    # Building

    def _build_light(self) -> QWidget:
        self._box = Inset()
        self._lamp = Lamp(side=22)
        self._sentence = Text("", style="body")
        self._sentence.setWordWrap(True)
        self._box.row.addWidget(self._lamp)
        self._box.row.addWidget(self._sentence, 1)
        return self._box

    def _build_places(self) -> QVBoxLayout:
        column = QVBoxLayout()
        self._title = Text(t("backups.place.title"), style="label.bold", tone="text.secondary")
        self._place_model = RowModel(lambda row: f"{row.label}, {row.where}", self)
        self._places = ListView(self._place_model, PlaceDelegate(), name=t("backups.place.title"))
        self._places.set_empty(t("backups.place.empty"))
        self._places.pointed.connect(self._pointed)
        self._label = Entry(name=t("backups.place.label"))
        self._label.returnPressed.connect(self._rename)
        row = QHBoxLayout()
        row.addWidget(self._label, 1)
        row.addWidget(self._button("rename", self._rename))
        acts = QHBoxLayout()
        acts.addWidget(self._button("add", self._pick))
        acts.addWidget(self._button("remove", self._remove))
        acts.addStretch(1)
        column.addWidget(self._title)
        column.addWidget(self._places, 1)
        column.addLayout(row)
        column.addLayout(acts)
        return column

    def _build_generations(self) -> QVBoxLayout:
        column = QVBoxLayout()
        self._held = Text(t("backups.list.title"), style="label.bold", tone="text.secondary")
        self._model = RowModel(self._spoken, self)
        delegate = GenerationDelegate(self.desk.notices.zone)
        self._generations = ListView(self._model, delegate, name=t("backups.list.title"))
        acts = QHBoxLayout()
        acts.addWidget(self._button("verify", self._begin_verify))
        acts.addStretch(1)
        column.addWidget(self._held)
        column.addWidget(self._generations, 1)
        column.addLayout(acts)
        return column

    def _button(self, name: str, call: Any) -> Button:
        button = Button(t(_words_of(name)))
        button.clicked.connect(call)
        self.buttons[name] = button
        return button

    # Showing

    def _judge(self, standing: Standing) -> None:
        self._standing = standing
        self._show_light()

    def _show_light(self) -> None:
        if self._standing is None:
            return
        now, zone = clock.now(), self.desk.notices.zone
        light = rules.light(self._standing, now)
        self._lamp.show_colour(light.colour)
        self._box.set_tone(TONES[light.colour])
        self._sentence.setText(backup_words.sentence(light, zone, now))

    def _found(self, states: tuple[PlaceState, ...]) -> None:
        self._states = states
        now, zone = clock.now(), self.desk.notices.zone
        rows = []
        for state in states:
            where, tone = backup_words.where(state, zone, now)
            rows.append(
                PlaceRow(
                    id=state.place.id,
                    label=state.place.label,
                    where=where,
                    tone=tone,
                    stick=state.place.stick,
                )
            )
        self._places.show_rows(rows, key=lambda row: row.id)
        for name in ("rename", "remove"):
            self.buttons[name].setEnabled(bool(rows))
        self._label.setEnabled(bool(rows))
        self._list()

    def _chosen_place(self) -> PlaceState | None:
        row = self._places.current_row()
        if row is None:
            return None
        return next((state for state in self._states if state.place.id == row.id), None)

    def _pointed(self, row: PlaceRow | None) -> None:
        self._label.write("" if row is None else row.label)
        self._list()

    def _list(self) -> None:
        """Read what lies on the chosen place."""
        state = self._chosen_place()
        self._shown = None if state is None else state.here
        if self._shown is None:
            self._generations.show_rows([])
            self._generations.set_empty("" if state is None else t("backups.list.away"))
            self.buttons["verify"].setEnabled(False)
            return
        self.desk.tasks.pool(self._read, self._shown, done=self._listed, trouble=self._unlisted)

    def _read(self, folder: Path) -> tuple[Path, tuple[Generation, ...]]:
        return folder, self._keeping.generations(folder)

    def _listed(self, found: tuple[Path, tuple[Generation, ...]]) -> None:
        folder, rows = found
        if folder != self._shown:
            return  # another place was chosen meanwhile
        self._generations.set_empty(t("backups.list.empty"))
        self._generations.show_rows(rows, key=lambda row: row.path)
        self.buttons["verify"].setEnabled(any(row.ours and row.present for row in rows))

    def _unlisted(self, _trouble: Environment) -> None:
        self._generations.show_rows([])
        self._generations.set_empty(t("backups.list.away"))

    def _spoken(self, one: Generation) -> str:
        now, zone = clock.now(), self.desk.notices.zone
        time = sayings.moment(one.made_at, zone, now)
        words, _ = backup_words.proved(one, zone, now)
        return f"{time}, {backup_words.counts(one)}, {words}"

    # Places

    def _pick(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, t("backups.place.pick"))
        if chosen:
            self.add_place(Path(chosen))

    def add_place(self, folder: Path) -> None:
        """Keep ``folder`` as a place; what it is called can be changed at once."""
        self.desk.tasks.pool(self._add, folder, done=self._added)

    def _add(self, folder: Path) -> tuple[str, bool] | Refused:
        stick = self._keeping.is_stick(folder)
        label = folder.name or t("backups.place.stick_name")
        try:
            self._keeping.add_place(folder, label)
        except Refused as refused:  # the pool hands on only troubles of the machine
            return refused
        return label, stick

    def _added(self, found: tuple[str, bool] | Refused) -> None:
        if isinstance(found, Refused):
            self.desk.notices.trouble(found)
            return
        label, stick = found
        self.desk.tasks.changed.emit(frozenset({"backups"}))
        if stick:
            self.desk.notices.say(t("backups.place.added", name=label))
        else:
            self.desk.notices.say(t("backups.place.same_disk"), tone="warning")

    def _rename(self) -> None:
        state = self._chosen_place()
        if state is not None and self._label.text() != state.place.label:
            self.desk.tasks.run(
                backups.change_place,
                state.place.id,
                label=self._label.text(),
                automatic=state.place.automatic,
                done=self.saved,
                refused=self.refuse,
            )

    def _remove(self) -> None:
        state = self._chosen_place()
        if state is not None:
            self._gone = state.place.label
            self.desk.tasks.run(backups.remove_place, state.place.id, done=self._removed)

    _gone = ""

    def _removed(self, outcome: Any) -> None:
        words = t("backups.place.removed", name=self._gone)
        self.desk.notices.say(words, undo=undo_of(self.desk, outcome))

    def _restore(self) -> None:
        """Restoring closes the window: one of the few things that ask first, the safe answer in front."""
        self.question = QMessageBox(self)
        self.question.setIcon(QMessageBox.Icon.Question)
        self.question.setWindowTitle(t("backups.restore.title"))
        self.question.setText(t("backups.restore.ask_close"))
        go = self.question.addButton(t("backups.restore.ask_go"), QMessageBox.ButtonRole.AcceptRole)
        stay = self.question.addButton(
            t("backups.restore.ask_stay"), QMessageBox.ButtonRole.RejectRole
        )
        go.setAutoDefault(False)
        self.question.setDefaultButton(stay)
        self.question.setEscapeButton(stay)
        self.question.accepted.connect(self._keeping.wish_restore)
        self.question.open()

    question: QMessageBox | None = None

    def _move(self) -> None:
        self.desk.go(places.MOVING)


def _words_of(name: str) -> str:
    """The key of a button's words."""
    known = {
        "check": "settings.keeping.check",
        "add": "backups.place.add",
        "rename": "backups.place.rename",
        "remove": "backups.place.remove",
        "verify": "backups.list.verify",
    }
    return known.get(name, f"backups.act.{name}")
