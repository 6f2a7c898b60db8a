"""The photos of a job on its card: what a new one shows by the job's step, and those that go with a note."""

from typing import Any

from models.base.usecase import Outcome
from models.rules.attachments import Purpose, likely_purpose
from views.page import Desk
from views.screens.job_troubles import JobTroubles
from views.screens.photos import Given, PhotoActs


class JobPhotos(PhotoActs, JobTroubles):
    """A part of the job's page."""

    photo_kind = "job"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._note_ask.wanted_files.connect(self._choose_for_note)

    def photo_ref(self) -> str | None:
        return self.job_id

    def photo_purpose(self, media_type: str) -> Purpose:
        step = self._file.row.step if self._file is not None else None
        return likely_purpose(step, media_type)

    def choose_photos(self) -> None:
        """Choose files: for the note that is being written, else for the job."""
        if self._stack.currentWidget() is self._note_ask:
            self._choose_for_note()
        else:
            super().choose_photos()

    def to_photos(self) -> None:
        """To the row of photos, out of the drawer where the column stands in one."""
        if self._stack.currentWidget() is not self._stack.widget(0):
            self._put_away()
        if self.drawer is not None and self.drawer.folded and not self.drawer.isVisible():
            self.drawer.toggle()
        super().to_photos()

    def _choose_for_note(self) -> None:
        self.ask_files(self._note_ask.add_paths)

    def _take_given(self, given: tuple[Given, ...]) -> None:
        """While a note is being written, what is dropped or pasted goes with it."""
        if given and self._stack.currentWidget() is self._note_ask:
            self._note_ask.add_given(given)
        else:
            super()._take_given(given)

    def _asked_done(self, outcome: Outcome[Any]) -> None:
        given = self._note_ask.take_given() if self._asking is self._note_ask else ()
        damage = self._note_ask.is_damage()
        super()._asked_done(outcome)
        if given:
            note_id = str(outcome.result)
            self.add_given(given, note_id=note_id, purpose="damage" if damage else None)
