"""Putting points right by hand: how many, why; a debt forgiven. Asked beside the ledger, done by the page."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout

from models.base.errors import Refused
from views import sayings
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.chips import Chips, Option
from views.widgets.fields import Entry
from views.widgets.form import Form
from views.widgets.numbers import CountField
from views.widgets.panel import Panel

WAYS = ("give", "take", "forgive")


class PointsAsk(Panel):
    """``submitted`` when Enter ends the form; :meth:`typed` gives way, points and reason."""

    submitted = Signal()

    def __init__(self, save: QAction) -> None:
        super().__init__(t("points.adjust"))
        self.form = Form()
        self.ways = Chips(name=t("points.adjust"), look="segment")
        self.count = CountField(name=t("points.adjust_count"))
        self.reason = Entry(name=t("points.adjust_reason"), hint=t("points.adjust_hint"))
        self.form.add("way", t("points.adjust_way"), self.ways)
        self.form.add("points", t("points.adjust_count"), self.count)
        self.form.add("reason", t("points.adjust_reason"), self.reason)
        self.form.submitted.connect(self.submitted)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(save, "primary"))
        self.body.addLayout(foot)
        self.retell()

    def begin(self, debt: int) -> None:
        """An empty form; forgiving is offered where something is owed."""
        self.ways.set_options(self._options(debt))
        self.ways.choose("forgive" if debt else "give")
        self.count.set_value(debt or None)
        self.reason.write("")
        self.form.accept()
        self.form.hint("points", t("points.owes", n=sayings.number(debt)) if debt else "")
        self.count.setFocus()

    def typed(self) -> tuple[str, int, str]:
        """What is typed. Raises Refused("points.amount") beside the field."""
        count = self.count.value()
        if not count:
            raise Refused("points.amount", field="points")
        return self.ways.value(), count, self.reason.text()

    def refuse(self, field: str, sentence: str) -> bool:
        """Say no beside a field; False where it stands nowhere here."""
        return self.form.refuse(field, sentence)

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("points.adjust"))
        chosen = self.ways.value()
        self.ways.set_options(self._options(0))
        self.ways.choose(chosen)
        names = {"way": "adjust_way", "points": "adjust_count", "reason": "adjust_reason"}
        self.form.relabel({name: t(f"points.{key}") for name, key in names.items()})
        self.reason.setPlaceholderText(t("points.adjust_hint"))

    @staticmethod
    def _options(debt: int) -> list[Option]:
        ways = WAYS if debt else WAYS[:2]
        return [Option(way, t(f"points.adjust_{way}")) for way in ways]
