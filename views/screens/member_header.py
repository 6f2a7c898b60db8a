"""The head of a member's file: who it is, how to reach them, four facts, and the acts of the page."""

from collections.abc import Mapping
from datetime import date, tzinfo

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from models.rules.phones import phone_text
from models.services.member_file import MemberFile
from models.services.points import PointsFile
from models.services.tier_file import TierFile
from views import sayings, theme
from views.page import Desk
from views.screens.member_points import tier_badge
from views.texts import t
from views.widgets.avatar import Avatar
from views.widgets.badge import Badge
from views.widgets.buttons import Button
from views.widgets.facts import Fact, FactRow
from views.widgets.panel import Panel
from views.widgets.text import Eliding, Picture

HEIGHT = 84
LEAST_NAME = 190
NAME_MOST = 240
"""A name may be cut beyond this; what else stands in the head never is."""
GAP = 12


class MemberHeader(Panel):
    """Facts and badges are read from the file, nothing is stored."""

    def __init__(self, desk: Desk, acts: Mapping[str, QAction]) -> None:
        self._buttons: dict[str, Button] = {}
        super().__init__()
        self._desk = desk
        self._file: MemberFile | None = None
        self._points: PointsFile | None = None
        self._tier: TierFile | None = None
        self._avatar = Avatar(side=48)
        self._name = Eliding(style="title.record")
        self._badges = [Badge("") for _ in range(5)]
        self._who = self._build_who(acts["reveal"])
        self._facts = {name: Fact("") for name in ("points", "spent", "jobs", "last")}
        row = QHBoxLayout()
        self.body.addLayout(row)
        self._row = row
        row.addWidget(self._avatar)
        row.addWidget(self._who)
        self._told = {name: FactRow([fact]) for name, fact in self._facts.items()}
        for told in self._told.values():
            row.addWidget(told, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self._buttons = {
            name: Button(acts[name], "primary" if name == "new_job" else "secondary")
            for name in ("new_job", "redeem", "checkout", "edit")
        }
        for button in self._buttons.values():
            row.addWidget(button)
        self.restyle()

    def _build_who(self, reveal: QAction) -> QWidget:
        who = QWidget()
        lines = QVBoxLayout(who)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(6)
        second.setSpacing(6)
        first.addWidget(self._name)
        for badge in self._badges:
            first.addWidget(badge)
            badge.hide()
        first.addStretch(1)
        self._phone_icon = Picture("phone", side=16)
        self._phone = Eliding(style="body", tone="text.secondary")
        self._phone.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._reveal = Button(t("member.reveal"), "link")
        self._reveal.clicked.connect(reveal.trigger)
        self._about = Eliding(style="label", tone="text.secondary")
        for part in (self._phone_icon, self._phone, self._reveal):
            second.addWidget(part)
        second.addWidget(self._about, 1)
        lines.addStretch(1)
        lines.addLayout(first)
        lines.addLayout(second)
        lines.addStretch(1)
        return who

    def show_file(self, file: MemberFile, revealed: Mapping[str, str]) -> None:
        """Show a file; ``revealed`` holds the full numbers that may stand open now, by phone id."""
        self._file = file
        today = file.read_at.astimezone(self._desk.notices.zone).date()
        self._reveal.say(t("member.reveal"))
        self._avatar.show_name(sayings.who(file.name))
        self._name.setText(sayings.who(file.name))
        self._tell_badges(file, today)
        phone = file.phones[0] if file.phones else None
        full = revealed.get(phone.id, "") if phone else ""
        words = phone_text(full) if full else phone.masked if phone else t("member.no_phone")
        self._phone.setText(words)
        self._phone.setMinimumWidth(self._phone.sizeHint().width())
        self._reveal.setVisible(phone is not None and not full)
        self._about.setText(about(file, self._desk.notices.zone))
        self._tell_facts(file, today)

    def show_standing(self, points: PointsFile | None, tier: TierFile | None) -> None:
        """Show tier and points, which are read beside the file; None: the shop has none."""
        self._points, self._tier = points, tier
        if self._file is not None:
            today = self._file.read_at.astimezone(self._desk.notices.zone).date()
            self._tell_badges(self._file, today)
            self._tell_facts(self._file, today)

    def _fold(self) -> None:
        """Leave out what has no room: first acts that stand in the key bar, then facts told elsewhere."""
        room = self.width() - 2 * theme.px(16) - self._who_wide() - self._avatar.width()
        told = {n: p for n, p in self._told.items() if n != "points" or self._points is not None}
        parts = (*told.values(), *self._buttons.values())
        left = room - sum(part.sizeHint().width() + theme.px(GAP) for part in parts)
        left -= 2 * theme.px(GAP)
        for part in (
            self._buttons["edit"], self._buttons["checkout"], self._told["jobs"], self._told["last"],
        ):  # fmt: skip
            part.setVisible(left >= 0)
            left += theme.px(GAP) + part.sizeHint().width() if left < 0 else 0

    def _who_wide(self) -> int:
        """What name, badges, phone and particulars need side by side."""
        name = min(self._name.sizeHint().width(), theme.px(NAME_MOST))
        badges = sum(badge.width() + 6 for badge in self._badges if not badge.isHidden())
        below = (self._phone, self._reveal, self._about)
        second = theme.px(16) + sum(
            part.sizeHint().width() + 6 for part in below if not part.isHidden()
        )
        return max(name + badges, second, theme.px(LEAST_NAME))

    def _tell_badges(self, file: MemberFile, today: date) -> None:
        told: list[tuple[str, str, str]] = []
        if self._tier is not None:
            told.append((*tier_badge(self._tier), ""))
        if file.archived_at is not None:
            told.append((t("member.badge.archived"), "warning", "box"))
        birthday = file.birthday
        if birthday and (birthday.month, birthday.day) == (today.month, today.day):
            told.append((t("member.badge.birthday"), "accent", "cake"))
        if file.elderly:
            told.append((t("member.badge.elderly"), "neutral", "user"))
        if file.special_care:
            told.append((t("member.badge.special_care"), "neutral", "heart"))
        for place, badge in enumerate(self._badges):
            words, kind, icon = told[place] if place < len(told) else ("", "neutral", "")
            badge.show_badge(words, kind, icon=icon)  # type: ignore[arg-type]

    def _tell_facts(self, file: MemberFile, today: date) -> None:
        last = file.active_at.astimezone(self._desk.notices.zone).date()
        values = {
            "points": sayings.number(self._points.available) if self._points else "",
            "spent": sayings.yuan(file.spent),
            "jobs": sayings.number(file.jobs),
            "last": sayings.day(last, today),
        }
        for name, fact in self._facts.items():
            fact.write(t(f"member.fact.{name}"), values[name])
        self._told["points"].setVisible(self._points is not None)

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_row"):
            self.setFixedHeight(theme.px(HEIGHT))
            self._row.setSpacing(theme.px(GAP))
            self.body.setContentsMargins(theme.px(16) - 1, 0, theme.px(16) - 1, 0)

    def event(self, event: QEvent) -> bool:
        """Fold anew whenever words, type or width have changed: only then are the sizes true."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize) and self._buttons:
            self._fold()
        return done


def about(file: MemberFile, zone: tzinfo) -> str:
    """Sex, age, customer type and the year of joining, as far as they are known."""
    today = file.read_at.astimezone(zone).date()
    parts = [t(f"member.gender.{file.gender}")] if file.gender else []
    if file.birthday is not None:
        parts.append(t("member.age", years=age(file.birthday, today)))
    if file.customer_type != "family":
        parts.append(t(f"member.type.{file.customer_type}"))
    parts.append(t("member.joined", year=file.joined_at.astimezone(zone).year))
    return t("words.list_comma").join(parts)


def age(birthday: date, today: date) -> int:
    """Full years on a day; who was born on 29 February grows older on 1 March."""
    return today.year - birthday.year - ((today.month, today.day) < (birthday.month, birthday.day))
