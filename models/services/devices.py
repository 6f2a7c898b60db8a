"""The devices of a member: added, edited, put away, and how often each was here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.base.clock import from_ms
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line, clean_note, one_of
from models.base.usecase import use_case
from models.rules import members as rules
from models.services import timeline
from models.services.search_documents import index_member
from models.store.work import View, Work
from models.tables.members import (
    Device,
    Member,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """A device as shown, with how often it was here and the job in progress, if there is one."""

    id: str
    category: str
    brand: str
    model: str
    serial: str
    place: str
    bought_on: date | None
    warranty_until: date | None
    note: str
    jobs: int
    last_job_at: datetime | None
    open_job_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceDetails:
    """What a clerk types about a device."""

    category: str
    brand: str = ""
    model: str = ""
    serial: str = ""
    place: str = ""
    bought_on: date | None = None
    warranty_until: date | None = None
    note: str = ""


@use_case(Right.SERVE, inverse="devices.archive")
def add(work: Work, member_id: str, details: DeviceDetails) -> str:
    """Add a device to a member's file and return its id. Raises Refused("text.…" | "device.…")."""
    member = work.get(Member, member_id)
    device = Device(id=work.new_id(), member_id=member_id, **device_values(details))
    work.add(device)
    timeline.record(
        work,
        member_id,
        "device_added",
        ref_id=device.id,
        details={"device": spoken_as(device.brand, device.category, device.model)},
    )
    timeline.touch(work, member)
    index_member(work, member)
    work.undo_by(archive, device.id)
    return device.id


@use_case(Right.SERVE, inverse="devices.edit")
def edit(work: Work, device_id: str, details: DeviceDetails) -> None:
    """Write a device's details anew."""
    device = work.get(Device, device_id)
    before = DeviceDetails(
        **{name: getattr(device, name) for name in DeviceDetails.__dataclass_fields__}
    )
    work.change(device, **device_values(details))
    index_member(work, work.get(Member, device.member_id))
    work.undo_by(edit, device_id, before)


@use_case(Right.SERVE, inverse="devices.archive")
def archive(work: Work, device_id: str, *, archived: bool = True) -> None:
    """Put a device away, or bring it back."""
    device = work.get(Device, device_id)
    if (device.archived_at is not None) != archived:
        work.change(device, archived_at=work.now if archived else None)
        timeline.record(
            work,
            device.member_id,
            "device_archived" if archived else "device_restored",
            ref_id=device.id,
            details={"device": spoken_as(device.brand, device.category, device.model)},
        )
        index_member(work, work.get(Member, device.member_id))
    work.undo_by(archive, device_id, archived=not archived)


def spoken_as(brand: str, category: str, model: str) -> str:
    """How a device is called where no language is known: brand and model, else its category's code."""
    return " ".join(part for part in (brand, model) if part) or category


def device_values(typed: DeviceDetails) -> dict[str, Any]:
    """A device's details as they are stored, by column; refuses beside the field."""
    one_of(typed.category, rules.DEVICE_CATEGORIES, "device.category", field="category")
    if typed.bought_on and typed.warranty_until and typed.warranty_until < typed.bought_on:
        raise Refused("device.warranty_before", field="warranty_until")
    return {
        "category": typed.category,
        "brand": clean_line(typed.brand, field="brand", most=40),
        "model": clean_line(typed.model, field="model", most=60),
        "serial": clean_line(typed.serial, field="serial", most=60),
        "place": clean_line(typed.place, field="place", most=40),
        "bought_on": typed.bought_on,
        "warranty_until": typed.warranty_until,
        "note": clean_note(typed.note, field="device_note", most=400),
    }


def devices_of(view: View, member_id: str) -> tuple[DeviceRow, ...]:
    rows = view.all(
        Device, Device.member_id == member_id, Device.archived_at.is_(None), order=Device.id
    )
    done = {
        row["device_id"]: row
        for row in view.sql(
            "SELECT device_id, count(*) AS jobs, max(opened_at) AS last_at,"
            " max(CASE WHEN closed_at IS NULL THEN id END) AS open_id"
            " FROM job WHERE member_id=? AND device_id IS NOT NULL GROUP BY device_id",
            (member_id,),
        )
    }
    return tuple(_device_row(row, done.get(row.id)) for row in rows)


def _device_row(device: Device, done: Any) -> DeviceRow:
    return DeviceRow(
        **{name: getattr(device, name) for name in DeviceDetails.__dataclass_fields__},
        id=device.id,
        jobs=done["jobs"] if done else 0,
        last_job_at=from_ms(done["last_at"]) if done else None,
        open_job_id=done["open_id"] if done else None,
    )
