"""What a line may be, found as it is typed: an item of the price list, a package, or an add-on of one."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import RowMapping

from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import half_width
from models.base.usecase import query
from models.rules.search import MatchClass, price_subject
from models.rules.search_match import rank
from models.rules.search_plan import plan
from models.services import packages, search
from models.services.packages import PackageLineRow
from models.services.search import Result
from models.store.work import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A row of the list: ``lines`` are what it puts on a bill; an item has none of its own but itself.

    ``amount`` fen as it costs today. ``of``: the package's name, on an add-on.
    """

    kind: Literal["item", "package", "addon"]
    id: str
    code: str
    name: str
    amount: int
    of: str = ""
    lines: tuple[PackageLineRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Offers:
    """What was found for a line, best first."""

    rows: tuple[Offer, ...]


@query(Right.SERVE)
def offers(view: View, text: str, *, preedit: str = "", limit: int = 8) -> Offers:
    """Find by code, name or pinyin. Of one class of match items stand before packages, add-ons behind theirs."""
    found = [
        (row.match, 0, place, _item(row))
        for place, row in enumerate(
            search.search(view, text, preedit=preedit, kind="price", limit=limit).rows
        )
    ]
    asked, begun = plan(text, preedit=preedit), half_width(text).strip().upper()
    for row in view.sql("SELECT id, code, name FROM package WHERE archived_at IS NULL"):
        subject = price_subject(code=row["code"], name=row["name"])
        match = rank(asked, subject) if asked.stages else None
        if match is None and begun and row["code"].startswith(begun):
            match = MatchClass.NOTES  # the beginning of a code comes after whatever is named so
        if match is not None:
            found += [
                (int(match), 1, len(found) + place, offer)
                for place, offer in enumerate(_of(view, row))
            ]
    return Offers(tuple(offer for *_, offer in sorted(found, key=lambda one: one[:3])[:limit]))


def _item(row: Result) -> Offer:
    return Offer(kind="item", id=row.id, code=row.number, name=row.name, amount=row.amount)


def _of(view: View, row: RowMapping) -> list[Offer]:
    """A package and its add-ons; nothing where it cannot be sold today."""
    try:
        lines = packages.lines_of(view, row["id"], view.today)
    except Refused:
        return []
    whole = tuple(line for line in lines if not line.addon)
    package = Offer(
        kind="package",
        id=row["id"],
        code=row["code"],
        name=row["name"],
        amount=sum(line.amount for line in whole),
        lines=whole,
    )
    addons = [
        Offer(
            kind="addon",
            id=line.id,
            code=line.code,
            name=line.name,
            amount=line.amount,
            of=row["name"],
            lines=(line,),
        )
        for line in lines
        if line.addon
    ]
    return [package, *addons]
