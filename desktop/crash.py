"""The crash net, from the first line to the next start. A report says where, never with what.

A report holds exception types and places in the code. Messages are left out, because a driver's message
may quote what was typed; our own codes are kept.
"""

import faulthandler
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

from models.base.errors import Trouble

REPORTS_KEPT = 10


class CrashNet:
    """Catches what nobody else did, on every thread, and writes a report to ``folder``."""

    def __init__(self, folder: Path, version: str) -> None:
        self._folder = folder
        self._version = version
        self._fault_file: IO[str] | None = None
        self.told: Callable[[Path], None] | None = None
        """Called with the report's path; the window sets it to say so in the message bar."""

    def spread(self) -> None:
        """Stand under every thread from now on."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._fault_file = (self._folder / "fault.txt").open("w", encoding="utf-8")
        faulthandler.enable(self._fault_file)
        sys.excepthook = self._on_main
        threading.excepthook = self._on_thread

    def fold(self) -> None:
        """The program ends in order: the file for what would have ended it otherwise is closed."""
        if self._fault_file is not None:
            faulthandler.disable()
            self._fault_file.close()
            self._fault_file = None

    def catch(self, error: BaseException) -> Path:
        """Write a report of ``error`` and return its path."""
        at = datetime.now(UTC)
        path = self._folder / f"crash-{at:%Y%m%dT%H%M%S%f}.txt"
        path.write_text(report(error, self._version, at), encoding="utf-8")
        for old in sorted(self._folder.glob("crash-*.txt"))[:-REPORTS_KEPT]:
            old.unlink(missing_ok=True)
        if self.told is not None:
            self.told(path)
        return path

    def _on_main(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        path = self.catch(error.with_traceback(trace))
        print(f"LinLi Desk: {kind.__name__}, {path}", file=sys.stderr)

    def _on_thread(self, found: threading.ExceptHookArgs) -> None:
        if found.exc_value is not None:
            self.catch(found.exc_value)


def report(error: BaseException, version: str, at: datetime) -> str:
    """A crash in plain text: types and places, the chain of causes, no message and no value."""
    lines = [
        f"LinLi Desk {version}, {at.isoformat(timespec='seconds')}",
        f"Python {platform.python_version()}, {platform.system()} {platform.release()}",
        "",
    ]
    seen: BaseException | None = error
    while seen is not None:
        code = f" [{seen.code}]" if isinstance(seen, Trouble) else ""
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}{code}")
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)
        ]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines) + "\n"
