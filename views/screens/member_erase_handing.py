"""Handing a member their own data: where to, as pages or as a file; journalled before it is written."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from models.base.usecase import Outcome
from models.services import personal_data
from models.services.member_file import MemberFile
from models.services.personal_data import PersonalData
from views import printing
from views.page import Desk
from views.paper.output import save_own
from views.texts import t
from views.widgets.saving import ask_where


class Handing(QObject):
    """``begin`` asks for a file name; its ending says which form. A supervisor's PIN may be asked for."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._window = desk, parent
        self._file: MemberFile | None = None

    def begin(self, file: MemberFile) -> None:
        """Ask where to."""
        self._file = file
        name = t("privacy.handing.name", card=file.number)
        ask_where(
            self._window,
            t("privacy.handing.title"),
            name=f"{name}.pdf",
            then=self.save_to,
            kinds=t("privacy.handing.file"),
        )

    def save_to(self, path: str) -> None:
        """Note the export in the journal, then write the file."""
        if self._file is None:
            return
        form = "json" if path.lower().endswith(".json") else "pdf"
        self._desk.tasks.run(
            personal_data.hand_over,
            self._file.id,
            form=form,
            done=partial(self._handed, path, self._file.name),
        )

    def _handed(self, path: str, name: str, outcome: Outcome[PersonalData]) -> None:
        language = printing.of(self._desk.tasks, self._desk.notices).settings.paper_language
        self._desk.tasks.pool(
            save_own,
            outcome.result,
            path,
            language=language,
            done=partial(self._saved, Path(path).name, name),
        )

    def _saved(self, file: str, name: str, _nothing: None) -> None:
        self._desk.notices.say(t("privacy.handing.done", name=name, file=file))
