"""The files beside the database: what fails here loses a photo, or shows it to whoever finds the folder."""

import errno
import os
import stat
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from models.base.errors import Cancelled, Environment, Refused
from models.rules.attachments import HEAD
from models.store import attachments, files
from models.store.attachments import FOLDER, Vault, sealed_size
from models.store.engine import FileKey

KEY = FileKey(bytes(range(32)))
PIECE = attachments._PIECE
SIZES = (1, 15, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path, KEY)


def _given(tmp_path: Path, content: bytes, name: str = "照片.jpg") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def _lying(vault: Vault) -> list[Path]:
    return list(vault.lying())


def _content(size: int) -> bytes:
    return (b"0123456789abcdefghijklmnopqrstuvwxyz" * (size // 36 + 1))[:size]


@pytest.mark.parametrize("size", SIZES)
def test_what_is_kept_comes_back_byte_for_byte(vault: Vault, tmp_path: Path, size: int) -> None:
    """Whatever its length: the edges of the pieces are where a byte gets lost."""
    content = _content(size)
    blob = vault.keep(_given(tmp_path, content))
    assert (blob.size, blob.head) == (size, content[:HEAD])
    assert vault.read(blob.digest, size) == content
    assert vault.path(blob.digest).stat().st_size == sealed_size(size)
    assert vault.keep_bytes(content) == blob
    assert len(_lying(vault)) == 1


def test_neither_name_nor_bytes_tell_what_it_is(vault: Vault, tmp_path: Path) -> None:
    """Who finds the folder and has the same picture must not see that the shop has it too."""
    content = b"MARK-OF-THE-PICTURE" * 4000
    blob = vault.keep(_given(tmp_path, content))
    path = vault.path(blob.digest)
    sealed = path.read_bytes()
    assert b"MARK-OF-THE-PICTURE" not in sealed
    assert blob.digest not in str(path)
    assert bytes.fromhex(blob.digest) not in sealed
    assert Vault(tmp_path, FileKey(bytes(32))).name(blob.digest) != path.name
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_same_key_made_again_opens_it_and_another_does_not(
    vault: Vault, tmp_path: Path
) -> None:
    """On a new computer the key comes from the paper; the photos have to open by it alone."""
    blob = vault.keep_bytes(b"x" * 1000)
    again = Vault(tmp_path, FileKey(bytes(range(32))))
    assert again.read(blob.digest, blob.size) == b"x" * 1000
    other = Vault(tmp_path, FileKey(bytes(32)))
    vault.path(blob.digest).parent.mkdir(exist_ok=True)
    other.path(blob.digest).parent.mkdir(exist_ok=True)
    os.replace(vault.path(blob.digest), other.path(blob.digest))
    with pytest.raises(Refused, match=r"attachment\.damaged"):
        other.read(blob.digest, blob.size)


def test_the_same_content_is_the_same_file_for_ever(tmp_path: Path) -> None:
    """A backup copies it once, and any sound copy heals a rotten one."""
    one, two = Vault(tmp_path / "a", KEY), Vault(tmp_path / "b", KEY)
    for vault in (one, two):
        vault.folder.parent.mkdir()
        vault.keep_bytes(_content(PIECE + 5))
    (here,), (there,) = _lying(one), _lying(two)
    assert here.relative_to(one.folder) == there.relative_to(two.folder)
    assert here.read_bytes() == there.read_bytes()


@pytest.mark.parametrize("size", [1, 1000, 2 * PIECE + 9])
def test_any_flipped_bit_is_found(vault: Vault, size: int) -> None:
    blob = vault.keep_bytes(_content(size))
    path = vault.path(blob.digest)
    sound = path.read_bytes()
    places = {0, 3, 4, 11, 12, len(sound) - 1, len(sound) // 2, *range(0, len(sound), 50_021)}
    for place in sorted(places):
        rotten = bytearray(sound)
        rotten[place] ^= 1 << (place % 8)
        path.write_bytes(bytes(rotten))
        with pytest.raises(Refused, match=r"attachment\.damaged"):
            vault.verify(blob.digest, blob.size)
    path.write_bytes(sound)
    vault.verify(blob.digest, blob.size)


def test_cut_grown_and_shuffled_files_are_found(vault: Vault) -> None:
    """Each piece is sound by itself; only their number and order tell."""
    size = 3 * PIECE
    blob = vault.keep_bytes(os.urandom(size))
    path = vault.path(blob.digest)
    sound = path.read_bytes()
    head, whole = 12, PIECE + 16
    pieces = [sound[head + n * whole : head + (n + 1) * whole] for n in range(3)]
    for bad in (
        sound[:-1],
        sound + b"\0",
        sound[: head + 2 * whole],
        b"",
        sound[:head] + pieces[1] + pieces[0] + pieces[2],
        sound[:head] + pieces[0] + pieces[0] + pieces[2],
    ):
        path.write_bytes(bad)
        with pytest.raises(Refused, match=r"attachment\.damaged"):
            vault.verify(blob.digest, size)
    path.unlink()
    assert not vault.holds(blob.digest, size)
    with pytest.raises(Refused, match=r"attachment\.missing"):
        vault.verify(blob.digest, size)


def test_a_file_under_another_s_name_is_found(vault: Vault) -> None:
    """Two photos swapped in the folder: the damage of one customer under the name of another."""
    one, two = vault.keep_bytes(b"a" * 500), vault.keep_bytes(b"b" * 500)
    vault.path(one.digest).write_bytes(vault.path(two.digest).read_bytes())
    with pytest.raises(Refused, match=r"attachment\.damaged"):
        vault.read(one.digest, 500)


def test_adding_it_again_heals_a_rotten_file(vault: Vault, tmp_path: Path) -> None:
    blob = vault.keep_bytes(b"abc" * 900)
    vault.path(blob.digest).write_bytes(b"\0" * sealed_size(blob.size))
    assert vault.keep(_given(tmp_path, b"abc" * 900)) == blob
    vault.verify(blob.digest, blob.size)


def test_what_cannot_be_kept_is_refused_and_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    cases: list[tuple[str, Any]] = [
        ("attachment.empty", _given(tmp_path, b"", "leer.jpg")),
        ("attachment.too_big", _given(tmp_path, b"x" * 1001, "big.jpg")),
        ("attachment.unreadable", tmp_path / "gone.jpg"),
        ("attachment.unreadable", tmp_path),
        ("attachment.unreadable", Path("a\0b")),
    ]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.jpg")  # would keep us waiting for ever
        cases.append(("attachment.unreadable", tmp_path / "pipe.jpg"))
    for code, path in cases:
        with pytest.raises(Refused) as refused:
            vault.keep(path, most=1000)
        assert refused.value.code == code
    with pytest.raises(Refused, match=r"attachment\.empty"):
        vault.keep_bytes(b"")
    assert _lying(vault) == []


def test_a_file_that_changes_while_it_is_read_is_refused(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A half-copied picture from the phone: what was hashed is not what would be kept."""
    path, through = _given(tmp_path, b"a" * 1000), attachments._read_through
    for later in (b"b" * 1000, b"a" * 999, b"a" * 1001):
        path.write_bytes(b"a" * 1000)

        def and_then(source: Path, most: int, progress: Any, later: bytes = later) -> Any:
            found = through(source, most, progress)
            source.write_bytes(later)
            return found

        monkeypatch.setattr(attachments, "_read_through", and_then)
        with pytest.raises(Refused, match=r"attachment\.changed"):
            vault.keep(path)
        assert _lying(vault) == []


def test_a_full_disk_leaves_nothing_half(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, f"No space left on device {handle}")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Environment, match=r"store\.full"):
        vault.keep(_given(tmp_path, b"x" * 100))
    monkeypatch.undo()
    assert _lying(vault) == []


def test_stopping_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    class Stop:
        def step(self, done: int, total: int) -> None:
            if done > total // 2:
                raise Cancelled

    with pytest.raises(Cancelled):
        vault.keep(_given(tmp_path, _content(2 * PIECE)), progress=Stop())
    assert _lying(vault) == []


def test_flushed_before_named_and_the_folder_after(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut shows nothing or the whole; a name whose bytes are not there yet would be a lost photo."""
    done: list[str] = []
    vault.keep_bytes(b"first")  # so that the folder itself stands

    def told(word: str, call: Any) -> Any:
        def do(*given: Any) -> Any:
            done.append(word)
            return call(*given)

        return do

    monkeypatch.setattr(files, "sync_folder", told("folder", files.sync_folder))
    monkeypatch.setattr(os, "replace", told("name", os.replace))
    fsync = os.fsync

    def flush(handle: int) -> None:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            done.append("flush")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", flush)
    vault.keep(_given(tmp_path, b"x" * 100))
    assert done.index("flush") < done.index("name") < done.index("folder")


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_planted_links_are_not_followed(vault: Vault, tmp_path: Path) -> None:
    """Somebody with the folder in hand puts a link where a photo or its folder goes."""
    outside = tmp_path / "outside"
    outside.mkdir()
    secret = _given(outside, b"secret" * 100, "s.txt")
    blob = vault.keep_bytes(b"x" * 300)
    path = vault.path(blob.digest)
    sealed = path.read_bytes()
    (outside / path.name).write_bytes(sealed)
    path.unlink()
    path.symlink_to(outside / path.name)
    assert not vault.holds(blob.digest, blob.size)
    with pytest.raises(Refused, match=r"attachment\.damaged"):
        vault.read(blob.digest, blob.size)
    vault.keep_bytes(b"x" * 300)  # the link itself is replaced, not what it leads to
    assert not path.is_symlink()
    assert (outside / path.name).read_bytes() == sealed
    room = vault.folder / "zz"
    room.symlink_to(outside)
    assert secret not in _lying(vault)
    assert not [found for found in _lying(vault) if found.parent == room]
    other = Vault(tmp_path / "shop", KEY)
    (tmp_path / "shop").mkdir()
    other.folder.symlink_to(outside)
    with pytest.raises(Environment, match=r"attachment\.foreign"):
        other.keep_bytes(b"y" * 10)
    assert sorted(p.name for p in outside.iterdir()) == sorted([path.name, "s.txt"])
    assert _lying(other) == []


def test_only_what_is_old_and_belongs_to_nothing_is_swept(vault: Vault) -> None:
    """A file that waits for its row, taken for rubbish, is a photo lost before it was ever seen."""
    named, fresh, stale = (vault.keep_bytes(bytes([n]) * 50) for n in (1, 2, 3))
    part = vault.path(stale.digest).with_name("0" * 64 + ".0123abcd.part")
    part.write_bytes(b"half")
    for old in (vault.path(named.digest), vault.path(stale.digest), part):
        os.utime(old, (time.time() - 90_000,) * 2)
    found = attachments.orphans([named.digest], vault)
    assert sorted(found) == sorted([vault.path(stale.digest), part])
    assert vault.holds(fresh.digest, 50)


def test_what_somebody_else_put_there_is_never_swept(vault: Vault, tmp_path: Path) -> None:
    """The owner dragged the only pictures of a wedding into the folder that is called attachments."""
    ours = vault.path(vault.keep_bytes(b"ours").digest)
    bad = ours.with_name(ours.name + ".bad.part")
    bad.write_bytes(b"rotten")
    (vault.folder / "我的照片").mkdir()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / ("1" * 64)).write_bytes(b"x")
    strangers = [vault.folder / "我的照片" / ("2" * 64), ours.with_name("IMG_1.jpg")]
    for path in (*strangers, vault.folder / ("3" * 64)):
        path.write_bytes(b"only copy")
    (ours.parent / ("4" * 64)).mkdir()
    if os.name != "nt":
        (vault.folder / "zz").symlink_to(outside)
        (vault.folder / "0f").symlink_to(outside)
        (ours.parent / ("5" * 64)).symlink_to(outside / ("1" * 64))
    for path in (*strangers, bad, ours):
        os.utime(path, (time.time() - 90_000,) * 2)
    assert sorted(attachments.orphans([], vault)) == sorted([bad, ours])
    assert _lying(vault) == sorted([bad, ours])


def test_a_junction_is_no_folder_of_ours(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows calls a junction a folder; a cloud's placeholder is one."""
    ours = vault.path(vault.keep_bytes(b"ours").digest)
    lstat = os.lstat

    def tagged(tag: int) -> Any:
        def look(path: Path) -> Any:
            found = lstat(path)
            room = Path(path) == ours.parent
            return SimpleNamespace(st_mode=found.st_mode, st_reparse_tag=tag if room else 0)

        return look

    monkeypatch.setattr(os, "lstat", tagged(0xA0000003))
    assert _lying(vault) == []
    with pytest.raises(Environment, match=r"attachment\.foreign"):
        vault.put(ours.name, [b"x"])
    monkeypatch.setattr(os, "lstat", tagged(0x9000001A))
    assert _lying(vault) == [ours]


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOTDIR, errno.ELOOP, errno.EACCES])
def test_a_file_that_cannot_be_read_is_a_damaged_one(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A scratched place under one picture is no trouble of the whole disk."""
    blob = vault.keep_bytes(b"x" * 100)

    def bad(*_args: Any) -> int:
        raise OSError(number, "bad sector")

    with monkeypatch.context() as broken:
        broken.setattr(os, "open", bad)
        with pytest.raises(Refused, match=r"attachment\.damaged"):
            vault.verify(blob.digest, blob.size)
        broken.setattr(os, "open", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOMEM, "x")))
        with pytest.raises(Environment, match=r"store\.io"):
            vault.verify(blob.digest, blob.size)


def test_one_that_does_not_go_keeps_no_other_from_going(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An erasure that stops at the first file which is open elsewhere leaves all the others readable."""
    names = sorted(vault.name(vault.keep_bytes(bytes([n])).digest) for n in range(1, 5))
    unlink = Path.unlink

    def held(path: Path, missing_ok: bool = False) -> None:
        if path.name == names[0]:
            raise PermissionError(errno.EACCES, "open elsewhere")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    with pytest.raises(Environment, match=r"store\.read_only"):
        vault.drop(names)
    assert [path.name for path in _lying(vault)] == names[:1]


def test_memory_stays_flat(tmp_path: Path) -> None:
    """Fifty megabytes dropped on a shop's old PC must not become two hundred in memory."""
    big = tmp_path / "big.bin"
    with big.open("wb") as file:
        file.truncate(48_000_000)
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from models.store.attachments import Vault\n"
        "from models.store.engine import FileKey\n"
        "v = Vault(Path(sys.argv[1]), FileKey(bytes(32)))\n"
        "v.keep_bytes(b'warm'); before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "b = v.keep(Path(sys.argv[2])); v.verify(b.digest, b.size)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    if os.name == "nt":
        pytest.skip("no such counter there")
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path), str(big)],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) < 8_000, "kilobytes more than before"
    assert (tmp_path / FOLDER).is_dir()
