"""One topic of a draft: its settings with their sentences, its rows, the worked example. It saves nothing."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.base.errors import Refused
from models.rules.programme import Programme
from views import programme_words as words
from views import theme
from views.programme_example import topic_example
from views.screens.programme_offers import after_choice
from views.screens.programme_slots import Slot, SlotField, value_at, with_value
from views.screens.programme_topics import Topic
from views.texts import t
from views.widgets.dressed import Dressed
from views.widgets.fields import Entry
from views.widgets.form import Form
from views.widgets.lists import ListView, RowDelegate, RowModel, RowPen
from views.widgets.panel import Inset
from views.widgets.scroll import ScrollColumn
from views.widgets.text import Text

ROWS_SEEN = 5
"""So many rows stand there before the list scrolls."""


class _RowDelegate(RowDelegate):
    ruled = True

    def draw_row(self, pen: RowPen, row: tuple[int, str]) -> None:
        pen.text(16, 0, row[1])


class TopicSheet(Dressed, QWidget):
    """``changed(Programme)`` after every change by hand that can be read; ``refuse`` says no beside a field."""

    changed = Signal(object)

    def __init__(self, topic: Topic, programme: Programme) -> None:
        super().__init__()
        self.topic, self.programme = topic, programme
        self._unread: dict[str, Refused] = {}
        self._example = Inset("plain")
        self._sum = Text(style="body.strong")
        self._sum.setWordWrap(True)
        self._example.row.addWidget(self._sum, 1)
        self._column = ScrollColumn()
        self._plain, self._fields = self._form(topic.slots)
        self._rowed, self._row_fields = self._form(topic.rows.slots if topic.rows else ())
        self._told = Text(style="label", tone="text.secondary")
        self._told.setWordWrap(True)
        self._model = RowModel(lambda row: row[1], self)
        self.list = ListView(self._model, _RowDelegate(), name=t(f"programme.topic.{topic.name}"))
        self.list.set_empty(t("programme.no_rows"))
        self.list.pointed.connect(self._pointed)
        self.list.opened.connect(self._into)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._example)
        whole.addWidget(self._column, 1)
        for part in (self._plain, self.list, self._rowed, self._told):
            self._column.body.addWidget(part)
        self._column.body.addStretch(1)
        self._plain.setVisible(bool(topic.slots))
        for part in (self.list, self._rowed, self._told):
            part.setVisible(topic.rows is not None)
        self._whole = whole
        self.show_programme(programme)
        self.dress()

    # What the page asks

    def show_programme(self, programme: Programme) -> None:
        """Show these rules; the chosen row stays chosen."""
        self.programme = programme
        self._unread.clear()
        for field in (*self._fields, *self._row_fields):
            field.offer(programme)
        for field in self._fields:
            field.write(value_at(programme, field.slot.path))
        self._plain.accept()
        self._show_rows()
        self._tell()

    def first(self) -> QWidget | None:
        """The field to begin with: the rows where there are only rows."""
        return self._plain.first() if self.topic.slots else self.list

    def add_row(self) -> bool:
        """A new row at the end, chosen; False where the rows are fixed or there are none."""
        rows = self.topic.rows
        if rows is None or rows.make is None:
            return False
        made = rows.make(self.programme)
        self._put(rows.put(self.programme, (*rows.of(self.programme), made)))
        self.point(len(rows.of(self.programme)) - 1)
        self._focus_row()
        return True

    def remove_row(self) -> bool:
        """Take the chosen row away; False where there is none to take."""
        rows, place = self.topic.rows, self._place()
        if rows is None or rows.make is None or place is None:
            return False
        left = list(rows.of(self.programme))
        del left[place]
        self._put(rows.put(self.programme, left))
        return True

    def point(self, place: int) -> None:
        """Choose the row at ``place``."""
        self.list.point_row(lambda row: row[0] == place)

    def refuse(self, path: str, sentence: str) -> bool:
        """Say a refusal beside the field of a path like ``tiers.steps.1.need``; False where it is not here."""
        rows = self.topic.rows
        if rows is not None and path.startswith(f"{rows.path}."):
            place, _, rest = path.removeprefix(f"{rows.path}.").partition(".")
            if place.isdecimal():
                self.point(int(place))
                return self._refuse_in(self._rowed, self._row_fields, rest, sentence) or (
                    self._say_no(sentence)
                )
        if self._refuse_in(self._plain, self._fields, path, sentence):
            return True
        return rows is not None and path == rows.path and self._say_no(sentence)

    def unread(self) -> Refused | None:
        """What was typed and cannot be read, the first of it."""
        for name, refused in self._unread.items():
            if any(f.slot.name == name for f in (*self._fields, *self._row_fields)):
                return refused
        return None

    def say_unread(self, sentence: str) -> None:
        """Say under the first field that cannot be read why."""
        for form, fields in ((self._plain, self._fields), (self._rowed, self._row_fields)):
            for field in fields:
                if field.slot.name in self._unread:
                    form.refuse(field.slot.name, sentence)
                    return

    def retell(self) -> None:
        """Say everything in the present language."""
        for form, fields in ((self._plain, self._fields), (self._rowed, self._row_fields)):
            form.relabel({field.slot.name: field.slot.words() for field in fields})
            for field in fields:
                field.retell()
        self.list.set_empty(t("programme.no_rows"))
        self.show_programme(self.programme)

    # Inside

    def _form(self, slots: tuple[Slot, ...]) -> tuple[Form, list[SlotField]]:
        form, fields = Form(), []
        for slot in slots:
            field = SlotField(slot, self.programme, self)
            form.add(slot.name, slot.words(), field.widget)
            field.typed.connect(self._typed)
            if isinstance(field.widget, Entry):
                field.widget.settled.connect(self._settled)
            fields.append(field)
        return form, fields

    def _place(self) -> int | None:
        row = self.list.current_row()
        return row[0] if row is not None else None

    def _owner(self) -> Any:
        """The row that is chosen, or None."""
        place = self._place()
        if self.topic.rows is None or place is None:
            return None
        rows = self.topic.rows.of(self.programme)
        return rows[place] if place < len(rows) else None

    def _typed(self, field: SlotField) -> None:
        slot = field.slot
        try:
            value = field.read()
        except Refused as refused:
            self._unread[slot.name] = refused
            return
        self._unread.pop(slot.name, None)
        if field in self._fields:
            self._put(with_value(self.programme, slot.path, value))
        else:
            self._type_row(slot, value)

    def _type_row(self, slot: Slot, value: Any) -> None:
        row, rows, place = self._owner(), self.topic.rows, self._place()
        if row is None or rows is None or place is None:
            return
        changed = after_choice(with_value(row, slot.path, value), slot.path, value)
        all_rows = list(rows.of(self.programme))
        all_rows[place] = changed
        self._put(rows.put(self.programme, all_rows))
        for field in self._row_fields:
            if not field.widget.hasFocus() and field.slot is not slot:
                field.write(value_at(changed, field.slot.path))

    def _put(self, programme: Programme) -> None:
        self.programme = programme
        self._show_rows()
        self._tell()
        self.changed.emit(programme)

    def _settled(self) -> None:
        """On leaving a field: what cannot be read is said under it."""
        for form, fields in ((self._plain, self._fields), (self._rowed, self._row_fields)):
            for field in fields:
                if field.widget is self.sender() and field.slot.name in self._unread:
                    form.complain(
                        field.slot.name, t(f"refused.{self._unread[field.slot.name].code}")
                    )

    def _show_rows(self) -> None:
        rows = self.topic.rows
        if rows is None:
            return
        told = [
            (place, words.row_words(self.programme, row))
            for place, row in enumerate(rows.of(self.programme))
        ]
        self.list.show_rows(told, key=lambda row: row[0])
        self._measure()
        self._pointed(self.list.current_row())

    def _pointed(self, _row: object) -> None:
        owner = self._owner()
        self._rowed.setVisible(owner is not None)
        self._told.setVisible(owner is not None)
        if owner is None:
            return
        for field in self._row_fields:
            if not field.widget.hasFocus():
                field.write(value_at(owner, field.slot.path))
                self._unread.pop(field.slot.name, None)
        self._tell()

    def _tell(self) -> None:
        """Write the sentences under the settings, the row's own, and the worked example."""
        told = {
            sentence.key: sentence.text
            for sentence in words.tell_topic(self.programme, self.topic.name)
        }
        for field in self._fields:
            if field.slot.name not in self._unread:
                self._plain.hint(field.slot.name, told.get(field.slot.told, ""))
            self._plain.show_row(field.slot.name, field.slot.shown(None, self.programme))
        owner = self._owner()
        if owner is not None:
            for field in self._row_fields:
                self._rowed.show_row(field.slot.name, field.slot.shown(owner, self.programme))
            self._told.setText(words.row_words(self.programme, owner))
        example = topic_example(self.programme, self.topic.name, row=owner)
        self._sum.setText(example)
        self._example.setVisible(bool(example))

    def _refuse_in(self, form: Form, fields: list[SlotField], path: str, sentence: str) -> bool:
        owner = self._owner() if fields is self._row_fields else None
        for field in fields:
            shown = (
                field.slot.shown(owner, self.programme) if owner or fields is self._fields else 0
            )
            if shown and f"{path}.".startswith(f"{field.slot.path}."):
                return form.refuse(field.slot.name, sentence)
        return False

    def _say_no(self, sentence: str) -> bool:
        """A refusal of the rows as a whole, or of something that has no field: above them."""
        self._sum.setText(sentence)
        self._example.set_tone("danger")
        self._example.show()
        self.list.setFocus()
        return True

    def _into(self, _row: object) -> None:
        self._focus_row()

    def _focus_row(self) -> None:
        first = next((f.widget for f in self._row_fields if not f.widget.isHidden()), None)
        if first is not None:
            first.setFocus()
            self._column.ensureWidgetVisible(self._rowed)

    def _measure(self) -> None:
        rows = min(max(self._model.rowCount(), 1), ROWS_SEEN)
        self.list.setFixedHeight(rows * theme.size("row.list") + 2)

    def restyle(self) -> None:
        self._whole.setSpacing(theme.px(10))
        self._column.body.setSpacing(theme.px(10))
        self._measure()
