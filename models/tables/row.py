"""The base of every table's class: one declaration gives the table, the typed row and the typed columns.

A row is a record and nothing more: no session, no identity map, no lazy loading (rows are written by explicit,
noted statements), so the object-relational half of SQLAlchemy is not loaded at all. It would be a quarter of
a start and an eighth of the window's memory.
"""

from typing import Any, ClassVar, dataclass_transform

from sqlalchemy import Column, MetaData, Table

from models.tables.columns import Plan, column

NEEDED: Any = object()
"""Stands where a column has no default: the value has to be given."""


@dataclass_transform(kw_only_default=True, eq_default=False)
class Row:
    """A row of the shop's file; a plain typed record, written only through the unit of work.

    On the class an attribute is the column, on a row it is the value. A row is made with keywords;
    TypeError where one is unknown or a value without a default is missing.

    ``journalled``: its writes go into the journal and a rebuild from the journal restores it.
    ``subject``: the column that holds the member whose personal data the row carries, if it does.
    ``kind``: the word under which a change of it is reported to the screens.
    """

    metadata: ClassVar[MetaData] = MetaData()
    classes: ClassVar[dict[str, type["Row"]]] = {}
    """Every declared class, by the name of its table."""
    __tablename__: ClassVar[str]
    __table_args__: ClassVar[tuple[Any, ...]] = ()
    __table__: ClassVar[Table]
    journalled: ClassVar[bool] = True
    subject: ClassVar[str | None] = None
    kind: ClassVar[str]
    _defaults: ClassVar[dict[str, Any]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        plans = {name: plan for name, plan in vars(cls).items() if isinstance(plan, Plan)}
        columns: list[Column[Any]] = [column(name, plan) for name, plan in plans.items()]
        cls.__table__ = Table(
            cls.__tablename__, Row.metadata, *columns, *cls.__table_args__, sqlite_strict=True
        )
        cls._defaults = {name: plan.options.get("default", NEEDED) for name, plan in plans.items()}
        for made in columns:
            setattr(cls, made.name, made)
        Row.classes[cls.__tablename__] = cls

    def __init__(self, **values: Any) -> None:
        mine = {**self._defaults, **values}
        if len(mine) != len(self._defaults) or NEEDED in mine.values():
            unknown = sorted(mine.keys() - self._defaults.keys())
            missing = sorted(name for name, value in mine.items() if value is NEEDED)
            name = type(self).__name__
            raise TypeError(f"{name}: unknown {unknown}, missing {missing}")
        self.__dict__ = mine

    @classmethod
    def usual(cls) -> dict[str, Any]:
        """The values a new row has where nothing is given, by name; those that have to be given are left out."""
        return {name: value for name, value in cls._defaults.items() if value is not NEEDED}

    @classmethod
    def __clause_element__(cls) -> Table:
        """Where SQLAlchemy asks for something to select from, the class stands for its table."""
        return cls.__table__

    def __repr__(self) -> str:
        # Its values are a member's; a log or a crash report shows only which kind of row it was.
        return f"{type(self).__name__}(…)"
