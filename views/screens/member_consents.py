"""What a member agreed to, since when and how, and the act that changes it."""

from datetime import date, tzinfo

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.rules.consents import CURRENT
from models.rules.members import CONSENT_CHANNELS, CONSENT_PURPOSES
from models.services.consents import ConsentRow
from views import sayings, theme
from views.screens.member_care import tight
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.choice import Choice
from views.widgets.dressed import Dressed
from views.widgets.panel import Panel
from views.widgets.text import Eliding, Picture, Text


def consent_ways() -> list[tuple[str, str]]:
    """How a consent may be said, as the program and as people call it."""
    return [(way, t(f"privacy.way.{way}")) for way in CONSENT_CHANNELS]


def wording_words() -> str:
    """The wording as it is read out or shown now, for both purposes, with its version."""
    parts = [t(f"privacy.wording.{CURRENT}.{purpose}") for purpose in CONSENT_PURPOSES]
    return "\n".join([*parts, t("privacy.wording_version", version=CURRENT)])


class ConsentPanel(Panel):
    """同意和隐私. ``change(purpose, granted, way)`` is asked for by a row's link; below it the member's rights."""

    change = Signal(str, bool, str)

    def __init__(self, *acts: QAction) -> None:
        self._acts: tuple[Button, ...] = ()
        super().__init__(t("member.consents"), ruled=False)
        self._rows: dict[str, _ConsentLine] = {}
        self._how = Text(t("privacy.how"), style="caption", tone="text.secondary")
        self._way = Choice(consent_ways(), name=t("privacy.how"))
        self._seen = Text(style="caption", tone="text.secondary")
        self._seen.setWordWrap(True)
        self._acts = tuple(Button(act, "link") for act in acts)
        for part in (self._how, self._way, self._seen):
            self.body.addWidget(part)
        for button in self._acts:
            self.body.addWidget(button)

    def show_consents(self, consents: tuple[ConsentRow, ...], zone: tzinfo, today: date) -> None:
        """Show what holds for each purpose."""
        for row in consents:
            line = self._rows.get(row.purpose)
            if line is None:
                line = self._rows[row.purpose] = _ConsentLine(row.purpose)
                line.change.connect(self._changed)
                self.body.insertWidget(len(self._rows) - 1, line)
            line.show_row(row, zone, today)

    def show_erased(self, erased: bool) -> None:
        """Ask an erased member nothing any more; what is left is the slip."""
        for part in (*self._rows.values(), self._how, self._way, self._seen, *self._acts[:-1]):
            part.setVisible(not erased)

    def _changed(self, purpose: str, granted: bool) -> None:
        self.change.emit(purpose, granted, self._way.value())

    def show_seen(self, words: str) -> None:
        """Say that looking at a full number is kept, and who looked last."""
        self._seen.setText(words)

    def first_link(self) -> QWidget | None:
        """The first act of the panel, for the keyboard."""
        return next((line.act for line in self._rows.values()), None)

    def retell(self) -> None:
        """Say the head in the present language; rows follow with the file."""
        self.set_title(t("member.consents"))
        self._how.setText(t("privacy.how"))
        self._way.setAccessibleName(t("privacy.how"))
        self._way.set_options(consent_ways())

    def restyle(self) -> None:
        super().restyle()
        tight(self)


class _ConsentLine(Dressed, QWidget):
    """Tick or cross, the purpose, since when and how, and the act that changes it."""

    change = Signal(str, bool)

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self._purpose, self._granted = purpose, False
        self._icon = Picture("x", side=16)
        self._name = Eliding(style="body")
        self._since = Eliding(style="label", tone="text.secondary")
        self._below = Text(style="label", tone="text.secondary")
        self._below.setWordWrap(True)
        self._wording = Text(style="caption", tone="text.secondary")
        self._wording.setWordWrap(True)
        self.act = Button("", "link")
        self.act.clicked.connect(self._change)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._row = QHBoxLayout()
        whole.addLayout(self._row)
        for part, stretch in ((self._icon, 0), (self._name, 1), (self._since, 0), (self.act, 0)):
            self._row.addWidget(part, stretch)
        whole.addWidget(self._below)
        whole.addWidget(self._wording)
        self.dress()

    def show_row(self, row: ConsentRow, zone: tzinfo, today: date) -> None:
        self._granted = bool(row.granted)
        icon = "check" if row.granted else "x" if row.granted is False else "minus"
        self._icon.show_icon(icon, tone="success" if row.granted else "text.secondary")
        name = t(f"member.consent.{row.purpose}")
        self._name.setText(name)
        if row.at is None:
            since = t("member.consent_never")
        else:
            day = sayings.day(row.at.astimezone(zone).date(), today)
            how = t(f"privacy.way.{row.channel}")
            if not row.granted:
                how = t("privacy.said_no", way=how)
            since = t("privacy.since", day=day, how=how, version=row.version)
        self._since.setText(since)
        self._below.setText(since)
        act = t("member.withdraw" if row.granted else "member.agree")
        self.act.say(act)
        self.act.setAccessibleName(f"{name} {since} {act}")
        self._wording.setText(t(f"privacy.wording.{CURRENT}.{row.purpose}"))
        self._wording.setVisible(not row.granted)
        self._fold()

    def _change(self) -> None:
        self.change.emit(self._purpose, not self._granted)

    def _fold(self) -> None:
        """Where one line is too narrow for all of it, since when and how stands below."""
        parts = (self._icon, self._name, self._since, self.act)
        wide = sum(part.sizeHint().width() for part in parts) + 3 * self._row.spacing()
        beside = wide <= self.width()
        self._since.setVisible(beside)
        self._below.setVisible(not beside)

    def restyle(self) -> None:
        self._row.setSpacing(theme.px(8))
        for part in (self._below, self._wording):
            part.setContentsMargins(theme.px(16 + 8), 0, 0, 0)
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()
