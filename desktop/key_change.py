"""Changing the passphrase and making a new paper key: the file's key stays, another secret wraps it.

What an old passphrase or paper key still opens are the backups made while it was in use: each carries the key
slots of its day. So a lost paper key is answered by a new one and by making new backups.
"""

from dataclasses import dataclass
from pathlib import Path

from desktop import opening
from models.base.errors import Refused
from models.kernel import Kernel
from models.services import shop
from models.store import keys
from models.store.engine import FileKey


@dataclass(frozen=True, slots=True)
class KeyChange:
    """Fulfils views.screens.settings_keys.Keys for one open shop. Slow on purpose: never on the UI thread."""

    kernel: Kernel

    def change_passphrase(self, old: str, new: str) -> None:
        """Wrap the key by a new passphrase; ``old`` is the passphrase or the paper key.

        Raises Refused("key.wrong", field "old"), Refused("key.passphrase_short", field "passphrase").
        """
        keys.check_passphrase(new)
        self._replace(old, "passphrase", new)

    def new_paper_key(self, old: str) -> str:
        """Make a paper key in place of the former one and return it; shown once, kept nowhere.

        Raises as :meth:`change_passphrase`.
        """
        made = keys.new_paper_key()
        self._replace(old, "paper", made)
        return made

    def _replace(self, old: str, kind: keys.SlotKind, secret: str) -> None:
        folder, key = self.kernel.store.folder, self.kernel.store.key
        prove(folder, key, old)
        slots = keys.add_slot(keys.read_slots(folder), key, kind, secret)
        # Journalled before it holds: a change that nobody can trace must not be possible.
        self.kernel.run(shop.note_key, kind)
        keys.write_slots(folder, slots)
        if keys.unlock(keys.read_slots(folder), kind, secret) != key:
            raise Refused("key.slots_damaged")


def prove(folder: Path, key: FileKey, secret: str) -> None:
    """Whoever is there knows the passphrase or holds the paper key; Refused("key.wrong", field "old")."""
    try:
        proved = opening.key_by_passphrase(folder, secret)
    except Refused as refused:
        refused.field = "old"
        raise
    if proved != key:
        raise Refused("key.wrong", field="old", kind="passphrase")
