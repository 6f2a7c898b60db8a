"""A backup as the screens are told of it: from its manifest to the rows of views/keeping.py. Reads no file."""

from datetime import datetime
from typing import TYPE_CHECKING

from models.services.backups import Proved
from views.keeping import Drilled, Generation

if TYPE_CHECKING:  # a window starts without the backup's company
    from models.store.backup import Manifest
    from models.store.backup_place import Generation as Lying


def told_generation(lying: "Lying", proof: Proved | None = None) -> Generation:
    """A copy as it lies in its place; ``proof`` is what this desk knows of it."""
    manifest = lying.manifest
    return Generation(
        path=lying.path,
        file=manifest.file,
        made_at=manifest.made_at,
        shop_name=manifest.shop_name,
        members=manifest.counts.get("member", 0),
        jobs=manifest.counts.get("job", 0),
        bills=manifest.counts.get("bill", 0),
        size=manifest.size,
        ours=lying.ours,
        present=lying.present,
        proof=proof,
    )


def told_drill(
    manifest: "Manifest", *, code: str = "", damaged: bool = False, sound_at: datetime | None = None
) -> Drilled:
    """What came of drilling a copy; see :class:`views.keeping.Drilled`."""
    return Drilled(
        file=manifest.file,
        made_at=manifest.made_at,
        members=manifest.counts.get("member", 0),
        jobs=manifest.counts.get("job", 0),
        bills=manifest.counts.get("bill", 0),
        code=code,
        damaged=damaged,
        sound_at=sound_at,
    )
