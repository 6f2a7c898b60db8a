"""The disk under a child process (disk.c): compiled once, armed through shared memory, its record read back.

Works on Linux with a C compiler; elsewhere the rows that need it are missing, never survived.
"""

import ctypes
import hashlib
import mmap
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

OPEN, WRITE, SYNC, CUT, NAME, READ = 1, 2, 4, 8, 16, 32
CHANGES = OPEN | WRITE | SYNC | CUT | NAME
FAIL, KILL, SPOIL, LATE = 1, 2, 3, 4
"""Instead of the call; before it; with one bit of its data turned; after it, with an error all the same."""
FOR_EVER = 1 << 60

MADE, WRITTEN, TRUNCATED, SYNCED, UNLINKED, RENAMED, FOLDER_MADE, FOLDER_GONE = range(1, 9)

_HEAD = struct.Struct("<IIqQ")
_SOURCE = Path(__file__).with_name("disk.c")
ROOT = Path(__file__).resolve().parents[2]


class _Fields(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_int64) for name in ("calls", "begin", "end", "struck", "room")),
        *((name, ctypes.c_int32) for name in ("mask", "what", "error", "spare")),
    )


class Control:
    """The memory shared with a child's disk; either side may arm it."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(ctypes.sizeof(_Fields)))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), ctypes.sizeof(_Fields))
        self._fields = _Fields.from_buffer(self._map)
        self.path = path

    @staticmethod
    def of_this_process() -> "Control":
        """The control of the disk this process stands on."""
        return Control(Path(os.environ["LINLI_DISK_CONTROL"]))

    @property
    def calls(self) -> int:
        """Calls counted since :meth:`arm`."""
        return int(self._fields.calls)

    @property
    def struck(self) -> int:
        """Calls that were struck since :meth:`arm`."""
        return int(self._fields.struck)

    def arm(
        self, what: int, *, begin: int, end: int = 0, mask: int = CHANGES, error: int = 0
    ) -> None:
        """Strike the ``begin``-th call from now on, up to the ``end``-th; ``begin`` 0 only counts."""
        fields = self._fields
        fields.begin = fields.calls = fields.struck = 0
        fields.mask, fields.what, fields.error = mask, what, error
        fields.end = end or begin
        fields.begin = begin

    def leave_room(self, size: int) -> None:
        """Let files grow by this many bytes in all, then the disk is full."""
        self._fields.struck, self._fields.room = 0, size

    def calm(self) -> None:
        """A disk like any other."""
        self._fields.begin = self._fields.mask = 0
        self._fields.room = -1


def fresh_control(folder: Path, name: str = "control") -> Control:
    """A control that strikes nothing yet."""
    path = folder / name
    path.unlink(missing_ok=True)
    control = Control(path)
    control.calm()
    return control


@cache
def library() -> Path | None:
    """The compiled disk; None where this computer cannot have it."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not sys.platform.startswith("linux") or compiler is None:
        return None
    digest = hashlib.sha256(_SOURCE.read_bytes()).hexdigest()[:16]
    path = ROOT / "build" / "faults" / f"disk-{digest}.so"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    words = [
        compiler,
        "-O2",
        "-shared",
        "-fPIC",
        "-o",
        str(part),
        str(_SOURCE),
        "-ldl",
        "-lpthread",
    ]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        return None
    part.replace(path)
    return path


def beneath(watched: Path, control: Control, record: Path | None = None) -> dict[str, str]:
    """The environment of a child that stands on the disk; ``watched`` must exist."""
    found = library()
    assert found is not None
    environment = {
        "LD_PRELOAD": str(found),
        "LINLI_DISK_WATCH": str(watched),
        "LINLI_DISK_CONTROL": str(control.path),
        "LINLI_DISK_QUICK": "1",
    }
    if record is not None:
        environment["LINLI_DISK_RECORD"] = str(record)
    return environment


@dataclass(frozen=True, slots=True)
class Call:
    """One recorded call. ``name`` is inside the watched folder; a new name stands in ``content``."""

    kind: int
    name: str
    offset: int
    content: bytes


def recorded(path: Path) -> Iterator[Call]:
    """What the processes did, in order."""
    content = path.read_bytes()
    at = 0
    while at + _HEAD.size <= len(content):
        kind, name_size, offset, size = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        name = content[at : at + name_size].decode()
        at += name_size
        yield Call(kind, name, offset, content[at : at + size])
        at += size
