"""The journal: audit trail, change feed and sync log in one (SAFETY.md D1). Rows are only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import UniqueConstraint

from models.tables import columns as c
from models.tables.row import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class Operation(Row):
    """One operation of one committing use case, hash-chained within its stream (node and incarnation).

    A use case that touches several members writes one operation for each, so that one person's payload
    can be erased later; ``part`` of ``parts`` keeps them together. The hash covers everything but the
    payload itself, which enters through its salted hash.
    """

    __tablename__ = "operation"
    __table_args__ = (UniqueConstraint("node", "incarnation", "sequence"),)
    kind: ClassVar[str] = "journal"
    journalled: ClassVar[bool] = False

    position: Mapped[int] = c.position()
    """The order in which this file took the operation in; local to the file."""
    node: Mapped[str] = c.text()
    incarnation: Mapped[str] = c.text()
    sequence: Mapped[int] = c.whole()
    clock: Mapped[int] = c.whole()
    """Hybrid logical clock: milliseconds << 16 | counter."""
    vector: Mapped[Any] = c.structure()
    """For every other stream this desk had seen: its last sequence, by ``node.incarnation``."""
    format: Mapped[int] = c.whole(default=2)
    at: Mapped[datetime] = c.moment()
    actor_id: Mapped[str] = c.text()
    approver_id: Mapped[str] = c.text()
    """Whose PIN approved this one exception at the desk; empty for almost all. Hashed from format 2 on."""
    use_case: Mapped[str] = c.text()
    part: Mapped[int] = c.whole(default=1)
    parts: Mapped[int] = c.whole(default=1)
    subject_id: Mapped[str | None] = c.text_or_none(index=True)
    payload: Mapped[str | None] = c.text_or_none()
    """JSON: the rows written, as stored primitives. Null once erased."""
    salt: Mapped[bytes] = c.blob()
    payload_hash: Mapped[bytes] = c.blob()
    previous: Mapped[bytes] = c.blob()
    hash: Mapped[bytes] = c.blob()
