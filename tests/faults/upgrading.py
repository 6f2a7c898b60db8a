"""A shop of the first release, and its upgrade in a process of its own.

``python -m tests.faults.upgrading SHOP``; says whether it went through, or the trouble's code.
"""

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.paths import migration_steps
from models.base.errors import Environment, Refused
from models.store import gate
from models.store.engine import FILE_NAME, FileKey, connect
from tests.faults.disk import ROOT
from tests.faults.shops import opened, prove_sound

_RELEASED = ROOT / "tests" / "store" / "released" / "0001"
_KEY_FILE = ".key-of-the-test"


@dataclass(frozen=True, slots=True)
class Released:
    """A released version's file and what stands in it."""

    folder: Path
    key: FileKey
    revision: str
    rows: dict[str, int]

    def copy(self, to: Path) -> Path:
        """A copy to be upgraded."""
        to.mkdir()
        for name in (FILE_NAME, "keys.json"):
            shutil.copy(self.folder / name, to / name)
        (to / _KEY_FILE).write_text(self.key.raw.hex(), encoding="ascii")
        return to

    def prove_upgraded(self, shop: Path) -> None:
        """It opens through the gate in the present version, whole and sound."""
        kernel = opened(shop, self.key)
        try:
            prove_sound(kernel)
        finally:
            kernel.close()
        assert gate.look(shop / FILE_NAME, self.key).revision == gate.SCHEMA
        drafts = {"draft": 0}  # another process may have written some beside
        assert {**rows_of(shop, self.key, self.rows), **drafts} == {**self.rows, **drafts}
        left = sorted(path.name for path in shop.glob("*.part*"))
        assert not left, left


def released() -> Released:
    """The first release's shop; its key lies beside it, nothing in it is real."""
    expected: dict[str, Any] = json.loads((_RELEASED / "expected.json").read_text("utf-8"))
    return Released(_RELEASED, FileKey(bytes.fromhex(expected["key"])), "0001", expected["counts"])


def rows_of(shop: Path, key: FileKey, names: dict[str, int]) -> dict[str, int]:
    """Rows by table."""
    connection = connect(shop / FILE_NAME, key, read_only=True)
    try:
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in names
        }
    finally:
        connection.close()


def main() -> None:
    """Upgrade through the gate."""
    shop = Path(sys.argv[1])
    key = FileKey(bytes.fromhex((shop / _KEY_FILE).read_text(encoding="ascii")))
    try:
        gate.admit(shop, key, steps=migration_steps())
    except (Environment, Refused) as trouble:
        print(json.dumps({"done": False, "said": trouble.code}))
    else:
        print(json.dumps({"done": True, "said": ""}))


if __name__ == "__main__":
    main()
