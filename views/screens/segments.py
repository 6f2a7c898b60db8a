"""Segments (客群) of the members: how many are in each, why, what the shop does for them, and who they are."""

from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.base.codes import card_text
from models.rules.segments import Thresholds
from models.services import segments
from models.services.segments import Counts, SegmentCount, SegmentRow
from views import places, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.programme_names import segment_name, strategy_words
from views.texts import t
from views.widgets.lists import Head, ListView, RowDelegate, RowModel, RowPen
from views.widgets.panel import Panel, hairline
from views.widgets.tables import Column, TableModel, TableView
from views.widgets.text import Text

SIDE: Final = 320


@dataclass(frozen=True, slots=True)
class Group:
    """A row of the left list: a segment of the matrix, or a group of the loyalty plan."""

    kind: str
    """``segment`` or ``core``, the query's own word."""
    code: str
    count: SegmentCount

    @property
    def name(self) -> str:
        """As it is called."""
        core = self.kind == "core"
        return t(f"programme.core.{self.code}") if core else segment_name(self.code)

    @property
    def strategy(self) -> str:
        """What the shop does for them."""
        code = f"core.{self.code}" if self.kind == "core" and self.code == "basic" else self.code
        return strategy_words(code, self.count.strategy)


class _Delegate(RowDelegate):
    height = "row.list"

    def draw_row(self, pen: RowPen, row: Group) -> None:
        pen.at_right(sayings.number(row.count.members), style="body.strong", tone="text")
        pen.text(16, 0, row.name)


class SegmentsPage(Page):
    """Enter on a member opens the file. Reckoned anew each time; nothing here is typed."""

    name = places.SEGMENTS
    home = places.MEMBERS
    reads = frozenset({"bills", "members", "programme"})
    hints = (("shell.keys.moves", "↑↓"), ("shell.up", "Esc"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._counts: Counts | None = None
        self._group: Group | None = None
        self.groups = ListView(RowModel(_sentence, self), _Delegate(), name=t("segments.title"))
        self.groups.pointed.connect(self._pointed)
        self.groups.opened.connect(self._into)
        self._left = Panel(t("segments.title"), flush=True)
        self._left.body.addWidget(self.groups, 1)
        self._right = Panel(t("segments.members"), flush=True)
        self.reason = Text(style="label", tone="text.secondary")
        self.strategy = Text()
        for words in (self.strategy, self.reason):
            words.setWordWrap(True)
            self._right.body.addWidget(words)
        self._right.body.addWidget(hairline())
        self.model = TableModel(_columns(), self)
        self.table = TableView(self.model, name=t("segments.members"))
        self.table.opened.connect(self._open)
        self._right.body.addWidget(self.table, 1)
        row = QHBoxLayout(self)
        row.addWidget(self._left)
        row.addWidget(self._right, 1)
        self._show()
        self.dress()

    # What the page answers

    def title(self) -> str:
        return t("segments.title")

    def record(self) -> str:
        days = self._counts.window_days if self._counts else 0
        return t("segments.window", days=days) if days else " "

    def first_focus(self) -> QWidget:
        return self.groups

    def opened(self, target: object) -> None:
        del target
        self.outdate()

    def reload(self) -> None:
        self.desk.tasks.ask(segments.counts, slot="segments.counts", done=self._take)

    def escape(self) -> bool:
        if self.table.hasFocus():
            self.groups.setFocus()
            return True
        return super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        self._left.set_title(t("segments.title"))
        self._right.set_title(t("segments.members"))
        self.model.set_columns(_columns())
        self._list()
        self._show()

    def restyle(self) -> None:
        super().restyle()
        self._left.setFixedWidth(theme.px(SIDE if theme.current().factor < 1.5 else SIDE - 60))
        side = theme.px(16)
        self.strategy.setContentsMargins(side, theme.px(12), side, 0)
        self.reason.setContentsMargins(side, theme.px(4), side, theme.px(10))

    # Acts

    @act("segments.title", "Ctrl+1", bar=False)
    def to_groups(self) -> None:
        """To the segments."""
        self.groups.setFocus()

    @act("segments.members", "Ctrl+2")
    def to_members(self) -> None:
        """To the members of the chosen one."""
        self.table.setFocus()

    # Inside

    def _take(self, found: Counts) -> None:
        self._counts = found
        self._list()
        self._pointed(self.groups.current_row())
        self.changed.emit()

    def _list(self) -> None:
        found = self._counts
        if found is None:
            return
        matrix = [Group("segment", one.segment, one) for one in found.matrix]
        cores = [Group("core", one.segment, one) for one in found.cores]
        rows: list[Group | Head] = [Head(t("segments.matrix")), *matrix]
        rows += [Head(t("segments.cores")), *cores]
        self.groups.show_rows(rows, key=lambda row: f"{row.kind}.{row.code}")

    def _pointed(self, row: Group | None) -> None:
        self._group = row
        self._show()
        if row is None:
            return
        ask = self.desk.tasks.ask
        ask(segments.members, slot="segments.members", done=self._take_members, **_of(row))

    def _take_members(self, found: tuple[SegmentRow, ...]) -> None:
        self.model.set_rows(found)

    def _into(self, _row: Group) -> None:
        self.table.setFocus()

    def _open(self, row: SegmentRow) -> None:
        self.desk.go(places.MEMBER, row.member_id)

    def _show(self) -> None:
        group, found = self._group, self._counts
        self._right.set_title(group.name if group else t("segments.members"))
        self._right.set_count(sayings.number(group.count.members) if group else "")
        self.strategy.setText(group.strategy if group else "")
        self.strategy.setVisible(bool(group and group.strategy))
        self.reason.setText(lines_words(found.thresholds) if found else "")
        silent = group is not None and group.code == "basic"
        self.table.set_empty(t("segments.silent" if silent else "segments.none"))


def lines_words(lines: Thresholds) -> str:
    """From which figures on somebody counts, and where the lines come from."""
    return t(
        f"segments.lines.{lines.by}",
        value=sayings.yuan(lines.value),
        active=lines.active,
        core=sayings.yuan(lines.core),
        potential=sayings.yuan(lines.potential),
        **({"members": sayings.number(lines.members)} if lines.by == "quantile" else {}),
    )


def _of(row: Group) -> dict[str, Any]:
    return {row.kind: row.code}


def _columns() -> tuple[Column, ...]:
    def column(
        name: str, cell: Any, width: int = 0, *, number: bool = False, spare: int = 0
    ) -> Column:
        title = t(f"segments.column.{name}")
        return Column(name, title, cell, width, number, spare=spare)

    return (
        column("name", lambda row: sayings.who(row.name)),
        column("number", lambda row: card_text(row.number), 104, spare=3),
        column("segment", lambda row: segment_name(row.placed.segment), 150, spare=2),
        column("core", lambda row: t(f"programme.core.{row.placed.core}"), 150, spare=1),
        column("spent", lambda row: sayings.money(row.placed.figures.spent), 110, number=True),
        column("visits", lambda row: str(row.placed.figures.visits), 72, number=True),
    )


def _sentence(row: Group) -> str:
    return f"{row.name} {row.count.members}"
