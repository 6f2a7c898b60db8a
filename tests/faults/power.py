"""T01 to T03: the process is killed, or the power goes, while a till sells.

A power cut is replayed: the disk under the till (disk.c) writes down every call, and an image is what a drive
could hold at one moment: what was flushed, and of what was not any part, in any order, torn at any sector. What
it cannot show: a drive that loses what it said was flushed, and the mapped -shm, which SQLite makes anew.
"""

import random
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import disk
from tests.faults.disk import Call
from tests.faults.row import NotHere, Row, Run
from tests.faults.shops import Place, child, demonstration, environment, prove_kept
from tests.faults.till import SAID

SECTOR = 512
_IMAGES_EACH = 25
_SALES = 30


def _killed(place: Place, run: Run) -> None:
    """T01: sell for a moment, kill, look."""
    shop = place.copy(run.folder / "shop")
    till = child("tests.faults.till", shop)
    try:
        assert till.stdout is not None
        assert till.stdout.readline() == "open\n", till.stderr and till.stderr.read()[-300:]
        time.sleep(run.chance.uniform(0, 0.4))
    finally:
        till.send_signal(signal.SIGKILL)
        rest, _ = till.communicate()
    assert till.returncode == -signal.SIGKILL
    said = [line.strip() for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    prove_kept(shop, place.key, said)


@dataclass
class _File:
    """A file as the drive knows it: what is flushed, and the calls since."""

    flushed: bytearray = field(default_factory=bytearray)
    waiting: list[Call] = field(default_factory=list)


@dataclass
class Drive:
    """A folder on a drive between two moments. Names reach it when their folder is flushed."""

    names: dict[str, _File] = field(default_factory=dict)
    seen: dict[str, _File] = field(default_factory=dict)
    waiting: list[tuple[str, str, _File | None]] = field(default_factory=list)
    """Folder, name, and the file it names from now on (None: nothing any more)."""
    folders: set[str] = field(default_factory=set)

    @staticmethod
    def of(folder: Path) -> "Drive":
        """A folder as it lies there, all of it flushed."""
        drive = Drive()
        for path in folder.rglob("*"):
            name = str(path.relative_to(folder))
            if path.is_dir():
                drive.folders.add(name)
            else:
                drive.names[name] = drive.seen[name] = _File(bytearray(path.read_bytes()))
        return drive

    def take(self, call: Call) -> None:
        """One call more."""
        name = call.name
        if call.kind in (disk.WRITTEN, disk.TRUNCATED):
            self.seen[name].waiting.append(call)
        elif call.kind == disk.MADE:
            self._name(name, _File())
        elif call.kind == disk.SYNCED:
            self._flush(name)
        elif call.kind == disk.UNLINKED:
            self._name(name, None)
        elif call.kind == disk.RENAMED:
            moved = self.seen.get(name)
            self._name(name, None)
            self._name(call.content.decode(), moved)
        elif call.kind == disk.FOLDER_MADE:
            self.folders.add(name)

    def _name(self, name: str, file: _File | None) -> None:
        if file is None:
            self.seen.pop(name, None)
        else:
            self.seen[name] = file
        self.waiting.append((str(Path(name).parent), name, file))

    def _flush(self, name: str) -> None:
        file = self.seen.get(name)
        if file is not None:
            for call in file.waiting:
                _lay(file.flushed, call.offset, call.content, cut=call.kind == disk.TRUNCATED)
            file.waiting.clear()
            return
        kept = []
        for folder, known, named in self.waiting:
            if folder == name:
                self._settle(known, named)
            else:
                kept.append((folder, known, named))
        self.waiting = kept

    def _settle(self, name: str, file: _File | None) -> None:
        if file is None:
            self.names.pop(name, None)
        else:
            self.names[name] = file

    def image(self, chance: random.Random) -> dict[str, bytes]:
        """What could be found after a cut now: a chance's choice of what was not flushed."""
        names = dict(self.names)
        kept = chance.choice((0.0, 0.2, 0.5, 0.9, 1.0))
        for _, name, file in self.waiting:
            if chance.random() < kept:
                if file is None:
                    names.pop(name, None)
                else:
                    names[name] = file
        return {name: _torn(file, chance, kept) for name, file in names.items()}


def _lay(content: bytearray, offset: int, new: bytes, *, cut: bool = False) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    if cut:
        del content[offset:]
    else:
        content[offset : offset + len(new)] = new


def _torn(file: _File, chance: random.Random, kept: float) -> bytes:
    """The flushed bytes and a choice of the waiting calls: dropped, in another order, torn by sectors."""
    content = bytearray(file.flushed)
    calls = [call for call in file.waiting if chance.random() < kept]
    if chance.random() < 0.5:
        chance.shuffle(calls)
    for call in calls:
        if call.kind == disk.TRUNCATED or chance.random() < 0.7:
            _lay(content, call.offset, call.content, cut=call.kind == disk.TRUNCATED)
        else:
            for start, piece in _sectors(call):
                if chance.random() < 0.5:
                    _lay(content, start, piece)
    return bytes(content)


def _sectors(call: Call) -> Iterator[tuple[int, bytes]]:
    at, end = call.offset, call.offset + len(call.content)
    while at < end:
        following = min(end, (at // SECTOR + 1) * SECTOR)
        yield at, call.content[at - call.offset : following - call.offset]
        at = following


@dataclass(frozen=True)
class Recording:
    """What a till did to its shop, and the shop as it lay before."""

    place: Place
    calls: tuple[Call, ...]

    def image_at(self, cut: int, chance: random.Random) -> tuple[dict[str, bytes], list[str]]:
        """The files after a cut before the call ``cut``, and the receipts said by then."""
        drive = Drive.of(self.place.folder)
        said = b""
        for call in self.calls[:cut]:
            if call.name == SAID:
                said += call.content
            else:
                drive.take(call)
        return drive.image(chance), said.decode().split()


def laid(files: dict[str, bytes], folder: Path, chance: random.Random) -> Path:
    """Write an image to a folder; the mapped index beside a log is old, empty or rubbish."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("-shm"):
            content = chance.choice((b"", bytes(32768), chance.randbytes(32768)))
        path.write_bytes(content)
    return folder


def record(place: Place, folder: Path, *words: str) -> Recording:
    """Let a till sell on a recording disk: at first one that closes, then one that just ends."""
    shop = place.copy(folder / "shop")
    log = folder / "record"
    control = disk.fresh_control(folder)
    for more in ((), ("--keep-open",)):
        till = child(
            "tests.faults.till", shop, "--sales", str(_SALES), "--say-in", shop / SAID,
            *words, *more,
            env=environment(**disk.beneath(shop, control, log)),
        )  # fmt: skip
        out, err = till.communicate(timeout=300)
        assert till.returncode == 0, err[-600:]
        assert len(out.splitlines()) == _SALES + 1
    return Recording(place, tuple(disk.recorded(log)))


def _needs_disk() -> None:
    if disk.library() is None:
        raise NotHere("a recording disk: Linux and a C compiler")


def _recording(folder: Path) -> Recording:
    _needs_disk()
    return record(demonstration(folder), folder)


def _cut(recording: Recording, run: Run) -> None:
    """T02: one image opens, is sound and knows what was said."""
    files, said = recording.image_at(run.chance.randrange(len(recording.calls) + 1), run.chance)
    shop = laid(files, run.folder / "shop", run.chance)
    prove_kept(shop, recording.place.key, said)


@dataclass(frozen=True)
class _Weak:
    """Recordings of tills that flush too little."""

    kinds: Sequence[Recording]


def _weak(folder: Path) -> _Weak:
    _needs_disk()
    place = demonstration(folder)
    kinds = []
    for mode in ("NORMAL", "OFF"):
        (folder / mode).mkdir()
        kinds.append(record(place, folder / mode, "--synchronous", mode))
    return _Weak(kinds)


def _caught(weak: _Weak, run: Run) -> None:
    """T03: the same images of a till that flushes too little: some are seen to lose or break something."""
    recording = weak.kinds[run.number % len(weak.kinds)]
    found = 0
    for image in range(_IMAGES_EACH):
        cut = run.chance.randrange(len(recording.calls) + 1)
        files, said = recording.image_at(cut, run.chance)
        shop = laid(files, run.folder / f"shop-{image}", run.chance)
        try:
            prove_kept(shop, recording.place.key, said)
        except Exception:  # noqa: BLE001 - lost, damaged or unsound: each is what is looked for
            found += 1
    assert found, f"none of {_IMAGES_EACH} images was seen to lose anything"


ROWS = (
    Row(
        id="T01",
        must="be consistent, lose no acknowledged row",
        full=200,
        small=3,
        once=_killed,
        prepare=demonstration,
    ),
    Row(
        id="T02",
        must="0 corrupt, 0 lost",
        full=600,
        small=20,
        once=_cut,
        prepare=_recording,
    ),
    Row(
        id="T03",
        must="be caught by the test (seeded defect)",
        full=24,
        small=2,
        once=_caught,
        prepare=_weak,
    ),
)
