"""Remembers beside the shop's file how far its journal went, so that a lost write-ahead log is noticed.

Only a witness: it is written without waiting for the disk, decides nothing, and holds numbers, no data.
"""

import contextlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from models.base.clock import from_ms, stamp_ms
from models.store.journal import Head, stream_name

WITNESS_NAME = "shop.head"
_MOST = 512


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest operation that was known: its desk's stream, its position, its clock."""

    stream: str
    position: int
    clock: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What the file no longer knows: so many operations, the newest made at ``until``."""

    operations: int
    until: datetime


class Witness:
    """Writes down where the journal stands; a disk that takes no note is no reason to stop selling."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / WITNESS_NAME

    def gap(self, head: Head) -> Gap | None:
        """What ``head`` lacks of what was known; None for another stream: a restored desk goes on as another."""
        seen = self._seen()
        if seen is None or seen.stream != stream_name(head.node, head.incarnation):
            return None
        missing = seen.position - head.position
        return Gap(missing, from_ms(stamp_ms(seen.clock))) if missing > 0 else None

    def note(self, head: Head) -> None:
        """Write down ``head``."""
        seen = Seen(stream_name(head.node, head.incarnation), head.position, head.clock.last)
        content = msgspec.json.encode(seen)
        with contextlib.suppress(OSError):
            handle = os.open(
                self._path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600
            )
            try:
                os.write(handle, content.ljust(_MOST))
            finally:
                os.close(handle)

    def _seen(self) -> Seen | None:
        try:
            with self._path.open("rb") as file:
                return msgspec.json.decode(file.read(_MOST), type=Seen)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None
