"""The form of the catch-up: one line of the counter sheet, its fields in the order of the paper."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from models.base.documents import TenderKind
from models.base.errors import Refused
from models.services.catch_up import PaperSale
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from models.services.search import Result
from views import sayings
from views.finder import Finder
from views.page import Desk
from views.screens.member_picker import MemberPicker
from views.search_rows import ResultDelegate
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.choice import Choice
from views.widgets.days import DayField, parse_time
from views.widgets.fields import CodeEntry, Entry, MoneyField, PhoneEntry
from views.widgets.form import Form
from views.widgets.panel import Panel
from views.widgets.scroll import ScrollColumn

KINDS = ("paid", "job")
TENDERS = ("cash", "wechat", "alipay", "card", "account")
_OF_PAID, _OF_JOB = ("job", "item", "amount", "tender"), ("title", "phone")
_ONE = 1000


class CatchUpForm(Panel):
    """``touched`` when a person changes something, ``reckon`` when what is sold or when changes."""

    touched = Signal()
    reckon = Signal()
    submitted = Signal()

    def __init__(self, desk: Desk, save: QAction) -> None:
        super().__init__(t("catch_up.new"))
        self._zone = desk.notices.zone
        self._lines: list[tuple[LineEntry, str]] = []
        self._job_id: str | None = None
        self.form = Form()
        self.kind = Choice(_kinds(), name=_field("kind"))
        self.day = DayField("day", name=_field("day"))
        self.time = CodeEntry(name=_field("time"), hint=t("catch_up.time_hint"))
        self.who = MemberPicker(desk, name=_field("member"), hint=t("catch_up.who_hint"))
        self.job = _finder(desk, "job", "job_hint")
        self.item = _finder(desk, "price", "item_hint")
        self.amount = MoneyField(name=_field("amount"), hint="0.00")
        self.tender = Choice(_tenders(), name=_field("tender"))
        self.said = Entry(name=_field("title"))
        self.phone = PhoneEntry(name=_field("phone"))
        fields: tuple[tuple[str, QWidget], ...] = (
            ("kind", self.kind), ("day", self.day), ("time", self.time), ("member", self.who),
            ("job", self.job), ("item", self.item), ("amount", self.amount),
            ("tender", self.tender), ("title", self.said), ("phone", self.phone),
        )  # fmt: skip
        self._names = [name for name, _ in fields]
        for name, field in fields:
            self.form.add(name, _field(name), field)
        self._listen()
        column = ScrollColumn()  # large type: it scrolls, nothing is squeezed
        column.body.addWidget(self.form)
        column.body.addStretch(1)
        self.body.addWidget(column, 1)
        self.body.addWidget(Button(save, "primary"))
        self._show_kind()

    def _listen(self) -> None:
        for finder, onward in ((self.who, self._past_who), (self.job, self.item.setFocus),
                               (self.item, self.amount.setFocus)):  # fmt: skip
            finder.removeEventFilter(self.form)  # Enter picks what was found
            finder.passed.connect(onward)
        self.who.picked.connect(self._member_picked)
        self.job.picked.connect(self._job_picked)
        self.job.textEdited.connect(self._other_job)
        self.item.picked.connect(self._item_picked)
        self.item.unknown.connect(self._by_hand)
        self.kind.activated.connect(self._kind_chosen)
        self.tender.activated.connect(self.touched)
        for entry in (self.day, self.time, self.amount, self.said, self.phone):
            entry.textEdited.connect(self.touched)
        self.time.settled.connect(self._tidy_time)
        for settled in (self.day.settled, self.time.settled, self.amount.settled):
            settled.connect(self.reckon)
        self.form.submitted.connect(self.submitted)

    # What stands in it

    def happened(self) -> datetime:
        """The moment that was typed, aware UTC. Raises Refused beside the day or the time."""
        at = parse_time(self.time.text())
        if at is None:
            raise Refused("catch_up.time", field="time")
        day = self.day.day() or self.day.today
        return datetime.combine(day, at, tzinfo=self._zone).astimezone(UTC)

    def is_job(self) -> bool:
        """Whether a job was taken in, and no money."""
        return self.kind.value() == "job"

    def sale(self) -> PaperSale:
        """What was sold or paid. Raises Refused where somebody is named whom nobody knows."""
        self._check_who()
        if self.job.text().strip() and self._job_id is None:
            raise Refused("catch_up.job", field="job")
        taken, lines = self.amount.value(), [entry for entry, _ in self._lines]
        hand = next((at for at, entry in enumerate(lines) if entry.item_id is None), None)
        if hand is not None:
            # By hand there is no price but what the paper says; with a list item beside it, it must be told.
            lines[hand] = replace(lines[hand], price=taken or 0)
        return PaperSale(
            job_id=self._job_id,
            member_id=self.who.member_id,
            lines=tuple(lines),
            taken=taken,
            kind=cast(TenderKind, self.tender.value()),
        )

    def details(self) -> JobDetails:
        """The job that was taken in. Raises Refused as :meth:`sale`."""
        self._check_who()
        return JobDetails(
            member_id=self.who.member_id, title=self.said.text(), phone=self.phone.text()
        )

    def content(self) -> dict[str, Any]:
        """What stands in the form, as plain values."""
        return {
            "kind": self.kind.value(),
            "day": self.day.text(),
            "time": self.time.text(),
            "member_id": self.who.member_id,
            "member": self.who.text(),
            "job_id": self._job_id,
            "job": self.job.text(),
            "lines": [[entry.item_id, entry.quantity, name] for entry, name in self._lines],
            "amount": self.amount.text(),
            "tender": self.tender.value(),
            "title": self.said.text(),
            "phone": self.phone.text(),
        }

    def fill(self, kept: Mapping[str, Any]) -> None:
        """Fill in what was kept."""
        self.kind.choose(str(kept.get("kind", KINDS[0])))
        self.day.write(str(kept.get("day", "")))
        self.time.write(str(kept.get("time", "")))
        self.who.pick(kept.get("member_id"), str(kept.get("member", "")))
        self._job_id = kept.get("job_id")
        self.job.write(str(kept.get("job", "")))
        self._lines = [
            (LineEntry(item_id=item_id, quantity=quantity, name="" if item_id else name), name)
            for item_id, quantity, name in kept.get("lines", [])
        ]
        self.amount.write(str(kept.get("amount", "")))
        self.tender.choose(str(kept.get("tender", TENDERS[0])))
        self.said.write(str(kept.get("title", "")))
        self.phone.write(str(kept.get("phone", "")))
        self._show_kind()
        self._show_lines()

    # What the page does with it

    def clear(self, *, day: str = "", time: str = "") -> None:
        """Empty everything; the next line of the paper begins where the last one ended."""
        tender = self.tender.value()
        self.form.accept()
        for finder in (self.who, self.job, self.item):
            finder.shut()
        self.item.drop()
        self.fill({"tender": tender, "day": day, "time": time})
        self.show_due(None)

    def first(self) -> QWidget:
        """The field a line begins with."""
        return self.time

    def show_due(self, due: int | None) -> None:
        """What it comes to at that day's prices stands in the empty amount."""
        self.amount.setPlaceholderText("0.00" if due is None else sayings.money(due))

    def take_back_line(self) -> bool:
        """Take the last item off again; False where there is none."""
        if not self._lines:
            return False
        self._lines.pop()
        self._show_lines()
        self._changed()
        return True

    def escape(self) -> bool:
        """Close an open list."""
        return any(
            finder.listing() and finder.escape() for finder in (self.who, self.job, self.item)
        )

    def retell(self) -> None:
        """Write the words again."""
        self.set_title(t("catch_up.new"))
        self.form.relabel({name: _field(name) for name in self._names})
        self.kind.set_options(_kinds())
        self.tender.set_options(_tenders())
        self.time.setPlaceholderText(t("catch_up.time_hint"))
        for field, key in (
            (self.who, "who_hint"),
            (self.job, "job_hint"),
            (self.item, "item_hint"),
        ):
            field.setPlaceholderText(t(f"catch_up.{key}"))
        self._show_lines()

    # Inside

    def _tidy_time(self) -> None:
        try:
            at = parse_time(self.time.text())
        except Refused:
            return
        if at is not None:
            self.time.write(f"{at:%H:%M}")

    def _check_who(self) -> None:
        if self.who.unclear():
            raise Refused("member.pick", field="member")

    def _past_who(self) -> None:
        (self.said if self.is_job() else self.job).setFocus()

    def _member_picked(self) -> None:
        if self.who.member_id is not None:
            self._past_who()
        self._changed()

    def _job_picked(self, row: Result) -> None:
        self._job_id = row.id
        self.job.write(" ".join(part for part in (row.number, row.name) if part))
        self.item.setFocus()
        self._changed()

    def _other_job(self) -> None:
        self._job_id = None
        self._changed()

    def _item_picked(self, row: Result) -> None:
        for at, (entry, name) in enumerate(self._lines):
            if entry.item_id == row.id:
                more = replace(entry, quantity=entry.quantity + _ONE)
                self._lines[at] = (more, name)
                break
        else:
            self._lines.append((LineEntry(item_id=row.id), row.name))
        self._show_lines()
        self.item.setFocus()
        self._changed()

    def _by_hand(self, typed: str) -> None:
        """Nothing on the list is called that: it is billed as it was written, at what was taken."""
        words = typed.strip()
        self._lines.append((LineEntry(name=words), words))
        self.item.drop()
        self._show_lines()
        self.amount.setFocus()
        self._changed()

    def _kind_chosen(self) -> None:
        self._show_kind()
        self._changed()

    def _show_kind(self) -> None:
        for name in _OF_PAID:
            self.form.show_row(name, not self.is_job())
        for name in _OF_JOB:
            self.form.show_row(name, self.is_job())

    def _show_lines(self) -> None:
        told = [
            name if entry.quantity == _ONE else f"{name} × {sayings.quantity(entry.quantity)}"
            for entry, name in self._lines
        ]
        self.form.hint("item", t("words.list_comma").join(told))

    def _changed(self) -> None:
        self.touched.emit()
        self.reckon.emit()


def _finder(desk: Desk, kind: Any, hint: str) -> Finder:
    return Finder(
        desk.tasks,
        kind=kind,
        name=_field("job" if kind == "job" else "item"),
        hint=t(f"catch_up.{hint}"),
        nothing="catch_up.nothing",
        delegate=ResultDelegate(desk.notices.zone) if kind == "job" else None,
    )


def _field(name: str) -> str:
    return t(f"catch_up.field.{name}")


def _kinds() -> list[tuple[str, str]]:
    return [(kind, t(f"catch_up.kind.{kind}")) for kind in KINDS]


def _tenders() -> list[tuple[str, str]]:
    return [(kind, sayings.tender(kind)) for kind in TENDERS]
