"""Which sticks are plugged in now. Standard library only, so that the command line needs no window."""

import os
import sys
from pathlib import Path
from typing import Any

_STICKS_UNDER = ("/media/", "/run/media/", "/mnt/")
_REMOVABLE = 2
"""GetDriveTypeW's word for a drive that can be unplugged."""


def sticks(mounts: Path = Path("/proc/mounts")) -> tuple[Path, ...]:
    """The roots of everything that is plugged in and can be unplugged; never a network's."""
    if sys.platform == "win32":
        return _drives()
    if sys.platform == "darwin":
        found = Path("/Volumes")
        return (
            tuple(sorted(p for p in found.iterdir() if os.path.ismount(p)))
            if found.is_dir()
            else ()
        )
    return _mounted(mounts)


def is_stick(folder: Path, roots: tuple[Path, ...] | None = None) -> bool:
    """Whether ``folder`` lies on one of them."""
    whole = folder.expanduser().absolute()
    return any(whole.is_relative_to(root) for root in (sticks() if roots is None else roots))


def _mounted(mounts: Path) -> tuple[Path, ...]:
    found = []
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    for line in lines:
        fields = line.split()
        if len(fields) < 3 or not fields[0].startswith("/dev/"):
            continue
        point = (
            fields[1].encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "replace")
        )
        if point.startswith(_STICKS_UNDER):
            found.append(Path(point))
    return tuple(sorted(found))


def _drives() -> tuple[Path, ...]:
    import ctypes  # only Windows asks its system this way

    system: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 - elsewhere it is not declared
    letters = [chr(ord("A") + n) for n in range(26) if system.GetLogicalDrives() >> n & 1]
    roots = [f"{letter}:\\" for letter in letters]
    return tuple(Path(root) for root in roots if system.GetDriveTypeW(root) == _REMOVABLE)
