"""The two lists of the rules' screen: versions by their standing, and the topics of the one in sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QWidget

from models.rules.programme import Programme
from models.services.programme import VersionRow
from views import sayings
from views.screens.programme_topics import TOPICS, state_words
from views.texts import t
from views.widgets.lists import Head, ListView, RowDelegate, RowModel, RowPen

ORDER = ("draft", "called_off", "planned", "in_force", "past")
"""The groups of versions, the ones that can still be changed first."""


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic with its first sentence."""

    name: str
    title: str
    state: str


class _VersionDelegate(RowDelegate):
    height = "row.list2"
    ruled = True

    def draw_row(self, pen: RowPen, row: VersionRow) -> None:
        pen.text(16, 0, version_words(row), style="body.strong", lift=11)
        pen.text(16, 0, _quiet(row), style="label", tone="text.secondary", lift=-11)


class _TopicDelegate(RowDelegate):
    height = "row.list2"
    ruled = True

    def draw_row(self, pen: RowPen, row: TopicRow) -> None:
        pen.text(16, 0, row.title, style="body.strong", lift=11)
        pen.text(16, 0, row.state, style="label", tone="text.secondary", lift=-11)


class VersionList(ListView):
    """Versions under heads: drafts, called off, coming, in force, past."""

    def __init__(self, parent: QWidget) -> None:
        self._today = date(2026, 1, 1)
        super().__init__(
            RowModel(_version_sentence, parent), _VersionDelegate(), name=t("programme.versions")
        )
        self.set_empty(t("programme.no_versions"))

    def show_versions(self, rows: Sequence[VersionRow]) -> None:
        """Show them in groups; the chosen one stays chosen."""
        shown: list[VersionRow | Head] = []
        for standing in ORDER:
            group = [row for row in rows if row.standing == standing]
            if group:
                shown.append(Head(t(f"programme.standing.{standing}"), str(len(group))))
                shown += group
        self.show_rows(shown, key=lambda row: row.id)


class TopicList(ListView):
    """The topics of a programme."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            RowModel(lambda row: f"{row.title} {row.state}", parent),
            _TopicDelegate(),
            name=t("programme.topics"),
        )

    def show_programme(self, programme: Programme) -> None:
        """Show each topic's first sentence as the rules stand."""
        rows = [
            TopicRow(one.name, t(f"programme.topic.{one.name}"), state_words(programme, one.name))
            for one in TOPICS
        ]
        self.show_rows(rows, key=lambda row: row.name)


def version_words(row: VersionRow) -> str:
    """第 3 版，从 2026-07-01 起."""
    number = t("programme.version", number=row.number)
    if row.valid_from is None or row.standing in ("draft", "called_off"):
        return number
    since = t("programme.since", day=row.valid_from.isoformat())
    return t("words.list_comma").join((number, since))


def _quiet(row: VersionRow) -> str:
    written = t("programme.written", who=row.by, day=sayings.iso_day(row.written_at.date()))
    return row.note or written


def _version_sentence(row: VersionRow) -> str:
    return f"{t(f'programme.standing.{row.standing}')} {version_words(row)} {_quiet(row)}"
