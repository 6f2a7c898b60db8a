"""Backup (SAFETY.md D9): an online copy, flushed, reopened, verified; its signed manifest last.

Nobody may say "done" before :func:`make` has returned. A backup without its manifest does not exist.
"""

import contextlib
import hashlib
import hmac
import os
import stat
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import sqlcipher3.dbapi2 as driver

from models.base.errors import Cancelled, Environment, Refused
from models.base.ports import Progress, Silent
from models.store import register
from models.store.backup_facts import proven
from models.store.engine import FILE_NAME, FileKey, connect, translated
from models.store.files import (
    PART_SUFFIX,
    file_trouble,
    publish,
    remove_companions,
    sync_file,
    write_whole,
)
from models.store.keys import Slots, read_slots, signing_key

MANIFEST_SUFFIX = ".manifest.json"
FORMAT = 1
_CHUNK = 1 << 20
_MANIFEST_MOST = 1 << 20
_STALE_SECONDS = 3600
"""A part older than this was left by a crash or a pulled stick; a younger one may still be growing."""
_STEPS = 100
_COPIED, _FLUSHED, _READ = 50, 60, 80
"""Per cent of a backup at which each part of it is over."""
_LOOK_EVERY = 20_000
"""Steps of SQLite's machine between two looks at whether the user stopped it: some milliseconds."""

_LOOK_SECONDS = 0.1
"""A screen that draws every look would have time for nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself. ``counts`` are rows by table, ``head`` the journal's last hash.

    ``sums`` are totals in fen and the like. What has a default came later: an early backup has it not.
    """

    format: int
    shop_id: str
    shop_name: str
    made_at: datetime
    file: str
    size: int
    sha256: str
    revision: str
    application_id: int
    node: str
    incarnation: str
    position: int
    head: str
    counts: dict[str, int]
    slots: Slots
    letter: str = ""
    last_bill: str = ""
    last_at: datetime | None = None
    sums: dict[str, int] = field(default_factory=dict)


_SINCE_FIRST: dict[str, Any] = {"letter": "", "last_bill": "", "last_at": None, "sums": {}}
"""The facts that came later, and how an early manifest shows that it has them not."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The manifest as it lies on the stick: its exact JSON and the signature over it."""

    manifest: msgspec.Raw
    signature: str


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was verified."""

    path: Path
    """The manifest's path; the copy lies beside it."""
    manifest: Manifest


def make(folder: Path, key: FileKey, target: Path, *, progress: Progress | None = None) -> Path:
    """Back up the shop in ``folder`` into the folder ``target`` and return the manifest's path.

    The shop may be open and selling. Progress counts per cent; Cancelled leaves nothing behind.
    Raises Environment("backup.full" | "backup.gone" | "backup.read_only" | "store.…"),
    Refused("backup.unverified").
    """
    progress = progress or Silent()
    made_at = datetime.now(UTC)
    name = f"linli-{made_at:%Y%m%dT%H%M%S}{made_at.microsecond // 1000:03d}Z.db"
    part, final, path = (target / (name + end) for end in (PART_SUFFIX, "", MANIFEST_SUFFIX))
    progress.step(0, _STEPS)
    try:
        target.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        copy(folder / FILE_NAME, key, part, progress=progress)
        progress.step(_COPIED, _STEPS)
        sync_file(part)
        publish(part, final)
        progress.step(_FLUSHED, _STEPS)
        forget(final)
        digest, size = _digest(final, progress)
        manifest = Manifest(
            format=FORMAT,
            made_at=made_at,
            file=name,
            size=size,
            sha256=digest,
            slots=read_slots(folder),
            **proven(final, key),
        )
        progress.step(_STEPS - 1, _STEPS)
        erased = register.kept(register.beside(folder), key)
        register.keep(register.at_place(target, manifest.shop_id), key, erased)
        _write_manifest(path, _seal(manifest, key))
    except (OSError, Environment) as error:
        _discard(path, part, final)
        raise at_place(error, target) from error
    except BaseException:
        _discard(path, part, final)
        raise
    progress.step(_STEPS, _STEPS)
    return path


def copy(source: Path, key: FileKey, target: Path, *, progress: Progress | None = None) -> None:
    """Copy an open, encrypted file online into a new file under the same key.

    Raises Environment("backup.full", needed=MB, free=MB) before it begins where there is no room, Cancelled.
    """
    with translated():
        connection = connect(source, key)
        try:
            growing = _Growing(connection, target, progress or Silent())
            connection.set_progress_handler(growing.look, _LOOK_EVERY)
            try:
                connection.execute("VACUUM INTO ?", (str(target),))
            except driver.OperationalError:
                if growing.stopped is not None:  # the driver only says that it was interrupted
                    raise growing.stopped from None
                raise
        finally:
            connection.close()


class _Growing:
    """Looks at a growing copy from inside SQLite: tells how far it is, and stops it when told to."""

    def __init__(self, connection: Any, target: Path, progress: Progress) -> None:
        self._target, self._progress = target, progress
        self._total = _used_bytes(connection)
        self._looked_at = 0.0
        self.stopped: Cancelled | None = None
        free = _free_bytes(target.parent)
        if free < self._total:
            raise Environment(
                "backup.full", name=target.parent.name, needed=_mega(self._total), free=_mega(free)
            )

    def look(self) -> int:
        """Called by SQLite every few milliseconds; anything but 0 ends the statement."""
        if time.monotonic() - self._looked_at < _LOOK_SECONDS:
            return 0
        self._looked_at = time.monotonic()
        try:
            size = self._target.stat().st_size
            self._progress.step(min(_COPIED - 1, _COPIED * size // max(self._total, 1)), _STEPS)
        except FileNotFoundError:
            return 0
        except OSError:
            return 0  # the statement itself will meet it and say it better
        except Cancelled as cancelled:
            self.stopped = cancelled
            return 1
        return 0


def _used_bytes(connection: Any) -> int:
    pages, unused, size = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "cipher_page_size")
    )
    return (pages - unused) * size


def _free_bytes(folder: Path) -> int:
    import shutil  # its formats load compression libraries, which a start has no need of

    return shutil.disk_usage(folder).free


def _mega(count: int) -> int:
    return -(-count // 1_000_000)


def read_manifest(path: Path) -> tuple[Manifest, Sealed]:
    """Read a manifest without trusting it.

    Raises Refused("backup.missing" | "backup.manifest_damaged" | "backup.newer").
    """
    try:
        sealed = msgspec.json.decode(_small(path), type=Sealed)
        manifest = msgspec.json.decode(sealed.manifest, type=Manifest)
    except FileNotFoundError:
        raise Refused("backup.missing", name=path.name) from None
    except OSError as error:
        raise file_trouble(error, path) from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Refused("backup.manifest_damaged", name=path.name) from None
    if manifest.format > FORMAT:
        raise Refused("backup.newer", name=path.name)
    if Path(manifest.file).name != manifest.file or not manifest.file:
        raise Refused("backup.manifest_damaged", name=path.name)
    return manifest, sealed


def _small(path: Path) -> bytes:
    """A manifest's bytes; what is no file is not opened, what is far too long for one not read to its end."""
    if not stat.S_ISREG(path.stat().st_mode):  # a pipe would keep us waiting for ever
        raise Refused("backup.manifest_damaged", name=path.name)
    with path.open("rb") as file:
        content = file.read(_MANIFEST_MOST + 1)
    if len(content) > _MANIFEST_MOST:
        raise Refused("backup.manifest_damaged", name=path.name)
    return content


def signed_by(sealed: Sealed, key: FileKey) -> bool:
    """Whether this shop's key signed the manifest."""
    return hmac.compare_digest(sealed.signature, _signature(bytes(sealed.manifest), key))


def verify(path: Path, key: FileKey, *, progress: Progress | None = None) -> Backup:
    """Prove a backup: signature, digest, seals of all pages, structure, schema, row counts, sums, journal head.

    ``path`` is the manifest's. Every byte is read again from the medium. Raises Refused("backup.missing") and
    Refused("backup.unverified", what=…) naming the first thing that fails.
    """
    manifest, sealed = read_manifest(path)
    if not signed_by(sealed, key):
        raise Refused("backup.unverified", what="signature", name=path.name)
    file = path.with_name(manifest.file)
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise Refused("backup.missing", name=manifest.file)
        forget(file)
        found = _digest(file, progress or Silent(), begin=0)
    except FileNotFoundError:
        raise Refused("backup.missing", name=manifest.file) from None
    except OSError as error:
        raise at_place(error, path.parent) from error
    if found != (manifest.sha256, manifest.size):
        raise Refused("backup.unverified", what="digest", name=manifest.file)
    for name, value in proven(file, key).items():
        said = getattr(manifest, name)
        if said != value and said != _SINCE_FIRST.get(name, value):
            raise Refused("backup.unverified", what=name, name=manifest.file)
    return Backup(path, manifest)


def find(target: Path) -> list[Path]:
    """The manifests in a folder, newest first."""
    return sorted(target.glob("linli-*" + MANIFEST_SUFFIX), reverse=True)


def seal_bytes(body: bytes, key: FileKey) -> bytes:
    """A small signed document, as manifests are."""
    return msgspec.json.encode(Sealed(msgspec.Raw(body), _signature(body, key)))


def _write_manifest(path: Path, content: bytes) -> None:
    write_whole(path, content)
    forget(path)
    if path.read_bytes() != content:
        raise Refused("backup.unverified", what="manifest", name=path.name)


def _seal(manifest: Manifest, key: FileKey) -> bytes:
    return seal_bytes(msgspec.json.encode(manifest, order="sorted"), key)


def _signature(body: bytes, key: FileKey) -> str:
    return hmac.new(signing_key(key), body, hashlib.sha256).hexdigest()


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


def _digest(path: Path, progress: Progress, *, begin: int = _FLUSHED) -> tuple[str, int]:
    """SHA-256 and size of a file; progress goes from ``begin`` to four fifths."""
    digest, size, total = hashlib.sha256(), 0, max(path.stat().st_size, 1)
    told = -1
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            done = begin + (_READ - begin) * size // max(total, size)
            if done != told:
                told = done
                progress.step(done, _STEPS)
    return digest.hexdigest(), size


def at_place(error: OSError | Environment, target: Path) -> Environment:
    """Say a trouble as one of the backup place, where it is: the shop's own disk may be fine."""
    trouble = error if isinstance(error, Environment) else file_trouble(error, target)
    if trouble.code.startswith("backup."):
        return trouble
    locked = trouble.code == "store.unreachable" and not os.access(target, os.W_OK)
    if target.is_dir() and locked:
        return Environment("backup.read_only", name=target.name)
    if not target.is_dir() or trouble.code in ("store.io", "store.unreachable"):
        return Environment("backup.gone", name=target.name)
    if trouble.code in ("store.full", "store.read_only"):
        return Environment("backup." + trouble.code.partition(".")[2], name=target.name)
    return trouble


def _sweep(target: Path) -> None:
    """Take away what crashes left half done, so that a stick does not fill up with it."""
    for part in target.glob(f"linli-*{PART_SUFFIX}*"):
        if time.time() - part.stat().st_mtime > _STALE_SECONDS:
            part.unlink(missing_ok=True)


def _discard(*paths: Path) -> None:
    """Take away what was begun; on a medium that is gone it stays behind as a part or without a manifest."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
            remove_companions(path)
