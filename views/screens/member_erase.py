"""Erasing a member: what goes, what stays and why, then the act itself; afterwards the proof slip.

The focus stands on the safe choice, Enter never erases, and the button names what it does.
"""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.services import erasure
from models.services.erasure import Prospect, Slip
from views import places, printing, theme
from views.acts import act
from views.page import Desk, Page
from views.paper.output import Shown
from views.screens.member_erase_told import Told, told_prospect
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.fields import RETURNS
from views.widgets.panel import Panel
from views.widgets.paper_view import PaperPages
from views.widgets.saving import ask_where
from views.widgets.scroll import ScrollColumn
from views.widgets.text import Text

WIDE = 760
PAPER = 420


class MemberErasePage(Page):
    """``target`` is the member's id; an erased member shows the slip."""

    name = places.MEMBER_ERASE
    home = places.MEMBERS
    reads = frozenset({"members", "jobs", "bills"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.member_id: str | None = None
        self.prospect: Prospect | None = None
        self.slip: Slip | None = None
        self._key = ""
        self.printing = printing.of(desk.tasks, desk.notices)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._build_ask())
        self._stack.addWidget(self._build_over())
        whole = QVBoxLayout(self)
        whole.addWidget(self._stack)
        self._settle()
        self.dress()

    def _build_ask(self) -> QWidget:
        self._panel = Panel(t("privacy.erasing.title"))
        self._scroll = ScrollColumn()
        self._told = Told()
        self._scroll.body.addWidget(self._told)
        self._scroll.body.addStretch(1)
        self._stay = Button(self.act("stay"))
        self._do = Button(t("privacy.erasing.title"), "danger")
        self._do.clicked.connect(self._erase)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._stay)
        row.addWidget(self._do)
        self._panel.body.addWidget(self._scroll, 1)
        self._panel.body.addLayout(row)
        return self._middle(self._panel)

    def _build_over(self) -> QWidget:
        self._over = Panel(t("privacy.erasing.over"))
        self._words = Text()
        self._words.setWordWrap(True)
        self._paper = PaperPages()
        scroll = ScrollColumn()
        scroll.body.addWidget(self._paper, 0, Qt.AlignmentFlag.AlignHCenter)
        scroll.body.addStretch(1)
        row = QHBoxLayout()
        self._back = Button(self.act("go_back"))
        row.addStretch(1)
        row.addWidget(self._back)
        row.addWidget(Button(self.act("save")))
        row.addWidget(Button(self.act("print_slip"), "primary"))
        self._over.body.addWidget(self._words)
        self._over.body.addWidget(scroll, 1)
        self._over.body.addLayout(row)
        return self._middle(self._over)

    @staticmethod
    def _middle(panel: Panel) -> QWidget:
        """The panel in the middle, as wide as can be read."""
        widget = QWidget()
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(panel, 8)
        row.addStretch(1)
        return widget

    def title(self) -> str:
        return t("privacy.erasing.title")

    def record(self) -> str:
        return self.slip.number if self.slip is not None else " "

    def first_focus(self) -> QWidget:
        return self._stay if self.slip is None else self._back

    def opened(self, target: object) -> None:
        self.member_id = str(target)
        self.prospect, self.slip = None, None
        self._key = self.desk.tasks.new_key()
        self._settle()
        self.outdate()

    def reload(self) -> None:
        if self.member_id is not None and self.slip is None:
            self.desk.tasks.ask(
                erasure.prospect,
                self.member_id,
                slot="erase.prospect",
                done=self._take,
                refused=self._refused,
            )

    def retranslate(self) -> None:
        super().retranslate()
        self._panel.set_title(t("privacy.erasing.title"))
        self._over.set_title(t("privacy.erasing.over"))
        self._settle()

    def restyle(self) -> None:
        super().restyle()
        for panel in (self._panel, self._over):
            panel.setMaximumWidth(theme.px(WIDE))

    @act("privacy.erasing.stay", "Esc", bar=False)
    def stay(self) -> None:
        """Back to the file; nothing was done."""
        self.desk.back()

    @act("privacy.erasing.print", "F9")
    def print_slip(self) -> None:
        """Print the slip."""
        if self.slip is not None and self.member_id is not None:
            self.printing.print_slip(self.member_id)

    @act("privacy.erasing.save", "Ctrl+S")
    def save(self) -> None:
        """Ask where to write the slip as a PDF."""
        if self.slip is not None:
            name = f"{self.slip.number}.pdf"
            ask_where(self, t("privacy.erasing.save"), name=name, then=self.save_to)

    def save_to(self, path: str) -> None:
        """Write the slip to ``path``."""
        if self.member_id is not None:
            self.printing.save_slip(self.member_id, path)

    @act("privacy.erasing.go_back", bar=False)
    def go_back(self) -> None:
        """To the list of members."""
        self.desk.go(places.MEMBERS)

    # Inside

    def _take(self, prospect: Prospect) -> None:
        self.prospect = prospect
        self._settle()

    def _refused(self, refused: Refused) -> None:
        if refused.code == "member.erased" and self.member_id is not None:
            self.desk.tasks.ask(erasure.slip, self.member_id, slot="erase.slip", done=self._erased)
        else:
            self.desk.notices.trouble(refused)
            self._settle()

    def _erase(self) -> None:
        if self.member_id is None or self.prospect is None:
            return
        self._do.setEnabled(False)
        self.desk.tasks.run(
            erasure.erase,
            self.member_id,
            key=self._key,
            done=partial(self._done, self.prospect.name),
            after=self._settle,
        )

    def _done(self, name: str, outcome: Outcome[str]) -> None:
        # What could be taken back would bring words back that are erased; it is refused, and not offered.
        self.desk.notices.forget()
        self.desk.notices.say(t("privacy.erasing.done", name=name, number=outcome.result))
        self.prospect = None
        self.desk.tasks.ask(erasure.slip, self.member_id, slot="erase.slip", done=self._erased)

    def _erased(self, slip: Slip) -> None:
        self.slip, self.prospect = slip, None
        self._settle()
        self._back.setFocus()
        wide = round(theme.px(PAPER) * self.devicePixelRatioF())
        self.printing.show_slip(slip, wide, done=self._pictured)

    def _pictured(self, shown: Shown) -> None:
        self._paper.show_pages(shown.pictures, PAPER)

    def _settle(self) -> None:
        prospect, over = self.prospect, self.slip is not None
        self._stack.setCurrentIndex(1 if over else 0)
        for name in ("print_slip", "save", "go_back"):
            self.acts[name].setEnabled(over)
        self.acts["stay"].setEnabled(not over)
        words: Any = told_prospect(prospect, self.desk.notices.zone) if prospect else ()
        self._told.show_told(words)
        self._do.setEnabled(prospect is not None and not prospect.hindered)
        self._do.setVisible(self._do.isEnabled())
        if prospect is not None:
            self._do.say(t("privacy.erasing.act", name=prospect.name))
            self._panel.set_title(t("privacy.erasing.what", name=prospect.name))
        if self.slip is not None:
            self._words.setText(t("privacy.erasing.over_words", number=self.slip.number))
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does the safe thing only."""
        if event.key() in RETURNS:
            focus = self.focusWidget()
            if isinstance(focus, Button) and focus is not self._do and self.isAncestorOf(focus):
                focus.click()
            return
        super().keyPressEvent(event)
