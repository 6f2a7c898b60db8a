"""The invariants of photos and files: every row has its bytes, and the bytes are what the row says."""

from collections.abc import Iterator

from models.base.errors import Environment, Refused
from models.store.attachments import alive
from models.store.work import View

BY_SQL: tuple[tuple[str, str], ...] = (
    (
        "attachment.rows",
        "SELECT a.id FROM attachment a LEFT JOIN job j ON a.ref_kind='job' AND j.id=a.ref_id"
        " WHERE a.size<=0 OR (a.digest='' AND a.removed_at IS NULL)"
        " OR (a.ref_kind='job' AND (j.id IS NULL OR j.member_id IS NOT a.member_id))"
        " OR (a.ref_kind<>'job' AND a.member_id IS NULL)",
    ),
)


def there(view: View) -> Iterator[str]:
    """Rows whose file is not there, or not of the right length. Reads no content."""
    for digest, size in alive(view.connection).items():
        if not view.vault.holds(digest, size):
            yield from _told(view, digest)


def sealed(view: View) -> Iterator[str]:
    """Rows whose file does not open to what it was: every byte is read and proved."""
    for digest, size in alive(view.connection).items():
        try:
            view.vault.verify(digest, size)
        except (Refused, Environment, ValueError):
            yield from _told(view, digest)


def _told(view: View, digest: str) -> Iterator[str]:
    """The ids of the rows that name a file; its own name may be a person's."""
    for row in view.sql("SELECT id FROM attachment WHERE digest=? ORDER BY id", (digest,)):
        yield str(row["id"])
