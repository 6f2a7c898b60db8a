"""T16, T19, T20, T24: which backup may become the shop, what a hostile one may do, and the bare new PC."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from models.base.clock import ManualClock
from models.services import prices
from models.store import backup, backup_facts, keys
from models.store.engine import FILE_NAME, FileKey, connect
from models.store.keys import read_slots
from tests.faults.disk import ROOT
from tests.faults.row import Row, Run
from tests.faults.shops import (
    PASSPHRASE,
    Place,
    counted,
    environment,
    linli,
    opened,
    prove_sound,
    real,
)
from tests.shopkeeping import Shop

_MEMORY_MOST = 400_000
"""KiB that a command may take at the most; one that does nothing takes a quarter of it."""


@dataclass(frozen=True)
class _Shops:
    """A shop with a backup, the same shop further on, and a stranger's."""

    place: Place
    stick: Path
    manifest: Path
    further: Path
    stranger: Path


def _shops(folder: Path) -> _Shops:
    place = real(folder)
    stick = folder / "stick"
    manifest = backup.make(place.folder, place.key, stick)
    further = place.copy(folder / "further")
    kernel = opened(further, place.key)
    _sell_more(kernel)
    kernel.close()
    (folder / "other").mkdir()
    stranger = real(folder / "other", members=3, sales=2)
    return _Shops(place, stick, manifest, further, stranger.folder)


def _sell_more(kernel: Any) -> str:
    """One sale more; its receipt's number."""
    shop = Shop.__new__(Shop)
    shop.kernel, shop.clock, shop._keys = kernel, ManualClock(kernel.around.clock.now()), count(900)
    shop.items = {row.code: row.id for row in kernel.ask(prices.price_list).rows}
    return shop.sell("FW-001").number


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "window.lock" and path.stat().st_size
        and not path.name.endswith("-shm")
    }  # fmt: skip


def _copied(folder: Path, to: Path) -> Path:
    to.mkdir()
    for path in folder.iterdir():
        if path.is_file():
            (to / path.name).write_bytes(path.read_bytes())
    return to


def _over(shops: _Shops, run: Run) -> None:
    """T16: another shop's, an older, a newer-schema backup over a shop that is there."""
    kind = ("older", "other", "newer", "same")[run.number % 4]
    there = {"older": shops.further, "other": shops.stranger}.get(kind, shops.place.folder)
    folder, stick = _copied(there, run.folder / "shop"), _copied(shops.stick, run.folder / "stick")
    if kind == "newer":
        _of_a_newer_program(stick, shops)
    before = _digests(folder)
    env = environment(LINLI_PASSPHRASE=PASSPHRASE)
    code, _, trouble = linli("restore", stick, folder, env=env)
    assert code == 1, "restored without a yes"
    wanted = {
        "older": "restore.older",
        "other": "restore.other_shop",
        "newer": "shop.newer",
        "same": "restore.replaces",
    }
    assert trouble["code"] == wanted[kind], trouble
    assert _digests(folder) == before, "the present data was touched without a yes"
    code, document, trouble = linli("restore", stick, folder, "--yes", env=env)
    if kind == "newer":
        assert code == 1
        assert trouble["code"] == "shop.newer"
        assert _digests(folder) == before
        return
    assert code == 0, trouble
    (aside,) = [
        path for path in folder.iterdir() if path.is_dir() and path.name.startswith("aside")
    ]
    was = _digests(there)
    assert {name: was[name] for name in (FILE_NAME, "keys.json")} == {
        name: digest for name, digest in _digests(aside).items() if name in was
    } or _same_rows(there, aside, shops), "what was set aside is not what was there"
    _holds_the_backup(folder, shops)
    del document


def _same_rows(there: Path, aside: Path, shops: _Shops) -> bool:
    """Settling the log may have rewritten the file; the rows must be the same."""
    key = keys.unlock(read_slots(there), "passphrase", PASSPHRASE)
    del shops
    return _facts(there / FILE_NAME, key) == _facts(aside / FILE_NAME, key)


def _facts(path: Path, key: FileKey) -> dict[str, Any]:
    connection = connect(path, key, read_only=True)
    try:
        found = backup_facts.facts(connection)
    finally:
        connection.close()
    return found


def _holds_the_backup(folder: Path, shops: _Shops) -> None:
    """Counts and sums are the backup's; it opens, is sound, and goes on as another incarnation."""
    manifest, _ = backup.read_manifest(shops.manifest)
    found = _facts(folder / FILE_NAME, shops.place.key)
    assert {name: found["counts"][name] for name in ("member", "job", "bill", "operation")} == {
        name: manifest.counts[name] for name in ("member", "job", "bill", "operation")
    }
    assert found["sums"] == manifest.sums
    assert found["incarnation"] != manifest.incarnation
    kernel = opened(folder, shops.place.key)
    try:
        prove_sound(kernel)
    finally:
        kernel.close()


def _of_a_newer_program(stick: Path, shops: _Shops) -> None:
    (path,) = backup.find(stick)
    manifest, _ = backup.read_manifest(path)
    copy = stick / manifest.file
    connection = connect(copy, shops.place.key)
    connection.execute("UPDATE alembic_version SET version_num='9000'")
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    _sealed_again(path, shops.place.key, revision="9000")


def _sealed_again(path: Path, key: FileKey, **more: Any) -> None:
    """Sign a copy that was altered, as somebody with the key could."""
    manifest, _ = backup.read_manifest(path)
    content = path.with_name(manifest.file).read_bytes()
    known = replace(manifest, sha256=hashlib.sha256(content).hexdigest(), size=len(content), **more)
    path.write_bytes(backup.seal_bytes(msgspec.json.encode(known, order="sorted"), key))


_PLANTS = (
    "CREATE TRIGGER t AFTER INSERT ON bill BEGIN DELETE FROM tender; END",
    "CREATE TRIGGER find_t AFTER INSERT ON operation BEGIN UPDATE staff SET level=3; END",
    "CREATE VIEW v AS SELECT * FROM member",
    "DROP TABLE draft; CREATE VIEW draft AS SELECT 'x' AS id, 'y' AS content, 0 AS at",
    "CREATE TABLE extra(a)",
    "CREATE VIRTUAL TABLE find_more USING fts5(a)",
    "CREATE TABLE find_extra(a)",
    "ALTER TABLE staff ADD COLUMN more TEXT DEFAULT 'x'",
    "ALTER TABLE bill ADD COLUMN twice INTEGER GENERATED ALWAYS AS (total*2) VIRTUAL",
    "CREATE INDEX more ON bill(abs(total))",
    "CREATE UNIQUE INDEX one_each ON tender(bill_id)",
    "DROP INDEX bill_order",
    "DROP TABLE attempt; CREATE TABLE attempt(who TEXT PRIMARY KEY, wrong INTEGER"
    " CHECK (wrong < 1), stamp INTEGER) STRICT",
)


def _hostile(shops: _Shops, run: Run) -> None:
    """T19: a backup with something planted in it is refused, signed and sealed as it is; nothing is restored."""
    stick = _copied(shops.stick, run.folder / "stick")
    (path,) = backup.find(stick)
    copy = stick / backup.read_manifest(path)[0].file
    plant = _PLANTS[run.number % len(_PLANTS)]
    connection = connect(copy, shops.place.key)
    connection.execute("PRAGMA journal_mode=DELETE")
    for statement in plant.split("; ") if not plant.startswith("CREATE TRIGGER") else (plant,):
        connection.execute(statement)
    connection.close()
    for left in ("-wal", "-shm"):
        copy.with_name(copy.name + left).unlink(missing_ok=True)
    counts = _facts(copy, shops.place.key)["counts"]
    _sealed_again(path, shops.place.key, counts=counts)
    target = run.folder / "new"
    code, _, trouble = linli("restore", stick, target, env=environment(LINLI_PASSPHRASE=PASSPHRASE))
    assert code == 1, f"restored: {plant}"
    assert trouble["code"] == "backup.unverified", (plant, trouble)
    assert not (target / FILE_NAME).exists()


_NAMES = (
    "../outside.db", "../../outside.db", "/etc/passwd", "a/b.db", "..", ".", "", "C:\\outside.db", "C:outside.db",
    "\\\\server\\x", "a\x00b.db", "con", "nul.db", "x" * 5000, "linli.db\n", "~/x", "file:///etc/passwd",
)  # fmt: skip


def _sparse(path: Path, size: int) -> None:
    with path.open("ab") as file:
        file.truncate(size)


def _instead(path: Path, make: Callable[[Path], object]) -> None:
    path.unlink()
    make(path)


def _many(path: Path) -> None:
    for number in range(3000):
        path.with_name(f"linli-2026{number:05d}.db.manifest.json").write_text("{}")
    path.write_text("{}")


_COPIES: dict[str, Callable[[Path], object]] = {
    "link": lambda copy: copy.symlink_to("/etc/passwd"),
    "folder link": lambda copy: copy.symlink_to("/etc"),
    "pipe": os.mkfifo,
    "folder": lambda copy: copy.mkdir(),
    "sparse copy": lambda copy: _sparse(copy, 2 << 30),
}
"""What lies where the copy should be."""
_MANIFESTS: dict[str, Callable[[Path], object]] = {
    "sparse manifest": lambda path: _sparse(path, 6 << 30),
    "deep": lambda path: path.write_text('{"manifest":' + "[" * 200_000 + "]" * 200_000 + "}"),
    "many": _many,
    "slots": lambda path: _with(
        path, lambda known: known["slots"]["slots"][0].update(time=10**9, memory=10**9)
    ),
    "manifest pipe": lambda path: _instead(path, os.mkfifo),
    "manifest link": lambda path: _instead(path, lambda gone: gone.symlink_to("/dev/zero")),
    "huge number": lambda path: _with(path, lambda known: known.update(size=10**30)),
}
_SHAPES = (*_COPIES, *_MANIFESTS)


def _shaped(stick: Path, path: Path, shape: str) -> None:
    """Lay a thing of this shape where the copy or its manifest should be."""
    if shape in _MANIFESTS:
        _MANIFESTS[shape](path)
        return
    copy = stick / backup.read_manifest(path)[0].file
    copy.unlink()
    _COPIES[shape](copy)


def _with(path: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Alter a manifest; its signature no longer fits, as a stranger could not sign it."""
    whole = json.loads(path.read_bytes())
    change(whole["manifest"])
    path.write_text(json.dumps(whole), encoding="utf-8")


_MEASURED = """
import resource, sys
from pathlib import Path
from desktop.__main__ import main
code = main(sys.argv[1:])
status = Path("/proc/self/status")
# getrusage would also tell what the parent held when it forked; the kernel's own mark is this program's.
lines = status.read_text().splitlines() if status.exists() else []
peak = [line.split()[1] for line in lines if line.startswith("VmHWM")]
print("KiB", peak[0] if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


def _slipped(shops: _Shops, run: Run) -> None:
    """T20: names that lead elsewhere, links, pipes, things without an end: nothing outside, memory bounded."""
    within = run.folder / "a" / "b"
    within.mkdir(parents=True)
    stick = _copied(shops.stick, within / "stick")
    (path,) = backup.find(stick)
    number = run.number % (len(_NAMES) + len(_SHAPES))
    if number < len(_NAMES):
        what = _NAMES[number]
        _with(path, lambda known: known.update(file=what))
    else:
        what = _SHAPES[number - len(_NAMES)]
        _shaped(stick, path, what)
    before = {str(entry) for entry in run.folder.rglob("*")}
    words = ["restore", str(stick), str(within / "new")]
    if run.number % 2:
        words = ["restore", str(path), str(within / "new")]
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *words],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=60,
        env=environment(LINLI_PASSPHRASE=PASSPHRASE),
    )  # fmt: skip
    assert done.returncode == 1, f"{what!r}: exit {done.returncode} {done.stderr[-300:]}"
    assert "Traceback" not in done.stderr, f"{what!r}: {done.stderr[-300:]}"
    used = int(done.stderr.rsplit("KiB", 1)[1])
    assert used < _MEMORY_MOST, f"{what!r}: {used} KiB"
    made = {str(entry) for entry in run.folder.rglob("*")} - before
    assert not made, f"{what!r} left {sorted(made)[:3]}"


def _bare(shops: _Shops, run: Run) -> None:
    """T24: nothing but a stick and a slip of paper; the counts and sums are equal, and the shop sells on."""
    home = run.folder / "home"
    home.mkdir()
    stick = _copied(shops.stick, run.folder / "stick")
    paper = shops.place.paper_key
    typed = (paper, paper.lower(), paper.replace("-", " "), PASSPHRASE)[run.number % 4]
    env = environment(HOME=str(home), XDG_DATA_HOME=str(home / "data"), LINLI_PASSPHRASE=typed)
    new = home / "shop"
    code, document, trouble = linli("restore", stick, new, env=env)
    assert code == 0, trouble
    manifest, _ = backup.read_manifest(backup.find(stick)[0])
    assert document["counts"] == manifest.counts
    code, report, trouble = linli("--shop", new, "check", "--deep", env=env)
    assert code == 0, (report, trouble)
    restored = replace(shops, stick=stick)
    _holds_the_backup(new, restored)
    kernel = opened(new, shops.place.key)
    try:
        before = kernel.ask(counted)
        assert _sell_more(kernel) == "B-000001", "a number could be printed twice"
        assert kernel.ask(counted)["bill"] == before["bill"] + 1
        prove_sound(kernel)
    finally:
        kernel.close()


ROWS = (
    Row(
        id="T16",
        must="refuse or confirm; present file set aside",
        full=12,
        small=1,
        once=_over,
        prepare=_shops,
    ),
    Row(
        id="T19",
        must="refuse",
        full=len(_PLANTS) * 2,
        small=2,
        once=_hostile,
        prepare=_shops,
    ),
    Row(
        id="T20",
        must="nothing outside the target, memory bounded",
        full=len(_NAMES) + len(_SHAPES),
        small=2,
        once=_slipped,
        prepare=_shops,
    ),
    Row(
        id="T24",
        must="full restore, counts and sums equal",
        full=12,
        small=1,
        once=_bare,
        prepare=_shops,
    ),
)
