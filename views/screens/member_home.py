"""Where a member lives, with whom, how else to reach them, and who brought them."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from models.rules.phones import phone_text
from models.services.member_file import MemberFile
from views import sayings, theme
from views.screens.member_care import tight
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.panel import Panel
from views.widgets.text import Text

LINK_PAD = 5
"""A link has this much room before its words; plain values stand in line with it."""
LABEL_MOST = 84
"""A longer label is told in several lines."""
GAP = 6
ROOM = 254
"""What a row has in the left column when its bar is shown."""

Link = tuple[str, Callable[[], None]]


class HomePanel(Panel):
    """住址和家人. ``reveal(phone_id)``, ``jump(member_id)`` and ``leave`` are asked for by its links."""

    reveal = Signal(str)
    jump = Signal(str)
    leave = Signal()

    def __init__(self, edit: QAction) -> None:
        self._inside: QWidget | None = None
        super().__init__(t("member.home"), ruled=False)
        self._edit = Button(t("member.change"), "link")
        self._edit.clicked.connect(edit.trigger)
        self.add_right(self._edit)

    def show_file(self, file: MemberFile, revealed: Mapping[str, str]) -> None:
        """Show addresses, phones, the household, and who brought the member."""
        if self._inside is not None:
            self.body.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        rows = _Rows(_labels(file))
        self._inside = rows
        self._tell_reach(rows, file, revealed)
        self._tell_people(rows, file)
        if not rows.filled:
            rows.note(t("member.home_empty"))
        self.body.addWidget(rows)

    def _tell_reach(self, rows: "_Rows", file: MemberFile, revealed: Mapping[str, str]) -> None:
        for address in file.addresses:
            rows.value(t("member.row.address"), address.text)
            estate = "" if address.estate in address.text else address.estate
            if note := t("words.list_comma").join(p for p in (address.note, estate) if p):
                rows.note(note)
        for phone in file.phones[1:]:  # the first one stands in the header
            full = revealed.get(phone.id, "")
            link = None if full else (t("member.reveal"), partial(self.reveal.emit, phone.id))
            words = phone_text(full) if full else phone.masked
            rows.value(phone.label or t("member.row.phone"), words, link=link)

    def _tell_people(self, rows: "_Rows", file: MemberFile) -> None:
        for person in file.household:
            last = person is file.household[-1]
            link = (t("member.leave_household"), self.leave.emit) if last else None
            go = partial(self.jump.emit, person.id)
            rows.person(
                t("member.row.family"),
                sayings.who(person.name),
                go,
                beside=person.masked,
                link=link,
            )
        brought = t("member.brought", count=file.brought) if file.brought else ""
        if file.referred_by is not None:
            go = partial(self.jump.emit, file.referred_by.id)
            rows.person(
                t("member.row.referrer"), sayings.who(file.referred_by.name), go, beside=brought
            )
        elif brought:
            rows.value(t("member.row.brought"), brought)
        if file.source and file.referred_by is None:
            rows.value(t("member.row.source"), t(f"member.source.{file.source}"))

    def retell(self) -> None:
        """Say the head in the present language; rows follow with the file."""
        self.set_title(t("member.home"))
        self._edit.say(t("member.change"))

    def restyle(self) -> None:
        super().restyle()
        tight(self)


def _labels(file: MemberFile) -> list[str]:
    """Every label that will stand there."""
    names = [
        (file.addresses, "address"),
        (file.household, "family"),
        (file.referred_by, "referrer"),
    ]
    found = [t(f"member.row.{name}") for there, name in names if there]
    found += [phone.label or t("member.row.phone") for phone in file.phones[1:]]
    if file.referred_by is None:
        told = ((file.brought, "brought"), (file.source, "source"))
        found += [t(f"member.row.{name}") for there, name in told if there]
    return found


class _Rows(QWidget):
    """Rows of label and value, made for one file, one language and one size of type. Nothing is cut

    but a person's name longer than its line, whose whole text is the link's tip.
    """

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(GAP))
        self._grid.setVerticalSpacing(theme.px(2))
        self._grid.setColumnStretch(1, 1)
        widest = max((_wide(label) for label in labels), default=0) + 2
        self._label_wide = min(widest, theme.px(LABEL_MOST))
        self.filled = 0

    def value(self, label: str, value: str, *, link: Link | None = None) -> None:
        """Add a row of plain words, with ``link`` at its end."""
        ways = Qt.AlignmentFlag
        line = self._row(label, align=ways.AlignVCenter if link else ways.AlignTop)
        words = Text(value, style="label")
        words.setWordWrap(True)
        words.setMinimumHeight(theme.px(24) if link else 0)
        line.addSpacing(theme.px(LINK_PAD))
        line.addWidget(words, 1)
        self._end(line, label, link)

    def person(
        self,
        label: str,
        name: str,
        go: Callable[[], None],
        *,
        beside: str = "",
        link: Link | None = None,
    ) -> None:
        """Add somebody whose name leads to the file; ``beside`` stands after it, or below for want of room."""
        line = self._row(label, align=Qt.AlignmentFlag.AlignVCenter)
        button = Button(name, "link")
        button.setToolTip(name)
        button.setAccessibleName(f"{label} {name} {beside}".strip())
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(go)
        line.addWidget(button)
        room = theme.px(ROOM - GAP) - self._label_wide - button.sizeHint().width()
        room -= _wide(link[0]) + theme.px(16) if link else 0
        fits = _wide(beside) + theme.px(GAP) <= room
        if beside and fits:
            line.addWidget(Text(beside, style="label", tone="text.secondary"))
        line.addStretch(1)
        self._end(line, label, link)
        if beside and not fits:
            self.note(beside)

    def note(self, words: str) -> None:
        """Add a quiet line under the row before."""
        said = Text(words, style="label", tone="text.secondary")
        said.setWordWrap(True)
        said.setContentsMargins(theme.px(LINK_PAD if self.filled else 0), 0, 0, 0)
        self._grid.addWidget(said, self.filled, 1 if self.filled else 0, 1, 2)
        self.filled += 1

    def _row(self, label: str, *, align: Qt.AlignmentFlag) -> QHBoxLayout:
        quiet = Text(label, style="label", tone="text.secondary")
        quiet.setWordWrap(True)
        quiet.setFixedWidth(self._label_wide)
        self._grid.addWidget(quiet, self.filled, 0, align)
        line = QHBoxLayout()
        line.setSpacing(theme.px(GAP))
        self._grid.addLayout(line, self.filled, 1)
        self.filled += 1
        return line

    def _end(self, line: QHBoxLayout, label: str, link: Link | None) -> None:
        if link is None:
            return
        act = Button(link[0], "link")
        act.clicked.connect(link[1])
        act.setAccessibleName(f"{link[0]} {label}")
        line.addWidget(act)


def _wide(words: str) -> int:
    return theme.metrics("label").horizontalAdvance(words)
