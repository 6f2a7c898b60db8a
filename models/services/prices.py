"""The price list: categories, items, versions with effective dates, and the price of any day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from models.base.documents import LineKind
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line
from models.base.usecase import query, use_case
from models.rules.prices import (
    EARNING_CLASSES,
    PriceEntry,
    check_entry,
    history,
    next_change,
    price_on,
)
from models.services import programme
from models.services.search_documents import index_price_item
from models.store.work import View, Work
from models.tables.prices import Price, PriceCategory, PriceItem, PriceVersion

WARRANTY_MOST = 3650
"""Days."""
SAMPLE = "sample"
"""The note of a version that holds example prices: nobody of the shop has said yet that they are right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDetails:
    """What is typed about an item. ``warranty_days`` 0 means none."""

    category: str
    """The category's name; a new name makes a new category."""
    code: str
    name: str
    kind: LineKind = "service"
    unit: str = ""
    earning_class: str = "standard"
    warranty_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """An item as the list shows it on one day; money in fen."""

    id: str
    category: str
    code: str
    name: str
    kind: LineKind
    unit: str
    earning_class: str
    warranty_days: int
    price: int | None
    cost: int
    since: date | None
    next_price: int | None
    next_from: date | None
    archived: bool
    sample: bool = False
    """The price is an example of the trade; the shop has not made it its own."""
    changed: bool = False
    """The list is of another day, and price or cost are not those of today."""
    price_today: int | None = None
    cost_today: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """The price list as it holds on ``day``; ``today`` is the shop's."""

    day: date
    today: date
    rows: tuple[PriceRow, ...]
    versions: tuple["Version", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A set of changes that holds from a day on, and how many prices it names."""

    number: int
    effective_from: date
    note: str
    prices: int


@dataclass(frozen=True, slots=True)
class NewPrice:
    """A price (fen a unit) to hold from a version's day on, and what the item costs the shop."""

    item_id: str
    price: int
    cost: int = 0


@use_case(Right.PRICE, inverse="prices.archive_item")
def add_item(work: Work, details: ItemDetails, *, price: int, cost: int = 0) -> str:
    """Add an item that costs ``price`` fen a unit from today on; returns its id.

    Raises Refused("text.…" | "price.…") beside the field.
    """
    item = new_item(work, details)
    version = new_version(work, work.today, note="")
    put_price(work, version, NewPrice(item.id, price, cost))
    work.undo_by(archive_item, item.id)
    return item.id


def new_item(work: Work, details: ItemDetails) -> PriceItem:
    """An item that has no price yet, for other use cases; a version must name its price."""
    item = PriceItem(id=work.new_id(), **_item_values(work, details))
    work.add(item)
    index_price_item(work, item)
    return item


def put_price(work: Work, version: PriceVersion, new: NewPrice) -> None:
    """A price into a version that is being made. Raises Refused("price.past" | "price.…")."""
    check_entry(version.effective_from, today=work.today, price=new.price, cost=new.cost)
    item = work.get(PriceItem, new.item_id)
    work.add(
        Price(
            id=work.new_id(),
            item_id=item.id,
            version_id=version.id,
            price=new.price,
            cost=new.cost,
        )
    )


@use_case(Right.PRICE, inverse="prices.edit_item")
def edit_item(work: Work, item_id: str, details: ItemDetails) -> None:
    """Change what an item is called and how it counts; its prices are versions of their own.

    Raises Refused("price.…" | "text.…"); "price.code_in_rules" where the programme names it by its code.
    """
    item = work.get(PriceItem, item_id)
    before = ItemDetails(
        category=work.get(PriceCategory, item.category_id).name,
        code=item.code,
        name=item.name,
        kind=_kind(item.line_kind),
        unit=item.unit,
        earning_class=item.earning_class,
        warranty_days=item.warranty_days,
    )
    values = _item_values(work, details, item_id=item_id)
    if values["code"] != before.code and (number := programme.naming(work, before.code)):
        raise Refused("price.code_in_rules", field="code", code=before.code, number=number)
    work.change(item, **values)
    index_price_item(work, item)
    work.undo_by(edit_item, item_id, before)


@use_case(Right.PRICE, inverse="prices.archive_item")
def archive_item(work: Work, item_id: str, *, archived: bool = True) -> None:
    """Take an item off the list, or put it back; old jobs keep their lines."""
    item = work.get(PriceItem, item_id)
    if (item.archived_at is not None) != archived:
        work.change(item, archived_at=work.now if archived else None)
        index_price_item(work, item)
    work.undo_by(archive_item, item_id, archived=not archived)


@use_case(Right.PRICE, inverse="prices.take_back_prices")
def set_prices(
    work: Work, prices: Sequence[NewPrice], *, effective_from: date, note: str = ""
) -> int:
    """Let prices hold from a day on; returns the version's number. Past days are refused.

    Raises Refused("price.past" | "price.negative" | "price.too_large" | "price.nothing").
    """
    if not prices:
        raise Refused("price.nothing", field="price")
    known = all(_before(work, entry.item_id, effective_from) for entry in prices)
    version = new_version(work, effective_from, note=clean_line(note, field="note", most=80))
    for entry in prices:
        put_price(work, version, entry)
    if known:
        work.undo_by(take_back_prices, version.id)
    return version.number


@use_case(Right.PRICE, inverse="prices.set_prices")
def take_back_prices(work: Work, version_id: str) -> int:
    """Let hold again what held before a version; both stay on record. Returns the new version's number.

    Raises Refused("price.past"), or Refused("price.followed") where a line was written at one of its
    prices or a later version of the same day has changed one.
    """
    version = work.get(PriceVersion, version_id)
    day, taken = version.effective_from, work.all(Price, Price.version_id == version_id)
    earlier: list[NewPrice] = []
    notes: set[str] = set()
    for row in taken:
        before = _before(work, row.item_id, day, below=version.number)
        held = price_on(entries_of(work, row.item_id)[row.item_id], day)
        overruled = held is not None and held.number != version.number
        if before is None or before.price is None or overruled or _charged(work, row, version):
            raise Refused("price.followed", field="price")
        earlier.append(NewPrice(row.item_id, before.price, before.cost))
        notes.add(SAMPLE if before.sample else "")
    number = set_prices(work, earlier, effective_from=day, note=SAMPLE if notes == {SAMPLE} else "")
    again = tuple(NewPrice(row.item_id, row.price, row.cost) for row in taken)
    work.undo_by(set_prices, again, effective_from=day, note=version.note)
    return number


def _before(view: View, item_id: str, day: date, *, below: int | None = None) -> PriceEntry | None:
    """What holds on ``day`` by the versions ``below`` a number, or by all of them."""
    entries = entries_of(view, item_id).get(item_id, [])
    return price_on((e for e in entries if below is None or e.number < below), day)


def _charged(view: View, row: Price, version: PriceVersion) -> bool:
    """Whether a line was written at this price since; ids of one desk rise with time."""
    values = (row.item_id, row.price, version.id)
    return any(
        view.sql(f"SELECT 1 FROM {table} WHERE item_id=? AND price=? AND id>? LIMIT 1", values)
        for table in ("job_line", "bill_line")
    )


@query(Right.SERVE)
def price_list(view: View, *, day: date | None = None, archived: bool = False) -> PriceList:
    """The price list as it holds on a day (today where none is named)."""
    day = day or view.today
    entries = entries_of(view)
    items = view.sql(
        "SELECT i.*, c.name AS category, c.position FROM price_item i"
        " JOIN price_category c ON c.id=i.category_id ORDER BY c.position, c.name, i.code"
    )
    rows = tuple(
        _row(item, entries.get(item["id"], []), day, view.today)
        for item in items
        if archived or item["archived_at"] is None
    )
    return PriceList(day=day, today=view.today, rows=rows, versions=_versions(view))


@query(Right.SERVE)
def price_history(view: View, item_id: str) -> tuple[PriceEntry, ...]:
    """Every price an item ever had or will have, oldest first."""
    return history(entries_of(view, item_id).get(item_id, []))


@query(Right.SERVE)
def item_on(view: View, item_id: str, *, day: date | None = None) -> PriceRow:
    """One item with the price of a day; Refused("price.none") where it has none."""
    return priced_item(view, item_id, day or view.today)


def priced_item(view: View, item_id: str, day: date) -> PriceRow:
    """One item with the price of a day, for other use cases; Refused("price.none")."""
    rows = view.sql(
        "SELECT i.*, c.name AS category FROM price_item i"
        " JOIN price_category c ON c.id=i.category_id WHERE i.id=?",
        (item_id,),
    )
    if not rows:
        raise Refused("record.gone", kind="prices")
    row = _row(rows[0], entries_of(view, item_id).get(item_id, []), day, view.today)
    if row.price is None:
        raise Refused("price.none", field="item", day=day)
    return row


def new_version(work: Work, effective_from: date, *, note: str) -> PriceVersion:
    """A new version: two of one day are both kept, the later one holds."""
    last = work.value(select(func.max(PriceVersion.number))) or 0
    version = PriceVersion(
        id=work.new_id(),
        number=last + 1,
        effective_from=effective_from,
        made_at=work.now,
        note=note,
    )
    work.add(version)
    return version


def checked(typed: ItemDetails) -> ItemDetails:
    """The details as they are stored; refuses beside the field."""
    code = clean_line(typed.code, field="code", most=20, required=True).upper()
    name = clean_line(typed.name, field="name", most=60, required=True)
    if typed.kind not in ("service", "part"):
        raise Refused("price.kind", field="kind", value=typed.kind)
    if typed.earning_class not in EARNING_CLASSES:
        raise Refused("price.earning_class", field="earning_class", value=typed.earning_class)
    if not 0 <= typed.warranty_days <= WARRANTY_MOST:
        raise Refused("price.warranty", field="warranty_days", most=WARRANTY_MOST)
    return ItemDetails(
        category=clean_line(typed.category, field="category", most=30, required=True),
        code=code,
        name=name,
        kind=typed.kind,
        unit=clean_line(typed.unit, field="unit", most=10),
        earning_class=typed.earning_class,
        warranty_days=typed.warranty_days,
    )


def _item_values(work: Work, typed: ItemDetails, *, item_id: str = "") -> dict[str, Any]:
    clean = checked(typed)
    code = clean.code
    known = work.first(select(PriceItem.id).where(PriceItem.code == code, PriceItem.id != item_id))
    # A package's code is typed in the same places; "package" is asked by hand, for its module builds on this one.
    if known is not None or work.sql("SELECT 1 FROM package WHERE code=?", (code,)):
        raise Refused("price.code_taken", field="code", code=code)
    return {
        "category_id": _category(work, clean.category),
        "code": code,
        "name": clean.name,
        "line_kind": clean.kind,
        "unit": clean.unit,
        "earning_class": clean.earning_class,
        "warranty_days": clean.warranty_days,
    }


def _category(work: Work, name: str) -> str:
    row = work.first(select(PriceCategory.id).where(PriceCategory.name == name))
    if row is not None:
        return str(row.id)
    place = (work.value(select(func.max(PriceCategory.position))) or 0) + 1
    category = PriceCategory(id=work.new_id(), name=name, position=place)
    work.add(category)
    return category.id


def entries_of(view: View, item_id: str = "") -> dict[str, list[PriceEntry]]:
    """Every entry of an item, or of all items by id, in no order."""
    where, values = (" WHERE p.item_id=?", (item_id,)) if item_id else ("", ())
    found: dict[str, list[PriceEntry]] = {}
    for row in view.sql(
        "SELECT p.item_id, p.price, p.cost, v.effective_from, v.number, v.note FROM price p"
        f" JOIN price_version v ON v.id=p.version_id{where}",
        values,
    ):
        found.setdefault(row["item_id"], []).append(
            PriceEntry(
                date.fromisoformat(row["effective_from"]),
                row["number"],
                row["price"],
                row["cost"],
                sample=row["note"] == SAMPLE,
            )
        )
    return found


def _versions(view: View) -> tuple[Version, ...]:
    rows = view.sql(
        "SELECT v.number, v.effective_from, v.note, count(p.id) AS prices FROM price_version v"
        " LEFT JOIN price p ON p.version_id=v.id GROUP BY v.id ORDER BY v.number DESC"
    )
    return tuple(
        Version(
            number=row["number"],
            effective_from=date.fromisoformat(row["effective_from"]),
            note=row["note"],
            prices=row["prices"],
        )
        for row in rows
    )


def _row(item: Any, entries: list[PriceEntry], day: date, today: date) -> PriceRow:
    held = price_on(entries, day)
    now = held if day == today else price_on(entries, today)
    coming = next_change(entries, day)
    return PriceRow(
        id=item["id"],
        category=item["category"],
        code=item["code"],
        name=item["name"],
        kind=_kind(item["line_kind"]),
        unit=item["unit"],
        earning_class=item["earning_class"],
        warranty_days=item["warranty_days"],
        price=held.price if held else None,
        cost=held.cost if held else 0,
        since=held.effective_from if held else None,
        next_price=coming.price if coming else None,
        next_from=coming.effective_from if coming else None,
        archived=item["archived_at"] is not None,
        sample=held is not None and held.sample,
        changed=_amounts(held) != _amounts(now),
        price_today=now.price if now else None,
        cost_today=now.cost if now else 0,
    )


def _amounts(entry: PriceEntry | None) -> tuple[int | None, int]:
    return (None, 0) if entry is None else (entry.price, entry.cost)


def _kind(stored: str) -> LineKind:
    return "part" if stored == "part" else "service"
