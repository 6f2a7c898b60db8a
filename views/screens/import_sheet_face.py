"""How the import page is laid out: the file above, columns at the left, rows at the right, the acts below."""

from typing import get_args

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.base.sheet import What
from views import theme
from views.page import Desk, Page
from views.screens.import_sheet_columns import ColumnsPanel
from views.screens.import_sheet_rows import RowsPanel
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.chips import Chips, Option
from views.widgets.choice import Choice
from views.widgets.panel import Panel
from views.widgets.text import Eliding, Text

WHATS: tuple[What, ...] = get_args(What)
SIDE = 400


def whats() -> list[Option]:
    """What may be taken in, in words."""
    return [Option(what, t(f"imports.{what}")) for what in WHATS]


class ImportSheetFace(Page):
    """The widgets; what happens is :class:`.import_sheet.ImportSheetPage`, which has the acts."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setAcceptDrops(True)
        self._chips = Chips(whats(), name=t("imports.what"))
        self._file = Eliding(style="body.strong")
        self._sheets = Choice(name=t("imports.sheet"))
        self._choose = Button(self.act("choose"), height="button.small")
        self._columns = ColumnsPanel()
        self._rows = RowsPanel(desk.notices.zone)
        self._note = Text(style="label", tone="text.secondary")
        self._note.setWordWrap(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build_start())
        self._stack.addWidget(self._build_work())
        whole = QVBoxLayout(self)
        whole.addLayout(self._build_head())
        whole.addWidget(self._stack, 1)

    def _build_head(self) -> QHBoxLayout:
        self._head = QHBoxLayout()
        self._head.addWidget(self._chips)
        self._head.addWidget(self._file, 1)
        self._head.addWidget(self._sheets)
        self._head.addWidget(self._choose)
        return self._head

    def _build_start(self) -> QWidget:
        self._start = Panel(t("imports.title"))
        self._drop = Text(t("imports.drop"), tone="text.secondary")
        self._drop.setWordWrap(True)
        self._drop.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._begin = Button(self.act("choose"), "primary")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._begin)
        row.addStretch(1)
        self._start.body.addStretch(2)
        self._start.body.addWidget(self._drop)
        self._start.body.addLayout(row)
        self._start.body.addStretch(3)
        return self._start

    def _build_work(self) -> QWidget:
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self._columns)
        foot = QHBoxLayout()
        foot.addWidget(self._note, 1)
        self._undo = Button(self.act("take_back"))
        self._left = Button(self.act("save_left"))
        self._do = Button(self.act("take_in"), "primary")
        for button in (self._undo, self._left, self._do):
            foot.addWidget(button)
        both = QHBoxLayout()
        both.addWidget(self._side)
        both.addWidget(self._rows, 1)
        widget = QWidget()
        self._whole = QVBoxLayout(widget)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addLayout(both, 1)
        self._whole.addLayout(foot)
        return widget

    def retranslate(self) -> None:
        super().retranslate()
        self._chips.set_texts({option.value: option.text for option in whats()})
        self._start.set_title(t("imports.title"))
        self._drop.setText(t("imports.drop"))
        self._columns.retell()
        self._rows.retell()

    def restyle(self) -> None:
        super().restyle()
        self._side.setFixedWidth(theme.px(SIDE))
        self._sheets.setMaximumWidth(theme.px(240))
        self._head.setSpacing(theme.px(12))
