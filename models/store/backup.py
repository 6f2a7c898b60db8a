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

from models.base.errors import Environment, Refused
from models.base.ports import Progress, Silent
from models.store import backup_files, register
from models.store.attachments import Vault
from models.store.backup_copy import COPIED, copy
from models.store.backup_facts import proven
from models.store.backup_files import Carried
from models.store.engine import FILE_NAME, FileKey
from models.store.files import (
    PART_SUFFIX,
    file_trouble,
    forget,
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
_FLUSHED, _READ = 60, 80
"""Per cent of a backup at which each part of it is over."""


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
    files: int = 0
    """How many photos and files it carries; which ones says the list whose hash is ``files_sha256``."""
    files_size: int = 0
    files_sha256: str = ""
    """Empty where there are none, as in a backup from before there could be."""
    files_lacking: int = 0
    """Photos and files without sound bytes in the shop itself: no backup can carry them."""


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


def make(
    folder: Path,
    key: FileKey,
    target: Path,
    *,
    progress: Progress | None = None,
    link: bool = False,
) -> Path:
    """Back up the shop in ``folder`` into the folder ``target`` and return the manifest's path.

    The shop may be open and selling. Progress counts per cent; Cancelled leaves no backup behind, and no
    half file; photos that came whole stay for the next one. With ``link`` photos and files are linked where the
    disk can: for a backup beside the shop, before an upgrade.
    Raises Environment("backup.full" | "backup.gone" | "backup.read_only" | "store.…"),
    Refused("backup.unverified").
    """
    progress = progress or Silent()
    made_at = datetime.now(UTC)
    name = f"linli-{made_at:%Y%m%dT%H%M%S}{made_at.microsecond // 1000:03d}Z.db"
    part, final, listed, path = (
        target / (name + end)
        for end in (PART_SUFFIX, "", backup_files.LIST_SUFFIX, MANIFEST_SUFFIX)
    )
    progress.step(0, _STEPS)
    try:
        target.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        copy(folder / FILE_NAME, key, part, progress=progress)
        progress.step(COPIED, _STEPS)
        sync_file(part)
        publish(part, final)
        progress.step(_FLUSHED, _STEPS)
        forget(final)
        digest, size = _digest(final, progress)
        found = proven(final, key)
        carried = _carry(folder, key, final, found["shop_id"], progress, link=link)
        manifest = Manifest(
            format=FORMAT,
            made_at=made_at,
            file=name,
            size=size,
            sha256=digest,
            slots=read_slots(folder),
            files=len(carried.files),
            files_size=sum(carried.files.values()),
            files_sha256=backup_files.write_list(listed, carried, key) if carried else "",
            files_lacking=carried.lacking,
            **found,
        )
        progress.step(_STEPS - 1, _STEPS)
        erased = register.kept(register.beside(folder), key)
        register.keep(register.at_place(target, manifest.shop_id), key, erased)
        backup_files.look_again(backup_files.at_place(target, manifest.shop_id, key), carried)
        _write_manifest(path, _seal(manifest, key))
    except (OSError, Environment) as error:
        _discard(path, listed, part, final)
        raise at_place(error, target) from error
    except BaseException:
        _discard(path, listed, part, final)
        raise
    progress.step(_STEPS, _STEPS)
    return path


def _carry(
    folder: Path, key: FileKey, final: Path, shop_id: str, progress: Progress, *, link: bool
) -> Carried:
    """Bring the photos and files to the place that the copy's rows name: the copy's, not the shop's of now."""
    needed = backup_files.wanted(final, key)
    return backup_files.carry(
        Vault(folder, key),
        backup_files.at_place(final.parent, shop_id, key),
        needed,
        progress=Part(progress, _READ, _STEPS - 1),
        link=link,
    )


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


def verify(
    path: Path, key: FileKey, *, progress: Progress | None = None, files: bool = True
) -> Backup:
    """Prove a backup: signature, digest, seals of all pages, structure, schema, row counts, sums, journal head,
    and every photo and file it carries; without ``files`` their list only.

    ``path`` is the manifest's. Every byte is read again from the medium. Raises Refused("backup.missing") and
    Refused("backup.unverified", what=…) naming the first thing that fails.
    """
    progress = progress or Silent()
    manifest, sealed = read_manifest(path)
    if not signed_by(sealed, key):
        raise Refused("backup.unverified", what="signature", name=path.name)
    file = path.with_name(manifest.file)
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise Refused("backup.missing", name=manifest.file)
        forget(file)
        found = _digest(file, progress, begin=0)
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
    carried = listed(path, manifest, key)
    if carried is not None:
        _prove_files(path, manifest, carried, key, Part(progress, _READ, _STEPS), files=files)
    return Backup(path, manifest)


def listed(path: Path, manifest: Manifest, key: FileKey) -> Carried | None:
    """What photos and files a backup carries; None where it has no list, because there are none.

    Raises Refused("backup.unverified", what="attachments").
    """
    if not manifest.files_sha256:
        return None
    file = path.with_name(manifest.file + backup_files.LIST_SUFFIX)
    return backup_files.read_list(file, manifest.files_sha256, key)


def _prove_files(
    path: Path,
    manifest: Manifest,
    carried: Carried,
    key: FileKey,
    progress: Progress,
    *,
    files: bool,
) -> None:
    """The list has to be what the copy's rows name; then every file on it is read."""
    needed = backup_files.wanted(path.with_name(manifest.file), key)
    known = {digest: size for digest, size in needed.items() if digest in carried.files}
    if known != carried.files or len(needed) - len(known) != carried.lacking:
        raise Refused("backup.unverified", what="attachments", name=manifest.file)
    if files:
        vault = backup_files.at_place(path.parent, manifest.shop_id, key)
        try:
            backup_files.prove(vault, carried, progress=progress)
        except Environment as error:
            raise at_place(error, path.parent) from error


class Part:
    """A stretch of a longer way."""

    def __init__(self, whole: Progress, begin: int, end: int) -> None:
        self._whole, self._begin, self._end = whole, begin, end

    def step(self, done: int, total: int) -> None:
        """Tell in per cent of the whole."""
        room = self._end - self._begin
        self._whole.step(self._begin + room * done // max(total, 1), _STEPS)


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
