"""Above the board: words to filter by, kinds of cards, technicians, and the two lines that ask something."""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.services.filters import FilterContent, FilterRow
from models.services.job_board import Board, Card, ends_today
from views import sayings, theme
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.chips import Chips, Option
from views.widgets.choice import Choice
from views.widgets.dressed import Dressed
from views.widgets.fields import RETURNS, Entry
from views.widgets.lists import MOVES
from views.widgets.panel import Inset
from views.widgets.text import Text

KINDS = ("all", "risk", "today", "parts", "rework")
NOBODY = "nobody"
_SAVED = "saved:"


class FilterField(Entry):
    """Words; the arrows go on moving in the column, Enter opens the chosen card."""

    steered = Signal(int)
    opened = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in MOVES and not event.modifiers():
            self.steered.emit(event.key())
        elif event.key() in RETURNS and not event.modifiers():
            self.opened.emit()
        else:
            super().keyPressEvent(event)


class BoardFilter(Dressed, QWidget):
    """``changed`` whenever other cards pass. ``through`` lets pass what fits words, kind and technician."""

    changed = Signal()
    steered = Signal(int)
    opened = Signal()

    def __init__(self, acts: Mapping[str, QAction]) -> None:
        super().__init__()
        self._saved: tuple[FilterRow, ...] = ()
        self._people: list[tuple[str, str]] = []
        self.field = FilterField(
            name=t("board.filter"), hint=t("board.filter"), lead="filter", key="Ctrl+F"
        )
        self.field.textChanged.connect(self._typed)
        self.field.steered.connect(self.steered)
        self.field.opened.connect(self.opened)
        self.kinds = Chips([Option("all", "")], name=t("board.kinds"))
        self.kinds.chosen.connect(self._kind_chosen)
        self.people = Chips(name=t("board.technicians"))
        self.people.chosen.connect(self._person_chosen)
        self.person = Choice(name=t("board.technicians"))
        self.person.activated.connect(self._person_picked)
        self._new = Button(acts["new_job"], "primary", height="button.small")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.field)
        self._row.addWidget(self.kinds)
        self._row.addStretch(1)
        for part in (self.people, self.person, self._new):
            self._row.addWidget(part)
        self.dress()

    # What passes

    def empty(self) -> bool:
        """Whether everything passes."""
        return not (self.field.text().strip() or self._kind() != "all" or self._technician())

    def through(self, board: Board, now: datetime) -> list[Card]:
        """The cards that pass, in their order."""
        words = self.field.text().casefold().split()
        kind, technician = self._kind(), self._technician()
        return [
            card
            for card in board.cards
            if _is(card, kind, board, now)
            and (not technician or (card.technician_id or NOBODY) == technician)
            and all(word in _text(card) for word in words)
        ]

    def content(self) -> FilterContent:
        """What is filtered by, to be kept."""
        return FilterContent(
            text=self.field.text().strip(), kind=self._kind(), technician=self._technician()
        )

    def clear(self) -> bool:
        """Let everything pass again; False where it does already."""
        if self.empty():
            return False
        self._fill(FilterContent())
        return True

    def saved_one(self) -> FilterRow | None:
        """The saved filter whose chip is chosen."""
        chosen = self.kinds.value().removeprefix(_SAVED)
        return next((row for row in self._saved if row.id == chosen), None)

    # What is shown

    def show_board(self, board: Board, now: datetime) -> None:
        """Write the counts on the chips, and offer the technicians who have a card."""
        counts = {kind: sum(_is(card, kind, board, now) for card in board.cards) for kind in KINDS}
        options = [
            Option(kind, t("board.chip", what=t(f"board.kind.{kind}"), count=counts[kind]))
            for kind in KINDS
            if counts[kind] or kind in ("all", self._kind())
        ]
        options += [Option(f"{_SAVED}{row.id}", row.name) for row in self._saved]
        self.kinds.set_options(options)
        names = {card.technician_id or NOBODY: card.technician for card in board.cards}
        names[NOBODY] = t("jobs.nobody")
        counted = dict.fromkeys(names, 0)
        for card in board.cards:
            counted[card.technician_id or NOBODY] += 1
        chosen = self._technician()
        self._people = [("", t("board.everybody"))] + [
            (who, t("board.chip", what=names[who], count=count))
            for who, count in sorted(
                counted.items(), key=lambda entry: (entry[0] == NOBODY, names[entry[0]])
            )
            if count or who == chosen
        ]
        self.people.set_options([Option(who, words) for who, words in self._people])
        self.person.set_options(self._people)
        self._choose_person(chosen)
        self._settle()

    def show_saved(self, rows: tuple[FilterRow, ...]) -> None:
        """Offer the saved filters as chips."""
        if rows != self._saved:
            self._saved = rows
            self.changed.emit()

    def retell(self) -> None:
        """Say it in the present language."""
        self.field.setAccessibleName(t("board.filter"))
        self.field.setPlaceholderText(t("board.filter"))
        self.kinds.setAccessibleName(t("board.kinds"))
        for part in (self.people, self.person):
            part.setAccessibleName(t("board.technicians"))

    # Inside

    def _kind(self) -> str:
        saved = self.saved_one()
        if saved is not None:
            return saved.content.kind or "all"
        return self.kinds.value() or "all"

    def _technician(self) -> str:
        return self.person.value()

    def _typed(self) -> None:
        self.changed.emit()

    def _kind_chosen(self, _value: str) -> None:
        saved = self.saved_one()
        if saved is not None:
            self._fill(saved.content, chip=self.kinds.value())
        self.changed.emit()

    def _person_chosen(self, who: str) -> None:
        self._choose_person(who)
        self.changed.emit()

    def _person_picked(self) -> None:
        self._choose_person(self.person.value())
        self.changed.emit()

    def _choose_person(self, who: str) -> None:
        self.people.choose(who)
        self.person.choose(who)

    def _fill(self, content: FilterContent, *, chip: str = "all") -> None:
        blocked = self.field.blockSignals(True)
        self.field.write(content.text)
        self.field.blockSignals(blocked)
        self.kinds.choose(chip)
        self._choose_person(content.technician)
        self.changed.emit()

    def _settle(self) -> None:
        """Technicians as chips where there is room for all of them, else as a list to drop down."""
        fixed = sum(part.sizeHint().width() for part in (self.kinds, self._new))
        room = self.width() - fixed - self.field.width() - theme.px(40)
        fits = self.people.sizeHint().width() <= room
        self.people.setVisible(fits)
        self.person.setVisible(not fits)

    def restyle(self) -> None:
        self._row.setSpacing(theme.px(8))
        self.field.setFixedWidth(theme.px(200 if theme.current().factor < 1.25 else 150))
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()


class AskBar(Inset):
    """A line that asks one thing: Enter hands it over, Esc puts it away (the page does)."""

    taken = Signal(str)
    label_key = ""

    def __init__(self) -> None:
        super().__init__()
        self._words = Text("", style="body.strong")
        self.entry = Entry(name=t(self.label_key), key="Enter")
        self._trouble = Text("", style="label", tone="danger")
        self.entry.returnPressed.connect(self._take)
        self.entry.leads_on = True
        self.row.addWidget(self._words)
        self.row.addWidget(self.entry, 1)
        self.row.addWidget(self._trouble)
        self.hide()

    def ask(self, words: str) -> None:
        """Ask."""
        self._words.setText(words)
        self._trouble.setText("")
        self.entry.write("")
        self.show()
        self.entry.setFocus()

    def refuse(self, words: str) -> None:
        """Say what is wrong."""
        self._trouble.setText(words)
        self.entry.setFocus()

    def retell(self) -> None:
        """Say it in the present language."""
        self.entry.setAccessibleName(t(self.label_key))

    def _take(self) -> None:
        self.taken.emit(self.entry.text())


class ReasonBar(AskBar):
    """Why cards go back."""

    label_key = "jobs.ask.reason"

    def begin(self, who: str, step: str) -> None:
        """Ask why these go back to that step."""
        self.ask(t("board.why_back", who=who, step=step))


class SaveBar(AskBar):
    """Under which name a filter is kept."""

    label_key = "board.filter_name"

    def begin(self) -> None:
        """Ask for the name."""
        self.ask(t("board.filter_name"))


def _is(card: Card, kind: str, board: Board, now: datetime) -> bool:
    state = card.time(now)[0]
    return {
        "all": True,
        "risk": state in ("risk", "late"),
        "today": ends_today(card, board) and state in ("ok", "risk", "late"),
        "parts": card.hold == "parts",
        "rework": card.rework,
    }.get(kind, True)


def _text(card: Card) -> str:
    parts = (card.number, card.title, card.device, sayings.who(card.member), card.technician)
    return " ".join(parts).casefold()
