"""Every row of a shop's file, for comparing two of them."""

from pathlib import Path
from typing import Any

from models.store.engine import FILE_NAME, FileKey, connect
from models.store.rebuild import journalled_tables
from models.tables.search import SUBJECTS

BESIDE = ("operation", "search_document")


def rows_of(folder: Path, key: FileKey) -> dict[str, list[Any]]:
    """All rows by table: journalled ones, the journal, the search documents, what the index holds."""
    connection = connect(folder / FILE_NAME, key, read_only=True)
    try:
        tables = {
            name: connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall()
            for name in (*journalled_tables(), *BESIDE)
        }
        for kind in SUBJECTS:
            tables[f"find_{kind}"] = connection.execute(
                f"SELECT id FROM find_{kind}_docsize ORDER BY id"
            ).fetchall()
        return tables
    finally:
        connection.close()
