"""The top of the window: where one is, the search box always in the same spot, and the state of the desk."""

from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from views import theme
from views.widgets.avatar import Avatar
from views.widgets.buttons import IconButton
from views.widgets.dressed import Dressed
from views.widgets.light import TONES, Lamp
from views.widgets.text import Eliding, Picture, Text

Slot = Literal["backup", "printer"]
SEARCH_LEFT, SEARCH_LEFT_EXTRA = 430, 500
"""Where the search box begins in the window, at every type size and on every page (pictures, 1366 px)."""
SEARCH_WIDE = 486
SEARCH_WIDE_LARGE = 400


class StatusItem(Dressed, QAbstractButton):
    """A calm state in words (备份 10:30); in trouble amber with an alert icon, and Enter opens the fix."""

    def __init__(self, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon, self.troubled = icon, False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._picture = Picture(icon)
        self._words = Text(style="label", tone="text.secondary")
        self._row.addWidget(self._picture)
        self._row.addWidget(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.dress()

    def write(self, words: str, *, trouble: bool, spoken: str = "") -> None:
        """Say the state; trouble can be focused and clicked."""
        self.troubled = trouble
        self._words.setText(words)
        self._words.set_tone("warning" if trouble else "text.secondary")
        self._words.set_style("label.bold" if trouble else "label")
        self._picture.show_icon(
            "alert" if trouble else self._icon, tone="warning" if trouble else "text.secondary"
        )
        self.setAccessibleName(spoken or words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if trouble else Qt.FocusPolicy.NoFocus)
        self.updateGeometry()

    @property
    def opens(self) -> bool:
        """Whether a click goes somewhere now."""
        return self.troubled

    def restyle(self) -> None:
        self._row.setSpacing(theme.px(6))
        self.setMinimumHeight(theme.size("hit.min"))

    def sizeHint(self) -> QSize:
        return self._row.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Its parts draw themselves."""


class LightItem(StatusItem):
    """The light of the backups: a lamp with a few words, the whole sentence as tip; a click opens the backups."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("backup", parent)
        self.lamp = Lamp(self)
        self._row.insertWidget(0, self.lamp)
        self._picture.hide()
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def opens(self) -> bool:
        """Always: there is something to see while it is green, too."""
        return True

    def shine(self, colour: str, words: str, sentence: str) -> None:
        """Show a colour, the short words and the sentence."""
        self.write(words, trouble=colour in ("amber", "red"), spoken=sentence)
        self._words.set_tone(TONES[colour])
        self._picture.hide()
        self.lamp.show_colour(colour)
        self.setToolTip(sentence)


class TopBar(Dressed, QFrame):
    """``back`` when the arrow is clicked, ``fix(slot)`` when a troubled state is."""

    back = Signal()
    fix = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        self._left = QWidget(self)
        left = QHBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        self._arrow = IconButton("left", "", parent=self._left)
        self._arrow.clicked.connect(self.back)
        self._title = Eliding(style="title.page")
        self._note = Eliding(style="label", tone="text.secondary")
        left.addWidget(self._arrow)
        left.addWidget(self._title)
        left.addWidget(self._note, 1)
        self._left_row = left
        self._beside: QWidget | None = None
        self._search: QWidget | None = None
        self._right = QWidget(self)
        self._right_row = QHBoxLayout(self._right)
        self._right_row.setContentsMargins(0, 0, 0, 0)
        self._states: dict[str, StatusItem] = {}
        self.light = LightItem(self._right)
        items = {"backup": self.light, "printer": StatusItem("printer", self._right)}
        for slot, item in items.items():
            item.setObjectName(slot)
            item.clicked.connect(self._fix)
            item.hide()
            self._states[slot] = item
            self._right_row.addWidget(item)
        self._avatar = Avatar(parent=self._right)
        self._who = Text(style="label")
        self._role = Text(style="label", tone="text.secondary")
        for part in (self._avatar, self._who, self._role):
            part.hide()
            self._right_row.addWidget(part)
        self.dress()

    def set_search(self, search: QWidget) -> None:
        """Put the search box into its spot."""
        self._search = search
        search.setParent(self)
        search.show()
        self.settle()

    def show_place(self, title: str, note: str, *, back: bool, back_name: str, whole: bool) -> None:
        """Write where the user is: page title, then a record's number or a quiet line; ``whole`` is never cut."""
        self._title.setText(title)
        self._note.setText(note)
        self._note.setMinimumWidth(self._note.sizeHint().width() if whole else 0)
        self._arrow.setVisible(back)
        self._arrow.rename(back_name)
        self._keep_title()

    def _keep_title(self) -> None:
        """Beside a switch the title keeps its width while there is any: a number or a note gives way first."""
        if self._beside is None:
            self._title.setMinimumWidth(0)
            return
        others = [self._beside, *([self._arrow] if self._arrow.isVisibleTo(self._left) else [])]
        taken = sum(part.sizeHint().width() + self._left_row.spacing() for part in others)
        room = self._left.width() - taken - self._left_row.spacing()
        self._title.setMinimumWidth(max(0, min(self._title.sizeHint().width(), room)))

    def show_beside(self, widget: QWidget | None) -> None:
        """Stand a page's own switch beside the title, or nothing."""
        if widget is self._beside:
            return
        if self._beside is not None:
            self._beside.hide()
        self._beside = widget
        if widget is not None:
            if self._left_row.indexOf(widget) < 0:
                self._left_row.insertWidget(self._left_row.indexOf(self._note), widget)
            widget.show()
        self._keep_title()

    def show_state(
        self, slot: Slot, words: str, *, trouble: bool = False, spoken: str = ""
    ) -> None:
        """Say the state of backup or printer; no words hide it."""
        item = self._states[slot]
        item.write(words, trouble=trouble, spoken=spoken)
        item.setProperty("shown", bool(words))
        self.settle()

    def show_light(self, colour: str, words: str, sentence: str) -> None:
        """Let the light of the backups shine; ``sentence`` says what to do."""
        self.light.shine(colour, words, sentence)
        self.light.setProperty("shown", True)
        self.settle()

    def show_user(self, name: str, role: str) -> None:
        """Say who is at the desk; an empty name hides it."""
        self._avatar.show_name(name)
        self._who.setText(name)
        self._role.setText(role)
        self._right.setAccessibleName(f"{name} {role}".strip())
        for part in (self._avatar, self._who, self._role):
            part.setVisible(bool(name))
        self.settle()

    def _fix(self) -> None:
        for slot, item in self._states.items():
            if item is self.sender() and item.opens:
                self.fix.emit(slot)

    def _large(self) -> bool:
        return theme.current().factor > 1.0

    def settle(self) -> None:
        """Place the three parts: the right one needs its width, the search box never moves."""
        for slot, item in self._states.items():
            calm_printer = slot == "printer" and self._large() and not item.troubled
            item.setVisible(bool(item.property("shown")) and not calm_printer)
        pad = theme.size("page.pad")
        high = self.height()
        extra = theme.current().factor > 1.25
        start = (SEARCH_LEFT_EXTRA if extra else SEARCH_LEFT) - theme.size("rail")
        self._right_row.activate()
        right = min(self._right.sizeHint().width(), max(0, self.width() - start - pad))
        self._left.setGeometry(pad, 0, start - pad - theme.px(10), high)
        self._keep_title()
        self._right.setGeometry(self.width() - right - pad, 0, right, high)
        if self._search is not None:
            wide = SEARCH_WIDE_LARGE if self._large() else SEARCH_WIDE
            room = self.width() - start - right - pad - theme.px(16)
            box = theme.size("input") + 2
            self._search.setFixedHeight(box)
            self._search.setGeometry(start, (high - box) // 2, max(160, min(wide, room)), box)

    def restyle(self) -> None:
        self.setFixedHeight(theme.size("topbar"))
        self._left_row.setSpacing(theme.px(12))
        self._right_row.setSpacing(theme.px(8))
        gap = theme.px(9)
        for item in self._states.values():
            item.setContentsMargins(0, 0, gap, 0)
        self.settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.settle()
