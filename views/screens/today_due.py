"""One thing to do: as a row of Today's list, and in full beside it."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.services.today import Due
from views import clock, sayings, theme
from views.page import Desk
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.facts import KeyValues
from views.widgets.lists import RowDelegate, RowPen
from views.widgets.panel import Inset, Panel
from views.widgets.sla import SlaClock, State, draw_sla, sla_width
from views.widgets.text import Eliding, Picture, Text

if TYPE_CHECKING:
    from models.services.job_file import JobFile
    from models.services.today_beside import Beside

LINES = 8
_ABOUT = {"follow_up": "said", "held": "reward", "parked": "lines"}
_NEXT = {"follow_up": "today.open", "held": "today.to_basket", "parked": "today.take_up"}
ICONS = {
    "promise": "clock",
    "dispatch": "user",
    "pay": "cash",
    "call_back": "phone",
    "follow_up": "eye",
    "held": "points",
    "parked": "pause",
}


class DueDelegate(RowDelegate):
    """Icon and kind, name, what it is about, and at the right how the time stands."""

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone

    def draw_row(self, pen: RowPen, row: "Due | Beside") -> None:
        pen.icon(16, ICONS[row.what])
        pen.text(40, 0, t(f"today.what.{row.what}"), style="label", tone="text.secondary")
        begin = 40 + _widest_kind() + 12
        pen.text(begin, 92, sayings.who(row.member) or t("today.walk_in"), style="body.strong")
        state, words = told_time(row, self._zone)
        box = pen.box.adjusted(0, 0, -theme.px(16), 0)
        draw_sla(pen.painter, box, state, words, plain_ok=True)
        pen.take(sla_width(state, words, plain_ok=True))
        tone = "text" if pen.selected else "text.secondary"
        pen.text(begin + 104, 0, _title(row) or t("today.untitled"), tone=tone)


def _title(row: "Due | Beside") -> str:
    """What it is about; a job of somebody who goes first among equals says so."""
    if isinstance(row, Due) and row.priority:
        return " ".join(part for part in (t("words.priority"), row.title) if part)
    return row.title


def _answer_first(row: Due) -> datetime | None:
    """Until when the first answer is promised, where that comes before the promise of the job."""
    by = row.answer_by
    return None if by is None or (row.promised_at is not None and row.promised_at <= by) else by


def _widest_kind() -> float:
    """The unscaled width of the widest kind's word in the present language."""
    metrics = theme.metrics("label")
    widest = max(metrics.horizontalAdvance(t(f"today.what.{what}")) for what in ICONS)
    return widest / theme.current().factor


def _told_answer(due: Due, zone: tzinfo, now: datetime) -> str:
    """Until when the first answer is promised, and why: the tier."""
    if due.answer_by is None:
        return ""
    when = sayings.moment(due.answer_by, zone, now, bare_today=True)
    return t("today.row.answer", time=when, tier=due.tier)


def told_time(row: "Due | Beside", zone: tzinfo) -> tuple[State, str]:
    """How the time of a row stands, in words."""
    now = clock.now()
    if not isinstance(row, Due):
        return _told_beside(row, zone, now)
    if row.what == "call_back":
        day = sayings.day(row.since.astimezone(zone).date(), now.astimezone(zone).date())
        return "ok", t("today.row.since", day=day)
    if row.what == "pay":
        return "ok", t("today.row.paid_wait", amount=sayings.money(row.total))
    if row.left.state == "hold":
        return "hold", t("words.step.hold")
    promised = _answer_first(row) or row.promised_at
    if promised is None:
        return "ok", t("today.row.no_promise")
    if row.left.state == "late":
        return "late", sayings.countdown(promised, now)
    if row.left.state == "risk":
        return "risk", sayings.countdown(promised, now)
    when = sayings.moment(promised, zone, now, bare_today=True)
    return "ok", t("today.row.before", time=when)


def _told_beside(row: "Beside", zone: tzinfo, now: datetime) -> tuple[State, str]:
    """What should have been done or fetched on a day past is late; a parked sale says what it comes to."""
    today = now.astimezone(zone).date()
    if row.day is None:
        return "ok", t("today.row.parked", amount=sayings.money(row.total))
    late = row.day < today
    said = "today.row.held" if row.what == "held" else "today.row.due"
    return ("risk" if late else "ok"), t(said, day=sayings.day(row.day, today))


def told_due(row: "Due | Beside", zone: tzinfo) -> str:
    """A row as a sentence for a screen reader."""
    parts = (
        t(f"today.what.{row.what}"),
        sayings.who(row.member) or t("today.walk_in"),
        _title(row),
        t("today.row.adviser", name=row.adviser) if row.adviser else "",
    )
    return f"{t('words.list_comma').join(p for p in parts if p)}{t('words.list_comma')}{told_time(row, zone)[1]}"


class DuePanel(Panel):
    """The chosen thing in full, with its one primary act."""

    def __init__(self, desk: Desk, acts: Mapping[str, QAction]) -> None:
        super().__init__("")
        self._desk, self._row = desk, None
        self._icon = Picture("clock")
        self.add_first(self._icon)
        self._open = Button(acts["open_job"], "quiet")
        self.add_right(self._open)
        self._contact = Inset()
        lines = QVBoxLayout()
        self._who = Eliding(style="title.record")
        self._phone = Eliding(style="label", tone="text.secondary")
        lines.addWidget(self._who)
        lines.addWidget(self._phone)
        self._contact.row.addLayout(lines, 1)
        self._clock = SlaClock()
        self._contact.row.addWidget(self._clock)
        self._facts = KeyValues()
        self._needs = Text("", style="body.strong", tone="warning")
        self._needs.setWordWrap(True)
        self._nothing = Text(t("today.detail.nothing"), tone="text.secondary")
        self._nothing.setWordWrap(True)
        self._told: list[tuple[str, str]] = []
        self._act = Button(acts["next_step"], "primary", height="button.large")
        self._whole: tuple[QWidget, ...] = (self._contact, self._facts, self._needs)
        for part in (self._nothing, *self._whole):
            self.body.addWidget(part)
        self.body.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self._act, 1)
        self.body.addLayout(row)
        self._act_row: Due | None = None
        self._shown: object = None
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._ask_file)
        self.show_due(None)

    def show_due(self, row: object) -> None:
        """Show one thing; nothing chosen empties the panel."""
        due = row if isinstance(row, Due) else None
        self._act_row, self._shown = due, row
        for part in (*self._whole, self._act, self._open, self._icon):
            part.setVisible(row is not None)
        self._nothing.setVisible(row is None)
        if row is None:
            self.set_title("")
            return
        if due is None:
            self._show_beside(row)
            return
        self._icon.show_icon(ICONS[due.what])
        zone, now = self._desk.notices.zone, clock.now()
        name = sayings.who(due.member) or t("today.walk_in")
        self.set_title(t("today.detail.head", what=t(f"today.what.{due.what}"), name=name))
        self._who.setText(name)
        self._phone.setText(due.masked)
        self._phone.setVisible(bool(due.masked))
        self._clock.write(*told_time(due, zone))
        promised = sayings.moment(due.promised_at, zone, now) if due.promised_at else ""
        facts = (
            ("job", f"{due.number} {due.title}"),
            ("step", t(f"words.step.{due.step}")),
            ("technician", due.technician or t("today.no_technician")),
            ("adviser", due.adviser),
            ("answer", _told_answer(due, zone, now)),
            ("promised", promised),
            ("total", sayings.yuan(due.total) if due.total else ""),
        )
        self._told = [(t(f"today.detail.{key}"), value) for key, value in facts if value]
        self._facts.write(self._told)
        word = {"pay": "today.checkout", "dispatch": "today.dispatch"}.get(due.what, "today.open")
        self._act.say(t(word), "Enter")
        self._needs.hide()
        self._late.start()

    def _show_beside(self, row: Any) -> None:
        """A follow-up, a held reward or a parked sale, with its one act."""
        zone, now = self._desk.notices.zone, clock.now()
        name = sayings.who(row.member) or t("today.walk_in")
        self._icon.show_icon(ICONS[row.what])
        self.set_title(t("today.detail.head", what=t(f"today.what.{row.what}"), name=name))
        self._who.setText(name)
        self._phone.hide()
        self._clock.write(*told_time(row, zone))
        self._open.setVisible(bool(row.job_id))
        noted = " ".join(part for part in (row.by, sayings.moment(row.at, zone, now)) if part)
        facts = (
            (_ABOUT[row.what], row.title),
            ("count", str(row.lines) if row.lines > 1 else ""),
            ("voucher" if row.what == "held" else "job", row.number),
            ("adviser", row.adviser),
            ("noted", noted),
            ("total", sayings.yuan(row.total) if row.total else ""),
        )
        self._facts.write([(t(f"today.detail.{key}"), value) for key, value in facts if value])
        self._needs.hide()
        self._act.say(t(_NEXT[row.what]), "Enter")

    def _ask_file(self) -> None:
        if self._act_row is None:
            return
        # Imported here: the window stands and takes letters before the first job's details are read.
        from models.services import job_file

        job_id = self._act_row.job_id
        self._desk.tasks.ask(job_file.file, job_id, slot="today.detail", done=self._show_file)

    def _show_file(self, found: "JobFile") -> None:
        if self._act_row is None or found.row.id != self._act_row.job_id:
            return
        needs = " ".join(text for text in (found.special_needs, found.access_notes) if text)
        self._needs.setText(needs)
        self._needs.setVisible(bool(needs))
        address = found.row.address
        rows = [(t("today.detail.address"), address)] if address else []
        for place, line in enumerate(found.lines[:LINES]):
            count = f"{sayings.quantity(line.quantity)} × " if line.quantity != 1000 else ""
            words = f"{count}{line.name}  {sayings.money(line.amount)}"
            rows.append(("" if place else t("today.detail.lines"), words))
        self._facts.write([*self._told, *rows])

    def retell(self) -> None:
        """Say it in the present language."""
        self._nothing.setText(t("today.detail.nothing"))
        self.show_due(self._shown)
