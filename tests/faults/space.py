"""T04 to T06: the disk is full, or fails at any call, while selling, backing up or upgrading.

T04 fills a real file system of a few megabytes where this computer lets us mount one (a mount of the child's own,
gone with it), and in turns the disk of disk.c, which gives out at the very byte.
"""

import shutil
import subprocess
from functools import cache
from pathlib import Path

from models.store import backup, gate
from models.store.engine import FILE_NAME, FileKey
from tests.faults import disk
from tests.faults.row import NotHere, Row, Run
from tests.faults.shops import (
    Place,
    answered,
    child,
    counted,
    demonstration,
    environment,
    opened,
    prove_sound,
)
from tests.faults.strained import MODES
from tests.faults.upgrading import Released, released

_MOUNT = 'mount -t tmpfs -o size="$1" linli "$2" && cp -a "$3"/. "$2" && shift 3 && exec "$@"'
_FULL_FROM, _FULL_TO = 0, 400_000


@cache
def mounts() -> tuple[str, ...]:
    """The words before a command that may mount something nobody else sees; none where that is not allowed."""
    if shutil.which("unshare") is None:
        return ()
    words = ("unshare", "-rm")
    done = subprocess.run(
        [*words, "mount", "-t", "tmpfs", "linli", "/mnt"], capture_output=True, check=False
    )
    return words if done.returncode == 0 else ()


def _needs_disk() -> None:
    if disk.library() is None:
        raise NotHere("a failing disk: Linux and a C compiler")


def _shop(folder: Path) -> Place:
    _needs_disk()
    return demonstration(folder)


def _full_while_selling(place: Place, run: Run) -> None:
    """T04."""
    room = run.chance.randrange(_FULL_FROM, _FULL_TO) // 512 * 512
    if run.number % 2 == 0 and mounts():
        point = run.folder / "small"
        point.mkdir()
        prefix = (
            *mounts(), "sh", "-c", _MOUNT, "sh", "4m", str(point), str(place.folder),
        )  # fmt: skip
        process = child(
            "tests.faults.strained", "full", point, str(room), point / "filler", prefix=prefix
        )
    else:
        shop = place.copy(run.folder / "shop")
        control = disk.fresh_control(run.folder)
        process = child(
            "tests.faults.strained", "full", shop, str(room),
            env=environment(**disk.beneath(shop, control)),
        )  # fmt: skip
    answered(process)


def _failing(place: Place, run: Run) -> None:
    """T06: every call of a sale fails once, in each of four ways."""
    mode = MODES[run.number % len(MODES)]
    shop = place.copy(run.folder / "shop")
    control = disk.fresh_control(run.folder)
    process = child(
        "tests.faults.strained", "failing", shop, mode, str(run.number // len(MODES) + 1),
        env=environment(**disk.beneath(shop, control)),
    )  # fmt: skip
    answered(process)


class _Both:
    """A shop to be backed up and one of the first release to be upgraded, and how much each writes."""

    def __init__(self, folder: Path) -> None:
        _needs_disk()
        self.place = demonstration(folder)
        self.old = released()


def _full_while_keeping(both: _Both, run: Run) -> None:
    """T05: in turns a backup and an upgrade on a disk that gives out."""
    if run.number % 2 == 0:
        _full_backup(both.place, run)
    else:
        _full_upgrade(both.old, run)


def _full_backup(place: Place, run: Run) -> None:
    shop, stick = place.copy(run.folder / "shop"), run.folder / "stick"
    first = backup.make(shop, place.key, stick)
    names = {path.name for path in stick.iterdir()}
    size = (shop / FILE_NAME).stat().st_size
    control = disk.fresh_control(run.folder)
    control.leave_room(run.chance.randrange(0, size + 3000))
    process = child(
        "tests.faults.backing_up", shop, stick, env=environment(**disk.beneath(stick, control))
    )
    document = answered(process)
    now = {path.name for path in stick.iterdir()}
    if document["made"]:
        backup.verify(Path(document["made"]), place.key)
    else:
        assert document["said"] == "backup.full", document
        assert now == names, now - names
    backup.verify(first, place.key)
    _lives(shop, place.key)


def _full_upgrade(old: Released, run: Run) -> None:
    shop = old.copy(run.folder / "shop")
    size = (shop / FILE_NAME).stat().st_size
    control = disk.fresh_control(run.folder)
    control.leave_room(run.chance.randrange(0, int(size * 2.6)))
    env = environment(**disk.beneath(shop, control))
    document = answered(child("tests.faults.upgrading", shop, env=env))
    left = sorted(path.name for path in shop.rglob("*.part*"))
    assert not left, left
    if not document["done"]:
        # The index beside a log that has no room to grow is an I/O error to SQLite.
        assert document["said"] in ("store.full", "backup.full", "store.io"), document
        assert gate.look(shop / FILE_NAME, old.key).revision == old.revision
        assert len(backup.find(shop / gate.BACKUPS_FOLDER)) <= 1
    old.prove_upgraded(shop)


def _lives(shop: Path, key: FileKey) -> None:
    kernel = opened(shop, key)
    try:
        assert kernel.ask(counted)["bill"]
        prove_sound(kernel)
    finally:
        kernel.close()


ROWS = (
    Row(
        id="T04",
        must="say so, save nothing by half, resume",
        full=40,
        small=2,
        once=_full_while_selling,
        prepare=_shop,
    ),
    Row(
        id="T05",
        must="leave no final-named file, clean up, live data fine",
        full=60,
        small=2,
        once=_full_while_keeping,
        prepare=_Both,
    ),
    Row(
        id="T06",
        must="show an error, no wrong balance, reopen",
        full=240,
        small=4,
        once=_failing,
        prepare=_shop,
    ),
)
