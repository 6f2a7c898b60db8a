"""What really lies on the disk: files as bytes, and every page of an encrypted file and of its log, decrypted.

A page that SQLite no longer uses is read as well: what was deleted must not lie there either.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from models.store.engine import FileKey

PAGE, RESERVED, IV, SALT = 4096, 80, 16, 16
LOG_HEAD, FRAME_HEAD = 32, 24
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
SHORTEST = 6
"""Bytes of a spelling worth looking for: four bytes stand in ten megabytes of cipher by chance once in 400 looks,
six once in 25 million."""


def spelled(words: Iterable[str]) -> list[tuple[str, bytes]]:
    """Every word in every encoding a file may have it in, where finding it says something.

    A word of two Chinese characters is looked for in UTF-8 alone, which is how the program writes; longer ones in
    every encoding. ``ValueError`` for a word that could not be looked for at all.
    """
    wanted = []
    for word in words:
        spellings = [word.encode(coding) for coding in ENCODINGS]
        telling = [(word, spelling) for spelling in spellings if len(spelling) >= SHORTEST]
        if not telling:
            raise ValueError(f"too short to be looked for: {word!r}")
        wanted += telling
    return wanted


def plain(path: Path, key: FileKey) -> bytes:
    """Every page of an encrypted file or of its write-ahead log, decrypted, one after the other."""
    content = path.read_bytes()
    log = path.name.endswith("-wal")
    pages = _frames(content) if log else _pages(content)
    return b"".join(_decrypted(page, key, first=at == 0 and not log) for at, page in pages)


def _pages(content: bytes) -> Iterator[tuple[int, bytes]]:
    for at in range(0, len(content), PAGE):
        yield at, content[at : at + PAGE]


def _frames(content: bytes) -> Iterator[tuple[int, bytes]]:
    for at in range(LOG_HEAD, len(content) - PAGE, FRAME_HEAD + PAGE):
        begin = at + FRAME_HEAD
        yield at, content[begin : begin + PAGE]


def _decrypted(page: bytes, key: FileKey, *, first: bool) -> bytes:
    iv = page[PAGE - RESERVED : PAGE - RESERVED + IV]
    body = page[SALT if first else 0 : PAGE - RESERVED]
    cipher = Cipher(algorithms.AES(key.raw), modes.CBC(iv)).decryptor()
    return cipher.update(body) + cipher.finalize()


def found_in(content: bytes, words: Iterable[str]) -> list[str]:
    """Which of the words stand in these bytes, in any encoding."""
    return sorted({word for word, spelling in spelled(words) if spelling in content})


def found_beneath(folder: Path, words: Iterable[str]) -> list[str]:
    """``file: word`` for every word in any file below a folder, as the bytes lie there."""
    wanted = spelled(words)
    found = set()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            found |= {f"{path.name}: {word}" for word, spelling in wanted if spelling in content}
    return sorted(found)


def found_decrypted(folder: Path, key: FileKey, words: Iterable[str]) -> list[str]:
    """The same for the shop's file and its log, decrypted."""
    found = []
    for name in ("shop.db", "shop.db-wal"):
        path = folder / name
        if path.exists() and path.stat().st_size:
            found += [f"{name}: {word}" for word in found_in(plain(path, key), words)]
    return found
