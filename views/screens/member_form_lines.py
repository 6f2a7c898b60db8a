"""The fields of the member form that are more than one line edit: a phone, an address, a likeness, ticks."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from models.services.member_file import Likeness
from models.services.members import AddressEntry, PhoneEntry
from views import theme
from views.texts import t
from views.widgets import fields
from views.widgets.buttons import Button
from views.widgets.choice import Tick
from views.widgets.dressed import Dressed
from views.widgets.fields import Entry, mark_refused
from views.widgets.form import Form
from views.widgets.panel import Inset
from views.widgets.text import Picture, Text


class SpokenForm(Form):
    """A form that can also mark a field without taking the focus there: on leaving it."""

    def mark(self, name: str, sentence: str) -> None:
        """Say what is wrong under a field; an empty sentence takes it away."""
        self._cells[name].speak(sentence, "danger")


class _Line(Dressed, QWidget):
    """A composite field: its red border is its first entry's, and so is the focus."""

    edited = Signal()
    settled = Signal()
    dropped = Signal()

    def __init__(self, first: Entry) -> None:
        super().__init__()
        self.first = first
        self._droppable = False
        self.setFocusProxy(first)
        first.settled.connect(self.settled)
        self._drop = Button(t("member.form.drop"), "quiet")
        self._drop.clicked.connect(self.dropped)
        self._drop.hide()

    def _watch(self, *entries: Entry) -> None:
        for entry in entries:
            entry.textEdited.connect(self._edited)

    def _edited(self) -> None:
        self.edited.emit()

    def retell(self) -> None:
        """Say it in the present language. Override."""
        self._drop.say(t("member.form.drop"))

    def can_drop(self, possible: bool) -> None:
        """Show the act that takes the line away; in large type its key alone is left."""
        self._droppable = possible
        self._drop.setVisible(possible and theme.current().factor <= 1)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DynamicPropertyChange:
            mark_refused(self.first, self.property("refused") == "true")
        return super().event(event)


class PhoneLine(_Line):
    """A number and whose it is."""

    def __init__(self) -> None:
        self.number = fields.PhoneEntry(name=t("member.field.phones"))
        super().__init__(self.number)
        self.label = Entry(name="")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.number, 1)
        row.addWidget(self.label)
        row.addWidget(self._drop)
        self._row = row
        self._watch(self.number, self.label)
        self.retell()
        self.dress()

    def read(self) -> PhoneEntry:
        """What was typed."""
        return PhoneEntry(number=self.number.text(), label=self.label.text())

    def fill(self, number: str, label: str) -> None:
        """Write by program."""
        self.number.write(number)
        self.label.write(label)

    def empty(self) -> bool:
        """Tell whether nothing stands in it."""
        return not (self.number.text().strip() or self.label.text().strip())

    def retell(self) -> None:
        """Say it in the present language."""
        self.label.setPlaceholderText(t("member.form.phone_label"))
        self.label.setAccessibleName(t("member.form.phone_label"))
        self.number.setAccessibleName(t("member.field.phones"))
        super().retell()

    def restyle(self) -> None:
        self.can_drop(self._droppable)
        self._row.setSpacing(theme.px(6))
        self.label.setFixedWidth(theme.px(96 if theme.current().factor <= 1 else 76))


class AddressLine(_Line):
    """An address, its estate and how to get there."""

    def __init__(self) -> None:
        self.text = Entry(name=t("member.field.addresses"))
        super().__init__(self.text)
        self.estate, self.note = Entry(name=""), Entry(name="")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.text, 1)
        first.addWidget(self._drop)
        second.addWidget(self.estate, 2)
        second.addWidget(self.note, 3)
        whole.addLayout(first)
        whole.addLayout(second)
        self._boxes = whole, first, second
        self._watch(self.text, self.estate, self.note)
        self.retell()
        self.dress()

    def read(self) -> AddressEntry:
        """What was typed."""
        return AddressEntry(text=self.text.text(), estate=self.estate.text(), note=self.note.text())

    def fill(self, text: str, estate: str, note: str) -> None:
        """Write by program."""
        self.text.write(text)
        self.estate.write(estate)
        self.note.write(note)

    def empty(self) -> bool:
        """Tell whether nothing stands in it."""
        return not any(entry.text().strip() for entry in (self.text, self.estate, self.note))

    def retell(self) -> None:
        """Say it in the present language."""
        hints = {self.estate: "member.form.estate", self.note: "member.form.address_note"}
        for entry, key in hints.items():
            entry.setPlaceholderText(t(key))
            entry.setAccessibleName(t(key))
        self.text.setPlaceholderText(t("member.form.address_hint"))
        self.text.setAccessibleName(t("member.field.addresses"))
        super().retell()

    def restyle(self) -> None:
        self.can_drop(self._droppable)
        for box in self._boxes:
            box.setSpacing(theme.px(6))


class AlikeBox(Inset):
    """The amber line under the phones: somebody is on file already. ``open_it(member_id)`` by its link."""

    open_it = Signal(str)

    def __init__(self) -> None:
        super().__init__("warning")
        self._likeness: Likeness | None = None
        self._insists = False
        icon = Picture("alert", tone="warning", side=16)
        self.row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        self._words = Text(style="label", tone="warning")
        self._words.setWordWrap(True)
        self._open = Button("", "link", key="Ctrl+O")
        self._open.clicked.connect(self.open_now)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addWidget(self._words)
        lines.addWidget(self._open, 0, Qt.AlignmentFlag.AlignRight)
        self.row.addLayout(lines, 1)

    def show_likeness(self, likeness: Likeness | None, *, insists: bool = False) -> None:
        """Say who it may be; ``insists`` says too how to save all the same."""
        self._likeness, self._insists = likeness, insists
        self.retell()

    def likeness(self) -> Likeness | None:
        """Who it may be."""
        return self._likeness

    def open_now(self) -> None:
        """Ask for the file of who it may be."""
        if self._likeness is not None:
            self.open_it.emit(self._likeness.id)

    def retell(self) -> None:
        """Say it in the present language."""
        likeness = self._likeness
        self._open.say(t("member.form.open_alike"))
        if likeness is None:
            self._words.setText("")
            return
        who = " ".join(p for p in (likeness.name, likeness.masked) if p)
        if likeness.archived:
            who = t("member.form.archived_one", who=who)
        key = "alike_insist" if self._insists else f"alike_{likeness.why}"
        self._words.setText(t(f"member.form.{key}", who=who))
        self._fit()

    def _fit(self) -> None:
        """Give the sentence the height it needs: a form does not ask its rows again for a new text."""
        need = self._words.heightForWidth(max(self._words.width(), 40))
        self._words.setMinimumHeight(max(need, 0))  # an empty label asks for -1

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class Ticks(Dressed, QWidget):
    """Tick boxes by value: side by side, in large type one below the other."""

    changed = Signal()

    def __init__(self, values: tuple[str, ...], text_key: str) -> None:
        super().__init__()
        self._key = text_key
        self._ticks = {value: Tick(t(f"{text_key}.{value}")) for value in values}
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for tick in self._ticks.values():
            tick.toggled.connect(self._say)
            self._row.addWidget(tick)
        self._row.addStretch(1)
        self.setFocusProxy(next(iter(self._ticks.values())))
        self.dress()

    def ticked(self) -> tuple[str, ...]:
        """The values that are ticked."""
        return tuple(value for value, tick in self._ticks.items() if tick.isChecked())

    def tick(self, values: tuple[str, ...]) -> None:
        """Tick these and no others, by program."""
        for value, tick in self._ticks.items():
            tick.blockSignals(True)
            tick.setChecked(value in values)
            tick.blockSignals(False)

    def retell(self) -> None:
        """Say it in the present language."""
        for value, tick in self._ticks.items():
            tick.say(t(f"{self._key}.{value}"))

    def _say(self) -> None:
        self.changed.emit()

    def restyle(self) -> None:
        large = theme.current().factor > 1
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.TopToBottom if large else ways.LeftToRight)
        self._row.setSpacing(theme.px(2 if large else 16))
