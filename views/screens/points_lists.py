"""Two lists of the points page: who brought whom around a member, and every reward that waits to be fetched."""

from PySide6.QtCore import Signal

from models.services.redemptions import RedemptionRow
from models.services.referral_tree import Brought, Tree
from views import sayings
from views.texts import t
from views.widgets.lists import ListView, RowDelegate, RowModel, RowPen
from views.widgets.panel import Panel
from views.widgets.text import Text

STEP = 18
"""How far each step down the tree stands in, unscaled."""
DEEPEST = 6
"""Deeper ones stand in no further, so that their names keep room."""


class _TreeDelegate(RowDelegate):
    height = "row.list2"
    ruled = True

    def draw_row(self, pen: RowPen, row: Brought) -> None:
        left = 16 + STEP * (min(row.depth, DEEPEST) - 1)
        if row.points:
            pen.at_right(
                f"+{sayings.number(row.points)}", style="body.strong", tone="text", lift=11
            )
        pen.text(left, 0, sayings.who(row.name), style="body.strong", lift=11)
        pen.right = pen.box.right() - 16
        tone = "warning" if row.state == "flagged" else "text.secondary"
        pen.text(left, 0, brought_words(row), style="label", tone=tone, lift=-11)


class TreePanel(Panel):
    """``chosen(member id)`` on Enter."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(t("points.more.tree"), flush=True)
        self._tree: Tree | None = None
        self.about = Text(style="label", tone="text.secondary")
        self.about.setWordWrap(True)
        self.about.setContentsMargins(16, 10, 16, 10)
        self.list = ListView(RowModel(_said, self), _TreeDelegate(), name=t("points.more.tree"))
        self.list.opened.connect(lambda row: self.chosen.emit(row.member_id))
        self.body.addWidget(self.about)
        self.body.addWidget(self.list, 1)
        self.retell()

    def show_tree(self, tree: Tree | None) -> None:
        """Show a member's tree, nobody's while it is read."""
        self._tree = tree
        self.list.show_rows(tree.below if tree else (), key=lambda row: row.member_id)
        parts = []
        if tree is not None and tree.above:
            names = t("points.more.tree_arrow").join(reversed(tree.above))
            parts.append(t("points.more.tree_above", names=names))
        if tree is not None and tree.below:
            told = t("points.more.tree_sum", direct=tree.direct, n=sayings.number(tree.points))
            parts.append(told)
        self.about.setText("\n".join(parts))
        self.about.setVisible(bool(parts))

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("points.more.tree"))
        self.list.setAccessibleName(t("points.more.tree"))
        self.list.set_empty(t("points.more.tree_empty"))
        self.show_tree(self._tree)


class _HeldDelegate(RowDelegate):
    height = "row.list2"
    ruled = True

    def draw_row(self, pen: RowPen, row: RedemptionRow) -> None:
        count = t("points.of", n=sayings.number(row.points))
        pen.at_right(count, style="body.strong", tone="text", lift=11)
        pen.text(16, 0, _title(row), style="body.strong", lift=11)
        pen.right = pen.box.right() - 16
        if row.overdue:
            pen.icon(16, "hourglass", tone="warning", side=16, lift=-11)
        tone = "warning" if row.overdue else "text.secondary"
        left = 38 if row.overdue else 16
        pen.text(left, 0, _quiet(row), style="label", tone=tone, lift=-11)


class HeldPanel(Panel):
    """What waits to be fetched, of everybody, the longest first. ``chosen(row)`` on Enter."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(t("points.all_held"), flush=True)
        self._model = RowModel(_held_said, self)
        self.list = ListView(self._model, _HeldDelegate(), name=t("points.all_held"))
        self.list.opened.connect(self.chosen)
        self.body.addWidget(self.list)
        self.retell()

    def show_rows(self, rows: tuple[RedemptionRow, ...]) -> None:
        """Show them; how many wait beyond their day stands in the head."""
        self.list.show_rows(rows, key=lambda row: row.id)
        late = sum(row.overdue for row in rows)
        told = t("points.held_count", n=len(rows), late=late) if late else str(len(rows))
        self.set_count(told if rows else "")

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("points.all_held"))
        rows = self._model.rows()
        self.list.setAccessibleName(t("points.all_held"))
        self.list.set_empty(t("points.no_held"))
        self.show_rows(tuple(rows))


def brought_words(row: Brought) -> str:
    """Card, and how the referral stands."""
    state = t(f"points.more.brought.{row.state}") if row.state else ""
    flag = t(f"points.flag.{row.flag}") if row.flag else ""
    parts = (row.number, state, flag)
    return t("words.list_comma").join(part for part in parts if part)


def _said(row: Brought) -> str:
    parts = (sayings.who(row.name), brought_words(row), str(row.points) if row.points else "")
    return t("words.list_comma").join(part for part in parts if part)


def _title(row: RedemptionRow) -> str:
    times = t("points.times", each=row.reward, n=row.quantity) if row.quantity > 1 else row.reward
    return t("words.list_comma").join((sayings.who(row.member), times))


def _quiet(row: RedemptionRow) -> str:
    day = row.held_until.isoformat() if row.held_until else ""
    until = t("points.fetch_late" if row.overdue else "points.fetch_until", day=day)
    cash = t("points.cash_part", amount=sayings.yuan(row.cash)) if row.cash else ""
    parts = (until, row.number, cash)
    return t("words.list_comma").join(part for part in parts if part)


def _held_said(row: RedemptionRow) -> str:
    return t("words.list_comma").join((_title(row), _quiet(row)))
