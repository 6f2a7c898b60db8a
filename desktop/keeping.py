"""Backup, drill and check of the open shop: its own connections, so that selling goes on. One at a time.

Every try is written down as a proof, the good ones and the bad ones: the light knows nothing else.
"""

import contextlib
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from desktop.backups_watch import is_stick, sticks
from desktop.keeping_told import told_drill, told_generation
from desktop.paths import migration_steps
from models.base.clock import ms_of
from models.base.errors import Environment, Refused, Trouble
from models.base.ports import Progress
from models.kernel import Kernel
from models.rules.backups import Copy, dropped
from models.services import backups
from models.services.backups import How, Place
from views.keeping import BackupMade, Drilled, Generation, PlaceState

if TYPE_CHECKING:
    from models.services.check import Report
    from models.store.backup import Manifest
    from models.store.backup_place import Generation as Lying

# models.store.backup and its company, and the check, are imported in the methods: a window starts without them.

DRILL_PREFIX = ".drill-"
_STALE_SECONDS = 3600
_MISSING = ("backup.missing", "backup.newer", "shop.newer")
"""Refusals that say nothing against the copy's bytes."""


class ShopKeeping:
    """Fulfils views.keeping.Keeping for one kernel."""

    def __init__(self, kernel: Kernel, *, plugged: Callable[[], tuple[Path, ...]] = sticks) -> None:
        self._kernel = kernel
        self._plugged = plugged
        self.folder = kernel.store.folder
        self._alone = Lock()
        self.wish_restore: Callable[[], None] = _nothing
        """The window sets what closes it; a command line has none."""

    @property
    def busy(self) -> bool:
        """Whether a backup or a drill is under way."""
        return self._alone.locked()

    def backup(self, target: Path, progress: Progress) -> BackupMade:
        """Back up into ``target``, verify, write it down, and only then let old generations go."""
        from models.store import backup

        store = self._kernel.store
        place = self._place_of(target)
        with self._by_itself():
            try:
                path = backup.make(store.folder, store.key, target, progress=progress)
            except Trouble as trouble:
                self._prove("made", place, "", trouble, {})
                raise
            manifest, _ = backup.read_manifest(path)
            self._prove("made", place, manifest.file, None, _facts(manifest))
            if place is not None:
                self._kernel.run(backups.saw_place, place.id, str(target))
            # The copy is good; a stick that takes no tidying now is tidied the next time.
            with contextlib.suppress(Environment):
                self._tidy(target, manifest)
        with contextlib.suppress(
            Environment
        ):  # once a day is often enough, and the copy was made before
            self._kernel.gather_search()
        counts = manifest.counts
        return BackupMade(
            place=str(target),
            file=manifest.file,
            members=counts["member"],
            jobs=counts["job"],
            bills=counts["bill"],
            files=manifest.files,
            files_lacking=manifest.files_lacking,
        )

    def check(self, progress: Progress) -> "Report":
        """Check every invariant on a connection of its own."""
        from models.services import check

        beside = Kernel(self._kernel.store, actor=self._kernel.actor, around=self._kernel.around)
        try:
            return beside.ask(check.check, progress=progress)
        finally:
            beside.give_back()

    def places(self) -> tuple[PlaceState, ...]:
        """The places that are kept, each looked for where it was and on every stick."""
        from models.store import backup_place

        roots = self._plugged()
        return tuple(
            PlaceState(
                place=place,
                here=backup_place.locate(roots if place.stick else (), Path(place.path), place.id),
            )
            for place in self._kernel.ask(backups.places)
        )

    def is_stick(self, folder: Path) -> bool:
        """Whether ``folder`` lies on something that can be unplugged."""
        return is_stick(folder, self._plugged())

    def add_place(self, folder: Path, label: str) -> str:
        """Keep ``folder``; a mark that another desk of this shop left there is used as well."""
        from models.store import backup_place
        from models.store.backup import at_place
        from models.store.files import file_trouble

        shop_id = self._kernel.store.shop.id
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise at_place(file_trouble(error, folder), folder) from error
        known = backup_place.marked(folder)
        mine = known.place_id if known is not None and known.shop_id == shop_id else ""
        place_id = self._kernel.run(
            backups.add_place,
            label=label,
            path=str(folder.absolute()),
            stick=self.is_stick(folder),
            mark=mine,
        ).result
        try:
            backup_place.mark(folder, backup_place.Mark(place_id, shop_id))
        except Environment:
            self._kernel.run(backups.remove_place, place_id)
            raise
        return place_id

    def generations(self, folder: Path) -> tuple[Generation, ...]:
        """The backups in ``folder`` with what is known of each."""
        known = self._kernel.ask(backups.proofs)
        return tuple(
            told_generation(one, known.get(one.manifest.file) if one.ours else None)
            for one in self._lying(folder)
        )

    def verify(self, path: Path, progress: Progress) -> Generation:
        """Prove one backup again, and write down what came of it."""
        from models.store import backup

        place = self._place_of(path.parent)
        with self._by_itself():
            manifest, _ = backup.read_manifest(path)
            try:
                backup.verify(path, self._kernel.store.key, progress=progress)
            except Trouble as trouble:
                facts = _harm(trouble, manifest.made_at)
                facts |= _sound_at(self._sound_before(path.parent, manifest.made_at))
                self._prove("verified", place, manifest.file, trouble, facts)
                raise
            self._prove("verified", place, manifest.file, None, _facts(manifest))
        return next(one for one in self.generations(path.parent) if one.path == path)

    def drill(self, progress: Progress, *, folder: Path | None = None) -> Drilled:
        """Restore the newest copy, open it through the gate, check it, count it, remove it.

        It is looked for in ``folder``, else in every place that is kept and plugged in: what was made by hand
        elsewhere nobody remembers the way to. A copy that fails is an answer, not a raise. Raises
        Refused("backup.none") where ``folder`` holds no copy of this desk, Refused("backup.nowhere") where no
        place has one, Environment("backup.gone") where ``folder`` cannot be read.
        """
        with self._by_itself():
            place, lying = self._newest() if folder is None else self._newest_in(folder)
            manifest = lying.manifest
            try:
                self._restore_and_count(lying, progress)
            except Trouble as trouble:
                harm = _harm(trouble, manifest.made_at)
                older = self._find_sound(place, lying) if harm["damaged"] else None
                self._prove("drill", place, manifest.file, trouble, harm | _sound_at(older))
                return told_drill(
                    manifest, code=trouble.code, damaged=bool(harm["damaged"]), sound_at=older
                )
            self._prove("drill", place, manifest.file, None, _facts(manifest))
            return told_drill(manifest)

    def _restore_and_count(self, lying: "Lying", progress: Progress) -> None:
        from models.services import check
        from models.store import backup, backup_facts, gate, restoring
        from models.store.engine import FILE_NAME, connect, translated
        from models.store.store import Store

        store = self._kernel.store
        _sweep(store.folder)
        scratch = Path(tempfile.mkdtemp(prefix=DRILL_PREFIX, dir=store.folder))
        try:
            restoring.restore(
                lying.path,
                store.key,
                scratch,
                incarnation=secrets.token_hex(8),
                keep_letter=True,
                progress=backup.Part(progress, 0, 60),
            )
            gate.admit(scratch, store.key, steps=migration_steps())
            kernel = Kernel(Store(scratch, store.key))
            try:
                report = kernel.ask(check.check, progress=backup.Part(progress, 60, 95))
            finally:
                kernel.close()
            broken = [finding.name for finding in report.findings if finding.broken]
            if lying.manifest.files_lacking and "attachment.files" in broken:
                broken.remove(
                    "attachment.files"
                )  # the shop itself had them not; the copy is a true one
            if broken:
                raise Refused("backup.drill", what=broken[0])
            with translated():
                connection = connect(scratch / FILE_NAME, store.key, read_only=True)
                try:
                    found = backup_facts.facts(connection)
                finally:
                    connection.close()
            _compare(lying.manifest, found)
        except OSError as error:
            raise Environment("store.io", name=store.folder.name) from error
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        progress.step(100, 100)

    def _newest(self) -> tuple[Place | None, "Lying"]:
        """The newest copy of this desk in any place that is plugged in."""
        found = []
        for state in self.places():
            if state.here is not None:
                with contextlib.suppress(Environment):
                    found += [
                        (state.place, one) for one in self._lying(state.here) if self._is_mine(one)
                    ]
        if not found:
            raise Refused("backup.nowhere")
        return max(found, key=lambda entry: entry[1].manifest.made_at)

    def _newest_in(self, folder: Path) -> tuple[Place | None, "Lying"]:
        """The newest copy of this desk in one folder, which may be no place that is kept."""
        mine = next((one for one in self._lying(folder) if self._is_mine(one)), None)
        if mine is None:
            raise Refused("backup.none", name=folder.absolute().name)
        return self._place_of(folder), mine

    def _find_sound(self, place: Place | None, damaged: "Lying") -> datetime | None:
        """Prove older generations beside a damaged one until one is sound; each look is written down."""
        from models.store import backup

        for one in self._lying(damaged.path.parent):
            if not self._is_mine(one) or one.manifest.made_at >= damaged.manifest.made_at:
                continue
            try:
                backup.verify(one.path, self._kernel.store.key)
            except Trouble as trouble:
                facts = _harm(trouble, one.manifest.made_at)
                self._prove("verified", place, one.manifest.file, trouble, facts)
                continue
            self._prove("verified", place, one.manifest.file, None, _facts(one.manifest))
            return one.manifest.made_at
        return None

    def _sound_before(self, folder: Path, made_at: datetime) -> datetime | None:
        """When the newest older copy was made that passed its last proof."""
        known = self._kernel.ask(backups.proofs)
        for one in self._lying(folder):
            proof = known.get(one.manifest.file)
            if self._is_mine(one) and one.manifest.made_at < made_at and proof and proof.passed:
                return one.manifest.made_at
        return None

    def _tidy(self, folder: Path, just_made: "Manifest") -> None:
        from models.store import backup_place

        store = self._kernel.store
        known = self._kernel.ask(backups.proofs)
        copies = [
            Copy(
                name=one.manifest.file,
                owner=one.owner,
                made_at=one.manifest.made_at,
                sound=_sound(one, known),
            )
            for one in self._lying(folder)
        ]
        owner = backup_place.owner_of(just_made.shop_id, just_made.node)
        gone = dropped(copies, owner=owner, zone=store.shop.zone, just_made=just_made.file)
        backup_place.drop(folder, gone, owner, store.key)
        backup_place.prune(folder, store.shop.id, store.key)

    def _lying(self, folder: Path) -> "list[Lying]":
        from models.store import backup_place

        return backup_place.generations(folder, self._kernel.store.key)

    def _is_mine(self, one: "Lying") -> bool:
        store = self._kernel.store
        return one.ours and (one.manifest.shop_id, one.manifest.node) == (
            store.shop.id,
            store.desk.node,
        )

    def _place_of(self, folder: Path) -> Place | None:
        """The kept place that ``folder`` is, by its mark."""
        from models.store import backup_place

        known = backup_place.marked(folder)
        if known is None:
            return None
        return next((p for p in self._kernel.ask(backups.places) if p.id == known.place_id), None)

    def _prove(
        self,
        how: How,
        place: Place | None,
        file: str,
        trouble: Trouble | None,
        facts: dict[str, Any],
    ) -> None:
        self._kernel.run(
            backups.prove,
            place_id=place.id if place is not None else "",
            file=file,
            how=how,
            passed=trouble is None,
            facts=facts if trouble is None else {**facts, "code": trouble.code},
        )

    @contextlib.contextmanager
    def _by_itself(self) -> Iterator[None]:
        if not self._alone.acquire(blocking=False):
            raise Refused("backup.underway")
        try:
            yield
        finally:
            self._alone.release()


def _nothing() -> None:
    """Nobody is there to close a window."""


def _facts(manifest: "Manifest") -> dict[str, Any]:
    return {
        "position": manifest.position,
        "head": manifest.head,
        "size": manifest.size,
        "counts": {name: manifest.counts.get(name, 0) for name in ("member", "job", "bill")},
        "sums": manifest.sums,
        "files": manifest.files,
    }


def _harm(trouble: Trouble, copy_at: datetime) -> dict[str, Any]:
    """What a failed proof says of the copy: a stick that is gone or a full disk says nothing against it.

    Nor does an invariant that does not hold: the shop itself may break it, and the copy is a true one.
    """
    bad = isinstance(trouble, Refused) and trouble.code not in (*_MISSING, "backup.drill")
    return {"damaged": bad, "copy_at": ms_of(copy_at)}


def _sound_at(older: datetime | None) -> dict[str, Any]:
    return {} if older is None else {"sound_at": ms_of(older)}


def _sound(one: "Lying", known: dict[str, backups.Proved]) -> bool | None:
    if not one.present:
        return False
    proof = known.get(one.manifest.file)
    return None if proof is None else proof.passed


def _compare(manifest: "Manifest", found: dict[str, Any]) -> None:
    """Hold what was restored against the manifest. An upgrade may have added tables, never rows of old ones."""
    for what in ("counts", "sums"):
        said: dict[str, int] = getattr(manifest, what)
        for name, value in said.items():
            if found[what].get(name) != value:
                raise Refused("backup.unverified", what=name, name=manifest.file)
    if (found["position"], found["head"]) != (manifest.position, manifest.head):
        raise Refused("backup.unverified", what="head", name=manifest.file)


def _sweep(folder: Path) -> None:
    """Take away what a drill left that a power cut ended."""
    for left in folder.glob(DRILL_PREFIX + "*"):
        if time.time() - left.stat().st_mtime > _STALE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
