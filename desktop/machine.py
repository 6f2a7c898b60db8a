"""What this computer is fit for: a data folder must not lie on a network or in a synced folder.

Also what there is to say of it once a shop is open: an old database library, a lost log.
"""

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from models.store.engine import journal_mode, library_version
from models.store.store import Store
from views import sayings
from views.texts import t

_SYNCED = (
    "onedrive",
    "dropbox",
    "google drive",
    "googledrive",
    "icloud",
    "mobile documents",
    "nextcloud",
    "owncloud",
    "syncthing",
    "seafile",
    "坚果云",
    "nutstore",
    "百度网盘",
    "百度同步盘",
    "baidunetdisk",
    "wpsdrive",
)
_SYNC_MARKS = (".stfolder", ".dropbox", ".dropbox.cache", ".owncloudsync.log", ".nextcloudsync.log")
"""What sync programs leave in the folder they keep, whatever it is called."""
_NETWORK = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb2",
        "smb3",
        "smbfs",
        "smbnetfs",
        "sshfs",
        "9p",
        "afs",
        "ncpfs",
        "davfs",
        "davfs2",
        "ceph",
        "glusterfs",
        "lustre",
        "beegfs",
        "fuse.sshfs",
        "fuse.smbnetfs",
        "fuse.davfs2",
        "fuse.rclone",
        "fuse.gvfsd-fuse",
        "fuse.glusterfs",
        "fuse.s3fs",
    ]
)
_WINDOWS_REMOTE = 4  # DRIVE_REMOTE of GetDriveTypeW


def notes(store: Store, now: datetime) -> list[str]:
    """The sentences there are to say of this computer and of an opened file; usually none."""
    said = []
    if journal_mode() != "WAL":
        said.append(t("machine.old_sqlite", version=library_version()))
    if store.gap is not None:
        at = sayings.moment(store.gap.until, ZoneInfo(store.shop.zone), now)
        said.append(t("machine.gap", count=store.gap.operations, at=at))
    return said


def where_it_must_not_lie(folder: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """Return the code of the reason why ``folder`` must hold no shop, or "" where it may.

    ``shop.synced``: a sync program would copy the open file; ``shop.network``: SQLite's locks do not hold there.
    """
    typed = folder.expanduser().absolute()
    whole = typed.resolve()  # a link may lead where the name does not
    if any(_is_synced(place) for place in (typed, whole)):
        return "shop.synced"
    if any(str(place).startswith(("\\\\", "//")) for place in (typed, whole)):
        return "shop.network"
    if sys.platform == "win32" and _is_remote(whole):
        return "shop.network"
    if sys.platform.startswith("linux") and mounts.exists():
        return "shop.network" if _file_system(whole, mounts) in _NETWORK else ""
    return ""


def _is_synced(folder: Path) -> bool:
    if any(name in part.lower() for part in folder.parts for name in _SYNCED):
        return True
    return any(
        (place / mark).exists() for place in (folder, *folder.parents) for mark in _SYNC_MARKS
    )


def _is_remote(folder: Path) -> bool:
    """Whether a drive letter of Windows stands for a folder of another computer."""
    import ctypes  # only there

    kind = ctypes.windll.kernel32.GetDriveTypeW(folder.anchor)  # type: ignore[attr-defined,unused-ignore]
    return bool(kind == _WINDOWS_REMOTE)


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
