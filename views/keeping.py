"""What the settings ask of the computer: a backup, a check. A port that desktop fulfils."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from models.base.ports import Progress

if TYPE_CHECKING:  # the first screen has no need of the check
    from models.services.check import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupMade:
    """A backup that was opened again and counted."""

    place: str
    members: int
    jobs: int
    bills: int


class Keeping(Protocol):
    """Long work on the shop's file, done beside the database worker. Each may raise Environment or Cancelled."""

    def backup(self, target: Path, progress: Progress) -> BackupMade:
        """Back up into ``target``, verify, and only then return."""

    def check(self, progress: Progress) -> "Report":
        """Check every invariant."""
