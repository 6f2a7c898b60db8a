"""What a member redeems: the member, the rewards chosen, the running balance, what was put aside."""

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.base.documents import TenderKind
from models.services.deposits import HANDED
from models.services.points import PointsFile
from models.services.redemptions import RedemptionRow
from models.services.rewards import RewardRow
from models.services.tier_file import TierFile
from views import sayings, theme
from views.finder import Finder
from views.screens.member_points import tier_badge
from views.screens.points_catalogue import price_words
from views.tasks import Tasks
from views.tender_icons import ICONS
from views.texts import t
from views.widgets.badge import Badge
from views.widgets.buttons import Button
from views.widgets.chips import Chips, Option
from views.widgets.lists import Head, ListView, RowDelegate, RowModel, RowPen
from views.widgets.panel import Inset, Panel, hairline
from views.widgets.text import Eliding, Text


@dataclass(frozen=True, slots=True)
class Chosen:
    """A reward in the basket, and how many of it."""

    row: RewardRow
    quantity: int = 1

    @property
    def points(self) -> int:
        """All of them together."""
        return self.row.details.points * self.quantity

    @property
    def cash(self) -> int:
        """Fen for all of them."""
        return self.row.details.cash * self.quantity


class _Delegate(RowDelegate):
    height = "row.list2"
    ruled = True

    def draw_row(self, pen: RowPen, row: Chosen | RedemptionRow) -> None:
        if isinstance(row, Chosen):
            name, right = row.row.details.name, f"-{sayings.number(row.points)}"
            each = price_words(row.row)
            quiet = t("points.times", each=each, n=row.quantity) if row.quantity > 1 else each
        else:
            name, right = row.reward, row.number
            quiet = held_words(row)
        late = isinstance(row, RedemptionRow) and row.overdue
        pen.at_right(right, style="body.strong", tone="text", lift=11)
        pen.text(16, 0, name, style="body.strong", lift=11)
        pen.right = pen.box.right() - 16
        tone = "warning" if late else "text.secondary"
        pen.text(16, 0, quiet, style="label", tone=tone, lift=-11)


class Basket(Panel):
    """``picked(Result)`` when a member was found. ``put`` adds; the page redeems what :meth:`chosen` says."""

    picked = Signal(object)
    passed = Signal()

    def __init__(self, tasks: Tasks, *, redeem: QAction, hold: QAction, choose: QAction) -> None:
        super().__init__(flush=True)
        self._points: PointsFile | None = None
        self._chosen: list[Chosen] = []
        self._held: tuple[RedemptionRow, ...] = ()
        self._name = Eliding(style="title.panel")
        self._tier = Badge("")
        self._find = Button(choose, "link")
        self.finder = Finder(tasks, kind="member", name=t("checkout.member"), lead="members")
        self.finder.picked.connect(self.picked)
        self.finder.passed.connect(self.passed)
        self._head_box = QWidget()
        self._who = QHBoxLayout(self._head_box)
        self._who.addWidget(self._name)
        self._who.addWidget(self._tier)
        self._who.addWidget(self.finder, 100)
        self._who.addWidget(self._find)
        self._who.insertStretch(2, 1)
        self._balance = QWidget()
        sums = QHBoxLayout(self._balance)
        self._have = Text(style="display")
        self._unit = Text(tone="text.secondary")
        self._after = Eliding(tone="text.secondary")
        self._after.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        sums.addWidget(self._have)
        sums.addWidget(self._unit)
        sums.addWidget(self._after, 1)
        self._sums = sums
        self.note = Inset("plain")
        self._first = Text(style="label", tone="text.secondary")
        self._first.setWordWrap(True)
        self.note.row.addWidget(self._first, 1)
        self.list = ListView(RowModel(_sentence, self), _Delegate(), name=t("points.basket"))
        self.tiles = Chips(name=t("checkout.tenders"), look="tile")
        self._cash = Text(style="body.strong")
        self._foot_box = QWidget()
        foot = QHBoxLayout(self._foot_box)
        foot.addWidget(Button(hold, "secondary"))
        foot.addStretch(1)
        foot.addWidget(Button(redeem, "primary", height="button.large"))
        self._foot = foot
        self._pay = QWidget()
        self._pay_row = QHBoxLayout(self._pay)
        self._pay_row.addWidget(self._cash)
        self._pay_row.addWidget(self.tiles, 1)
        for part in (
            self._head_box, hairline(), self._balance, self.note, hairline(),
        ):  # fmt: skip
            self.body.addWidget(part)
        self.body.addWidget(self.list, 1)
        for part in (self._pay, hairline(), self._foot_box):
            self.body.addWidget(part)
        self.retell()

    # What the page asks

    def show_member(self, name: str, points: PointsFile | None, tier: TierFile | None) -> None:
        """Show whose basket it is; nobody's where ``points`` is None."""
        self._points = points
        self._name.setText(name or t("points.nobody"))
        words, kind = tier_badge(tier) if tier is not None else ("", "neutral")
        self._tier.show_badge(words, kind)  # type: ignore[arg-type]
        self._show()

    def look_up(self, finding: bool) -> None:
        """Open or close the field that finds a member."""
        for part in (self._name, self._find):
            part.setVisible(not finding)
        self.finder.setVisible(finding)
        if finding:
            self.finder.begin()
        else:
            self.finder.drop()

    def show_held(self, rows: tuple[RedemptionRow, ...]) -> None:
        """Show what was put aside for the member."""
        self._held = tuple(row for row in rows if row.state == "held")
        self._show()

    def put(self, row: RewardRow) -> None:
        """Add a reward; the same one again counts one more."""
        for place, one in enumerate(self._chosen):
            if one.row.id == row.id:
                self._chosen[place] = replace(one, quantity=one.quantity + 1)
                break
        else:
            self._chosen.append(Chosen(row))
        self._show()

    def take_off(self) -> bool:
        """Take one of the chosen reward away; False where none is chosen."""
        row = self.list.current_row()
        if not isinstance(row, Chosen) or row not in self._chosen:
            return False
        place = self._chosen.index(row)
        if row.quantity > 1:
            self._chosen[place] = replace(row, quantity=row.quantity - 1)
        else:
            del self._chosen[place]
        self._show()
        return True

    def put_back(self, rows: tuple[Chosen, ...]) -> None:
        """Have these rewards in the basket."""
        self._chosen = list(rows)
        self._show()

    def chosen(self) -> tuple[Chosen, ...]:
        """Return what is in the basket."""
        return tuple(self._chosen)

    def held_row(self) -> RedemptionRow | None:
        """Return the put-aside reward that is chosen."""
        row = self.list.current_row()
        return row if isinstance(row, RedemptionRow) else None

    def tender(self) -> TenderKind:
        """Return how the cash part is paid."""
        return next(kind for kind in HANDED if kind == self.tiles.value())

    def next_tender(self) -> None:
        """Choose the next way of paying the cash part."""
        kinds = list(HANDED)
        self.tiles.choose(kinds[(kinds.index(self.tender()) + 1) % len(kinds)])

    def cash(self) -> int:
        """Fen to be paid beside the points."""
        return sum(one.cash for one in self._chosen)

    def refuse(self, sentence: str) -> None:
        """Say why it cannot be."""
        self._first.setText(sentence)
        self.note.set_tone("danger")
        self.note.show()

    def retell(self) -> None:
        """Say it in the present language."""
        kinds = [Option(kind, t(f"checkout.tender.{kind}"), ICONS[kind]) for kind in HANDED]
        chosen = self.tiles.value()
        self.tiles.set_options(kinds)
        self.tiles.choose(chosen)
        self.finder.setPlaceholderText(t("points.member_hint"))
        self.list.set_empty(t("points.empty_basket"))
        self._unit.setText(t("points.unit"))
        if self._points is None:
            self._name.setText(t("points.nobody"))
        self._show()

    # Inside

    def _show(self) -> None:
        rows: list[Chosen | RedemptionRow | Head] = []
        if self._held and self._chosen:
            rows.append(Head(t("points.basket"), str(len(self._chosen))))
        rows += self._chosen
        if self._held:
            rows += [Head(t("points.held"), str(len(self._held))), *self._held]
        self.list.show_rows(rows, key=_key)
        used = sum(one.points for one in self._chosen)
        points = self._points
        self._balance.setVisible(points is not None)
        self.note.setVisible(points is not None and bool(points.lots or used))
        self._pay.setVisible(bool(self.cash()))
        self._cash.setText(t("points.cash_part", amount=sayings.yuan(self.cash())))
        if points is None:
            return
        self._have.setText(sayings.number(points.available))
        left = points.available - used
        key = "points.after_short" if left < 0 else "points.after_basket"
        told = t(key, used=sayings.number(used), left=sayings.number(abs(left)))
        self._after.setText(
            told if used else t("points.worth_only", amount=sayings.yuan(points.worth))
        )
        self._after.set_tone("danger" if left < 0 else "text.secondary")
        self.note.set_tone("plain")
        self._first.setText(first_words(points))

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_foot"):  # the panel dresses itself before its parts stand
            side = theme.px(16)
            self._head_box.setFixedHeight(theme.size("panel.head"))
            self._who.setContentsMargins(side, 0, side, 0)
            self._who.setSpacing(theme.px(8))
            self._sums.setContentsMargins(side, theme.px(8), side, theme.px(4))
            self._foot.setContentsMargins(side, theme.px(10), side, theme.px(10))
            self._pay_row.setContentsMargins(side, theme.px(8), side, theme.px(8))
            self._pay_row.setSpacing(theme.px(12))


def first_words(points: PointsFile) -> str:
    """先用 6月30日 到期的 320 分; a debt, and what cannot be used yet."""
    parts = []
    if points.next_day is not None and points.next_points:
        day = points.next_day
        told = sayings.calendar_day(day) if day.year == points.on.year else day.isoformat()
        parts.append(t("points.first", day=told, n=sayings.number(points.next_points)))
    if points.debt:
        parts.append(t("points.owes", n=sayings.number(points.debt)))
    if points.pending:
        parts.append(t("points.waiting", n=sayings.number(points.pending)))
    if not points.may_use:
        parts.append(t("refused.points.not_yours"))
    return t("words.list_comma").join(parts) or t("points.never")


def held_words(row: RedemptionRow) -> str:
    """Until when it is put aside, and what is still to be paid."""
    day = row.held_until.isoformat() if row.held_until else ""
    parts = [t("points.held_late" if row.overdue else "points.held_until", day=day)]
    if row.cash:
        parts.append(t("points.cash_part", amount=sayings.yuan(row.cash)))
    return t("words.list_comma").join(parts)


def _key(row: Chosen | RedemptionRow) -> str:
    return row.row.id if isinstance(row, Chosen) else row.id


def _sentence(row: Chosen | RedemptionRow) -> str:
    if isinstance(row, Chosen):
        return f"{row.row.details.name} × {row.quantity} {sayings.number(row.points)}"
    return f"{row.reward} {row.number} {held_words(row)}"
