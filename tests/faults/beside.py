"""What else may touch a shop at the same time, each in a process of its own and as an old program would do it.

``python -m tests.faults.beside write SHOP KEY`` writes drafts one by one and says each that was committed, until
it is ended; ``… hold SHOP KEY SECONDS`` keeps the writer's lock.
"""

import sys
import time
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from models.store.engine import FILE_NAME, FileKey, connect


def main() -> None:
    """Do what the words say."""
    what, shop, key, *words = sys.argv[1:]
    path, file_key = Path(shop) / FILE_NAME, FileKey(bytes.fromhex(key))
    if what == "hold":
        _hold(path, file_key, float(words[0]))
    else:
        _write(path, file_key)


def _hold(path: Path, key: FileKey, seconds: float) -> None:
    connection = connect(path, key)
    connection.execute("BEGIN IMMEDIATE")
    print("held", flush=True)
    time.sleep(seconds)
    connection.execute("ROLLBACK")
    connection.close()


def _write(path: Path, key: FileKey) -> None:
    """Each draft on a connection of its own, as a short command has; one in ten keeps it for a while."""
    for number in range(1_000_000):
        try:
            connection = connect(path, key)
        except driver.Error:
            time.sleep(0.01)
            continue
        try:
            connection.execute("PRAGMA busy_timeout=700")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(
                "INSERT INTO draft(id, content, at) VALUES (?, '{}', 0)", (f"beside/{number}",)
            )
            connection.execute("COMMIT")
            print(number, flush=True)
        except driver.Error:
            time.sleep(0.01)
        finally:
            connection.close()


if __name__ == "__main__":
    main()
