"""Spreadsheets taken in: looked at row by row first, then written all or nothing, and taken back as a whole.

One transaction, because half a list is worse than none. Looking at a sheet asks the shop in short questions and
locks nobody out; while it is written every other writer waits (a command beside the window for at most 5 s).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from models.base.errors import Confirm, Refused
from models.base.ports import Progress, Silent
from models.base.rights import Right, right_missing
from models.base.sheet import Source, What
from models.base.usecase import use_case
from models.rules.import_columns import FIELDS, missing, shape_id
from models.services import (
    import_devices,
    import_known,
    import_members,
    import_prices,
    numbers,
)
from models.services.import_known import Earlier
from models.services.import_sorting import Ask, Fate, Kind, Numbered, Sorter
from models.store import search_index
from models.store.many import Many
from models.store.work import Work
from models.tables.exchange import ImportRun, ImportShape
from models.tables.members import Event, Member, MemberAddress, MemberPhone

ROWS_MOST: Mapping[What, int] = {"members": 200_000, "devices": 20_000, "prices": 10_000}
"""Rows of one import. Members are written by batches; devices and prices are kept in memory until the end."""
AT_ONCE = 500
SHOWN_MOST = 2000
"""New rows that a preview keeps to be looked at; the others are all kept."""
_NAME_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a preview saw, so that nothing is counted twice: where the journal stood, rows, and new ones."""

    position: int
    rows: int
    new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to do with a sheet: which column means what, by field from 0.

    ``day`` is from when new prices of known items hold, today where it is None.
    """

    what: What
    columns: tuple[tuple[str, int], ...]
    day: date | None = None
    seen: Seen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Every row's fate before anything is written. ``rows`` leaves out new ones past the first 2,000."""

    counts: Mapping[Kind, int]
    rows: tuple[Fate, ...]
    seen: Seen
    earlier: Earlier | None

    @property
    def taken(self) -> int:
        """How many rows would be written."""
        return self.counts.get("new", 0) + self.counts.get("price", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did; ``left`` are the rows that were not taken in, in the sheet's order."""

    run_id: str
    made: int
    left: tuple[Fate, ...]


def preview(ask: Ask, source: Source, order: Order, *, progress: Progress | None = None) -> Preview:
    """Say every row's fate; writes nothing. ``ask(query, *args)`` asks the shop, in short questions.

    Progress counts rows without knowing how many there are (total 0). Raises Refused("import.columns_missing" |
    "import.column_twice" | "import.too_many" | "sheet.…").
    """
    progress = progress or Silent()
    columns = checked_columns(order)
    shape = shape_id(order.what, source.titles)
    standing = ask(import_known.standing, order.what, source.digest, shape)
    sorter = _sorter(ask, source, order, columns, today=standing.today, zone=standing.zone)
    counts: dict[Kind, int] = {}
    kept: list[Fate] = []
    rows = 0
    for batch in _batches(source, order.what):
        for fate in sorter.sort(batch):
            counts[fate.kind] = counts.get(fate.kind, 0) + 1
            if fate.kind != "new" or counts["new"] <= SHOWN_MOST:
                kept.append(replace(fate, entry=None))
        rows += len(batch)
        progress.step(rows, 0)
    seen = Seen(position=standing.position, rows=rows, new=counts.get("new", 0))
    return Preview(counts=counts, rows=tuple(kept), seen=seen, earlier=standing.earlier)


def checked_columns(order: Order) -> dict[str, int]:
    """The columns by field.

    Raises Refused("import.columns_missing" | "import.column_twice" | "import.column") beside the field.
    """
    known = {field.name for field in FIELDS[order.what]}
    columns = dict(order.columns)
    for name, place in columns.items():
        if name not in known or place < 0:
            raise Refused("import.column", field="columns")
    for name in missing(order.what, columns):
        raise Refused("import.columns_missing", field=name)
    taken: dict[int, str] = {}
    for name, place in columns.items():
        if place in taken:
            raise Refused("import.column_twice", field=name)
        taken[place] = name
    return columns


@use_case(Right.IMPORT, inverse="imports.take_back")
def write(
    work: Work,
    order: Order,
    source: Source,
    *,
    progress: Progress | None = None,
    confirmed: tuple[str, ...] = (),
) -> Imported:
    """Take in every row that is new, all of them or none; what is not taken in is named with its reason.

    Progress counts rows. Raises Confirm("import.again") where the same sheet was taken in before, unless
    ``confirmed`` names it, Refused("import.nothing" | "import.moved") and as :func:`preview`.
    """
    progress = progress or Silent()
    if order.what == "prices" and not work.may(Right.PRICE):
        raise right_missing(Right.PRICE)
    columns = checked_columns(order)
    before = import_known.earlier(work, order.what, source.digest)
    if before is not None and "import.again" not in confirmed:
        raise Confirm("import.again", at=before.at, made=before.made, run=before.run_id)
    run = ImportRun(
        id=work.new_id(),
        what=order.what,
        name=_shown_name(source.name),
        digest=source.digest,
        at=work.now,
        actor_id=work.actor.id,
        made_ids={},
        node=work.desk.node,
        incarnation=work.desk.incarnation,
    )
    left = _WRITERS[order.what](work, order, source, columns, run, progress)
    if not run.made:
        raise Refused("import.nothing", left=len(left))
    run.skipped = len(left)
    work.add(run)
    _remember(work, order, source)
    work.note(what=order.what, made=run.made)
    work.undo_by(take_back, run.id)
    return Imported(run_id=run.id, made=run.made, left=tuple(left))


@use_case(Right.IMPORT)
def take_back(work: Work, run_id: str, *, progress: Progress | None = None) -> int:
    """Undo a whole import; returns how many rows it had made. Of members nothing is left, in the journal either.

    Raises Refused("import.undone"), or Refused("import.followed") with the ``name`` of the first one with whom
    something happened since: then nothing is taken back.
    """
    progress = progress or Silent()
    run = work.get(ImportRun, run_id)
    if run.undone_at is not None:
        raise Refused("import.undone")
    if run.what == "members":
        _remove_members(work, run, progress)
    elif run.what == "devices":
        import_devices.take_back(work, run.made_ids["device"])
    else:
        import_prices.take_back(work, run.made_ids)
    work.change(run, undone_at=work.now)
    work.note(what=run.what, made=run.made)
    work.inverse = None
    return run.made


def _remove_members(work: Work, run: ImportRun, progress: Progress) -> None:
    span = (run.node, run.incarnation, run.first_sequence, run.last_sequence)
    names = import_members.followed(work, span)
    if names:
        raise Refused("import.followed", name=names[0])
    ids = [
        row["subject_id"]
        for row in work.sql(
            "SELECT subject_id FROM operation WHERE node=? AND incarnation=?"
            " AND sequence BETWEEN ? AND ? AND subject_id IS NOT NULL ORDER BY sequence",
            span,
        )
    ]
    many = Many(work, Member, MemberPhone, MemberAddress, Event, operations=len(ids))
    search_index.drop_many(work, "member", ids)
    for start in range(0, len(ids), AT_ONCE):
        import_members.remove(work, ids[start : start + AT_ONCE], many)
        progress.step(min(start + AT_ONCE, len(ids)), len(ids))
    work.connection.exec_driver_sql(
        "UPDATE operation SET payload=NULL, salt=x'' WHERE node=? AND incarnation=?"
        " AND sequence BETWEEN ? AND ?",
        span,
    )
    work.leave_nothing = True


def _write_members(
    work: Work,
    order: Order,
    source: Source,
    columns: Mapping[str, int],
    run: ImportRun,
    progress: Progress,
) -> list[Fate]:
    """Write by batches. The number of new ones has to be known first: it stands in every operation."""
    count = _count(work, order, source, columns)
    if not count:
        raise Refused("import.nothing", left=order.seen.rows if order.seen else 0)
    first_card = numbers.take(work, "card", count)
    many = Many(work, Member, MemberPhone, MemberAddress, Event, operations=count)
    run.first_sequence = work.ledger.head.sequence + 1
    sorter = _sorter_in(work, source, order, columns)
    left: list[Fate] = []
    rows, total = 0, order.seen.rows if order.seen else 0
    for batch in _batches(source, order.what):
        fates = sorter.sort(batch)
        if run.made + sum(fate.kind == "new" for fate in fates) > count:
            raise Refused("import.moved")
        run.made += import_members.write(work, fates, many, first_card + run.made)
        left += [fate for fate in fates if fate.kind != "new"]
        rows += len(batch)
        progress.step(rows, max(total, rows))
    if run.made != count:
        raise Refused("import.moved")
    run.last_sequence = work.ledger.head.sequence
    return left


def _count(work: Work, order: Order, source: Source, columns: Mapping[str, int]) -> int:
    """How many members are new: as the preview saw it, where nothing was written since; else counted again."""
    if order.seen is not None and order.seen.position == work.ledger.head.position:
        return order.seen.new
    sorter = _sorter_in(work, source, order, columns)
    return sum(
        fate.kind == "new" for batch in _batches(source, order.what) for fate in sorter.sort(batch)
    )


def _write_devices(
    work: Work,
    order: Order,
    source: Source,
    columns: Mapping[str, int],
    run: ImportRun,
    progress: Progress,
) -> list[Fate]:
    made: list[tuple[str, str]] = []

    def put(fates: Sequence[Fate]) -> None:
        made.extend(import_devices.write(work, fates))

    left = _each(work, order, source, columns, put, progress)
    import_devices.settle(work, (member_id for _, member_id in made))
    run.made, run.made_ids = len(made), {"device": [device_id for device_id, _ in made]}
    return left


def _write_prices(
    work: Work,
    order: Order,
    source: Source,
    columns: Mapping[str, int],
    run: ImportRun,
    progress: Progress,
) -> list[Fate]:
    writing = import_prices.PriceWriting.begin(work, order.day)

    def put(fates: Sequence[Fate]) -> None:
        run.made += writing.write(fates)

    left = _each(work, order, source, columns, put, progress)
    run.made_ids = writing.settle()
    return left


def _each(
    work: Work,
    order: Order,
    source: Source,
    columns: Mapping[str, int],
    put: Callable[[Sequence[Fate]], None],
    progress: Progress,
) -> list[Fate]:
    """Sort every row, have the taken ones written, and return the others."""
    sorter = _sorter_in(work, source, order, columns)
    left: list[Fate] = []
    rows, total = 0, order.seen.rows if order.seen else 0
    for batch in _batches(source, order.what):
        fates = sorter.sort(batch)
        put(fates)
        left += [fate for fate in fates if not fate.taken]
        rows += len(batch)
        progress.step(rows, max(total, rows))
    return left


_Writer = Callable[
    [Work, Order, Source, Mapping[str, int], ImportRun, Progress],
    list[Fate],
]
_WRITERS: Mapping[What, _Writer] = {
    "members": _write_members,
    "devices": _write_devices,
    "prices": _write_prices,
}


def _shown_name(name: str) -> str:
    """A file's name without what no screen shows; a system may allow any bytes in one."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:_NAME_MOST]


def _remember(work: Work, order: Order, source: Source) -> None:
    """Which column meant what, for the next sheet with this heading; without one no sheet is known again."""
    if not any(source.titles):
        return
    columns = dict(order.columns)
    shape = shape_id(order.what, source.titles)
    known = work.find(ImportShape, shape)
    if known is None:
        work.add(ImportShape(id=shape, columns=columns, at=work.now))
    elif known.columns != columns:
        work.change(known, columns=columns, at=work.now)


def _sorter_in(work: Work, source: Source, order: Order, columns: Mapping[str, int]) -> Sorter:
    """A sorter that asks inside the transaction."""

    def ask(question: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return partial(question, work)(*args, **kwargs)

    return _sorter(ask, source, order, columns, today=work.today, zone=work.zone)


def _sorter(
    ask: Ask, source: Source, order: Order, columns: Mapping[str, int], *, today: date, zone: str
) -> Sorter:
    titles = source.titles
    if order.what == "members":
        return import_members.MemberSorter(ask, columns, titles, today=today, zone=zone)
    if order.what == "devices":
        return import_devices.DeviceSorter(ask, columns, titles)
    day = max(order.day or today, today)
    return import_prices.PriceSorter(ask, columns, titles, day=day, group=source.group)


def _batches(source: Source, what: What) -> Iterator[Sequence[Numbered]]:
    """The rows, so many at once. Refused("import.too_many")."""
    rows: Iterable[Numbered] = source.rows()
    each, seen, most = iter(rows), 0, ROWS_MOST[what]
    while batch := list(islice(each, AT_ONCE)):
        seen += len(batch)
        if seen > most:
            raise Refused("import.too_many", most=most)
        yield batch
