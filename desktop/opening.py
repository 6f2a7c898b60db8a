"""Founding, opening and restoring a shop on this computer: gate, key slots and kernel wired together."""

import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.instance import FolderLock
from desktop.paths import migration_steps
from models.base.clock import business_day
from models.base.errors import Environment, Refused
from models.base.ports import Progress, SecretKeeper
from models.kernel import Kernel, Surroundings, this_computer
from models.services import shop
from models.services.shop import ShopDetails
from models.session import Session
from models.store import aside, gate, keys, register
from models.store.engine import APPLICATION_DEMO, FILE_NAME, FileKey, translated, write_engine
from models.store.files import PART_SUFFIX, publish, remove_companions, sync_file, write_whole
from models.store.keys import Slots
from models.store.store import Store

if TYPE_CHECKING:
    from models.rules.programme import Programme
    from models.services.price_samples import SampleItem
    from models.store.restoring import Restored

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
    """Whether there is a shop's file in ``folder``, or one that a power cut left half set aside."""
    return (folder / FILE_NAME).exists() or aside.is_half_aside(folder)


def mend(folder: Path) -> None:
    """Take back a setting aside that a power cut broke off.

    Raises Refused("shop.open_elsewhere") while one is under way.
    """
    if aside.is_half_aside(folder):
        with FolderLock(folder):
            aside.put_back(folder)


def found(
    folder: Path,
    details: ShopDetails,
    *,
    trade: str,
    owner: str,
    passphrase: str,
    keeper: SecretKeeper | None = None,
    samples: "Sequence[SampleItem]" = (),
    programme: "Programme | None" = None,
    around: Surroundings | None = None,
) -> Founded:
    """Found a real shop in an empty or absent folder, encrypted from its first byte.

    It has its name only when it is whole: a refusal or a power cut leaves nothing to be taken for a shop.
    ``samples`` is the example price list it begins with, ``programme`` the rules of points of its first day;
    without them there are no points until its owner switches some on.
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
        trade=trade, owner=owner, demo=False, around=around, samples=samples, programme=programme,
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
    programme: "Programme | None" = None,
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
            if programme is not None:
                put_in_force(kernel, programme)
        finally:
            kernel.close()
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    return path


def put_in_force(kernel: Kernel, rules: "Programme", *, note: str = "") -> None:
    """Have rules of points hold from the shop's day on. Raises as programme.write_draft and activate."""
    from models.services import programme  # once in the life of a shop

    draft = kernel.run(programme.write_draft, rules, note=note).result
    day = business_day(kernel.around.clock.now(), kernel.store.shop.zone)
    kernel.run(programme.activate, draft, valid_from=day)


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
    erase_again(kernel)
    sign_in(kernel)
    return kernel


def erase_again(kernel: Kernel) -> int:
    """Erase again whom the register beside the file names and the file does not; returns how many.

    The file may be from an older backup, however it came here. Raises Environment("store.…").
    """
    store = kernel.store
    named = register.kept(register.beside(store.folder), store.key)
    with translated(), store.reader.connect() as connection:
        standing = register.standing(connection)
        done = {entry.id for entry in standing}
        unknown = tuple(
            entry
            for entry in named
            if entry.id not in done and register.knows_member(connection, entry.id)
        )
    if not unknown:
        register.keep(register.beside(store.folder), store.key, standing)
        return 0
    from models.services import erasure  # once in the life of a shop, if at all

    return kernel.run(erasure.reapply, unknown).result


def sign_in(kernel: Kernel) -> None:
    """Nobody where people have PINs, else the owner."""
    Session(kernel).begin()


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
    key: FileKey | None = None,
    demo_beside: Path | None = None,
    set_aside: bool = False,
    around: Surroundings | None = None,
    progress: Progress | None = None,
) -> "Restored":
    """Restore a backup; the desk has its new incarnation and letter before the file has its name.

    A shop in ``folder`` is set aside where that is wanted, else Refused("restore.not_empty").
    Raises Refused("key.…" | "backup.…" | "restore.…" | "shop.newer").
    """
    key = key or backup_key(
        manifest, passphrase=passphrase, paper_key=paper_key, demo_beside=demo_beside
    )
    from models.store import restoring  # a start has no need of it, nor of the backups below

    restored = restoring.restore(
        manifest,
        key,
        folder,
        incarnation=_incarnation(around or this_computer()),
        set_aside=set_aside,
        progress=progress,
    )
    if restored.manifest.application_id == APPLICATION_DEMO:
        write_whole(folder / DEMO_KEY_NAME, f"{_DEMO_SAYS}\n{key.raw.hex()}\n".encode())
    gate.admit(folder, key, steps=migration_steps())
    _erase_again(folder, key, register.at_place(manifest.parent, restored.manifest.shop_id))
    return restored


def backup_key(
    manifest: Path, *, passphrase: str = "", paper_key: str = "", demo_beside: Path | None = None
) -> FileKey:
    """The key of a backup, by its own slots; Refused("key.…" | "backup.…"), "shop.newer" for a newer schema."""
    from models.store import backup

    found, _ = backup.read_manifest(manifest)
    if found.revision > gate.SCHEMA:
        raise Refused("shop.newer", theirs=found.revision, ours=gate.SCHEMA)
    key = demo_key(demo_beside) if demo_beside is not None else None
    if key is not None:
        return key
    if paper_key:
        return keys.unlock(found.slots, "paper", paper_key)
    return keys.unlock(found.slots, "passphrase", passphrase)


def _erase_again(folder: Path, key: FileKey, carried: Path) -> None:
    """Erase again whom the register here or at the backup's place names: the backup may be older than they."""
    register.keep(register.beside(folder), key, register.kept(carried, key))
    kernel = Kernel(Store(folder, key))
    try:
        erase_again(kernel)
    finally:
        kernel.close()


def _incarnation(around: Surroundings) -> str:
    return f"{around.random.getrandbits(64):016x}"


def _keyring_name(slots: Slots) -> str:
    return f"shop-{slots.shop_id}"
