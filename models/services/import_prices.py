"""Price items out of a spreadsheet: new ones onto the list, and new prices for known ones, in versions apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from models.base.documents import LineKind
from models.base.errors import Refused
from models.base.text import half_width
from models.rules.import_columns import Columns
from models.rules.import_values import days, same_words
from models.rules.import_words import chosen
from models.rules.prices import check_entry
from models.services import prices
from models.services.import_sorting import Ask, Fate, Line, Numbered, no_record, refused, shown
from models.services.prices import ItemDetails, NewPrice, PriceRow
from models.store import search_index
from models.store.work import Work
from models.tables.every import Row
from models.tables.prices import Price, PriceCategory, PriceItem, PriceVersion

_PREFIX: dict[LineKind, str] = {"service": "FW", "part": "PJ"}
CATEGORY_MOST = 30


@dataclass(frozen=True, slots=True)
class Priced:
    """An item to be, or a known one (``item_id``) with another price; fen. An empty code is given when written."""

    details: ItemDetails
    price: int
    cost: int
    item_id: str = ""


class PriceSorter:
    """Knows an item by its code, or by its name where the sheet has no code for it.

    Its price is told from the one that holds on ``day``, from when the sheet's are to hold.
    """

    def __init__(
        self, ask: Ask, columns: Columns, titles: Sequence[str], *, day: date, group: str
    ) -> None:
        self._columns, self._titles = columns, titles
        self._day = day
        self._group = group.strip()[:CATEGORY_MOST]
        rows: tuple[PriceRow, ...] = ask(prices.price_list, day=day, archived=True).rows
        self._by_code = {row.code: row for row in rows}
        self._by_name = {same_words(row.name): row for row in reversed(rows)}
        self._seen: dict[str, int] = {}

    def sort(self, rows: Sequence[Numbered]) -> list[Fate]:
        """The fates of a batch, in its order; ``entry`` of a new one is a :class:`Priced`."""
        return [self._sort(row, cells) for row, cells in rows]

    def _sort(self, row: int, cells: Sequence[Any]) -> Fate:
        line = Line(row, cells, self._columns)
        none = no_record(line, self._titles) or self._section(line)
        if none is not None:
            return none
        try:
            return self._judged(line, self._priced(line))
        except Refused as error:
            return refused(line, error)

    def _section(self, line: Line) -> Fate | None:
        """A row with one text alone names the items that follow it: 洗衣机类."""
        said = [shown(cell).strip() for cell in line.cells]
        filled = [text for text in said if text]
        if len(filled) != 1 or "category" in self._columns or filled[0][:1].isdigit():
            return None
        self._group = filled[0][:CATEGORY_MOST]
        return Fate(row=line.row, kind="heading", name=filled[0], told=line.as_it_stands())

    def _priced(self, line: Line) -> Priced:
        category = line.text("category")
        if category:  # a merged cell stands in its first row only
            self._group = category
        price = line.money("price")
        if price is None:
            raise Refused("price.needed", field="price")
        cost = line.money("cost") or 0
        check_entry(self._day, today=self._day, price=price, cost=cost)
        said = line.text("kind")
        kind = chosen("kind", said) or chosen("kind", self._group) or "service"
        code = half_width(line.text("code", exact=True)).upper()
        details = prices.checked(
            ItemDetails(
                category=self._group,
                code=code or "?",
                name=line.text("name"),
                kind="part" if kind == "part" else "service",
                unit=line.text("unit"),
                warranty_days=days(line.cell("warranty_days"), field="warranty_days"),
            )
        )
        return Priced(replace(details, code=code), price, cost)

    def _judged(self, line: Line, entry: Priced) -> Fate:
        details = entry.details
        known = self._known(details)
        common: dict[str, Any] = {
            "row": line.row, "name": details.name, "told": _told(entry, known)
        }  # fmt: skip
        why = "code" if details.code else "name"
        key = details.code or same_words(details.name)
        if key in self._seen:
            return Fate(kind="twin", earlier=self._seen[key], why=why, **common)
        self._seen[key] = line.row
        if known is None:
            return Fate(kind="new", entry=entry, **common)
        if known.archived:
            raise Refused("import.item_archived", field=why, code=known.code)
        cost = entry.cost if "cost" in self._columns else known.cost
        if (known.price, known.cost) == (entry.price, cost):
            return Fate(kind="known", known=known.name, why=why, **common)
        changed = replace(entry, item_id=known.id, cost=cost)
        return Fate(kind="price", known=known.name, why=why, entry=changed, **common)

    def _known(self, details: ItemDetails) -> PriceRow | None:
        if details.code:
            return self._by_code.get(details.code)
        return self._by_name.get(same_words(details.name))


def _told(entry: Priced, known: PriceRow | None) -> tuple[tuple[str, str], ...]:
    details = entry.details
    was = "" if known is None or known.price is None else str(known.price)
    pairs = (
        ("code", details.code or (known.code if known else "")),
        ("category", details.category),
        ("unit", details.unit),
        ("price", str(entry.price)),
        ("was", was if was != str(entry.price) else ""),
    )
    return tuple((name, said) for name, said in pairs if said)


@dataclass(slots=True)
class PriceWriting:
    """Writes the items as services.prices does; new ones hold from today on, new prices from ``day``."""

    work: Work
    day: date
    items: list[str]
    changes: list[NewPrice]
    known_categories: set[str]
    _new: PriceVersion | None = None

    @classmethod
    def begin(cls, work: Work, day: date | None) -> "PriceWriting":
        """Refused("price.past") for a day that is over."""
        on = day or work.today
        check_entry(on, today=work.today, price=0)
        return cls(work, on, [], [], _categories(work))

    def write(self, fates: Iterable[Fate]) -> int:
        """Write the rows of a batch that are taken; returns how many."""
        made = 0
        for fate in fates:
            if not fate.taken:
                continue
            made += 1
            entry: Priced = fate.entry
            if entry.item_id:
                self.changes.append(NewPrice(entry.item_id, entry.price, entry.cost))
                continue
            details = entry.details
            if not details.code:
                details = replace(details, code=_free_code(self.work, details.kind))
            item = prices.new_item(self.work, details)
            if self._new is None:
                self._new = prices.new_version(self.work, self.work.today, note="")
            prices.put_price(self.work, self._new, NewPrice(item.id, entry.price, entry.cost))
            self.items.append(item.id)
        return made

    def settle(self) -> dict[str, list[str]]:
        """Let the new prices of known items hold from the day on; returns what was made, by kind of row."""
        made = {"price_item": self.items, "price_version": [], "price_category": []}
        made["price_category"] = sorted(_categories(self.work) - self.known_categories)
        if self._new is not None:
            made["price_version"].append(self._new.id)
        if self.changes:
            version = prices.new_version(self.work, self.day, note="")
            for change in self.changes:
                prices.put_price(self.work, version, change)
            made["changed"] = [version.id]
        return made


def _categories(work: Work) -> set[str]:
    return {row["id"] for row in work.sql("SELECT id FROM price_category")}


def _free_code(work: Work, kind: LineKind) -> str:
    """The next code of its kind that nobody uses: FW-001, PJ-001."""
    prefix = _PREFIX[kind]
    rows = work.sql(
        "SELECT max(CAST(substr(code, 4) AS INTEGER)) AS n FROM price_item"
        " WHERE code GLOB ? AND length(code) < 10",
        (f"{prefix}-[0-9]*",),
    )
    return f"{prefix}-{(rows[0]['n'] or 0) + 1:03d}"


def take_back(work: Work, made: dict[str, list[str]]) -> None:
    """Take the new items off the list as if they had never stood there, and let old prices hold again.

    Refused("import.followed") where an item stands on a job, a bill or anything else; as take_back_prices.
    """
    for version_id in made.get("changed", ()):
        prices.take_back_prices(work, version_id)
    items = made.get("price_item", [])
    for item_id in items:
        _refuse_used(work, item_id)
    for item_id in items:
        for price in work.all(Price, Price.item_id == item_id):
            work.remove(price)
        search_index.drop(work, "price", item_id)
        work.remove(work.get(PriceItem, item_id))
    for category_id in made.get("price_category", ()):
        if not work.sql("SELECT 1 FROM price_item WHERE category_id=? LIMIT 1", (category_id,)):
            work.remove(work.get(PriceCategory, category_id))
    for version_id in made.get("price_version", ()):
        work.remove(work.get(PriceVersion, version_id))


def _refuse_used(work: Work, item_id: str) -> None:
    for table, column in _referring():
        rows = work.sql(f"SELECT 1 FROM {table} WHERE {column}=? LIMIT 1", (item_id,))
        if rows:
            raise Refused("import.followed", name=work.get(PriceItem, item_id).name)
    if len(work.sql("SELECT 1 FROM price WHERE item_id=?", (item_id,))) > 1:
        raise Refused("import.followed", name=work.get(PriceItem, item_id).name)


def _referring() -> list[tuple[str, str]]:
    """Every table and column that may name a price item, but its own prices."""
    found = []
    for name, kind in sorted(Row.classes.items()):
        if name == Price.__tablename__:
            continue
        found += [(name, c.name) for c in kind.__table__.columns if c.name == "item_id"]
    return found
