"""The rules of points: a draft is written, kept, switched on from a day, called off. Every act by keys."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.rules import programme_check
from models.rules.programme import DEFAULT, Programme
from models.services import bills
from models.services import programme as service
from models.services.bills import BillDay
from models.services.points_trial import TrialResult
from models.services.programme import InForce, VersionFile, VersionRow
from views import clock, places, sayings
from views.acts import act
from views.beside import Beside
from views.page import Desk
from views.screens.form_draft import FormDraft
from views.screens.programme_faces import ProgrammeFaces
from views.screens.programme_lists import TopicRow
from views.screens.programme_topics import TOPICS, tidy
from views.screens.programme_trial import try_out
from views.texts import t
from views.undo import undo_of


class ProgrammePage(ProgrammeFaces):
    """Who writes rules is an owner; everybody may read them. What is typed is kept as a draft of the form."""

    name = places.PROGRAMME
    home = places.SETTINGS
    reads = frozenset({"programme"})
    hints = (("shell.keys.moves", "↑↓"), ("programme.panes", "Ctrl+1-3"), ("shell.up", "Esc"))

    def __init__(self, desk: Desk, beside: Beside) -> None:
        self._beside_window = beside
        super().__init__(desk)
        self._touched, self._wanted, self._said = False, "", ""
        self._keeper = FormDraft(desk, self._content, self)
        self._show()
        self.dress()

    # What the page answers

    def title(self) -> str:
        return t("programme.title")

    def record(self) -> str:
        return t("programme.version", number=self._file.row.number) if self._file else " "

    def first_focus(self) -> QWidget:
        return self.versions

    def reload(self) -> None:
        self.desk.tasks.ask(bills.whole_day, slot="programme.today", done=self._take_today)
        self.desk.tasks.ask(service.versions, slot="programme.versions", done=self._take)

    def left(self) -> None:
        self._keeper.flush()

    def remember(self) -> object:
        return self._file.row.id if self._file else None

    def recall(self, place: object) -> None:
        self._wanted = str(place or "")

    def escape(self) -> bool:
        if self._stack.currentWidget() is not self._right:
            self._stack.setCurrentWidget(self._right)
            self.topics.setFocus()
            self._settle()
            return True
        focus = self.window().focusWidget()
        if focus is not None and self._faces.isAncestorOf(focus):
            self.topics.setFocus()
            return True
        if self.topics.hasFocus():
            self.versions.setFocus()
            return True
        return super().escape()

    # Acts

    @act("programme.act.save", "Ctrl+Return")
    def save(self) -> None:
        """Keep the draft; with the day of its beginning in sight, switch it on."""
        if self._stack.currentWidget() is self.switch:
            self._activate()
        elif self._is_open():
            self._keep()

    @act("programme.act.new", "Ctrl+N")
    def begin(self) -> None:
        """A new draft that says what the version in sight says."""
        self._said = t("programme.said.begun")
        self.desk.tasks.run(service.write_draft, self._programme, done=self._written)

    @act("programme.act.switch_on", "Ctrl+L")
    def switch_on(self) -> None:
        """Show what would change and from which day; nothing is switched on yet."""
        if self._file is None or not self._is_open() or not self._readable():
            return
        row = self._file.row
        self.switch.open_for(row.number, row.note, self._today)
        self._stack.setCurrentWidget(self.switch)
        self.switch.day_field.setFocus()
        self._compare()
        self._settle()

    @act("programme.act.try_out", "Ctrl+T")
    def try_out(self) -> None:
        """Replay the shop's own bills by these rules, beside the window; nothing is switched on."""
        if self._file is None or self._trying or not self._readable():
            return
        self._trying = True
        self._settle()
        self.desk.tasks.long(
            try_out,
            self._beside_window,
            tidy(self._programme),
            words=t("programme.trial.running"),
            done=self._tried,
            after=self._tried_out,
        )

    @act("programme.act.call_off", "Ctrl+D")
    def call_off(self) -> None:
        """Call a coming version off, or put a draft away; both are undone by Ctrl+Z."""
        if self._file is None:
            return
        row = self._file.row
        use_case = service.call_off if row.standing == "planned" else service.drop_draft
        word = "called_off" if row.standing == "planned" else "dropped"
        self._said = t(f"programme.said.{word}", number=row.number)
        self.desk.tasks.run(use_case, row.id, done=self._done)

    @act("points_owed.title", "Ctrl+R", bar=False)
    def show_owed(self) -> None:
        """To what the shop owes in points and stored value."""
        self.desk.go(places.OWED)

    @act("segments.title", "Ctrl+I", bar=False)
    def show_segments(self) -> None:
        """To the segments of the members."""
        self.desk.go(places.SEGMENTS)

    @act("programme.act.add_row", "Insert")
    def add_row(self) -> None:
        """A new row in the topic in sight."""
        sheet = self._sheet()
        if sheet is not None:
            sheet.add_row()

    @act("programme.act.remove_row", "Delete", bar=False)
    def remove_row(self) -> None:
        """Take the chosen row away; Ctrl+Z brings it back."""
        sheet = self._sheet()
        if sheet is None or not sheet.list.hasFocus():
            return
        before = sheet.programme
        if sheet.remove_row():
            self.desk.notices.say(t("programme.said.removed"), undo=lambda: self._put_back(before))

    @act("programme.versions", "Ctrl+1", bar=False)
    def to_versions(self) -> None:
        """To the list of versions."""
        self.versions.setFocus()

    @act("programme.topics", "Ctrl+2", bar=False)
    def to_topics(self) -> None:
        """To the list of topics."""
        self.topics.setFocus()

    @act("programme.form", "Ctrl+3", bar=False)
    def to_form(self) -> None:
        """Into the form."""
        self._into(None)

    # Reading

    def _take_today(self, found: BillDay) -> None:
        self._today = found.today

    def _take(self, found: tuple[VersionRow, ...]) -> None:
        self.versions.show_versions(found)
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            self.versions.point_row(lambda row: row.id == wanted)
        if not found:
            self._file = None
            self._programme = DEFAULT
            self._show()
        self._pointed(self.versions.current_row())

    def _pointed(self, row: VersionRow | None) -> None:
        if row is None:
            return
        if self._file is not None and self._file.row.id == row.id and self._touched:
            return  # what is being typed stays; saving brings it together
        self._keeper.flush()
        self.desk.tasks.ask(
            service.version, row.id, slot="programme.version", done=self._take_version
        )

    def _take_version(self, found: VersionFile) -> None:
        same = self._file is not None and self._file.row.id == found.row.id
        self._file, self._programme, self._touched = found, found.programme, False
        if not (same and self._is_open()):
            self._stack.setCurrentWidget(self._right)
        self._show()
        self._keeper.begin(f"programme/{found.row.id}")
        if self._is_open():
            self._keeper.ask(self._restore)

    def _restore(self, content: dict[str, Any] | None) -> None:
        """What was typed and not saved the last time comes back."""
        if content is None or not self._is_open():
            return
        try:
            kept = programme_check.of_document(content)
        except Refused:
            return
        if kept != self._programme:
            self._touched, self._programme = True, kept
            self._show()
            self.desk.notices.say(t("programme.said.restored"))

    def _content(self) -> dict[str, Any]:
        return programme_check.document_of(self._programme)

    # Typing

    def _changed(self, programme: Programme) -> None:
        self._programme, self._touched = programme, True
        self._keeper.touch()
        self._list_topics()

    def _put_back(self, programme: Programme) -> None:
        if self._is_open():
            self._changed(programme)
            self._show()

    # Doing

    def _readable(self) -> bool:
        """False, with a word beside the field, while something typed is no number or day."""
        for sheet in self._sheets.values():
            unread = sheet.unread()
            if unread is not None:
                self.topics.point_row(partial(_is_topic, sheet.topic.name))
                sheet.say_unread(self._explain(unread))
                return False
        return True

    def _keep(self, *, then: Any = None) -> None:
        if self._file is None or not self._readable():
            return
        row = self._file.row
        self._programme = tidy(self._programme)
        self._said = t("programme.said.saved", number=row.number)
        note = self.switch.note.text() if then is not None else row.note
        self.desk.tasks.run(
            service.write_draft,
            self._programme,
            note=note,
            draft_id=row.id,
            done=then or self._written,
            refused=self._refused,
        )

    def _activate(self) -> None:
        """The draft is kept as it stands and then switched on."""
        try:
            self.switch.day()
        except Refused as refused:
            self.switch.form.refuse("valid_from", self._explain(refused))
            return
        self._keep(then=self._kept)

    def _kept(self, _outcome: Outcome[str]) -> None:
        if self._file is None:
            return
        self._keeper.drop()
        self._touched = False
        row, day = self._file.row, self.switch.day()
        self._said = t("programme.said.activated", number=row.number, day=day.isoformat())
        self.desk.tasks.run(
            service.activate, row.id, valid_from=day, done=self._done, refused=self._refused
        )

    def _written(self, outcome: Outcome[str]) -> None:
        self._keeper.drop()
        self._touched, self._wanted = False, outcome.result
        self._done(outcome)

    def _done(self, outcome: Outcome[Any]) -> None:
        self._touched = False
        if self._stack.currentWidget() is self.switch:
            self._stack.setCurrentWidget(self._right)
            self.versions.setFocus()
        self.desk.notices.say(self._said, undo=undo_of(self.desk, outcome))

    def _refused(self, refused: Refused) -> None:
        """Say a refusal beside its field, in the topic where that stands."""
        words_ = self._explain(refused)
        if self._stack.currentWidget() is self.switch and self.switch.form.refuse_trouble(
            refused, words_
        ):
            return
        path = refused.field or ""
        topic = next((one for one in TOPICS if _belongs(one.name, path)), None)
        if topic is not None:
            self._stack.setCurrentWidget(self._right)
            self.topics.point_row(partial(_is_topic, topic.name))
            sheet = self._sheet_of(topic.name)
            if sheet.refuse(path, words_):
                return
        self.desk.notices.trouble(refused)

    def _explain(self, refused: Refused) -> str:
        return sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())

    def _tried(self, found: TrialResult) -> None:
        if self._file is not None:
            self._stack.setCurrentWidget(self.trial)
            self.trial.show_result(self._file.row.number, found)

    def _tried_out(self) -> None:
        self._trying = False
        self._settle()

    def _compare(self) -> None:
        """Ask what holds before the day that is typed."""
        try:
            day = self.switch.day()
        except Refused as refused:
            self.switch.form.complain("valid_from", self._explain(refused))
            return
        self.switch.form.accept("valid_from")
        self.desk.tasks.ask(service.rules_on, day, slot="programme.before", done=self._compared)

    def _compared(self, before: InForce | None) -> None:
        self.switch.show_changes(before, tidy(self._programme))


def _belongs(topic: str, path: str) -> bool:
    """Tell whether the setting at ``path`` stands in a topic."""
    declared = next(one for one in TOPICS if one.name == topic)
    if any(slot.path == path for slot in declared.slots):
        return True
    rows = declared.rows
    return rows is not None and (path == rows.path or path.startswith(f"{rows.path}."))


def _is_topic(name: str, row: TopicRow) -> bool:
    return row.name == name
