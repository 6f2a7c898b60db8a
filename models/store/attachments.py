"""The files of a shop, each encrypted under a name made from its content, in a folder beside the database.

The name is an HMAC of the content's SHA-256 under a key of the shop: a plain hash would tell whoever finds the
folder that a known picture is in it. The key of a file is made from the shop's key and the same hash, so the
same content is always the same encrypted file: it is stored once, a backup copies it once, and any sound copy
heals a rotten one. Two files of different content share no key, so counted nonces are safe.

Layout: 12 bytes of head (mark, length of the content), then pieces of 256 KiB, each sealed by
ChaCha20-Poly1305 under a nonce that counts them and marks the last one: cut, swapped or added pieces fail.
A file has its name before a row names it, and loses it after no row does: never the other way round.
"""

import contextlib
import errno
import hashlib
import hmac
import os
import re
import secrets
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from models.base.errors import Environment, Refused
from models.base.ports import Progress, Silent
from models.rules.attachments import HEAD, SIZE_MOST
from models.store import sealing
from models.store.aside import ATTACHMENTS
from models.store.engine import FileKey
from models.store.files import PART_SUFFIX, file_trouble, publish, sync_folder

if TYPE_CHECKING:
    from sqlalchemy import Connection

FOLDER = ATTACHMENTS
_MARK = b"LLA1"
_PIECE = 1 << 18
_TAG = 16
_HEAD = len(_MARK) + 8
_STALE_SECONDS = 86_400
"""A file that no row names and that is younger may be waiting for its row; a part, for its end."""
_UNREADABLE = (errno.EIO, errno.ENOTDIR, errno.ELOOP, errno.EACCES)
"""What one scratched place of a disk says of one file: that file is damaged, the others are not."""
_ROOM = re.compile(r"[0-9a-f]{2}")
_OURS = re.compile(r"[0-9a-f]{64}(\.([0-9a-f]{8}|bad)\.part)?")
_SURROGATE = 0x20000000
"""The bit in a Windows reparse tag of what stands for another place: links and junctions."""
_LINK = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Blob:
    """What was stored: SHA-256 of the content (hexadecimal), its bytes, and the first of them."""

    digest: str
    size: int
    head: bytes


def sealed_size(size: int) -> int:
    """How long the encrypted file of ``size`` bytes is."""
    return _HEAD + size + _TAG * max(1, -(-size // _PIECE))


class Vault:
    """The files of the shop in ``folder``. Any thread; nothing is kept open."""

    def __init__(self, folder: Path, key: FileKey, *, name: str = FOLDER) -> None:
        self.folder = folder / name
        self._key = key

    def __repr__(self) -> str:
        return "Vault(…)"

    # Made when first needed: a shop without photos never loads the cipher for them.

    @cached_property
    def _names(self) -> bytes:
        return sealing.expand(self._key.raw, b"linli-desk", b"attachment names")

    @cached_property
    def _content(self) -> bytes:
        return sealing.expand(self._key.raw, b"linli-desk", b"attachments")

    def name(self, digest: str) -> str:
        """The file's name, 64 hexadecimal characters. Raises ValueError where ``digest`` is no SHA-256."""
        raw = bytes.fromhex(digest)
        if len(raw) != 32:
            raise ValueError("no SHA-256")
        return hmac.digest(self._names, raw, "sha256").hex()

    def path(self, digest: str) -> Path:
        """Where the file lies: 256 folders, because a FAT folder takes some ten thousand long names."""
        return self.beneath(self.name(digest))

    def beneath(self, name: str) -> Path:
        """The same of a name."""
        return self.folder / name[:2] / name

    def holds(self, digest: str, size: int) -> bool:
        """Whether the file is there, a file, and of the right length. Reads none of it."""
        try:
            found = os.lstat(self.path(digest))
        except (OSError, ValueError):
            return False
        return stat.S_ISREG(found.st_mode) and found.st_size == sealed_size(size)

    def keep(
        self, source: Path, *, most: int = SIZE_MOST, progress: Progress | None = None
    ) -> Blob:
        """Read a file twice, once for its hash and once to encrypt it; return when it is on the disk whole.

        What is there already and sound is not written again. Raises Refused("attachment.unreadable" |
        "attachment.empty" | "attachment.too_big" | "attachment.changed"), Environment("store.…"), Cancelled.
        """
        progress = progress or Silent()
        blob = _read_through(source, most, progress)
        try:
            self.verify(blob.digest, blob.size)
        except (Refused, Environment):  # absent or rotten: the sound content is here to be written
            self._write(source, blob, progress)
        progress.step(2 * blob.size, 2 * blob.size)
        return blob

    def keep_bytes(self, content: bytes, *, most: int = SIZE_MOST) -> Blob:
        """The same of bytes in memory, as a pasted picture is."""
        _check_size(len(content), most)
        digest = hashlib.sha256(content).hexdigest()
        blob = Blob(digest, len(content), content[:HEAD])
        try:
            self.verify(digest, blob.size)
        except (Refused, Environment):
            pieces = (content[at : at + _PIECE] for at in range(0, len(content), _PIECE))
            self._put(blob, self._sealed(blob, pieces))
        return blob

    def pieces(self, digest: str, size: int) -> Iterator[bytes]:
        """The content piece by piece, each proved before it is handed out.

        Raises Refused("attachment.missing" | "attachment.damaged"), Environment("store.io").
        """
        for piece, _ in self._opened(digest, size):
            yield piece

    def sealed(self, digest: str, size: int) -> Iterator[bytes]:
        """The encrypted file piece by piece, each proved first: for a copy. As :meth:`pieces`."""
        yield _head(size)
        for _, sealed in self._opened(digest, size):
            yield sealed

    def read(self, digest: str, size: int) -> bytes:
        """The whole content. Raises as :meth:`pieces`."""
        return b"".join(self.pieces(digest, size))

    def verify(self, digest: str, size: int) -> None:
        """Prove a file by reading all of it. Raises as :meth:`pieces`."""
        for _ in self.pieces(digest, size):
            pass

    def drop(self, names: Iterable[str]) -> None:
        """Take files away by name; what is not there is gone already.

        One that cannot go holds up none of the others. At the end raises Environment("store.…") for it.
        """
        touched, trouble = set(), None
        for name in names:
            path = self.beneath(name)
            try:
                path.unlink()
                touched.add(path.parent)
            except FileNotFoundError:
                continue
            except OSError as error:
                trouble = trouble or file_trouble(error, path)
        for folder in touched:
            with contextlib.suppress(OSError):
                sync_folder(folder)
        if trouble is not None:
            raise trouble

    def lying(self, *, stale: bool = False) -> Iterator[Path]:
        """Every file that we named, parts too; ``stale`` only those older than a day.

        What somebody else put between them, and what lies behind a link, is not ours to sweep.
        """
        for room in _rooms(self.folder):
            with contextlib.suppress(OSError):
                for path in sorted(room.iterdir()):
                    if _is_ours(path) and (not stale or _is_stale(path)):
                        yield path

    def _write(self, source: Path, blob: Blob, progress: Progress) -> None:
        again = hashlib.sha256()

        def chunks() -> Iterator[bytes]:
            done = 0
            with _given(source) as file:
                while chunk := file.read(_PIECE):
                    again.update(chunk)
                    done += len(chunk)
                    if done > blob.size:
                        break
                    progress.step(blob.size + done, 2 * blob.size)
                    yield chunk
            if done != blob.size or again.hexdigest() != blob.digest:
                raise Refused("attachment.changed", field="file", name=source.name)

        self._put(blob, self._sealed(blob, chunks()))

    def _sealed(self, blob: Blob, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The encrypted file of these pieces, which have to be whole ones but for the last."""
        cipher, head = self._cipher(blob.digest), _head(blob.size)
        count = max(1, -(-blob.size // _PIECE))
        yield head
        for place, piece in enumerate(pieces):
            yield cipher.encrypt(_nonce(place, last=place == count - 1), piece, head)

    def _put(self, blob: Blob, content: Iterable[bytes]) -> None:
        self.put(self.name(blob.digest), content)

    def put(self, name: str, content: Iterable[bytes]) -> None:
        """Write an encrypted file under its name: part, flush, rename, flush of the folder.

        Raises Environment("store.full" | "store.read_only" | "store.io" | "attachment.foreign").
        """
        path = self.beneath(name)
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART_SUFFIX}")
        try:
            self._make_room(path.parent)
            with open(part, "xb", opener=_private) as file:
                for piece in content:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            publish(part, path)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise file_trouble(error, path) from error
        except BaseException:
            part.unlink(missing_ok=True)
            raise

    def _make_room(self, room: Path) -> None:
        """Make the folders; one that was put in their place as a link leads out of the shop and is refused."""
        if _is_real(room, stat.S_ISREG):  # what a broken file system leaves of a folder
            room.replace(room.with_name(f"{room.name}.bad{PART_SUFFIX}"))
        for folder in (self.folder, room):
            with contextlib.suppress(FileExistsError):
                folder.mkdir(mode=0o700)
                sync_folder(folder.parent)
            found = os.lstat(folder)
            if not stat.S_ISDIR(found.st_mode) or _leads_away(found):
                raise Environment("attachment.foreign", name=folder.name)

    def _opened(self, digest: str, size: int) -> Iterator[tuple[bytes, bytes]]:
        """Each piece, plain and sealed, with the whole's hash proved before the last one is handed out."""
        path = self.path(digest)
        cipher, head, whole = self._cipher(digest), _head(size), hashlib.sha256()
        count, left = max(1, -(-size // _PIECE)), size
        try:
            with _own(path, sealed_size(size)) as file:
                if file.read(_HEAD) != head:
                    raise Refused("attachment.damaged", name=path.name)
                for place in range(count):
                    sealed = file.read(min(left, _PIECE) + _TAG)
                    plain = _unsealed(cipher, _nonce(place, last=place == count - 1), sealed, head)
                    if plain is None:
                        raise Refused("attachment.damaged", name=path.name)
                    whole.update(plain)
                    left -= len(plain)
                    if place == count - 1 and whole.hexdigest() != digest:
                        raise Refused("attachment.damaged", name=path.name)
                    yield plain, sealed
        except FileNotFoundError:
            raise Refused("attachment.missing", name=path.name) from None
        except OSError as error:
            if error.errno in _UNREADABLE:
                raise Refused("attachment.damaged", name=path.name) from error
            raise file_trouble(error, path) from error

    def _cipher(self, digest: str) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        return ChaCha20Poly1305(
            sealing.expand(self._content, bytes.fromhex(digest), b"linli attachment")
        )


def alive(connection: Any) -> dict[str, int]:
    """Digest to size of every file that a row names; nothing in a file from before there were attachments.

    Takes SQLAlchemy's connection or the driver's own.
    """
    run = getattr(connection, "exec_driver_sql", None) or connection.execute
    known = run("SELECT 1 FROM sqlite_master WHERE type='table' AND name='attachment'").fetchone()
    if known is None:
        return {}
    rows = run("SELECT DISTINCT digest, size FROM attachment WHERE digest<>''")
    return {row[0]: row[1] for row in rows}


def forget(connection: "Connection", vault: Vault, digests: Iterable[str]) -> None:
    """Take away the files of these digests that no row names any more; the caller holds the write lock.

    A row that is added meanwhile waits for the lock and then finds that its file is gone.
    """
    needed = alive(connection)
    vault.drop(sorted(vault.name(digest) for digest in digests if digest not in needed))


def orphans(needed: Iterable[str], vault: Vault) -> list[Path]:
    """What lies there for longer than a day and belongs to nothing: files without a row, and parts."""
    stale = list(vault.lying(stale=True))
    names = {vault.name(digest) for digest in needed} if stale else set()
    return [path for path in stale if path.name not in names]


def _read_through(source: Path, most: int, progress: Progress) -> Blob:
    """The hash of a whole file; it may grow while it is read, so its length is counted and not believed."""
    digest, size, head = hashlib.sha256(), 0, b""
    try:
        with _given(source) as file:
            said = os.fstat(file.fileno()).st_size
            _check_size(said, most)
            while chunk := file.read(_PIECE):
                head = head or chunk[:HEAD]
                size += len(chunk)
                _check_size(size, most)
                digest.update(chunk)
                progress.step(min(size, said), 2 * said)
    except OSError:
        raise Refused("attachment.unreadable", field="file", name=source.name) from None
    return Blob(digest.hexdigest(), size, head)


def _check_size(size: int, most: int) -> None:
    if size == 0:
        raise Refused("attachment.empty", field="file")
    if size > most:
        raise Refused(
            "attachment.too_big", field="file", has=-(-size // 1_000_000), most=most // 1_000_000
        )


@contextlib.contextmanager
def _given(path: Path) -> Iterator[BinaryIO]:
    """Somebody's file, opened for reading; a pipe or a device is none: it would keep us waiting for ever."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Refused("attachment.unreadable", field="file", name=path.name)
        with path.open("rb") as file:
            yield file
    except (OSError, ValueError):
        raise Refused("attachment.unreadable", field="file", name=path.name) from None


@contextlib.contextmanager
def _own(path: Path, size: int) -> Iterator[BinaryIO]:
    """A file of ours, opened without following a link; Refused("attachment.damaged") where it is none."""
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise Refused("attachment.damaged", name=path.name)
    with open(os.open(path, os.O_RDONLY | _LINK | _BINARY), "rb") as file:
        if os.fstat(file.fileno()).st_size != size:
            raise Refused("attachment.damaged", name=path.name)
        yield file


def _head(size: int) -> bytes:
    return _MARK + size.to_bytes(8)


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(11) + bytes([last])


def _unsealed(cipher: Any, nonce: bytes, sealed: bytes, head: bytes) -> bytes | None:
    from cryptography.exceptions import InvalidTag

    try:
        return bytes(cipher.decrypt(nonce, sealed, head))
    except InvalidTag:
        return None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | _LINK | _BINARY, 0o600)


def _rooms(folder: Path) -> list[Path]:
    """The folders that we made in ``folder``; none where it is not there or cannot be read."""
    try:
        if not _is_real(folder, stat.S_ISDIR):
            return []
        found = [path for path in folder.iterdir() if _ROOM.fullmatch(path.name)]
    except OSError:
        return []
    return sorted(path for path in found if _is_real(path, stat.S_ISDIR))


def _is_ours(path: Path) -> bool:
    return _OURS.fullmatch(path.name) is not None and _is_real(path, stat.S_ISREG)


def _is_real(path: Path, kind: Callable[[int], bool]) -> bool:
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return kind(found.st_mode) and not _leads_away(found)


def _leads_away(found: os.stat_result) -> bool:
    """A link, or on Windows a junction, which otherwise passes for a folder."""
    tag: int = getattr(found, "st_reparse_tag", 0)
    return stat.S_ISLNK(found.st_mode) or bool(tag & _SURROGATE)


def _is_stale(path: Path) -> bool:
    try:
        return abs(time.time() - os.lstat(path).st_mtime) > _STALE_SECONDS
    except OSError:
        return False
