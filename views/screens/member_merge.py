"""Two files of one person made one: both sides, what would stand in the kept file, and earlier merges to undo."""

from datetime import tzinfo
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.base import codes
from models.base.errors import Refused
from models.base.usecase import Outcome
from models.services import merges
from models.services.merges import Past, Preview, Side
from views import places, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.member_picker import MemberPicker
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.panel import Panel
from views.widgets.scroll import ScrollColumn
from views.widgets.text import Text


class MemberMergePage(Page):
    """``target`` is the member's id whose file stays, until the two are swapped."""

    name = places.MEMBER_MERGE
    home = places.MEMBERS
    reads = frozenset({"members", "jobs", "bills"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.member_id: str | None = None
        self.preview: Preview | None = None
        self._here, self._other = "", ""
        self._key = ""
        self._past: tuple[Past, ...] = ()
        self._picker = MemberPicker(desk, name=t("merge.other"), hint=t("merge.other_hint"))
        self._picker.picked.connect(self._picked)
        self._why = Text(tone="danger")
        self._why.setWordWrap(True)
        self._sides = (Panel(t("merge.kept")), Panel(t("merge.merged")))
        self._told = tuple(Text() for _ in self._sides)
        for panel, words in zip(self._sides, self._told, strict=True):
            words.setWordWrap(True)
            panel.body.addWidget(words)
            panel.body.addStretch(1)
        self._after = Panel(t("merge.after"))
        self._result = Text()
        self._result.setWordWrap(True)
        self._after.body.addWidget(self._result)
        self._earlier = Panel(t("merge.earlier"))
        self._undo_rows: list[QWidget] = []
        self._lay_out()
        self._settle()
        self.dress()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for panel in self._sides:
            row.addWidget(panel, 1)
        scroll = ScrollColumn()
        scroll.body.addLayout(row)
        scroll.body.addWidget(self._after)
        scroll.body.addWidget(self._earlier)
        scroll.body.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self._why, 1)
        foot.addWidget(Button(self.act("swap")))
        foot.addWidget(Button(self.act("merge"), "primary"))
        whole = QVBoxLayout(self)
        whole.addWidget(self._picker)
        whole.addWidget(scroll, 1)
        whole.addLayout(foot)

    def title(self) -> str:
        return t("merge.title")

    def record(self) -> str:
        return " "

    def first_focus(self) -> QWidget:
        return self._picker

    def opened(self, target: object) -> None:
        self.member_id = self._here = str(target)
        self._other, self.preview = "", None
        self._key = self.desk.tasks.new_key()
        self._picker.pick(None, "")
        self._why.setText("")
        self._settle()
        self.outdate()

    def reload(self) -> None:
        if not self._here:
            return
        self.desk.tasks.ask(merges.past, self._here, slot="merge.past", done=self._take_past)
        if self._other:
            self.desk.tasks.ask(
                merges.preview,
                self._here,
                self._other,
                slot="merge.preview",
                done=self._take,
                refused=self._refused,
            )

    def retranslate(self) -> None:
        super().retranslate()
        self._picker.setAccessibleName(t("merge.other"))
        self._picker.setPlaceholderText(t("merge.other_hint"))
        for panel, key in zip(self._sides, ("kept", "merged"), strict=True):
            panel.set_title(t(f"merge.{key}"))
        self._after.set_title(t("merge.after"))
        self._earlier.set_title(t("merge.earlier"))
        self._settle()

    @act("merge.swap", "Ctrl+W")
    def swap(self) -> None:
        """Let the other file be the one that stays."""
        if self.preview is not None:
            self._here, self._other = self._other, self._here
            self.outdate()
            self.freshen()

    @act("merge.do", "Ctrl+Return")
    def merge(self) -> None:
        """Make the two one; Ctrl+Z and the list below take it back."""
        if self.preview is None:
            self._why.setText(t("merge.choose"))
            self._picker.setFocus()
            return
        self.desk.tasks.run(
            merges.merge,
            self.preview.kept.id,
            self.preview.merged.id,
            key=self._key,
            done=self._done,
            refused=self._refused,
        )

    # Inside

    def _picked(self) -> None:
        self._other, self.preview = self._picker.member_id or "", None
        self._why.setText("")
        self._settle()
        if self._other:
            self.outdate()
            self.freshen()

    def _take(self, preview: Preview) -> None:
        self.preview = preview
        self._why.setText("")
        self._settle()

    def _take_past(self, rows: tuple[Past, ...]) -> None:
        self._past = rows
        self._settle()

    def _refused(self, refused: Refused) -> None:
        self.preview = None
        self._settle()
        self._why.setText(t(f"refused.{refused.code}", **refused.values))

    def _done(self, outcome: Outcome[str]) -> None:
        shown = self.preview
        assert shown is not None
        words = t("merge.done", other=shown.merged.name, kept=shown.kept.name)
        self.desk.notices.say(words, undo=undo_of(self.desk, outcome))
        self.desk.go(places.MEMBER, shown.kept.id)

    def _take_apart(self, past: Past, _checked: bool = False) -> None:
        self.desk.tasks.run(
            merges.undo, past.id, done=partial(self._apart, past), refused=self._refused
        )

    def _apart(self, past: Past, _outcome: Outcome[str]) -> None:
        self.desk.notices.say(t("merge.undone", name=past.name))

    def _settle(self) -> None:
        zone = self.desk.notices.zone
        shown = self.preview
        self.acts["merge"].setEnabled(shown is not None)
        self.acts["swap"].setEnabled(shown is not None)
        for panel in (*self._sides, self._after):
            panel.setVisible(shown is not None)
        if shown is not None:
            for words, side in zip(self._told, (shown.kept, shown.merged), strict=True):
                words.setText(_side(side, zone))
            self._result.setText(_result(shown))
        self._tell_past(zone)
        self.changed.emit()

    def _tell_past(self, zone: tzinfo) -> None:
        for widget in self._undo_rows:
            widget.hide()
            widget.deleteLater()
        self._undo_rows = []
        self._earlier.setVisible(bool(self._past))
        for past in self._past:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            day = sayings.iso_day(past.at.astimezone(zone).date())
            said = t(
                "merge.past",
                name=past.name,
                number=codes.card_text(past.number),
                day=day,
                actor=past.actor,
            )
            line.addWidget(Text(said), 1)
            button = Button(t("merge.take_apart"))
            button.clicked.connect(partial(self._take_apart, past))
            line.addWidget(button)
            self._earlier.body.addWidget(row)
            self._undo_rows.append(row)

    def restyle(self) -> None:
        super().restyle()
        self.layout().setSpacing(theme.px(10))  # type: ignore[union-attr]


def _side(side: Side, zone: tzinfo) -> str:
    """One side in lines."""
    lines = [
        f"{sayings.who(side.name)}  {codes.card_text(side.number)}",
        t("merge.since", day=sayings.iso_day(side.joined_at.astimezone(zone).date())),
        *side.phones,
        *side.addresses,
        t(
            "merge.counts",
            devices=side.devices,
            jobs=side.jobs,
            open=side.open_jobs,
            bills=side.bills,
            spent=sayings.yuan(side.spent),
        ),
        *side.notes,
    ]
    return "\n".join(lines)


def _result(shown: Preview) -> str:
    """What the kept file would hold, and what becomes of the other."""
    lines = [
        t("words.list_comma").join(shown.phones),
        *shown.addresses,
        *shown.notes,
        t(
            "merge.moves",
            jobs=shown.merged.jobs,
            bills=shown.merged.bills,
            devices=shown.merged.devices,
        ),
        t("merge.stays", name=shown.merged.name, number=codes.card_text(shown.merged.number)),
    ]
    return "\n".join(line for line in lines if line)
