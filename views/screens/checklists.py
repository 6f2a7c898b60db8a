"""Checklists in the settings: a list for a service, its steps one to a line, required ones marked with "!"."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from models.base.errors import Refused
from models.base.usecase import Outcome
from models.services import checklist_samples, checklists, prices, shop
from models.services.checklists import ChecklistDetails, ChecklistRow, StepEntry
from models.services.prices import PriceList
from models.services.shop import ShopInfo
from views import places, texts, theme
from views.acts import act
from views.checklist_samples import samples
from views.page import Desk
from views.screens.written import WrittenPage
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.choice import Choice
from views.widgets.fields import Entry, NoteField
from views.widgets.form import Form
from views.widgets.lists import ListView, RowDelegate, RowModel, RowPen
from views.widgets.scroll import ScrollColumn

MARK = "!！"
"""What stands before a required step; both forms of the sign, for an input method writes either."""


class _RowDelegate(RowDelegate):
    height = "row.list2"
    ruled = True

    def draw_row(self, pen: RowPen, row: ChecklistRow) -> None:
        pen.icon(16, "list")
        required = sum(step.required for step in row.details.steps)
        count = t("checklists.count", steps=len(row.details.steps), required=required)
        tone = "text.tertiary" if row.archived else "text"
        pen.text(46, 310, row.details.name, style="body.strong", tone=tone, lift=11)
        words = t("checklists.away") if row.archived else row.item or t("checklists.any")
        sub = t("words.list_comma").join((words, count))
        pen.text(46, 310, sub, style="label", tone="text.secondary", lift=-11)


class ChecklistsPage(WrittenPage[ChecklistRow]):
    """Lists at the left, the chosen one at the right; nothing is lost by looking at another."""

    topic = "checklists"
    empty = "checklists.none"
    name = places.CHECKLISTS
    home = places.SETTINGS
    reads = frozenset({"checklists", "prices"})
    hints = (("shell.keys.moves", "↑↓"), ("shell.up", "Esc"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._new = False
        self._items: list[tuple[str, str]] = []
        self._codes: dict[str, str] = {}
        self._offer = Button(self.acts["bring_samples"])
        self._offering = QHBoxLayout()
        self._offering.addWidget(self._offer)
        self._offer.hide()
        self.form = Form()
        self._name = Entry(name=t("checklists.name"), hint=t("checklists.name_hint"))
        self._item = Choice(name=t("checklists.item"))
        self._steps = NoteField(name=t("checklists.steps"), hint=t("checklists.hint"), lines=14)
        for name, field in (("name", self._name), ("item", self._item), ("steps", self._steps)):
            self.form.add(name, t(f"checklists.{name}"), field)
        column = ScrollColumn()  # large type: it scrolls, nothing is cut
        column.body.addWidget(self.form)
        column.body.addStretch(1)
        model = RowModel(lambda row: f"{row.details.name} {row.item}", self)
        kept = ListView(model, _RowDelegate(), name=t("checklists.title"))
        kept.pointed.connect(self._pointed)
        kept.opened.connect(self._into)
        self.stand(kept, column, below=self._offering)
        self.dress()

    def reload(self) -> None:
        self.desk.tasks.ask(prices.price_list, slot="checklists.items", done=self._take_items)
        self.desk.tasks.ask(checklists.lists, slot="checklists", done=self._take)

    def escape(self) -> bool:
        if self._new:
            self._new = False
            self._pointed(self.rows.current_row())
            self.rows.setFocus()
            return True
        return super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        self.form.relabel({name: t(f"checklists.{name}") for name in ("name", "item", "steps")})
        self._name.setPlaceholderText(t("checklists.name_hint"))
        self._steps.setPlaceholderText(t("checklists.hint"))
        self._tell_items()

    def restyle(self) -> None:
        super().restyle()
        pad = theme.px(12)
        self._offering.setContentsMargins(pad, 0, pad, 0 if self._offer.isHidden() else pad)

    @act("checklists.act.new", "Insert")
    def begin(self) -> None:
        """An empty checklist."""
        self._new, self._editing = True, None
        self._fill(ChecklistDetails(name=""))
        self._name.setFocus()

    @act("checklists.act.save", "Ctrl+Return")
    def save(self) -> None:
        """Keep what stands there."""
        self.form.accept()
        details = ChecklistDetails(
            name=self._name.text(),
            item_id=self._item.value() or None,
            steps=steps_of(
                self._steps.text(), self._editing.details.steps if self._editing else ()
            ),
        )
        self.keep(details, details.name, add=checklists.add, edit=checklists.edit)

    @act("checklists.act.samples", "Ctrl+G", bar=False)
    def bring_samples(self) -> None:
        """Take the trade's example checklists in; offered while there is no list at all."""
        if self._offer.isVisible():
            self.desk.tasks.ask(shop.info, slot="checklists.trade", done=self._bring)

    @act("checklists.act.away", "Ctrl+D", bar=False)
    def put_away(self) -> None:
        """Put the chosen checklist away, or use it again."""
        row = self._editing
        if row is None:
            return
        use_case = checklists.bring_back if row.archived else checklists.archive
        self.say_away(row.details.name, gone=row.archived)
        self.desk.tasks.run(use_case, row.id, done=self.saved)

    def _bring(self, found: ShopInfo) -> None:
        lists = samples(found.trade, texts.language(), self._codes)
        self._said = t("checklists.said.samples", count=len(lists))
        self.desk.tasks.run(checklist_samples.add, lists, done=self.saved)

    def _take_items(self, found: PriceList) -> None:
        self._codes = {row.code: row.id for row in found.rows}
        self._items = [
            (row.id, f"{row.code} {row.name}") for row in found.rows if row.kind == "service"
        ]
        self._tell_items()

    def _tell_items(self) -> None:
        self._item.set_options([("", t("checklists.any")), *self._items])
        if self._editing is not None:
            self._item.choose(self._editing.details.item_id or "")

    def _take(self, found: tuple[ChecklistRow, ...]) -> None:
        self._offer.setVisible(not found)
        self.restyle()
        self.rows.show_rows(found, key=lambda row: row.id)
        if not self._new:
            self._pointed(self.rows.current_row())

    def _pointed(self, row: ChecklistRow | None) -> None:
        self._new = False
        self._editing = row
        self._fill(row.details if row is not None else ChecklistDetails(name=""))

    def _into(self, _row: ChecklistRow) -> None:
        self._name.setFocus()

    def _fill(self, details: ChecklistDetails) -> None:
        self._name.write(details.name)
        self._item.choose(details.item_id or "")
        self._steps.write(told_steps(details.steps))
        self.form.accept()
        self.tell_away(gone=self._editing is not None and self._editing.archived)

    def saved(self, outcome: Outcome[Any]) -> None:
        self._new = False
        super().saved(outcome)

    def refuse_beside(self, refused: Refused, words: str) -> bool:
        return self.form.refuse_trouble(refused, words)


def told_steps(steps: Sequence[StepEntry]) -> str:
    """Steps one to a line; a required one begins with "!"."""
    return "\n".join(f"{'! ' if step.required else ''}{step.text}" for step in steps)


def steps_of(typed: str, known: Sequence[StepEntry]) -> tuple[StepEntry, ...]:
    """The steps of what was typed; a line whose words stand there already is the same step."""
    left = list(known)
    found = []
    for line in typed.splitlines():
        text = line.strip()
        required = text[:1] in MARK and bool(text)
        text = text.lstrip(MARK).strip() if required else text
        if not text:
            continue
        same = next((step for step in left if step.text == text), None)
        if same is not None:
            left.remove(same)
        found.append(StepEntry(text=text, required=required, id=same.id if same else None))
    return tuple(found)
