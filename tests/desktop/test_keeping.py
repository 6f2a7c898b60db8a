"""Backups in the shop's life: places, proofs, tidying and the monthly drill. The light is lit by these alone."""

import os
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop import backups_watch, keeping, opening
from desktop.keeping import ShopKeeping
from models.base.errors import Environment, Refused
from models.base.ports import Silent
from models.base.rights import Actor, Level
from models.kernel import NOBODY
from models.rules.backups import light
from models.services import backups
from models.store import backup, backup_place, restoring
from models.store.backup_place import MARK_NAME
from models.store.engine import FileKey
from tests.conftest import PASSPHRASE
from tests.shopkeeping import Shop
from views.keeping import Generation


class Sticks:
    """Drive letters in the test's own folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.roots: tuple[Path, ...] = ()

    def __call__(self) -> tuple[Path, ...]:
        return self.roots

    def plug(self, letter: str) -> Path:
        """Plug a stick in as ``letter``."""
        root = self.root / letter
        root.mkdir(parents=True, exist_ok=True)
        self.roots = (*self.roots, root)
        return root

    def move(self, old: str, new: str) -> Path:
        """Unplug it, and plug it in again under another letter."""
        self.roots = tuple(root for root in self.roots if root.name != old)
        (self.root / old).rename(self.root / new)
        return self.plug(new)


@pytest.fixture
def plugged(tmp_path: Path) -> Sticks:
    """No stick yet."""
    return Sticks(tmp_path / "drives")


@pytest.fixture
def keeper(shop: Shop, plugged: Sticks) -> ShopKeeping:
    """The shop's backups, looked after by hand."""
    return ShopKeeping(shop.kernel, plugged=plugged)


@pytest.fixture
def stick(plugged: Sticks, keeper: ShopKeeping) -> Path:
    """A stick that is kept as a place."""
    folder = plugged.plug("E") / "备份"
    keeper.add_place(folder, "红 U 盘")
    return folder


def _colour(shop: Shop) -> str:
    found = light(shop.kernel.ask(backups.standing), shop.clock.now())
    return f"{found.colour} {found.code}"


def _spoil(folder: Path, key: FileKey, place: int = 0) -> str:
    """Rot one byte of the copy at ``place`` (0 the newest)."""
    one = backup_place.generations(folder, key)[place]
    file = folder / one.manifest.file
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 4
    file.write_bytes(content)
    return one.manifest.file


def test_the_light_from_the_first_day_to_green(
    shop: Shop, keeper: ShopKeeping, stick: Path
) -> None:
    """Red until there is a copy, amber until one was really restored; then green, and old again by itself."""
    assert _colour(shop) == "red never"
    made = keeper.backup(stick, Silent())
    assert _colour(shop) == "amber undrilled"
    drilled = keeper.drill(Silent())
    assert (drilled.passed, drilled.file, drilled.bills) == (True, made.file, 0)
    assert _colour(shop) == "green fine"
    shop.clock.advance(timedelta(days=4))
    assert _colour(shop) == "amber old"


def test_a_stick_comes_back_under_another_letter(
    shop: Shop, keeper: ShopKeeping, stick: Path, plugged: Sticks
) -> None:
    """E: yesterday, F: today; a program that does not know it again asks the owner every morning."""
    keeper.backup(stick, Silent())
    plugged.move("E", "F")
    (state,) = keeper.places()
    assert state.here == plugged.root / "F" / "备份"
    keeper.backup(state.here, Silent())
    assert shop.kernel.ask(backups.places)[0].path == str(state.here)
    assert len(keeper.generations(state.here)) == 2
    plugged.roots = ()
    (state.here / MARK_NAME).unlink()
    assert keeper.places()[0].here is None


def test_backups_and_drills_go_on_while_nobody_is_signed_in(
    shop: Shop, keeper: ShopKeeping, stick: Path
) -> None:
    """The desk locks itself at noon; the copy of the day is made all the same."""
    shop.kernel.actor = NOBODY
    keeper.backup(stick, Silent())
    assert keeper.drill(Silent()).passed
    with pytest.raises(Refused, match=r"right\.missing"):
        shop.kernel.run(backups.remove_place, keeper.places()[0].place.id)
    shop.kernel.actor = Actor(id="c", name="小何", level=Level.CLERK)
    with pytest.raises(Refused, match=r"right\.missing"):
        shop.kernel.run(backups.remove_place, keeper.places()[0].place.id)


def test_t15_a_copy_that_rots_turns_the_light_red_and_an_older_one_is_named(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey
) -> None:
    """Found by the monthly drill in June, not by the burnt PC in December."""
    keeper.backup(stick, Silent())
    older = keeper.generations(stick)[0]
    shop.sell("FW-001")
    keeper.backup(stick, Silent())
    assert keeper.drill(Silent()).passed
    bad = _spoil(stick, key)
    shop.clock.advance(timedelta(days=1))
    drilled = keeper.drill(Silent())
    assert (drilled.file, drilled.damaged, drilled.sound_at) == (bad, True, older.made_at)
    assert _colour(shop) == "red damaged_older"
    proofs = shop.kernel.ask(backups.proofs)
    assert (proofs[bad].passed, proofs[older.file].passed) == (False, True)
    shop.clock.advance(timedelta(minutes=5))
    keeper.backup(stick, Silent())
    assert _colour(shop) == "amber drill_again"
    assert keeper.drill(Silent()).passed
    assert _colour(shop) == "green fine"


def test_a_drill_leaves_nothing_and_shows_nobody(
    shop: Shop, keeper: ShopKeeping, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole second shop for half a minute: for the owner's eyes only, and gone afterwards, whatever happens."""
    keeper.backup(stick, Silent())
    folder = shop.kernel.store.folder
    before = {path.name for path in folder.iterdir()}
    modes: list[int] = []
    carry_out = restoring.restore

    def watched(*args: Any, **kw: Any) -> Any:
        modes.append(stat.S_IMODE(args[2].stat().st_mode))
        return carry_out(*args, **kw)

    monkeypatch.setattr(restoring, "restore", watched)
    assert keeper.drill(Silent()).passed
    assert {path.name for path in folder.iterdir()} == before
    assert os.name == "nt" or modes == [0o700]

    def broken(*_args: Any, **_kw: Any) -> None:
        raise Environment("store.full")

    monkeypatch.setattr(restoring, "restore", broken)
    drilled = keeper.drill(Silent())
    assert (drilled.code, drilled.damaged) == ("store.full", False)
    assert _colour(shop) == "amber drill_failed"
    assert {path.name for path in folder.iterdir()} == before


def test_a_drill_counts_and_does_not_believe(
    keeper: ShopKeeping, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A restored shop that opens well and lacks a bill is found by its sums."""
    keeper.backup(stick, Silent())
    compare = keeping._compare

    def lacking(manifest: Any, found: dict[str, Any]) -> None:
        compare(manifest, {**found, "sums": {**found["sums"], "bill.total": -1}})

    monkeypatch.setattr(keeping, "_compare", lacking)
    drilled = keeper.drill(Silent())
    assert (drilled.code, drilled.damaged) == ("backup.unverified", True)


def test_without_a_reachable_copy_there_is_no_drill(keeper: ShopKeeping, stick: Path) -> None:
    """An answer, not a crash at three in the night."""
    with pytest.raises(Refused, match=r"backup\.nowhere"):
        keeper.drill(Silent())
    assert stick.exists()


def test_t13_a_pulled_stick_is_said_and_remembered(
    shop: Shop, keeper: ShopKeeping, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pulled while it blinks: never "done", the reason in plain words, the shop untouched."""
    keeper.backup(stick, Silent())
    keeper.drill(Silent())

    def gone(path: Path) -> None:
        raise OSError(5, "Input/output error", str(path))

    monkeypatch.setattr(backup, "sync_file", gone)
    shop.clock.advance(timedelta(minutes=1))
    with pytest.raises(Environment, match=r"backup\.gone"):
        keeper.backup(stick, Silent())
    found = light(shop.kernel.ask(backups.standing), shop.clock.now())
    assert (found.colour, found.code, found.values["why"]) == ("amber", "failed", "backup.gone")
    assert len(keeper.generations(stick)) == 1


def test_t14_a_stick_that_takes_no_writing_is_refused(
    shop: Shop, keeper: ShopKeeping, tmp_path: Path
) -> None:
    """A locked stick: said at once, and it does not stand in the list as a place that works."""
    target = tmp_path / "file"
    target.write_text("not a folder")
    with pytest.raises(Environment, match=r"backup\.(gone|read_only)"):
        keeper.add_place(target / "x", "锁住的")
    assert shop.kernel.ask(backups.places) == ()


def test_tidying_follows_the_rule_and_only_after_a_good_copy(
    shop: Shop, keeper: ShopKeeping, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three copies of one hour: the oldest goes. Where a new one fails, everything stays."""
    for _ in range(3):
        keeper.backup(stick, Silent())
    assert len(keeper.generations(stick)) == 2
    (stick / "photo.jpg").write_bytes(b"x")

    def broken(*_args: Any) -> None:
        raise Refused("backup.unverified", what="seal", name="x")

    monkeypatch.setattr(backup, "proven", broken)
    before = {path.name for path in stick.iterdir()}
    with pytest.raises(Refused):
        keeper.backup(stick, Silent())
    assert {path.name for path in stick.iterdir()} == before
    assert _colour(shop).startswith("amber failed")


def test_one_at_a_time(keeper: ShopKeeping, stick: Path) -> None:
    """The clock strikes while the owner clicks: two copies at once would halve each other's speed."""
    told: list[str] = []

    class Meddle:
        def step(self, _done: int, _total: int) -> None:
            if not told:
                with pytest.raises(Refused, match=r"backup\.underway") as refused:
                    keeper.drill(Silent())
                told.append(refused.value.code)

    keeper.backup(stick, Meddle())
    assert told
    assert not keeper.busy


def test_verify_writes_down_what_it_found(
    shop: Shop, keeper: ShopKeeping, stick: Path, key: FileKey
) -> None:
    """The list of generations says what was proved of each."""
    keeper.backup(stick, Silent())
    (one,) = keeper.generations(stick)
    assert isinstance(one, Generation)
    assert one.proof is not None
    assert (one.proof.how, one.proof.passed, one.ours, one.present) == ("made", True, True, True)
    shop.clock.advance(timedelta(minutes=1))
    proof = keeper.verify(one.path, Silent()).proof
    assert proof is not None
    assert proof.how == "verified"
    _spoil(stick, key)
    shop.clock.advance(timedelta(minutes=1))
    with pytest.raises(Refused, match=r"backup\.unverified"):
        keeper.verify(one.path, Silent())
    assert _colour(shop) == "red damaged"


def test_sticks_are_told_from_disks(tmp_path: Path) -> None:
    """A place on the PC's own disk is no stick, and a share of the network neither."""
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /media/he/RED\\040STICK vfat rw 0 0\n"
        "/dev/sdc1 /run/media/he/U盘 exfat rw 0 0\nnas:/x /mnt/nas nfs4 rw 0 0\n",
        encoding="utf-8",
    )
    roots = backups_watch.sticks(mounts)
    assert roots == (Path("/media/he/RED STICK"), Path("/run/media/he/U盘"))
    assert backups_watch.is_stick(Path("/media/he/RED STICK/店"), roots)
    assert not backups_watch.is_stick(Path("/home/he"), roots)
    assert backups_watch.sticks(tmp_path / "none") == ()


def test_t24_a_bare_pc_gets_the_shop_from_the_stick_and_the_paper_key(
    shop: Shop, keeper: ShopKeeping, stick: Path, tmp_path: Path, paper_key: str
) -> None:
    """The PC burned. Counts and sums are those of the evening before."""
    shop.sell("FW-001", member_id=shop.member().id)
    keeper.backup(stick, Silent())
    (one,) = keeper.generations(stick)
    restored = opening.restore(one.path, tmp_path / "new", paper_key=paper_key)
    opened = opening.open_shop(
        tmp_path / "new", opening.key_by_passphrase(tmp_path / "new", PASSPHRASE)
    )
    try:
        again = ShopKeeping(opened, plugged=lambda: ())
        assert again.check(Silent()).sound
        assert restored.manifest.sums["bill.total"] == 3000
        assert (
            opened.ask(backups.places)[0].label == "红 U 盘"
        )  # and the stick is known there at once
        assert again.places()[0].here == stick
    finally:
        opened.close()
