"""The members with the newest activity, for looking around; the way to one of them is the search box."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.services import member_file
from models.services.member_file import MemberFile, MemberList, MemberRow
from views import places, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.members_rows import MemberDelegate, MemberPreview, sentence
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.chips import Chips, Option
from views.widgets.lists import ListView, RowModel
from views.widgets.panel import Panel

PAGE, MOST = 200, 2000
SIDE_WIDE = 384


class MembersPage(Page):
    """A list at the left, the chosen member in short at the right. Enter opens, F3 makes a new one."""

    name = "members"
    reads = frozenset({"members", "jobs", "bills"})
    hints = (("shell.keys.moves", "↑↓"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: list[MemberRow] = []
        self._after = ""
        self._asking = False
        self._wanted: tuple[str, int, int] | None = None
        self._panel = Panel(t("members.list"), flush=True)
        self._chips = Chips(
            [Option(value, t(f"members.{value}")) for value in ("present", "archived")],
            name=t("members.list"),
        )
        self._chips.chosen.connect(self._filter)
        self._new = Button(t("members.new"), key="F3", height="button.small")
        self._new.clicked.connect(self._new_member)
        self._import = Button(t("imports.open"), height="button.small")
        self._import.clicked.connect(self._import_sheet)
        self._panel.add_right(self._chips)
        self._panel.add_right(self._import)
        self._panel.add_right(self._new)
        self._delegate = MemberDelegate(desk.notices.zone)
        self._list = ListView(RowModel(sentence), self._delegate, name=t("members.list"))
        self._list.pointed.connect(self._pointed)
        self._list.opened.connect(self._open_row)
        self._list.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._panel.body.addWidget(self._list, 1)
        self._preview = MemberPreview(desk, self.act("open_file"))
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self._preview)
        whole = QHBoxLayout(self)
        whole.addWidget(self._panel, 1)
        whole.addWidget(self._side)
        self._tell_empty()
        self.dress()

    # What the page answers

    def title(self) -> str:
        return t("members.title")

    def subtitle(self) -> str:
        return t("members.newest", count=len(self._rows)) if self._rows else ""

    def first_focus(self) -> QWidget:
        return self._list

    def context_widget(self) -> QWidget:
        return self._side

    @property
    def member_id(self) -> str | None:
        """The chosen member, for F2 and F4."""
        row = self._list.current_row()
        return row.id if isinstance(row, MemberRow) else None

    def reload(self) -> None:
        wanted = self._wanted[2] if self._wanted else len(self._rows)
        self._asking = False
        self.desk.tasks.ask(
            member_file.recent,
            archived=self._chips.value() == "archived",
            limit=min(max(PAGE, wanted), MOST),
            slot="members.list",
            done=self._take,
        )

    def remember(self) -> object:
        if self.member_id is None:
            return None
        return self.member_id, self._list.verticalScrollBar().value(), len(self._rows)

    def recall(self, place: object) -> None:
        if isinstance(place, tuple):
            self._wanted = place
            self.reload()

    def retranslate(self) -> None:
        super().retranslate()
        self._panel.set_title(t("members.list"))
        self._chips.set_texts({v: t(f"members.{v}") for v in ("present", "archived")})
        self._new.say(t("members.new"))
        self._import.say(t("imports.open"))
        self._preview.retell()
        self._list.viewport().update()
        self._tell_empty()

    def restyle(self) -> None:
        super().restyle()
        self._side.setFixedWidth(theme.px(SIDE_WIDE))

    # Acts

    @act("segments.title", "Ctrl+I", bar=False)
    def show_segments(self) -> None:
        """To the segments of the members."""
        self.desk.go(places.SEGMENTS)

    @act("members.open", "Return", "Ctrl+O")
    def open_file(self) -> None:
        """Open the chosen member's file."""
        if self.member_id is not None:
            self.desk.go(places.MEMBER, self.member_id)

    # Inside

    def _new_member(self) -> None:
        self.desk.go(places.MEMBER_FORM, places.NewMember())

    def _import_sheet(self) -> None:
        self.desk.go(places.IMPORT_SHEET, "members")

    def _open_row(self, row: MemberRow) -> None:
        self.desk.go(places.MEMBER, row.id)

    def _filter(self, _value: str) -> None:
        self._rows = []
        self._tell_empty()
        self.reload()

    def _take(self, found: MemberList) -> None:
        self._rows, self._after = list(found.rows), found.after
        self._delegate.today = found.read_at.astimezone(self.desk.notices.zone).date()
        self._list.show_rows(self._rows, key=_key)
        wanted, self._wanted = self._wanted, None
        if wanted is not None and self._list.point_row(lambda row: row.id == wanted[0]):
            self._list.verticalScrollBar().setValue(wanted[1])
        self._panel.set_count(str(len(self._rows)) + ("+" if self._after else ""))
        if not self._rows:
            self._preview.show_file(None)
        self._pointed(self._list.current_row())
        self.changed.emit()

    def _scrolled(self, value: int) -> None:
        near = self._list.verticalScrollBar().maximum() - theme.size("row.list")
        if value < near or self._asking or not self._after:
            return
        self._asking = True
        self.desk.tasks.ask(
            member_file.recent,
            archived=self._chips.value() == "archived",
            limit=PAGE,
            beyond=self._after,
            slot="members.list",
            done=self._add_page,
        )

    def _add_page(self, page: MemberList) -> None:
        self._asking = False
        self._rows += page.rows
        self._after = page.after
        self._list.show_rows(self._rows, key=_key)
        self._panel.set_count(str(len(self._rows)) + ("+" if self._after else ""))

    def _pointed(self, row: object) -> None:
        if isinstance(row, MemberRow):
            ask = self.desk.tasks.ask
            ask(member_file.file, row.id, slot="members.preview", done=self._show_file)

    def _show_file(self, file: MemberFile) -> None:
        if file.id == self.member_id:
            self._preview.show_file(file)

    def _tell_empty(self) -> None:
        archived = self._chips.value() == "archived"
        self._list.set_empty(t("members.none_archived" if archived else "members.none"))


def _key(row: MemberRow) -> str:
    return row.id
