"""积分和等级 in the member's file: balance, what it pays, the way to the next tier, the lots. It shows only."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from models.services.points import LotRow, PointsFile
from models.services.segments import Standing
from models.services.tier_file import TierFile
from views import points_words, sayings, theme
from views.programme_names import segment_name, tier_name, told_tier
from views.screens.member_care import tight
from views.screens.member_lots import LotStack
from views.texts import t
from views.widgets.bars import ProgressLine
from views.widgets.buttons import Button
from views.widgets.panel import Panel
from views.widgets.text import Eliding, Text


class PointsPanel(Panel):
    """``opened(LotRow | None)`` asks for the ledger, at a lot where one was chosen."""

    opened = Signal(object)

    def __init__(self, detail: QAction) -> None:
        super().__init__(t("points.panel"), ruled=False)
        self._file: PointsFile | None = None
        self._tier: TierFile | None = None
        self._standing: Standing | None = None
        self._more = Button(detail, "link")
        self.add_right(self._more)
        self._have = Text(style="display")
        self._worth = Eliding(tone="text.secondary")
        self._far = Eliding(style="label", tone="text.secondary")
        self._far.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        head = QHBoxLayout()
        head.addWidget(self._have, 0, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self._worth, 0, Qt.AlignmentFlag.AlignBottom)
        head.addStretch(1)
        head.addWidget(self._far, 0, Qt.AlignmentFlag.AlignBottom)
        self._below = Text(style="label", tone="text.secondary")
        self._below.setWordWrap(True)
        self.bar = ProgressLine(name=t("points.panel"))
        self._note = Text(style="label", tone="warning")
        self._note.setWordWrap(True)
        self._segment = Text(style="label", tone="text.secondary")
        self._segment.setWordWrap(True)
        self._stack = LotStack(self)
        self.lots = self._stack.list
        self.lots.opened.connect(self.opened)
        self.lots.clicked.connect(self._clicked)
        self.body.addLayout(head)
        for part in (self.bar, self._below, self._note, self._stack, self._segment):
            self.body.addWidget(part)
        self.hide()

    def show_points(
        self, file: PointsFile | None, tier: TierFile | None, standing: Standing | None
    ) -> None:
        """Show what is known; absent as long as the shop has neither rules nor points."""
        self._file, self._tier, self._standing = file, tier, standing
        known = file is not None and (tier is not None or bool(file.lots))
        self.setVisible(known)
        if file is None or not known:
            return
        self._have.setText(sayings.number(file.available))
        self._worth.setText(t("points.worth", amount=sayings.yuan(file.worth)))
        self._have.setAccessibleName(f"{self._have.text()} {self._worth.text()}")
        self._tell_tier(tier)
        self._tell_notes(file, tier)
        self._stack.show_lots(file.lots, file.on)
        self._segment.setText(segment_words(standing))
        self._segment.setVisible(standing is not None)

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("points.panel"))
        self.show_points(self._file, self._tier, self._standing)

    def _tell_tier(self, tier: TierFile | None) -> None:
        self.bar.setVisible(tier is not None)
        if tier is None:
            self._far.setText("")
            self._below.hide()
            return
        far = tier.distance
        self._far.setText(points_words.distance_words(far) or t("points.top_tier"))
        self._below.setText(self._far.text())
        self._divide()
        share = min(1.0, far.have / far.need) if far.next_code and far.need else 1.0
        kind = f"tier.{tier.code}"
        known = kind in theme.current().colours
        ground = f"{kind}.bg" if tier.code == "platinum" else kind
        self.bar.fill(share, tone=ground if known else "accent")

    def _tell_notes(self, file: PointsFile, tier: TierFile | None) -> None:
        """A debt, what cannot be used yet, an announced fall, a promised adviser nobody named."""
        notes = []
        if file.debt:
            notes.append(t("points.owes", n=sayings.number(file.debt)))
        if file.pending:
            notes.append(t("points.waiting", n=sayings.number(file.pending)))
        if file.pot:
            notes.append(t("points.pot"))
        if tier is not None and tier.notice is not None:
            day = tier.notice.falls_on.isoformat()
            notes.append(t("points.falls", day=day, tier=told_tier(tier.notice.to_name)))
        if tier is not None and tier.adviser_missing:
            notes.append(t("points.no_adviser", tier=tier_name(tier.code, tier.name)))
        self._note.setText("\n".join(notes))
        self._note.setVisible(bool(notes))

    def _divide(self) -> None:
        """Let the way to the next tier stand below the bar where it has no room beside the balance."""
        parts = (self._have, self._worth, self._far)
        need = sum(part.sizeHint().width() for part in parts) + theme.px(52)
        narrow = need > self.width()
        self._far.setVisible(not narrow)
        self._below.setVisible(narrow and bool(self._below.text()))

    def _clicked(self) -> None:
        row = self.lots.current_row()
        if isinstance(row, LotRow):
            self.opened.emit(row)

    def restyle(self) -> None:
        super().restyle()
        tight(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._tier is not None:
            self._divide()


def segment_words(standing: Standing | None) -> str:
    """钻石客群，核心客户: in words, never as a badge."""
    if standing is None:
        return ""
    core = t(f"programme.core.{standing.placed.core}")
    return t("points.segment", segment=segment_name(standing.placed.segment), core=core)


def tier_badge(tier: TierFile) -> tuple[str, str]:
    """The word and the kind of the badge beside a name."""
    return badge_of(tier.code, tier.name)


def badge_of(code: str, name: str = "") -> tuple[str, str]:
    """As :func:`tier_badge`, of a tier's code and name; a tier of the shop's own wears the plain badge."""
    kind = f"tier.{code}"
    return tier_name(code, name), kind if kind in theme.current().colours else "neutral"
