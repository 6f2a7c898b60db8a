"""One photo in the window, as large as there is room: what it shows, who added it, how long it stays."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from models.base.usecase import Outcome
from models.rules.attachments import ENDINGS, PURPOSES
from models.services import attachments
from models.services.attachments import Attached, Opened
from views import clock, places, sayings, theme, whole_file
from views.acts import act
from views.page import Desk, Page
from views.screens.photos import Seen, seen
from views.screens.photos_panel import name_of, purpose_words
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.dressed import Dressed
from views.widgets.facts import KeyValues
from views.widgets.keycap import key_text
from views.widgets.panel import Panel
from views.widgets.saving import ask_where
from views.widgets.text import Text

SIDE_WIDE = 300
_NONE = "other"
"""How the purpose that is none is called."""


class Canvas(Dressed, QWidget):
    """The picture, fitted; or a sentence in its place."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._words, self._tone = "", "text.secondary"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.dress()

    def show_picture(self, image: QImage, said: str) -> None:
        """Show a picture; ``said`` tells it to who does not see it."""
        self._image, self._words = image, ""
        self.setAccessibleName(said)
        self.update()

    def show_words(self, words: str, *, tone: str = "text.secondary") -> None:
        """Show a sentence."""
        self._image, self._words, self._tone = None, words, tone
        self.setAccessibleName(words)
        self.update()

    def picture(self) -> QImage | None:
        """What is shown."""
        return self._image

    def words(self) -> str:
        """The sentence in its place."""
        return self._words

    def room(self) -> QSize:
        """How many device pixels there are."""
        return self.size() * self.devicePixelRatioF()

    def restyle(self) -> None:
        self.setMinimumHeight(theme.px(200))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface.alt"))
        if self._image is None:
            painter.setFont(theme.font("body"))
            painter.setPen(theme.colour(self._tone))
            box = self.rect().adjusted(theme.px(32), 0, -theme.px(32), 0)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(box, int(flags), self._words)
            return
        size = self._image.size()
        if size.width() > self.width() or size.height() > self.height():
            size = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        at = self.rect().center() - QPoint((size.width() - 1) // 2, (size.height() - 1) // 2)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRect(at, size), self._image)


class AttachmentPage(Page):
    """``target`` is a :class:`places.Photo`."""

    name = "attachment"
    home = places.JOBS
    reads = frozenset({"attachments"})
    hints = (("shell.up", "Esc"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._target: places.Photo | None = None
        self._opened: Opened | None = None
        self._read_for = QSize()
        self.canvas = Canvas()
        self._panel = Panel(None, flush=True)
        self._panel.body.addWidget(self.canvas, 1)
        self._facts = Panel("", ruled=False)
        self._values = KeyValues()
        self._facts.body.addWidget(self._values)
        self._label = Text("", style="label", tone="text.secondary")
        self.retold(self._label, "attachments.shows")
        self._facts.body.addWidget(self._label)
        marks = QGridLayout()
        for place, purpose in enumerate(PURPOSES):
            button = Button(self.acts[f"mark_{purpose or _NONE}"], "quiet")
            marks.addWidget(button, place // 2, place % 2)
        marks.setColumnStretch(1, 1)
        self._facts.body.addLayout(marks)
        for name in ("save", "remove", "open_job"):
            self._facts.body.addWidget(Button(self.acts[name]))
        self._facts.body.addStretch(1)
        columns = QHBoxLayout()
        columns.addWidget(self._panel, 1)
        columns.addWidget(self._facts)
        self._columns = columns
        whole = QVBoxLayout(self)
        whole.addLayout(columns, 1)
        self.dress()

    # What the page answers

    def title(self) -> str:
        return t("attachments.title")

    def record(self) -> str:
        if self._opened is None:
            return " "
        return self._opened.row.job or purpose_words(self._opened.row.purpose)

    def first_focus(self) -> QWidget:
        return self.canvas

    def opened(self, target: object) -> None:
        if isinstance(target, places.Photo):
            self._target, self._opened = target, None
            self.canvas.show_words(t("attachments.state.loading"))
        self.outdate()

    def reload(self) -> None:
        if self._target is not None:
            self.desk.tasks.ask(
                attachments.opened,
                self._target.id,
                slot="attachment",
                done=self._take,
                refused=self._gone,
            )

    def restyle(self) -> None:
        super().restyle()
        self._facts.setFixedWidth(theme.px(SIDE_WIDE))
        self._facts.body.setSpacing(theme.px(10))
        self._columns.setSpacing(theme.size("panel.gap"))

    def retranslate(self) -> None:
        super().retranslate()
        if self._opened is not None:
            self._show(self._opened.row)

    # Acts

    @act("attachments.act.next", "Right", "PgDown")
    def next_photo(self) -> None:
        """The one after it."""
        self._step(1)

    @act("attachments.act.back", "Left", "PgUp")
    def former_photo(self) -> None:
        """The one before it."""
        self._step(-1)

    @act("attachments.act.save", "Ctrl+S")
    def save(self) -> None:
        """Save a copy outside; that it was done stands in the journal."""
        if self._opened is None:
            return
        row = self._opened.row
        name = row.name or purpose_words(row.purpose) + ENDINGS[row.media_type]
        ask_where(
            self,
            t("attachments.act.save"),
            name=name,
            then=self.save_to,
            kinds=t("attachments.all_files"),
        )

    @act("attachments.act.remove", "Delete")
    def remove(self) -> None:
        """Take it off and go on to the next; Ctrl+Z brings it back."""
        if self._opened is not None:
            row = self._opened.row
            words = t("attachments.said.removed", name=name_of(row))
            self.desk.tasks.run(attachments.remove, row.id, done=partial(self._removed, words))

    @act("attachments.act.job", "Ctrl+O", bar=False)
    def open_job(self) -> None:
        """To the job it belongs to."""
        if self._opened is not None and self._opened.row.ref_kind == "job":
            self.desk.go(places.JOB, self._opened.row.ref_id)

    @act("attachments.purpose.damage", "Ctrl+1", bar=False)
    def mark_damage(self) -> None:
        """It shows damage."""
        self._mark("damage")

    @act("attachments.purpose.before", "Ctrl+2", bar=False)
    def mark_before(self) -> None:
        """It shows how it was before the work."""
        self._mark("before")

    @act("attachments.purpose.after", "Ctrl+3", bar=False)
    def mark_after(self) -> None:
        """It shows how it is after the work."""
        self._mark("after")

    @act("attachments.purpose.paper", "Ctrl+4", bar=False)
    def mark_paper(self) -> None:
        """It is a paper."""
        self._mark("paper")

    @act("attachments.purpose.other", "Ctrl+5", bar=False)
    def mark_other(self) -> None:
        """It shows something else."""
        self._mark(_NONE)

    def save_to(self, path: str) -> None:
        """Note the copy in the journal, then write it."""
        if self._opened is not None:
            target = Path(path)
            self.desk.tasks.run(
                attachments.save, self._opened.row.id, done=partial(self._write, target)
            )

    # Inside

    def _step(self, by: int) -> None:
        if self._target is None or self._target.id not in self._target.among:
            return
        among = self._target.among
        place = among.index(self._target.id) + by
        if 0 <= place < len(among):
            self._target = places.Photo(among[place], among)
            self.canvas.show_words(t("attachments.state.loading"))
            self.reload()

    def _take(self, found: Opened) -> None:
        before, self._opened = self._opened, found
        self._show(found.row)
        self.changed.emit()
        if before is None or before.row.id != found.row.id or self.canvas.picture() is None:
            self._read()

    def _read(self) -> None:
        found = self._opened
        if found is None:
            return
        if not found.row.picture:
            save = key_text("Ctrl+S")
            self.canvas.show_words(t("attachments.state.no_preview", save=save))
            return
        self._read_for = self.canvas.room()
        self.desk.tasks.pool(seen, found, self._read_for, done=self._seen)

    def _seen(self, found: Seen) -> None:
        if self._opened is None or found.row.id != self._opened.row.id:
            return
        if found.image is not None:
            self.canvas.show_picture(found.image, name_of(found.row))
            return
        known = {"attachment.damaged": "damaged", "attachment.missing": "missing"}
        key = known.get(found.code, "unread")
        if key == "unread":
            self.canvas.show_words(t("attachments.state.unread", save=key_text("Ctrl+S")))
        else:
            self.canvas.show_words(t(f"attachments.state.{key}"), tone="danger")

    def _gone(self, _refused: object) -> None:
        """It was removed, here or elsewhere: there is nothing to stay for."""
        self.desk.back()

    def _show(self, row: Attached) -> None:
        zone, now = self.desk.notices.zone, clock.now()
        until = row.keep_until
        values = (
            ("purpose", purpose_words(row.purpose)),
            ("job", row.job),
            ("kind", _kind(row)),
            ("at", sayings.moment(row.at, zone, now)),
            ("actor", row.actor),
            ("until", sayings.iso_day(until) if until else t("attachments.field.forever")),
        )
        self._facts.set_title(name_of(row))
        self._values.write([(t(f"attachments.field.{key}"), v) for key, v in values if v])
        self.acts["open_job"].setEnabled(row.ref_kind == "job")

    def _mark(self, value: str) -> None:
        if self._opened is None:
            return
        row, purpose = self._opened.row, "" if value == _NONE else value
        if purpose != row.purpose:
            words = t("attachments.said.marked", name=name_of(row), purpose=purpose_words(purpose))
            self.desk.tasks.run(attachments.mark, row.id, purpose, done=partial(self._say, words))

    def _say(self, words: str, outcome: Outcome[Any]) -> None:
        self.desk.notices.say(words, undo=undo_of(self.desk, outcome))

    def _removed(self, words: str, outcome: Outcome[Any]) -> None:
        self._say(words, outcome)
        if self._target is None:
            return
        gone, left = self._target.id, [i for i in self._target.among if i != self._target.id]
        place = self._target.among.index(gone) if gone in self._target.among else 0
        if left:
            self._target = places.Photo(left[min(place, len(left) - 1)], tuple(left))
            self._opened = None

    def _write(self, path: Path, outcome: Outcome[Opened]) -> None:
        self.desk.tasks.pool(_copy_out, outcome.result, path, done=self._saved)

    def _saved(self, path: Path) -> None:
        self.desk.notices.say(t("attachments.said.saved", path=str(path)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A much larger window gets a sharper picture."""
        super().resizeEvent(event)
        room = self.canvas.room()
        if self._opened is not None and room.width() > self._read_for.width() * 5 // 4:
            self._read()


def _copy_out(opened: Opened, path: Path) -> Path:
    """Write the content to a file of the user's choice, piece by piece. Pool."""
    with whole_file.written(path) as part, part.open("wb") as file:
        for piece in opened.pieces():
            file.write(piece)
    return path


def _kind(row: Attached) -> str:
    kind = "picture" if row.picture else "pdf" if row.media_type == "application/pdf" else "file"
    return f"{t(f'attachments.kind.{kind}')} {_size(row.size)}"


def _size(count: int) -> str:
    """Bytes as a person reads them."""
    return f"{count / 1_000_000:.1f} MB" if count >= 100_000 else f"{max(1, count // 1000)} KB"
