"""The form of a reward: what it costs the member and the shop, how many there are, and the coupon it may be."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.rules.coupons import KINDS as COUPON_KINDS
from models.rules.coupons import CouponPlan
from models.services.rewards import KINDS, RewardDetails
from views.texts import t
from views.widgets.choice import Choice
from views.widgets.days import DayField
from views.widgets.fields import CodeEntry, Entry, MoneyField, NumberEntry
from views.widgets.form import Form
from views.widgets.numbers import CountField, ShareField

PLAIN = (
    "reward_kind", "code", "name", "points", "cash", "cost", "item_id", "stock", "each_most",
    "first_day", "last_day",
)  # fmt: skip
COUPON = ("coupon_kind", "amount", "percent", "most", "least", "coupon_item", "days")
_SHOWN: dict[str, tuple[str, ...]] = {
    "amount": ("coupon_kind", "amount", "least", "days"),
    "percent": ("coupon_kind", "percent", "most", "least", "days"),
    "free_item": ("coupon_kind", "coupon_item", "days"),
    "right": ("coupon_kind", "days"),
}
_NAMED = {"value": ("amount", "percent"), "item_id": ("coupon_item", "item_id")}
"""What the rules call a field that stands here under another name."""


class RewardForm(QWidget):
    """``read`` gives the details; ``typed`` comes by hand only."""

    typed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kept = RewardDetails(code="", name="", points=0)
        self.form = Form()
        self.fields: dict[str, QWidget] = {name: _make(name) for name in (*PLAIN, *COUPON)}
        for name, field in self.fields.items():
            self.form.add(name, t(f"rewards.field.{name}"), field)
            if isinstance(field, Choice):
                field.activated.connect(self._choose)
            elif isinstance(field, Entry):
                field.textEdited.connect(self._type)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.form)
        self._offer()
        self._show()

    def first_field(self) -> QWidget:
        """The field to begin with."""
        return self.fields["code"]

    def set_today(self, today: date) -> None:
        """Read days without a year by this one."""
        for name in ("first_day", "last_day"):
            self._day(name).today = today

    def offer_items(self, items: Sequence[tuple[str, str]]) -> None:
        """Offer the items of the price list."""
        for name in ("item_id", "coupon_item"):
            self._choice(name).set_options([("", t("rewards.no_item")), *items])
        self._choice("item_id").choose(self._kept.item_id or "")
        plan = self._kept.coupon
        self._choice("coupon_item").choose((plan.item_id if plan else "") or "")

    def write(self, details: RewardDetails) -> None:
        """Show a reward."""
        self._kept = details
        plan = details.coupon or CouponPlan(name="", days=30)
        self._choice("reward_kind").choose(details.reward_kind)
        self._entry("code").write(details.code)
        self._entry("name").write(details.name)
        for name in ("points", "cash", "cost", "stock", "each_most"):
            value = getattr(details, name)
            self._number(name).set_value(value or None if name != "stock" else value)
        for name in ("first_day", "last_day"):
            self._day(name).set_day(getattr(details, name))
        self._choice("item_id").choose(details.item_id or "")
        self._choice("coupon_kind").choose(plan.coupon_kind)
        self._number("amount").set_value(plan.value if plan.coupon_kind == "amount" else None)
        self._number("percent").set_value(plan.value if plan.coupon_kind == "percent" else None)
        self._number("most").set_value(plan.most)
        self._number("least").set_value(plan.least or None)
        self._number("days").set_value(plan.days)
        self._choice("coupon_item").choose(plan.item_id or "")
        self.form.accept()
        self._show()

    def read(self) -> RewardDetails:
        """What is typed. Raises Refused("day.…") beside the field."""
        kind = self._choice("reward_kind").value()
        name = self._entry("name").text()
        return replace(
            self._kept,
            code=self._entry("code").text(),
            name=name,
            reward_kind=kind,
            points=self._value("points") or 0,
            cash=self._value("cash") or 0,
            cost=self._value("cost") or 0,
            item_id=self._choice("item_id").value() or None,
            coupon=self._plan(name) if kind == "coupon" else None,
            stock=self._value("stock"),
            each_most=self._value("each_most") or None,
            first_day=self._day("first_day").day(),
            last_day=self._day("last_day").day(),
        )

    def accept(self) -> None:
        """Take the messages away."""
        self.form.accept()
        self._advise()

    def refuse(self, field: str, sentence: str) -> bool:
        """Say no beside a field; False where it stands nowhere here."""
        for name in (*_NAMED.get(field, ()), field):
            if name in self.fields and not self.fields[name].isHidden():
                return self.form.refuse(name, sentence)
        return False

    def retell(self) -> None:
        """Say it in the present language."""
        self.form.relabel({name: t(f"rewards.field.{name}") for name in self.fields})
        for name in ("stock", "each_most", "days"):
            self._entry(name).setPlaceholderText(t(f"rewards.hint.{name}"))
        self._offer()
        self._advise()

    # Inside

    def _plan(self, name: str) -> CouponPlan:
        kind = self._choice("coupon_kind").value()
        shown = _SHOWN[kind]
        value = self._value(kind) if kind in ("amount", "percent") else 0
        return CouponPlan(
            name=name,
            coupon_kind=kind,
            value=value or 0,
            most=self._value("most") if "most" in shown else None,
            least=(self._value("least") or 0) if "least" in shown else 0,
            item_id=(self._choice("coupon_item").value() or None)
            if "coupon_item" in shown
            else None,
            days=self._value("days") or 0,
            cost=self._value("cost") or 0,
        )

    def _offer(self) -> None:
        kinds = [(kind, t(f"points.reward.{kind}")) for kind in KINDS]
        self._choice("reward_kind").set_options(kinds)
        coupons = [(kind, t(f"programme.grant_kind.{kind}")) for kind in COUPON_KINDS]
        self._choice("coupon_kind").set_options(coupons)

    def _show(self) -> None:
        is_coupon = self._choice("reward_kind").value() == "coupon"
        shown = _SHOWN.get(self._choice("coupon_kind").value(), ()) if is_coupon else ()
        for name in COUPON:
            self.form.show_row(name, name in shown)
        self.form.show_row("item_id", not is_coupon)
        self._advise()

    def _advise(self) -> None:
        """A voucher for a service leaves the bill as it is: who wants it free there is told how."""
        service = self._choice("reward_kind").value() == "service"
        self.form.hint("reward_kind", t("rewards.hint.service") if service else "")

    def _choose(self) -> None:
        self._show()
        self.typed.emit()

    def _type(self) -> None:
        self.typed.emit()

    def _value(self, name: str) -> int | None:
        return self._number(name).value()

    def _entry(self, name: str) -> Entry:
        field = self.fields[name]
        assert isinstance(field, Entry)
        return field

    def _number(self, name: str) -> NumberEntry:
        field = self.fields[name]
        assert isinstance(field, NumberEntry)
        return field

    def _choice(self, name: str) -> Choice:
        field = self.fields[name]
        assert isinstance(field, Choice)
        return field

    def _day(self, name: str) -> DayField:
        field = self.fields[name]
        assert isinstance(field, DayField)
        return field


def _make(name: str) -> QWidget:
    label = t(f"rewards.field.{name}")
    made: dict[str, Callable[[], QWidget]] = {
        "reward_kind": lambda: Choice(name=label),
        "item_id": lambda: Choice(name=label),
        "coupon_kind": lambda: Choice(name=label),
        "coupon_item": lambda: Choice(name=label),
        "code": lambda: CodeEntry(name=label, hint="LP-01"),
        "name": lambda: Entry(name=label),
        "points": lambda: CountField(name=label),
        "stock": lambda: CountField(name=label, hint=t("rewards.hint.stock")),
        "each_most": lambda: CountField(name=label, hint=t("rewards.hint.each_most")),
        "days": lambda: CountField(name=label, hint=t("rewards.hint.days")),
        "percent": lambda: ShareField(name=label),
        "first_day": lambda: DayField(name, name=label, hint=t("programme.day_hint")),
        "last_day": lambda: DayField(name, name=label, hint=t("programme.day_hint")),
    }
    return made.get(name, lambda: MoneyField(name=label))()
