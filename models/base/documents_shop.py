"""Frozen snapshots of the papers a shop hands out or hangs up: service card, label, price board, counter sheet.

Money is integer fen, times are aware UTC, days are shop days. No full phone number stands on any of them.
"""

from dataclasses import dataclass
from datetime import date, datetime

from models.base.documents import LineKind
from models.base.documents_head import ShopHead


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDevice:
    """A device on a service card; ``last`` is the day of its last finished job."""

    name: str
    place: str
    last: date | None
    warranty_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCard:
    """A member's wallet card (服务卡): whose it is, the code that finds the file, devices with their warranty."""

    shop: ShopHead
    name: str
    number: str
    code: str
    since: date
    made_on: date
    devices: tuple[CardDevice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLabel:
    """What sticks on a device or bag in the shop; the member masked, since everyone passes by."""

    shop_name: str
    number: str
    code: str
    member_masked: str
    phone_tail: str
    device: str
    serial: str
    accessories: str
    received_on: date
    promised_at: datetime | None
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPrice:
    """A line of the price board; ``price`` is fen per unit."""

    name: str
    unit: str
    price: int
    kind: LineKind
    warranty_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPackage:
    """A package on the price board; ``price`` fen without add-ons, ``lines`` name and thousandths of each item."""

    name: str
    price: int
    lines: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBoard:
    """The price list as it hangs on the wall, of one day."""

    shop: ShopHead
    day: date
    valid_until: date | None
    """The day before the next prices that are prepared already; None where none are."""
    groups: tuple[tuple[str, tuple[BoardPrice, ...]], ...]
    packages: tuple[BoardPackage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetJob:
    """A job on the counter sheet, masked."""

    number: str
    promised_at: datetime | None
    member_masked: str
    phone_tail: str
    what: str
    technician: str
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterSheet:
    """What a counter needs on paper while the power is out (停电单): jobs in hand, prices, lines to write on."""

    shop: ShopHead
    day: date
    made_at: datetime
    jobs: tuple[SheetJob, ...]
    left_out: int
    """Jobs in hand that did not fit."""
    prices: tuple[BoardPrice, ...]
    first_number: str
    """The number of the last receipt, so that what is sold by hand is known to come after it."""
