"""What a member may have beside rewards: points for what was done, rights, coupons, tier, the household's pot.

Enter on a row does what the row says; the page does it. It shows rows and decides nothing.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from PySide6.QtCore import Signal

from models.services.advisers import Adviser
from models.services.behaviours import BehaviourRow
from models.services.coupons import CouponRow
from models.services.milestones import MilestoneRow
from models.services.points_carried import Pot
from models.services.referral_tree import Odd
from models.services.tier_file import TierFile
from views import sayings
from views.programme_names import behaviour_name, tier_name, told_tier
from views.screens.points_check import does_words
from views.texts import t
from views.widgets.fields import Entry
from views.widgets.form import Form
from views.widgets.lists import Head, ListView, RowDelegate, RowModel, RowPen
from views.widgets.panel import Panel

Does = Literal[
    "credit", "keep", "check", "tell", "pot", "decide", "set_tier", "adviser", "give_on", "users",
    "tree", "statement", "",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what it says, and what Enter does with ``ref``."""

    ref: str
    title: str
    right: str
    quiet: str
    does: Does = ""
    amber: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everything the rows are made of, as far as it has been read."""

    behaviours: tuple[BehaviourRow, ...] = ()
    milestones: tuple[MilestoneRow, ...] = ()
    coupons: tuple[CouponRow, ...] = ()
    tier: TierFile | None = None
    odd: tuple[Odd, ...] = ()
    household: str | None = None
    pot: Pot | None = None
    adviser: Adviser | None = None


class _Delegate(RowDelegate):
    height = "row.list2"
    ruled = True

    def draw_row(self, pen: RowPen, row: Line) -> None:
        pen.at_right(row.right, style="body.strong", tone="text", lift=11)
        pen.text(16, 0, row.title, style="body.strong", lift=11)
        pen.right = pen.box.right() - 16
        tone = "warning" if row.amber else "text.secondary"
        pen.text(16, 0, row.quiet, style="label", tone=tone, lift=-11)


class StandingPanel(Panel):
    """``done(Line)`` on Enter, ``turned_down(Line)`` for what is refused with a reason."""

    done = Signal(object)

    def __init__(self) -> None:
        super().__init__(t("points.standing"), flush=True)
        self._known = Known()
        self.list = ListView(RowModel(_sentence, self), _Delegate(), name=t("points.standing"))
        self.list.opened.connect(self.done)
        self.form = Form()
        self.reason = Entry(name=t("points.adjust_reason"), hint=t("points.standing_note"))
        self.form.add("reason", t("points.adjust_reason"), self.reason)
        self.form.setContentsMargins(16, 10, 16, 12)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.form)
        self.retell()

    def show_known(self, known: Known) -> None:
        """Show what is known; the chosen row stays chosen."""
        self._known = known
        groups = (
            ("behaviours", _behaviours(known)),
            ("milestones", _milestones(known)),
            ("coupons", _coupons(known)),
            ("tier", _tier(known)),
            ("pot", _pot(known)),
            ("odd", _odd(known)),
            ("more", _more(known)),
        )
        rows: list[Line | Head] = []
        for name, lines in groups:
            if lines:
                rows += [Head(t(f"points.group.{name}"), str(len(lines))), *lines]
        self.list.show_rows(rows, key=_key)

    def note(self) -> str:
        """What was written beside it."""
        return self.reason.text()

    def clear(self) -> None:
        """An empty note."""
        self.reason.write("")
        self.form.accept()

    def refuse(self, field: str, sentence: str) -> bool:
        """Say no beside the note; False for any other field."""
        return self.form.refuse("reason" if field == "note" else field, sentence)

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("points.standing"))
        self.form.relabel({"reason": t("points.adjust_reason")})
        self.reason.setPlaceholderText(t("points.standing_note"))
        self.list.set_empty(t("points.no_standing"))
        self.show_known(self._known)


def _behaviours(known: Known) -> list[Line]:
    lines = []
    for row in known.behaviours:
        often = (
            t("points.often_any")
            if row.left is None
            else t("points.often_left", n=row.left)
            if row.left
            else t("points.often_done")
        )
        does: Does = "" if row.left == 0 else "credit"
        name = behaviour_name(row.code, row.name)
        told = t("points.does.credit") if does else ""
        quiet = t("words.list_comma").join(part for part in (often, told) if part)
        lines.append(Line(row.code, name, f"+{sayings.number(row.points)}", quiet, does))
    return lines


def _milestones(known: Known) -> list[Line]:
    lines = []
    for row in known.milestones:
        right = t("points.services", have=row.have, need=row.services)
        if row.state == "ahead":
            lines.append(Line(row.code, row.name, right, t("points.to_go", n=row.missing)))
            continue
        keeps = row.state == "reached" and row.grant == "right" and bool(row.coupon_id)
        on = row.reached_on.isoformat() if row.reached_on else ""
        parts = [t(f"points.milestone.{row.state}", day=on), row.coupon, _until(row.last_day)]
        if keeps:
            parts.append(t("points.does.keep"))
        quiet = t("words.list_comma").join(part for part in parts if part)
        lines.append(
            Line(row.coupon_id or row.code, row.name, right, quiet, "keep" if keeps else "")
        )
    return lines


def _coupons(known: Known) -> list[Line]:
    return [
        Line(
            row.number,
            row.name,
            row.number,
            t("words.list_comma").join(
                part for part in (does_words(row), _until(row.last_day)) if part
            ),
            "check",
        )
        for row in known.coupons
    ]


def _tier(known: Known) -> list[Line]:
    tier = known.tier
    if tier is None:
        return []
    lines = []
    if tier.notice is not None:
        notice = tier.notice
        name = t("points.falls", day=notice.falls_on.isoformat(), tier=told_tier(notice.to_name))
        told = notice.told_at is not None
        quiet = t("points.told") if told else t("points.does.tell")
        lines.append(Line(notice.id, name, "", quiet, "" if told else "tell", amber=not told))
    for change in tier.changes:
        title = (
            f"{told_tier(change.from_name)} → {told_tier(change.to_name)}"
            if change.from_tier
            else told_tier(change.to_name)
        )
        cause = t(f"points.cause.{change.cause}")
        parts = (cause, change.bill_number, change.reason, change.by)
        quiet = t("words.list_comma").join(part for part in parts if part)
        lines.append(Line(change.id, title, change.day.isoformat(), quiet))
    return lines


def _pot(known: Known) -> list[Line]:
    if known.household is None:
        return []
    if known.pot is None:
        return [Line("open", t("points.pot_open"), "", t("points.pot_open_why"), "pot")]
    names = t("programme.list").join(name for _, name in known.pot.members)
    return [Line("close", t("points.pot"), "", t("points.pot_close_why", names=names), "pot")]


def _more(known: Known) -> list[Line]:
    """What can be set or looked at for any member, and where it stands now."""
    adviser, pot, tier = known.adviser, known.pot, known.tier
    who = adviser.name if adviser else t("points.more.nobody")
    if adviser is not None and not adviser.active:
        who = t("points.more.left_us", name=who)
    now: list[tuple[Does, str]] = [("adviser", who)]
    if tier is not None:
        now.insert(0, ("set_tier", tier_name(tier.code, tier.name)))
    if pot is not None:
        names = [sayings.who(name) for key, name in pot.members if key in pot.named]
        told = t("programme.list").join(names)
        now.append(("users", t("points.more.any_user") if pot.anyone else told))
    now += [("give_on", ""), ("tree", ""), ("statement", "")]
    missing = tier is not None and tier.adviser_missing
    return [
        Line(
            does,
            t(f"points.more.{does}"),
            right,
            t(f"points.does.{does}"),
            does,
            amber=missing and does == "adviser",
        )
        for does, right in now
    ]


def _odd(known: Known) -> list[Line]:
    return [
        Line(
            row.id,
            t("points.odd", member=row.member, referrer=row.referrer),
            "",
            t("words.list_comma").join((t(f"points.flag.{row.flag}"), t("points.does.decide"))),
            "decide",
            amber=True,
        )
        for row in known.odd
    ]


def _until(day: date | None) -> str:
    return t("points.until", day=day.isoformat()) if day is not None else ""


def _key(row: Any) -> str:
    return str(row.ref)


def _sentence(row: Line) -> str:
    return t("words.list_comma").join(part for part in (row.title, row.right, row.quiet) if part)
