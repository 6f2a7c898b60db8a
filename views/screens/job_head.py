"""The head of a job card: what it is, its steps with who and when, and how the promise stands."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from models.rules.jobs import STEPS, Step, time_left
from models.services.job_file import JobFile, StepRow
from views import sayings, theme
from views.texts import t
from views.widgets import stepper
from views.widgets.badge import Badge
from views.widgets.bars import ProgressLine
from views.widgets.buttons import Button
from views.widgets.panel import Panel, upright
from views.widgets.sla import SlaClock
from views.widgets.stepper import Stepper
from views.widgets.text import Eliding, Text

TONES = {"ok": "accent", "risk": "warning.fill", "late": "danger.fill", "met": "success"}


class JobHead(Panel):
    """Title and acts above, stepper and clock below."""

    def __init__(self, acts: Mapping[str, QAction]) -> None:
        super().__init__()
        self._title = Eliding(style="title.record")
        self._badge = Badge("", "neutral")
        self._badge.hide()
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._badge)
        for name, kind in (
            ("assign", "secondary"),
            ("print_card", "secondary"),
            ("checkout", "secondary"),
        ):
            top.addWidget(Button(acts[name], "secondary" if kind == "secondary" else "primary"))
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
        self._steps.show_steps(_told_steps(found, now, zone))
        self.tick(found, now, zone)

    def lead(self, leads: bool) -> None:
        """Be the one place with a primary button, or leave that to what is asked beside."""
        self._next.set_kind("primary" if leads else "secondary")

    def tick(self, found: JobFile, now: datetime, zone: tzinfo) -> None:
        """Move the clock on."""
        row = found.row
        left = time_left(
            now=now, received_at=row.opened_at, promised_at=row.promised_at, step=row.step
        )
        if row.promised_at is None or left.state == "none":
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
        self._clock.write(
            "late" if left.state == "late" else "risk" if left.state == "risk" else "ok",
            sayings.countdown(row.promised_at, now),
        )
        whole = (row.promised_at - row.opened_at).total_seconds() or 1
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
