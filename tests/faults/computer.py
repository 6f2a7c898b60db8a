"""T10 to T12: a second window, commands beside it, another user, a folder that is no place, an old library."""

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from desktop import opening
from desktop.instance import FolderLock
from desktop.machine import where_it_must_not_lie
from models.base.errors import Environment, Refused
from models.services import desk
from models.store.engine import FILE_NAME, connect
from tests.faults import disk
from tests.faults.power import Recording, laid, record
from tests.faults.row import Row, Run
from tests.faults.shops import (
    Place,
    bill_numbers,
    child,
    demonstration,
    environment,
    linli,
    opened,
    prove_kept,
)

_NOBODY = 65534
_WAIT_LEAST, _WAIT_MOST = 4.0, 8.0
"""Seconds a command takes longer to say "busy" than it takes to go through; five, and this computer's moods."""


def _commands_beside(place: Place, run: Run) -> None:
    """A till sells in one process while two commands at a time write in others: nothing is lost or doubled."""
    shop = place.copy(run.folder / "shop")
    till = child("tests.faults.till", shop)
    assert till.stdout is not None
    assert till.stdout.readline() == "open\n"
    taken = 0
    try:
        for turn in range(2):
            both = [_importing(shop, run.folder, f"{turn}{side}") for side in range(2)]
            for process in both:
                out, err = process.communicate(timeout=60)
                if process.returncode:  # a till without a pause may leave no gap for five seconds
                    assert json.loads(err.splitlines()[-1])["code"] == "store.busy", err[-300:]
                else:
                    taken += json.loads(out)["created"]
    finally:
        till.kill()
    rest, _ = till.communicate()
    numbers = prove_kept(shop, place.key, rest.split("\n")[:-1])
    assert len(numbers) > 12, "the till could not sell meanwhile"
    assert taken in (3, 6, 9, 12)
    assert _members(shop, place) == 12 + taken


def _importing(shop: Path, folder: Path, name: str) -> "subprocess.Popen[str]":
    table = folder / f"{name}.csv"
    rows = "".join(f"李雷{name}{n},155{name}{n:06d}\n" for n in range(3))
    table.write_text(f"姓名,手机\n{rows}", encoding="utf-8")
    return child("desktop", "--json", "--shop", shop, "import", "members", table)


def _members(shop: Path, place: Place) -> int:
    connection = connect(shop / FILE_NAME, place.key, read_only=True)
    try:
        return int(connection.execute("SELECT count(*) FROM member").fetchone()[0])
    finally:
        connection.close()


def _second_window(place: Place, run: Run) -> None:
    """The second window on a shop ends with a sentence; the first goes on, and when it ends another may begin."""
    shop = place.copy(run.folder / "shop")
    env = environment(HOME=str(run.folder), XDG_STATE_HOME=str(run.folder / "state"))
    first = child("desktop", "--shop", shop, env=env)
    try:
        _until(lambda: _is_held(shop))
        second = child("desktop", "--shop", shop, env=env)
        _, said = second.communicate(timeout=60)
        assert second.returncode == 1, said
        assert "Traceback" not in said, said
        assert said.strip(), "it ended without a word"
        assert first.poll() is None, "the first window ended with it"
    finally:
        first.kill()
        first.communicate()
    assert not _is_held(shop), "a killed window kept the lock"
    prove_kept(shop, place.key, [])


def _is_held(shop: Path) -> bool:
    lock = FolderLock(shop)
    try:
        lock.take()
    except Refused as refused:
        if refused.code != "shop.open_elsewhere":
            raise
        return True
    lock.give_back()
    return False


def _until(holds: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def _another_user(place: Place, run: Run) -> None:
    """Another user of the computer: refused while the first has it open, and never a crash."""
    shop = place.copy(run.folder / "shop")
    shared = run.number // 4 % 2 == 0
    for path in (shop, *shop.iterdir()):
        path.chmod((0o777 if path.is_dir() else 0o666) if shared else 0o755)
    for path in (run.folder, *run.folder.parents):
        if path.stat().st_uid == os.geteuid() and len(path.parts) > 2:
            path.chmod(path.stat().st_mode | 0o011)
    kernel = opened(shop, place.key)
    lock = FolderLock(shop)
    lock.take()
    try:
        said = _as_nobody(lambda: FolderLock(shop).take())
        assert said == "shop.open_elsewhere", said
    finally:
        lock.give_back()
        kernel.close()
    said = _as_nobody(lambda: _look_around(shop, place))
    assert said in (("",) if shared else ("store.read_only", "store.unreachable")), said
    prove_kept(shop, place.key, [])


def _look_around(shop: Path, place: Place) -> None:
    with FolderLock(shop):
        kernel = opening.open_shop(shop, place.key)
        kernel.ask(bill_numbers)
        kernel.run(desk.keep_draft, "member/new", {"name": "张"})
        kernel.close()


def _as_nobody(call: Callable[[], object]) -> str:
    """Call as another user in a process of its own; the trouble's code, "" where there was none."""
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        code = "died"
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(_NOBODY)
                os.setuid(_NOBODY)
            call()
            code = ""
        except (Refused, Environment) as trouble:
            code = trouble.code
        except BaseException as error:  # noqa: BLE001 - told to the parent, which fails on it
            code = f"{type(error).__name__} {error}"
        os.write(writer, code.encode()[:500] + b"\n")
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        said = file.readline().decode().strip()
    os.waitpid(process, 0)
    return said


def _busy(place: Place, run: Run) -> None:
    """A command that finds somebody writing waits five seconds, then says so; afterwards it goes through."""
    shop = place.copy(run.folder / "shop")
    began = time.monotonic()
    process = _importing(shop, run.folder, "99")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    usual = time.monotonic() - began
    holder = child("tests.faults.beside", "hold", shop, place.key.raw.hex(), "30")
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "held\n"
        began = time.monotonic()
        process = _importing(shop, run.folder, "00")
        _, err = process.communicate(timeout=60)
        waited = time.monotonic() - began - usual
        assert process.returncode == 1, err
        assert json.loads(err.splitlines()[-1])["code"] == "store.busy", err
        assert _WAIT_LEAST < waited < _WAIT_MOST, f"{waited:.1f} s"
    finally:
        holder.kill()
        holder.communicate()
    process = _importing(shop, run.folder, "00")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert _members(shop, place) == 18


def _together(place: Place, run: Run) -> None:
    """T10, one of four after the other."""
    ways = (_commands_beside, _second_window, _another_user, _busy)
    ways[run.number % 4](place, run)


_SYNCED = (
    "OneDrive", "OneDrive - 邻里", "Dropbox", "Dropbox (Personal)", "Google Drive", "GoogleDrive", "iCloudDrive",
    "坚果云", "Nutstore Files", "百度网盘", "BaiduNetdisk", "Nextcloud", "ownCloud", "Seafile", "WPSDrive",
)  # fmt: skip
_MARKS = (".stfolder", ".dropbox", ".dropbox.cache", ".owncloudsync.log", ".nextcloudsync.log")
_REMOTE = (
    "nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "davfs", "fuse.davfs2", "ceph", "fuse.rclone",
    "glusterfs", "fuse.gvfsd-fuse",
)  # fmt: skip
_PLACES = len(_SYNCED) + len(_MARKS) + 2 + len(_REMOTE)


def _no_place(place: Place, run: Run) -> None:
    """T11: refused with its reason before a byte is written; an ordinary folder of nearly that name is not."""
    number = run.number % _PLACES
    local = (len(_SYNCED), len(_SYNCED) + len(_MARKS), len(_SYNCED) + len(_MARKS) + 2)
    if number >= local[2]:
        _on_a_network(run, _REMOTE[number - local[2]])
        return
    if number < local[0]:
        within = run.folder / _SYNCED[number]
        within.mkdir()
    elif number < local[1]:
        within = run.folder / "ordinary"
        (within / _MARKS[number - local[0]]).mkdir(parents=True)
    else:  # by a link, which hides the name
        real = run.folder / "Dropbox"
        real.mkdir()
        within = run.folder / "linked"
        within.symlink_to(real)
    shop = place.copy(within / "shop")
    before = {path.name for path in shop.iterdir()}
    words = (("check",), ("search", "张"), ("export", "members", str(run.folder / "x.csv")))
    code, _, trouble = linli("--shop", shop, *words[run.number % 3])
    assert code == 1, trouble
    assert trouble["code"] == "shop.synced", trouble
    assert {path.name for path in shop.iterdir()} == before
    code, _, trouble = linli("demo", within / "new", "--members", "3", "--years", "0.1")
    assert code == 1
    assert trouble["code"] == "shop.synced"
    assert not (within / "new").exists()


def _on_a_network(run: Run, kind: str) -> None:
    mounts = run.folder / "mounts"
    point = run.folder / "far away"
    (point / "shop").mkdir(parents=True)
    escaped = str(point).replace(" ", "\\040")
    mounts.write_text(
        f"/dev/sda1 / ext4 rw 0 0\nserver:/x {escaped} {kind} rw 0 0\n", encoding="utf-8"
    )
    assert where_it_must_not_lie(point / "shop", mounts) == "shop.network"
    assert where_it_must_not_lie(run.folder / "far away too" / "shop", mounts) == ""
    link = run.folder / "near"
    link.symlink_to(point)
    assert where_it_must_not_lie(link / "shop", mounts) == "shop.network"


class _Old:
    """A till on an old library, recorded where that is possible."""

    def __init__(self, folder: Path) -> None:
        self.place = demonstration(folder)
        self.recording: Recording | None = None
        if disk.library() is not None:
            (folder / "old").mkdir()
            self.recording = record(self.place, folder / "old", "--old-library")


def _old_library(old: _Old, run: Run) -> None:
    """T12: it falls back to a rollback journal, says so, and a power cut costs nothing there either."""
    if run.number % 3 == 0 or old.recording is None:
        shop = old.place.copy(run.folder / "shop")
        process = child("tests.faults.till", shop, "--sales", "3", "--old-library", "--say-notes")
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err[-400:]
        lines = out.splitlines()
        assert "journal_mode truncate" in lines, lines
        assert any("旧" in line for line in lines), f"nothing was said: {lines}"
        prove_kept(shop, old.place.key, [line for line in lines if line.startswith("A-")])
        return
    recording = old.recording
    for image in range(5):
        cut = run.chance.randrange(len(recording.calls) + 1)
        files, said = recording.image_at(cut, run.chance)
        shop = laid(files, run.folder / f"shop-{image}", run.chance)
        prove_kept(shop, recording.place.key, said)


ROWS = (
    Row(
        id="T10",
        must="the window is refused, commands wait at most 5 s; no lost update",
        full=24,
        small=1,
        once=_together,
        prepare=demonstration,
    ),
    Row(
        id="T11",
        must="refuse with an explanation",
        full=_PLACES,
        small=3,
        once=_no_place,
        prepare=demonstration,
    ),
    Row(
        id="T12",
        must="fall back and say so",
        full=30,
        small=2,
        once=_old_library,
        prepare=_Old,
    ),
)
