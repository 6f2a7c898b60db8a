"""How the rules' screen is laid out: versions, topics, and the form of a draft or the sentences of what holds."""

from datetime import date
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from models.rules.programme import DEFAULT, Programme
from models.services.programme import VersionFile, VersionRow
from views import programme_words as words
from views import theme
from views.page import Desk, Page
from views.screens.programme_lists import TopicList, TopicRow, VersionList
from views.screens.programme_sheet import TopicSheet
from views.screens.programme_switch import SwitchPanel
from views.screens.programme_topics import TOPICS
from views.screens.programme_trial import TrialPanel
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.panel import Panel
from views.widgets.scroll import ScrollColumn
from views.widgets.text import Text

VERSIONS_WIDE: Final = 264
TOPICS_WIDE: Final = 216
OPEN: Final = ("draft", "called_off")
"""Standings in which a version may still be changed."""


class ProgrammeFaces(Page):
    """Shows a version and its topics; what is typed it hands on to :meth:`_changed`. It does nothing itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._file: VersionFile | None = None
        self._programme = DEFAULT
        self._today = date(2026, 1, 1)
        self._trying = False
        self._sheets: dict[str, TopicSheet] = {}
        self.versions, self.topics = VersionList(self), TopicList(self)
        self.versions.pointed.connect(self._pointed)
        self.versions.opened.connect(self._to_topics)
        self.topics.pointed.connect(self._topic)
        self.topics.opened.connect(self._into)
        self._left = Panel(t("programme.versions"), flush=True)
        self._left.add_right(Button(self.acts["begin"], "quiet", icon="plus"))
        self._left.body.addWidget(self.versions)
        self._middle = Panel(t("programme.topics"), flush=True)
        self._middle.body.addWidget(self.topics)
        self._make_right()
        whole = QHBoxLayout(self)
        whole.addWidget(self._left)
        whole.addWidget(self._middle)
        whole.addWidget(self._stack, 1)

    def _make_right(self) -> None:
        self._right = Panel(t("programme.title"))
        self._faces = QStackedWidget()
        self._told = ScrollColumn()
        self._sentences: list[Text] = []
        self._faces.addWidget(self._told)
        self._right.body.addWidget(self._faces, 1)
        foot = QHBoxLayout()
        self._beside = [
            Button(self.acts[name], "secondary") for name in ("add_row", "call_off", "switch_on")
        ]
        for button in self._beside[:2]:
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self._beside[2])
        foot.addWidget(Button(self.acts["save"], "primary"))
        self._right.body.addLayout(foot)
        self.switch = SwitchPanel(self.acts)
        self.switch.day_changed.connect(self._compare)
        self._stack = QStackedWidget()
        self.trial = TrialPanel()
        for face in (self._right, self.switch, self.trial):
            self._stack.addWidget(face)

    # What the page hears

    def _pointed(self, row: VersionRow | None) -> None:
        """Another version was chosen. The page overrides it."""

    def _changed(self, programme: Programme) -> None:
        """Something was typed. The page overrides it."""

    def _compare(self) -> None:
        """Another day of beginning was typed. The page overrides it."""

    def retranslate(self) -> None:
        super().retranslate()
        self._left.set_title(t("programme.versions"))
        self._middle.set_title(t("programme.topics"))
        self.versions.set_empty(t("programme.no_versions"))
        self.switch.retell()
        self.trial.retell()
        for sheet in self._sheets.values():
            sheet.retell()
        self.outdate()
        self.freshen()
        self._show()

    def restyle(self) -> None:
        super().restyle()
        factor = theme.current().factor
        narrow = 0.78 if factor > 1.3 else 1
        for (
            button
        ) in self._beside:  # large type: they stand in the key bar, the primary one never shrinks
            button.setVisible(factor == 1.0 or (button is self._beside[2] and factor < 1.5))
        self._left.setFixedWidth(theme.px(VERSIONS_WIDE * narrow))
        self._middle.setFixedWidth(theme.px(TOPICS_WIDE * narrow))

    # Showing

    def _is_open(self) -> bool:
        return self._file is not None and self._file.row.standing in OPEN

    def _sheet(self) -> TopicSheet | None:
        widget = self._faces.currentWidget()
        return widget if isinstance(widget, TopicSheet) else None

    def _show(self) -> None:
        self._list_topics()
        for sheet in self._sheets.values():
            sheet.show_programme(self._programme)
        self._show_topic(self.topics.current_row())

    def _list_topics(self) -> None:
        """Write the list of topics anew; the chosen one stays chosen, and nobody hears of it."""
        blocked = self.topics.blockSignals(True)
        self.topics.show_programme(self._programme)
        self.topics.blockSignals(blocked)

    def _topic(self, row: TopicRow | None) -> None:
        if self._stack.currentWidget() is not self._right:
            self._stack.setCurrentWidget(self._right)
        self._show_topic(row)

    def _show_topic(self, row: TopicRow | None) -> None:
        if row is None:
            return
        self._right.set_title(row.title)
        if self._is_open():
            self._faces.setCurrentWidget(self._sheet_of(row.name))
        else:
            self._tell_topic(row.name)
            self._faces.setCurrentWidget(self._told)
        self._settle()

    def _sheet_of(self, topic: str) -> TopicSheet:
        if topic not in self._sheets:
            declared = next(one for one in TOPICS if one.name == topic)
            sheet = TopicSheet(declared, self._programme)
            sheet.changed.connect(self._changed)
            self._sheets[topic] = sheet
            self._faces.addWidget(sheet)
        elif self._sheets[topic].programme != self._programme:
            self._sheets[topic].show_programme(self._programme)
        return self._sheets[topic]

    def _tell_topic(self, topic: str) -> None:
        """Write what a version that holds says about a topic."""
        for line in self._sentences:
            self._told.body.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._sentences = []
        for place, told in enumerate(words.tell_topic(self._programme, topic)):
            line = Text(told.text)
            line.setWordWrap(True)
            self._told.body.insertWidget(place, line)
            self._sentences.append(line)
        if self._told.body.count() == len(self._sentences):
            self._told.body.addStretch(1)

    def _settle(self) -> None:
        """Which acts there are as things stand."""
        open_, switching = self._is_open(), self._stack.currentWidget() is self.switch
        trying = self._stack.currentWidget() is self.trial
        standing = self._file.row.standing if self._file else ""
        self.acts["save"].setEnabled(open_ and not trying)
        self.acts["try_out"].setEnabled(self._file is not None and not self._trying)
        self.acts["save"].setText(t(f"programme.act.{'activate' if switching else 'save'}"))
        self.acts["switch_on"].setEnabled(open_ and not switching)
        self.acts["switch_on"].setStatusTip(t("programme.not_open"))
        self.acts["call_off"].setEnabled(open_ or standing == "planned")
        word = "call_off" if standing == "planned" else "drop"
        self.acts["call_off"].setText(t(f"programme.act.{word}"))
        sheet = self._sheet()
        rowed = sheet is not None and sheet.topic.rows is not None
        makes = rowed and sheet.topic.rows.make is not None  # type: ignore[union-attr]
        self.acts["add_row"].setEnabled(bool(makes) and not switching)
        self.acts["remove_row"].setEnabled(bool(makes) and not switching)
        self.changed.emit()

    def _to_topics(self, _row: object) -> None:
        self.topics.setFocus()

    def _into(self, _row: object) -> None:
        sheet = self._sheet()
        first = sheet.first() if sheet is not None else None
        if first is not None:
            first.setFocus()
