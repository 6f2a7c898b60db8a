"""What this computer is fit for: a data folder must not lie on a network or in a synced folder."""

import sys
from pathlib import Path

WARNINGS: list[str] = []

_SYNCED = (
    "onedrive",
    "dropbox",
    "google drive",
    "googledrive",
    "icloud",
    "坚果云",
    "nutstore",
    "百度网盘",
    "baidunetdisk",
)
_NETWORK = frozenset(
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "sshfs", "fuse.sshfs", "9p", "afs", "ncpfs", "davfs"]
)


def where_it_must_not_lie(folder: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """Return the code of the reason why ``folder`` must hold no shop, or "" where it may.

    ``shop.synced``: a sync program would copy the open file; ``shop.network``: SQLite's locks do not hold there.
    """
    whole = folder.expanduser().absolute()
    if any(name in part.lower() for part in whole.parts for name in _SYNCED):
        return "shop.synced"
    if str(whole).startswith(("\\\\", "//")):
        return "shop.network"
    if sys.platform.startswith("linux") and mounts.exists():
        return "shop.network" if _file_system(whole, mounts) in _NETWORK else ""
    return ""


def _file_system(folder: Path, mounts: Path) -> str:
    """The type of the file system that ``folder`` (or its nearest parent) lies on."""
    best, kind = "", ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        inside = str(folder) == point or str(folder).startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind
