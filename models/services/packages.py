"""Packages of the price list: several items under one name, with add-ons; also templates for quotes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from models.base.documents import LineKind
from models.base.errors import Refused
from models.base.money import MAX_FEN, amount_of
from models.base.quantity import MAX_QUANTITY, ONE
from models.base.rights import Right
from models.base.text import clean_line
from models.base.usecase import query, use_case
from models.services import job_lines, prices
from models.services.change_rule import Agreement
from models.services.job_lines import LineEntry
from models.services.prices import PriceRow
from models.services.search_documents import index_job
from models.store.work import View, Work
from models.tables.packages import Package, PackageLine
from models.tables.prices import PriceItem

LINES_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageEntry:
    """A line as typed; a new one has no ``id``. ``price`` fen a unit, None takes the list's of the day."""

    item_id: str
    quantity: int = ONE
    price: int | None = None
    addon: bool = False
    """Offered beside the package, not part of it."""
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDetails:
    """What is typed about a package. ``grade``: the service grade it stands for, or empty."""

    code: str
    name: str
    grade: str = ""
    lines: tuple[PackageEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageLineRow:
    """A line as it stands on one day; quantity in thousandths, ``price`` fen a unit, ``amount`` fen."""

    id: str
    item_id: str
    name: str
    code: str
    unit: str
    kind: LineKind
    quantity: int
    price: int
    amount: int
    addon: bool
    own: bool
    """The price is the package's, not the list's."""
    listed_price: int
    """What the list says that day, fen; 0 where it has none."""
    held: bool = True
    """It can be sold that day; False where the item was taken off the list or has no price yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageRow:
    """A package as it stands on one day; ``total`` fen without add-ons, None where a line has no price."""

    id: str
    details: PackageDetails
    lines: tuple[PackageLineRow, ...]
    total: int | None
    archived: bool


@use_case(Right.PRICE, inverse="packages.take_back")
def add(work: Work, details: PackageDetails) -> str:
    """Make a package; returns its id. Refused("package.…" | "text.…" | "price.…") beside the field."""
    clean = _checked(work, details, known={})
    row = Package(id=work.new_id(), code=clean.code, name=clean.name, grade=clean.grade)
    work.add(row)
    _write_lines(work, row, clean.lines, known={})
    work.undo_by(take_back, row.id)
    return row.id


@use_case(Right.PRICE)
def take_back(work: Work, package_id: str) -> None:
    """Ctrl+Z after a new package: it goes. What was written with it meanwhile stands by itself."""
    row = work.get(Package, package_id)
    for line in _stored(work, package_id):
        work.remove(line)
    work.remove(row)


@use_case(Right.PRICE, inverse="packages.edit")
def edit(work: Work, package_id: str, details: PackageDetails) -> None:
    """Write a package anew. Lines named by id stay the same lines; jobs and quotes keep theirs."""
    row = work.get(Package, package_id)
    before = _details(work, row)
    known = {line.id: line for line in _stored(work, package_id)}
    clean = _checked(work, details, known=known, package_id=package_id)
    work.change(row, code=clean.code, name=clean.name, grade=clean.grade)
    _write_lines(work, row, clean.lines, known=known)
    work.undo_by(edit, package_id, before)


@use_case(Right.PRICE, inverse="packages.archive")
def archive(work: Work, package_id: str, *, archived: bool = True) -> None:
    """Take a package off the list, or put it back."""
    row = work.get(Package, package_id)
    if (row.archived_at is not None) != archived:
        work.change(row, archived_at=work.now if archived else None)
    work.undo_by(archive, package_id, archived=not archived)


@use_case(Right.SERVE, inverse="packages.take_off_job")
def add_to_job(
    work: Work,
    job_id: str,
    package_id: str,
    *,
    addons: tuple[str, ...] = (),
    agreed: Agreement | None = None,
) -> tuple[str, ...]:
    """Put a package's lines on a job, with the add-ons named by line id; returns the new lines' ids.

    Each goes the way of job_lines.add, at the price of the job's day or the package's own, and needs to be
    ``agreed`` after an accepted quote. Raises as that does, Refused("package.away" | "package.withdrawn").
    """
    job = job_lines.unbilled(work, job_id)
    rows = chosen(work, package_id, job.price_day, addons=addons)
    made = tuple(
        job_lines.put_line(
            work,
            job,
            LineEntry(item_id=row.item_id, quantity=row.quantity, package_line_id=row.id),
            agreed=agreed,
        ).id
        for row in rows
    )
    index_job(work, job)
    work.undo_by(take_off_job, made)
    return made


@use_case(Right.SERVE, inverse="packages.put_back_on_job")
def take_off_job(work: Work, line_ids: tuple[str, ...]) -> None:
    """Take several lines off a job at once: the undo of putting a package on it."""
    kept: list[dict[str, Any]] = []
    for line_id in line_ids:
        job_lines.remove(work, line_id)
        if work.inverse is not None:
            kept.extend(work.inverse.args)
    work.undo_by(put_back_on_job, tuple(kept))


@use_case(Right.SERVE, inverse="packages.take_off_job")
def put_back_on_job(work: Work, kept: tuple[dict[str, Any], ...]) -> None:
    """Put several lines back as they were."""
    for line in kept:
        job_lines.put_back(work, line)
    work.undo_by(take_off_job, tuple(line["id"] for line in kept))


@query(Right.SERVE)
def lines_of(view: View, package_id: str, day: date) -> tuple[PackageLineRow, ...]:
    """A package's lines in their order, add-ons last, each at its own price or the list's of ``day``.

    Add-ons that cannot be sold that day are left out.
    Raises Refused("package.away" | "package.withdrawn" | "price.none").
    """
    package = view.get(Package, package_id)
    if package.archived_at is not None:
        raise Refused("package.away", field="package", name=package.name)
    rows = []
    for line in _stored(view, package_id):
        if line.removed_at is not None:
            continue
        try:
            rows.append(_line_on(view, line, day))
        except Refused:
            if (
                not line.addon
            ):  # an add-on that cannot be sold is not offered; the package stands without it
                raise
    return tuple(sorted(rows, key=lambda row: row.addon))


def _line_on(view: View, line: PackageLine, day: date) -> PackageLineRow:
    """A line with its price of a day. Raises Refused("package.withdrawn" | "price.none")."""
    item = view.get(PriceItem, line.item_id)
    if item.archived_at is not None:
        raise Refused("package.withdrawn", field="package", name=item.name)
    return _line_row(line, item, prices.priced_item(view, item.id, day).price)


def chosen(
    view: View, package_id: str, day: date, *, addons: tuple[str, ...] = ()
) -> tuple[PackageLineRow, ...]:
    """The lines that go on a bill: all of the package itself, and the add-ons named by line id.

    Raises as ``lines_of``, Refused("record.gone") for an add-on the package does not have.
    """
    rows = lines_of(view, package_id, day)
    if not {row.id for row in rows if row.addon} >= set(addons):
        raise Refused("record.gone", kind=PackageLine.kind)
    return tuple(row for row in rows if not row.addon or row.id in addons)


@query(Right.SERVE)
def listed(
    view: View, *, day: date | None = None, archived: bool = False
) -> tuple[PackageRow, ...]:
    """Every package by code, as it stands on a day (today where none is named), archived ones last."""
    items = {row.id: row for row in prices.price_list(view, day=day, archived=True).rows}
    lines: dict[str, list[PackageLine]] = {}
    for line in view.all(PackageLine, order=(PackageLine.position, PackageLine.id)):
        if line.removed_at is None:
            lines.setdefault(line.package_id, []).append(line)
    return tuple(
        _row(package, lines.get(package.id, []), items)
        for package in view.all(
            Package, order=(Package.archived_at.is_not(None), Package.code, Package.id)
        )
        if archived or package.archived_at is None
    )


def _row(package: Package, lines: list[PackageLine], items: dict[str, PriceRow]) -> PackageRow:
    rows = sorted((_shown(line, items[line.item_id]) for line in lines), key=lambda row: row.addon)
    whole = [row for row in rows if not row.addon]
    return PackageRow(
        id=package.id,
        details=_details_of(package, lines),
        lines=tuple(rows),
        total=sum(row.amount for row in whole) if all(row.held for row in whole) else None,
        archived=package.archived_at is not None,
    )


def _shown(line: PackageLine, item: PriceRow) -> PackageLineRow:
    return _line_row(line, item, item.price, held=item.price is not None and not item.archived)


def _line_row(
    line: PackageLine, item: PriceItem | PriceRow, listed_price: int | None, *, held: bool = True
) -> PackageLineRow:
    price = (listed_price or 0) if line.price is None else line.price
    kind = item.line_kind if isinstance(item, PriceItem) else item.kind
    return PackageLineRow(
        id=line.id,
        item_id=line.item_id,
        name=item.name,
        code=item.code,
        unit=item.unit,
        kind="part" if kind == "part" else "service",
        quantity=line.quantity,
        price=price,
        amount=amount_of(price, line.quantity),
        addon=line.addon,
        own=line.price is not None,
        listed_price=listed_price or 0,
        held=held,
    )


def _details(view: View, package: Package) -> PackageDetails:
    lines = [line for line in _stored(view, package.id) if line.removed_at is None]
    return _details_of(package, lines)


def _details_of(package: Package, lines: list[PackageLine]) -> PackageDetails:
    return PackageDetails(
        code=package.code,
        name=package.name,
        grade=package.grade,
        lines=tuple(
            PackageEntry(
                id=line.id,
                item_id=line.item_id,
                quantity=line.quantity,
                price=line.price,
                addon=line.addon,
            )
            for line in lines
        ),
    )


def _stored(view: View, package_id: str) -> list[PackageLine]:
    return view.all(
        PackageLine,
        PackageLine.package_id == package_id,
        order=(PackageLine.position, PackageLine.id),
    )


def _checked(
    work: Work, typed: PackageDetails, *, known: dict[str, PackageLine], package_id: str = ""
) -> PackageDetails:
    """The details as they are stored; refuses beside the field."""
    code = clean_line(typed.code, field="code", most=20, required=True).upper()
    name = clean_line(typed.name, field="name", most=60, required=True)
    _check_code(work, code, package_id)
    ids = [line.id for line in typed.lines if line.id is not None]
    if len(set(ids)) < len(ids) or not known.keys() >= set(ids):
        raise Refused("record.gone", kind=PackageLine.kind)
    if all(line.addon for line in typed.lines):
        raise Refused("package.empty", field="lines")
    if len(typed.lines) > LINES_MOST:
        raise Refused("package.long", field="lines", most=LINES_MOST)
    for line in typed.lines:
        _check_line(work, line, known)
    return PackageDetails(
        code=code,
        name=name,
        grade=clean_line(typed.grade, field="grade", most=20),
        lines=typed.lines,
    )


def _check_code(work: Work, code: str, package_id: str) -> None:
    """A code typed at the till names one thing: an item of the list or a package, never both."""
    same = work.first(select(Package.id).where(Package.code == code, Package.id != package_id))
    if same is not None or work.first(select(PriceItem.id).where(PriceItem.code == code)):
        raise Refused("price.code_taken", field="code", code=code)


def _check_line(work: Work, line: PackageEntry, known: dict[str, PackageLine]) -> None:
    item = work.get(PriceItem, line.item_id)
    old = known.get(line.id or "")
    if item.archived_at is not None and (old is None or old.item_id != item.id):
        raise Refused("package.withdrawn", field="lines", name=item.name)
    if not 0 < line.quantity <= MAX_QUANTITY:
        raise Refused("job.quantity", field="lines")
    price = line.price or 0
    if price < 0:
        raise Refused("price.negative", field="lines")
    if price > MAX_FEN or amount_of(price, line.quantity) > MAX_FEN:
        raise Refused("price.too_large", field="lines", most=MAX_FEN)


def _write_lines(
    work: Work, row: Package, lines: tuple[PackageEntry, ...], *, known: dict[str, PackageLine]
) -> None:
    for place, line in enumerate(lines, start=1):
        values: dict[str, Any] = {
            "position": place,
            "item_id": line.item_id,
            "quantity": line.quantity,
            "price": line.price,
            "addon": line.addon,
        }
        if line.id is not None:
            work.change(known[line.id], removed_at=None, **values)
        else:
            work.add(PackageLine(id=work.new_id(), package_id=row.id, **values))
    kept = {line.id for line in lines}
    for line_id, old in known.items():
        if line_id not in kept and old.removed_at is None:
            work.change(old, removed_at=work.now)
