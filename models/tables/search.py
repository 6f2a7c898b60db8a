"""The search index: full-text tables without content, and the prepared tokens they were filled from.

Derived from the other rows, never journalled, rebuilt at will. Plain contentless tables and not
``contentless_delete`` ones: there secure-delete was seen to leave deleted tokens in the file.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import Index

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

SUBJECTS = ("member", "job", "bill", "price")
"""The kinds of records that can be searched; each has the full-text table ``find_<kind>``."""


class SearchDocument(Row):
    """One indexed record. ``position`` is its rowid in the full-text table: a higher one is newer activity."""

    __tablename__ = "search_document"
    __table_args__ = (Index("search_document_of", "ref_id", unique=True),)
    kind: ClassVar[str] = "search"
    journalled: ClassVar[bool] = False

    position: Mapped[int] = c.position()
    subject_kind: Mapped[str] = c.text()
    ref_id: Mapped[str] = c.text()
    at: Mapped[datetime] = c.moment()
    """When the record was last put or bumped: its newest activity."""
    tokens: Mapped[str] = c.text()
    fields: Mapped[str] = c.text()
    """The searched fields as JSON, so that a page of results is read from one place and not from ten."""


def full_text_table(kind: str) -> list[str]:
    """Return the statements that create the full-text table of one kind (SQLite with FTS5)."""
    return [
        f"CREATE VIRTUAL TABLE find_{kind} USING fts5(tokens, content='', detail=none,"
        " prefix='2 3 4 5 6', tokenize='ascii')",
        f"INSERT INTO find_{kind}(find_{kind}, rank) VALUES ('secure-delete', 1)",
    ]
