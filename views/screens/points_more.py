"""What an owner or clerk may set about a member's standing: tier by hand, adviser, points given on, a pot's users.

One form with the fields that the chosen act needs. It asks only; the page does it.
"""

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout

from models.base.errors import Refused
from models.rules.programme import Tier
from models.services.points_carried import Pot
from models.services.shop import Person
from views import sayings
from views.page import Desk
from views.programme_names import tier_name
from views.screens.member_picker import MemberPicker
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.choice import Choice
from views.widgets.fields import Entry
from views.widgets.form import Form
from views.widgets.numbers import CountField
from views.widgets.panel import Panel
from views.widgets.ticks import Ticks

What = Literal["set_tier", "adviser", "give_on", "users"]
FIELDS: Final[dict[What, tuple[str, ...]]] = {
    "set_tier": ("tier", "reason"),
    "adviser": ("adviser",),
    "give_on": ("to", "points", "reason"),
    "users": ("named",),
}
"""Which fields each act asks for, in their order."""
NAMES: Final = ("tier", "adviser", "to", "points", "named", "reason")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, as far as the act asks for it."""

    what: What
    choice: str = ""
    """The tier's code or the adviser's id, empty for nobody."""
    to: str = ""
    points: int = 0
    named: tuple[str, ...] = ()
    reason: str = ""


class MoreAsk(Panel):
    """``submitted`` when Enter ends the form; :meth:`typed` gives what stands there."""

    submitted = Signal()

    def __init__(self, desk: Desk, save: QAction) -> None:
        super().__init__(t("points.group.more"))
        self.what: What = "set_tier"
        self.tier = Choice((), name=t("points.more.tier"))
        self.adviser = Choice((), name=t("points.more.adviser"))
        self.to = MemberPicker(desk, name=t("points.more.to"), hint=t("points.member_hint"))
        self.points = CountField(name=t("points.more.points"))
        self.named = Ticks(name=t("points.more.named"))
        self.reason = Entry(name=t("points.more.reason"), hint=t("points.adjust_hint"))
        self.form = Form()
        for name in NAMES:
            self.form.add(name, t(f"points.more.{name}"), getattr(self, name))
        self.form.submitted.connect(self.submitted)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(save, "primary"))
        self.body.addLayout(foot)
        self.begin("set_tier")

    def begin(self, what: What) -> None:
        """An empty form for one act."""
        self.what = what
        self.set_title(t(f"points.more.{what}"))
        self.form.accept()
        self.to.pick(None, "")
        self.points.set_value(None)
        self.reason.write("")
        for name in NAMES:
            self.form.show_row(name, name in FIELDS[what])
        self.form.hint("named", t("points.more.anyone"))

    def offer_tiers(self, steps: tuple[Tier, ...], held: str) -> None:
        """The tiers of the rules; the one held is chosen."""
        self.tier.set_options([(step.code, tier_name(step.code, step.name)) for step in steps])
        self.tier.choose(held)

    def offer_people(self, people: tuple[Person, ...], chosen: str) -> None:
        """Who works here; the present adviser is chosen."""
        active = [(one.id, one.name) for one in people if one.active]
        self.adviser.set_options([("", t("points.more.nobody")), *active])
        self.adviser.choose(chosen)

    def offer_users(self, pot: Pot) -> None:
        """Everybody in the household; those who may use the pot are ticked."""
        self.named.set_options([(key, sayings.who(name)) for key, name in pot.members])
        self.named.choose(pot.named)

    def first(self) -> None:
        """Into the first field."""
        getattr(self, FIELDS[self.what][0]).setFocus()

    def typed(self) -> Typed:
        """What stands there. Raises Refused beside the field that is empty."""
        if self.what == "set_tier":
            return Typed(self.what, choice=self.tier.value(), reason=self.reason.text())
        if self.what == "adviser":
            return Typed(self.what, choice=self.adviser.value())
        if self.what == "users":
            return Typed(self.what, named=self.named.values())
        if self.to.member_id is None:
            raise Refused("points.whom", field="to")
        count = self.points.value()
        if not count:
            raise Refused("points.amount", field="points")
        return Typed(self.what, to=self.to.member_id, points=count, reason=self.reason.text())

    def refuse(self, field: str, sentence: str) -> bool:
        """Say no beside a field; False where the act does not ask for it."""
        return field in FIELDS[self.what] and self.form.refuse(field, sentence)

    def retell(self) -> None:
        """Say it in the present language; what was typed stays."""
        self.set_title(t(f"points.more.{self.what}"))
        self.form.relabel({name: t(f"points.more.{name}") for name in NAMES})
        self.to.setPlaceholderText(t("points.member_hint"))
        self.reason.setPlaceholderText(t("points.adjust_hint"))
