"""The attachments of a backup: copied once by name beside the backups, listed in each, proved like its copy.

Same content is the same encrypted file (models/store/attachments.py), so generations share them: the second
backup copies what is new, and a file copied again heals every generation that names it. A backup's list is a
file of its own, encrypted because it holds plain hashes of the content; its own hash stands in the signed
manifest. Nothing here says that a backup is done.
"""

import contextlib
import hashlib
import os
import random
import shutil
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from models.base.errors import Environment, Refused
from models.base.ports import Progress, Silent
from models.store import sealing
from models.store.attachments import Vault, alive, sealed_size
from models.store.engine import FileKey, connect, translated
from models.store.files import PART_SUFFIX, file_trouble, forget, sync_folder, write_whole
from models.store.keys import SLOTS_NAME

LIST_SUFFIX = ".files"
_LIST_MOST = 256 << 20
_LOOKED_AT = 64
"""Files at the place of which each backup reads the first piece: some 16 MB, a second or two on a slow stick."""
_FRESH_SECONDS = 86_400
"""What nobody names and is younger may belong to another desk's backup that is under way."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a backup's list says: content's SHA-256 to size; ``lacking`` had no sound bytes in the shop itself."""

    files: dict[str, int]
    lacking: int = 0

    def __bool__(self) -> bool:
        return bool(self.files or self.lacking)


def folder_name(shop_id: str) -> str:
    """The folder of a shop's attachments at a backup place: a stick may serve two shops."""
    return f"linli-{shop_id}.attachments"


def at_place(place: Path, shop_id: str, key: FileKey) -> Vault:
    """A shop's attachments at a backup place."""
    return Vault(place, key, name=folder_name(shop_id))


def wanted(path: Path, key: FileKey) -> dict[str, int]:
    """Content's SHA-256 to size of every file that the rows of a shop's file or of a copy of it name."""
    with translated():
        connection = connect(path, key, read_only=True)
        try:
            return alive(connection)
        finally:
            connection.close()


def carry(
    source: Vault,
    target: Vault,
    needed: dict[str, int],
    *,
    progress: Progress | None = None,
    link: bool = False,
) -> Carried:
    """Copy what is not at the place yet, flushed and read back from the medium; progress counts bytes.

    What was there already was proved when it came; its length is looked at, and of some the first piece is read,
    others each time: what fails is copied again. With ``link`` files are linked where the disk can: for a copy on
    the shop's own disk. Where it does not come to its end, whole files stay: another backup may name them already,
    the next one needs them, and :func:`prune` takes what nobody names after a day.
    Raises Environment("backup.full", needed=MB, free=MB), Environment("store.…"), Refused("backup.unverified"),
    Cancelled.
    """
    progress = progress or Silent()
    missing = [digest for digest, size in needed.items() if not target.holds(digest, size)]
    missing += _gone_bad(target, needed, set(missing))
    total = sum(sealed_size(needed[digest]) for digest in missing)
    if missing and not link:
        _check_room(target.folder.parent, total)
    made: list[str] = []
    lacking: list[str] = []
    done = 0
    for digest in missing:
        size = needed[digest]
        if _copy(source, target, digest, size, _Bytes(progress, done, total), link=link):
            made.append(digest)
        else:
            lacking.append(digest)
        done += sealed_size(size)
    for digest in made:
        _read_back(target, digest, needed[digest])
    kept = {digest: size for digest, size in sorted(needed.items()) if digest not in set(lacking)}
    return Carried(kept, len(lacking))


def look_again(target: Vault, carried: Carried) -> None:
    """Whether all that a backup names still lies there, right before it says so: another desk prunes there too.

    Raises Refused("backup.unverified", what="attachments"), Environment("backup.gone").
    """
    for digest, size in carried.files.items():
        if not target.holds(digest, size):
            _still_there(target)
            raise _unproven(target.path(digest))


def _gone_bad(target: Vault, needed: dict[str, int], missing: set[str]) -> list[str]:
    """Of what lies at the place already: those of a handful, drawn anew each time, whose first piece is bad."""
    lying = [digest for digest in needed if digest not in missing]
    drawn = random.sample(lying, min(_LOOKED_AT, len(lying)))
    return [digest for digest in drawn if not _begins_well(target, digest, needed[digest])]


def _begins_well(vault: Vault, digest: str, size: int) -> bool:
    try:
        with contextlib.suppress(OSError):
            forget(vault.path(digest))
        next(vault.pieces(digest, size))
    except Refused:
        _still_there(vault)
        return False
    return True


def write_list(path: Path, carried: Carried, key: FileKey) -> str:
    """Write a backup's list and return the SHA-256 of its bytes. Raises Environment("store.…")."""
    nonce, sealed = sealing.seal(_list_key(key), msgspec.json.encode(carried), path.name.encode())
    write_whole(path, nonce + sealed)
    return hashlib.sha256(nonce + sealed).hexdigest()


def read_list(path: Path, sha256: str, key: FileKey) -> Carried:
    """A backup's list. Raises Refused("backup.unverified", what="attachments") where it is not what was signed."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode) or path.stat().st_size > _LIST_MOST:
            raise _unproven(path)
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise _unproven(path)
        plain = sealing.unseal(_list_key(key), content[:12], content[12:], path.name.encode())
        return msgspec.json.decode(plain or b"", type=Carried)
    except (FileNotFoundError, ValueError):
        raise _unproven(path) from None
    except OSError as error:
        raise file_trouble(error, path) from error


def _list_key(key: FileKey) -> bytes:
    return sealing.expand(key.raw, b"linli-desk", b"attachments of a backup")


def prove(vault: Vault, carried: Carried, *, progress: Progress | None = None) -> None:
    """Read every file of a backup from the medium and prove it; progress counts bytes.

    Raises Refused("backup.unverified", what="attachments") after the last where one is missing or rotten; those
    were put out of the way, so that the next backup copies them again and does not take them for good ones.
    """
    progress = progress or Silent()
    done, total, bad = 0, sum(carried.files.values()), None
    for digest, size in carried.files.items():
        try:
            _read_back(vault, digest, size)
        except Refused as refused:
            bad = bad or refused
        done += size
        progress.step(done, total)
    if bad is not None:
        raise bad


def bring(
    source: Vault, target: Vault, carried: Carried, *, progress: Progress | None = None
) -> list[str]:
    """Copy a backup's files into a shop, each proved on its way; returns the digests of those that were not sound.

    One rotten picture must not keep a shop from coming back. Progress counts bytes. Raises Environment("store.…").
    """
    progress = progress or Silent()
    _check_room(
        target.folder.parent, sum(map(sealed_size, carried.files.values())), code="store.full"
    )
    lost: list[str] = []
    done, total = 0, sum(map(sealed_size, carried.files.values()))
    for digest, size in carried.files.items():
        if not _copy(source, target, digest, size, _Bytes(progress, done, total), link=False):
            lost.append(digest)
        done += sealed_size(size)
    return lost


def distrust(vault: Vault, digests: Iterable[str]) -> None:
    """Put rotten files out of the way of the next backup, which then copies them again."""
    for digest in digests:
        _put_aside(vault.path(digest))


def prune(vault: Vault, named: Iterable[str]) -> int:
    """Take away what no list names any more, and parts that a pulled stick left; returns how many went."""
    names = {vault.name(digest) for digest in named}
    gone = 0
    for path in vault.lying():
        if path.name in names or not _is_old(path):
            continue
        with contextlib.suppress(OSError):  # what a stick does not let go now goes the next time
            path.unlink()
            gone += 1
    return gone


def _copy(
    source: Vault, target: Vault, digest: str, size: int, progress: "_Bytes", *, link: bool
) -> bool:
    """Copy one file; False where the source has no sound one."""
    try:
        if link:
            source.verify(digest, size)
            if _linked(source, target, digest):
                return True
        target.put(target.name(digest), progress.told(source.sealed(digest, size)))
    except Refused:
        _still_there(source)
        return False
    return True


def _still_there(vault: Vault) -> None:
    """A stick that was pulled holds no file, and that says nothing of any; its empty folder may still stand there.

    A byte of some other file of ours is read from the medium. Never one of shop.db: closing it would take SQLite's
    locks away.
    """
    place = vault.folder.parent
    with contextlib.suppress(OSError):
        for path in (place / SLOTS_NAME, *sorted(place.glob("linli-*"))):
            with contextlib.suppress(OSError):
                if stat.S_ISREG(path.stat().st_mode):
                    forget(path)
                    with path.open("rb") as file:
                        if file.read(1):
                            return
    raise Environment("backup.gone", name=place.name)


def _linked(source: Vault, target: Vault, digest: str) -> bool:
    path = target.path(digest)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        os.link(source.path(digest), path, follow_symlinks=False)
        sync_folder(path.parent)
    except (OSError, NotImplementedError):
        return False
    return True


def _read_back(vault: Vault, digest: str, size: int) -> None:
    path = vault.path(digest)
    try:
        with contextlib.suppress(OSError):
            forget(path)
        vault.verify(digest, size)
    except Refused:
        _still_there(vault)
        _put_aside(path)
        raise _unproven(path) from None


def _put_aside(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.replace(path.with_name(path.name + ".bad" + PART_SUFFIX))


def _unproven(path: Path) -> Refused:
    return Refused("backup.unverified", what="attachments", name=path.name)


def _check_room(folder: Path, total: int, *, code: str = "backup.full") -> None:
    free = shutil.disk_usage(folder).free
    if free < total:
        if code == "backup.full":
            raise Environment(code, name=folder.name, needed=_mega(total), free=_mega(free))
        raise Environment(code, name=folder.name)


def _mega(count: int) -> int:
    return -(-count // 1_000_000)


def _is_old(path: Path) -> bool:
    try:
        return abs(time.time() - os.lstat(path).st_mtime) > _FRESH_SECONDS
    except OSError:
        return False


class _Bytes:
    """Tells the bytes of one file as part of all."""

    def __init__(self, progress: Progress, before: int, total: int) -> None:
        self._progress, self._done, self._total = progress, before, total

    def told(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The same pieces, each told as it passes."""
        for piece in pieces:
            self._done += len(piece)
            self._progress.step(min(self._done, self._total), self._total)
            yield piece
