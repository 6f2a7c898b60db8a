"""What the import page has done beside the window: a file looked at, its rows sorted, the left ones saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from models.base.sheet import What
from models.rules.import_columns import shape_id, suggest
from models.services import import_known, imports
from models.services.import_sorting import Fate
from models.services.imports import Order, Preview
from views.beside import Beside
from views.import_words import told_fate
from views.sheets import reading, rejects
from views.sheets.reading import Sheet, SheetFile
from views.tasks import Work
from views.texts import t


@dataclass(frozen=True)
class Studied:
    """A sheet, and which column is taken for what; ``remembered`` from the last sheet with this heading."""

    what: What
    file: SheetFile
    sheet: Sheet
    columns: Mapping[str, int]
    remembered: bool


class Steps:
    """A worker's reports as the business tells them."""

    def __init__(self, work: Work) -> None:
        self._work: Any = work

    def step(self, done: int, total: int) -> None:
        """Tell how far; raises Cancelled where the user stopped it."""
        self._work.report(done, total)


def study(work: Work, beside: Beside, path: Path, what: What, place: int | None) -> Studied:
    """Open a file, find the sheet (or take the one at ``place``) and propose the columns."""
    work.report(0, 0)
    file = reading.open_file(path)
    sheet = file.best(what) if place is None else file.sheet(place, what)
    with beside.reading() as ask:
        shape = shape_id(what, sheet.titles)
        kept = ask(import_known.standing, what, sheet.digest, shape).columns
    if kept is not None and all(column < len(sheet.titles) for column in kept.values()):
        return Studied(what, file, sheet, kept, remembered=True)
    return Studied(what, file, sheet, suggest(what, sheet.titles, sheet.sample), remembered=False)


def look(work: Work, beside: Beside, sheet: Sheet, order: Order) -> Preview:
    """Say every row's fate."""
    with beside.reading() as ask:
        return imports.preview(ask, sheet, order, progress=Steps(work))


def save_left(
    work: Work,
    sheet: Sheet,
    what: What,
    left: Sequence[Fate],
    path: Path,
    zone: tzinfo,
    now: datetime,
) -> tuple[int, Path]:
    """Write the rows that were not taken in with their reasons; returns how many and where."""
    work.report(0, 0)
    reasons = {
        fate.row: told_fate(fate, what, zone=zone, now=now)
        for fate in left
        if fate.kind in ("refused", "twin", "known")
    }
    ending = ".xlsx" if sheet.file.form == "xlsx" else sheet.file.path.suffix or ".csv"
    target = path if path.suffix.lower() == ending.lower() else path.with_name(path.name + ending)
    return rejects.write(target, sheet, reasons, title=t("imports.reason")), target
