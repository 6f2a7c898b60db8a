"""The left column of a member's file: what to mind, where they live and with whom, what they agreed to."""

import html
from collections.abc import Callable, Mapping
from datetime import date, tzinfo
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from models.rules.phones import phone_text
from models.services.consents import ConsentRow
from models.services.member_file import MemberFile
from views import sayings, theme
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.dressed import Dressed
from views.widgets.panel import Panel
from views.widgets.text import Eliding, Picture, Text

CARES = (
    ("special_needs", "ear"),
    ("access_notes", "stairs"),
    ("taboos", "dog"),
    ("preferences", "star"),
    ("notes", "note"),
)
"""What stands in a file for whoever goes there, with its icon, the most pressing first."""
FIRST_WORDS = 14
LINK_PAD = 5
"""A link has this much room before its words; plain values stand in line with it."""


class CareLines(Dressed, QWidget):
    """The notes of a file as lines with icons; the beginning of a special need is bold."""

    def __init__(self, *, empty: str = "") -> None:
        super().__init__()
        self._empty_key = empty
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[Picture, Text]] = {}
        top = Qt.AlignmentFlag.AlignTop
        for place, (name, icon) in enumerate(CARES):
            picture, words = Picture(icon), Text()
            words.setWordWrap(True)
            self._grid.addWidget(picture, place, 0, top)
            self._grid.addWidget(words, place, 1, top)
            self._rows[name] = picture, words
        self._empty = Text(style="label", tone="text.secondary")
        self._empty.setWordWrap(True)
        self._grid.addWidget(self._empty, len(CARES), 0, 1, 2)
        self.dress()

    def show_file(self, file: MemberFile) -> None:
        """Show the notes that are not empty."""
        for name, (picture, words) in self._rows.items():
            note: str = getattr(file, name)
            picture.setVisible(bool(note))
            words.setVisible(bool(note))
            words.setAccessibleName(f"{t(f'member.field.{name}')} {note}")
            if name == "special_needs":
                words.setTextFormat(Qt.TextFormat.RichText)
                words.setText(_first_bold(note))
            else:
                words.setText(note)
        bare = not any(getattr(file, name) for name, _ in CARES)
        self._empty.setVisible(bare and bool(self._empty_key))
        self._empty.setText(t(self._empty_key) if self._empty_key else "")

    def restyle(self) -> None:
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(theme.px(8))


def _first_bold(note: str) -> str:
    """The note as rich text, escaped; what stands before the first stop is bold."""
    stops = [place for sign in ("，", "。", ",", "；", "\n") if (place := note.find(sign)) >= 0]
    end = min([*stops, len(note)])
    end = end if end <= FIRST_WORDS else 0
    rest = html.escape(note[end:]).replace("\n", "<br>")
    return f"<b>{html.escape(note[:end])}</b>{rest}"


class CarePanel(Panel):
    """要留意."""

    def __init__(self, edit: QAction) -> None:
        super().__init__(t("member.care"), ruled=False)
        self._edit = Button(t("member.change"), "link")
        self._edit.clicked.connect(edit.trigger)
        self.add_right(self._edit)
        self._lines = CareLines(empty="member.care_empty")
        self.body.addWidget(self._lines)

    def show_file(self, file: MemberFile) -> None:
        """Show a file's notes."""
        self._lines.show_file(file)

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("member.care"))
        self._edit.say(t("member.change"))

    def restyle(self) -> None:
        super().restyle()
        tight(self)


class HomePanel(Panel):
    """住址和家人. ``reveal(phone_id)``, ``jump(member_id)`` and ``leave`` are asked for by its links."""

    reveal = Signal(str)
    jump = Signal(str)
    leave = Signal()

    def __init__(self, edit: QAction) -> None:
        super().__init__(t("member.home"), ruled=False)
        self._edit = Button(t("member.change"), "link")
        self._edit.clicked.connect(edit.trigger)
        self.add_right(self._edit)
        self._inside: QWidget | None = None

    def show_file(self, file: MemberFile, revealed: Mapping[str, str]) -> None:
        """Show addresses, phones, the household, and who brought the member."""
        if self._inside is not None:
            self.body.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = _Grid()
        for address in file.addresses:
            self._inside.row(t("member.row.address"), address.text, wrap=True)
            estate = "" if address.estate in address.text else address.estate
            if note := t("words.list_comma").join(p for p in (address.note, estate) if p):
                self._inside.note(note)
        for phone in file.phones[1:]:  # the first one stands in the header
            full = revealed.get(phone.id, "")
            link = None if full else (t("member.reveal"), self._reveal(phone.id))
            words = phone_text(full) if full else phone.masked
            self._inside.row(phone.label or t("member.row.phone"), words, link=link)
        for person in file.household:
            words = f"{person.name} {person.masked}".strip()
            last = person is file.household[-1]
            link = (t("member.leave_household"), self.leave.emit) if last else None
            self._inside.row(t("member.row.family"), words, jump=self._jump(person.id), link=link)
        brought = t("member.brought", count=file.brought) if file.brought else ""
        if file.referred_by is not None:
            jump = self._jump(file.referred_by.id)
            name = file.referred_by.name
            self._inside.row(t("member.row.referrer"), name, jump=jump, beside=brought)
        elif brought:
            self._inside.row(t("member.row.brought"), brought)
        if file.source and file.referred_by is None:
            self._inside.row(t("member.row.source"), t(f"member.source.{file.source}"))
        if not self._inside.filled:
            self._inside.note(t("member.home_empty"))
        self.body.addWidget(self._inside)

    def _reveal(self, phone_id: str) -> Callable[[], None]:
        return partial(self.reveal.emit, phone_id)

    def _jump(self, member_id: str) -> Callable[[], None]:
        return partial(self.jump.emit, member_id)

    def retell(self) -> None:
        """Say the head in the present language; rows follow with the file."""
        self.set_title(t("member.home"))
        self._edit.say(t("member.change"))

    def restyle(self) -> None:
        super().restyle()
        tight(self)


class _Grid(Dressed, QWidget):
    """Rows of label and value; a value may be a link, or have one beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self.filled = 0
        self.dress()

    def row(
        self,
        label: str,
        value: str,
        *,
        wrap: bool = False,
        jump: Callable[[], None] | None = None,
        beside: str = "",
        link: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """Add a row; ``jump`` makes the value a link, ``beside`` stands after it, ``link`` at the end."""
        place = Qt.AlignmentFlag.AlignTop if wrap else Qt.AlignmentFlag.AlignVCenter
        quiet = Eliding(label, style="label", tone="text.secondary")
        quiet.setMaximumWidth(theme.px(64))
        self._grid.addWidget(quiet, self.filled, 0, place)
        line = QHBoxLayout()
        line.setSpacing(theme.px(6))
        if jump is not None:
            button = Button(value, "link")
            button.clicked.connect(jump)
            line.addWidget(button)
        else:
            words = Text(value, style="label") if wrap else Eliding(value, style="label")
            words.setWordWrap(wrap)
            words.setMinimumHeight(0 if wrap else theme.px(24))
            line.addSpacing(theme.px(LINK_PAD))
            line.addWidget(words, 0 if link else 1)
        if beside or link:
            line.addWidget(Eliding(beside, style="label", tone="text.secondary"), 1)
        if link is not None:
            end = Button(link[0], "link" if jump is None else "quiet")
            end.clicked.connect(link[1])
            end.setAccessibleName(f"{link[0]} {label}")
            line.addWidget(end)
        self._grid.addLayout(line, self.filled, 1)
        self.filled += 1

    def note(self, words: str) -> None:
        """Add a quiet line under the row before."""
        said = Text(words, style="label", tone="text.secondary")
        said.setWordWrap(True)
        said.setContentsMargins(theme.px(LINK_PAD if self.filled else 0), 0, 0, 0)
        self._grid.addWidget(said, self.filled, 1 if self.filled else 0, 1, 2)
        self.filled += 1

    def restyle(self) -> None:
        self._grid.setHorizontalSpacing(theme.px(6))
        self._grid.setVerticalSpacing(theme.px(2))


class ConsentPanel(Panel):
    """同意和隐私. ``change(purpose, granted)`` is asked for by a row's link."""

    change = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__(t("member.consents"), ruled=False)
        self._rows: dict[str, _ConsentLine] = {}
        self._seen = Text(style="caption", tone="text.secondary")
        self._seen.setWordWrap(True)
        self.body.addWidget(self._seen)

    def show_consents(self, consents: tuple[ConsentRow, ...], zone: tzinfo, today: date) -> None:
        """Show what holds for each purpose."""
        for row in consents:
            line = self._rows.get(row.purpose)
            if line is None:
                line = self._rows[row.purpose] = _ConsentLine(row.purpose)
                line.change.connect(self.change)
                self.body.insertWidget(self.body.count() - 1, line)
            line.show_row(row, zone, today)

    def show_seen(self, words: str) -> None:
        """Say that looking at a full number is kept, and who looked last."""
        self._seen.setText(words)

    def first_link(self) -> QWidget | None:
        """The first act of the panel, for the keyboard."""
        return next((line.act for line in self._rows.values()), None)

    def retell(self) -> None:
        """Say the head in the present language; rows follow with the file."""
        self.set_title(t("member.consents"))

    def restyle(self) -> None:
        super().restyle()
        tight(self)


class _ConsentLine(Dressed, QWidget):
    """Tick or cross, the purpose, since when and how, and the act that changes it."""

    change = Signal(str, bool)

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self._purpose, self._granted = purpose, False
        self._icon = Picture("x", side=16)
        self._name = Eliding(style="body")
        self._since = Text(style="label", tone="text.secondary")
        self.act = Button("", "link")
        self.act.clicked.connect(self._change)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._row = QHBoxLayout()
        whole.addLayout(self._row)
        for part, stretch in ((self._icon, 0), (self._name, 1), (self._since, 0), (self.act, 0)):
            self._row.addWidget(part, stretch)
        self.dress()

    def show_row(self, row: ConsentRow, zone: tzinfo, today: date) -> None:
        self._granted = bool(row.granted)
        icon = "check" if row.granted else "x" if row.granted is False else "minus"
        self._icon.show_icon(icon, tone="success" if row.granted else "text.secondary")
        name = t(f"member.consent.{row.purpose}")
        self._name.setText(name)
        if row.at is None:
            since = t("member.consent_never")
        else:
            day = sayings.day(row.at.astimezone(zone).date(), today)
            how = t(f"member.channel.{row.channel}" if row.granted else "member.consent_refused")
            since = f"{day} {how}"
        self._since.setText(since)
        act = t("member.withdraw" if row.granted else "member.agree")
        self.act.say(act)
        self.act.setAccessibleName(f"{name} {since} {act}")

    def _change(self) -> None:
        self.change.emit(self._purpose, not self._granted)

    def restyle(self) -> None:
        self._row.setSpacing(theme.px(8))


def tight(panel: Panel) -> None:
    """The small panels of the left column: their body begins right under the head."""
    side = theme.px(16) - 1
    panel.body.setContentsMargins(side, 0, theme.px(12), theme.px(10))
    panel.body.setSpacing(theme.px(4))
