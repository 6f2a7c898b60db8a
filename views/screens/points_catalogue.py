"""The reward catalogue as it is redeemed from: name, points, cash part, what is left, until when."""

from datetime import date

from PySide6.QtWidgets import QWidget

from models.services.rewards import RewardRow
from views import sayings
from views.texts import t
from views.widgets.lists import ListView, RowDelegate, RowModel, RowPen

ICONS = {"service": "jobs", "goods": "points", "experience": "star", "coupon": "ticket"}


class RewardDelegate(RowDelegate):
    """What cannot be had now is quieter and says why; ``have`` are the points of whom it is for."""

    height = "row.list2"
    ruled = True

    def __init__(self) -> None:
        super().__init__()
        self.have: int | None = None

    def draw_row(self, pen: RowPen, row: RewardRow) -> None:
        open_ = row.state == "open" and (self.have is None or row.details.points <= self.have)
        tone = "text" if open_ else "text.tertiary"
        pen.icon(16, ICONS.get(row.details.reward_kind, "points"), tone="text.secondary")
        pen.at_right(price_words(row), style="body.strong", tone=tone, lift=11)
        pen.text(46, 0, row.details.name, style="body.strong", tone=tone, lift=11)
        pen.right = pen.box.right() - 16
        pen.text(46, 0, quiet_words(row, self.have), style="label", tone="text.secondary", lift=-11)


class RewardList(ListView):
    """The catalogue; Enter puts a reward into the basket."""

    def __init__(self, parent: QWidget) -> None:
        self._drawn = RewardDelegate()
        super().__init__(RowModel(sentence, parent), self._drawn, name=t("points.catalogue"))
        self.set_empty(t("points.no_rewards"))

    def show_rewards(self, rows: tuple[RewardRow, ...]) -> None:
        """Show them; the chosen one stays chosen."""
        self.show_rows(rows, key=lambda row: row.id)

    def set_have(self, have: int | None) -> None:
        """Tell how many points the member could use; None without a member."""
        self._drawn.have = have
        self.viewport().update()


def price_words(row: RewardRow) -> str:
    """800 分, or 300 分 + 10.00."""
    points = t("points.of", n=sayings.number(row.details.points))
    if not row.details.cash:
        return points
    return f"{points} + {sayings.yuan(row.details.cash)}"


def quiet_words(row: RewardRow, have: int | None = None) -> str:
    """Why it cannot be had, or kind, what is left, each member's limit and the last day."""
    details = row.details
    if row.state in ("early", "over"):
        day = details.first_day if row.state == "early" else details.last_day
        return t(f"points.state.{row.state}", day=_told(day))
    if row.state != "open":
        return t(f"points.state.{row.state}")
    parts = [t(f"points.reward.{details.reward_kind}")]
    if have is not None and details.points > have:
        parts.append(t("points.missing", n=sayings.number(details.points - have)))
    if row.left is not None:
        parts.append(t("points.left", n=sayings.number(row.left)))
    if details.each_most is not None:
        parts.append(t("points.each_most", n=details.each_most))
    if details.last_day is not None:
        parts.append(t("points.until", day=_told(details.last_day)))
    return t("words.list_comma").join(parts)


def sentence(row: RewardRow) -> str:
    """A reward for a reader."""
    return t("words.list_comma").join((row.details.name, price_words(row), quiet_words(row)))


def _told(day: date | None) -> str:
    return day.isoformat() if day else ""
