"""The register of erased members beside the shop's file: opaque ids only, so that no restore brings anybody back.

The file is written after every erasure and read at every opening (SAFETY.md D5: erasure wins always). It is
signed with a key made from the shop's own, because whoever could add an id could have a member erased.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from models.store.engine import FileKey
from models.store.files import write_whole

REGISTER_NAME = "erased.json"
"""Its name beside the shop's file; at a backup place with the shop's id: a stick may serve two shops."""
_PURPOSE = b"linli register of erased members 1"


@dataclass(frozen=True, slots=True, order=True)
class Erased:
    """One erased member. ``at`` is milliseconds since 1970 in UTC; no name, no number of a card."""

    number: str
    id: str
    at: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Signed:
    erased: tuple[Erased, ...]
    signature: str


def standing(connection: Connection) -> tuple[Erased, ...]:
    """Whom the shop's own file knows as erased."""
    rows = connection.exec_driver_sql("SELECT number, id, at, reason FROM erasure")
    return tuple(sorted(Erased(*row) for row in rows))


def knows_member(connection: Connection, member_id: str) -> bool:
    """Whether this file has the member at all; an old backup may be from before the first visit."""
    found = connection.exec_driver_sql("SELECT 1 FROM member WHERE id=?", (member_id,))
    return found.first() is not None


def beside(folder: Path) -> Path:
    """Where the register of the shop in ``folder`` lies."""
    return folder / REGISTER_NAME


def at_place(place: Path, shop_id: str) -> Path:
    """Where a backup place keeps the register: on a bare new computer there is nothing else to read it from."""
    return place / f"linli-{shop_id}.{REGISTER_NAME}"


def kept(path: Path, key: FileKey) -> tuple[Erased, ...]:
    """Whom the file ``path`` names; nobody where there is none or another key signed it."""
    try:
        signed = msgspec.json.decode(path.read_bytes(), type=_Signed)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return ()
    if not hmac.compare_digest(signed.signature, _signature(signed.erased, key)):
        return ()
    return signed.erased


def keep(path: Path, key: FileKey, erased: Iterable[Erased]) -> None:
    """Write the file, whole or not at all; whom it named before stays named. Raises Environment("store.…")."""
    known = {entry.id: entry for entry in kept(path, key)}
    all_of_them = tuple(sorted((known | {entry.id: entry for entry in erased}).values()))
    if len(known) == len(all_of_them):
        return
    content = msgspec.json.encode(_Signed(all_of_them, _signature(all_of_them, key)))
    write_whole(path, content)


def _signature(erased: tuple[Erased, ...], key: FileKey) -> str:
    secret = hmac.new(key.raw, _PURPOSE, hashlib.sha256).digest()
    return hmac.new(secret, msgspec.json.encode(erased), hashlib.sha256).hexdigest()
