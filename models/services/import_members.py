"""Members out of a spreadsheet: who is new, who is known, and the new ones written in one go.

Writes the rows that ``members.create`` would write, many at a time; a test holds the two to each other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.base import codes
from models.base.clock import day_bounds, ms_of
from models.base.errors import Refused
from models.rules.import_columns import Columns
from models.rules.import_words import chosen
from models.rules.members import card_number
from models.rules.phones import masked
from models.rules.pinyin import display_once
from models.rules.search import Subject, member_subject, tokens
from models.services import import_known as known
from models.services import members, numbers
from models.services.import_sorting import (
    Ask,
    Fate,
    Line,
    Numbered,
    SeenRows,
    no_record,
    refused,
)
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from models.services.search_documents import as_json
from models.store.many import Many
from models.store.search_index import Document
from models.store.statements import stored
from models.store.work import Work
from models.tables.every import Row
from models.tables.members import Event, Member, MemberAddress, MemberPhone


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A member to be: details as they are stored, and since when, where the sheet says it."""

    details: MemberDetails
    joined_at: datetime | None


class MemberSorter:
    """Recognises a person by a phone, or by name and address; with neither phone nor address by the name alone."""

    def __init__(
        self, ask: Ask, columns: Columns, titles: Sequence[str], *, today: date, zone: str
    ) -> None:
        self._ask, self._columns, self._titles = ask, columns, titles
        self._today, self._zone = today, zone
        self._phones, self._keys = SeenRows(), SeenRows()
        self._people: dict[int, int] | None = None

    def sort(self, rows: Sequence[Numbered]) -> list[Fate]:
        """The fates of a batch, in its order; ``entry`` of a new one is a :class:`Newcomer`."""
        read = [self._read(row, cells) for row, cells in rows]
        wanted = [p.number for fate in read if fate.entry for p in fate.entry.details.phones]
        owners = self._ask(known.with_phones, tuple(dict.fromkeys(wanted))) if wanted else {}
        places = self._known_places(read)
        return [self._told(fate, owners, places) if fate.entry else fate for fate in read]

    def _read(self, row: int, cells: Sequence[Any]) -> Fate:
        line = Line(row, cells, self._columns)
        none = no_record(line, self._titles)
        if none is not None:
            return none
        try:
            entry = self._newcomer(line)
        except Refused as error:
            return refused(line, error)
        return Fate(row=row, kind="new", name=entry.details.name, entry=entry)

    def _newcomer(self, line: Line) -> Newcomer:
        phones = dict.fromkeys((*line.phones("phone"), *line.phones("other_phone")))
        notes: list[str] = [line.text("notes")]
        kind = self._choice(line, "customer_type", "family", notes)
        source = self._choice(line, "source", "other", notes)
        address, estate = line.text("address"), line.text("estate")
        details = members.checked(
            MemberDetails(
                name=line.text("name"),
                phones=tuple(PhoneEntry(number=number) for number in phones),
                addresses=(AddressEntry(text=address or estate, estate=estate),)
                if address or estate
                else (),
                gender=chosen("gender", line.text("gender")),
                birthday=line.day("birthday"),
                customer_type=kind,
                source=source,
                notes="\n".join(note for note in notes if note),
            )
        )
        return Newcomer(details, self._since(line))

    def _choice(self, line: Line, field: str, usual: str, notes: list[str]) -> str:
        """The code of a choice. A word nobody knows is kept in the notes, under its own title."""
        said = line.text(field)
        code = chosen(field, said) if said else ""
        if said and not code:
            title = self._titles[self._columns[field]]
            notes.append(f"{title}：{said}" if title else said)
        return code or usual

    def _since(self, line: Line) -> datetime | None:
        day = line.day("joined")
        if day is None:
            return None
        if day > self._today:
            raise Refused("import.joined_future", field="joined")
        return day_bounds(day, self._zone)[0]

    def _known_places(self, read: Sequence[Fate]) -> dict[int, str]:
        """Row of the file → name, of members with the name and address of somebody in this batch."""
        keys = [_key(fate.entry.details) for fate in read if fate.entry]
        hit = {place for key in keys if (place := self._everybody().get(key)) is not None}
        names: dict[int, str] = self._ask(known.named, tuple(hit)) if hit else {}
        return {key: names.get(self._everybody().get(key, 0), "") for key in keys}

    def _everybody(self) -> dict[int, int]:
        if self._people is None:
            self._people, beyond = {}, 0
            while True:
                keys, places, beyond = self._ask(known.people, beyond)
                self._people.update(zip(keys, places, strict=True))
                if not beyond:
                    break
        return self._people

    def _told(self, fate: Fate, owners: dict[str, Any], places: dict[int, str]) -> Fate:
        details: MemberDetails = fate.entry.details
        common: dict[str, Any] = {"row": fate.row, "name": fate.name, "told": _told(fate.entry)}
        key = _key(details)
        for phone in details.phones:
            if phone.number in owners:
                name = owners[phone.number][0][1]
                return Fate(kind="known", known=name, why="phone", **common)
        if places.get(key):
            return Fate(kind="known", known=places[key], why="name_address", **common)
        for phone in details.phones:
            if earlier := self._phones.row(hash(phone.number)):
                return Fate(kind="twin", earlier=earlier, why="phone", **common)
        if earlier := self._keys.row(key):
            return Fate(kind="twin", earlier=earlier, why="name_address", **common)
        for phone in details.phones:
            self._phones.note(hash(phone.number), fate.row)
        if details.addresses or not details.phones:
            self._keys.note(key, fate.row)
        return Fate(kind="new", entry=fate.entry, **common)


def _key(details: MemberDetails) -> int:
    """Name and address; nobody is compared by the name alone who has a phone."""
    if details.addresses:
        return known.person_key(details.name, details.addresses[0].text)
    if details.phones:
        return known.person_key(details.name, details.phones[0].number)
    return known.person_key(details.name, "")


def _told(entry: Newcomer) -> tuple[tuple[str, str], ...]:
    """What is shown of a row before it is taken in; phones are masked like everywhere."""
    details = entry.details
    pairs = (
        ("phone", " ".join(masked(phone.number) for phone in details.phones)),
        ("address", details.addresses[0].text if details.addresses else ""),
        ("birthday", details.birthday.isoformat() if details.birthday else ""),
    )
    return tuple((name, said) for name, said in pairs if said)


def write(work: Work, fates: Iterable[Fate], many: Many, first_card: int) -> int:
    """Write the new ones of a batch, their cards from ``first_card`` on; returns how many there were."""
    made = 0
    for fate in fates:
        if fate.kind == "new":
            card = card_number(numbers.desk_of(work), first_card + made)
            _write_one(work, many, fate.entry, card)
            made += 1
    many.flush()
    return made


def _write_one(work: Work, many: Many, entry: Newcomer, card: str) -> None:
    details, member_id, now = entry.details, work.new_id(), ms_of(work.now)
    many.add(
        Member,
        {
            "id": member_id,
            "number": card,
            "name": details.name,
            "readings": display_once(details.name),
            "gender": details.gender,
            "customer_type": details.customer_type,
            "source": details.source,
            "notes": details.notes,
            "joined_at": ms_of(entry.joined_at) if entry.joined_at else now,
            "active_at": now,
            **stored(Member, {"birthday": details.birthday}),
        },
    )
    for place, phone in enumerate(details.phones):
        row = {"id": work.new_id(), "member_id": member_id, "number": phone.number}
        many.add(MemberPhone, {**row, "position": place})
    for place, home in enumerate(details.addresses):
        row = {"id": work.new_id(), "member_id": member_id, "text": home.text}
        many.add(MemberAddress, {**row, "estate": home.estate, "position": place})
    many.add(
        Event,
        {
            "id": work.new_id(),
            "member_id": member_id,
            "at": now,
            "what": "member_created",
            "ref_id": member_id,
            "number": card,
            "details": "{}",
            "actor_id": work.actor.id,
        },
    )
    found_by = _found_by(work, details, card)
    prepared, fields = tokens(found_by), as_json(found_by)
    many.index("member", Document(ref_id=member_id, at=work.now, tokens=prepared, fields=fields))
    many.operation(member_id)


def _found_by(work: Work, details: MemberDetails, card: str) -> Subject:
    """As search_documents.member_subjects finds it in the rows."""
    return member_subject(
        name=details.name,
        card=card,
        code=codes.member_code(numbers.desk_of(work), card),
        phones=tuple(phone.number for phone in details.phones),
        addresses=tuple(home.text for home in details.addresses),
        notes=(details.notes,) if details.notes else (),
    )


# Taking back


def followed(work: Work, span: tuple[str, str, int, int]) -> list[str]:
    """Names of members made by the operations of ``span`` with whom something happened since, at most 20.

    ``span`` is node, incarnation, first and last sequence.
    """
    mine = (
        "SELECT subject_id FROM operation WHERE node=? AND incarnation=?"
        " AND sequence BETWEEN ? AND ? AND subject_id IS NOT NULL"
    )
    touched = [
        f"SELECT {column} AS id FROM {table} WHERE {column} IN ({mine})"
        + (" AND what<>'member_created'" if table == "event" else "")
        for table, column in _hanging()
    ]
    changed = (
        f"SELECT id FROM member WHERE id IN ({mine}) AND (household_id IS NOT NULL"
        " OR archived_at IS NOT NULL OR merged_into_id IS NOT NULL)"
    )
    later = (
        f"SELECT subject_id AS id FROM operation WHERE subject_id IN ({mine}) GROUP BY subject_id"
        " HAVING count(*) > 1"
    )
    parts = [*touched, changed, later]
    rows = work.sql(
        "SELECT DISTINCT m.name FROM member m JOIN ("
        + " UNION ".join(parts)
        + ") t ON t.id=m.id ORDER BY m.number LIMIT 20",
        span * len(parts),
    )
    return [row["name"] for row in rows]


def _hanging() -> list[tuple[str, str]]:
    """Every table and column that may refer to a member, but the rows that an import makes itself."""
    own = {MemberPhone.__tablename__, MemberAddress.__tablename__}
    found = []
    for name, kind in sorted(Row.classes.items()):
        columns = kind.__table__.columns
        refers = [
            c.name for c in columns for key in c.foreign_keys if key.target_fullname == "member.id"
        ]
        if "member_id" in columns and "member_id" not in refers:
            refers.append("member_id")
        found += [(name, column) for column in refers if name not in own]
    return found


def remove(work: Work, member_ids: Sequence[str], many: Many) -> None:
    """Delete these members with everything an import gave them, as if they had never come."""
    marks = ",".join("?" * len(member_ids))
    own: dict[str, list[tuple[type[Any], str]]] = {member_id: [] for member_id in member_ids}
    for kind in (Event, MemberAddress, MemberPhone):
        for row in work.sql(
            f"SELECT id, member_id FROM {kind.__tablename__} WHERE member_id IN ({marks})"
            " ORDER BY id",
            member_ids,
        ):
            own[row["member_id"]].append((kind, row["id"]))
    for member_id, rows in own.items():
        for kind, key in rows:
            many.remove(kind, key)
        many.remove(Member, member_id)
        many.operation(member_id)
    many.flush()
