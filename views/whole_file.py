"""A file that the user chose, written whole or not at all, for its owner's eyes only. No Qt."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.base.errors import Environment, Refused

PART = ".part"


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Give an empty file beside ``path``, which gets that name once everything was written and flushed.

    Raises Refused("sheet.folder" | "file.no_folder"), Environment("store.full" | "store.read_only" | "store.io").
    """
    check_target(path)
    part = path.with_name(path.name + PART)
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        raise _trouble(error, path) from error
    finally:
        part.unlink(missing_ok=True)


def check_target(path: Path) -> None:
    """Refuse what could not be written anyway, before anything is journalled."""
    if path.is_dir():
        raise Refused("sheet.folder", name=path.name)
    if not path.absolute().parent.is_dir():
        raise Refused("file.no_folder", name=str(path.parent))


def _trouble(error: OSError, path: Path) -> Environment:
    if error.errno == errno.ENOSPC:
        return Environment("store.full", name=path.name)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return Environment("store.read_only", name=path.name)
    return Environment("store.io", name=path.name)
