"""What a use case sent to the driver, and the same again without the use case: the floor of a commit."""

from typing import Any

from sqlalchemy import Engine, event

from models.store.engine import connect
from models.store.store import Store
from tests.bench.shops import file_of, key_of

Sent = tuple[str, Any, bool]
"""Statement, parameters, and whether it is sent for many of them."""


class Recorder:
    """Keeps what an engine sends, in order, until it is taken."""

    def __init__(self, engine: Engine) -> None:
        self._sent: list[Sent] = []
        event.listen(engine, "before_cursor_execute", self._execute)
        event.listen(engine, "commit", self._commit)

    def take(self) -> list[Sent]:
        """What was sent since the last time."""
        sent, self._sent = self._sent, []
        return sent

    def _execute(
        self,
        connection: Any,  # noqa: ARG002 - SQLAlchemy's own order of arguments
        cursor: Any,  # noqa: ARG002
        statement: str,
        parameters: Any,
        context: Any,  # noqa: ARG002
        many: bool,
    ) -> None:
        self._sent.append((statement, parameters, many))

    def _commit(self, connection: Any) -> None:  # noqa: ARG002
        self._sent.append(("COMMIT", (), False))


class Bare:
    """The driver alone on a shop's file, opened with the same pragmas."""

    def __init__(self, store: Store | None = None, *, folder: Any = None) -> None:
        place = store.folder if store is not None else folder
        self._connection = connect(file_of(place), key_of(place))

    def send(self, sent: list[Sent]) -> None:
        """Send it again; rows are fetched as the use case fetched them."""
        cursor = self._connection.cursor()
        for statement, parameters, many in sent:
            if many:
                cursor.executemany(statement, parameters)
            else:
                cursor.execute(statement, parameters)
                if cursor.description is not None:
                    cursor.fetchall()
        cursor.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
