"""T17 and T18: an upgrade is broken off at each step or written beside; an old program meets a newer file."""

import hashlib
import signal
import subprocess
import time
from pathlib import Path

from models.store import gate
from models.store.engine import FILE_NAME, connect
from tests.faults import disk
from tests.faults.power import Drive, laid
from tests.faults.row import NotHere, Row, Run
from tests.faults.shops import (
    PASSPHRASE,
    Place,
    answered,
    child,
    environment,
    linli,
    real,
)
from tests.faults.upgrading import Released, released, rows_of

_WAYS = ("killed", "killed", "cut", "written beside")


class _Upgrade:
    """A shop of the first release, and how many calls to the disk its upgrade makes."""

    def __init__(self, folder: Path) -> None:
        if disk.library() is None:
            raise NotHere("a disk that ends a process at a call: Linux and a C compiler")
        self.old = released()
        shop = self.old.copy(folder / "shop")
        self.before = self.old.copy(folder / "before")
        control, log = disk.fresh_control(folder), folder / "record"
        control.arm(disk.FAIL, begin=0)
        done = answered(_upgrading(shop, environment(**disk.beneath(shop, control, log))))
        assert done["done"]
        self.steps = control.calls
        self.calls = tuple(disk.recorded(log))


def _upgrading(shop: Path, env: dict[str, str]) -> subprocess.Popen[str]:
    return child("tests.faults.upgrading", shop, env=env)


def _broken_off(upgrade: _Upgrade, run: Run) -> None:
    """T17: the old or the new version lies there whole, and the next try upgrades it."""
    way = _WAYS[run.number % len(_WAYS)]
    if way == "written beside":
        _written_beside(upgrade.old, run)
        return
    if way == "cut":
        shop = _after_a_cut(upgrade, run)
    else:
        shop = upgrade.old.copy(run.folder / "shop")
        control = disk.fresh_control(run.folder)
        place = run.number // len(_WAYS) * 2 + run.number % len(_WAYS)
        control.arm(disk.KILL, begin=1 + place * 7 % upgrade.steps)
        process = _upgrading(shop, environment(**disk.beneath(shop, control)))
        out, err = process.communicate(timeout=120)
        assert process.returncode == -signal.SIGKILL, (out, err[-300:])
    found = gate.look(shop / FILE_NAME, upgrade.old.key)
    assert found.revision in (upgrade.old.revision, gate.SCHEMA)
    assert rows_of(shop, upgrade.old.key, upgrade.old.rows) == upgrade.old.rows
    upgrade.old.prove_upgraded(shop)


def _after_a_cut(upgrade: _Upgrade, run: Run) -> Path:
    drive = Drive.of(upgrade.before)
    for call in upgrade.calls[: run.chance.randrange(len(upgrade.calls) + 1)]:
        drive.take(call)
    return laid(drive.image(run.chance), run.folder / "shop", run.chance)


def _written_beside(old: Released, run: Run) -> None:
    """Another process writes into the shop while it is upgraded: all it said it wrote is there after."""
    shop = old.copy(run.folder / "shop")
    writer = child("tests.faults.beside", "write", shop, old.key.raw.hex())
    assert writer.stdout is not None
    assert writer.stdout.readline().strip().isdigit()
    try:
        time.sleep(run.chance.uniform(0, 0.1))
        done = answered(_upgrading(shop, environment()))
        assert done["done"] or done["said"] == "store.busy", done
        time.sleep(run.chance.uniform(0, 0.3))
    finally:
        writer.kill()
    rest, _ = writer.communicate()
    said = {f"beside/{line}" for line in rest.split("\n")[:-1]}
    kept = _drafts(shop, old)
    assert said <= kept, f"written and gone: {sorted(said - kept)[:5]}"
    old.prove_upgraded(shop)
    assert said <= _drafts(shop, old)


def _drafts(shop: Path, old: Released) -> set[str]:
    connection = connect(shop / FILE_NAME, old.key, read_only=True)
    try:
        return {row[0] for row in connection.execute("SELECT id FROM draft")}
    finally:
        connection.close()


def _newer(folder: Path) -> Place:
    return real(folder, members=4, sales=3)


_ASKED = (("check",), ("search", "张"), ("backup", "{stick}"), ("export", "members", "{stick}.csv"))


def _refused_newer(place: Place, run: Run) -> None:
    """T18: every command refuses, says why, and not a byte is changed; with a log beside it as well."""
    newer = place.copy(run.folder / "shop")
    connection = connect(newer / FILE_NAME, place.key)
    connection.execute("UPDATE alembic_version SET version_num=?", (f"{9000 + run.number}",))
    if run.number % 2:  # a copy of the files while they are open: the newer program was killed
        _copy_over(newer, run.folder / "killed")
        connection.close()
        newer = run.folder / "killed"
    else:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    before = _digests(newer)
    words = [w.format(stick=run.folder / "stick") for w in _ASKED[run.number % len(_ASKED)]]
    env = environment(LINLI_PASSPHRASE=PASSPHRASE)
    code, _, trouble = linli("--shop", newer, *words, env=env)
    assert code == 1, trouble
    assert trouble["code"] == "shop.newer", trouble
    assert _digests(newer) == before
    assert not list(run.folder.glob("stick*")), "something was made of it all the same"


def _copy_over(folder: Path, to: Path) -> None:
    to.mkdir()
    for path in folder.iterdir():
        (to / path.name).write_bytes(path.read_bytes())


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        # The readers' own index, and the empty log that SQLite lays beside a file it looks at.
        if not path.name.endswith("-shm") and path.stat().st_size
    }


ROWS = (
    Row(
        id="T17",
        must="old version opens, retry succeeds",
        full=100,
        small=4,
        once=_broken_off,
        prepare=_Upgrade,
    ),
    Row(
        id="T18",
        must="refuse, file unchanged",
        full=16,
        small=1,
        once=_refused_newer,
        prepare=_newer,
    ),
)
