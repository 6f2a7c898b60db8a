"""Settings: topics at the left, each with its state in one line; its form at the right."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from models.services import desk as desk_service
from models.services import shop
from views import theme
from views.acts import act
from views.beside import Beside
from views.keeping import Keeping
from views.page import Desk, Page
from views.screens.lists_section import ListsSection
from views.screens.retention_section import PrivacySection
from views.screens.settings_keeping import KeepingSection
from views.screens.settings_keys import Keys, KeysSection
from views.screens.settings_people import PeopleSection, Pins
from views.screens.settings_sections import (
    ChecklistsSection,
    DisplaySection,
    JournalSection,
    Known,
    PaperSection,
    ProgrammeSection,
    Section,
    ShopSection,
    TillSection,
)
from views.texts import t
from views.widgets.lists import ListView, RowDelegate, RowModel, RowPen
from views.widgets.panel import Panel

SIDE = 384
ICONS = {
    "shop": "house",
    "people": "members",
    "display": "eye",
    "paper": "printer",
    "till": "cash",
    "journal": "list",
    "programme": "points",
    "checklists": "check",
    "lists": "box",
    "keys": "lock",
    "keeping": "backup",
    "privacy": "shield",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """A row of the list."""

    name: str
    title: str
    state: str


class _TopicDelegate(RowDelegate):
    height = "row.list2"
    ruled = True

    def draw_row(self, pen: RowPen, row: Topic) -> None:
        pen.icon(16, ICONS[row.name])
        room = 320
        pen.text(46, room, row.title, style="body.strong", lift=11)
        pen.text(46, room, row.state, style="label", tone="text.secondary", lift=-11)


class SettingsPage(Page):
    """``target`` is a topic's name."""

    name = "settings"
    reads = frozenset({"shop", "staff", "settings", "desk", "backups"})
    hints = (("shell.keys.moves", "↑↓"), ("settings.into", "Enter"))

    def __init__(
        self, desk: Desk, keeping: Keeping, pins: Pins, keys: Keys, beside: Beside
    ) -> None:
        super().__init__(desk)
        self._known: Known | None = None
        self._parts: dict[str, Any] = {}
        self._wanted = ""
        self._model = RowModel(lambda row: f"{row.title} {row.state}", self)
        self._topics = ListView(self._model, _TopicDelegate(), name=t("settings.topics"))
        self._topics.pointed.connect(self._pointed)
        self._topics.opened.connect(self._into)
        self._left = Panel(t("settings.title"), flush=True)
        self._left.body.addWidget(self._topics)
        self._stack = QStackedWidget()
        self._sections: dict[str, Section] = {
            "shop": ShopSection(desk, self.acts),
            "people": PeopleSection(desk, self.acts, pins),
            "display": DisplaySection(desk, self.acts),
            "paper": PaperSection(desk, self.acts),
            "till": TillSection(desk, self.acts),
            "programme": ProgrammeSection(desk, self.acts),
            "checklists": ChecklistsSection(desk, self.acts),
            "journal": JournalSection(desk, self.acts),
            "lists": ListsSection(desk, self.acts, beside),
            "privacy": PrivacySection(desk, self.acts),
            "keys": KeysSection(desk, self.acts, keys),
            "keeping": KeepingSection(desk, self.acts, keeping),
        }
        for section in self._sections.values():
            self._stack.addWidget(section)
        whole = QHBoxLayout(self)
        whole.addWidget(self._left)
        whole.addWidget(self._stack, 1)
        self.dress()

    def title(self) -> str:
        return t("settings.title")

    def subtitle(self) -> str:
        return self._known.info.name if self._known else ""

    def first_focus(self) -> QWidget:
        return self._topics

    def opened(self, target: object) -> None:
        if isinstance(target, str) and not self._point(target):
            self._wanted = target  # the topics come with the first reading

    def reload(self) -> None:
        ask = self.desk.tasks.ask
        ask(shop.info, slot="settings.info", done=self._gather("info"))
        ask(shop.people, slot="settings.people", done=self._gather("people"))
        ask(shop.settings, slot="settings.values", done=self._gather("values"))
        ask(desk_service.state, slot="settings.state", done=self._gather("state"))

    def remember(self) -> object:
        row = self._topics.current_row()
        return None if row is None else row.name

    def recall(self, place: object) -> None:
        self._point(str(place))

    def escape(self) -> bool:
        if self._stack.isAncestorOf(self.window().focusWidget() or self):
            self._topics.setFocus()
            return True
        return super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        self._left.set_title(t("settings.title"))
        for section in self._sections.values():
            section.retell()
        self._tell_save()
        self._show()

    def restyle(self) -> None:
        super().restyle()
        self._left.setFixedWidth(theme.px(SIDE))
        for section in self._sections.values():
            section.restyle()

    @act("settings.save", "Ctrl+Return")
    def save(self) -> None:
        """Save the form in sight."""
        section = self._section()
        if section is not None:
            section.save()

    def _gather(self, name: str) -> Callable[[Any], None]:
        def keep(found: Any) -> None:
            self._parts[name] = found
            if len(self._parts) == 4:
                self._known = Known(**self._parts)
                self._show()

        return keep

    def _show(self) -> None:
        if self._known is None:
            return
        known = self._known
        rows = [
            Topic(name, t(f"settings.topic.{name}"), section.state(known))
            for name, section in self._sections.items()
        ]
        self._topics.show_rows(rows, key=lambda row: row.name)
        if self._wanted and self._point(self._wanted):
            self._wanted = ""
        for section in self._sections.values():
            section.fill(known)
        self.changed.emit()

    def _point(self, topic: str) -> bool:
        return self._topics.point_row(lambda row: row.name == topic)

    def _section(self) -> Section | None:
        row = self._topics.current_row()
        return None if row is None else self._sections[row.name]

    def _pointed(self, row: Topic | None) -> None:
        if row is not None:
            self._stack.setCurrentWidget(self._sections[row.name])
            self._tell_save()

    def _tell_save(self) -> None:
        """Say in the key bar what Ctrl+Enter does in this topic; nothing where choices hold at once."""
        section = self._section()
        key = section.act_key if section is not None else ""
        self.acts["save"].setEnabled(bool(key))
        self.acts["save"].setText(t(key or "settings.save"))
        self.changed.emit()

    def _into(self, row: Topic) -> None:
        first = self._sections[row.name].first()
        if first is not None:
            first.setFocus()
