"""The sheet of all keys, a page like any other: made from the declared acts, never written by hand."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from views import theme
from views.page import Desk, Page
from views.texts import t
from views.widgets.keycap import Keycap
from views.widgets.panel import Panel
from views.widgets.text import Text

Sections = Callable[[], Sequence[tuple[str, Sequence[tuple[str, str]]]]]


class KeySheet(Page):
    """Shows the sections that the window hands it: title, then keycap and words."""

    name = "keys"

    def __init__(self, desk: Desk, sections: Sections) -> None:
        super().__init__(desk)
        self._sections = sections
        self._scroll = QScrollArea(self)
        self._scroll.setObjectName("scroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName(t("shell.keys.title"))
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        whole = QVBoxLayout(self)
        whole.addWidget(self._scroll)
        self.dress()

    def title(self) -> str:
        return t("shell.keys.title")

    def record(self) -> str:
        return " "

    def first_focus(self) -> QWidget:
        return self._scroll

    def opened(self, target: object) -> None:
        del target
        self._fill()

    def retranslate(self) -> None:
        super().retranslate()
        self._scroll.setAccessibleName(t("shell.keys.title"))
        if self.isVisible():
            self._fill()

    def _fill(self) -> None:
        inside = QWidget()
        inside.setObjectName("inside")
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("panel.gap"))
        for title, keys in self._sections():
            row.addWidget(_section(title, keys), 1, Qt.AlignmentFlag.AlignTop)
        self._scroll.setWidget(inside)


def _section(title: str, keys: Sequence[tuple[str, str]]) -> Panel:
    panel, grid = Panel(title), QGridLayout()
    grid.setColumnStretch(1, 1)
    grid.setHorizontalSpacing(theme.px(12))
    grid.setVerticalSpacing(theme.px(6))
    keys_at = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    for place, (keycap, words) in enumerate(keys):
        said = Text(words)
        said.setAccessibleName(f"{words} {keycap}")
        grid.addWidget(Keycap(keycap), place, 0, keys_at)
        grid.addWidget(said, place, 1)
    panel.body.addLayout(grid)
    return panel
