"""Writes files whole or not at all, and tells whether a folder is fit to hold a shop."""

import os
from pathlib import Path

from models.base.errors import Environment

PART_SUFFIX = ".part"
_NO_SPACE = 28  # errno.ENOSPC, the same number on the three systems
_READ_ONLY = 30  # errno.EROFS, likewise


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` beside ``path``, flush it to the disk, and only then give it its name.

    Only its owner may read it: it may be a paper with a member's number on it.
    """
    part = path.with_name(path.name + PART_SUFFIX)
    try:
        part.unlink(missing_ok=True)
        with open(part, "xb", opener=_private) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        publish(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise file_trouble(error, path) from error


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def publish(part: Path, path: Path) -> None:
    """Give a finished part its final name, so that a power cut shows either nothing or the whole."""
    os.replace(part, path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Flush a closed file to the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Flush a folder's names to the disk, where the system has such a thing (Windows has not)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def forget(path: Path) -> None:
    """Have the system drop what it remembers of a flushed file, so that it is read from the medium itself.

    Only Linux and the like offer it; elsewhere the read may be answered from memory.
    """
    if not hasattr(os, "posix_fadvise"):
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)


def remove_companions(path: Path) -> None:
    """Remove a closed file's log, index and journal. Beside another of that name they would be played into it."""
    for suffix in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def remove_with_companions(path: Path) -> None:
    """Remove a file that was never finished, with its companions."""
    path.unlink(missing_ok=True)
    remove_companions(path)


def file_trouble(error: OSError, path: Path) -> Environment:
    """Say an operating system's error in our words."""
    if error.errno == _NO_SPACE:
        return Environment("store.full", name=path.name)
    if isinstance(error, PermissionError) or error.errno == _READ_ONLY:
        return Environment("store.read_only", name=path.name)
    return Environment("store.io", name=path.name)
