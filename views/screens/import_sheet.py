"""A spreadsheet taken in: choose it, see which column is what and what becomes of every row, then all or nothing.

Reads files through views/sheets only; every rule is the business's. Target: what is taken in, or None.
"""

import time
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from models.base.errors import Environment, Refused
from models.base.sheet import What
from models.base.usecase import Outcome
from models.services import imports
from models.services.imports import Imported, Order, Preview
from views import clock, places, sayings
from views.acts import act
from views.beside import Beside
from views.page import Desk
from views.screens.import_sheet_face import WHATS, ImportSheetFace
from views.screens.import_sheet_rows import ALL
from views.screens.import_sheet_work import Steps, Studied, look, save_left, study
from views.tasks import SLOW_MS, Work
from views.texts import t
from views.undo import undo_of
from views.widgets.saving import ask_where

ROWS_A_SECOND = 2500
"""How many members are written in a second on a slow PC; said beforehand, because others wait meanwhile."""
WAITS_FROM = 2 * ROWS_A_SECOND


class ImportSheetPage(ImportSheetFace):
    """Columns at the left, rows at the right, the one act below."""

    name = places.IMPORT_SHEET
    home = places.SETTINGS

    def __init__(self, desk: Desk, beside: Beside) -> None:
        super().__init__(desk)
        self._beside = beside
        self.studied: Studied | None = None
        self.preview: Preview | None = None
        self.done: Imported | None = None
        self._looking: Work | None = None
        self._writing: Work | None = None
        self._begun = 0.0
        self._stopped = False
        self._chips.chosen.connect(self._pick_what)
        self._sheets.activated.connect(self._pick_sheet)
        self._columns.changed.connect(self._columns_changed)
        self._columns.prepare(self.what)
        self._settle()
        self.dress()

    # What the page answers

    def title(self) -> str:
        return t("imports.title")

    def record(self) -> str:
        return " "

    def first_focus(self) -> QWidget | None:
        return self._begin if self.studied is None else self._rows.table

    def opened(self, target: object) -> None:
        if self.studied is None or self.done is not None:
            if target in WHATS:
                self._chips.choose(str(target))
            self._forget()

    def left(self) -> None:
        if self._looking is not None:
            self._looking.stop()

    def retranslate(self) -> None:
        super().retranslate()
        self._settle()

    # Acts

    @act("imports.choose", "Ctrl+O")
    def choose(self) -> None:
        """Ask for a file."""
        dialog = QFileDialog(self, t("imports.choose_title"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(t("imports.kinds"))
        dialog.fileSelected.connect(self.take_path)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @act("imports.act_none", "Ctrl+Return")
    def take_in(self) -> None:
        """Write every new row, all of them or none."""
        studied, preview = self.studied, self.preview
        if studied is None or preview is None or not preview.taken or self._writing is not None:
            return
        order = self._order(studied)
        if order is None:
            return
        order = Order(what=order.what, columns=order.columns, day=order.day, seen=preview.seen)
        self._writing, self._begun, self._stopped = Work(), time.monotonic(), False
        self._writing.reported.connect(self._written_so_far, Qt.ConnectionType.QueuedConnection)
        self._settle()
        self.desk.tasks.run(
            imports.write,
            order,
            studied.sheet,
            progress=Steps(self._writing),
            done=self._written,
            refused=self._refuse,
            trouble=self._trouble,
            after=self._ready,
        )

    @act("imports.undo", "Ctrl+U", bar=False)
    def take_back(self) -> None:
        """Undo the whole import."""
        if self.done is not None:
            self.desk.tasks.run(imports.take_back, self.done.run_id, done=self._undone)

    @act("imports.rejects", "Ctrl+S", bar=False)
    def save_left(self) -> None:
        """Ask where to save the rows that are not taken in."""
        if self.studied is not None:
            path = self.studied.file.path
            name = f"{t('imports.rejects_name', name=path.stem)}{path.suffix}"
            ask_where(
                self,
                t("imports.rejects_title"),
                name=name,
                then=self.save_left_to,
                kinds=f"*{path.suffix}",
            )

    def save_left_to(self, path: str) -> None:
        """Save them to ``path``."""
        if self.studied is None or self.preview is None:
            return
        left = self.done.left if self.done is not None else self.preview.rows
        self.desk.tasks.long(
            save_left,
            self.studied.sheet,
            self.studied.what,
            left,
            Path(path),
            self.desk.notices.zone,
            clock.now(),
            words=t("imports.rejects_title"),
            done=self._left_saved,
        )

    def take_path(self, path: str) -> None:
        """Look at the file ``path``."""
        self._forget()
        self._study(Path(path), None)

    # Inside

    @property
    def what(self) -> What:
        """What is taken in."""
        return next((what for what in WHATS if what == self._chips.value()), "members")

    def _forget(self) -> None:
        self._columns.prepare(self.what)
        if self._looking is not None:
            self._looking.stop()
        self.studied = self.preview = self.done = self._looking = None
        self._rows.clear()
        self._settle()

    def _pick_what(self, _value: str) -> None:
        studied = self.studied
        self._forget()
        if studied is not None:
            self._study(studied.file.path, None)

    def _pick_sheet(self, place: int) -> None:
        studied = self.studied
        if studied is not None and place != studied.sheet.place:
            self._forget()
            self._study(studied.file.path, place)

    def _study(self, path: Path, place: int | None) -> None:
        self._looking = self.desk.tasks.long(
            study, self._beside, path, self.what, place,
            words=t("imports.looking"), done=self._studied,
        )  # fmt: skip

    def _studied(self, studied: Studied) -> None:
        if studied.what != self.what:
            return
        self.studied, self._looking = studied, None
        self._sheets.set_options(
            [(str(place), title or "-") for place, title in enumerate(studied.file.sheets)]
        )
        self._sheets.choose(str(studied.sheet.place))
        today = clock.now().astimezone(self.desk.notices.zone).date()
        self._columns.show_studied(studied, today)
        self._settle()
        self._look()

    def _columns_changed(self) -> None:
        self.preview = self.done = None
        self._look()

    def _look(self) -> None:
        studied = self.studied
        if self._looking is not None:
            self._looking.stop()
            self._looking = None
        self._settle()
        order = self._order(studied) if studied is not None else None
        if studied is None or order is None:
            return
        try:
            imports.checked_columns(order)
        except Refused as refused:
            self._refuse(refused)
            self._rows.clear()
            return
        self._looking = self.desk.tasks.long(
            look, self._beside, studied.sheet, order,
            words=t("imports.looking"), done=partial(self._looked, studied, order),
        )  # fmt: skip

    def _order(self, studied: Studied) -> Order | None:
        """What is asked for; None where the day is none."""
        self._columns.accept()
        try:
            day = self._columns.day()
        except Refused as refused:
            self._refuse(refused)
            return None
        return Order(what=studied.what, columns=self._columns.columns(), day=day)

    def _looked(self, studied: Studied, order: Order, preview: Preview) -> None:
        if studied is not self.studied or order.columns != self._columns.columns():
            return
        self.preview, self._looking = preview, None
        counts = {str(kind): count for kind, count in preview.counts.items()}
        self._rows.show_rows(preview.rows, counts, studied.what)
        self._settle()

    def _written_so_far(self, done: int, total: int) -> None:
        if self._writing is not None and (time.monotonic() - self._begun) * 1000 > SLOW_MS:
            self.desk.notices.progress(t("imports.writing"), done, total, self._stop)

    def _stop(self) -> None:
        if self._writing is not None:
            self._stopped = True
            self._writing.stop()

    def _written(self, outcome: Outcome[Any]) -> None:
        done: Imported = outcome.result
        self.done, self._stopped = done, False
        key = "imports.done_left" if done.left else "imports.done"
        values = {"made": done.made, **({"left": len(done.left)} if done.left else {})}
        self.desk.notices.say(t(key, **values), undo=undo_of(self.desk, outcome))
        counts: dict[str, int] = {}
        for fate in done.left:
            counts[fate.kind] = counts.get(fate.kind, 0) + 1
        assert self.studied is not None
        self._rows.show_rows(done.left, counts, self.studied.what, first=ALL)

    def _ready(self) -> None:
        """Whatever came of the writing."""
        self._writing = None
        self.desk.notices.ended()
        if self._stopped:
            self._stopped = False
            self.desk.notices.say(t("imports.stopped"))
        self._settle()
        self._rows.table.setFocus()

    def _undone(self, outcome: Outcome[int]) -> None:
        self.desk.notices.say(t("imports.undone", count=outcome.result))
        self.done = None
        self._look()

    def _left_saved(self, saved: tuple[int, Path]) -> None:
        count, path = saved
        self.desk.notices.say(t("imports.rejects_saved", count=count, place=str(path)))

    def _refuse(self, refused: Refused) -> None:
        words = sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())
        if not self._columns.refuse(refused, words):
            self.desk.notices.trouble(refused)
        if refused.code == "import.moved":
            self._look()

    def _trouble(self, trouble: Environment) -> None:
        self.desk.notices.trouble(trouble, again=self.take_in)

    def _settle(self) -> None:
        studied, preview = self.studied, self.preview
        self._stack.setCurrentIndex(0 if studied is None else 1)
        self._choose.setVisible(studied is not None)
        self._file.setText(studied.sheet.name if studied is not None else "")
        self._sheets.setVisible(studied is not None and len(studied.file.sheets) > 1)
        ready = preview is not None and preview.taken > 0 and self.done is None
        act = self.acts["take_in"]
        act.setEnabled(ready and self._writing is None)
        if preview is not None and ready:
            act.setText(t("imports.act", count=preview.taken))
        else:
            act.setText(t("imports.act_none"))
        self._do.setVisible(self.done is None)
        left = self.done.left if self.done is not None else preview.rows if preview else ()
        some = any(fate.kind in ("refused", "twin", "known") for fate in left)
        self.acts["save_left"].setEnabled(some)
        self._left.setVisible(some)
        self.acts["take_back"].setEnabled(self.done is not None)
        self._undo.setVisible(self.done is not None)
        self._note.setText(self._told())
        self.changed.emit()

    def _told(self) -> str:
        """What there is to know before, or what came of it."""
        if self.done is not None:
            values = {"made": self.done.made, "left": len(self.done.left)}
            return t("imports.done_left", **values)
        preview = self.preview
        if preview is None or not preview.taken:
            return ""
        if preview.earlier is not None:
            at = sayings.moment(preview.earlier.at, self.desk.notices.zone, clock.now())
            return t("imports.again", at=at, made=preview.earlier.made)
        if preview.taken < WAITS_FROM:
            return ""
        return t("imports.waits", seconds=-(-preview.taken // ROWS_A_SECOND))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the first file that was dropped."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.take_path(paths[0])
