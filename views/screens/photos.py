"""Photos and files on a page: dropped, pasted or chosen, kept off the UI thread, seen as thumbnails, removed.

A page takes this in as a base, says what its record is, and shows ``photos`` somewhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QSize
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from models.base.errors import Environment, Refused, Trouble
from models.base.usecase import Outcome
from models.rules import attachments as rules
from models.services import attachments
from models.services.attachments import Attached, Intake, Kept, Opened
from views import clock, pictures, places, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.photos_panel import SIDE, PhotosPanel, name_of, purpose_words
from views.tasks import Work
from views.texts import t
from views.undo import undo_of

SHARP = 2
"""Thumbnails are read larger than they stand, for screens of high resolution."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of reading one: a picture or none, and the code where it cannot be read."""

    row: Attached
    image: QImage | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """One thing somebody gave: a file or a pasted picture, and what it is called."""

    name: str
    path: Path | None = None
    image: QImage | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """One that was kept, or why it was not."""

    name: str
    kept: Kept | None
    trouble: Trouble | None = None


def seen(opened: Opened, room: QSize) -> Seen:
    """Read one and make its picture, no larger than ``room`` in device pixels. Pool."""
    row = opened.row
    try:
        content = opened.read()
    except (Refused, Environment) as trouble:
        return Seen(row, None, trouble.code)
    return Seen(row, pictures.shown(content, row.media_type, room))


def given_by(mime: QMimeData, name: str) -> tuple[Given, ...]:
    """What a drop or the clipboard holds: files first, else a picture, which gets ``name``."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if paths:
        return tuple(Given(path.name, path=path) for path in paths)
    image = mime.imageData() if mime.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        return (Given(name, image=image),)
    return ()


def keep_all(work: Work, intake: Intake, given: Sequence[Given]) -> tuple[Taken, ...]:
    """Bring what was given to the disk, one after another. Pool; Cancelled keeps none of it."""
    taken = []
    for place, one in enumerate(given):
        steps = _Steps(work, place, len(given))
        name = rules.shown_name(one.name)
        try:
            if one.path is not None:
                kept = intake.keep(one.path, progress=steps)
            else:
                assert one.image is not None
                kept = intake.keep_bytes(pictures.as_png(one.image))
        except (Refused, Environment) as trouble:
            taken.append(Taken(name, None, trouble))
            continue
        taken.append(Taken(name, kept))
    return tuple(taken)


class _Steps:
    """One file's bytes as a part of all files."""

    def __init__(self, work: Work, place: int, count: int) -> None:
        self._work, self._place, self._count = work, place, count

    def step(self, done: int, total: int) -> None:
        """Tell it; raises Cancelled."""
        self._work.report(self._place * 100 + 100 * done // max(total, 1), self._count * 100)


class PhotoActs(Page):
    """A part of a page whose record has photos. The page says what :meth:`photo_ref` is and calls
    :meth:`ask_photos` when it reads.
    """

    photo_kind = "job"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.photos = PhotosPanel(self.acts, desk.notices.zone)
        self.photos.strip.opened.connect(self._open_photo)
        self.photos.strip.removed.connect(self._remove_photo)
        self.setAcceptDrops(True)
        self._thumb_of = ""
        """The content whose thumbnail is being made; empty for none."""

    def photo_ref(self) -> str | None:
        """The id of the job or member in sight."""
        raise NotImplementedError

    def photo_purpose(self, media_type: str) -> rules.Purpose:
        """What a new file most likely shows."""
        return rules.likely_purpose(None, media_type)

    def ask_photos(self) -> None:
        """Ask what there is."""
        ref = self.photo_ref()
        if ref is not None:
            query = attachments.of_job if self.photo_kind == "job" else attachments.of_member
            self.desk.tasks.ask(query, ref, slot=f"{self.name}.photos", done=self._show_photos)

    @act("attachments.act.choose", "Ctrl+A", bar=False)
    def choose_photos(self) -> None:
        """Choose files."""
        self.ask_files(self.take_files)

    @act("attachments.act.paste", "Ctrl+V", bar=False)
    def paste_photo(self) -> None:
        """Paste a picture, or files that were copied elsewhere."""
        self._take_given(given_by(QGuiApplication.clipboard().mimeData(), self._pasted_name()))

    @act("attachments.act.to", "Ctrl+5", bar=False)
    def to_photos(self) -> None:
        """To the row of photos."""
        self.photos.to_strip()

    def ask_files(self, then: Callable[[list[str]], None]) -> None:
        """Let the user choose files; nothing happens where none is chosen."""
        dialog = QFileDialog(self, t("attachments.choose_title"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(t("attachments.all_files"))
        dialog.filesSelected.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_files(self, paths: Sequence[str]) -> None:
        """Add these files to the record in sight."""
        self.add_given(tuple(Given(Path(path).name, path=Path(path)) for path in paths))

    def add_given(
        self,
        given: tuple[Given, ...],
        *,
        note_id: str | None = None,
        purpose: rules.Purpose | None = None,
    ) -> None:
        """Keep what was given and put it on the record in sight."""
        ref = self.photo_ref()
        if ref is None or not given:
            return
        adding = _Adding(self, ref, note_id, purpose)
        self.desk.tasks.ask(attachments.intake, done=partial(self._take_in, adding, given))

    def _take_given(self, given: tuple[Given, ...]) -> None:
        if given:
            self.add_given(given)
        else:
            self.desk.notices.say(t("attachments.nothing_pasted"))

    def _pasted_name(self) -> str:
        now = clock.now().astimezone(self.desk.notices.zone)
        return t("attachments.pasted", time=f"{now:%H-%M}") + ".png"

    def _take_in(self, adding: "_Adding", given: tuple[Given, ...], intake: Intake) -> None:
        self.desk.tasks.long(
            keep_all, intake, given, words=t("attachments.adding"), done=adding.kept
        )

    def _show_photos(self, rows: tuple[Attached, ...]) -> None:
        self.photos.show_files(rows)
        self._next_thumb()

    def _next_thumb(self) -> None:
        """Read the next picture; one at a time, so that paper and other files get their turn."""
        row = self.photos.lacking()
        if row is None or self._thumb_of:
            return
        self._thumb_of = row.digest
        self.desk.tasks.ask(
            attachments.opened, row.id, done=self._read_thumb, refused=self._no_thumb
        )

    def _read_thumb(self, opened: Opened) -> None:
        side = theme.px(SIDE) * SHARP
        self.desk.tasks.pool(seen, opened, QSize(side, side), done=self._take_thumb)

    def _take_thumb(self, found: Seen) -> None:
        self._thumb_of = ""
        self.photos.show_thumb(found.row.digest, found.image)
        self._next_thumb()

    def _no_thumb(self, _refused: Refused) -> None:
        digest, self._thumb_of = self._thumb_of, ""
        self.photos.show_thumb(digest, None)
        self._next_thumb()

    def _open_photo(self, row: Attached) -> None:
        among = tuple(one.id for one in self.photos.rows())
        self.desk.go(places.ATTACHMENT, places.Photo(row.id, among))

    def _remove_photo(self, row: Attached) -> None:
        words = t("attachments.said.removed", name=name_of(row))
        self.desk.tasks.run(attachments.remove, row.id, done=partial(self._removed_photo, words))

    def _removed_photo(self, words: str, outcome: Outcome[Any]) -> None:
        self.desk.notices.say(words, undo=undo_of(self.desk, outcome))

    def retranslate(self) -> None:
        super().retranslate()
        self.photos.retell()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.photo_ref() is not None and given_by(event.mimeData(), "x"):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped anywhere on the page."""
        given = given_by(event.mimeData(), self._pasted_name())
        if given:
            event.acceptProposedAction()
            self._take_given(given)


class _Adding:
    """Files on their way onto one record: told once, when the last has its row; taken back together."""

    def __init__(
        self, page: PhotoActs, ref: str, note_id: str | None, purpose: rules.Purpose | None
    ) -> None:
        self._page, self._desk = page, page.desk
        self._kind, self._ref, self._note_id, self._purpose = page.photo_kind, ref, note_id, purpose
        self._waiting: list[Taken] = []
        self._undo: list[Callable[[], None]] = []
        self._told: list[str] = []
        self._trouble: Trouble | None = None

    def kept(self, taken: tuple[Taken, ...]) -> None:
        """The bytes are on the disk: now their rows."""
        self._waiting = list(taken)
        self._next()

    def _next(self) -> None:
        while self._waiting:
            one = self._waiting.pop(0)
            if one.kept is not None:
                self._add(one.name, one.kept)
                return
            self._trouble = self._trouble or one.trouble
        self._tell()

    def _add(self, name: str, kept: Kept) -> None:
        purpose = self._purpose
        if purpose is None:
            purpose = self._page.photo_purpose(kept.media_type)
        words = t(
            "attachments.said.added",
            name=name or t("attachments.no_name"),
            purpose=purpose_words(purpose),
        )
        self._desk.tasks.run(
            attachments.add,
            self._kind,
            self._ref,
            kept,
            name=name,
            purpose=purpose,
            note_id=self._note_id,
            done=partial(self._added, words),
            refused=self._refused,
            after=self._next,
        )

    def _added(self, words: str, outcome: Outcome[str]) -> None:
        self._told.append(words)
        undo = undo_of(self._desk, outcome)
        if undo is not None:
            self._undo.append(undo)

    def _refused(self, refused: Refused) -> None:
        self._trouble = self._trouble or refused

    def _tell(self) -> None:
        count = len(self._told)
        if count:
            many = t("attachments.said.added_many", count=count)
            said = self._told[0] if count == 1 else many
            self._desk.notices.say(said, undo=self._take_back)
        if self._trouble is not None:
            self._desk.notices.trouble(self._trouble)

    def _take_back(self) -> None:
        for undo in self._undo:
            undo()
