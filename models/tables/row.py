"""The base of every mapped class, and what it declares beyond its columns."""

from typing import Any, ClassVar

from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, declared_attr


class Row(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """A row of the shop's file; a plain typed record, written only through the unit of work.

    ``journalled``: its writes go into the journal and a rebuild from the journal restores it.
    ``subject``: the column that holds the member whose personal data the row carries, if it does.
    ``kind``: the word under which a change of it is reported to the screens.
    """

    __abstract__ = True
    journalled: ClassVar[bool] = True
    subject: ClassVar[str | None] = None
    kind: ClassVar[str]

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: N805
        return {"sqlite_strict": True}
