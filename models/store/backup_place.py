"""A folder or stick that holds backups: its mark, the generations in it, and letters that restores took.

Takes nothing away but what it is told to by name, and only this shop's own copies.
"""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from models.base.errors import Environment, Refused
from models.store import backup, backup_files
from models.store.backup import MANIFEST_SUFFIX, Manifest, Sealed
from models.store.backup_files import LIST_SUFFIX
from models.store.engine import FileKey
from models.store.files import file_trouble, write_whole

MARK_NAME = "linli-place.json"
_TAKEN = "linli-letter-"
_MARK_MOST = 4096


@dataclass(frozen=True, slots=True)
class Mark:
    """The small file in a place by which a stick is known again under another drive letter."""

    place_id: str
    shop_id: str


@dataclass(frozen=True, slots=True)
class Generation:
    """A backup as it lies there: its manifest, whether this shop's key signed it, whether its copy is there."""

    path: Path
    manifest: Manifest
    ours: bool
    present: bool

    @property
    def owner(self) -> str:
        """Shop and desk; "" where nobody vouches for it."""
        return owner_of(self.manifest.shop_id, self.manifest.node) if self.ours else ""


def owner_of(shop_id: str, node: str) -> str:
    """Whose copies these are: retention never crosses it."""
    return f"{shop_id}.{node}"


def mark(folder: Path, wanted: Mark) -> None:
    """Write the mark. Raises Environment("backup.read_only" | "backup.full" | "backup.gone")."""
    try:
        write_whole(folder / MARK_NAME, msgspec.json.encode(wanted))
    except Environment as trouble:
        raise backup.at_place(trouble, folder) from trouble


def marked(folder: Path) -> Mark | None:
    """The mark that lies in ``folder``; None where there is none that can be read."""
    try:
        with (folder / MARK_NAME).open("rb") as file:
            return msgspec.json.decode(file.read(_MARK_MOST), type=Mark)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def locate(volumes: Iterable[Path], last: Path, place_id: str) -> Path | None:
    """Find a place by its mark: where it was last, else on any volume, at the volume's root or the same folder."""
    for folder in _candidates(volumes, last):
        found = marked(folder)
        if found is not None and found.place_id == place_id:
            return folder
    return None


def _candidates(volumes: Iterable[Path], last: Path) -> Iterable[Path]:
    yield last
    parts = [part for part in last.parts if part != last.anchor]
    for volume in volumes:
        for tail in range(len(parts) + 1):
            yield volume.joinpath(*parts[len(parts) - tail :])


def generations(folder: Path, key: FileKey | None) -> list[Generation]:
    """The backups in a folder, newest first; what cannot be read as one is passed over.

    Without a key nothing is known to be ours. Raises Environment where the folder itself cannot be read.
    """
    found = []
    try:
        paths = [path for path in folder.iterdir() if _is_manifest(path)]
    except OSError as error:
        raise backup.at_place(file_trouble(error, folder), folder) from error
    for path in paths:
        with contextlib.suppress(Refused, Environment):
            manifest, sealed = backup.read_manifest(path)
            ours = key is not None and backup.signed_by(sealed, key)
            found.append(Generation(path, manifest, ours, _is_there(path, manifest)))
    return sorted(found, key=lambda one: (one.manifest.made_at, one.path.name), reverse=True)


def _is_manifest(path: Path) -> bool:
    return path.name.startswith("linli-") and path.name.endswith(MANIFEST_SUFFIX)


def _is_there(path: Path, manifest: Manifest) -> bool:
    try:
        return path.with_name(manifest.file).stat().st_size == manifest.size
    except OSError:
        return False


def drop(folder: Path, names: Iterable[str], owner: str, key: FileKey) -> list[str]:
    """Take copies away by their files' names; one that ``owner`` did not sign stays. Returns what went.

    The copy goes before its manifest: a crash in between leaves a name that the next time takes away too.
    Photos and files stay until :func:`prune`.
    """
    gone = []
    for one in generations(folder, key):
        if one.manifest.file in set(names) and one.owner == owner:
            try:
                one.path.with_name(one.manifest.file).unlink(missing_ok=True)
                one.path.with_name(one.manifest.file + LIST_SUFFIX).unlink(missing_ok=True)
                one.path.unlink(missing_ok=True)
            except OSError as error:
                raise backup.at_place(file_trouble(error, folder), folder) from error
            gone.append(one.manifest.file)
    return gone


def prune(folder: Path, shop_id: str, key: FileKey) -> int:
    """Take away photos and files of a shop that no backup here names any more; returns how many went.

    Where a list cannot be read, or a manifest is not ours to trust, nothing goes. Raises Environment.
    """
    named: set[str] = set()
    for path in folder.glob(f"linli-*{MANIFEST_SUFFIX}"):
        try:
            manifest, sealed = backup.read_manifest(path)
            if manifest.shop_id != shop_id:
                continue
            if not backup.signed_by(sealed, key):
                return 0
            carried = backup.listed(path, manifest, key)
        except Refused:
            return 0
        if carried is not None:
            named |= carried.files.keys()
    return backup_files.prune(backup_files.at_place(folder, shop_id, key), named)


@dataclass(frozen=True, slots=True)
class Taken:
    """A restore took this desk letter: signed, so that nobody can use up the alphabet."""

    shop_id: str
    letter: str
    incarnation: str
    at: datetime


def take_letter(folder: Path, taken: Taken, key: FileKey) -> bool:
    """Note beside the backups that a letter is used; False where the medium takes no note."""
    name = f"{_TAKEN}{taken.letter}-{taken.incarnation}.json"
    try:
        write_whole(folder / name, backup.seal_bytes(msgspec.json.encode(taken), key))
    except Environment:
        return False
    return True


def letters_taken(folder: Path, shop_id: str, key: FileKey) -> set[str]:
    """The letters of this shop that the backups here and the notes of earlier restores know of."""
    found = {
        one.manifest.letter
        for one in generations(folder, key)
        if one.ours and one.manifest.shop_id == shop_id
    }
    for path in folder.glob(f"{_TAKEN}*.json"):
        try:
            sealed = msgspec.json.decode(path.read_bytes(), type=Sealed)
            taken = msgspec.json.decode(sealed.manifest, type=Taken)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            continue
        if backup.signed_by(sealed, key) and taken.shop_id == shop_id:
            found.add(taken.letter)
    return found - {""}
