"""Lists out and spreadsheets in, in the settings: any list as a workbook or text, and the way to the import."""

from functools import partial
from pathlib import Path
from typing import cast, get_args

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.base.usecase import Outcome
from models.services import exchange
from models.services.exchange import Permit, What
from views import clock, places
from views.beside import Beside
from views.page import Desk
from views.screens.settings_sections import Known, NoteLine, Section
from views.tasks import Work
from views.texts import current, t
from views.widgets.buttons import Button
from views.widgets.choice import Choice
from views.widgets.saving import ask_where

ENDINGS = (".xlsx", ".csv")


class ListsSection(Section):
    """Which list, then where to; the export is journalled before its first row is read."""

    topic = "lists"

    def __init__(self, desk: Desk, acts: dict[str, QAction], beside: Beside) -> None:
        self._beside = beside
        super().__init__(desk, acts)

    def build(self) -> None:
        self._list = Choice(_lists(), name=t("imports.lists.title"))
        self._list.activated.connect(self._tell)
        self.form.add("list", t("imports.lists.title"), self._list)

    def beside(self, column: QVBoxLayout) -> None:
        self._save = Button("", icon="down")
        self._save.clicked.connect(self._ask_place)
        self._why = NoteLine("imports.lists.why")
        self._open = Button(t("imports.open"), icon="up")
        self._open.clicked.connect(self._import)
        self._import_why = NoteLine("imports.lists.import_why")
        for button, note in ((self._save, self._why), (self._open, self._import_why)):
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
            column.addWidget(note)
        self._tell()

    def fill(self, known: Known) -> None:
        del known

    def state(self, known: Known) -> str:
        del known
        return t("imports.lists.state")

    def first(self) -> QWidget | None:
        return self._list

    def retell(self) -> None:
        super().retell()
        self.form.relabel({"list": t("imports.lists.title")})
        self._list.set_options(_lists())
        self._open.say(t("imports.open"))
        self._why.retell()
        self._import_why.retell()
        self._tell()

    def save_to(self, path: str) -> None:
        """Export the chosen list to ``path``."""
        file = Path(path)
        if file.suffix.lower() not in ENDINGS:
            file = file.with_name(file.name + ENDINGS[0])
        what = cast(What, self._list.value())
        self.desk.tasks.run(exchange.permit, what, done=partial(self._permitted, file))

    def _tell(self) -> None:
        self._save.say(t("imports.lists.save", list=t(f"cli.list.{self._list.value()}")))

    def _ask_place(self) -> None:
        what = t(f"cli.list.{self._list.value()}")
        day = clock.now().astimezone(self.desk.notices.zone).date().isoformat()
        ask_where(
            self,
            t("imports.lists.save_title"),
            name=t("imports.lists.name", list=what, day=day),
            then=self.save_to,
            kinds=t("imports.lists.kinds"),
        )

    def _permitted(self, path: Path, outcome: Outcome[Permit]) -> None:
        self.desk.tasks.long(
            _write,
            self._beside,
            outcome.result,
            path,
            str(self.desk.notices.zone),
            words=t("imports.lists.doing"),
            done=partial(self._written, path),
        )

    def _written(self, path: Path, rows: int) -> None:
        self.desk.notices.say(t("imports.lists.done", rows=rows, place=str(path)))

    def _import(self) -> None:
        self.desk.go(places.IMPORT_SHEET, "members")


def _write(work: Work, beside: Beside, permit: Permit, path: Path, zone: str) -> int:
    # Imported here: the settings open without the writers of spreadsheets.
    from views.sheets import list_file

    done = 0
    with beside.reading() as ask:

        def read(take: object) -> int:
            def each(row: object) -> None:
                nonlocal done
                done += 1
                if done % 500 == 0:
                    work.report(done, 0)
                take(row)  # type: ignore[operator]

            return int(ask(exchange.export, permit, each))

        return list_file.write_list(path, permit.what, read, words=current(), zone=zone)


def _lists() -> list[tuple[str, str]]:
    return [(what, t(f"cli.list.{what}")) for what in get_args(What)]
