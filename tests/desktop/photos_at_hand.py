"""Photos and files of a shop in a test's hands: where they lie, in the shop or on the stick, how they spoil."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from desktop import opening
from models.rules.backups import light
from models.services import attachments, backups, check
from models.store import backup, backup_files
from models.store.attachments import Vault
from models.store.engine import FileKey
from tests.shopkeeping import Shop


def on_stick(shop: Shop, stick: Path) -> Vault:
    """The photos and files of this shop that lie on the stick."""
    return backup_files.at_place(stick, shop.kernel.store.shop.id, shop.kernel.store.key)


def lying(vault: Vault) -> list[Path]:
    """What lies there, file by file."""
    return [path for path in vault.lying() if path.is_file()]


def newest(stick: Path) -> Path:
    """The manifest of the newest backup."""
    return backup.find(stick)[0]


def spoil(path: Path) -> None:
    """One bit turns over."""
    content = bytearray(path.read_bytes())
    content[-2] ^= 8
    path.write_bytes(content)


def colour(shop: Shop) -> str:
    """The backup light and its code."""
    found = light(shop.kernel.ask(backups.standing), shop.clock.now())
    return f"{found.colour} {found.code}"


def every_photo(folder: Path, key: FileKey) -> dict[str, bytes]:
    """Every photo of a shop by its name, read through the door."""
    opened = opening.open_shop(folder, key)
    try:
        assert opened.ask(check.check).sound
        with opened.store.reader.connect() as connection:
            ids = [r[0] for r in connection.exec_driver_sql("SELECT id FROM attachment")]
        return {id_: opened.ask(attachments.opened, id_).read() for id_ in ids}
    finally:
        opened.close()


def scratch(monkeypatch: pytest.MonkeyPatch, victim: Path) -> None:
    """A bad sector under one file."""
    opened = os.open

    def bad(path: Any, *rest: Any, **more: Any) -> int:
        if Path(path) == victim:
            raise OSError(errno.EIO, "bad sector")
        return opened(path, *rest, **more)

    monkeypatch.setattr(os, "open", bad)
