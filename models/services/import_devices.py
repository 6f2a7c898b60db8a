"""Devices out of a spreadsheet: whose they are, which of them are known, and the new ones written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.base.errors import Refused
from models.rules.import_columns import Columns
from models.rules.import_values import same_words
from models.rules.import_words import chosen
from models.rules.members import parse_card
from models.services import devices, timeline
from models.services import import_known as known
from models.services.devices import DeviceDetails, device_values
from models.services.import_sorting import Ask, Fate, Line, Numbered, no_record, refused
from models.services.search_documents import index_member
from models.store.work import Work
from models.tables.members import Device, Event, Member

Known = Mapping[str, tuple[tuple[str, str], ...]]
"""Phone or card → id and name of each member."""
Mark = tuple[str, ...]
"""By what two devices of one member are the same: the serial number, else category, brand and model."""


@dataclass(frozen=True, slots=True)
class Appliance:
    """A device to be, and how its owner is named: by card or by phones, and by name where several share one."""

    details: DeviceDetails
    card: str
    phones: tuple[str, ...]
    owner: str
    member_id: str = ""


class DeviceSorter:
    """Finds each row's member and whether that member has such a device already."""

    def __init__(self, ask: Ask, columns: Columns, titles: Sequence[str]) -> None:
        self._ask, self._columns, self._titles = ask, columns, titles
        self._seen: dict[tuple[str, Mark], int] = {}

    def sort(self, rows: Sequence[Numbered]) -> list[Fate]:
        """The fates of a batch, in its order; ``entry`` of a new one is an :class:`Appliance`."""
        read = [self._read(row, cells) for row, cells in rows]
        entries = [fate.entry for fate in read if fate.entry]
        phones = tuple(dict.fromkeys(phone for entry in entries for phone in entry.phones))
        cards = tuple(dict.fromkeys(entry.card for entry in entries if entry.card))
        by_phone = self._ask(known.with_phones, phones) if phones else {}
        by_card = self._ask(known.with_cards, cards) if cards else {}
        owned = [self._owned(fate, rows[n], by_phone, by_card) for n, fate in enumerate(read)]
        ids = tuple(dict.fromkeys(fate.entry[0] for fate in owned if fate.entry))
        there: dict[tuple[str, Mark], str] = {}
        for start in range(0, len(ids), 500):
            for member_id, category, brand, model, serial in self._ask(
                known.devices_with, ids[start : start + 500]
            ):
                mark = _mark(category, brand, model, serial)
                there[member_id, mark] = devices.spoken_as(brand, category, model)
        return [self._told(fate, there) if fate.entry else fate for fate in owned]

    def _read(self, row: int, cells: Sequence[Any]) -> Fate:
        line = Line(row, cells, self._columns)
        none = no_record(line, self._titles)
        if none is not None:
            return none
        try:
            entry = self._appliance(line)
        except Refused as error:
            return refused(line, error)
        return Fate(row=row, kind="new", name=entry.owner, entry=entry)

    def _appliance(self, line: Line) -> Appliance:
        said = line.text("category")
        category = chosen("category", said) if said else ""
        notes = [line.text("note")]
        if said and not category:
            notes.append(said)
        details = DeviceDetails(
            category=category or "other",
            brand=line.text("brand"),
            model=line.text("model", exact=True),
            serial=line.text("serial", exact=True),
            place=line.text("place"),
            bought_on=line.day("bought_on"),
            warranty_until=line.day("warranty_until"),
            note="\n".join(note for note in notes if note),
        )
        if not (said or details.brand or details.model):
            raise Refused("import.device_nothing", field="category")
        device_values(details)
        card = line.text("card", exact=True)
        phones = line.phones("phone")
        if not card and not phones:
            raise Refused("import.owner_missing", field="phone")
        number = parse_card(card, field="card") if card else ""
        return Appliance(details, number, phones, line.text("owner"))

    def _owned(self, fate: Fate, row: Numbered, by_phone: Known, by_card: Known) -> Fate:
        """The fate with its member's id and name beside the entry, or the reason why there is none."""
        if not fate.entry:
            return fate
        line = Line(row[0], row[1], self._columns)
        try:
            member_id, name = _owner(fate.entry, by_phone, by_card)
        except Refused as error:
            return refused(line, error)
        return Fate(row=fate.row, kind="new", name=name, entry=(member_id, fate.entry))

    def _told(self, fate: Fate, there: dict[tuple[str, Mark], str]) -> Fate:
        member_id, entry = fate.entry
        details: DeviceDetails = entry.details
        common: dict[str, Any] = {"row": fate.row, "name": fate.name, "told": _told(details)}
        mark = (member_id, _mark(details.category, details.brand, details.model, details.serial))
        why = "serial" if details.serial else "model"
        if mark in there:
            return Fate(kind="known", known=there[mark], why=why, **common)
        if mark in self._seen:
            return Fate(kind="twin", earlier=self._seen[mark], why=why, **common)
        self._seen[mark] = fate.row
        return Fate(kind="new", entry=fate.entry, **common)


def _owner(entry: Appliance, by_phone: Known, by_card: Known) -> tuple[str, str]:
    """Id and name of the member; the card decides before the phones, the name among several."""
    if entry.card:
        if entry.card not in by_card:
            raise Refused("import.member_unknown", field="card")
        return by_card[entry.card][0]
    found = dict.fromkeys(one for phone in entry.phones for one in by_phone.get(phone, ()))
    if not found:
        raise Refused("import.member_unknown", field="phone")
    if len(found) > 1:
        named = [one for one in found if same_words(one[1]) == same_words(entry.owner)]
        if len(named) != 1:
            raise Refused("import.member_several", field="phone", count=len(found))
        return named[0]
    return next(iter(found))


def _mark(category: str, brand: str, model: str, serial: str) -> Mark:
    if same_words(serial):
        return ("serial", same_words(serial))
    return (category, same_words(brand), same_words(model))


def _told(details: DeviceDetails) -> tuple[tuple[str, str], ...]:
    pairs = (
        ("category", details.category),
        ("brand", details.brand),
        ("model", details.model),
        ("serial", details.serial),
        ("bought_on", details.bought_on.isoformat() if details.bought_on else ""),
        ("warranty_until", details.warranty_until.isoformat() if details.warranty_until else ""),
    )
    return tuple((name, said) for name, said in pairs if said)


def write(work: Work, fates: Iterable[Fate]) -> list[tuple[str, str]]:
    """Write the new ones of a batch as ``devices.add`` does; returns device and member ids.

    :func:`settle` must follow once, after the last batch.
    """
    rows, events, made = [], [], []
    for fate in fates:
        if fate.kind != "new":
            continue
        member_id, entry = fate.entry
        device = Device(id=work.new_id(), member_id=member_id, **device_values(entry.details))
        rows.append(device)
        made.append((device.id, member_id))
        events.append(
            Event(
                id=work.new_id(),
                member_id=member_id,
                at=work.now,
                what="device_added",
                ref_id=device.id,
                number="",
                details={"device": devices.spoken_as(device.brand, device.category, device.model)},
                actor_id=work.actor.id,
            )
        )
    work.add_all(rows)
    work.add_all(events)
    return made


def settle(work: Work, member_ids: Iterable[str]) -> None:
    """Note that something happened with these members, and have their new serials found."""
    for member_id in dict.fromkeys(member_ids):
        member = work.get(Member, member_id)
        timeline.touch(work, member)
        index_member(work, member)


def take_back(work: Work, device_ids: Sequence[str]) -> None:
    """Put these devices away again. Refused("import.followed") where a job was taken in for one."""
    for start in range(0, len(device_ids), 500):
        part = tuple(device_ids[start : start + 500])
        marks = ",".join("?" * len(part))
        rows = work.sql(f"SELECT title FROM job WHERE device_id IN ({marks}) LIMIT 1", part)
        if rows:
            raise Refused("import.followed", name=rows[0]["title"])
    for device_id in device_ids:
        devices.archive(work, device_id)
