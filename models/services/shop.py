"""Founding a shop, its details, its people, its settings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from models.base import settings as declared
from models.base.documents_head import ShopHead
from models.base.errors import Refused
from models.base.rights import Level, Right, right_missing
from models.base.text import clean_line, one_of
from models.base.usecase import query, use_case
from models.rules.phones import parse_phone
from models.rules.sign_in import PIN_LEAST
from models.store.work import View, Work
from models.tables.shop import Setting, Shop, Staff
from models.tables.sign_in import Pin

TRADES = ("repair", "moving", "housekeeping", "property")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopDetails:
    """What stands on paper and in the title bar."""

    name: str
    address: str
    phone: str
    complaint_phone: str
    hours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopInfo(ShopDetails):
    """The shop as screens and papers need it."""

    id: str
    trade: str
    zone: str
    demo: bool
    founded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person of the shop."""

    id: str
    name: str
    level: int
    technician: bool
    active: bool
    has_pin: bool
    """Whether the person can sign in at this desk."""


@query(Right.SERVE)
def info(view: View) -> ShopInfo:
    """The shop's details."""
    return info_of(view)


def info_of(view: View) -> ShopInfo:
    """The shop's details, for other use cases."""
    row = view.first(select(Shop.__table__))
    assert row is not None
    return ShopInfo(**row._mapping)


def head_of(view: View) -> ShopHead:
    """The shop as it stands on top of every paper."""
    details = info_of(view)
    return ShopHead(
        name=details.name,
        address=details.address,
        phone=details.phone,
        complaint_phone=details.complaint_phone,
        hours=details.hours,
        zone=details.zone,
    )


@use_case(Right.CONFIGURE, inverse="shop.change")
def change(work: Work, details: ShopDetails) -> None:
    """Change the shop's details. Raises Refused("text.…" | "phone.…") with the field's name."""
    cleaned = checked(details)
    shop = work.all(Shop)[0]
    before = ShopDetails(
        name=shop.name,
        address=shop.address,
        phone=shop.phone,
        complaint_phone=shop.complaint_phone,
        hours=shop.hours,
    )
    work.change(
        shop,
        name=cleaned.name,
        address=cleaned.address,
        phone=cleaned.phone,
        complaint_phone=cleaned.complaint_phone,
        hours=cleaned.hours,
    )
    work.undo_by(change, before)


def checked(details: ShopDetails) -> ShopDetails:
    """The details as they are stored; refuses beside the field."""
    return ShopDetails(
        name=clean_line(details.name, field="name", most=40, required=True),
        address=clean_line(details.address, field="address", most=120),
        phone=clean_line(details.phone, field="phone", most=40),
        complaint_phone=clean_line(details.complaint_phone, field="complaint_phone", most=40),
        hours=clean_line(details.hours, field="hours", most=60),
    )


@query(Right.SERVE)
def people(view: View, *, technicians_only: bool = False) -> tuple[Person, ...]:
    """The people of the shop, active ones first."""
    has_pin = exists().where(Pin.staff_id == Staff.id).label("has_pin")
    statement = select(
        Staff.id, Staff.name, Staff.level, Staff.technician, Staff.active, has_pin
    ).order_by(Staff.active.desc(), Staff.level.desc(), Staff.name)
    if technicians_only:
        statement = statement.where(Staff.technician, Staff.active)
    return tuple(
        Person(**{**row._mapping, "has_pin": bool(row.has_pin)}) for row in view.rows(statement)
    )


@use_case(Right.CONFIGURE, inverse="shop.set_person")
def add_person(
    work: Work, *, name: str, technician: bool = True, phone: str = "", level: int = 0
) -> str:
    """Add a person and return the id.

    Raises Refused("text.required" | "staff.exists" | "phone.…" | "setting.range").
    """
    if not Level.NONE <= level <= Level.OWNER:
        raise Refused("setting.range", field="level", least=int(Level.NONE), most=int(Level.OWNER))
    cleaned = clean_line(name, field="name", most=40, required=True)
    if work.first(select(Staff.id).where(Staff.name == cleaned, Staff.active)) is not None:
        raise Refused("staff.exists", field="name", name=cleaned)
    number = parse_phone(phone).stored if phone.strip() else ""
    person = Staff(id=work.new_id(), name=cleaned, level=level, technician=technician, phone=number)
    work.add(person)
    work.undo_by(set_person, person.id, active=False)
    return person.id


@use_case(Right.CONFIGURE, inverse="shop.set_person")
def set_person(work: Work, person_id: str, *, active: bool) -> None:
    """Let a person work here, or no longer. The last owner stays: Refused("staff.last_owner")."""
    person = work.get(Staff, person_id)
    if not active:
        _keep_an_owner(work, person)
    work.change(person, active=active)
    work.undo_by(set_person, person_id, active=not active)


@use_case(Right.CONFIGURE, inverse="shop.set_level")
def set_level(work: Work, person_id: str, level: int) -> None:
    """Give a person another level. The last owner stays one: Refused("staff.last_owner").

    A PIN that is too short for the new level goes; Refused("setting.range") for a level there is none of.
    """
    if not Level.NONE <= level <= Level.OWNER:
        raise Refused("setting.range", field="level", least=int(Level.NONE), most=int(Level.OWNER))
    person = work.get(Staff, person_id)
    if level != Level.OWNER:
        _keep_an_owner(work, person)
    before = person.level
    work.change(person, level=level)
    pin = work.find(Pin, person_id)
    if pin is not None and (level == Level.NONE or pin.digits < PIN_LEAST[Level(level)]):
        work.remove(pin)
    work.undo_by(set_level, person_id, before)


def _keep_an_owner(work: Work, person: Staff) -> None:
    if person.level != Level.OWNER or not person.active:
        return
    others = select(Staff.id).where(
        Staff.level == int(Level.OWNER), Staff.active, Staff.id != person.id
    )
    if work.first(others) is None:
        raise Refused("staff.last_owner")


@use_case(Right.CONFIGURE)
def note_key(work: Work, kind: str) -> None:
    """Journal that the passphrase or the paper key is changed: ``kind`` as in models/store/keys.py."""
    one_of(kind, ("passphrase", "paper", "keyring"), "key.no_slot", field="kind")
    work.note(key=kind)


@query(Right.ENTER)
def settings(view: View) -> dict[str, Any]:
    """Every declared setting with the value that holds; the sign-in window wears them too."""
    return settings_of(view)


def settings_of(view: View) -> dict[str, Any]:
    """Every declared setting with the value that holds, for other use cases."""
    stored = {row.name: row.value for row in view.rows(select(Setting.name, Setting.value))}
    return {name: stored.get(name, entry.default) for name, entry in declared.SETTINGS.items()}


@use_case(Right.SERVE, inverse="shop.set_setting")
def set_setting(work: Work, name: str, value: Any) -> None:
    """Keep a setting. Shop-wide ones bind everyone and are the owner's.

    Raises Refused("setting.…" | "right.missing").
    """
    checked_value = declared.check(name, value)
    if declared.SETTINGS[name].scope == "shop" and not work.may(Right.CONFIGURE):
        raise right_missing(Right.CONFIGURE)
    row = work.find(Setting, name)
    default = declared.default_of(name)
    before = default if row is None else row.value
    if row is None and checked_value != default:
        work.add(Setting(name=name, value=checked_value))
    elif row is not None and checked_value == default:
        work.remove(row)
    elif row is not None:
        work.change(row, value=checked_value)
    work.undo_by(set_setting, name, before)


@use_case(Right.CONFIGURE)
def found(
    work: Work, *, shop_id: str, details: ShopDetails, trade: str, owner_name: str, demo: bool
) -> str:
    """Write the first rows of a new shop: the shop itself and its owner; returns the owner's id.

    Raises Refused("text.…" | "shop.trade" | "shop.exists"). ``demo`` can never be changed afterwards.
    """
    if trade not in TRADES:
        raise Refused("shop.trade", field="trade", trade=trade)
    if work.first(select(Shop.id)) is not None:
        raise Refused("shop.exists")
    cleaned = checked(details)
    work.add(
        Shop(
            id=shop_id,
            name=cleaned.name,
            address=cleaned.address,
            phone=cleaned.phone,
            complaint_phone=cleaned.complaint_phone,
            hours=cleaned.hours,
            trade=trade,
            demo=demo,
            founded_at=work.now,
        )
    )
    person = Staff(
        id=work.new_id(),
        name=clean_line(owner_name, field="owner", most=40, required=True),
        level=int(Level.OWNER),
    )
    work.add(person)
    return person.id
