"""Key slots (SAFETY.md D8): the file's random key, wrapped by a passphrase, a paper key or a keyring secret.

The slots file holds nothing that opens the shop by itself. Wrapping is ChaCha20-Poly1305; a passphrase is
stretched by Argon2id, the paper key and the keyring secret are random and only expanded by HKDF.
"""

import base64
import secrets
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import msgspec

from models.base.errors import Refused
from models.base.text import half_width
from models.store import sealing
from models.store.engine import FileKey
from models.store.files import write_whole

SLOTS_NAME = "keys.json"
SlotKind = Literal["passphrase", "paper", "keyring"]

ARGON_TIME, ARGON_MEMORY_KIB, ARGON_LANES = 3, 64 * 1024, 2
"""RFC 9106's second recommended option: 64 MiB, 3 passes; two lanes for two cores."""

_STRETCH_MOST = (64, 4 * 1024 * 1024, 64)
"""Passes, KiB and lanes beyond which a slots file is damaged or planted, not strong."""

PASSPHRASE_LEAST = 8
PAPER_GROUPS, PAPER_GROUP = 7, 4
_PAPER_BYTES = 16
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U to misread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One way to the key; bytes are base64 text. The Argon2 numbers are 0 where it is not used."""

    kind: SlotKind
    salt: str
    nonce: str
    wrapped: str
    time: int = 0
    memory: int = 0
    lanes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """The slots of one shop's file."""

    shop_id: str
    format: int = 1
    slots: tuple[Slot, ...] = ()

    def kinds(self) -> set[str]:
        """The ways to the key that exist."""
        return {slot.kind for slot in self.slots}


def new_key() -> FileKey:
    """Make a random 256-bit key."""
    return FileKey(secrets.token_bytes(32))


def new_keyring_secret() -> str:
    """Make the secret that a keyring keeps: 256 random bits as text."""
    return secrets.token_urlsafe(32)


def new_paper_key() -> str:
    """Make a paper key: 128 random bits and a check in groups of four, ``AB12-…``; shown once, kept nowhere."""
    number = int.from_bytes(secrets.token_bytes(_PAPER_BYTES))
    digits = []
    for _ in range(26):
        number, rest = divmod(number, 32)
        digits.append(_ALPHABET[rest])
    body = "".join(reversed(digits))
    whole = body + _paper_check(body)
    return "-".join(whole[i : i + PAPER_GROUP] for i in range(0, len(whole), PAPER_GROUP))


def paper_key_digits(typed: str) -> str:
    """Fold what was typed to the 28 characters of a paper key.

    Raises Refused("key.paper_length") or, where the last two do not fit the rest, Refused("key.paper_check").
    """
    folded = half_width(typed).upper().translate(str.maketrans("ILO", "110"))
    digits = "".join(character for character in folded if character in _ALPHABET)
    wanted = PAPER_GROUPS * PAPER_GROUP
    if len(digits) != wanted:
        raise Refused("key.paper_length", field="paper_key", count=len(digits), needed=wanted)
    if _paper_check(digits[:-2]) != digits[-2:]:
        raise Refused("key.paper_check", field="paper_key")
    return digits


def _paper_check(body: str) -> str:
    rest = 0
    for character in body:
        rest = (rest * 32 + _ALPHABET.index(character)) % 1021
    return _ALPHABET[rest // 32] + _ALPHABET[rest % 32]


def add_slot(slots: Slots, key: FileKey, kind: SlotKind, secret: str) -> Slots:
    """Return the slots with one of ``kind`` that ``secret`` opens, in place of an earlier one of that kind."""
    stretch = kind == "passphrase"
    bare = Slot(
        kind=kind,
        salt=_to_text(secrets.token_bytes(16)),
        nonce="",
        wrapped="",
        time=ARGON_TIME if stretch else 0,
        memory=ARGON_MEMORY_KIB if stretch else 0,
        lanes=ARGON_LANES if stretch else 0,
    )
    nonce, wrapped = sealing.seal(
        _wrapping_key(bare, secret), key.raw, _bound_to(slots.shop_id, kind)
    )
    slot = replace(bare, nonce=_to_text(nonce), wrapped=_to_text(wrapped))
    others = tuple(other for other in slots.slots if other.kind != kind)
    return Slots(shop_id=slots.shop_id, format=slots.format, slots=(*others, slot))


def unlock(slots: Slots, kind: SlotKind, secret: str) -> FileKey:
    """Open the slot of ``kind``.

    Raises Refused("key.no_slot") where there is none, Refused("key.wrong") where the secret does not fit
    and Refused("key.slots_damaged") where the slot is none.
    """
    slot = next((slot for slot in slots.slots if slot.kind == kind), None)
    if slot is None:
        raise Refused("key.no_slot", kind=kind)
    try:
        raw = sealing.unseal(
            _wrapping_key(slot, secret),
            _to_bytes(slot.nonce),
            _to_bytes(slot.wrapped),
            _bound_to(slots.shop_id, kind),
        )
    except ValueError:
        raise Refused("key.slots_damaged") from None
    if raw is None:
        raise Refused("key.wrong", field=kind, kind=kind)
    return FileKey(raw)


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that is too short: Refused("key.passphrase_short")."""
    if len(passphrase) < PASSPHRASE_LEAST:
        raise Refused(
            "key.passphrase_short",
            field="passphrase",
            count=len(passphrase),
            needed=PASSPHRASE_LEAST,
        )


def _wrapping_key(slot: Slot, secret: str) -> bytes:
    salt = _to_bytes(slot.salt)
    if slot.kind == "passphrase":
        stretch = (slot.time, slot.memory, slot.lanes)
        if any(asked > most for asked, most in zip(stretch, _STRETCH_MOST, strict=True)):
            raise Refused("key.slots_damaged")
        return sealing.stretch(
            _passphrase_bytes(secret), salt, time=slot.time, memory=slot.memory, lanes=slot.lanes
        )
    if slot.kind == "paper":
        secret = paper_key_digits(secret)
    return sealing.expand(secret.encode(), salt, b"linli " + slot.kind.encode())


def _passphrase_bytes(passphrase: str) -> bytes:
    """One spelling of a passphrase, whatever the keyboard: full width is half width, é is é (NFKC)."""
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def _bound_to(shop_id: str, kind: str) -> bytes:
    return f"linli-desk/{shop_id}/{kind}".encode()


def read_slots(folder: Path) -> Slots:
    """Read the slots file beside the database; Refused("key.slots_missing" | "key.slots_damaged")."""
    try:
        content = (folder / SLOTS_NAME).read_bytes()
    except FileNotFoundError:
        raise Refused("key.slots_missing") from None
    return slots_from_json(content)


def slots_from_json(content: bytes) -> Slots:
    """Decode slots; Refused("key.slots_damaged") for anything else."""
    try:
        return msgspec.json.decode(content, type=Slots)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused("key.slots_damaged") from None


def write_slots(folder: Path, slots: Slots) -> None:
    """Write the slots file, whole or not at all."""
    write_whole(folder / SLOTS_NAME, msgspec.json.encode(slots))


def signing_key(key: FileKey) -> bytes:
    """The key by which this shop's backup manifests are signed (HMAC-SHA256), derived from the file's key."""
    return sealing.expand(key.raw, b"linli-desk", b"backup manifest")


def _to_text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _to_bytes(content: str) -> bytes:
    return base64.b64decode(content)
