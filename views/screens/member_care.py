"""What to mind with a member: the notes of the file as lines with icons."""

import html

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QWidget

from models.services.member_file import MemberFile
from views import theme
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.dressed import Dressed
from views.widgets.panel import Panel
from views.widgets.text import Picture, Text

CARES = (
    ("special_needs", "ear"),
    ("access_notes", "stairs"),
    ("taboos", "dog"),
    ("preferences", "star"),
    ("notes", "note"),
)
"""What stands in a file for whoever goes there, with its icon, the most pressing first."""
FIRST_WORDS = 14


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


def tight(panel: Panel) -> None:
    """The small panels of the left column: their body begins right under the head."""
    side = theme.px(16) - 1
    panel.body.setContentsMargins(side, 0, theme.px(12), theme.px(10))
    panel.body.setSpacing(theme.px(4))
