"""One window for each data folder: a lock that the system drops when the process ends, however it ends."""

import contextlib
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import IO

from models.base.errors import Refused
from models.store.files import file_trouble

LOCK_NAME = "window.lock"


class FolderLock:
    """Held by the window while it is open; restore, upgrade and key change take it as well."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_NAME
        self._file: IO[str] | None = None

    @property
    def free(self) -> bool:
        """Whether this object holds nothing."""
        return self._file is None

    def take(self) -> None:
        """Take the lock.

        Raises Refused("shop.open_elsewhere") where another process holds it, Environment("store.…") where this
        person may not even look.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = self._opened()
        except OSError as error:
            raise file_trouble(error, self._path) from error
        try:
            _lock(file)
        except OSError:
            file.close()
            raise Refused("shop.open_elsewhere") from None
        self._file = file
        if file.writable():
            with contextlib.suppress(OSError):  # who holds it is told where there is room to tell
                file.seek(0)
                file.truncate()
                file.write(f"{os.getpid()}\n")
                file.flush()

    def _opened(self) -> IO[str]:
        """The file; for reading only where it is another person's: it can be locked all the same."""
        try:
            return self._path.open("a+", encoding="utf-8")
        except PermissionError:
            return self._path.open(encoding="utf-8")

    def give_back(self) -> None:
        """Let the lock go."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> "FolderLock":
        self.take()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.give_back()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
