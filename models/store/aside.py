"""A shop set aside by a restore, and taking that back where a power cut broke it off. Looked at on every start."""

import os
import shutil
from pathlib import Path

from models.store.engine import FILE_NAME
from models.store.files import PART_SUFFIX, sync_folder

ASIDE = "aside-"
_NAME = 64
"""Characters of the name of a photo's file."""
ATTACHMENTS = "attachments"
"""The folder of photos and files (models/store/attachments.py, which a start does not load)."""
MOVED = (ATTACHMENTS, FILE_NAME + "-wal", FILE_NAME + "-shm", FILE_NAME)
"""In this order: while the shop's file is in its place, the log that belongs to it can be put back."""


def put_back(folder: Path) -> None:
    """Take back a setting aside that a power cut broke off; call it before a shop is looked for in ``folder``.

    The caller holds the window's lock: a restore that is under way right now is not broken off.
    """
    for half in sorted(folder.glob(ASIDE + "*" + PART_SUFFIX)):
        for name in reversed(MOVED):
            if (half / name).exists() and not (folder / name).exists():
                (half / name).rename(folder / name)
        if not (half / FILE_NAME).exists():  # they belong to the file that is in its place
            _join(half / ATTACHMENTS, folder / ATTACHMENTS)
        if not any((half / name).exists() for name in MOVED):
            shutil.rmtree(half)
        sync_folder(folder)


def _join(aside: Path, here: Path) -> None:
    """Bring photos back to where new ones came meanwhile; nothing is lost, whatever lies there.

    The name of a photo's file is made from its content: of two under one name the shorter one was cut.
    """
    if not aside.is_dir() or not here.is_dir() or aside.is_symlink() or here.is_symlink():
        return
    whole = True
    for path in sorted(path for path in aside.rglob("*") if path.is_symlink() or path.is_file()):
        to = here / path.relative_to(aside)
        try:
            if to.exists() and len(to.name) != _NAME:
                whole = False  # a stranger's: which of the two is wanted nobody knows
            elif not to.exists() or to.stat().st_size < path.stat().st_size:
                to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.replace(path, to)
                sync_folder(to.parent)
        except OSError:  # the shop opens without it; the next start tries again
            whole = False
    if whole:
        shutil.rmtree(aside)


def is_half_aside(folder: Path) -> bool:
    """Whether :func:`put_back` has something to do."""
    return folder.is_dir() and any(folder.glob(ASIDE + "*" + PART_SUFFIX))
