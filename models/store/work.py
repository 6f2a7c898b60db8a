"""The unit of work and the read-only view: the only ways a use case touches the file.

A use case never commits: the kernel does, once, after the journal is written. Every write is explicit and
noted with the stored values, so that the journal holds exactly what the rows hold.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Executable, RowMapping
from sqlalchemy import Row as ResultRow

from models.base.clock import business_day
from models.base.errors import Refused
from models.base.rights import Actor, Level, Right
from models.base.usecase import Call
from models.store.journal import Change, Ledger
from models.store.statements import (
    delete_statement,
    insert_statement,
    key_names,
    loaded,
    select_statement,
    stored,
    stored_values,
    update_statement,
)
from models.tables.row import Row

if TYPE_CHECKING:
    from models.store.attachments import Vault

RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who this desk is: its letter stands in every number it gives out."""

    node: str
    letter: str
    incarnation: str


class View:
    """A read of the file at one moment. ``now`` and ``today`` do not move while a use case runs."""

    def __init__(
        self,
        connection: Connection,
        *,
        now: datetime,
        zone: str,
        actor: Actor,
        desk: Desk,
        vault: "Callable[[], Vault]",
        approver: Actor | None = None,
    ) -> None:
        self.connection = connection
        self._vault = vault
        self.now = now
        self.zone = zone
        self.actor = actor
        self.approver = approver
        """Who allowed this one call beside the actor; None almost always."""
        self.desk = desk
        self.entered_at: datetime | None = None
        """The real moment, while something is written as of a past one (:meth:`as_of`); else None."""

    @contextmanager
    def as_of(self, happened: datetime) -> Iterator[None]:
        """Within, ``now`` and ``today`` are those of a moment that is past, and ``entered_at`` is the real one.

        The journal keeps the real moment: it is the kernel's, not the view's.
        """
        real = self.now
        self.now, self.entered_at = happened, real
        try:
            yield
        finally:
            self.now, self.entered_at = real, None

    @property
    def vault(self) -> "Vault":
        """The files that lie beside the database; made when first asked for."""
        return self._vault()

    def may(self, right: Right) -> bool:
        """Whether the actor, or who approved this call, holds ``right``."""
        return self.actor.may(right) or (self.approver is not None and self.approver.may(right))

    @property
    def level(self) -> Level:
        """The higher one of the actor's level and the approver's."""
        return max(self.actor.level, self.approver.level if self.approver else Level.NONE)

    @property
    def today(self) -> date:
        """The shop's business day."""
        return business_day(self.now, self.zone)

    def find(self, kind: type[RowT], *key: Any) -> RowT | None:
        """Return the row with this primary key, or None."""
        row = self.connection.exec_driver_sql(select_statement(kind.__table__), key).first()
        return None if row is None else kind(**loaded(kind, row))

    def get(self, kind: type[RowT], *key: Any) -> RowT:
        """Return the row with this primary key; Refused("record.gone") where it is not."""
        row = self.find(kind, *key)
        if row is None:
            raise Refused("record.gone", kind=kind.kind)
        return row

    def rows(
        self, statement: Executable, values: dict[str, Any] | None = None
    ) -> Sequence[ResultRow[Any]]:
        """Run a SELECT and return all its rows."""
        return self.connection.execute(statement, values).all()

    def first(
        self, statement: Executable, values: dict[str, Any] | None = None
    ) -> ResultRow[Any] | None:
        """Run a SELECT and return its first row, or None."""
        return self.connection.execute(statement, values).first()

    def value(self, statement: Executable, values: dict[str, Any] | None = None) -> Any:
        """Run a SELECT and return the first column of its first row, or None."""
        return self.connection.execute(statement, values).scalar()

    def sql(self, statement: str, values: Sequence[Any] = ()) -> Sequence[RowMapping]:
        """Run a hot SELECT in the driver's own words; bound parameters only."""
        return self.connection.exec_driver_sql(statement, tuple(values)).mappings().all()

    def all(self, kind: type[RowT], *conditions: Any, order: Any = None) -> list[RowT]:
        """Return the rows of one class under SQLAlchemy conditions."""
        statement = kind.__table__.select().where(*conditions)
        if order is not None:
            statement = (
                statement.order_by(*order)
                if isinstance(order, tuple)
                else statement.order_by(order)
            )
        return [kind(**row) for row in self.connection.execute(statement).mappings()]


class Work(View):
    """A use case's writing view: every write is noted for the journal and for the screens."""

    def __init__(
        self,
        connection: Connection,
        *,
        now: datetime,
        zone: str,
        actor: Actor,
        desk: Desk,
        new_id: Callable[[], str],
        ledger: Ledger,
        vault: "Callable[[], Vault]",
        approver: Actor | None = None,
    ) -> None:
        super().__init__(
            connection, now=now, zone=zone, actor=actor, desk=desk, vault=vault, approver=approver
        )
        self.new_id = new_id
        self.ledger = ledger
        """Where the kernel writes the changes at the end; only models.store.many writes there before."""
        self.changes: list[Change] = []
        self.changed: set[str] = set()
        self.inverse: Call | None = None
        self.noted = False
        self.leave_nothing = False
        """Whether the log and the register beside the file are seen to after the commit: somebody was erased."""
        self.unneeded: set[str] = set()
        """Digests of files that go after the commit, where no row names them then."""

    def note(self, subject_id: str | None = None, **facts: str | int) -> None:
        """Have this use case journalled even where it writes no row, with what there is to know of it.

        An export, a sign-in; ``subject_id`` is the member it is about.
        """
        self.noted = True
        if facts:
            self.changes.append(Change("", {}, facts, subject_id=subject_id))

    def add(self, row: Row) -> None:
        """Insert a row."""
        kind = type(row)
        values = stored_values(row)
        self.connection.exec_driver_sql(insert_statement(kind.__table__), tuple(values.values()))
        self._note(kind, values, values, insert=True)

    def add_all(self, rows: Sequence[Row]) -> None:
        """Insert rows of one class in one go."""
        if not rows:
            return
        kind = type(rows[0])
        values = [stored_values(row) for row in rows]
        self.connection.exec_driver_sql(
            insert_statement(kind.__table__), [tuple(v.values()) for v in values]
        )
        for entry in values:
            self._note(kind, entry, entry, insert=True)

    def change(self, row: Row, **values: Any) -> None:
        """Write new values of a row; what is equal already is not written. The row object follows."""
        kind = type(row)
        different = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not different:
            return
        for name, value in different.items():
            setattr(row, name, value)
        whole = stored_values(row)
        written = stored(kind, different)
        names = tuple(written)
        key = [whole[name] for name in key_names(kind.__table__)]
        self.connection.exec_driver_sql(
            update_statement(kind.__table__, names), (*written.values(), *key)
        )
        self._note(kind, whole, written)

    def remove(self, row: Row) -> None:
        """Delete a row. Ledgers, events and posted documents have no use case that calls this."""
        kind = type(row)
        whole = stored_values(row)
        self.connection.exec_driver_sql(
            delete_statement(kind.__table__),
            tuple(whole[name] for name in key_names(kind.__table__)),
        )
        self._note(kind, whole, None)

    def undo_by(self, use_case: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """State the call that takes this use case back."""
        self.inverse = Call(use_case, args, kwargs)

    def _note(
        self,
        kind: type[Row],
        whole: dict[str, Any],
        values: dict[str, Any] | None,
        *,
        insert: bool = False,
    ) -> None:
        self.changed.add(kind.kind)
        if not kind.journalled:
            return
        key = {name: whole[name] for name in key_names(kind.__table__)}
        if values is not None and insert:
            values = {name: value for name, value in values.items() if name not in key}
        subject_id = None if kind.subject is None else whole[kind.subject]
        self.changes.append(
            Change(kind.__tablename__, key, values, insert=insert, subject_id=subject_id)
        )


def same_subject(changes: Sequence[Change]) -> list[Change]:
    """Fold changes without a subject into the only subject there is, so that one use case on one member

    writes one operation. With several subjects the ones without stay in an operation of their own.
    """
    subjects = {change.subject_id for change in changes} - {None}
    if len(subjects) != 1:
        return list(changes)
    (only,) = subjects
    return [change if change.subject_id else replace(change, subject_id=only) for change in changes]
