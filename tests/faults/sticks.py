"""T13 to T15: a stick is pulled, full, locked or forgets what was written on it; a backup rots in the drawer."""

import errno
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from desktop.keeping import ShopKeeping
from models.base.clock import ManualClock
from models.base.ports import Silent
from models.rules.backups import light
from models.services import backups
from models.store import backup
from models.store.engine import FILE_NAME
from tests.faults import disk
from tests.faults.disk import Call
from tests.faults.power import Drive, laid
from tests.faults.row import NotHere, Row, Run
from tests.faults.shops import (
    Place,
    answered,
    child,
    demonstration,
    environment,
    opened,
    prove_kept,
    real,
)
from tests.faults.space import mounts

_IMAGES_EACH = 6


@dataclass(frozen=True)
class _Known:
    """A shop, how many calls a backup makes on the stick, and what they were."""

    place: Place
    first: Path
    """A stick with one good generation."""
    steps: int
    calls: tuple[Call, ...]


def _known(folder: Path) -> _Known:
    if disk.library() is None:
        raise NotHere("a stick that is pulled at a call: Linux and a C compiler")
    place = demonstration(folder)
    first = folder / "first"
    backup.make(place.folder, place.key, first)
    stick = Drive.of(first)
    laid(
        {name: bytes(file.flushed) for name, file in stick.names.items()},
        folder / "stick",
        Random(1),
    )
    control, log = disk.fresh_control(folder), folder / "record"
    control.arm(disk.FAIL, begin=0, mask=disk.CHANGES | disk.READ)
    env = environment(**disk.beneath(folder / "stick", control, log))
    shop = place.copy(folder / "shop")
    assert answered(child("tests.faults.backing_up", shop, folder / "stick", env=env))["made"]
    return _Known(place, first, control.calls, tuple(disk.recorded(log)))


def _pulled(known: _Known, run: Run) -> None:
    """T13: out at any call, the program ended at any call, or the power with what the stick had not flushed."""
    way = run.number % 4
    if way == 3:
        _cut_off(known, run)
        return
    shop = known.place.copy(run.folder / "shop")
    stick = run.folder / "stick"
    _copied(known.first, stick)
    control = disk.fresh_control(run.folder)
    begin = 1 + run.chance.randrange(known.steps)
    if way == 2:
        control.arm(disk.KILL, begin=begin, mask=disk.CHANGES | disk.READ)
    else:
        error = errno.EIO if way else errno.ENODEV
        control.arm(
            disk.FAIL, begin=begin, end=disk.FOR_EVER, mask=disk.CHANGES | disk.READ, error=error
        )
    env = environment(**disk.beneath(stick, control))
    process = child("tests.faults.backing_up", shop, stick, env=env)
    if way == 2:
        process.communicate(timeout=120)
        assert process.returncode == -signal.SIGKILL
        document = {"made": "", "said": ""}
    else:
        document = answered(process)
        assert document["made"] or document["said"].startswith("backup."), document
    if document["made"]:
        backup.verify(Path(document["made"]), known.place.key)
    _all_good(stick, known)
    prove_kept(shop, known.place.key, [])


def _cut_off(known: _Known, run: Run) -> None:
    for number in range(_IMAGES_EACH):
        whole = number % 2 == 0
        cut = len(known.calls) if whole else run.chance.randrange(len(known.calls) + 1)
        drive = Drive.of(known.first)
        for call in known.calls[:cut]:
            drive.take(call)
        stick = laid(drive.image(run.chance), run.folder / f"stick-{number}", run.chance)
        _all_good(stick, known)
        if whole:
            assert len(backup.find(stick)) == 2, "done was said and the stick does not have it"


def _all_good(stick: Path, known: _Known) -> None:
    """Every manifest on the stick has a copy that proves good, the first generation's among them."""
    found = backup.find(stick)
    assert {path.name for path in backup.find(known.first)} <= {path.name for path in found}
    for path in found:
        backup.verify(path, known.place.key)


def _copied(folder: Path, to: Path) -> None:
    to.mkdir()
    for path in folder.iterdir():
        (to / path.name).write_bytes(path.read_bytes())


def _unfit(known: _Known, run: Run) -> None:
    """T14: full, locked, or something else is read than was written: said, the older one stays whole."""
    way = run.number % 4
    shop, stick = known.place.copy(run.folder / "shop"), run.folder / "stick"
    _copied(known.first, stick)
    names = {path.name for path in stick.iterdir()}
    control = disk.fresh_control(run.folder)
    size = (shop / FILE_NAME).stat().st_size
    if way == 1 and mounts():
        _locked(known, shop, run)
        return
    if way == 0:
        control.leave_room(run.chance.randrange(size + 1000))
    elif way == 1:
        mask = disk.OPEN | disk.NAME | disk.WRITE
        refused = (errno.EROFS, errno.EACCES)[run.number // 4 % 2]
        control.arm(disk.FAIL, begin=1, end=disk.FOR_EVER, mask=mask, error=refused)
    else:
        mask = disk.WRITE if way == 2 else disk.READ
        begin = 1 + run.chance.randrange(known.steps // (1 if way == 2 else 3))
        control.arm(disk.SPOIL, begin=begin, end=begin + 1, mask=mask)
    env = environment(**disk.beneath(stick, control))
    document = answered(child("tests.faults.backing_up", shop, stick, env=env))
    struck = control.struck
    if document["made"]:
        assert way > 1, "done was said on a stick that takes nothing"
        backup.verify(Path(document["made"]), known.place.key)
    else:
        wanted = (
            ("backup.full",),
            ("backup.read_only", "backup.gone"),
            *((("backup.unverified",),) * 2),
        )[way]
        assert struck
        assert document["said"].startswith(wanted), document
        assert {path.name for path in stick.iterdir()} == names
    _all_good(stick, known)


_LOCKED = (
    'mount -t tmpfs -o size=8m linli "$1" && cp -a "$2"/. "$1" && mount -o remount,ro "$1" && shift 2'
    ' && exec "$@"'
)


def _locked(known: _Known, shop: Path, run: Run) -> None:
    """A stick whose slider is set: a file system mounted for reading only."""
    point = run.folder / "locked"
    point.mkdir()
    prefix = (*mounts(), "sh", "-c", _LOCKED, "sh", str(point), str(known.first))
    document = answered(child("tests.faults.backing_up", shop, point, prefix=prefix))
    assert document == {"made": "", "said": "backup.read_only"}, document


def _flip(content: bytes, chance: Random) -> bytes:
    turned = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        bit = chance.randrange(len(turned) * 8)
        turned[bit // 8] ^= 1 << bit % 8
    return bytes(turned)


_HARMS: tuple[Callable[[bytes, Random], bytes], ...] = (
    _flip,
    _flip,
    lambda content, chance: content[: chance.randrange(len(content))],
    lambda content, chance: content[:-512] + chance.randbytes(512),
    lambda content, _: bytes(len(content)),
)


def _rots(place: Place, run: Run) -> None:
    """T15: green after a good drill; the copy rots; the next monthly drill turns red and says so."""
    shop, stick = place.copy(run.folder / "shop"), run.folder / "stick"
    kernel = opened(shop, place.key)
    try:
        clock = ManualClock(kernel.around.clock.now())
        object.__setattr__(kernel.around, "clock", clock)
        keeping = ShopKeeping(kernel, plugged=lambda: (stick,))
        keeping.add_place(stick, "红 U 盘")
        made = keeping.backup(stick, Silent())
        assert keeping.drill(Silent()).passed
        found = light(kernel.ask(backups.standing), clock.now())
        assert found.colour == "green", found
        path = stick / made.file
        path.write_bytes(_HARMS[run.number % len(_HARMS)](path.read_bytes(), run.chance))
        clock.advance(timedelta(days=31))
        assert not keeping.drill(Silent()).passed, "the drill found nothing"
        found = light(kernel.ask(backups.standing), clock.now())
        assert found.colour == "red", found
    finally:
        kernel.close()


ROWS = (
    Row(
        id="T13",
        must='never "done" without a verifiable file',
        full=240,
        small=12,
        once=_pulled,
        prepare=_known,
    ),
    Row(
        id="T14",
        must="refuse, older generations intact",
        full=120,
        small=4,
        once=_unfit,
        prepare=_known,
    ),
    Row(
        id="T15",
        must="monthly drill turns red",
        full=40,
        small=1,
        once=_rots,
        prepare=real,
    ),
)
