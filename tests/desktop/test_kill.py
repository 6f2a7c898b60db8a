"""T01: the process is killed while it sells or takes photos. What was acknowledged is there, the shop is sound.

Five kills in the normal run; LINLI_KILLS=200 for the catalogue's.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop import opening
from desktop.paths import migration_steps
from models.base.rights import Right
from models.base.usecase import query
from models.services import attachments, check
from models.store.engine import FileKey
from models.store.work import View
from tests.shopkeeping import Shop

KILLS = int(os.environ.get("LINLI_KILLS", "5"))
_ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")


@query(Right.SERVE)
def _numbers(view: View) -> list[str]:
    return [row["number"] for row in view.sql("SELECT number FROM bill ORDER BY sequence")]


def _killed(folder: Path, after: float, *words: str) -> list[str]:
    """Let a till sell for ``after`` seconds, kill it, and return the numbers it acknowledged."""
    till = subprocess.Popen(
        [sys.executable, "-m", "tests.desktop.selling", str(folder), *words],
        stdout=subprocess.PIPE,
        text=True,
        cwd=_ROOT,
    )
    try:
        assert till.stdout is not None
        assert till.stdout.readline() == "open\n"
        time.sleep(after)
    finally:
        till.send_signal(signal.SIGKILL)
        rest, _ = till.communicate()
    assert till.returncode == -signal.SIGKILL
    return [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]


def _lost(folder: Path, acknowledged: list[str]) -> set[str]:
    """Acknowledged numbers that are not in the shop; the shop itself must be sound."""
    key = opening.demo_key(folder)
    assert key is not None
    kernel = opening.open_shop(folder, key)
    numbers = kernel.ask(_numbers)
    report = kernel.ask(check.check)
    kernel.close()
    assert report.sound, [entry for entry in report.findings if entry.broken]
    assert numbers == [f"A-{place:06d}" for place in range(1, len(numbers) + 1)]
    return {line.strip() for line in acknowledged} - set(numbers)


def test_t01_no_acknowledged_sale_is_lost(demo_folder: Path, tmp_path: Path) -> None:
    """The customer has the receipt in hand, and the shop must know of it."""
    chance = random.Random(41)
    sold = 0
    for _ in range(KILLS):
        acknowledged = _killed(demo_folder, chance.uniform(0, 0.4))
        sold += len(acknowledged)
        assert _lost(demo_folder, acknowledged) == set()
    assert sold > KILLS
    key = opening.demo_key(demo_folder)
    assert key is not None
    kernel = opening.open_shop(demo_folder, key)
    report = kernel.ask(
        check.check_deep, key=key, scratch=tmp_path / "rebuilt.db", steps=migration_steps()
    )
    kernel.close()
    assert report.sound, [entry for entry in report.findings if entry.broken]


def test_a_till_that_speaks_too_early_is_caught(demo_folder: Path) -> None:
    """The seeded defect: without it the test above would prove nothing."""
    assert _lost(demo_folder, _killed(demo_folder, 0.1, "early"))


_TAKES_PHOTOS = """
import os, signal, sys
from pathlib import Path
from desktop import opening
from models.services import attachments
from models.store.engine import FileKey
kernel = opening.open_shop(Path(sys.argv[1]), FileKey(bytes.fromhex(sys.argv[2])))
way = kernel.ask(attachments.intake)
print("open", flush=True)
for n in range(10**6):
    kept = way.keep_bytes(b"\\xff\\xd8\\xff" + str(n).encode() * 3000)
    kernel.run(attachments.add, "job", sys.argv[3], kept, name=f"{n}.jpg")
    print(n, flush=True)
"""


@pytest.mark.parametrize("wait", [0.05, 0.11, 0.173])
def test_killed_while_photos_come_no_row_lacks_its_file(
    shop: Shop, folder: Path, key: FileKey, wait: float
) -> None:
    """What was told to be there is there and whole; what was not may be an orphan, never a row without bytes."""
    job = shop.job().id
    shop.kernel.close()
    with subprocess.Popen(
        [sys.executable, "-c", _TAKES_PHOTOS, str(folder), key.raw.hex(), job],
        stdout=subprocess.PIPE,
        cwd=_ROOT,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        told = len(process.stdout.read().splitlines())
    opened = opening.open_shop(folder, key)
    try:
        rows = opened.ask(attachments.of_job, job)
        assert len(rows) >= told
        for row in rows:
            assert opened.ask(attachments.opened, row.id).read()
        assert opened.ask(check.check).sound
        lying = list(opened.store.vault.lying())
        assert len(lying) - len(rows) in (0, 1)
        for path in lying:
            os.utime(path, (time.time() - 100_000,) * 2)
        opened.run(attachments.sweep)
        assert len(list(opened.store.vault.lying())) == len(rows)
    finally:
        opened.close()
