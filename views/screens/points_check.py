"""The coupon check: a number typed or scanned, and whether it is good, whose it is and what it does."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from models.services.coupons import CouponRow
from views import sayings
from views.texts import t
from views.widgets.facts import KeyValues
from views.widgets.fields import CodeEntry
from views.widgets.form import Form
from views.widgets.panel import Inset, Panel
from views.widgets.text import Picture, Text

TONES = {
    "issued": "success", "early": "warning", "used": "danger", "expired": "danger",
    "taken_back": "danger",
}  # fmt: skip


class CouponCheck(Panel):
    """``asked(str)`` when a number is complete; the page looks it up and shows what it is."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(t("points.check"))
        self._row: CouponRow | None = None
        self._today = date(2026, 1, 1)
        self.form = Form()
        self.number = CodeEntry(name=t("points.check_number"), hint=t("points.check_hint"))
        self.form.add("number", t("points.check_number"), self.number)
        self.form.submitted.connect(self._submit)
        self.state = Inset("plain")
        self._icon = Picture("check")
        self._told = Text(style="title.panel")
        self._told.setWordWrap(True)
        self.state.row.addWidget(self._icon)
        self.state.row.addWidget(self._told, 1)
        self._facts = KeyValues()
        whole = QVBoxLayout()
        for part in (self.form, self.state, self._facts):
            whole.addWidget(part)
        whole.addStretch(1)
        self.body.addLayout(whole)
        self.state.hide()

    def begin(self, number: str = "") -> None:
        """Take the focus; a number that was scanned is looked up at once."""
        self.number.write(number)
        self.form.accept()
        self._row = None
        self.state.hide()
        self._facts.write(())
        self.number.setFocus()
        if number:
            self.asked.emit(number)

    def show_coupon(self, row: CouponRow, today: date) -> None:
        """Show what it is and whether it can be used today."""
        self._row, self._today = row, today
        self.form.accept()
        state = state_of(row, today)
        self.state.set_tone(TONES[state])
        self._icon.show_icon("check" if state == "issued" else "alert", tone=TONES[state])
        self._told.setText(state_words(row, today))
        self._told.set_tone(TONES[state])
        self.state.setAccessibleName(self._told.text())
        self.state.show()
        self._facts.write(facts_of(row))
        self.number.selectAll()

    def refuse(self, sentence: str) -> None:
        """Say that there is no such coupon."""
        self.state.hide()
        self._facts.write(())
        self.form.refuse("number", sentence)

    def row(self) -> CouponRow | None:
        """The coupon in sight."""
        return self._row if not self.state.isHidden() else None

    def told(self) -> str:
        """What it says, for a reader."""
        return self._told.text() if not self.state.isHidden() else self.form.message("number")

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("points.check"))
        self.form.relabel({"number": t("points.check_number")})
        self.number.setPlaceholderText(t("points.check_hint"))
        if self._row is not None:
            self.show_coupon(self._row, self._today)

    def _submit(self) -> None:
        if self.number.text().strip():
            self.asked.emit(self.number.text().strip())


def state_of(row: CouponRow, today: date) -> str:
    """issued, early, used, expired or taken_back."""
    return "early" if row.state == "issued" and row.first_day > today else row.state


def state_words(row: CouponRow, today: date) -> str:
    """能用，到 2026-09-30; 用过了，2026-06-11 收据 A-000123."""
    state = state_of(row, today)
    if state == "issued":
        if row.last_day is None:
            return t("points.coupon_good_ever")
        return t("points.coupon_good", day=row.last_day.isoformat())
    if state == "early":
        return t("points.coupon_early", day=row.first_day.isoformat())
    if state == "expired" and row.last_day is not None:
        return t("points.coupon_expired", day=row.last_day.isoformat())
    on = row.settled_at.date().isoformat() if row.settled_at else ""
    if state == "used" and row.bill_number:
        return t("points.coupon_used", day=on, number=row.bill_number)
    return t(f"points.coupon_{'done' if state == 'used' else 'back'}", day=on)


def facts_of(row: CouponRow) -> list[tuple[str, str]]:
    """What it is, whose, what it does and where it came from."""
    whose = row.member or t("points.coupon_anyone")
    return [
        (t("points.coupon_name"), row.name),
        (t("points.coupon_does"), does_words(row)),
        (t("points.coupon_whose"), whose),
        (t("points.coupon_from"), t(f"points.source.{row.source}")),
        (t("points.check_number"), row.number),
    ]


def does_words(row: CouponRow) -> str:
    """满 300 减 20; 免一次空调清洗; 一项权利."""
    what = {
        "amount": sayings.yuan(row.value),
        "percent": sayings.share(row.value),
        "free_item": row.item,
        "right": "",
    }[row.coupon_kind]
    told = t(f"checkout.coupon.{row.coupon_kind}", **({"what": what} if what else {}))
    if not row.least:
        return told
    return t("checkout.coupon_from", least=sayings.money(row.least), what=told)
