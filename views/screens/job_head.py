"""The head of a job card: what it is, its steps with who and when, and how the promise stands."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from models.rules.jobs import STEPS, Step
from models.services.job_file import JobFile, StepRow, left_of
from models.services.rework import Standing
from views import sayings, theme
from views.texts import t
from views.widgets import stepper
from views.widgets.badge import Badge, Kind
from views.widgets.bars import ProgressLine
from views.widgets.buttons import Button
from views.widgets.panel import Panel, upright
from views.widgets.sla import SlaClock
from views.widgets.stepper import Stepper
from views.widgets.text import Eliding, Text

TONES = {
    "hold": "line.strong",
    "ok": "accent",
    "risk": "warning.fill",
    "late": "danger.fill",
    "met": "success",
}


class JobHead(Panel):
    """Title and acts above, stepper and clock below."""

    def __init__(self, acts: Mapping[str, QAction]) -> None:
        super().__init__()
        self._title = Eliding(style="title.record")
        self._badge = Badge("", "neutral")
        self._badge.hide()
        self._standing = Badge("", "neutral")
        self._standing.hide()
        self._entered = Badge("", "neutral")
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._badge)
        top.addWidget(self._standing)
        top.addWidget(self._entered)
        self._spare: list[Button] = []
        for name in ("hold", "assign", "print_card", "checkout"):
            button = Button(acts[name], "secondary")
            top.addWidget(button)
            if name in ("assign", "print_card"):
                self._spare.append(button)
        self._next = Button(acts["next_step"], "primary")
        top.addWidget(self._next)
        self._steps = Stepper(name=t("today.queue.title"))
        self._clock = SlaClock()
        self._promise = Text("", style="label", tone="text.secondary")
        self._bar = ProgressLine(name=t("today.detail.promised"))
        clock = QVBoxLayout()
        row = QHBoxLayout()
        row.addWidget(self._clock)
        row.addStretch(1)
        row.addWidget(self._promise)
        clock.addLayout(row)
        clock.addWidget(self._bar)
        below = QHBoxLayout()
        below.addWidget(self._steps, 1)
        below.addWidget(upright())
        below.addLayout(clock)
        below.setSpacing(theme.px(16))
        self.body.addLayout(top)
        self.body.addLayout(below)

    def show_job(self, found: JobFile, now: datetime, zone: tzinfo) -> None:
        """Show a job's head."""
        row = found.row
        words = t("words.list_comma").join(part for part in (row.device, row.title) if part)
        self._title.setText(words or t("jobs.untitled"))
        self._badge.setVisible(bool(row.ending) or found.bill_id is not None)
        if row.ending:
            self._badge.show_badge(t(f"jobs.card.ended_{row.ending}"), "neutral")
        elif found.bill_id is not None:
            self._badge.show_badge(t("jobs.card.billed", number=found.bill_number), "success")
        self._entered.show_badge(t("jobs.card.entered") if found.entered_at else "", "neutral")
        self._steps.show_steps(_told_steps(found, now, zone))
        self.tick(found, now, zone)

    def show_standing(self, standing: Standing) -> None:
        """Say whether the device came back: as a rework under warranty, or as another job."""
        words, kind = told_standing(standing)
        if words and theme.current().factor > 1.0:  # beside large buttons only a word has room
            words = t("board.rework") if kind in ("danger", "warning") else ""
        self._standing.show_badge(words, kind, icon="repeat" if words else "")

    def restyle(self) -> None:
        """Large type: the title keeps its room, the key bar has the acts that go."""
        super().restyle()
        for button in getattr(self, "_spare", ()):
            button.setVisible(theme.current().factor == 1.0)

    def lead(self, leads: bool) -> None:
        """Be the one place with a primary button, or leave that to what is asked beside."""
        self._next.set_kind("primary" if leads else "secondary")

    def tick(self, found: JobFile, now: datetime, zone: tzinfo) -> None:
        """Move the clock on."""
        row = found.row
        left = left_of(row, now)
        if row.hold and row.hold_at is not None:
            age = sayings.span(now - row.hold_at)
            self._clock.write(
                "hold", t("jobs.card.waiting", what=t(f"jobs.hold.{row.hold}"), age=age)
            )
        if row.promised_at is None or left.state == "none":
            if row.hold:
                self._promise.setText("")
                self._bar.fill(0)
                return
            self._clock.write("ok", t("jobs.card.no_promise"))
            self._promise.setText("")
            self._bar.fill(0)
            return
        when = sayings.moment(row.promised_at, zone, now)
        self._promise.setText(t("jobs.card.promised", time=when))
        self._promise.setVisible(
            theme.current().factor == 1.0
        )  # large type: the clock says it shorter
        if left.state == "met":
            self._clock.write("ok", t("jobs.card.met"))
            self._bar.fill(1, tone="success")
            return
        whole = (row.promised_at - row.opened_at).total_seconds() or 1
        if row.hold and row.hold_at is not None:
            self._bar.fill(
                (row.hold_at - row.opened_at).total_seconds() / whole, tone=TONES["hold"]
            )
            return
        self._clock.write(
            "late" if left.state == "late" else "risk" if left.state == "risk" else "ok",
            sayings.countdown(row.promised_at, now),
        )
        self._bar.fill((now - row.opened_at).total_seconds() / whole, tone=TONES[left.state])


def _told_steps(found: JobFile, now: datetime, zone: tzinfo) -> list[stepper.Step]:
    """Every step but closed: done with who and when, in progress, ahead."""
    reached: dict[Step, StepRow] = {}
    for move in found.steps:
        reached[move.step] = move
    place = STEPS.index(found.row.step)
    words = "step" if theme.current().factor < 1.25 else "step_short"
    told = []
    for n, step in enumerate(STEPS[:-1]):
        standing: stepper.Standing = "done" if n < place else "now" if n == place else "ahead"
        made = reached.get(step)
        note = ""
        if made is not None and n <= place:
            when = sayings.moment(made.at, zone, now)
            note = t("jobs.card.since", time=when, name=made.actor)
            if theme.current().factor >= 1.5:  # the history beside tells the rest
                note = sayings.day(made.at.astimezone(zone).date(), now.astimezone(zone).date())
            elif theme.current().factor > 1.0:
                note = when
        told.append(
            stepper.Step(
                step.value, t(f"words.{words}.{step}"), note, standing, bool(found.row.hold)
            )
        )
    return told


def told_standing(standing: Standing) -> tuple[str, Kind]:
    """How a job stands to the earlier ones of its device, in words, and the badge that repeats it."""
    if standing.of_id is not None:
        return t("job_troubles.rework_of", number=standing.of_number), "danger"
    found = standing.comeback
    if found.verdict == "other":
        return t("job_troubles.again_other", times=found.times), "neutral"
    if found.verdict == "rework":
        return t("job_troubles.maybe_rework", number=found.of_number), "warning"
    if found.verdict == "expired" and found.until is not None:
        return t("job_troubles.expired", until=sayings.iso_day(found.until)), "neutral"
    return "", "neutral"
