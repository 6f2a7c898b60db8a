"""A shop set aside by a restore, and taking that back where a power cut broke it off. Looked at on every start."""

import shutil
from pathlib import Path

from models.store.engine import FILE_NAME
from models.store.files import PART_SUFFIX, sync_folder

ASIDE = "aside-"
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
        if not any((half / name).exists() for name in MOVED):
            shutil.rmtree(half)
        sync_folder(folder)


def is_half_aside(folder: Path) -> bool:
    """Whether :func:`put_back` has something to do."""
    return folder.is_dir() and any(folder.glob(ASIDE + "*" + PART_SUFFIX))
