"""Members long silent: the list, and their erasure one by one or all, in two steps. Only the owner sees it."""

from datetime import tzinfo
from functools import partial

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.base.errors import Environment, Refused
from models.base.usecase import Outcome
from models.services import retention
from models.services.retention import Due, DueList
from views import places, sayings
from views.acts import act
from views.page import Desk, Page
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.fields import RETURNS
from views.widgets.lists import ListView, RowDelegate, RowModel, RowPen
from views.widgets.panel import Panel
from views.widgets.text import Text

NAME_WIDE, CARD_WIDE = 220, 110


class RetentionPage(Page):
    """No target. Enter opens a file; erasing asks once more below the list, the focus on the safe choice."""

    name = places.RETENTION
    home = places.SETTINGS
    reads = frozenset({"members", "jobs", "bills", "settings"})
    hints = (("shell.keys.moves", "↑↓"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.due: DueList | None = None
        self._chosen: tuple[Due, ...] = ()
        self._left: list[tuple[str, str]] = []
        """Ids still to be erased, each with the key of its call."""
        self._slips: list[str] = []
        self._panel = Panel(t("privacy.retention.list"), flush=True)
        self._count = Text(style="label", tone="text.secondary")
        self._panel.add_right(self._count)
        self._list = ListView(
            RowModel(partial(_sentence, desk.notices.zone), self),
            _DueDelegate(desk.notices.zone),
            name=t("privacy.retention.list"),
        )
        self._list.opened.connect(self._open_row)
        self._panel.body.addWidget(self._list, 1)
        self._note = Text(t("privacy.retention.explain"), style="label", tone="text.secondary")
        self._note.setWordWrap(True)
        self._ask, self._foot = QWidget(), QWidget()
        whole = QVBoxLayout(self)
        whole.addWidget(self._panel, 1)
        whole.addWidget(self._note)
        whole.addWidget(self._foot_row())
        whole.addWidget(self._ask_row())
        self._settle()
        self.dress()

    def _foot_row(self) -> QWidget:
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Button(self.act("open_file")))
        row.addStretch(1)
        row.addWidget(Button(self.act("erase_one")))
        row.addWidget(Button(self.act("erase_all")))
        return self._foot

    def _ask_row(self) -> QWidget:
        row = QHBoxLayout(self._ask)
        row.setContentsMargins(0, 0, 0, 0)
        self._words = Text(tone="danger")
        self._words.setWordWrap(True)
        self._stay = Button(t("privacy.retention.stay"))
        self._stay.clicked.connect(self._keep)
        self._do = Button("", "danger")
        self._do.clicked.connect(self._erase)
        row.addWidget(self._words, 1)
        row.addWidget(self._stay)
        row.addWidget(self._do)
        return self._ask

    def title(self) -> str:
        return t("privacy.retention.title")

    def record(self) -> str:
        return " "

    def first_focus(self) -> QWidget:
        return self._list

    def opened(self, target: object) -> None:
        del target
        self._chosen = ()
        self._settle()
        self.outdate()

    def reload(self) -> None:
        if not self._left:
            self.desk.tasks.ask(retention.due, slot="retention.due", done=self._take)

    def escape(self) -> bool:
        if self._chosen:
            self._keep()
            return True
        return super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        self._panel.set_title(t("privacy.retention.list"))
        self._note.setText(t("privacy.retention.explain"))
        self._stay.say(t("privacy.retention.stay"))
        self._settle()

    @act("privacy.retention.open", "Return", bar=False)
    def open_file(self) -> None:
        """Open the chosen member's file."""
        row = self._list.current_row()
        if row is not None:
            self._open_row(row)

    @act("privacy.retention.erase_one", bar=False)
    def erase_one(self) -> None:
        """Ask whether the chosen one is to be erased."""
        row = self._list.current_row()
        if row is not None:
            self._begin((row,))

    @act("privacy.retention.erase_all", bar=False)
    def erase_all(self) -> None:
        """Ask whether all in sight are to be erased."""
        if self.due is not None and self.due.rows:
            self._begin(self.due.rows)

    # Inside

    def _take(self, due: DueList) -> None:
        self.due = due
        self._list.show_rows(due.rows, key=lambda row: row.id)
        self._settle()

    def _open_row(self, row: Due) -> None:
        self.desk.go(places.MEMBER, row.id)

    def _begin(self, rows: tuple[Due, ...]) -> None:
        self._chosen = rows
        self._settle()
        self._stay.setFocus()

    def _keep(self) -> None:
        self._chosen = ()
        self._settle()
        self._list.setFocus()

    def _erase(self) -> None:
        """Erase the chosen ones, one after the other: each has its own slip and its own commit."""
        self._left = [(row.id, self.desk.tasks.new_key()) for row in self._chosen]
        self._slips, self._chosen = [], ()
        self.desk.notices.forget()
        self._settle()
        self._list.setFocus()
        self._next()

    def _next(self) -> None:
        if not self._left:
            self._say_done()
            self.outdate()
            self.freshen()
            return
        member_id, key = self._left[0]
        self.desk.tasks.run(
            retention.erase,
            member_id,
            key=key,
            done=self._done,
            refused=self._refused,
            trouble=self._stop,
        )

    def _done(self, outcome: Outcome[str]) -> None:
        self._slips.append(outcome.result)
        self._left = self._left[1:]
        self._next()

    def _refused(self, refused: Refused) -> None:
        """Somebody came in meanwhile: the others go on."""
        self.desk.notices.trouble(refused)
        self._left = self._left[1:]
        self._next()

    def _stop(self, trouble: Environment) -> None:
        self._left = []
        self.desk.notices.trouble(trouble)
        self.outdate()
        self.freshen()

    def _say_done(self) -> None:
        if len(self._slips) == 1:
            self.desk.notices.say(t("privacy.retention.done_one", number=self._slips[0]))
        elif self._slips:
            first, last = self._slips[0], self._slips[-1]
            words = t("privacy.retention.done", count=len(self._slips), first=first, last=last)
            self.desk.notices.say(words)

    def _settle(self) -> None:
        due, rows = self.due, self.due.rows if self.due else ()
        self._ask.setVisible(bool(self._chosen))
        self._foot.setVisible(not self._chosen)
        for name in ("open_file", "erase_one", "erase_all"):
            self.acts[name].setEnabled(bool(rows) and not self._chosen and not self._left)
        if due is not None:
            key = "more" if due.more else "count"
            self._count.setText(t(f"privacy.retention.{key}", count=len(rows)) if rows else "")
            empty = "privacy.retention.none" if due.years else "privacy.retention.never"
            values = {"years": due.years} if due.years else {}
            self._list.set_empty(t(empty, **values))
            self._words.setText(t("privacy.retention.never_back", years=due.years))
        if len(self._chosen) == 1:
            name = sayings.who(self._chosen[0].name)
            self._do.say(t("privacy.retention.act_one", name=name))
        elif self._chosen:
            self._do.say(t("privacy.retention.act_all", count=len(self._chosen)))
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the safe button where it has the focus; it never erases."""
        if event.key() in RETURNS and self._ask.isVisible():
            if self._stay.hasFocus():
                self._stay.click()
            return
        super().keyPressEvent(event)


class _DueDelegate(RowDelegate):
    """Name, card, what there is of the member, and at the right the last sign of life."""

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone

    def draw_row(self, pen: RowPen, row: Due) -> None:
        pen.at_right(_last(row, self._zone))
        pen.text(16, NAME_WIDE, row.name, style="body.strong")
        left = 16 + NAME_WIDE + 12
        pen.text(left, CARD_WIDE, row.number, style="label", tone="text.secondary")
        has = t("privacy.retention.row", jobs=row.jobs, bills=row.bills)
        tone = "text" if pen.selected else "text.secondary"
        pen.text(left + CARD_WIDE + 12, 0, has, style="label", tone=tone)


def _last(row: Due, zone: tzinfo) -> str:
    day = sayings.iso_day(row.active_at.astimezone(zone).date())
    what = t(f"privacy.what.{row.what}") if row.what else t("privacy.retention.nothing")
    return f"{day} {what}"


def _sentence(zone: tzinfo, row: Due) -> str:
    """A row for a screen reader."""
    has = t("privacy.retention.row", jobs=row.jobs, bills=row.bills)
    parts = (row.name, row.number, has, t("privacy.retention.last"), _last(row, zone))
    return t("words.list_comma").join(parts)
