"""The left of the till: who it is for, the lines, the row that adds one. It shows and asks; the page decides."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.rules.checkout import NO_DISCOUNT, PER_MILLE, Discount
from models.services.checkout import Preview, TierOff, TillLine
from views import sayings, theme
from views.finder import Finder
from views.screens.checkout_discounts import tell_discount
from views.screens.checkout_find import LineFinder, RewardFinder
from views.screens.checkout_off import OffRows
from views.screens.checkout_order import TillOrder
from views.screens.checkout_points import CoverRows
from views.screens.member_points import badge_of
from views.tasks import Tasks
from views.texts import t
from views.widgets.badge import Badge
from views.widgets.buttons import Button
from views.widgets.dressed import Dressed
from views.widgets.fields import RETURNS, Entry, QuantityField
from views.widgets.lists import Index
from views.widgets.panel import Panel, hairline
from views.widgets.tables import Column, TableModel, TableView
from views.widgets.text import Eliding, Text

QUANTITY, OFF = "quantity", "off"
"""The two columns that are typed into."""


@dataclass(frozen=True, slots=True)
class TillRow:
    """A line in the table; ``place`` counts the counter's own lines, -1 for a line of the job."""

    line: TillLine
    place: int
    discount: Discount
    off: str = ""
    """What the column shows where the member's tier says it."""

    @property
    def of_job(self) -> bool:
        """Whether the job card owns it."""
        return self.place < 0


class LinesModel(TableModel):
    """A job's quantities are changed on the job, not here."""

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        row = self.row_at(index.row())
        column = self.columns()[index.column()].name
        if isinstance(row, TillRow) and row.of_job and column == QUANTITY:
            return flags & ~Qt.ItemFlag.ItemIsEditable
        return flags


class LinesTable(TableView):
    """Keeps Enter for its cells while it has the focus; as high as its rows, scrolling beyond."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if event.key() in RETURNS and not held:
                event.accept()
                return True
        return super().event(event)

    def grow(self) -> None:
        """Take the room the rows need, if there is so much."""
        rows = self.model().rowCount()
        need = theme.size("row.tableHead") + rows * theme.size("row.table")
        self.setMaximumHeight(need)
        self.setMinimumHeight(min(need, theme.size("row.tableHead") + theme.size("row.table")))

    def enter(self, place: int) -> None:
        """Take the focus at the row ``place``, at its first cell that can be typed into."""
        cells = [self.model().index(place, at) for at in range(self.model().columnCount())]
        typed = [cell for cell in cells if cell.flags() & Qt.ItemFlag.ItemIsEditable]
        if typed:
            self.setCurrentIndex(typed[0])
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.enter(0)


class LinesHead(Dressed, QWidget):
    """Member or 散客 at the left, device and technician at the right; a member is found in place."""

    def __init__(self, finder: Finder, choose: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finder = finder
        self._row = QHBoxLayout(self)
        self._name = Eliding(style="title.panel")
        self._tier = Badge("")
        self._phone = Text(style="label", tone="text.secondary")
        self._choose = Button(choose, "link")
        self._about = Eliding(style="label", tone="text.secondary")
        self._about.setAlignment(Qt.AlignmentFlag.AlignRight)
        for part, stretch in (
            (self._name, 0), (self._tier, 0), (self._phone, 0), (finder, 1), (self._choose, 0), (self._about, 1),
        ):  # fmt: skip
            self._row.addWidget(part, stretch)
        finder.hide()
        self.dress()

    def show_customer(self, preview: Preview | None, *, job: bool) -> None:
        """Write who it is for; a job brings its own member."""
        member = sayings.who(preview.member) if preview else ""
        self._name.setText(member or t("checkout.walk_in"))
        self._phone.setText(preview.masked if preview else "")
        told = preview.points if preview else None
        words, kind = (
            badge_of(told.tier, told.far.name if told.far else "") if told else ("", "neutral")
        )
        self._tier.show_badge(words, kind)  # type: ignore[arg-type]
        about = (preview.device, preview.technician) if preview else ()
        self._about.setText(t("words.list_comma").join(part for part in about if part))
        room = min(self._about.sizeHint().width(), theme.px(200))
        self._about.setMinimumWidth(room)  # a long name is cut before the device is
        self._choose.setVisible(not job and self.finder.isHidden())

    def look_up(self, finding: bool) -> None:
        """Open or close the field that finds a member."""
        for part in (self._name, self._phone, self._choose, self._about):
            part.setVisible(not finding)
        self._tier.setVisible(not finding and bool(self._tier.accessibleName()))
        self.finder.setVisible(finding)
        if finding:
            self.finder.begin()
        else:
            self.finder.drop()

    def restyle(self) -> None:
        self.setFixedHeight(theme.size("panel.head"))
        self._row.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._row.setSpacing(theme.px(8))


class LinesPanel(Panel):
    """``quantity_typed(TillRow, milli)`` and ``discount_typed(TillRow, text)`` ask the page to change a line."""

    quantity_typed = Signal(object, int)
    discount_typed = Signal(object, str)

    def __init__(self, tasks: Tasks, *, choose: QAction, off: OffRows, covers: CoverRows) -> None:
        super().__init__(flush=True)
        members = Finder(tasks, kind="member", name=t("checkout.member"), lead="members")
        self.head = LinesHead(members, choose)
        self.finder = LineFinder(tasks, name=t("checkout.add"))
        self.rewards = RewardFinder(tasks)
        self.off, self.covers = off, covers
        off.add_covers(covers)
        self.model = LinesModel(())
        self.model.edited.connect(self._edited)
        self.table = LinesTable(self.model, name=t("checkout.lines"))
        self.message = Text(style="label", tone="danger")
        self.message.setWordWrap(True)
        self.message.hide()
        self.finder.textEdited.connect(self._mend)
        adding = QVBoxLayout()
        adding.addWidget(self.finder)
        adding.addWidget(self.rewards)
        adding.addWidget(self.message)
        self._adding = adding
        self.body.addWidget(self.head)
        self.body.addWidget(self.table, 1000)
        self.body.addLayout(adding)
        self.body.addWidget(hairline())
        self.body.addStretch(1)
        self.body.addWidget(off)
        self.retell()
        self._place()

    def show_order(self, order: TillOrder, preview: Preview | None) -> None:
        """Show these lines; the chosen row stays chosen."""
        kept = self.table.currentIndex()
        had_focus = self.table.hasFocus()
        rows = _rows(order, preview) if preview else ()
        self.model.set_rows(rows)
        self.head.show_customer(preview, job=order.job_id is not None)
        self.covers.show_order(order, preview)
        self.off.show_order(order, preview)
        self.table.grow()
        if rows and kept.isValid():
            place = min(kept.row(), len(rows) - 1)
            self.table.setCurrentIndex(self.model.index(place, kept.column()))
        elif had_focus:
            self.finder.setFocus()

    def refuse(self, sentence: str) -> None:
        """Say under the row that adds what is wrong; an empty sentence takes it away."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def choose_reward(self, member_id: str) -> None:
        """Let a member's reward be chosen where else a line is added."""
        self.refuse("")
        self.finder.hide()
        self.rewards.open_for(member_id)

    def close_rewards(self) -> None:
        """Add lines again."""
        self.rewards.hide()
        self.rewards.drop()
        self.finder.show()
        self.refuse("")

    def _mend(self) -> None:
        """Typing anew takes the red line away: the fix is being made."""
        self.refuse("")

    def row(self) -> TillRow | None:
        """Return the row that is chosen in the table."""
        found = self.table.current_row()
        return found if isinstance(found, TillRow) else None

    def retell(self) -> None:
        """Write the words again."""
        self.finder.setPlaceholderText(t("checkout.add_hint"))
        self.head.finder.setPlaceholderText(t("checkout.member_hint"))
        self.rewards.setPlaceholderText(t("checkout.reward_hint"))
        self.finder.setAccessibleName(t("checkout.add"))
        self.rewards.setAccessibleName(t("checkout.redeem"))
        self.model.set_columns(self._columns())
        self.table.setAccessibleName(t("checkout.lines"))
        self.off.retell()

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_adding"):  # the panel dresses itself before its parts stand
            if _wide() != (len(self.model.columns()) > 4):
                self.model.set_columns(self._columns())
            self._place()

    def _place(self) -> None:
        self._adding.setContentsMargins(theme.px(6), theme.px(3), theme.px(6), theme.px(3))
        self.message.setContentsMargins(theme.px(12), 0, theme.px(12), theme.px(3))
        self.table.grow()

    def _columns(self) -> tuple[Column, ...]:
        """The columns; at the largest type the unit price makes room for the name."""
        price = Column("price", t("checkout.price"), _price, 84, True, tone=_quiet)
        return (
            Column("name", t("checkout.item"), lambda row: row.line.name),
            Column(QUANTITY, t("checkout.quantity"), _quantity, 66, True, editor=_count_field),
            *((price,) if _wide() else ()),
            Column(OFF, t("checkout.discount"), _off, 84, True, tone=_quiet, editor=_off_field),
            Column("net", t("checkout.net"), _net, 104, True),
        )

    def _edited(self, row: TillRow, column: str, value: object) -> None:
        if column == QUANTITY and isinstance(value, int):
            self.quantity_typed.emit(row, value)
        elif column == OFF:
            self.discount_typed.emit(row, str(value))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.grow()


def _rows(order: TillOrder, preview: Preview) -> tuple[TillRow, ...]:
    own = len(preview.lines) - len(order.lines)
    rows = []
    for number, line in enumerate(preview.lines):
        place = number - own
        if place < 0:
            discount = order.job_discounts.get(line.job_line_id, NO_DISCOUNT)
        else:
            discount = order.lines[place].discount
        rows.append(TillRow(line, max(place, -1), discount, _by_tier(line, preview.tier)))
    return tuple(rows)


def _by_tier(line: TillLine, tier: TierOff | None) -> str:
    """95 折 on what the tier lowers, 免 on a fee that is free, 配件不折 on a part it leaves alone."""
    if tier is None or not (tier.on and tier.off):
        return ""
    if line.tier_off:
        if line.tier_off == line.amount:
            return t("checkout.tier_free")
        share = tier.per_mille or round(line.tier_off * PER_MILLE / line.amount)
        return tell_discount(Discount(per_mille=share))
    alone = line.kind == "part" and not tier.parts and not line.discount
    return t("checkout.tier_no_parts") if alone else ""


def _wide() -> bool:
    return theme.current().factor < 1.5


def _quantity(row: TillRow) -> str:
    return sayings.quantity(row.line.quantity)


def _price(row: TillRow) -> str:
    return sayings.money(row.line.price)


def _off(row: TillRow) -> str:
    return row.off or tell_discount(row.discount)


def _net(row: TillRow) -> str:
    return sayings.money(row.line.net)


def _quiet(_row: TillRow) -> str:
    return "text.secondary"


def _count_field(parent: QWidget) -> Entry:
    field = QuantityField(name=t("checkout.quantity"), parent=parent)
    field.leads_on = True  # Enter closes the cell and does not take money
    return field


def _off_field(parent: QWidget) -> Entry:
    field = Entry(name=t("checkout.discount"), hint=t("checkout.discount_hint"), parent=parent)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    field.leads_on = True
    return field
