"""Founding, opening and restoring a shop on this computer: gate, key slots and kernel wired together."""

import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.paths import migration_steps
from models.base.errors import Environment, Refused
from models.base.ports import SecretKeeper
from models.base.rights import Actor, Level
from models.kernel import PROGRAM, Kernel, Surroundings, this_computer
from models.services import desk, shop
from models.services.shop import ShopDetails
from models.store import backup, gate, keys
from models.store.backup import Manifest
from models.store.engine import APPLICATION_DEMO, FILE_NAME, FileKey, translated, write_engine
from models.store.files import PART_SUFFIX, publish, remove_companions, sync_file, write_whole
from models.store.keys import Slots
from models.store.store import Store

if TYPE_CHECKING:
    from models.services.price_samples import SampleItem

DEMO_KEY_NAME = "demo.key"
_FOUNDING = "founding" + PART_SUFFIX
"""The folder in which a new shop is made until it is whole."""
_DEMO_SAYS = (
    "演示店的钥匙，里面没有真实数据。The key of a demonstration shop; nothing in it is real."
)


@dataclass(frozen=True, slots=True)
class Founded:
    """A new shop: its open kernel, and the paper key to be printed once and kept nowhere."""

    kernel: Kernel
    paper_key: str


def exists(folder: Path) -> bool:
    """Whether there is a shop's file in ``folder``."""
    return (folder / FILE_NAME).exists()


def found(
    folder: Path,
    details: ShopDetails,
    *,
    trade: str,
    owner: str,
    passphrase: str,
    keeper: SecretKeeper | None = None,
    samples: "Sequence[SampleItem]" = (),
    around: Surroundings | None = None,
) -> Founded:
    """Found a real shop in an empty or absent folder, encrypted from its first byte.

    It has its name only when it is whole: a refusal or a power cut leaves nothing to be taken for a shop.
    ``samples`` is the example price list it begins with.
    Raises Refused("shop.exists" | "key.passphrase_short" | "text.…" | "shop.trade").
    """
    if exists(folder):
        raise Refused("shop.exists", name=folder.name)
    keys.check_passphrase(passphrase)
    shop.checked(details)
    around = around or this_computer()
    shop_id = secrets.token_hex(16)
    key, paper = keys.new_key(), keys.new_paper_key()
    slots = keys.add_slot(Slots(shop_id=shop_id), key, "passphrase", passphrase)
    slots = keys.add_slot(slots, key, "paper", paper)
    made = _make(
        folder, key, shop_id, details,
        trade=trade, owner=owner, demo=False, around=around, samples=samples,
    )  # fmt: skip
    keys.write_slots(folder, slots)
    kernel = _move_in(folder, made, key, around)
    if keeper is not None:
        remember(folder, key, keeper)
    return Founded(kernel, paper)


def found_demo(
    folder: Path, details: ShopDetails, *, trade: str, owner: str, around: Surroundings
) -> Kernel:
    """Found a demonstration shop. Its key lies beside it; its file can never become a real shop's."""
    if exists(folder):
        raise Refused("shop.exists", name=folder.name)
    key = FileKey(around.random.getrandbits(256).to_bytes(32))
    shop_id = f"{around.random.getrandbits(128):032x}"
    made = _make(folder, key, shop_id, details, trade=trade, owner=owner, demo=True, around=around)
    write_whole(folder / DEMO_KEY_NAME, f"{_DEMO_SAYS}\n{key.raw.hex()}\n".encode())
    keys.write_slots(folder, Slots(shop_id=shop_id))
    return _move_in(folder, made, key, around)


def _make(
    folder: Path,
    key: FileKey,
    shop_id: str,
    details: ShopDetails,
    *,
    trade: str,
    owner: str,
    demo: bool,
    around: Surroundings,
    samples: "Sequence[SampleItem]" = (),
) -> Path:
    """Make the whole file of a new shop in a folder of its own; returns where it lies."""
    scratch = folder / _FOUNDING
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    path = scratch / FILE_NAME
    try:
        gate.make(path, key, demo=demo, steps=migration_steps())
        identify(path, key, around)
        kernel = Kernel(Store(scratch, key), around=around)
        try:
            kernel.run(
                shop.found,
                shop_id=shop_id,
                details=details,
                trade=trade,
                owner_name=owner,
                demo=demo,
            )
            if samples:
                # Needed once in a shop's life; imported at start it would cost everyone.
                from models.services import price_samples

                kernel.run(price_samples.add, samples)
        finally:
            kernel.close()
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    return path


def _move_in(folder: Path, made: Path, key: FileKey, around: Surroundings) -> Kernel:
    """Give a new shop's finished file its name, open it and sign its owner in."""
    path = folder / FILE_NAME
    remove_companions(path)
    sync_file(made)
    publish(made, path)
    shutil.rmtree(made.parent)
    kernel = Kernel(Store(folder, key), around=around)
    sign_in(kernel)
    return kernel


def identify(path: Path, key: FileKey, around: Surroundings, *, letter: str = "A") -> None:
    """Give a new file its desk: node and incarnation are random and unique everywhere."""
    node, incarnation = _incarnation(around), _incarnation(around)
    with translated():
        engine = write_engine(path, key)
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql(
                    "INSERT INTO desk(node, letter, incarnation, clock, last_backup_note)"
                    " VALUES (?,?,?,0,'')",
                    (node, letter, incarnation),
                )
        finally:
            engine.dispose()


def open_shop(folder: Path, key: FileKey, *, around: Surroundings | None = None) -> Kernel:
    """Open a shop through the gate, signed in as its owner. Raises as models.store.gate.admit."""
    found_file = gate.admit(folder, key, steps=migration_steps())
    store = Store(folder, key)
    if store.shop.demo != found_file.demo:
        store.close()
        raise Refused("shop.foreign")
    kernel = Kernel(store, around=around)
    sign_in(kernel)
    return kernel


def sign_in(kernel: Kernel) -> None:
    """Act as the owner: the one account there is until staff accounts come."""
    kernel.actor = PROGRAM
    person = kernel.ask(desk.owner)
    kernel.actor = Actor(id=person.id, name=person.name, level=Level(person.level))


def demo_key(folder: Path) -> FileKey | None:
    """The key that lies beside a demonstration shop; None for a real one."""
    path = folder / DEMO_KEY_NAME
    if not path.exists():
        return None
    try:
        return FileKey(bytes.fromhex(path.read_text(encoding="utf-8").split()[-1]))
    except (ValueError, IndexError):
        raise Refused("key.slots_damaged") from None


def remembered_key(folder: Path, keeper: SecretKeeper) -> FileKey | None:
    """The key by way of the system's keyring; None where it is locked, absent or knows nothing."""
    slots = keys.read_slots(folder)
    if "keyring" not in slots.kinds():
        return None
    try:
        secret = keeper.read(_keyring_name(slots))
    except Environment:
        return None
    if secret is None:
        return None
    try:
        return keys.unlock(slots, "keyring", secret)
    except Refused:
        return None


def remember(folder: Path, key: FileKey, keeper: SecretKeeper) -> bool:
    """Have the system's keyring open this shop from now on; False where there is no safe keyring."""
    slots = keys.read_slots(folder)
    secret = keys.new_keyring_secret()
    try:
        keeper.write(_keyring_name(slots), secret)
    except Environment:
        return False
    keys.write_slots(folder, keys.add_slot(slots, key, "keyring", secret))
    return True


def key_by_passphrase(folder: Path, passphrase: str) -> FileKey:
    """The key by the owner's passphrase, or by the paper key typed in its place; Refused("key.wrong").

    A paper key is known by its length and check signs: who has forgotten the passphrase has nothing else.
    """
    slots = keys.read_slots(folder)
    try:
        keys.paper_key_digits(passphrase)
    except Refused:
        return keys.unlock(slots, "passphrase", passphrase)
    return keys.unlock(slots, "paper", passphrase)


def restore(
    manifest: Path,
    folder: Path,
    *,
    passphrase: str = "",
    paper_key: str = "",
    demo_beside: Path | None = None,
    around: Surroundings | None = None,
) -> Manifest:
    """Restore a backup onto an empty folder; the desk has a new incarnation before the file has its name.

    Raises Refused("key.…" | "backup.…" | "restore.not_empty" | "shop.newer").
    """
    found_manifest, _ = backup.read_manifest(manifest)
    if found_manifest.revision > gate.SCHEMA:
        raise Refused("shop.newer", theirs=found_manifest.revision, ours=gate.SCHEMA)
    slots = found_manifest.slots
    key = demo_key(demo_beside) if demo_beside is not None else None
    if key is None:
        key = (
            keys.unlock(slots, "paper", paper_key)
            if paper_key
            else keys.unlock(slots, "passphrase", passphrase)
        )
    incarnation = _incarnation(around or this_computer())
    proven = backup.restore(manifest, key, folder, incarnation=incarnation)
    if proven.application_id == APPLICATION_DEMO:
        write_whole(folder / DEMO_KEY_NAME, f"{_DEMO_SAYS}\n{key.raw.hex()}\n".encode())
    gate.admit(folder, key, steps=migration_steps())
    return proven


def _incarnation(around: Surroundings) -> str:
    return f"{around.random.getrandbits(64):016x}"


def _keyring_name(slots: Slots) -> str:
    return f"shop-{slots.shop_id}"
