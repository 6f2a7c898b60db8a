"""What the settings ask of the computer: backups, drills, a check. A port that desktop fulfils."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from models.base.ports import Progress
from models.services.backups import Place, Proved

if TYPE_CHECKING:  # the first screen has no need of the check
    from models.services.check import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupMade:
    """A backup that was opened again and counted."""

    place: str
    file: str
    members: int
    jobs: int
    bills: int
    files: int = 0
    """Photos and files it carries."""
    files_lacking: int = 0
    """Photos and files that are gone or damaged in the shop itself; no backup can carry them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceState:
    """A place that is kept, and the folder it is in now; None while it is not plugged in."""

    place: Place
    here: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A backup as it lies in a place. ``ours`` where this shop's key signed it; ``proof`` what this desk knows."""

    path: Path
    """The manifest's."""
    file: str
    made_at: datetime
    shop_name: str
    members: int
    jobs: int
    bills: int
    size: int
    ours: bool
    present: bool
    proof: Proved | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """What came of a drill: the copy's moment; ``code`` is empty where it passed.

    ``sound_at`` is when the newest older copy was made that was found sound instead.
    """

    file: str
    made_at: datetime
    members: int
    jobs: int
    bills: int
    code: str = ""
    damaged: bool = False
    sound_at: datetime | None = None

    @property
    def passed(self) -> bool:
        """Whether the copy was restored, checked and counted."""
        return not self.code


class Keeping(Protocol):
    """Long work on the shop's file, done beside the database worker. Each may raise Trouble or Cancelled."""

    folder: Path
    """Where this shop lies on this PC."""
    wish_restore: Callable[[], None]
    """Close the window and go through a restore; the user has agreed. UI thread."""

    def backup(self, target: Path, progress: Progress) -> BackupMade:
        """Back up into ``target``, verify, and only then return."""

    def check(self, progress: Progress) -> "Report":
        """Check every invariant."""

    def places(self) -> tuple[PlaceState, ...]:
        """The places that are kept, and where they are now."""

    def add_place(self, folder: Path, label: str) -> str:
        """Keep ``folder`` as a place, with its mark in it; returns its id."""

    def is_stick(self, folder: Path) -> bool:
        """Whether ``folder`` lies on something that can be unplugged."""

    def generations(self, folder: Path) -> tuple[Generation, ...]:
        """The backups in ``folder``, newest first."""

    def verify(self, path: Path, progress: Progress) -> Generation:
        """Prove one backup again; raises Refused("backup.unverified") after that is written down."""

    def drill(self, progress: Progress) -> Drilled:
        """Restore the newest copy that can be reached into a folder of its own, check it, and remove it all."""
