"""The shops that figures are taken on: built once, kept while nothing that shapes them has changed."""

import hashlib
import shutil
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop import bulk, opening
from desktop.bulk_plan import Plan
from models.kernel import Kernel
from models.store.engine import FILE_NAME, FileKey

UNTIL = datetime(2026, 6, 11, 2, 42, tzinfo=UTC)
YEARS = 10
_ROOT = Path(__file__).resolve().parents[2]
_SHAPED_BY = ("desktop/bulk*.py", "desktop/demo_[gp]*.py", "models/rules/search.py",
              "models/rules/pinyin.py", "models/tables/*.py",
              "migrations/versions/*.py")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How large each shop is."""

    members: int = 100_000
    jobs_each: int = 3
    many: int = 1_000_000
    few: int = 10_000


SMALL = Size(members=60, jobs_each=1, many=300, few=60)


class Printed:
    """Progress as lines on stderr, every tenth of the work."""

    def __init__(self, what: str) -> None:
        self._what, self._said, self._begun = what, -1, time.monotonic()

    def step(self, done: int, total: int) -> None:
        """Tell tenths."""
        tenth = 10 * done // total
        if tenth > self._said:
            self._said = tenth
            spent = time.monotonic() - self._begun
            print(f"{self._what}: {tenth * 10} %, {spent:.0f} s", file=sys.stderr, flush=True)


class Shops:
    """Bench shops in one folder, by size."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._version = _version()

    def get(self, members: int, jobs_each: int) -> Path:
        """The shop's folder; built where it is missing or of another version."""
        place = self.folder / f"shop-{members}-{jobs_each}"
        stamp = place / "version.txt"
        if stamp.exists() and stamp.read_text(encoding="utf-8") == self._version:
            return place
        shutil.rmtree(place, ignore_errors=True)
        plan = Plan(
            members=members,
            jobs_each=jobs_each,
            first=UNTIL - timedelta(days=365 * YEARS),
            until=UNTIL,
        )
        bulk.build(place, plan, journal=jobs_each > 0, progress=Printed(place.name))
        stamp.write_text(self._version, encoding="utf-8")
        return place

    def copy(self, place: Path, name: str) -> Path:
        """A copy of a closed shop to write in; an earlier copy of that name goes."""
        target = self.folder / name
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        for entry in place.iterdir():
            shutil.copyfile(entry, target / entry.name)
        return target

    def drop(self, *names: str) -> None:
        """Remove copies."""
        for name in names:
            shutil.rmtree(self.folder / name, ignore_errors=True)


def key_of(folder: Path) -> FileKey:
    """The key beside a bench shop."""
    key = opening.demo_key(folder)
    assert key is not None
    return key


def open_at(folder: Path) -> Kernel:
    """The shop open, by this computer's clock."""
    return opening.open_shop(folder, key_of(folder))


def file_of(folder: Path) -> Path:
    """The shop's file."""
    return folder / FILE_NAME


def _version() -> str:
    digest = hashlib.sha256()
    for pattern in _SHAPED_BY:
        for path in sorted(_ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()
