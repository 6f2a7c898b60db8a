"""Backup and restore (SAFETY.md D9): an online copy, flushed, reopened, verified; its signed manifest last.

Nobody may say "done" before :func:`make` has returned. A backup without its manifest does not exist.
"""

import hashlib
import hmac
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from models.base.errors import Environment, Refused
from models.base.ports import Progress, Silent
from models.store.engine import FILE_NAME, FileKey, connect, translated
from models.store.files import (
    PART_SUFFIX,
    file_trouble,
    publish,
    remove_companions,
    remove_with_companions,
    sync_file,
    write_whole,
)
from models.store.keys import Slots, read_slots, signing_key, write_slots

MANIFEST_SUFFIX = ".manifest.json"
FORMAT = 1
_CHUNK = 1 << 20
_STALE_SECONDS = 3600
"""A part older than this was left by a crash or a pulled stick; a younger one may still be growing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself. ``counts`` are rows by table, ``head`` the journal's last hash."""

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

    The shop may be open and selling. Steps reported to ``progress``: copied, flushed, verified, signed (of 4).
    Raises Environment("store.full" | "store.io" | "store.read_only"), Refused("backup.unverified").
    """
    progress = progress or Silent()
    made_at = datetime.now(UTC)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise file_trouble(error, target) from error
    name = f"linli-{made_at:%Y%m%dT%H%M%S}{made_at.microsecond // 1000:03d}Z.db"
    part, final, path = (target / (name + end) for end in (PART_SUFFIX, "", MANIFEST_SUFFIX))
    progress.step(0, 4)
    try:
        _sweep(target)
        copy(folder / FILE_NAME, key, part)
        progress.step(1, 4)
        sync_file(part)
        publish(part, final)
        progress.step(2, 4)
        facts = _facts(final, key)
        digest, size = _digest(final)
        progress.step(3, 4)
        manifest = Manifest(
            format=FORMAT,
            made_at=made_at,
            file=name,
            size=size,
            sha256=digest,
            slots=read_slots(folder),
            **facts,
        )
        write_whole(path, _seal(manifest, key))
    except OSError as error:
        _discard(path, part, final)
        raise file_trouble(error, target) from error
    except BaseException:
        _discard(path, part, final)
        raise
    progress.step(4, 4)
    return path


def copy(source: Path, key: FileKey, target: Path) -> None:
    """Copy an open, encrypted file online into a new file under the same key."""
    with translated():
        connection = connect(source, key)
        try:
            connection.execute("VACUUM INTO ?", (str(target),))
        finally:
            connection.close()


def read_manifest(path: Path) -> tuple[Manifest, Sealed]:
    """Read a manifest without trusting it; Refused("backup.missing" | "backup.manifest_damaged")."""
    try:
        sealed = msgspec.json.decode(path.read_bytes(), type=Sealed)
        manifest = msgspec.json.decode(sealed.manifest, type=Manifest)
    except FileNotFoundError:
        raise Refused("backup.missing", name=path.name) from None
    except OSError as error:
        raise file_trouble(error, path) from error
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Refused("backup.manifest_damaged", name=path.name) from None
    if manifest.format > FORMAT:
        raise Refused("backup.newer", name=path.name)
    if Path(manifest.file).name != manifest.file or not manifest.file:
        raise Refused("backup.manifest_damaged", name=path.name)
    return manifest, sealed


def verify(path: Path, key: FileKey) -> Backup:
    """Prove a backup: signature, digest, seals of all pages, structure, row counts, journal head.

    ``path`` is the manifest's. Raises Refused("backup.unverified", what=…) naming the first thing that fails.
    """
    manifest, sealed = read_manifest(path)
    if not hmac.compare_digest(sealed.signature, _signature(bytes(sealed.manifest), key)):
        raise Refused("backup.unverified", what="signature", name=path.name)
    file = path.with_name(manifest.file)
    if not file.exists():
        raise Refused("backup.missing", name=manifest.file)
    if _digest(file) != (manifest.sha256, manifest.size):
        raise Refused("backup.unverified", what="digest", name=manifest.file)
    facts = _facts(file, key)
    for name, value in facts.items():
        if getattr(manifest, name) != value:
            raise Refused("backup.unverified", what=name, name=manifest.file)
    return Backup(path, manifest)


def restore(path: Path, key: FileKey, folder: Path, *, incarnation: str) -> Manifest:
    """Lay a verified backup into an empty or absent ``folder`` as its shop's file and slots.

    The desk has its new ``incarnation`` (D6) before the file has its name: a power cut in between must not
    leave a shop that goes on as the old one.
    Raises Refused("restore.not_empty"), and as :func:`verify`.
    """
    proven = verify(path, key)
    if (folder / FILE_NAME).exists() or _others_slots(folder, proven.manifest.shop_id):
        raise Refused("restore.not_empty", name=folder.name)
    source = path.with_name(proven.manifest.file)
    part = folder / (FILE_NAME + PART_SUFFIX)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_with_companions(part)
        with source.open("rb") as reader, part.open("wb") as writer:
            while chunk := reader.read(_CHUNK):
                writer.write(chunk)
        if _digest(part)[0] != proven.manifest.sha256:
            raise Refused("backup.unverified", what="digest", name=proven.manifest.file)
        _take_incarnation(part, key, incarnation)
        sync_file(part)
        write_slots(folder, proven.manifest.slots)
        remove_companions(folder / FILE_NAME)
        publish(part, folder / FILE_NAME)
    except OSError as error:
        remove_with_companions(part)
        raise file_trouble(error, folder) from error
    except BaseException:
        remove_with_companions(part)
        raise
    return proven.manifest


def _others_slots(folder: Path, shop_id: str) -> bool:
    """Whether another shop's key slots lie here: to write over them would lock that shop for good."""
    try:
        return read_slots(folder).shop_id != shop_id
    except Refused:
        return False


def _take_incarnation(part: Path, key: FileKey, incarnation: str) -> None:
    with translated():
        connection = connect(part, key)
        try:
            connection.execute("UPDATE desk SET incarnation=?", (incarnation,))
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
    remove_companions(part)


def find(target: Path) -> list[Path]:
    """The manifests in a folder, newest first."""
    return sorted(target.glob("linli-*" + MANIFEST_SUFFIX), reverse=True)


def _facts(path: Path, key: FileKey) -> dict[str, Any]:
    """Open a copy, check every page, and read what the manifest says of it."""
    try:
        with translated():
            connection = connect(path, key, read_only=True)
            try:
                if connection.execute("PRAGMA cipher_integrity_check").fetchall():
                    raise Refused("backup.unverified", what="seal", name=path.name)
                if connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                    raise Refused("backup.unverified", what="structure", name=path.name)
                return _read_facts(connection)
            finally:
                connection.close()
    except Environment as error:
        if error.code == "store.damaged":
            raise Refused("backup.unverified", what="structure", name=path.name) from error
        raise


def _read_facts(connection: Any) -> dict[str, Any]:
    tables = [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite%'"
            " AND name NOT LIKE 'find\\_%' ESCAPE '\\' ORDER BY name"
        )
    ]
    counts = {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables
    }
    shop = connection.execute("SELECT id, name FROM shop").fetchone()
    desk = connection.execute("SELECT node, incarnation FROM desk").fetchone()
    head = connection.execute(
        "SELECT position, hash FROM operation ORDER BY position DESC LIMIT 1"
    ).fetchone()
    return {
        "shop_id": shop[0],
        "shop_name": shop[1],
        "revision": connection.execute("SELECT version_num FROM alembic_version").fetchone()[0],
        "application_id": connection.execute("PRAGMA application_id").fetchone()[0],
        "node": desk[0],
        "incarnation": desk[1],
        "position": head[0] if head else 0,
        "head": head[1].hex() if head else "",
        "counts": counts,
    }


def _seal(manifest: Manifest, key: FileKey) -> bytes:
    body = msgspec.json.encode(manifest, order="sorted")
    return msgspec.json.encode(Sealed(msgspec.Raw(body), _signature(body, key)))


def _signature(body: bytes, key: FileKey) -> str:
    return hmac.new(signing_key(key), body, hashlib.sha256).hexdigest()


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


def _sweep(target: Path) -> None:
    """Take away what crashes left half done, so that a stick does not fill up with it."""
    for part in target.glob(f"linli-*{PART_SUFFIX}"):
        if time.time() - part.stat().st_mtime > _STALE_SECONDS:
            part.unlink(missing_ok=True)


def _discard(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
