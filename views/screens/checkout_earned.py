"""What the bill does to the member's points, as two quiet lines under the change. It reckons nothing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from models.services.points_earning import Forecast
from views import sayings, theme
from views.texts import t
from views.widgets.dressed import Dressed
from views.widgets.text import Eliding, Text


class PointsLines(Dressed, QWidget):
    """本次得分 and 积分余额, and what is still owed; absent without a member or a programme."""

    def __init__(self) -> None:
        super().__init__()
        self._told: Forecast | None = None
        self._folded = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._names = [Eliding(tone="text.secondary") for _ in range(3)]
        self._sums = [Eliding() for _ in range(3)]
        self._ends = [Text(style="body.strong") for _ in range(3)]
        for place, parts in enumerate(zip(self._names, self._sums, self._ends, strict=True)):
            for column, part in enumerate(parts):
                self._grid.addWidget(part, place, column)
            for part in parts[1:]:
                part.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.show_points(None)
        self.dress()

    def show_points(self, told: Forecast | None) -> None:
        """Show what posting will do."""
        self._told = told
        self.setVisible(told is not None and not self._folded)
        if told is None:
            return
        owed = (t("checkout.owed"), "", sayings.number(told.debt)) if told.debt else ("", "", "")
        earned, gained = earned_words(told)
        rows = ((earned, "", gained), (t("checkout.balance"), *balance_words(told)), owed)
        for place, (name, whole, end) in enumerate(rows):
            self._names[place].setText(name)
            self._sums[place].setText(whole)
            self._ends[place].setText(end)
            for part in (self._names[place], self._sums[place], self._ends[place]):
                part.setVisible(bool(name))
            self._ends[place].setAccessibleName(f"{name} {whole}{end}")

    def fold(self, folded: bool) -> None:
        """Make room in large type: the receipt says it too."""
        self._folded = folded
        self.setVisible(self._told is not None and not folded)

    def lines(self) -> list[str]:
        """The lines as they are read."""
        return [end.accessibleName() for end in self._ends if not end.isHidden()]

    def restyle(self) -> None:
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(theme.px(5))


def earned_words(told: Forecast) -> tuple[str, str]:
    """本次得分，金卡 1.2 倍 and +368."""
    name = t("checkout.earned")
    names = t("words.list_comma").join(told.earned.names)
    if names:
        name = t("words.list_comma").join((name, names))
    return name, f"+{sayings.number(told.earned.points)}"


def balance_words(told: Forecast) -> tuple[str, str]:
    """The sum, 2,480 - 500 + 368 =, and what comes out, 2,348; a debt that is repaid is taken off."""
    parts = [sayings.number(told.before)]
    if told.used:
        parts.append(f"- {sayings.number(told.used)}")
    if told.earned.points:
        parts.append(f"+ {sayings.number(told.earned.points)}")
    if told.repaid:
        parts.append(f"- {sayings.number(told.repaid)}")
    whole = f"{' '.join(parts)} = " if len(parts) > 1 else ""
    return whole, sayings.number(told.balance)
