"""Founding, opening and restoring a shop on this computer: gate, key slots and kernel wired together."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from desktop.paths import migration_steps
from models.base.errors import Environment, Refused
from models.base.ports import SecretKeeper
from models.base.rights import Actor, Level
from models.kernel import PROGRAM, Kernel, Surroundings, this_computer
from models.services import desk, shop
from models.services.shop import ShopDetails
from models.store import backup, gate, keys
from models.store.backup import Manifest
from models.store.engine import FILE_NAME, FileKey, translated, write_engine
from models.store.files import write_whole
from models.store.keys import Slots
from models.store.store import Store

DEMO_KEY_NAME = "demo.key"
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
    around: Surroundings | None = None,
) -> Founded:
    """Found a real shop in an empty or absent folder, encrypted from its first byte.

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
    folder.mkdir(parents=True, exist_ok=True)
    keys.write_slots(folder, slots)
    kernel = _make(
        folder, key, shop_id, details, trade=trade, owner=owner, demo=False, around=around
    )
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
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / DEMO_KEY_NAME, f"{_DEMO_SAYS}\n{key.raw.hex()}\n".encode())
    keys.write_slots(folder, Slots(shop_id=shop_id))
    return _make(folder, key, shop_id, details, trade=trade, owner=owner, demo=True, around=around)


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
) -> Kernel:
    gate.make(folder / FILE_NAME, key, demo=demo, steps=migration_steps())
    identify(folder / FILE_NAME, key, around)
    kernel = Kernel(Store(folder, key), around=around)
    kernel.run(
        shop.found, shop_id=shop_id, details=details, trade=trade, owner_name=owner, demo=demo
    )
    kernel.store.refresh()
    sign_in(kernel)
    return kernel


def identify(path: Path, key: FileKey, around: Surroundings, *, letter: str = "A") -> None:
    """Give a new file its desk: node and incarnation are random and unique everywhere."""
    node, incarnation = (f"{around.random.getrandbits(64):016x}" for _ in range(2))
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
    """The key by the owner's passphrase; Refused("key.wrong")."""
    return keys.unlock(keys.read_slots(folder), "passphrase", passphrase)


def restore(
    manifest: Path,
    folder: Path,
    *,
    passphrase: str = "",
    paper_key: str = "",
    demo_beside: Path | None = None,
    around: Surroundings | None = None,
) -> Manifest:
    """Restore a backup onto an empty folder and give the desk a new incarnation before anything is written.

    Raises Refused("key.…" | "backup.…" | "restore.not_empty").
    """
    found_manifest, _ = backup.read_manifest(manifest)
    slots = found_manifest.slots
    key = demo_key(demo_beside) if demo_beside is not None else None
    if key is None:
        key = (
            keys.unlock(slots, "paper", paper_key)
            if paper_key
            else keys.unlock(slots, "passphrase", passphrase)
        )
    proven = backup.restore(manifest, key, folder)
    if not slots.slots:
        write_whole(folder / DEMO_KEY_NAME, f"{_DEMO_SAYS}\n{key.raw.hex()}\n".encode())
    gate.admit(folder, key, steps=migration_steps())
    _take_incarnation(folder / FILE_NAME, key, around or this_computer())
    return proven


def _take_incarnation(path: Path, key: FileKey, around: Surroundings) -> None:
    with translated():
        engine = write_engine(path, key)
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql(
                    "UPDATE desk SET incarnation=?", (f"{around.random.getrandbits(64):016x}",)
                )
        finally:
            engine.dispose()


def _keyring_name(slots: Slots) -> str:
    return f"shop-{slots.shop_id}"
