"""An opened shop's file: the one writer connection, the readers, this desk's identity and the journal's head."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine

from models.store import register
from models.store.engine import FILE_NAME, FileKey, read_engine, translated, write_engine
from models.store.journal import Head, read_head
from models.store.witness import Gap, Witness
from models.store.work import Desk

if TYPE_CHECKING:
    from models.store.attachments import Vault


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What every use case needs to know of the shop."""

    id: str
    name: str
    zone: str
    demo: bool


class Store:
    """Opened by the gate; closed once. Connections are handed out to the kernel only."""

    def __init__(self, folder: Path, key: FileKey) -> None:
        self.folder = folder
        self.key = key
        self.path = folder / FILE_NAME
        self.writer: Engine = write_engine(self.path, key)
        self.reader: Engine = read_engine(self.path, key)
        self._witness = Witness(folder)
        self.gap: Gap | None = None
        """What was posted once and is no longer in the file: its log was lost. The window says so."""
        self.refresh()
        self.gap = self._witness.gap(self._head)

    def refresh(self) -> None:
        """Read again who this is and where the journal stands; another process may have written."""
        with translated(), self.reader.connect() as connection:
            self.desk = self._desk(connection)
            self.shop = self._shop(connection)
            self._head = read_head(
                connection, node=self.desk.node, incarnation=self.desk.incarnation
            )

    @property
    def head(self) -> Head:
        """Where this desk's stream stands."""
        return self._head

    @head.setter
    def head(self, head: Head) -> None:
        grown = head.position != self._head.position
        self._head = head
        if grown:
            self._witness.note(head)

    @cached_property
    def vault(self) -> "Vault":
        """The files beside the database. A start has no need of it, nor of the cipher it brings."""
        from models.store.attachments import Vault

        return Vault(self.folder, self.key)

    def leave_nothing(self) -> bool:
        """Write the register of erased members beside the file, then empty the log; False where that is read."""
        with translated(), self.writer.connect() as connection:
            bare: Any = connection.connection.driver_connection
            register.keep(register.beside(self.folder), self.key, register.standing(connection))
            connection.rollback()
            busy = bare.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy

    def close(self) -> None:
        """Let go of the file; the last one out brings the log into it."""
        self.reader.dispose()
        self.writer.dispose()

    @staticmethod
    def _desk(connection: Connection) -> Desk:
        row = connection.exec_driver_sql("SELECT node, letter, incarnation FROM desk").one()
        return Desk(node=row[0], letter=row[1], incarnation=row[2])

    @staticmethod
    def _shop(connection: Connection) -> ShopFacts:
        row = connection.exec_driver_sql("SELECT id, name, zone, demo FROM shop").first()
        if row is None:  # a file just made; the founding use case writes the row
            return ShopFacts(id="", name="", zone="Asia/Shanghai", demo=False)
        return ShopFacts(id=row[0], name=row[1], zone=row[2], demo=bool(row[3]))

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
