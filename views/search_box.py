"""The one search box: finds while it is typed, also letters the input method has not committed yet.

Knows how to ask and to show; what is found and in which order is models.services.search.
"""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from views import places, sayings, texts, theme
from views.shell import Shell
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.chips import Chips, Option
from views.widgets.fields import Entry
from views.widgets.keybar import KeyHint
from views.widgets.keycap import key_text
from views.widgets.lists import Head, RowModel
from views.widgets.popup import PopupList
from views.widgets.text import Eliding, Picture, Text

if TYPE_CHECKING:  # the search itself comes in with the first letter: an empty box needs none of it
    from models.services.search import Kind, Result, Results

KINDS: Final[tuple["Kind", ...]] = ("member", "job", "bill", "price")
AT_ONCE: Final = {"member": 5, "job": 2, "bill": 2, "price": 2}
"""How many rows of each kind stand in the list of everything; the chips show all of one kind."""
WIDE = 606


class SearchBox(Entry):
    """F1 focuses it. Enter opens what is chosen, Ctrl+Enter starts a job, F3 makes a member of what was typed."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(name=t("search.name"), lead="search", key="F1")
        self._shell = shell
        self._preedit = ""
        self._found: tuple[Results, ...] = ()
        self._more: dict[str, list[Result]] = {}
        self._kind = "all"
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(theme.tokens()["timing"]["search.debounce"])
        self._wait.timeout.connect(self._ask)
        self.textChanged.connect(self._typed)
        self._popup: PopupList | None = None
        self._enter_waits = False
        texts.on_language(self._retell)
        self._retell()

    # Asking

    def words(self) -> str:
        """Return what is asked for: the text and the letters still in the input method."""
        return self.text() + self._preedit

    def _typed(self) -> None:
        if not self.words().strip():
            self._wait.stop()
            self._shut()
            return
        self._wait.start()

    def _ask(self) -> None:
        from models.services.search import search_all

        self._shell.tasks.ask(
            search_all,
            self.text(),
            preedit=self._preedit.replace("'", "").replace(" ", ""),
            slot="search",
            done=self._take,
        )

    def _take(self, found: "tuple[Results, ...]") -> None:
        if not self.words().strip() or not self.hasFocus():
            return
        self._found = found
        self._more = {results.kind: list(results.rows) for results in found}
        self._tell_chips()
        self._show()
        if self._enter_waits:
            self._enter_waits = False
            self._open(self._list().view.current_row())

    def _ask_more(self, value: int) -> None:
        """Fetch the next page of one kind when the list is scrolled to its end."""
        bar = self._list().view.verticalScrollBar()
        if self._kind == "all" or value < bar.maximum():
            return
        results = next((r for r in self._found if r.kind == self._kind), None)
        if results is None or results.after is None:
            return
        from models.services.search import search

        self._shell.tasks.ask(
            search,
            self.text(),
            preedit=self._preedit,
            kind=results.kind,
            beyond=results.after,
            slot="search.more",
            done=self._add_page,
        )

    def _add_page(self, page: "Results") -> None:
        self._more[page.kind].extend(page.rows)
        self._found = tuple(page if r.kind == page.kind else r for r in self._found)
        view = self._list().view
        scroll, chosen = view.verticalScrollBar().value(), view.current_row()
        self._model.set_rows(self._more[page.kind])
        view.point_row(lambda row: row is chosen)
        view.verticalScrollBar().setValue(scroll)

    # Showing

    def _list(self) -> PopupList:
        """The popup, made when it is first needed."""
        if self._popup is None:
            from views.search_rows import ResultDelegate

            self._model = RowModel(_sentence, self)
            delegate = ResultDelegate(self._shell.notices.zone)
            self._popup = PopupList(self, self._shell, self._model, delegate, name=t("search.name"))
            self._popup.set_reach(WIDE, theme.tokens()["size"]["keybar"] + 8)
            self._chips = Chips(name=t("search.name"))
            self._chips.chosen.connect(self._choose_kind)
            head = QWidget()
            row = QHBoxLayout(head)
            row.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
            row.addWidget(self._chips)
            row.addStretch(1)
            self._popup.set_head(head)
            self._head = head
            self._new = Button(t("search.new_member"), "link", key="F3")
            self._new.clicked.connect(self._new_member)
            self._missing = Text(t("search.not_found"), style="label", tone="text.secondary")
            self._tip = Eliding(t("search.tip"), style="label", tone="text.secondary")
            self._popup.set_foot(Picture("plus", side=16), self._missing, self._new, self._tip)
            self._popup.opened.connect(self._open)
            self._popup.started.connect(self._start_job)
            self._popup.tabbed.connect(self._next_kind)
            self._popup.closed.connect(self._closed)
            self._popup.view.verticalScrollBar().valueChanged.connect(self._ask_more)
        return self._popup

    def _show(self) -> None:
        popup, closed = self._list(), self._popup is None or not self._popup.isVisible()
        popup.view.set_empty(t("search.none", text=self.words().strip()))
        total = sum(len(rows) for rows in self._more.values())
        self._head.setVisible(total > 0)
        popup.show_rows(self._rows())
        full = any(results.after is not None for results in self._found)
        self.show_note(t("search.many" if full else "search.results", count=total), "Esc")
        if closed:
            self._shell.lend_keys(_keys())

    def _rows(self) -> "list[Result | Head]":
        if self._kind != "all":
            return list(self._more.get(self._kind, ()))
        rows: list[Result | Head] = []
        for results in self._found:
            part = self._more[results.kind][: AT_ONCE[results.kind]]
            if part:
                rows.append(Head(t(f"search.{results.kind}")))
                rows += part
        return rows

    def _tell_chips(self) -> None:
        self._list()
        counts = {r.kind: f"{len(self._more[r.kind])}{'+' if r.after else ''}" for r in self._found}
        total = sum(len(rows) for rows in self._more.values())
        options = [Option("all", t("search.chip", kind=t("search.all"), count=total))]
        options += [
            Option(kind, t("search.chip", kind=t(f"search.{kind}"), count=counts[kind]))
            for kind in KINDS
            if self._more.get(kind)
        ]
        if self._kind not in {option.value for option in options}:
            self._kind = "all"
        self._chips.set_options(options)
        self._chips.choose(self._kind)

    def _choose_kind(self, kind: str) -> None:
        self._kind = kind
        self._show()

    def _next_kind(self, step: int) -> None:
        kinds = ["all", *(kind for kind in KINDS if self._more.get(kind))]
        place = kinds.index(self._kind) if self._kind in kinds else 0
        self._kind = kinds[(place + step) % len(kinds)]
        self._chips.choose(self._kind)
        self._show()

    # Acting

    def _open(self, row: "Result | None") -> None:
        if row is None:
            return
        self._leave()
        places.go_to_found(self._shell, row.kind, row.id)

    def _start_job(self, row: "Result | None") -> None:
        if row is None or row.kind != "member":
            return
        self._leave()
        self._shell.go(places.JOB_FORM, places.NewJob(member_id=row.id))

    def _new_member(self) -> None:
        typed = self.text()
        self._leave()
        self._shell.go(places.MEMBER_FORM, places.NewMember(typed=typed))

    def take_typed(self) -> str:
        """Hand over what was typed, for a new member (F3), and empty the box."""
        typed = self.words().strip()
        self._leave()
        return typed

    def _leave(self) -> None:
        self._shut()
        self._preedit = ""
        self.clear()

    def _shut(self) -> None:
        self._kind = "all"
        if self._popup is not None:
            self._popup.shut()
        self._closed()

    def _closed(self) -> None:
        self.show_note("", "Esc" if self.hasFocus() and self.words() else "F1")
        self._shell.lend_keys(())

    def _retell(self) -> None:
        large = theme.current().factor > 1.0
        self.setPlaceholderText(t("search.hint_short" if large else "search.hint"))
        self.setAccessibleName(t("search.name"))
        if self._popup is not None:
            self._new.say(t("search.new_member"))
            self._missing.setText(t("search.not_found"))
            self._tip.setText(t("search.tip"))

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_preedit"):
            self._retell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter before the rows are there opens the first as soon as they come: nobody waits for a list."""
        key = event.key()
        waiting = self._wait.isActive()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and waiting and self.words().strip():
            self._wait.stop()
            self._enter_waits = True
            self._ask()
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self._preedit = event.preeditString()
        self._typed()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.words().strip() and self._found:
            self._show()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._closed()


def _keys() -> list[KeyHint]:
    """What the key bar says while the list is open."""
    return [
        KeyHint("↑↓", t("search.keys.move")),
        KeyHint("Enter", t("search.keys.open")),
        KeyHint(key_text("Ctrl+Return"), t("search.keys.job")),
        KeyHint("Tab", t("search.keys.kind")),
        KeyHint("Esc", t("search.keys.close")),
    ]


def _sentence(row: "Result") -> str:
    return " ".join(
        part
        for part in (
            t(f"search.{row.kind}"),
            row.number,
            sayings.who(row.name),
            row.masked,
            row.title,
        )
        if part
    )
