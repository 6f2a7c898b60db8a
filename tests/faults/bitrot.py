"""T07 to T09: bits flip, a file is cut to nothing, a write-ahead log is lost or another's."""

import hashlib
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop import opening
from desktop.paths import migration_steps
from models.base.clock import ManualClock
from models.base.errors import Refused, Trouble
from models.kernel import Kernel, Surroundings
from models.services import check, job_file, member_file, search, today
from models.store import backup
from models.store.engine import FILE_NAME, FileKey
from tests.faults.disk import ROOT
from tests.faults.row import Row, Run
from tests.faults.shops import (
    MORNING,
    PASSPHRASE,
    bill_numbers,
    counted,
    demonstration,
    environment,
    linli,
    opened,
    prove_kept,
    prove_sound,
    real,
)

_LOG = FILE_NAME + "-wal"


class _Known:
    """A shop, and what a sound reading of it gives."""

    def __init__(self, folder: Path) -> None:
        self.place = demonstration(folder)
        copy = self.place.copy(folder / "read")
        kernel = _open(copy, self.place.key)
        self.read = _everything(kernel)
        kernel.close()
        self.whole = (self.place.folder / FILE_NAME).read_bytes()
        path = backup.make(copy, self.place.key, folder / "stick")
        manifest, _ = backup.read_manifest(path)
        self.facts = (manifest.counts, manifest.sums, manifest.head)


def _open(shop: Path, key: FileKey) -> Kernel:
    """Open it at the same moment each time, so that what is shown is the same."""
    around = Surroundings(ManualClock(MORNING), random.Random(5))
    return opening.open_shop(shop, key, around=around)


def _everything(kernel: Kernel) -> list[Any]:
    """What the screens would show, by value."""
    return [
        kernel.ask(counted),
        kernel.ask(bill_numbers),
        [kernel.ask(job_file.file, row.id) for row in kernel.ask(job_file.listed).rows],
        [kernel.ask(member_file.file, row.id) for row in kernel.ask(member_file.recent).rows],
        kernel.ask(search.search_all, "张"),
        kernel.ask(today.overview),
    ]


def _detected(call: Callable[[], Any]) -> bool:
    """Whether the program said that something is damaged."""
    try:
        call()
    except Trouble as trouble:
        if trouble.code not in _DAMAGED:
            raise
        return True
    return False


_DAMAGED = ("shop.damaged", "store.damaged", "shop.foreign", "backup.unverified", "shop.empty_file")


def _flipped(known: _Known, run: Run) -> None:
    """T07: nothing wrong is ever shown, the file is called damaged, and no backup of it is called good."""
    content = bytearray(known.whole)
    bits = [run.chance.randrange(len(content) * 8) for _ in range(run.chance.randint(1, 4))]
    for bit in set(bits):
        content[bit // 8] ^= 1 << bit % 8
    shop = known.place.copy(run.folder / "shop")
    (shop / FILE_NAME).write_bytes(content)
    key = known.place.key
    _kept_from_it(known, shop, run.folder / "stick")
    try:
        kernel = _open(shop, key)
    except Trouble as trouble:
        if trouble.code not in _DAMAGED:
            raise
        return
    try:
        shown: list[Any] = []
        if not _detected(lambda: shown.append(_everything(kernel))):
            for place, (read, written) in enumerate(zip(shown[0], known.read, strict=True)):
                assert read == written, f"something else was shown than was written: {place}"
        assert _detected(lambda: _deeply_sound(kernel, run.folder)), "a check found nothing"
    finally:
        kernel.close()


def _kept_from_it(known: _Known, shop: Path, stick: Path) -> None:
    """A backup is refused and leaves nothing; or the bits lay in no row, and the copy holds every one."""
    made: list[Path] = []
    if _detected(lambda: made.append(backup.make(shop, known.place.key, stick))):
        left = [path.name for path in stick.iterdir() if ".db" in path.name]
        assert not left, left
        return
    manifest = backup.verify(made[0], known.place.key).manifest
    assert (manifest.counts, manifest.sums, manifest.head) == known.facts


def _deeply_sound(kernel: Kernel, folder: Path) -> None:
    report = kernel.ask(
        check.check_deep,
        key=kernel.store.key,
        scratch=folder / "rebuilt.db",
        steps=migration_steps(),
    )
    if not report.sound:
        raise Refused("shop.damaged", name=FILE_NAME)


class _Backed:
    """A real shop with a verified backup."""

    def __init__(self, folder: Path) -> None:
        self.place = real(folder)
        self.stick = folder / "stick"
        self.made = backup.make(self.place.folder, self.place.key, self.stick)
        self.whole = (self.place.folder / FILE_NAME).read_bytes()


def _cut_short(backed: _Backed, run: Run) -> None:
    """T08: refused in the window's words, unchanged, and the backup that the words name brings all back."""
    shop = backed.place.copy(run.folder / "shop")
    file = shop / FILE_NAME
    size = 0 if run.number % 3 == 0 else run.chance.randrange(1, len(backed.whole))
    file.write_bytes(backed.whole[:size])
    env = environment(LINLI_PASSPHRASE=PASSPHRASE)
    code, _, trouble = linli("--shop", shop, "check", env=env)
    assert code == 1, trouble
    assert trouble["code"] == ("shop.empty_file" if size == 0 else "shop.damaged"), trouble
    assert file.read_bytes() == backed.whole[:size], "a refused file was written to"
    spoken = subprocess.run(
        [sys.executable, "-m", "desktop", "--shop", str(shop), "check"],
        capture_output=True, text=True, check=False, cwd=ROOT, env={**env, "LC_ALL": "en_GB.UTF-8"},
    )  # fmt: skip
    assert "backup" in spoken.stderr.lower(), spoken.stderr
    new = run.folder / "new"
    code, document, trouble = linli("restore", backed.stick, new, env=env)
    assert code == 0, trouble
    assert document["counts"]["bill"] == 12
    again = opened(new, backed.place.key)
    prove_sound(again)
    again.close()


class _Left:
    """A shop whose till was killed: file and log as they lay, an older log of it, and another shop's."""

    def __init__(self, folder: Path) -> None:
        self.place = demonstration(folder)
        self.shop = self.place.copy(folder / "shop")
        self.older = _left_log(self.shop, folder / "older")
        _sold(self.shop, "--sales", "4")
        _left_log(self.shop, folder / "newer")
        self.numbers = prove_kept(
            Path(shutil.copytree(self.shop, folder / "whole")), self.place.key, []
        )
        other = demonstration(_made(folder / "elsewhere"))
        stranger = other.copy(folder / "stranger")
        self.foreign = _left_log(stranger, folder / "foreign")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _left_log(shop: Path, keep: Path) -> bytes:
    """Sell a little and end without closing; the log that is left."""
    _sold(shop, "--sales", "7", "--keep-open")
    keep.write_bytes((shop / _LOG).read_bytes())
    return keep.read_bytes()


def _sold(shop: Path, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.faults.till", str(shop), *words],
        check=True, capture_output=True, cwd=ROOT, env=environment(),
    )  # fmt: skip


def _log_lost(left: _Left, run: Run) -> None:
    """T09: it opens on what the file alone holds, says what is missing, and goes on selling."""
    shop = Path(shutil.copytree(left.shop, run.folder / "shop"))
    log = shop / _LOG
    kind = ("gone", "empty", "foreign", "older", "rubbish", "cut")[run.number % 6]
    own = log.read_bytes()
    if kind == "gone":
        log.unlink()
    else:
        log.write_bytes(
            {
                "empty": b"",
                "foreign": left.foreign,
                "older": left.older,
                "rubbish": run.chance.randbytes(40_000),
                "cut": own[: run.chance.randrange(32, len(own) * 2 // 3)],
            }[kind]
        )
    kernel = opened(shop, left.place.key)
    try:
        numbers = kernel.ask(bill_numbers)
        assert numbers == left.numbers[: len(numbers)], kind
        assert kernel.store.gap is not None, f"{kind}: nobody was told"
        assert kernel.store.gap.operations > 0
        prove_sound(kernel)
    finally:
        kernel.close()
    told = subprocess.run(
        [sys.executable, "-m", "desktop", "--shop", str(shop), "check"],
        capture_output=True, text=True, check=False, cwd=ROOT,
        env=environment(LC_ALL="en_GB.UTF-8"),
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "补录" in told.stderr, f"{kind}: {told.stderr}"
    if kind in ("foreign", "older"):
        aside = [path for path in shop.iterdir() if ".foreign-" in path.name]
        assert len(aside) == 1
        wanted = left.foreign if kind == "foreign" else left.older
        assert hashlib.sha256(aside[0].read_bytes()).digest() == hashlib.sha256(wanted).digest()


ROWS = (
    Row(
        id="T07",
        must="be detected before use",
        full=400,
        small=8,
        once=_flipped,
        prepare=_Known,
    ),
    Row(
        id="T08",
        must="refuse, offer the newest verified backup",
        full=18,
        small=1,
        once=_cut_short,
        prepare=_Backed,
    ),
    Row(
        id="T09",
        must="open, report the gap",
        full=24,
        small=2,
        once=_log_lost,
        prepare=_Left,
    ),
)
